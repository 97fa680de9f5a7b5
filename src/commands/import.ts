import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Command } from 'commander';
import type { Application } from '../application.js';
import { type Config, WrongConfiguration } from '../config.js';
import { ImportJob } from '../modules/imports/import-job.js';
import { runImport, startImport } from '../modules/imports/import.service.js';
import { REFUSAL_COLUMNS } from '../modules/imports/sheets.js';
import { dayOf } from '../modules/imports/words.js';
import { Institution } from '../modules/institutions/institution.js';
import { Refusal } from '../platform/graphql/errors.js';
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
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

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
  const request = { ...options, kind: kindOf(kind), file, headers: headersOf(options.map) };
  if (!existsSync(file)) throw new WrongConfiguration(`没有这个文件 · no such file: ${file}`);
  if (options.openUntil !== undefined && dayOf(options.openUntil) !== options.openUntil)
    throw new WrongConfiguration(`--open-until 须为日期，如 2027-03-31 · --open-until is a day like 2027-03-31: ${options.openUntil}`);
  await inWorld(config, async (world) => {
    const { application } = world;
    await demonstrate(config, world);
    const job = await takeSheet(application, request);
    const refusals = await refusalsOf(application, job);
    tell(job, refusals);
    if (options.result !== undefined) await writeResult(refusals, options.result);
    else if (refusals.length > 0)
      say('加 --result refused.csv 可得到被拒绝的行和原因', 'with --result refused.csv the refused rows are written with their reasons');
    const carried = await carry(application.relay);
    if (carried > 0) say(`检索索引已同步 ${carried} 条`, `search index in step, ${carried} rows`);
    if (job.state === 'FAILED') process.exitCode = 1;
  });
}

function kindOf(kind: string): 'VACANCIES' | 'SEEKERS' {
  const known = kind.toUpperCase();
  if (known === 'VACANCIES' || known === 'SEEKERS') return known;
  throw new WrongConfiguration('第一个参数须为 vacancies 或 seekers · the first argument is vacancies or seekers');
}

function headersOf(path: string | undefined): Record<string, string> {
  if (path === undefined) return {};
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Record<string, string>;
  } catch {
    throw new WrongConfiguration(`--map 须为 JSON 文件，如 {"title":"岗位"} · --map is a JSON file such as {"title":"岗位"}: ${path}`);
  }
}

const share = (part: number, whole: number): string => (whole === 0 ? '—' : `${((part * 100) / whole).toFixed(2)} %`);

/** The counts in words and as one line of JSON. */
function tell(job: ImportJob, refusals: readonly Refused[]): void {
  const { readCount, storedCount, repeatedCount, refusedCount, recognition: of } = job;
  if (job.problem !== null) process.stderr.write(`${job.problem}\n`);
  say(
    `读取 ${readCount} 行：入库 ${storedCount}，已有 ${repeatedCount}，拒绝 ${refusedCount}`,
    `read ${readCount} rows: stored ${storedCount}, stored before ${repeatedCount}, refused ${refusedCount}`,
  );
  const figures: [string, string, number, number][] = [
    ['工资读懂', 'pay understood', of.payReadCount, of.payStatedCount],
    ['地点至少到地级', 'placed at least to the prefecture', of.placedCount, of.placeStatedCount],
    ['工种已编码', 'trade coded', of.codedCount, readCount],
  ];
  for (const [zh, en, part, whole] of figures)
    say(`  ${zh} ${part}/${whole}（${share(part, whole)}）`, `${en} ${part}/${whole} (${share(part, whole)})`);
  for (const [zh, rows] of Map.groupBy(refusals, (one) => one.zh)) say(`  拒绝 ${rows.length} 行：${zh}`, `refused ${rows.length}: ${rows[0]!.en}`);
  const counts = { read: readCount, stored: storedCount, repeated: repeatedCount, refused: refusedCount, problem: job.problem };
  const { payStatedCount, payReadCount, placeStatedCount, placedCount, codedCount } = of;
  process.stdout.write(
    `${JSON.stringify({ ...counts, payStated: payStatedCount, payRead: payReadCount, placeStated: placeStatedCount, placed: placedCount, coded: codedCount })}\n`,
  );
}

async function takeSheet(
  application: Application,
  request: ImportOptions & { kind: 'VACANCIES' | 'SEEKERS'; file: string; headers: Record<string, string> },
): Promise<ImportJob> {
  const { platform } = application;
  const viewer = { ...ANONYMOUS, role: 'office' as const, regionPath: CITY };
  const em = () => platform.orm.em.fork({ session: { variables: settingsOf(viewer) } }) as EntityManager;
  const id = await em()
    .transactional(async (inner) => {
      const where =
        request.institution === undefined ? { kind: 'PUBLIC_EMPLOYMENT_SERVICE' as const, regionPath: CITY } : { id: request.institution };
      const known = request.institution === undefined || UUID.test(request.institution);
      const institution = known ? await inner.findOne(Institution, { ...where, state: 'OPEN' }) : null;
      if (!institution)
        throw new WrongConfiguration('没有接收机构，请用 --institution 指定 · No institution to receive the rows; give --institution');
      const job = Object.assign(new ImportJob(), { kind: request.kind, fileName: request.file, size: statSync(request.file).size });
      await inner.persist(job).flush();
      await startImport(inner, job.id, { institution, openUntil: request.openUntil, dryRun: request.dryRun ?? false }, () => true);
      return job.id;
    })
    .catch((error: unknown) => {
      throw error instanceof Refusal ? new WrongConfiguration(`${error.words.zh} · ${error.words.en}`) : error;
    });
  const onProgress = (job: ImportJob): void =>
    say(
      `  已读 ${job.readCount}，入库 ${job.storedCount}，拒绝 ${job.refusedCount}`,
      `read ${job.readCount}, stored ${job.storedCount}, refused ${job.refusedCount}`,
    );
  const { vault, log } = platform;
  return runImport({ viewer, vault, log, em, sheet: request.file, headers: request.headers, onProgress }, id);
}

interface Refused extends Record<string, unknown> {
  row: number;
  heading: string | null;
  zh: string;
  en: string;
}

async function refusalsOf(application: Application, job: ImportJob): Promise<Refused[]> {
  const { rows } = await application.relayPool.query<Refused>(
    'select row_number as row, heading, zh, en, code, field from import_refusal where job_id = $1 order by row_number',
    [job.id],
  );
  return rows;
}

async function writeResult(rows: readonly Refused[], path: string): Promise<void> {
  if (path.endsWith('.xlsx')) return writeFileSync(path, await writeXlsx(REFUSAL_COLUMNS, rows));
  let text = '';
  for await (const piece of writeCsv(REFUSAL_COLUMNS, rows)) text += piece;
  writeFileSync(path, text);
}
