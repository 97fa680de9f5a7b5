import { everyRow, type Predicate, type Way } from '../../platform/access/scopes.js';
import { raw, sql } from '../../platform/database/sql.js';
import { inEither } from '../institutions/institution.queries.js';

/** `inner`, a path in SQL, lies in the subtree of `outer`, another. */
export const covers = (outer: string, inner: string): string => `(${inner} = ${outer} or ${inner} collate "C" ^@ (${outer} || '/'))`;

/** A recruiter is concerned by what leads to where its employers are. */
export const employersLieIn =
  (path: string): Predicate =>
  (alias, viewer) =>
    sql`exists (select from employer hiring where hiring.id = any(${viewer.employerIds}::uuid[]) and ${raw(covers(`${alias}.${path}`, 'hiring.region_path'))})`;

const isParty: Predicate = (alias, viewer) =>
  sql`exists (select from agreement_party own where own.agreement_id = ${raw(`${alias}.id`)} and own.institution_id = ${viewer.institutionId}::uuid)`;

/** Offices of either side; intermediaries that are a party; recruiters in the receiving region, once it is in force; auditors all. */
export const agreementWay: Way = {
  office: inEither('sending_path', 'receiving_path'),
  intermediary: isParty,
  recruiter: (alias, viewer, see) => sql`${raw(`${alias}.state = 'ACTIVE'`)} and ${employersLieIn('receiving_path')(alias, viewer, see)}`,
  auditor: everyRow,
};
