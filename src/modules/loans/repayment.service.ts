import type { EntityManager } from '@mikro-orm/postgresql';
import type { Viewer } from '../../platform/access/viewer.js';
import { plusDays, plusMonths, today } from '../../platform/clock/clock.js';
import { raw, sql } from '../../platform/database/sql.js';
import { within } from '../../platform/database/within.js';
import { Refusal } from '../../platform/graphql/errors.js';
import { neededWords } from '../../platform/graphql/words.js';
import { noteStep } from '../policies/case-step.js';
import { judge } from '../policies/eligibility.js';
import { move, post } from '../policies/ledger.js';
import { refusalOf } from '../policies/missing.js';
import { Rates } from '../policies/rate.js';
import { PolicyRule } from '../policies/rule.js';
import { GuaranteeFund } from './fund.js';
import { LENT, LoanState, type MicroLoan } from './loan.js';
import { conditions } from './loan.rules.js';
import { countyOf, declined, lockedLoan, positive, stepping } from './loan.service.js';
import { labelOf } from '../../platform/graphql/enum.js';

/** Money that comes in is written down by whoever takes it: an office of the street or county, whoever took the step before. */
async function receiving(em: EntityManager, viewer: Viewer, id: string, states: readonly LoanState[]): Promise<MicroLoan> {
  const loan = await lockedLoan(em, viewer, id);
  if (!states.includes(loan.state)) {
    const { zh, en } = labelOf(LoanState, loan.state);
    throw new Refusal('ILLEGAL_TRANSITION', ['id'], { zh: `当前为“${zh}”，没有可收的款项`, en: `It stands at “${en}”; nothing is to be paid` });
  }
  if (viewer.level === 'community') declined(['id'], '还款由街道（乡镇）或区县登记', 'The street or county writes payments down');
  return loan;
}

const yuanOf = (fen: bigint): string => `${fen / 100n}.${String(fen % 100n).padStart(2, '0')}`;

const assertOwed = (owed: bigint, amount: bigint): void => {
  if (!conditions.owed(owed, positive(amount))) declined(['input', 'amount'], `只欠 ${yuanOf(owed)} 元`, `Only ${yuanOf(owed)} yuan are owed`);
};

export interface Payment {
  amount: bigint;
  /** The bank's value date; today unless given. */
  valueOn?: string;
}

/** The day on which a payment counts: since the money went out, and not inside a time for which interest was subsidised on what was owed. */
async function valueDay(em: EntityManager, loan: MicroLoan, out: string, { valueOn }: Payment): Promise<string> {
  const day = await today(em);
  const value = valueOn ?? day;
  const path = ['input', 'valueOn'];
  if (!conditions.valued(out, value, day))
    throw new Refusal('INVALID', path, { zh: `起息日须在 ${out} 至今天之间`, en: `The value date lies between ${out} and today` });
  if (loan.interestUntil !== null && value < loan.interestUntil)
    declined(
      path,
      `${loan.interestUntil} 以前已按原欠款贴息，起息日不能更早`,
      `Interest was subsidised up to ${loan.interestUntil} on what was owed; the value date is not before`,
    );
  return value;
}

/** Principal comes back to the bank; the last of it ends the loan. */
export async function repayLoan(em: EntityManager, viewer: Viewer, id: string, payment: Payment): Promise<MicroLoan> {
  const loan = await receiving(em, viewer, id, LENT);
  const { amount } = payment;
  const on = await valueDay(em, loan, loan.contract.disbursedOn!, payment);
  assertOwed(loan.outstanding, amount);
  if (amount === loan.outstanding) await finish(em, viewer, loan, 'REPAID', on);
  await post(em, {
    kind: 'REPAY',
    on,
    countyPath: countyOf(loan),
    caseId: id,
    fundId: loan.fund!.id,
    legs: [...move('PRINCIPAL', 'BANK', amount), ...move('EXPOSURE', 'OBLIGED', amount)],
  });
  return loan;
}

