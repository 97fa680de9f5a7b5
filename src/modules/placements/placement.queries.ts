import { everyRow, hangingOn, type Predicate, type Way } from '../../platform/access/scopes.js';
import { raw, sql } from '../../platform/database/sql.js';
import { inDivision, inEither, ofInstitution, received } from '../institutions/institution.queries.js';
import { ownOf } from '../seekers/seeker.queries.js';
import { ofEmployers } from '../vacancies/vacancy.queries.js';

const hiring: Way = { ...received, recruiter: ofEmployers, auditor: everyRow };

/** Who fills orders and sends people, the employer they are for, the auditor. */
export const orderWay = hiring;
/** A post stays in the sight of those who fill an order for it, whoever received it and whatever becomes of it. */
export const ordered: Predicate = (alias, _viewer, see) =>
  sql`exists (select from labour_order wanted where wanted.vacancy_id = ${raw(alias)}.id and (${see('Order', 'wanted')}))`;
/** The same, and the person. */
export const placementWay: Way = { ...hiring, seeker: ownOf('seeker_id') };
/** The same, and the offices of the county that the person comes from. */
export const transferWay: Way = { ...placementWay, office: inEither('institution_path', 'origin_path') };
/** Who looks after the person, and the person, who is handed out all that is held. */
export const afterwardsWay: Way = { ...received, auditor: everyRow, seeker: hangingOn('transfer', 'transfer_id', 'Transfer') };
export const claimWay: Way = { office: inDivision('county_path'), intermediary: ofInstitution, auditor: everyRow };
