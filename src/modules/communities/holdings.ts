import { sql } from '../../platform/database/sql.js';
import type { Holding } from '../../platform/privacy/holding.js';

/** That an entry about a person was verified goes with the person. */
export const holdings: readonly Holding[] = [
  {
    table: 'ledger_check',
    rows: (person) => sql`select jsonb_build_object('source', t.source, 'verified_on', t.verified_on) as row
      from ledger_check t where t.seeker_id = ${person}::uuid order by t.created_at`,
    erase: (person) => [sql`delete from ledger_check where seeker_id = ${person}::uuid`],
  },
];
