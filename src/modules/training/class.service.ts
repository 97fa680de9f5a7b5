import { ref } from '@mikro-orm/core';
import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import { assertLevel, byAnother } from '../../platform/access/another.js';
import type { Viewer } from '../../platform/access/viewer.js';
import { plusMonths, today } from '../../platform/clock/clock.js';
import { sql } from '../../platform/database/sql.js';
import { within } from '../../platform/database/within.js';
import { Refusal } from '../../platform/graphql/errors.js';
import { found } from '../../platform/graphql/mutation.js';
import { freeText } from '../../platform/privacy/redact.js';
import { cleanText } from '../../platform/privacy/text.js';
import { LabourBase } from '../agencies/brand.js';
import type { Institution } from '../institutions/institution.js';
import { assertInside, inside, openInstitution, serves } from '../institutions/institution.queries.js';
import { Order } from '../placements/order.js';
import { orderOf, trainOrder } from '../placements/order.service.js';
import { Region } from '../regions/region.js';
import { countyAbove, regionByCode } from '../regions/region.queries.js';
import { occupationNamed } from '../vacancies/trades.js';
import { type ClassState, TrainingClass } from './class.js';
import { TrainingAttendance, TrainingEnrolment } from './enrolment.js';
import { ruleAt, TrainingRule } from './rule.js';
import type { TrainingAttendanceRecordInput, TrainingClassExamineInput, TrainingClassPlanInput, TrainingRuleSetInput } from './training.inputs.js';

export const refuse = (field: string, zh: string, en: string): never => {
  throw new Refusal('INVALID', ['input', ...field.split('.')], { zh, en });
};

const wholeOf = (clean: string, field: string): string => (clean === '' ? refuse(field, '请填写内容', 'Fill this in') : clean);

/** A rule of the caller's own division; it holds for classes that begin on its first day or later. */
export async function setTrainingRule(em: EntityManager, viewer: Viewer, input: TrainingRuleSetInput): Promise<TrainingRule> {
  assertLevel(viewer, ['city', 'county'], ['input', 'region']);
  const region = regionByCode(input.region);
  assertInside(viewer, region.path, ['input', 'region']);
  if (region.path !== viewer.regionPath) refuse('region', '只能为本级地区制定规则', 'A rule is set by the division that it holds in');
  if (input.course !== undefined && input.kind !== 'START_UP') refuse('course', '只有创业培训分课程', 'Only start-up training has courses');
  if (input.leastHours < 1 || input.leastHours > 2_000) refuse('leastHours', '课时须在 1 到 2000 之间', 'Hours are between 1 and 2000');
  for (const field of ['leastAttendance', 'shareWithoutOutcome'] as const)
    if (input[field] < 0 || input[field] > 100) refuse(field, '百分比须在 0 到 100 之间', 'Percent are between 0 and 100');
  if (input.trackingMonths < 1 || input.trackingMonths > 24) refuse('trackingMonths', '跟踪期须在 1 到 24 个月之间', 'The window is 1 to 24 months');
  if (input.subsidy !== undefined && (input.subsidy <= 0n || input.subsidy > 100_000_00n))
    refuse('subsidy', '补贴须为正数，单位为分', 'The subsidy is a positive amount in fen');
  const { kind, course = null, effectiveOn, leastHours, leastAttendance, trackingMonths, subsidy = null, shareWithoutOutcome } = input;
  const rule = Object.assign(new TrainingRule(), {
    kind,
    course,
    effectiveOn,
    leastHours,
    leastAttendance,
    trackingMonths,
    subsidy,
    shareWithoutOutcome,
    region: ref(Region, region.id),
    regionPath: region.path,
    source: freeText(input.source),
  });
  em.persist(rule);
  return rule;
}

export async function planClass(em: EntityManager, viewer: Viewer, input: TrainingClassPlanInput): Promise<TrainingClass> {
  const institution = await openInstitution(em, viewer, input.institution);
  if (!serves(viewer, { id: institution.id, path: institution.regionPath })) await found(Promise.resolve(null), ['input', 'institution']);
  if ((input.kind === 'START_UP') !== (input.course !== undefined))
    refuse('course', '创业培训须写明课程，其他培训不填', 'A start-up class names its course, others none');
  if (input.seats < 1 || input.seats > 500) refuse('seats', '人数须在 1 到 500 之间', 'Between 1 and 500 seats');
  if (input.endsOn < input.startsOn) refuse('endsOn', '结束日期不能早于开班日期', 'A class does not end before it starts');
  const course = { kind: input.kind, course: input.course ?? null };
  const { leastHours } = await ruleAt(em, course, institution.regionPath, input.startsOn);
  if (input.classHours < leastHours || input.classHours > 2_000)
    refuse('classHours', `课时不得少于 ${leastHours}`, `A class of this kind has at least ${leastHours} hours`);
  const planned = Object.assign(new TrainingClass(), {
    ...course,
    number: wholeOf(cleanText(input.number), 'number'),
    title: wholeOf(freeText(input.title), 'title'),
    occupationCode: input.occupation === undefined ? null : occupationNamed(input.occupation),
    institution: ref(institution),
    institutionPath: institution.regionPath,
    base: input.base === undefined ? null : ref(await baseOf(em, input.base, institution)),
    order: input.order === undefined ? null : ref(await orderFor(em, viewer, input.order, institution)),
    seats: input.seats,
    classHours: input.classHours,
    startsOn: input.startsOn,
    endsOn: input.endsOn,
    steppedBy: viewer.userId,
  });
  em.persist(planned);
  return planned;
}

