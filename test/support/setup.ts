import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { migrate } from '../../src/application.js';
import { startEmbedded } from '../../src/platform/embedded/index.js';
import { loadPolicyTables } from '../../seeds/policies.js';
import { loadRegionTables } from '../../seeds/regions.js';

/** One PostgreSQL and one Meilisearch for the whole run; a migrated template that each test file copies. */
export default async function setup(): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'jiangqiao-jest-'));
  const servers = await startEmbedded({ dataDir, durable: false });
  await migrate(servers.ownerUrl);
  const owner = new pg.Client({ connectionString: servers.ownerUrl });
  await owner.connect();
  await loadRegionTables(owner);
  await loadPolicyTables(owner);
  await owner.end();
  const { ownerUrl, appUrl, adminUrl, meiliUrl, meiliKey } = servers;
  process.env['JIANGQIAO_TEST_SERVERS'] = JSON.stringify({ ownerUrl, appUrl, adminUrl, meiliUrl, meiliKey });
  (globalThis as { stopServers?: () => Promise<void> }).stopServers = async () => {
    await servers.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
}
