import { ref } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { brokenRules } from '../src/modules/referrals/referral.service.js';
import { Referral, type ReferralState } from '../src/modules/referrals/referral.js';
import type { Registration, Seeker } from '../src/modules/seekers/seeker.js';
import { Vacancy } from '../src/modules/vacancies/vacancy.js';
import { plusDays } from '../src/platform/clock/clock.js';
import { idOf } from './regions.js';

/** One after the other, so that every desk sees each of them. */
const STATES: readonly ReferralState[] = ['INTERVIEWED', 'ISSUED', 'ACCEPTED', 'HIRED', 'NOT_HIRED', 'NO_SHOW', 'REFUSED', 'EXPIRED'];
const REASONS: Partial<Record<ReferralState, string>> = { NOT_HIRED: '操作不熟练', REFUSED: '离家太远' };
const ENDED: ReadonlySet<ReferralState> = new Set(['HIRED', 'NOT_HIRED', 'NO_SHOW', 'REFUSED', 'EXPIRED']);
const EACH_STATE = 4;
const COUNTERFOIL_DAYS = 7;
const MOST_TRIED = 25;

/** Referrals in every state, each between a person and a post that fit; the first ones are of `employer`. */
export async function seedReferrals(
  em: EntityManager,
  people: readonly { seeker: Seeker; registration: Registration }[],
  employer: string,
  day: string,
): Promise<Referral[]> {
  const made: Referral[] = [];
  for (const { seeker, registration } of people) {
    if (made.length === EACH_STATE * STATES.length) break;
    const vacancy = await fitting(em, seeker, made.length < STATES.length ? employer : null);
    if (vacancy) made.push(referralOf({ at: made.length, state: STATES[made.length % STATES.length]!, seeker, registration, vacancy, day }));
  }
  em.persist(made);
  await em.flush();
  return made;
}

/** What an agency's desk begins with: letters that are out, one of them overdue, and some that came back. */
const AT_AGENCY: readonly ReferralState[] = ['ISSUED', 'ACCEPTED', 'INTERVIEWED', 'NOT_HIRED', 'ISSUED'];
const FIRST_AT_AGENCY = 1_000;

/** Referrals of an agency, each of somebody on its roster for whom there is none yet. */
export async function seedAgencyReferrals(
  em: EntityManager,
  people: readonly { seeker: Seeker; registration: Registration }[],
  agency: string,
  day: string,
): Promise<void> {
  const referred = new Set((await em.find(Referral, {})).map((one) => one.seeker.id));
  const roster = people.filter(({ seeker, registration }) => registration.institution.id === agency && !referred.has(seeker.id));
  const made: Referral[] = [];
  for (const { seeker, registration } of roster.slice(1)) {
    const state = AT_AGENCY[made.length];
    if (!state) break;
    const vacancy = await fitting(em, seeker, null);
    if (vacancy) made.push(referralOf({ at: FIRST_AT_AGENCY + made.length, state, seeker, registration, vacancy, day }));
  }
  em.persist(made);
  await em.flush();
}

async function fitting(em: EntityManager, seeker: Seeker, employer: string | null): Promise<Vacancy | null> {
  const trade = seeker.wish.anyTrade ? {} : { tradeGroup: { $in: seeker.wish.tradeGroups } };
  const of = employer === null ? {} : { employer };
  const posts = await em.find(Vacancy, { state: 'OPEN', ...trade, ...of }, { orderBy: { id: 'asc' }, limit: MOST_TRIED });
  for (const post of posts) if (post.hiredCount + 1 < post.headCount && (await brokenRules(em, post.id, seeker.id)).length === 0) return post;
  return null;
}

interface Told {
  at: number;
  state: ReferralState;
  seeker: Seeker;
  registration: Registration;
  vacancy: Vacancy;
  day: string;
}

function referralOf({ at, state, seeker, registration, vacancy, day }: Told): Referral {
  const issuedOn = plusDays(day, ENDED.has(state) ? -20 : -2);
  if (state === 'HIRED') vacancy.hireOne();
  return Object.assign(new Referral(), {
    id: idOf('referral', at),
    number: `TJ${issuedOn.replaceAll('-', '')}-${idOf('referral', at).slice(-10).toUpperCase()}`,
    seeker: ref(seeker),
    vacancy: ref(vacancy),
    registration: ref(registration),
    institution: registration.institution,
    institutionPath: registration.institutionPath,
    employerId: vacancy.employer.id,
    issuedOn,
    expiresOn: plusDays(issuedOn, COUNTERFOIL_DAYS),
    endedOn: ENDED.has(state) ? plusDays(issuedOn, COUNTERFOIL_DAYS + 1) : null,
    interviewOn: ['INTERVIEWED', 'HIRED', 'NOT_HIRED'].includes(state) ? plusDays(issuedOn, 1) : null,
    state,
    reason: REASONS[state] ?? null,
    refusedWithCause: state === 'REFUSED' ? true : null,
    synthetic: true,
  });
}
