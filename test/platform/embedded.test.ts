import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import pg from 'pg';
import { type EmbeddedServers, startEmbedded } from '../../src/platform/embedded/index.js';
import { alive, type Identity, pause } from '../../src/platform/embedded/process.js';

const folders: string[] = [];
const started: EmbeddedServers[] = [];
const folder = (): string => {
  const made = mkdtempSync(join(tmpdir(), 'jiangqiao-test-'));
  folders.push(made);
  return made;
};
const start = async (dataDir: string): Promise<EmbeddedServers> => {
  const servers = await startEmbedded({ dataDir });
  started.push(servers);
  return servers;
};
afterEach(async () => {
  for (const one of started.splice(0)) await one.stop();
  for (const one of folders.splice(0)) rmSync(one, { recursive: true, force: true });
});

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

test('survives kill -9 of either server, keeping what was acknowledged', async () => {
  const dataDir = folder();
  const servers = await start(dataDir);
  await ask(servers.ownerUrl, 'create table kept (n int); insert into kept values (42)');
  expect((await meili(servers, '/indexes/kept/documents', [{ id: 1 }] as never)).status).toBe(202);
  await until(async () => ((await meili(servers, '/indexes/kept/documents/1')).ok ? true : undefined));

  for (const name of ['postgres', 'meilisearch'] as const) {
    const before = lockOf(dataDir)[name];
    process.kill(before.pid, 'SIGKILL');
    await until(async () => {
      const now = lockOf(dataDir)[name];
      return now.pid !== before.pid && alive(now) ? true : undefined;
    });
  }
  const rows = await until(() => ask<{ n: number }>(servers.ownerUrl, 'select n from kept'));
  expect(rows).toEqual([{ n: 42 }]);
  await until(async () => ((await meili(servers, '/indexes/kept/documents/1')).ok ? true : undefined));
});

test('a second start joins, and stopping leaves no process', async () => {
  const dataDir = folder();
  const [first, second] = await Promise.all([startEmbedded({ dataDir }), startEmbedded({ dataDir })]);
  expect([first.joined, second.joined].sort()).toEqual([false, true]);
  expect(await ask(second.appUrl, 'select current_user as name')).toEqual([{ name: 'jiangqiao_app' }]);
  const lock = lockOf(dataDir);
  await second.stop();
  await first.stop();
  expect([alive(lock.postgres), alive(lock.meilisearch)]).toEqual([false, false]);
});

test('adopts the servers that a killed owner left behind', async () => {
  const dataDir = folder();
  const script = `import('./dist/src/platform/embedded/index.js').then((m) => m.startEmbedded({ dataDir: process.argv[1] })).then(() => { console.log('up'); setInterval(() => {}, 1000); })`;
  const owner = spawn(process.execPath, ['-e', script, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise((resolve) => owner.stdout.once('data', resolve));
  const before = lockOf(dataDir);
  const gone = new Promise((resolve) => owner.once('exit', resolve));
  owner.kill('SIGKILL');
  await gone;
  const servers = await start(dataDir);
  expect(servers.joined).toBe(false);
  expect(lockOf(dataDir).postgres).toEqual(before.postgres);
  await servers.stop();
  expect([alive(before.postgres), alive(before.meilisearch)]).toEqual([false, false]);
});

test('the application’s role owns nothing and cannot step past row-level security', async () => {
  const servers = await start(folder());
  const rows = await ask(servers.appUrl, 'select rolsuper, rolbypassrls from pg_roles where rolname = current_user');
  expect(rows).toEqual([{ rolsuper: false, rolbypassrls: false }]);
});
