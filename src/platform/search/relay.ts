import { hostname } from 'node:os';
import type { EnqueuedTask, Meilisearch } from 'meilisearch';
import type { Pool } from 'pg';
import type { Logger } from 'pino';
import { passing } from '../database/pool.js';
import { IndexKeeper, soil } from './keeper.js';
import { Leadership } from './leadership.js';
import type { Projection } from './projection.js';
import { pause, SearchQueue } from './queue.js';

interface Progress {
  loaded?: number;
}

interface Dirty {
  id: string;
  version: string;
}

/** A batch on its way into the index. */
interface Sent {
  readonly rows: readonly Dirty[];
  /** Rows whose documents leave the index. */
  readonly gone: readonly string[];
  readonly tasks: readonly EnqueuedTask[];
  /** Why its documents could not be made. */
  readonly problem?: string;
}

const BATCH = 2_000;
/** Dirty rows that are sent in batches before any of them is waited for: the index takes in as one what waits for it. */
const AT_ONCE = 50_000;
const POLL_MS = 100;
const LEAD_EVERY_MS = 250;
const MOST_PAUSE_MS = 4_000;
const MAX_BACKOFF_S = 60;
const LOOK_EVERY_MS = 1_000;

/**
 * Carries changed rows into the search index. One leader for all processes; a dirty row is done only when Meilisearch has
 * *succeeded* with its task, the row did not change meanwhile and the leader is still the leader. Between two turns nothing
 * that was sent is under way: then the keeper looks after the index as a whole.
 */
export class Relay {
  #stopped = false;
  #loop: Promise<unknown> | undefined;
  readonly #queue: SearchQueue;
  readonly #keepers: ReadonlyMap<Projection, IndexKeeper>;

  constructor(
    private readonly pool: Pool,
    search: Meilisearch,
    private readonly projections: readonly Projection[],
    private readonly log: Logger,
    /** Of the files of the search server, where they are on this machine. */
    folder?: string,
  ) {
    this.#queue = new SearchQueue(search, () => this.#stopped);
    this.#keepers = new Map(projections.map((one) => [one, new IndexKeeper(one, pool, this.#queue, log, folder)]));
  }

