import type { Message } from '../../platform/graphql/errors.js';
import { places } from '../regions/region.queries.js';

export const RULES = ['TRADE', 'PLACE', 'AGE', 'SEX', 'EDUCATION', 'CERTIFICATES', 'WAGE', 'SHIFT', 'VALIDITY', 'STATE'] as const;
export type RuleName = (typeof RULES)[number];

export interface Rule {
  /** Holds or not, in SQL over a vacancy `v` and an applicant `s`; never null. */
  readonly holds: (v: string, s: string) => string;
  /** What is said when it alone stands against a pair. */
  readonly broken: Message;
}

const TODAY = '(select app_today())';
const registration = (seeker: string, more = ''): string =>
  `exists (select from registration g where g.seeker_id = ${seeker}.id and g.state = 'ACTIVE'${more})`;

/** Select list of an applicant: a seeker with what the rules ask beyond the row: the age of today, the state of the registration. */
export const applicant = (seeker: string): string =>
  `${seeker}.*, full_years(${seeker}.birth_on, ${TODAY}) as age, ${registration(seeker)} as registered, ${registration(seeker, ` and g.valid_until >= ${TODAY}`)} as registration_valid`;

const MOST_PLACES = 5;
/** The wished place that the work place lies in, from one; null for none. A chain of comparisons: a sub-select for each pair costs ten times as much. */
const position = (v: string, s: string): string => {
  const choices = Array.from({ length: MOST_PLACES }, (_, at) => at + 1);
  return `(case ${choices.map((at) => `when ${places.inside(`${v}.place_path`, `${s}.wish_place_paths[${at}]`)} then ${at}`).join(' ')} end)`;
};

/**
 * The hard rules, once: both directions of matching, near-misses and the issue of a referral evaluate this table. What a
 * notice does not state stands against nobody; it only scores less.
 */
export const rules: Readonly<Record<RuleName, Rule>> = {
  TRADE: {
    holds: (v, s) => `(${s}.wish_any_trade or coalesce(${v}.trade_group = any(${s}.wish_trade_groups), false))`,
    broken: { zh: '工种不在其意向之内', en: 'The trade is not among those wished for' },
  },
  PLACE: {
    holds: (v, s) => `${position(v, s)} is not null`,
    broken: { zh: '工作地点不在其意向之内', en: 'The place is not among those wished for' },
  },
  AGE: {
    holds: (v, s) => `${s}.age between coalesce(${v}.requirements_age_min, 16) and coalesce(${v}.requirements_age_max, 200)`,
    broken: { zh: '年龄不符合要求', en: 'The age does not fit' },
  },
  SEX: {
    holds: (v, s) => `(${v}.requirements_sex_limit is null or ${v}.requirements_sex_limit = ${s}.sex)`,
    broken: { zh: '国家规定该岗位限定性别，此人不符合', en: 'A rule of the State limits the post to the other sex' },
  },
  EDUCATION: {
    holds: (v, s) => `${s}.education_rank >= ${v}.requirements_education_rank`,
    broken: { zh: '学历低于要求', en: 'The education is below what is asked' },
  },
  CERTIFICATES: {
    holds: (v, s) => `(cardinality(${v}.requirements_certificates) = 0 or ${v}.requirements_certificates <@ ${s}.certificates)`,
    broken: { zh: '缺少要求的证书', en: 'A certificate that is asked for is missing' },
  },
  WAGE: {
    holds: (v, s) => `(${s}.wish_wage_floor is null or ${v}.pay_monthly_to is null or ${v}.pay_monthly_to >= ${s}.wish_wage_floor)`,
    broken: { zh: '工资达不到其最低要求', en: 'The pay cannot reach the least that is wished for' },
  },
  SHIFT: {
    holds: (v, s) => `(${v}.conditions_shift is null or cardinality(${s}.wish_shifts) = 0 or ${v}.conditions_shift = any(${s}.wish_shifts))`,
    broken: { zh: '班次不在其可接受之内', en: 'The shift is not among those accepted' },
  },
  VALIDITY: {
    holds: (v, s) => `(${TODAY} between ${v}.valid_from and ${v}.valid_until and (${s}.registration_valid or not ${s}.registered))`,
    broken: { zh: '岗位或求职登记不在有效期内', en: 'The vacancy or the registration is outside its days' },
  },
  STATE: {
    holds: (v, s) => `(${v}.state = 'OPEN' and ${v}.hired_count < ${v}.head_count and ${s}.registered)`,
    broken: { zh: '岗位已不在招聘中，或求职登记无效', en: 'The vacancy is not open, or the registration is not active' },
  },
};

/** All hard rules at once. */
export const allRules = (v: string, s: string): string => RULES.map((name) => rules[name].holds(v, s)).join(' and ');

/** Parts of the score with their weights, in sum 100; each part is 0–100 in SQL over a pair for which the rules hold. Whole numbers: decimals would be a third of the time of a match. */
export const WEIGHTS = { TRADE: 35, PLACE: 25, WAGE: 25, LODGING: 10, SHIFT: 5 } as const;
export type PartName = keyof typeof WEIGHTS;
export const PARTS = Object.keys(WEIGHTS) as PartName[];
export const FULL_SCORE = 10_000;

/** Needed and there, or not needed: 50; needed and not stated: 15; needed and refused: 0. */
const served = (v: string, s: string, what: 'board' | 'lodging'): string =>
  `case when not ${s}.wish_${what} or ${v}.conditions_${what} then 50 when ${v}.conditions_${what} is null then 15 else 0 end`;

export const parts: Readonly<Record<PartName, (v: string, s: string) => string>> = {
  TRADE: (v, s) =>
    `case when ${v}.occupation_code = ${s}.wish_occupations[1] then 100 when ${v}.occupation_code = any(${s}.wish_occupations) then 90 when ${v}.trade_group = any(${s}.wish_trade_groups) then 70 else 40 end`,
  PLACE: (v, s) => `110 - 10 * ${position(v, s)}`,
  WAGE: (v, s) =>
    `case when ${s}.wish_wage_floor is null then 80 when ${v}.pay_monthly_from >= ${s}.wish_wage_floor then 100 when ${v}.pay_monthly_to >= ${s}.wish_wage_floor then 60 else 40 end`,
  LODGING: (v, s) => `${served(v, s, 'board')} + ${served(v, s, 'lodging')}`,
  SHIFT: (v, s) => `case when ${v}.conditions_shift is null or cardinality(${s}.wish_shifts) = 0 then 50 else 100 end`,
};

/** The score of a pair, 0–10,000. */
export const score = (v: string, s: string): string => PARTS.map((name) => `${WEIGHTS[name]} * (${parts[name](v, s)})`).join(' + ');
