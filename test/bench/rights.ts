import 'reflect-metadata';
import { spawn } from 'node:child_process';
import { Agent } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { readAliases, readOccupations } from '../../seeds/reference/read.js';
import { openApplication, type Servers } from '../../src/application.js';
import { readConfig } from '../../src/config.js';
import { ROLES } from '../../src/platform/access/viewer.js';
import { fileVault } from '../../src/platform/privacy/vault.js';
import { access, type Access, entities } from '../../src/schema.js';
import { startServer } from '../../src/server.js';
import { fire, send, type Shot } from './load.js';
import type { BenchWorld } from './world.js';

const LIST =
  'query List($region: String!) { vacancies(filter: { region: $region }, first: 20) { edges { node { id title headCount openedAt employer { name region { name } } institution { name } region { name } referralCount } } } }';
const CONNECTIONS = 20;
const ROUNDS = 9;
const ROUND_MS = 3_000;
const WARM_MS = 3_000;
const HERE = fileURLToPath(import.meta.url);
const UNBOUND = 'bench_unbound';

/** Everybody may touch everything and sees every row. */
const OPEN: Access = {
  policy: new Map([...access.policy.keys()].map((coordinate) => [coordinate, new Set(ROLES)])),
  scopes: new Map(entities.map(({ name }) => [name, () => null])),
};

interface Given {
  servers: Servers;
  folder: string;
}

/** The server as it is, or as it would be without gate, checks on the schema, scopes, settings and row-level security. */
async function serve(bound: boolean): Promise<void> {
  const { servers, folder } = JSON.parse(process.env['BENCH_RIGHTS']!) as Given;
  const application = await openApplication({
    servers: bound ? servers : { ...servers, appUrl: servers.appUrl.replace('jiangqiao_app', UNBOUND) },
    reference: { occupations: readOccupations(), aliases: readAliases() },
    vault: fileVault(folder, true),
    uploads: join(folder, 'imports'),
    ...(bound ? {} : { access: OPEN }),
  });
  if (!bound) application.platform.pool.on('connect', withoutSettings);
  const config = readConfig({ PORT: '0', LOG_LEVEL: 'silent' });
  const { platform, schema } = application;
  const { url } = await startServer({ config, platform, schema, ...(bound ? {} : { gate: { check: () => undefined } }) });
  process.stdout.write(`${url}\n`);
}

function withoutSettings(client: pg.PoolClient): void {
  const query = client.query.bind(client) as (...args: unknown[]) => unknown;
  client.query = ((first: unknown, ...rest: unknown[]) =>
    query(typeof first === 'string' && first.startsWith('begin isolation') ? first.replace(/; select .*$/s, '') : first, ...rest)) as never;
}

interface Server {
  url: string;
  stop(): void;
}

function started(world: BenchWorld, kind: 'bound' | 'unbound'): Promise<Server> {
  const { ownerUrl, appUrl, meiliUrl, meiliKey } = world.embedded;
  const given: Given = { servers: { ownerUrl, appUrl, meiliUrl, meiliKey }, folder: world.folder };
  const child = spawn(process.execPath, [HERE, kind], {
    env: { ...process.env, BENCH_RIGHTS: JSON.stringify(given) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`${kind} ended with ${code}`)));
    child.stdout.once('data', (text: Buffer) => resolve({ url: text.toString().trim(), stop: () => child.kill('SIGKILL') }));
  });
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;

/** The nested vacancy list with every layer of rights and with none, in turn in one run: what share of the throughput the rights cost. */
export async function rights(world: BenchWorld): Promise<void> {
  const admin = new pg.Client({ connectionString: world.embedded.adminUrl });
  await admin.connect();
  await admin.query(`create role ${UNBOUND} login bypassrls in role jiangqiao_app`);
  await admin.end();
  const [bound, unbound] = [await started(world, 'bound'), await started(world, 'unbound')];
  const callers: Record<string, object> = { 'city office': { authorization: `Bearer ${world.token}` }, anonymous: {} };
  for (const [caller, credential] of Object.entries(callers)) {
    const shot = (server: Server): Shot => ({
      url: `${server.url}/graphql`,
      headers: { 'content-type': 'application/json', ...credential },
      body: JSON.stringify({ query: LIST, variables: { region: '500101' } }),
    });
    const [withRights, without] = [shot(bound), shot(unbound)];
    await sameAnswer(withRights, without);
    for (const one of [withRights, without]) await fire([one], CONNECTIONS, WARM_MS);
    const rates: Record<'bound' | 'unbound', number[]> = { bound: [], unbound: [] };
    for (let round = 0; round < ROUNDS; round++) {
      for (const kind of round % 2 === 0 ? (['bound', 'unbound'] as const) : (['unbound', 'bound'] as const)) {
        rates[kind].push((await fire([kind === 'bound' ? withRights : without], CONNECTIONS, ROUND_MS)).perSecond);
      }
    }
    const loss = median(rates.bound.map((rate, round) => 1 - rate / rates.unbound[round]!));
    process.stdout.write(
      `${JSON.stringify({ name: `nested list with and without rights, ${caller}`, ours: Math.round(median(rates.bound)), reference: Math.round(median(rates.unbound)), loss: Math.round(loss * 1_000) / 1_000, unit: 'requests/s' })}\n`,
    );
  }
  bound.stop();
  unbound.stop();
}

/** A comparison of different answers would be none. */
async function sameAnswer(a: Shot, b: Shot): Promise<void> {
  const agent = new Agent();
  const [first, second] = [await send(agent, a), await send(agent, b)];
  if (first !== second || (first.match(/"id"/g) ?? []).length !== 20) throw new Error('the servers answer differently');
  agent.destroy();
}

if (process.argv[1] === HERE) await serve(process.argv[2] === 'bound');
