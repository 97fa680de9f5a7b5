import type { Ref } from '@mikro-orm/core';
import { Check, Embeddable, Embedded, Entity, Enum, Index, ManyToOne, Property, Unique } from '@mikro-orm/decorators/legacy';
import { Field, Int, ObjectType } from 'type-graphql';
import { Row } from '../../platform/database/base.js';
import { enumOf } from '../../platform/graphql/enum.js';
import { LocalDate } from '../../platform/graphql/scalars.js';
import { type Transitions, step } from '../../platform/graphql/transition.js';
import { Institution } from '../institutions/institution.js';
import { Placement } from '../placements/placement.js';
import { Seeker } from '../seekers/seeker.js';
import { CourseKind, TrainingClass } from './class.js';

export const EnrolmentState = enumOf('TrainingEnrolmentState', 'How far a person came in a class.', {
  ENROLLED: '已报名 On the roster.',
  ATTENDED: '已到课 Attended as many hours as the rule asks for.',
  PASSED: '合格 Examined and passed.',
  FAILED: '不合格 Examined and failed.',
  ABSENT: '缺课 Did not attend enough to be examined.',
  WITHDRAWN: '退学 Left the class.',
});
export type EnrolmentState = keyof typeof EnrolmentState;

const transitions: Transitions<EnrolmentState> = {
  ENROLLED: ['ATTENDED', 'ABSENT', 'WITHDRAWN'],
  ATTENDED: ['ENROLLED', 'PASSED', 'FAILED', 'WITHDRAWN'],
  PASSED: [],
  FAILED: [],
  ABSENT: [],
  WITHDRAWN: [],
};

export const OutcomeKind = enumOf('TrainingOutcomeKind', 'What became of a person who was trained.', {
  EMPLOYED: '就业 Found work: a confirmed placement.',
  STARTED: '创业 Started a business.',
  NONE: '未就业 Neither within the window.',
});
export type OutcomeKind = keyof typeof OutcomeKind;

@ObjectType('TrainingOutcome', { description: 'What became of a person within the window after the examination.', simpleResolvers: true })
@Embeddable()
export class TrainingOutcome {
  @Field(() => OutcomeKind, { nullable: true, description: 'What.' })
  @Enum({ items: () => OutcomeKind, type: 'text', nullable: true })
  kind: OutcomeKind | null = null;

  @Field(() => LocalDate, { nullable: true, description: 'Day of the hire, of the start, or the end of the window.' })
  @Property({ type: 'date', nullable: true })
  on: string | null = null;

  @Field(() => String, { nullable: true, description: 'Licence number of the business.' })
  @Property({ type: 'text', nullable: true })
  licenceNumber: string | null = null;

  @Field(() => Int, { nullable: true, description: 'Jobs that the business gives, the founder’s own included.' })
  @Property({ type: 'integer', nullable: true })
  jobsCreated: number | null = null;
}

@ObjectType({ description: 'A person in a class: attendance, result, and what became of them.', simpleResolvers: true })
@Entity()
@Index({
  name: 'training_enrolment_once',
  expression: "create unique index training_enrolment_once on training_enrolment (class_id, seeker_id) where state <> 'WITHDRAWN'",
})
@Check({ name: 'training_enrolment_examined', expression: "(state in ('PASSED', 'FAILED')) = (examined_on is not null)" })
@Check({ name: 'training_enrolment_tracked', expression: '(examined_on is null) = (tracking_until is null)' })
@Check({ name: 'training_outcome_after_examination', expression: 'outcome_kind is null or examined_on is not null' })
@Check({ name: 'training_outcome_in_window', expression: 'outcome_kind is null or (outcome_on >= examined_on and outcome_on <= tracking_until)' })
@Check({ name: 'training_outcome_employed', expression: "(outcome_kind is not null and outcome_kind = 'EMPLOYED') = (placement_id is not null)" })
@Check({
  name: 'training_outcome_started',
  expression: "(outcome_kind is not null and outcome_kind = 'STARTED') = (outcome_jobs_created is not null)",
})
@Check({ name: 'training_outcome_jobs', expression: 'outcome_jobs_created >= 1 and outcome_jobs_created <= 10000' })
@Index({
  name: 'training_enrolment_place',
  expression: 'create index training_enrolment_place on training_enrolment (institution_path collate "C", examined_on)',
})
@Index({ name: 'training_enrolment_home', expression: 'create index training_enrolment_home on training_enrolment (home_path collate "C")' })
@Index({
  name: 'training_enrolment_tracked_on',
  expression: 'create index training_enrolment_tracked_on on training_enrolment (tracking_until) where outcome_kind is null',
})
export class TrainingEnrolment extends Row {
  @Field(() => TrainingClass, { description: 'The class.' })
  @ManyToOne(() => TrainingClass, { ref: true, index: true })
  class!: Ref<TrainingClass>;

