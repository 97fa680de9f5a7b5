import { beforeAll, expect, test } from '../support/jest.js';
import { testApp, type Who } from '../support/app.js';
import { anEmployer, aVacancy } from '../support/factories.js';
import { aResident, aStation, calendar, clerk, COMMUNITY, COUNTY, later, type Resident, STREET, today } from '../support/programmes.js';
import { change, done } from '../support/transfers.js';

/* oxlint-disable typescript/no-explicit-any -- answers are looked into freely */
const app = testApp();

/** Who does it: two clerks of the community, an officer and a head of the street, two of the county. */
const visitor = clerk(COMMUNITY, '入户员');
const registrar = clerk(COMMUNITY, '登记员');
const officer = clerk(STREET, '责任人');
const director = clerk(STREET, '复核员');
const countyClerk = clerk(COUNTY, '确认员');
const inspector = clerk(COUNTY, '督查员');

let station: string;
let husband: Resident;
let wife: Resident;
let daughter: Resident;
beforeAll(async () => {
  await calendar(app);
  for (const one of [visitor, registrar, officer, director, countyClerk, inspector]) await app.token(one);
  station = await aStation(app, COMMUNITY);
  husband = await aResident(app, station, { born: '1974-03-02' });
  wife = await aResident(app, station, { born: '1976-09-12', sex: 'FEMALE' });
  daughter = await aResident(app, station, { born: '2008-01-20', sex: 'FEMALE', input: { situation: 'STUDENT' } });
});

const FIELDS = 'household { id state dueOn episode officerName card { number withdrawnOn } plan { aim } }';
const step = (name: string, input: string, id: string | null, values: object, as: Who): Promise<any> =>
  change(app, name, input, id, FIELDS, values, as);
const taken = async (name: string, input: string, id: string | null, values: object, as: Who): Promise<any> =>
  (await done(app, name, input, id, FIELDS, values, as)).household;
const zero = async (): Promise<unknown> =>
  (
    await app.data(
      'query ($on: LocalDate!) { dynamicZero(region: "500101", on: $on) { unclearedCount overdueCount reached } }',
      { on: await today(app) },
      countyClerk,
    )
  ).dynamicZero;
const notices = async (): Promise<number> => (await app.data('{ householdNotices { totalCount } }')).householdNotices.totalCount;

