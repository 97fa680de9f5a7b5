import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, Field, FieldResolver, Float, ID, Info, Int, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { all, raw, type Sql, sql } from '../../platform/database/sql.js';
import { type Connection, page } from '../../platform/graphql/connection.js';
import { Context, ITSELF } from '../../platform/graphql/context.js';
import { Cost } from '../../platform/graphql/cost.js';
import { enumOf } from '../../platform/graphql/enum.js';
import { badInput } from '../../platform/graphql/mutation.js';
import { LocalDate } from '../../platform/graphql/scalars.js';
import { DestinationKind } from '../agreements/plan.js';
import { inside } from '../institutions/institution.queries.js';
import { Institution } from '../institutions/institution.js';
import { placesCountAs } from '../quotas/quota.queries.js';
import { Region } from '../regions/region.js';
import { type KnownRegion, places, regionByCode, regionToday } from '../regions/region.queries.js';
import { type CohortRow, cohorts } from './cohort.js';
import { type OutcomeRow, outcomes } from './outcome.js';
import { type Progress, progressOf, type ProgressRow } from './progress.js';
import { AWAY } from './transfer.js';
import { TransferConnection } from './transfer.resolver.js';

export const CohortByEnum = enumOf('CohortBy', 'By what people are grouped.', {
  COUNTY: '来源区县 By the county they come from.',
  INSTITUTION: '输出单位 By the institution that sent them.',
  EMPLOYER: '用人单位 By the employer; those on their own have none and are left out.',
});

export const ProgressMeasure = enumOf('QuotaProgressMeasure', 'A number whose people are listed.', {
  ARRIVED: '到达 Those whose arrival counts.',
  STABLE: '稳定 Those of them who are still there, and can be reached.',
  RETURNED: '返乡 Those of them who went home.',
  RESERVED: '预留 Those chosen for an order that holds places for them.',
  CONFIRMED: '确认 Those who left on a place.',
});

@ObjectType('QuotaProgressRow', { description: 'Plan, places and people of one county for one destination.', simpleResolvers: true })
export class ProgressRowView {
  @Field(() => DestinationKind, {
    nullable: true,
    description:
      'Kind of destination, of places and arrivals alike. Null in the total, in the row of a county whose plan is of both kinds together (its numbers are of both; `plan` is given), and for places whose arrivals would count towards no plan (neither a main urban district nor a partner of the county; `plan` is null).',
  })
  destinationKind!: DestinationKind | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'Persons promised for the year (计划任务), a division’s own number where it has one, else those of its parts together; null without a plan. May be exceeded.',
  })
  plan!: number | null;

  @Field(() => Int, { description: 'Places offered (名额), those given to parts counted once.' })
  places!: number;

  @Field(() => Int, { description: 'Places held; `reservations` of the year, origin and destination says by what.' })
  reserved!: number;

  @Field(() => Int, { description: 'Places taken; `reservations` says by what.' })
  confirmed!: number;

  @Field(() => Int, { description: 'Persons whose arrival counts, each once a year and kind, with or without a place.' })
  arrived!: number;

  @Field(() => Int, {
    description:
      'Of them, those who are there (稳定), as the arrival that counts stands now: not who went home, also if they left again in the year, nor who cannot be reached.',
  })
  stable!: number;

  @Field(() => Float, { nullable: true, description: 'arrived / plan, 0–1 and beyond, three decimals; null without a plan.' })
  completionRate!: number | null;

  @Field(() => Boolean, { description: 'Completion is behind the share of the year that is over.' })
  behindSchedule!: boolean;
}

@ObjectType('QuotaProgress', { description: 'How far the counties of a region are in a year.', simpleResolvers: true })
export class ProgressView {
  @Field(() => Int, { description: 'The year.' })
  year!: number;

  @Field(() => Float, { description: 'Share of the year’s months that are over, 0–1 (序时进度).' })
  timeProgress!: number;

  @Cost({ atMost: 500 })
  @Field(() => [ProgressRowView], {
    description: 'The division asked for, by kind (where it is no county itself); then by county, kind of destination, and destination.',
  })
  rows!: object[];

  @Field(() => ProgressRowView, { description: 'All of them together.' })
  total!: object;
}

@ObjectType('CohortRow', { description: 'What became of those who left in a window.', simpleResolvers: true })
export class CohortRowView implements CohortRow {
  @Field(() => ID, { description: 'The county, institution or employer.' })
  id!: string;

  @Field(() => String, { description: 'Its name.' })
  name!: string;

  @Field(() => Int, { description: 'Had a hire that was not reversed.' })
  placed!: number;

  @Field(() => Int, { description: 'Arrived.' })
  arrived!: number;

