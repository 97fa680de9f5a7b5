import { type EntityMetadata, type EntityProperty, type MikroORM, ReferenceKind } from '@mikro-orm/core';
import { type FieldNode, type FragmentDefinitionNode, type GraphQLResolveInfo, Kind, type SelectionSetNode } from 'graphql';
import { all, join, raw, type Sql, sql } from './sql.js';

/** Which to-one relations a request asks for, nested: `{ employer: { region: {} } }`. */
export interface Relations {
  [relation: string]: Relations;
}

/** What of an entity a viewer may see, as SQL over an alias; `null` sees every row. An entity without one is seen by nobody. */
export type Scope<V> = (alias: string, viewer: V) => Sql | null;

type Fill = (row: readonly unknown[], at: number) => unknown;

/** What a viewer gets to know about each row besides its columns, by entity and name, as SQL over an alias; `null` holds for every row. */
export type Facts<V> = ReadonlyMap<string, Readonly<Record<string, Scope<V>>>>;

interface Shape<V> {
  /** One for each value of a row; what depends on the viewer is computed. */
  columns: (string | ((viewer: V) => Sql))[];
  list: (viewer: V) => Sql;
  joins: (scope: (entity: string, alias: string) => Sql | null) => Sql[];
  build: (row: readonly unknown[]) => Record<string, unknown>;
}

/**
 * Lean reading: one statement brings an entity and exactly those to-one relations that the operation selects, as
 * plain objects shaped like the GraphQL type. All columns of a selected type come along; hidden ones never.
 */
export class Shapes<V> {
  readonly #shapes = new Map<string, Shape<V>>();
  readonly #selections = new WeakMap<FieldNode, Map<string, Relations>>();

  constructor(
    private readonly orm: MikroORM,
    private readonly scopes: ReadonlyMap<string, Scope<V>>,
    private readonly facts: Facts<V> = new Map(),
  ) {}

  /** `select <columns> from <table> t <joins> where <scope> and <where>`; `tail` is order and limit, `extra` more columns, `also` more tables. */
  select(entity: string, relations: Relations, viewer: V, where: Sql, tail: Sql = raw(''), extra: Sql = raw(''), also: Sql = raw('')): Sql {
    const shape = this.shape(entity, relations);
    const scope = (name: string, alias: string): Sql | null => this.scope(name, alias, viewer);
    const table = this.meta(entity).tableName;
    const condition = all([scope(entity, 't'), where]);
    return sql`select ${shape.list(viewer)}${extra} from ${raw(table)} t ${also} ${join(shape.joins(scope), ' ')} where ${condition} ${tail}`;
  }

  scope(entity: string, alias: string, viewer: V): Sql | null {
    const scope = this.scopes.get(entity);
    return scope ? scope(alias, viewer) : raw('false');
  }

  /** A condition over the alias: whether a fact holds for a row. One that no module states holds for none. */
  fact(entity: string, name: string, alias: string, viewer: V): Sql {
    const fact = this.facts.get(entity)?.[name];
    return fact ? (fact(alias, viewer) ?? raw('true')) : raw('false');
  }

  shape(entity: string, relations: Relations): Shape<V> {
    const key = `${entity}:${JSON.stringify(relations)}`;
    let shape = this.#shapes.get(key);
    if (!shape) {
      shape = this.#make(entity, relations);
      this.#shapes.set(key, shape);
    }
    return shape;
  }

  /** The to-one relations selected below the current field, after walking down `path` (`edges`, `node`). */
  relations(info: GraphQLResolveInfo, entity: string, path: readonly string[]): Relations {
    const key = `${entity}/${path.join('/')}`;
    const merged: Relations = {};
    for (const node of info.fieldNodes) {
      let known = this.#selections.get(node);
      if (!known) this.#selections.set(node, (known = new Map()));
      let relations = known.get(key);
      if (!relations) known.set(key, (relations = this.#select(node, info.fragments, entity, path)));
      if (info.fieldNodes.length === 1) return relations;
      mergeInto(merged, relations);
    }
    return merged;
  }

  private meta(entity: string): EntityMetadata {
    return this.orm.getMetadata().getByClassName(entity) as EntityMetadata;
  }

  #select(node: FieldNode, fragments: Record<string, FragmentDefinitionNode>, entity: string, path: readonly string[]): Relations {
    let level: FieldNode[] = [node];
    for (const step of path) {
      level = level.flatMap((field) => fieldsOf(field.selectionSet, fragments)).filter((field) => field.name.value === step);
    }
    const relations: Relations = {};
    for (const field of level) this.#collect(field.selectionSet, fragments, this.meta(entity), relations);
    return relations;
  }

  #collect(set: SelectionSetNode | undefined, fragments: Record<string, FragmentDefinitionNode>, meta: EntityMetadata, into: Relations): void {
    for (const field of fieldsOf(set, fragments)) {
      const property = meta.properties[field.name.value as never] as EntityProperty | undefined;
      if (!property || !toOne(property)) continue;
      const target = (into[property.name] ??= {});
      this.#collect(field.selectionSet, fragments, property.targetMeta as EntityMetadata, target);
    }
  }

