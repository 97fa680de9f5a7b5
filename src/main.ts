import 'reflect-metadata';
import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Command } from 'commander';
import pg from 'pg';
import pino from 'pino';
import { readAliases, readOccupations } from '../seeds/reference/read.js';
import { loadRegionTables } from '../seeds/regions.js';
import { type Application, migrate, openApplication, type Servers } from './application.js';
import { type Config, readConfig, WrongConfiguration } from './config.js';
import { example, printedManifest } from './desks.js';
import { ImportJob } from './modules/imports/import-job.js';
import { interruptImports, runImport, startImport } from './modules/imports/import.service.js';
import { Institution } from './modules/institutions/institution.js';
import { ANONYMOUS, settingsOf } from './platform/access/viewer.js';
import { startEmbedded, UnsupportedPlatform } from './platform/embedded/index.js';
import { fileKeyRing } from './platform/privacy/keys.js';
import { redactedLog } from './platform/privacy/log.js';
import { writeCsv, writeXlsx } from './platform/sheets/write.js';
import { printedSchema } from './schema.js';
import { startServer } from './server.js';

interface RunningServers extends Servers {
  readonly embedded: boolean;
  stop(): Promise<void>;
}

const say = (zh: string, en: string): void => void process.stderr.write(`${zh} · ${en}\n`);

/** Real servers where the environment names them, else the embedded ones, started or joined. */
async function openServers(config: Config): Promise<RunningServers> {
  if (config.database && config.search) {
    return { ...config.database, meiliUrl: config.search.url, meiliKey: config.search.key, embedded: false, stop: async () => undefined };
  }
  if (config.database || config.search) {
    throw new WrongConfiguration(
      '请同时设置 DATABASE_URL、DATABASE_OWNER_URL、MEILI_URL、MEILI_KEY · Set all of DATABASE_URL, DATABASE_OWNER_URL, MEILI_URL and MEILI_KEY',
    );
  }
  const embedded = await startEmbedded({ dataDir: config.dataDir, onProgress: ({ zh, en }) => say(zh, en) });
  return { ...embedded, embedded: true, stop: () => embedded.stop() };
}

const vault = (config: Config) => ({ keys: fileKeyRing(join(config.dataDir, 'keys.json')), testIds: config.testIds });
const uploads = (config: Config): string => join(config.dataDir, 'imports');
const reference = () => ({ occupations: readOccupations(), aliases: readAliases() });

/** Tables in their newest form and the divisions in them. */
async function prepare(servers: Servers): Promise<void> {
  const applied = await migrate(servers.ownerUrl);
  if (applied.length > 0) say(`已更新数据表：${applied.join(', ')}`, `tables brought up to date: ${applied.join(', ')}`);
  const client = new pg.Client({ connectionString: servers.ownerUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ count: number }>('select count(*)::int as count from region');
    if (rows[0]!.count === 0) say(`已载入 ${await loadRegionTables(client)} 个行政区划`, 'divisions loaded');
  } finally {
    await client.end();
  }
}

/** The demonstration world, once, on a database without a vacancy or account; its facts stand in `demo.json`. */
async function demonstrate(config: Config, servers: Servers, application: Application): Promise<void> {
  const path = join(config.dataDir, 'demo.json');
  const { rows } = await application.relayPool.query<{ empty: boolean }>(
    'select not exists (select from account) and not exists (select from vacancy) as empty',
  );
  if (!rows[0]!.empty) return;
  say('首次启动：生成演示数据', 'first start: making the demonstration world');
  const { seedDemo } = await import('../seeds/demo.js');
  const { openOrm } = await import('./platform/database/orm.js');
  const { entities } = await import('./schema.js');
  const orm = await openOrm({ url: servers.ownerUrl, entities, poolSize: 2 });
  try {
    mkdirSync(config.dataDir, { recursive: true });
    await orm.em.fork().transactional(async (em) => {
      const facts = await seedDemo(em as never, vault(config), (zh, en, done, of) => say(`  ${zh} ${done}/${of}`, `${en} ${done}/${of}`));
      writeDemo(path, facts); // before the commit: credentials that are stored are never lost
    });
  } finally {
    await orm.close();
  }
}

