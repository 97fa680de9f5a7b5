import { all, hasId, join, raw, type Sql, sql } from '../../platform/database/sql.js';
import type { Context } from '../../platform/graphql/context.js';
import type { PayBasis, PayPeriod } from '../vacancies/terms.js';
import { applicant } from './rules.js';

/** What reasons quote of a pair. */
export interface PairFacts {
  occupation: string | null;
  wishedOccupations: string[];
  place: string;
  wishedPaths: string[];
  /** Fen a month. */
  payFrom: string | null;
  payTo: string | null;
  /** The offer itself, for one period. */
  offerFrom: string | null;
  offerTo: string | null;
  period: PayPeriod;
  basis: PayBasis;
  negotiable: boolean;
  wageFloor: string | null;
  shift: string | null;
  shifts: string[];
  board: boolean | null;
  needsBoard: boolean;
  lodging: boolean | null;
  needsLodging: boolean;
  home: string;
}

export interface Side {
  readonly entity: 'Vacancy' | 'Seeker';
  readonly alias: 'v' | 's';
  /** Its rows under that alias. */
  readonly rows: string;
  /** What rules, score and preferences look at, with its type. */
  readonly columns: Readonly<Record<string, string>>;
  /** Where it is: of a post the work, of a person the home. */
  readonly path: string;
  readonly quoted: readonly (readonly [keyof PairFacts, string])[];
}

export const VACANCY: Side = {
  entity: 'Vacancy',
  alias: 'v',
  rows: 'vacancy v',
  columns: {
    occupation_code: 'text',
    trade_group: 'text',
    place_path: 'text',
    state: 'text',
    head_count: 'int',
    hired_count: 'int',
    pay_monthly_from: 'bigint',
    pay_monthly_to: 'bigint',
    requirements_age_min: 'int',
    requirements_age_max: 'int',
    requirements_sex_limit: 'text',
    requirements_education_rank: 'int',
    requirements_certificates: 'text[]',
    conditions_shift: 'text',
    conditions_board: 'boolean',
    conditions_lodging: 'boolean',
    valid_from: 'date',
    valid_until: 'date',
  },
  path: 'place_path',
  quoted: [
    ['occupation', 'occupation_code'],
    ['place', 'place_path'],
    ['payFrom', 'pay_monthly_from'],
    ['payTo', 'pay_monthly_to'],
    ['offerFrom', 'pay_from'],
    ['offerTo', 'pay_to'],
    ['period', 'pay_period'],
    ['basis', 'pay_basis'],
    ['negotiable', 'pay_negotiable'],
    ['shift', 'conditions_shift'],
    ['board', 'conditions_board'],
    ['lodging', 'conditions_lodging'],
  ],
};

export const SEEKER: Side = {
  entity: 'Seeker',
  alias: 's',
  rows: `(select ${applicant('person')} from seeker person) s`,
  columns: {
    age: 'int',
    sex: 'text',
    registered: 'boolean',
    registration_valid: 'boolean',
    education_rank: 'int',
    certificates: 'text[]',
    region_path: 'text',
    wish_occupations: 'text[]',
    wish_trade_groups: 'text[]',
    wish_any_trade: 'boolean',
    wish_place_paths: 'text[]',
    wish_wage_floor: 'bigint',
    wish_board: 'boolean',
    wish_lodging: 'boolean',
    wish_shifts: 'text[]',
  },
  path: 'region_path',
  quoted: [
    ['wishedOccupations', 'wish_occupations'],
    ['wishedPaths', 'wish_place_paths'],
    ['wageFloor', 'wish_wage_floor'],
    ['shifts', 'wish_shifts'],
    ['needsBoard', 'wish_board'],
    ['needsLodging', 'wish_lodging'],
    ['home', 'region_path'],
  ],
};

/** The one whose matches are asked for, as values: of each of its columns and of what is quoted. */
export interface Asking {
  readonly side: Side;
  readonly values: Readonly<Record<string, unknown>>;
}

/** Reads the one whose matches are asked for; nothing when out of sight. */
export async function asking(context: Context, side: Side, id: string): Promise<Asking | undefined> {
  const names = [...new Set([...Object.keys(side.columns), ...side.quoted.map(([, column]) => column)])];
  const columns = raw(names.map((name) => `${side.alias}.${name}`).join(', '));
  const condition = all([hasId(`${side.alias}.id`, id), context.shapes.scope(side.entity, side.alias, context.viewer)]);
  const [row] = await context.reading.rows(sql`select ${columns} from ${raw(side.rows)} where ${condition}`);
  return row && { side, values: Object.fromEntries(names.map((name, at) => [name, row[at]])) };
}

/** `with s as (…)`: the values under the alias of their side, as if they were its row. */
export function bound({ side, values }: Asking): Sql {
  const columns = Object.entries(side.columns).map(([name, type]) => sql`${values[name]}::${raw(type)} as ${raw(name)}`);
  return sql`with ${raw(side.alias)} as not materialized (select ${join(columns, ', ')})`;
}
