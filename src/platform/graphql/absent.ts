import type { MiddlewareFn } from 'type-graphql';

/** A client may say `null` or nothing: resolvers see only `undefined`. */
export const absentNulls: MiddlewareFn = ({ args }, next) => {
  drop(args);
  return next();
};

function drop(value: object): void {
  const fields = value as Record<string, unknown>;
  for (const [name, inner] of Object.entries(fields)) {
    if (inner === null) fields[name] = undefined;
    else if (typeof inner === 'object' && !(inner instanceof Date)) drop(inner);
  }
}
