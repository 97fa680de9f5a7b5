import { Field, Float, Int, ObjectType } from 'type-graphql';
import { raw, type Sql, sql } from '../../platform/database/sql.js';
import type { Context } from '../../platform/graphql/context.js';
import { LocalDate, Money } from '../../platform/graphql/scalars.js';
import { places } from '../regions/region.queries.js';

@ObjectType({
  description:
    'What micro-loans stood at the end of a day, computed from their ledger by the value dates of payments: one that is written down later counts on its own day.',
  simpleResolvers: true,
})
export class LoanPortfolio {
  @Field(() => LocalDate, { description: 'The day.' })
  on!: string;

  @Field(() => LocalDate, { description: 'First day of the window of what is new.' })
  since!: string;

  @Field(() => Money, { description: '新发放: disbursed in the window.' })
  newAmount!: Money;

  @Field(() => Int, { description: 'Loans disbursed in the window.' })
  newCount!: number;

  @Field(() => Int, { description: '帮助就业人数: people whom those brought into work; somebody with two loans counts once.' })
  newPersons!: number;

  @Field(() => Money, { description: '累计发放: disbursed up to the day.' })
  disbursed!: Money;

  @Field(() => Int, { description: '累计帮助: people whom all of them brought into work; somebody with two loans counts once.' })
  persons!: number;

  @Field(() => Money, { description: 'Principal owed to the bank.' })
  outstanding!: Money;

  @Field(() => Money, { description: 'Of it, what is past its last day.' })
  overdue!: Money;

  @Field(() => Money, { description: '到期本金: principal whose last day has come, an extension included.' })
  due!: Money;

  @Field(() => Money, { description: 'Of it, what borrowers paid, to the bank or to the fund; what the fund paid is not recovered.' })
  recoveredDue!: Money;

  @Field(() => Float, { nullable: true, description: '贷款回收率: recovered due principal by due principal, 0 to 1; null while none is due.' })
  recoveryRate!: number | null;

  @Field(() => Money, { description: '代偿: paid by funds up to the day.' })
  compensated!: Money;

  @Field(() => Money, { description: 'Paid to funds by borrowers.' })
  recovered!: Money;

  @Field(() => Money, { description: '核销: written off.' })
  writtenOff!: Money;
}

/** Each loan as it stood at the end of a day. What is due is due on its last day; an extension moves that day once it is decided. */
export const loansAt = (on: Sql, where: Sql): Sql => sql`
  select l.id, l.seeker_id, l.heads, l.contract_disbursed_on as disbursed_on, l.amount,
         case when l.contract_extended_on <= ${on} then l.contract_extended_until else l.contract_due_on end as last_day,
         coalesce(e.outstanding, 0) as outstanding, coalesce(e.paid, 0) as paid, coalesce(e.compensated, 0) as compensated,
         coalesce(e.recovered, 0) as recovered, coalesce(e.written_off, 0) as written_off
    from micro_loan l
    left join lateral (
      select sum(delta) filter (where account = 'PRINCIPAL') as outstanding,
             -sum(delta) filter (where account = 'PRINCIPAL' and kind = 'REPAY' or account = 'CLAIM' and kind = 'RECOVER') as paid,
             sum(delta) filter (where account = 'CLAIM' and kind = 'COMPENSATE') as compensated,
             -sum(delta) filter (where account = 'CLAIM' and kind = 'RECOVER') as recovered,
             -sum(delta) filter (where account = 'CLAIM' and kind = 'WRITE_OFF') as written_off
        from ledger_entry where case_id = l.id and posted_on <= ${on}) e on true
   where l.contract_disbursed_on <= ${on} and (${where})`;

/** `distinct on` keeps of each person the loan with the most heads. */
const personsOf = (condition: Sql): Sql =>
  sql`(select coalesce(sum(heads), 0)::int from (select distinct on (seeker_id) heads from at where ${condition} order by seeker_id, heads desc) once)`;
const total = (amount: string, condition: Sql = raw('true')): Sql => sql`(select coalesce(sum(${raw(amount)}), 0)::text from at where ${condition})`;

/** One row, in the order that `portfolioFrom` reads. */
export function sumsAt(on: string, since: string, where: Sql): Sql {
  const fresh = sql`disbursed_on >= ${since}::date`;
  const due = sql`last_day <= ${on}::date`;
  return sql`
    with at as (${loansAt(sql`${on}::date`, where)})
    select ${total('amount', fresh)} as new_amount, (select count(*)::int from at where ${fresh}) as new_count, ${personsOf(fresh)} as new_persons,
           ${total('amount')} as disbursed, ${personsOf(raw('true'))} as persons, ${total('outstanding')} as outstanding,
           ${total('outstanding', sql`last_day < ${on}::date`)} as overdue, ${total('amount', due)} as due, ${total('paid', due)} as recovered_due,
           ${total('compensated')} as compensated, ${total('recovered')} as recovered, ${total('written_off')} as written_off`;
}

const money = (fen: unknown): Money => ({ amountMinor: String(fen), currency: 'CNY' });

/** A ratio of whole amounts of fen, to nine places. */
const ratio = (part: bigint, of: bigint): number | null => (of === 0n ? null : Number((part * 1_000_000_000n * 2n + of) / (of * 2n)) / 1_000_000_000);

export function portfolioFrom(row: readonly unknown[], on: string, since: string): LoanPortfolio {
  const [newAmount, newCount, newPersons, disbursed, persons, outstanding, overdue, due, recoveredDue, compensated, recovered, writtenOff] = row;
  return {
    on,
    since,
    newAmount: money(newAmount),
    newCount: newCount as number,
    newPersons: newPersons as number,
    disbursed: money(disbursed),
    persons: persons as number,
    outstanding: money(outstanding),
    overdue: money(overdue),
    due: money(due),
    recoveredDue: money(recoveredDue),
    recoveryRate: ratio(BigInt(recoveredDue as string), BigInt(due as string)),
    compensated: money(compensated),
    recovered: money(recovered),
    writtenOff: money(writtenOff),
  };
}

export async function portfolioAt(context: Context, path: string, on: string, since: string): Promise<LoanPortfolio> {
  const scope = context.shapes.scope('MicroLoan', 'l', context.viewer) ?? raw('true');
  const [row] = await context.reading.rows(sumsAt(on, since, sql`${places.within('l.region_path', path)} and (${scope})`));
  return portfolioFrom(row!, on, since);
}
