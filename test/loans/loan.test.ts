import { beforeAll, expect, test } from '../support/jest.js';
import { markOverdue } from '../../src/modules/loans/repayment.service.js';
import { SYSTEM } from '../../src/platform/access/viewer.js';
import { testApp, type Who } from '../support/app.js';
import { CITY } from '../support/factories.js';
import { aBorrower, aFund, aLoan, applyForLoan, fundOf, LOAN, loanStep, loanText, portfolio, somePartners } from '../support/loans.js';
import { community, county, nothingStored, officer, stopClockIn, street, sums, URBAN } from '../support/policies.js';
import { change } from '../support/transfers.js';

/* oxlint-disable typescript/no-explicit-any -- answers are looked into freely */

const app = testApp();
const codes = (payload: any): string[] => payload.userErrors.map((one: { code: string }) => one.code);
const START = '2007-03-01';
beforeAll(() => stopClockIn(app, START));

const overdueJob = (): Promise<void> =>
  app.application.platform.orm.em.fork({ session: { variables: SYSTEM } }).transactional((em) => markOverdue(em as never));

test('from application to exit in the main urban area: the person, community, street, county, bank, fund, city', async () => {
  const [urbanCommunity, urbanStreet, bureau] = (['community', 'street', 'county'] as const).map(
    (level) => (name: string) => officer(URBAN[level], name),
  ) as [(name: string) => Who, (name: string) => Who, (name: string) => Who];
  const fund = await aFund(app, '50000000', URBAN.county);
  const seeker = await aBorrower(app, { region: URBAN.community });
  const self: Who = { role: 'SEEKER', seeker };
  // Nothing without its papers: what is not shown is named.
  const [missing] = (await applyForLoan(app, seeker, { region: URBAN.community, certificate: undefined }, self)).userErrors;
  expect(missing).toMatchObject({ code: 'NOT_ELIGIBLE', message: expect.stringContaining('优惠证') });
  const [above] = (await applyForLoan(app, seeker, { region: URBAN.community, amount: '2000001' }, self)).userErrors;
  expect(above).toMatchObject({ code: 'NOT_ELIGIBLE', path: ['input', 'amount'], message: expect.stringContaining('20000') });
  const { loan } = await applyForLoan(app, seeker, { region: URBAN.community }, self);
  expect(loan).toMatchObject({ state: 'APPLIED', stepDueOn: '2007-03-08' });
  const step = (name: string, as: Who, values: object = {}): Promise<any> => loanStep(app, name, loan.id, as, values);

  expect(codes(await step('loanPromise', bureau('丙'), { fund }))).toEqual(['ILLEGAL_TRANSITION']);
  expect(codes(await step('loanRecommend', urbanStreet('乙')))).toEqual(['NOT_ELIGIBLE']);
  expect(await step('loanRecommend', urbanCommunity('甲'))).toMatchObject({ loan: { state: 'COMMUNITY_RECOMMENDED' } });
  expect(codes(await step('loanCheck', urbanCommunity('甲')))).toEqual(['NOT_ELIGIBLE']);
  expect(codes(await step('loanCheck', bureau('丙')))).toEqual(['NOT_ELIGIBLE']);
  expect(await step('loanCheck', urbanStreet('乙'))).toMatchObject({ loan: { state: 'LABOUR_CHECKED' } });
  expect(await step('loanPromise', bureau('丙'), { fund })).toMatchObject({
    loan: { state: 'GUARANTEE_PROMISED', stepDueOn: '2007-03-22', amount: { amountMinor: '2000000' } },
  });
  expect(await fundOf(app, fund)).toEqual({ balance: '50000000', exposure: '2000000' });
  expect(codes(await step('loanBankApprove', bureau('丙'), { termMonths: 12, annualRate: 729 }))).toEqual(['NOT_ELIGIBLE']);
  expect((await step('loanBankApprove', bureau('丁'), { termMonths: 13, annualRate: 729 })).userErrors).toMatchObject([
    { code: 'NOT_ELIGIBLE', path: ['input', 'termMonths'] },
  ]);
  expect(await step('loanBankApprove', bureau('丁'), { termMonths: 12, annualRate: 729 })).toMatchObject({ loan: { state: 'BANK_APPROVED' } });
  expect(codes(await step('loanDisburse', bureau('丁'), { contractNumber: 'X' }))).toEqual(['NOT_ELIGIBLE']);
  expect(await step('loanDisburse', bureau('丙'), { contractNumber: '渝贷 2007-1' })).toMatchObject({
    loan: { state: 'DISBURSED', stepDueOn: null, outstanding: { amountMinor: '2000000' }, contract: { disbursedOn: START, dueOn: '2008-03-01' } },
  });

  // Half is repaid, the rest is extended once, with the guarantor’s word, while there is time.
  await stopClockIn(app, '2008-02-01');
  expect(codes(await step('loanRepay', urbanCommunity('甲'), { amount: '1' }))).toEqual(['NOT_ELIGIBLE']);
  expect(await step('loanRepay', urbanStreet('乙'), { amount: '1000000' })).toMatchObject({
    loan: { state: 'DISBURSED', outstanding: { amountMinor: '1000000' } },
  });
  const extend = { months: 6, guarantorAgrees: true };
  expect((await step('loanExtend', bureau('丁'), { ...extend, guarantorAgrees: false })).userErrors).toMatchObject([
    { code: 'NOT_ELIGIBLE', path: ['input', 'guarantorAgrees'] },
  ]);
  expect((await step('loanExtend', bureau('丁'), { ...extend, months: 13 })).userErrors).toMatchObject([
    { code: 'NOT_ELIGIBLE', path: ['input', 'months'] },
  ]);
  expect(await step('loanExtend', bureau('丁'), extend)).toMatchObject({ loan: { state: 'EXTENDED', contract: { extendedUntil: '2008-09-01' } } });
  expect(codes(await step('loanExtend', bureau('丙'), extend))).toEqual(['ILLEGAL_TRANSITION']);

  // It is not repaid: overdue, paid by the fund after its wait, partly recovered, the rest written off by the city.
  await stopClockIn(app, '2008-09-02');
  await overdueJob();
  expect(codes(await step('loanCompensate', bureau('丙')))).toEqual(['NOT_ELIGIBLE']);
  await stopClockIn(app, '2008-10-01');
  expect(await step('loanCompensate', bureau('丙'))).toMatchObject({
    loan: { state: 'COMPENSATED', outstanding: { amountMinor: '0' }, claim: { amountMinor: '1000000' } },
  });
  expect(await fundOf(app, fund)).toEqual({ balance: '49000000', exposure: '0' });
  expect(await portfolio(app, '2008-10-01', CITY, URBAN.county)).toMatchObject({
    due: { amountMinor: '2000000' },
    recoveredDue: { amountMinor: '1000000' },
    recoveryRate: 0.5,
    compensated: { amountMinor: '1000000' },
  });
  expect((await step('loanRecover', bureau('丙'), { amount: '1000001' })).userErrors).toMatchObject([
    { code: 'NOT_ELIGIBLE', path: ['input', 'amount'] },
  ]);
  expect(await step('loanRecover', bureau('丙'), { amount: '600000' })).toMatchObject({
    loan: { state: 'COMPENSATED', claim: { amountMinor: '400000' } },
  });
  expect(codes(await step('loanWriteOff', bureau('丁'), { reason: '借款人死亡' }))).toEqual(['NOT_ELIGIBLE']);
  expect(await step('loanWriteOff', officer('500000', '核销'), { reason: '借款人死亡，渝就业办〔2006〕25号' })).toMatchObject({
    loan: { state: 'WRITTEN_OFF', claim: { amountMinor: '0' }, endedOn: '2008-10-01' },
  });
  expect(await fundOf(app, fund)).toEqual({ balance: '49600000', exposure: '0' });
  expect(await sums(app, loan.id)).toEqual({ EXPOSURE: '0', OBLIGED: '0', BANK: '0', PRINCIPAL: '0', FUND: '-400000', CLAIM: '0', LOSS: '400000' });
  const { loan: told } = await app.data(
    'query ($id: ID!) { loan(id: $id) { steps { state level by } entries { kind account delta { amountMinor } } } }',
    { id: loan.id },
    bureau('丙'),
  );
  expect(told.steps.map((one: any) => [one.state, one.level])).toEqual([
    ['APPLIED', null],
    ['COMMUNITY_RECOMMENDED', 'community'],
    ['LABOUR_CHECKED', 'street'],
    ['GUARANTEE_PROMISED', 'county'],
    ['BANK_APPROVED', 'county'],
    ['DISBURSED', 'county'],
    ['EXTENDED', 'county'],
    ['OVERDUE', null],
    ['COMPENSATED', 'county'],
    ['WRITTEN_OFF', 'city'],
  ]);
  await stopClockIn(app, START);
});

