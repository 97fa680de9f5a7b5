import { Field, ObjectType } from 'type-graphql';
import { everyRow, hangingOn, seenBy, type Way } from '../../platform/access/scopes.js';
import { raw, sql } from '../../platform/database/sql.js';
import { byKey, type Context, perRequest } from '../../platform/graphql/context.js';
import { LocalDate, Money } from '../../platform/graphql/scalars.js';
import { inDivision } from '../institutions/institution.queries.js';
import { ofServed, ownOf } from '../seekers/seeker.queries.js';
import { places } from '../regions/region.queries.js';
import { ofEmployers } from '../vacancies/vacancy.queries.js';
import { SubsidyKind } from './subsidy.js';

/** The offices where it was received, the employer or person that is paid, the auditor. */
export const claimWay: Way = {
  office: inDivision('institution_path'),
  recruiter: ofEmployers,
  seeker: ownOf('seeker_id'),
  auditor: everyRow,
};
export const reliefWay: Way = { office: inDivision('county_path'), recruiter: ofEmployers, seeker: ownOf('seeker_id'), auditor: everyRow };
export const ofClaim: Way = { ...seenBy(['office', 'recruiter'], hangingOn('subsidy_claim', 'claim_id', 'SubsidyClaim')), auditor: everyRow };
/** What a person has of it, whoever claimed. */
export const ownMonths: Way = { seeker: ownOf('seeker_id') };
export const spellWay: Way = { office: ofServed, seeker: ownOf('seeker_id'), auditor: everyRow };
export const stepsOfClaim: Way = seenBy(['office', 'recruiter', 'seeker'], hangingOn('subsidy_claim', 'case_id', 'SubsidyClaim'));
export const stepsOfRelief: Way = seenBy(['office', 'recruiter', 'seeker'], hangingOn('relief', 'case_id', 'Relief'));
export const ledgerWay: Way = { office: inDivision('county_path'), auditor: everyRow };

export const stepAuthorOf = perRequest<string, string | null>((context) => async (ids) => {
  const rows = await context.reading.rows(sql`select s.id, account_name(s.by_id) from case_step s where s.id = any(${ids}::uuid[])`);
  return byKey<string | null>(ids, rows, null);
});

@ObjectType({ description: 'A claim while it is shown publicly: the least that lets others object.', simpleResolvers: true })
export class SubsidyNotice {
  @Field(() => SubsidyKind, { description: 'What is subsidised.' })
  kind!: SubsidyKind;

  @Field(() => LocalDate, { description: 'First day of the quarter.' })
  quarterOn!: string;

  @Field(() => String, { nullable: true, description: 'Name of the employer; null where a person is paid.' })
  employer!: string | null;

  @Field(() => String, { description: 'Name of the division that received it.' })
  place!: string;

  @Field(() => [String], { description: 'Names of the people, masked but for the first character.' })
  people!: string[];

  @Field(() => Money, { description: 'What is asked for.' })
  amount!: Money;

  @Field(() => LocalDate, { description: 'Last day on which it is shown.' })
  noticeUntil!: string;
}

const money = (fen: unknown): Money => ({ amountMinor: String(fen), currency: 'CNY' });

/** Read through a function that shows what is on notice today, and nothing else, to whoever asks. */
export async function noticesIn(context: Context, path: string): Promise<SubsidyNotice[]> {
  const rows = await context.reading.rows(
    sql`select n.kind, n.quarter_on::text, n.employer, n.place, n.people, n.amount::text, n.notice_until::text
          from subsidy_notice() n where ${places.within('n.path', path)} order by n.notice_until desc, n.id limit 100`,
  );
  return rows.map(([kind, quarterOn, employer, place, people, amount, noticeUntil]) => ({
    ...({ kind, quarterOn, employer, place, people, noticeUntil } as Omit<SubsidyNotice, 'amount'>),
    amount: money(amount),
  }));
}

@ObjectType({ description: 'Sums of a window.', simpleResolvers: true })
export class PolicyTotals {
  @Field(() => Money, { description: '减免税收: confirmed tax relief, by the day by which it counts.' })
  taxRelief!: Money;

  @Field(() => Money, { description: '减免行政事业收费: confirmed fee waivers, by the day by which they count.' })
  feeWaiver!: Money;

  @Field(() => Money, { description: '社保补贴: insurance subsidies paid, less what was taken back, by the day of the ledger.' })
  insuranceSubsidy!: Money;

  @Field(() => Money, { description: '岗位补贴: post subsidies paid, less what was taken back, by the day of the ledger.' })
  postSubsidy!: Money;
}

export async function totalsOf(context: Context, path: string, from: string, until: string): Promise<PolicyTotals> {
  const scope = (entity: string, alias: string) => context.shapes.scope(entity, alias, context.viewer) ?? raw('true');
  const [row] = await context.reading.rows(sql`
    with r as (select kind, amount from relief r where state = 'CONFIRMED' and granted_on between ${from}::date and ${until}::date
                and ${places.within('r.county_path', path)} and (${scope('Relief', 'r')})),
         l as (select c.kind, l.delta from ledger_entry l join subsidy_claim c on c.id = l.case_id
                where l.account = 'SUBSIDY' and l.posted_on between ${from}::date and ${until}::date
                  and ${places.within('l.county_path', path)} and (${scope('MoneyEntry', 'l')}))
    select (select coalesce(sum(amount), 0)::text from r where kind = 'TAX'), (select coalesce(sum(amount), 0)::text from r where kind = 'FEE'),
           (select coalesce(sum(delta), 0)::text from l where kind = 'INSURANCE'), (select coalesce(sum(delta), 0)::text from l where kind = 'POST')`);
  const [taxRelief, feeWaiver, insuranceSubsidy, postSubsidy] = row!.map(money) as [Money, Money, Money, Money];
  return { taxRelief, feeWaiver, insuranceSubsidy, postSubsidy };
}
