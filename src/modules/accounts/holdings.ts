import { sql } from '../../platform/database/sql.js';
import type { Holding } from '../../platform/privacy/holding.js';

/** What this module keeps about a person: their account, which ends with them, and the audit, which names nobody and stays. */
export const holdings: readonly Holding[] = [
  {
    table: 'account',
    rows: (person) => sql`select to_jsonb(t) as row from account t where t.seeker_id = ${person}::uuid`,
    erase: (person) => [
      sql`update account set name = 'erased ' || id, disabled_at = coalesce(disabled_at, app_now()) where seeker_id = ${person}::uuid`,
      sql`update api_key set revoked_at = coalesce(revoked_at, app_now()) where account_id in (select id from account where seeker_id = ${person}::uuid)`,
    ],
  },
  {
    table: 'audit_entry',
    rows: (person) => sql`select to_jsonb(t) - 'previous' - 'hash' - 'key_version' as row
      from audit_entry t where t.seeker_id = ${person}::uuid order by t.day, t.number`,
    erase: () => [],
  },
];
