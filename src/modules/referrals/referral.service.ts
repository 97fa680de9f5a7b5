import { ref } from '@mikro-orm/core';
import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import { v7 } from 'uuid';
import type { Viewer } from '../../platform/access/viewer.js';
import { plusDays, today } from '../../platform/clock/clock.js';
import { Refusal } from '../../platform/graphql/errors.js';
import { found } from '../../platform/graphql/mutation.js';
import { freeText } from '../../platform/privacy/redact.js';
import { Institution } from '../institutions/institution.js';
import { serves } from '../institutions/institution.queries.js';
import { assertLicensed } from '../institutions/licence.service.js';
import { applicant, RULES, rules, type RuleName } from '../matching/rules.js';
import { Registration, Seeker } from '../seekers/seeker.js';
import { Vacancy } from '../vacancies/vacancy.js';
import { handles } from '../vacancies/vacancy.service.js';
import { Referral, type ReferralState } from './referral.js';

const COUNTERFOIL_DAYS = 7;

/** Which hard rules stand against a pair, evaluated by the same table as matching. */
export async function brokenRules(em: EntityManager, vacancyId: string, seekerId: string): Promise<RuleName[]> {
  const columns = RULES.map((name) => `${rules[name].holds('v', 's')} as "${name}"`).join(', ');
  const [row] = (await em.execute(`select ${columns} from vacancy v, (select ${applicant('p')} from seeker p) s where v.id = ? and s.id = ?`, [
    vacancyId,
    seekerId,
  ])) as Record<RuleName, boolean>[];
  return RULES.filter((name) => row?.[name] !== true);
}

/** Locks the vacancy, checks every hard rule and issues the letter. */
export async function issueReferral(em: EntityManager, viewer: Viewer, input: { registration: string; vacancy: string }): Promise<Referral> {
  const registration = await found(em.findOne(Registration, { id: input.registration }), ['input', 'registration']);
  if (!serves(viewer, { id: registration.institution.id, path: registration.institutionPath }))
    await found(Promise.resolve(null), ['input', 'registration']);
  await assertLicensed(em, await registration.institution.loadOrFail(), ['input', 'registration']);
  const vacancy = await found(
    em.findOne(Vacancy, { id: input.vacancy, state: { $nin: ['DRAFT', 'UNDER_REVIEW', 'REJECTED'] } }, { lockMode: LockMode.PESSIMISTIC_WRITE }),
    ['input', 'vacancy'],
  );
  if (vacancy.state !== 'OPEN' && !handles(viewer, vacancy) && !(await sentBefore(em, viewer, vacancy))) {
    await found(Promise.resolve(null), ['input', 'vacancy']);
  }
  const day = await today(em);
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
  const broken = await brokenRules(em, vacancy.id, registration.seeker.id);
  if (broken.length > 0) {
    throw new Refusal('NOT_ELIGIBLE', ['input', 'vacancy'], {
      zh: `${broken.map((name) => rules[name].broken.zh).join('；')}。请选择其他岗位，或经本人同意先修改意向`,
      en: `${broken.map((name) => rules[name].broken.en).join('; ')}. Choose another post, or change the wish first if the person agrees`,
    });
  }
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
  em.persist(referral);
  return referral;
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

/** One step of a referral. Locks it, and for a hire the vacancy, whose heads it counts. */
export async function moveReferral(em: EntityManager, viewer: Viewer, id: string, outcome: Outcome): Promise<Referral> {
  const seen = await found(em.findOne(Referral, { id }));
  const actor = actorOf(viewer, seen);
  if (actor === null || !outcome.by.includes(actor)) await found(Promise.resolve(null));
  const vacancy =
    outcome.state === 'HIRED' ? await em.findOneOrFail(Vacancy, { id: seen.vacancy.id }, { lockMode: LockMode.PESSIMISTIC_WRITE }) : null;
  const referral = await em.findOneOrFail(Referral, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true });
  const day = await today(em);
  referral.moveTo(outcome.state, day);
  if (outcome.reason !== undefined) referral.reason = freeText(outcome.reason);
  if (outcome.state === 'REFUSED') referral.refusedWithCause = outcome.withCause ?? false;
  if (outcome.interviewOn !== undefined) referral.interviewOn = interviewed(referral, outcome.interviewOn, day);
  vacancy?.hireOne();
  return referral;
}

function interviewed(referral: Referral, on: string, day: string): string {
  if (on >= referral.issuedOn && on <= day) return on;
  throw new Refusal('INVALID', ['input', 'on'], {
    zh: `面试日期须在推荐信开出之日（${referral.issuedOn}）到今天之间`,
    en: `The day of the interview lies between the day of the letter (${referral.issuedOn}) and today`,
  });
}

/** Silence is not a placement: a counterfoil that did not come back in time, after an interview within as many days again, ends the referral. */
export async function expireReferrals(em: EntityManager): Promise<number> {
  const rows = await em.execute(
    `update referral set state = 'EXPIRED', ended_on = app_today()
      where state in ('ISSUED', 'ACCEPTED', 'INTERVIEWED') and greatest(expires_on, interview_on + ?) < app_today() returning id`,
    [COUNTERFOIL_DAYS],
  );
  return rows.length;
}
