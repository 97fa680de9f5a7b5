import 'reflect-metadata';
import { type GraphQLSchema, lexicographicSortSchema, printSchema } from 'graphql';
import { buildSchema, type NonEmptyArray } from 'type-graphql';
import { modules, platformPolicy } from './modules/index.js';
import { assertComplete, mergePolicies, type Policy } from './platform/access/policy.js';
import type { Viewer } from './platform/access/viewer.js';
import type { Scope } from './platform/database/shape.js';
import { absentNulls } from './platform/graphql/absent.js';
import { LabelResolver } from './platform/graphql/label.resolver.js';
import { registerConstraints } from './platform/graphql/mutation.js';

export const entities = modules.flatMap((module) => [...module.entities]);
export const policy: Policy = mergePolicies([...platformPolicy, ...modules.map((module) => module.policy)]);
export const scopes: ReadonlyMap<string, Scope<Viewer>> = new Map(modules.flatMap((module) => Object.entries(module.scopes ?? {})));

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
