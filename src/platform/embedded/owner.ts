import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { accountFor } from './account.js';
import { hold, type Hold, type Lock, readLock, writeLock } from './lock.js';
import { folderOf, freePort, launchMeilisearch, meilisearchAnswers, orphanMeilisearch } from './meilisearch.js';
import {
  type Cluster,
  clusterOf,
  initialise,
  launchPostgres,
  makeRoles,
  orphanPostgres,
  postgresAnswers,
  removeSocketFolder,
  socketFolder,
} from './postgres.js';
import { alive, end, identify, pause, stillRunning } from './process.js';
import { supervise } from './supervisor.js';

export interface Place {
  readonly dataDir: string;
  readonly binaries: { readonly postgres: string; readonly meilisearch: string };
  readonly durable: boolean;
  readonly onProgress: (message: { zh: string; en: string }) => void;
  readonly archive: string | undefined;
  readonly patienceMs: number;
}

const HANDED_OVER_WITHIN_MS = 5_000;

/** Starts both servers, or adopts what a former owner left, and watches over them until stopped. */
export async function own(place: Place, left: Lock | undefined, held: Hold): Promise<{ lock: Lock; stop: () => Promise<void> }> {
  const { dataDir, binaries, durable, onProgress, archive, patienceMs } = place;
  const lock: Lock = {
    owner: identify(process.pid),
    postgres: stillRunning(left?.postgres, clusterOf(dataDir)) ?? orphanPostgres(dataDir),
    meilisearch: stillRunning(left?.meilisearch, folderOf(dataDir)) ?? orphanMeilisearch(dataDir),
    socket: '',
    port: left?.port ?? 0,
    ready: false,
  };
  const record = (): void => writeLock(dataDir, lock);
  const halt = async (): Promise<void> => {
    await Promise.all([end(lock.postgres, 'SIGINT'), end(lock.meilisearch, 'SIGTERM')]);
  };
  const free = async (hold: Hold): Promise<void> => {
    if (lock.socket) removeSocketFolder(dataDir, lock.socket);
    Object.assign(lock, { owner: null, postgres: null, meilisearch: null, ready: false });
    if (existsSync(dataDir)) record();
    await hold.release();
  };

  try {
    // An orphan whose address is not recorded, or gone, cannot be used.
    if (!left || !existsSync(left.socket)) await halt();
    lock.socket = left && alive(lock.postgres) ? left.socket : socketFolder(dataDir);
    if (!alive(lock.meilisearch)) lock.port = await freePort(lock.port);
    record();
    const account = accountFor(dataDir, join(binaries.postgres, 'postgres'));
    const cluster: Cluster = { dataDir, socket: lock.socket, binaries: binaries.postgres, account, durable, archive };
    const postgres = async (): Promise<void> => {
      if (!alive(lock.postgres)) {
        lock.postgres = await launchPostgres(cluster);
        record();
      }
      await postgresAnswers(dataDir, lock.socket, lock.postgres, patienceMs);
    };
    const meilisearch = async (): Promise<void> => {
      if (!alive(lock.meilisearch)) {
        lock.meilisearch = launchMeilisearch(dataDir, binaries.meilisearch, lock.port);
        record();
      }
      await meilisearchAnswers(dataDir, lock.port, lock.meilisearch);
    };

    onProgress({ zh: '启动 PostgreSQL 和 Meilisearch', en: 'Starting PostgreSQL and Meilisearch' });
    await all([
      initialise(cluster)
        .then(postgres)
        .then(() => makeRoles(lock.socket)),
      meilisearch(),
    ]);
    lock.ready = true;
    record();

    const watches = [
      supervise({ current: () => lock.postgres, restart: announced('PostgreSQL', postgres, onProgress) }),
      supervise({ current: () => lock.meilisearch, restart: announced('Meilisearch', meilisearch, onProgress) }),
    ];
    const stop = async (): Promise<void> => {
      for (const watch of watches) watch.stop();
      const heirless = held.guests() === 0;
      if (heirless) await halt();
      await Promise.all(watches.map((watch) => watch.ended));
      const last = heirless ? held : await handOver(place, lock, held);
      if (!last) return;
      await halt();
      await free(last);
    };
    let stopping: Promise<void> | undefined;
    return { lock, stop: () => (stopping ??= stop()) };
  } catch (error) {
    await halt();
    await free(held);
    throw error;
  }
}

/** Leaves the running servers to the processes that are tied to us; where none of them takes over, the hold comes back. */
async function handOver({ dataDir }: Place, lock: Lock, held: Hold): Promise<Hold | null> {
  lock.owner = null;
  writeLock(dataDir, lock);
  await held.release();
  const deadline = Date.now() + HANDED_OVER_WITHIN_MS;
  while (Date.now() < deadline) {
    if (alive(readLock(dataDir)?.owner)) return null;
    await pause(20);
  }
  return hold(dataDir);
}

const announced = (name: string, restart: () => Promise<void>, onProgress: Place['onProgress']) => (): Promise<void> => {
  onProgress({ zh: `${name} 已停止，正在重新启动`, en: `${name} has stopped and is started again` });
  return restart();
};

/** Waits for every start, also after one failed, so that a failure leaves no half-started server unknown. */
async function all(starts: readonly Promise<void>[]): Promise<void> {
  for (const result of await Promise.allSettled(starts)) {
    if (result.status === 'rejected') throw result.reason;
  }
}
