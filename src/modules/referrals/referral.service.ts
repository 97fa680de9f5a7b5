import { ref } from '@mikro-orm/core';
import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import { v7 } from 'uuid';
import { elevated } from '../../platform/access/elevated.js';
import type { Viewer } from '../../platform/access/viewer.js';
import { plusDays, today } from '../../platform/clock/clock.js';
import { Refusal } from '../../platform/graphql/errors.js';
import { labelOf } from '../../platform/graphql/enum.js';
import { found } from '../../platform/graphql/mutation.js';
import { freeText } from '../../platform/privacy/redact.js';
import { Institution } from '../institutions/institution.js';
import { serves } from '../institutions/institution.queries.js';
import { assertLicensed } from '../institutions/licence.service.js';
import { applicant, RULES, rules, type RuleName } from '../matching/rules.js';
import { type At, confirmOrRenew, lockHeld, lockQuotas, patiently, releaseReservations, reserveQuotas } from '../quotas/ledger.js';
import type { Quota } from '../quotas/quota.js';
import { assertEligible, assertPersonOf, assertPostThere, assertTrade, usableQuota } from '../quotas/quota.rules.js';
import { Reservation } from '../quotas/reservation.js';
import { Registration, Seeker } from '../seekers/seeker.js';
import { Vacancy } from '../vacancies/vacancy.js';
import { handles } from '../vacancies/vacancy.service.js';
import { Referral, ReferralState } from './referral.js';

const COUNTERFOIL_DAYS = 7;
/** To the end of the last day on which the counterfoil may come back: after an interview on the day it is due, as many days later. */
const HOLD_SECONDS = (2 * COUNTERFOIL_DAYS + 1) * 86_400;

/** Which hard rules stand against a pair, evaluated by the same table as matching. */
export async function brokenRules(em: EntityManager, vacancyId: string, seekerId: string): Promise<RuleName[]> {
  const columns = RULES.map((name) => `${rules[name].holds('v', 's')} as "${name}"`).join(', ');
  const [row] = (await em.execute(`select ${columns} from vacancy v, (select ${applicant('p')} from seeker p) s where v.id = ? and s.id = ?`, [
    vacancyId,
    seekerId,
  ])) as Record<RuleName, boolean>[];
  return RULES.filter((name) => row?.[name] !== true);
}

export interface ReferralText {
  registration: string;
  vacancy: string;
  quota?: string | undefined;
}

/** Locks the places and the vacancy, checks every hard rule, issues the letter and holds the place. */
export const issueReferral = (em: EntityManager, viewer: Viewer, input: ReferralText): Promise<Referral> =>
  patiently(async () => {
    const registration = await found(em.findOne(Registration, { id: input.registration }), ['input', 'registration']);
    if (!serves(viewer, { id: registration.institution.id, path: registration.institutionPath }))
      await found(Promise.resolve(null), ['input', 'registration']);
    const institution = await registration.institution.loadOrFail();
    await assertLicensed(em, institution, ['input', 'registration']);
    const quota = input.quota === undefined ? null : await usableQuota(em, viewer, institution, input.quota);
    if (quota) await elevated(em, () => lockQuotas(em, [quota.id]));
    const vacancy = await vacancyFor(em, viewer, input.vacancy);
    const day = await today(em);
    assertOpen(vacancy, registration, day);
    await assertFits(em, vacancy, registration);
    const referral = Object.assign(new Referral(), {
      number: numberOf(day),
      seeker: ref(Seeker, registration.seeker.id),
      vacancy: ref(vacancy),
      registration: ref(registration),
      institution: ref(Institution, registration.institution.id),
      institutionPath: registration.institutionPath,
      employerId: vacancy.employer.id,
      issuedOn: day,
      expiresOn: plusDays(day, COUNTERFOIL_DAYS),
    });
    if (quota) referral.reservation = ref(Reservation, await holdPlace(em, referral, quota, vacancy));
    em.persist(referral);
    return referral;
  });

