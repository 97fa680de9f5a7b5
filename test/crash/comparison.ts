import { isDeepStrictEqual } from 'node:util';
import pg from 'pg';
import { vacancyProjection } from '../../src/modules/matching/projection.js';
import type { IndexWitness } from './index-witness.js';
import type { Ledger } from './ledger.js';

/** Where PostgreSQL differs from what was acknowledged; empty when every effect is there exactly once and nothing else is. */
export async function compareRows(pool: pg.Pool, ledger: Ledger): Promise<string[]> {
  const tables = new Set([...ledger.rows.values()].map((row) => row.table));
  const differences = await keysOf(pool, ledger);
  for (const table of tables) differences.push(...(await rowsOf(pool, ledger, table)));
  return differences;
}

/** The demonstration world is synthetic, what clerks enter is not. */
async function rowsOf(pool: pg.Pool, ledger: Ledger, table: string): Promise<string[]> {
  const { rows } = await pool.query<{ id: string; row: Record<string, unknown> }>(
    `select t.id, to_jsonb(t) as row from ${pg.escapeIdentifier(table)} t where not t.synthetic`,
  );
  const stored = new Map(rows.map(({ id, row }) => [id, row]));
  const differences: string[] = [];
  for (const [id, expected] of ledger.rows) {
    if (expected.table !== table) continue;
    const row = stored.get(id);
    stored.delete(id);
    if (!row) differences.push(`${table} ${id} was acknowledged and is not stored`);
    for (const [column, value] of Object.entries(row ? expected.columns : {})) {
      if (!isDeepStrictEqual(row![column], value))
        differences.push(`${table} ${id}: ${column} was acknowledged as ${JSON.stringify(value)} and is ${JSON.stringify(row![column])}`);
    }
  }
  for (const id of stored.keys()) differences.push(`${table} ${id} is stored without an acknowledged effect`);
  return differences;
}

/** One sealed row of the idempotency table for each effect. */
async function keysOf(pool: pg.Pool, ledger: Ledger): Promise<string[]> {
  const { rows } = await pool.query<{ key: string; operation: string; sealed: boolean }>(
    'select key, operation, reply is not null as sealed from idempotency_key',
  );
  const stored = new Map(rows.map(({ key, operation, sealed }) => [key, sealed ? operation : `${operation} without a reply`]));
  const differences = [...ledger.effects]
    .filter(([key, mutation]) => stored.get(key) !== mutation)
    .map(([key, mutation]) => `key ${key} of ${mutation} is stored as ${stored.get(key)}`);
  for (const [key, mutation] of stored)
    if (!ledger.effects.has(key)) differences.push(`key ${key} of ${mutation} is stored and was not acknowledged`);
  return differences;
}

/** Where the index differs from the open vacancies, in contents or version; empty when both are the same. */
export async function compareIndex(pool: pg.Pool, witness: IndexWitness): Promise<string[]> {
  const { rows } = await pool.query<{ dirty: number }>('select count(*)::int as dirty from search_dirty');
  if (rows[0]!.dirty > 0) return [`${rows[0]!.dirty} rows are still dirty`];
  const vacancies = await pool.query<{ id: string }>('select id from vacancy');
  const ids = vacancies.rows.map((row) => row.id);
  const wanted = (await vacancyProjection('').documents(pool, ids, await witness.versions())) as { id: string }[];
  const found = new Map((await witness.documents()).map((one) => [one.id, one]));
  const differences: string[] = [];
  for (const document of wanted) {
    const stored = found.get(document.id);
    found.delete(document.id);
    if (!isDeepStrictEqual(stored, document)) differences.push(`the index has ${JSON.stringify(stored)} for ${JSON.stringify(document)}`);
  }
  for (const id of found.keys()) differences.push(`the index has ${id}, which is no open vacancy`);
  return differences;
}
