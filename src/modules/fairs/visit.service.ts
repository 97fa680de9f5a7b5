import { ref } from '@mikro-orm/core';
import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import type { Viewer } from '../../platform/access/viewer.js';
import { now } from '../../platform/clock/clock.js';
import { Refusal } from '../../platform/graphql/errors.js';
import { found } from '../../platform/graphql/mutation.js';
import { readableSecret } from '../accounts/secret.js';
import { inside } from '../institutions/institution.queries.js';
import { hireReferral } from '../placements/placement.service.js';
import { issueReferral, moveReferral, type ReferralText } from '../referrals/referral.service.js';
import { today } from '../../platform/clock/clock.js';
import { Registration, Seeker } from '../seekers/seeker.js';
import { assertAt, assertOpen, notOn, standing, textOf, unseen } from './fair.service.js';
import { JobFair } from './job-fair.js';
import { FairPost, FairParticipation } from './participation.js';
import { passTyped } from './slip.js';
import { FairInterest, FairInterview, FairTicket, type TicketState, FairVisit, type VisitState } from './visit.js';

const PASS_GROUPS = 2;

function newVisit(fair: string, seeker: string | null): FairVisit {
  return Object.assign(new FairVisit(), {
    fair: ref(JobFair, fair),
    seeker: seeker === null ? null : ref(Seeker, seeker),
    pass: readableSecret(PASS_GROUPS),
  });
}

/** A seeker, or an office that serves them, says before that they will come. */
export async function registerVisit(em: EntityManager, viewer: Viewer, input: { fair: string; seeker?: string }): Promise<FairVisit> {
  const { state } = await standing(em, input.fair, ['input', 'fair']);
  if (state !== 'ANNOUNCED' && state !== 'OPEN') throw notOn(state, ['input', 'fair']);
  const path = ['input', 'seeker'];
  if (viewer.role === 'seeker' && input.seeker !== undefined && input.seeker !== viewer.seekerId) await unseen(path);
  const id = viewer.role === 'seeker' ? viewer.seekerId : (input.seeker ?? null);
  if (viewer.role !== 'seeker') await assertAt(em, viewer, input.fair, ['input', 'fair']);
  const seeker = await found(em.findOne(Seeker, { id: id ?? '', state: 'ACTIVE' }), path);
  const visit = newVisit(input.fair, seeker.id);
  em.persist(visit);
  return visit;
}

export async function cancelVisit(em: EntityManager, viewer: Viewer, id: string): Promise<FairVisit> {
  const visit = await found(em.findOne(FairVisit, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE }));
  if (viewer.role !== 'seeker') await assertAt(em, viewer, visit.fair.id, ['id']);
  else if (visit.seeker?.id !== viewer.seekerId) await unseen(['id']);
  visit.moveTo('CANCELLED');
  return visit;
}

/** Whoever walks in gets a pass and gives nothing. */
export async function admitVisitor(em: EntityManager, viewer: Viewer, fair: string): Promise<FairVisit> {
  await assertAt(em, viewer, fair, ['input', 'fair']);
  await assertOpen(em, fair, ['input', 'fair']);
  const visit = newVisit(fair, null);
  visit.moveTo('CHECKED_IN');
  visit.checkedInAt = await now(em);
  em.persist(visit);
  return visit;
}

interface Shown {
  id: string;
  state: VisitState;
  seeker_id: string | null;
}

/** The visit behind a pass, locked; an unknown pass and one of another fair are refused in the same words. */
async function shown(em: EntityManager, fair: string, pass: string): Promise<Shown> {
  const rows = (await em.execute('select id, state, seeker_id from fair_visit_shown(?::uuid, ?)', [fair, passTyped(pass)])) as Shown[];
  const [visit] = rows;
  if (!visit)
    throw new Refusal('NOT_FOUND', ['input', 'pass'], {
      zh: '没有此入场码，请核对或到服务台办理',
      en: 'There is no such pass here; check it, or ask at the desk',
    });
  return visit;
}

/** A visit that was called off has no way back: whoever comes after all walks in like anybody. */
function assertStands({ state }: Shown): void {
  if (state === 'CANCELLED')
    throw new Refusal('ILLEGAL_TRANSITION', ['input', 'pass'], {
      zh: '此预约已取消，请在入口另领入场码',
      en: 'This visit was called off; get another pass at the entrance',
    });
}

/** The visit of somebody who is in the hall. */
async function present(em: EntityManager, fair: string, pass: string): Promise<Shown> {
  const visit = await shown(em, fair, pass);
  assertStands(visit);
  if (visit.state !== 'CHECKED_IN')
    throw new Refusal('ILLEGAL_TRANSITION', ['input', 'pass'], {
      zh: '尚未进场，请先在入口扫码',
      en: 'Not checked in; scan the code at the entrance first',
    });
  return visit;
}

