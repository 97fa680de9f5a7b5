import { beforeEach, expect, test } from '../support/jest.js';
import { markOverdue } from '../../src/modules/loans/repayment.service.js';
import { SYSTEM } from '../../src/platform/access/viewer.js';
import { testApp, type Who } from '../support/app.js';
import { aBorrower, aFund, aLoan, applyForLoan, fundOf, loanStep, portfolio } from '../support/loans.js';
import { community, county, nothingStored, officer, stopClockIn, street } from '../support/policies.js';

/** Each stage of a loan by its name: how it goes, what is refused, and who may not. */
/* oxlint-disable typescript/no-explicit-any -- answers are looked into freely */
const app = testApp();
beforeEach(() => stopClockIn(app, '2007-03-01'));
const codes = (payload: any): string[] => payload.userErrors.map((one: { code: string }) => one.code);
const city = officer('500000', '核销');

const INPUTS: Record<string, string> = {
  loanRepay: 'LoanPaymentInput',
  loanRecover: 'LoanPaymentInput',
  loanExtend: 'LoanExtendInput',
  loanDisburse: 'LoanDisburseInput',
  loanWriteOff: 'ReasonInput',
};
/** Another county does not find it; recruiters and the borrower may not at all. */
async function mayNot(name: string, { id, seeker }: { id: string; seeker: string }, values: object): Promise<void> {
  expect(codes(await loanStep(app, name, id, officer('500102', '涪陵'), values))).toEqual(['NOT_FOUND']);
  const text = `mutation ($id: ID!, $input: ${INPUTS[name] ?? 'StepInput'}!) { ${name}(id: $id, input: $input) { userErrors { code } } }`;
  for (const as of [{ role: 'RECRUITER' }, { role: 'SEEKER', seeker }] as Who[])
    expect(await app.mistake(text, { id, input: { ...values, idempotencyKey: crypto.randomUUID() } }, as)).toBe('FORBIDDEN');
}

async function overdue(): Promise<{ id: string; seeker: string; fund: string }> {
  const loan = await aLoan(app, 'DISBURSED');
  await stopClockIn(app, '2008-03-02');
  await app.application.platform.orm.em.fork({ session: { variables: SYSTEM } }).transactional((em) => markOverdue(em as never));
  return loan;
}
async function compensated(): Promise<{ id: string; seeker: string; fund: string }> {
  const loan = await overdue();
  await stopClockIn(app, '2008-04-02');
  expect(codes(await loanStep(app, 'loanCompensate', loan.id, county('丁')))).toEqual([]);
  return loan;
}

test('application: within the limit of its day, by the community that serves the borrower', async () => {
  const seeker = await aBorrower(app);
  await nothingStored(app, 'micro_loan', async () => {
    expect(codes(await applyForLoan(app, seeker, { amount: '2000001' }))).toEqual(['NOT_ELIGIBLE']);
    expect(codes(await applyForLoan(app, seeker, { amount: '0' }))).toEqual(['INVALID']);
    expect(codes(await applyForLoan(app, seeker, {}, { role: 'SEEKER', seeker: await aBorrower(app) }))).toEqual(['NOT_FOUND']);
    expect(codes(await applyForLoan(app, seeker, {}, officer('500102', '涪陵')))).toEqual(['NOT_FOUND']);
  });
  expect((await applyForLoan(app, seeker)).loan).toMatchObject({ state: 'APPLIED', stepDueOn: '2007-03-08' });
});

test('disbursement: of what the bank approved, by the county, once', async () => {
  const loan = await aLoan(app, 'BANK_APPROVED');
  const contract = { contractNumber: '渝贷 2007-9' };
  await mayNot('loanDisburse', loan, contract);
  expect(codes(await loanStep(app, 'loanDisburse', loan.id, street('乙'), contract))).toEqual(['NOT_ELIGIBLE']);
  expect((await loanStep(app, 'loanDisburse', loan.id, county('丙'), contract)).loan).toMatchObject({
    state: 'DISBURSED',
    outstanding: { amountMinor: '2000000' },
    contract: { disbursedOn: '2007-03-01', dueOn: '2008-03-01' },
  });
  expect(codes(await loanStep(app, 'loanDisburse', loan.id, county('丁'), contract))).toEqual(['ILLEGAL_TRANSITION']);
});

