import type { Ref } from '@mikro-orm/core';
import { Check, Entity, Enum, Index, ManyToOne, Property } from '@mikro-orm/decorators/legacy';
import { Field, Int, ObjectType } from 'type-graphql';
import { Row } from '../../platform/database/base.js';
import { enumOf } from '../../platform/graphql/enum.js';
import { type Transitions, step } from '../../platform/graphql/transition.js';
import { Employer } from '../vacancies/employer.js';
import { Vacancy } from '../vacancies/vacancy.js';
import { FairBooth, JobFair } from './job-fair.js';

export const ParticipationState = enumOf('FairParticipationState', 'Where an employer’s registration for a fair stands.', {
  APPLIED: '已报名 Applied; the office decides.',
  APPROVED: '已通过 Approved, with a booth.',
  REJECTED: '未通过 Refused.',
  WITHDRAWN: '已退出 Withdrawn.',
});
export type ParticipationState = keyof typeof ParticipationState;

const transitions: Transitions<ParticipationState> = {
  APPLIED: ['APPROVED', 'REJECTED', 'WITHDRAWN'],
  APPROVED: ['WITHDRAWN'],
  REJECTED: [],
  WITHDRAWN: [],
};

@ObjectType({ description: 'An employer at a fair (参会单位): its registration, its booth, its queue.', simpleResolvers: true })
@Entity()
@Check({ name: 'fair_participation_approved_has_booth', expression: "state <> 'APPROVED' or booth_id is not null" })
@Check({ name: 'fair_participation_numbers', expression: 'drawn >= 0 and called >= 0 and called <= drawn' })
@Index({
  name: 'fair_participation_once',
  expression: "create unique index fair_participation_once on fair_participation (fair_id, employer_id) where state in ('APPLIED', 'APPROVED')",
})
@Index({
  name: 'fair_participation_booth',
  expression: "create unique index fair_participation_booth on fair_participation (booth_id) where state = 'APPROVED'",
})
export class FairParticipation extends Row {
  @Field(() => JobFair, { nullable: true, description: 'At which fair; null when out of your sight.' })
  @ManyToOne(() => JobFair, { ref: true, index: true })
  fair!: Ref<JobFair>;

  @Field(() => Employer, { description: 'Who comes.' })
  @ManyToOne(() => Employer, { ref: true, index: true })
  employer!: Ref<Employer>;

  @Field(() => FairBooth, { nullable: true, description: 'Its booth; null before it is approved.' })
  @ManyToOne(() => FairBooth, { ref: true, nullable: true })
  booth: Ref<FairBooth> | null = null;

  @Field(() => ParticipationState, { description: 'Where the registration stands.' })
  @Enum({ items: () => ParticipationState, type: 'text' })
  state: ParticipationState = 'APPLIED';

  @Field(() => String, { nullable: true, description: 'Why it was refused.' })
  @Property({ type: 'text', nullable: true })
  reason: string | null = null;

  /** Whoever applied does not approve. */
  @Property({ type: 'uuid', nullable: true, hidden: true })
  appliedBy: string | null = null;

  @Field(() => Int, { description: 'Last queue number drawn at its booth; 0 before the first.' })
  @Property({ type: 'integer', default: 0 })
  drawn = 0;

  @Field(() => Int, { description: 'Last queue number called; 0 before the first.' })
  @Property({ type: 'integer', default: 0 })
  called = 0;

  moveTo(state: ParticipationState): void {
    this.state = step(transitions, this.state, state, ParticipationState);
  }
}

export const FairPostState = enumOf('FairPostState', 'Where a vacancy at a fair stands.', {
  OPEN: '招聘中 Heads are looked for.',
  FILLED: '招满 As many hired as asked for.',
  CLOSED: '关闭 The notice was closed or ran out.',
  WITHDRAWN: '撤下 Taken from the fair.',
});
export type FairPostState = keyof typeof FairPostState;

@ObjectType({
  description: 'A vacancy that an employer brought to a fair. State and heads follow the notice, whatever changes it.',
  simpleResolvers: true,
})
@Entity()
@Index({
  name: 'fair_post_once',
  expression: "create unique index fair_post_once on fair_post (fair_id, vacancy_id) where state <> 'WITHDRAWN'",
})
export class FairPost extends Row {
  @Field(() => JobFair, { nullable: true, description: 'At which fair; null when out of your sight.' })
  @ManyToOne(() => JobFair, { ref: true, index: true })
  fair!: Ref<JobFair>;

  @Field(() => FairParticipation, { nullable: true, description: 'Who brought it; null when out of your sight.' })
  @ManyToOne(() => FairParticipation, { ref: true, index: true })
  participation!: Ref<FairParticipation>;

  @Property({ type: 'uuid', hidden: true })
  employerId!: string;

  @Field(() => Vacancy, { nullable: true, description: 'The notice; null when it is no longer public.' })
  @ManyToOne(() => Vacancy, { ref: true, index: true })
  vacancy!: Ref<Vacancy>;

  @Field(() => FairPostState, { description: 'Where it stands.' })
  @Enum({ items: () => FairPostState, type: 'text' })
  state: FairPostState = 'OPEN';

  @Field(() => Int, { description: 'Heads still looked for.' })
  @Property({ type: 'integer', default: 0 })
  headsLeft = 0;

  /** Grows with whatever of the notice is shown at the fair. */
  @Property({ type: 'integer', default: 0, hidden: true })
  version = 0;
}
