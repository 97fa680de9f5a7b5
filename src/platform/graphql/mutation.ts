import type { EntityManager } from '@mikro-orm/postgresql';
import { getNullableType, GraphQLID, type GraphQLInputType, type GraphQLResolveInfo, isInputObjectType, isListType } from 'graphql';
import { type ClassType, Field, InputType, ObjectType } from 'type-graphql';
import { sql } from '../database/sql.js';
import { type EffectKey, inTurn, sealReply, storedReply } from '../idempotency/idempotency.js';
import { blindIndexes } from '../privacy/envelope.js';
import type { Context } from './context.js';
import { Cost } from './cost.js';
import { enumOf } from './enum.js';
import { Mistake, Refusal, type RefusalCode, stored, type StoredRefusal, UNKNOWN } from './errors.js';
import { UUID } from './scalars.js';

export const UserErrorCode = enumOf<RefusalCode>('UserErrorCode', 'Why the domain declined.', {
  INVALID: '填写有误 A value that was typed in is wrong; `path` says which.',
  NOT_ELIGIBLE: '不符合条件 A rule stands against it.',
  NOT_FOUND: '没有找到 Nothing of that id is visible to you.',
  ILLEGAL_TRANSITION: '当前状态不允许 The state it is in does not allow this step.',
  QUOTA_EXHAUSTED: '名额已满 No place is left.',
  ALREADY_EXISTS: '已存在 It is there already.',
  EXPIRED: '已过期 Its time is over.',
  CONFLICT: '内容已变 Somebody else changed it meanwhile; read again.',
  IDEMPOTENCY_IN_PROGRESS: '正在处理 The same request is still running; ask again with the same key.',
  IDEMPOTENCY_KEY_REUSED: '编号已使用 The key was used for another request; take a new one.',
});

@ObjectType({ description: 'Why nothing was changed, for the person at the screen.', simpleResolvers: true })
export class UserError {
  @Field(() => UserErrorCode, { description: 'A stable code.' })
  code!: RefusalCode;

  @Field(() => String, { description: 'What is wrong and what to do, in the language asked for.' })
  message!: string;

  @Field(() => [String], { description: 'Where in the input, from the outside in.' })
  path!: readonly string[];
}

/** `payloadOf('VacancySubmit', { vacancy: Vacancy })` → `VacancySubmitPayload { vacancy userErrors }`. */
export function payloadOf(name: string, parts: Record<string, ClassType>): ClassType {
  const described = {
    description: `The outcome of ${name[0]?.toLowerCase()}${name.slice(1)}: either the changed thing or userErrors.`,
    simpleResolvers: true,
  };
  @ObjectType(`${name}Payload`, described)
  class Payload {
    @Cost({ atMost: 10 })
    @Field(() => [UserError], { description: 'Empty when it was done.' })
    userErrors!: UserError[];
  }
  for (const [key, type] of Object.entries(parts)) {
    Field(() => type, { nullable: true, description: 'As it stands after the change; null when refused or out of your sight.' })(
      Payload.prototype,
      key,
    );
  }
  return Payload;
}

@InputType()
export abstract class EffectInput {
  @Field(() => UUID, { description: 'Chosen by the client, one for each intended effect; a repeat gets the first answer.' })
  idempotencyKey!: string;
}

@InputType({ description: 'A step that needs nothing but its key.' })
export class StepInput extends EffectInput {}

/** Messages for named database constraints, so that a race ends in the same words as the check before it. */
export type ConstraintMessages = Record<string, StoredRefusal>;
const constraints = new Map<string, StoredRefusal>();
export function registerConstraints(messages: ConstraintMessages): void {
  for (const [name, message] of Object.entries(messages)) constraints.set(name, message);
}

export type Ids = Record<string, string | null>;
/** For each part of the payload the entity that is read by its id, or what else reads it. */
export type Parts = Record<string, string | ((id: string) => Promise<unknown>)>;
/** What is kept with an idempotency key: ids and codes only, no personal data. */
export interface Reply {
  ids: Ids;
  refusals: StoredRefusal[];
}

/** Runs an effect once for (actor, key). The payload is read afterwards, through the caller's rights of now. */
export async function mutate<I extends EffectInput>(
  context: Context,
  info: GraphQLResolveInfo,
  parts: Parts,
  request: { id?: string; input: I },
  effect: (em: EntityManager) => Promise<Ids>,
  lasting: (em: EntityManager) => Promise<unknown> = async () => undefined,
): Promise<Record<string, unknown>> {
  await context.reading.end();
  const key = effectKey(context, info, request);
  const reply = await inTurn(key, () => once(context, key, effect, lasting, () => strangeId(info, request)));
  context.platform.feed.hint();
  return answer(context, info, parts, reply);
}

