import { existsSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import type { Logger } from 'pino';
import { readAliases, readOccupations } from '../../seeds/reference/read.js';
import { loadPolicyTables } from '../../seeds/policies.js';
import { loadRegionTables } from '../../seeds/regions.js';
import { type Application, migrate, openApplication, type Servers } from '../application.js';
import { type Config, WrongConfiguration } from '../config.js';
import { startEmbedded } from '../platform/embedded/index.js';
import { fileVault, type Vault } from '../platform/privacy/vault.js';
import { Interruption } from './interruption.js';
import { say } from './progress.js';

export interface RunningServers extends Servers {
  readonly embedded: boolean;
  /** A superuser, of embedded servers. */
  readonly adminUrl?: string;
  stop(): Promise<void>;
}

/** What every command works on: the servers, tables in their newest form, and the application before them. */
export interface World {
  readonly servers: RunningServers;
  readonly application: Application;
  /** Ctrl-C or SIGTERM. Before anybody waits for it, it ends the command at once. */
  readonly interrupted: () => Promise<void>;
}

const STOPPED_WITHIN_MS = 10_000;

export const vault = (config: Config): Vault => fileVault(config.dataDir, config.testIds);

/** How the servers are opened; nothing for the ordinary way. */
interface Opening {
  /** The tables are left in the form that they have. */
  readonly asTheyAre?: boolean;
  /** In the middle of a restore, with all the time that replaying the log takes. */
  readonly restoring?: boolean;
}

const ALL_THE_TIME_MS = 86_400_000;
/** Lies in a data folder from the moment that a restore touches it until all of it was checked. */
export const restoreMark = (config: Config): string => join(config.dataDir, 'restore.json');

function assertRestored(config: Config): void {
  if (!config.servers && existsSync(restoreMark(config)))
    throw new WrongConfiguration(
      '上次恢复没有完成，请重新运行 npm run restore · A restore of this data folder was not completed; run npm run restore again',
    );
}

/** Runs a command on the servers of the environment, or on embedded ones beside whoever runs them; none is left behind. */
export async function withServers(
  config: Config,
  work: (servers: RunningServers, interrupted: World['interrupted']) => Promise<void>,
  how: Opening = {},
): Promise<void> {
  if (!how.restoring) assertRestored(config);
  const opening = openServers(config, how);
  const interruption = new Interruption(() => opening.then((servers) => servers.stop()).catch(() => undefined));
  try {
    const servers = await opening;
    try {
      if (!how.asTheyAre) await prepare(servers);
      await work(servers, () => interruption.awaited());
    } finally {
      await servers.stop();
    }
  } catch (error) {
    if (interruption.abandoned) return new Promise(() => undefined); // the servers were taken from under it; it exits
    throw error;
  }
  interruption.over();
}

/** The same with the application before the servers. */
export const inWorld = (config: Config, work: (world: World) => Promise<void>, log?: Logger, how?: Opening): Promise<void> =>
  withServers(config, inApplication(config, work, log), how);

const inApplication =
  (config: Config, work: (world: World) => Promise<void>, log?: Logger) =>
  async (servers: RunningServers, interrupted: World['interrupted']): Promise<void> => {
    const reference = { occupations: readOccupations(), aliases: readAliases() };
    const uploads = join(config.dataDir, 'imports');
    const application = await openApplication({ servers, reference, vault: vault(config), uploads, ...(log ? { log } : {}) });
    await assertBound(application.platform.pool);
    await work({ servers, application, interrupted });
    await within(STOPPED_WITHIN_MS, application.stop());
  };

/** Waits, but not for ever: what hangs at the end must not keep the servers from being stopped. */
export const within = (ms: number, ending: Promise<void>): Promise<void> =>
  Promise.race([ending, new Promise<void>((resolve) => setTimeout(resolve, ms).unref())]);

/** Row-level security binds neither a superuser nor whoever may pass it by or become the owner: the application is none of these. */
export async function assertBound(pool: pg.Pool): Promise<void> {
  const { rows } = await pool.query<{ free: boolean }>(
    "select rolsuper or rolbypassrls or pg_has_role(oid, 'jiangqiao_owner', 'member') as free from pg_roles where rolname = current_user",
  );
  if (rows[0]!.free) {
    throw new WrongConfiguration(
      'DATABASE_URL 的用户不受行级安全策略约束，请使用 jiangqiao_app · The user of DATABASE_URL is not bound by row-level security; use jiangqiao_app',
    );
  }
}

/** Real servers where the environment names them, else the embedded ones, started or joined. */
async function openServers(config: Config, { restoring }: Opening): Promise<RunningServers> {
  if (config.servers) return { ...config.servers, embedded: false, stop: async () => undefined };
  const embedded = await startEmbedded({
    dataDir: config.dataDir,
    onProgress: ({ zh, en }) => say(zh, en),
    archive: config.archive,
    ...(restoring ? { patienceMs: ALL_THE_TIME_MS } : {}),
  });
  return { ...embedded, embedded: true, stop: () => embedded.stop() };
}

/** Tables in their newest form and the divisions in them; of processes that start at once, one after the other. */
async function prepare(servers: Servers): Promise<void> {
  const client = new pg.Client({ connectionString: servers.ownerUrl });
  client.on('error', () => undefined); // the statement that was running fails with it
  await client.connect();
  try {
    await client.query("select pg_advisory_lock(hashtext('prepare'))");
    const applied = await migrate(servers.ownerUrl);
    if (applied.length > 0) say(`已更新数据表：${applied.join(', ')}`, `tables brought up to date: ${applied.join(', ')}`);
    const { rows } = await client.query<{ count: number }>('select count(*)::int as count from region');
    if (rows[0]!.count === 0) say(`已载入 ${await loadRegionTables(client)} 个行政区划`, 'divisions loaded');
    await loadPolicyTables(client);
    await client.query('update app_clock set shift = w.clock - now() from world w where w.clock is not null');
  } finally {
    await client.end();
  }
}
