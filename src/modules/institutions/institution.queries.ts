import { noRow, type Predicate, type Way } from '../../platform/access/scopes.js';
import type { Viewer } from '../../platform/access/viewer.js';
import { raw, sql } from '../../platform/database/sql.js';
import { Refusal } from '../../platform/graphql/errors.js';
import { places } from '../regions/region.queries.js';

export const inside = (path: string, root: string): boolean => path === root || path.startsWith(`${root}/`);

/** An office acts only in its own subtree; what lies outside is not found. */
export function assertInside(viewer: Viewer, path: string, where: readonly string[]): void {
  if (viewer.regionPath !== null && inside(path, viewer.regionPath)) return;
  throw new Refusal('NOT_FOUND', where, {
    zh: '不在您的管辖范围内，请检查地区',
    en: 'Not in your division; check the region',
  });
}

/** Rows whose path lies in the division that the office holds. */
export const inDivision =
  (column: string): Predicate =>
  (alias, viewer) =>
    viewer.regionPath === null ? noRow : places.within(`${alias}.${column}`, viewer.regionPath);

/** What institutions received: an office sees those of its division, an intermediary its own. */
export const received: Way = {
  office: inDivision('institution_path'),
  intermediary: (alias, viewer) => sql`${raw(`${alias}.institution_id`)} = ${viewer.institutionId}::uuid`,
};
