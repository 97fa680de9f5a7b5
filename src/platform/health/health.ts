import { Pool } from 'pg';
import { probe } from './probe.js';

/** `draining`: it stops. `outdated`: tables of an older form than the code. `unavailable`: no database. `degraded`: no search. */
export type Readiness = 'ready' | 'degraded' | 'unavailable' | 'outdated' | 'draining';

export interface HealthOptions {
  readonly databaseUrl: string;
  /** Throws where search is away. */
  readonly search: () => Promise<unknown>;
  /** Whether every migration of this code ran on the database. */
  readonly migrated: () => Promise<boolean>;
}

/** Of each dependency; the answer to who asks is there within a second. */
const ANSWERS_WITHIN_MS = 700;
/** A connection on which nothing comes back is given up. */
const GIVEN_UP_MS = 5_000;

/** Whether this process may be sent requests. It asks by a connection of its own, so that a busy pool is not taken for a database that is away. */
export class Health {
  readonly #pool: Pool;
  readonly #database: () => Promise<boolean>;
  readonly #search: () => Promise<unknown>;
  #migrated = false;

  constructor({ databaseUrl, search, migrated }: HealthOptions) {
    this.#pool = new Pool({
      connectionString: databaseUrl,
      max: 1,
      idleTimeoutMillis: 0,
      query_timeout: GIVEN_UP_MS,
      connectionTimeoutMillis: GIVEN_UP_MS,
      allowExitOnIdle: true,
    });
    this.#pool.on('error', () => undefined).on('connect', (client) => void client.on('error', () => undefined));
    this.#search = probe(search, ANSWERS_WITHIN_MS);
    this.#database = probe(async () => {
      await this.#pool.query('select 1');
      return (this.#migrated ||= await migrated());
    }, ANSWERS_WITHIN_MS);
  }

  async look(): Promise<{ status: Readiness; database: boolean; search: boolean }> {
    const [migrated, search] = await Promise.all([
      this.#database().catch(() => undefined),
      this.#search().then(
        () => true,
        () => false,
      ),
    ]);
    const database = migrated !== undefined;
    if (!database) this.#migrated = false; // another one may come back
    return { status: this.#status(migrated, search), database, search };
  }

  #status(migrated: boolean | undefined, search: boolean): Readiness {
    if (migrated === undefined) return 'unavailable';
    if (!migrated) return 'outdated';
    return search ? 'ready' : 'degraded';
  }

  async stop(): Promise<void> {
    await this.#pool.end();
  }
}

export const serving = (status: Readiness): boolean => status === 'ready' || status === 'degraded';
