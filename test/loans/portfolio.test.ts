import { beforeAll, expect, test } from '../support/jest.js';
import { testApp } from '../support/app.js';
import { CITY } from '../support/factories.js';
import { aLoan, loanStep, portfolio, somePartners } from '../support/loans.js';
import { county, stopClockIn } from '../support/policies.js';

const app = testApp();
beforeAll(() => stopClockIn(app, '2007-03-01'));
const fen = (amountMinor: number): object => ({ amountMinor: String(amountMinor) });

test('portfolio and recovery rate: the portfolio of any day is what it was on that day; the recovery rate counts due principal alone', async () => {
  const [first, second] = [await aLoan(app, 'DISBURSED'), await aLoan(app, 'DISBURSED', { amount: '1000000' })];
  const partners = await aLoan(app, 'DISBURSED', { kind: 'PARTNERSHIP', partners: await somePartners(app, 2), amount: '3000000' });
  await stopClockIn(app, '2007-06-01');
  await loanStep(app, 'loanRepay', first.id, county('丙'), { amount: '500000' });
  expect(await portfolio(app, '2007-06-01')).toEqual({
    newAmount: fen(6_000_000),
    newCount: 3,
    newPersons: 5,
    disbursed: fen(6_000_000),
    persons: 5,
    outstanding: fen(5_500_000),
    overdue: fen(0),
    due: fen(0),
    recoveredDue: fen(0),
    recoveryRate: null,
    compensated: fen(0),
    recovered: fen(0),
    writtenOff: fen(0),
  });
  expect(await portfolio(app, '2007-02-28')).toMatchObject({ disbursed: fen(0), persons: 0, outstanding: fen(0) });
  await stopClockIn(app, '2008-02-20');
  await loanStep(app, 'loanRepay', second.id, county('丙'), { amount: '1000000' });
  await loanStep(app, 'loanExtend', partners.id, county('丁'), { months: 12, guarantorAgrees: true });
  await stopClockIn(app, '2008-03-02');
  // Due: 20,000 and 10,000 yuan; the partners' 30,000 were extended and are not. Recovered: 5,000 and 10,000.
  const today = {
    due: fen(3_000_000),
    recoveredDue: fen(1_500_000),
    recoveryRate: 0.5,
    overdue: fen(1_500_000),
    outstanding: fen(4_500_000),
    newCount: 0,
  };
  expect(await portfolio(app, '2008-03-02')).toMatchObject(today);
  // The day before the extension was decided is seen with the last day of that time.
  expect(await portfolio(app, '2007-06-01')).toMatchObject({ outstanding: fen(5_500_000), recoveryRate: null });
  await stopClockIn(app, '2008-06-01');
  await loanStep(app, 'loanRepay', first.id, county('丙'), { amount: '1500000' });
  expect(await portfolio(app, '2008-06-01')).toMatchObject({ recoveryRate: 1, overdue: fen(0) });
  expect(await portfolio(app, '2008-03-02')).toMatchObject(today);
  expect(await portfolio(app, '2008-06-01', { role: 'OFFICE', region: '500102' })).toMatchObject({ disbursed: fen(0), recoveryRate: null });
  expect(await app.mistake('{ loanPortfolio(region: "500101") { recoveryRate } }', {}, { role: 'RECRUITER' })).toBe('FORBIDDEN');
  expect(await app.statements(() => portfolio(app, '2008-06-01', CITY))).toBe(1);
});

test('value date: a repayment counts from the day on which the bank had it, whenever it is written down, on every day since', async () => {
  await stopClockIn(app, '2009-03-01');
  const place = ['500101', CITY] as const;
  const at = async (on: string): Promise<object> => {
    const { outstanding, due, recoveredDue } = await portfolio(app, on, place[1], place[0]);
    return { outstanding: outstanding.amountMinor, due: due.amountMinor, recoveredDue: recoveredDue.amountMinor };
  };
  const { id } = await aLoan(app, 'DISBURSED');
  const before = [await at('2009-05-09'), await at('2009-05-10'), await at('2010-03-01')] as {
    outstanding: string;
    due: string;
    recoveredDue: string;
  }[];
  await stopClockIn(app, '2010-03-10');
  const repay = (valueOn: string | undefined, amount = '500000') =>
    loanStep(app, 'loanRepay', id, county('丙'), { amount, ...(valueOn === undefined ? {} : { valueOn }) });
  for (const valueOn of ['2009-02-28', '2010-03-11'])
    expect(await repay(valueOn)).toMatchObject({ loan: null, userErrors: [{ code: 'INVALID', path: ['input', 'valueOn'] }] });
  expect((await repay('2009-05-10')).userErrors).toEqual([]);
  const less = (sum: string, by: number): string => String(Number(sum) - by);
  expect(await at('2009-05-09')).toEqual(before[0]);
  expect(await at('2009-05-10')).toEqual({ ...before[1], outstanding: less(before[1]!.outstanding, 500_000) });
  // Due on 2010-03-01: what was paid before, by value, is recovered of it.
  const due = { due: before[2]!.due, recoveredDue: less(before[2]!.recoveredDue, -500_000) };
  expect(await at('2010-03-01')).toMatchObject(due);
  // Known out of order, it ends with the last by value.
  expect((await repay('2010-03-05', '1000000')).userErrors).toEqual([]);
  expect(await repay('2010-02-20')).toMatchObject({ loan: { state: 'REPAID', endedOn: '2010-03-05' } });
  expect(await at('2010-03-01')).toMatchObject({ due: due.due, recoveredDue: less(before[2]!.recoveredDue, -1_000_000) });
  expect(await at('2010-03-05')).toMatchObject({ due: due.due, recoveredDue: less(before[2]!.recoveredDue, -2_000_000) });
});

test('value date: not inside a time for which interest was subsidised on what was owed; a recovery not before the fund paid', async () => {
  await stopClockIn(app, '2011-03-01');
  const { id } = await aLoan(app, 'DISBURSED', { microProfit: true });
  await stopClockIn(app, '2011-06-01');
  const query = 'mutation ($id: ID!, $input: LoanInterestPayInput!) { loanInterestPay(id: $id, input: $input) { userErrors { code } } }';
  expect(
    (await app.data(query, { id, input: { until: '2011-06-01', idempotencyKey: crypto.randomUUID() } }, county('丙'))).loanInterestPay.userErrors,
  ).toEqual([]);
  const early = await loanStep(app, 'loanRepay', id, county('丙'), { amount: '500000', valueOn: '2011-05-31' });
  expect(early.userErrors).toMatchObject([{ code: 'NOT_ELIGIBLE', path: ['input', 'valueOn'] }]);
  expect((await loanStep(app, 'loanRepay', id, county('丙'), { amount: '500000', valueOn: '2011-06-01' })).userErrors).toEqual([]);
  await stopClockIn(app, '2012-04-10');
  await app.sql("update micro_loan set state = 'OVERDUE' where id = ?", [id]);
  expect((await loanStep(app, 'loanCompensate', id, county('丁'))).userErrors).toEqual([]);
  await stopClockIn(app, '2012-04-20');
  expect((await loanStep(app, 'loanRecover', id, county('丙'), { amount: '100', valueOn: '2012-04-09' })).userErrors).toMatchObject([
    { code: 'INVALID', path: ['input', 'valueOn'] },
  ]);
  expect((await loanStep(app, 'loanRecover', id, county('丙'), { amount: '100', valueOn: '2012-04-10' })).userErrors).toEqual([]);
});
