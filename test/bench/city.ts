import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { CITY_CLOCK, seedCity } from '../../seeds/city-2007.js';
import { loadPolicyTables } from '../../seeds/policies.js';
import { loadRegionTables } from '../../seeds/regions.js';
import { type Application, migrate } from '../../src/application.js';
import { loadRegions } from '../../src/modules/regions/region.queries.js';
import { startEmbedded } from '../../src/platform/embedded/index.js';
import { openFor } from './world.js';

export interface City {
  readonly application: Application;
  /** The owner of the tables. */
  readonly owner: pg.Client;
  readonly rows: number;
  readonly seconds: number;
  stop(): Promise<void>;
}

/** The city of 2007 at a scale, on servers of its own; everything goes when it stops. */
export async function cityWorld(scale: number, note: (text: string) => void): Promise<City> {
  const folder = mkdtempSync(join(tmpdir(), 'jiangqiao-city-'));
  const servers = await startEmbedded({ dataDir: folder });
  await migrate(servers.ownerUrl);
  const owner = new pg.Client({ connectionString: servers.ownerUrl });
  await owner.connect();
  await loadRegionTables(owner);
  await loadPolicyTables(owner);
  await owner.query('insert into world (name, scale, clock) values ($1, $2, $3)', ['city-2007', scale, CITY_CLOCK]);
  await owner.query('update app_clock set shift = $1::timestamptz - now()', [CITY_CLOCK]);
  const application = await openFor(servers, folder);
  const { platform } = application;
  const start = Date.now();
  const rows = await seedCity(owner, platform.vault, scale, ({ name, done, of }) => done === of && note(`  ${name} ${of}`));
  await owner.query('analyze');
  const seconds = (Date.now() - start) / 1_000;
  note(`  ${rows} rows in ${seconds.toFixed(1)} s`);
  await loadRegions(platform.pool);
  await platform.clock.read();
  const stop = async (): Promise<void> => {
    await owner.end();
    await application.stop();
    await servers.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  return { application, owner, rows, seconds, stop };
}
