import { Agent, request as httpRequest } from 'node:http';
import { text } from 'node:stream/consumers';
import { beforeAll, expect, test } from '../support/jest.js';
import pg from 'pg';
import { Random } from '../../seeds/random.js';
import { ANONYMOUS, settingsOf } from '../../src/platform/access/viewer.js';
import { testApp } from '../support/app.js';
import { callers } from './api.js';
import { committed, contract } from './coordinates.js';
import { operationOf } from './documents.js';
import { mayOf } from './matrix.js';
import { type Principal, rightsWorld, type World } from './world.js';
import { until } from '../support/server-process.js';

/** `REQUESTS=20000 npm run test:rights -- pool` is the long run. */
const REQUESTS = Number(process.env['REQUESTS'] ?? 2_000);
const WORKERS = 16;
const POOL = 8;
const REQUESTS_PER_KILL = 50;
const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);

const app = testApp();
const schema = contract();
let world: World;
beforeAll(async () => void (world = await rightsWorld(app)));

/** The settings that any policy reads; a view that lists settings hides those that no extension declared. */
const settingsOfPolicies = async (): Promise<string[]> => {
  const policies = await app.sql<{ text: string }>("select concat(qual, with_check) as text from pg_policies where schemaname = 'public'");
  return [...new Set(policies.flatMap(({ text }) => [...text.matchAll(/'(app\.\w+)'/g)].map(([, name]) => name!)))];
};

/** Looks at every connection that is handed out, before whoever asked gets it. */
function watch(pool: pg.Pool, settings: readonly string[], handedOut: (left: string[]) => void): void {
  const connect = pool.connect.bind(pool) as () => Promise<pg.PoolClient>;
  const watched = async (): Promise<pg.PoolClient> => {
    const client = await connect();
    try {
      const { rows } = await client.query<{ name: string }>("select name from unnest($1::text[]) name where current_setting(name, true) <> ''", [
        settings,
      ]);
      handedOut(rows.map(({ name }) => name));
      return client;
    } catch (error) {
      client.release(error as Error);
      throw error;
    }
  };
  pool.options.max = POOL;
  pool.connect = ((callback?: (error: Error | undefined, client?: pg.PoolClient, release?: pg.PoolClient['release']) => void) => {
    if (!callback) return watched();
    watched().then(
      (client) => callback(undefined, client, client.release.bind(client)),
      (error: Error) => callback(error),
    );
    return undefined;
  }) as typeof pool.connect;
}

const tables = ['vacancy', 'seeker', 'referral'] as const;
const LISTS: Record<string, (typeof tables)[number]> = {
  '{ vacancies(filter: { state: DRAFT }, first: 100) { edges { node { id } } } }': 'vacancy',
  '{ vacancies(filter: { state: CLOSED }, first: 100) { edges { node { id referralCount } } } }': 'vacancy',
  '{ seekers(first: 100) { edges { node { id } } } }': 'seeker',
  '{ referrals(first: 100) { edges { node { id } } } }': 'referral',
};
const STEPS = { vacancySubmit: 'vacancy', vacancyClose: 'vacancy', registrationSuspend: 'registration', referralAccept: 'referral' } as const;

/** One request at random: a list, or a step on a row that is not the caller's and must stay as it is. */
function requestOf(random: Random, who: Principal): { query: string; variables: object; allowed: Set<string> } | undefined {
  if (random.chance(0.3)) {
    const [field, table] = random.pick(Object.entries(STEPS));
    const rows = world.rows.filter((row) => row.table === table && !mayOf(who, row).update);
    if (!committed.get(`Mutation.${field}`)!.has(who.viewer!.role) || rows.length === 0) return undefined;
    return { ...operationOf(schema, field, { id: random.pick(rows).id }), allowed: new Set() };
  }
  const [query, table] = random.pick(Object.entries(LISTS));
  if (!committed.get(`Query.${/\{ (\w+)/.exec(query)![1]}`)!.has(who.viewer!.role)) return undefined;
  const visible = world.rows.filter((row) => row.table === table && mayOf(who, row).see);
  return { query, variables: {}, allowed: new Set(visible.map(({ id }) => id)) };
}

