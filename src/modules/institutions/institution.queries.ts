import type { EntityManager } from '@mikro-orm/postgresql';
import { noRow, type Predicate, type Way } from '../../platform/access/scopes.js';
import type { Viewer } from '../../platform/access/viewer.js';
import { join, raw, sql } from '../../platform/database/sql.js';
import { Refusal, UNKNOWN } from '../../platform/graphql/errors.js';
import { found } from '../../platform/graphql/mutation.js';
import { places } from '../regions/region.queries.js';
import { Institution } from './institution.js';

export const inside = (path: string, root: string): boolean => path === root || path.startsWith(`${root}/`);

/** Whether an institution's work is the viewer's: the offices above it, and the intermediary that it is. */
export const serves = (viewer: Viewer, institution: { id: string; path: string }): boolean =>
  (viewer.role === 'office' && viewer.regionPath !== null && inside(institution.path, viewer.regionPath)) ||
  (viewer.role === 'intermediary' && institution.id === viewer.institutionId);

/** The institution that `input` names, or else the caller's own; it works. Whether it is the caller's to act for is another question. */
export async function openInstitution(em: EntityManager, viewer: Viewer, named: string | undefined): Promise<Institution> {
  const id = named ?? viewer.institutionId;
  if (id === null) throw new Refusal('INVALID', ['input', 'institution'], { zh: '请选择受理机构', en: 'Choose the institution that receives it' });
  return found(em.findOne(Institution, { id, state: 'OPEN' }), ['input', 'institution']);
}

const OUTSIDE = { zh: '不在您的管辖范围内，请检查地区', en: 'Not in your division; check the region' };
/** An office acts only in its own subtree; what lies outside is not found, and a row by its id in the words of one that is not there. */
export function assertInside(viewer: Viewer, path: string, where: readonly string[]): void {
  if (viewer.regionPath !== null && inside(path, viewer.regionPath)) return;
  throw new Refusal('NOT_FOUND', where, where[0] === 'id' ? UNKNOWN : OUTSIDE);
}

/** Rows whose path lies in the division that the office holds. */
export const inDivision =
  (column: string): Predicate =>
  (alias, viewer) =>
    viewer.regionPath === null ? noRow : places.within(`${alias}.${column}`, viewer.regionPath);

/** Rows one of whose paths lies in the division that the office holds. */
export const inEither =
  (...columns: readonly string[]): Predicate =>
  (alias, viewer, see) =>
    join(
      columns.map((column) => inDivision(column)(alias, viewer, see)),
      ' or ',
    );

/** Rows of one's own institution. */
export const ofInstitution: Predicate = (alias, viewer) => sql`${raw(`${alias}.institution_id`)} = ${viewer.institutionId}::uuid`;

/** A licence is public once granted. */
export const granted: Predicate = (alias) => raw(`${alias}.number is not null`);

/** What institutions received: an office sees those of its division, an intermediary its own. */
export const received: Way = {
  office: inDivision('institution_path'),
  intermediary: ofInstitution,
};
