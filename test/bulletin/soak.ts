import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { CITY_CLOCK, seedCity } from '../../seeds/city-2007.js';
import { loadPolicyTables } from '../../seeds/policies.js';
import { loadRegionTables } from '../../seeds/regions.js';
import { migrate } from '../../src/application.js';
import { linesOf } from '../../src/modules/bulletin/lines.js';
import { loadRegions } from '../../src/modules/regions/region.queries.js';
import { startEmbedded } from '../../src/platform/embedded/index.js';
import { openFor } from '../bench/world.js';
import { recomputed, reportOf } from '../support/bulletin.js';
import { fixture, type Published } from './fixture.js';

const texts = ['published', 'pct', 'yoy', 'overPlan'] as const;

/** What differs from the published figure. */
function against(published: Published, line: Record<string, unknown>): string[] {
  const { id, value, num, den } = published;
  const numbers = { value, num, den };
  const expected: Record<string, unknown> = { ...numbers, ...Object.fromEntries(texts.map((name) => [name, published[name]])) };
  return Object.entries(expected).flatMap(([name, wanted]) =>
    (wanted ?? null) === line[name] ? [] : [`${id}.${name}: ${String(line[name])}, published ${String(wanted ?? null)}`],
  );
}

/** The city at full scale: the published figures, and each of them from the rows that it lists. */
export async function bulletinRun(say: (line: string) => void): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'jiangqiao-city-'));
  const servers = await startEmbedded({ dataDir: folder });
  const owner = new pg.Client({ connectionString: servers.ownerUrl });
  try {
    await migrate(servers.ownerUrl);
    await owner.connect();
    await loadRegionTables(owner);
    await loadPolicyTables(owner);
    await owner.query('insert into world (name, scale, clock) values ($1, 1, $2)', ['city-2007', CITY_CLOCK]);
    await owner.query('update app_clock set shift = $1::timestamptz - now()', [CITY_CLOCK]);
    const { platform, stop } = await openFor(servers, folder);
    const start = Date.now();
    const rows = await seedCity(owner, platform.vault, 1, ({ name, done, of }) => done === of && say(`  ${name} ${of}`));
    await owner.query('analyze');
    say(`  ${rows} rows in ${((Date.now() - start) / 1_000).toFixed(1)} s`);
    await loadRegions(platform.pool);
    const lines = new Map(linesOf(await reportOf(platform)).map((line) => [line.id, line]));
    const wrong = fixture.flatMap((one) => against(one, { ...lines.get(one.id) }));
    for (const { id, listed, value, whole, now } of await recomputed(platform)) {
      say(
        `  ${id}: ${now.value}${now.whole === null ? '' : ` of ${now.whole}`}, from ${listed} rows ${value}${whole === null ? '' : ` of ${whole}`}`,
      );
      if (value !== now.value || whole !== now.whole) wrong.push(`${id}: its rows give ${value} of ${whole}`);
    }
    await stop();
    return wrong;
  } finally {
    await owner.end();
    await servers.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