/** The text of the answer; the connection of an aborted request is gone. */
const post = (
  agent: Agent,
  { token }: Principal,
  { query, variables }: { query: string; variables: object },
  signal?: AbortSignal,
): Promise<string> =>
  new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) };
    const outgoing = httpRequest(`${app.server.url}/graphql`, { method: 'POST', agent, headers, ...(signal ? { signal } : {}) }, (incoming) => {
      text(incoming).then(resolve, reject);
    });
    outgoing.on('error', reject);
    outgoing.end(JSON.stringify({ query, variables }));
  });

test(`${REQUESTS} interleaved requests of all roles, with aborts and ended backends, leave no setting behind and show no foreign row`, async () => {
  process.stdout.write(`seed ${seed}\n`);
  const random = new Random(seed);
  const { pool, orm } = app.application.platform;
  const pools = [pool, (await orm.em.getConnection().getNativeClient()) as pg.Pool];
  const counts = { handedOut: 0, answered: 0, failed: 0, aborted: 0, ended: 0, rows: 0 };
  const [left, foreign]: [string[], string[]] = [[], []];
  const settings = await settingsOfPolicies();
  expect(settings).toEqual(expect.arrayContaining(Object.keys(settingsOf(ANONYMOUS))));
  for (const one of pools) {
    watch(one, settings, (names) => {
      counts.handedOut += 1;
      left.push(...names);
    });
  }
  const agent = new Agent({ keepAlive: true, maxSockets: WORKERS });
  const admin = new pg.Client({ connectionString: app.servers.adminUrl });
  await admin.connect();
  const asking = callers(world);
  const before = await app.sql('select id, state from vacancy order by id');
  let sent = 0;

  const send = async (who: Principal): Promise<void> => {
    const request = requestOf(random, who);
    if (!request) return;
    sent += 1;
    if (sent % REQUESTS_PER_KILL === 0) {
      const { rows } = await admin.query(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and usename = 'jiangqiao_app' order by random() limit 1",
        [app.name],
      );
      counts.ended += rows.length;
    }
    const abort = random.chance(0.1) ? AbortSignal.timeout(random.whole(1, 12)) : undefined;
    const body = await post(agent, who, request, abort).catch((error: Error) => {
      if (!abort?.aborted) throw error;
      counts.aborted += 1;
      return undefined;
    });
    if (body === undefined) return;
    if (body.includes('"errors":[')) counts.failed += 1;
    else counts.answered += 1;
    for (const [, id] of body.matchAll(/"id":"([0-9a-f-]{36})"/g)) {
      counts.rows += 1;
      if (!request.allowed.has(id!)) foreign.push(`${who.name}: ${id}`);
    }
  };
  await Promise.all(
    Array.from({ length: WORKERS }, async () => {
      while (sent < REQUESTS) await send(random.pick(asking));
    }),
  );
  process.stdout.write(`${sent} requests: ${JSON.stringify(counts)}\n`);
  await admin.end();
  agent.destroy();
  expect({ left, foreign }).toEqual({ left: [], foreign: [] });
  expect(await app.sql('select id, state from vacancy order by id')).toEqual(before);
  expect(Math.min(counts.aborted, counts.ended, counts.failed)).toBeGreaterThan(0);
  expect(counts.answered).toBeGreaterThan(REQUESTS / 2);
  expect(counts.rows).toBeGreaterThan(REQUESTS);
  // Requests that were aborted may still be running, and the feed polls: each comes back.
  await until('every connection is back', () => pools.every((one) => one.idleCount === one.totalCount && one.waitingCount === 0));
}, 600_000);
