import type { EntityMetadata, EntityProperty, MikroORM } from '@mikro-orm/core';
import { ReferenceKind } from '@mikro-orm/core';
import {
  type FieldNode,
  type FragmentDefinitionNode,
  getNamedType,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLResolveInfo,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import { Extensions } from 'type-graphql';

/** What an operation selects of an entity, nested: `{ title: {}, employer: { name: {} } }`. */
export interface Selected {
  [field: string]: Selected;
}

/** Stands for every column: what a field with a resolver of its own may read, unless it says otherwise by `Reads`. */
export const WHOLE = '*';

/** Every column of an entity and of these relations of it, for who shows rows otherwise than by an operation. */
export const whole = (relations: Selected): Selected =>
  Object.fromEntries([[WHOLE, {}], ...Object.entries(relations).map(([name, inner]) => [name, whole(inner)] as const)]);

/** What of its row a field with a resolver of its own reads beside the id; without it the whole row is brought along. */
export const Reads = (...fields: string[]): MethodDecorator & PropertyDecorator => Extensions({ reads: fields });

/** From the document of an operation to what it selects; found once for each place in a document. */
export class Selections {
  readonly #known = new WeakMap<FieldNode, Map<string, Selected>>();

  constructor(private readonly orm: MikroORM) {}

  /** What is selected of an entity below the current field, after walking down `path` (`edges`, `node`). */
  of(info: GraphQLResolveInfo, entity: string, path: readonly string[]): Selected {
    const [only, ...others] = info.fieldNodes.map((node) => this.#at(node, info, entity, path));
    if (others.length === 0) return only!;
    const merged: Selected = {};
    for (const one of [only!, ...others]) mergeInto(merged, one);
    return merged;
  }

  #at(node: FieldNode, info: GraphQLResolveInfo, entity: string, path: readonly string[]): Selected {
    const key = `${entity}/${path.join('/')}`;
    let known = this.#known.get(node);
    if (!known) this.#known.set(node, (known = new Map()));
    let selected = known.get(key);
    if (!selected) known.set(key, (selected = this.#read(node, info, entity, path)));
    return selected;
  }

  #read(node: FieldNode, info: GraphQLResolveInfo, entity: string, path: readonly string[]): Selected {
    let level: FieldNode[] = [node];
    let type: GraphQLNamedType | undefined = getNamedType(info.returnType);
    for (const step of path) {
      level = level.flatMap((field) => fieldsOf(field.selectionSet, info.fragments)).filter((field) => field.name.value === step);
      type = getNamedType(fieldOf(type, step)?.type);
    }
    const selected: Selected = {};
    const meta = this.orm.getMetadata().getByClassName(entity) as EntityMetadata;
    for (const field of level) this.#collect(field.selectionSet, info, type, meta, selected);
    return selected;
  }

  #collect(
    set: SelectionSetNode | undefined,
    info: GraphQLResolveInfo,
    type: GraphQLNamedType | undefined,
    meta: EntityMetadata,
    into: Selected,
  ): void {
    for (const node of fieldsOf(set, info.fragments)) {
      const field = fieldOf(type, node.name.value);
      if (!field) continue; // __typename
      const property = meta.properties[field.name as never] as EntityProperty | undefined;
      if (property && toOne(property)) {
        const target = property.targetMeta as EntityMetadata;
        this.#collect(node.selectionSet, info, getNamedType(field.type), target, (into[property.name] ??= {}));
      } else for (const name of readBy(field)) into[name] ??= {};
    }
  }
}

export const toOne = (property: EntityProperty): boolean =>
  property.kind === ReferenceKind.MANY_TO_ONE || (property.kind === ReferenceKind.ONE_TO_ONE && property.owner);

/** The columns behind a field: its own, or what its resolver reads. */
const readBy = (field: GraphQLField<unknown, unknown>): readonly string[] =>
  field.resolve ? ((field.extensions['reads'] as string[] | undefined) ?? [WHOLE]) : [field.name];

const fieldOf = (type: GraphQLNamedType | undefined, name: string): GraphQLField<unknown, unknown> | undefined =>
  isObjectType(type) ? type.getFields()[name] : undefined;

function fieldsOf(set: SelectionSetNode | undefined, fragments: Record<string, FragmentDefinitionNode>): FieldNode[] {
  if (!set) return [];
  return set.selections.flatMap((selection): FieldNode[] => {
    if (selection.kind === Kind.FIELD) return [selection];
    const inner = selection.kind === Kind.INLINE_FRAGMENT ? selection.selectionSet : fragments[selection.name.value]?.selectionSet;
    return fieldsOf(inner, fragments);
  });
}

function mergeInto(target: Selected, source: Selected): void {
  for (const [name, nested] of Object.entries(source)) mergeInto((target[name] ??= {}), nested);
}
