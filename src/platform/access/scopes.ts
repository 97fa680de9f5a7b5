import type { Scope } from '../database/shape.js';
import { any, raw, type Sql, sql } from '../database/sql.js';
import { ROLES, type Role, type Viewer } from './viewer.js';

/** What of another entity the viewer sees, for predicates that follow a relation to it. */
export type See = (entity: string, alias: string) => Sql;
/** Which rows, as SQL over an alias. */
export type Predicate = (alias: string, viewer: Viewer, see: See) => Sql;
/** A way of coming to rows of an entity, by role; a role without one does not come this way. */
export type Way = Readonly<Partial<Record<Role, Predicate>>>;

export const everyRow: Predicate = () => raw('true');
export const noRow = raw('false');

/** `seenBy(everyone)`, `seenBy(['seeker', 'office'], predicate)`: the same way for several roles. */
export const seenBy = (roles: readonly Role[], predicate: Predicate = everyRow): Way => Object.fromEntries(roles.map((role) => [role, predicate]));

/** Whoever sees the row that it hangs on sees it: `hangingOn('agreement', 'agreement_id', 'Agreement')`. */
export const hangingOn =
  (table: string, column: string, entity: string): Predicate =>
  (alias, _viewer, see) => {
    const other = `${alias}_${table}`; // of its own at each step: what it hangs on may hang on something too
    return sql`exists (select from ${raw(`${table} ${other} where ${other}.id = ${alias}.${column}`)} and (${see(entity, other)}))`;
  };

/** What one module adds to the ways of seeing entities, its own and those of modules above it. */
export type Ways = Readonly<Record<string, readonly Way[]>>;

export type Scopes = ReadonlyMap<string, Scope<Viewer>>;

/**
 * One scope for each entity: a viewer sees a row when any way of any module leads to it. An entity that no module names
 * stops the application; one with an empty list is seen by nobody.
 */
export function scopesOf(entities: readonly string[], ways: readonly Ways[]): Scopes {
  const named = ways.flatMap((one) => Object.keys(one));
  const [missing, stale] = [entities.filter((one) => !named.includes(one)), named.filter((one) => !entities.includes(one))];
  if (missing.length + stale.length > 0) throw new Error(`scopes: no way named for [${missing.join(', ')}]; no entity [${stale.join(', ')}]`);
  const scopes = new Map<string, Scope<Viewer>>();
  const seeAs =
    (viewer: Viewer): See =>
    (entity, alias) =>
      scopes.get(entity)!(alias, viewer) ?? raw('true');
  for (const entity of entities) {
    const all = ways.flatMap((one) => one[entity] ?? []);
    const byRole = new Map(ROLES.map((role) => [role, all.flatMap((way) => way[role] ?? [])]));
    scopes.set(entity, (alias, viewer) => {
      const predicates = byRole.get(viewer.role)!;
      if (predicates.includes(everyRow)) return null;
      const see = seeAs(viewer);
      return any(predicates.map((predicate) => predicate(alias, viewer, see)));
    });
  }
  return scopes;
}
