import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { MaxLength } from 'class-validator';
import { Cost } from '../../platform/graphql/cost.js';
import { enumOf } from '../../platform/graphql/enum.js';
import { BigInteger, Instant } from '../../platform/graphql/scalars.js';
import { cursorAt } from '../../platform/feed/cursor.js';
import type { FeedEvent } from '../../platform/feed/log.js';
import { regionByCode } from '../regions/region.queries.js';
import { inside } from '../institutions/institution.queries.js';
import { groupOf, occupationNamed } from '../vacancies/trades.js';
import { FairCounters } from './job-fair.js';

export const FairEventKind = enumOf('FairEventKind', 'What happened at a fair.', {
  FAIR_OPENED: '开门 The doors opened.',
  FAIR_CLOSED: '结束 The doors closed.',
  FAIR_CANCELLED: '取消 The fair was called off.',
  POST_OPENED: '新岗位 A post is open, for the first time or again.',
  POST_CHANGED: '岗位变更 What a post says changed.',
  HEADS_LEFT: '余额变化 Another number of heads is looked for.',
  POST_FILLED: '招满 The last head was hired.',
  POST_CLOSED: '岗位关闭 A post was closed or taken from the fair.',
  NUMBER_DRAWN: '取号 A number was drawn at a booth.',
  NUMBER_CALLED: '叫号 A number is called to a booth.',
  QUEUE_CHANGED: '队列变化 A number was served, missed or given back.',
  ANNOUNCED: '广播 Something is said to everybody.',
  HIRED: '现场录用 Somebody was hired on the spot.',
  COUNTED: '计数 Only the counters changed.',
});
export type FairEventKind = keyof typeof FairEventKind;

@ObjectType({ description: 'A post as it stood when it happened.', simpleResolvers: true })
export class FairEventPost {
  @Field(() => ID, { description: 'Id of the post at the fair.' })
  post!: string;

  @Field(() => ID, { description: 'Id of the vacancy.' })
  vacancy!: string;

  @Field(() => String, { description: 'Title.' })
  title!: string;

  @Field(() => String, { description: 'Employer.' })
  employer!: string;

  @Field(() => String, { nullable: true, description: 'Number of its booth.' })
  booth!: string | null;

  @Field(() => String, { nullable: true, description: 'Hall of its booth.' })
  hall!: string | null;

  @Field(() => Int, { description: 'Heads asked for.' })
  headCount!: number;

  @Field(() => Int, { description: 'Heads still looked for.' })
  headsLeft!: number;

  @Field(() => BigInteger, { nullable: true, description: 'Monthly pay from, in fen.' })
  payFrom!: string | null;

  @Field(() => BigInteger, { nullable: true, description: 'Monthly pay to, in fen.' })
  payTo!: string | null;

  @Field(() => String, { nullable: true, description: 'Pay in words, as posted.' })
  payText!: string | null;

  @Field(() => String, { nullable: true, description: 'Where the work is.' })
  region!: string | null;
}

@ObjectType({ description: 'The queue of a booth as it stood when it happened.', simpleResolvers: true })
export class FairEventQueue {
  @Field(() => String, { nullable: true, description: 'Number of the booth.' })
  booth!: string | null;

  @Field(() => String, { nullable: true, description: 'Its hall.' })
  hall!: string | null;

  @Field(() => String, { description: 'Whose booth.' })
  employer!: string;

  @Field(() => Int, { description: 'The number that it is about.' })
  number!: number;

  @Field(() => Int, { description: 'The last number called; 0 before the first.' })
  called!: number;

  @Field(() => Int, { description: 'The last number drawn.' })
  drawn!: number;

  @Field(() => Int, { description: 'Numbers that wait.' })
  waiting!: number;
}

@ObjectType({ description: 'What was said to everybody.', simpleResolvers: true })
export class FairEventAnnouncement {
  @Field(() => String, { description: 'In Chinese.' })
  zh!: string;

