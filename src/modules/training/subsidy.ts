import type { Ref } from '@mikro-orm/core';
import { Check, Entity, Enum, Index, ManyToOne, Property } from '@mikro-orm/decorators/legacy';
import { Field, Int, ObjectType } from 'type-graphql';
import { Row } from '../../platform/database/base.js';
import { enumOf } from '../../platform/graphql/enum.js';
import { LocalDate, Money, MoneyType } from '../../platform/graphql/scalars.js';
import { type Transitions, step } from '../../platform/graphql/transition.js';
import { Institution } from '../institutions/institution.js';
import { Seeker } from '../seekers/seeker.js';
import { CourseKind } from './class.js';
import { TrainingEnrolment } from './enrolment.js';

export const SubsidyState = enumOf('TrainingSubsidyState', 'Where a training subsidy stands.', {
  APPLIED: '已申请 Applied for by the institution that taught.',
  VERIFIED: '已核实 The roster, attendance and certificate were checked.',
  APPROVED: '已批准 Approved by the county.',
  PAID: '已拨付 Paid.',
  REJECTED: '不予补贴 Refused; may be applied for again.',
  RECOVERED: '已追回 Taken back after fraud.',
});
export type SubsidyState = keyof typeof SubsidyState;

const transitions: Transitions<SubsidyState> = {
  APPLIED: ['VERIFIED', 'REJECTED'],
  VERIFIED: ['APPROVED', 'REJECTED'],
  APPROVED: ['PAID', 'REJECTED'],
  PAID: ['RECOVERED'],
  REJECTED: [],
  RECOVERED: [],
};

@ObjectType({
  description: 'A training subsidy for one trained person: one a person, year and kind of course. Paid to the institution that taught.',
  simpleResolvers: true,
})
@Entity()
@Index({
  name: 'training_subsidy_once',
  expression: "create unique index training_subsidy_once on training_subsidy (seeker_id, year, kind) where state <> 'REJECTED'",
})
@Check({ name: 'training_subsidy_amount', expression: 'amount > 0' })
@Index({ name: 'training_subsidy_place', expression: 'create index training_subsidy_place on training_subsidy (institution_path collate "C")' })
export class TrainingSubsidy extends Row {
  @Field(() => TrainingEnrolment, { nullable: true, description: 'What it is for; null when out of your sight.' })
  @ManyToOne(() => TrainingEnrolment, { ref: true, index: true })
  enrolment!: Ref<TrainingEnrolment>;

  @Field(() => Seeker, { nullable: true, description: 'Who was trained; null when out of your sight.' })
  @ManyToOne(() => Seeker, { ref: true, index: true })
  seeker!: Ref<Seeker>;

  @Field(() => Institution, { description: 'The institution that taught and is paid.' })
  @ManyToOne(() => Institution, { ref: true, index: true })
  institution!: Ref<Institution>;

  @Property({ type: 'text', hidden: true })
  institutionPath!: string;

  @Field(() => CourseKind, { description: 'Kind of the course.' })
  @Enum({ items: () => CourseKind, type: 'text' })
  kind!: CourseKind;

  @Field(() => Int, { description: 'Year of the examination.' })
  @Property({ type: 'smallint' })
  year!: number;

  @Field(() => Money, { description: 'How much, by the rule in force when the class began.' })
  @Property({ type: MoneyType })
  amount!: bigint;

  @Field(() => SubsidyState, { description: 'Where it stands.' })
  @Enum({ items: () => SubsidyState, type: 'text' })
  state: SubsidyState = 'APPLIED';

  @Field(() => LocalDate, { nullable: true, description: 'Day of the payment.' })
  @Property({ type: 'date', nullable: true })
  paidOn: string | null = null;

  @Field(() => String, { nullable: true, description: 'Why it was refused or taken back.' })
  @Property({ type: 'text', nullable: true })
  reason: string | null = null;

  @Property({ type: 'uuid', nullable: true, hidden: true })
  steppedBy: string | null = null;

  moveTo(state: SubsidyState): void {
    this.state = step(transitions, this.state, state, SubsidyState);
  }
}
