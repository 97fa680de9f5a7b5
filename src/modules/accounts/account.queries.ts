import type { Predicate } from '../../platform/access/scopes.js';
import { raw, sql } from '../../platform/database/sql.js';
import { byKey, perRequest } from '../../platform/graphql/context.js';

/** Everybody sees their own account. */
export const itself: Predicate = (alias, viewer) => sql`${raw(`${alias}.id`)} = ${viewer.userId}::uuid`;

/** Until when too many attempts keep an account out. */
export const lockedUntilOf = perRequest<string, Date | null>((context) => async (ids) => {
  const rows = await context.reading.rows(
    sql`select l.id, l.locked_until from lock_out l where l.id = any(${ids}::uuid[]) and l.locked_until > app_now()`,
  );
  return byKey<Date | null>(ids, rows, null);
});