test('extension: once, for a year at most, with the guarantor’s word and before the last day', async () => {
  const loan = await aLoan(app, 'DISBURSED');
  const extend = { months: 12, guarantorAgrees: true };
  await mayNot('loanExtend', loan, extend);
  expect(codes(await loanStep(app, 'loanExtend', loan.id, county('丁'), { ...extend, months: 13 }))).toEqual(['NOT_ELIGIBLE']);
  expect(codes(await loanStep(app, 'loanExtend', loan.id, county('丁'), { ...extend, guarantorAgrees: false }))).toEqual(['NOT_ELIGIBLE']);
  expect((await loanStep(app, 'loanExtend', loan.id, county('丁'), extend)).loan).toMatchObject({
    state: 'EXTENDED',
    contract: { dueOn: '2008-03-01', extendedUntil: '2009-03-01' },
  });
  expect(codes(await loanStep(app, 'loanExtend', loan.id, county('丙'), extend))).toEqual(['ILLEGAL_TRANSITION']);
});

test('overdue: the day after the last one, by no office; what is repaid then still ends it', async () => {
  const loan = await overdue();
  const query = 'query ($id: ID!) { loan(id: $id) { state late outstanding { amountMinor } } }';
  expect((await app.data(query, { id: loan.id }, county('丙'))).loan).toMatchObject({ state: 'OVERDUE' });
  expect((await app.data(query, { id: loan.id }, officer('500102', '涪陵'))).loan).toBeNull();
  expect(await portfolio(app, '2008-03-02')).toMatchObject({ overdue: { amountMinor: expect.not.stringMatching(/^0$/) } });
  await mayNot('loanRepay', loan, { amount: '2000000' });
  expect(codes(await loanStep(app, 'loanRepay', loan.id, county('丙'), { amount: '2000001' }))).toEqual(['NOT_ELIGIBLE']);
  expect((await loanStep(app, 'loanRepay', loan.id, county('丙'), { amount: '2000000' })).loan).toMatchObject({
    state: 'REPAID',
    endedOn: '2008-03-02',
  });
});

test('compensation: by the fund, after thirty days, within a fifth of its money in a year', async () => {
  const loan = await overdue();
  expect(codes(await loanStep(app, 'loanCompensate', loan.id, county('丁')))).toEqual(['NOT_ELIGIBLE']);
  await stopClockIn(app, '2008-04-02');
  await mayNot('loanCompensate', loan, {});
  expect((await loanStep(app, 'loanCompensate', loan.id, county('丁'))).loan).toMatchObject({
    state: 'COMPENSATED',
    outstanding: { amountMinor: '0' },
    claim: { amountMinor: '2000000' },
  });
  expect(await fundOf(app, loan.fund)).toEqual({ balance: '98000000', exposure: '0' });
  await stopClockIn(app, '2007-03-01');
  const poor = await aLoan(app, 'DISBURSED', { fund: await aFund(app, '9000000') });
  await stopClockIn(app, '2008-04-02');
  await app.application.platform.orm.em.fork({ session: { variables: SYSTEM } }).transactional((em) => markOverdue(em as never));
  expect(codes(await loanStep(app, 'loanCompensate', poor.id, county('丁')))).toEqual(['QUOTA_EXHAUSTED']);
});

test('recovery: what the borrower pays the fund, up to its claim', async () => {
  const loan = await compensated();
  await mayNot('loanRecover', loan, { amount: '1' });
  expect(codes(await loanStep(app, 'loanRecover', loan.id, county('丙'), { amount: '2000001' }))).toEqual(['NOT_ELIGIBLE']);
  expect((await loanStep(app, 'loanRecover', loan.id, county('丙'), { amount: '500000' })).loan).toMatchObject({ claim: { amountMinor: '1500000' } });
  expect((await loanStep(app, 'loanRecover', loan.id, county('丙'), { amount: '1500000' })).loan).toMatchObject({ state: 'RECOVERED' });
  expect(await fundOf(app, loan.fund)).toEqual({ balance: '100000000', exposure: '0' });
});

test('write-off: by the city alone, with its reason', async () => {
  const loan = await compensated();
  const reason = { reason: '借款人死亡' };
  expect(codes(await loanStep(app, 'loanWriteOff', loan.id, county('丙'), reason))).toEqual(['NOT_ELIGIBLE']);
  await mayNot('loanWriteOff', loan, reason);
  expect((await loanStep(app, 'loanWriteOff', loan.id, city, reason)).loan).toMatchObject({
    state: 'WRITTEN_OFF',
    claim: { amountMinor: '0' },
    reason: '借款人死亡',
  });
  expect((await app.data('query ($id: ID!) { loan(id: $id) { state } }', { id: loan.id }, community('接待'))).loan).toEqual({ state: 'WRITTEN_OFF' });
});
