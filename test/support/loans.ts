import { type TestApp, type Who } from './app.js';
import { anInstitution, CITY } from './factories.js';
import { community, county, officer, street, unemployed } from './policies.js';
import { aWorker, change, done } from './transfers.js';

/* oxlint-disable typescript/no-explicit-any -- answers are looked into freely */

export const LOAN =
  'loan { id state amount { amountMinor } outstanding { amountMinor } claim { amountMinor } stepDueOn late endedOn reason contract { number disbursedOn dueOn extendedUntil } }';

export async function aFund(app: TestApp, amount = '100000000', region = '500101'): Promise<string> {
  const values = { name: `基金${crypto.randomUUID().slice(0, 8)}`, region, bank: '重庆市商业银行' };
  const as = officer(region, '基金');
  const { fund } = await done(app, 'guaranteeFundOpen', 'GuaranteeFundOpenInput', null, 'fund { id }', values, as);
  if (amount !== '0') await done(app, 'guaranteeFundDeposit', 'LoanAmountInput', fund.id, 'fund { balance { amountMinor } }', { amount }, as);
  return fund.id;
}

export async function aBorrower(app: TestApp, more: object = {}, born = '1970-01-01'): Promise<string> {
  const { seeker } = await aWorker(app, await anInstitution(app), { situation: 'UNEMPLOYED', region: '500101017001', ...more }, born);
  await unemployed(app, seeker);
  return seeker;
}

/** So many people who may borrow with somebody, as an application names them. */
export const somePartners = async (app: TestApp, count: number): Promise<{ seeker: string; certificate: boolean; exServiceman: boolean }[]> =>
  Promise.all(Array.from({ length: count }, async () => ({ seeker: await aBorrower(app), certificate: true, exServiceman: false })));

export const loanText = (seeker: string, more: object = {}): object => ({
  seeker,
  kind: 'INDIVIDUAL',
  region: '500101017001',
  project: '社区小吃店',
  amount: '2000000',
  certificate: true,
  exServiceman: false,
  ...more,
});

export const applyForLoan = (app: TestApp, seeker: string, more: object = {}, as: Who = community('接待')): Promise<any> =>
  change(app, 'loanApply', 'LoanApplyInput', null, LOAN, loanText(seeker, more), as);

const INPUTS: Record<string, string> = {
  loanRecommend: 'StepInput',
  loanCheck: 'StepInput',
  loanCompensate: 'StepInput',
  loanBankReject: 'ReasonInput',
  loanReject: 'ReasonInput',
  loanWithdraw: 'ReasonInput',
  loanWriteOff: 'ReasonInput',
  loanRepay: 'LoanPaymentInput',
  loanRecover: 'LoanPaymentInput',
};
export const loanStep = (app: TestApp, name: string, id: string, as: Who, values: object = {}): Promise<any> =>
  change(app, name, INPUTS[name] ?? `${name[0]!.toUpperCase()}${name.slice(1)}Input`, id, LOAN, values, as);

const WAY: readonly (readonly [state: string, name: string, as: Who])[] = [
  ['COMMUNITY_RECOMMENDED', 'loanRecommend', community('甲')],
  ['LABOUR_CHECKED', 'loanCheck', street('乙')],
  ['GUARANTEE_PROMISED', 'loanPromise', county('丙')],
  ['BANK_APPROVED', 'loanBankApprove', county('丁')],
  ['DISBURSED', 'loanDisburse', county('丙')],
];

/** A loan of somebody new, as far as that state, by the same steps as anybody’s. */
export async function aLoan(
  app: TestApp,
  until: string,
  { fund, ...more }: { fund?: string; [key: string]: unknown } = {},
): Promise<{ id: string; seeker: string; fund: string }> {
  const seeker = await aBorrower(app);
  const at = fund ?? (await aFund(app));
  const { loan, userErrors } = await applyForLoan(app, seeker, more);
  if (userErrors.length > 0) throw new Error(JSON.stringify(userErrors));
  if (until !== 'APPLIED') {
    for (const [state, name, as] of WAY) {
      const values =
        { loanPromise: { fund: at }, loanBankApprove: { termMonths: 12, annualRate: 729 }, loanDisburse: { contractNumber: '渝贷 2007-1' } }[name] ??
        {};
      const payload = await loanStep(app, name, loan.id, as, values);
      if (payload.userErrors.length > 0) throw new Error(`${name}: ${JSON.stringify(payload.userErrors)}`);
      if (state === until) break;
    }
  }
  return { id: loan.id, seeker, fund: at };
}

export const fundOf = async (app: TestApp, id: string): Promise<{ balance: string; exposure: string }> =>
  (await app.sql<{ balance: string; exposure: string }>('select balance::text, exposure::text from guarantee_fund where id = ?', [id]))[0]!;

export const portfolio = async (app: TestApp, on: string, as: Who = CITY, region = '500101'): Promise<any> =>
  (
    await app.data(
      `query ($on: LocalDate, $region: String!) { loanPortfolio(region: $region, on: $on) { newAmount { amountMinor } newCount newPersons disbursed { amountMinor } persons
         outstanding { amountMinor } overdue { amountMinor } due { amountMinor } recoveredDue { amountMinor } recoveryRate compensated { amountMinor } recovered { amountMinor } writtenOff { amountMinor } } }`,
      { on, region },
      as,
    )
  ).loanPortfolio;
