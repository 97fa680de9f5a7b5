import { randomUUID } from 'node:crypto';
import {
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLSchema,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  getNamedType,
} from 'graphql';

const SCALARS: Record<string, () => unknown> = {
  ID: randomUUID,
  UUID: randomUUID,
  String: () => '500101',
  Int: () => 1,
  Float: () => 1,
  Boolean: () => true,
  BigInt: () => '100000',
  LocalDate: () => '2030-01-01',
  DateTimeISO: () => '2030-01-01T00:00:00.000Z',
};

/** A value that fits the type; of an input object its required fields, and those given. */
export function sampleOf(type: GraphQLInputType, given: Record<string, unknown> = {}): unknown {
  if (isNonNullType(type)) return sampleOf(type.ofType, given);
  if (isListType(type)) return [sampleOf(type.ofType)];
  if (isEnumType(type)) return type.getValues()[0]!.name;
  if (!isInputObjectType(type)) return SCALARS[type.name]!();
  const required = Object.values(type.getFields()).filter((field) => isNonNullType(field.type) && field.defaultValue === undefined);
  return { ...Object.fromEntries(required.map((field) => [field.name, sampleOf(field.type)])), ...given };
}

export interface Operation {
  kind: 'query' | 'mutation' | 'subscription';
  field: string;
  query: string;
  variables: Record<string, unknown>;
}

export const rootFields = (schema: GraphQLSchema): [Operation['kind'], GraphQLField<unknown, unknown>][] =>
  (
    [
      ['query', schema.getQueryType()],
      ['mutation', schema.getMutationType()],
      ['subscription', schema.getSubscriptionType()],
    ] as const
  ).flatMap(([kind, type]) =>
    Object.values(type?.getFields() ?? {}).map((field) => [kind, field] as [Operation['kind'], GraphQLField<unknown, unknown>]),
  );

/** An operation of one root field with all that it demands and what is given; of a payload it asks for the refusals. */
export function operationOf(schema: GraphQLSchema, name: string, given: Record<string, unknown> = {}): Operation {
  const [kind, field] = rootFields(schema).find(([, one]) => one.name === name)!;
  const args = field.args.filter((arg) => (isNonNullType(arg.type) && arg.defaultValue === undefined) || arg.name in given);
  const value = (arg: (typeof args)[number]): unknown =>
    arg.name in given && !isInputObjectType(getNamedType(arg.type))
      ? given[arg.name]
      : sampleOf(arg.type, given[arg.name] as Record<string, unknown> | undefined);
  const declared = args.length === 0 ? '' : `(${args.map((arg) => `$${arg.name}: ${String(arg.type)}`).join(', ')})`;
  const passed = args.length === 0 ? '' : `(${args.map((arg) => `${arg.name}: $${arg.name}`).join(', ')})`;
  const selection = kind === 'mutation' ? '{ userErrors { code path message } }' : isCompositeType(getNamedType(field.type)) ? '{ __typename }' : '';
  return {
    kind,
    field: name,
    query: `${kind} ${declared} { ${name}${passed} ${selection} }`,
    variables: Object.fromEntries(args.map((arg) => [arg.name, value(arg)])),
  };
}
