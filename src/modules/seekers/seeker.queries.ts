import type { Predicate } from '../../platform/access/scopes.js';
import type { Viewer } from '../../platform/access/viewer.js';
import { all, join, raw, type Sql, sql } from '../../platform/database/sql.js';
import { places } from '../regions/region.queries.js';

const nobody = raw('false');

/** Erased people are there for nobody; those who are restricted for the auditor, without what says who they were. */
export const present = (alias: string, viewer: Viewer): Sql => raw(`${alias}.state ${viewer.role === 'auditor' ? "<> 'ERASED'" : "= 'ACTIVE'"}`);

/** Whether somebody serves a person: their office, the division or roster of a registration; or is that person. */
export const servedBy = (alias: string, viewer: Viewer): Sql => {
  const id = raw(`${alias}.id`);
  const registered = (where: Sql): Sql => sql`exists (select from registration g where g.seeker_id = ${id} and ${where})`;
  const serving = (): Sql => {
    if (viewer.role === 'seeker') return sql`${id} = ${viewer.seekerId}::uuid`;
    if (viewer.role === 'intermediary') return registered(sql`g.institution_id = ${viewer.institutionId}::uuid`);
    if (viewer.role !== 'office' || viewer.regionPath === null) return nobody;
    return join(
      [places.within(`${alias}.region_path`, viewer.regionPath), registered(places.within('g.institution_path', viewer.regionPath))],
      ' or ',
    );
  };
  return all([present(alias, viewer), serving()]);
};

/** An institution that the person lets see the record. */
export const sharedWith = (alias: string, viewer: Viewer): Sql =>
  viewer.institutionId === null || (viewer.role !== 'office' && viewer.role !== 'intermediary')
    ? nobody
    : sql`exists (select from consent c where c.seeker_id = ${raw(`${alias}.id`)} and c.institution_id = ${viewer.institutionId}::uuid
                   and c.purpose = 'SHARING' and c.withdrawn_at is null)`;

/** A travel group is seen by those who see one of its members. */
export const accompanied: Predicate = (alias, _viewer, see) =>
  sql`exists (select from seeker member where member.travel_group_id = ${raw(alias)}.id and (${see('Seeker', 'member')}))`;

/** What belongs to the seeker who asks. */
export const ownOf =
  (column: string): Predicate =>
  (alias, viewer) =>
    sql`${raw(`${alias}.${column}`)} = ${viewer.seekerId}::uuid`;

/** Whether a person consented that one of the recruiter’s employers gets name and contact. */
export const consentedTo = (alias: string, viewer: Viewer): Sql =>
  sql`exists (select from consent c where c.seeker_id = ${raw(`${alias}.id`)} and c.employer_id = any(${viewer.employerIds}::uuid[])
               and c.purpose = 'CONTACT' and c.withdrawn_at is null)`;

/** What is about a person whom the viewer serves. */
export const ofServed: Predicate = (alias, viewer) =>
  sql`exists (select from seeker s where s.id = ${raw(`${alias}.seeker_id`)} and (${servedBy('s', viewer)}))`;
