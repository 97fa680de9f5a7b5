import type { EntityManager } from '@mikro-orm/postgresql';
import type { ClientBase, Pool } from 'pg';
import { SYSTEM as NOBODY } from '../../platform/access/viewer.js';
import { under } from '../../platform/database/reading.js';
import { sql } from '../../platform/database/sql.js';
import { within } from '../../platform/database/within.js';
import { Journal } from '../../platform/privacy/journal.js';
import type { Vault } from '../../platform/privacy/vault.js';
import { JOB } from '../accounts/audit.service.js';
import { type Eraser, eraseSeeker, forget } from './erasure.service.js';

/** A line of the journal of erasures: what must stay erased whatever is restored. */
interface Erased {
  readonly seekerId: string;
  readonly until: string | null;
}
const journalOf = (vault: Vault): Journal<Erased> => new Journal(vault, 'erasures');
const latest = (journal: Journal<Erased>): Map<string, string | null> => new Map(journal.entries().map(({ seekerId, until }) => [seekerId, until]));

/** Writes down beside the keys who was erased; what stands there already is not repeated. */
export async function noteErasures(pool: Pool, vault: Vault): Promise<void> {
  const { rows } = await under(pool, NOBODY, (client) =>
    client.query<Erased>(
      'select distinct on (seeker_id) seeker_id as "seekerId", until::text as until from erasure order by seeker_id, created_at desc',
    ),
  );
  if (rows.length === 0) return;
  const journal = journalOf(vault);
  const known = latest(journal);
  journal.append(rows.filter(({ seekerId, until }) => known.get(seekerId) !== until));
}

/** Whoever the journal knows and the tables still show: nobody, once the erasures were replayed. */
export async function readableThoughErased(client: ClientBase, vault: Vault): Promise<string[]> {
  const known = latest(journalOf(vault));
  const { rows } = await client.query<{ id: string; state: string }>(
    "select id, state from seeker where id = any($1::uuid[]) and state <> 'ERASED'",
    [[...known.keys()]],
  );
  return rows.flatMap(({ id, state }) => (state === 'RESTRICTED' && known.get(id) !== null ? [] : [id]));
}

/**
 * After a restore: erases again whoever the journal knows and the restored tables still show, under the same duty. Runs at
 * every start, before anybody is served. Returns how many were erased again.
 */
export async function replayErasures(em: EntityManager, eraser: Eraser): Promise<number> {
  const known = latest(journalOf(eraser.vault));
  if (known.size === 0) return 0;
  const left = await em
    .fork({ session: { variables: NOBODY } })
    .transactional((inner) =>
      within(inner).rows(
        sql`select s.id, s.state from seeker s where s.id = any(${[...known.keys()]}::uuid[]) and s.state <> 'ERASED' order by s.id`,
      ),
    );
  let erased = 0;
  for (const [seekerId, state] of left as [string, string][]) {
    const until = known.get(seekerId)!;
    if (state === 'RESTRICTED' && until !== null) continue;
    await em.fork({ session: { variables: NOBODY } }).transactional(async (inner) => {
      if (state === 'ACTIVE') {
        await eraseSeeker(inner, eraser, { by: JOB, seekerId, reason: '恢复备份后重新删除 erased again after a restore', request: null, until });
      } else {
        const [row] = await within(inner).rows(sql`select id from erasure where seeker_id = ${seekerId}::uuid and kept is not null`);
        await forget(inner, row![0] as string, seekerId);
      }
    });
    erased += 1;
  }
  return erased;
}
