import type { Ref } from '@mikro-orm/core';
import { Check, Entity, Enum, Index, ManyToOne, Property, Unique } from '@mikro-orm/decorators/legacy';
import { Field, Int, ObjectType } from 'type-graphql';
import { Row } from '../../platform/database/base.js';
import { enumOf } from '../../platform/graphql/enum.js';
import { LocalDate } from '../../platform/graphql/scalars.js';
import { type Transitions, step } from '../../platform/graphql/transition.js';
import { LabourBase } from '../agencies/brand.js';
import { Institution } from '../institutions/institution.js';
import { Order } from '../placements/order.js';
import { SeekerSituation } from '../seekers/seeker.js';

export const CourseKind = enumOf('TrainingKind', 'What a course is for.', {
  RE_EMPLOYMENT: '再就业培训 Re-employment skills, for those without work.',
  RURAL: '农村劳动力培训 Skills for people with an agricultural household registration.',
  UPGRADING: '在岗技能提升培训 Skills upgrading for rural people at work; counted apart from the first two.',
  START_UP: '创业培训 Starting a business.',
});
export type CourseKind = keyof typeof CourseKind;

export const StartUpCourse = enumOf('StartUpCourse', 'The courses of the start-up programme.', {
  GYB: '产生你的企业想法 Generate your business idea.',
  SYB: '创办你的企业 Start your business.',
  IYB: '改善你的企业 Improve your business.',
});
export type StartUpCourse = keyof typeof StartUpCourse;

/** Whom a course is for (ours, after the names of the kinds in the 2007 summary). */
export const OPEN_TO: Readonly<Record<CourseKind, { situations?: readonly (keyof typeof SeekerSituation)[]; agricultural?: true }>> = {
  RE_EMPLOYMENT: { situations: ['UNEMPLOYED', 'LAID_OFF', 'GRADUATE'] },
  RURAL: { agricultural: true },
  UPGRADING: { situations: ['EMPLOYED'], agricultural: true },
  START_UP: {},
};

export const ClassState = enumOf('TrainingClassState', 'Where a class stands.', {
  PLANNED: '已申报 Planned by the institution that teaches it.',
  ENROLLING: '招生 Approved; takes people.',
  RUNNING: '开班 Being taught.',
  EXAMINED: '已考核 Examined; results are known.',
  CLOSED: '结班 Closed.',
  CANCELLED: '取消 Will not be taught.',
});
export type ClassState = keyof typeof ClassState;

const transitions: Transitions<ClassState> = {
  PLANNED: ['ENROLLING', 'CANCELLED'],
  ENROLLING: ['RUNNING', 'CANCELLED'],
  RUNNING: ['EXAMINED'],
  EXAMINED: ['CLOSED'],
  CLOSED: [],
  CANCELLED: [],
};

@ObjectType({
  description: 'A class of a course (培训班): planned by an institution, approved by the office above it, taught, examined and closed.',
  simpleResolvers: true,
})
@Entity()
@Unique({ name: 'training_class_number', properties: ['number'] })
@Check({ name: 'training_class_course', expression: "(kind = 'START_UP') = (course is not null)" })
@Check({ name: 'training_class_seats', expression: 'seats >= 1 and seats <= 500' })
@Check({ name: 'training_class_hours', expression: 'class_hours >= 1 and class_hours <= 2000' })
@Check({ name: 'training_class_days', expression: 'starts_on <= ends_on' })
@Check({ name: 'training_class_examined', expression: "(state <> 'EXAMINED' and state <> 'CLOSED') or examined_on is not null" })
@Index({ name: 'training_class_place', expression: 'create index training_class_place on training_class (institution_path collate "C", starts_on)' })
export class TrainingClass extends Row {
  @Field(() => String, { description: 'Number of the class (班号), unique.' })
  @Property({ type: 'text' })
  number!: string;

  @Field(() => String, { description: 'What is taught.' })
  @Property({ type: 'text' })
  title!: string;

  @Field(() => CourseKind, { description: 'What it is for.' })
  @Enum({ items: () => CourseKind, type: 'text' })
  kind!: CourseKind;

  @Field(() => StartUpCourse, { nullable: true, description: 'Which start-up course; of that kind only.' })
  @Enum({ items: () => StartUpCourse, type: 'text', nullable: true })
  course: StartUpCourse | null = null;

  @Field(() => String, { nullable: true, description: 'Occupation code of the trade that is taught.' })
  @Property({ type: 'text', nullable: true })
  occupationCode: string | null = null;

  @Field(() => Institution, { description: 'The institution that teaches it.' })
  @ManyToOne(() => Institution, { ref: true, index: true })
  institution!: Ref<Institution>;

  @Property({ type: 'text', hidden: true })
  institutionPath!: string;

  @Field(() => LabourBase, { nullable: true, description: 'The training base where it is taught.' })
  @ManyToOne(() => LabourBase, { ref: true, nullable: true })
  base: Ref<LabourBase> | null = null;

  @Field(() => Order, { nullable: true, description: 'The order whose people it trains; null without, or out of your sight.' })
  @ManyToOne(() => Order, { ref: true, nullable: true, index: true })
  order: Ref<Order> | null = null;

  @Field(() => Int, { description: 'Seats.' })
  @Property({ type: 'smallint' })
  seats!: number;

  /** Derived: also of those whom the viewer does not see. */
  @Field(() => Int, { description: 'Seats taken.' })
  takenCount?: number;

  @Field(() => Int, { description: 'Class hours in all.' })
  @Property({ type: 'smallint' })
  classHours!: number;

  @Field(() => LocalDate, { description: 'First day.' })
  @Property({ type: 'date' })
  startsOn!: string;

  @Field(() => LocalDate, { description: 'Last day.' })
  @Property({ type: 'date' })
  endsOn!: string;

  @Field(() => LocalDate, { nullable: true, description: 'Day of the examination, by which those trained count.' })
  @Property({ type: 'date', nullable: true })
  examinedOn: string | null = null;

  @Field(() => ClassState, { description: 'Where it stands.' })
  @Enum({ items: () => ClassState, type: 'text' })
  state: ClassState = 'PLANNED';

  @Field(() => String, { nullable: true, description: 'Why it was cancelled.' })
  @Property({ type: 'text', nullable: true })
  reason: string | null = null;

  /** Who took the last step: the next is another person's. */
  @Property({ type: 'uuid', nullable: true, hidden: true })
  steppedBy: string | null = null;

  moveTo(state: ClassState): void {
    this.state = step(transitions, this.state, state, ClassState);
  }
}
