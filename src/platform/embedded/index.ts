import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { freePort, healthy, masterKey, startMeilisearch } from './meilisearch.js';
import { adminUrlOf, answering, initialise, makeRoles, socketFolder, startPostgres, urlOf } from './postgres.js';
import { alive, end, type Identity, identify, pause } from './process.js';

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

interface Lock {
  owner: Identity;
  postgres: Identity | null;
  meilisearch: Identity | null;
  socket: string;
  port: number;
}

const SUPERVISE_MS = 250;

/**
 * PostgreSQL and Meilisearch inside one data folder. One process owns them; a second one joins. Servers that a killed
 * owner left behind are adopted; one that dies under a living owner is started again on the same address.
 */
export async function startEmbedded({ dataDir: folder, durable = true, onProgress = () => undefined }: EmbeddedOptions): Promise<EmbeddedServers> {
  const dataDir = resolve(folder);
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  if (!(await own(dataDir))) return joinRunning(dataDir);
  const left = readLock(dataDir);
  const lock: Lock = {
    owner: identify(process.pid),
    postgres: alive(left?.postgres) ? left.postgres : null,
    meilisearch: alive(left?.meilisearch) ? left.meilisearch : null,
    socket: socketFolder(dataDir, left?.socket),
    port: left?.port ?? (await freePort()),
  };
  const start = {
    postgres: async () => {
      lock.postgres = await startPostgres(dataDir, lock.socket, durable);
      writeLock(dataDir, lock);
    },
    meilisearch: async () => {
      if (!(await portIsFree(lock))) lock.port = await freePort();
      lock.meilisearch = await startMeilisearch(dataDir, lock.port);
      writeLock(dataDir, lock);
    },
  };
  try {
    onProgress({ zh: '启动 PostgreSQL 和 Meilisearch', en: 'Starting PostgreSQL and Meilisearch' });
    initialise(dataDir);
    await Promise.all([
      lock.postgres ? answering(lock.socket, lock.postgres, join(dataDir, 'postgres.log')) : start.postgres(),
      lock.meilisearch ? undefined : start.meilisearch(),
    ]);
    writeLock(dataDir, lock);
    await makeRoles(lock.socket);
  } catch (error) {
    await halt(dataDir, lock);
    throw error;
  }
  const supervisor = supervise(lock, start);
  return servers(dataDir, lock, false, async () => {
    await supervisor.stop();
    await halt(dataDir, lock);
  });
}

const servers = (dataDir: string, lock: Lock, joined: boolean, stop: () => Promise<void>): EmbeddedServers => ({
  ownerUrl: urlOf(lock.socket, 'jiangqiao_owner'),
  appUrl: urlOf(lock.socket, 'jiangqiao_app'),
  adminUrl: adminUrlOf(lock.socket),
  meiliUrl: `http://127.0.0.1:${lock.port}`,
  meiliKey: masterKey(dataDir),
  joined,
  stop,
});

async function halt(dataDir: string, lock: Lock): Promise<void> {
  await Promise.all([end(lock.postgres, 'SIGINT'), end(lock.meilisearch, 'SIGTERM')]);
  if (!lock.socket.startsWith(dataDir)) rmSync(lock.socket, { recursive: true, force: true });
  rmSync(lockPath(dataDir), { force: true });
  rmSync(ownerPath(dataDir), { force: true });
}

function supervise(lock: Lock, start: Record<'postgres' | 'meilisearch', () => Promise<void>>): { stop: () => Promise<void> } {
  let running = true;
  const loop = (async () => {
    while (running) {
      for (const name of ['postgres', 'meilisearch'] as const) {
        if (running && !alive(lock[name])) await start[name]().catch(() => pause(1_000));
      }
      if (running) await pause(SUPERVISE_MS);
    }
  })();
  return {
    stop: async () => {
      running = false;
      await loop;
    },
  };
}

/** Waits until the owner has both servers up, then uses them. */
async function joinRunning(dataDir: string): Promise<EmbeddedServers> {
  const deadline = Date.now() + 90_000;
  for (;;) {
    const lock = readLock(dataDir);
    if (lock && alive(lock.owner) && alive(lock.postgres) && alive(lock.meilisearch) && (await healthy(lock.port))) {
      await answering(lock.socket, lock.postgres, join(dataDir, 'postgres.log'));
      return servers(dataDir, lock, true, async () => undefined);
    }
    if (Date.now() > deadline) throw new Error(`The servers of ${dataDir} did not come up`);
    await pause(50);
  }
}

const lockPath = (dataDir: string): string => join(dataDir, 'embedded.json');
const ownerPath = (dataDir: string): string => join(dataDir, 'embedded.owner');

/** Takes the folder, atomically; a lock whose process is gone is taken over. */
async function own(dataDir: string): Promise<boolean> {
  const path = ownerPath(dataDir);
  const mine = identify(process.pid);
  for (;;) {
    try {
      writeFileSync(path, JSON.stringify(mine), { flag: 'wx', mode: 0o600 });
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const holder = read<Identity>(path);
    if (alive(holder)) return false;
    const stale = `${path}.${process.pid}`;
    try {
      renameSync(path, stale);
      if (alive(read<Identity>(stale))) renameSync(stale, path);
      else rmSync(stale, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
    await pause(20);
  }
}

function read<T>(path: string): T | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as T;
  } catch {
    return undefined;
  }
}

const readLock = (dataDir: string): Lock | undefined => read<Lock>(lockPath(dataDir));

function writeLock(dataDir: string, lock: Lock): void {
  const path = lockPath(dataDir);
  writeFileSync(`${path}.new`, JSON.stringify(lock), { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

const portIsFree = async (lock: Lock): Promise<boolean> => !(await healthy(lock.port));