/** At the entrance: the code of a pass, once. */
export async function checkIn(em: EntityManager, viewer: Viewer, fair: string, pass: string): Promise<FairVisit> {
  await assertAt(em, viewer, fair, ['input', 'fair']);
  await assertOpen(em, fair, ['input', 'fair']);
  const seen = await shown(em, fair, pass);
  assertStands(seen);
  if (seen.state === 'CHECKED_IN') throw new Refusal('ALREADY_EXISTS', ['input', 'pass'], { zh: '此入场码已使用', en: 'This pass came in already' });
  const visit = await found(em.findOne(FairVisit, { id: seen.id }, { lockMode: LockMode.PESSIMISTIC_WRITE }), ['input', 'pass']);
  visit.moveTo('CHECKED_IN');
  visit.checkedInAt = await now(em);
  return visit;
}

/** The viewer acts for the holder of a pass: a kiosk or an office of the fair to whom it is shown, or the seeker themself. */
async function assertBefore(em: EntityManager, viewer: Viewer, fair: string, visit: Shown, path: readonly string[]): Promise<void> {
  if (viewer.role === 'seeker') {
    if (visit.seeker_id !== viewer.seekerId) await unseen(path);
    return;
  }
  await assertAt(em, viewer, fair, path);
}

/** The next number at a booth. One at a time for each visitor and booth. */
export async function drawTicket(em: EntityManager, viewer: Viewer, input: { participation: string; pass: string }): Promise<FairTicket> {
  const path = ['input', 'participation'];
  const participation = await found(em.findOne(FairParticipation, { id: input.participation, state: 'APPROVED' }), path);
  const fair = participation.fair.id;
  await assertOpen(em, fair, path);
  const visit = await present(em, fair, input.pass);
  await assertBefore(em, viewer, fair, visit, path);
  const [row] = (await em.execute('select fair_number(?::uuid) as number', [participation.id])) as { number: number | null }[];
  if (row!.number === null) await unseen(path);
  const ticket = Object.assign(new FairTicket(), {
    fair: ref(JobFair, fair),
    participation: ref(participation),
    employerId: participation.employer.id,
    visit: ref(FairVisit, visit.id),
    number: row!.number,
  });
  em.persist(ticket);
  return ticket;
}

/** Calls the lowest number that waits; two who call at once call two. */
export async function callNext(em: EntityManager, viewer: Viewer, participationId: string): Promise<FairTicket> {
  const participation = await boothOf(em, viewer, participationId);
  await assertOpen(em, participation.fair.id, ['id']);
  const [ticket] = await em.find(
    FairTicket,
    { participation: participationId, state: 'WAITING' },
    { orderBy: { number: 'asc' }, limit: 1, lockMode: LockMode.PESSIMISTIC_WRITE },
  );
  if (!ticket) throw new Refusal('NOT_FOUND', ['id'], { zh: '没有人在等候', en: 'Nobody waits' });
  ticket.moveTo('CALLED');
  ticket.calledAt = await now(em);
  participation.called = ticket.number;
  return ticket;
}

/** A participation, locked, of its recruiter or of the office that holds the fair. */
async function boothOf(em: EntityManager, viewer: Viewer, id: string): Promise<FairParticipation> {
  const participation = await found(em.findOne(FairParticipation, { id, state: 'APPROVED' }, { lockMode: LockMode.PESSIMISTIC_WRITE }));
  if (!actsFor(viewer, participation.employer.id)) await assertAt(em, viewer, participation.fair.id, ['id']);
  return participation;
}

const actsFor = (viewer: Viewer, employerId: string): boolean => viewer.role === 'recruiter' && viewer.employerIds.includes(employerId);

export async function moveTicket(em: EntityManager, viewer: Viewer, id: string, to: TicketState): Promise<FairTicket> {
  const ticket = await found(em.findOne(FairTicket, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE }));
  if (!actsFor(viewer, ticket.employerId)) await assertAt(em, viewer, ticket.fair.id, ['id']);
  ticket.moveTo(to);
  return ticket;
}

/** Gives a number back: by the pass at a kiosk, or by the seeker. */
export async function leaveQueue(em: EntityManager, viewer: Viewer, id: string, pass: string): Promise<FairTicket> {
  const ticket = await found(em.findOne(FairTicket, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE }));
  const visit = await shown(em, ticket.fair.id, pass);
  if (visit.id !== ticket.visit.id) await unseen(['input', 'pass']);
  await assertBefore(em, viewer, ticket.fair.id, visit, ['id']);
  ticket.moveTo('LEFT');
  return ticket;
}

/**
 * An interest in a post, with no more of the visitor than the pass. What a kiosk collected while it was cut off comes in
 * later, up to a day after the fair, each with its own key.
 */