test('outside the main urban area the town or the county recommends, and the county checks', async () => {
  const seeker = await aBorrower(app);
  const { loan } = await applyForLoan(app, seeker, { region: '500101017' }, street('接待'));
  expect(codes(await loanStep(app, 'loanRecommend', loan.id, street('接待')))).toEqual(['NOT_ELIGIBLE']);
  expect(codes(await loanStep(app, 'loanRecommend', loan.id, street('甲')))).toEqual([]);
  expect(codes(await loanStep(app, 'loanCheck', loan.id, county('乙')))).toEqual([]);
  const urban = await aBorrower(app, { region: URBAN.county });
  expect((await applyForLoan(app, urban, { region: URBAN.street }, CITY)).userErrors).toMatchObject([
    { code: 'NOT_ELIGIBLE', path: ['input', 'region'] },
  ]);
});

test('the fast track changes the clock, not the checks', async () => {
  const way = async (fastTrack: boolean) => {
    const fund = await aFund(app);
    const seeker = await aBorrower(app);
    const { loan } = await applyForLoan(app, seeker, { fastTrack });
    const deadlines = [loan.stepDueOn];
    const refused: string[][] = [];
    for (const [name, as, wrong, values] of [
      ['loanRecommend', community('甲'), community('接待'), {}],
      ['loanCheck', street('乙'), community('甲'), {}],
      ['loanPromise', county('丙'), street('乙'), { fund }],
      ['loanBankApprove', county('丁'), county('丙'), { termMonths: 12, annualRate: 0 }],
    ] as const) {
      refused.push(
        codes(
          await loanStep(
            app,
            name === 'loanBankApprove' ? 'loanDisburse' : 'loanBankApprove',
            loan.id,
            county('壬'),
            name === 'loanBankApprove' ? { contractNumber: 'x' } : { termMonths: 12, annualRate: 0 },
          ),
        ),
      );
      refused.push(codes(await loanStep(app, name, loan.id, wrong, values)));
      deadlines.push((await loanStep(app, name, loan.id, as, values)).loan.stepDueOn);
    }
    return { deadlines, refused };
  };
  const [slow, fast] = [await way(false), await way(true)];
  expect(fast.refused).toEqual(slow.refused);
  expect(new Set(slow.refused.flat())).toEqual(new Set(['ILLEGAL_TRANSITION', 'NOT_ELIGIBLE']));
  expect(slow.deadlines).toEqual(['2007-03-08', '2007-03-08', '2007-03-08', '2007-03-22', '2007-03-08']);
  expect(fast.deadlines).toEqual(['2007-03-04', '2007-03-04', '2007-03-04', '2007-03-11', '2007-03-04']);
  await stopClockIn(app, '2007-03-05');
  const late = (await app.data('{ loans(filter: { late: true }) { edges { node { fastTrack late } } } }', {}, CITY)).loans.edges.map(
    (one: any) => one.node,
  );
  expect(late.length).toBeGreaterThan(0);
  expect(late.every((one: any) => one.fastTrack && one.late)).toBe(true);
  await stopClockIn(app, START);
});

