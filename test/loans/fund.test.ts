import { beforeAll, expect, test } from '../support/jest.js';
import { testApp, type Who } from '../support/app.js';
import { CITY } from '../support/factories.js';
import { aFund, aLoan, fundOf, loanStep } from '../support/loans.js';
import { county, nothingStored, officer, stopClockIn, street } from '../support/policies.js';
import { change } from '../support/transfers.js';

/* oxlint-disable typescript/no-explicit-any -- answers are looked into freely */

const app = testApp();
const codes = (payload: any): string[] => payload.userErrors.map((one: { code: string }) => one.code);
beforeAll(() => stopClockIn(app, '2007-03-01'));
const open = (values: object, as: Who): Promise<any> =>
  change(
    app,
    'guaranteeFundOpen',
    'GuaranteeFundOpenInput',
    null,
    'fund { id balance { amountMinor } }',
    { name: '万州担保基金', region: '500101', bank: '商业银行', ...values },
    as,
  );
const deposit = (id: string, amount: string, as: Who): Promise<any> =>
  change(
    app,
    'guaranteeFundDeposit',
    'LoanAmountInput',
    id,
    'fund { balance { amountMinor } entries { kind account delta { amountMinor } } }',
    { amount },
    as,
  );

test('guarantee fund: it is opened empty, takes money, and its balance is the sum of its entries', async () => {
  const { fund } = await open({}, county('甲'));
  expect(fund.balance.amountMinor).toBe('0');
  expect((await deposit(fund.id, '500000', county('甲'))).fund).toMatchObject({
    balance: { amountMinor: '500000' },
    entries: [{ account: 'FUND' }, { account: 'CAPITAL', delta: { amountMinor: '-500000' } }],
  });
  expect(await open({}, county('乙'))).toMatchObject({ fund: null, userErrors: [{ code: 'ALREADY_EXISTS', path: ['input', 'name'] }] });
  await nothingStored(app, 'ledger_entry', async () => {
    expect(await deposit(fund.id, '0', county('甲'))).toMatchObject({ userErrors: [{ code: 'INVALID', path: ['input', 'amount'] }] });
    expect(codes(await deposit(fund.id, '1', officer('500102', '甲')))).toEqual(['NOT_FOUND']);
  });
  expect(await open({ name: '街道基金', region: '500101017' }, street('甲'))).toMatchObject({ userErrors: [{ code: 'NOT_ELIGIBLE' }] });
  expect(await open({ name: '外地', region: '500102' }, county('甲'))).toMatchObject({
    userErrors: [{ code: 'NOT_FOUND', path: ['input', 'region'] }],
  });
});

test('capacity of the fund: it answers for five times its money and no more, also when two promises come at once', async () => {
  const fund = await aFund(app, '600000');
  const loans = [await aLoan(app, 'LABOUR_CHECKED'), await aLoan(app, 'LABOUR_CHECKED')];
  for (const name of ['丙', '丁']) await app.token(county(name));
  const both = await Promise.all(loans.map(({ id }, at) => loanStep(app, 'loanPromise', id, county(['丙', '丁'][at]!), { fund })));
  expect(both.flatMap(codes)).toEqual(['QUOTA_EXHAUSTED']);
  expect(await fundOf(app, fund)).toEqual({ balance: '600000', exposure: '2000000' });
  const other = loans[both.findIndex((one) => one.loan === null)]!;
  expect(codes(await loanStep(app, 'loanPromise', other.id, county('丙'), { fund, amount: '1000001' }))).toEqual(['QUOTA_EXHAUSTED']);
  expect(codes(await loanStep(app, 'loanPromise', other.id, county('丙'), { fund, amount: '1000000' }))).toEqual([]);
  expect(await fundOf(app, fund)).toEqual({ balance: '600000', exposure: '3000000' });
});

test('a county’s loan stands under its own fund or the city’s, not under another county’s', async () => {
  const { id } = await aLoan(app, 'LABOUR_CHECKED');
  const [fuling, city] = [await aFund(app, '1000000', '500102'), await aFund(app, '1000000', '500000')];
  expect(await loanStep(app, 'loanPromise', id, county('丙'), { fund: fuling })).toMatchObject({
    userErrors: [{ code: 'NOT_FOUND', path: ['input', 'fund'] }],
  });
  expect(codes(await loanStep(app, 'loanPromise', id, county('丙'), { fund: city }))).toEqual([]);
  const seen = async (as: Who): Promise<string[]> =>
    (await app.data('{ guaranteeFunds(first: 100) { edges { node { id } } } }', {}, as)).guaranteeFunds.edges.map((one: any) => one.node.id);
  expect(await seen(county('丙'))).toContain(city);
  expect(await seen(county('丙'))).not.toContain(fuling);
  expect(await app.mistake('{ guaranteeFunds { edges { node { id } } } }', {}, { role: 'RECRUITER' })).toBe('FORBIDDEN');
});

test('the list takes as many statements for 3 rows as for 30', async () => {
  for (let at = 0; at < 4; at++) await aFund(app, '1');
  const count = (first: number): Promise<number> =>
    app.statements(() =>
      app.data('query ($first: Int!) { guaranteeFunds(first: $first) { edges { node { region { name } entries { account } } } } }', { first }, CITY),
    );
  expect(await count(30)).toBe(await count(3));
});

test('the database refuses by itself a fund below nothing, a leg alone, a changed entry, and a state without its money', async () => {
  const { id, fund } = await aLoan(app, 'LABOUR_CHECKED');
  const leg = (at: number, account: string, delta: number): string =>
    `select uuidv7(), 'f0000000-0000-7000-8000-000000000001'::uuid, ${at}, 'COMPENSATE', '${account}', '${fund}'::uuid, '/x', app_today(), ${delta}`;
  const post = (...legs: string[]): Promise<unknown> =>
    app.sql(`insert into ledger_entry (id, operation, leg, kind, account, fund_id, county_path, posted_on, delta) ${legs.join(' union all ')}`);
  await nothingStored(app, 'ledger_entry', async () => {
    await expect(post(leg(0, 'FUND', -100_000_001), leg(1, 'LOSS', 100_000_001))).rejects.toThrow('guarantee_fund_never_negative');
    await expect(post(leg(0, 'FUND', 1))).rejects.toThrow('do not add up');
  });
  await expect(app.sql('update ledger_entry set delta = delta')).rejects.toThrow('only added to');
  await expect(app.sql("update micro_loan set state = 'DISBURSED', amount = requested where id = ?", [id])).rejects.toThrow(
    'state and money of a loan differ',
  );
  expect(await fundOf(app, fund)).toEqual({ balance: '100000000', exposure: '0' });
});
