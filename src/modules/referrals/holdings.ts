import { sql } from '../../platform/database/sql.js';
import type { Holding } from '../../platform/privacy/holding.js';

/**
 * Referrals are counted and stay; the words about the person go. An open one is kept until its counterfoil is due, a hire as
 * long as recruitment records must be kept after the service ended.
 */
export const holdings: readonly Holding[] = [
  {
    table: 'referral',
    rows: (person) => sql`select to_jsonb(t) || jsonb_build_object('vacancy', v.title, 'employer', e.name, 'institution', i.name) as row
      from referral t join vacancy v on v.id = t.vacancy_id join employer e on e.id = t.employer_id join institution i on i.id = t.institution_id
     where t.seeker_id = ${person}::uuid order by t.created_at`,
    erase: (person) => [sql`update referral set reason = null where seeker_id = ${person}::uuid`],
    keptUntil: (person) => sql`
      select max(case when r.state = 'HIRED' then (coalesce(r.ended_on, r.issued_on) + rule.period)::date
                      when r.state in ('ISSUED', 'ACCEPTED', 'INTERVIEWED') then greatest(r.expires_on, app_today()) end)
        from referral r cross join (select period from retention_rule where record = 'RECRUITMENT') rule where r.seeker_id = ${person}::uuid`,
  },
];