function writeDemo(path: string, facts: object): void {
  writeFileSync(`${path}.new`, JSON.stringify(facts, null, 2), { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

function announce(config: Config, url: string): void {
  const path = join(config.dataDir, 'demo.json');
  process.stdout.write(
    `\n江桥 Jiangqiao\n  GraphQL   ${url}/graphql\n  WebSocket ${url.replace('http', 'ws')}/graphql\n  健康 health ${url}/healthz ${url}/readyz\n`,
  );
  if (config.explorer) process.stdout.write(`  Explorer  ${url}/explorer\n`);
  if (!existsSync(path)) return;
  const facts = JSON.parse(readFileSync(path, 'utf8')) as { tokens: Record<string, string> };
  writeDemo(path, { ...facts, url });
  process.stdout.write('\n演示凭证（仅限本机） demonstration credentials (this machine only):\n');
  for (const [role, token] of Object.entries(facts.tokens)) process.stdout.write(`  ${role.padEnd(14)} ${token}\n`);
  const body = JSON.stringify(example('Try', { query: '焊工' }));
  process.stdout.write(`\n试一试 try it:\n  curl -s ${url}/graphql -H 'content-type: application/json' -d '${body}'\n\n`);
}

async function start(config: Config): Promise<void> {
  const servers = await openServers(config);
  try {
    await serve(config, servers);
  } catch (error) {
    await servers.stop();
    throw error;
  }
}

async function serve(config: Config, servers: RunningServers): Promise<void> {
  const log = redactedLog(config.logLevel);
  await prepare(servers);
  const application = await openApplication({ servers, reference: reference(), vault: vault(config), uploads: uploads(config), log });
  if (servers.embedded) await demonstrate(config, servers, application);
  const carried = await application.relay.drain((done, left) => say(`  检索索引 ${done}，剩余 ${left}`, `search index ${done}, left ${left}`));
  if (carried > 0) say(`检索索引已同步 ${carried} 条`, `search index in step, ${carried} rows`);
  await interruptImports(application.platform.orm.em.fork() as EntityManager);
  application.relay.start();
  const server = await startServer({ config, platform: application.platform, schema: application.schema, log });
  announce(config, server.url);
  const stop = once(async () => {
    say('正在停止', 'stopping');
    await server.stop();
    await application.stop();
    await servers.stop();
    process.exit(0);
  });
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}

const once = (work: () => Promise<void>): (() => void) => {
  let running = false;
  return () => {
    if (running) return;
    running = true;
    void work();
  };
};

/** Marks every vacancy dirty and carries it, beside a running server or alone. */
async function reindex(config: Config): Promise<void> {
  const servers = await openServers(config);
  await prepare(servers);
  const application = await openApplication({ servers, reference: reference(), vault: vault(config), uploads: uploads(config) });
  await application.relayPool.query(
    `insert into search_dirty (entity, id, version) select 'vacancy', id, nextval('search_version') from vacancy order by id
     on conflict (entity, id) do update set version = excluded.version, attempts = 0, not_before = null`,
  );
  const carried = await application.relay.drain((done, left) => say(`  检索索引 ${done}，剩余 ${left}`, `search index ${done}, left ${left}`));
  say(`已重建 ${carried} 条`, `${carried} rows indexed again`);
  await application.stop();
  await servers.stop();
}

interface ImportOptions {
  map?: string;
  dryRun?: boolean;
  openUntil?: string;
  institution?: string;
  result?: string;
}

const CITY = '/100000/500000';

/** Takes a sheet in as the city's office, beside a running server or alone; ends with its counts. */
async function importSheet(config: Config, kind: string, file: string, options: ImportOptions): Promise<void> {
  const importKind = kind.toUpperCase();
  if (importKind !== 'VACANCIES' && importKind !== 'SEEKERS') throw new WrongConfiguration('vacancies 或 seekers · vacancies or seekers');
  if (!existsSync(file)) throw new WrongConfiguration(`没有这个文件 · no such file: ${file}`);
  const servers = await openServers(config);
  try {
    await prepare(servers);
    const application = await openApplication({ servers, reference: reference(), vault: vault(config), uploads: uploads(config) });
    if (servers.embedded) await demonstrate(config, servers, application);
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
    const carried = await application.relay.drain((done, left) => say(`  检索索引 ${done}，剩余 ${left}`, `search index ${done}, left ${left}`));
    if (carried > 0) say(`检索索引已同步 ${carried} 条`, `search index in step, ${carried} rows`);
    await application.stop();
    if (job.state === 'FAILED') process.exitCode = 1;
  } finally {
    await servers.stop();
  }
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
  return runImport({ viewer, vault: platform.vault, em, path: request.file, headers: request.headers, onProgress }, id);
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

const program = new Command('jiangqiao').description('江桥：劳务输出与跨地区职业介绍平台');
program
  .command('start')
  .description('启动服务 start the server')
  .action(() => run(start));
program
  .command('reindex')
  .description('重建检索索引 index every vacancy again')
  .action(() => run(reindex));

program
  .command('import')
  .description('导入表格 take a sheet in')
  .argument('<kind>', 'vacancies | seekers')
  .argument('<file>', 'CSV or XLSX')
  .option('--map <file>', 'JSON: field → heading')
  .option('--dry-run', 'count and say what would be refused; store nothing')
  .option('--open-until <date>', 'open the vacancies until that day')
  .option('--institution <id>', 'the institution that receives the rows')
  .option('--result <file>', 'write the refused rows with their reasons, .csv or .xlsx')
  .action((kind: string, file: string, options: ImportOptions) => run((config) => importSheet(config, kind, file, options)));
program
  .command('schema')
  .description('写出 GraphQL 契约和可信查询清单 write schema/schema.graphql and schema/manifest.json')
  .option('--check', '只比较，不写 only compare')
  .action(async ({ check = false }: { check?: boolean }) => {
    const files = { 'schema/schema.graphql': await printedSchema(), 'schema/manifest.json': printedManifest() };
    for (const [path, printed] of Object.entries(files)) {
      if (!check) writeFileSync(path, printed);
      else if (!existsSync(path) || readFileSync(path, 'utf8') !== printed) {
        process.stderr.write(`${path} 与代码不一致，请运行 npm run schema · differs from the code: npm run schema\n`);
        process.exitCode = 1;
      }
    }
  });

async function run(work: (config: Config) => Promise<void>): Promise<void> {
  try {
    await work(readConfig(process.env));
  } catch (error) {
    const known =
      error instanceof WrongConfiguration || error instanceof UnsupportedPlatform || (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
    if (known) process.stderr.write(`${(error as Error).message}\n`);
    else pino().fatal({ err: error }, 'cannot go on');
    process.exit(1);
  }
}

await program.parseAsync();
