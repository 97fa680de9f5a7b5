import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Command } from 'commander';
import type { Application } from '../application.js';
import { type Config, WrongConfiguration } from '../config.js';
import { ImportJob } from '../modules/imports/import-job.js';
import { runImport, startImport } from '../modules/imports/import.service.js';
import { Institution } from '../modules/institutions/institution.js';
import { ANONYMOUS, settingsOf } from '../platform/access/viewer.js';
import { writeCsv, writeXlsx } from '../platform/sheets/write.js';
import { demonstrate } from './demonstration.js';
import { carry, say } from './progress.js';
import { run } from './run.js';
import { inWorld } from './world.js';

interface ImportOptions {
  map?: string;
  dryRun?: boolean;
  openUntil?: string;
  institution?: string;
  result?: string;
}

const CITY = '/100000/500000';

export const importCommand = new Command('import')
  .description('导入表格 take a sheet in')
  .argument('<kind>', 'vacancies | seekers')
  .argument('<file>', 'CSV or XLSX')
  .option('--map <file>', 'JSON: field → heading')
  .option('--dry-run', 'count and say what would be refused; store nothing')
  .option('--open-until <date>', 'open the vacancies until that day')
  .option('--institution <id>', 'the institution that receives the rows')
  .option('--result <file>', 'write the refused rows with their reasons, .csv or .xlsx')
  .action((kind: string, file: string, options: ImportOptions) => run((config) => importSheet(config, kind, file, options)));

/** Takes a sheet in as the city's office, beside a running server or alone; ends with its counts. */
async function importSheet(config: Config, kind: string, file: string, options: ImportOptions): Promise<void> {
  const importKind = kind.toUpperCase();
  if (importKind !== 'VACANCIES' && importKind !== 'SEEKERS') throw new WrongConfiguration('vacancies 或 seekers · vacancies or seekers');
  if (!existsSync(file)) throw new WrongConfiguration(`没有这个文件 · no such file: ${file}`);
  await inWorld(config, async (world) => {
    const { application } = world;
    await demonstrate(config, world);
    const headers = options.map === undefined ? {} : (JSON.parse(readFileSync(options.map, 'utf8')) as Record<string, string>);
    const job = await takeSheet(application, { kind: importKind, file, headers, ...options });
    say(
      `读取 ${job.readCount}，入库 ${job.storedCount}，已有 ${job.repeatedCount}，拒绝 ${job.refusedCount}`,
      `read ${job.readCount}, stored ${job.storedCount}, stored before ${job.repeatedCount}, refused ${job.refusedCount}`,
    );
    process.stdout.write(
      `${JSON.stringify({ read: job.readCount, stored: job.storedCount, repeated: job.repeatedCount, refused: job.refusedCount, problem: job.problem, ...(await recognised(application, job)) })}\n`,
    );
    if (options.result !== undefined) await writeResult(application, job, options.result);
    const carried = await carry(application.relay);
    if (carried > 0) say(`检索索引已同步 ${carried} 条`, `search index in step, ${carried} rows`);
    if (job.state === 'FAILED') process.exitCode = 1;
  });
}

async function takeSheet(
  application: Application,
  request: ImportOptions & { kind: 'VACANCIES' | 'SEEKERS'; file: string; headers: Record<string, string> },
): Promise<ImportJob> {
  const { platform } = application;
  const viewer = { ...ANONYMOUS, role: 'office' as const, regionPath: CITY };
  const em = () => platform.orm.em.fork({ session: { variables: settingsOf(viewer) } }) as EntityManager;
  const id = await em().transactional(async (inner) => {
    const where = request.institution === undefined ? { kind: 'PUBLIC_EMPLOYMENT_SERVICE' as const, regionPath: CITY } : { id: request.institution };
    const institution = await inner.findOne(Institution, { ...where, state: 'OPEN' });
    if (!institution) throw new WrongConfiguration('没有接收机构，请用 --institution 指定 · No institution to receive the rows; give --institution');
    const job = Object.assign(new ImportJob(), { kind: request.kind, fileName: request.file, size: statSync(request.file).size });
    await inner.persist(job).flush();
    await startImport(inner, job.id, { institution, openUntil: request.openUntil, dryRun: request.dryRun ?? false }, () => true);
    return job.id;
  });
  const onProgress = (job: ImportJob): void =>
    say(
      `  已读 ${job.readCount}，入库 ${job.storedCount}，拒绝 ${job.refusedCount}`,
      `read ${job.readCount}, stored ${job.storedCount}, refused ${job.refusedCount}`,
    );
  const { vault, log } = platform;
  return runImport({ viewer, vault, log, em, sheet: request.file, headers: request.headers, onProgress }, id);
}

/** How much of what was stored was understood: pay stated, place at least to the prefecture, trade coded. */
async function recognised(application: Application, job: ImportJob): Promise<object> {
  if (job.kind !== 'VACANCIES') return {};
  const { rows } = await application.relayPool.query<{ stored: number; pay: number; placed: number; coded: number }>(
    `select count(*)::int as stored, count(*) filter (where not ('pay' = any(v.assumed)))::int as pay, count(v.occupation_code)::int as coded,
            count(*) filter (where r.level <> 'PROVINCE' or r.code in ('110000', '120000', '310000', '500000'))::int as placed
       from vacancy v join region r on r.id = v.region_id where v.source = 'IMPORT' and v.institution_id = $1`,
    [job.institution!.id],
  );
  return { atInstitution: rows[0] };
}

async function writeResult(application: Application, job: ImportJob, path: string): Promise<void> {
  const { rows } = await application.relayPool.query<Record<string, unknown>>(
    'select row_number, code, field, zh, en from import_refusal where job_id = $1 order by row_number',
    [job.id],
  );
  const columns = [
    { key: 'row_number', title: '行号' },
    { key: 'code', title: '代码' },
    { key: 'field', title: '字段' },
    { key: 'zh', title: '原因' },
    { key: 'en', title: 'Reason' },
  ];
  let text = '';
  if (path.endsWith('.xlsx')) return writeFileSync(path, await writeXlsx(columns, rows));
  for await (const piece of writeCsv(columns, rows)) text += piece;
  writeFileSync(path, text);
}