  @Field(() => CourseKind, { description: 'The kind of its course.' })
  @Enum({ items: () => CourseKind, type: 'text' })
  kind!: CourseKind;

  @Field(() => Seeker, { nullable: true, description: 'Who; null when out of your sight.' })
  @ManyToOne(() => Seeker, { ref: true, index: true })
  seeker!: Ref<Seeker>;

  @Field(() => Institution, { description: 'The institution that teaches the class.' })
  @ManyToOne(() => Institution, { ref: true, index: true })
  institution!: Ref<Institution>;

  @Property({ type: 'text', hidden: true })
  institutionPath!: string;

  /** The county that the person lives in. */
  @Property({ type: 'text', hidden: true })
  homePath!: string;

  @Field(() => LocalDate, { description: 'Day of enrolment.' })
  @Property({ type: 'date' })
  enrolledOn!: string;

  @Field(() => EnrolmentState, { description: 'How far the person came.' })
  @Enum({ items: () => EnrolmentState, type: 'text' })
  state: EnrolmentState = 'ENROLLED';

  @Field(() => LocalDate, { nullable: true, description: 'Day of the examination.' })
  @Property({ type: 'date', nullable: true })
  examinedOn: string | null = null;

  @Field(() => String, { nullable: true, description: 'Number of the certificate.' })
  @Property({ type: 'text', nullable: true })
  certificateNumber: string | null = null;

  @Field(() => LocalDate, { nullable: true, description: 'Last day on which an outcome counts; null before the examination.' })
  @Property({ type: 'date', nullable: true })
  trackingUntil: string | null = null;

  @Field(() => TrainingOutcome, { nullable: true, description: 'What became of the person; null while it is not known.' })
  @Embedded(() => TrainingOutcome)
  outcome: TrainingOutcome = new TrainingOutcome();

  @Field(() => Placement, {
    nullable: true,
    description: 'The placement behind it; null without, or out of your sight. Once reversed it counts no more.',
  })
  @ManyToOne(() => Placement, { ref: true, nullable: true, index: true, deleteRule: 'no action' })
  placement: Ref<Placement> | null = null;

  @Field(() => String, { nullable: true, description: 'Why the person left.' })
  @Property({ type: 'text', nullable: true })
  reason: string | null = null;

  moveTo(state: EnrolmentState): void {
    this.state = step(transitions, this.state, state, EnrolmentState);
  }
}

@ObjectType({ description: 'Hours that a person attended on a day.', simpleResolvers: true })
@Entity()
@Unique({ name: 'training_attendance_day', properties: ['enrolment', 'day'] })
@Check({ name: 'training_attendance_hours', expression: 'hours >= 0 and hours <= 12' })
export class TrainingAttendance extends Row {
  @ManyToOne(() => TrainingEnrolment, { ref: true, hidden: true })
  enrolment!: Ref<TrainingEnrolment>;

  @Field(() => LocalDate, { description: 'The day.' })
  @Property({ type: 'date' })
  day!: string;

  @Field(() => Int, { description: 'Class hours; 0 is absent.' })
  @Property({ type: 'smallint' })
  hours!: number;
}
