import type { Predicate, Way } from '../../platform/access/scopes.js';
import { everyRow, hangingOn } from '../../platform/access/scopes.js';
import type { Derivation } from '../../platform/database/shape.js';
import { raw, type Sql, sql } from '../../platform/database/sql.js';
import { type Context, perRequest, byKey } from '../../platform/graphql/context.js';
import { payWords } from '../vacancies/pay-words.js';
import type { PayBasis, PayPeriod } from '../vacancies/terms.js';
import type { SlipFacts } from './slip.js';
import type { FairCounters } from './job-fair.js';

export const announced: Predicate = (alias) => raw(`${alias}.state <> 'PLANNED'`);
/** What belongs to a fair that the viewer sees. */
export const ofFair = hangingOn('job_fair', 'fair_id', 'JobFair');
export const approved: Predicate = (alias, viewer, see) => sql`${raw(alias)}.state = 'APPROVED' and ${ofFair(alias, viewer, see)}`;

/** What belongs to a fair that an office holds. */
export const ofHeldFair: Predicate = (alias, viewer) =>
  sql`exists (select from job_fair held where held.id = ${raw(`${alias}.fair_id`)} and (held.institution_path = ${viewer.regionPath} or held.institution_path collate "C" ^@ (${viewer.regionPath} || '/')))`;

/** What belongs to the fair that a kiosk is enrolled to. */
export const ofOwnFair: Predicate = (alias, viewer) =>
  sql`${raw(`${alias}.fair_id`)} = (select k.fair_id from fair_kiosk k where k.device_id = ${viewer.userId}::uuid and k.until > app_now())`;

export const itself: Predicate = (alias, viewer) => sql`${raw(`${alias}.device_id`)} = ${viewer.userId}::uuid`;

export const ofOwnVisit: Predicate = (alias, viewer) =>
  sql`exists (select from fair_visit w where w.id = ${raw(`${alias}.visit_id`)} and w.seeker_id = ${viewer.seekerId}::uuid)`;

export const desk: Way = { office: ofHeldFair, auditor: everyRow };

export const counters: Derivation = (fair) => sql`(select s.tally from feed_stream s where s.id = ${raw(fair)}.id)`;
export const waiting: Derivation = (participation) => sql`fair_waiting(${raw(participation)}.id)`;

/** The counters of a fair from its rows alone, in one statement. */
export const recounted = (fair: string): Sql => sql`
  select (select count(*) from fair_post p where p.fair_id = f.id and p.state = 'OPEN')::int,
         (select coalesce(sum(v.head_count - v.hired_count), 0) from fair_post p join vacancy v on v.id = p.vacancy_id where p.fair_id = f.id and p.state = 'OPEN')::int,
         (select count(*) from fair_visit v where v.fair_id = f.id and v.state = 'CHECKED_IN')::int,
         (select count(*) from fair_interest i where i.fair_id = f.id)::int,
         (select count(*) from fair_interview i where i.fair_id = f.id)::int,
         (select count(*) from fair_interview i where i.fair_id = f.id and i.state = 'HIRED')::int
    from job_fair f where f.id = ${fair}::uuid`;

export const countersOf = ([posts, heads, visitors, interests, interviews, hires]: readonly unknown[]): FairCounters =>
  ({ posts, heads, visitors, interests, interviews, hires }) as FairCounters;

export interface NearBooth {
  participation: string;
  metres: number | null;
}

/** Booths of approved employers, those of the same hall by distance, then the others. */
export async function nearest(context: Context, fair: string, from: { hall: string; x: number; y: number }, most: number): Promise<NearBooth[]> {
  const rows = await context.reading.rows(sql`
    select p.id, case when b.hall_id = ${from.hall}::uuid then round(sqrt(power(b.x - ${from.x}::int, 2) + power(b.y - ${from.y}::int, 2)))::int end
      from fair_participation p join fair_booth b on b.id = p.booth_id
     where p.fair_id = ${fair}::uuid and p.state = 'APPROVED' order by 2 nulls last, b.number, p.id limit ${raw(String(most))}`);
  return rows.map(([participation, metres]) => ({ participation, metres }) as NearBooth);
}

/** What stands on the slip of a post; only for one in sight. */
export const slipFacts = perRequest<string, SlipFacts | null>((context) => async (ids) => {
  const scope = context.shapes.scope('FairPost', 'p', context.viewer) ?? raw('true');
  const rows = await context.reading.rows(sql`
    select p.id, f.name, v.title, e.name, r.name, h.name, b.number, v.work_address, v.pay_from, v.pay_to, v.pay_period, v.pay_basis, v.pay_negotiable, v.pay_text, p.heads_left
      from fair_post p join job_fair f on f.id = p.fair_id join vacancy v on v.id = p.vacancy_id join employer e on e.id = p.employer_id join region r on r.id = v.region_id
      join fair_participation q on q.id = p.participation_id left join fair_booth b on b.id = q.booth_id left join fair_hall h on h.id = b.hall_id
     where p.id = any(${ids}::uuid[]) and (${scope})`);
  return byKey(
    ids,
    rows.map((row) => [row[0], slipOf(row)]),
    null,
  );
});

function slipOf(row: readonly unknown[]): SlipFacts {
  const [id, fair, title, employer, region, hall, booth, address] = row as (string | null)[];
  const [from, to, period, basis, negotiable, words, heads] = row.slice(8) as [
    string | null,
    string | null,
    PayPeriod,
    PayBasis,
    boolean,
    string | null,
    number,
  ];
  return {
    id: id!,
    fair: fair!,
    title: title!,
    employer: employer!,
    place: [region, address].filter(Boolean).join(' '),
    booth: [hall, booth].filter(Boolean).join(' '),
    pay: words ?? payWords({ from, to, period, basis, negotiable }).zh,
    heads,
  };
}
