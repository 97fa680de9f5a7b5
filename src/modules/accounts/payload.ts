import type { EntityManager } from '@mikro-orm/postgresql';
import type { GraphQLResolveInfo } from 'graphql';
import { type ClassType, Field } from 'type-graphql';
import type { Context } from '../../platform/graphql/context.js';
import { type EffectInput, mutate } from '../../platform/graphql/mutation.js';

/** Adds a secret to a payload. */
export function withSecret(payload: ClassType, name: string, what: string): ClassType {
  const description = `${what} Shown once: a repeat with the same idempotency key gets null, and whoever lost the answer asks for a new one with a new key.`;
  Field(() => String, { nullable: true, description })(payload.prototype as object, name);
  return payload;
}

/** `mutate` whose first answer, and no other, carries a secret that is stored nowhere. */
export async function mutateShowing<I extends EffectInput>(
  secretName: string,
  context: Context,
  info: GraphQLResolveInfo,
  entities: Record<string, string>,
  request: { id?: string; input: I },
  effect: (em: EntityManager) => Promise<{ ids: Record<string, string>; secret: string }>,
): Promise<object> {
  let shown: string | null = null;
  const payload = await mutate(context, info, entities, request, async (em) => {
    const { ids, secret } = await effect(em);
    await em.flush(); // what the database refuses, it refuses before the secret is out
    shown = secret;
    return ids;
  });
  return { ...payload, [secretName]: shown };
}
