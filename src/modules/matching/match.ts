import type { GraphQLResolveInfo } from 'graphql';
import { all, raw, type Sql, sql } from '../../platform/database/sql.js';
import { type PageInfo, pageInfoOf, pageSize, readCursor, writeCursor } from '../../platform/graphql/connection.js';
import type { Context } from '../../platform/graphql/context.js';
import { lessened } from './preferences.js';
import { allRules, FULL_SCORE, PARTS, type PartName, parts, score } from './rules.js';
import { type Asking, bound, type PairFacts, type Side } from './sides.js';

export interface Match {
  cursor: string;
  score: number;
  parts: Record<PartName, number>;
  /** What the reasons quote of either side, which the node need not show. */
  facts: PairFacts;
  node: object;
}

export interface Matches {
  edges: Match[];
  pageInfo: PageInfo;
  totalCount: () => Promise<number>;
}

/**
 * A page of the other sides for which every hard rule holds, best score first; one statement. The one who asks is bound as
 * values and only what the rules look at is read of the many, so that an index alone answers; the whole row, its relations
 * and the parts of the score are read for the page. `narrowed` lets that index leave out most.
 */
export async function matches(
  context: Context,
  info: GraphQLResolveInfo,
  listed: Side,
  one: Asking,
  narrowed: Sql,
  first: number,
  after: string | undefined,
): Promise<Matches> {
  const limit = pageSize(first);
  const selected = context.shapes.selected(info, listed.entity, ['edges', 'node']);
  const { columns, build } = context.shapes.shape(listed.entity, selected);
  const [asks, known] = [raw(one.side.alias), bound(one)];
  const conditions = [context.shapes.scope(listed.entity, listed.alias, context.viewer), narrowed, raw(allRules('v', 's'))];
  const fitting = sql`from ${raw(listed.rows)}, ${asks} where ${all(conditions)}`;
  const id = raw(`${listed.alias}.id`);
  const rank = await lessened(context, raw(score('v', 's')), listed, one);
  const best = sql`(select ${id}, ${rank} as rank ${fitting} and ${beyond(rank, id, after)} order by rank desc, ${id} desc limit ${raw(String(limit + 1))}) best`;
  const [v, s] = listed.entity === 'Vacancy' ? ['t', 's'] : ['v', 't'];
  const shown = [...PARTS.map((name) => parts[name](v, s)), ...listed.quoted.map(([, column]) => `t.${column}`)];
  const statement = context.shapes.select(
    listed.entity,
    selected,
    context.viewer,
    raw('true'),
    raw('order by best.rank desc, t.id desc'),
    raw(`, best.rank, ${shown.join(', ')}`),
    sql`join ${best} on best.id = t.id cross join ${asks}`,
  );
  const rows = await context.reading.rows(sql`${known} ${statement}`);
  const quoted = Object.fromEntries(one.side.quoted.map(([name, column]) => [name, one.values[column]]));
  const edges = rows.slice(0, limit).map((row) => edgeOf(row, columns.length, listed, quoted, build(row)));
  return {
    edges,
    pageInfo: pageInfoOf(edges, after, rows.length > limit),
    totalCount: async () => Number(await context.reading.value(sql`${known} select count(*) ${fitting}`)),
  };
}

function beyond(rank: Sql, id: Sql, after: string | undefined): Sql {
  if (after === undefined) return raw('true');
  const [value, last] = readCursor('score', after, 'integer');
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
