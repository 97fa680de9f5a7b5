import { createHash } from 'node:crypto';
import type { Pool } from 'pg';
import type { Projection } from './projection.js';

/** Ids by what is wrong with them. */
export interface Differences {
  missing: string[];
  extra: string[];
  stale: string[];
}

/** Buckets are the last two digits of an id, which are random. */
const bucketOf = (id: string): string => id.slice(-2);
const MASK = (1n << 64n) - 1n;
const hashOf = (id: string, version: number): bigint => createHash('md5').update(`${id}:${version}`).digest().readBigUInt64BE();

/**
 * What an index has and what it should have, as hashes of buckets first, and row by row only where those differ. Rows that
 * are dirty are left out on both sides: they are on their way. Exact while nobody writes into the index.
 */
export async function compare(pool: Pool, projection: Projection, index: ReadonlyMap<string, number>): Promise<Differences> {
  const client = await pool.connect();
  try {
    await client.query('begin isolation level repeatable read read only');
    const { rows: dirty } = await client.query<{ id: string }>('select id from search_dirty where entity = $1', [projection.entity]);
    const moving = new Set(dirty.map(({ id }) => id));
    const shown = `select b.id, coalesce(s.version, 0) as version from (${projection.belonging}) b
        left join search.document s on s.entity = $1 and s.id = b.id where not exists (select from search_dirty d where d.entity = $1 and d.id = b.id)`;
    const { rows: hashes } = await client.query<{ bucket: string; hash: string }>(
      `select right(id::text, 2) as bucket, bit_xor(('x' || substr(md5(id || ':' || version), 1, 16))::bit(64)::bigint) as hash from (${shown}) shown group by 1`,
      [projection.entity],
    );
    const ours = new Map(hashes.map(({ bucket, hash }) => [bucket, BigInt(hash) & MASK]));
    const theirs = new Map<string, bigint>();
    for (const [id, version] of index) {
      if (!moving.has(id)) theirs.set(bucketOf(id), (theirs.get(bucketOf(id)) ?? 0n) ^ hashOf(id, version));
    }
    const differing = new Set([...ours.keys(), ...theirs.keys()].filter((bucket) => (ours.get(bucket) ?? 0n) !== (theirs.get(bucket) ?? 0n)));
    if (differing.size === 0) return { missing: [], extra: [], stale: [] };
    const { rows } = await client.query<{ id: string; version: string }>(`select * from (${shown}) shown where right(id::text, 2) = any($2)`, [
      projection.entity,
      [...differing],
    ]);
    const wanted = new Map(rows.map(({ id, version }) => [id, Number(version)]));
    const found = new Map([...index].filter(([id]) => differing.has(bucketOf(id)) && !moving.has(id)));
    return {
      missing: [...wanted.keys()].filter((id) => !found.has(id)),
      extra: [...found.keys()].filter((id) => !wanted.has(id)),
      stale: [...wanted].filter(([id, version]) => found.has(id) && found.get(id) !== version).map(([id]) => id),
    };
  } finally {
    await client.query('commit').catch(() => undefined);
    client.release();
  }
}
