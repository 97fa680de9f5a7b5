import {
  defaultFieldResolver,
  getNamedType,
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLSchema,
  isAbstractType,
  isObjectType,
} from 'graphql';
import { NarrowInputs } from './inputs.js';
import { objectTypes, type Policy, refuse } from './policy.js';
import { ROLES, type Role, type Viewer } from './viewer.js';

type Roles = ReadonlySet<Role>;

/** Roles that can come to an object of each type: those that may read a field leading to it, from an object they can come to. */
function readersOf(schema: GraphQLSchema, policy: Policy): Map<string, Set<Role>> {
  const readers = new Map(objectTypes(schema).map((type) => [type.name, new Set<Role>()]));
  for (const root of [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()])
    if (root) readers.set(root.name, new Set(ROLES));
  for (let grown = true; grown;) {
    grown = false;
    for (const type of objectTypes(schema)) {
      for (const field of Object.values(type.getFields())) {
        const target = getNamedType(field.type);
        const targets = isAbstractType(target) ? schema.getPossibleTypes(target) : isObjectType(target) ? [target] : [];
        for (const role of policy.get(`${type.name}.${field.name}`) ?? []) {
          if (!readers.get(type.name)!.has(role)) continue;
          for (const { name } of targets) {
            if (readers.get(name)!.has(role)) continue;
            readers.get(name)!.add(role);
            grown = true;
          }
        }
      }
    }
  }
  return readers;
}

/** Fields that some role can come to and may not read; on the others a check at run time would always say yes. */
export function guardedFields(schema: GraphQLSchema, policy: Policy): Map<string, Roles> {
  const readers = readersOf(schema, policy);
  const guarded = new Map<string, Roles>();
  for (const type of objectTypes(schema)) {
    for (const field of Object.keys(type.getFields())) {
      const roles: Roles = policy.get(`${type.name}.${field}`) ?? new Set();
      if ([...readers.get(type.name)!].some((role) => !roles.has(role))) guarded.set(`${type.name}.${field}`, roles);
    }
  }
  return guarded;
}

type Resolver = GraphQLFieldResolver<unknown, { viewer: Viewer }>;

/**
 * The policy on the schema itself: whatever carries a document to it, a guarded field refuses. The gate refuses the same
 * documents earlier, before any effect; neither needs the other.
 */
export function enforce(schema: GraphQLSchema, policy: Policy): GraphQLSchema {
  const guarded = guardedFields(schema, policy);
  const inputs = new NarrowInputs(policy);
  for (const type of objectTypes(schema)) {
    for (const field of Object.values(type.getFields())) {
      const coordinate = `${type.name}.${field.name}`;
      const roles = guarded.get(coordinate);
      const taken = takenBy(coordinate, field, policy, inputs);
      if (!roles && !taken) continue;
      const guard =
        (resolve: Resolver): Resolver =>
        (source, args, context, info) => {
          const { role } = context.viewer;
          if (roles && !roles.has(role)) refuse(role);
          if (taken?.(args).some((one) => !policy.get(one)!.has(role))) refuse(role);
          return resolve(source, args, context, info);
        };
      field.resolve = guard(field.resolve ?? defaultFieldResolver);
      if (field.subscribe) field.subscribe = guard(field.subscribe);
    }
  }
  return schema;
}

/** What a call gives that has a policy row of its own; nothing for a field that takes no such thing. */
function takenBy(
  coordinate: string,
  field: GraphQLField<unknown, { viewer: Viewer }>,
  policy: Policy,
  inputs: NarrowInputs,
): ((args: Readonly<Record<string, unknown>>) => string[]) | undefined {
  const concerned = field.args.filter((arg) => policy.has(`${coordinate}(${arg.name}:)`) || inputs.concerns(arg.type));
  if (concerned.length === 0) return undefined;
  return (args) =>
    concerned.flatMap((arg) => {
      const value = args[arg.name];
      const own = `${coordinate}(${arg.name}:)`;
      return [...(value !== null && value !== undefined && policy.has(own) ? [own] : []), ...inputs.given(arg.type, value)];
    });
}
