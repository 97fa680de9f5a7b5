import { type TestApp, type Who } from './app.js';
import { aResident, aStation, calendar, clerk, COMMUNITY, COUNTY, later, type Resident, STREET } from './programmes.js';
import { change, done } from './transfers.js';

/* oxlint-disable typescript/no-explicit-any -- answers are looked into freely */

/** Two of the community, two of the street, two of the county: nobody takes two steps in succession. */
export const K1 = clerk(COMMUNITY, '社区甲');
export const K2 = clerk(COMMUNITY, '社区乙');
export const S1 = clerk(STREET, '街道甲');
export const S2 = clerk(STREET, '街道乙');
export const C1 = clerk(COUNTY, '区县甲');
export const C2 = clerk(COUNTY, '区县乙');

export const HOUSEHOLD =
  'household { id state since dueOn episode noticeUntil officerName atLeastOneEmployed card { number validUntil withdrawnOn } plan { aim } }';

const INPUTS: Record<string, string> = {
  Review: 'HouseholdNoteInput',
  Object: 'HouseholdNoteInput',
  Endorse: 'HouseholdNoteInput',
  Stabilise: 'HouseholdNoteInput',
  Confirm: 'HouseholdOfficerInput',
  Reassign: 'HouseholdOfficerInput',
  Reject: 'ReasonInput',
  Assist: 'HouseholdAssistInput',
  Revoke: 'HouseholdRevokeInput',
  MemberJoin: 'HouseholdMemberJoinInput',
  MemberLeave: 'HouseholdMemberLeaveInput',
};
/** A step of a household: its payload. */
export const take = (app: TestApp, name: string, id: string, as: Who, values: object = {}): Promise<any> =>
  change(app, `household${name}`, INPUTS[name] ?? 'StepInput', id, HOUSEHOLD, values, as);
/** The same, which must be done. */
export const taken = (app: TestApp, name: string, id: string, as: Who, values: object = {}): Promise<any> =>
  done(app, `household${name}`, INPUTS[name] ?? 'StepInput', id, HOUSEHOLD, values, as);

export interface Family {
  id: string;
  head: Resident;
  spouse: Resident;
  station: string;
}

const stations = new WeakMap<TestApp, Promise<string>>();
const stationOf = (app: TestApp): Promise<string> => {
  let station = stations.get(app);
  if (!station) stations.set(app, (station = calendar(app).then(() => aStation(app, COMMUNITY))));
  return station;
};

export const declare = (app: TestApp, members: readonly object[], as: Who = K1, more: object = {}): Promise<any> =>
  change(app, 'householdDeclare', 'HouseholdDeclareInput', null, HOUSEHOLD, { community: COMMUNITY, familySize: 3, members, ...more }, as);

/** A couple without work, declared at the community. */
export async function declared(app: TestApp): Promise<Family> {
  const station = await stationOf(app);
  const head = await aResident(app, station);
  const spouse = await aResident(app, station, { sex: 'FEMALE', born: '1982-07-08' });
  const members = [
    { seeker: head.seeker, relation: 'HEAD', standing: 'WORKING_AGE' },
    { seeker: spouse.seeker, relation: 'SPOUSE', standing: 'WORKING_AGE' },
  ];
  const answer = await declare(app, members);
  if (answer.userErrors.length > 0) throw new Error(JSON.stringify(answer.userErrors));
  return { id: answer.household.id, head, spouse, station };
}

export async function publicised(app: TestApp): Promise<Family> {
  const family = await declared(app);
  await taken(app, 'Review', family.id, K2, { note: '入户核查，夫妻均无业' });
  await taken(app, 'Publicise', family.id, K1);
  return family;
}

const officer = async (app: TestApp): Promise<{ officer: string }> => {
  await app.token(S1);
  return { officer: S1.name! };
};

/** Recognised by the county, with an officer of the street. */
export async function recognised(app: TestApp): Promise<Family> {
  const family = await publicised(app);
  await later(app, 7);
  await taken(app, 'Forward', family.id, K2);
  await taken(app, 'Endorse', family.id, S2, { note: '复核属实' });
  await taken(app, 'Confirm', family.id, C1, await officer(app));
  return family;
}

export async function assisted(app: TestApp): Promise<Family> {
  const family = await recognised(app);
  await taken(app, 'Assist', family.id, S1, { aim: '一人上岗：优先推荐公益性岗位' });
  return family;
}

export const stateOf = async (app: TestApp, id: string): Promise<unknown> =>
  (await app.sql('select state from household where id = ?', [id]))[0]!['state'];

export const offer = (app: TestApp, id: string, values: object, as: Who = S1): Promise<any> =>
  change(app, 'measureOffer', 'MeasureOfferInput', id, 'measure { id state kind }', values, as);
