import { beforeAll, expect, test } from '../support/jest.js';
import { testApp } from '../support/app.js';
import { CITY } from '../support/factories.js';
import { aLoan, loanStep, portfolio } from '../support/loans.js';
import { county, stopClockIn } from '../support/policies.js';

const app = testApp();
beforeAll(() => stopClockIn(app, '2007-03-01'));
const fen = (amountMinor: number): object => ({ amountMinor: String(amountMinor) });

test('portfolio and recovery rate: the portfolio of any day is what it was on that day; the recovery rate counts due principal alone', async () => {
  const [first, second] = [await aLoan(app, 'DISBURSED'), await aLoan(app, 'DISBURSED', { amount: '1000000' })];
  const partners = await aLoan(app, 'DISBURSED', { kind: 'PARTNERSHIP', heads: 3, amount: '3000000' });
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
