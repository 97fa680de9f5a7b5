import type { Predicate } from '../../platform/access/scopes.js';
import type { Viewer } from '../../platform/access/viewer.js';
import type { Scope } from '../../platform/database/shape.js';
import { all, join, raw, type Sql, sql } from '../../platform/database/sql.js';
import { consentedTo, present } from '../seekers/seeker.queries.js';

const nobody = raw('false');

const referredTo = (alias: string, viewer: Viewer, states: Sql): Sql =>
  sql`exists (select from referral r where r.seeker_id = ${raw(`${alias}.id`)} and r.employer_id = any(${viewer.employerIds}::uuid[]) and r.state in (${states}))`;

/** By a referral, by an order, or without either. */
const hiredBy = (alias: string, viewer: Viewer): Sql =>
  sql`(${referredTo(alias, viewer, raw("'HIRED'"))} or exists (select from placement h where h.seeker_id = ${raw(`${alias}.id`)} and h.employer_id = any(${viewer.employerIds}::uuid[]) and h.state <> 'REVERSED'))`;
const putForwardTo = (alias: string, viewer: Viewer): Sql => referredTo(alias, viewer, raw("'ISSUED', 'ACCEPTED', 'INTERVIEWED'"));

/**
 * Who sees name and contact of a person: those who serve them always; a recruiter after the person's consent to one of the
 * employers, or a hire by one. Everybody else sees the blind profile.
 */
export const disclosedTo: Scope<Viewer> = (alias, viewer) => {
  if (viewer.role === 'recruiter') return join([consentedTo(alias, viewer), hiredBy(alias, viewer)], ' or ');
  return ['office', 'intermediary', 'seeker'].includes(viewer.role) ? null : nobody;
};

/** Whom a recruiter sees at all: people put forward to them, while it is open, and those disclosed to them. */
export const shownTo: Predicate = (alias, viewer) =>
  all([present(alias, viewer), join([disclosedTo(alias, viewer)!, putForwardTo(alias, viewer)], ' or ')]);
