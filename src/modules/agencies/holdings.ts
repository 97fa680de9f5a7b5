import { sql } from '../../platform/database/sql.js';
import type { Holding } from '../../platform/privacy/holding.js';

/** Members of brands and participants of the programme are counted; nothing in them says who it was once the person is erased. */
export const holdings: readonly Holding[] = [
  {
    table: 'brand_member',
    rows: (person) => sql`select to_jsonb(t) as row from brand_member t where t.seeker_id = ${person}::uuid order by t.created_at`,
    erase: () => [],
  },
  {
    table: 'programme_participant',
    rows: (person) => sql`select to_jsonb(t) as row from programme_participant t where t.seeker_id = ${person}::uuid order by t.created_at`,
    erase: () => [],
  },
];
