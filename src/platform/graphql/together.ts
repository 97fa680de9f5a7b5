import type { GraphQLResolveInfo } from 'graphql';
import { SYSTEM } from '../access/viewer.js';
import { lost } from '../database/pool.js';
import { settingAll } from '../database/reading.js';
import { type Run, runIn, runOn } from '../database/run.js';
import { type EffectKey, sealReplies, storedReplies, takeKeys } from '../idempotency/idempotency.js';
import type { Context, Platform } from './context.js';
import { Mistake, Refusal, stored } from './errors.js';
import { answer, type EffectInput, effectKey, type Ids, once, type Parts, type Reply } from './mutation.js';

/** Decides all in their order, in a transaction that somebody else began: ids for the payload, or a refusal, of each. */
type Decide<W> = (run: Run, row: string, wanted: readonly W[]) => Promise<readonly (Ids | Refusal)[]>;

interface Waiting<W> {
  key: EffectKey;
  wanted: W;
  /** The same in a transaction of its own. */
  alone: () => Promise<Reply>;
  answer: (reply: Reply) => void;
  fail: (error: unknown) => void;
}

/**
 * Changes that many want of one row at once. Alone, each would hold the row's lock over its own commit, one after the
 * other; together, those that wait for a row are decided in one transaction, in the order in which they came.
 *
 * A group is what came while the one before it ran, so nobody waits for company. Its transaction takes the keys of all,
 * decides in one statement, keeps every reply, and commits once: a crash leaves all of it or nothing, and a repeat gets
 * its reply as from any mutation. A refusal is an outcome like another. A group that fails for another reason than a long
 * wait or a lost connection is tried again one by one, so that a request can spoil only its own. Other rows have their
 * own queues, other mutations none.
 */
export class Rush<W> {
  readonly #queues = new WeakMap<Platform, Map<string, Queue<W>>>();

  constructor(readonly decide: Decide<W>) {}

  ask(platform: Platform, row: string, one: Pick<Waiting<W>, 'key' | 'wanted' | 'alone'>): Promise<Reply> {
    let queues = this.#queues.get(platform);
    if (!queues) this.#queues.set(platform, (queues = new Map()));
    let queue = queues.get(row);
    if (!queue) queues.set(row, (queue = new Queue(platform, this, row, () => queues.delete(row))));
    return queue.ask(one);
  }
}

/** What is none names no row; the ordinary way says so. */
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Like `mutate`, for an effect on the row `request.id` that many want at once. */
export async function mutateTogether<I extends EffectInput, W>(
  context: Context,
  info: GraphQLResolveInfo,
  entities: Parts,
  request: { id: string; input: I },
  rush: Rush<W>,
  wanted: W,
): Promise<Record<string, unknown>> {
  await context.reading.end();
  const row = request.id.toLowerCase();
  const key = effectKey(context, info, request);
  const alone = (): Promise<Reply> =>
    once(context, key, async (em) => {
      const [outcome] = await rush.decide(runIn(em), row, [wanted]);
      if (outcome instanceof Refusal) throw outcome;
      return outcome!;
    });
  const reply = context.platform.together && UUID.test(row) ? await rush.ask(context.platform, row, { key, wanted, alone }) : await alone();
  return answer(context, info, entities, reply);
}

/** As many as one statement decides quickly. */
const MOST_TOGETHER = 100;
/** Beyond this the row cannot be served in time; who asks is told to come again. */
const MOST_WAITING = 2_000;

class Queue<W> {
  readonly #waiting: Waiting<W>[] = [];
  #running = false;

  constructor(
    private readonly platform: Platform,
    private readonly rush: Rush<W>,
    private readonly row: string,
    private readonly empty: () => void,
  ) {}

  ask(one: Pick<Waiting<W>, 'key' | 'wanted' | 'alone'>): Promise<Reply> {
    if (this.#waiting.length >= MOST_WAITING) return Promise.reject(busy());
    return new Promise((resolve, reject) => {
      this.#waiting.push({ ...one, answer: resolve, fail: reject });
      if (!this.#running) void this.#run();
    });
  }

  async #run(): Promise<void> {
    this.#running = true;
    await new Promise(setImmediate);
    while (this.#waiting.length > 0) await this.#serve(this.#waiting.splice(0, MOST_TOGETHER));
    this.#running = false;
    this.empty();
  }

  async #serve(group: readonly Waiting<W>[]): Promise<void> {
    try {
      const replies = await this.#transaction(group);
      for (const one of group) one.answer(replies.get(one)!);
    } catch (error) {
      if (error instanceof Mistake || lost(error)) for (const one of group) one.fail(error instanceof Mistake ? error : busy());
      else await Promise.all(group.map((one) => one.alone().then(one.answer, one.fail)));
    }
  }

  /** Its connection is given up when anything fails, and the transaction with it. */
  async #transaction(group: readonly Waiting<W>[]): Promise<Map<Waiting<W>, Reply>> {
    const client = await this.platform.pool.connect();
    try {
      await client.query(`begin; set local lock_timeout = '500ms'${settingAll(client, SYSTEM)}`);
      const replies = await this.#replies(runOn(client), group);
      await client.query('commit');
      client.release();
      return replies;
    } catch (error) {
      client.release(error as Error);
      throw error;
    }
  }

  async #replies(run: Run, group: readonly Waiting<W>[]): Promise<Map<Waiting<W>, Reply>> {
    const replies = new Map<Waiting<W>, Reply>();
    const fresh = await takeKeys(run, keysOf(group));
    const first = group.filter((_, at) => fresh[at]);
    if (first.length > 0) {
      const outcomes = await this.rush.decide(
        run,
        this.row,
        first.map((one) => one.wanted),
      );
      first.forEach((one, at) => replies.set(one, replyOf(outcomes[at]!)));
      await sealReplies(
        run,
        first.map((one) => ({ key: one.key, reply: replies.get(one)! })),
      );
    }
    const repeated = group.filter((_, at) => !fresh[at]);
    const known = repeated.length > 0 ? await storedReplies(run, keysOf(repeated)) : [];
    repeated.forEach((one, at) => replies.set(one, known[at]!));
    return replies;
  }
}

const keysOf = (group: readonly { key: EffectKey }[]): EffectKey[] => group.map((one) => one.key);
const replyOf = (outcome: Ids | Refusal): Reply =>
  outcome instanceof Refusal ? { ids: {}, refusals: [stored(outcome)] } : { ids: outcome, refusals: [] };

const busy = (): Mistake =>
  new Mistake('UNAVAILABLE', { zh: '系统繁忙，请稍后用同一编号重试', en: 'Busy at the moment; ask again with the same key' });
