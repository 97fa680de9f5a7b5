import type { RecruiterShortlistQuery, RecruiterVacancyQuery } from '../generated/recruiter.ts';
import { t, today, word } from '../ui/index.ts';

export type Referral = RecruiterShortlistQuery['referrals']['edges'][number]['node'];
export type Post = NonNullable<RecruiterVacancyQuery['vacancy']>;

export interface Point {
  readonly key: string;
  readonly met: boolean;
  readonly text: string;
}

/** From the least on. */
const SCHOOLS = ['NONE', 'PRIMARY', 'JUNIOR_HIGH', 'SENIOR_HIGH', 'SECONDARY_VOCATIONAL', 'JUNIOR_COLLEGE', 'BACHELOR', 'POSTGRADUATE'];

/**
 * The blind profile against what the post asks for, point by point: what is met, and by how much the rest misses. Age is
 * known in bands of five years; a band that reaches over a limit is met.
 */
export function pointsOf({ seeker }: Referral, { requirements, conditions, tradeGroup, occupation, region }: Post): Point[] {
  if (!seeker) return [];
  const { wish, education, certificates, ageBand } = seeker;
  const points: Point[] = [];
  const add = (key: string, met: boolean, zh: string, en: string): void => void points.push({ key, met, text: t(zh, en) });
  const trade = occupation?.name ?? '';
  if (wish.anyTrade) add('trade', true, '工种不限', 'any trade');
  else if (tradeGroup)
    add(
      'trade',
      wish.trades.some(({ group }) => group === tradeGroup),
      `想做${wish.trades.map(({ name }) => name).join('、')}${trade && `，岗位是${trade}`}`,
      `wants ${wish.trades.map(({ name }) => name).join(', ')}${trade && `; the post is ${trade}`}`,
    );
  const [from, to] = ageBand.split('-').map(Number) as [number, number];
  const [least, most] = [requirements.ageMin ?? 16, requirements.ageMax ?? 200];
  const limits = requirements.ageMax === null ? t(`${least} 岁以上`, `${least} and over`) : `${least}–${most}`;
  add('age', to >= least && from <= most, `${ageBand} 岁，要求 ${limits}`, `aged ${ageBand}, asked ${limits}`);
  const asked = requirements.education === 'NONE' ? t('不限', 'any') : word('Education', requirements.education);
  add(
    'education',
    SCHOOLS.indexOf(education) >= SCHOOLS.indexOf(requirements.education),
    `${word('Education', education)}，要求${asked}`,
    `${word('Education', education)}, asked ${asked}`,
  );
  const missing = requirements.certificates.filter((one) => !certificates.includes(one));
  if (requirements.certificates.length > 0)
    add(
      'certificates',
      missing.length === 0,
      missing.length === 0 ? '证书齐全' : `缺 ${missing.join('、')}`,
      missing.length === 0 ? 'has the certificates' : `lacks ${missing.join(', ')}`,
    );
  if (conditions.shift && wish.shifts.length > 0)
    add(
      'shift',
      wish.shifts.includes(conditions.shift),
      `班次：愿上${wish.shifts.map((one) => word('Shift', one)).join('、')}`,
      `shifts: ${wish.shifts.map((one) => word('Shift', one)).join(', ')}`,
    );
  if (wish.lodging)
    add(
      'lodging',
      conditions.lodging === true,
      conditions.lodging ? '要住宿，岗位包住' : '要住宿，岗位不包',
      conditions.lodging ? 'wants lodging, the post has it' : 'wants lodging, the post has none',
    );
  if (wish.availableFrom && wish.availableFrom > today())
    add('available', false, `${wish.availableFrom} 起才能上岗`, `available from ${wish.availableFrom}`);
  if (wish.placeNames.length > 0)
    add(
      'place',
      true,
      `想去${wish.placeNames.join('、')}（岗位在${region.name}）`,
      `wants ${wish.placeNames.join(', ')} (the post is in ${region.name})`,
    );
  return points;
}