test('one open loan a person, also when two offices take the application at the same moment; another after full repayment, and no third', async () => {
  const seeker = await aBorrower(app);
  for (const name of ['甲', '乙']) await app.token(community(name));
  const both = await Promise.all([applyForLoan(app, seeker, {}, community('甲')), applyForLoan(app, seeker, {}, community('乙'))]);
  expect(both.flatMap(codes)).toHaveLength(1);
  expect(['ALREADY_EXISTS', 'NOT_ELIGIBLE']).toContain(both.flatMap(codes)[0]);
  expect(codes(await applyForLoan(app, seeker))).toEqual(['NOT_ELIGIBLE']);
  const again = await aLoan(app, 'DISBURSED');
  expect(await loanStep(app, 'loanRepay', again.id, county('丙'), { amount: '2000000' })).toMatchObject({
    loan: { state: 'REPAID', endedOn: START, outstanding: { amountMinor: '0' } },
  });
  expect(codes(await loanStep(app, 'loanRepay', again.id, county('丙'), { amount: '1' }))).toEqual(['ILLEGAL_TRANSITION']);
  expect(codes(await applyForLoan(app, again.seeker))).toEqual([]);
  await app.sql(
    "update micro_loan set state = 'REPAID', contract_disbursed_on = '2006-01-01', contract_due_on = '2007-01-01' where seeker_id = ? and state = 'APPLIED'",
    [again.seeker],
  );
  expect((await applyForLoan(app, again.seeker)).userErrors).toMatchObject([{ code: 'NOT_ELIGIBLE', message: expect.stringContaining('续贷') }]);
});

