import { ref } from '@mikro-orm/core';
import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import { elevated } from '../../platform/access/elevated.js';
import type { Viewer } from '../../platform/access/viewer.js';
import { today } from '../../platform/clock/clock.js';
import { Refusal } from '../../platform/graphql/errors.js';
import { found } from '../../platform/graphql/mutation.js';
import { freeText } from '../../platform/privacy/redact.js';
import { Institution } from '../institutions/institution.js';
import { serves } from '../institutions/institution.queries.js';
import { busy, releaseReservations } from '../quotas/ledger.js';
import { Referral } from '../referrals/referral.js';
import { moveReferral } from '../referrals/referral.service.js';
import { Seeker } from '../seekers/seeker.js';
import { placeRegistrations, reopenRegistration } from '../seekers/seeker.service.js';
import { Vacancy } from '../vacancies/vacancy.js';
import { GONE, Transfer } from './transfer.js';
import { Placement, type PlacementEndCause, type PlacementEvidence } from './placement.js';

export interface Hire {
  seeker: string;
  vacancy: string;
  employerId: string;
  institution: { id: string; path: string };
  referral?: Referral;
  on: string;
}

/** A hire, not yet confirmed. The vacancy's heads are counted by the caller, who holds its lock. */
export function openPlacement(em: EntityManager, hire: Hire): Placement {
  const placement = Object.assign(new Placement(), {
    seeker: ref(Seeker, hire.seeker),
    vacancy: ref(Vacancy, hire.vacancy),
    employerId: hire.employerId,
    referral: hire.referral === undefined ? null : ref(hire.referral),
    institution: ref(Institution, hire.institution.id),
    institutionPath: hire.institution.path,
    channel: hire.referral === undefined ? 'TRANSFER' : 'REFERRAL',
    hiredOn: hire.on,
  });
  em.persist(placement);
  return placement;
}

/** The employer takes the person: the referral ends as HIRED, the vacancy counts a head, a placement awaits confirmation. */
export async function hireReferral(em: EntityManager, viewer: Viewer, id: string): Promise<Placement> {
  const referral = await moveReferral(em, viewer, id, { state: 'HIRED', by: ['ISSUER', 'EMPLOYER'] });
  return openPlacement(em, {
    seeker: referral.seeker.id,
    vacancy: referral.vacancy.id,
    employerId: referral.employerId,
    institution: { id: referral.institution.id, path: referral.institutionPath },
    referral,
    on: await today(em),
  });
}

const concerns = (viewer: Viewer, placement: Placement): boolean =>
  serves(viewer, { id: placement.institution.id, path: placement.institutionPath }) ||
  (viewer.role === 'recruiter' && viewer.employerIds.includes(placement.employerId));

/** Locked, and after it nothing that stands before it in the order of locks: vacancies come first. */
async function placementOf(
  em: EntityManager,
  viewer: Viewer,
  id: string,
  withVacancy: boolean,
): Promise<{ placement: Placement; vacancy: Vacancy | null }> {
  const seen = await found(em.findOne(Placement, { id }));
  if (!concerns(viewer, seen)) await found(Promise.resolve(null));
  const vacancy = withVacancy ? await em.findOneOrFail(Vacancy, { id: seen.vacancy.id }, { lockMode: LockMode.PESSIMISTIC_WRITE }) : null;
  return { placement: await em.findOneOrFail(Placement, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true }), vacancy };
}

/** Counts from today. The person's registrations are served by it. */
export async function confirmPlacement(em: EntityManager, viewer: Viewer, id: string, evidence: PlacementEvidence): Promise<Placement> {
  const { placement } = await placementOf(em, viewer, id, false);
  await confirm(em, placement, viewer.role === 'recruiter' ? 'EMPLOYER' : evidence);
  return placement;
}

/** The placement is locked by the caller. */
export async function confirm(em: EntityManager, placement: Placement, evidence: PlacementEvidence): Promise<void> {
  placement.moveTo('CONFIRMED');
  placement.confirmedOn = await today(em);
  placement.evidence = evidence;
  await placeRegistrations(em, placement.seeker.id);
}

