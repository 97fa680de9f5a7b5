import { beforeAll } from './jest.js';
import pg from 'pg';
import { CITY_CLOCK, seedCity } from '../../seeds/city-2007.js';
import { loadRegions } from '../../src/modules/regions/region.queries.js';
import { type TestApp, testApp, type TestOptions } from './app.js';

/** The application on a small city of 2007; `rows` is how many rows it has. */
export function testCity(scale: number, options?: TestOptions): TestApp & { rows: number } {
  const app = Object.assign(testApp(options), { rows: 0 });
  beforeAll(async () => {
    const client = new pg.Client({ connectionString: app.urls.ownerUrl });
    await client.connect();
    await client.query('insert into world (name, scale, clock) values ($1, $2, $3)', ['city-2007', scale, CITY_CLOCK]);
    await client.query('update app_clock set shift = $1::timestamptz - now()', [CITY_CLOCK]);
    const { platform } = app.application;
    app.rows = await seedCity(client, platform.vault, scale, () => undefined);
    await client.query('analyze');
    await client.end();
    await loadRegions(platform.pool);
    await platform.clock.read();
  }, 300_000);
  return app;
}
