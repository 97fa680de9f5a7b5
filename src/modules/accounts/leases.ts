import type { Pool } from 'pg';
import type { Logger } from 'pino';
import type { WebSocket } from 'ws';
import type { Viewer } from '../../platform/access/viewer.js';

const LOOK_MS = 1_000;
/** As graphql-ws closes a socket whose credential it does not take: clients may come again with a new one. */
const FORBIDDEN = 4403;

interface Lease {
  readonly epoch: number;
  readonly expiresAt: Date | null;
  readonly socket: WebSocket;
}

/**
 * Which open sockets live on which credential. One look a second at all of them, in one statement, closes those whose
 * credential was withdrawn, ran out or has other rights than when the socket was opened.
 */
export class Leases {
  readonly #held = new Map<string, Set<Lease>>();
  #timer: NodeJS.Timeout | undefined;
  #looking = false;

  constructor(
    private readonly pool: Pool,
    private readonly log: Logger,
  ) {}

  start(): this {
    this.#timer = setInterval(() => void this.#look(), LOOK_MS).unref();
    return this;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** The socket lives on the viewer's credential until it closes; an anonymous one lives on none. */
  hold({ credential }: Viewer, socket: WebSocket): void {
    if (!credential || socket.readyState !== socket.OPEN) return;
    const { id, epoch, expiresAt } = credential;
    const lease = { epoch, expiresAt, socket };
    const leases = this.#held.get(id) ?? new Set();
    this.#held.set(id, leases.add(lease));
    socket.once('close', () => {
      leases.delete(lease);
      if (leases.size === 0 && this.#held.get(id) === leases) this.#held.delete(id);
    });
  }

  /** While the database does not answer, nothing is sent on a socket either: it stays until there is an answer. */
  async #look(): Promise<void> {
    if (this.#looking || this.#held.size === 0) return;
    this.#looking = true;
    try {
      const asked = new Map([...this.#held].map(([id, leases]) => [id, [...leases]]));
      const { rows } = await this.pool.query<{ now: Date; ids: string[]; epochs: number[] }>({
        name: 'leases',
        text: `select app_now() as now, coalesce(array_agg(id), '{}')::text[] as ids, coalesce(array_agg(epoch), '{}') as epochs from live_credentials($1)`,
        values: [[...asked.keys()]],
      });
      const { now, ids, epochs } = rows[0]!;
      const epochOf = new Map(ids.map((id, at) => [id, epochs[at]]));
      for (const [id, leases] of asked) {
        for (const lease of leases) {
          if (lease.epoch !== epochOf.get(id) || (lease.expiresAt !== null && lease.expiresAt <= now)) lease.socket.close(FORBIDDEN, 'Forbidden');
        }
      }
    } catch (error) {
      this.log.warn({ err: error }, 'open sockets not looked at');
    } finally {
      this.#looking = false;
    }
  }
}
