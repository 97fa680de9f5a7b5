import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { meilisearchBinary } from '../../src/platform/embedded/binaries.js';
import { folderOf, freePort, launchMeilisearch, masterKey, meilisearchAnswers } from '../../src/platform/embedded/meilisearch.js';
import { alive, type Identity, launch, pause } from '../../src/platform/embedded/process.js';

export interface SearchServer {
  readonly url: string;
  readonly key: string;
  readonly pid: number;
  readonly stop: () => Promise<void>;
  /** A file beside its own, on its disk. */
  readonly inside: (name: string) => string;
  /** Deletes those files whose names begin so. */
  readonly clear: (start: string) => void;
}

/** A real search server of its own, in a folder that goes with it; it needs no database. With `megabytes`, on a disk of that size. */
export async function startMeili({ megabytes }: { megabytes?: number } = {}): Promise<SearchServer> {
  const folder = mkdtempSync(join(tmpdir(), 'jiangqiao-search-'));
  const port = await freePort();
  const server = megabytes === undefined ? launchMeilisearch(folder, meilisearchBinary(), port) : onSmallDisk(folder, port, megabytes);
  const stop = async (): Promise<void> => {
    if (alive(server)) process.kill(server.pid, 'SIGTERM');
    while (alive(server)) await pause(20);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await meilisearchAnswers(folder, port, server);
  } catch (error) {
    await stop();
    throw error;
  }
  // A disk that only its own process has mounted is reached through that process.
  const inside = (name: string): string => join(megabytes === undefined ? '' : `/proc/${server.pid}/root`, folderOf(folder), name);
  const clear = (start: string): void => {
    for (const name of readdirSync(inside(''))) if (name.startsWith(start)) rmSync(inside(name));
  };
  return { url: `http://127.0.0.1:${port}`, key: masterKey(folder), pid: server.pid, stop, inside, clear };
}

/** The same server in a mount namespace of its own, with a file system in memory for its files. */
function onSmallDisk(folder: string, port: number, megabytes: number): Identity {
  const place = folderOf(folder);
  mkdirSync(place, { recursive: true });
  const script = 'mount -t tmpfs -o size="$1"m none "$2" && cd "$2" && shift 2 && exec "$@"';
  const server = [
    meilisearchBinary(),
    '--db-path',
    join(place, 'data'),
    '--dump-dir',
    join(place, 'dumps'),
    '--snapshot-dir',
    join(place, 'snapshots'),
  ];
  const options = [
    '--http-addr',
    `127.0.0.1:${port}`,
    '--no-analytics',
    '--env',
    'production',
    '--log-level',
    'WARN',
    '--max-indexing-memory',
    '256MiB',
  ];
  const command = ['unshare', '--map-root-user', '--mount', 'sh', '-c', script, 'sh', String(megabytes), place, ...server, ...options];
  return launch(command, join(folder, 'meilisearch.log'), { env: { PATH: process.env['PATH'], MEILI_MASTER_KEY: masterKey(folder) } });
}
