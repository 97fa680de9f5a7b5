import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { afterAll, beforeAll, expect, test } from '../support/jest.js';
import { adminUrlOf, urlOf } from '../../src/platform/embedded/postgres.js';
import { Health } from '../../src/platform/health/health.js';
import { mutationText } from '../support/mutation-text.js';
import { CommandProcess, type Part, ServerProcess, until } from '../support/server-process.js';

/** One server that the tests of this file disturb, and stop at the end. */
const server = new ServerProcess({ DRAIN_SECONDS: '1' });
beforeAll(() => server.start(), 180_000);
afterAll(() => server.clear(), 60_000);

interface Told {
  http: number;
  status: string;
  ms: number;
}
async function readyz(): Promise<Told> {
  const from = performance.now();
  const answer = await fetch(`${server.url}/readyz`);
  return { http: answer.status, status: ((await answer.json()) as { status: string }).status, ms: performance.now() - from };
}

async function stalled(part: Part, work: () => Promise<void>): Promise<void> {
  const { pid } = server.process(part)!;
  process.kill(pid, 'SIGSTOP');
  try {
    await work();
  } finally {
    process.kill(pid, 'SIGCONT');
  }
}
/** Every process of the database, as when its machine hangs. */
async function backends(signal: NodeJS.Signals): Promise<void> {
  for (const { pid } of server.backends) process.kill(pid, signal);
}

test('a database that hangs is told of within a second, however many ask; the process lives, and is ready when it is over', async () => {
  expect(await readyz()).toMatchObject({ http: 200, status: 'ready' });
  await stalled('postgres', async () => {
    await backends('SIGSTOP');
    try {
      const told = await Promise.all(Array.from({ length: 20 }, readyz));
      expect(new Set(told.map(({ http, status }) => `${http} ${status}`))).toEqual(new Set(['503 unavailable']));
      process.stderr.write(`database hangs: told after ${Math.round(Math.max(...told.map(({ ms }) => ms)))} ms\n`);
      expect(Math.min(...told.map(({ ms }) => ms))).toBeLessThan(1_000);
      expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
      expect((await fetch(`${server.url}/metrics`)).status).toBe(200); // what hangs is left out
    } finally {
      await backends('SIGCONT');
    }
  });
  await until('it is ready again', async () => (await readyz()).status === 'ready', 30_000);
}, 120_000);

test('without search it is ready and says that it is degraded, within a second', async () => {
  await stalled('meilisearch', async () => {
    const told = await readyz();
    expect(told).toMatchObject({ http: 200, status: 'degraded' });
    process.stderr.write(`search hangs: told after ${Math.round(told.ms)} ms\n`);
    expect(told.ms).toBeLessThan(2_000);
  });
  await until('it is ready again', async () => (await readyz()).status === 'ready', 30_000);
}, 120_000);

test('tables of an older form than the code are not ready', async () => {
  const health = (migrated: boolean) =>
    new Health({
      databaseUrl: urlOf(server.lock.socket, 'jiangqiao_app'),
      search: () => Promise.resolve(),
      migrated: () => Promise.resolve(migrated),
    });
  for (const [migrated, status] of [
    [false, 'outdated'],
    [true, 'ready'],
  ] as const) {
    const one = health(migrated);
    expect(await one.look()).toMatchObject({ status });
    await one.stop();
  }
});

test('`jobs` tells of every job how it went, beside the running server', async () => {
  await until(
    'some were done',
    async () => {
      const told = new CommandProcess(['jobs'], { DATA_DIR: server.dataDir });
      expect(await told.ended).toBe(0);
      return (
        /^reservations +waiting|^reservations .*\d+ ms +[1-9]/m.test(told.stdout) &&
        /^vacancies /m.test(told.stdout) &&
        /^retention /m.test(told.stdout)
      );
    },
    60_000,
  );
}, 120_000);

test('a stop goes in order: it says so and still serves, sockets end with 1001, what runs is answered, nothing is left behind', async () => {
  const { tokens, ids } = server.demo;
  const authorization = `Bearer ${tokens.office}`;
  const origin = server.url;
  const Own = class extends WebSocket {
    constructor(address: string, protocol: string) {
      super(address, protocol, { origin });
    }
  };
  const closed: number[] = [];
  const clients = Array.from({ length: 4 }, () =>
    createClient({
      url: `${server.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: Own,
      lazy: false,
      retryAttempts: 0,
      connectionParams: { authorization },
      on: { closed: (event) => void closed.push((event as { code: number }).code) },
      onNonLazyError: () => undefined,
    }),
  );
  await until('sockets are open', async () => /^jiangqiao_sockets 4$/m.test(await (await fetch(`${server.url}/metrics`)).text()));

  const blocker = new pg.Client({ connectionString: adminUrlOf(server.lock.socket, 'jiangqiao') });
  await blocker.connect();
  blocker.on('error', () => undefined);
  await blocker.query('begin');
  await blocker.query('select from vacancy where id = $1 for update', [ids.draft]);
  const running = fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization },
    body: JSON.stringify({ query: mutationText('vacancySubmit').query, variables: { id: ids.draft, input: { idempotencyKey: randomUUID() } } }),
  }).then((answer) => answer.json() as Promise<object>);
  await until('it waits in the database', async () => (await blocker.query('select from pg_locks where not granted')).rowCount! > 0);

  const from = performance.now();
  const stopping = server.stop('SIGTERM');
  await until('it says that it stops', async () => (await readyz().catch(() => undefined))?.status === 'draining', 5_000);
  const late = await fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization },
    body: '{"query":"{ viewer { role } }"}',
  });
  expect([late.status, late.headers.get('connection')]).toEqual([200, 'close']);
  expect(closed).toEqual([]);
  await until('every socket is told', () => closed.length === 4, 10_000);
  expect(new Set(closed)).toEqual(new Set([1001]));
  await blocker.query('commit');
  await blocker.end();
  expect(await running).toMatchObject({ data: { vacancySubmit: { vacancy: { id: ids.draft }, userErrors: [] } } });
  expect(await stopping).toBe(0);
  const took = performance.now() - from;
  process.stderr.write(`stopped after ${Math.round(took)} ms\n`);
  expect(took).toBeLessThan(8_000);
  expect(server.remains).toEqual([]);
  for (const client of clients) await client.dispose();
}, 120_000);
