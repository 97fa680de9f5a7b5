import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, Field, FieldResolver, ID, Info, Int, Mutation, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { Reads } from '../../platform/database/selection.js';
import { all, hasId, raw, sql } from '../../platform/database/sql.js';
import { type Connection, connectionOf, page } from '../../platform/graphql/connection.js';
import { Context } from '../../platform/graphql/context.js';
import { Cost } from '../../platform/graphql/cost.js';
import { badInput, mutate, payloadOf, StepInput } from '../../platform/graphql/mutation.js';
import { Device } from '../accounts/device.js';
import { places, regionByCode } from '../regions/region.queries.js';
import { Campaign, CampaignKind } from './campaign.js';
import {
  CampaignOpenInput,
  FairAnnounceInput,
  FairKioskEnrolInput,
  JobFairCancelInput,
  JobFairFilter,
  JobFairPlanInput,
  JobFairRescheduleInput,
} from './fair.inputs.js';
import { countersOf, nearest, recounted } from './fair.queries.js';
import { announceAt, enrolKiosk, moveFair, openCampaign, planFair, releaseKiosk, rescheduleFair } from './fair.service.js';
import { FairBooth, FairCounters, FairHall, JobFair } from './job-fair.js';
import { FairAnnouncement, FairKiosk } from './kiosk.js';
import { FairParticipation } from './participation.js';

@ObjectType({ description: 'What a fair counted, from its rows alone.', simpleResolvers: true })
class JobFairReport {
  @Field(() => JobFair, { description: 'Which fair.' })
  fair!: object;

  @Field(() => FairCounters, { description: 'The counters, counted anew from the rows.' })
  counters!: FairCounters;

  @Field(() => Int, { description: 'Employers that were approved.' })
  employers!: number;

  @Field(() => Int, { description: 'Visitors who had registered before, whether they came or not.' })
  registered!: number;

  @Field(() => Int, { description: 'Queue numbers drawn.' })
  tickets!: number;

  @Field(() => Int, { description: 'Posts brought to the fair and not taken from it, filled and closed ones among them (提供岗位).' })
  postsBrought!: number;

  @Field(() => Int, { description: 'Heads that their notices ask for (招聘人数).' })
  headsBrought!: number;
}

@ObjectType({ description: 'A booth near a place.', simpleResolvers: true })
class FairNearBooth {
  @Field(() => FairParticipation, { description: 'The employer there, with its booth and queue.' })
  participation!: object;

  @Field(() => Int, { nullable: true, description: 'Metres away; null in another hall.' })
  metres!: number | null;
}

const MOST_NEAR = 20;
const NEWEST = { name: 'newest', by: 't.created_at', type: 'timestamptz', direction: 'desc' } as const;
const PLANNED = { name: 'planned', by: 't.created_at', type: 'timestamptz', direction: 'asc' } as const;
const CALENDAR = { name: 'calendar', by: 't.opens_on', type: 'date', direction: 'desc' } as const;

const CampaignConnection = connectionOf(Campaign);
const JobFairConnection = connectionOf(JobFair);
const FairBoothConnection = connectionOf(FairBooth);
const FairKioskConnection = connectionOf(FairKiosk);
const FairAnnouncementConnection = connectionOf(FairAnnouncement);
const CampaignOpenPayload = payloadOf('CampaignOpen', { campaign: Campaign });
const JobFairPlanPayload = payloadOf('JobFairPlan', { fair: JobFair });
const JobFairReschedulePayload = payloadOf('JobFairReschedule', { fair: JobFair });
const JobFairAnnouncePayload = payloadOf('JobFairAnnounce', { fair: JobFair });
const JobFairOpenPayload = payloadOf('JobFairOpen', { fair: JobFair });
const JobFairClosePayload = payloadOf('JobFairClose', { fair: JobFair });
const JobFairCancelPayload = payloadOf('JobFairCancel', { fair: JobFair });
const JobFairSayPayload = payloadOf('JobFairSay', { announcement: FairAnnouncement });
const FairKioskEnrolPayload = payloadOf('FairKioskEnrol', { kiosk: FairKiosk });
const FairKioskReleasePayload = payloadOf('FairKioskRelease', { device: Device });

