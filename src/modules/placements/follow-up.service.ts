import { ref } from '@mikro-orm/core';
import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import { elevated } from '../../platform/access/elevated.js';
import type { Viewer } from '../../platform/access/viewer.js';
import { workingDayAfter } from '../../platform/clock/calendar.js';
import { plusDays, plusMonths, today } from '../../platform/clock/clock.js';
import { Refusal } from '../../platform/graphql/errors.js';
import { found } from '../../platform/graphql/mutation.js';
import { freeText } from '../../platform/privacy/redact.js';
import { serves } from '../institutions/institution.queries.js';
import { contactFrom, CONTACTS, FollowUp, type FollowUpKind, RIGHTS_CASE_DAYS, RightsCase } from './follow-up.js';
import type { FollowUpRecordInput } from './placement.inputs.js';
import { Transfer, type TransferState } from './transfer.js';

const REMATCH_DAYS = 7;

function task(transfer: Transfer, kind: FollowUpKind, dueOn: string): FollowUp {
  return Object.assign(new FollowUp(), {
    transfer: ref(transfer),
    institution: transfer.institution,
    institutionPath: transfer.institutionPath,
    kind,
    dueOn,
  });
}

/** The contacts that fall due after an arrival. */
export function scheduleContacts(em: EntityManager, transfer: Transfer, arrivedOn: string): void {
  for (const { kind, days, months } of CONTACTS)
    em.persist(task(transfer, kind, months === 0 ? plusDays(arrivedOn, days) : plusMonths(arrivedOn, months)));
}

/** Somebody came back: other work is to be found. An employer may have said so, who does not see what is asked of the person. */
export async function openRematch(em: EntityManager, transfer: Transfer, day: string): Promise<void> {
  await elevated(em, () => em.insert(FollowUp, task(transfer, 'REMATCH', plusDays(day, REMATCH_DAYS))));
}

/** Nobody asks any more. */
export async function dropTasks(em: EntityManager, transfer: Transfer): Promise<void> {
  await elevated(em, () => em.nativeUpdate(FollowUp, { transfer: transfer.id, state: 'DUE' }, { state: 'DROPPED' }));
}

/** What a contact must say. That somebody is not at work, or was not paid, is no end of it: something follows. */
function assertTold(transfer: Transfer, followUp: FollowUp, { onPost, paidOnTime, problem }: FollowUpRecordInput): void {
  const refuse = (field: string, zh: string, en: string): never => {
    throw new Refusal('INVALID', ['input', field], { zh, en });
  };
  if (paidOnTime === false && problem === undefined)
    refuse(
      'problem',
      '未按时发放工资的，请在“问题”中写明欠薪情况，将据此立维权案件',
      'Who was not paid on time has a case: say in `problem` what is owed',
    );
  if (followUp.kind === 'REMATCH') return;
  if (typeof onPost !== 'boolean') refuse('onPost', '请写明本人是否在岗', 'Say whether the person is at work');
  if (onPost === false && STAYS.includes(transfer.state)) {
    refuse(
      'onPost',
      '本人已不在岗：请先办理返乡（回访随之取消）或换岗，再登记回访',
      'Not at that post: first record the return, which ends the contacts, or the change of job',
    );
  }
}

/** States that say somebody is, or was when last heard of, at the post. */
const STAYS: readonly TransferState[] = ['ON_POST', 'LOST_CONTACT'];

/**
 * What a contact found. Missed twice in a row, the person counts as lost; a problem opens a rights case whose clock runs
 * in working days.
 */
