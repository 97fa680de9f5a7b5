import { type DocumentNode, type GraphQLSchema, getNamedType, isIntrospectionType, isObjectType, TypeInfo, visit, visitWithTypeInfo } from 'graphql';
import { Mistake } from '../graphql/errors.js';
import { assertScopes } from './key-scopes.js';
import type { Role, Viewer } from './viewer.js';

/** Roles that may touch a schema coordinate (`Vacancy.title`). What they see of it is decided by scopes, in SQL. */
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

/** Every field of every object type has a row and every row has a field; otherwise the schema is not built. */
export function assertComplete(schema: GraphQLSchema, policy: Policy): void {
  const fields = new Set<string>();
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || isIntrospectionType(type)) continue;
    for (const field of Object.keys(type.getFields())) fields.add(`${type.name}.${field}`);
  }
  const missing = [...fields].filter((field) => !policy.has(field));
  const stale = [...policy.keys()].filter((field) => !fields.has(field));
  if (missing.length + stale.length > 0) {
    throw new Error(`policy table: no row for [${missing.join(', ')}]; no field for [${stale.join(', ')}]`);
  }
}

/**
 * Checks a whole document against a role before anything runs. The answer depends on the document and the role alone,
 * so it is found once for each pair.
 */
export class Gate {
  readonly #coordinates = new WeakMap<DocumentNode, ReadonlySet<string>>();
  readonly #refused = new WeakMap<DocumentNode, Map<Role, string | null>>();

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly policy: Policy,
    private readonly introspection: (viewer: Viewer) => boolean,
  ) {}

  check(document: DocumentNode, viewer: Viewer): void {
    let answers = this.#refused.get(document);
    if (!answers) this.#refused.set(document, (answers = new Map()));
    let refused = answers.get(viewer.role);
    if (refused === undefined) {
      refused = [...this.coordinates(document)].find((one) => !this.#allowed(one, viewer)) ?? null;
      answers.set(viewer.role, refused);
    }
    if (refused === null) return assertScopes(this.coordinates(document), viewer);
    if (viewer.role === 'anonymous') throw new Mistake('UNAUTHENTICATED', { zh: '请先登录', en: 'Sign in first' });
    throw new Mistake('FORBIDDEN', { zh: '您的角色不能使用此项功能', en: 'Your role may not use this' });
  }

  coordinates(document: DocumentNode): ReadonlySet<string> {
    let found = this.#coordinates.get(document);
    if (!found) {
      const used = new Set<string>();
      const info = new TypeInfo(this.schema);
      visit(
        document,
        visitWithTypeInfo(info, {
          Field(node) {
            const parent = getNamedType(info.getParentType());
            const name = node.name.value;
            if (name === '__typename') return;
            if (parent && !isIntrospectionType(parent)) used.add(`${parent.name}.${name}`);
          },
        }),
      );
      this.#coordinates.set(document, (found = used));
    }
    return found;
  }

  #allowed(coordinate: string, viewer: Viewer): boolean {
    if (coordinate.endsWith('.__schema') || coordinate.endsWith('.__type')) return this.introspection(viewer);
    return this.policy.get(coordinate)?.has(viewer.role) ?? false;
  }
}
