import { raw, sql } from '../../platform/database/sql.js';
import type { Context } from '../../platform/graphql/context.js';
import { completionRate, type DestinationKind } from '../agreements/plan.js';
import { inside } from '../institutions/institution.queries.js';
import { countyAbove, type KnownRegion, places, regionByPath } from '../regions/region.queries.js';
import { placesCountAs } from '../quotas/quota.queries.js';
import { AWAY } from './transfer.js';

/** What a county promised, holds and did, for one destination; all of it in the viewer's scope. */
export interface ProgressRow {
  county: KnownRegion | null;
  /** Null in the total, and for places whose arrivals count towards no plan. */
  destinationKind: DestinationKind | null;
  /** A region of its kind; null is the kind as a whole. */
  destination: KnownRegion | null;
  plan: number | null;
  places: number;
  reserved: number;
  confirmed: number;
  arrived: number;
  stable: number;
  completionRate: number | null;
  behindSchedule: boolean;
}

export interface Progress {
  year: number;
  timeProgress: number;
  rows: ProgressRow[];
  total: ProgressRow;
}

/** Months of a year that are over on a day, in twelfths: the last day of a month ends it. */
export function timeProgress(year: number, day: string): number {
  const tomorrow = new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000);
  const months = (tomorrow.getUTCFullYear() - year) * 12 + tomorrow.getUTCMonth();
  return Math.round((Math.min(12, Math.max(0, months)) / 12) * 1_000) / 1_000;
}

interface Sums {
  plan: number | null;
  places: number;
  reserved: number;
  confirmed: number;
  arrived: number;
  stable: number;
}
const nothing = (): Sums => ({ plan: null, places: 0, reserved: 0, confirmed: 0, arrived: 0, stable: 0 });

/** Plans, places and arrivals of all counties below a region: four statements, however many counties there are. */
export async function progressOf(context: Context, year: number, region: KnownRegion): Promise<Progress> {
  const scope = (entity: string, alias: string) => context.shapes.scope(entity, alias, context.viewer) ?? raw('true');
  const day = context.platform.clock.today();
  const pairs = await context.reading.rows(sql`
    select c.path, p.path from partner_region r join region c on c.id = r.county_id join region p on p.id = r.partner_id where ${places.within('c.path', region.path)}`);
  const plans = await context.reading.rows(sql`
    select t.region_path, t.destination_kind, d.path, t.target from plan t left join region d on d.id = t.destination_id
     where t.year = ${year} and t.institution_id is null and ${places.within('t.region_path', region.path)} and (${scope('Plan', 't')})`);
  const offered = await context.reading.rows(sql`
    select o.origin_path, ${raw(placesCountAs('o'))}, o.destination_path, o.free, o.reserved, o.confirmed
      from (select t.origin_path, t.destination_path, sum(t.places - t.allocated)::int as free, sum(t.reserved)::int as reserved, sum(t.confirmed)::int as confirmed
              from quota t where t.year = ${year} and ${places.within('t.origin_path', region.path)} and (${scope('Quota', 't')}) group by 1, 2) o`);
  const arrivals = await context.reading.rows(sql`
    select t.origin_path, t.counts_as, t.destination_path, count(*)::int, count(*) filter (where t.state = any(${AWAY}::text[]))::int
      from counted_arrival t where t.year = ${year} and ${places.within('t.origin_path', region.path)} and (${scope('Transfer', 't')}) group by 1, 2, 3`);
  const table = new Table(pairs as [string, string][]);
  for (const [path, kind, destination, target] of plans as [string, DestinationKind | null, string | null, number][]) {
    if (kind !== null && countyAbove(path)?.path === path) table.plan(path, kind, destination, target);
  }
  for (const [origin, kind, destination, free, reserved, confirmed] of offered as [
    string,
    DestinationKind | null,
    string,
    number,
    number,
    number,
  ][]) {
    table.add(origin, kind, destination, { places: free, reserved, confirmed });
  }
  for (const [origin, kind, destination, arrived, stable] of arrivals as [string, DestinationKind, string, number, number][]) {
    table.add(origin, kind, destination, { arrived, stable });
  }
  const elapsed = timeProgress(year, day);
  const rows = table.rows(elapsed);
  const kinds = rows.filter((row) => row.destination === null);
  const plan = plans.find(([path, kind]) => path === region.path && kind === null)?.[3] as number | undefined;
  return { year, timeProgress: elapsed, rows, total: finished(null, null, null, summed(kinds, plan), elapsed) };
}

/** All kinds together; the region's own plan where it has one, else those of its counties. */
function summed(rows: readonly ProgressRow[], plan: number | undefined): Sums {
  const total = nothing();
  for (const row of rows) {
    for (const name of ['places', 'reserved', 'confirmed', 'arrived', 'stable'] as const) total[name] += row[name];
    if (row.plan !== null) total.plan = (total.plan ?? 0) + row.plan;
  }
  return { ...total, plan: plan ?? total.plan };
}

function finished(
  county: KnownRegion | null,
  destinationKind: DestinationKind | null,
  destination: KnownRegion | null,
  sums: Sums,
  elapsed: number,
): ProgressRow {
  const rate = sums.plan === null ? null : completionRate(sums.arrived, sums.plan);
  return { county, destinationKind, destination, ...sums, completionRate: rate, behindSchedule: rate !== null && rate < elapsed };
}

const CHONGQING = '/100000/500000';

/** Rows by county, kind, and region of that kind; what happens in a region counts in its kind as well. */
class Table {
  readonly #rows = new Map<string, { county: string; kind: DestinationKind | null; destination: string | null; sums: Sums }>();

  constructor(private readonly pairs: readonly [string, string][]) {}

  plan(county: string, kind: DestinationKind, destination: string | null, target: number): void {
    this.#row(county, kind, destination).plan = target;
  }

  add(origin: string, kind: DestinationKind | null, destination: string, more: Partial<Sums>): void {
    const county = countyAbove(origin)?.path ?? origin;
    const region = this.#regionOf(county, destination);
    for (const row of region === null ? [this.#row(county, kind, null)] : [this.#row(county, kind, null), this.#row(county, kind, region)]) {
      for (const [name, value] of Object.entries(more)) row[name as 'places'] += value as number;
    }
  }

  /** The partner region of the county, the district of Chongqing, or the province that a destination lies in. */
  #regionOf(county: string, destination: string): string | null {
    if (inside(destination, CHONGQING)) return countyAbove(destination)?.path ?? null;
    const pair = this.pairs.find(([path, partner]) => inside(path, county) && inside(destination, partner));
    return pair ? pair[1] : destination.split('/').slice(0, 3).join('/');
  }

  #row(county: string, kind: DestinationKind | null, destination: string | null): Sums {
    const key = `${county} ${kind} ${destination ?? ''}`;
    let row = this.#rows.get(key);
    if (!row) this.#rows.set(key, (row = { county, kind, destination, sums: nothing() }));
    return row.sums;
  }

  rows(elapsed: number): ProgressRow[] {
    return [...this.#rows.entries()]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, { county, kind, destination, sums }]) =>
        finished(regionByPath(county) ?? null, kind, destination === null ? null : (regionByPath(destination) ?? null), sums, elapsed),
      );
  }
}
