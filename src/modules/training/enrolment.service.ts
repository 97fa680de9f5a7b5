import { ref } from '@mikro-orm/core';
import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import type { Viewer } from '../../platform/access/viewer.js';
import { fullYears, today } from '../../platform/clock/clock.js';
import { raw, sql } from '../../platform/database/sql.js';
import { within } from '../../platform/database/within.js';
import type { Context } from '../../platform/graphql/context.js';
import { Refusal } from '../../platform/graphql/errors.js';
import { found } from '../../platform/graphql/mutation.js';
import { freeText } from '../../platform/privacy/redact.js';
import { cleanText } from '../../platform/privacy/text.js';
import { serves } from '../institutions/institution.queries.js';
import { Placement } from '../placements/placement.js';
import { Transfer } from '../placements/transfer.js';
import { Seeker } from '../seekers/seeker.js';
import { OPEN_TO, type TrainingClass } from './class.js';
import { classOf, homeOf, refuse } from './class.service.js';
import { TrainingEnrolment, TrainingOutcome } from './enrolment.js';
import type { TrainingOutcomeRecordInput } from './training.inputs.js';

const LEAST_AGE = 16;
const MOST_JOBS = 10_000;

/** Puts people on the roster, all or none, while seats are left. */
export async function enrol(em: EntityManager, context: Context, id: string, seekers: readonly string[]): Promise<TrainingClass> {
  const one = await classOf(em, context.viewer, id);
  if (seekers.length === 0) refuse('seekers', '请选择学员', 'Choose whom to enrol');
  const sight = context.platform.shapes.scope('Seeker', 's', context.viewer) ?? raw('true');
  const seen = await within(em).rows(sql`select s.id from seeker s where s.id::text = any(${[...seekers]}::text[]) and (${sight})`);
  const visible = new Set(seen.map(([seeker]) => seeker as string));
  const missing = seekers.findIndex((seeker) => !visible.has(seeker));
  if (missing >= 0) await found(Promise.resolve(null), ['input', 'seekers', String(missing)]);
  await take(em, one, [...new Set(seekers)]);
  return one;
}

/** The people of the class's order who were chosen and are not on the roster yet. */
export async function enrolOrder(em: EntityManager, viewer: Viewer, id: string): Promise<TrainingClass> {
  const one = await classOf(em, viewer, id);
  if (!one.order) throw new Refusal('NOT_ELIGIBLE', ['id'], { zh: '该班不是为订单开设的', en: 'The class is for no order' });
  const chosen = await em.find(Transfer, { order: one.order.id, state: { $in: ['MATCHED', 'CONTRACTED'] } }, { orderBy: { position: 'asc' } });
  const enrolled = new Set((await em.find(TrainingEnrolment, { class: id, state: { $ne: 'WITHDRAWN' } })).map((each) => each.seeker.id));
  const seekers = chosen.map((each) => each.seeker.id).filter((seeker) => !enrolled.has(seeker));
  if (seekers.length === 0)
    throw new Refusal('NOT_ELIGIBLE', ['id'], { zh: '订单没有待报名的入选人员', en: 'The order has nobody chosen who is not enrolled' });
  await take(em, one, seekers);
  return one;
}

async function take(em: EntityManager, one: TrainingClass, seekers: readonly string[]): Promise<void> {
  if (one.state !== 'ENROLLING') throw new Refusal('ILLEGAL_TRANSITION', ['id'], { zh: '班级不在招生中', en: 'The class does not take people now' });
  const taken = await em.count(TrainingEnrolment, { class: one.id, state: { $ne: 'WITHDRAWN' } });
  if (taken + seekers.length > one.seats)
    throw new Refusal('QUOTA_EXHAUSTED', ['id'], { zh: `名额不足，还剩 ${one.seats - taken} 个`, en: `${one.seats - taken} seats are left` });
  const day = await today(em);
  const people = new Map((await em.find(Seeker, { id: { $in: [...seekers] }, state: 'ACTIVE' })).map((each) => [each.id, each]));
  for (const [at, id] of seekers.entries()) {
    const path = ['input', 'seekers', String(at)];
    const seeker = await found(Promise.resolve(people.get(id) ?? null), path);
    assertOpenTo(one, seeker, day, path);
    em.persist(
      Object.assign(new TrainingEnrolment(), {
        class: ref(one),
        kind: one.kind,
        seeker: ref(seeker),
        institution: one.institution,
        institutionPath: one.institutionPath,
        homePath: homeOf(seeker.regionPath),
        enrolledOn: day,
      }),
    );
  }
}

/** People of an order are trained for it, whatever they did before. */
function assertOpenTo(one: TrainingClass, seeker: Seeker, day: string, path: readonly string[]): void {
  const { situations, agricultural } = one.order ? {} : OPEN_TO[one.kind];
  const fits = (!situations || situations.includes(seeker.situation)) && (!agricultural || seeker.agricultural);
  if (fits && fullYears(seeker.birthOn, day) >= LEAST_AGE) return;
  throw new Refusal('NOT_ELIGIBLE', path, {
    zh: '此人不属于该类培训的对象，请核对就业状况、户口性质和年龄',
    en: 'The course is not for this person: look at situation, household registration and age',
  });
}

