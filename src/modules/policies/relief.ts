import type { Ref } from '@mikro-orm/core';
import { Check, Entity, Enum, Index, ManyToOne, Property } from '@mikro-orm/decorators/legacy';
import { Field, ObjectType } from 'type-graphql';
import type { Level } from '../../platform/access/viewer.js';
import { Row } from '../../platform/database/base.js';
import { enumOf } from '../../platform/graphql/enum.js';
import { LocalDate, Money, MoneyType } from '../../platform/graphql/scalars.js';
import { type Transitions, step } from '../../platform/graphql/transition.js';
import { Region } from '../regions/region.js';
import { Seeker } from '../seekers/seeker.js';
import { Employer } from '../vacancies/employer.js';

export const ReliefKind = enumOf('ReliefKind', 'What was not charged.', {
  TAX: '减免税收 Taxes.',
  FEE: '减免行政事业收费 Administrative fees.',
});
export type ReliefKind = keyof typeof ReliefKind;

export const ReliefState = enumOf('ReliefState', 'Where a relief stands.', {
  RECORDED: '已录入 Written down; it does not count yet.',
  CONFIRMED: '已确认 Confirmed by a second person; it counts.',
  REVERSED: '已冲销 Taken back.',
});
export type ReliefState = keyof typeof ReliefState;

const transitions: Transitions<ReliefState> = { RECORDED: ['CONFIRMED', 'REVERSED'], CONFIRMED: ['REVERSED'], REVERSED: [] };

export const RELIEF_LEVELS: readonly Level[] = ['county', 'city'];

@ObjectType({
  description:
    'Tax relief or a waiver of fees (减免税费), as the authority that did not charge reports it; it counts once a second person confirmed it.',
  simpleResolvers: true,
})
@Entity({ tableName: 'relief' })
@Check({ name: 'relief_amount', expression: 'amount > 0' })
@Check({ name: 'relief_one_beneficiary', expression: 'num_nonnulls(employer_id, seeker_id) <= 1' })
@Check({ name: 'relief_reversed_has_reason', expression: "state <> 'REVERSED' or reason is not null" })
@Index({ name: 'relief_once', expression: "create unique index relief_once on relief (county_id, kind, number) where state <> 'REVERSED'" })
@Index({ name: 'relief_place', expression: 'create index relief_place on relief (county_path collate "C", granted_on)' })
export class Relief extends Row {
  @Field(() => ReliefKind, { description: 'What was not charged.' })
  @Enum({ items: () => ReliefKind, type: 'text' })
  kind!: ReliefKind;

  @Field(() => Region, { description: 'The county.' })
  @ManyToOne(() => Region, { ref: true })
  county!: Ref<Region>;

  @Property({ type: 'text', hidden: true })
  countyPath!: string;

  @Field(() => Employer, { nullable: true, description: 'The employer that was relieved; null where a person was, or many together.' })
  @ManyToOne(() => Employer, { ref: true, nullable: true, index: true })
  employer: Ref<Employer> | null = null;

  @Field(() => Seeker, {
    nullable: true,
    description: 'The person who was relieved; null where an employer was, many together, or out of your sight.',
  })
  @ManyToOne(() => Seeker, { ref: true, nullable: true, index: true })
  seeker: Ref<Seeker> | null = null;

  @Field(() => LocalDate, { description: 'Day by which it counts.' })
  @Property({ type: 'date' })
  grantedOn!: string;

  @Field(() => Money, { description: 'What was not charged.' })
  @Property({ type: MoneyType })
  amount!: bigint;

  @Field(() => String, { description: 'The authority that did not charge it.' })
  @Property({ type: 'text' })
  authority!: string;

  @Field(() => String, { description: 'Number of its decision or report, unique for the kind in the county.' })
  @Property({ type: 'text' })
  number!: string;

  @Field(() => ReliefState, { description: 'Where it stands.' })
  @Enum({ items: () => ReliefState, type: 'text' })
  state: ReliefState = 'RECORDED';

  @Field(() => String, { nullable: true, description: 'Why it was taken back.' })
  @Property({ type: 'text', nullable: true })
  reason: string | null = null;

  moveTo(state: ReliefState): void {
    this.state = step(transitions, this.state, state, ReliefState);
  }
}
