import { sql } from '../../platform/database/sql.js';
import type { Holding } from '../../platform/privacy/holding.js';

/** Work, departures and claims are counted and stay; the words about the person and the number of their contract go. */
export const holdings: readonly Holding[] = [
  {
    table: 'placement',
    rows: (person) => sql`select to_jsonb(t) as row from placement t where t.seeker_id = ${person}::uuid order by t.created_at`,
    // A reversal keeps that it had a reason.
    erase: (person) => [sql`update placement set reason = '' where seeker_id = ${person}::uuid and reason is not null`],
  },
  {
    table: 'transfer',
    rows: (person) => sql`select to_jsonb(t) as row from transfer t where t.seeker_id = ${person}::uuid order by t.created_at`,
    erase: (person) => [sql`update transfer set reason = null, contract_number = null where seeker_id = ${person}::uuid`],
  },
  {
    table: 'follow_up',
    rows: (person) => sql`select to_jsonb(t) as row
      from follow_up t join transfer f on f.id = t.transfer_id where f.seeker_id = ${person}::uuid order by t.due_on, t.id`,
    erase: (person) => [
      sql`update follow_up t set note = null from transfer f where f.id = t.transfer_id and f.seeker_id = ${person}::uuid and t.note is not null`,
    ],
  },
  {
    table: 'rights_case',
    rows: (person) => sql`select to_jsonb(t) as row
      from rights_case t join transfer f on f.id = t.transfer_id where f.seeker_id = ${person}::uuid order by t.created_at`,
    erase: (person) => [
      sql`update rights_case t set problem = '', outcome = case when t.outcome is null then null else '' end
            from transfer f where f.id = t.transfer_id and f.seeker_id = ${person}::uuid`,
    ],
  },
  {
    table: 'beneficiary_claim',
    rows: (person) => sql`select to_jsonb(t) as row from beneficiary_claim t where t.seeker_id = ${person}::uuid order by t.created_at`,
    erase: () => [],
  },
];
