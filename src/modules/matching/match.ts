import type { GraphQLResolveInfo } from 'graphql';
import { all, hasId, join, raw, type Sql, sql } from '../../platform/database/sql.js';
import { pageSize, type PageInfo, readCursor, writeCursor } from '../../platform/graphql/connection.js';
import type { Context } from '../../platform/graphql/context.js';
import { allRules, applicant, FULL_SCORE, PARTS, type PartName, parts, score } from './rules.js';

export interface Match {
  cursor: string;
  score: number;
  parts: Record<PartName, number>;
  /** What the reasons quote of either side, which the node need not show. */
  facts: PairFacts;
  node: object;
}

export interface PairFacts {
  occupation: string | null;
  wishedOccupations: string[];
  place: string;
  wishedPaths: string[];
  payFrom: string | null;
  payTo: string | null;
  wageFloor: string | null;
  shift: string | null;
  shifts: string[];
  lodging: boolean | null;
  needsLodging: boolean;
}

export interface Matches {
  edges: Match[];
  pageInfo: PageInfo;
  totalCount: () => Promise<number>;
}

interface Side {
  readonly entity: 'Vacancy' | 'Seeker';
  readonly alias: 'v' | 's';
  /** Its rows under that alias. */
  readonly rows: string;
  /** What the rules and the score look at, with its type. */
  readonly columns: Readonly<Record<string, string>>;
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
    requirements_education_rank: 'int',
    requirements_certificates: 'text[]',
    conditions_shift: 'text',
    conditions_board: 'boolean',
    conditions_lodging: 'boolean',
    valid_from: 'date',
    valid_until: 'date',
  },
  quoted: [
    ['occupation', 'occupation_code'],
    ['place', 'place_path'],
    ['payFrom', 'pay_monthly_from'],
    ['payTo', 'pay_monthly_to'],
    ['shift', 'conditions_shift'],
    ['lodging', 'conditions_lodging'],
  ],
};

export const SEEKER: Side = {
  entity: 'Seeker',
  alias: 's',
  rows: `(select ${applicant('person')} from seeker person) s`,
  columns: {
    age: 'int',
    registered: 'boolean',
    registration_valid: 'boolean',
    education_rank: 'int',
    certificates: 'text[]',
    wish_occupations: 'text[]',
    wish_trade_groups: 'text[]',
    wish_any_trade: 'boolean',
    wish_place_paths: 'text[]',
    wish_wage_floor: 'bigint',
    wish_board: 'boolean',
    wish_lodging: 'boolean',
    wish_shifts: 'text[]',
  },
  quoted: [
    ['wishedOccupations', 'wish_occupations'],
    ['wishedPaths', 'wish_place_paths'],
    ['wageFloor', 'wish_wage_floor'],
    ['shifts', 'wish_shifts'],
    ['needsLodging', 'wish_lodging'],
  ],
};

/** The one whose matches are asked for. */
export interface Given {
  readonly side: Side;
  readonly values: Readonly<Record<string, unknown>>;
}

/** Reads the one whose matches are asked for; nothing when out of sight. */
export async function given(context: Context, side: Side, id: string): Promise<Given | undefined> {
  const names = Object.keys(side.columns);
  const columns = raw(names.map((name) => `${side.alias}.${name}`).join(', '));
  const condition = all([hasId(`${side.alias}.id`, id), context.shapes.scope(side.entity, side.alias, context.viewer)]);
  const [row] = await context.reading.rows(sql`select ${columns} from ${raw(side.rows)} where ${condition}`);
  return row && { side, values: Object.fromEntries(names.map((name, at) => [name, row[at]])) };
}

/**
 * A page of the other sides for which every hard rule holds, best score first; one statement. The given side is bound as
 * values and only what the rules look at is read of the many, so that an index alone answers; the whole row, its relations
 * and the parts of the score are read for the page. `narrowed` lets that index leave out most.
 */
export async function matches(
  context: Context,
  info: GraphQLResolveInfo,
  listed: Side,
  one: Given,
  narrowed: Sql,
  first: number,
  after: string | undefined,
): Promise<Matches> {
  const limit = pageSize(first);
  const [v, s] = listed === VACANCY ? ['t', 's'] : ['v', 't'];
  const selected = context.shapes.selected(info, listed.entity, ['edges', 'node']);
  const { columns, build } = context.shapes.shape(listed.entity, selected);
  const bound = sql`with ${raw(one.side.alias)} as not materialized (select ${values(one)})`;
  const fitting = sql`from ${raw(listed.rows)}, ${raw(one.side.alias)} where ${all([
    context.shapes.scope(listed.entity, listed.alias, context.viewer),
    narrowed,
    raw(allRules('v', 's')),
  ])}`;
  const id = raw(`${listed.alias}.id`);
  const rank = raw(score('v', 's'));
  const best = sql`(select ${id}, ${rank} as rank ${fitting} and ${beyond(rank, id, after)} order by rank desc, ${id} desc limit ${raw(String(limit + 1))}) best`;
  const shown = [...PARTS.map((name) => parts[name](v, s)), ...listed.quoted.map(([, column]) => `t.${column}`)];
  const statement = context.shapes.select(
    listed.entity,
    selected,
    context.viewer,
    raw('true'),
    raw('order by best.rank desc, t.id desc'),
    raw(`, best.rank, ${shown.join(', ')}`),
    sql`join ${best} on best.id = t.id cross join ${raw(one.side.alias)}`,
  );
  const rows = await context.reading.rows(sql`${bound} ${statement}`);
  const quoted = Object.fromEntries(one.side.quoted.map(([name, column]) => [name, one.values[column]]));
  const edges = rows.slice(0, limit).map((row) => edgeOf(row, columns.length, listed, quoted, build(row)));
  return {
    edges,
    pageInfo: { hasNextPage: rows.length > limit, endCursor: edges.at(-1)?.cursor ?? null },
    totalCount: async () => Number(await context.reading.value(sql`${bound} select count(*) ${fitting}`)),
  };
}

const values = ({ side, values: known }: Given): Sql =>
  join(
    Object.entries(side.columns).map(([name, type]) => sql`${known[name]}::${raw(type)} as ${raw(name)}`),
    ', ',
  );

function beyond(rank: Sql, id: Sql, after: string | undefined): Sql {
  if (after === undefined) return raw('true');
  const [value, last] = readCursor('score', after);
  return sql`(${rank}, ${id}) < (${value}::int, ${last}::uuid)`;
}

function edgeOf(row: readonly unknown[], at: number, listed: Side, quoted: object, node: object): Match {
  const rank = Number(row[at]);
  const numbers = PARTS.map((name, index) => [name, Number(row[at + 1 + index])] as const);
  const facts = listed.quoted.map(([name], index) => [name, row[at + 1 + PARTS.length + index]] as const);
  return {
    cursor: writeCursor('score', String(rank), (node as { id: string }).id),
    score: rank / FULL_SCORE,
    parts: Object.fromEntries(numbers) as Record<PartName, number>,
    facts: { ...Object.fromEntries(facts), ...quoted } as unknown as PairFacts,
    node,
  };
}
