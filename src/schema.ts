import 'reflect-metadata';
import { type GraphQLSchema, lexicographicSortSchema, printSchema } from 'graphql';
import { buildSchema, type NonEmptyArray } from 'type-graphql';
import { modules, platformPolicy } from './modules/index.js';
import { assertComplete, mergePolicies, type Policy } from './platform/access/policy.js';
import type { Viewer } from './platform/access/viewer.js';
import type { Facts, Scope } from './platform/database/shape.js';
import { join, sql } from './platform/database/sql.js';
import { absentNulls } from './platform/graphql/absent.js';
import { LabelResolver } from './platform/graphql/label.resolver.js';
import { registerConstraints } from './platform/graphql/mutation.js';
import type { Holding } from './platform/privacy/holding.js';

export const entities = modules.flatMap((module) => [...module.entities]);
export const policy: Policy = mergePolicies([...platformPolicy, ...modules.map((module) => module.policy)]);
export const holdings: readonly Holding[] = modules.flatMap((module) => [...(module.holdings ?? [])]);

/** Seen is what any of the contributions shows. */
const anyOf =
  (contributions: readonly Scope<Viewer>[]): Scope<Viewer> =>
  (alias, viewer) => {
    const pieces = contributions.map((contribution) => contribution(alias, viewer));
    const present = pieces.filter((piece) => piece !== null);
    return present.length < pieces.length
      ? null
      : join(
          present.map((piece) => sql`(${piece})`),
          ' or ',
        );
  };

function united(contributions: readonly Readonly<Record<string, Scope<Viewer>>>[]): Map<string, Scope<Viewer>> {
  const byName = Map.groupBy(contributions.flatMap(Object.entries<Scope<Viewer>>), ([name]) => name);
  return new Map([...byName].map(([name, entries]) => [name, entries.length === 1 ? entries[0]![1] : anyOf(entries.map(([, scope]) => scope))]));
}

export const scopes: ReadonlyMap<string, Scope<Viewer>> = united(modules.map((module) => module.scopes ?? {}));

export const facts: Facts<Viewer> = new Map(
  [...new Set(modules.flatMap((module) => Object.keys(module.facts ?? {})))].map((entity) => [
    entity,
    Object.fromEntries(united(modules.map((module) => module.facts?.[entity] ?? {}))),
  ]),
);

/** type-graphql asks for topics; each subscription here brings its own bounded iterator instead. */
const noTopics = {
  publish: (): void => undefined,
  subscribe: (): never => {
    throw new Error('subscriptions bring their own iterator');
  },
};

/** The contract: every module's types and operations; not built while a coordinate lacks its policy row. */
export async function makeSchema(): Promise<GraphQLSchema> {
  for (const module of modules) registerConstraints(module.constraints ?? {});
  const schema = await buildSchema({
    resolvers: [LabelResolver, ...modules.flatMap((module) => [...module.resolvers])] as unknown as NonEmptyArray<Function>,
    validate: { forbidUnknownValues: false, whitelist: false },
    globalMiddlewares: [absentNulls],
    pubSub: noTopics,
    emitSchemaFile: false,
  });
  assertComplete(schema, policy);
  return schema;
}

/** The contract as it is committed: sorted, so that a change shows as itself. */
export const printedSchema = async (): Promise<string> => `${printSchema(lexicographicSortSchema(await makeSchema()))}\n`;
