import type { Viewer } from '../../platform/access/viewer.js';
import type { Scope } from '../../platform/database/shape.js';
import { join, raw, type Sql, sql } from '../../platform/database/sql.js';
import { places } from '../regions/region.queries.js';

/** `inner`, a path in SQL, lies in the subtree of `outer`, another. */
export const covers = (outer: string, inner: string): string => `(${inner} = ${outer} or ${inner} collate "C" ^@ (${outer} || '/'))`;

/** A recruiter is concerned by what leads to where its employers are. */
export const employersLieIn = (path: string, viewer: Viewer): Sql =>
  sql`exists (select from employer hiring where hiring.id = any(${viewer.employerIds}::uuid[]) and ${raw(covers(path, 'hiring.region_path'))})`;

const isParty = (id: string, viewer: Viewer): Sql =>
  sql`exists (select from agreement_party own where own.agreement_id = ${raw(id)} and own.institution_id = ${viewer.institutionId}::uuid)`;

/** Offices of either side; intermediaries that are a party; recruiters in the receiving region, once it is in force; auditors all. */
export const agreementScope: Scope<Viewer> = (alias, viewer) => {
  if (viewer.role === 'auditor') return null;
  if (viewer.role === 'intermediary') return isParty(`${alias}.id`, viewer);
  if (viewer.role === 'recruiter') return sql`${raw(`${alias}.state = 'ACTIVE'`)} and ${employersLieIn(`${alias}.receiving_path`, viewer)}`;
  if (viewer.role !== 'office' || viewer.regionPath === null) return raw('false');
  return join([places.within(`${alias}.sending_path`, viewer.regionPath), places.within(`${alias}.receiving_path`, viewer.regionPath)], ' or ');
};

/** Whoever sees the row that it hangs on sees it. */
export const through =
  (table: string, column: string, scope: Scope<Viewer>): Scope<Viewer> =>
  (alias, viewer) => {
    const visible = scope('held', viewer);
    return visible && sql`exists (select from ${raw(table)} held where held.id = ${raw(`${alias}.${column}`)} and (${visible}))`;
  };