@Resolver(() => JobFair)
export class JobFairResolver {
  @Query(() => CampaignConnection, { description: 'Campaigns, latest first. Everybody.' })
  campaigns(
    @Arg('kind', () => CampaignKind, { nullable: true, description: 'Only this one.' }) kind: CampaignKind | undefined,
    @Arg('year', () => Int, { nullable: true, description: 'Only of this year.' }) year: number | undefined,
    @Arg('first', () => Int, { defaultValue: 20, description: 'Rows on a page, up to 100.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'Cursor of the row before.' }) after: string | undefined,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Connection<object>> {
    return page(context, info, {
      entity: 'Campaign',
      where: all([kind !== undefined && sql`t.kind = ${kind}`, year !== undefined && sql`t.year = ${year}`]),
      order: CALENDAR,
      first,
      after,
    });
  }

  @Query(() => JobFair, {
    nullable: true,
    description: 'A fair by id, or null when there is none in your sight. Everybody; one that is only planned its offices and auditors.',
  })
  jobFair(
    @Arg('id', () => ID, { description: 'Its id.' }) id: string,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object | null> {
    return context.one('JobFair', hasId('t.id', id), info);
  }

  @Query(() => JobFairConnection, {
    description: 'The calendar of fairs, latest first. Everybody; those that are only planned their offices and auditors.',
  })
  jobFairs(
    @Arg('filter', () => JobFairFilter, { nullable: true, description: 'Which.' }) filter: JobFairFilter | undefined,
    @Arg('first', () => Int, { defaultValue: 20, description: 'Rows on a page, up to 100.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'Cursor of the row before.' }) after: string | undefined,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Connection<object>> {
    const { state, region, campaign, from, to } = filter ?? {};
    const where = all([
      state !== undefined && sql`t.state = ${state}`,
      region !== undefined && places.within('t.place_path', regionByCode(region).path),
      campaign !== undefined && hasId('t.campaign_id', campaign),
      from !== undefined && sql`t.closes_on >= ${from}::date`,
      to !== undefined && sql`t.opens_on <= ${to}::date`,
    ]);
    return page(context, info, { entity: 'JobFair', where, order: CALENDAR, first, after });
  }

  @Query(() => FairBoothConnection, { description: 'Booths of a fair, in the order of the plan. Everybody who sees the fair.' })
  fairBooths(
    @Arg('fair', () => ID, { description: 'At which fair.' }) fair: string,
    @Arg('hall', () => ID, { nullable: true, description: 'Only in this hall.' }) hall: string | undefined,
    @Arg('first', () => Int, { defaultValue: 20, description: 'Rows on a page, up to 100.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'Cursor of the row before.' }) after: string | undefined,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Connection<object>> {
    const where = all([hasId('t.fair_id', fair), hall !== undefined && hasId('t.hall_id', hall)]);
    return page(context, info, { entity: 'FairBooth', where, order: PLANNED, first, after });
  }

  @Query(() => FairAnnouncementConnection, { description: 'What was said at a fair, newest first. Everybody who sees the fair.' })
  fairAnnouncements(
    @Arg('fair', () => ID, { description: 'At which fair.' }) fair: string,
    @Arg('first', () => Int, { defaultValue: 20, description: 'Rows on a page, up to 100.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'Cursor of the row before.' }) after: string | undefined,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Connection<object>> {
    return page(context, info, { entity: 'FairAnnouncement', where: hasId('t.fair_id', fair), order: NEWEST, first, after });
  }

  @Query(() => FairKioskConnection, { description: 'Kiosks of a fair, newest first. Offices that hold it, auditors.' })
  fairKiosks(
    @Arg('fair', () => ID, { description: 'At which fair.' }) fair: string,
    @Arg('first', () => Int, { defaultValue: 20, description: 'Rows on a page, up to 100.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'Cursor of the row before.' }) after: string | undefined,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Connection<object>> {
    return page(context, info, { entity: 'FairKiosk', where: hasId('t.fair_id', fair), order: NEWEST, first, after });
  }

  @Query(() => FairKiosk, { nullable: true, description: 'Where this kiosk is enrolled; null when nowhere. Kiosks.' })
  fairKiosk(@Ctx() context: Context, @Info() info: GraphQLResolveInfo): Promise<object | null> {
    return context.one('FairKiosk', sql`t.device_id = ${context.viewer.userId}::uuid`, info);
  }

  @Cost({ weight: 100 })
  @Query(() => JobFairReport, {
    nullable: true,
    description: 'What a fair counts, from its rows alone; beside it stands its closing report. Offices that hold it, auditors; null for others’.',
  })
  async jobFairReport(
    @Arg('id', () => ID, { description: 'Which fair.' }) id: string,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object | null> {
    const { role, regionPath } = context.viewer;
    const held = role === 'auditor' ? raw('true') : places.within('t.institution_path', regionPath ?? '/');
    const fair = (await context.one('JobFair', all([hasId('t.id', id), held]), info, ['fair'])) as { id: string } | null;
    if (!fair) return null;
    const [counted] = await context.reading.rows(recounted(fair.id));
    const [more] = await context.reading.rows(sql`
      select (select count(*) from fair_participation p where p.fair_id = ${fair.id}::uuid and p.state = 'APPROVED')::int,
             (select count(*) from fair_visit v where v.fair_id = ${fair.id}::uuid and v.seeker_id is not null and v.state <> 'CANCELLED')::int,
             (select count(*) from fair_ticket t where t.fair_id = ${fair.id}::uuid)::int,
             count(*)::int, coalesce(sum(v.head_count), 0)::int
        from fair_post p join vacancy v on v.id = p.vacancy_id where p.fair_id = ${fair.id}::uuid and p.state <> 'WITHDRAWN'`);
    const [employers, registered, tickets, postsBrought, headsBrought] = more as number[];
    return { fair, counters: countersOf(counted!), employers, registered, tickets, postsBrought, headsBrought };
  }

  @Cost({ atMost: MOST_NEAR, weight: 20 })
  @Query(() => [FairNearBooth], {
    description:
      'The nearest booths with an employer, up to 20; from where a kiosk stands unless a place is given. Everybody who sees the fair. Empty where there is none.',
  })
  async fairNearestBooths(
    @Arg('fair', () => ID, { description: 'At which fair.' }) fair: string,
    @Arg('hall', () => ID, { nullable: true, description: 'From a place in this hall.' }) hall: string | undefined,
    @Arg('x', () => Int, { nullable: true, description: 'Metres from its left wall; 0 unless given.' }) x: number | undefined,
    @Arg('y', () => Int, { nullable: true, description: 'Metres from the wall of its entrance; 0 unless given.' }) y: number | undefined,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object[]> {
    for (const metres of [x, y])
      if (metres !== undefined && (metres < 0 || metres > 10_000))
        throw badInput('x、y 须在 0 到 10000 之间', '`x` and `y` are between 0 and 10,000');
    const own = hall === undefined && context.viewer.role === 'kiosk';
    const [place] = await context.reading.rows(
      own
        ? sql`select k.fair_id, k.hall_id, k.x, k.y from fair_kiosk k where k.device_id = ${context.viewer.userId}::uuid and ${hasId('k.fair_id', fair)}`
        : sql`select h.fair_id, h.id, ${x ?? 0}::int, ${y ?? 0}::int from fair_hall h where ${hasId('h.fair_id', fair)} and ${hall === undefined ? raw('true') : hasId('h.id', hall)} order by h.name limit 1`,
    );
    if (!place) return [];
    const [fairId, hallId, fromX, fromY] = place as [string, string, number, number];
    const near = await nearest(context, fairId, { hall: hallId, x: fromX, y: fromY }, MOST_NEAR);
    const ids = near.map(({ participation }) => participation);
    const rows = (await context.many('FairParticipation', sql`t.id = any(${ids}::uuid[])`, raw(''), info, ['participation'])) as { id: string }[];
    const byId = new Map(rows.map((row) => [row.id, row]));
    return near.flatMap(({ participation, metres }) => (byId.has(participation) ? [{ participation: byId.get(participation), metres }] : []));
  }

  @Reads('counters')
  @Cost({ weight: 1 })
  @FieldResolver(() => FairCounters, { description: 'What it counts now.' })
  counters(@Root() { counters }: { counters: FairCounters }): FairCounters {
    return counters;
  }

  @Reads()
  @Cost({ atMost: 20 })
  @FieldResolver(() => [FairHall], { description: 'Its halls.' })
  halls(@Root() fair: JobFair, @Ctx() context: Context, @Info() info: GraphQLResolveInfo): Promise<object[]> {
    return context.ofEach('FairHall', { on: 't.fair_id = p.id', order: 't.name, t.id', atMost: 20 }, fair.id, info);
  }

  @Mutation(() => CampaignOpenPayload, {
    description: 'Writes a campaign down. Offices in their division. Refuses NOT_FOUND (institution outside), INVALID (days), ALREADY_EXISTS.',
  })
  campaignOpen(
    @Arg('input', () => CampaignOpenInput, { description: 'What is sent.' }) input: CampaignOpenInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, { campaign: 'Campaign' }, { input }, async (em) => ({
      campaign: (await openCampaign(em, context.viewer, input)).id,
    }));
  }

  @Mutation(() => JobFairPlanPayload, {
    description: 'Plans a fair with its hours, halls and booths. Offices in their division. Refuses NOT_FOUND, INVALID with the field.',
  })
  jobFairPlan(
    @Arg('input', () => JobFairPlanInput, { description: 'What is sent.' }) input: JobFairPlanInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, { fair: 'JobFair' }, { input }, async (em) => ({ fair: (await planFair(em, context.viewer, input)).id }));
  }

  @Mutation(() => JobFairReschedulePayload, {
    description:
      'Gives a fair other hours or another venue until it is over; whoever follows it is told. Offices that hold it. Refuses NOT_FOUND, INVALID (hours, campaign, end not ahead), ILLEGAL_TRANSITION (over or called off).',
  })
  jobFairReschedule(
    @Arg('id', () => ID, { description: 'Which fair.' }) id: string,
    @Arg('input', () => JobFairRescheduleInput, { description: 'What is sent.' }) input: JobFairRescheduleInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, { fair: 'JobFair' }, { id, input }, async (em) => ({
      fair: (await rescheduleFair(em, context.viewer, id, input)).id,
    }));
  }

  @Mutation(() => JobFairAnnouncePayload, {
    description:
      'Makes a fair public: employers apply, visitors register. Offices that hold it. Refuses NOT_FOUND, ILLEGAL_TRANSITION, EXPIRED (a day after its last hours).',
  })
  jobFairAnnounce(
    @Arg('id', () => ID, { description: 'Which fair.' }) id: string,
    @Arg('input', () => StepInput, { description: 'What is sent.' }) input: StepInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, { fair: 'JobFair' }, { id, input }, async (em) => ({
      fair: (await moveFair(em, context.viewer, id, 'ANNOUNCED')).id,
    }));
  }

  @Mutation(() => JobFairOpenPayload, {
    description:
      'Opens the doors, on its first day or later. Offices that hold it. Refuses NOT_FOUND, ILLEGAL_TRANSITION (or the day has not come), EXPIRED (a day after its last hours).',
  })
  jobFairOpen(
    @Arg('id', () => ID, { description: 'Which fair.' }) id: string,
    @Arg('input', () => StepInput, { description: 'What is sent.' }) input: StepInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, { fair: 'JobFair' }, { id, input }, async (em) => ({ fair: (await moveFair(em, context.viewer, id, 'OPEN')).id }));
  }

  @Mutation(() => JobFairClosePayload, {
    description:
      'Closes the doors for good, once the last of its hours began, and writes the closing report. Offices that hold it. Refuses NOT_FOUND, ILLEGAL_TRANSITION (or it opens again).',
  })
  jobFairClose(
    @Arg('id', () => ID, { description: 'Which fair.' }) id: string,
    @Arg('input', () => StepInput, { description: 'What is sent.' }) input: StepInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, { fair: 'JobFair' }, { id, input }, async (em) => ({ fair: (await moveFair(em, context.viewer, id, 'CLOSED')).id }));
  }

  @Mutation(() => JobFairCancelPayload, {
    description: 'Calls a fair off before it opens. Offices that hold it. Refuses NOT_FOUND, INVALID, ILLEGAL_TRANSITION.',
  })
  jobFairCancel(
    @Arg('id', () => ID, { description: 'Which fair.' }) id: string,
    @Arg('input', () => JobFairCancelInput, { description: 'What is sent.' }) input: JobFairCancelInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, { fair: 'JobFair' }, { id, input }, async (em) => ({
      fair: (await moveFair(em, context.viewer, id, 'CANCELLED', input.reason)).id,
    }));
  }

  @Mutation(() => JobFairSayPayload, {
    description:
      'Says something to everybody at a fair, in its feed. Offices that hold it. Refuses NOT_FOUND, INVALID, ILLEGAL_TRANSITION (the fair is not on).',
  })
  jobFairSay(
    @Arg('id', () => ID, { description: 'Which fair.' }) id: string,
    @Arg('input', () => FairAnnounceInput, { description: 'What is sent.' }) input: FairAnnounceInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, { announcement: 'FairAnnouncement' }, { id, input }, async (em) => ({
      announcement: (await announceAt(em, context.viewer, id, input.zh, input.en)).id,
    }));
  }

  @Mutation(() => FairKioskEnrolPayload, {
    description:
      'Enrols a device to a fair and a place in a hall, also away from another fair: its open sockets end. Offices that hold the fair. Refuses NOT_FOUND, EXPIRED (fair over), CONFLICT (at a fair of an office beside or above).',
  })
  fairKioskEnrol(
    @Arg('input', () => FairKioskEnrolInput, { description: 'What is sent.' }) input: FairKioskEnrolInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, { kiosk: 'FairKiosk' }, { input }, async (em) => ({ kiosk: (await enrolKiosk(em, context.viewer, input)).id }));
  }

  @Mutation(() => FairKioskReleasePayload, {
    description: 'Ends the enrolment of a kiosk: its open sockets end, and it is an ordinary kiosk. Offices that hold the fair. Refuses NOT_FOUND.',
  })
  fairKioskRelease(
    @Arg('id', () => ID, { description: 'Which enrolment.' }) id: string,
    @Arg('input', () => StepInput, { description: 'The key of the step.' }) input: StepInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, { device: 'Device' }, { id, input }, async (em) => ({ device: await releaseKiosk(em, context.viewer, id) }));
  }
}

@Resolver(() => FairBooth)
export class FairBoothResolver {
  @Reads()
  @FieldResolver(() => FairParticipation, { nullable: true, description: 'The employer there; null while it is free.' })
  async participation(@Root() booth: FairBooth, @Ctx() context: Context, @Info() info: GraphQLResolveInfo): Promise<object | null> {
    const [one] = await context.ofEach(
      'FairParticipation',
      { on: "t.booth_id = p.id and t.state = 'APPROVED'", order: 't.id', atMost: 1 },
      booth.id,
      info,
    );
    return one ?? null;
  }
}
