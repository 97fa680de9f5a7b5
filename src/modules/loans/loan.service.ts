import { ref } from '@mikro-orm/core';
import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import type { Viewer } from '../../platform/access/viewer.js';
import { plusDays, plusMonths, today } from '../../platform/clock/clock.js';
import { within } from '../../platform/database/within.js';
import { Refusal } from '../../platform/graphql/errors.js';
import { found } from '../../platform/graphql/mutation.js';
import { neededWords } from '../../platform/graphql/words.js';
import { assertInside, inside } from '../institutions/institution.queries.js';
import { assertNext, noteStep } from '../policies/case-step.js';
import { type Facts, judge } from '../policies/eligibility.js';
import { derived, factsOf } from '../policies/facts.js';
import { move, post } from '../policies/ledger.js';
import { refusalOf } from '../policies/missing.js';
import { type PolicyParameter, Rates } from '../policies/rate.js';
import { PolicyRule } from '../policies/rule.js';
import { Region } from '../regions/region.js';
import { countyAbove, regionByCode } from '../regions/region.queries.js';
import { Seeker } from '../seekers/seeker.js';
import { GuaranteeFund } from './fund.js';
import type { GuaranteeFundOpenInput, LoanApplyInput, LoanBankApproveInput, LoanPartnerInput, LoanPromiseInput } from './loan.inputs.js';
import { LOAN_LEVELS, LoanContract, LoanPartner, type LoanState, MicroLoan } from './loan.js';
import { conditions } from './loan.rules.js';

type Plain<T> = Omit<T, 'idempotencyKey'>;

const refuse = (field: string, zh: string, en: string): never => {
  throw new Refusal('INVALID', ['input', field], { zh, en });
};
export const declined = (path: readonly string[], zh: string, en: string): never => {
  throw new Refusal('NOT_ELIGIBLE', path, { zh, en });
};
export function positive(amount: bigint): bigint {
  return amount > 0n ? amount : refuse('amount', '金额须为正数，单位为分', 'It is a positive amount in fen');
}

/** The county’s path of a loan: its money is reported there. */
export const countyOf = (loan: MicroLoan): string => countyAbove(loan.regionPath)?.path ?? loan.regionPath;

export async function openFund(em: EntityManager, viewer: Viewer, input: Plain<GuaranteeFundOpenInput>): Promise<GuaranteeFund> {
  const region = regionByCode(input.region);
  assertInside(viewer, region.path, ['input', 'region']);
  if (viewer.level !== 'county' && viewer.level !== 'city')
    declined(['input'], '担保基金由区县或市设立', 'Counties and the city have guarantee funds');
  const fund = Object.assign(new GuaranteeFund(), {
    name: neededWords(input.name, 'name'),
    region: ref(Region, region.id),
    regionPath: region.path,
    bank: neededWords(input.bank, 'bank'),
  });
  em.persist(fund);
  return fund;
}

export async function depositInFund(em: EntityManager, viewer: Viewer, id: string, amount: bigint): Promise<GuaranteeFund> {
  const fund = await found(em.findOne(GuaranteeFund, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE }));
  assertInside(viewer, fund.regionPath, ['id']);
  if (viewer.level !== 'county' && viewer.level !== 'city') declined(['id'], '基金由区县或市注资', 'Counties and the city put money into funds');
  await post(em, { kind: 'DEPOSIT', countyPath: fund.regionPath, fundId: id, legs: move('CAPITAL', 'FUND', positive(amount)) });
  return fund;
}

/** The division that recommends: a community, or a town where the county is outside the main urban area. */
async function placeOf(em: EntityManager, code: string, seeker: Seeker): Promise<{ id: string; path: string; mainUrban: boolean }> {
  const where = ['input', 'region'];
  const region = regionByCode(code);
  const county = countyAbove(region.path);
  const home = countyAbove(seeker.regionPath);
  if (!county || county.path !== home?.path) declined(where, '须为借款人居住区县内的社区或乡镇', 'It lies in the county where the borrower lives');
  const { mainUrban } = await em.findOneOrFail(Region, { id: county!.id });
  if (region.level !== 'COMMUNITY' && (mainUrban || region.level !== 'TOWNSHIP'))
    declined(where, '主城区由社区推荐；其他区县由社区或乡镇推荐', 'A community recommends; outside the main urban area a town may');
  return { id: region.id, path: region.path, mainUrban };
}