/** In one transaction: the key's row, then the effect in a savepoint, then what lasts whether it was refused or not, then the reply. */
export function once(
  context: Context,
  key: EffectKey,
  effect: (em: EntityManager) => Promise<Ids>,
  lasting: (em: EntityManager) => Promise<unknown> = async () => undefined,
  strange: () => readonly string[] | undefined = () => undefined,
): Promise<Reply> {
  return context.em().transactional(async (em) => {
    const known = await storedReply(em, key);
    if (known) return known;
    const outcome = await attempt(em, effect, strange);
    await lasting(em);
    await sealReply(em, key, outcome);
    return outcome;
  });
}

/** Of the request a keyed digest is kept: without the key nobody can try out what was in it. */
export function effectKey<I extends EffectInput>(context: Context, info: GraphQLResolveInfo, request: { id?: string; input: I }): EffectKey {
  const digests = blindIndexes(context.platform.vault.keys, 'request', canonical({ id: request.id, ...request.input })).map(({ index }) => index);
  return { actor: context.viewer.userId ?? context.viewer.role, operation: info.fieldName, key: request.input.idempotencyKey, digests };
}

/** The payload of a reply, read through the caller's rights of now. */
export async function answer(context: Context, info: GraphQLResolveInfo, parts: Parts, reply: Reply): Promise<Record<string, unknown>> {
  for (const { code } of reply.refusals) context.platform.metrics.refusals.inc({ code });
  const payload: Record<string, unknown> = {
    userErrors: reply.refusals.map(({ code, path, zh, en }) => ({ code, path, message: context.language === 'en' ? en : zh })),
  };
  for (const [name, part] of Object.entries(parts)) {
    const id = reply.ids[name];
    if (!id) payload[name] = null;
    else payload[name] = typeof part === 'string' ? await context.one(part, sql`t.id = ${id}`, info, [name]) : await part(id);
  }
  return payload;
}

async function attempt(em: EntityManager, effect: (em: EntityManager) => Promise<Ids>, strange: () => readonly string[] | undefined): Promise<Reply> {
  try {
    return { ids: await em.transactional(effect), refusals: [] };
  } catch (error) {
    const refusal = error instanceof Refusal ? stored(error) : (refusalOf(error) ?? malformed(error, strange));
    if (!refusal) throw error;
    return { ids: {}, refusals: [refusal] };
  }
}

/** What is no UUID names nothing: the answer is the same as for one that nobody has. */
const malformed = (error: unknown, strange: () => readonly string[] | undefined): StoredRefusal | undefined =>
  (error as { code?: string }).code === '22P02' ? stored(new Refusal('NOT_FOUND', strange() ?? ['id'], UNKNOWN)) : undefined;

/** Where in a request the first id stands that is no UUID. */
function strangeId({ parentType, fieldName }: GraphQLResolveInfo, request: object): readonly string[] | undefined {
  const values = request as Record<string, unknown>;
  const args = parentType.getFields()[fieldName]?.args ?? [];
  return firstOf(args, ({ name, type }) => strangeIn(type, values[name], [name]));
}

function strangeIn(declared: GraphQLInputType, value: unknown, path: readonly string[]): readonly string[] | undefined {
  const type = getNullableType(declared) as GraphQLInputType;
  if (value === null || value === undefined) return undefined;
  if (isListType(type)) return firstOf([...(value as unknown[]).entries()], ([at, one]) => strangeIn(type.ofType, one, [...path, String(at)]));
  if (isInputObjectType(type)) {
    const values = value as Record<string, unknown>;
    return firstOf(Object.values(type.getFields()), (field) => strangeIn(field.type, values[field.name], [...path, field.name]));
  }
  return type === GraphQLID && typeof value === 'string' && !ANY_UUID.test(value) ? path : undefined;
}

/** A UUID as PostgreSQL reads one. */
const ANY_UUID = /^\{?(?:[\da-f]{4}-?){8}\}?$/i;

function firstOf<A, B>(all: readonly A[], each: (one: A) => B | undefined): B | undefined {
  for (const one of all) {
    const found = each(one);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The refusal behind a violated constraint, or nothing when the constraint is not one of ours. */
export function refusalOf(error: unknown): StoredRefusal | undefined {
  for (
    let cause = error as { constraint?: string; cause?: unknown; previous?: unknown } | undefined;
    cause;
    cause = (cause.cause ?? cause.previous) as typeof cause
  ) {
    if (typeof cause.constraint === 'string') return constraints.get(cause.constraint);
  }
  return undefined;
}

const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) => {
    if (typeof inner === 'bigint') return `${inner}n`;
    if (inner === null || typeof inner !== 'object' || Array.isArray(inner) || inner instanceof Date) return inner;
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)));
  });

/** Loads what a mutation is about, locked; an invisible one is not found. */
export async function found<T extends object>(row: Promise<T | null>, path: readonly string[] = ['id']): Promise<T> {
  const present = await row;
  if (!present) throw new Refusal('NOT_FOUND', path, UNKNOWN);
  return present;
}

export const badInput = (zh: string, en: string, extensions: Record<string, unknown> = {}): Mistake =>
  new Mistake('BAD_USER_INPUT', { zh, en }, extensions);
