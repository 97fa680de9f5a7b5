import { Field, Float, Int, ObjectType } from 'type-graphql';
import { raw, type Sql, sql } from '../../platform/database/sql.js';
import { LocalDate } from '../../platform/graphql/scalars.js';
import { stands } from './indicators.js';

@ObjectType({
  description:
    'Figures of the two registers for a division and a window, each person counted once; only rows in your sight. As the registers stand now: what is registered late is counted on its own day.',
  simpleResolvers: true,
})
export class EmploymentFigures {
  @Field(() => LocalDate, { description: 'First day of the window.' })
  from!: string;

  @Field(() => LocalDate, { description: 'Last day, on which stocks are counted.' })
  to!: string;

  @Field(() => Int, { description: 'Persons whose urban work began in the window.' })
  startCount!: number;

  @Field(() => Int, { description: 'Persons whose urban work ended in it by retirement.' })
  retirementCount!: number;

  @Field(() => Int, { description: 'Persons whose urban work ended in it by death.' })
  deathCount!: number;

  @Field(() => Int, { description: 'New urban employment (城镇新增就业): starts less retirements and deaths; may be negative.' })
  newUrbanEmploymentCount!: number;

  @Field(() => Int, { description: 'Persons in urban work on the last day.' })
  urbanEmployedCount!: number;

  @Field(() => Int, { description: 'Persons registered as unemployed on the last day, and not at work.' })
  registeredUnemployedCount!: number;

  @Field(() => Float, {
    nullable: true,
    description:
      'Registered urban unemployment rate (城镇登记失业率), 0–1: unemployed of unemployed and urban employed; null where there is neither.',
  })
  registeredUnemploymentRate!: number | null;
}

const STANDS = raw(stands('e'));

/** One statement over both registers; `employments` and `unemployments` say which rows, over `e` and `u`. */
export const figuresOf = (from: string, to: string, employments: Sql, unemployments: Sql): Sql => sql`
  with work as (select e.* from employment e where e.urban and ${STANDS} and (${employments})),
       jobless as (select u.seeker_id from unemployment u
                    where (${unemployments}) and u.registered_on <= ${to}::date and (u.cancelled_on is null or u.cancelled_on > ${to}::date)
                      and not person_at_registered_work(u.seeker_id, ${to}::date)),
       counted as (
         select count(distinct seeker_id) filter (where started_on between ${from}::date and ${to}::date)::int as starts,
                count(distinct seeker_id) filter (where ending_cause = 'RETIRED' and ending_on between ${from}::date and ${to}::date)::int as retirements,
                count(distinct seeker_id) filter (where ending_cause = 'DECEASED' and ending_on between ${from}::date and ${to}::date)::int as deaths,
                count(distinct seeker_id) filter (where started_on <= ${to}::date and (ending_on is null or ending_on >= ${to}::date))::int as employed
           from work)
  select starts, retirements, deaths, employed, (select count(distinct seeker_id)::int from jobless) from counted`;

export function figures(from: string, to: string, row: readonly unknown[]): EmploymentFigures {
  const [startCount, retirementCount, deathCount, urbanEmployedCount, registeredUnemployedCount] = row as number[] as [
    number,
    number,
    number,
    number,
    number,
  ];
  const force = urbanEmployedCount + registeredUnemployedCount;
  return {
    from,
    to,
    startCount,
    retirementCount,
    deathCount,
    newUrbanEmploymentCount: startCount - retirementCount - deathCount,
    urbanEmployedCount,
    registeredUnemployedCount,
    registeredUnemploymentRate: force === 0 ? null : registeredUnemployedCount / force,
  };
}
