import { Arg, Ctx, ID, Int, Query, Resolver, Root, Subscription } from 'type-graphql';
import { hasId, raw, type Sql, sql } from '../../platform/database/sql.js';
import { cursorAt, startingFrom } from '../../platform/feed/cursor.js';
import { Following } from '../../platform/feed/following.js';
import { eventsAfter, type FeedEvent, readEvents, readStanding, type Standing } from '../../platform/feed/log.js';
import { pageSize } from '../../platform/graphql/connection.js';
import { Context } from '../../platform/graphql/context.js';
import { Cost } from '../../platform/graphql/cost.js';
import { Mistake, UNKNOWN } from '../../platform/graphql/errors.js';
import { JobFairEvent, JobFairEvents, JobFairSnapshot, shownEvent, VacancyWatchFilter, watching } from './feed.js';
import type { FairCounters } from './job-fair.js';

/** Where a fair stands, for whoever may follow it: those who see it, kiosks their own alone. */
async function standingOf(context: Context, fairId: string): Promise<Standing> {
  const visible = context.shapes.scope('JobFair', 't', context.viewer) ?? raw('true');
  const own: Sql = context.viewer.role === 'kiosk' ? raw('t.id = kiosk_fair()') : raw('true');
  const rows = await context.reading.rows(sql`select s.last_seq, s.kept_from, s.tally from job_fair t join feed_stream s on s.id = t.id
    where ${hasId('t.id', fairId)} and (${visible}) and ${own}`);
  const standing = readStanding(rows);
  if (!standing) throw new Mistake('NOT_FOUND', UNKNOWN);
  return standing;
}

/** Names of fairs come in any case; the log has one. */
const plain = (id: string): string => id.toLowerCase();

async function followed(
  context: Context,
  fair: string,
  after: string | null | undefined,
  accepts?: (event: FeedEvent) => boolean,
): Promise<Following> {
  const id = plain(fair);
  const from = startingFrom(id, await standingOf(context, id), after ?? undefined);
  return new Following(id, from, context.viewer.role, 'after', accepts);
}

async function followedBooth(context: Context, boothId: string, after: string | null | undefined): Promise<Following> {
  const booth = plain(boothId);
  const fair = await context.reading.value<string>(sql`select t.fair_id from fair_booth t where ${hasId('t.id', booth)}`);
  if (fair === undefined) throw new Mistake('NOT_FOUND', UNKNOWN);
  return followed(context, fair, after, ({ body }) => body['boothId'] === booth);
}

type Arguments<T> = { args: T; context: Context };
const RESUMED =
  'Begins with what happened after the cursor, without one with the first event, and goes on live, each event once and in order. A slow reader is closed with 4410 and resumes with its last cursor. NOT_FOUND, BAD_USER_INPUT (cursor of another feed, or ahead), CURSOR_EXPIRED with `snapshot { cursor counters }` to start from.';

@Resolver()
export class FeedResolver {
  @Subscription(() => JobFairEvent, {
    description: `What happens at a fair. ${RESUMED} Everybody signed in who sees the fair; kiosks at their own.`,
    subscribe: ({ args, context }: Arguments<{ fairId: string; after?: string | null }>) => followed(context, args.fairId, args.after) as never,
  })
  jobFairFeed(
    @Arg('fairId', () => ID, { description: 'Which fair.' }) _fairId: string,
    @Arg('after', () => String, { nullable: true, description: 'Cursor of the last event that you have.' }) _after: string | undefined,
    @Root() event: FeedEvent,
  ): JobFairEvent {
    return shownEvent(event);
  }

  @Subscription(() => JobFairEvent, {
    description: `Posts of a fair that fit, as they open, change, fill and close. ${RESUMED} Everybody signed in who sees the fair; kiosks at their own.`,
    subscribe: ({ args, context }: Arguments<{ filter: VacancyWatchFilter; after?: string | null }>) =>
      followed(context, args.filter.fair, args.after, watching(args.filter)) as never,
  })
  vacancyWatch(
    @Arg('filter', () => VacancyWatchFilter, { description: 'Which posts.' }) _filter: VacancyWatchFilter,
    @Arg('after', () => String, { nullable: true, description: 'Cursor of the last event that you have.' }) _after: string | undefined,
    @Root() event: FeedEvent,
  ): JobFairEvent {
    return shownEvent(event);
  }

  @Subscription(() => JobFairEvent, {
    description: `Numbers drawn and called at a booth, with how many wait. ${RESUMED} Everybody signed in who sees the fair; kiosks at their own.`,
    subscribe: ({ args, context }: Arguments<{ boothId: string; after?: string | null }>) =>
      followedBooth(context, args.boothId, args.after) as never,
  })
  boothQueue(
    @Arg('boothId', () => ID, { description: 'Which booth.' }) _boothId: string,
    @Arg('after', () => String, { nullable: true, description: 'Cursor of the last event that you have.' }) _after: string | undefined,
    @Root() event: FeedEvent,
  ): JobFairEvent {
    return shownEvent(event);
  }

  @Cost({ weight: 1 })
  @Query(() => JobFairEvents, {
    description:
      'The same events for whoever polls, oldest first. Everybody signed in who sees the fair; kiosks their own. NOT_FOUND, BAD_USER_INPUT, CURSOR_EXPIRED with the snapshot to start from.',
  })
  async jobFairEvents(
    @Arg('fairId', () => ID, { description: 'Which fair.' }) fairId: string,
    @Arg('after', () => String, { nullable: true, description: 'Cursor of the last event that you have.' }) after: string | undefined,
    @Arg('first', () => Int, { defaultValue: 100, description: 'Events at once, up to 100.' }) first: number,
    @Ctx() context: Context,
  ): Promise<JobFairEvents> {
    const id = plain(fairId);
    const most = pageSize(first);
    const standing = await standingOf(context, id);
    const from = startingFrom(id, standing, after);
    const events = readEvents(await context.reading.rows(eventsAfter(id, from, most)));
    const last = events.at(-1)?.seq ?? from;
    return { events: events.map(shownEvent), cursor: cursorAt(id, last), more: last < standing.last };
  }

  @Query(() => JobFairSnapshot, {
    description: 'Where a fair stands now, with the cursor to go on from. Everybody signed in who sees the fair; kiosks their own. NOT_FOUND.',
  })
  async jobFairSnapshot(@Arg('fairId', () => ID, { description: 'Which fair.' }) fairId: string, @Ctx() context: Context): Promise<JobFairSnapshot> {
    const id = plain(fairId);
    const { last, tally } = await standingOf(context, id);
    return { cursor: cursorAt(id, last), counters: tally as unknown as FairCounters };
  }
}
