import { ref } from '@mikro-orm/core';
import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import { elevated } from '../../platform/access/elevated.js';
import type { Viewer } from '../../platform/access/viewer.js';
import { plusDays, plusMonths, today } from '../../platform/clock/clock.js';
import { sql } from '../../platform/database/sql.js';
import { within } from '../../platform/database/within.js';
import { Refusal } from '../../platform/graphql/errors.js';
import { found } from '../../platform/graphql/mutation.js';
import { neededWords } from '../../platform/graphql/words.js';
import { Institution } from '../institutions/institution.js';
import { assertInside, inside } from '../institutions/institution.queries.js';
import { countyAbove } from '../regions/region.queries.js';
import { Seeker } from '../seekers/seeker.js';
import { Employer } from '../vacancies/employer.js';
import { MinimumWages } from '../vacancies/minimum-wage.js';
import { assertNext, noteStep } from './case-step.js';
import type { Facts } from './eligibility.js';
import { judge } from './eligibility.js';
import { derived, factsOf } from './facts.js';
import { move, post } from './ledger.js';
import { refusalOf } from './missing.js';
import type { SubsidyApplyInput, SubsidyMonthInput } from './policy.inputs.js';
import { Rates } from './rate.js';
import { type PolicyBenefit, PolicyRule } from './rule.js';
import { SUBSIDY_LEVELS, SubsidyClaim, SubsidyMonth, type SubsidyKind, SubsidySpell, type SubsidyState } from './subsidy.js';

const CHANGED = { zh: '此人的补贴正在由他人办理，请重试', en: 'Somebody else is counting this person’s months; try again' };

const refuse = (path: readonly string[], zh: string, en: string): never => {
  throw new Refusal('INVALID', path, { zh, en });
};
const lineOf = (at: number, ...more: string[]): string[] => ['input', 'months', String(at), ...more];

/** The county’s path of a receiving institution; the city’s own where it received. */
export const countyPath = (path: string): string => countyAbove(path)?.path ?? path;

/** Who is paid, and who may ask: the recruiter for their employers, the flexible worker, an office that receives it. */
async function payeeOf(em: EntityManager, viewer: Viewer, input: SubsidyApplyInput): Promise<{ employer: Employer | null; seeker: string | null }> {
  const flexible = input.post === 'FLEXIBLE';
  if (flexible && input.kind !== 'INSURANCE')
    refuse(['input', 'kind'], '灵活就业人员只能申请社保补贴', 'Flexible work is subsidised with insurance only');
  if (flexible !== (input.employer === undefined))
    refuse(['input', 'employer'], '灵活就业不填用人单位，其他须填写', 'Name the employer, unless the work is flexible');
  if (!flexible) {
    const employer = await found(em.findOne(Employer, { id: input.employer }), ['input', 'employer']);
    if (viewer.role === 'seeker' || (viewer.role === 'recruiter' && !viewer.employerIds.includes(employer.id)))
      await found(Promise.resolve(null), ['input', 'employer']);
    return { employer, seeker: null };
  }
  const seeker = input.months[0]!.seeker;
  if (viewer.role === 'recruiter' || (viewer.role === 'seeker' && viewer.seekerId !== seeker))
    await found(Promise.resolve(null), lineOf(0, 'seeker'));
  const other = input.months.findIndex((one) => one.seeker !== seeker);
  if (other >= 0) refuse(lineOf(other, 'seeker'), '灵活就业补贴由本人申请，一次只报一人', 'Each flexible worker asks for themself');
  return { employer: null, seeker };
}

function checkMonth(line: SubsidyMonthInput, at: number, quarterOn: string): void {
  const { month, contractFrom, contractUntil, wage, insurancePaid } = line;
  if (month.slice(8) !== '01' || month < quarterOn || month >= plusMonths(quarterOn, 3))
    refuse(lineOf(at, 'month'), '须为该季度内某月的第一天', 'It is the first day of a month of the quarter');
  if (contractFrom > contractUntil) refuse(lineOf(at, 'contractUntil'), '合同止期早于起期', 'The contract ends before it begins');
  if (contractFrom >= plusMonths(month, 1) || contractUntil < month)
    refuse(lineOf(at, 'month'), '该月不在合同期内', 'The month lies outside the contract');
  if (wage <= 0n) refuse(lineOf(at, 'wage'), '工资须为正数，单位为分', 'A wage is a positive amount in fen');
  if (insurancePaid < 0n) refuse(lineOf(at, 'insurancePaid'), '缴费额不能为负', 'It cannot be negative');
}

/** Full months from one day to another, the last day included. */
export function monthsBetween(from: string, until: string): number {
  let count = 0;
  while (plusMonths(from, count + 1) <= plusDays(until, 1)) count += 1;
  return count;
}

