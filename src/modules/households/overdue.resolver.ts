import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, Field, Info, Int, ObjectType, Query, Resolver } from 'type-graphql';
import { all, raw, type Sql, sql } from '../../platform/database/sql.js';
import { type Connection, connectionOf, page, pageInfoOf, pageSize, readCursor, writeCursor } from '../../platform/graphql/connection.js';
import { Context } from '../../platform/graphql/context.js';
import { Cost } from '../../platform/graphql/cost.js';
import { LocalDate } from '../../platform/graphql/scalars.js';
import { told, toldPage } from '../employment/parameter.queries.js';
import { places, regionByCode } from '../regions/region.queries.js';
import { HouseholdState, HouseholdStep } from './household.js';

/** States in which somebody has to act by a day: the offices, or, once recognised, everybody for a first member at work. */
const CHECKS: readonly HouseholdState[] = ['DECLARED', 'COMMUNITY_REVIEW', 'PUBLICISED', 'OBJECTION', 'STREET_REVIEW', 'COUNTY_CONFIRM'];
const UNCLEARED: readonly HouseholdState[] = ['RECOGNISED', 'ASSISTED', 'RELAPSED'];

const quoted = (states: readonly string[]): Sql => raw(states.map((one) => `'${one}'`).join(', '));
/** The last step that stood on a day. */
const standing = (alias: string, day: string): Sql =>
  sql`${raw(alias)}.taken_on <= ${day}::date and not exists (select from household_step l where l.household_id = ${raw(alias)}.household_id
       and l.number > ${raw(alias)}.number and l.taken_on <= ${day}::date)`;
/** A relapse that followed from a placement while its year had no holiday table is told once it has one, never guessed. */
const due = (alias: string): string =>
  `coalesce(${alias}.due_on, case when ${alias}.state = 'RELAPSED' then programme_deadline('CLEARANCE', ${alias}.region_path, ${alias}.taken_on) end)`;

const StepConnection = connectionOf(HouseholdStep);

@ObjectType({ description: 'Whether no household is past its day of clearance (动态清零), in a division on a day.', simpleResolvers: true })
export class DynamicZero {
  @Field(() => LocalDate, { description: 'On which day.' })
  on!: string;

  @Field(() => Int, { description: 'Households that are recognised and have no member at work.' })
  unclearedCount!: number;

  @Field(() => Int, { description: 'Those of them past their day.' })
  overdueCount!: number;

  @Field(() => Boolean, { description: 'True where none is past its day.' })
  reached!: boolean;
}

@ObjectType({
  description:
    'What is shown in public of a household for the period of its notice, and not a day longer: the head’s name, the community, the ID number but for its first and last two characters.',
  simpleResolvers: true,
})
export class HouseholdNotice {
  @Field(() => String, { description: 'Name of the head.' })
  name!: string;

  @Field(() => String, { description: 'Masked.' })
  idNumberMasked!: string;

  @Field(() => String, { description: 'Name of the community.' })
  community!: string;

  @Field(() => LocalDate, { description: 'First day of the notice.' })
  from!: string;

  @Field(() => LocalDate, { description: 'Last day of the notice.' })
  until!: string;
}

const NoticeConnection = connectionOf(HouseholdNotice);

@Resolver()
export class OverdueResolver {
  @Cost({ weight: 20 })
  @Query(() => StepConnection, {
    description:
      'Households past their day, as they stood on any day asked: the step that each stood at, the longest overdue first. As it was known on that day. Offices, auditors. A deadline in a year without a holiday table is an error.',
  })
  householdsOverdue(
    @Arg('on', () => LocalDate, { nullable: true, description: 'On which day; today unless given.' }) on: string | undefined,
    @Arg('clearance', () => Boolean, {
      nullable: true,
      description: 'Only recognised households without a member at work, or only checks of offices; both unless given.',
    })
    clearance: boolean | undefined,
    @Arg('region', () => String, { nullable: true, description: 'Code or name of a division.' }) region: string | undefined,
    @Arg('first', () => Int, { defaultValue: 20, description: 'Rows on a page, up to 100.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'Cursor of the row before.' }) after: string | undefined,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Connection<object>> {
    const day = on ?? context.platform.clock.today();
    const states = [...(clearance === true ? [] : CHECKS), ...(clearance === false ? [] : UNCLEARED)];
    const where = all([
      standing('t', day),
      sql`t.state in (${quoted(states)})`,
      sql`${raw(due('t'))} < ${day}::date`,
      region !== undefined && places.within('t.region_path', regionByCode(region).path),
    ]);
    const order = { name: 'due', by: due('t'), type: 'date', direction: 'asc' } as const;
    return toldPage(() => page(context, info, { entity: 'HouseholdStep', where, order, first, after }));
  }

  @Cost({ weight: 50 })
  @Query(() => DynamicZero, {
    description: 'Whether a division has reached dynamic zero on a day. Offices, auditors. A deadline in a year without a holiday table is an error.',
  })
  async dynamicZero(
    @Arg('region', () => String, { description: 'Code or name of a division.' }) region: string,
    @Arg('on', () => LocalDate, { nullable: true, description: 'On which day; today unless given.' }) on: string | undefined,
    @Ctx() context: Context,
  ): Promise<DynamicZero> {
    const day = on ?? context.platform.clock.today();
    const scope = context.shapes.scope('HouseholdStep', 's', context.viewer);
    const where = all([scope, places.within('s.region_path', regionByCode(region).path), standing('s', day), sql`s.state in (${quoted(UNCLEARED)})`]);
    const [row] = await told(() =>
      context.reading.rows(
        sql`select count(*)::int, count(*) filter (where ${raw(due('s'))} < ${day}::date)::int from household_step s where ${where}`,
      ),
    );
    const [unclearedCount, overdueCount] = row as [number, number];
    return { on: day, unclearedCount, overdueCount, reached: overdueCount === 0 };
  }

  @Query(() => NoticeConnection, { description: 'Households on public notice today, the earliest to end first. Everybody.' })
  async householdNotices(
    @Arg('region', () => String, { nullable: true, description: 'Code or name of a division.' }) region: string | undefined,
    @Arg('first', () => Int, { defaultValue: 20, description: 'Rows on a page, up to 100.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'Cursor of the row before.' }) after: string | undefined,
    @Ctx() context: Context,
  ): Promise<Connection<HouseholdNotice>> {
    const order = 'notice';
    const beyond = after === undefined ? [] : readCursor(order, after, 'date');
    const within = region === undefined ? raw('true') : places.within('n.path', regionByCode(region).path);
    const where = all([within, beyond.length > 0 && sql`(n.until, n.id) > (${beyond[0]}::date, ${beyond[1]}::uuid)`]);
    const rows = (await context.reading.rows(
      sql`select n.id::text, n.name, n.id_number_masked, n.community, n.since::text, n.until::text from household_notices() n
           where ${where} order by n.until, n.id ${raw(`limit ${pageSize(first) + 1}`)}`,
    )) as [string, string, string, string, string, string][];
    const edges = rows.slice(0, first).map(([id, name, idNumberMasked, community, from, until]) => ({
      cursor: writeCursor(order, until, id),
      node: { name, idNumberMasked, community, from, until },
    }));
    const count = sql`select count(*) from household_notices() n where ${within}`;
    return {
      edges,
      pageInfo: pageInfoOf(edges, after, rows.length > first),
      totalCount: async () => Number(await context.reading.value(count)),
    };
  }
}
