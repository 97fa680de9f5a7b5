import { existsSync, readFileSync } from 'node:fs';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Command } from 'commander';
import type { DemoFacts } from '../../seeds/demo.js';
import type { Config } from '../config.js';
import { example } from '../desks.js';
import { interruptImports } from '../modules/imports/import.service.js';
import { SYSTEM } from '../platform/access/viewer.js';
import { requestId } from '../platform/graphql/request-id.js';
import { redactedLog } from '../platform/privacy/log.js';
import { startServer } from '../server.js';
import { demonstrate, demoPath, writeDemo } from './demonstration.js';
import { carry, say } from './progress.js';
import { run } from './run.js';
import { inWorld, within, type World } from './world.js';

/** For requests and sockets that are open at the end. */
const CLOSED_WITHIN_MS = 6_000;
const INDEXED_WITHIN_MS = 15_000;

export const startCommand = new Command('start').description('启动服务 start the server').action(() =>
  run(async (config) => {
    const log = redactedLog(config.logLevel, () => ({ request: requestId() }));
    await inWorld(config, (world) => serve(config, world, log), log);
    process.exit(0);
  }),
);

/** Serves until Ctrl-C or SIGTERM. */
async function serve(config: Config, world: World, log: ReturnType<typeof redactedLog>): Promise<void> {
  const { application } = world;
  await demonstrate(config, world);
  application.startRelay();
  await within(INDEXED_WITHIN_MS, firstCarry(application.relay));
  await interruptImports(application.platform.orm.em.fork({ session: { variables: SYSTEM } }) as EntityManager);
  const server = await startServer({ config, platform: application.platform, schema: application.schema, log });
  announce(config, server.url);
  if (world.servers.embedded && config.loopback) announceDemonstration(config, server.url);
  await world.interrupted();
  await within(CLOSED_WITHIN_MS + config.drainSeconds * 1_000, server.stop());
}

/** The index in step, if that is soon done; until it is, searches are answered by the database. */
async function firstCarry(relay: World['application']['relay']): Promise<void> {
  const carried = await carry(relay).catch(() => undefined);
  if (carried === undefined) say('搜索服务暂不可用，先由数据库应答', 'search is away; the database answers meanwhile');
  else if (carried > 0) say(`检索索引已同步 ${carried} 条`, `search index in step, ${carried} rows`);
}

function announce(config: Config, url: string): void {
  process.stdout.write(
    `\n江桥 Jiangqiao\n  工作台 desks ${url}/\n  GraphQL   ${url}/graphql\n  WebSocket ${url.replace('http', 'ws')}/graphql\n  健康 health ${url}/healthz ${url}/readyz\n`,
  );
  if (config.explorer) process.stdout.write(`  Explorer  ${url}/explorer\n`);
}

/** The credentials work on this machine only, so beyond it there is nothing to show. */
function announceDemonstration(config: Config, url: string): void {
  if (!existsSync(demoPath(config))) return;
  const facts = JSON.parse(readFileSync(demoPath(config), 'utf8')) as Pick<DemoFacts, 'tokens'> & Partial<Pick<DemoFacts, 'users'>>;
  writeDemo(config, { ...facts, url });
  process.stdout.write('\n演示凭证（仅限本机） demonstration credentials (this machine only):\n');
  for (const [role, token] of Object.entries(facts.tokens)) process.stdout.write(`  ${role.padEnd(14)} ${token}\n`);
  if (facts.users) process.stdout.write('\n在工作台登录（仅限本机） to sign in at the desks (this machine only):\n');
  for (const [role, { name, password }] of Object.entries(facts.users ?? {})) process.stdout.write(`  ${role.padEnd(14)} ${name}  ${password}\n`);
  const body = JSON.stringify(example('Try', { query: '焊工' }));
  process.stdout.write(`\n试一试 try it:\n  curl -s ${url}/graphql -H 'content-type: application/json' -d '${body}'\n\n`);
}
