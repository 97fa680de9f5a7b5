import { everyRow, type Way } from '../../platform/access/scopes.js';
import { all, raw, sql } from '../../platform/database/sql.js';
import { byKey, type Context, perRequest } from '../../platform/graphql/context.js';
import { inDivision, ofInstitution } from '../institutions/institution.queries.js';
import { places } from '../regions/region.queries.js';
import type { DestinationKind } from './plan.js';

/** Offices what their division has to reach, agencies their own part, auditors all. */
export const planWay: Way = { office: inDivision('region_path'), intermediary: ofInstitution, auditor: everyRow };

/** What the parts of each plan sum up to, those out of sight included. */
export const partsTargetOf = perRequest<string, number>((context) => async (ids) => {
  const rows = await context.reading.rows(sql`select parent_id, sum(target)::int from plan where parent_id = any(${ids}::uuid[]) group by 1`);
  return byKey(ids, rows, 0);
});

/** The names of those who revised. */
export const authorOf = perRequest<string, string | null>((context) => async (ids) => {
  const rows = await context.reading.rows(sql`select r.id, account_name(r.by_id) from plan_revision r where r.id = any(${ids}::uuid[])`);
  return byKey<string | null>(ids, rows, null);
});

export interface PlanTarget {
  regionPath: string;
  /** Null is both kinds together. */
  kind: DestinationKind | null;
  /** Path of the destination; null is the whole kind, to which plans by destination that are no parts of it add up. */
  destinationPath: string | null;
  target: number;
}

/**
 * Targets of a year that bind within a division, one row for each division, kind and destination; agencies are in them. At
 * each level those count that come from outside it: a part is in what it is a part of. One statement.
 */
export async function planTargets(context: Context, year: number, path: string): Promise<PlanTarget[]> {
  const where = all([
    context.shapes.scope('Plan', 't', context.viewer),
    sql`t.year = ${year}`,
    places.within('t.region_path', path),
    raw("t.state <> 'DRAFT'"),
    raw('level.outside'),
  ]);
  const rows = await context.reading.rows(
    sql`select t.region_path, t.destination_kind, level.destination, sum(t.target)::int
          from plan t left join plan up on up.id = t.parent_id left join region d on d.id = t.destination_id,
               lateral (select null as destination, (up.region_id, up.destination_kind) is distinct from (t.region_id, t.destination_kind) as outside
                        union all
                        select d.path, (up.region_id, up.destination_id) is distinct from (t.region_id, t.destination_id) where d.path is not null) level
         where ${where} group by 1, 2, 3 order by 1, 2, 3 nulls first`,
  );
  return rows.map(([regionPath, kind, destinationPath, target]) => ({ regionPath, kind, destinationPath, target }) as PlanTarget);
}
