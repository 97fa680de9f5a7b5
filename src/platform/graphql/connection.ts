import type { GraphQLResolveInfo } from 'graphql';
import { type ClassType, Field, Int, ObjectType } from 'type-graphql';
import { all, raw, type Sql, sql } from '../database/sql.js';
import type { Context } from './context.js';
import { Cost } from './cost.js';
import { Mistake } from './errors.js';

@ObjectType({ description: 'Where a page stands in its list.', simpleResolvers: true })
export class PageInfo {
  @Field(() => Boolean, { description: 'Whether more follow.' })
  hasNextPage!: boolean;

  @Field(() => Boolean, { description: 'Whether this page follows another.' })
  hasPreviousPage!: boolean;

  @Field(() => String, { nullable: true, description: 'Cursor of the first row; null on an empty page.' })
  startCursor!: string | null;

  @Field(() => String, { nullable: true, description: 'Give it as `after` for the next page; null on an empty page.' })
  endCursor!: string | null;
}

/** Where a page of these edges stands. */
export const pageInfoOf = (edges: readonly { cursor: string }[], after: string | undefined, hasNextPage: boolean): PageInfo => ({
  hasNextPage,
  hasPreviousPage: after !== undefined,
  startCursor: edges[0]?.cursor ?? null,
  endCursor: edges.at(-1)?.cursor ?? null,
});

export interface Edge<T> {
  cursor: string;
  node: T;
}

export interface Connection<T> {
  edges: Edge<T>[];
  pageInfo: PageInfo;
  totalCount: () => Promise<number>;
}

/** The Relay connection type of an entity: `XConnection { edges { cursor node } pageInfo totalCount }`. */
export function connectionOf<T extends object>(Node: ClassType<T>): ClassType<Connection<T>> {
  const name = Node.name;
  @ObjectType(`${name}Edge`, { description: `A ${name} in a list.`, simpleResolvers: true })
  class NodeEdge {
    @Field(() => String, { description: 'Opaque position of this row.' })
    cursor!: string;

    @Field(() => Node, { description: 'The row.' })
    node!: T;
  }
  @ObjectType(`${name}Connection`, { description: `A page of ${name} rows.`, simpleResolvers: true })
  class NodeConnection {
    @Field(() => [NodeEdge], { description: 'The rows of this page, in order.' })
    edges!: Edge<T>[];

    @Field(() => PageInfo, { description: 'How to go on.' })
    pageInfo!: PageInfo;

    @Cost({ weight: 10 })
    @Field(() => Int, { description: 'How many rows the whole list has, in your scope; counted only when asked for.' })
    totalCount!: () => Promise<number>;
  }
  return NodeConnection as unknown as ClassType<Connection<T>>;
}

/** A meaningful order: one expression over the alias `t`, its SQL type, its direction; the id breaks ties. */
export interface Order {
  name: string;
  by: string;
  type: ValueType;
  direction: 'asc' | 'desc';
}

export const MAX_PAGE = 100;
const SIZES = [20, 50, 100];

export function pageSize(first: number): number {
  if (!Number.isInteger(first) || first < 1 || first > MAX_PAGE) {
    throw new Mistake('BAD_USER_INPUT', { zh: `first 须在 1 到 ${MAX_PAGE} 之间`, en: `first is between 1 and ${MAX_PAGE}` });
  }
  return first;
}

/** How many rows a page reads: a few sizes only, so that each has its plan, and one more to know whether others follow. */
export const pageRows = (first: number): number => (SIZES.find((size) => size >= pageSize(first)) ?? MAX_PAGE) + 1;

/** A page of an entity by keyset, with the to-one relations that the operation selects: one statement. */
export async function page(
  context: Context,
  info: GraphQLResolveInfo,
  list: { entity: string; where: Sql; order: Order; first: number; after?: string | undefined },
): Promise<Connection<object>> {
  const { entity, order } = list;
  const { first } = list;
  const rowCount = pageRows(first);
  const selected = context.shapes.selected(info, entity, ['edges', 'node']);
  const { columns, build } = context.shapes.shape(entity, selected);
  const where = all([list.where, list.after !== undefined && beyond(order, list.after)]);
  const tail = raw(`order by ${order.by} ${order.direction}, t.id ${order.direction} limit ${rowCount}`);
  const extra = raw(`, (${order.by})::text`);
  const rows = await context.reading.rows(context.shapes.select(entity, selected, context.viewer, where, tail, extra));
  const shown = rows.slice(0, first);
  const edges = shown.map((row) => {
    const node = build(row);
    return { cursor: writeCursor(order.name, String(row[columns.length]), String(node['id'])), node };
  });
  return {
    edges,
    pageInfo: pageInfoOf(edges, list.after, rows.length > first),
    totalCount: () => context.count(entity, list.where),
  };
}

function beyond(order: Order, cursor: string): Sql {
  const [value, id] = readCursor(order.name, cursor, order.type);
  const sign = raw(order.direction === 'asc' ? '>' : '<');
  return sql`(${raw(order.by)}, t.id) ${sign} (${value}::${raw(order.type)}, ${id}::uuid)`;
}

export const writeCursor = (order: string, value: string, id: string): string =>
  Buffer.from(JSON.stringify([order, value, id])).toString('base64url');

/** What stands in a cursor, by its SQL type; what the database could not read is no cursor. */
const HOLDS = {
  timestamptz: (text: string) => /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?[+-]\d\d(:?\d\d)?$/.test(text) && !Number.isNaN(Date.parse(text)),
  date: (text: string) => /^\d{4,6}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)),
  integer: (text: string) => /^-?\d{1,9}$/.test(text),
  bigint: (text: string) => /^-?\d{1,18}$/.test(text),
  numeric: (text: string) => /^-?\d{1,20}(\.\d{1,40})?$/.test(text),
  text: (text: string) => /^[\w-]{1,40}$/.test(text),
};
type ValueType = keyof typeof HOLDS;

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export function readCursor(order: string, cursor: string, type: ValueType): [string, string] {
  const refuse = (): never => {
    throw new Mistake('BAD_USER_INPUT', {
      zh: '游标无效，请从第一页重新开始',
      en: 'The cursor is not valid for this list; start from the first page',
    });
  };
  if (cursor.length > 300) refuse();
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (!Array.isArray(parts) || parts.length !== 3) return refuse();
    const [name, value, id] = parts as unknown[];
    if (name !== order || typeof value !== 'string' || typeof id !== 'string' || !ID.test(id) || !HOLDS[type](value)) return refuse();
    return [value, id];
  } catch {
    return refuse();
  }
}
