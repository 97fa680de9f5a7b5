import type { Ref } from '@mikro-orm/core';
import { Check, Embeddable, Embedded, Entity, Enum, Index, ManyToOne, Property } from '@mikro-orm/decorators/legacy';
import { Field, Int, ObjectType } from 'type-graphql';
import { Row } from '../../platform/database/base.js';
import { enumOf } from '../../platform/graphql/enum.js';
import { Refusal } from '../../platform/graphql/errors.js';
import { LocalDate } from '../../platform/graphql/scalars.js';
import { Institution } from '../institutions/institution.js';
import { Placement } from '../placements/placement.js';
import { Seeker } from '../seekers/seeker.js';
import { Employer } from '../vacancies/employer.js';

export const WorkKind = enumOf('WorkKind', 'As what somebody works.', {
  EMPLOYED: '单位就业 For an employer, who registers it.',
  SELF_EMPLOYED: '自主创业 With a licence of their own; registered at the street office.',
  FLEXIBLE: '灵活就业 Without employer or licence; registered at the street office.',
});
export type WorkKind = keyof typeof WorkKind;

export const EmploymentEndCause = enumOf('EmploymentEndCause', 'Why registered work ended.', {
  CONTRACT_ENDED: '合同期满 The contract ran out.',
  DISMISSED: '解除 The employer ended it.',
  RESIGNED: '辞职 The person ended it.',
  EMPLOYER_CLOSED: '单位关闭破产 The employer closed.',
  BUSINESS_CLOSED: '停止经营 The person’s own business or work ended.',
  RETIRED: '退休 Retired; natural attrition.',
  DECEASED: '死亡 Died; natural attrition.',
  REVERSED: '录用撤销 The hire behind it was taken back: it never was, and counts nowhere. Follows from the placement alone.',
});
export type EmploymentEndCause = keyof typeof EmploymentEndCause;

/** Ends of work that are taken off newly found work. */
export const ATTRITION: readonly EmploymentEndCause[] = ['RETIRED', 'DECEASED'];

@ObjectType({ description: 'How registered work ended.', simpleResolvers: true })
@Embeddable()
export class EmploymentEnding {
  @Field(() => LocalDate, { nullable: true, description: 'Last day of work.' })
  @Property({ type: 'date', nullable: true })
  on: string | null = null;

  @Field(() => EmploymentEndCause, { nullable: true, description: 'Why.' })
  @Enum({ items: () => EmploymentEndCause, type: 'text', nullable: true })
  cause: EmploymentEndCause | null = null;

  @Field(() => LocalDate, { nullable: true, description: 'Day on which the end was registered.' })
  @Property({ type: 'date', nullable: true })
  registeredOn: string | null = null;

  @Field(() => LocalDate, { nullable: true, description: 'Last day on which it had to be.' })
  @Property({ type: 'date', nullable: true })
  dueOn: string | null = null;
}

@ObjectType({ description: 'That the registration was a mistake: it counts nowhere, as if it had never been made.', simpleResolvers: true })
@Embeddable()
export class EmploymentCancellation {
  @Field(() => LocalDate, { nullable: true, description: 'Day on which it was cancelled.' })
  @Property({ type: 'date', nullable: true })
  on: string | null = null;

  @Field(() => String, { nullable: true, description: 'What was wrong with it.' })
  @Property({ type: 'text', nullable: true })
  reason: string | null = null;
}

