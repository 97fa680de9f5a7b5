import type { Ref } from '@mikro-orm/core';
import { Check, Entity, Enum, Index, ManyToOne, OneToOne, Property, Unique } from '@mikro-orm/decorators/legacy';
import { Field, Int, ObjectType } from 'type-graphql';
import { Row } from '../../platform/database/base.js';
import { enumOf } from '../../platform/graphql/enum.js';
import { Instant } from '../../platform/graphql/scalars.js';
import { type Transitions, step } from '../../platform/graphql/transition.js';
import { Placement } from '../placements/placement.js';
import { Referral } from '../referrals/referral.js';
import { Seeker } from '../seekers/seeker.js';
import { JobFair } from './job-fair.js';
import { FairPost, FairParticipation } from './participation.js';

export const VisitState = enumOf('FairVisitState', 'Where a visit stands.', {
  REGISTERED: '已预约 Registered before the fair.',
  CHECKED_IN: '已进场 Came in.',
  CANCELLED: '已取消 Called off by the visitor.',
});
export type VisitState = keyof typeof VisitState;

const visitSteps: Transitions<VisitState> = { REGISTERED: ['CHECKED_IN', 'CANCELLED'], CHECKED_IN: [], CANCELLED: [] };

@ObjectType({
  description:
    'A visitor of a fair, known by a pass alone; whoever walks in gives no name. The person stands behind it only where they registered before.',
  simpleResolvers: true,
})
@Entity()
@Unique({ name: 'fair_visit_pass', properties: ['pass'] })
@Index({
  name: 'fair_visit_once',
  expression: "create unique index fair_visit_once on fair_visit (fair_id, seeker_id) where state <> 'CANCELLED'",
})
@Check({ name: 'fair_visit_came_when', expression: "(state = 'CHECKED_IN') = (checked_in_at is not null)" })
export class FairVisit extends Row {
  @Field(() => JobFair, { nullable: true, description: 'Of which fair; null when out of your sight.' })
  @ManyToOne(() => JobFair, { ref: true, index: true })
  fair!: Ref<JobFair>;

  @Field(() => Seeker, {
    nullable: true,
    description: 'Who, where the visit was registered before by them or for them; null otherwise and out of your sight.',
  })
  @ManyToOne(() => Seeker, { ref: true, nullable: true, index: true })
  seeker: Ref<Seeker> | null = null;

  @Field(() => String, { description: 'What its QR code holds after `jq:pass:`: ten characters in two groups. Whoever shows it is the visitor.' })
  @Property({ type: 'text' })
  pass!: string;

  @Field(() => VisitState, { description: 'Where it stands.' })
  @Enum({ items: () => VisitState, type: 'text' })
  state: VisitState = 'REGISTERED';

  @Field(() => Instant, { nullable: true, description: 'When the visitor came in.' })
  @Property({ type: 'timestamptz', nullable: true })
  checkedInAt: Date | null = null;

  moveTo(state: VisitState): void {
    this.state = step(visitSteps, this.state, state, VisitState);
  }
}

export const TicketState = enumOf('FairTicketState', 'Where a number in a queue stands.', {
  WAITING: '等候 Waits.',
  CALLED: '已叫号 Called to the booth.',
  SERVED: '已接待 Came to the booth.',
  MISSED: '过号 Did not come when called.',
  LEFT: '已离队 Gave the number back, or the employer left.',
});
export type TicketState = keyof typeof TicketState;

const ticketSteps: Transitions<TicketState> = {
  WAITING: ['CALLED', 'LEFT'],
  CALLED: ['SERVED', 'MISSED', 'LEFT'],
  SERVED: [],
  MISSED: [],
  LEFT: [],
};

@ObjectType({ description: 'A number in the queue of a booth (排队号).', simpleResolvers: true })
@Entity()
@Unique({ name: 'fair_ticket_number', properties: ['participation', 'number'] })
@Index({
  name: 'fair_ticket_once',
  expression: "create unique index fair_ticket_once on fair_ticket (participation_id, visit_id) where state in ('WAITING', 'CALLED')",
})
@Index({
  name: 'fair_ticket_waiting',
  expression: "create index fair_ticket_waiting on fair_ticket (participation_id, number) where state = 'WAITING'",
})
export class FairTicket extends Row {
  @ManyToOne(() => JobFair, { ref: true })
  fair!: Ref<JobFair>;

