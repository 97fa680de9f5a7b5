import type { Viewer } from '../../platform/access/viewer.js';
import type { Scope } from '../../platform/database/shape.js';
import { raw, sql } from '../../platform/database/sql.js';
import { byKey, perRequest } from '../../platform/graphql/context.js';
import { places } from '../regions/region.queries.js';

const nobody = raw('false');

/** Administrators see every account, everybody else their own. */
export const accountScope: Scope<Viewer> = (alias, viewer) =>
  viewer.role === 'administrator' ? null : sql`${raw(`${alias}.id`)} = ${viewer.userId}::uuid`;

export const apiKeyScope: Scope<Viewer> = (_alias, viewer) => (viewer.role === 'administrator' ? null : nobody);

/** An office sees the kiosks that stand in its division. */
export const deviceScope: Scope<Viewer> = (alias, viewer) => {
  if (viewer.role === 'administrator') return null;
  if (viewer.role !== 'office' || viewer.regionPath === null) return nobody;
  return places.within(`${alias}.region_path`, viewer.regionPath);
};

/** Until when too many attempts keep an account out. */
export const lockedUntilOf = perRequest<string, Date | null>((context) => async (ids) => {
  const rows = await context.reading.rows(
    sql`select l.id, l.locked_until from lock_out l where l.id = any(${ids}::uuid[]) and l.locked_until > app_now()`,
  );
  return byKey<Date | null>(ids, rows, null);
});