/** The limit of the day, for one, or for so many partners together. */
export function limitOf(rates: Rates, kind: MicroLoan['kind'], heads: number, path: string, day: string): bigint {
  const where = ['input', 'amount'];
  if (kind === 'INDIVIDUAL') return rates.must('LOAN_LIMIT_INDIVIDUAL', path, day, where);
  const [together, most] = [rates.must('LOAN_LIMIT_HEAD', path, day, where) * BigInt(heads), rates.at('LOAN_LIMIT_PARTNERSHIP', path, day)?.value];
  return most !== undefined && most < together ? most : together;
}

/** Until when the next step is to be taken: the fast track has shorter days where they are on file, and nothing else. */
export function stepDue(rates: Rates, loan: MicroLoan, day: string, what: 'LOAN_STEP' | 'LOAN_BANK'): string {
  const fast: PolicyParameter = what === 'LOAN_STEP' ? 'LOAN_STEP_FAST' : 'LOAN_BANK_FAST';
  const days = (loan.fastTrack ? rates.at(fast, loan.regionPath, day)?.value : undefined) ?? rates.must(what, loan.regionPath, day, ['id']);
  return plusDays(day, Number(days));
}

interface Borrowing {
  readonly path: string;
  readonly day: string;
  readonly rates: Rates;
}

/** By the decision table: what is known of the person, and what they showed. */
async function assertEligible(
  em: EntityManager,
  { path, day, rates }: Borrowing,
  person: { seeker: string; certificate?: boolean; exServiceman?: boolean },
  where: readonly string[],
): Promise<void> {
  const known = (await factsOf(within(em), [person.seeker], day)).get(person.seeker)!;
  const said: Facts = {
    ...(person.certificate === undefined ? {} : { CERTIFICATE: person.certificate }),
    ...(person.exServiceman === undefined ? {} : { EX_SERVICEMAN: person.exServiceman }),
  };
  const facts = derived({ ...known, ...said }, rates, path, day);
  const judged = judge(await em.find(PolicyRule, { benefit: 'MICRO_LOAN' }), rates, 'MICRO_LOAN', { path, day, facts });
  if (judged.outcome !== 'ELIGIBLE') throw refusalOf(judged, where);
}

/** Who borrows with the borrower: each another registered person, each judged like them; they sign at an office. */
async function partnersOf(
  em: EntityManager,
  viewer: Viewer,
  { seeker: borrower, kind, partners }: { seeker: string; kind: MicroLoan['kind']; partners: readonly LoanPartnerInput[] },
  borrowing: Borrowing,
): Promise<Seeker[]> {
  if ((kind === 'INDIVIDUAL') !== (partners.length === 0))
    refuse('partners', '个人贷款没有合伙人，合伙须逐一填写合伙人', 'One person alone has no partners; name each of several');
  if (partners.length > 0 && viewer.role !== 'office')
    declined(['input', 'partners'], '合伙贷款须全体合伙人到社区或街道申请', 'Partners apply together at an office of the community or street');
  const seekers: Seeker[] = [];
  for (const [at, partner] of partners.entries()) {
    const where = ['input', 'partners', String(at), 'seeker'];
    const seeker = await found(em.findOne(Seeker, { id: partner.seeker, state: 'ACTIVE' }), where);
    if (seeker.id === borrower || seekers.includes(seeker))
      throw new Refusal('ALREADY_EXISTS', where, { zh: '同一人重复填写', en: 'This person is named twice' });
    await assertEligible(em, borrowing, partner, where);
    seekers.push(seeker);
  }
  return seekers;
}