  #make(entity: string, relations: Relations): Shape<V> {
    const columns: Shape<V>['columns'] = [];
    const joins: { entity: string; table: string; alias: string; on: string }[] = [];
    const object = (meta: EntityMetadata, alias: string, wanted: Relations): ((row: readonly unknown[]) => Record<string, unknown>) => {
      const fills: [string, (row: readonly unknown[]) => unknown][] = [];
      const column = (property: EntityProperty): ((row: readonly unknown[]) => unknown) => {
        const at = columns.push(`${alias}.${property.fieldNames[0]}`) - 1;
        const convert = reader(property, this.orm);
        return convert ? (row) => convert(row, at) : (row) => row[at];
      };
      for (const property of Object.values(meta.properties) as EntityProperty[]) {
        if (property.hidden || property.embedded || property.persist === false) continue;
        if (property.kind === ReferenceKind.EMBEDDED) {
          const parts = (Object.entries(property.embeddedProps) as [string, EntityProperty][]).map(([name, part]) => [name, column(part)] as const);
          fills.push([property.name, (row) => embedded(parts, row)]);
        } else if (toOne(property)) {
          const nested = wanted[property.name];
          const key = column(property);
          if (!nested) {
            fills.push([property.name, (row) => (row === undefined ? null : ref(key(row)))]);
            continue;
          }
          const target = property.targetMeta as EntityMetadata;
          const next = `j${joins.length}`;
          joins.push({ entity: target.className, table: target.tableName, alias: next, on: `${next}.id = ${alias}.${property.fieldNames[0]}` });
          const idAt = columns.length;
          columns.push(`${next}.id`);
          const build = object(target, next, nested);
          fills.push([property.name, (row) => (row[idAt] === null ? null : build(row))]);
        } else if (property.kind === ReferenceKind.SCALAR) {
          fills.push([property.name, column(property)]);
        }
      }
      for (const name of Object.keys(this.facts.get(meta.className) ?? {})) {
        const at = columns.push((viewer) => sql`(${this.fact(meta.className, name, alias, viewer)})`) - 1;
        fills.push([name, (row) => row[at]]);
      }
      return (row) => {
        const value: Record<string, unknown> = {};
        for (const [name, fill] of fills) value[name] = fill(row);
        return value;
      };
    };
    const build = object(this.meta(entity), 't', relations);
    return {
      columns,
      list: listOf(columns),
      build,
      joins: (scope) =>
        joins.map((one) => {
          const visible = scope(one.entity, one.alias);
          const on = raw(one.on);
          return sql`left join ${raw(`${one.table} ${one.alias}`)} on ${visible ? all([on, visible]) : on}`;
        }),
    };
  }
}

function listOf<V>(columns: Shape<V>['columns']): Shape<V>['list'] {
  const fixed = columns.every((column) => typeof column === 'string') && raw(columns.join(', '));
  if (fixed) return () => fixed;
  const pieces = columns.map((column) => (typeof column === 'string' ? raw(column) : column));
  return (viewer) =>
    join(
      pieces.map((piece) => (typeof piece === 'function' ? piece(viewer) : piece)),
      ', ',
    );
}

const toOne = (property: EntityProperty): boolean =>
  property.kind === ReferenceKind.MANY_TO_ONE || (property.kind === ReferenceKind.ONE_TO_ONE && property.owner);

const ref = (id: unknown): { id: unknown } | null => (id === null ? null : { id });

function embedded(parts: readonly (readonly [string, (row: readonly unknown[]) => unknown])[], row: readonly unknown[]): object | null {
  const value: Record<string, unknown> = {};
  let present = false;
  for (const [name, read] of parts) {
    const part = (value[name] = read(row));
    if (part !== null) present = true;
  }
  return present ? value : null;
}

/** A column's own type (money, for one) turns what the driver gives into what GraphQL shows. */
function reader(property: EntityProperty, orm: MikroORM): Fill | undefined {
  const type = property.customType as { readRow?: (value: unknown) => unknown } | undefined;
  if (!type?.readRow) return undefined;
  const read = type.readRow.bind(type);
  void orm;
  return (row, at) => (row[at] === null ? null : read(row[at]));
}

function fieldsOf(set: SelectionSetNode | undefined, fragments: Record<string, FragmentDefinitionNode>): FieldNode[] {
  if (!set) return [];
  return set.selections.flatMap((selection): FieldNode[] => {
    if (selection.kind === Kind.FIELD) return [selection];
    const inner = selection.kind === Kind.INLINE_FRAGMENT ? selection.selectionSet : fragments[selection.name.value]?.selectionSet;
    return fieldsOf(inner, fragments);
  });
}

function mergeInto(target: Relations, source: Relations): void {
  for (const [name, nested] of Object.entries(source)) mergeInto((target[name] ??= {}), nested);
}
