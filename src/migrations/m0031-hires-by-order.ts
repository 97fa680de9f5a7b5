import { Migration } from '@mikro-orm/migrations';
import { is, some } from './row-security.sql.js';

/** Who fills an order counts its hires in the post, whoever received that; a recruiter knows whom an order brought. */
export class M0031HiresByOrder extends Migration {
  override up(): void {
    for (const statement of [...posts, ...persons]) this.addSql(statement);
  }
}

const serving = is('office', 'intermediary');
const sent = some('referral', 'sent', 'sent.vacancy_id = vacancy.id');
const wanted = some('labour_order', 'wanted', 'wanted.vacancy_id = vacancy.id');
const posts = [
  `alter policy referred_select on vacancy using (state <> 'OPEN' and ((${is('office', 'intermediary', 'seeker')} and ${sent}) or (${serving} and ${wanted})))`,
  `alter policy referred_update on vacancy with check (state in ('OPEN', 'FILLED') and ${serving} and (${sent} or ${wanted}))`,
];

const persons = [
  `create or replace function person_shown(person uuid, employers uuid[]) returns boolean language sql stable security definer set search_path = public, pg_temp as
     $$ select exists (select from consent c where c.seeker_id = person and c.employer_id = any(employers) and c.purpose = 'CONTACT' and c.withdrawn_at is null)
            or exists (select from referral r where r.seeker_id = person and r.employer_id = any(employers) and r.state in ('ISSUED', 'ACCEPTED', 'INTERVIEWED', 'HIRED'))
            or exists (select from placement p where p.seeker_id = person and p.employer_id = any(employers) and p.state <> 'REVERSED') $$`,
];
