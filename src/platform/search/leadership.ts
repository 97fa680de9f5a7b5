import type { Pool, PoolClient } from 'pg';

const LOCK = 0x6a71_7365;
const LEASE_MS = 5_000;
const RENEW_MS = 1_000;
/** Before the lease ends by the database's clock, the leader itself no longer relies on it. */
const MARGIN_MS = 1_500;

/**
 * The right to write into the index: one process has it, for one epoch. Two signs keep it: a lock on a connection of its
 * own, which goes with the process at once, and a lease that is renewed, which ends when the process stands still. What a
 * leader of the past still writes into the database is recognised by its epoch.
 */
export class Leadership {
  #sureUntil: number;
  #timer: NodeJS.Timeout;

  private constructor(
    private readonly client: PoolClient,
    readonly epoch: string,
    /** The last leader ended without saying so; 'alive': it may wake up. */
    readonly after: 'handed over' | 'dead' | 'alive',
    began: number,
  ) {
    this.#sureUntil = began + LEASE_MS - MARGIN_MS;
    this.#timer = setInterval(() => void this.#renew(), RENEW_MS).unref();
  }

  /** Null while somebody else leads. */
  static async take(pool: Pool, holder: string): Promise<Leadership | null> {
    const client = await pool.connect();
    const began = performance.now();
    try {
      const { rows } = await client.query<{ epoch: string; after: Leadership['after'] }>(
        `with seen as (
           select epoch, exists (select from pg_locks where locktype = 'advisory' and classid = ${LOCK} and objid::bigint = epoch and objsubid = 2
                                    and database = (select oid from pg_database where datname = current_database())) as alive
             from search.leader)
         update search.leader l set epoch = l.epoch + 1, holder = $1, handed_over = false, until = clock_timestamp() + ${LEASE_MS} * interval '1 millisecond'
           from seen where l.epoch = seen.epoch and (l.until < clock_timestamp() or not seen.alive)
         returning l.epoch, case when old.handed_over then 'handed over' when seen.alive then 'alive' else 'dead' end as after,
                   pg_advisory_lock(${LOCK}, l.epoch::int)`,
        [holder],
      );
      if (rows[0]) return new Leadership(client, rows[0].epoch, rows[0].after, began);
      client.release();
      return null;
    } catch (error) {
      client.release(error as Error);
      throw error;
    }
  }

  /** Whether nobody else can have begun to lead. */
  get sure(): boolean {
    return performance.now() < this.#sureUntil;
  }

  /** `clean`: nothing that was sent to the index is still on its way. */
  async giveUp(clean: boolean): Promise<void> {
    clearInterval(this.#timer);
    this.#sureUntil = 0;
    const ended = `update search.leader set until = '-infinity', handed_over = $2 where epoch = $1`;
    await this.client.query(ended, [this.epoch, clean]).catch(() => undefined);
    this.client.release(true); // the lock ends with the session
  }

  async #renew(): Promise<void> {
    const began = performance.now();
    const renewed = await this.client
      .query(`update search.leader set until = clock_timestamp() + ${LEASE_MS} * interval '1 millisecond' where epoch = $1`, [this.epoch])
      .catch(() => ({ rowCount: 0 }));
    if (renewed.rowCount === 1) this.#sureUntil = Math.max(this.#sureUntil, began + LEASE_MS - MARGIN_MS);
    else this.#sureUntil = 0;
  }
}
