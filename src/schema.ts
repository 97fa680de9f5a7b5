import 'reflect-metadata';
import { type GraphQLSchema, lexicographicSortSchema, printSchema } from 'graphql';
import { buildSchema, type NonEmptyArray } from 'type-graphql';
import { modules, platformPolicy } from './modules/index.js';
import { registerPersonFacts } from './modules/policies/facts.js';
import { enforce } from './platform/access/enforce.js';
import { assertComplete, everyone, mergePolicies, type Policy } from './platform/access/policy.js';
import { type Scopes, scopesOf } from './platform/access/scopes.js';
import type { Viewer } from './platform/access/viewer.js';
import type { Derivation, Facts } from './platform/database/shape.js';
import { absentNulls } from './platform/graphql/absent.js';
import { validateArgument } from './platform/graphql/arguments.js';
import { LabelResolver } from './platform/graphql/label.resolver.js';
import { registerConstraints } from './platform/graphql/mutation.js';
import type { Indicator } from './platform/measures/indicator.js';
import type { LedgerSource } from './platform/measures/ledger.js';
import type { Holding } from './platform/privacy/holding.js';

export const entities = modules.flatMap((module) => [...module.entities]);

/** Who may touch what, and which rows they see of it. */
export interface Access {
  readonly policy: Policy;
  readonly scopes: Scopes;
}

export const policy: Policy = mergePolicies([...platformPolicy, ...modules.map((module) => module.policy)]);
export const access: Access = {
  policy,
  scopes: scopesOf(
    entities.map((one) => one.name),
    modules.map((module) => module.scopes ?? {}),
  ),
};
export const holdings: readonly Holding[] = modules.flatMap((module) => [...(module.holdings ?? [])]);
/** By code; two of one code stop the application. */
function byCode<T extends { readonly code: string }>(lists: readonly (readonly T[])[]): ReadonlyMap<string, T> {
  const all = lists.flat();
  const found = new Map(all.map((one) => [one.code, one]));
  if (found.size < all.length) throw new Error(`a code twice among ${all.map(({ code }) => code).join(', ')}`);
  return found;
}

export const indicators: ReadonlyMap<string, Indicator> = byCode(modules.map((module) => module.indicators ?? []));
export const ledgers: ReadonlyMap<string, LedgerSource> = byCode(modules.map((module) => module.ledgers ?? []));
export const facts: Facts<Viewer> = new Map(modules.flatMap((module) => Object.entries(module.facts ?? {})));
export const derivations: ReadonlyMap<string, Derivation> = new Map(modules.flatMap((module) => Object.entries(module.derivations ?? {})));

for (const module of modules) registerPersonFacts(module.personFacts ?? {});

/** type-graphql asks for topics; each subscription here brings its own bounded iterator instead. */
const noTopics = {
  publish: (): void => undefined,
  subscribe: (): never => {
    throw new Error('subscriptions bring their own iterator');
  },
};

/** The contract: every module's types and operations under a policy table; not built while a coordinate lacks its row. */
export async function makeSchema(table: Policy = policy): Promise<GraphQLSchema> {
  for (const module of modules) registerConstraints(module.constraints ?? {});
  const schema = await buildSchema({
    resolvers: [LabelResolver, ...modules.flatMap((module) => [...module.resolvers])] as unknown as NonEmptyArray<Function>,
    validateFn: validateArgument,
    pubSub: noTopics,
    emitSchemaFile: false,
  });
  assertComplete(schema, table);
  return enforce(absentNulls(schema), table);
}

/** The contract as it is committed: sorted, so that a change shows as itself. */
export const printedSchema = async (): Promise<string> => `${printSchema(lexicographicSortSchema(await makeSchema()))}\n`;

/** Who may touch what, one coordinate a line, as it is committed: a change of rights shows as itself. */
export const printedPolicy = (): string =>
  [...policy]
    .map(([coordinate, roles]) => `${coordinate}: ${everyone.every((role) => roles.has(role)) ? 'everyone' : [...roles].sort().join(' ')}\n`)
    .sort()
    .join('');
