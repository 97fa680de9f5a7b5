import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { CITY_CLOCK, seedCity } from '../../seeds/city-2007.js';
import { loadPolicyTables } from '../../seeds/policies.js';
import { loadRegionTables } from '../../seeds/regions.js';
import { type Application, migrate } from '../../src/application.js';
import { loadRegions } from '../../src/modules/regions/region.queries.js';
import { type EmbeddedServers, startEmbedded } from '../../src/platform/embedded/index.js';
import { openFor } from './world.js';

type Note = (text: string) => void;

export interface City {
  readonly application: Application;
  /** The owner of the tables. */
  readonly owner: pg.Client;
  readonly stop: () => Promise<void>;
}

export interface EmptyCity {
  readonly servers: EmbeddedServers;
  readonly folder: string;
  readonly owner: pg.Client;
  readonly stop: () => Promise<void>;
}

export async function connected(connectionString: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  return client;
}

/** Servers with the tables of a city of a scale and nothing in them; everything goes when it stops. */
export async function emptyCity(scale: number): Promise<EmptyCity> {
  const folder = mkdtempSync(join(tmpdir(), 'jiangqiao-city-'));
  const servers = await startEmbedded({ dataDir: folder });
  await migrate(servers.ownerUrl);
  const owner = await connected(servers.ownerUrl);
  await loadRegionTables(owner);
  await loadPolicyTables(owner);
  await owner.query('insert into world (name, scale, clock) values ($1, $2, $3)', ['city-2007', scale, CITY_CLOCK]);
  await owner.query('update app_clock set shift = $1::timestamptz - now()', [CITY_CLOCK]);
  const stop = async (): Promise<void> => {
    await owner.end();
    await servers.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  return { servers, folder, owner, stop };
}

/** The city of 2007 at a scale, on servers of its own; everything goes when it stops. */
async function madeCity(scale: number, note: Note): Promise<City> {
  const { servers, folder, owner, stop } = await emptyCity(scale);
  const application = await openFor(servers, folder);
  const start = Date.now();
  const rows = await seedCity(owner, application.platform.vault, scale, ({ name, done, of }) => done === of && note(`  ${name} ${of}`));
  await owner.query('vacuum analyze');
  note(`  ${rows} rows in ${((Date.now() - start) / 1_000).toFixed(1)} s`);
  return { application, owner, stop: async () => (await application.stop(), stop()) };
}

/** A city that was seeded into a data folder, which stays. */
async function keptCity(folder: string, note: Note): Promise<City> {
  const servers = await startEmbedded({ dataDir: folder });
  await migrate(servers.ownerUrl);
  const owner = await connected(servers.ownerUrl);
  const { rows } = await owner.query<{ name: string; scale: string }>('select name, scale from world where made_at is not null');
  if (rows[0]?.name !== 'city-2007') throw new Error(`${folder} holds no city: DATA_DIR=${folder} npm run seed -- city-2007`);
  await owner.query('update app_clock set shift = w.clock - now() from world w');
  note(`the city in ${folder}, scale ${rows[0].scale}`);
  const application = await openFor(servers, folder);
  const stop = async (): Promise<void> => {
    await owner.end();
    await application.stop();
    await servers.stop();
  };
  return { application, owner, stop };
}

/** The city in a data folder, or one of its own. */
export async function cityWorld(scale: number, note: Note, data?: string): Promise<City> {
  const city = data === undefined ? await madeCity(scale, note) : await keptCity(data, note);
  await loadRegions(city.application.platform.pool);
  await city.application.platform.clock.read();
  return city;
}
