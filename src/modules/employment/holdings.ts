import { sql } from '../../platform/database/sql.js';
import type { Holding } from '../../platform/privacy/holding.js';

/** Both registers are counted and stay; what still runs ends, and words about the person go. */
export const holdings: readonly Holding[] = [
  {
    table: 'employment',
    rows: (person) => sql`select to_jsonb(t) || jsonb_build_object('employer', (select n.name from employer n where n.id = t.employer_id),
        'institution', (select n.name from institution n where n.id = t.institution_id)) as row
      from employment t where t.seeker_id = ${person}::uuid order by t.created_at`,
    erase: (person) => [sql`update employment set cancellation_reason = '' where seeker_id = ${person}::uuid and cancellation_reason is not null`],
  },
  {
    table: 'unemployment',
    rows: (
      person,
    ) => sql`select to_jsonb(t) || jsonb_build_object('institution', (select n.name from institution n where n.id = t.institution_id)) as row
      from unemployment t where t.seeker_id = ${person}::uuid order by t.created_at`,
    erase: (person) => [
      sql`update unemployment set state = 'CANCELLED', cancelled_on = greatest(registered_on, app_today()), cancel_reason = 'OTHER'
           where seeker_id = ${person}::uuid and state = 'REGISTERED'`,
    ],
  },
  {
    table: 'employment_difficulty',
    rows: (
      person,
    ) => sql`select to_jsonb(t) || jsonb_build_object('institution', (select n.name from institution n where n.id = t.institution_id)) as row
      from employment_difficulty t where t.seeker_id = ${person}::uuid order by t.created_at`,
    erase: (person) => [
      sql`update employment_difficulty set evidence = '', reason = case when state = 'REJECTED' then '' else '资料已删除' end,
             exited_on = coalesce(exited_on, app_today()), state = case when state = 'REJECTED' then state else 'EXITED' end
           where seeker_id = ${person}::uuid`,
    ],
  },
];
