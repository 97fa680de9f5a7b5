import { expect, test } from '../support/jest.js';
import { key, testApp } from '../support/app.js';
import { aVacancy, anEmployer, anInstitution, CITY, DRAFT, draftInput, step, nextYear } from '../support/factories.js';

const app = testApp();
const ADMINISTRATOR = { role: 'ADMINISTRATOR' } as const;
const SET =
  'mutation ($input: MinimumWageSetInput!) { minimumWageSet(input: $input) { minimumWage { monthly { amountMinor } effectiveOn assumed region { name } } userErrors { code path } } }';
const set = async (region: string, effectiveOn: string, monthly: string, more: object = {}): Promise<any> =>
  // oxlint-disable-line typescript/no-explicit-any -- an answer
  (await app.data(SET, { input: { region, effectiveOn, monthly, source: '渝人社发〔2026〕1号', idempotencyKey: key(), ...more } }, ADMINISTRATOR))
    .minimumWageSet;
const draft = async (more: object): Promise<any> => {
  // oxlint-disable-line typescript/no-explicit-any -- an answer
  const [employer, institution] = [await anEmployer(app), await anInstitution(app)];
  const document = DRAFT.replace('{ id state }', '{ id minimumWageCheck }');
  return (
    await app.data(document, { input: draftInput(employer, institution, { validFrom: '2026-06-01', validUntil: nextYear('12-31'), ...more }) }, CITY)
  ).vacancyDraft;
};

test('without a row it says that none is on file, and passes nothing silently', async () => {
  expect((await app.data('{ minimumWage(region: "贵州") { source } }')).minimumWage).toBeNull();
  expect(await draft({ region: '520100', pay: { text: '100元/月' } })).toMatchObject({ vacancy: { minimumWageCheck: 'NOT_ON_FILE' } });
});

test('an offer below it is refused from its first day on, at its place and what lies below', async () => {
  expect(await set('重庆市', '2026-01-01', '210000', { hourly: '2100' })).toMatchObject({
    minimumWage: { monthly: { amountMinor: '210000' }, effectiveOn: '2026-01-01', assumed: false, region: { name: '重庆市' } },
    userErrors: [],
  });
  await set('重庆市', nextYear('09-01'), '230000');
  const below = { vacancy: null, userErrors: [{ code: 'INVALID', path: ['input', 'pay', 'from'] }] };
  expect(await draft({ pay: { text: '2000-3000元/月' } })).toMatchObject(below);
  expect(await draft({ pay: { text: '1000-2000元/月' } })).toMatchObject({ userErrors: [{ code: 'INVALID', path: ['input', 'pay', 'to'] }] });
  expect(await draft({ pay: { text: '2200-3000元/月' } })).toMatchObject({ vacancy: { minimumWageCheck: 'MET' } });
  expect(await draft({ pay: { text: '2200-3000元/月' }, validFrom: nextYear('09-01') })).toMatchObject(below);
  expect(await draft({ pay: { text: '2000-3000元/月' }, region: '310000' })).toMatchObject({ vacancy: { minimumWageCheck: 'NOT_ON_FILE' } });
  expect(await draft({ pay: { text: '面议' } })).toMatchObject({ vacancy: { minimumWageCheck: 'NOT_STATED' } });
  expect(await draft({ pay: { text: '1500元/月' }, employmentKind: 'INTERNSHIP' })).toMatchObject({ vacancy: { minimumWageCheck: 'EXEMPT' } });
  expect(await draft({ pay: { text: '20元/小时' }, employmentKind: 'PART_TIME' })).toMatchObject({ userErrors: [{ path: ['input', 'pay', 'to'] }] });
  expect(await draft({ pay: { text: '22元/小时' }, employmentKind: 'PART_TIME' })).toMatchObject({ vacancy: { minimumWageCheck: 'MET' } });
  const probation = { contractMonths: 36, probationMonths: 3, probationPay: '200000' };
  expect(await draft({ pay: { text: '2400元/月' }, conditions: probation })).toMatchObject({
    userErrors: [{ path: ['input', 'conditions', 'probationPay'] }],
  });
});

test('a county’s own row goes before its province’s', async () => {
  await set('500102', '2026-01-01', '190000');
  expect(await draft({ region: '500102', pay: { text: '2000元/月' } })).toMatchObject({ vacancy: { minimumWageCheck: 'MET' } });
  expect((await app.data('{ minimumWage(region: "涪陵", on: "2026-02-01") { monthly { amountMinor } } }')).minimumWage.monthly.amountMinor).toBe(
    '190000',
  );
});

test('a notice is measured again when it opens', async () => {
  const id = await aVacancy(app, {
    open: false,
    input: { region: '510100', pay: { text: '2000元/月' }, validFrom: '2026-06-01', validUntil: nextYear('12-31') },
  });
  await app.data(step('vacancySubmit'), { id, input: { idempotencyKey: key() } }, CITY);
  await set('四川省', '2026-02-01', '220000');
  const approved = (await app.data(step('vacancyApprove'), { id, input: { idempotencyKey: key() } }, CITY)).vacancyApprove;
  expect(approved).toMatchObject({ vacancy: null, userErrors: [{ code: 'NOT_ELIGIBLE', path: ['id'] }] });
});

test('one row for a division and a day; amounts are positive', async () => {
  await set('云南省', '2026-01-01', '190000');
  expect(await set('云南省', '2026-01-01', '200000')).toMatchObject({ userErrors: [{ code: 'ALREADY_EXISTS', path: ['input', 'effectiveOn'] }] });
  expect(await set('云南省', '2026-02-01', '0')).toMatchObject({ userErrors: [{ code: 'INVALID', path: ['input', 'monthly'] }] });
  const { minimumWages } = await app.data('{ minimumWages(region: "云南") { edges { node { effectiveOn } } } }');
  expect(minimumWages.edges).toHaveLength(1);
});

test('who may not: an office, a visitor', async () => {
  const input = { region: '重庆', effectiveOn: '2026-01-01', monthly: '1', source: '无', idempotencyKey: key() };
  expect(await app.mistake(SET, { input }, CITY)).toBe('FORBIDDEN');
  expect(await app.mistake(SET, { input })).toBe('UNAUTHENTICATED');
});