  @Field(() => String, { nullable: true, description: 'In English.' })
  en!: string | null;
}

@ObjectType({
  description: 'Something that happened at a fair, as it was written down with the change: the same whenever it is read. Nobody is named in it.',
  simpleResolvers: true,
})
export class JobFairEvent {
  @Field(() => String, { description: 'The place after it: give it as `after` to go on.' })
  cursor!: string;

  @Field(() => Instant, { description: 'When it was written down.' })
  at!: Date;

  @Field(() => FairEventKind, { description: 'What happened.' })
  kind!: FairEventKind;

  @Field(() => FairEventPost, { nullable: true, description: 'The post, where it is about one.' })
  post!: FairEventPost | null;

  @Field(() => FairEventQueue, { nullable: true, description: 'The queue, where it is about one.' })
  queue!: FairEventQueue | null;

  @Field(() => FairEventAnnouncement, { nullable: true, description: 'What was said, where something was.' })
  announcement!: FairEventAnnouncement | null;

  @Field(() => FairCounters, { description: 'All counters of the fair after it.' })
  counters!: FairCounters;
}

export function shownEvent({ stream, seq, at, kind, body, tally }: FeedEvent): JobFairEvent {
  return {
    cursor: cursorAt(stream, seq),
    at,
    kind: kind as FairEventKind,
    post: 'post' in body ? (body as unknown as FairEventPost) : null,
    queue: 'number' in body ? (body as unknown as FairEventQueue) : null,
    announcement: 'zh' in body ? (body as unknown as FairEventAnnouncement) : null,
    counters: tally as unknown as FairCounters,
  };
}

/** Events read at once by a partner that polls. */
export const MOST_EVENTS = 100;

@ObjectType({ description: 'Some events of a fair, oldest first.', simpleResolvers: true })
export class JobFairEvents {
  @Cost({ atMost: MOST_EVENTS })
  @Field(() => [JobFairEvent], { description: 'The events.' })
  events!: JobFairEvent[];

  @Field(() => String, { description: 'Give it as `after` the next time, to `jobFairEvents` or `jobFairFeed`.' })
  cursor!: string;

  @Field(() => Boolean, { description: 'Whether more are there already.' })
  more!: boolean;
}

@ObjectType({
  description:
    'Where a fair stands. Posts and numbers that are read in the same operation are of the same instant: go on from the cursor and nothing is missed.',
  simpleResolvers: true,
})
export class JobFairSnapshot {
  @Field(() => String, { description: 'The place after everything that is in it.' })
  cursor!: string;

  @Field(() => FairCounters, { description: 'The counters.' })
  counters!: FairCounters;
}

@InputType({ description: 'Which posts of a fair are watched; all that is given must hold.' })
export class VacancyWatchFilter {
  @Field(() => ID, { description: 'The fair.' })
  fair!: string;

  @MaxLength(60)
  @Field(() => String, { nullable: true, description: 'With work in this division: code or name.' })
  region?: string;

  @MaxLength(40)
  @Field(() => String, { nullable: true, description: 'Of this trade: occupation code or name; its minor group counts.' })
  occupation?: string;

  @Field(() => BigInteger, { nullable: true, description: 'Monthly pay can reach this, in fen.' })
  payAtLeast?: bigint;
}

/** Whether an event is about a post that fits; region and trade are looked up once. */
export function watching({ region, occupation, payAtLeast }: VacancyWatchFilter): (event: FeedEvent) => boolean {
  const path = region == null ? undefined : regionByCode(region).path;
  const group = occupation == null ? undefined : groupOf(occupationNamed(occupation));
  return ({ body }) =>
    'post' in body &&
    'place' in body &&
    (path === undefined || inside(String(body['place']), path)) &&
    (group === undefined || body['trade'] === group) &&
    (payAtLeast == null || BigInt((body['payTo'] ?? body['payFrom'] ?? '0') as string) >= payAtLeast);
}
