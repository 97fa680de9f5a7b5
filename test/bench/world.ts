import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { readAliases, readOccupations } from '../../seeds/reference/read.js';
import { loadPolicyTables } from '../../seeds/policies.js';
import { loadRegionTables } from '../../seeds/regions.js';
import { type Application, migrate, openApplication, type Servers } from '../../src/application.js';
import { newApiKey } from '../../src/modules/accounts/api-key.js';
import { type EmbeddedServers, startEmbedded } from '../../src/platform/embedded/index.js';
import { fileVault } from '../../src/platform/privacy/vault.js';
import { generate } from './generate.js';

/** Embedded servers with a generated world in them, indexed; everything goes when it stops. */
export interface World {
  readonly servers: EmbeddedServers;
  readonly folder: string;
  /** Credential of the city's office. */
  readonly token: string;
  /** The application in this process, for what a benchmark prepares; what is measured runs in processes of its own. */
  readonly application: Application;
  /** The owner of the tables. */
  readonly owner: pg.Client;
  readonly size: number;
  stop(): Promise<void>;
}

const OFFICE = '018f0000-0000-7000-8000-000000000001';

export const openFor = (servers: Servers, folder: string): Promise<Application> =>
  openApplication({
    servers,
    reference: { occupations: readOccupations(), aliases: readAliases() },
    vault: fileVault(folder, true),
    uploads: join(folder, 'imports'),
  });

export async function generatedWorld(size: number, seed: number, note: (text: string) => void): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), 'jiangqiao-bench-'));
  const servers = await startEmbedded({ dataDir: folder });
  await migrate(servers.ownerUrl);
  const owner = new pg.Client({ connectionString: servers.ownerUrl });
  await owner.connect();
  await loadRegionTables(owner);
  await loadPolicyTables(owner);
  await generate(owner, size, seed);
  const token = await officeToken(owner);
  note('the world stands; its vacancies go to the index');
  const application = await openFor(servers, folder);
  await application.relay.drain();
  note('indexed');
  return {
    servers,
    folder,
    token,
    application,
    owner,
    size,
    stop: async () => {
      await owner.end();
      await application.stop();
      await servers.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function officeToken(owner: pg.Client): Promise<string> {
  const { secret, prefix, hash } = newApiKey();
  await owner.query("insert into account (id, role, name, region_id) select $1, 'OFFICE', 'bench', id from region where code = '500000'", [OFFICE]);
  await owner.query('insert into api_key (id, account_id, prefix, hash) values (uuidv7(), $1, $2, $3)', [OFFICE, prefix, hash]);
  return secret;
}
