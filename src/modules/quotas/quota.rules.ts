import type { EntityManager } from '@mikro-orm/postgresql';
import type { Viewer } from '../../platform/access/viewer.js';
import { fullYears } from '../../platform/clock/clock.js';
import { Refusal } from '../../platform/graphql/errors.js';
import { found } from '../../platform/graphql/mutation.js';
import type { Institution } from '../institutions/institution.js';
import { inside } from '../institutions/institution.queries.js';
import type { Seeker } from '../seekers/seeker.js';
import type { Vacancy } from '../vacancies/vacancy.js';
import { Quota } from './quota.js';

/** Where whoever wants places for a post names them. */
const PLACES = ['input', 'quota'];

const ineligible = (zh: string, en: string, path: readonly string[] = PLACES): Refusal => new Refusal('NOT_ELIGIBLE', path, { zh, en });

/** Places that an institution, or the office behind it, may use; others are not found. */
export async function usableQuota(em: EntityManager, viewer: Viewer, institution: Institution, id: string): Promise<Quota> {
  const quota = await found(em.findOne(Quota, { id }), PLACES);
  if (!mayUse(viewer, institution, quota)) await found(Promise.resolve(null), PLACES);
  return quota;
}

/** An office uses places of its division; who fills them those that were given to it, or to nobody in its own division. */
function mayUse(viewer: Viewer, institution: Institution, quota: Quota): boolean {
  if (viewer.role === 'office') return inside(quota.originPath, viewer.regionPath!);
  return quota.institution ? quota.institution.id === institution.id : inside(quota.originPath, institution.regionPath);
}

export function assertPostThere(quota: Quota, vacancy: Vacancy): void {
  if (inside(vacancy.placePath, quota.destinationPath)) return;
  throw ineligible(
    '岗位不在该名额的输入地区，请选择输入地包含该岗位的名额，或不占名额推荐',
    'The post lies outside the region of these places: choose places of its region, or none',
  );
}

/** Places that may be used for a post. */
export async function quotaFor(em: EntityManager, viewer: Viewer, institution: Institution, id: string, vacancy: Vacancy): Promise<Quota> {
  const quota = await usableQuota(em, viewer, institution, id);
  assertPostThere(quota, vacancy);
  return quota;
}

/** By where somebody lives. */
export function assertPersonOf(quota: Quota, home: string): void {
  if (inside(home, quota.originPath)) return;
  throw ineligible(
    '此人不属于该名额的输出地，请选择其居住区县的名额',
    'The person does not come from where these places are for; choose places of their county',
  );
}

/** Asked of the agreement itself, which an agency that was given places of it need not see. */
export async function assertTrade(em: EntityManager, agreement: string, vacancy: Vacancy, path: readonly string[] = PLACES): Promise<void> {
  const [row] = (await em.execute('select agreement_names_trade(?, ?) as named', [agreement, vacancy.occupationCode])) as { named: boolean }[];
  if (!row!.named)
    throw ineligible(
      '岗位工种不在协议约定的工种之内，请选择其他岗位或其他名额',
      'The trade of the post is none of those of the agreement: choose another post, or other places',
      path,
    );
}

const LEAST_AGE = 18;

/** Nobody under 18 on the day of departure and no student is sent (黔南州 labour-transfer regulation). */
export function assertEligible(seeker: Seeker, leaving: string, path: readonly string[]): void {
  if (fullYears(seeker.birthOn, leaving) < LEAST_AGE) {
    throw new Refusal('NOT_ELIGIBLE', path, {
      zh: '出发时未满 18 周岁，不得组织输出',
      en: 'Nobody may be sent who is under 18 on the day of departure',
    });
  }
  if (seeker.situation === 'STUDENT') {
    throw new Refusal('NOT_ELIGIBLE', path, { zh: '在校学生，不得组织输出', en: 'A student may not be sent' });
  }
}
