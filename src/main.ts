import 'reflect-metadata';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import pg from 'pg';
import pino from 'pino';
import { readAliases, readOccupations } from '../seeds/reference/read.js';
import { loadRegionTables } from '../seeds/regions.js';
import { type Application, migrate, openApplication, type Servers } from './application.js';
import { type Config, readConfig, WrongConfiguration } from './config.js';
import { startEmbedded, UnsupportedPlatform } from './platform/embedded/index.js';
import { fileKeyRing } from './platform/privacy/keys.js';
import { redactedLog } from './platform/privacy/log.js';
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
  const query = '{ vacancySearch(query: "焊工", first: 3) { totalCount edges { score node { title employer { name } region { name } } } } }';
  process.stdout.write(`\n试一试 try it:\n  curl -s ${url}/graphql -H 'content-type: application/json' -d '${JSON.stringify({ query })}'\n\n`);
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
  const application = await openApplication({ servers, reference: reference(), vault: vault(config), log });
  if (servers.embedded) await demonstrate(config, servers, application);
  const carried = await application.relay.drain((done, left) => say(`  检索索引 ${done}，剩余 ${left}`, `search index ${done}, left ${left}`));
  if (carried > 0) say(`检索索引已同步 ${carried} 条`, `search index in step, ${carried} rows`);
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
  const application = await openApplication({ servers, reference: reference(), vault: vault(config) });
  await application.relayPool.query(
    `insert into search_dirty (entity, id, version) select 'vacancy', id, nextval('search_version') from vacancy order by id
     on conflict (entity, id) do update set version = excluded.version, attempts = 0, not_before = null`,
  );
  const carried = await application.relay.drain((done, left) => say(`  检索索引 ${done}，剩余 ${left}`, `search index ${done}, left ${left}`));
  say(`已重建 ${carried} 条`, `${carried} rows indexed again`);
  await application.stop();
  await servers.stop();
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
  .command('schema')
  .description('写出 GraphQL 契约 write schema/schema.graphql')
  .action(async () => writeFileSync('schema/schema.graphql', await printedSchema()));

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