const benefitOf = (input: SubsidyApplyInput): PolicyBenefit =>
  input.kind === 'POST' ? 'POST_SUBSIDY' : input.post === 'FLEXIBLE' ? 'FLEXIBLE_INSURANCE_SUBSIDY' : 'INSURANCE_SUBSIDY';

/** What the claim itself tells of a month. */
function evidence(input: SubsidyApplyInput, line: SubsidyMonthInput, minimum: bigint | undefined, verified: boolean | undefined): Facts {
  return {
    CONTRACT_MONTHS: monthsBetween(line.contractFrom, line.contractUntil),
    INSURANCE_PAID: line.insurancePaid > 0n,
    PUBLIC_WELFARE_POST: input.post === 'PUBLIC_WELFARE',
    PUBLIC_BODY_LOGISTICS: input.post === 'PUBLIC_BODY_LOGISTICS',
    FLEXIBLE_WORK: input.post === 'FLEXIBLE',
    ...(minimum === undefined ? {} : { WAGE_MEETS_MINIMUM: line.wage >= minimum }),
    ...(verified === undefined ? {} : { EMPLOYER_VERIFIED: verified }),
  };
}

/** A recruiter names people whose confirmed work with the employer lasted into the month. */
async function assertEmployed(em: EntityManager, employer: string, months: readonly SubsidyMonthInput[]): Promise<void> {
  const rows = await within(em).rows(sql`
    select l.at from jsonb_to_recordset(${JSON.stringify(months.map(({ seeker, month }, at) => ({ at, seeker, month })))}::jsonb) as l(at int, seeker text, month date)
     where not exists (select from placement p where p.seeker_id::text = l.seeker and p.employer_id = ${employer}::uuid and p.state = 'CONFIRMED'
                         and p.hired_on < l.month + interval '1 month' and coalesce(p.ending_on, 'infinity') >= l.month) order by 1 limit 1`);
  if (rows.length > 0)
    throw new Refusal('NOT_ELIGIBLE', lineOf(rows[0]![0] as number, 'seeker'), {
      zh: '此人当月没有在该单位的已确认就业记录',
      en: 'No confirmed work of this person with the employer in that month',
    });
}

/** A claim with its months, each judged by the rules and priced by the rates of its month at the receiving institution. */
export async function applySubsidy(em: EntityManager, viewer: Viewer, input: SubsidyApplyInput): Promise<SubsidyClaim> {
  const where = ['input', 'institution'];
  const institution = await found(em.findOne(Institution, { id: input.institution, state: 'OPEN' }), where);
  if (viewer.role === 'office') assertInside(viewer, institution.regionPath, where);
  if (institution.kind !== 'PUBLIC_EMPLOYMENT_SERVICE' && institution.kind !== 'GRASSROOTS_STATION')
    throw new Refusal('NOT_ELIGIBLE', where, { zh: '补贴由公共就业服务机构受理', en: 'Only a public institution receives claims' });
  const { employer, seeker } = await payeeOf(em, viewer, input);
  const quarterOn = `${input.year}-${String(input.quarter * 3 - 2).padStart(2, '0')}-01`;
  const day = await today(em);
  if (plusMonths(quarterOn, 3) > day) refuse(['input', 'quarter'], '该季度尚未结束，请季末后申报', 'The quarter is not over; apply after it');
  input.months.forEach((line, at) => checkMonth(line, at, quarterOn));
  const twice = input.months.findIndex((one, at) =>
    input.months.some((other, before) => before < at && other.seeker === one.seeker && other.month === one.month),
  );
  if (twice >= 0) refuse(lineOf(twice), '同一人同一月重复填报', 'The same person and month stand in it twice');

  const ids = [...new Set(input.months.map((one) => one.seeker))];
  const seen = new Set((await em.find(Seeker, { id: ids, state: 'ACTIVE' })).map((one) => one.id));
  const unseen = input.months.findIndex((one) => !seen.has(one.seeker));
  if (unseen >= 0) await found(Promise.resolve(null), lineOf(unseen, 'seeker'));
  if (viewer.role === 'recruiter') await assertEmployed(em, employer!.id, input.months);

  const path = institution.regionPath;
  const [rules, rates, wages] = [await em.find(PolicyRule, { benefit: benefitOf(input) }), await Rates.read(within(em)), await MinimumWages.read(em)];
  const known = new Map<string, Map<string, Facts>>();
  for (const month of new Set(input.months.map((one) => one.month))) known.set(month, await factsOf(within(em), ids, month));
  const lines = input.months.map((line, at) => {
    const stated = evidence(input, line, wages.at(path, line.month)?.monthly, employer ? employer.state === 'VERIFIED' : undefined);
    const facts = derived({ ...known.get(line.month)!.get(line.seeker), ...stated }, rates, path, line.month);
    const judged = judge(rules, rates, benefitOf(input), { path, day: line.month, facts });
    if (judged.outcome !== 'ELIGIBLE') throw refusalOf(judged, lineOf(at));
    return { line, amount: amountOf(input, line, rates, path, at) };
  });

  const claim = Object.assign(new SubsidyClaim(), {
    kind: input.kind,
    post: input.post,
    employer: employer && ref(employer),
    seeker: seeker === null ? null : ref(Seeker, seeker),
    quarterOn,
    institution: ref(institution),
    institutionPath: path,
    appliedOn: day,
    amount: lines.reduce((sum, one) => sum + one.amount, 0n),
  });
  em.persist([claim, ...lines.map(({ line, amount }) => monthOf(claim, line, amount))]);
  await em.flush();
  await noteStep(em, viewer, claim.id, 'APPLIED');
  return claim;
}

