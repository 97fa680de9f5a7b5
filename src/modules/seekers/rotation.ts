import type { ClientBase, Pool, PoolClient } from 'pg';
import { blindIndex, open, rewrap } from '../../platform/privacy/envelope.js';
import type { FileKeyRing, KeyRing } from '../../platform/privacy/keys.js';
import { announceVersion, ID_NUMBER, placeOf } from './person.js';

export type Rotated = 'master' | 'index';

export interface RotationOptions {
  /** Rows in one transaction. */
  readonly batch: number;
  readonly onProgress?: (progress: { version: number; done: number; left: number }) => void;
}

interface Work {
  /** How many rows are under an older version. */
  left(pool: Pool, version: number): Promise<number>;
  /** Brings up to `most` rows to the version; returns how many. */
  bring(client: PoolClient, keys: KeyRing, version: number, most: number): Promise<number>;
}

const PAUSE_MS = 50;
const bytesOf = (version: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(version);
  return bytes;
};

const master: Work = {
  left: async (pool, version) =>
    (
      await pool.query<{ left: number }>('select count(*)::int as left from person_key where substring(wrapped_key from 2 for 4) < $1', [
        bytesOf(version),
      ])
    ).rows[0]!.left,
  bring: async (client, keys, version, most) => {
    const { rows } = await client.query<{ seeker_id: string; wrapped_key: Buffer }>(
      `select seeker_id, wrapped_key from person_key where substring(wrapped_key from 2 for 4) < $1
        order by substring(wrapped_key from 2 for 4), seeker_id limit $2 for update skip locked`,
      [bytesOf(version), most],
    );
    await client.query(
      'update person_key k set wrapped_key = n.wrapped from unnest($1::uuid[], $2::bytea[]) n(id, wrapped) where k.seeker_id = n.id',
      [rows.map((row) => row.seeker_id), rows.map((row) => rewrap(keys, row.seeker_id, row.wrapped_key))],
    );
    return rows.length;
  },
};

const index: Work = {
  left: async (pool, version) =>
    (await pool.query<{ left: number }>('select count(*)::int as left from person_secret where index_version < $1', [version])).rows[0]!.left,
  bring: async (client, keys, version, most) => {
    const { rows } = await client.query<{ seeker_id: string; wrapped_key: Buffer; id_number: Buffer }>(
      `select p.seeker_id, k.wrapped_key, p.id_number from person_secret p join person_key k on k.seeker_id = p.seeker_id
        where p.index_version < $1 order by p.index_version, p.id_number_index limit $2 for update of p skip locked`,
      [version, most],
    );
    const digests = rows.map((row) => {
      const clear = open(keys, row.wrapped_key, placeOf('id_number', row.seeker_id), row.id_number);
      return blindIndex(keys, ID_NUMBER, clear, version).index;
    });
    await client.query(
      `update person_secret p set index_version = $1, id_number_index = n.digest from unnest($2::uuid[], $3::bytea[]) n(id, digest) where p.seeker_id = n.id`,
      [version, rows.map((row) => row.seeker_id), digests],
    );
    return rows.length;
  },
};

const WORK: Record<Rotated, Work> = { master, index };

/**
 * A new version of a key, and every row brought to it, while the platform serves. The version is announced before the first
 * row changes, so that no writer is left behind. Killed and called again, it goes on with the version that was begun.
 * Runs as the owner of the tables. Returns the version.
 */
export async function rotate(pool: Pool, keys: FileKeyRing, kind: Rotated, { batch, onProgress }: RotationOptions): Promise<number> {
  const work = WORK[kind];
  keys.reload();
  const begun = await work.left(pool, keys[kind].current);
  const version = begun > 0 ? keys[kind].current : keys.addVersion(kind);
  await inTransaction(pool, async (client) => {
    const [lock, announce] = announceVersion;
    await client.query(lock);
    await client.query(announce, [kind, version]);
  });
  let done = 0;
  for (let left = await work.left(pool, version); left > 0; left = await work.left(pool, version)) {
    const brought = await inTransaction(pool, (client) => work.bring(client, keys, version, batch));
    done += brought;
    onProgress?.({ version, done, left: left - brought });
    if (brought === 0) await new Promise((resolve) => setTimeout(resolve, PAUSE_MS)); // held by somebody who writes
  }
  return version;
}

async function inTransaction<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    const result = await work(client);
    await client.query('commit');
    client.release();
    return result;
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    client.release(error as Error);
    throw error;
  }
}

export interface KeyStatus {
  readonly kind: Rotated;
  readonly version: number;
  /** New rows are written under it. */
  readonly inUse: boolean;
  readonly rows: number;
}

/** Every version that is in the key file or under a row, newest first. */
export async function keyStatus(pool: Pool, keys: KeyRing): Promise<KeyStatus[]> {
  const { rows: announced } = await pool.query<{ kind: Rotated; version: number }>('select kind, version from key_in_use');
  const { rows } = await pool.query<{ kind: Rotated; version: number; rows: number }>(`
    select 'master' as kind, ('x' || encode(substring(wrapped_key from 2 for 4), 'hex'))::bit(32)::int as version, count(*)::int as rows from person_key group by 2
    union all select 'index', index_version, count(*)::int from person_secret group by 2`);
  return (['master', 'index'] as const).flatMap((kind) => {
    const under = new Map(rows.filter((row) => row.kind === kind).map((row) => [row.version, row.rows]));
    const inUse = announced.find((one) => one.kind === kind)?.version;
    const versions = [...new Set([...keys[kind].versions, ...under.keys()])].sort((a, b) => b - a);
    return versions.map((version) => ({ kind, version, inUse: version === inUse, rows: under.get(version) ?? 0 }));
  });
}

const PAGE = 5_000;

/** People whose ID number or phone does not open: a key that is missing, or a value that was changed. */
export async function unopened(client: ClientBase, keys: KeyRing): Promise<string[]> {
  const found: string[] = [];
  for (let after = '00000000-0000-0000-0000-000000000000'; ;) {
    const { rows } = await client.query<{ id: string; wrapped: Buffer; id_number: Buffer; phone: Buffer | null }>(
      `select p.seeker_id as id, k.wrapped_key as wrapped, p.id_number, p.phone from person_secret p join person_key k on k.seeker_id = p.seeker_id
        where p.seeker_id > $1 order by p.seeker_id limit ${PAGE}`,
      [after],
    );
    for (const { id, wrapped, id_number, phone } of rows) {
      try {
        open(keys, wrapped, placeOf('id_number', id), id_number);
        if (phone) open(keys, wrapped, placeOf('phone', id), phone);
      } catch {
        found.push(id);
      }
    }
    if (rows.length < PAGE) return found;
    after = rows.at(-1)!.id;
  }
}
