import type { EnqueuedTask, Meilisearch } from 'meilisearch';
import type { Pool, PoolClient } from 'pg';
import type { Logger } from 'pino';

export interface Projection {
  /** Name in `search_dirty.entity`. */
  readonly entity: string;
  readonly index: string;
  /** Documents of those ids that belong in the index now; the others are deleted from it. */
  readonly documents: (pool: Pool, ids: readonly string[], versions: ReadonlyMap<string, number>) => Promise<object[]>;
}

interface Dirty {
  id: string;
  version: string;
}

const BATCH = 2_000;
/** Dirty rows that are sent in batches before any of them is waited for: the index takes in as one what waits for it. */
const AT_ONCE = 50_000;
const TASK_WITHIN_MS = 600_000;
const POLL_MS = 100;
const LEADER = 0x6a71_7365;
const MAX_BACKOFF_S = 60;

/**
 * Carries changed rows into the search index. One leader for all processes (an advisory lock on its own connection);
 * a dirty row is done only when Meilisearch has *succeeded* with its task and the row did not change meanwhile.
 */
export class Relay {
  #stopped = false;
  #loop: Promise<void> | undefined;

  constructor(
    private readonly pool: Pool,
    private readonly search: Meilisearch,
    private readonly projections: readonly Projection[],
    private readonly log: Logger,
  ) {}

  start(): void {
    this.#loop = this.#lead();
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
    const client = await this.pool.connect();
    try {
      while (left > 0 && !this.#stopped) {
        const carried = (await locked(client)) ? await this.#turn() : 0;
        const now = await this.#left(newest);
        if (now < left) onProgress(all - now, now);
        left = now;
        if (carried === 0 && left > 0) await pause(POLL_MS);
      }
      await client.query('select pg_advisory_unlock_all()');
      client.release();
      return all - left;
    } catch (error) {
      client.release(true); // the lock ends with the session
      throw error;
    }
  }

  async #left(newest: string): Promise<number> {
    const { rows } = await this.pool.query<{ left: number }>(
      'select count(*)::int as left from search_dirty where version <= $1 and not_before is null',
      [newest],
    );
    return rows[0]!.left;
  }

  async #lead(): Promise<void> {
    while (!this.#stopped) {
      let client: PoolClient | undefined;
      try {
        client = await this.pool.connect();
        while (!this.#stopped && (await locked(client))) await this.#work();
        await client.query('select pg_advisory_unlock_all()');
        client.release();
      } catch (error) {
        this.log.warn({ err: error }, 'relay interrupted');
        client?.release(error as Error);
      }
      if (!this.#stopped) await pause(1_000);
    }
  }

  async #work(): Promise<void> {
    try {
      if ((await this.#turn()) === 0) await pause(POLL_MS);
    } catch (error) {
      this.log.warn({ err: error }, 'search index not reached; the changes wait');
      await pause(1_000);
    }
  }

  /** What is dirty of each projection, or the eldest of it; returns how many rows are done. */
  async #turn(): Promise<number> {
    let done = 0;
    for (const projection of this.projections) done += await this.#carry(projection);
    return done;
  }

  async #carry(projection: Projection): Promise<number> {
    const { rows } = await this.pool.query<Dirty>(
      `select id, version from search_dirty where entity = $1 and (not_before is null or not_before < now()) order by version limit ${AT_ONCE}`,
      [projection.entity],
    );
    const batches = Array.from({ length: Math.ceil(rows.length / BATCH) }, (_, at) => rows.slice(at * BATCH, (at + 1) * BATCH));
    const sent: (readonly [Dirty[], EnqueuedTask[]])[] = [];
    for (const batch of batches) if (!this.#stopped) sent.push([batch, await this.#send(projection, batch)]);
    let done = 0;
    for (const [batch, tasks] of sent) if (!this.#stopped) done += await this.#settle(projection, batch, tasks);
    return done;
  }

  /** Puts a batch into the queue of the index. */
  async #send({ index, documents }: Projection, rows: readonly Dirty[]): Promise<EnqueuedTask[]> {
    const ids = rows.map((row) => row.id);
    const present = (await documents(this.pool, ids, new Map(rows.map((row) => [row.id, Number(row.version)])))) as { id: string }[];
    const kept = new Set(present.map((document) => document.id));
    const gone = ids.filter((id) => !kept.has(id));
    const target = this.search.index(index);
    const tasks: EnqueuedTask[] = [];
    if (present.length > 0) tasks.push(await target.addDocuments(present, { primaryKey: 'id' }));
    if (gone.length > 0) tasks.push(await target.deleteDocuments(gone));
    return tasks;
  }

  /** Rows of a batch that the index refuses are looked for by halves, so that one of them does not hold the others up. */
  async #settle(projection: Projection, rows: readonly Dirty[], tasks: readonly EnqueuedTask[]): Promise<number> {
    const refused = await this.#refusal(tasks);
    if (refused === null) return this.#done(projection.entity, rows);
    if (rows.length === 1) return this.#park(projection.entity, rows[0]!, refused);
    const half = rows.length >> 1;
    let done = 0;
    for (const part of [rows.slice(0, half), rows.slice(half)]) done += await this.#settle(projection, part, await this.#send(projection, part));
    return done;
  }

  /** Waits for tasks; null, or why the index refuses what is in them. Any other failure is thrown. */
  async #refusal(tasks: readonly EnqueuedTask[]): Promise<string | null> {
    for (const { taskUid } of tasks) {
      const { status, error } = await this.search.tasks.waitForTask(taskUid, { timeout: TASK_WITHIN_MS, interval: 20 });
      if (status === 'succeeded') continue;
      if (error?.type === 'invalid_request') return error.code;
      throw new Error(`search task ${taskUid} ${status}: ${error?.code}`);
    }
    return null;
  }

  /** Only at the version that was carried: a row that has changed since stays dirty. */
  async #done(entity: string, rows: readonly Dirty[]): Promise<number> {
    await this.pool.query(
      'delete from search_dirty d using unnest($2::uuid[], $3::bigint[]) as done(id, version) where d.entity = $1 and d.id = done.id and d.version = done.version',
      [entity, rows.map((row) => row.id), rows.map((row) => row.version)],
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

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Leadership belongs to a session; asked again, a session that has it keeps it. */
async function locked(client: PoolClient): Promise<boolean> {
  const { rows } = await client.query<{ held: boolean }>(
    `select case when exists (select from pg_locks where locktype = 'advisory' and objid = $1::bigint::oid and pid = pg_backend_pid()) then true
            else pg_try_advisory_lock($1::bigint) end as held`,
    [LEADER],
  );
  return rows[0]!.held;
}