function amountOf(input: SubsidyApplyInput, line: SubsidyMonthInput, rates: Rates, path: string, at: number): bigint {
  if (input.kind === 'POST') return rates.must('POST_SUBSIDY', path, line.month, lineOf(at));
  const { value, per } = rates.share(
    input.post === 'FLEXIBLE' ? 'INSURANCE_SHARE_FLEXIBLE' : 'INSURANCE_SHARE_EMPLOYER',
    path,
    line.month,
    lineOf(at),
  );
  return (line.insurancePaid * value) / per;
}

const monthOf = (claim: SubsidyClaim, line: SubsidyMonthInput, amount: bigint): SubsidyMonth =>
  Object.assign(new SubsidyMonth(), {
    claim: ref(claim),
    seeker: ref(Seeker, line.seeker),
    kind: claim.kind,
    month: line.month,
    contractNumber: line.contractNumber === undefined ? null : neededWords(line.contractNumber, 'months'),
    contractFrom: line.contractFrom,
    contractUntil: line.contractUntil,
    wage: line.wage,
    insurancePaid: line.insurancePaid,
    amount,
  });

/** A claim in the office’s division, locked, with the guard of its next step passed. */
async function stepping(em: EntityManager, viewer: Viewer, id: string, to: Exclude<SubsidyState, 'APPLIED'>): Promise<SubsidyClaim> {
  const claim = await found(em.findOne(SubsidyClaim, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE }));
  if (viewer.regionPath === null || !inside(claim.institutionPath, viewer.regionPath)) await found(Promise.resolve(null));
  claim.moveTo(to);
  await assertNext(em, viewer, id, SUBSIDY_LEVELS[to]);
  return claim;
}

export async function verifySubsidy(em: EntityManager, viewer: Viewer, id: string): Promise<SubsidyClaim> {
  const claim = await stepping(em, viewer, id, 'VERIFIED');
  await noteStep(em, viewer, id, 'VERIFIED');
  return claim;
}

/** Shown from today until the end of its notice. */
export async function publiciseSubsidy(em: EntityManager, viewer: Viewer, id: string): Promise<SubsidyClaim> {
  const claim = await stepping(em, viewer, id, 'PUBLICISED');
  const day = await today(em);
  claim.noticeUntil = plusDays(day, Number((await Rates.read(within(em))).must('SUBSIDY_NOTICE', claim.institutionPath, day, ['id'])));
  await noteStep(em, viewer, id, 'PUBLICISED');
  return claim;
}

/** Only once its notice is over; its months are counted against what each person may have. */
export async function approveSubsidy(em: EntityManager, viewer: Viewer, id: string, again: readonly string[]): Promise<SubsidyClaim> {
  const claim = await stepping(em, viewer, id, 'APPROVED');
  const day = await today(em);
  if (day <= claim.noticeUntil!)
    throw new Refusal('NOT_ELIGIBLE', ['id'], {
      zh: `公示期到 ${claim.noticeUntil!} 止，期满后再批准`,
      en: `Its notice runs until ${claim.noticeUntil!}; approve after it`,
    });
  await noteStep(em, viewer, id, 'APPROVED');
  await em.flush();
  const months = await em.find(SubsidyMonth, { claim: id }, { orderBy: { seeker: 'asc', month: 'asc' } });
  await elevated(em, () => countMonths(em, claim, months, new Set(again), day));
  return claim;
}

