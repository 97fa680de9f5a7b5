import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from '../support/jest.js';
import pg from 'pg';
import { type EmbeddedServers, startEmbedded } from '../../src/platform/embedded/index.js';
import { alive, type Identity, pause, runningIn } from '../../src/platform/embedded/process.js';

const folders: string[] = [];
const started: EmbeddedServers[] = [];
const children: ChildProcess[] = [];
const folder = (): string => {
  const made = mkdtempSync(join(tmpdir(), 'jiangqiao-test-'));
  folders.push(made);
  return made;
};
const start = async (dataDir: string, durable = false): Promise<EmbeddedServers> => {
  const servers = await startEmbedded({ dataDir, durable });
  started.push(servers);
  return servers;
};
afterEach(async () => {
  for (const one of children.splice(0)) await killed(one);
  for (const one of started.splice(0)) await one.stop();
  for (const one of folders.splice(0)) rmSync(one, { recursive: true, force: true });
});

/** A process of its own that starts the servers, says whether it joined, and stops them at SIGTERM. */
async function another(dataDir: string): Promise<{ child: ChildProcess; joined: boolean }> {
  const script = `
    const { startEmbedded } = await import('./dist/src/platform/embedded/index.js');
    const servers = await startEmbedded({ dataDir: process.argv[1], durable: false });
    process.once('SIGTERM', () => servers.stop().then(() => process.exit()));
    setInterval(() => {}, 1000);
    console.log(servers.joined);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  const said = await new Promise((resolve) => child.stdout.once('data', resolve).once('end', resolve));
  return { child, joined: String(said).trim() === 'true' };
}

async function killed(child: ChildProcess, signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill(signal);
  await gone;
}

const lockOf = (dataDir: string): Record<'postgres' | 'meilisearch' | 'owner', Identity> =>
  JSON.parse(readFileSync(join(dataDir, 'embedded.json'), 'utf8')) as Record<'postgres' | 'meilisearch' | 'owner', Identity>;

async function ask<T>(url: string, text: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(text)).rows as T[];
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function until<T>(what: () => Promise<T | undefined>, ms = 15_000): Promise<T> {
  const deadline = Date.now() + ms;
  for (;;) {
    const value = await what().catch(() => undefined);
    if (value !== undefined) return value;
    if (Date.now() > deadline) throw new Error('it did not happen in time');
    await pause(50);
  }
}

const meili = (servers: EmbeddedServers, path: string, body?: object): Promise<Response> =>
  fetch(`${servers.meiliUrl}${path}`, {
    method: body ? 'POST' : 'GET',
    headers: { authorization: `Bearer ${servers.meiliKey}`, 'content-type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });

const keep = async (servers: EmbeddedServers): Promise<void> => {
  await ask(servers.ownerUrl, 'create table kept (n int); insert into kept values (42)');
  expect((await meili(servers, '/indexes/kept/documents', [{ id: 1 }])).status).toBe(202);
  await until(async () => ((await meili(servers, '/indexes/kept/documents/1')).ok ? true : undefined));
};
const expectKept = async (servers: EmbeddedServers): Promise<void> => {
  expect(await until(() => ask(servers.appUrl, 'select current_user as name'))).toEqual([{ name: 'jiangqiao_app' }]);
  expect(await until(() => ask(servers.ownerUrl, 'select n from kept'))).toEqual([{ n: 42 }]);
  await until(async () => ((await meili(servers, '/indexes/kept/documents/1')).ok ? true : undefined));
};
const expectGone = (lock: Record<'postgres' | 'meilisearch', Identity>): void =>
  expect([alive(lock.postgres), alive(lock.meilisearch)]).toEqual([false, false]);

test('a server killed under a living starter comes back on the same address with what was acknowledged', async () => {
  const dataDir = folder();
  const servers = await start(dataDir, true);
  await keep(servers);
  const busy = new pg.Client({ connectionString: servers.appUrl });
  busy.on('error', () => undefined);
  await busy.connect();
  void busy.query('select pg_sleep(60)').catch(() => undefined);
  for (const name of ['postgres', 'meilisearch'] as const) {
    const before = lockOf(dataDir)[name];
    process.kill(before.pid, 'SIGKILL');
    await until(async () => {
      const now = lockOf(dataDir)[name];
      return now.pid !== before.pid && alive(now) ? true : undefined;
    });
    await expectKept(servers);
  }
});

test('of processes that start at once exactly one starts; the others join; its stop leaves no process', async () => {
  const dataDir = folder();
  const processes = await Promise.all([another(dataDir), another(dataDir)]);
  const here = await start(dataDir);
  expect(processes.filter((one) => !one.joined)).toHaveLength(1);
  expect(here.joined).toBe(true);
  const lock = lockOf(dataDir);
  await here.stop();
  for (const one of processes.filter(({ joined }) => joined)) await killed(one.child, 'SIGTERM');
  expect([alive(lock.postgres), alive(lock.meilisearch)]).toEqual([true, true]);
  for (const one of processes) await killed(one.child, 'SIGTERM');
  expectGone(lock);
  expect(runningIn(join(dataDir, 'postgres'), 'postgres')).toEqual([]);
});

test('when the starter ends before those who joined, one of them takes the servers over; the last one stops them', async () => {
  const dataDir = folder();
  const { child } = await another(dataDir);
  const here = await start(dataDir, true);
  await keep(here);
  const { postgres, meilisearch } = lockOf(dataDir);
  await killed(child, 'SIGTERM');
  expect(child.exitCode).toBe(0);
  expect(lockOf(dataDir)).toMatchObject({ postgres, meilisearch, owner: { pid: process.pid } });
  await expectKept(here);
  const last = await another(dataDir);
  expect(last.joined).toBe(true);
  await here.stop();
  expect(lockOf(dataDir)).toMatchObject({ postgres, meilisearch, owner: { pid: last.child.pid } });
  await killed(last.child, 'SIGTERM');
  expectGone({ postgres, meilisearch });
});

test('when the starter is killed, a process that had joined watches over the servers in its place', async () => {
  const dataDir = folder();
  const { child } = await another(dataDir);
  const here = await start(dataDir, true);
  await keep(here);
  await killed(child);
  await until(async () => (lockOf(dataDir).owner.pid === process.pid ? true : undefined));
  const before = lockOf(dataDir).postgres;
  process.kill(before.pid, 'SIGKILL');
  await until(async () => (lockOf(dataDir).postgres.pid === before.pid ? undefined : true));
  await expectKept(here);
});

test('a starter whose only guest has just gone too stops the servers itself', async () => {
  const dataDir = folder();
  const [first, second] = [await another(dataDir), await another(dataDir)];
  const lock = lockOf(dataDir);
  second.child.kill('SIGSTOP');
  first.child.kill('SIGTERM');
  await until(async () => (lockOf(dataDir).owner === null ? true : undefined));
  second.child.kill('SIGKILL');
  await until(async () => (first.child.exitCode === null ? undefined : true));
  expect(first.child.exitCode).toBe(0);
  expectGone(lock);
});

test('one process may start twice', async () => {
  const dataDir = folder();
  const both = await Promise.all([start(dataDir), start(dataDir)]);
  expect(both.map(({ joined }) => joined).sort()).toEqual([false, true]);
});

test('adopts the servers that a killed starter left behind, and stops them', async () => {
  const dataDir = folder();
  const { child } = await another(dataDir);
  const before = lockOf(dataDir);
  await killed(child);
  const servers = await start(dataDir);
  expect(servers.joined).toBe(false);
  const { postgres, meilisearch } = lockOf(dataDir);
  expect({ postgres, meilisearch }).toEqual({ postgres: before.postgres, meilisearch: before.meilisearch });
  await keep(servers);
  await servers.stop();
  expectGone(before);
});

test('starts afresh when the starter was killed together with its servers, whose files still name them', async () => {
  const dataDir = folder();
  const { child } = await another(dataDir);
  const before = lockOf(dataDir);
  await killed(child);
  for (const one of [before.postgres, before.meilisearch]) process.kill(one.pid, 'SIGKILL');
  await until(async () => (alive(before.postgres) || alive(before.meilisearch) ? undefined : true));
  // A recycled pid: the file of the dead server names a process that lives.
  const pidFile = join(dataDir, 'postgres', 'postmaster.pid');
  writeFileSync(pidFile, readFileSync(pidFile, 'utf8').replace(/^\d+/, String(process.pid)));
  await keep(await start(dataDir));
});

test('keeps its data and its port over a stop, in a folder whose path is long and Chinese', async () => {
  const dataDir = join(folder(), '江桥, "数据"', '深'.repeat(30), 'data');
  const first = await start(dataDir);
  await keep(first);
  await first.stop();
  const again = await start(dataDir);
  expect(again.meiliUrl).toBe(first.meiliUrl);
  await expectKept(again);
});

test('the roles are those that the migrations rely on', async () => {
  const servers = await start(folder());
  const rights =
    'select rolsuper, rolbypassrls, (select datdba = r.oid from pg_database where datname = current_database()) as owns from pg_roles r where rolname = current_user';
  expect(await ask(servers.appUrl, rights)).toEqual([{ rolsuper: false, rolbypassrls: false, owns: false }]);
  expect(await ask(servers.ownerUrl, rights)).toEqual([{ rolsuper: false, rolbypassrls: false, owns: true }]);
  await ask(servers.ownerUrl, 'set role jiangqiao_relay');
  expect(
    await ask(servers.ownerUrl, 'select datctype, pg_encoding_to_char(encoding) as encoding from pg_database where datname = current_database()'),
  ).toEqual([{ datctype: 'C.UTF-8', encoding: 'UTF8' }]);
});
