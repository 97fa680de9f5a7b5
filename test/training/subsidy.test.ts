import { expect, test } from '../support/jest.js';
import { expire } from '../../src/application.js';
import { testApp } from '../support/app.js';
import { aVacancy } from '../support/factories.js';
import { act, later } from '../support/places.js';
import { aGraduate, CHIEF, CITY_HALL, COUNTY, dayOf, ELSEWHERE, hire, outcome, subsidyStep } from '../support/training.js';

const app = testApp();
const RULE = 'rule { id subsidy { amountMinor } leastAttendance trackingMonths assumed source }';
const ruleText = async (more: object = {}): Promise<object> => ({
  kind: 'RE_EMPLOYMENT',
  region: '500101',
  effectiveOn: await dayOf(app, -5),
  leastHours: 20,
  leastAttendance: 80,
  trackingMonths: 6,
  subsidy: '60001',
  shareWithoutOutcome: 50,
  source: '万州就业〔2026〕12号',
  ...more,
});
/** A class that began after the rule, whose rule it is. */
const aTrained = (): ReturnType<typeof aGraduate> => aGraduate(app);

test('without a rate on file there is no subsidy; the county sets one, for itself alone', async () => {
  await aVacancy(app);
  const { one, enrolment, seeker } = await aTrained();
  expect((await subsidyStep(app, 'Apply', enrolment, one.as)).userErrors[0]).toMatchObject({ code: 'NOT_ELIGIBLE' });
  await hire(app, seeker);
  await outcome(app, enrolment, { kind: 'EMPLOYED' }, one.as);
  expect((await subsidyStep(app, 'Apply', enrolment, one.as)).userErrors[0]).toMatchObject({
    code: 'NOT_ELIGIBLE',
    message: expect.stringContaining('标准'),
  });
  expect((await act(app, 'trainingRuleSet', { input: await ruleText() }, RULE, ELSEWHERE)).userErrors[0]).toMatchObject({ code: 'NOT_FOUND' });
  expect((await act(app, 'trainingRuleSet', { input: await ruleText() }, RULE, CITY_HALL)).userErrors[0]).toMatchObject({
    code: 'INVALID',
    path: ['input', 'region'],
  });
  expect((await act(app, 'trainingRuleSet', { input: await ruleText({ leastAttendance: 101 }) }, RULE, COUNTY)).userErrors[0]).toMatchObject({
    code: 'INVALID',
    path: ['input', 'leastAttendance'],
  });
  expect(await act(app, 'trainingRuleSet', { input: await ruleText() }, RULE, COUNTY)).toMatchObject({
    rule: { assumed: false, subsidy: { amountMinor: '60001' } },
  });
  expect((await act(app, 'trainingRuleSet', { input: await ruleText() }, RULE, COUNTY)).userErrors[0]).toMatchObject({ code: 'ALREADY_EXISTS' });
  const { trainingRule } = await app.data('{ trainingRule(kind: RE_EMPLOYMENT, region: "500101") { source assumed } }');
  expect(trainingRule).toEqual({ source: '万州就业〔2026〕12号', assumed: false });
  const other = await app.data('{ trainingRule(kind: START_UP, course: SYB, region: "500102") { leastHours subsidy { amountMinor } assumed } }');
  expect(other.trainingRule).toEqual({ leastHours: 70, subsidy: { amountMinor: '100000' }, assumed: true });
});