/** Under the locks of the spells, in the order of people. */
async function countMonths(
  em: EntityManager,
  claim: SubsidyClaim,
  months: readonly SubsidyMonth[],
  again: ReadonlySet<string>,
  day: string,
): Promise<void> {
  const [path, kind] = [claim.institutionPath, claim.kind];
  const rates = await Rates.read(within(em));
  const persons = [...new Set(months.map((one) => one.seeker.id))];
  const people = new Map((await em.find(Seeker, { id: persons })).map((one) => [one.id, one]));
  const spells = Map.groupBy(
    await em.find(SubsidySpell, { seeker: persons, kind }, { orderBy: { seeker: 'asc', number: 'asc' }, lockMode: LockMode.PESSIMISTIC_WRITE }),
    (one) => one.seeker.id,
  );
  for (const month of months) {
    const person = people.get(month.seeker.id)!;
    const current = spells.get(person.id)?.at(-1);
    const spell = current && hasRoom(current, month.month) ? current : nextSpell({ person, kind, current, again, rates, path, day });
    if (spell !== current) {
      em.persist(spell);
      spells.set(person.id, [...(spells.get(person.id) ?? []), spell]);
      if (!hasRoom(spell, month.month)) throw used(person.id);
    }
    spell.monthsUsed += 1;
    month.spellNumber = spell.number;
  }
  await em.flush();
}

const hasRoom = (spell: SubsidySpell, month: string): boolean =>
  spell.untilOn === null ? spell.monthsUsed < spell.monthsMax : month < spell.untilOn;

const used = (person: string): Refusal =>
  new Refusal('NOT_ELIGIBLE', ['id'], {
    zh: `补贴月数已满或已到退休年龄（人员编号 ${person}）；特殊困难人员可在批准时列明再次享受`,
    en: `The months are used up, or retirement is reached (person ${person}); somebody in special difficulty may be named for one more time`,
  });

interface Opening {
  person: Seeker;
  kind: SubsidyKind;
  current: SubsidySpell | undefined;
  again: ReadonlySet<string>;
  rates: Rates;
  path: string;
  day: string;
}

/** The first spell, or one more for whoever is named; near retirement it runs until then, as it stands at the first approval. */
function nextSpell({ person, kind, current, again, rates, path, day }: Opening): SubsidySpell {
  if (current && (!again.has(person.id) || BigInt(current.number) >= rates.must('SUBSIDY_SPELLS', path, day, ['id']))) throw used(person.id);
  const retires = plusMonths(
    person.birthOn,
    12 * Number(rates.must(person.sex === 'FEMALE' ? 'RETIREMENT_WOMEN' : 'RETIREMENT_MEN', path, day, ['id'])),
  );
  if (retires <= day) throw used(person.id);
  const near = retires < plusMonths(day, 12 * Number(rates.must('SUBSIDY_NEAR_RETIREMENT', path, day, ['id'])));
  return Object.assign(new SubsidySpell(), {
    seeker: ref(person),
    kind,
    number: (current?.number ?? 0) + 1,
    monthsMax: Number(rates.must('SUBSIDY_MONTHS', path, day, ['id'])),
    untilOn: near ? retires : null,
  });
}

export const SPELL_TAKEN = { code: 'CONFLICT', path: ['id'], ...CHANGED } as const;

/** From the county’s employment funds to the payee of the claim. */
export async function paySubsidy(em: EntityManager, viewer: Viewer, id: string): Promise<SubsidyClaim> {
  const claim = await stepping(em, viewer, id, 'PAID');
  await noteStep(em, viewer, id, 'PAID');
  const legs = move('EMPLOYMENT_FUNDS', 'SUBSIDY', claim.amount);
  await post(em, { kind: 'SUBSIDY_PAY', countyPath: countyPath(claim.institutionPath), caseId: id, legs });
  return claim;
}

/** The months are free again. */
async function freeMonths(em: EntityManager, id: string): Promise<SubsidyMonth[]> {
  const months = await em.find(SubsidyMonth, { claim: id });
  for (const month of months) month.counts = false;
  return months;
}

export async function rejectSubsidy(em: EntityManager, viewer: Viewer, id: string, reason: string): Promise<SubsidyClaim> {
  const claim = await stepping(em, viewer, id, 'REJECTED');
  claim.reason = neededWords(reason, 'reason');
  await freeMonths(em, id);
  await noteStep(em, viewer, id, 'REJECTED', reason);
  return claim;
}

/** What was paid comes back, and its months count for nothing. */
export async function recoverSubsidy(em: EntityManager, viewer: Viewer, id: string, reason: string): Promise<SubsidyClaim> {
  const claim = await stepping(em, viewer, id, 'RECOVERED');
  claim.reason = neededWords(reason, 'reason');
  const months = await freeMonths(em, id);
  await noteStep(em, viewer, id, 'RECOVERED', reason);
  const legs = move('SUBSIDY', 'EMPLOYMENT_FUNDS', claim.paid);
  await post(em, { kind: 'SUBSIDY_RECOVER', countyPath: countyPath(claim.institutionPath), caseId: id, legs });
  await elevated(em, async () => {
    for (const month of months) {
      const spell = await em.findOneOrFail(
        SubsidySpell,
        { seeker: month.seeker.id, kind: month.kind, number: month.spellNumber! },
        { lockMode: LockMode.PESSIMISTIC_WRITE },
      );
      spell.monthsUsed -= 1;
    }
    await em.flush();
  });
  return claim;
}