/** It ended with the last of its payments by value, in whatever order they came to be known. */
async function finish(em: EntityManager, viewer: Viewer, loan: MicroLoan, state: LoanState, on: string): Promise<void> {
  loan.moveTo(state);
  const [row] = await within(em).rows(
    sql`select greatest(${on}::date, max(posted_on))::text from ledger_entry where case_id = ${loan.id}::uuid and kind in ('REPAY', 'RECOVER')`,
  );
  loan.endedOn = row![0] as string;
  await noteStep(em, viewer, loan.id, state);
}

/** The day on which the fund paid. */
async function compensatedOn(em: EntityManager, id: string): Promise<string> {
  const [row] = await within(em).rows(sql`select max(posted_on)::text from ledger_entry where case_id = ${id}::uuid and kind = 'COMPENSATE'`);
  return row![0] as string;
}

/** Once, before its last day is over, with the guarantor’s word. */
export async function extendLoan(em: EntityManager, viewer: Viewer, id: string, months: number, guarantorAgrees: boolean): Promise<MicroLoan> {
  const loan = await stepping(em, viewer, id, 'EXTENDED');
  const day = await today(em);
  if (!guarantorAgrees) declined(['input', 'guarantorAgrees'], '担保人同意后才能展期', 'It is extended only when the guarantor agrees');
  if (!conditions.inTime(loan.contract.dueOn!, day)) declined(['id'], '已过到期日，不能展期', 'Its last day is over');
  const most = Number((await Rates.read(within(em))).must('LOAN_EXTENSION', loan.regionPath, loan.appliedOn, ['input', 'months']));
  if (months > most) declined(['input', 'months'], `最多展期 ${most} 个月`, `${most} months at most`);
  Object.assign(loan.contract, { extendedOn: day, extendedUntil: plusMonths(loan.contract.dueOn!, months) });
  await noteStep(em, viewer, id, 'EXTENDED');
  return loan;
}

/** What was paid out of the fund this year, for whichever county. */
async function compensatedThisYear(em: EntityManager, fundId: string): Promise<bigint> {
  const [row] = await within(em).rows(sql`select fund_compensated(${fundId}::uuid)::text as paid`);
  return BigInt(row![0] as string);
}

/** The fund pays the bank what is owed; from now on it is owed to the fund. */
export async function compensateLoan(em: EntityManager, viewer: Viewer, id: string): Promise<MicroLoan> {
  const loan = await stepping(em, viewer, id, 'COMPENSATED');
  const [day, rates, amount] = [await today(em), await Rates.read(within(em)), loan.outstanding];
  const grace = Number(rates.must('LOAN_GRACE', loan.regionPath, day, ['id']));
  if (!conditions.waited(loan.lastDay!, day, plusDays, grace))
    declined(['id'], `逾期满 ${grace} 天后才能代偿`, `It must be overdue for ${grace} days`);
  const fund = await em.findOneOrFail(GuaranteeFund, { id: loan.fund!.id });
  if (!conditions.covered(fund.balance, amount)) declined(['id'], '基金余额不足，请先注资', 'The fund has not enough; put money in first');
  const share = rates.share('FUND_COMPENSATION', loan.regionPath, day, ['id']);
  if (!conditions.yearly(await compensatedThisYear(em, fund.id), amount, fund.balance, share))
    throw new Refusal('QUOTA_EXHAUSTED', ['id'], {
      zh: '已达年度代偿上限，请注资或明年办理',
      en: 'The year’s limit of payments is reached; put money in, or wait for next year',
    });
  await noteStep(em, viewer, id, 'COMPENSATED');
  await post(em, {
    kind: 'COMPENSATE',
    countyPath: countyOf(loan),
    caseId: id,
    fundId: fund.id,
    legs: [...move('PRINCIPAL', 'BANK', amount), ...move('FUND', 'CLAIM', amount), ...move('EXPOSURE', 'OBLIGED', amount)],
  });
  return loan;
}

