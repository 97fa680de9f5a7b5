import { mkdirSync, realpathSync } from 'node:fs';
import { meilisearchBinary, postgresBinaries } from './binaries.js';
import { hold, type Lock, readLock, type Tie, tie } from './lock.js';
import { accepts, folderOf, masterKey } from './meilisearch.js';
import { own, type Place } from './owner.js';
import { adminUrlOf, connects, urlOf } from './postgres.js';
import { alive, pause } from './process.js';

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
  readonly meiliFolder: string;
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
  /** Where finished segments of the log go, for a restore to any moment. */
  readonly archive?: string | undefined;
  /** How long PostgreSQL may take until it answers: longer where it replays a log. */
  readonly patienceMs?: number;
}

const JOIN_WITHIN_MS = 90_000;
const AFTER_FAILURE_MS = 1_000;
const ANSWERS_WITHIN_MS = 60_000;

/**
 * PostgreSQL and Meilisearch inside one data folder. One process owns them; a second one joins. Servers that a killed
 * owner left behind are adopted; one that dies under a living owner is started again on the same address. When the owner
 * ends first, one of those who joined becomes the owner, so that the servers stop with the last process that uses them.
 */
export async function startEmbedded({
  dataDir: folder,
  durable = true,
  onProgress = () => undefined,
  archive,
  patienceMs = ANSWERS_WITHIN_MS,
}: EmbeddedOptions): Promise<EmbeddedServers> {
  const binaries = { postgres: postgresBinaries(), meilisearch: meilisearchBinary() };
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const dataDir = realpathSync(folder);
  const { lock, joined, stop } = await enter({ dataDir, binaries, durable, onProgress, archive, patienceMs });
  return {
    ownerUrl: urlOf(lock.socket, 'jiangqiao_owner'),
    appUrl: urlOf(lock.socket, 'jiangqiao_app'),
    adminUrl: adminUrlOf(lock.socket),
    meiliUrl: `http://127.0.0.1:${lock.port}`,
    meiliKey: masterKey(dataDir),
    meiliFolder: folderOf(dataDir),
    joined,
    stop,
  };
}

interface Membership {
  readonly lock: Lock;
  readonly joined: boolean;
  readonly stop: () => Promise<void>;
}

async function enter(place: Place): Promise<Membership> {
  const { dataDir } = place;
  const deadline = Date.now() + JOIN_WITHIN_MS;
  while (Date.now() < deadline) {
    const held = await hold(dataDir);
    const lock = readLock(dataDir);
    if (held && !(alive(lock?.owner) && lock.owner.pid !== process.pid)) return { ...(await own(place, lock, held)), joined: false };
    await held?.release();
    const bond = lock && (await usable(dataDir, lock)) ? await tie(dataDir) : null;
    if (lock && bond) return joined(place, lock, bond);
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

/** Uses another process's servers; when that process ends, takes them over or joins whoever did. */
function joined(place: Place, lock: Lock, bond: Tie): Membership {
  let stopping = false;
  const inherit = async (): Promise<Membership | undefined> => {
    await bond.cut;
    while (!stopping) {
      try {
        return await enter(place);
      } catch (error) {
        place.onProgress({ zh: `服务器接管失败：${String(error)}`, en: `the servers could not be taken over: ${String(error)}` });
        await pause(AFTER_FAILURE_MS);
      }
    }
    return undefined;
  };
  const inherited = inherit();
  const stop = async (): Promise<void> => {
    stopping = true;
    bond.untie();
    await (await inherited)?.stop();
  };
  return { lock, joined: true, stop };
}
