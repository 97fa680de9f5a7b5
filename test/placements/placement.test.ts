import { expect, test } from '../support/jest.js';
import { key, testApp, type Who } from '../support/app.js';
import { anEmployer, anInstitution, aVacancy, CITY } from '../support/factories.js';
import { aWorker, change, done } from '../support/transfers.js';

const app = testApp();
interface Hired {
  placement: string;
  vacancy: string;
  employer: string;
  institution: string;
  registration: string;
  seeker: string;
}
const today = async (): Promise<string> => ((await app.sql('select app_today()::text as day')) as [{ day: string }])[0].day;

async function aHire(): Promise<Hired> {
  const [institution, employer] = [await anInstitution(app), await anEmployer(app)];
  const vacancy = await aVacancy(app, { employer, institution, input: { headCount: 1 } });
  const person = await aWorker(app, institution);
  const issued = await done(app, 'referralIssue', 'ReferralIssueInput', null, 'referral { id }', { registration: person.registration, vacancy });
  const fields = 'referral { state } placement { id state channel hiredOn confirmedOn }';
  const hired = await done(app, 'referralHire', 'StepInput', issued.referral.id, fields, {});
  expect(hired).toMatchObject({ referral: { state: 'HIRED' }, placement: { state: 'PENDING_CONFIRMATION', channel: 'REFERRAL', confirmedOn: null } });
  return { placement: hired.placement.id, vacancy, employer, institution, ...person };
}
const registrationOf = async ({ registration }: Hired): Promise<unknown> =>
  (await app.sql('select state from registration where id = ?', [registration]))[0]!['state'];
const vacancyOf = async ({ vacancy }: Hired): Promise<unknown> =>
  (await app.sql('select hired_count, state from vacancy where id = ?', [vacancy]))[0];

test('a hire is confirmed by the employer, counts from that day, and ends the registration as placed', async () => {
  const hire = await aHire();
  const recruiter: Who = { role: 'RECRUITER', employers: [hire.employer] };
  const { placement } = await done(
    app,
    'placementConfirm',
    'PlacementConfirmInput',
    hire.placement,
    'placement { state confirmedOn evidence }',
    { evidence: 'COUNTERFOIL' },
    recruiter,
  );
  expect(placement).toEqual({ state: 'CONFIRMED', confirmedOn: await today(), evidence: 'EMPLOYER' });
  expect(await registrationOf(hire)).toBe('PLACED');
  const list = 'query ($day: LocalDate!) { placements(state: CONFIRMED, confirmedFrom: $day, confirmedTo: $day) { edges { node { id } } } }';
  const seen = (await app.data(list, { day: await today() }, CITY)).placements.edges.map((edge: { node: { id: string } }) => edge.node.id);
  expect(seen).toContain(hire.placement);
});

test('a reversal reopens the vacancy while it is valid, and the registration', async () => {
  const hire = await aHire();
  expect(await vacancyOf(hire)).toEqual({ hired_count: 1, state: 'FILLED' });
  await done(app, 'placementConfirm', 'PlacementConfirmInput', hire.placement, 'placement { state }', { evidence: 'COUNTERFOIL' });
  const { placement } = await done(app, 'placementReverse', 'PlacementReasonInput', hire.placement, 'placement { state reason }', {
    reason: '未到岗',
  });
  expect(placement).toEqual({ state: 'REVERSED', reason: '未到岗' });
  expect(await vacancyOf(hire)).toEqual({ hired_count: 0, state: 'OPEN' });
  expect(await registrationOf(hire)).toBe('ACTIVE');
  const again = await change(app, 'placementReverse', 'PlacementReasonInput', hire.placement, 'placement { id }', { reason: '再次' });
  expect(again.userErrors).toMatchObject([{ code: 'ILLEGAL_TRANSITION' }]);
});

