import { sql } from '../../platform/database/sql.js';
import type { Holding } from '../../platform/privacy/holding.js';

/** Work, departures and claims are counted and stay; the words about the person and the number of their contract go. */
export const holdings: readonly Holding[] = [
  {
    table: 'placement',
    rows: (person) => sql`select to_jsonb(t) as row from placement t where t.seeker_id = ${person}::uuid order by t.created_at`,
    erase: () => [],
  },
  {
    table: 'transfer',
    rows: (person) => sql`select to_jsonb(t) as row from transfer t where t.seeker_id = ${person}::uuid order by t.created_at`,
    erase: (person) => [
      sql`update transfer set reason = null, contract_number = null where seeker_id = ${person}::uuid`,
      sql`update rights_case c set problem = '' from transfer t where t.id = c.transfer_id and t.seeker_id = ${person}::uuid`,
    ],
  },
  {
    table: 'beneficiary_claim',
    rows: (person) => sql`select to_jsonb(t) as row from beneficiary_claim t where t.seeker_id = ${person}::uuid order by t.created_at`,
    erase: () => [],
  },
];