test('a zero-employment household, from declaration to exit', async () => {
  // The couple declares at the community. Their daughter is at school and does not count.
  const members = [
    { seeker: husband.seeker, relation: 'HEAD', standing: 'WORKING_AGE' },
    { seeker: wife.seeker, relation: 'SPOUSE', standing: 'WORKING_AGE' },
    { seeker: daughter.seeker, relation: 'CHILD', standing: 'STUDENT' },
  ];
  const { id } = await taken('householdDeclare', 'HouseholdDeclareInput', null, { community: COMMUNITY, familySize: 3, members }, registrar);
  const again = await step('householdDeclare', 'HouseholdDeclareInput', null, { community: COMMUNITY, familySize: 3, members }, visitor);
  expect(again.userErrors).toMatchObject([{ code: 'ALREADY_EXISTS' }]);

  // Whoever took the declaration does not also make the visit; another clerk does.
  expect((await step('householdReview', 'HouseholdNoteInput', id, { note: '入户' }, registrar)).userErrors).toMatchObject([{ code: 'NOT_ELIGIBLE' }]);
  await taken('householdReview', 'HouseholdNoteInput', id, { note: '入户核查，夫妻均失业，女儿在校' }, visitor);

  // Three working days of public notice, which everybody may read and which then disappears.
  await taken('householdPublicise', 'StepInput', id, {}, registrar);
  expect(await notices()).toBe(1);
  expect((await step('householdForward', 'StepInput', id, {}, visitor)).userErrors).toMatchObject([{ code: 'NOT_ELIGIBLE' }]);
  await later(app, 6);
  expect(await notices()).toBe(0);
  await taken('householdForward', 'StepInput', id, {}, visitor);

  // The street checks, the county confirms: each level its own step.
  expect((await step('householdEndorse', 'HouseholdNoteInput', id, { note: '属实' }, countyClerk)).userErrors).toMatchObject([
    { code: 'NOT_ELIGIBLE' },
  ]);
  await taken('householdEndorse', 'HouseholdNoteInput', id, { note: '复核属实' }, director);
  const recognised = await taken('householdConfirm', 'HouseholdOfficerInput', id, { officer: officer.name }, countyClerk);
  expect(recognised).toMatchObject({ state: 'RECOGNISED', officerName: officer.name, card: { number: expect.any(String), withdrawnOn: null } });
  expect(await zero()).toEqual({ unclearedCount: 1, overdueCount: 0, reached: true });

  // The responsible officer makes the plan and offers; what is refused without cause is kept and counts.
  expect((await step('householdAssist', 'HouseholdAssistInput', id, { aim: '一人上岗' }, director)).userErrors).toMatchObject([
    { code: 'NOT_ELIGIBLE' },
  ]);
  await taken('householdAssist', 'HouseholdAssistInput', id, { aim: '妻子公益性岗位，丈夫焊工推荐' }, officer);
  const employer = await anEmployer(app);
  const offer = async (seeker: string, values: object): Promise<string> =>
    (await done(app, 'measureOffer', 'MeasureOfferInput', id, 'measure { id }', { seeker, ...values }, officer)).measure.id;
  const first = await offer(wife.seeker, { kind: 'PUBLIC_WELFARE_POST', employer, note: '社区保洁' });
  await done(app, 'measureRefuse', 'MeasureRefuseInput', first, 'measure { id }', { withCause: false, reason: '不愿做保洁' }, officer);
  const early = { ground: 'REFUSED_OFFERS', note: '拒绝一次' };
  expect((await step('householdRevoke', 'HouseholdRevokeInput', id, early, countyClerk)).userErrors).toMatchObject([{ code: 'NOT_ELIGIBLE' }]);

  // Ten working days are over and nobody works: the county is not at zero, and an inspection finds it.
  await later(app, 20);
  expect(await zero()).toEqual({ unclearedCount: 1, overdueCount: 1, reached: false });
  const findings = [{ household: id, problem: '认定后十个工作日无人就业', dueOn: await today(app, 10) }];
  const inspected = { region: STREET, inspectedOn: await today(app), summary: '专项检查', findings };
  const { inspection } = await done(app, 'inspectionRecord', 'InspectionRecordInput', null, 'inspection { findings { id } }', inspected, inspector);

  // Matching finds a post for at least one; the hire counts when it is confirmed, and no sooner.
  const vacancy = await aVacancy(app, { employer, institution: station, input: { occupation: '焊工' } });
  const { householdProspects } = await app.data(
    'query ($id: ID!) { householdProspects(id: $id) { atLeastOneEmployed atLeastOneCould } }',
    { id },
    officer,
  );
  expect(householdProspects).toEqual({ atLeastOneEmployed: false, atLeastOneCould: true });
  const second = await offer(husband.seeker, { kind: 'DIRECTED_PLACEMENT', employer, note: '焊工岗位' });
  await done(app, 'measureAccept', 'StepInput', second, 'measure { id }', {}, officer);
  const { referral } = await done(
    app,
    'referralIssue',
    'ReferralIssueInput',
    null,
    'referral { id }',
    { registration: husband.registration, vacancy },
    officer,
  );
  const hired = await done(app, 'referralHire', 'StepInput', referral.id, 'placement { id }', {}, { role: 'RECRUITER', employers: [employer] });
  const stateNow = async (): Promise<any> =>
    (await app.data('query ($id: ID!) { household(id: $id) { state atLeastOneEmployed episode } }', { id }, officer)).household;
  expect(await stateNow()).toMatchObject({ state: 'ASSISTED', atLeastOneEmployed: false });
  await done(
    app,
    'placementConfirm',
    'PlacementConfirmInput',
    hired.placement.id,
    'placement { id }',
    { evidence: 'EMPLOYER' },
    { role: 'RECRUITER', employers: [employer] },
  );
  expect(await stateNow()).toEqual({ state: 'CLEARED', atLeastOneEmployed: true, episode: 1 });
  await done(app, 'measureFinish', 'StepInput', second, 'measure { id }', {}, officer);
  await done(app, 'findingRemedy', 'FindingRemedyInput', inspection.findings[0].id, 'finding { id }', { remedy: '丈夫已上岗' }, officer);
  expect(await zero()).toEqual({ unclearedCount: 0, overdueCount: 0, reached: true });

  // He loses the work: a relapse, another episode under a new clock, another plan; then she works for herself.
  await later(app, 30);
  await done(
    app,
    'placementEnd',
    'PlacementEndInput',
    hired.placement.id,
    'placement { id }',
    { on: await today(app), cause: 'DISMISSED' },
    { role: 'RECRUITER', employers: [employer] },
  );
  expect(await stateNow()).toEqual({ state: 'RELAPSED', atLeastOneEmployed: false, episode: 2 });
  await taken('householdAssist', 'HouseholdAssistInput', id, { aim: '妻子创业一条街摊位' }, officer);
  const street = { name: '高笋塘创业一条街', kind: 'START_UP_STREET', region: STREET, stalls: 1 };
  const { venue } = await done(app, 'venueOpen', 'VenueOpenInput', null, 'venue { id }', street, director);
  const third = await offer(wife.seeker, { kind: 'VENUE_STALL', venue: venue.id });
  await done(app, 'measureAccept', 'StepInput', third, 'measure { id }', {}, officer);
  const stall = { seeker: wife.seeker, kind: 'SELF_EMPLOYED', startedOn: await today(app), institution: station };
  await done(app, 'employmentRegister', 'EmploymentRegisterInput', null, 'employment { id }', stall, registrar);
  expect(await stateNow()).toEqual({ state: 'CLEARED', atLeastOneEmployed: true, episode: 2 });

  // Held for three months: stable by a visit of the community, out by the county; the card is withdrawn.
  expect((await step('householdStabilise', 'HouseholdNoteInput', id, { note: '经营中' }, visitor)).userErrors).toMatchObject([
    { code: 'NOT_ELIGIBLE' },
  ]);
  await later(app, 95);
  await taken('householdStabilise', 'HouseholdNoteInput', id, { note: '回访：摊位经营正常' }, visitor);
  const out = await taken('householdExit', 'StepInput', id, {}, countyClerk);
  expect(out).toMatchObject({ state: 'EXITED', card: { withdrawnOn: await today(app) } });

  const { steps } = (await app.data('query ($id: ID!) { household(id: $id) { steps { state byName } } }', { id }, countyClerk)).household;
  const story = steps.toReversed() as { state: string; byName: string | null }[];
  expect(story.map((one) => [one.state, one.byName])).toEqual([
    ['DECLARED', registrar.name],
    ['COMMUNITY_REVIEW', visitor.name],
    ['PUBLICISED', registrar.name],
    ['STREET_REVIEW', visitor.name],
    ['COUNTY_CONFIRM', director.name],
    ['RECOGNISED', countyClerk.name],
    ['ASSISTED', officer.name],
    ['CLEARED', null],
    ['RELAPSED', null],
    ['ASSISTED', officer.name],
    ['CLEARED', null],
    ['STABLE', visitor.name],
    ['EXITED', countyClerk.name],
  ]);
  for (const [at, { byName }] of story.entries()) if (at > 0 && byName !== null) expect(byName).not.toBe(story[at - 1]!.byName);

  // The same people may declare again.
  await done(
    app,
    'employmentEnd',
    'EmploymentEndInput',
    (await app.sql<{ id: string }>('select id from employment where seeker_id = ?', [wife.seeker]))[0]!.id,
    'employment { id }',
    {
      on: await today(app),
      cause: 'BUSINESS_CLOSED',
    },
    registrar,
  );
  await taken('householdDeclare', 'HouseholdDeclareInput', null, { community: COMMUNITY, familySize: 3, members }, registrar);
});
