import {
  type FieldNode,
  getArgumentValues,
  getDirectiveValues,
  getNamedType,
  getNullableType,
  type GraphQLField,
  GraphQLIncludeDirective,
  type GraphQLObjectType,
  type GraphQLSchema,
  GraphQLSkipDirective,
  isIntrospectionType,
  isLeafType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  type SelectionNode,
} from 'graphql';
import type { Kind as RateKind } from '../access/rates.js';
import { pageRows } from './connection.js';
import { costOf } from './cost.js';
import type { Fragments } from './measure.js';

/** An upper bound of the rows that an operation reads, and what its root fields are. */
export interface Estimate {
  readonly rows: number;
  readonly kinds: readonly RateKind[];
}

export interface Estimated {
  readonly operation: OperationDefinitionNode;
  readonly fragments: Fragments;
  readonly variables: Record<string, unknown>;
}

/** How many objects a selection stands on. A page reads a few rows more than it shows, with all their to-one relations. */
interface Times {
  readonly read: number;
  readonly shown: number;
  /** Rows asked of the page that the selection is of. */
  readonly first?: number;
}

type Field = GraphQLField<unknown, unknown>;

const MUTATION_WEIGHT = 20;

const has = (type: GraphQLObjectType, ...fields: string[]): boolean => fields.every((field) => field in type.getFields());
const isPage = (type: GraphQLObjectType): boolean => has(type, 'edges', 'pageInfo');
const isEdge = (type: GraphQLObjectType): boolean => has(type, 'cursor', 'node');
const isList = (field: Field): boolean => isListType(getNullableType(field.type));

/** Every list of objects is a page or says how long it can be; otherwise nothing starts. */
export function assertBounded(schema: GraphQLSchema): void {
  const unbounded = (parent: GraphQLObjectType, field: Field): boolean => {
    const type = getNamedType(field.type);
    if (!isObjectType(type)) return !isLeafType(type);
    return isList(field) && costOf(field).atMost === undefined && !(isPage(parent) && field.name === 'edges');
  };
  const wrong = Object.values(schema.getTypeMap())
    .filter((type) => isObjectType(type) && !isIntrospectionType(type))
    .flatMap((type) => Object.values((type as GraphQLObjectType).getFields()).map((field) => ({ type: type as GraphQLObjectType, field })))
    .filter(({ type, field }) => unbounded(type, field));
  if (wrong.length > 0)
    throw new Error(`lists without @Cost({ atMost }): ${wrong.map(({ type, field }) => `${type.name}.${field.name}`).join(', ')}`);
}

/**
 * Estimates an operation before anything runs, from the document and its variables alone: an object with an id is a row,
 * sizes of lists multiply. Throws graphql's own error where an argument does not fit.
 */
export function estimate(schema: GraphQLSchema, estimated: Estimated): Estimate {
  const { operation, selectionSet } = estimated.operation;
  const root = schema.getRootType(operation)!;
  const mutation = operation === OperationTypeNode.MUTATION;
  const fields = [...fieldsIn(selectionSet.selections, estimated)]
    .map((node) => root.getFields()[node.name.value])
    .filter((one) => one !== undefined);
  const kinds = fields.flatMap((field) => costOf(field).kind ?? (mutation ? 'write' : []));
  const own = fields.length * (mutation ? MUTATION_WEIGHT : 1);
  return { rows: own + rowsBelow(selectionSet.selections, root, { read: 1, shown: 1 }, estimated), kinds };
}

function rowsBelow(selections: readonly SelectionNode[], parent: GraphQLObjectType, times: Times, estimated: Estimated): number {
  let rows = 0;
  for (const node of fieldsIn(selections, estimated)) {
    const field = parent.getFields()[node.name.value];
    if (!field) continue; // __typename
    const first = field.args.length > 0 ? getArgumentValues(field, node, estimated.variables)['first'] : undefined;
    rows += (costOf(field).weight ?? 0) * times.shown;
    const type = getNamedType(field.type);
    if (!isObjectType(type)) continue;
    const [own, inner] = placed(field, type, parent, times, first);
    rows += own + rowsBelow(node.selectionSet!.selections, type, inner, estimated);
  }
  return rows;
}

/** The rows of a field itself, and how often what is below it stands. */
function placed(field: Field, type: GraphQLObjectType, parent: GraphQLObjectType, times: Times, first: unknown): [number, Times] {
  if (isPage(type)) {
    const read = times.shown * pageRows(first as number);
    return [read, { read, shown: times.shown, first: first as number }];
  }
  if (isPage(parent) && field.name === 'edges') return [0, { read: times.read, shown: times.shown * times.first! }];
  if (isList(field)) {
    const items = times.shown * costOf(field).atMost!;
    return [has(type, 'id') ? items : 0, { read: items, shown: items }];
  }
  const counted = isEdge(parent); // its node is a row of the page
  return [has(type, 'id') && !counted ? times.read : 0, times];
}

/** The fields of a selection with fragments opened, without what a directive leaves out. */
function* fieldsIn(selections: readonly SelectionNode[], estimated: Estimated): Generator<FieldNode> {
  for (const selection of selections) {
    if (!included(selection, estimated.variables)) continue;
    if (selection.kind === Kind.FIELD) yield selection;
    else if (selection.kind === Kind.INLINE_FRAGMENT) yield* fieldsIn(selection.selectionSet.selections, estimated);
    else yield* fieldsIn(estimated.fragments.get(selection.name.value)!.selectionSet.selections, estimated);
  }
}

function included(selection: SelectionNode, variables: Record<string, unknown>): boolean {
  if (!selection.directives?.length) return true;
  const skipped = getDirectiveValues(GraphQLSkipDirective, selection, variables)?.['if'] === true;
  return !skipped && getDirectiveValues(GraphQLIncludeDirective, selection, variables)?.['if'] !== false;
}
