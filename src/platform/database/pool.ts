import pg from 'pg';
import type { Logger } from 'pino';

/** Connections by which plain statements are sent; one that is lost is told of and replaced. */
export function openPool(options: pg.PoolConfig, log: Logger): pg.Pool {
  const pool = new pg.Pool(options);
  // A connection that breaks while somebody holds it has no other listener: its error would end the process.
  pool.on('connect', (client) => void client.on('error', (error) => log.warn({ code: codeOf(error) }, 'database connection lost')));
  pool.on('error', () => undefined);
  return pool;
}

/**
 * Takes a lost connection back from its holder. The query builder keeps one for ever when `begin`, `commit` or `rollback`
 * could not be sent on it: after a few restarts of the server none would be left.
 */
export function reclaimLost(pool: pg.Pool): void {
  const connect = pool.connect.bind(pool) as () => Promise<pg.PoolClient>;
  pool.connect = (async () => reclaimable(await connect())) as typeof pool.connect;
}

function reclaimable(client: pg.PoolClient): pg.PoolClient {
  const giveBack = client.release.bind(client);
  const lost = (): void => client.release(true);
  let held = true;
  client.release = (error) => {
    if (!held) return;
    held = false;
    client.off('end', lost);
    giveBack(error);
  };
  return client.once('end', lost);
}

/** The connection or the server went: whether a transaction was committed, its idempotency key alone knows. */
export const lost = (error: unknown): boolean =>
  /^(57P0\d|08\d\d\d|53300|ECONN\w+|EPIPE|ENOENT)$/.test(codeOf(error)) || /Connection terminated/.test(String(error));

/** Over soon, and nobody’s mistake: that, a server without room or that takes no changes for now, a deadlock, a change by somebody else, a wait that was too long. */
export const passing = (error: unknown): boolean => lost(error) || /^(53\d\d\d|25006|40P01|40001|55P03)$/.test(codeOf(error));

const codeOf = (error: unknown): string => String((error as { code?: unknown } | null)?.code);
