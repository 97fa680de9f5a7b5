import type { Viewer } from '../../platform/access/viewer.js';
import type { Scope } from '../../platform/database/shape.js';
import { raw, sql } from '../../platform/database/sql.js';
import { byKey, perRequest } from '../../platform/graphql/context.js';
import { receivedScope } from '../seekers/seeker.queries.js';
import type { LetterFacts } from './letter.js';

/** What the institution issued, what is for the recruiter's employers, a seeker's own. */
export const referralScope: Scope<Viewer> = (alias, viewer) =>
  viewer.role === 'recruiter' ? sql`${raw(`${alias}.employer_id`)} = any(${viewer.employerIds}::uuid[])` : receivedScope(alias, viewer);

/** How many referrals in your sight each vacancy has. */
export const referralCountOf = perRequest<string, number>((context) => async (ids) => {
  const scope = context.shapes.scope('Referral', 'r', context.viewer) ?? raw('true');
  const rows = await context.reading.rows(
    sql`select r.vacancy_id, count(*)::int from referral r where r.vacancy_id = any(${ids}::uuid[]) and (${scope}) group by 1`,
  );
  return byKey(ids, rows, 0);
});

const SEXES: Record<string, string> = { MALE: '男', FEMALE: '女' };

/** What stands on a letter; only for one whose person and post are both in sight. */
export const letterFacts = perRequest<string, LetterFacts | null>((context) => async (ids) => {
  const scope = (entity: string, alias: string) => context.shapes.scope(entity, alias, context.viewer) ?? raw('true');
  const rows = await context.reading.rows(sql`
    select r.id, r.number, r.issued_on, r.expires_on, i.name, s.name, s.sex, e.name, v.title, p.name, v.work_address,
           coalesce(v.pay_text, (v.pay_from / 100) || '–' || (v.pay_to / 100) || ' 元', '面议')
      from referral r join institution i on i.id = r.institution_id join seeker s on s.id = r.seeker_id join vacancy v on v.id = r.vacancy_id
      join employer e on e.id = v.employer_id join region p on p.id = v.region_id
     where r.id = any(${ids}::uuid[]) and (${scope('Referral', 'r')}) and (${scope('Seeker', 's')})`);
  return byKey(
    ids,
    rows.map((row) => [row[0], factsOf(row)]),
    null,
  );
});

function factsOf(row: readonly unknown[]): LetterFacts {
  const [, number, issuedOn, expiresOn, institution, seekerName, sex, employer, title, place, address, pay] = row as string[];
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