test('subsidy: from application to payment, each step by another person; one a person, year and kind', async () => {
  const { one, enrolment, seeker } = await aTrained();
  await hire(app, seeker);
  await outcome(app, enrolment, { kind: 'EMPLOYED' }, one.as);
  const { subsidy } = await subsidyStep(app, 'Apply', enrolment, one.as);
  expect(subsidy).toMatchObject({ state: 'APPLIED', amount: { amountMinor: '60001' } });
  expect((await subsidyStep(app, 'Apply', enrolment, one.as)).userErrors[0]).toMatchObject({ code: 'ALREADY_EXISTS' });
  expect((await subsidyStep(app, 'Approve', subsidy.id, COUNTY)).userErrors[0]).toMatchObject({ code: 'ILLEGAL_TRANSITION' });
  expect((await subsidyStep(app, 'Verify', subsidy.id, ELSEWHERE)).userErrors[0]).toMatchObject({ code: 'NOT_FOUND' });
  expect(await subsidyStep(app, 'Verify', subsidy.id, COUNTY)).toMatchObject({ subsidy: { state: 'VERIFIED' } });
  expect((await subsidyStep(app, 'Approve', subsidy.id, COUNTY)).userErrors[0]).toMatchObject({ code: 'NOT_ELIGIBLE' });
  expect(await subsidyStep(app, 'Approve', subsidy.id, CHIEF)).toMatchObject({ subsidy: { state: 'APPROVED' } });
  expect((await subsidyStep(app, 'Pay', subsidy.id, CHIEF)).userErrors[0]).toMatchObject({ code: 'NOT_ELIGIBLE' });
  expect(await subsidyStep(app, 'Pay', subsidy.id, COUNTY)).toMatchObject({ subsidy: { state: 'PAID', paidOn: await dayOf(app) } });
  expect(await subsidyStep(app, 'Recover', subsidy.id, CHIEF, { reason: '虚假考勤' })).toMatchObject({
    subsidy: { state: 'RECOVERED', reason: '虚假考勤' },
  });
  // Money is moved in the ledger, out of the county’s funds and back, and nowhere else.
  const { trainingSubsidies } = await app.data(
    '{ trainingSubsidies(state: RECOVERED) { edges { node { id entries { kind account delta { amountMinor } } } } } }',
    {},
    COUNTY,
  );
  const leg = (kind: string, account: string, amountMinor: string): object => ({ kind, account, delta: { amountMinor } });
  expect(trainingSubsidies.edges.find(({ node }: { node: { id: string } }) => node.id === subsidy.id).node.entries).toEqual([
    leg('SUBSIDY_PAY', 'EMPLOYMENT_FUNDS', '-60001'),
    leg('SUBSIDY_PAY', 'SUBSIDY', '60001'),
    leg('SUBSIDY_RECOVER', 'SUBSIDY', '-60001'),
    leg('SUBSIDY_RECOVER', 'EMPLOYMENT_FUNDS', '60001'),
  ]);
  const list = '{ trainingSubsidies { edges { node { state seeker { name } institution { name } } } } }';
  expect((await app.data(list, {}, { role: 'SEEKER', seeker })).trainingSubsidies.edges).toHaveLength(1);
  expect((await app.data(list, {}, ELSEWHERE)).trainingSubsidies.edges).toHaveLength(0);
  expect(await app.mistake(list, {}, { role: 'RECRUITER' })).toBe('FORBIDDEN');
});

test('subsidy: work that was reversed brings none at any step, until there is other work within the window', async () => {
  const { one, enrolment, seeker } = await aTrained();
  const reverse = (placement: string): Promise<unknown> =>
    app.sql("update placement set state = 'REVERSED', reason = '查实未到岗' where id = ?", [placement]);
  const step = async (name: string, id: string, as: Parameters<typeof subsidyStep>[3]): Promise<unknown> => {
    const { subsidy, userErrors } = await subsidyStep(app, name, id, as);
    return userErrors[0]?.code ?? subsidy.state;
  };
  const employed = async (): Promise<string> => {
    const placement = await hire(app, seeker);
    expect(await outcome(app, enrolment, { kind: 'EMPLOYED' }, one.as)).toMatchObject({ enrolment: { outcome: { kind: 'EMPLOYED' } } });
    expect(await app.sql('select placement_id from training_enrolment where id = ?', [enrolment])).toEqual([{ placement_id: placement }]);
    return placement;
  };
  await reverse(await employed());
  expect(await step('Apply', enrolment, one.as)).toBe('NOT_ELIGIBLE');
  expect((await outcome(app, enrolment, { kind: 'EMPLOYED' }, one.as)).userErrors[0]).toMatchObject({ code: 'NOT_ELIGIBLE' });
  const second = await employed();
  expect((await outcome(app, enrolment, { kind: 'EMPLOYED' }, one.as)).userErrors[0]).toMatchObject({ code: 'ALREADY_EXISTS' });
  const { subsidy } = await subsidyStep(app, 'Apply', enrolment, one.as);
  expect(await step('Verify', subsidy.id, COUNTY)).toBe('VERIFIED');
  await reverse(second);
  expect(await step('Approve', subsidy.id, CHIEF)).toBe('NOT_ELIGIBLE');
  const third = await employed();
  expect(await step('Approve', subsidy.id, CHIEF)).toBe('APPROVED');
  await reverse(third);
  expect(await step('Pay', subsidy.id, COUNTY)).toBe('NOT_ELIGIBLE');
  expect(await app.sql('select account from ledger_entry where case_id = ?', [subsidy.id])).toEqual([]);
});

test('a refused one may be applied for again; without an outcome it is the share, rounded half up', async () => {
  const { one, enrolment } = await aTrained();
  await later(app, '7 months');
  await expire(app.application.platform);
  const first = await subsidyStep(app, 'Apply', enrolment, one.as);
  expect(first.subsidy).toMatchObject({ amount: { amountMinor: '30001' } });
  expect(await subsidyStep(app, 'Reject', first.subsidy.id, COUNTY, { reason: '名册缺签字' })).toMatchObject({ subsidy: { state: 'REJECTED' } });
  expect((await subsidyStep(app, 'Apply', enrolment, one.as)).subsidy).toMatchObject({ state: 'APPLIED' });
});