/** Locked; a notice that is no longer public is known to those who handle it or referred to it. */
async function vacancyFor(em: EntityManager, viewer: Viewer, id: string): Promise<Vacancy> {
  const vacancy = await found(
    em.findOne(Vacancy, { id, state: { $nin: ['DRAFT', 'UNDER_REVIEW', 'REJECTED'] } }, { lockMode: LockMode.PESSIMISTIC_WRITE }),
    ['input', 'vacancy'],
  );
  if (vacancy.state !== 'OPEN' && !handles(viewer, vacancy) && !(await sentBefore(em, viewer, vacancy))) {
    await found(Promise.resolve(null), ['input', 'vacancy']);
  }
  return vacancy;
}

function assertOpen(vacancy: Vacancy, registration: Registration, day: string): void {
  if (vacancy.state !== 'OPEN' || vacancy.validUntil < day) {
    throw new Refusal('EXPIRED', ['input', 'vacancy'], {
      zh: '该岗位已不在招聘中，请选择其他岗位',
      en: 'The vacancy is no longer open; choose another',
    });
  }
  if (registration.state !== 'ACTIVE' || registration.validUntil < day) {
    throw new Refusal('EXPIRED', ['input', 'registration'], {
      zh: '求职登记已失效，请重新登记',
      en: 'The registration is no longer active; register anew',
    });
  }
}

async function assertFits(em: EntityManager, vacancy: Vacancy, registration: Registration): Promise<void> {
  const broken = await brokenRules(em, vacancy.id, registration.seeker.id);
  if (broken.length > 0) {
    throw new Refusal('NOT_ELIGIBLE', ['input', 'vacancy'], {
      zh: `${broken.map((name) => rules[name].broken.zh).join('；')}。请选择其他岗位，或经本人同意先修改意向`,
      en: `${broken.map((name) => rules[name].broken.en).join('; ')}. Choose another post, or change the wish first if the person agrees`,
    });
  }
}

const WANTED: At = { places: ['input', 'quota'], count: ['input', 'quota'] };

/** One place for the person; the quota is locked by the caller. */
async function holdPlace(em: EntityManager, referral: Referral, quota: Quota, vacancy: Vacancy): Promise<string> {
  assertPostThere(quota, vacancy);
  const seeker = await em.findOneOrFail(Seeker, { id: referral.seeker.id });
  assertPersonOf(quota, seeker.regionPath);
  assertEligible(seeker, referral.issuedOn, ['input', 'registration']);
  if (quota.agreement) await assertTrade(em, quota.agreement.id, vacancy);
  const ask = { quota: quota.id, holder: referral.id, count: 1, seconds: HOLD_SECONDS, purpose: '推荐', reach: null };
  const [id] = await elevated(em, () => reserveQuotas(em, [ask], WANTED));
  return id!;
}

/** A notice that is no longer public is known to those who referred to it. */
const sentBefore = async (em: EntityManager, viewer: Viewer, vacancy: Vacancy): Promise<boolean> =>
  (await em.find(Referral, { vacancy: vacancy.id })).some((one) => serves(viewer, { id: one.institution.id, path: one.institutionPath }));

/** `TJ20261123-` and the tail of a sortable id: unique, and no count of anybody's referrals. */
function numberOf(day: string): string {
  return `TJ${day.replaceAll('-', '')}-${v7().slice(-10).toUpperCase()}`;
}

export type Actor = 'ISSUER' | 'EMPLOYER' | 'SEEKER';

export interface Outcome {
  state: ReferralState;
  by: readonly Actor[];
  reason?: string;
  withCause?: boolean;
  interviewOn?: string;
}

function actorOf(viewer: Viewer, referral: Referral): Actor | null {
  if (serves(viewer, { id: referral.institution.id, path: referral.institutionPath })) return 'ISSUER';
  if (viewer.role === 'recruiter' && viewer.employerIds.includes(referral.employerId)) return 'EMPLOYER';
  return viewer.role === 'seeker' && viewer.seekerId === referral.seeker.id ? 'SEEKER' : null;
}