test('partners have so much each, and each is a person who is judged like the borrower', async () => {
  const seeker = await aBorrower(app);
  const partners = await somePartners(app, 2);
  const joint = { kind: 'PARTNERSHIP', partners };
  expect((await applyForLoan(app, seeker, { ...joint, amount: '6000001' })).userErrors).toMatchObject([
    { code: 'NOT_ELIGIBLE', path: ['input', 'amount'] },
  ]);
  const [first, second] = partners as [(typeof partners)[number], (typeof partners)[number]];
  const busy = await aLoan(app, 'DISBURSED');
  for (const [more, code, path] of [
    [{ kind: 'PARTNERSHIP', partners: [] }, 'INVALID', ['partners']],
    [{ kind: 'INDIVIDUAL', partners }, 'INVALID', ['partners']],
    [{ ...joint, partners: [first, { ...second, seeker: crypto.randomUUID() }] }, 'NOT_FOUND', ['partners', '1', 'seeker']],
    [{ ...joint, partners: [first, first] }, 'ALREADY_EXISTS', ['partners', '1', 'seeker']],
    [{ ...joint, partners: [{ ...first, seeker }] }, 'ALREADY_EXISTS', ['partners', '0', 'seeker']],
    [{ ...joint, partners: [first, { seeker: second.seeker }] }, 'NOT_ELIGIBLE', ['partners', '1', 'seeker']],
    [{ ...joint, partners: [first, { ...second, seeker: busy.seeker }] }, 'NOT_ELIGIBLE', ['partners', '1', 'seeker']],
  ] as const)
    await nothingStored(app, 'micro_loan', async () =>
      expect((await applyForLoan(app, seeker, more)).userErrors).toMatchObject([{ code, path: ['input', ...path] }]),
    );
  // They sign together at an office: nobody names others from home.
  expect((await applyForLoan(app, seeker, joint, { role: 'SEEKER', seeker })).userErrors).toMatchObject([
    { code: 'NOT_ELIGIBLE', path: ['input', 'partners'] },
  ]);
  const { loan, userErrors } = await applyForLoan(app, seeker, { ...joint, amount: '6000000' });
  expect(userErrors).toEqual([]);
  const query = 'query ($id: ID!) { loan(id: $id) { heads partners { open seeker { id } } } }';
  const named = async (as: Who): Promise<any> => (await app.data(query, { id: loan.id }, as)).loan;
  const { heads, partners: rows } = await named(community('甲'));
  expect([heads, rows.map((one: any) => one.seeker.id).toSorted()]).toEqual([3, partners.map((one) => one.seeker).toSorted()]);
  // The borrower sees that there are two, and nobody's data; who is no party sees nothing.
  expect((await named({ role: 'SEEKER', seeker })).partners).toEqual([
    { open: true, seeker: null },
    { open: true, seeker: null },
  ]);
  expect(await named({ role: 'SEEKER', seeker: busy.seeker })).toBeNull();
  // In one loan that runs at a time, as borrower or partner, until it ends.
  expect(codes(await applyForLoan(app, first.seeker))).toEqual(['NOT_ELIGIBLE']);
  const other = await aBorrower(app);
  expect(codes(await applyForLoan(app, other, { kind: 'PARTNERSHIP', partners: [first] }))).toEqual(['NOT_ELIGIBLE']);
  expect(codes(await loanStep(app, 'loanWithdraw', loan.id, county('丙'), { reason: '另有资金' }))).toEqual([]);
  expect(codes(await applyForLoan(app, other, { kind: 'PARTNERSHIP', partners: [first] }))).toEqual([]);
});

