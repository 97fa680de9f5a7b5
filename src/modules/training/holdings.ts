import { sql } from '../../platform/database/sql.js';
import type { Holding } from '../../platform/privacy/holding.js';

/** Who was trained is counted; the words about the person, the certificate and the licence of their business go. */
export const holdings: readonly Holding[] = [
  {
    table: 'training_enrolment',
    rows: (person) => sql`select to_jsonb(t) || jsonb_build_object('class', (select c.title from training_class c where c.id = t.class_id),
        'attendance', (select jsonb_agg(jsonb_build_object('day', a.day, 'hours', a.hours) order by a.day) from training_attendance a where a.enrolment_id = t.id)) as row
      from training_enrolment t where t.seeker_id = ${person}::uuid order by t.created_at`,
    erase: (person) => [
      sql`delete from training_attendance a using training_enrolment t where t.id = a.enrolment_id and t.seeker_id = ${person}::uuid`,
      sql`update training_enrolment set reason = null, certificate_number = null, outcome_licence_number = null where seeker_id = ${person}::uuid`,
    ],
  },
  {
    table: 'training_subsidy',
    rows: (person) => sql`select to_jsonb(t) as row from training_subsidy t where t.seeker_id = ${person}::uuid order by t.created_at`,
    erase: (person) => [sql`update training_subsidy set reason = null where seeker_id = ${person}::uuid`],
  },
];
