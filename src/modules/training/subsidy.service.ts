import { ref } from '@mikro-orm/core';
import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import { assertLevel, byAnother } from '../../platform/access/another.js';
import type { Viewer } from '../../platform/access/viewer.js';
import { today } from '../../platform/clock/clock.js';
import { Refusal } from '../../platform/graphql/errors.js';
import { found } from '../../platform/graphql/mutation.js';
import { freeText } from '../../platform/privacy/redact.js';
import { assertInside } from '../institutions/institution.queries.js';
import { type LedgerAccount, move, post } from '../policies/ledger.js';
import { countyPath } from '../policies/subsidy.service.js';
import { TrainingClass } from './class.js';
import { TrainingEnrolment } from './enrolment.js';
import { enrolmentOf, stands } from './enrolment.service.js';
import { ruleAt } from './rule.js';
import { type SubsidyState, TrainingSubsidy } from './subsidy.js';

const NO_RATE = {
  zh: '该类培训的补贴标准尚未入库，请先由区县或市级录入',
  en: 'No rate of subsidy is on file for this course; the county or city has to set one',
};

/** Work that was reversed since brings nothing. */
async function assertStands(em: EntityManager, enrolment: TrainingEnrolment): Promise<void> {
  if (await stands(em, enrolment)) return;
  throw new Refusal('NOT_ELIGIBLE', ['id'], {
    zh: '作为去向的就业已撤销，请重新登记去向',
    en: 'The work that was the outcome was reversed; record the outcome anew',
  });
}

/** For who passed and whose outcome is known; the full amount with work or a business, a share without. */
export async function applySubsidy(em: EntityManager, viewer: Viewer, id: string): Promise<TrainingSubsidy> {
  const enrolment = await enrolmentOf(em, viewer, id);
  const { outcome, examinedOn } = enrolment;
  if (enrolment.state !== 'PASSED' || examinedOn === null)
    throw new Refusal('NOT_ELIGIBLE', ['id'], { zh: '培训合格后才能申请补贴', en: 'Only for who passed' });
  if (outcome.kind === null)
    throw new Refusal('NOT_ELIGIBLE', ['id'], {
      zh: '请先登记去向，或等跟踪期满',
      en: 'Record the outcome first, or wait for the end of the window',
    });
  await assertStands(em, enrolment);
  const one = await em.findOneOrFail(TrainingClass, { id: enrolment.class.id });
  const rule = await ruleAt(em, one, one.institutionPath, one.startsOn);
  if (rule.subsidy === null) throw new Refusal('NOT_ELIGIBLE', ['id'], NO_RATE);
  const amount = outcome.kind === 'NONE' ? (rule.subsidy * BigInt(rule.shareWithoutOutcome) + 50n) / 100n : rule.subsidy;
  if (amount === 0n) throw new Refusal('NOT_ELIGIBLE', ['id'], { zh: '未就业者没有补贴', en: 'There is no subsidy without an outcome' });
  const { seeker, institution, institutionPath, kind } = enrolment;
  const subsidy = Object.assign(new TrainingSubsidy(), {
    seeker,
    institution,
    institutionPath,
    kind,
    amount,
    enrolment: ref(enrolment),
    year: Number(examinedOn.slice(0, 4)),
    steppedBy: viewer.userId,
  });
  em.persist(subsidy);
  return subsidy;
}

/** A step of the offices above; verification from the street up, decisions from the county up, each by another person. */
export async function moveSubsidy(em: EntityManager, viewer: Viewer, id: string, to: SubsidyState, reason?: string): Promise<TrainingSubsidy> {
  const subsidy = await found(em.findOne(TrainingSubsidy, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE }));
  assertInside(viewer, subsidy.institutionPath, ['id']);
  assertLevel(viewer, to === 'VERIFIED' || to === 'REJECTED' ? ['street', 'county', 'city'] : ['county', 'city']);
  subsidy.moveTo(to);
  subsidy.steppedBy = byAnother(viewer, subsidy.steppedBy);
  if (to === 'APPROVED' || to === 'PAID') await assertStands(em, await em.findOneOrFail(TrainingEnrolment, { id: subsidy.enrolment.id }));
  if (to === 'PAID') subsidy.paidOn = await today(em);
  if (reason !== undefined) subsidy.reason = freeText(reason);
  if (to === 'PAID') await booked(em, subsidy, 'EMPLOYMENT_FUNDS', 'SUBSIDY');
  if (to === 'RECOVERED') await booked(em, subsidy, 'SUBSIDY', 'EMPLOYMENT_FUNDS');
  return subsidy;
}

/** Between the county’s employment funds and the institution that taught, in the ledger of money. */
const booked = (em: EntityManager, subsidy: TrainingSubsidy, from: LedgerAccount, to: LedgerAccount): Promise<void> =>
  post(em, {
    kind: to === 'SUBSIDY' ? 'SUBSIDY_PAY' : 'SUBSIDY_RECOVER',
    countyPath: countyPath(subsidy.institutionPath),
    caseId: subsidy.id,
    legs: move(from, to, subsidy.amount),
  });
