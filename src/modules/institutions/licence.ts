import type { Ref } from '@mikro-orm/core';
import { Check, Entity, Enum, Index, ManyToOne, Property, Unique } from '@mikro-orm/decorators/legacy';
import { Field, Int, ObjectType } from 'type-graphql';
import { Row } from '../../platform/database/base.js';
import { enumOf } from '../../platform/graphql/enum.js';
import { LocalDate, Money, MoneyType } from '../../platform/graphql/scalars.js';
import { type Transitions, step } from '../../platform/graphql/transition.js';
import { Institution } from './institution.js';

export const LicenceState = enumOf('LicenceState', 'Where a licence stands.', {
  APPLIED: '已申请 Applied for.',
  REFUSED: '不予许可 Refused.',
  LICENSED: '有效 In force.',
  CHANGED: '已换证 Replaced by a newer one.',
  EXPIRED: '过期 Past its last day.',
  REVOKED: '吊销 Revoked.',
});
export type LicenceState = keyof typeof LicenceState;

const transitions: Transitions<LicenceState> = {
  APPLIED: ['LICENSED', 'REFUSED'],
  REFUSED: [],
  LICENSED: ['CHANGED', 'EXPIRED', 'REVOKED'],
  CHANGED: [],
  EXPIRED: [],
  REVOKED: [],
};

/** Full-time staff that a commercial broker needs (MOHRSS Order 50 of 2023, art. 6). */
export const LEAST_STAFF = 3;

@ObjectType({
  description: 'A human-resources service licence (人力资源服务许可证): without one in force an agency can neither publish nor refer.',
  simpleResolvers: true,
})
@Entity()
@Check({ name: 'licence_days_in_order', expression: 'valid_from <= valid_until' })
@Check({
  name: 'licence_has_its_days',
  expression: "state in ('APPLIED', 'REFUSED') or (number is not null and valid_from is not null and valid_until is not null)",
})
@Unique({ name: 'licence_number', properties: ['number'] })
@Index({ name: 'licence_applied_once', expression: "create unique index licence_applied_once on licence (institution_id) where state = 'APPLIED'" })
@Index({
  name: 'licence_in_force_once',
  expression: "create unique index licence_in_force_once on licence (institution_id) where state = 'LICENSED'",
})
@Index({ name: 'licence_place', expression: 'create index licence_place on licence (institution_path collate "C")' })
export class Licence extends Row {
  @Field(() => Institution, { description: 'Whose it is.' })
  @ManyToOne(() => Institution, { ref: true, index: true })
  institution!: Ref<Institution>;

  @Property({ type: 'text', hidden: true })
  institutionPath!: string;

  @Field(() => String, { nullable: true, description: 'Number of the licence; null before it is granted.' })
  @Property({ type: 'text', nullable: true })
  number: string | null = null;

  @Field(() => Int, { description: 'Full-time staff stated in the application.' })
  @Property({ type: 'smallint' })
  staffCount!: number;

  @Field(() => String, { description: 'Fixed premises stated in the application.' })
  @Property({ type: 'text' })
  premises!: string;

  @Field(() => Money, { nullable: true, description: 'Registered capital stated in the application.' })
  @Property({ type: MoneyType, nullable: true })
  capital: bigint | null = null;

  @Field(() => LocalDate, { description: 'Day of the application.' })
  @Property({ type: 'date' })
  appliedOn!: string;

  @Field(() => LocalDate, { nullable: true, description: 'First day in force.' })
  @Property({ type: 'date', nullable: true })
  validFrom: string | null = null;

  @Field(() => LocalDate, { nullable: true, description: 'Last day in force.' })
  @Property({ type: 'date', nullable: true })
  validUntil: string | null = null;

  @Field(() => LicenceState, { description: 'Where it stands.' })
  @Enum({ items: () => LicenceState, type: 'text' })
  state: LicenceState = 'APPLIED';

  @Field(() => String, { nullable: true, description: 'Why it was refused or revoked.' })
  @Property({ type: 'text', nullable: true })
  reason: string | null = null;

  moveTo(state: LicenceState): void {
    this.state = step(transitions, this.state, state, LicenceState);
  }
}