/** The borrower pays the fund. */
export async function recoverLoan(em: EntityManager, viewer: Viewer, id: string, payment: Payment): Promise<MicroLoan> {
  const loan = await receiving(em, viewer, id, ['COMPENSATED']);
  const { amount } = payment;
  const on = await valueDay(em, loan, await compensatedOn(em, id), payment);
  assertOwed(loan.claim, amount);
  if (amount === loan.claim) await finish(em, viewer, loan, 'RECOVERED', on);
  await post(em, { kind: 'RECOVER', on, countyPath: countyOf(loan), caseId: id, fundId: loan.fund!.id, legs: move('CLAIM', 'FUND', amount) });
  return loan;
}

/** What remains is given up, by the city. */
export async function writeOffLoan(em: EntityManager, viewer: Viewer, id: string, reason: string): Promise<MicroLoan> {
  const loan = await stepping(em, viewer, id, 'WRITTEN_OFF');
  loan.endedOn = await today(em);
  loan.reason = neededWords(reason, 'reason');
  await noteStep(em, viewer, id, 'WRITTEN_OFF', reason);
  await post(em, { kind: 'WRITE_OFF', countyPath: countyOf(loan), caseId: id, fundId: loan.fund!.id, legs: move('CLAIM', 'LOSS', loan.claim) });
  return loan;
}

/** Loans whose last day is over and of which something is owed. */
export async function markOverdue(em: EntityManager): Promise<void> {
  await within(em).rows(sql`
    with late as (update micro_loan set state = 'OVERDUE' where state in ('DISBURSED', 'EXTENDED') and ${raw(conditions.late)} returning id)
    insert into case_step (id, case_id, state, taken_on) select uuidv7(), id, 'OVERDUE', app_today() from late`);
}

const BASIS = 10_000n * 360n;

/** Interest on what was owed at the end of each day from one day up to another, in fen, rounded half up; a year has 360 days. */
export function interestOf(entries: readonly { on: string; delta: bigint }[], from: string, until: string, annualRate: number): bigint {
  let fenDays = 0n;
  for (let day = from; day < until; day = plusDays(day, 1)) {
    fenDays += entries.reduce((owed, one) => (one.on <= day ? owed + one.delta : owed), 0n);
  }
  return (2n * fenDays * BigInt(annualRate) + BASIS) / (2n * BASIS);
}

/** Subsidises interest inside the original term, from where it was subsidised last. */
export async function payInterest(em: EntityManager, viewer: Viewer, id: string, until: string): Promise<MicroLoan> {
  const loan = await lockedLoan(em, viewer, id);
  const { contract } = loan;
  if (viewer.level !== 'county') declined(['id'], '贴息由区县发放', 'The county subsidises interest');
  if (contract.disbursedOn === null) declined(['id'], '贷款尚未发放', 'The loan was not paid out');
  const [from, day] = [loan.interestUntil ?? contract.disbursedOn!, await today(em)];
  if (until <= from || until > day)
    throw new Refusal('INVALID', ['input', 'until'], { zh: `须晚于 ${from}，不晚于今天`, en: `It lies after ${from} and not after today` });
  const facts = { MICRO_PROFIT: loan.microProfit, WITHIN_TERM: until <= contract.dueOn! };
  const rules = await em.find(PolicyRule, { benefit: 'LOAN_INTEREST' });
  const judged = judge(rules, await Rates.read(within(em)), 'LOAN_INTEREST', { path: loan.regionPath, day: loan.appliedOn, facts });
  if (judged.outcome !== 'ELIGIBLE') throw refusalOf(judged, ['input', 'until']);
  const rows = await within(em).rows(
    sql`select posted_on::text as posted, delta::text as delta from ledger_entry where case_id = ${id}::uuid and account = 'PRINCIPAL' order by id`,
  );
  const entries = rows.map(([on, delta]) => ({ on: on as string, delta: BigInt(delta as string) }));
  const amount = interestOf(entries, from, until, contract.annualRate!);
  if (amount === 0n) declined(['input', 'until'], '该期间没有利息', 'There is no interest in that time');
  loan.interestUntil = until;
  await post(em, { kind: 'INTEREST_PAY', countyPath: countyOf(loan), caseId: id, legs: move('EMPLOYMENT_FUNDS', 'INTEREST', amount) });
  return loan;
}
