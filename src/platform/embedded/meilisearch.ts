import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { meilisearchBinary } from './binaries.js';
import { alive, type Identity, launch, pause } from './process.js';

/** The master key, made once. */
export function masterKey(dataDir: string): string {
  const path = join(dataDir, 'meilisearch.key');
  if (!existsSync(path)) writeFileSync(path, randomBytes(24).toString('base64url'), { mode: 0o600 });
  return readFileSync(path, 'utf8').trim();
}

export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });

export async function startMeilisearch(dataDir: string, port: number): Promise<Identity> {
  const folder = join(dataDir, 'meilisearch');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const log = join(dataDir, 'meilisearch.log');
  const command = [
    meilisearchBinary(), '--db-path', join(folder, 'data'), '--dump-dir', join(folder, 'dumps'), '--snapshot-dir', join(folder, 'snapshots'),
    '--http-addr', `127.0.0.1:${port}`, '--no-analytics', '--env', 'production', '--log-level', 'WARN', '--max-indexing-memory', '1GiB',
  ];
  const env = { PATH: process.env['PATH'], MEILI_MASTER_KEY: masterKey(dataDir) };
  const identity = launch(command, log, { cwd: folder, env });
  const deadline = Date.now() + 60_000;
  while (!(await healthy(port))) {
    if (!alive(identity) || Date.now() > deadline) throw new Error(`Meilisearch did not start; see ${log}`);
    await pause(20);
  }
  return identity;
}

export async function healthy(port: number): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${port}/health`, { signal: AbortSignal.timeout(1_000) })).ok;
  } catch {
    return false;
  }
}
