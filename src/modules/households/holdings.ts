import { sql } from '../../platform/database/sql.js';
import type { Holding } from '../../platform/privacy/holding.js';

/** Households are counted and stay; an erased member leaves them, and words about the household that was theirs go. */
export const holdings: readonly Holding[] = [
  {
    table: 'household_member',
    rows: (person) => sql`select to_jsonb(t) || jsonb_build_object('household', to_jsonb(h) - 'officer_id' - 'by_id',
        'community', (select n.name from region n where n.path = t.region_path limit 1),
        'steps', (select jsonb_agg(to_jsonb(s) - 'by_id' order by s.number) from household_step s where s.household_id = t.household_id
                    and s.taken_on between t.joined_on and coalesce(t.left_on, 'infinity')),
        'findings', (select jsonb_agg(to_jsonb(f) order by f.created_at) from inspection_finding f where f.household_id = t.household_id
                       and f.due_on >= t.joined_on and f.created_at::date <= coalesce(t.left_on, 'infinity'))) as row
      from household_member t left join household h on h.id = t.household_id where t.seeker_id = ${person}::uuid order by t.created_at`,
    erase: (person) => [
      sql`update household_step s set note = null from household_member m where m.seeker_id = ${person}::uuid and s.household_id = m.household_id and s.note is not null`,
      sql`update household h set plan_aim = '' from household_member m where m.seeker_id = ${person}::uuid and h.id = m.household_id and h.plan_aim is not null`,
      sql`update inspection_finding f set problem = '', remedy = case when f.remedy is null then null else '' end
            from household_member m where m.seeker_id = ${person}::uuid and f.household_id = m.household_id`,
      sql`update household_member set open = false, left_on = coalesce(left_on, greatest(joined_on, app_today())) where seeker_id = ${person}::uuid`,
    ],
  },
  {
    table: 'assistance_measure',
    rows: (person) => sql`select to_jsonb(t) || jsonb_build_object('vacancy', (select n.title from vacancy n where n.id = t.vacancy_id),
        'employer', (select n.name from employer n where n.id = t.employer_id)) as row
      from assistance_measure t where t.seeker_id = ${person}::uuid order by t.created_at`,
    erase: (person) => [sql`update assistance_measure set note = null, reason = null where seeker_id = ${person}::uuid`],
  },
];
