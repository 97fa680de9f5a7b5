import type { Ref } from '@mikro-orm/core';
import { Check, Entity, Enum, Index, ManyToOne, Property, Unique } from '@mikro-orm/decorators/legacy';
import { Field, Int, ObjectType } from 'type-graphql';
import { Row } from '../../platform/database/base.js';
import { Cost } from '../../platform/graphql/cost.js';
import { enumOf } from '../../platform/graphql/enum.js';
import { Instant, LocalDate } from '../../platform/graphql/scalars.js';
import { type Transitions, step } from '../../platform/graphql/transition.js';
import { Institution } from '../institutions/institution.js';
import { Region } from '../regions/region.js';
import { Campaign } from './campaign.js';

export const JobFairState = enumOf('JobFairState', 'Where a fair stands.', {
  PLANNED: '筹备 Being planned; only its office sees it.',
  ANNOUNCED: '已公告 Announced: employers apply, visitors register before.',
  OPEN: '进行中 The doors are open.',
  CLOSED: '已结束 Over, with its closing report.',
  CANCELLED: '已取消 Called off.',
});
export type JobFairState = keyof typeof JobFairState;

const transitions: Transitions<JobFairState> = {
  PLANNED: ['ANNOUNCED', 'CANCELLED'],
  ANNOUNCED: ['OPEN', 'CANCELLED'],
  OPEN: ['CLOSED'],
  CLOSED: [],
  CANCELLED: [],
};

@ObjectType({ description: 'Hours during which a fair is open.', simpleResolvers: true })
export class FairSession {
  @Field(() => Instant, { description: 'When the doors open.' })
  opensAt!: string;

  @Field(() => Instant, { description: 'When they close.' })
  closesAt!: string;
}

@ObjectType({ description: 'What a fair counts; each number equals the rows behind it.', simpleResolvers: true })
export class FairCounters {
  @Field(() => Int, { description: 'Posts that are open at the fair (岗位).' })
  posts!: number;

  @Field(() => Int, { description: 'Heads still looked for in open posts (空缺人数).' })
  heads!: number;

  @Field(() => Int, { description: 'Visitors who came in (进场人数).' })
  visitors!: number;

  @Field(() => Int, { description: 'Interests noted: one for each visitor and post (意向).' })
  interests!: number;

  @Field(() => Int, { description: 'Interviews held (面试).' })
  interviews!: number;

  @Field(() => Int, { description: 'Hired on the spot, reversals taken off (现场录用).' })
  hires!: number;
}

export const MOST_SESSIONS = 31;

@ObjectType({ description: 'A job fair (招聘会): a venue, hours, halls with booths.', simpleResolvers: true })
@Entity()
@Check({ name: 'job_fair_days_in_order', expression: 'opens_on <= closes_on' })
@Check({ name: 'job_fair_closed_has_report', expression: "(state = 'CLOSED') = (closing is not null)" })
@Index({ name: 'job_fair_place', expression: 'create index job_fair_place on job_fair (institution_path collate "C")' })
@Index({ name: 'job_fair_calendar', properties: ['opensOn', 'id'] })
export class JobFair extends Row {
  @Field(() => String, { description: 'What it is called.' })
  @Property({ type: 'text' })
  name!: string;

  @Field(() => Campaign, { nullable: true, description: 'The campaign it belongs to.' })
  @ManyToOne(() => Campaign, { ref: true, nullable: true, index: true })
  campaign: Ref<Campaign> | null = null;

  @Field(() => Institution, { description: 'Who holds it.' })
  @ManyToOne(() => Institution, { ref: true })
  institution!: Ref<Institution>;

  @Property({ type: 'text', hidden: true })
  institutionPath!: string;

  @Field(() => Region, { description: 'In which division it is.' })
  @ManyToOne(() => Region, { ref: true })
  region!: Ref<Region>;

  @Property({ type: 'text', hidden: true })
  placePath!: string;

  @Field(() => String, { description: 'The venue, with its address.' })
  @Property({ type: 'text' })
  venue!: string;

  @Cost({ atMost: MOST_SESSIONS })
  @Field(() => [FairSession], { description: 'Its hours, earliest first; up to 31 days.' })
  @Property({ type: 'json' })
  sessions!: FairSession[];

  @Field(() => LocalDate, { description: 'First day.' })
  @Property({ type: 'date' })
  opensOn!: string;

  @Field(() => LocalDate, { description: 'Last day.' })
  @Property({ type: 'date' })
  closesOn!: string;

  @Field(() => JobFairState, { description: 'Where it stands.' })
  @Enum({ items: () => JobFairState, type: 'text' })
  state: JobFairState = 'PLANNED';

  @Field(() => String, { nullable: true, description: 'Why it was called off.' })
  @Property({ type: 'text', nullable: true })
  reason: string | null = null;

  @Field(() => FairCounters, { nullable: true, description: 'The closing report: what the fair had counted when its doors closed; null before.' })
  @Property({ type: 'json', nullable: true })
  closing: FairCounters | null = null;

  moveTo(state: JobFairState): void {
    this.state = step(transitions, this.state, state, JobFairState);
  }
}

@ObjectType({ description: 'A hall of a fair.', simpleResolvers: true })
@Entity()
@Unique({ name: 'fair_hall_name', properties: ['fair', 'name'] })
export class FairHall extends Row {
  @ManyToOne(() => JobFair, { ref: true })
  fair!: Ref<JobFair>;

  @Field(() => String, { description: 'What it is called.' })
  @Property({ type: 'text' })
  name!: string;
}

@ObjectType({ description: 'A booth (展位) in a hall.', simpleResolvers: true })
@Entity()
@Unique({ name: 'fair_booth_number', properties: ['fair', 'number'] })
@Check({ name: 'fair_booth_in_hall', expression: 'x >= 0 and x <= 10000 and y >= 0 and y <= 10000' })
export class FairBooth extends Row {
  @ManyToOne(() => JobFair, { ref: true })
  fair!: Ref<JobFair>;

  @Field(() => FairHall, { description: 'In which hall.' })
  @ManyToOne(() => FairHall, { ref: true, index: true })
  hall!: Ref<FairHall>;

  @Field(() => String, { description: 'Its number, as on the sign.' })
  @Property({ type: 'text' })
  number!: string;

  @Field(() => Int, { description: 'Metres from the left wall of the hall, seen from its entrance.' })
  @Property({ type: 'integer' })
  x!: number;

  @Field(() => Int, { description: 'Metres from the wall of the entrance.' })
  @Property({ type: 'integer' })
  y!: number;
}
