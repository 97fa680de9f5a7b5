import type { GraphQLResolveInfo } from 'graphql';
import { type Run, runIn, runOn } from '../database/run.js';
import { type EffectKey, IN_PROGRESS, sealReplies, storedReplies, takeKeys } from '../idempotency/idempotency.js';
import type { Context, Platform } from './context.js';
import { Mistake, Refusal, stored } from './errors.js';
import { answer, type EffectInput, effectKey, type Entities, type Ids, mutate, type Reply } from './mutation.js';

/**
 * Changes that many want of one row at once. Alone, each would hold the row's lock over its own commit, one after the
 * other; together, those that wait for a row are decided in one transaction, in the order in which they came.
 *
 * A group is what came while the one before it ran, so nobody waits for company. Its transaction takes the keys of all,
 * decides in one statement, keeps every reply, and commits once: a crash leaves all of it or nothing, and a repeat gets
 * its reply as from any mutation. A refusal is an outcome like another. A group that fails for another reason than a wait
 * or a lost connection is tried one by one, so that a request can only spoil its own. Other rows have their own queues,
 * other mutations none.
 */
export class Rush<W> {
  readonly #queues = new WeakMap<Platform, Map<string, Queue<W>>>();

  /** `take` decides all in their order, in a transaction that somebody else began: ids for the payload, or a refusal. */
  constructor(readonly take: Take<W>) {}

  ask(platform: Platform, row: string, key: EffectKey, wanted: W): Promise<Reply> {
    let queues = this.#queues.get(platform);
    if (!queues) this.#queues.set(platform, (queues = new Map()));
    let queue = queues.get(row);
    if (!queue)
      queues.set(
        row,
        (queue = new Queue(
          platform,
          (run, many) => this.take(run, row, many),
          () => queues.delete(row),
        )),
      );
    return queue.ask(key, wanted);
  }
}

type Take<W> = (run: Run, row: string, wanted: readonly W[]) => Promise<readonly (Ids | Refusal)[]>;

interface Waiting<W> {
  key: EffectKey;
  wanted: W;
  answer(reply: Reply): void;
  fail(error: unknown): void;
}

/** As many as one statement decides quickly. */
const MOST_TOGETHER = 100;
/** Beyond this the row cannot be served in time; who asks is told to come again. */
const MOST_WAITING = 2_000;

/** Like `mutate`, for an effect on a hot row. */
export async function mutateTogether<I extends EffectInput, W>(
  context: Context,
  info: GraphQLResolveInfo,
  entities: Entities,
  request: { id: string; input: I },
  rush: Rush<W>,
  wanted: W,
): Promise<Record<string, unknown>> {
  if (!context.platform.together) {
    return mutate(context, info, entities, request, async (em) => {
      const [outcome] = await rush.take(runIn(em), request.id, [wanted]);
      if (outcome instanceof Refusal) throw outcome;
      return outcome!;
    });
  }
  await context.reading.end();
  const reply = await rush.ask(context.platform, request.id, effectKey(context, info, request), wanted);
  return answer(context, info, entities, reply);
}

class Queue<W> {
  readonly #waiting: Waiting<W>[] = [];
  #running = false;

  constructor(
    private readonly platform: Platform,
    private readonly take: (run: Run, wanted: readonly W[]) => Promise<readonly (Ids | Refusal)[]>,
    private readonly empty: () => void,
  ) {}

  ask(key: EffectKey, wanted: W): Promise<Reply> {
    if (this.#waiting.length >= MOST_WAITING) throw busy;
    return new Promise((resolve, reject) => {
      this.#waiting.push({ key, wanted, answer: resolve, fail: reject });
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
      const replies = await this.#decide(group);
      group.forEach((one, at) => one.answer(replies[at]!));
    } catch (error) {
      if (group.length > 1 && !passing(error)) for (const one of group) await this.#serve([one]);
      else for (const one of group) one.fail(lost(error) ? busy : error);
    }
  }

  /** One transaction; its connection is given up when anything fails. */
  async #decide(group: readonly Waiting<W>[]): Promise<Reply[]> {
    const client = await this.platform.pool.connect();
    let failed: Error | undefined;
    try {
      await client.query("begin; set local lock_timeout = '500ms'");
      const run = runOn(client);
      const replies = await this.#reply(run, group);
      await client.query('commit');
      return replies;
    } catch (error) {
      failed = error as Error;
      if (group.length === 1 && codeOf(error) === KEY_IN_USE) return [IN_PROGRESS];
      throw error;
    } finally {
      client.release(failed);
    }
  }

  async #reply(run: Run, group: readonly Waiting<W>[]): Promise<Reply[]> {
    const fresh = await takeKeys(
      run,
      group.map((one) => one.key),
    );
    const first = group.filter((_, at) => fresh[at]);
    const repeated = group.filter((_, at) => !fresh[at]);
    const replies = new Map<Waiting<W>, Reply>();
    if (first.length > 0) {
      const outcomes = await this.take(
        run,
        first.map((one) => one.wanted),
      );
      first.forEach((one, at) => replies.set(one, replyOf(outcomes[at]!)));
      await sealReplies(
        run,
        first.map((one) => ({ key: one.key, reply: replies.get(one)! })),
      );
    }
    if (repeated.length > 0) {
      const known = await storedReplies(
        run,
        repeated.map((one) => one.key),
      );
      repeated.forEach((one, at) => replies.set(one, known[at]!));
    }
    return group.map((one) => replies.get(one)!);
  }
}

const replyOf = (outcome: Ids | Refusal): Reply =>
  outcome instanceof Refusal ? { ids: {}, refusals: [stored(outcome)] } : { ids: outcome, refusals: [] };

/** `lock_not_available`, from the driver itself: only a key was waited for, since a row's wait is turned into a Mistake. */
const KEY_IN_USE = '55P03';
const codeOf = (error: unknown): string => String((error as { code?: unknown }).code);

/** What another try of the same group would meet as well, or may have done already. */
const passing = (error: unknown): boolean => error instanceof Mistake || lost(error);
/** The connection or the server went: whether it committed is known to the key alone. */
const lost = (error: unknown): boolean =>
  /^(57P0\d|08\d\d\d|53300|ECONN\w+|EPIPE|ENOENT)$/.test(codeOf(error)) || /Connection terminated/.test(String(error));

const busy = new Mistake('UNAVAILABLE', {
  zh: '系统繁忙，请稍后用同一编号重试',
  en: 'Busy at the moment; ask again with the same key',
});