test('two applications at the same moment leave a person in one loan, whoever borrows and whoever is partner', async () => {
  const [a, b, c] = await Promise.all([aBorrower(app), aBorrower(app), aBorrower(app)]);
  const with_ = (seeker: string): object => ({ kind: 'PARTNERSHIP', partners: [{ seeker, certificate: true, exServiceman: false }] });
  const both = await Promise.all([
    applyForLoan(app, a, with_(c), community('甲')),
    applyForLoan(app, b, with_(c), community('乙')),
    applyForLoan(app, c, {}, community('丙')),
  ]);
  expect(both.flatMap(codes)).toHaveLength(2);
  const live = await app.sql(
    "select (select count(*) from micro_loan where seeker_id = ? and state = 'APPLIED')::int + (select count(*) from loan_partner where seeker_id = ? and open)::int as live",
    [c, c],
  );
  expect(live).toEqual([{ live: 1 }]);
});

test.each([
  ['somebody whom nobody knows', { seeker: '0198c0de-0000-7000-8000-000000000001' }, 'NOT_FOUND', ['input', 'seeker']],
  ['a community of another county', { region: '500103003001' }, 'NOT_ELIGIBLE', ['input', 'region']],
  ['a county', { region: '500101' }, 'NOT_ELIGIBLE', ['input', 'region']],
  ['nothing', { amount: '0' }, 'INVALID', ['input', 'amount']],
] as const)('refuses an application of %s, and stores nothing', async (_, more, code, path) => {
  const seeker = await aBorrower(app);
  await nothingStored(app, 'micro_loan', async () =>
    expect(await applyForLoan(app, seeker, more, CITY)).toMatchObject({ loan: null, userErrors: [{ code, path }] }),
  );
});

test('refused by an office or the bank, or given up, it ends with its reason and holds nothing', async () => {
  const rejected = await aLoan(app, 'LABOUR_CHECKED');
  expect(await loanStep(app, 'loanReject', rejected.id, county('丙'), { reason: '项目不可行' })).toMatchObject({
    loan: { state: 'REJECTED', reason: '项目不可行', stepDueOn: null },
  });
  const banked = await aLoan(app, 'GUARANTEE_PROMISED');
  expect(await fundOf(app, banked.fund)).toMatchObject({ exposure: '2000000' });
  expect(codes(await loanStep(app, 'loanBankReject', banked.id, county('丙'), { reason: '征信不良' }))).toEqual(['NOT_ELIGIBLE']);
  expect(await loanStep(app, 'loanBankReject', banked.id, county('丁'), { reason: '征信不良' })).toMatchObject({ loan: { state: 'BANK_REJECTED' } });
  expect(await fundOf(app, banked.fund)).toEqual({ balance: '100000000', exposure: '0' });
  const early = await aLoan(app, 'COMMUNITY_RECOMMENDED');
  expect(codes(await loanStep(app, 'loanWithdraw', early.id, { role: 'SEEKER', seeker: early.seeker }, { reason: '另有资金' }))).toEqual([]);
  const promised = await aLoan(app, 'BANK_APPROVED');
  expect(codes(await loanStep(app, 'loanWithdraw', promised.id, { role: 'SEEKER', seeker: promised.seeker }, { reason: '另有资金' }))).toEqual([
    'NOT_ELIGIBLE',
  ]);
  expect(codes(await loanStep(app, 'loanWithdraw', promised.id, county('丙'), { reason: '另有资金' }))).toEqual([]);
  expect(await fundOf(app, promised.fund)).toMatchObject({ exposure: '0' });
  const lent = await aLoan(app, 'DISBURSED');
  expect(codes(await loanStep(app, 'loanWithdraw', lent.id, county('丙'), { reason: '太晚' }))).toEqual(['ILLEGAL_TRANSITION']);
});