  @Field(() => FairParticipation, { nullable: true, description: 'At whose booth; null when out of your sight.' })
  @ManyToOne(() => FairParticipation, { ref: true })
  participation!: Ref<FairParticipation>;

  @Property({ type: 'uuid', hidden: true })
  employerId!: string;

  @ManyToOne(() => FairVisit, { ref: true, index: true })
  visit!: Ref<FairVisit>;

  @Field(() => Int, { description: 'The number, from 1 at each booth, without gaps.' })
  @Property({ type: 'integer' })
  number!: number;

  @Field(() => TicketState, { description: 'Where it stands.' })
  @Enum({ items: () => TicketState, type: 'text' })
  state: TicketState = 'WAITING';

  @Field(() => Instant, { nullable: true, description: 'When it was called.' })
  @Property({ type: 'timestamptz', nullable: true })
  calledAt: Date | null = null;

  moveTo(state: TicketState): void {
    this.state = step(ticketSteps, this.state, state, TicketState);
  }
}

@ObjectType({ description: 'A visitor’s interest in a post, noted on the spot: no more of the visitor than the pass.', simpleResolvers: true })
@Entity()
@Unique({ name: 'fair_interest_once', properties: ['post', 'visit'] })
export class FairInterest extends Row {
  @ManyToOne(() => JobFair, { ref: true, index: true })
  fair!: Ref<JobFair>;

  @Field(() => FairPost, { nullable: true, description: 'In which post; null when out of your sight.' })
  @ManyToOne(() => FairPost, { ref: true })
  post!: Ref<FairPost>;

  @Property({ type: 'uuid', hidden: true })
  employerId!: string;

  @ManyToOne(() => FairVisit, { ref: true, index: true })
  visit!: Ref<FairVisit>;
}

export const InterviewState = enumOf('FairInterviewState', 'Where an interview at a fair stands.', {
  HELD: '已面试 Held; the employer has not decided.',
  OFFERED: '拟录用 The employer would hire.',
  DECLINED: '未录用 The employer does not hire.',
  HIRED: '现场录用 Hired on the spot, with a referral and a placement.',
  REVERSED: '已撤销 The placement was taken back.',
});
export type InterviewState = keyof typeof InterviewState;

const interviewSteps: Transitions<InterviewState> = {
  HELD: ['OFFERED', 'DECLINED'],
  OFFERED: ['HIRED', 'DECLINED'],
  DECLINED: [],
  HIRED: ['REVERSED'],
  REVERSED: [],
};

@ObjectType({ description: 'An interview at a booth, and what came of it.', simpleResolvers: true })
@Entity()
@Unique({ name: 'fair_interview_once', properties: ['post', 'visit'] })
@Check({
  name: 'fair_interview_hired_has_placement',
  expression: "(state <> 'HIRED' and state <> 'REVERSED') or (referral_id is not null and placement_id is not null)",
})
export class FairInterview extends Row {
  @Field(() => JobFair, { nullable: true, description: 'At which fair; null when out of your sight.' })
  @ManyToOne(() => JobFair, { ref: true, index: true })
  fair!: Ref<JobFair>;

  @Field(() => FairPost, { nullable: true, description: 'For which post; null when out of your sight.' })
  @ManyToOne(() => FairPost, { ref: true })
  post!: Ref<FairPost>;

  @Property({ type: 'uuid', hidden: true })
  employerId!: string;

  @ManyToOne(() => FairVisit, { ref: true, index: true })
  visit!: Ref<FairVisit>;

  @Field(() => InterviewState, { description: 'Where it stands.' })
  @Enum({ items: () => InterviewState, type: 'text' })
  state: InterviewState = 'HELD';

  @Field(() => String, { nullable: true, description: 'Why the employer does not hire.' })
  @Property({ type: 'text', nullable: true })
  reason: string | null = null;

  @Field(() => Referral, { nullable: true, description: 'The referral of the hire; null before, and out of your sight.' })
  @OneToOne(() => Referral, { ref: true, nullable: true, owner: true, unique: 'fair_interview_referral' })
  referral: Ref<Referral> | null = null;

  @Field(() => Placement, { nullable: true, description: 'The placement of the hire; null before, and out of your sight.' })
  @OneToOne(() => Placement, { ref: true, nullable: true, owner: true, unique: 'fair_interview_placement' })
  placement: Ref<Placement> | null = null;

  moveTo(state: InterviewState): void {
    this.state = step(interviewSteps, this.state, state, InterviewState);
  }
}
