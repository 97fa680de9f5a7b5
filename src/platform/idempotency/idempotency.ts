import type { EntityManager } from '@mikro-orm/postgresql';
import type { Run } from '../database/run.js';
import type { Reply } from '../graphql/mutation.js';

export interface EffectKey {
  actor: string;
  operation: string;
  key: string;
  /** Keyed digests of the canonical input under every version of the key, newest first. */
  digests: readonly Buffer[];
}

interface Kept {
  operation: string;
  request_hash: Buffer;
  reply: Reply;
}

const refused = (code: 'IDEMPOTENCY_IN_PROGRESS' | 'IDEMPOTENCY_KEY_REUSED', zh: string, en: string): Reply => ({
  ids: {},
  refusals: [{ code, path: ['input', 'idempotencyKey'], zh, en }],
});

const IN_PROGRESS = refused(
  'IDEMPOTENCY_IN_PROGRESS',
  '同一请求仍在处理，请稍后用同一编号重试',
  'The same request is still running; ask again with the same key',
);

/** How long a repeat waits for the same request that is running. */
const PATIENCE_MS = 2_000;
const LATE = Symbol('late');

/** What is being done in this process, by actor and key. */
const running = new Map<string, { key: EffectKey; reply: Promise<Reply> }>();

const same = (a: EffectKey, b: EffectKey): boolean => a.operation === b.operation && a.digests[0]!.equals(b.digests[0]!);

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
  if (outcome === LATE) return IN_PROGRESS;
  return outcome && same(first.key, key) ? outcome : inTurn(key, work, until);
}

/** The reply kept for a key, where it is the same request. */
function replyOf({ operation, digests }: EffectKey, kept: Kept | undefined): Reply {
  if (kept && kept.operation === operation && digests.some((digest) => digest.equals(kept.request_hash))) return kept.reply;
  return refused('IDEMPOTENCY_KEY_REUSED', '此编号已用于另一请求，请换一个新的编号', 'This key was used for another request; take a new one');
}

/**
 * Takes the key, in the transaction of the effect; or returns the reply that it has already. Waits at most 2 s for the
 * same request running elsewhere.
 */
export async function storedReply(em: EntityManager, key: EffectKey): Promise<Reply | undefined> {
  const values = [key.actor, key.operation, key.key, key.digests[0]];
  try {
    const taken = await em.transactional(async (inner) => {
      await inner.execute(`set local lock_timeout = '${PATIENCE_MS}ms'`);
      return inner.execute(
        'insert into idempotency_key (actor, operation, key, request_hash) values (?, ?, ?, ?) on conflict do nothing returning key',
        values,
      );
    });
    await em.execute('set local lock_timeout = default');
    if (taken.length > 0) return undefined;
  } catch (error) {
    if ((error as { code?: string }).code !== '55P03') throw error;
    return IN_PROGRESS;
  }
  const [row] = (await em.execute('select operation, request_hash, reply from idempotency_key where actor = ? and key = ?', [
    key.actor,
    key.key,
  ])) as Kept[];
  return replyOf(key, row);
}

export async function sealReply(em: EntityManager, { actor, key }: EffectKey, reply: Reply): Promise<void> {
  await em.execute('update idempotency_key set reply = ?::jsonb where actor = ? and key = ?', [JSON.stringify(reply), actor, key]);
}

/** Takes the keys of many requests in one statement, in an order that all take them in: for each, whether it is new. */
export async function takeKeys(run: Run, keys: readonly EffectKey[]): Promise<boolean[]> {
  const rows = await run<{ actor: string; key: string }>(
    `insert into idempotency_key (actor, operation, key, request_hash)
     select k.actor, k.operation, k.key, decode(k.hash, 'hex')
       from jsonb_to_recordset($1::jsonb) as k(at int, actor text, operation text, key uuid, hash text) order by k.actor, k.key, k.at
     on conflict do nothing returning actor, key`,
    [JSON.stringify(keys.map(({ digests, ...key }, at) => ({ ...key, at, hash: digests[0]!.toString('hex') })))],
  );
  const taken = new Set(rows.map((row) => `${row.actor} ${row.key}`));
  return keys.map(({ actor, key }) => taken.delete(`${actor} ${key}`));
}

export async function sealReplies(run: Run, replies: readonly { key: EffectKey; reply: Reply }[]): Promise<void> {
  await run(
    `update idempotency_key kept set reply = k.reply from jsonb_to_recordset($1::jsonb) as k(actor text, key uuid, reply jsonb)
      where kept.actor = k.actor and kept.key = k.key`,
    [JSON.stringify(replies.map(({ key: { actor, key }, reply }) => ({ actor, key, reply })))],
  );
}

/** The replies that keys have already, those of this transaction included. */
export async function storedReplies(run: Run, keys: readonly EffectKey[]): Promise<Reply[]> {
  const rows = await run<Kept & { at: number }>(
    `select k.at, kept.operation, kept.request_hash, kept.reply
       from jsonb_to_recordset($1::jsonb) as k(at int, actor text, key uuid) join idempotency_key kept on kept.actor = k.actor and kept.key = k.key`,
    [JSON.stringify(keys.map(({ actor, key }, at) => ({ at, actor, key })))],
  );
  return keys.map((key, at) =>
    replyOf(
      key,
      rows.find((row) => row.at === at),
    ),
  );
}

/** Replies are kept as long as their rule says; returns how many went. */
export async function forgetReplies(em: EntityManager): Promise<number> {
  return (
    await em.execute(
      "delete from idempotency_key k using retention_rule r where r.record = 'IDEMPOTENCY_KEY' and k.created_at < now() - r.period returning k.key",
    )
  ).length;
}