export async function noteInterest(em: EntityManager, viewer: Viewer, input: { post: string; pass: string }): Promise<FairInterest> {
  const path = ['input', 'post'];
  const post = await found(em.findOne(FairPost, { id: input.post }), path);
  const fair = post.fair.id;
  const { state, over } = await standing(em, fair, path);
  if (state !== 'OPEN' && (state !== 'CLOSED' || over)) throw notOn(state, path);
  const visit = await present(em, fair, input.pass);
  await assertBefore(em, viewer, fair, visit, path);
  const interest = Object.assign(new FairInterest(), {
    fair: ref(JobFair, fair),
    post: ref(post),
    employerId: post.employerId,
    visit: ref(FairVisit, visit.id),
  });
  em.persist(interest);
  return interest;
}

/** An interview took place at the booth: the recruiter, or the office of the fair, sees the pass. */
export async function holdInterview(em: EntityManager, viewer: Viewer, input: { post: string; pass: string }): Promise<FairInterview> {
  const path = ['input', 'post'];
  const post = await found(em.findOne(FairPost, { id: input.post }), path);
  await assertOpen(em, post.fair.id, path);
  if (!actsFor(viewer, post.employerId)) await assertAt(em, viewer, post.fair.id, path);
  assertThere(post, path);
  const visit = await present(em, post.fair.id, input.pass);
  const interview = Object.assign(new FairInterview(), {
    fair: ref(JobFair, post.fair.id),
    post: ref(post),
    employerId: post.employerId,
    visit: ref(FairVisit, visit.id),
  });
  em.persist(interview);
  return interview;
}

/** A post that left the fair is interviewed and hired for elsewhere. */
function assertThere({ state }: FairPost, path: readonly string[]): void {
  if (state === 'WITHDRAWN') throw new Refusal('EXPIRED', path, { zh: '该岗位已从招聘会撤下', en: 'The post was taken from the fair' });
}

/** A pass that gives no name is one person all the same: nobody else was hired by it. */
async function assertSamePerson(em: EntityManager, visitId: string, seekerId: string): Promise<void> {
  const hired = await em.find(FairInterview, { visit: visitId, referral: { $ne: null } }, { populate: ['referral'] });
  if (hired.some((one) => one.referral!.unwrap().seeker.id !== seekerId)) throw anotherPerson();
}

const anotherPerson = (): Refusal =>
  new Refusal('CONFLICT', ['input', 'registration'], {
    zh: '求职登记与入场人不是同一人',
    en: 'The registration is of somebody else than the visitor',
  });

async function interviewOf(em: EntityManager, viewer: Viewer, id: string): Promise<FairInterview> {
  const interview = await found(em.findOne(FairInterview, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE }));
  if (!actsFor(viewer, interview.employerId)) await assertAt(em, viewer, interview.fair.id, ['id']);
  return interview;
}

export async function offerAfter(em: EntityManager, viewer: Viewer, id: string): Promise<FairInterview> {
  const interview = await interviewOf(em, viewer, id);
  interview.moveTo('OFFERED');
  return interview;
}

export async function declineAfter(em: EntityManager, viewer: Viewer, id: string, reason: string): Promise<FairInterview> {
  const interview = await interviewOf(em, viewer, id);
  interview.moveTo('DECLINED');
  interview.reason = textOf(reason, 'reason');
  return interview;
}

/**
 * Hired on the spot, at the desk of the fair: the person's registration, a letter that is answered at once, a head of the
 * vacancy, a placement, and a place where places are given; all of it or nothing. Whoever came in under a name is the person that is hired.
 */
export async function hireAt(
  em: EntityManager,
  viewer: Viewer,
  id: string,
  { registration: registrationId, quota }: Omit<ReferralText, 'vacancy'>,
): Promise<FairInterview> {
  const seen = await found(em.findOne(FairInterview, { id }));
  const fair = await found(em.findOne(JobFair, { id: seen.fair.id }));
  if (viewer.role !== 'office' || viewer.regionPath === null || !inside(fair.institutionPath, viewer.regionPath)) await unseen(['id']);
  await assertOpen(em, fair.id, ['id']);
  const registration = await found(em.findOne(Registration, { id: registrationId }), ['input', 'registration']);
  const visit = await em.findOneOrFail(FairVisit, { id: seen.visit.id });
  if (visit.seeker !== null && visit.seeker.id !== registration.seeker.id) throw anotherPerson();
  await assertSamePerson(em, visit.id, registration.seeker.id);
  const post = await em.findOneOrFail(FairPost, { id: seen.post.id });
  assertThere(post, ['id']);
  const referral = await issueReferral(em, viewer, { registration: registrationId, vacancy: post.vacancy.id, quota });
  await em.flush();
  await moveReferral(em, viewer, referral.id, { state: 'INTERVIEWED', by: ['ISSUER'], interviewOn: await today(em) });
  const placement = await hireReferral(em, viewer, referral.id);
  await em.flush();
  const interview = await em.findOneOrFail(FairInterview, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true });
  interview.moveTo('HIRED');
  interview.referral = ref(referral);
  interview.placement = ref(placement);
  return interview;
}
