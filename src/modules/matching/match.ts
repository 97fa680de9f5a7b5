import type { GraphQLResolveInfo } from 'graphql';
import { all, raw, type Sql, sql } from '../../platform/database/sql.js';
import { type PageInfo, pageInfoOf, pageSize, readCursor, writeCursor } from '../../platform/graphql/connection.js';
import type { Context } from '../../platform/graphql/context.js';
import { type Given, lessened } from './preferences.js';
import type { PayBasis, PayPeriod } from '../vacancies/terms.js';
import { allRules, PARTS, type PartName, parts, score } from './rules.js';

export interface Match {
  cursor: string;
  score: number;
  parts: Record<PartName, number>;
  /** What the reasons quote of the other side, which the node need not show. */
  facts: PairFacts;
  node: object;
}

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

export interface Matches {
  edges: Match[];
  pageInfo: PageInfo;
  totalCount: () => Promise<number>;
}

const FACTS: readonly (readonly [keyof PairFacts, string])[] = [
  ['occupation', 'v.occupation_code'],
  ['wishedOccupations', 's.wish_occupations'],
  ['place', 'v.place_path'],
  ['wishedPaths', 's.wish_place_paths'],
  ['payFrom', 'v.pay_monthly_from'],
  ['payTo', 'v.pay_monthly_to'],
  ['offerFrom', 'v.pay_from'],
  ['offerTo', 'v.pay_to'],
  ['period', 'v.pay_period'],
  ['basis', 'v.pay_basis'],
  ['negotiable', 'v.pay_negotiable'],
  ['wageFloor', 's.wish_wage_floor'],
  ['shift', 'v.conditions_shift'],
  ['shifts', 's.wish_shifts'],
  ['board', 'v.conditions_board'],
  ['needsBoard', 's.wish_board'],
  ['lodging', 'v.conditions_lodging'],
  ['needsLodging', 's.wish_lodging'],
  ['home', 's.region_path'],
];

interface Direction {
  /** What is listed. */
  entity: 'Vacancy' | 'Seeker';
  /** Aliases of the two sides in the statement: the listed one is `t`. */
  v: string;
  s: string;
  other: Sql;
  /** Restricts the candidates by an index before the rules look at each. */
  narrowed: Sql;
  /** What of the other side preferences look at. */
  given: Given;
}

/** A page of the other sides for which every hard rule holds, best score first; one statement. */
export async function matches(
  context: Context,
  info: GraphQLResolveInfo,
  direction: Direction,
  first: number,
  after: string | undefined,
): Promise<Matches> {
  const limit = pageSize(first);
  const { entity, v, s, other } = direction;
  const relations = context.shapes.relations(info, entity, ['edges', 'node']);
  const { columns, build } = context.shapes.shape(entity, relations);
  const hard = all([direction.narrowed, raw(allRules(v, s))]);
  const rank = await lessened(context, raw(score(v, s)), direction.given, direction);
  const beyond = after === undefined ? raw('true') : beyondOf(rank, after);
  const shown = [...PARTS.map((name) => parts[name](v, s)), ...FACTS.map(([, column]) => column.replace(/^v\./, `${v}.`).replace(/^s\./, `${s}.`))];
  const extra = sql`, ${rank} as rank, ${raw(shown.join(', '))}`;
  const statement = context.shapes.select(
    entity,
    relations,
    context.viewer,
    all([hard, beyond]),
    raw(`order by rank desc, t.id desc limit ${limit + 1}`),
    extra,
    other,
  );
  const rows = await context.reading.rows(statement);
  const edges = rows.slice(0, limit).map((row) => edgeOf(row, columns.length, build(row)));
  return {
    edges,
    pageInfo: pageInfoOf(edges, after, rows.length > limit),
    totalCount: () => context.count(entity, hard, other),
  };
}

function beyondOf(rank: Sql, after: string): Sql {
  const [value, id] = readCursor('score', after, 'numeric');
  return sql`(${rank}, t.id) < (${value}::numeric, ${id}::uuid)`;
}

function edgeOf(row: readonly unknown[], at: number, node: object): Match {
  const rank = String(row[at]);
  const numbers = PARTS.map((name, index) => [name, Number(row[at + 1 + index])] as const);
  const facts = FACTS.map(([name], index) => [name, row[at + 1 + PARTS.length + index]] as const);
  return {
    cursor: writeCursor('score', rank, (node as { id: string }).id),
    score: Number(rank),
    parts: Object.fromEntries(numbers) as Record<PartName, number>,
    facts: Object.fromEntries(facts) as unknown as PairFacts,
    node,
  };
}
