import type { Pool, PoolClient } from 'pg';
import { SYSTEM } from '../../platform/access/viewer.js';
import { under } from '../../platform/database/reading.js';
import { Journal } from '../../platform/privacy/journal.js';
import type { Vault } from '../../platform/privacy/vault.js';
import { HEADS, type Head, sealOfDay } from './audit.chain.js';

interface Noting {
  last: Head | undefined;
  running: Promise<void>;
  waiting: Promise<void> | undefined;
}

const notings = new WeakMap<Vault, Noting>();

/**
 * Notes beside the keys where the chain stands, and seals the days that are over. When it returns, whatever was committed
 * before the call is noted: no row can be cut off unseen. Calls at once share one run.
 */
export function noteHeads(pool: Pool, vault: Vault): Promise<void> {
  let noting = notings.get(vault);
  if (!noting) {
    noting = { last: new Journal<Head>(vault, HEADS).entries().at(-1), running: Promise.resolve(), waiting: undefined };
    notings.set(vault, noting);
  }
  return (noting.waiting ??= afterwards(pool, vault, noting));
}

async function afterwards(pool: Pool, vault: Vault, noting: Noting): Promise<void> {
  await noting.running.catch(() => undefined);
  noting.waiting = undefined;
  noting.running = under(pool, SYSTEM, (client) => note(client, vault, noting));
  await noting.running;
}

async function note(client: PoolClient, vault: Vault, noting: Noting): Promise<void> {
  const { last } = noting;
  const { rows } = await client.query<Head & { over: boolean }>(
    `select distinct on (day) day::text as day, number, encode(hash, 'hex') as hash, day < app_today() as over
       from audit_entry where $1::date is null or day >= $1::date order by day, number desc`,
    [last?.day ?? null],
  );
  const fresh = rows.filter(({ day, number, hash }) => last === undefined || day > last.day || number !== last.number || hash !== last.hash);
  const heads = fresh.map(({ day, number, hash }) => ({ day, number, hash }));
  new Journal<Head>(vault, HEADS).append(heads);
  noting.last = heads.at(-1) ?? last;
  const version = vault.keys.audit.current;
  for (const head of rows.filter(({ over }) => over)) {
    await client.query(
      `insert into audit_day (day, number, hash, key_version, seal) values ($1::date, $2, decode($3, 'hex'), $4, $5) on conflict (day) do nothing`,
      [head.day, head.number, head.hash, version, sealOfDay(vault.keys, version, head)],
    );
  }
}
