import { join } from 'node:path';
import pg from 'pg';
import type { Logger } from 'pino';
import { readAliases, readOccupations } from '../../seeds/reference/read.js';
import { loadRegionTables } from '../../seeds/regions.js';
import { type Application, migrate, openApplication, type Servers } from '../application.js';
import { type Config, WrongConfiguration } from '../config.js';
import { startEmbedded } from '../platform/embedded/index.js';
import { fileVault, type Vault } from '../platform/privacy/vault.js';
import { say } from './progress.js';

interface RunningServers extends Servers {
  readonly embedded: boolean;
  stop(): Promise<void>;
}

/** What every command works on: the servers, tables in their newest form, and the application before them. */
export interface World {
  readonly servers: RunningServers;
  readonly application: Application;
}

export const vault = (config: Config): Vault => fileVault(config.dataDir, config.testIds);

/** Runs a command on the servers of the environment, or on embedded ones beside whoever runs them; nothing stays behind. */
export async function withServers(config: Config, work: (servers: RunningServers) => Promise<void>): Promise<void> {
  const servers = await openServers(config);
  try {
    await prepare(servers);
    await work(servers);
  } finally {
    await servers.stop();
  }
}

/** The same with the application before the servers. */
export const inWorld = (config: Config, work: (world: World) => Promise<void>, log?: Logger): Promise<void> =>
  withServers(config, async (servers) => {
    const reference = { occupations: readOccupations(), aliases: readAliases() };
    const uploads = join(config.dataDir, 'imports');
    const application = await openApplication({ servers, reference, vault: vault(config), uploads, ...(log ? { log } : {}) });
    try {
      await work({ servers, application });
    } finally {
      await application.stop();
    }
  });

/** Real servers where the environment names them, else the embedded ones, started or joined. */
async function openServers(config: Config): Promise<RunningServers> {
  if (config.database && config.search) {
    return { ...config.database, meiliUrl: config.search.url, meiliKey: config.search.key, embedded: false, stop: async () => undefined };
  }
  if (config.database || config.search) {
    throw new WrongConfiguration(
      '请同时设置 DATABASE_URL、DATABASE_OWNER_URL、MEILI_URL、MEILI_KEY · Set all of DATABASE_URL, DATABASE_OWNER_URL, MEILI_URL and MEILI_KEY',
    );
  }
  const embedded = await startEmbedded({ dataDir: config.dataDir, onProgress: ({ zh, en }) => say(zh, en) });
  return { ...embedded, embedded: true, stop: () => embedded.stop() };
}

/** Tables in their newest form and the divisions in them. */
async function prepare(servers: Servers): Promise<void> {
  const applied = await migrate(servers.ownerUrl);
  if (applied.length > 0) say(`已更新数据表：${applied.join(', ')}`, `tables brought up to date: ${applied.join(', ')}`);
  const client = new pg.Client({ connectionString: servers.ownerUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ count: number }>('select count(*)::int as count from region');
    if (rows[0]!.count === 0) say(`已载入 ${await loadRegionTables(client)} 个行政区划`, 'divisions loaded');
  } finally {
    await client.end();
  }
}
