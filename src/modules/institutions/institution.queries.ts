import type { Viewer } from '../../platform/access/viewer.js';
import type { Scope } from '../../platform/database/shape.js';
import { join, raw, type Sql, sql } from '../../platform/database/sql.js';
import { Refusal } from '../../platform/graphql/errors.js';
import { places } from '../regions/region.queries.js';

export const inside = (path: string, root: string): boolean => path === root || path.startsWith(`${root}/`);

/** Whether an institution's work is the viewer's: the offices above it, and the intermediary that it is. */
export const serves = (viewer: Viewer, institution: { id: string; path: string }): boolean =>
  (viewer.role === 'office' && viewer.regionPath !== null && inside(institution.path, viewer.regionPath)) ||
  (viewer.role === 'intermediary' && institution.id === viewer.institutionId);

/** An office acts only in its own subtree; what lies outside is not found. */
export function assertInside(viewer: Viewer, path: string, where: readonly string[]): void {
  if (viewer.regionPath !== null && inside(path, viewer.regionPath)) return;
  throw new Refusal('NOT_FOUND', where, {
    zh: '不在您的管辖范围内，请检查地区',
    en: 'Not in your division; check the region',
  });
}

/** A licence is public once granted; an application is seen by the agency, the offices of its division and the auditor. */
export const licenceScope: Scope<Viewer> = (alias, viewer) => {
  if (viewer.role === 'auditor') return null;
  const ways: Sql[] = [raw(`${alias}.number is not null`)];
  if (viewer.role === 'intermediary') ways.push(sql`${raw(`${alias}.institution_id`)} = ${viewer.institutionId}::uuid`);
  if (viewer.role === 'office' && viewer.regionPath !== null) ways.push(places.within(`${alias}.institution_path`, viewer.regionPath));
  return join(ways, ' or ');
};