  @Field(() => Int, { description: 'Were at that work 30 days after they arrived.' })
  onPost30!: number;

  @Field(() => Int, { description: 'Of how many that can be told yet.' })
  due30!: number;

  @Field(() => Int, { description: 'Were at that work 90 days after they arrived.' })
  onPost90!: number;

  @Field(() => Int, { description: 'Of how many that can be told yet.' })
  due90!: number;

  @Field(() => Int, { description: 'Were at that work 180 days after they arrived.' })
  onPost180!: number;

  @Field(() => Int, { description: 'Of how many that can be told yet.' })
  due180!: number;
}

@ObjectType('AgencyOutcome', {
  description: 'What an institution brought about in a window; who is counted for it is whoever’s confirmed work lasted.',
  simpleResolvers: true,
})
export class OutcomeView {
  @Field(() => Int, { description: 'Hires.' })
  placed!: number;

  @Field(() => Int, { description: 'Of them confirmed.' })
  confirmed!: number;

  @Field(() => Int, { description: 'Distinct persons whose confirmed work lasted 90 days, whether or not they went away for it.' })
  lasting!: number;

  @Field(() => Int, { description: 'Of the hires reversed.' })
  reversed!: number;

  @Field(() => Int, { description: 'People sent who arrived.' })
  arrived!: number;

  @Field(() => Int, { description: 'People sent who went home.' })
  returned!: number;
}

/** A region of the viewer's own; another one is not found. */
export function ownRegion(context: Context, code: string): KnownRegion {
  const region = regionToday(code);
  const { role, regionPath } = context.viewer;
  if (role === 'auditor' || (regionPath !== null && inside(region.path, regionPath))) return region;
  throw badInput('不在您的管辖范围内，请检查地区', 'Not in your division; check the region');
}

/** Years for which there can be plans and places. */
export function assertYear(year: number): void {
  if (year < 2_000 || year > 2_100) throw badInput('年度须在 2000 到 2100 之间', 'The year is between 2000 and 2100');
}

function assertInOrder(from: string, to: string): void {
  if (from > to) throw badInput('起始日不能晚于截止日', 'The first day is not after the last');
}

type Measure = keyof typeof ProgressMeasure;

/** Those whose arrival counts, by what became of it. */
function counted(measure: Measure, year: number, origin: string, kind: DestinationKind | undefined, destination: string | undefined): Sql {
  const which = all([
    sql`c.year = ${year}`,
    places.within('c.origin_path', origin),
    kind !== undefined && sql`c.counts_as = ${kind}`,
    destination !== undefined && places.within('c.destination_path', destination),
    measure === 'STABLE' && sql`c.state = any(${AWAY}::text[])`,
    measure === 'RETURNED' && raw("c.state = 'RETURNED'"),
  ]);
  return sql`t.id in (select c.id from counted_arrival c where ${which})`;
}

/** Those who took a place for good, or for whom their order holds one. */
function holding(measure: Measure, year: number, origin: string, kind: DestinationKind | undefined, destination: string | undefined): Sql {
  const held = sql`select r.id from reservation r join quota q on q.id = r.quota_id where ${all([
    sql`r.state = ${measure}`,
    sql`q.year = ${year}`,
    places.within('q.origin_path', origin),
    kind !== undefined && sql`${raw(placesCountAs('q'))} = ${kind}`,
    destination !== undefined && places.within('q.destination_path', destination),
  ])}`;
  if (measure === 'CONFIRMED') return sql`t.reservation_id in (${held})`;
  return sql`t.state in ('MATCHED', 'CONTRACTED') and t.order_id in (select o.id from labour_order o where o.reservation_id in (${held}))`;
}

@Resolver()
export class ProgressResolver {
  @Cost({ weight: 800, kind: 'search' })
  @Query(() => ProgressView, {
    description:
      'Plan, places, arrivals and who stayed, of a region and every county below it, by destination. Offices for their division, auditors. BAD_USER_INPUT for another division, or a year outside 2000–2100.',
  })
  quotaProgress(
    @Arg('year', () => Int, { description: 'The year.' }) year: number,
    @Arg('region', () => String, { description: 'Code or name of the division.' }) region: string,
    @Ctx() context: Context,
  ): Promise<Progress> {
    assertYear(year);
    return progressOf(context, year, ownRegion(context, region));
  }

