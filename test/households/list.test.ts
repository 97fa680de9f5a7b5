import { expect, test } from '../support/jest.js';
import { testApp, type Who } from '../support/app.js';
import { CITY } from '../support/factories.js';
import { assisted, C1, C2, declared, K1, recognised, S1, S2, take, taken } from '../support/households.js';
import { aPlacement, clerk, later, today } from '../support/programmes.js';

/** What a household on the list has: a card, one officer, a plan; and the list itself: how it goes, what is refused, who may not. */
/* oxlint-disable typescript/no-explicit-any -- answers are looked into freely */
const app = testApp();
const FULING = clerk('500102', '涪陵');
const codes = (payload: any): string[] => payload.userErrors.map((one: { code: string }) => one.code);
const text = (name: string, input: string): string =>
  `mutation ($id: ID!, $input: ${input}!) { household${name}(id: $id, input: $input) { userErrors { code } } }`;
/** Another county does not find it; recruiters and a member may not at all. */
async function mayNot(name: string, input: string, of: { id: string; head: { seeker: string } }, values: object): Promise<void> {
  expect(codes(await take(app, name, of.id, FULING, values))).toEqual(['NOT_FOUND']);
  for (const as of [
    { role: 'RECRUITER', employers: [] },
    { role: 'SEEKER', seeker: of.head.seeker },
  ] as Who[])
    expect(await app.mistake(text(name, input), { id: of.id, input: { ...values, idempotencyKey: crypto.randomUUID() } }, as)).toBe('FORBIDDEN');
}

test('dynamic zero: reached while no recognised household is past its day; on any day asked, in one’s own division', async () => {
  const zero = 'query ($region: String!, $on: LocalDate) { dynamicZero(region: $region, on: $on) { unclearedCount overdueCount reached } }';
  const list = 'query ($region: String!) { householdsOverdue(region: $region, first: 100) { edges { node { household { id } } } } }';
  const of = await recognised(app);
  const at = async (on: string, as = CITY): Promise<any> => (await app.data(zero, { region: '500101', on }, as)).dynamicZero;
  const day = await today(app);
  expect(await at(day)).toMatchObject({ reached: true, overdueCount: 0 });
  await later(app, 20);
  const late = await at(await today(app));
  expect(late.reached).toBe(false);
  expect(late.overdueCount).toBeGreaterThan(0);
  const ids = async (as: Who, region = '500101'): Promise<string[]> =>
    (await app.data(list, { region }, as)).householdsOverdue.edges.map((edge: any) => edge.node.household.id);
  expect(await ids(CITY)).toContain(of.id);
  expect(await at(day)).toMatchObject({ reached: true });
  expect(await ids(FULING, '500102')).toEqual([]);
  for (const as of [
    { role: 'RECRUITER', employers: [] },
    { role: 'SEEKER', seeker: of.head.seeker },
  ] as Who[])
    expect(await app.mistake(zero, { region: '500101' }, as)).toBe('FORBIDDEN');
});

test('card: issued at recognition, renewed by the county while the household is on the list, withdrawn when it leaves', async () => {
  const early = await declared(app);
  expect(codes(await take(app, 'CardRenew', early.id, C2))).toHaveLength(1);
  const of = await recognised(app);
  await mayNot('CardRenew', 'StepInput', of, {});
  const renewed = await take(app, 'CardRenew', of.id, C2);
  expect(renewed.household.card).toMatchObject({ number: expect.stringMatching(/^500101-\d{4}-\d{6}$/), withdrawnOn: null });
  expect(renewed.household.card.validUntil > (await today(app, 300))).toBe(true);
  const gone = await take(app, 'Revoke', of.id, C2, { ground: 'MOVED_AWAY', note: '迁出' });
  expect(gone.household.card).toMatchObject({ withdrawnOn: await today(app) });
  expect(codes(await take(app, 'CardRenew', of.id, C1))).toHaveLength(1);
});

test('officer: exactly one, of an office of the place, passed on by the street', async () => {
  const of = await recognised(app);
  await app.token(K1);
  await app.token(FULING);
  await mayNot('Reassign', 'HouseholdOfficerInput', of, { officer: K1.name! });
  for (const officer of ['没有这个人', FULING.name!]) expect(codes(await take(app, 'Reassign', of.id, S2, { officer }))).toHaveLength(1);
  expect((await take(app, 'Reassign', of.id, S2, { officer: K1.name! })).household.officerName).toBe(K1.name);
  expect(await app.sql('select count(officer_id)::int as count from household where id = ?', [of.id])).toEqual([{ count: 1 }]);
});

test('plan: made by the officer and nobody else, with an aim', async () => {
  const of = await recognised(app);
  await mayNot('Assist', 'HouseholdAssistInput', of, { aim: '推荐岗位' });
  expect(codes(await take(app, 'Assist', of.id, S2, { aim: '推荐岗位' }))).toEqual(['NOT_ELIGIBLE']);
  expect((await take(app, 'Assist', of.id, S1, { aim: '推荐岗位' })).household).toMatchObject({ state: 'ASSISTED', plan: { aim: '推荐岗位' } });
});

test('clearance, relapse and exit: by confirmed work of a listed member, its end, and the county after it lasted', async () => {
  const of = await assisted(app);
  await mayNot('Exit', 'StepInput', of, {});
  expect(codes(await take(app, 'Exit', of.id, C1))).toEqual(['ILLEGAL_TRANSITION']);
  const state = async (): Promise<any> =>
    (await app.data('query ($id: ID!) { household(id: $id) { state episode atLeastOneEmployed } }', { id: of.id }, C1)).household;
  const { placement } = await aPlacement(app, of.station, of.spouse);
  expect(await state()).toEqual({ state: 'CLEARED', episode: 1, atLeastOneEmployed: true });
  await app.sql("update placement set ending_on = app_today(), ending_cause = 'DISMISSED' where id = ?", [placement]);
  expect(await state()).toEqual({ state: 'RELAPSED', episode: 2, atLeastOneEmployed: false });
  const again = await assisted(app);
  await aPlacement(app, again.station, again.head);
  expect(codes(await take(app, 'Stabilise', again.id, S2, { note: '在岗' }))).toEqual(['NOT_ELIGIBLE']);
  await later(app, 100);
  await taken(app, 'Stabilise', again.id, S2, { note: '在岗满三个月' });
  expect(codes(await take(app, 'Exit', again.id, S1))).toEqual(['NOT_ELIGIBLE']);
  expect((await take(app, 'Exit', again.id, C1)).household).toMatchObject({ state: 'EXITED', card: { withdrawnOn: await today(app) } });
});
