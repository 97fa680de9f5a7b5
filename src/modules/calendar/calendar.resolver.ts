import type { EntityManager } from '@mikro-orm/postgresql';
import { ArrayMaxSize, Max, Min } from 'class-validator';
import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, Field, Info, InputType, Int, Mutation, Query, Resolver } from 'type-graphql';
import { sql } from '../../platform/database/sql.js';
import { Context } from '../../platform/graphql/context.js';
import { Refusal } from '../../platform/graphql/errors.js';
import { EffectInput, mutate, payloadOf } from '../../platform/graphql/mutation.js';
import { LocalDate } from '../../platform/graphql/scalars.js';
import { freeText } from '../../platform/privacy/redact.js';
import { Words } from '../../platform/graphql/words.js';
import { CalendarYear } from './calendar-year.js';

const MOST_DAYS = 100;

@InputType({ description: 'The holiday table of a year, whole.' })
class CalendarSetInput extends EffectInput {
  @Min(1978)
  @Max(2100)
  @Field(() => Int, { description: 'Which year, 1978–2100.' })
  year!: number;

  @ArrayMaxSize(MOST_DAYS)
  @Field(() => [LocalDate], { description: 'Every day off, weekends among them or not; at least one, up to 100.' })
  daysOff!: string[];

  @ArrayMaxSize(MOST_DAYS)
  @Field(() => [LocalDate], { description: 'Saturdays and Sundays that are worked in exchange, up to 100.' })
  workingWeekends!: string[];

  @Words(1, 200)
  @Field(() => String, { description: 'The notice that says so.' })
  source!: string;
}

const CalendarSetPayload = payloadOf('CalendarSet', { calendarYear: CalendarYear });

@Resolver(() => CalendarYear)
export class CalendarResolver {
  @Query(() => CalendarYear, { nullable: true, description: 'The holiday table of a year, or null where none is on file. Everyone may ask.' })
  async calendarYear(
    @Arg('year', () => Int, { description: 'Which year.' }) year: number,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object | null> {
    return context.one('CalendarYear', sql`t.year = ${year}`, info);
  }

  @Mutation(() => CalendarSetPayload, {
    description:
      'Puts the holiday table of a year on file; rights cases that waited for it get their last day. The same table again changes nothing. Administrators. Refuses INVALID (a day outside the year, named twice, off and worked, or worked and no weekend), ALREADY_EXISTS (the year has another table: deadlines were told from it).',
  })
  calendarSet(
    @Arg('input', () => CalendarSetInput, { description: 'The table.' }) input: CalendarSetInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, { calendarYear: 'CalendarYear' }, { input }, async (em) => ({ calendarYear: await setCalendar(em, input) }));
  }
}

const literal = (days: readonly string[]): string => `{${days.toSorted().join(',')}}`;
const isWeekend = (day: string): boolean => [0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay());

async function setCalendar(em: EntityManager, { year, daysOff, workingWeekends, source }: CalendarSetInput): Promise<string> {
  assertDays(year, 'daysOff', daysOff);
  assertDays(year, 'workingWeekends', workingWeekends);
  if (daysOff.length === 0) refuse('daysOff', '请列出全年放假日期', 'List the days off of the year');
  const both = workingWeekends.filter((day) => daysOff.includes(day));
  if (both.length > 0)
    refuse('workingWeekends', `既放假又上班：${both.join('、')}，请只列在一处`, `Both off and worked: ${both.join(', ')}; name each once`);
  const weekdays = workingWeekends.filter((day) => !isWeekend(day));
  if (weekdays.length > 0) {
    const days = weekdays.join(', ');
    refuse('workingWeekends', `${days} 不是周六或周日，不必列为调休上班`, `${days}: no Saturday or Sunday, so it is worked anyway; leave it out`);
  }
  const table = [literal(daysOff), literal(workingWeekends)];
  await em.execute(
    'insert into calendar_year (year, days_off, working_weekends, source) values (?, ?::date[], ?::date[], ?) on conflict do nothing',
    [year, ...table, freeText(source)],
  );
  const [onFile] = (await em.execute(
    'select id, days_off = ?::date[] and working_weekends = ?::date[] and not assumed as same from calendar_year where year = ?',
    [...table, year],
  )) as { id: string; same: boolean }[];
  if (!onFile!.same) {
    throw new Refusal('ALREADY_EXISTS', ['input', 'year'], {
      zh: `${year} 年已有另一份节假日表，期限已按其推算，不能更改`,
      en: `There is another holiday table for ${year} on file, from which deadlines were told; it cannot be changed`,
    });
  }
  return onFile!.id;
}

function assertDays(year: number, field: string, days: readonly string[]): void {
  const outside = days.filter((day) => !day.startsWith(`${year}-`));
  if (outside.length > 0) refuse(field, `${outside.join('、')} 不在 ${year} 年内`, `Not in ${year}: ${outside.join(', ')}`);
  const twice = days.filter((day, at) => days.indexOf(day) !== at);
  if (twice.length > 0) refuse(field, `重复的日期：${twice.join('、')}`, `Named twice: ${twice.join(', ')}`);
}

function refuse(field: string, zh: string, en: string): never {
  throw new Refusal('INVALID', ['input', field], { zh, en });
}