@ObjectType({
  description:
    'An employment registration (就业登记): work of a person from its start to its end. By the employer within 30 days of the hire, by the self-employed at the street office; its end within 15 days (Rules on Employment Service and Employment Management). What comes late is registered and marked; what was registered by mistake is cancelled and stays on file.',
  simpleResolvers: true,
})
@Entity()
@Check({ name: 'employment_employer', expression: "(kind = 'EMPLOYED') = (employer_id is not null)" })
@Check({ name: 'employment_placement_has_employer', expression: 'placement_id is null or employer_id is not null' })
@Check({
  name: 'employment_days_in_order',
  expression: 'started_on <= registered_on and started_on <= ending_on and ending_on <= ending_registered_on',
})
@Check({
  name: 'employment_ending_is_whole',
  expression: '(ending_on is null) = (ending_cause is null) and (ending_on is null) = (ending_registered_on is null)',
})
@Check({
  name: 'employment_cancelled_is_whole',
  expression:
    '(cancellation_on is null) = (cancellation_reason is null) and (cancellation_on is not null or cancelled_by is null) and registered_on <= cancellation_on',
})
@Index({
  name: 'employment_one_at_a_time',
  expression: 'create unique index employment_one_at_a_time on employment (seeker_id) where ending_on is null and cancellation_on is null',
})
@Index({
  name: 'employment_placement_once',
  expression: 'create unique index employment_placement_once on employment (placement_id) where cancellation_on is null',
})
@Index({ name: 'employment_place', expression: 'create index employment_place on employment (institution_path collate "C", started_on)' })
export class Employment extends Row {
  @Field(() => Seeker, { nullable: true, description: 'Who; null when out of your sight.' })
  @ManyToOne(() => Seeker, { ref: true, index: true })
  seeker!: Ref<Seeker>;

  @Field(() => WorkKind, { description: 'As what.' })
  @Enum({ items: () => WorkKind, type: 'text' })
  kind!: WorkKind;

  @Field(() => Employer, { nullable: true, description: 'The employer; null for the self-employed.' })
  @ManyToOne(() => Employer, { ref: true, nullable: true, index: true })
  employer: Ref<Employer> | null = null;

  @Field(() => Placement, { nullable: true, description: 'The placement behind it; null without one, or out of your sight.' })
  @ManyToOne(() => Placement, { ref: true, nullable: true })
  placement: Ref<Placement> | null = null;

  @Field(() => Institution, { description: 'The institution that registered it.' })
  @ManyToOne(() => Institution, { ref: true, index: true })
  institution!: Ref<Institution>;

  @Property({ type: 'text', hidden: true })
  institutionPath!: string;

  @Field(() => Boolean, { description: 'Work in a town: counts in new urban employment and in the registered unemployment rate.' })
  @Property({ type: 'boolean', default: true })
  urban = true;

  @Field(() => LocalDate, { description: 'First day of work.' })
  @Property({ type: 'date' })
  startedOn!: string;

  @Field(() => Int, { nullable: true, description: 'Term of the contract in months; null for an open one or none.' })
  @Property({ type: 'smallint', nullable: true })
  contractMonths: number | null = null;

  @Field(() => LocalDate, { description: 'Day on which it was registered.' })
  @Property({ type: 'date' })
  registeredOn!: string;

  @Field(() => LocalDate, { description: 'Last day on which it had to be.' })
  @Property({ type: 'date' })
  dueOn!: string;

  @Field(() => EmploymentEnding, { nullable: true, description: 'How it ended; null while it lasts.' })
  @Embedded(() => EmploymentEnding)
  ending: EmploymentEnding = new EmploymentEnding();

  @Field(() => EmploymentCancellation, { nullable: true, description: 'That it was a mistake; null where it stands.' })
  @Embedded(() => EmploymentCancellation)
  cancellation: EmploymentCancellation = new EmploymentCancellation();

  @Property({ type: 'uuid', nullable: true, hidden: true })
  cancelledBy: string | null = null;

  /** The last day of work, once; `dueOn` is the last day for saying so. */
  end(on: string, cause: EmploymentEndCause, today: string, dueOn: string): void {
    this.assertStands();
    if (this.ending.on !== null)
      throw new Refusal('ILLEGAL_TRANSITION', ['id'], { zh: '该就业登记已终止', en: 'This registration has ended already' });
    if (on < this.startedOn || on > today)
      throw new Refusal('INVALID', ['input', 'on'], { zh: '终止日期须在就业开始日与今天之间', en: 'The last day lies between the start and today' });
    this.ending = Object.assign(new EmploymentEnding(), { on, cause, registeredOn: today, dueOn });
  }

  /** It never was; what was said of its end stays as it was said. */
  cancel(reason: string, today: string, by: string | null): void {
    this.assertStands();
    this.cancellation = Object.assign(new EmploymentCancellation(), { on: today, reason });
    this.cancelledBy = by;
  }

  private assertStands(): void {
    if (this.cancellation.on !== null || this.ending.cause === 'REVERSED')
      throw new Refusal('ILLEGAL_TRANSITION', ['id'], { zh: '该就业登记已作废', en: 'This registration was cancelled' });
  }
}
