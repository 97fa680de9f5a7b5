import { randomBytes, randomInt } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { replace } from './lock.js';
import { alive, type Identity, launch, pause, runningIn } from './process.js';

export const folderOf = (dataDir: string): string => join(dataDir, 'meilisearch');
const logOf = (dataDir: string): string => join(dataDir, 'meilisearch.log');

/** The master key, made once. */
export function masterKey(dataDir: string): string {
  const path = join(dataDir, 'meilisearch.key');
  if (!existsSync(path)) replace(path, randomBytes(24).toString('base64url'));
  return readFileSync(path, 'utf8').trim();
}

const listens = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  });

/** A port to bind, the known one if it is free. Below 32768, so that no outgoing connection takes it during a restart. */
export async function freePort(known?: number): Promise<number> {
  let port = known || randomInt(20_000, 32_000);
  while (!(await listens(port))) port = randomInt(20_000, 32_000);
  return port;
}

/** The server that runs in this folder though no lock knows it. */
export const orphanMeilisearch = (dataDir: string): Identity | null => runningIn(folderOf(dataDir), 'meilisearch')[0] ?? null;

export function launchMeilisearch(dataDir: string, binary: string, port: number): Identity {
  const folder = folderOf(dataDir);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const command = [
    binary,
    '--db-path',
    join(folder, 'data'),
    '--dump-dir',
    join(folder, 'dumps'),
    '--snapshot-dir',
    join(folder, 'snapshots'),
    '--http-addr',
    `127.0.0.1:${port}`,
    '--no-analytics',
    '--env',
    'production',
    '--log-level',
    'WARN',
    '--max-indexing-memory',
    '1GiB',
  ];
  const env = { PATH: process.env['PATH'], MEILI_MASTER_KEY: masterKey(dataDir) };
  return launch(command, logOf(dataDir), { cwd: folder, env });
}

/** Asked with our key: a stranger's server on the same port does not count. */
export async function accepts(dataDir: string, port: number): Promise<boolean> {
  try {
    const headers = { authorization: `Bearer ${masterKey(dataDir)}` };
    const response = await fetch(`http://127.0.0.1:${port}/version`, { headers, signal: AbortSignal.timeout(1_000) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}

export async function meilisearchAnswers(dataDir: string, port: number, server: Identity): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!(await accepts(dataDir, port))) {
    if (!alive(server) || Date.now() > deadline) throw new Error(`Meilisearch did not start; see ${logOf(dataDir)}`);
    await pause(20);
  }
}
