import type { Message } from '../../platform/graphql/errors.js';

export const RULES = ['TRADE', 'PLACE', 'AGE', 'EDUCATION', 'CERTIFICATES', 'WAGE', 'SHIFT', 'VALIDITY', 'STATE'] as const;
export type RuleName = (typeof RULES)[number];

export interface Rule {
  /** Holds or not, in SQL over a vacancy `v` and a seeker `s`; never null. */
  readonly holds: (v: string, s: string) => string;
  /** What is said when it alone stands against a pair. */
  readonly broken: Message;
}

const registered = (s: string, more: string): string =>
  `exists (select from registration g where g.seeker_id = ${s}.id and g.state = 'ACTIVE'${more})`;

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
    holds: (v, s) =>
      `exists (select from unnest(${s}.wish_place_paths) wanted where ${v}.place_path = wanted or ${v}.place_path collate "C" ^@ (wanted || '/'))`,
    broken: { zh: '工作地点不在其意向之内', en: 'The place is not among those wished for' },
  },
  AGE: {
    holds: (v, s) =>
      `full_years(${s}.birth_on, app_today()) between coalesce(${v}.requirements_age_min, 16) and coalesce(${v}.requirements_age_max, 200)`,
    broken: { zh: '年龄不符合要求', en: 'The age does not fit' },
  },
  EDUCATION: {
    holds: (v, s) => `${s}.education_rank >= ${v}.requirements_education_rank`,
    broken: { zh: '学历低于要求', en: 'The education is below what is asked' },
  },
  CERTIFICATES: {
    holds: (v, s) => `${v}.requirements_certificates <@ ${s}.certificates`,
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
    holds: (v, s) =>
      `(app_today() between ${v}.valid_from and ${v}.valid_until and (${registered(s, ' and g.valid_until >= app_today()')} or not ${registered(s, '')}))`,
    broken: { zh: '岗位或求职登记不在有效期内', en: 'The vacancy or the registration is outside its days' },
  },
  STATE: {
    holds: (v, s) => `(${v}.state = 'OPEN' and ${v}.hired_count < ${v}.head_count and ${registered(s, '')})`,
    broken: { zh: '岗位已不在招聘中，或求职登记无效', en: 'The vacancy is not open, or the registration is not active' },
  },
};

/** All hard rules at once. */
export const allRules = (v: string, s: string): string => RULES.map((name) => rules[name].holds(v, s)).join(' and ');

/** Parts of the score with their weights, in sum 1; each part is 0–1 in SQL over a pair for which the rules hold. */
export const WEIGHTS = { TRADE: 0.35, PLACE: 0.25, WAGE: 0.25, LODGING: 0.1, SHIFT: 0.05 } as const;
export type PartName = keyof typeof WEIGHTS;
export const PARTS = Object.keys(WEIGHTS) as PartName[];

const position = (v: string, s: string): string =>
  `(select min(at) from unnest(${s}.wish_place_paths) with ordinality as wanted(path, at) where ${v}.place_path = wanted.path or ${v}.place_path collate "C" ^@ (wanted.path || '/'))`;

/** Needed and there, or not needed: 1; needed and not stated: 0.3; needed and refused: 0. */
const served = (v: string, s: string, what: 'board' | 'lodging'): string =>
  `case when not ${s}.wish_${what} or ${v}.conditions_${what} then 1 when ${v}.conditions_${what} is null then 0.3 else 0 end`;

export const parts: Readonly<Record<PartName, (v: string, s: string) => string>> = {
  TRADE: (v, s) =>
    `case when ${v}.occupation_code = ${s}.wish_occupations[1] then 1 when ${v}.occupation_code = any(${s}.wish_occupations) then 0.9 when ${v}.trade_group = any(${s}.wish_trade_groups) then 0.7 else 0.4 end`,
  PLACE: (v, s) => `1 - 0.1 * (${position(v, s)} - 1)`,
  WAGE: (v, s) =>
    `case when ${s}.wish_wage_floor is null then 0.8 when ${v}.pay_monthly_from >= ${s}.wish_wage_floor then 1 when ${v}.pay_monthly_to >= ${s}.wish_wage_floor then 0.6 else 0.4 end`,
  LODGING: (v, s) => `(${served(v, s, 'board')} + ${served(v, s, 'lodging')}) / 2.0`,
  SHIFT: (v, s) => `case when ${v}.conditions_shift is null or cardinality(${s}.wish_shifts) = 0 then 0.5 else 1 end`,
};

/** The score of a pair, 0–1, to four decimals. */
export const score = (v: string, s: string): string =>
  `round((${PARTS.map((name) => `${WEIGHTS[name]} * (${parts[name](v, s)})`).join(' + ')})::numeric, 4)`;