/** What a transfer held was given back before its row was locked, as the order of locks wants; what it got meanwhile was not. */
export function assertHeld(transfer: Transfer, released: string | undefined): void {
  if (transfer.reservation?.id !== released) throw busy();
}

/** The place behind a hire by referral; with the hire it can no longer change. */
const heldByReferral = async (em: EntityManager, { referral }: Placement): Promise<string | undefined> =>
  referral ? (await em.findOneOrFail(Referral, { id: referral.id })).reservation?.id : undefined;

async function giveBack(em: EntityManager, held: readonly (string | undefined)[], reason: string): Promise<void> {
  const ids = held.filter((one) => one !== undefined);
  if (ids.length > 0) await elevated(em, () => releaseReservations(em, ids, reason));
}

/** As if it had not been: the vacancy looks for a head again, the person for work; an arrival under it counts for nothing. */
export async function reversePlacement(em: EntityManager, viewer: Viewer, id: string, reason: string): Promise<Placement> {
  const seen = await found(em.findOne(Placement, { id }));
  if (!concerns(viewer, seen)) await found(Promise.resolve(null));
  const held = (await em.findOne(Transfer, { placement: id, state: { $in: [...GONE] } }))?.reservation?.id;
  await giveBack(em, [held, await heldByReferral(em, seen)], '就业记录撤销');
  const { placement, vacancy } = await placementOf(em, viewer, id, true);
  await reverse(em, placement, vacancy!, reason);
  const away = await em.findOne(Transfer, { placement: id, state: { $in: [...GONE] } }, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true });
  if (away) {
    assertHeld(away, held);
    away.countsAs = null;
  }
  return placement;
}

/** Vacancy and placement are locked by the caller. */
export async function reverse(em: EntityManager, placement: Placement, vacancy: Vacancy, reason: string): Promise<void> {
  const confirmed = placement.state === 'CONFIRMED';
  placement.moveTo('REVERSED');
  placement.reason = freeText(reason);
  vacancy.releaseOne(await today(em));
  if (confirmed) await reopenRegistration(em, placement.seeker.id);
}

/** Who goes by an order comes home as a transfer does, with the place, the tasks and the counts that hang on it. */
async function assertNoTransferSays(em: EntityManager, id: string, cause: PlacementEndCause): Promise<void> {
  const transfer = await em.findOne(Transfer, { placement: id, state: { $in: ['CONTRACTED', ...GONE] } });
  if (!transfer || (transfer.state !== 'CONTRACTED' && cause !== 'RETURNED')) return;
  throw new Refusal('NOT_ELIGIBLE', ['input', 'cause'], {
    zh: '此人按用工订单外出：未出发的请在订单中办理退出，返乡的请办理返乡，名额和后续事项随之处理',
    en: 'The person goes by an order: withdraw them there before the departure, afterwards record the return; the place and what follows go with it',
  });
}

/** The work is over; that it was stays counted. A place of its referral is free again, unless the person works elsewhere there. */
export async function endPlacement(em: EntityManager, viewer: Viewer, id: string, on: string, cause: PlacementEndCause): Promise<Placement> {
  const seen = await found(em.findOne(Placement, { id }));
  if (!concerns(viewer, seen)) await found(Promise.resolve(null));
  await assertNoTransferSays(em, id, cause);
  if (cause !== 'CHANGED_JOB') await giveBack(em, [await heldByReferral(em, seen)], '工作结束');
  const { placement } = await placementOf(em, viewer, id, false);
  await ending(em, placement, on, cause);
  return placement;
}

export async function ending(em: EntityManager, placement: Placement, on: string, cause: PlacementEndCause): Promise<void> {
  placement.end(on, cause, await today(em));
  if (placement.state === 'CONFIRMED') await reopenRegistration(em, placement.seeker.id);
}
