import { ref } from '@mikro-orm/core';
import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import type { Viewer } from '../../platform/access/viewer.js';
import { Refusal } from '../../platform/graphql/errors.js';
import { found } from '../../platform/graphql/mutation.js';
import { inside } from '../institutions/institution.queries.js';
import { Employer } from '../vacancies/employer.js';
import { Vacancy } from '../vacancies/vacancy.js';
import { heldFair, notOn, standing, textOf, unseen } from './fair.service.js';
import { FairBooth, JobFair } from './job-fair.js';
import { FairPost, FairParticipation } from './participation.js';
import { FairTicket } from './visit.js';

const actsFor = (viewer: Viewer, employerId: string): boolean => viewer.role === 'recruiter' && viewer.employerIds.includes(employerId);

async function holds(em: EntityManager, viewer: Viewer, fairId: string): Promise<boolean> {
  if (viewer.role !== 'office' || viewer.regionPath === null) return false;
  const fair = await em.findOne(JobFair, { id: fairId });
  return fair !== null && inside(fair.institutionPath, viewer.regionPath);
}

/** An employer, or the office for it, asks for a place at an announced fair. */
export async function applyForFair(em: EntityManager, viewer: Viewer, input: { fair: string; employer: string }): Promise<FairParticipation> {
  const { state } = await standing(em, input.fair, ['input', 'fair']);
  if (state !== 'ANNOUNCED' && state !== 'OPEN') throw notOn(state, ['input', 'fair']);
  const employer = await found(em.findOne(Employer, { id: input.employer }), ['input', 'employer']);
  if (!actsFor(viewer, employer.id) && !(await holds(em, viewer, input.fair))) await unseen(['input', 'employer']);
  if (employer.state === 'REJECTED') {
    throw new Refusal('NOT_ELIGIBLE', ['input', 'employer'], {
      zh: '用人单位核验未通过，不能参会',
      en: 'The employer’s documents were refused; it cannot take part',
    });
  }
  const participation = Object.assign(new FairParticipation(), { fair: ref(JobFair, input.fair), employer: ref(employer), appliedBy: viewer.userId });
  em.persist(participation);
  return participation;
}

/** Locked, of the employer itself or of the office that holds the fair. */
async function concerned(em: EntityManager, viewer: Viewer, id: string, path: readonly string[] = ['id']): Promise<FairParticipation> {
  const participation = await found(em.findOne(FairParticipation, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE }), path);
  if (!actsFor(viewer, participation.employer.id) && !(await holds(em, viewer, participation.fair.id))) await unseen(path);
  return participation;
}

export async function approveParticipation(em: EntityManager, viewer: Viewer, id: string, boothId: string): Promise<FairParticipation> {
  const seen = await found(em.findOne(FairParticipation, { id }));
  const fair = await heldFair(em, viewer, seen.fair.id);
  if (fair.state !== 'ANNOUNCED' && fair.state !== 'OPEN') throw notOn(fair.state, ['id']);
  const participation = await em.findOneOrFail(FairParticipation, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true });
  if (participation.appliedBy !== null && participation.appliedBy === viewer.userId) {
    throw new Refusal('NOT_ELIGIBLE', ['id'], { zh: '须由申请人以外的人审批', en: 'Somebody else than the applicant decides' });
  }
  const employer = await em.findOneOrFail(Employer, { id: participation.employer.id });
  if (employer.state !== 'VERIFIED')
    throw new Refusal('NOT_ELIGIBLE', ['id'], { zh: '用人单位尚未核验，请先核验', en: 'The employer is not verified; verify it first' });
  const booth = await found(em.findOne(FairBooth, { id: boothId, fair: fair.id }), ['input', 'booth']);
  participation.moveTo('APPROVED');
  participation.booth = ref(booth);
  return participation;
}

export async function rejectParticipation(em: EntityManager, viewer: Viewer, id: string, reason: string): Promise<FairParticipation> {
  const seen = await found(em.findOne(FairParticipation, { id }));
  await heldFair(em, viewer, seen.fair.id);
  const participation = await em.findOneOrFail(FairParticipation, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true });
  participation.moveTo('REJECTED');
  participation.reason = textOf(reason, 'reason');
  return participation;
}

/** Its posts leave the fair with it, and whoever waits at its booth is let go. */
export async function withdrawParticipation(em: EntityManager, viewer: Viewer, id: string): Promise<FairParticipation> {
  const participation = await concerned(em, viewer, id);
  participation.moveTo('WITHDRAWN');
  for (const post of await em.find(
    FairPost,
    { participation: id, state: { $ne: 'WITHDRAWN' } },
    { lockMode: LockMode.PESSIMISTIC_WRITE, orderBy: { id: 'asc' } },
  )) {
    withdrawn(post);
  }
  for (const ticket of await em.find(
    FairTicket,
    { participation: id, state: { $in: ['WAITING', 'CALLED'] } },
    { lockMode: LockMode.PESSIMISTIC_WRITE, orderBy: { number: 'asc' } },
  )) {
    ticket.moveTo('LEFT');
  }
  return participation;
}

const withdrawn = (post: FairPost): FairPost => Object.assign(post, { state: 'WITHDRAWN', headsLeft: 0 });

/** An open vacancy of the employer is brought to the fair; from then on it follows its notice. */
export async function bringPost(em: EntityManager, viewer: Viewer, input: { participation: string; vacancy: string }): Promise<FairPost> {
  const path = ['input', 'participation'];
  const seen = await found(em.findOne(FairParticipation, { id: input.participation }), path);
  const { state } = await standing(em, seen.fair.id, path);
  if (state !== 'ANNOUNCED' && state !== 'OPEN') throw notOn(state, path);
  const vacancy = await found(em.findOne(Vacancy, { id: input.vacancy }, { lockMode: LockMode.NONE }), ['input', 'vacancy']);
  const participation = await concerned(em, viewer, input.participation, path);
  if (participation.state !== 'APPROVED')
    throw new Refusal('ILLEGAL_TRANSITION', path, { zh: '参会报名尚未通过', en: 'The employer is not approved for the fair' });
  if (vacancy.employer.id !== participation.employer.id) await unseen(['input', 'vacancy']);
  if (vacancy.state !== 'OPEN') throw new Refusal('EXPIRED', ['input', 'vacancy'], { zh: '该岗位不在招聘中', en: 'The vacancy is not open' });
  const post = Object.assign(new FairPost(), {
    fair: ref(JobFair, participation.fair.id),
    participation: ref(participation),
    employerId: vacancy.employer.id,
    vacancy: ref(vacancy),
  });
  em.persist(post);
  await em.flush();
  await em.refresh(post); // its state and heads are written by the database, from the notice as it is locked
  if (post.state !== 'OPEN') throw new Refusal('EXPIRED', ['input', 'vacancy'], { zh: '该岗位不在招聘中', en: 'The vacancy is not open' });
  return post;
}

export async function withdrawPost(em: EntityManager, viewer: Viewer, id: string): Promise<FairPost> {
  const seen = await found(em.findOne(FairPost, { id }));
  await concerned(em, viewer, seen.participation.id);
  const post = await em.findOneOrFail(FairPost, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true });
  if (post.state === 'WITHDRAWN')
    throw new Refusal('ILLEGAL_TRANSITION', ['id'], { zh: '该岗位已撤下', en: 'The post was taken from the fair already' });
  return withdrawn(post);
}