/** The person for themself, or an office that serves them; judged by the decision table and the limits of today. */
export async function applyForLoan(em: EntityManager, viewer: Viewer, input: Plain<LoanApplyInput>): Promise<MicroLoan> {
  const seeker = await found(em.findOne(Seeker, { id: input.seeker, state: 'ACTIVE' }), ['input', 'seeker']);
  if (viewer.role === 'seeker' && viewer.seekerId !== seeker.id) await found(Promise.resolve(null), ['input', 'seeker']);
  const place = await placeOf(em, input.region, seeker);
  if (viewer.role === 'office') assertInside(viewer, place.path, ['input', 'region']);
  const day = await today(em);
  const rates = await Rates.read(within(em));
  const borrowing = { path: place.path, day, rates };
  await assertEligible(em, borrowing, input, ['input', 'seeker']);
  const partners = await partnersOf(em, viewer, input, borrowing);
  const heads = 1 + partners.length;
  const limit = limitOf(rates, input.kind, heads, place.path, day);
  if (positive(input.amount) > limit) {
    const yuan = `${limit / 100n}`;
    declined(['input', 'amount'], `超过当日限额 ${yuan} 元`, `Above the limit of today, ${yuan} yuan`);
  }
  const loan = Object.assign(new MicroLoan(), {
    seeker: ref(seeker),
    kind: input.kind,
    heads,
    region: ref(Region, place.id),
    regionPath: place.path,
    mainUrban: place.mainUrban,
    project: neededWords(input.project, 'project'),
    microProfit: input.microProfit,
    fastTrack: input.fastTrack,
    appliedOn: day,
    requested: input.amount,
  });
  loan.stepDueOn = stepDue(rates, loan, day, 'LOAN_STEP');
  await em.persist(loan).flush();
  // In one order, so that two who apply for each other wait and do not lock each other out.
  for (const one of partners.toSorted((a, b) => (a.id < b.id ? -1 : 1)))
    await em.persist(Object.assign(new LoanPartner(), { loan: ref(loan), seeker: ref(one) })).flush();
  await noteStep(em, viewer, loan.id, 'APPLIED');
  return loan;
}

/** Its fund is locked before the loan, for what changes the numbers of both. */
export async function lockedLoan(em: EntityManager, viewer: Viewer, id: string): Promise<MicroLoan> {
  const seen = await found(em.findOne(MicroLoan, { id }));
  if (viewer.role === 'office' && !inside(seen.regionPath, viewer.regionPath!)) await found(Promise.resolve(null));
  if (seen.fund && viewer.role === 'office')
    await em.findOneOrFail(GuaranteeFund, { id: seen.fund.id }, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true });
  return em.findOneOrFail(MicroLoan, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true });
}

/** A step by its rightful office: another person than before, at the level of its route or above. */
export async function stepping(em: EntityManager, viewer: Viewer, id: string, to: LoanState): Promise<MicroLoan> {
  const loan = await lockedLoan(em, viewer, id);
  loan.moveTo(to);
  await assertNext(em, viewer, id, LOAN_LEVELS[loan.mainUrban ? 'urban' : 'outer'][to] ?? [to === 'WRITTEN_OFF' ? 'city' : 'county']);
  return loan;
}

async function clocked(em: EntityManager, viewer: Viewer, loan: MicroLoan, what: 'LOAN_STEP' | 'LOAN_BANK'): Promise<MicroLoan> {
  loan.stepDueOn = stepDue(await Rates.read(within(em)), loan, await today(em), what);
  await noteStep(em, viewer, loan.id, loan.state);
  return loan;
}

export const recommendLoan = async (em: EntityManager, viewer: Viewer, id: string): Promise<MicroLoan> =>
  clocked(em, viewer, await stepping(em, viewer, id, 'COMMUNITY_RECOMMENDED'), 'LOAN_STEP');

export const checkLoan = async (em: EntityManager, viewer: Viewer, id: string): Promise<MicroLoan> =>
  clocked(em, viewer, await stepping(em, viewer, id, 'LABOUR_CHECKED'), 'LOAN_STEP');