export async function recordFollowUp(em: EntityManager, viewer: Viewer, id: string, input: FollowUpRecordInput): Promise<FollowUp> {
  const seen = await found(em.findOne(FollowUp, { id }));
  if (!serves(viewer, { id: seen.institution.id, path: seen.institutionPath })) await found(Promise.resolve(null));
  const transfer = await em.findOneOrFail(Transfer, { id: seen.transfer.id }, { lockMode: LockMode.PESSIMISTIC_WRITE });
  const followUp = await em.findOneOrFail(FollowUp, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true });
  const day = await today(em);
  if (followUp.state === 'DUE' && followUp.kind !== 'REMATCH' && day < contactFrom(followUp)) {
    throw new Refusal('NOT_ELIGIBLE', ['id'], {
      zh: `回访尚早：本次回访截止 ${followUp.dueOn}，${contactFrom(followUp)} 起可以登记`,
      en: `Too early: this contact is due on ${followUp.dueOn} and made from ${contactFrom(followUp)} on`,
    });
  }
  const { onPost = null, paidOnTime = null, contractSigned = null, insured = null } = input;
  if (!input.reached && [onPost, paidOnTime, contractSigned, insured, input.problem ?? null].some((one) => one !== null)) {
    throw new Refusal('INVALID', ['input', 'reached'], {
      zh: '未联系上本人时不能填写在岗、工资、合同、保险和问题；他人反映的问题请直接立维权案件',
      en: 'Who was not reached has told nothing: leave work, pay, contract, insurance and problem out; open a rights case for what others report',
    });
  }
  followUp.moveTo(input.reached ? 'DONE' : 'MISSED');
  if (input.reached) assertTold(transfer, followUp, input);
  followUp.doneOn = day;
  followUp.note = input.note === undefined ? null : freeText(input.note);
  if (!input.reached) {
    await loseAfterTwo(em, transfer, followUp);
    return followUp;
  }
  Object.assign(followUp, { onPost, paidOnTime, contractSigned, insured });
  if (transfer.state === 'LOST_CONTACT') transfer.moveTo('ON_POST');
  if (input.problem !== undefined && !(await openAlready(em, transfer, input.problem))) await openCase(em, transfer, input.problem);
  return followUp;
}

async function loseAfterTwo(em: EntityManager, transfer: Transfer, missed: FollowUp): Promise<void> {
  const before = await em.find(FollowUp, { transfer: transfer.id, dueOn: { $lt: missed.dueOn } }, { orderBy: { dueOn: 'desc' }, limit: 1 });
  if (before[0]?.state === 'MISSED' && ['ARRIVED', 'ON_POST', 'CHANGED_JOB'].includes(transfer.state)) transfer.moveTo('LOST_CONTACT');
}

/** The open case of the same words; the transfer is locked. */
const openAlready = (em: EntityManager, transfer: Transfer, problem: string): Promise<RightsCase | null> =>
  em.findOne(RightsCase, { transfer: transfer.id, state: 'OPEN', problem: freeText(problem) });

async function openCase(em: EntityManager, transfer: Transfer, problem: string): Promise<RightsCase> {
  const text = freeText(problem);
  if (text === '') throw new Refusal('INVALID', ['input', 'problem'], { zh: '请写明问题', en: 'Say what happened' });
  const openedOn = await today(em);
  const opened = Object.assign(new RightsCase(), {
    transfer: ref(transfer),
    institution: transfer.institution,
    institutionPath: transfer.institutionPath,
    problem: text,
    openedOn,
    dueOn: await workingDayAfter(em, openedOn, RIGHTS_CASE_DAYS),
  });
  em.persist(opened);
  return opened;
}

/** A case that somebody brings without having been asked: who looks after the person, or the person. */
export async function bringCase(em: EntityManager, viewer: Viewer, transferId: string, problem: string): Promise<RightsCase> {
  const transfer = await found(em.findOne(Transfer, { id: transferId }));
  const own = serves(viewer, { id: transfer.institution.id, path: transfer.institutionPath }) || viewer.seekerId === transfer.seeker.id;
  if (!own) await found(Promise.resolve(null));
  await elevated(em, () => em.execute('select id from transfer where id = ? for update', [transferId]));
  const open = await openAlready(em, transfer, problem);
  if (open) {
    throw new Refusal('ALREADY_EXISTS', ['input', 'problem'], {
      zh: `同一问题已于 ${open.openedOn} 立案，正在处理（案件 ${open.id}）；请等待办结，新的情况请另行写明`,
      en: `A case of the same words was opened on ${open.openedOn} and is open (${open.id}); for anything else say what it is`,
    });
  }
  return openCase(em, transfer, problem);
}

export async function closeCase(em: EntityManager, viewer: Viewer, id: string, outcome: string): Promise<RightsCase> {
  const rightsCase = await found(em.findOne(RightsCase, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE }));
  if (!serves(viewer, { id: rightsCase.institution.id, path: rightsCase.institutionPath })) await found(Promise.resolve(null));
  if (rightsCase.state === 'CLOSED') throw new Refusal('ILLEGAL_TRANSITION', ['id'], { zh: '该案件已办结', en: 'The case is settled already' });
  return Object.assign(rightsCase, { state: 'CLOSED', closedOn: await today(em), outcome: freeText(outcome) });
}
