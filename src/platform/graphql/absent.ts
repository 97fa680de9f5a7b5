import { type GraphQLFieldResolver, type GraphQLSchema, isObjectType } from 'graphql';

/**
 * A client may say `null` or nothing: resolvers see only `undefined`. Written on the fields that take arguments; as a
 * middleware it would stand before every field that has a resolver, in each row of a list.
 */
export function absentNulls(schema: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      if (field.args.length > 0 && field.resolve) field.resolve = dropping(field.resolve);
    }
  }
  return schema;
}

const dropping =
  (resolve: GraphQLFieldResolver<unknown, unknown>): GraphQLFieldResolver<unknown, unknown> =>
  (source, args: object, context, info) => {
    drop(args);
    return resolve(source, args, context, info);
  };

function drop(value: object): void {
  const fields = value as Record<string, unknown>;
  for (const [name, inner] of Object.entries(fields)) {
    if (inner === null) fields[name] = undefined;
    else if (typeof inner === 'object' && !(inner instanceof Date)) drop(inner);
  }
}
