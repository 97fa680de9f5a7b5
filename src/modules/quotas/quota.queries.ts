import { everyRow, hangingOn, type Way } from '../../platform/access/scopes.js';
import { all, raw, type Sql, sql } from '../../platform/database/sql.js';
import { byKey, type Context, perRequest } from '../../platform/graphql/context.js';
import { covers, employersLieIn } from '../agreements/agreement.queries.js';
import { inEither, ofInstitution } from '../institutions/institution.queries.js';
import { places } from '../regions/region.queries.js';
import { shut } from './ledger.sql.js';
import type { QuotaState } from './quota.js';

/**
 * Offices that hold the origin, or the destination; agencies that fill them or are a party of their agreement; recruiters
 * where they lead; auditors all.
 */
export const quotaWays: readonly Way[] = [
  {
    office: inEither('origin_path', 'destination_path'),
    intermediary: ofInstitution,
    recruiter: employersLieIn('destination_path'),
    auditor: everyRow,
  },
  { intermediary: hangingOn('agreement', 'agreement_id', 'Agreement') },
];

const LIVE = "(r.state = 'CONFIRMED' or r.state = 'RESERVED' and r.expires_at > app_now())";

/** Live reservations of a quota and its parts, newest first, for whose persons there is none of `count` places. */
const withoutPlace = (quota: string, count: number): Sql => sql`
  with recursive tree as (select ${quota}::uuid as id union all select q.id from quota q join tree on q.parent_id = tree.id),
  live as (
    select r.id, r.count, sum(r.count) over (order by r.created_at desc, r.id desc) as newer, sum(r.count) over () as total
      from reservation r join tree on tree.id = r.quota_id where ${raw(LIVE)})
  select id from live where newer - count < total - ${count}::int`;

export interface Cut {
  used: number;
  shortfall: number;
  reservationCount: number;
  where: Sql;
}

/** What would be if a quota had so many places; null when it is out of sight. */
export async function cutOf(context: Context, quota: string, count: number): Promise<Cut | null> {
  const visible = context.shapes.scope('Quota', 't', context.viewer) ?? raw('true');
  const rows = await context.reading.rows(sql`select t.id from quota t where t.id::text = ${quota} and (${visible})`);
  const id = rows[0]?.[0] as string | undefined;
  if (id === undefined) return null;
  const [row] = await context.reading.rows(sql`
    with recursive tree as (select ${id}::uuid as id union all select q.id from quota q join tree on q.parent_id = tree.id)
    select coalesce(sum(r.count), 0)::int from reservation r join tree on tree.id = r.quota_id where ${raw(LIVE)}`);
  const where = sql`t.id in (${withoutPlace(id, count)})`;
  const used = row![0] as number;
  const reservationCount = Number(await context.reading.value(sql`select count(*) from reservation t where ${where}`));
  return { used, shortfall: Math.max(0, used - count), reservationCount, where };
}

/** Places of this year that are in force, with how many are left of each. */
const USABLE = `
  select q.origin_path, q.destination_path,
         case when q.frozen or coalesce(top.deficit, q.deficit) > 0 then 0 else q.places - q.reserved - q.confirmed - q.allocated end as remaining
    from quota q left join quota top on top.id = q.root_id left join agreement a on a.id = q.agreement_id
   where q.year = extract(year from app_today()) and (a.id is null or a.state = 'ACTIVE')`;

/** How many places are left for a pair `origin destination` of paths; null when none are kept for it. One statement a request. */
export const placesLeftFor = perRequest<string, number | null>((context) => async (pairs) => {
  const rows = await context.reading.rows(sql`
    with usable as materialized (${raw(USABLE)})
    select p.pair, (select sum(remaining)::int from usable u
                     where ${raw(covers('u.origin_path', 'p.origin'))} and ${raw(covers('u.destination_path', 'p.destination'))})
      from (select pair, split_part(pair, ' ', 1) as origin, split_part(pair, ' ', 2) as destination from unnest(${pairs}::text[]) pair) p`);
  return byKey<number | null>(pairs, rows, null);
});

/**
 * For ranking: a condition over a path in SQL, true where places are kept for the pair of it and the path given, and none
 * is left. Null while that is nowhere so.
 */
export async function noneLeftFor(context: Context, given: { origin: string } | { destination: string }): Promise<((path: string) => Sql) | null> {
  const [here, there, path] = 'origin' in given ? ['origin', 'destination', given.origin] : ['destination', 'origin', given.destination];
  const rows = await context.reading.rows(sql`
    select u.${raw(there)}_path, max(u.remaining) from (${raw(USABLE)}) u, (select ${path}::text as path) given
     where ${raw(covers(`u.${here}_path`, 'given.path'))} group by 1`);
  const [kept, open] = [rows.map((row) => row[0]), rows.filter((row) => Number(row[1]) > 0).map((row) => row[0])];
  if (kept.length === open.length) return null;
  const under = (paths: readonly unknown[], column: string): Sql =>
    sql`exists (select from unnest(${paths}::text[]) kept where ${raw(covers('kept', column))})`;
  return (column) => sql`(${under(kept, column)} and not ${under(open, column)})`;
}

/** Whether places of each quota can be reserved: what the statement that takes them asks, too. */
export const quotaStateOf = perRequest<string, QuotaState>((context) => async (ids) => {
  const rows = await context.reading.rows(
    sql`select q.id, coalesce(${raw(shut('q'))}, case when q.deficit > 0 then 'DEFICIT' end) from quota q where q.id = any(${ids}::uuid[])`,
  );
  return byKey<QuotaState | null>(ids, rows, null).map((state) => state ?? 'OPEN');
});

/**
 * As what arrivals on places count, in SQL: by the function that judges arrivals, asked for the county that the places are
 * of, or, of a larger division, for the counties below. Null where nobody's arrival would count.
 */
export const placesCountAs = (quota: string): string => `
  coalesce(counts_as(array_to_string((string_to_array(${quota}.origin_path, '/'))[1:4], '/'), ${quota}.destination_path),
           (select max(counts_as(c.path, ${quota}.destination_path)) from region c where c.reservoir and c.path collate "C" ^@ (${quota}.origin_path || '/')))`;

export interface QuotaNumbers {
  originPath: string;
  destinationPath: string;
  places: number;
  reserved: number;
  confirmed: number;
  deficit: number;
}

/**
 * Places of a year for people of a division, by origin and destination. A quota counts without what it gave to parts,
 * which count at their own origin: the rows of any set of divisions may be added up. One statement.
 */
export async function quotaNumbers(context: Context, year: number, path: string): Promise<QuotaNumbers[]> {
  const within = all([context.shapes.scope('Quota', 't', context.viewer), sql`t.year = ${year}`, places.within('t.origin_path', path)]);
  const rows = await context.reading.rows(sql`
    select t.origin_path, t.destination_path, sum(t.places - t.allocated)::int, sum(t.reserved)::int, sum(t.confirmed)::int, sum(t.deficit)::int
      from quota t where ${within} group by 1, 2 order by 1, 2`);
  return rows.map(([originPath, destinationPath, count, reserved, confirmed, deficit]) => ({
    originPath,
    destinationPath,
    places: count,
    reserved,
    confirmed,
    deficit,
  })) as QuotaNumbers[];
}