/** One step of a referral. Locks the place it holds, for a hire the vacancy, whose heads it counts, and the referral. */
export const moveReferral = (em: EntityManager, viewer: Viewer, id: string, outcome: Outcome): Promise<Referral> =>
  patiently(async () => {
    const seen = await found(em.findOne(Referral, { id }));
    const actor = actorOf(viewer, seen);
    if (actor === null || !outcome.by.includes(actor)) await found(Promise.resolve(null));
    const held = seen.reservation?.id;
    if (held) await elevated(em, () => lockHeld(em, [held]));
    const vacancy =
      outcome.state === 'HIRED' ? await em.findOneOrFail(Vacancy, { id: seen.vacancy.id }, { lockMode: LockMode.PESSIMISTIC_WRITE }) : null;
    const referral = await em.findOneOrFail(Referral, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true });
    const day = await today(em);
    referral.moveTo(outcome.state, day);
    if (outcome.reason !== undefined) referral.reason = freeText(outcome.reason);
    if (outcome.state === 'REFUSED') referral.refusedWithCause = outcome.withCause ?? false;
    if (outcome.interviewOn !== undefined) referral.interviewOn = interviewed(referral, outcome.interviewOn, day);
    vacancy?.hireOne();
    if (held && referral.endedOn !== null) await elevated(em, () => settlePlace(em, referral, held));
    return referral;
  });

/** A hire takes the place for good, anew where it was lost meanwhile; any other end gives it back. */
async function settlePlace(em: EntityManager, referral: Referral, held: string): Promise<void> {
  if (referral.state !== 'HIRED') return releaseReservations(em, [held], endedAs(referral.state));
  const taken = await confirmOrRenew(em, held, HOLD_SECONDS);
  if (taken instanceof Refusal) {
    const { zh, en } = taken.words;
    throw new Refusal(taken.code, ['id'], {
      zh: `为其预留的名额已失效，无法再次预留：${zh}。请先补充名额，或结束本次推荐后另行开具`,
      en: `The place it held is lost and cannot be held again: ${en}. Add places first, or end this referral and issue another`,
    });
  }
  referral.reservation = ref(Reservation, taken);
}

const endedAs = (state: ReferralState): string => `推荐${labelOf(ReferralState, state).zh}`;

function interviewed(referral: Referral, on: string, day: string): string {
  if (on >= referral.issuedOn && on <= day) return on;
  throw new Refusal('INVALID', ['input', 'on'], {
    zh: `面试日期须在推荐信开出之日（${referral.issuedOn}）到今天之间`,
    en: `The day of the interview lies between the day of the letter (${referral.issuedOn}) and today`,
  });
}

const OVERDUE = `state in ('ISSUED', 'ACCEPTED', 'INTERVIEWED') and greatest(expires_on, interview_on + ${COUNTERFOIL_DAYS}) < app_today()`;

/**
 * Silence is not a placement: a counterfoil that did not come back in time, after an interview within as many days again,
 * ends the referral and gives its place back. Places are locked first; what came due meanwhile waits for the next time.
 */
export async function expireReferrals(em: EntityManager): Promise<number> {
  const due = (await em.execute(`select reservation_id as held from referral where reservation_id is not null and ${OVERDUE}`)) as { held: string }[];
  const held = due.map((one) => one.held);
  if (held.length > 0) await lockHeld(em, held);
  const ended = (await em.execute(
    `update referral set state = 'EXPIRED', ended_on = app_today()
      where ${OVERDUE} and (reservation_id is null or reservation_id = any(?::uuid[])) returning reservation_id as held`,
    [`{${held.join(',')}}`],
  )) as { held: string | null }[];
  const back = ended.flatMap((one) => one.held ?? []);
  if (back.length > 0) await releaseReservations(em, back, endedAs('EXPIRED'));
  return ended.length;
}