test('interest is subsidised inside the original term, on what was owed, and not twice', async () => {
  const { id } = await aLoan(app, 'DISBURSED');
  const pay = async (until: string): Promise<any> => {
    const query =
      'mutation ($id: ID!, $input: LoanInterestPayInput!) { loanInterestPay(id: $id, input: $input) { loan { interest { amountMinor } interestUntil } userErrors { code path } } }';
    return (await app.data(query, { id, input: { until, idempotencyKey: crypto.randomUUID() } }, county('丙'))).loanInterestPay;
  };
  expect((await pay('2007-03-02')).userErrors).toMatchObject([{ code: 'INVALID', path: ['input', 'until'] }]);
  await stopClockIn(app, '2007-05-30');
  // 20,000 yuan for 90 days at 7.29 % of a year of 360 days.
  expect(await pay('2007-05-30')).toMatchObject({ loan: { interest: { amountMinor: '36450' }, interestUntil: '2007-05-30' } });
  expect((await pay('2007-05-30')).userErrors).toMatchObject([{ code: 'INVALID' }]);
  await loanStep(app, 'loanRepay', id, county('丙'), { amount: '1000000' });
  await stopClockIn(app, '2008-03-05');
  expect((await pay('2008-03-05')).userErrors).toMatchObject([{ code: 'NOT_ELIGIBLE', path: ['input', 'until'] }]);
  // 10,000 yuan for 276 days.
  expect(await pay('2008-03-01')).toMatchObject({ loan: { interest: { amountMinor: String(36_450 + 55_890) }, interestUntil: '2008-03-01' } });
  expect(await sums(app, id)).toMatchObject({ EMPLOYMENT_FUNDS: '-92340', INTEREST: '92340' });
  await stopClockIn(app, START);
});

test('the same key twice, sent at once, pays once', async () => {
  const { id } = await aLoan(app, 'DISBURSED');
  const input = { amount: '500000', idempotencyKey: crypto.randomUUID() };
  const query = `mutation ($id: ID!, $input: LoanPaymentInput!) { loanRepay(id: $id, input: $input) { ${LOAN} userErrors { code } } }`;
  const [a, b] = await Promise.all([app.data(query, { id, input }, county('丙')), app.data(query, { id, input }, county('丙'))]);
  expect(a).toEqual(b);
  expect(a.loanRepay.loan.outstanding.amountMinor).toBe('1500000');
});

test('two repayments at the same moment take no more than is owed', async () => {
  const { id } = await aLoan(app, 'DISBURSED');
  for (const name of ['丙', '丁']) await app.token(county(name));
  const both = await Promise.all(['丙', '丁'].map((name) => loanStep(app, 'loanRepay', id, county(name), { amount: '1500000' })));
  expect(both.flatMap(codes)).toEqual(['NOT_ELIGIBLE']);
  expect(await sums(app, id)).toMatchObject({ PRINCIPAL: '500000' });
});

test('who may not: another county, a recruiter; the borrower sees their own and not the fund', async () => {
  const { id, seeker } = await aLoan(app, 'DISBURSED');
  const query = 'query ($id: ID!) { loan(id: $id) { id state } }';
  const seen = async (as: Who): Promise<unknown> => (await app.data(query, { id }, as)).loan;
  expect(await seen({ role: 'SEEKER', seeker })).toEqual({ id, state: 'DISBURSED' });
  expect(await seen(community('甲'))).toEqual({ id, state: 'DISBURSED' });
  for (const as of [
    { role: 'OFFICE', region: '500102' },
    { role: 'OFFICE', region: '500101018' },
    { role: 'SEEKER', seeker: await aBorrower(app) },
  ] as Who[])
    expect(await seen(as)).toBeNull();
  expect(await app.mistake(query, { id }, { role: 'RECRUITER' })).toBe('FORBIDDEN');
  expect(await app.mistake('query ($id: ID!) { loan(id: $id) { fund { name } } }', { id }, { role: 'SEEKER', seeker })).toBe('FORBIDDEN');
  expect(codes(await loanStep(app, 'loanRepay', id, { role: 'OFFICE', region: '500102' }, { amount: '1' }))).toEqual(['NOT_FOUND']);
  const stranger = await aBorrower(app);
  expect((await change(app, 'loanApply', 'LoanApplyInput', null, LOAN, loanText(stranger), { role: 'SEEKER', seeker })).userErrors).toMatchObject([
    { code: 'NOT_FOUND' },
  ]);
});

test('the list takes as many statements for 3 rows as for 30', async () => {
  const { id } = await aLoan(app, 'DISBURSED');
  await app.sql(
    `insert into micro_loan (id, seeker_id, kind, region_id, region_path, project, state, applied_on, requested, reason)
     select uuidv7(), seeker_id, kind, region_id, region_path, project, 'REJECTED', applied_on, requested, '试' from micro_loan, generate_series(1, 30) where id = ?`,
    [id],
  );
  const list = 'query ($first: Int!) { loans(first: $first) { edges { node { seeker { name } region { name } fund { name } late steps { by } } } } }';
  const count = (first: number): Promise<number> => app.statements(() => app.data(list, { first }, CITY));
  expect(await count(30)).toBe(await count(3));
});
