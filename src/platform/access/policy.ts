import { type GraphQLObjectType, type GraphQLSchema, isIntrospectionType, isObjectType } from 'graphql';
import { Mistake } from '../graphql/errors.js';
import { inputsOf } from './inputs.js';
import type { Role } from './viewer.js';

/**
 * Roles that may touch a schema coordinate: `Vacancy.title`; and, where a role may use a field but not all that it takes,
 * `Query.vacancies(filter:)` or `ImportStartInput.openUntil`. Which rows they see is decided by scopes, in SQL.
 */
export type Policy = ReadonlyMap<string, ReadonlySet<Role>>;

export const everyone: readonly Role[] = ['anonymous', 'kiosk', 'seeker', 'intermediary', 'office', 'recruiter', 'administrator', 'auditor'];
export const staff: readonly Role[] = ['intermediary', 'office', 'administrator', 'auditor'];

/** `permit('Vacancy', everyone, 'id title headCount')`: one row per coordinate, names separated by spaces. */
export const permit = (type: string, roles: readonly Role[], fields: string): Policy =>
  new Map(
    fields
      .trim()
      .split(/\s+/)
      .map((field) => [`${type}.${field}`, new Set(roles)]),
  );

export function mergePolicies(policies: readonly Policy[]): Policy {
  const merged = new Map<string, ReadonlySet<Role>>();
  for (const policy of policies) {
    for (const [coordinate, roles] of policy) {
      if (merged.has(coordinate)) throw new Error(`two policy rows for ${coordinate}`);
      merged.set(coordinate, roles);
    }
  }
  return merged;
}

export const objectTypes = (schema: GraphQLSchema): GraphQLObjectType[] =>
  Object.values(schema.getTypeMap()).filter((type) => isObjectType(type) && !isIntrospectionType(type)) as GraphQLObjectType[];

/**
 * Every field of every object type has a row and every row has its field, argument or input field; otherwise the schema
 * is not built. What a field takes has a row only where it is for fewer roles than the field.
 */
export function assertComplete(schema: GraphQLSchema, policy: Policy): void {
  const fields = new Set(objectTypes(schema).flatMap((type) => Object.keys(type.getFields()).map((field) => `${type.name}.${field}`)));
  const inputs = inputsOf(schema);
  const missing = [...fields].filter((field) => !policy.has(field));
  const stale = [...policy.keys()].filter((coordinate) => !fields.has(coordinate) && !inputs.has(coordinate));
  const forced = [...policy.keys()].filter((coordinate) => inputs.get(coordinate)?.always);
  if (missing.length + stale.length + forced.length > 0) {
    throw new Error(`policy table: no row for [${missing.join(', ')}]; no field for [${stale.join(', ')}]; always given [${forced.join(', ')}]`);
  }
}

/** The same words for a document refused as a whole and for a field refused on its way. */
export function refuse(role: Role): never {
  if (role === 'anonymous') throw new Mistake('UNAUTHENTICATED', { zh: '请先登录', en: 'Sign in first' });
  throw new Mistake('FORBIDDEN', { zh: '您的角色不能使用此项功能', en: 'Your role may not use this' });
}
