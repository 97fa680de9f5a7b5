import type { Viewer } from '../../platform/access/viewer.js';
import type { Derivation, Scope } from '../../platform/database/shape.js';
import { raw, sql } from '../../platform/database/sql.js';
import type { Context } from '../../platform/graphql/context.js';
import { receivedScope } from '../seekers/seeker.queries.js';
import type { LetterFacts } from './letter.js';

/** What the institution issued, what is for the recruiter's employers, a seeker's own. */
export const referralScope: Scope<Viewer> = (alias, viewer) =>
  viewer.role === 'recruiter' ? sql`${raw(`${alias}.employer_id`)} = any(${viewer.employerIds}::uuid[])` : receivedScope(alias, viewer);

/** How many referrals in your sight a vacancy has. `is true`: the scope checks what was found by vacancy, it does not find. */
export const referralCount: Derivation = (vacancy, see) =>
  sql`(select count(*)::int from referral r where r.vacancy_id = ${raw(vacancy)}.id and (${see('Referral', 'r')}) is true)`;

const SEXES: Record<string, string> = { MALE: '男', FEMALE: '女' };

/** What stands on a letter; only for one whose person and post are both in sight. */
export async function letterFacts(context: Context, id: string): Promise<LetterFacts | null> {
  const scope = (entity: string, alias: string) => context.shapes.scope(entity, alias, context.viewer) ?? raw('true');
  const [row] = await context.reading.rows(sql`
    select r.number, r.issued_on, r.expires_on, i.name, s.name, s.sex, e.name, v.title, p.name, v.work_address,
           coalesce(v.pay_text, (v.pay_from / 100) || '–' || (v.pay_to / 100) || ' 元', '面议')
      from referral r join institution i on i.id = r.institution_id join seeker s on s.id = r.seeker_id join vacancy v on v.id = r.vacancy_id
      join employer e on e.id = v.employer_id join region p on p.id = v.region_id
     where r.id = ${id}::uuid and (${scope('Referral', 'r')}) and (${scope('Seeker', 's')})`);
  if (!row) return null;
  const [number, issuedOn, expiresOn, institution, seekerName, sex, employer, title, place, address, pay] = row as string[];
  return {
    number,
    issuedOn,
    expiresOn,
    institution,
    seekerName,
    sex: SEXES[sex!] ?? '',
    employer,
    title,
    place,
    address: address ?? null,
    pay,
  } as LetterFacts;
}
