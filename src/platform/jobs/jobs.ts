import { hostname } from 'node:os';
import type { ClientBase, Pool } from 'pg';
import type { Logger } from 'pino';
import type { Metrics } from '../metrics/metrics.js';
import { errorFacts } from '../privacy/log.js';

/** Work that comes round by itself, in one process at a time. Done twice it must do no harm: a process that stood still may come back to it. */
export interface Job {
  readonly name: string;
  readonly everyMs: number;
  readonly work: () => Promise<unknown>;
}

/** What is known of a job, as the operator reads it. */
export interface JobFacts {
  readonly name: string;
  readonly due_at: Date;
  readonly holder: string | null;
  readonly running: boolean;
  readonly started_at: Date | null;
  readonly finished_at: Date | null;
  readonly took_ms: number | null;
  readonly runs: string;
  readonly failures: string;
  readonly failed_at: Date | null;
  readonly problem: string | null;
}

const LOOK_EVERY_MS = 500;
const LEASE_S = 5;
const RENEW_EVERY_MS = 1_500;

/**
 * Runs jobs when they are due. Each is a row: who takes it holds a lease, renewed while it works, so that of several
 * processes one does it, and another within seconds when that one is killed. How the last run went stays in the row.
 */
export class Jobs {
  readonly #holder = `${hostname()} ${process.pid}`;
  readonly #running = new Map<string, Promise<void>>();
  #stopped = false;
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;

  constructor(
    private readonly pool: Pool,
    private readonly jobs: readonly Job[],
    private readonly log: Logger,
    private readonly metrics: Metrics,
  ) {}

  async start(): Promise<this> {
    const names = this.jobs.map(({ name }) => name);
    const periods = this.jobs.map(({ everyMs }) => everyMs);
    await this.pool.query(
      `insert into operations.job (name, due_at) select name, now() + ms * interval '1 millisecond' from unnest($1::text[], $2::int[]) j(name, ms) on conflict do nothing`,
      [names, periods],
    );
    this.#next();
    return this;
  }

  /** No job begins any more; returns when those that run have ended. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#looking;
    await Promise.all(this.#running.values());
  }

  #next(): void {
    if (this.#stopped) return;
    this.#timer = setTimeout(() => {
      this.#looking = this.#look()
        .catch((error: unknown) => this.log.warn({ err: error as Error }, 'jobs wait'))
        .finally(() => this.#next());
    }, LOOK_EVERY_MS).unref();
  }

  async #look(): Promise<void> {
    const mine = this.jobs.filter(({ name }) => !this.#running.has(name));
    const { rows } = await this.pool.query<{ name: string }>(
      `update operations.job set holder = $2, lease_until = now() + interval '${LEASE_S} seconds', started_at = clock_timestamp()
        where name in (select name from operations.job
                        where name = any($1::text[]) and due_at <= now() and (lease_until is null or lease_until < now())
                        order by name for update skip locked)
       returning name`,
      [mine.map(({ name }) => name), this.#holder],
    );
    for (const { name } of rows) {
      const job = this.jobs.find((one) => one.name === name)!;
      this.#running.set(
        name,
        this.#run(job).finally(() => this.#running.delete(name)),
      );
    }
  }

  async #run({ name, everyMs, work }: Job): Promise<void> {
    const began = performance.now();
    const renewing = setInterval(() => void this.#renew(name), RENEW_EVERY_MS).unref();
    let problem: string | null = null;
    try {
      await work();
    } catch (error) {
      problem = (errorFacts(error) as { message: string }).message;
      if (!this.#stopped) this.log.warn({ err: error as Error, job: name }, 'a job failed and is tried again');
    } finally {
      clearInterval(renewing);
    }
    const ms = Math.round(performance.now() - began);
    this.metrics.jobs.observe({ job: name, outcome: problem === null ? 'done' : 'failed' }, ms / 1_000);
    await this.#finish(name, everyMs, ms, problem);
  }

  async #renew(name: string): Promise<void> {
    await this.pool
      .query(
        `update operations.job set lease_until = now() + interval '${LEASE_S} seconds' where name = $1 and holder = $2 and lease_until is not null`,
        [name, this.#holder],
      )
      .catch(() => undefined); // when it cannot be renewed, somebody else may take it
  }

  async #finish(name: string, everyMs: number, ms: number, problem: string | null): Promise<void> {
    await this.pool
      .query(
        `update operations.job
            set lease_until = null, took_ms = $3, due_at = greatest(started_at + $4 * interval '1 millisecond', now()),
                finished_at = case when $5::text is null then clock_timestamp() else finished_at end, runs = runs + ($5::text is null)::int,
                failures = failures + ($5::text is not null)::int, failed_at = case when $5::text is null then failed_at else clock_timestamp() end,
                problem = $5
          where name = $1 and holder = $2`,
        [name, this.#holder, ms, everyMs, problem],
      )
      .catch(() => undefined); // the lease ends by itself
  }
}

/** Every job, by name; as the relay's role. */
export const jobFacts = async (pool: Pick<ClientBase, 'query'>): Promise<JobFacts[]> =>
  (
    await pool.query<JobFacts>(
      `select name, due_at, holder, coalesce(lease_until > now(), false) as running, started_at, finished_at, took_ms, runs, failures, failed_at, problem
         from operations.job order by name`,
    )
  ).rows;