test('a reversal after the vacancy’s last day ends it as expired', async () => {
  const hire = await aHire();
  await app.sql("update vacancy set valid_from = '2020-01-01', valid_until = '2020-02-01' where id = ?", [hire.vacancy]);
  await done(app, 'placementReverse', 'PlacementReasonInput', hire.placement, 'placement { state }', { reason: '未到岗' });
  expect(await vacancyOf(hire)).toEqual({ hired_count: 0, state: 'EXPIRED' });
});

test('work ends and stays counted; then other work may begin', async () => {
  const hire = await aHire();
  await done(app, 'placementConfirm', 'PlacementConfirmInput', hire.placement, 'placement { state }', { evidence: 'COUNTERFOIL' });
  const wrong = await change(app, 'placementEnd', 'PlacementEndInput', hire.placement, 'placement { id }', { on: '2020-01-01', cause: 'DISMISSED' });
  expect(wrong.userErrors).toMatchObject([{ code: 'INVALID', path: ['input', 'on'] }]);
  const ended = await done(app, 'placementEnd', 'PlacementEndInput', hire.placement, 'placement { state ending { on cause } }', {
    on: await today(),
    cause: 'DISMISSED',
  });
  expect(ended.placement).toEqual({ state: 'CONFIRMED', ending: { on: await today(), cause: 'DISMISSED' } });
  expect(await registrationOf(hire)).toBe('ACTIVE');
  const twice = await change(app, 'placementEnd', 'PlacementEndInput', hire.placement, 'placement { id }', { on: await today(), cause: 'DISMISSED' });
  expect(twice.userErrors).toMatchObject([{ code: 'ILLEGAL_TRANSITION' }]);
});

test('one who works cannot be hired elsewhere before that has ended', async () => {
  const hire = await aHire();
  const vacancy = await aVacancy(app, { employer: await anEmployer(app), institution: hire.institution });
  const issued = await done(app, 'referralIssue', 'ReferralIssueInput', null, 'referral { id }', { registration: hire.registration, vacancy });
  const second = await change(app, 'referralHire', 'StepInput', issued.referral.id, 'placement { id }', {});
  expect(second).toMatchObject({ placement: null, userErrors: [{ code: 'ALREADY_EXISTS' }] });
  expect(await app.sql('select hired_count from vacancy where id = ?', [vacancy])).toEqual([{ hired_count: 0 }]);
});

test('who may not: another county, a foreign recruiter, the seeker', async () => {
  const hire = await aHire();
  const confirm = (as: Who): Promise<any> =>
    change(app, 'placementConfirm', 'PlacementConfirmInput', hire.placement, 'placement { id }', { evidence: 'CONTRACT' }, as); // oxlint-disable-line typescript/no-explicit-any -- an answer
  const reverse = (as: Who): Promise<any> =>
    // oxlint-disable-line typescript/no-explicit-any -- an answer
    change(app, 'placementReverse', 'PlacementReasonInput', hire.placement, 'placement { id }', { reason: '未上岗' }, as);
  for (const as of [
    { role: 'OFFICE', region: '500102' },
    { role: 'RECRUITER', employers: [await anEmployer(app)] },
  ] as Who[])
    for (const answer of [await confirm(as), await reverse(as)])
      expect(answer).toMatchObject({ placement: null, userErrors: [{ code: 'NOT_FOUND' }] });
  const step = 'mutation ($id: ID!, $input: PlacementConfirmInput!) { placementConfirm(id: $id, input: $input) { userErrors { code } } }';
  expect(await app.mistake(step, { id: hire.placement, input: { evidence: 'CONTRACT', idempotencyKey: key() } }, { role: 'KIOSK' })).toBe(
    'FORBIDDEN',
  );
});

test('placements with person, post and employer take the same statements for 3 and for 30', async () => {
  for (let at = 0; at < 6; at++) await aHire();
  const query =
    'query ($first: Int!) { placements(first: $first) { edges { node { seeker { name } vacancy { title employer { name region { name } } } institution { name } } } } }';
  const counted = (first: number): Promise<number> => app.statements(() => app.data(query, { first }, CITY));
  expect([await counted(3), await counted(30)]).toEqual([1, 1]);
});
