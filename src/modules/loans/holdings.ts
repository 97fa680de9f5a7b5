import { sql } from '../../platform/database/sql.js';
import type { Holding } from '../../platform/privacy/holding.js';

/** Loans are accounted for and stay; the words about the project and the number of the contract go. While one is open it is kept. */
export const holdings: readonly Holding[] = [
  {
    table: 'micro_loan',
    rows: (person) => sql`select to_jsonb(t) as row from micro_loan t where t.seeker_id = ${person}::uuid order by t.created_at`,
    erase: (person) => [
      sql`update case_step set note = null where case_id in (select id from micro_loan where seeker_id = ${person}::uuid)`,
      sql`update micro_loan set project = '', contract_number = null, reason = case when reason is null then null else '' end where seeker_id = ${person}::uuid`,
    ],
    keptUntil: (person) => sql`
      select max(greatest(app_today(), contract_due_on, contract_extended_until)) from micro_loan
       where seeker_id = ${person}::uuid and state not in ('REPAID', 'RECOVERED', 'WRITTEN_OFF', 'REJECTED', 'BANK_REJECTED', 'WITHDRAWN')`,
  },
  {
    table: 'loan_partner',
    rows: (person) => sql`select to_jsonb(t) as row from loan_partner t where t.seeker_id = ${person}::uuid order by t.created_at`,
    erase: () => [],
    keptUntil: (person) => sql`
      select max(greatest(app_today(), l.contract_due_on, l.contract_extended_until)) from loan_partner p join micro_loan l on l.id = p.loan_id
       where p.seeker_id = ${person}::uuid and p.open`,
  },
];
