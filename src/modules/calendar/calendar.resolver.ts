import type { EntityManager } from '@mikro-orm/postgresql';
import { ArrayMaxSize, Max, Min } from 'class-validator';
import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, Field, FieldResolver, Info, InputType, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { Reads } from '../../platform/database/selection.js';
import { sql } from '../../platform/database/sql.js';
import { byKey, Context, perRequest } from '../../platform/graphql/context.js';
import { Cost } from '../../platform/graphql/cost.js';
import { Refusal } from '../../platform/graphql/errors.js';
import { EffectInput, found, mutate, payloadOf } from '../../platform/graphql/mutation.js';
import { LocalDate } from '../../platform/graphql/scalars.js';
import { freeText } from '../../platform/privacy/redact.js';
import { Words } from '../../platform/graphql/words.js';
import { CalendarAmendment, CalendarYear } from './calendar-year.js';

const MOST_DAYS = 100;
const MOST_AMENDMENTS = 20;

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

@InputType({ description: 'The holiday table of a year as it is from now on, whole.' })
class CalendarAmendInput extends CalendarSetInput {}

const CalendarAmendPayload = payloadOf('CalendarAmend', { calendarYear: CalendarYear });
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
      'Puts the holiday table of a year on file; rights cases that waited for it get their last day. The same table again changes nothing. Administrators. Refuses INVALID (a day outside the year, named twice, off and worked, or worked and no weekend), ALREADY_EXISTS (the year has another table, which is amended).',
  })
  calendarSet(
    @Arg('input', () => CalendarSetInput, { description: 'The table.' }) input: CalendarSetInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, { calendarYear: 'CalendarYear' }, { input }, async (em) => ({ calendarYear: await setCalendar(em, input) }));
  }

  @Mutation(() => CalendarAmendPayload, {
    description:
      'Amends the holiday table of a year by a later notice: only days after today. Terms in working days that still run get a new last day at once; what was due up to today, and what was overdue on any day before, stays so. The table that held before is kept. The same table again changes nothing. Administrators. Refuses NOT_FOUND (no table of the year), INVALID (as when it is set), NOT_ELIGIBLE (a day up to today is changed, a term leads into a year without a table).',
  })
  calendarAmend(
    @Arg('input', () => CalendarAmendInput, { description: 'The table.' }) input: CalendarAmendInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, { calendarYear: 'CalendarYear' }, { input }, async (em) => ({ calendarYear: await amendCalendar(em, input) }));
  }

  @Cost({ atMost: MOST_AMENDMENTS })
  @Reads()
  @FieldResolver(() => [CalendarAmendment], { description: 'The tables of the year that held before, newest first; up to 20.' })
  amendments(@Root() year: CalendarYear, @Ctx() context: Context, @Info() info: GraphQLResolveInfo): Promise<object[]> {
    return context.ofEach('CalendarAmendment', { on: 't.calendar_id = p.id', order: 't.id desc', atMost: MOST_AMENDMENTS }, year.id, info);
  }
}

/** The names of those who amended. */
const amenderOf = perRequest<string, string | null>((context) => async (ids) => {
  const rows = await context.reading.rows(sql`select a.id, account_name(a.made_by) from calendar_amendment a where a.id = any(${ids}::uuid[])`);
  return byKey<string | null>(ids, rows, null);
});

@Resolver(() => CalendarAmendment)
export class CalendarAmendmentResolver {
  @Reads()
  @FieldResolver(() => String, { nullable: true, description: 'Who amended it; null for an account that is gone.' })
  by(@Root() amendment: CalendarAmendment, @Ctx() context: Context): Promise<string | null> {
    return amenderOf(context).load(amendment.id);
  }
}

const literal = (days: readonly string[]): string => `{${days.toSorted().join(',')}}`;
const isWeekend = (day: string): boolean => [0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay());

/** What a table of a year is; both sets of days as the database takes them. */
function tableOf({ year, daysOff, workingWeekends }: CalendarSetInput): [daysOff: string, workingWeekends: string] {
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
  return [literal(daysOff), literal(workingWeekends)];
}

async function setCalendar(em: EntityManager, input: CalendarSetInput): Promise<string> {
  const { year, source } = input;
  const table = tableOf(input);
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
      zh: `${year} 年已有另一份节假日表，期限已按其推算；如有新的通知，请办理调整`,
      en: `There is another holiday table for ${year} on file, from which deadlines were told; amend it if there is a later notice`,
    });
  }
  return onFile!.id;
}

async function amendCalendar(em: EntityManager, input: CalendarSetInput): Promise<string> {
  const table = tableOf(input);
  const [onFile] = (await em.execute('select id from calendar_year where year = ? for update', [input.year])) as { id: string }[];
  const { id } = await found(Promise.resolve(onFile ?? null), ['input', 'year']);
  try {
    await em.execute(
      `update calendar_year set days_off = ?::date[], working_weekends = ?::date[], source = ?, assumed = false
        where id = ? and (days_off is distinct from ?::date[] or working_weekends is distinct from ?::date[])`,
      [...table, freeText(input.source), id, ...table],
    );
  } catch (error) {
    if ((error as { code?: string }).code !== 'JQC01') throw error;
    throw new Refusal('NOT_ELIGIBLE', ['input', 'year'], {
      zh: '有期限因此延至下一年度，而该年度尚无节假日表，请先录入',
      en: 'A term would end in the next year, which has no holiday table yet: put that on file first',
    });
  }
  return id;
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
