import { raw, type Sql, sql } from '../../platform/database/sql.js';
import type { Holding } from '../../platform/privacy/holding.js';

/** What hangs on a visit of the person, with the title of the post. */
const hanging = (table: string, person: string): Sql => sql`
  select to_jsonb(t) || jsonb_build_object('post', v.title) as row
    from ${raw(table)} t join fair_visit w on w.id = t.visit_id join fair_post p on p.id = t.post_id join vacancy v on v.id = p.vacancy_id
   where w.seeker_id = ${person}::uuid order by t.created_at`;

/**
 * Visits are counted and stay, without whose they were; so what hangs on them is nobody's any more. They come last: the
 * others are found by them.
 */
export const holdings: readonly Holding[] = [
  {
    table: 'fair_interview',
    rows: (person) => hanging('fair_interview', person),
    erase: (person) => [
      sql`update fair_interview set reason = null where visit_id in (select id from fair_visit where seeker_id = ${person}::uuid) and reason is not null`,
    ],
  },
  { table: 'fair_interest', rows: (person) => hanging('fair_interest', person), erase: () => [] },
  {
    table: 'fair_ticket',
    rows: (person) => sql`
      select to_jsonb(t) as row from fair_ticket t join fair_visit w on w.id = t.visit_id where w.seeker_id = ${person}::uuid order by t.created_at`,
    erase: () => [],
  },
  {
    table: 'fair_visit',
    rows: (person) => sql`
      select to_jsonb(t) || jsonb_build_object('fair', f.name) as row from fair_visit t join job_fair f on f.id = t.fair_id
       where t.seeker_id = ${person}::uuid order by t.created_at`,
    erase: (person) => [sql`update fair_visit set seeker_id = null where seeker_id = ${person}::uuid`],
  },
];
