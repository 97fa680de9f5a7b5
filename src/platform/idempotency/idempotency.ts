import type { EntityManager } from '@mikro-orm/postgresql';
import type { Reply } from '../graphql/mutation.js';

export interface EffectKey {
  actor: string;
  operation: string;
  key: string;
  /** Keyed digests of the canonical input under every version of the key, newest first. */
  digests: readonly Buffer[];
}

const refused = (code: 'IDEMPOTENCY_IN_PROGRESS' | 'IDEMPOTENCY_KEY_REUSED', zh: string, en: string): Reply => ({
  ids: {},
  refusals: [{ code, path: ['input', 'idempotencyKey'], zh, en }],
});

/**
 * Takes the key, in the transaction of the effect; or returns the reply that it has already. Waits at most 2 s for the
 * same request running elsewhere.
 */
export async function storedReply(em: EntityManager, { actor, operation, key, digests }: EffectKey): Promise<Reply | undefined> {
  const run = <T>(text: string, values: unknown[]): Promise<T[]> => em.execute(text, values) as Promise<T[]>;
  try {
    const taken = await em.transactional(async (inner) => {
      await inner.execute("set local lock_timeout = '2s'");
      return inner.execute(
        'insert into idempotency_key (actor, operation, key, request_hash) values (?, ?, ?, ?) on conflict do nothing returning key',
        [actor, operation, key, digests[0]],
      );
    });
    await em.execute('set local lock_timeout = default');
    if (taken.length > 0) return undefined;
  } catch (error) {
    if ((error as { code?: string }).code !== '55P03') throw error;
    return refused(
      'IDEMPOTENCY_IN_PROGRESS',
      '同一请求仍在处理，请稍后用同一编号重试',
      'The same request is still running; ask again with the same key',
    );
  }
  const [row] = await run<{ request_hash: Buffer; reply: Reply }>(
    'select request_hash, reply from idempotency_key where actor = ? and operation = ? and key = ?',
    [actor, operation, key],
  );
  if (!row || !digests.some((digest) => digest.equals(row.request_hash))) {
    return refused('IDEMPOTENCY_KEY_REUSED', '此编号已用于另一请求，请换一个新的编号', 'This key was used for another request; take a new one');
  }
  return row.reply;
}

export async function sealReply(em: EntityManager, { actor, operation, key }: EffectKey, reply: Reply): Promise<void> {
  await em.execute('update idempotency_key set reply = ?::jsonb where actor = ? and operation = ? and key = ?', [
    JSON.stringify(reply),
    actor,
    operation,
    key,
  ]);
}

/** Replies are kept as long as their rule says; returns how many went. */
export async function forgetReplies(em: EntityManager): Promise<number> {
  return (
    await em.execute(
      "delete from idempotency_key k using retention_rule r where r.record = 'IDEMPOTENCY_KEY' and k.created_at < now() - r.period returning k.key",
    )
  ).length;
}
