import { everyRow, hangingOn, type Way } from '../../platform/access/scopes.js';
import { inDivision, inEither, ofInstitution, received } from '../institutions/institution.queries.js';
import { ownOf } from '../seekers/seeker.queries.js';
import { ofEmployers } from '../vacancies/vacancy.queries.js';

const hiring: Way = { ...received, recruiter: ofEmployers, auditor: everyRow };

/** Who fills orders and sends people, the employer they are for, the auditor. */
export const orderWay = hiring;
/** The same, and the person. */
export const placementWay: Way = { ...hiring, seeker: ownOf('seeker_id') };
/** The same, and the offices of the county that the person comes from. */
export const transferWay: Way = { ...placementWay, office: inEither('institution_path', 'origin_path') };
/** Who looks after the person, and the person, who is handed out all that is held. */
export const afterwardsWay: Way = { ...received, auditor: everyRow, seeker: hangingOn('transfer', 'transfer_id', 'Transfer') };
export const claimWay: Way = { office: inDivision('county_path'), intermediary: ofInstitution, auditor: everyRow };