  @Query(() => TransferConnection, {
    description:
      'The people behind a number of `quotaProgress`, in your sight, latest arrived or listed first. Show them by `seeker { nameMasked }`; `name` is answered to offices that serve the person, and to nobody else: `seeker` is null out of sight, and auditors have `nameMasked` alone. Places are held by referrals, and for purposes in words, as well: `reservations` lists every holder. Offices for their division, auditors. BAD_USER_INPUT as `quotaProgress`.',
  })
  quotaProgressPeople(
    @Arg('year', () => Int, { description: 'The year.' }) year: number,
    @Arg('region', () => String, { description: 'Code or name of the county, or of a division above.' }) region: string,
    @Arg('measure', () => ProgressMeasure, { description: 'Which number.' }) measure: Measure,
    @Arg('destinationKind', () => DestinationKind, { nullable: true, description: 'Only of this kind.' }) kind: DestinationKind | undefined,
    @Arg('destination', () => String, { nullable: true, description: 'Only in this region: code or name.' }) destination: string | undefined,
    @Arg('first', () => Int, { defaultValue: 20, description: 'Rows on a page, up to 100.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'Cursor of the row before.' }) after: string | undefined,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Connection<object>> {
    assertYear(year);
    const { path } = ownRegion(context, region);
    const within = destination === undefined ? undefined : regionByCode(destination).path;
    const onPlaces = measure === 'RESERVED' || measure === 'CONFIRMED';
    return page(context, info, {
      entity: 'Transfer',
      where: onPlaces ? holding(measure, year, path, kind, within) : counted(measure, year, path, kind, within),
      order: onPlaces
        ? { name: 'newest', by: 't.created_at', type: 'timestamptz', direction: 'desc' }
        : { name: 'arrived', by: 't.arrived_on', type: 'date', direction: 'desc' },
      first,
      after,
    });
  }

  @Cost({ atMost: 500, kind: 'search' })
  @Query(() => [CohortRowView], {
    description:
      'Of those who left in a window: hired, arrived, at work after 30, 90 and 180 days; most arrivals first. Offices, intermediaries, recruiters for what they see, auditors. BAD_USER_INPUT for a window that ends before it begins.',
  })
  transferCohorts(
    @Arg('by', () => CohortByEnum, { description: 'Grouped by what.' }) by: keyof typeof CohortByEnum,
    @Arg('from', () => LocalDate, { description: 'First day of departure.' }) from: string,
    @Arg('to', () => LocalDate, { description: 'Last day of departure.' }) to: string,
    @Arg('region', () => String, { nullable: true, description: 'Only people of this division: code or name.' }) region: string | undefined,
    @Ctx() context: Context,
  ): Promise<CohortRow[]> {
    assertInOrder(from, to);
    const within = region === undefined ? raw('true') : places.within('t.origin_path', regionToday(region).path);
    return cohorts(context, by, from, to, within);
  }

  @Cost({ atMost: 500, weight: 500, kind: 'search' })
  @Query(() => [OutcomeView], {
    description:
      'What institutions brought about in a window, in your sight, those whose work lasted first; up to 500. Offices, intermediaries, auditors. BAD_USER_INPUT for a window that ends before it begins.',
  })
  agencyOutcomes(
    @Arg('from', () => LocalDate, { description: 'First day.' }) from: string,
    @Arg('to', () => LocalDate, { description: 'Last day.' }) to: string,
    @Arg('region', () => String, { nullable: true, description: 'Only institutions of this division: code or name.' }) region: string | undefined,
    @Ctx() context: Context,
  ): Promise<OutcomeRow[]> {
    assertInOrder(from, to);
    const within = region === undefined ? raw('true') : places.within('i.region_path', regionByCode(region).path);
    return outcomes(context, from, to, within);
  }
}

const region = async (context: Context, info: GraphQLResolveInfo, known: KnownRegion | null): Promise<object | null> =>
  known === null ? null : ((await context.ofEach('Region', ITSELF, known.id, info))[0] ?? null);

@Resolver(() => ProgressRowView)
export class ProgressRowResolver {
  @FieldResolver(() => Region, {
    nullable: true,
    description:
      'The county, or a larger division that holds places of its own; null in the total and in the rows of the division asked for as a whole.',
  })
  county(@Root() row: ProgressRow, @Ctx() context: Context, @Info() info: GraphQLResolveInfo): Promise<object | null> {
    return region(context, info, row.county);
  }

  @FieldResolver(() => Region, { nullable: true, description: 'The destination; null is all of its kind.' })
  destination(@Root() row: ProgressRow, @Ctx() context: Context, @Info() info: GraphQLResolveInfo): Promise<object | null> {
    return region(context, info, row.destination);
  }
}

@Resolver(() => OutcomeView)
export class OutcomeResolver {
  @FieldResolver(() => Institution, { description: 'Which institution.' })
  async institution(@Root() row: OutcomeRow, @Ctx() context: Context, @Info() info: GraphQLResolveInfo): Promise<object> {
    return (await context.ofEach('Institution', ITSELF, row.institutionId, info))[0]!;
  }
}