async function baseOf(em: EntityManager, id: string, { regionPath }: Institution): Promise<LabourBase> {
  const base = await found(em.findOne(LabourBase, { id }), ['input', 'base']);
  if (base.kind === 'TRAINING' && inside(regionPath, base.countyPath)) return base;
  throw new Refusal('NOT_ELIGIBLE', ['input', 'base'], { zh: '请选择本区县的培训基地', en: 'Choose a training base of the same county' });
}

async function orderFor(em: EntityManager, viewer: Viewer, id: string, { id: institution }: Institution): Promise<Order> {
  const order = await orderOf(em, viewer, id, 'FILLER', ['input', 'order']);
  if (order.institution.id === institution && order.trainingDays > 0) return order;
  throw new Refusal('NOT_ELIGIBLE', ['input', 'order'], {
    zh: '该订单由另一机构办理，或没有培训要求',
    en: 'Another institution fills that order, or it asks for no training',
  });
}

/** Locked, and within the caller's reach: those who teach it, or the offices above. */
export async function classOf(em: EntityManager, viewer: Viewer, id: string): Promise<TrainingClass> {
  const one = await found(em.findOne(TrainingClass, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE }));
  if (!serves(viewer, { id: one.institution.id, path: one.institutionPath })) await found(Promise.resolve(null));
  return one;
}

/** Steps of the office that approves and closes: of the county or the city, and not whoever planned or examined it. */
export async function decideClass(em: EntityManager, viewer: Viewer, id: string, to: ClassState): Promise<TrainingClass> {
  const one = await classOf(em, viewer, id);
  assertLevel(viewer, ['county', 'city']);
  one.moveTo(to);
  one.steppedBy = byAnother(viewer, one.steppedBy);
  return one;
}

export async function cancelClass(em: EntityManager, viewer: Viewer, id: string, reason: string): Promise<TrainingClass> {
  const one = await classOf(em, viewer, id);
  one.moveTo('CANCELLED');
  one.reason = freeText(reason);
  for (const enrolment of await em.find(TrainingEnrolment, { class: id, state: 'ENROLLED' }, { lockMode: LockMode.PESSIMISTIC_WRITE })) {
    enrolment.moveTo('WITHDRAWN');
    enrolment.reason = '班级取消';
  }
  return one;
}

export async function beginClass(em: EntityManager, viewer: Viewer, id: string): Promise<TrainingClass> {
  const one = await classOf(em, viewer, id);
  one.moveTo('RUNNING');
  const day = await today(em);
  if (day < one.startsOn)
    throw new Refusal('NOT_ELIGIBLE', ['id'], { zh: `开班日期为 ${one.startsOn}，尚未到期`, en: `It begins on ${one.startsOn}, not before` });
  if ((await em.count(TrainingEnrolment, { class: id, state: 'ENROLLED' })) === 0)
    throw new Refusal('NOT_ELIGIBLE', ['id'], { zh: '还没有学员，不能开班', en: 'Nobody is enrolled: it cannot begin' });
  return one;
}