/** Locked, and of a class that the caller teaches or oversees. */
export async function enrolmentOf(em: EntityManager, viewer: Viewer, id: string): Promise<TrainingEnrolment> {
  const one = await found(em.findOne(TrainingEnrolment, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE }));
  if (!serves(viewer, { id: one.institution.id, path: one.institutionPath })) await found(Promise.resolve(null));
  return one;
}

export async function withdraw(em: EntityManager, viewer: Viewer, id: string, reason: string): Promise<TrainingEnrolment> {
  const one = await enrolmentOf(em, viewer, id);
  one.moveTo('WITHDRAWN');
  one.reason = freeText(reason);
  return one;
}

/** Whether the outcome still is one: work only while its placement is confirmed. */
export async function stands(em: EntityManager, { outcome, placement }: TrainingEnrolment): Promise<boolean> {
  if (outcome.kind !== 'EMPLOYED') return true;
  const [row] = (await em.execute('select placement_stands(?) as stands', [placement!.id])) as [{ stands: boolean }];
  return row.stands;
}

/** What became of a person: inside the window, and work only by a confirmed placement. Once, unless that work was reversed. */
export async function recordOutcome(em: EntityManager, viewer: Viewer, id: string, input: TrainingOutcomeRecordInput): Promise<TrainingEnrolment> {
  const one = await enrolmentOf(em, viewer, id);
  if (one.examinedOn === null || one.trackingUntil === null)
    throw new Refusal('ILLEGAL_TRANSITION', ['id'], { zh: '结业考核后才能登记去向', en: 'An outcome counts only after the examination' });
  if (one.outcome.kind !== null && (await stands(em, one)))
    throw new Refusal('ALREADY_EXISTS', ['id'], { zh: '该学员的去向已登记', en: 'The outcome is recorded already' });
  const day = await today(em);
  one.placement = null;
  if (input.kind === 'EMPLOYED') await employ(em, one);
  else if (input.kind === 'STARTED') start(one, input, day);
  else if (day <= one.trackingUntil)
    throw new Refusal('NOT_ELIGIBLE', ['input', 'kind'], {
      zh: `跟踪期到 ${one.trackingUntil} 为止，期满后才能登记未就业`,
      en: `The window runs until ${one.trackingUntil}; that nothing came of it can be told after`,
    });
  else one.outcome = Object.assign(new TrainingOutcome(), { kind: 'NONE', on: one.trackingUntil });
  return one;
}

async function employ(em: EntityManager, one: TrainingEnrolment): Promise<void> {
  const [hire] = (await em.execute('select h.id, h.day::text from hired_within(?, ?, ?) h', [one.seeker.id, one.examinedOn, one.trackingUntil])) as {
    id: string;
    day: string;
  }[];
  if (!hire)
    throw new Refusal('NOT_ELIGIBLE', ['input', 'kind'], {
      zh: '跟踪期内没有经确认的就业记录，请先办理录用确认',
      en: 'There is no confirmed placement within the window; confirm the hire first',
    });
  one.placement = ref(Placement, hire.id);
  one.outcome = Object.assign(new TrainingOutcome(), { kind: 'EMPLOYED', on: hire.day });
}

function start(one: TrainingEnrolment, { startedOn, licenceNumber, jobsCreated }: TrainingOutcomeRecordInput, day: string): void {
  if (startedOn === undefined || startedOn < one.examinedOn! || startedOn > one.trackingUntil! || startedOn > day)
    return refuse(
      'startedOn',
      '创业日期须在结业之后、跟踪期之内，且不晚于今天',
      'The start lies after the examination, within the window, and is not ahead',
    );
  const licence = cleanText(licenceNumber ?? '');
  if (licence === '') refuse('licenceNumber', '请填写营业执照号', 'Give the licence number of the business');
  if (jobsCreated === undefined || jobsCreated < 1 || jobsCreated > MOST_JOBS)
    refuse('jobsCreated', '带动就业人数须为正数（含本人）', 'The jobs are a positive number, the founder’s own included');
  one.outcome = Object.assign(new TrainingOutcome(), { kind: 'STARTED', on: startedOn, licenceNumber: licence, jobsCreated });
}

/** Windows that are over without an outcome: work that was confirmed is found, the rest came to nothing. */
export const endTracking = (em: EntityManager): Promise<unknown> =>
  em.execute(
    `update training_enrolment e
        set placement_id = h.id, outcome_kind = case when h.id is null then 'NONE' else 'EMPLOYED' end, outcome_on = coalesce(h.day, e.tracking_until)
       from training_enrolment o left join lateral hired_within(o.seeker_id, o.examined_on, o.tracking_until) h on true
      where e.id = o.id and e.outcome_kind is null and e.tracking_until < app_today()`,
  );
