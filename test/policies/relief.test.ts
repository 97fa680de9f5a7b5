import { beforeAll, expect, test } from '../support/jest.js';
import { testApp, type Who } from '../support/app.js';
import { anEmployer, CITY } from '../support/factories.js';
import { county, nothingStored, stopClockIn, street } from '../support/policies.js';
import { change } from '../support/transfers.js';

const app = testApp();
beforeAll(() => stopClockIn(app, '2007-10-20'));

/* oxlint-disable typescript/no-explicit-any -- answers are looked into freely */
const RELIEF = 'relief { id state amount { amountMinor } reason }';
let number = 0;
const text = (more: object = {}): object => ({
  kind: 'TAX',
  county: '500101',
  grantedOn: '2007-09-28',
  amount: '123456',
  authority: '万州区国家税务局',
  number: `万国税减〔2007〕${++number}号`,
  ...more,
});
const record = (more: object = {}, as: Who = county('甲')): Promise<any> =>
  change(app, 'reliefRecord', 'ReliefRecordInput', null, RELIEF, text(more), as);
const step = (name: string, id: string, as: Who, values: object = {}): Promise<any> =>
  change(app, name, name === 'reliefReverse' ? 'ReasonInput' : 'StepInput', id, RELIEF, values, as);
const totals = async (): Promise<any> =>
  (
    await app.data(
      '{ policyTotals(region: "500101", from: "2007-01-01", until: "2007-09-30") { taxRelief { amountMinor } feeWaiver { amountMinor } } }',
      {},
      CITY,
    )
  ).policyTotals;

test('tax relief and fee waiver: one counts once a second person confirmed it, in its window, until it is taken back', async () => {
  const { relief } = await record();
  const fee = (await record({ kind: 'FEE', amount: '500' })).relief;
  expect(relief).toMatchObject({ state: 'RECORDED' });
  expect(await totals()).toEqual({ taxRelief: { amountMinor: '0' }, feeWaiver: { amountMinor: '0' } });
  expect((await step('reliefConfirm', relief.id, county('甲'))).userErrors).toMatchObject([{ code: 'NOT_ELIGIBLE' }]);
  expect((await step('reliefConfirm', relief.id, county('乙'))).relief).toMatchObject({ state: 'CONFIRMED' });
  await step('reliefConfirm', fee.id, county('乙'));
  expect(await totals()).toEqual({ taxRelief: { amountMinor: '123456' }, feeWaiver: { amountMinor: '500' } });
  expect((await step('reliefReverse', relief.id, county('甲'), { reason: '重复上报' })).relief).toMatchObject({
    state: 'REVERSED',
    reason: '重复上报',
  });
  expect((await step('reliefReverse', relief.id, county('乙'), { reason: '再次' })).userErrors).toMatchObject([{ code: 'ILLEGAL_TRANSITION' }]);
  expect((await totals()).taxRelief).toEqual({ amountMinor: '0' });
});

test.each([
  ['nothing', { amount: '0' }, 'INVALID', ['input', 'amount']],
  ['a day to come', { grantedOn: '2007-12-01' }, 'INVALID', ['input', 'grantedOn']],
  ['another county', { county: '500102' }, 'NOT_FOUND', ['input', 'county']],
  ['a street', { county: '500101017' }, 'INVALID', ['input', 'county']],
  ['an employer that nobody has', { employer: '0198c0de-0000-7000-8000-000000000001' }, 'NOT_FOUND', ['input', 'employer']],
] as const)('refuses a relief of %s, and stores nothing', async (_, more, code, path) => {
  await nothingStored(app, 'relief', async () => expect(await record(more)).toMatchObject({ relief: null, userErrors: [{ code, path }] }));
});

test('refuses a number twice; who may not: a street, another county, a recruiter but for their own', async () => {
  const employer = await anEmployer(app);
  const { relief } = await record({ number: '同号', employer });
  expect(await record({ number: '同号' })).toMatchObject({ relief: null, userErrors: [{ code: 'ALREADY_EXISTS', path: ['input', 'number'] }] });
  expect(await record({}, street('甲'))).toMatchObject({ userErrors: [{ code: 'NOT_FOUND' }] });
  expect((await step('reliefConfirm', relief.id, { role: 'OFFICE', region: '500102' })).userErrors).toMatchObject([{ code: 'NOT_FOUND' }]);
  const seen = async (as: Who): Promise<string[]> =>
    (await app.data('{ reliefs(kind: TAX) { edges { node { id } } } }', {}, as)).reliefs.edges.map((one: any) => one.node.id);
  expect(await seen({ role: 'RECRUITER', employers: [employer] })).toEqual([relief.id]);
  expect(await seen({ role: 'OFFICE', region: '500102' })).toEqual([]);
  expect(await app.mistake('{ reliefs { edges { node { id } } } }', {}, { role: 'ADMINISTRATOR' })).toBe('FORBIDDEN');
});

test('the list takes as many statements for 3 rows as for 30', async () => {
  for (let at = 0; at < 30; at++) await record();
  const count = (first: number): Promise<number> =>
    app.statements(() =>
      app.data('query ($first: Int!) { reliefs(first: $first) { edges { node { id county { name } employer { name } } } } }', { first }, CITY),
    );
  expect(await count(30)).toBe(await count(3));
});
