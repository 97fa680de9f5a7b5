import { raw, sql } from '../../platform/database/sql.js';
import type { Context } from '../../platform/graphql/context.js';
import { completionRate, DestinationKind } from '../agreements/plan.js';
import { type PlanTarget, planTargets } from '../agreements/plan.queries.js';
import { inside } from '../institutions/institution.queries.js';
import { countyAbove, type KnownRegion, places, regionByPath } from '../regions/region.queries.js';
import { placesCountAs } from '../quotas/quota.queries.js';
import { AWAY } from './transfer.js';

/** What a county promised, holds and did, for one destination; all of it in the viewer's scope. */
export interface ProgressRow {
  /** Null is the division that was asked for as a whole. */
  county: KnownRegion | null;
  /** Null where a plan is of both kinds together, and for places whose arrivals count towards no plan. */
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
const NUMBERS = ['places', 'reserved', 'confirmed', 'arrived', 'stable'] as const;
const nothing = (): Sums => ({ plan: null, places: 0, reserved: 0, confirmed: 0, arrived: 0, stable: 0 });

/** Plans, places and arrivals of all counties below a region: four statements, however many counties there are. */
export async function progressOf(context: Context, year: number, region: KnownRegion): Promise<Progress> {
  const scope = (entity: string, alias: string) => context.shapes.scope(entity, alias, context.viewer) ?? raw('true');
  const day = context.platform.clock.today();
  const pairs = await context.reading.rows(sql`
    select c.path, p.path from partner_region r join region c on c.id = r.county_id join region p on p.id = r.partner_id where ${places.within('c.path', region.path)}`);
  const plans = (await planTargets(context, year, region.path)).map((one) => ({ ...one, regionPath: asOfToday(one.regionPath) }));
  const offered = await context.reading.rows(sql`
    select o.origin_path, ${raw(placesCountAs('o'))}, o.destination_path, o.free, o.reserved, o.confirmed
      from (select t.origin_path, t.destination_path, sum(t.places - t.allocated)::int as free, sum(t.reserved)::int as reserved, sum(t.confirmed)::int as confirmed
              from quota t where t.year = ${year} and ${places.within('t.origin_path', region.path)} and (${scope('Quota', 't')}) group by 1, 2) o`);
  const arrivals = await context.reading.rows(sql`
    select t.origin_path, t.counts_as, t.destination_path, count(*)::int, count(*) filter (where t.state = any(${AWAY}::text[]))::int
      from counted_arrival t where t.year = ${year} and ${places.within('t.origin_path', region.path)} and (${scope('Transfer', 't')}) group by 1, 2, 3`);
  const table = new Table(pairs as [string, string][]);
  for (const one of plans) if (countyAbove(one.regionPath)?.path === one.regionPath) table.plan(one);
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
  const counties = table.rows(elapsed);
  const kinds = counties.filter((row) => row.destination === null && !isOfBothKinds(row));
  const whole = plans.filter(({ destinationPath }) => destinationPath === null);
  const own =
    region.level === 'COUNTY' ? [] : (Object.keys(DestinationKind) as DestinationKind[]).flatMap((kind) => ownRow(kind, kinds, whole, elapsed));
  return { year, timeProgress: elapsed, rows: [...own, ...counties], total: finished(null, null, null, summed(kinds, planned(whole)), elapsed) };
}

/** A county of an earlier edition is the one that took its place. */
const asOfToday = (path: string): string => (regionByPath(path)?.level === 'COUNTY' ? countyAbove(path)!.path : path);

/** The row of a plan that is not, or not only, one of kinds; the places that count towards no plan have none. */
export const isOfBothKinds = ({ destinationKind, plan }: ProgressRow): boolean => destinationKind === null && plan !== null;

/** A kind as a whole, in the division that was asked for. */
function ownRow(kind: DestinationKind, kinds: readonly ProgressRow[], plans: readonly PlanTarget[], elapsed: number): ProgressRow[] {
  const [rows, targets] = [kinds.filter((row) => row.destinationKind === kind), plans.filter((one) => one.kind === kind)];
  return rows.length + targets.length === 0 ? [] : [finished(null, kind, null, summed(rows, planned(targets)), elapsed)];
}

/** What plans come to together: a division's own wins over those of its parts, and one of both kinds over those of each. */
function planned(plans: readonly PlanTarget[]): number | null {
  const holds = (outer: PlanTarget, inner: PlanTarget): boolean =>
    outer.regionPath === inner.regionPath
      ? outer.kind === null && inner.kind !== null
      : inside(inner.regionPath, outer.regionPath) && (outer.kind === inner.kind || outer.kind === null || inner.kind === null);
  const top = plans.filter((inner) => !plans.some((outer) => holds(outer, inner)));
  return top.length === 0 ? null : top.reduce((sum, { target }) => sum + target, 0);
}

function summed(rows: readonly ProgressRow[], plan: number | null): Sums {
  const total = { ...nothing(), plan };
  for (const row of rows) for (const name of NUMBERS) total[name] += row[name];
  return total;
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
  /** Plans of both kinds together, by county. */
  readonly #whole = new Map<string, number>();

  constructor(private readonly pairs: readonly [string, string][]) {}

  plan({ regionPath: county, kind, destinationPath, target }: PlanTarget): void {
    if (kind === null) {
      this.#whole.set(county, (this.#whole.get(county) ?? 0) + target);
      return;
    }
    const row = this.#row(county, kind, destinationPath);
    row.plan = (row.plan ?? 0) + target;
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

  /** What a county has to reach in both kinds together stands before its rows by kind. */
  rows(elapsed: number): ProgressRow[] {
    const rows = [...this.#rows.entries()]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, { county, kind, destination, sums }]) =>
        finished(regionByPath(county) ?? null, kind, destination === null ? null : (regionByPath(destination) ?? null), sums, elapsed),
      );
    const whole = [...this.#whole].map(([path, plan]) => {
      const kinds = rows.filter(({ county, destination }) => county?.path === path && destination === null);
      return finished(regionByPath(path) ?? null, null, null, summed(kinds, plan), elapsed);
    });
    const pathOf = ({ county }: ProgressRow): string => county?.path ?? '';
    return [...whole, ...rows].toSorted((a, b) => (pathOf(a) === pathOf(b) ? 0 : pathOf(a) < pathOf(b) ? -1 : 1));
  }
}
