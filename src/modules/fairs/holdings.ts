import { sql } from '../../platform/database/sql.js';
import type { Holding } from '../../platform/privacy/holding.js';

/** Visits are counted and stay, without whose they were; what hangs on them says nothing of the person but that. */
export const holdings: readonly Holding[] = [
  {
    table: 'fair_visit',
    rows: (person) => sql`select to_jsonb(t) || jsonb_build_object('fair', f.name,
        'interests', (select coalesce(jsonb_agg(v.title order by i.created_at), '[]') from fair_interest i join fair_post p on p.id = i.post_id join vacancy v on v.id = p.vacancy_id where i.visit_id = t.id),
        'interviews', (select coalesce(jsonb_agg(jsonb_build_object('post', v.title, 'state', i.state, 'reason', i.reason) order by i.created_at), '[]') from fair_interview i join fair_post p on p.id = i.post_id join vacancy v on v.id = p.vacancy_id where i.visit_id = t.id)) as row
      from fair_visit t join job_fair f on f.id = t.fair_id where t.seeker_id = ${person}::uuid order by t.created_at`,
    erase: (person) => [
      sql`update fair_interview set reason = null where visit_id in (select id from fair_visit where seeker_id = ${person}::uuid)`,
      sql`update fair_visit set seeker_id = null where seeker_id = ${person}::uuid`,
    ],
  },
];
