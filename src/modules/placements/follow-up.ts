import type { Ref } from '@mikro-orm/core';
import { Check, Entity, Enum, Index, ManyToOne, Property, Unique } from '@mikro-orm/decorators/legacy';
import { Field, ObjectType } from 'type-graphql';
import { plusDays } from '../../platform/clock/clock.js';
import { Row } from '../../platform/database/base.js';
import { enumOf } from '../../platform/graphql/enum.js';
import { LocalDate } from '../../platform/graphql/scalars.js';
import { type Transitions, step } from '../../platform/graphql/transition.js';
import { Institution } from '../institutions/institution.js';
import { Transfer } from './transfer.js';

export const FollowUpKind = enumOf('FollowUpKind', 'What is to be done.', {
  DAY_7: '七天回访 A week after arrival.',
  MONTH_1: '一个月回访 A month after arrival.',
  MONTH_3: '三个月回访 Three months after arrival.',
  MONTH_6: '六个月回访 Six months after arrival.',
  REMATCH: '重新推荐 Somebody came back early: find them other work.',
});
export type FollowUpKind = keyof typeof FollowUpKind;

/** When each contact falls due after arrival. No public rule names these days; they are ours. */
export const CONTACTS: readonly { kind: FollowUpKind; days: number; months: number }[] = [
  { kind: 'DAY_7', days: 7, months: 0 },
  { kind: 'MONTH_1', days: 0, months: 1 },
  { kind: 'MONTH_3', days: 0, months: 3 },
  { kind: 'MONTH_6', days: 0, months: 6 },
];

/** A contact is made in the week that ends with its last day, and not on the day of arrival itself. */
const CONTACT_DAYS = 7;
export const contactFrom = ({ kind, dueOn }: Pick<FollowUp, 'kind' | 'dueOn'>): string =>
  plusDays(dueOn, kind === 'DAY_7' ? 1 - CONTACT_DAYS : -CONTACT_DAYS);

export const FollowUpState = enumOf('FollowUpState', 'Where a task stands.', {
  DUE: '待办 To be done; overdue once its day is over.',
  DONE: '完成 Done.',
  MISSED: '未联系上 Tried in vain; the second time in a row the person counts as lost.',
  DROPPED: '取消 No longer needed.',
});
export type FollowUpState = keyof typeof FollowUpState;

const transitions: Transitions<FollowUpState> = { DUE: ['DONE', 'MISSED', 'DROPPED'], DONE: [], MISSED: [], DROPPED: [] };

@ObjectType({ description: 'A task after an arrival (跟踪服务): to ask whether the work lasts, or to find other work.', simpleResolvers: true })
@Entity()
@Unique({ name: 'follow_up_once', properties: ['transfer', 'kind'] })
@Check({ name: 'follow_up_done_has_day', expression: "(state in ('DONE', 'MISSED')) = (done_on is not null)" })
@Index({ name: 'follow_up_due', expression: 'create index follow_up_due on follow_up (institution_path collate "C", due_on) where state = \'DUE\'' })
export class FollowUp extends Row {
  @Field(() => Transfer, { nullable: true, description: 'About whom; null when out of your sight.' })
  @ManyToOne(() => Transfer, { ref: true })
  transfer!: Ref<Transfer>;

  @Field(() => Institution, { description: 'Whose task it is.' })
  @ManyToOne(() => Institution, { ref: true, index: true })
  institution!: Ref<Institution>;

  @Property({ type: 'text', hidden: true })
  institutionPath!: string;

  @Field(() => FollowUpKind, { description: 'What is to be done.' })
  @Enum({ items: () => FollowUpKind, type: 'text' })
  kind!: FollowUpKind;

  @Field(() => LocalDate, { description: 'Last day to do it.' })
  @Property({ type: 'date' })
  dueOn!: string;

  @Field(() => FollowUpState, { description: 'Where it stands.' })
  @Enum({ items: () => FollowUpState, type: 'text' })
  state: FollowUpState = 'DUE';

  @Field(() => LocalDate, { nullable: true, description: 'When it was done or tried.' })
  @Property({ type: 'date', nullable: true })
  doneOn: string | null = null;

  @Field(() => Boolean, { nullable: true, description: 'Still at that post.' })
  @Property({ type: 'boolean', nullable: true })
  onPost: boolean | null = null;

  @Field(() => Boolean, { nullable: true, description: 'Paid on time.' })
  @Property({ type: 'boolean', nullable: true })
  paidOnTime: boolean | null = null;

  @Field(() => Boolean, { nullable: true, description: 'A contract was signed.' })
  @Property({ type: 'boolean', nullable: true })
  contractSigned: boolean | null = null;

  @Field(() => Boolean, { nullable: true, description: 'Insured.' })
  @Property({ type: 'boolean', nullable: true })
  insured: boolean | null = null;

  @Field(() => String, { nullable: true, description: 'Remarks.' })
  @Property({ type: 'text', nullable: true })
  note: string | null = null;

  moveTo(state: FollowUpState): void {
    this.state = step(transitions, this.state, state, FollowUpState);
  }
}

export const RightsCaseState = enumOf('RightsCaseState', 'Where a rights case stands.', {
  OPEN: '处理中 Being dealt with.',
  CLOSED: '已办结 Settled, with its outcome.',
});
export type RightsCaseState = keyof typeof RightsCaseState;

/** Working days in which the sending side must act on a violation of rights (黔南州 labour-transfer regulation). */
export const RIGHTS_CASE_DAYS = 15;

@ObjectType({ description: 'A violation of somebody’s rights at work: the sending side acts within fifteen working days.', simpleResolvers: true })
@Entity()
@Check({ name: 'rights_case_closed_has_outcome', expression: "(state = 'CLOSED') = (closed_on is not null and outcome is not null)" })
@Index({
  name: 'rights_case_due',
  expression: 'create index rights_case_due on rights_case (institution_path collate "C", due_on) where state = \'OPEN\'',
})
export class RightsCase extends Row {
  @Field(() => Transfer, { nullable: true, description: 'Whose case; null when out of your sight.' })
  @ManyToOne(() => Transfer, { ref: true, index: true })
  transfer!: Ref<Transfer>;

  @Field(() => Institution, { description: 'Who has to act.' })
  @ManyToOne(() => Institution, { ref: true, index: true })
  institution!: Ref<Institution>;

  @Property({ type: 'text', hidden: true })
  institutionPath!: string;

  @Field(() => String, { description: 'What happened.' })
  @Property({ type: 'text' })
  problem!: string;

  @Field(() => LocalDate, { description: 'When it was taken up.' })
  @Property({ type: 'date' })
  openedOn!: string;

  @Field(() => LocalDate, {
    nullable: true,
    description: 'Last day to act: the fifteenth working day after; null until the holiday table of its year is on file.',
  })
  @Property({ type: 'date', nullable: true })
  dueOn: string | null = null;

  @Field(() => RightsCaseState, { description: 'Where it stands.' })
  @Enum({ items: () => RightsCaseState, type: 'text' })
  state: RightsCaseState = 'OPEN';

  @Field(() => LocalDate, { nullable: true, description: 'When it was settled.' })
  @Property({ type: 'date', nullable: true })
  closedOn: string | null = null;

  @Field(() => String, { nullable: true, description: 'How it was settled.' })
  @Property({ type: 'text', nullable: true })
  outcome: string | null = null;
}
