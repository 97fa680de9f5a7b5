import { existsSync, mkdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { accountFor } from './account.js';
import { meilisearchBinary, postgresBinaries } from './binaries.js';
import { hold, type Lock, readLock, writeLock } from './lock.js';
import { accepts, folderOf, freePort, launchMeilisearch, masterKey, meilisearchAnswers, orphanMeilisearch } from './meilisearch.js';
import {
  adminUrlOf,
  type Cluster,
  clusterOf,
  connects,
  initialise,
  launchPostgres,
  makeRoles,
  orphanPostgres,
  postgresAnswers,
  removeSocketFolder,
  socketFolder,
  urlOf,
} from './postgres.js';
import { alive, end, identify, pause, stillRunning } from './process.js';
import { supervise } from './supervisor.js';

export { UnsupportedPlatform } from './binaries.js';

export interface EmbeddedServers {
  /** Role `jiangqiao_owner`, which owns the database. */
  readonly ownerUrl: string;
  /** Role `jiangqiao_app`: no owner, bound by row-level security. */
  readonly appUrl: string;
  /** Superuser, for tests. */
  readonly adminUrl: string;
  readonly meiliUrl: string;
  readonly meiliKey: string;
  /** Another process runs the servers; this one only uses them. */
  readonly joined: boolean;
  /** Stops what this process started or adopted; nothing when it joined. */
  stop(): Promise<void>;
}

export interface EmbeddedOptions {
  readonly dataDir: string;
  /** False leaves out fsync: for tests only. */
  readonly durable?: boolean;
  readonly onProgress?: (message: { zh: string; en: string }) => void;
}

type Progress = NonNullable<EmbeddedOptions['onProgress']>;

const JOIN_WITHIN_MS = 90_000;

/**
 * PostgreSQL and Meilisearch inside one data folder. One process owns them; a second one joins. Servers that a killed
 * owner left behind are adopted; one that dies under a living owner is started again on the same address.
 */
export async function startEmbedded({ dataDir: folder, durable = true, onProgress = () => undefined }: EmbeddedOptions): Promise<EmbeddedServers> {
  const binaries = { postgres: postgresBinaries(), meilisearch: meilisearchBinary() };
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const dataDir = realpathSync(folder);
  const deadline = Date.now() + JOIN_WITHIN_MS;
  while (Date.now() < deadline) {
    const release = await hold(dataDir);
    const lock = readLock(dataDir);
    if (release && !(alive(lock?.owner) && lock.owner.pid !== process.pid)) {
      return own(dataDir, binaries, durable, onProgress, lock, release);
    }
    await release?.();
    if (lock && (await usable(dataDir, lock))) return servers(dataDir, lock, async () => undefined, true);
    await pause(50);
  }
  throw new Error(`Another process holds ${dataDir}, but its servers did not come up`);
}

const usable = async (dataDir: string, lock: Lock): Promise<boolean> =>
  lock.ready &&
  alive(lock.owner) &&
  alive(lock.postgres) &&
  alive(lock.meilisearch) &&
  (await accepts(dataDir, lock.port)) &&
  (await connects(lock.socket));

const servers = (dataDir: string, lock: Lock, stop: () => Promise<void>, joined: boolean): EmbeddedServers => ({
  ownerUrl: urlOf(lock.socket, 'jiangqiao_owner'),
  appUrl: urlOf(lock.socket, 'jiangqiao_app'),
  adminUrl: adminUrlOf(lock.socket),
  meiliUrl: `http://127.0.0.1:${lock.port}`,
  meiliKey: masterKey(dataDir),
  joined,
  stop,
});

async function own(
  dataDir: string,
  binaries: { postgres: string; meilisearch: string },
  durable: boolean,
  onProgress: Progress,
  left: Lock | undefined,
  release: () => Promise<void>,
): Promise<EmbeddedServers> {
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
  const free = async (): Promise<void> => {
    if (lock.socket) removeSocketFolder(dataDir, lock.socket);
    Object.assign(lock, { owner: null, postgres: null, meilisearch: null, ready: false });
    if (existsSync(dataDir)) record();
    await release();
  };

  try {
    // An orphan whose address is not recorded, or gone, cannot be used.
    if (!left || !existsSync(left.socket)) await halt();
    lock.socket = left && alive(lock.postgres) ? left.socket : socketFolder(dataDir);
    if (!alive(lock.meilisearch)) lock.port = await freePort(lock.port);
    record();
    const account = accountFor(dataDir, join(binaries.postgres, 'postgres'));
    const cluster: Cluster = { dataDir, socket: lock.socket, binaries: binaries.postgres, account, durable };
    const postgres = async (): Promise<void> => {
      if (!alive(lock.postgres)) {
        lock.postgres = await launchPostgres(cluster);
        record();
      }
      await postgresAnswers(dataDir, lock.socket, lock.postgres);
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
    let stopping: Promise<void> | undefined;
    const stop = async (): Promise<void> => {
      for (const watch of watches) watch.stop();
      await halt();
      await Promise.all(watches.map((watch) => watch.ended));
      await halt();
      await free();
    };
    return servers(dataDir, lock, () => (stopping ??= stop()), false);
  } catch (error) {
    await halt();
    await free();
    throw error;
  }
}

const announced = (name: string, restart: () => Promise<void>, onProgress: Progress) => (): Promise<void> => {
  onProgress({ zh: `${name} 已停止，正在重新启动`, en: `${name} has stopped and is started again` });
  return restart();
};

/** Waits for every start, also after one failed, so that a failure leaves no half-started server unknown. */
async function all(starts: readonly Promise<void>[]): Promise<void> {
  for (const result of await Promise.allSettled(starts)) {
    if (result.status === 'rejected') throw result.reason;
  }
}
