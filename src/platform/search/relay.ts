import type { Meilisearch } from 'meilisearch';
import type { Pool, PoolClient } from 'pg';
import type { Logger } from 'pino';

export interface Projection {
  /** Name in `search_dirty.entity`. */
  readonly entity: string;
  readonly index: string;
  /** Documents of those ids that belong in the index now; the others are deleted from it. */
  readonly documents: (pool: Pool, ids: readonly string[], versions: ReadonlyMap<string, number>) => Promise<object[]>;
}

const BATCH = 1_000;
const POLL_MS = 100;
const LEADER = 0x6a71_7365;
const MAX_BACKOFF_S = 60;

/**
 * Carries changed rows into the search index. One leader for all processes (an advisory lock on its own connection);
 * a dirty row is done only when Meilisearch has *succeeded* with its task and the row did not change meanwhile.
 */
export class Relay {
  #running = false;
  #loop: Promise<void> | undefined;

  constructor(
    private readonly pool: Pool,
    private readonly search: Meilisearch,
    private readonly projections: readonly Projection[],
    private readonly log: Logger,
  ) {}

  start(): void {
    this.#running = true;
    this.#loop = this.#lead();
  }

  async stop(): Promise<void> {
    this.#running = false;
    await this.#loop;
  }

  /** Until nothing is dirty: carries it, or watches the leader of another process carry it. */
  async drain(onProgress: (done: number, left: number) => void = () => undefined): Promise<number> {
    const client = await this.pool.connect();
    try {
      let done = 0;
      for (;;) {
        const leading = await locked(client);
        const carried = leading ? await this.#turn() : 0;
        const left = await this.#left();
        done += carried;
        if (carried > 0) onProgress(done, left);
        if (left === 0) return done;
        if (carried === 0) await pause(POLL_MS);
      }
    } finally {
      await client.query('select pg_advisory_unlock_all()');
      client.release();
    }
  }

  async #left(): Promise<number> {
    const { rows } = await this.pool.query<{ left: number }>('select count(*)::int as left from search_dirty where not_before is null');
    return rows[0]!.left;
  }

  async #lead(): Promise<void> {
    while (this.#running) {
      let client: PoolClient | undefined;
      try {
        client = await this.pool.connect();
        while (this.#running && (await locked(client))) await this.#work();
        await client.query('select pg_advisory_unlock_all()');
        client.release();
      } catch (error) {
        this.log.warn({ err: error }, 'relay interrupted');
        client?.release(error as Error);
      }
      if (this.#running) await pause(1_000);
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

  /** One batch of each projection; returns how many rows are done. */
  async #turn(): Promise<number> {
    let done = 0;
    for (const projection of this.projections) done += await this.#carry(projection);
    return done;
  }

  async #carry({ entity, index, documents }: Projection): Promise<number> {
    const { rows } = await this.pool.query<{ id: string; version: string }>(
      `select id, version from search_dirty where entity = $1 and (not_before is null or not_before < now()) order by version limit ${BATCH}`,
      [entity],
    );
    if (rows.length === 0) return 0;
    const ids = rows.map((row) => row.id);
    const versions = new Map(rows.map((row) => [row.id, Number(row.version)]));
    const present = (await documents(this.pool, ids, versions)) as { id: string }[];
    const kept = new Set(present.map((document) => document.id));
    const gone = ids.filter((id) => !kept.has(id));
    const target = this.search.index(index);
    const tasks = [];
    if (present.length > 0) tasks.push(await target.addDocuments(present, { primaryKey: 'id' }));
    if (gone.length > 0) tasks.push(await target.deleteDocuments(gone));
    for (const { taskUid } of tasks) {
      const task = await this.search.tasks.waitForTask(taskUid, { timeout: 120_000, interval: 20 });
      if (task.status !== 'succeeded') {
        await this.#postpone(entity, ids, task.error?.code ?? task.status);
        return 0;
      }
    }
    await this.pool.query(
      'delete from search_dirty d using unnest($2::uuid[], $3::bigint[]) as done(id, version) where d.entity = $1 and d.id = done.id and d.version = done.version',
      [entity, ids, rows.map((row) => row.version)],
    );
    return rows.length;
  }

  async #postpone(entity: string, ids: readonly string[], problem: string): Promise<void> {
    this.log.error({ entity, count: ids.length, problem }, 'search refused a batch');
    await this.pool.query(
      `update search_dirty set attempts = attempts + 1, problem = $3, not_before = now() + least(${MAX_BACKOFF_S}, power(2, attempts)) * interval '1 second'
        where entity = $1 and id = any($2::uuid[])`,
      [entity, ids, problem],
    );
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