/** The fund answers for it, within its capacity; from now on the bank has its time. */
export async function promiseLoan(em: EntityManager, viewer: Viewer, id: string, input: Plain<LoanPromiseInput>): Promise<MicroLoan> {
  const where = ['input', 'fund'];
  const fund = await found(em.findOne(GuaranteeFund, { id: input.fund }, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true }), where);
  const loan = await stepping(em, viewer, id, 'GUARANTEE_PROMISED');
  if (!inside(countyOf(loan), fund.regionPath)) await found(Promise.resolve(null), where);
  const amount = positive(input.amount ?? loan.requested);
  if (amount > loan.requested) declined(['input', 'amount'], '不能超过申请金额', 'Not more than was asked for');
  const leverage = (await Rates.read(within(em))).share('FUND_LEVERAGE', loan.regionPath, await today(em), where);
  if (!conditions.capacity(fund.exposure, amount, fund.balance, leverage))
    throw new Refusal('QUOTA_EXHAUSTED', where, {
      zh: `担保余额将超过基金的 ${leverage.value} 倍，请注资或等待还款`,
      en: `The fund would answer for more than ${leverage.value} times its money; put money in, or wait for repayments`,
    });
  Object.assign(loan, { fund: ref(fund), amount });
  await clocked(em, viewer, loan, 'LOAN_BANK');
  await post(em, { kind: 'PROMISE', countyPath: countyOf(loan), caseId: id, fundId: fund.id, legs: move('OBLIGED', 'EXPOSURE', amount) });
  return loan;
}

export async function approveByBank(em: EntityManager, viewer: Viewer, id: string, input: Plain<LoanBankApproveInput>): Promise<MicroLoan> {
  const loan = await stepping(em, viewer, id, 'BANK_APPROVED');
  const rates = await Rates.read(within(em));
  const longest = Number(rates.must('LOAN_TERM', loan.regionPath, loan.appliedOn, ['input', 'termMonths']));
  if (input.termMonths > longest) declined(['input', 'termMonths'], `期限最长 ${longest} 个月`, `The longest term is ${longest} months`);
  const highest = rates.at('LOAN_RATE', loan.regionPath, loan.appliedOn);
  if (highest && BigInt(input.annualRate) * highest.per > highest.value * 10_000n)
    declined(['input', 'annualRate'], '利率不得上浮', 'The rate of interest is not marked up');
  loan.contract = Object.assign(new LoanContract(), { termMonths: input.termMonths, annualRate: input.annualRate });
  return clocked(em, viewer, loan, 'LOAN_STEP');
}

/** It ends without money having moved; a promise is given back. */
async function ended(em: EntityManager, viewer: Viewer, loan: MicroLoan, reason: string): Promise<MicroLoan> {
  Object.assign(loan, { stepDueOn: null, endedOn: await today(em), reason: neededWords(reason, 'reason') });
  await noteStep(em, viewer, loan.id, loan.state, reason);
  if (loan.fund)
    await post(em, {
      kind: 'RELEASE',
      countyPath: countyOf(loan),
      caseId: loan.id,
      fundId: loan.fund.id,
      legs: move('EXPOSURE', 'OBLIGED', loan.amount!),
    });
  return loan;
}

export const rejectLoan = async (em: EntityManager, viewer: Viewer, id: string, reason: string): Promise<MicroLoan> =>
  ended(em, viewer, await stepping(em, viewer, id, 'REJECTED'), reason);

export const rejectByBank = async (em: EntityManager, viewer: Viewer, id: string, reason: string): Promise<MicroLoan> =>
  ended(em, viewer, await stepping(em, viewer, id, 'BANK_REJECTED'), reason);

/** The borrower gives it up, at the office once the fund has promised. */
export async function withdrawLoan(em: EntityManager, viewer: Viewer, id: string, reason: string): Promise<MicroLoan> {
  const loan = await lockedLoan(em, viewer, id);
  if (viewer.role === 'seeker' && loan.fund)
    declined(['id'], '基金已承诺担保，请到区县就业部门撤回', 'The fund has promised; give it up at the county’s office');
  loan.moveTo('WITHDRAWN');
  return ended(em, viewer, loan, reason);
}

/** The contract is signed and the bank pays out; the term runs from today. */
export async function disburseLoan(em: EntityManager, viewer: Viewer, id: string, contractNumber: string): Promise<MicroLoan> {
  const loan = await stepping(em, viewer, id, 'DISBURSED');
  const day = await today(em);
  Object.assign(loan.contract, {
    number: neededWords(contractNumber, 'contractNumber'),
    disbursedOn: day,
    dueOn: plusMonths(day, loan.contract.termMonths!),
  });
  loan.stepDueOn = null;
  await noteStep(em, viewer, id, 'DISBURSED');
  await post(em, { kind: 'DISBURSE', countyPath: countyOf(loan), caseId: id, fundId: loan.fund!.id, legs: move('BANK', 'PRINCIPAL', loan.amount!) });
  return loan;
}
