import { ANONYMOUS, settingsOf } from '../../src/platform/access/viewer.js';
import { under } from '../../src/platform/database/reading.js';
import { regionToday } from '../../src/modules/regions/region.queries.js';
import type { Report as Whole } from '../../src/modules/bulletin/bulletin.js';
import { figuresOf, reportOf } from '../support/bulletin.js';
import { type ByHand, byHand } from './bulletin-by-hand.js';
import type { City } from './city.js';
import { median } from './load.js';
import { atMost, type Report } from './report.js';

const ROUNDS = 9;
const COUNTY_MS = 300;
const TIMES = 1.2;
const CITY = '500000';
/** Of the main urban area, of the reservoir, with people of two earlier districts, and others. */
const COUNTIES = ['500101', '500103', '500154', '500230', '500112', '500229', '500240', '500106', '500107'];

async function took<T>(work: () => Promise<T>): Promise<[ms: number, result: T]> {
  const start = performance.now();
  const result = await work();
  return [performance.now() - start, result];
}

/** Each number that differs ends the run: times of other answers are worth nothing. */
function assertSame(place: string, ours: Whole, theirs: ReadonlyMap<string, ByHand>): void {
  const figures = figuresOf(ours);
  if (figures.length !== theirs.size) throw new Error(`${figures.length} figures, ${theirs.size} by hand`);
  for (const { figure, now, before, plan, share } of figures) {
    const other = theirs.get(figure.id)!;
    const one = [now.value, now.whole, before.value, before.whole, share?.value, share?.whole].join();
    const hand = [...other.now, ...other.before, other.share?.[0], other.share?.[1]].join();
    if (one !== hand) throw new Error(`${place}, ${figure.id}: ${one}, by hand ${hand}`);
    if (other.plan !== undefined && plan !== other.plan) throw new Error(`${place}, ${figure.id}: planned ${String(plan)}, by hand ${other.plan}`);
  }
}

/** The report of the city and of each of some counties, against the same figures by hand as the same viewer; in turns. */
export async function bulletin({ application: { platform } }: City, report: Report): Promise<void> {
  const auditor = settingsOf({ ...ANONYMOUS, role: 'auditor' });
  const compare = async (code: string, rounds: number): Promise<{ ours: number; theirs: number }> => {
    const { path } = regionToday(code);
    const ours = () => took(() => reportOf(platform, code));
    const theirs = () => took(() => under(platform.pool, auditor, (client) => byHand(client, path)));
    const times: { ours: number[]; theirs: number[] } = { ours: [], theirs: [] };
    for (let round = 0; round <= rounds; round++) {
      const backwards = round % 2 === 1;
      const first = backwards ? undefined : await ours();
      const [hand, figures] = await theirs();
      const [own, whole] = first ?? (await ours());
      assertSame(code, whole, figures);
      if (round === 0) continue; // caches
      times.ours.push(own);
      times.theirs.push(hand);
    }
    return { ours: median(times.ours), theirs: median(times.theirs) };
  };
  const city = await compare(CITY, ROUNDS);
  report.figure({ name: 'the whole report, median', ours: city.ours, reference: city.theirs, unit: 'ms' }, atMost(TIMES));
  const counties = [];
  for (const code of COUNTIES) counties.push(await compare(code, 3));
  const slowest = counties.reduce((most, one) => (one.ours > most.ours ? one : most));
  report.figure({ name: 'the report of one county, slowest of nine', ours: slowest.ours, reference: COUNTY_MS, unit: 'ms' }, atMost(1));
  report.figure({ name: 'the same by hand', ours: slowest.ours, reference: slowest.theirs, unit: 'ms' });
}
