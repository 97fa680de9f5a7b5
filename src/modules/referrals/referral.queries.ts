import type { Predicate } from '../../platform/access/scopes.js';
import type { Derivation } from '../../platform/database/shape.js';
import { raw, sql } from '../../platform/database/sql.js';
import { byKey, perRequest } from '../../platform/graphql/context.js';
import { labelOf } from '../../platform/graphql/enum.js';
import { payWords } from '../vacancies/pay-words.js';
import { type PayBasis, type PayPeriod, Sex } from '../vacancies/terms.js';
import type { LetterFacts } from './letter.js';

/** A post stays in the sight of those who were referred to it and of those who referred them, whatever becomes of it. */
export const referred: Predicate = (alias, _viewer, see) =>
  sql`exists (select from referral sent where sent.vacancy_id = ${raw(alias)}.id and (${see('Referral', 'sent')}))`;

/** How many referrals in your sight a vacancy has. `is true`: the scope checks what was found by vacancy, it does not find. */
export const referralCount: Derivation = (vacancy, see) =>
  sql`(select count(*)::int from referral r where r.vacancy_id = ${raw(vacancy)}.id and (${see('Referral', 'r')}) is true)`;

/** What stands on a letter; only for one whose person and post are both in sight. */
export const letterFacts = perRequest<string, LetterFacts | null>((context) => async (ids) => {
  const scope = (entity: string, alias: string) => context.shapes.scope(entity, alias, context.viewer) ?? raw('true');
  const rows = await context.reading.rows(sql`
    select r.id, r.number, r.issued_on, r.expires_on, i.name, concat_ws('，', i.address, i.phone), s.name, s.sex, e.name, v.title,
           concat_ws(' ', u.name, p.name, v.work_address), concat_ws(' ', v.contact_name, v.contact_phone),
           v.pay_from, v.pay_to, v.pay_period, v.pay_basis, v.pay_negotiable, v.pay_text
      from referral r join institution i on i.id = r.institution_id join seeker s on s.id = r.seeker_id join vacancy v on v.id = r.vacancy_id
      join employer e on e.id = v.employer_id join region p on p.id = v.region_id left join region u on u.id = p.parent_id and u.level <> 'COUNTRY'
     where r.id = any(${ids}::uuid[]) and (${scope('Referral', 'r')}) and (${scope('Seeker', 's')})`);
  return byKey(
    ids,
    rows.map((row) => [row[0], factsOf(row)]),
    null,
  );
});

function factsOf(row: readonly unknown[]): LetterFacts {
  const [, number, issuedOn, expiresOn, institution, counter, seekerName, sex, employer, title, place, contact, ...pay] = row as string[];
  const [from, to, period, basis, negotiable, words] = pay as unknown as [string | null, string | null, PayPeriod, PayBasis, boolean, string | null];
  const wages = words ?? payWords({ from, to, period, basis, negotiable }).zh;
  return {
    number: number!,
    issuedOn: issuedOn!,
    expiresOn: expiresOn!,
    institution: institution!,
    counter: counter!,
    seekerName: seekerName!,
    sex: labelOf(Sex, sex!).zh,
    employer: employer!,
    title: title!,
    place: place!,
    contact: contact!,
    pay: wages,
  };
}