  /** Makes an index that there never was, unless somebody leads who will. */
  async prepare(): Promise<void> {
    const leadership = await Leadership.take(this.pool, this.#name);
    if (!leadership) return;
    const known = leadership.after === 'handed over';
    try {
      if (known) for (const keeper of this.#keepers.values()) await keeper.targets(leadership);
    } finally {
      await leadership.giveUp(known);
    }
  }

  /** Leads, or waits to lead; `onLag` is told every second how old the oldest change is that the index lacks. */
  start(onLag: (ms: number) => void = () => undefined): void {
    this.#loop = Promise.all([this.#lead(), this.#watch(onLag)]);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#loop;
  }

  /**
   * Until everything that is dirty now is carried, by us or by the leader of another process; what changes meanwhile and
   * what the index refuses is not waited for. Ends early when the relay is stopped. Returns how many rows were carried.
   */
  async drain(onProgress: (done: number, left: number) => void = () => undefined): Promise<number> {
    const { rows } = await this.pool.query<{ newest: string | null }>('select max(version) as newest from search_dirty');
    const newest = rows[0]!.newest ?? '0';
    const all = await this.#left(newest);
    let left = all;
    await this.#until(async () => {
      const now = await this.#left(newest);
      if (now < left) onProgress(all - now, now);
      left = now;
      return left === 0 && (await this.#whole());
    });
    return all - left;
  }

  /** Has every index built anew, or compared with the database, by whoever leads; ends when that is done. */
  async asked(work: 'rebuild' | 'verify', onProgress: (progress: Progress | null) => void = () => undefined): Promise<unknown[]> {
    const asked: unknown[] = [];
    for (const projection of this.projections) {
      const keeper = this.#keepers.get(projection)!;
      const since = await keeper.ask(work);
      await this.#until(async () => {
        const { done, progress } = await keeper.answered(work, since);
        onProgress(progress as Progress | null);
        if (done) asked.push(progress);
        return done;
      });
    }
    return asked;
  }

  /** For whoever looks after it: who leads, how far behind each index is, what it refuses, what was last done with it. */
  async status(): Promise<object> {
    const { rows: leader } = await this.pool.query<object>('select holder, epoch::int, until > clock_timestamp() as leads from search.leader');
    const indexes = await Promise.all([...this.#keepers.values()].map((keeper) => keeper.status()));
    const server = await Promise.all([this.#queue.length(), this.#queue.bytes()]).then(
      ([waiting, bytes]) => ({ answers: true, waiting, bytes }),
      () => ({ answers: false }),
    );
    return { ...leader[0], lagMs: Math.round(await this.lag()), server, indexes };
  }

  /** Leads where nobody does, else waits for whoever does, until it is so. */
  async #until(over: () => Promise<boolean>): Promise<void> {
    let leadership: Leadership | null = null;
    let clean = false;
    try {
      while (!this.#stopped && !(await over())) {
        leadership ??= await Leadership.take(this.pool, this.#name);
        if (!leadership) {
          await pause(POLL_MS);
          continue;
        }
        clean = false;
        if (leadership.after !== 'handed over') await this.#settle(leadership);
        while (!this.#stopped && !(await over())) if ((await this.#turn(leadership)) === 0) await pause(POLL_MS);
        clean = true;
      }
    } finally {
      await leadership?.giveUp(clean);
    }
  }

  get #name(): string {
    return `${hostname()}:${process.pid}`;
  }

  /** No index is missing. */
  async #whole(): Promise<boolean> {
    for (const keeper of this.#keepers.values()) if (!(await keeper.whole())) return false;
    return true;
  }

  async #left(newest: string): Promise<number> {
    const { rows } = await this.pool.query<{ left: number }>(
      'select count(*)::int as left from search_dirty where version <= $1 and not_before is null',
      [newest],
    );
    return rows[0]!.left;
  }

  async #watch(onLag: (ms: number) => void): Promise<void> {
    while (!this.#stopped) {
      const lag = await this.lag().catch(() => undefined); // the database says itself when it is away
      if (lag !== undefined) onLag(lag);
      await pause(LOOK_EVERY_MS, () => this.#stopped);
    }
  }

  /** Age of the oldest change that the index lacks and does not refuse, in milliseconds. */
  async lag(): Promise<number> {
    const { rows } = await this.pool.query<{ lag: number }>(
      `select coalesce(extract(epoch from clock_timestamp() - min(since)) * 1000, 0)::float8 as lag
         from (select since from search_dirty where entity = any($1) and attempts = 0 order by version limit 100) oldest`,
      [this.projections.map(({ entity }) => entity)],
    );
    return rows[0]!.lag;
  }

  async #lead(): Promise<void> {
    while (!this.#stopped) {
      const leadership = await Leadership.take(this.pool, this.#name).catch((error: unknown) => {
        this.log.warn({ err: error as Error }, 'relay interrupted');
        return null;
      });
      if (leadership) await this.#reign(leadership);
      await pause(LEAD_EVERY_MS, () => this.#stopped);
    }
  }

  /** Until it is over: stopped, or somebody else may lead. */
  async #reign(leadership: Leadership): Promise<void> {
    let known = leadership.after === 'handed over';
    let failures = 0;
    this.log.info({ epoch: leadership.epoch, after: leadership.after }, 'leads the relay');
    while (!this.#stopped && leadership.sure) {
      try {
        if (!known) await this.#settle(leadership);
        known = true;
        if ((await this.#turn(leadership)) === 0) await pause(POLL_MS, () => this.#stopped);
        failures = 0;
      } catch (error) {
        known = false; // what was sent may still arrive
        if (this.#stopped) break;
        failures += 1;
        this.log.warn({ err: error as Error, failures }, 'search index not reached; the changes wait');
        await pause(Math.min(MOST_PAUSE_MS, 250 * 2 ** Math.min(failures, 10)), () => this.#stopped || !leadership.sure);
      }
    }
    await leadership.giveUp(known);
  }

  /** Until nothing that somebody sent before can arrive any more; a document would go back. */
  #settle(leadership: Leadership): Promise<void> {
    const names = [...this.#keepers.values()].flatMap((keeper) => keeper.names);
    return this.#queue.settled(names, leadership.after === 'alive', () => leadership.sure);
  }

  /** What is dirty of each projection, or the eldest of it; returns how many rows are done. */
  async #turn(leadership: Leadership): Promise<number> {
    let done = 0;
    for (const projection of this.projections) {
      const keeper = this.#keepers.get(projection)!;
      const targets = await keeper.targets(leadership);
      if (targets.length > 0) done += await this.#carry(projection, targets, leadership);
      done += await keeper.turn(leadership);
    }
    return done;
  }

  async #carry(projection: Projection, targets: readonly string[], leadership: Leadership): Promise<number> {
    const { rows } = await this.pool.query<Dirty>(
      `select id, version from search_dirty where entity = $1 and (not_before is null or not_before < now()) order by version limit ${AT_ONCE}`,
      [projection.entity],
    );
    const batches = Array.from({ length: Math.ceil(rows.length / BATCH) }, (_, at) => rows.slice(at * BATCH, (at + 1) * BATCH));
    const sent: Sent[] = [];
    for (const batch of batches) sent.push(await this.#send(projection, batch, targets, leadership));
    let done = 0;
    for (const one of sent) done += await this.#end(projection, one, targets, leadership);
    return done;
  }

  /** Puts a batch into the queue of each index; or says why its documents cannot be made. What the index is to hold is written down first. */
  async #send({ entity, documents }: Projection, rows: readonly Dirty[], targets: readonly string[], leadership: Leadership): Promise<Sent> {
    const ids = rows.map((row) => row.id);
    let present: { id: string }[];
    try {
      present = (await documents(this.pool, ids, new Map(rows.map((row) => [row.id, Number(row.version)])))) as { id: string }[];
    } catch (error) {
      if (passing(error)) throw error;
      return { rows, gone: [], tasks: [], problem: (error as Error).message.slice(0, 200) };
    }
    const kept = new Set(present.map((document) => document.id));
    const gone = await this.#note(entity, rows, kept);
    const tasks: EnqueuedTask[] = [];
    for (const target of targets) {
      if (present.length > 0) tasks.push(await this.#queue.add(target, present, leadership));
      if (gone.length > 0) tasks.push(await this.#queue.remove(target, gone, leadership));
    }
    if (!leadership.sure) {
      // Somebody else may have written meanwhile, and this may have come after it: carried once more, the newest comes last.
      await soil(this.pool, entity, ids);
      throw new Error('another process leads the relay by now');
    }
    return { rows, gone, tasks };
  }

  /** Writes down which documents the index is about to hold; returns which of the others it may hold. */
  async #note(entity: string, rows: readonly Dirty[], kept: ReadonlySet<string>): Promise<string[]> {
    const present = rows.filter(({ id }) => kept.has(id));
    const others = rows.filter(({ id }) => !kept.has(id)).map(({ id }) => id);
    if (present.length > 0)
      await this.pool.query(
        `insert into search.document (entity, id, version) select $1, * from unnest($2::uuid[], $3::bigint[]) order by 2
         on conflict (entity, id) do update set version = greatest(search.document.version, excluded.version)`,
        [entity, present.map(({ id }) => id), present.map(({ version }) => version)],
      );
    if (others.length === 0) return [];
    const { rows: held } = await this.pool.query<{ id: string }>('select id from search.document where entity = $1 and id = any($2::uuid[])', [
      entity,
      others,
    ]);
    return held.map(({ id }) => id);
  }

  /** Waits for a batch. Rows that the index refuses are looked for by halves, so that one of them does not hold the others up. */
  async #end(projection: Projection, sent: Sent, targets: readonly string[], leadership: Leadership): Promise<number> {
    const { rows } = sent;
    const refused = sent.problem ?? (await this.#queue.refusal(sent.tasks));
    if (refused === null) return this.#done(projection.entity, sent, leadership);
    if (rows.length === 1) return this.#park(projection.entity, rows[0]!, refused);
    const half = rows.length >> 1;
    let done = 0;
    for (const part of [rows.slice(0, half), rows.slice(half)])
      done += await this.#end(projection, await this.#send(projection, part, targets, leadership), targets, leadership);
    return done;
  }

  /** Only at the version that was carried: a row that has changed since stays dirty. */
  async #done(entity: string, { rows, gone }: Sent, { epoch }: Leadership): Promise<number> {
    await this.pool.query(
      `with done as (
         delete from search_dirty d using unnest($2::uuid[], $3::bigint[]) as carried(id, version)
          where d.entity = $1 and d.id = carried.id and d.version = carried.version and exists (select from search.leader where epoch = $4)
         returning d.id)
       delete from search.document s using done where s.entity = $1 and s.id = done.id and s.id = any($5::uuid[])`,
      [entity, rows.map((row) => row.id), rows.map((row) => row.version), epoch, gone],
    );
    return rows.length;
  }

  /** Tries again after longer and longer, or as soon as the row changes. */
  async #park(entity: string, { id }: Dirty, problem: string): Promise<number> {
    this.log.error({ entity, id, problem }, 'search refuses a row');
    await this.pool.query(
      `update search_dirty set attempts = attempts + 1, problem = $3, not_before = now() + least(${MAX_BACKOFF_S}, power(2, attempts)) * interval '1 second'
        where entity = $1 and id = $2`,
      [entity, id, problem],
    );
    return 0;
  }
}
