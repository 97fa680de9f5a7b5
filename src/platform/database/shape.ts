import { type EntityMetadata, type EntityProperty, type MikroORM, ReferenceKind } from '@mikro-orm/core';
import type { GraphQLResolveInfo } from 'graphql';
import { type Selected, Selections, toOne, WHOLE } from './selection.js';
import { all, join, raw, type Sql, sql, inSight } from './sql.js';

/** What of an entity a viewer may see, as SQL over an alias; `null` sees every row. An entity without one is seen by nobody. */
export type Scope<V> = (alias: string, viewer: V) => Sql | null;

/** The viewer's scope of an entity, as a condition over an alias. */
export type See = (entity: string, alias: string) => Sql;
/** A value that a module adds to the rows of an entity above it: SQL over the alias of the row, computed only where it is selected. */
export type Derivation = (alias: string, see: See) => Sql;

type Fill = (row: readonly unknown[], at: number) => unknown;

/** What a viewer gets to know about each row besides its columns, by entity and name, as SQL over an alias; `null` holds for every row. */
export type Facts<V> = ReadonlyMap<string, Readonly<Record<string, Scope<V>>>>;

/** How a row becomes an object; where its id stands tells whether there is one. */
interface Built {
  idAt: number;
  build: (row: readonly unknown[]) => Record<string, unknown>;
}

interface Shape<V> {
  /** In the order of the select list; what depends on the viewer is written for each. */
  columns: (string | ((viewer: V) => Sql))[];
  joins: (scope: (entity: string, alias: string) => Sql | null) => Sql[];
  build: (row: readonly unknown[]) => Record<string, unknown>;
}

/**
 * Lean reading: one statement brings exactly those columns and to-one relations that the operation selects, as plain
 * objects shaped like the GraphQL type, and their ids; hidden columns never.
 */
export class Shapes<V> {
  readonly #shapes = new WeakMap<Selected, Shape<V>>();
  readonly #selections: Selections;

  constructor(
    private readonly orm: MikroORM,
    private readonly scopes: ReadonlyMap<string, Scope<V>>,
    private readonly facts: Facts<V>,
    private readonly derivations: ReadonlyMap<string, Derivation>,
  ) {
    this.#selections = new Selections(orm);
  }

  /** `select <columns> from <table> t <joins> where <scope> and <where>`; `tail` is order and limit, `extra` more columns, `also` more tables. */
  select(entity: string, selected: Selected, viewer: V, where: Sql, tail: Sql = raw(''), extra: Sql = raw(''), also: Sql = raw('')): Sql {
    const shape = this.shape(entity, selected);
    const scope = (name: string, alias: string): Sql | null => this.scope(name, alias, viewer);
    const columns = shape.columns.map((column) => (typeof column === 'string' ? raw(column) : column(viewer)));
    const table = this.meta(entity).tableName;
    const condition = inSight(scope(entity, 't'), where);
    return sql`select ${join(columns, ', ')}${extra} from ${raw(table)} t ${also} ${join(shape.joins(scope), ' ')} where ${condition} ${tail}`;
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

  /** What is selected of an entity below the current field, after walking down `path` (`edges`, `node`). */
  selected(info: GraphQLResolveInfo, entity: string, path: readonly string[]): Selected {
    return this.#selections.of(info, entity, path);
  }

  shape(entity: string, selected: Selected): Shape<V> {
    let shape = this.#shapes.get(selected);
    if (!shape) this.#shapes.set(selected, (shape = this.#make(entity, selected)));
    return shape;
  }

  #see(viewer: V): See {
    return (entity, alias) => this.scope(entity, alias, viewer) ?? raw('true');
  }

  private meta(entity: string): EntityMetadata {
    return this.orm.getMetadata().getByClassName(entity) as EntityMetadata;
  }

  #make(entity: string, selected: Selected): Shape<V> {
    const columns: Shape<V>['columns'] = [];
    const joins: { entity: string; table: string; alias: string; on: string }[] = [];
    const object = (meta: EntityMetadata, alias: string, wanted: Selected): Built => {
      const idAt = columns.push(`${alias}.id`) - 1;
      const fills: [string, (row: readonly unknown[]) => unknown][] = [['id', (row) => row[idAt]]];
      const column = (property: EntityProperty): ((row: readonly unknown[]) => unknown) => {
        const at = columns.push(`${alias}.${property.fieldNames[0]}`) - 1;
        const convert = reader(property);
        return convert ? (row) => convert(row, at) : (row) => row[at];
      };
      for (const property of Object.values(meta.properties) as EntityProperty[]) {
        if (property.primary || property.hidden || property.embedded || property.persist === false) continue;
        const nested = wanted[property.name];
        if (!nested && !(WHOLE in wanted)) continue;
        if (property.kind === ReferenceKind.EMBEDDED) {
          const parts = (Object.entries(property.embeddedProps) as [string, EntityProperty][]).map(([name, part]) => [name, column(part)] as const);
          fills.push([property.name, (row) => embedded(parts, row)]);
        } else if (toOne(property) && nested) {
          const target = property.targetMeta as EntityMetadata;
          const next = `j${joins.length}`;
          joins.push({ entity: target.className, table: target.tableName, alias: next, on: `${next}.id = ${alias}.${property.fieldNames[0]}` });
          const inner = object(target, next, nested);
          fills.push([property.name, (row) => (row[inner.idAt] === null ? null : inner.build(row))]);
        } else if (toOne(property)) {
          const key = column(property);
          fills.push([property.name, (row) => ref(key(row))]);
        } else if (property.kind === ReferenceKind.SCALAR) {
          fills.push([property.name, column(property)]);
        }
      }
      for (const name of Object.keys(this.facts.get(meta.className) ?? {})) {
        if (!(name in wanted) && !(WHOLE in wanted)) continue;
        const at = columns.push((viewer) => sql`(${this.fact(meta.className, name, alias, viewer)})`) - 1;
        fills.push([name, (row) => row[at]]);
      }
      for (const name of Object.keys(wanted)) {
        const derive = this.derivations.get(`${meta.className}.${name}`);
        if (!derive) continue;
        const at = columns.push((viewer) => derive(alias, this.#see(viewer))) - 1;
        fills.push([name, (row) => row[at]]);
      }
      const build = (row: readonly unknown[]): Record<string, unknown> => {
        const value: Record<string, unknown> = {};
        for (const [name, fill] of fills) value[name] = fill(row);
        return value;
      };
      return { idAt, build };
    };
    const { build } = object(this.meta(entity), 't', selected);
    return {
      columns,
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
function reader(property: EntityProperty): Fill | undefined {
  const type = property.customType as { readRow?: (value: unknown) => unknown } | undefined;
  if (!type?.readRow) return undefined;
  const read = type.readRow.bind(type);
  return (row, at) => (row[at] === null ? null : read(row[at]));
}
