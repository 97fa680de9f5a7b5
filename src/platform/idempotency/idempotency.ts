import type { EntityManager } from '@mikro-orm/postgresql';
import type { Reply } from '../graphql/mutation.js';

export interface EffectKey {
  actor: string;
  operation: string;
  key: string;
  /** SHA-256 over the canonical input. */
  hash: Buffer;
}

/** How long a repeat waits for the same request running elsewhere. */
const PATIENCE_MS = 2_000;

const refused = (code: 'IDEMPOTENCY_IN_PROGRESS' | 'IDEMPOTENCY_KEY_REUSED', zh: string, en: string): Reply => ({
  ids: {},
  refusals: [{ code, path: ['input', 'idempotencyKey'], zh, en }],
});
const inProgress = (): Reply =>
  refused('IDEMPOTENCY_IN_PROGRESS', '同一请求仍在处理，请稍后用同一编号重试', 'The same request is still running; ask again with the same key');

/** What is being done in this process, by actor and key. */
const running = new Map<string, { key: EffectKey; reply: Promise<Reply> }>();
const LATE = Symbol('late');

const same = (a: EffectKey, b: EffectKey): boolean => a.operation === b.operation && a.hash.equals(b.hash);

/** Runs one request of a key at a time. A repeat waits for the first, not for long, and shares its reply; it takes no connection. */
export async function inTurn(key: EffectKey, work: () => Promise<Reply>, until = performance.now() + PATIENCE_MS): Promise<Reply> {
  const place = `${key.actor} ${key.key}`;
  const first = running.get(place);
  if (!first) {
    const reply = work();
    running.set(place, { key, reply });
    return reply.finally(() => running.delete(place));
  }
  const late = new Promise<typeof LATE>((resolve) => setTimeout(resolve, Math.max(until - performance.now(), 0), LATE).unref());
  const outcome = await Promise.race([first.reply.catch(() => undefined), late]);
  if (outcome === LATE) return inProgress();
  return outcome && same(first.key, key) ? outcome : inTurn(key, work, until);
}

/**
 * Takes the key, in the transaction of the effect; or returns the reply that it has already. One at a time for each key,
 * whatever the operation: another transaction with it is waited for, not for long.
 */
export async function storedReply(em: EntityManager, { actor, operation, key, hash }: EffectKey): Promise<Reply | undefined> {
  try {
    await em.transactional(async (inner) => {
      await inner.execute(`set local lock_timeout = '${PATIENCE_MS}ms'`);
      await inner.execute('select pg_advisory_xact_lock(hashtextextended(?, 0))', [`${actor} ${key}`]);
      await inner.execute('set local lock_timeout = default');
    });
  } catch (error) {
    if ((error as { code?: string }).code !== '55P03') throw error;
    return inProgress();
  }
  const [row] = (await em.execute('select operation, request_hash, reply from idempotency_key where actor = ? and key = ?', [actor, key])) as {
    operation: string;
    request_hash: Buffer;
    reply: Reply;
  }[];
  if (row?.operation === operation && hash.equals(row.request_hash)) return row.reply;
  if (row)
    return refused('IDEMPOTENCY_KEY_REUSED', '此编号已用于另一请求，请换一个新的编号', 'This key was used for another request; take a new one');
  await em.execute('insert into idempotency_key (actor, operation, key, request_hash) values (?, ?, ?, ?)', [actor, operation, key, hash]);
  return undefined;
}

export async function sealReply(em: EntityManager, { actor, operation, key }: EffectKey, reply: Reply): Promise<void> {
  await em.execute('update idempotency_key set reply = ?::jsonb where actor = ? and operation = ? and key = ?', [
    JSON.stringify(reply),
    actor,
    operation,
    key,
  ]);
}

/** Forgets keys after two days: whoever repeats a request does so sooner. */
export async function forgetKeys(em: EntityManager): Promise<number> {
  const rows = await em.execute("delete from idempotency_key where created_at < now() - interval '48 hours' returning key");
  return rows.length;
}