/** Writes down who was there on a day, and with it who has attended enough. */
export async function recordAttendance(
  em: EntityManager,
  viewer: Viewer,
  id: string,
  { day, hours }: TrainingAttendanceRecordInput,
): Promise<TrainingClass> {
  const one = await classOf(em, viewer, id);
  if (one.state !== 'RUNNING')
    throw new Refusal('ILLEGAL_TRANSITION', ['id'], { zh: '班级不在授课中，不能登记考勤', en: 'The class is not being taught' });
  if (day < one.startsOn || day > one.endsOn || day > (await today(em)))
    refuse('day', '考勤日期须在培训期内，且不晚于今天', 'The day lies within those of the class and is not ahead');
  const given = new Map(hours.map((each) => [each.enrolment, each.hours]));
  const enrolments = await em.find(TrainingEnrolment, { class: id, id: { $in: [...given.keys()] } }, { lockMode: LockMode.PESSIMISTIC_WRITE });
  const known = new Map(enrolments.map((each) => [each.id, each]));
  const days = new Map((await em.find(TrainingAttendance, { enrolment: { $in: [...known.keys()] }, day })).map((each) => [each.enrolment.id, each]));
  for (const [at, each] of hours.entries()) {
    const enrolment = await found(Promise.resolve(known.get(each.enrolment) ?? null), ['input', 'hours', String(at), 'enrolment']);
    const kept = days.get(enrolment.id);
    if (kept) kept.hours = each.hours;
    else {
      const made = Object.assign(new TrainingAttendance(), { enrolment: ref(enrolment), day, hours: each.hours });
      days.set(enrolment.id, made);
      em.persist(made);
    }
  }
  await em.flush();
  const { leastAttendance } = await ruleAt(em, one, one.institutionPath, one.startsOn);
  const sums = await within(em).rows(
    sql`select enrolment_id as id, sum(hours)::int as hours from training_attendance where enrolment_id = any(${[...known.keys()]}::uuid[]) group by 1`,
  );
  for (const [enrolment, sum] of sums as [string, number][]) {
    const person = known.get(enrolment)!;
    const enough = sum * 100 >= leastAttendance * one.classHours;
    if (person.state === (enough ? 'ENROLLED' : 'ATTENDED')) person.moveTo(enough ? 'ATTENDED' : 'ENROLLED');
  }
  return one;
}

/** Results of all who attended enough; the others are absent. Those of an order are trained with it. */
export async function examineClass(em: EntityManager, viewer: Viewer, id: string, input: TrainingClassExamineInput): Promise<TrainingClass> {
  const one = await classOf(em, viewer, id);
  const day = await today(em);
  const on = input.on ?? day;
  if (on < one.startsOn || on > day) refuse('on', '考核日期须在开班之后，且不晚于今天', 'The examination lies after the first day and is not ahead');
  one.moveTo('EXAMINED');
  const { trackingMonths } = await ruleAt(em, one, one.institutionPath, one.startsOn);
  const enrolments = await em.find(
    TrainingEnrolment,
    { class: id, state: { $in: ['ENROLLED', 'ATTENDED'] } },
    { lockMode: LockMode.PESSIMISTIC_WRITE, orderBy: { id: 'asc' } },
  );
  const results = new Map(input.results.map((each, at) => [each.enrolment, { ...each, at }]));
  for (const { enrolment, at } of results.values()) {
    const person = await found(Promise.resolve(enrolments.find((each) => each.id === enrolment) ?? null), [
      'input',
      'results',
      String(at),
      'enrolment',
    ]);
    if (person.state !== 'ATTENDED')
      throw new Refusal('NOT_ELIGIBLE', ['input', 'results', String(at), 'enrolment'], {
        zh: '该学员到课时数不足，不能参加考核',
        en: 'This person has not attended enough to be examined',
      });
  }
  await assertCertificates(em, one, input.results);
  for (const person of enrolments) {
    const result = results.get(person.id);
    if (person.state === 'ENROLLED') person.moveTo('ABSENT');
    else if (!result) refuse('results', '还有到课合格的学员没有成绩', 'Somebody who attended enough has no result');
    else {
      const number = cleanText(result.certificateNumber ?? '');
      if (result.passed && number === '')
        refuse(`results.${result.at}.certificateNumber`, '合格学员须填写证书编号', 'Who passed has a certificate number');
      person.moveTo(result.passed ? 'PASSED' : 'FAILED');
      Object.assign(person, { examinedOn: on, trackingUntil: plusMonths(on, trackingMonths), certificateNumber: result.passed ? number : null });
    }
  }
  one.examinedOn = on;
  one.steppedBy = viewer.userId;
  if (one.order) {
    const order = await em.findOne(Order, { id: one.order.id });
    if (order?.state === 'CANDIDATES_SELECTED') await trainOrder(em, viewer, order.id);
  }
  return one;
}

/** A certificate is one person’s: its number stands once among those of the institution. */
async function assertCertificates(em: EntityManager, one: TrainingClass, results: TrainingClassExamineInput['results']): Promise<void> {
  const numbers = results.map(({ passed, certificateNumber }) => (passed ? cleanText(certificateNumber ?? '') : ''));
  const given = new Set(
    (
      await em.find(TrainingEnrolment, { institution: one.institution.id, certificateNumber: { $in: numbers.filter((number) => number !== '') } })
    ).map(({ certificateNumber }) => certificateNumber),
  );
  const twice = numbers.findIndex((number, at) => number !== '' && (given.has(number) || numbers.indexOf(number) < at));
  if (twice >= 0) refuse(`results.${twice}.certificateNumber`, '该证书编号已发给另一学员，请核对', 'Somebody else has that certificate number');
}

/** The county that somebody lives in; what is not known down to the county stands as it is. */
export const homeOf = (path: string): string => countyAbove(path)?.path ?? path;
