import type { Ref } from '@mikro-orm/core';
import { Check, Entity, Enum, ManyToOne, Property, Unique } from '@mikro-orm/decorators/legacy';
import { Field, ObjectType } from 'type-graphql';
import { Row } from '../../platform/database/base.js';
import { enumOf } from '../../platform/graphql/enum.js';
import { Instant } from '../../platform/graphql/scalars.js';
import { type Transitions, step } from '../../platform/graphql/transition.js';
import { Region } from '../regions/region.js';

export const EmployerState = enumOf('EmployerState', 'Whether the licence was checked.', {
  UNVERIFIED: '未核验 Documents not checked yet; its vacancies wait for review.',
  VERIFIED: '已核验 Licence and agent checked.',
  REJECTED: '未通过 Documents refused.',
});
export type EmployerState = keyof typeof EmployerState;

const transitions: Transitions<EmployerState> = {
  UNVERIFIED: ['VERIFIED', 'REJECTED'],
  VERIFIED: ['UNVERIFIED', 'REJECTED'],
  REJECTED: ['UNVERIFIED'],
};

@ObjectType({ description: 'An employer (用人单位).', simpleResolvers: true })
@Entity()
@Check({ name: 'employer_code_when_verified', expression: "state <> 'VERIFIED' or credit_code is not null or licence_number is not null" })
export class Employer extends Row {
  @Field(() => String, { description: 'Registered name.' })
  @Property({ type: 'text' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'Unified social credit code, GB 32100; none before 2015.' })
  @Property({ type: 'text', nullable: true })
  @Unique({ name: 'employer_credit_code' })
  creditCode: string | null = null;

  @Field(() => String, { nullable: true, description: 'Business licence number of 13 or 15 digits, the older identification.' })
  @Property({ type: 'text', nullable: true })
  @Unique({ name: 'employer_licence_number' })
  licenceNumber: string | null = null;

  @Field(() => Region, { description: 'Where it is registered.' })
  @ManyToOne(() => Region, { ref: true, index: true })
  region!: Ref<Region>;

  @Property({ type: 'text', hidden: true })
  regionPath!: string;

  @Field(() => String, { nullable: true, description: 'Street address.' })
  @Property({ type: 'text', nullable: true })
  address: string | null = null;

  @Field(() => String, { nullable: true, description: 'Industry code of GB/T 4754-2017, such as C3912.' })
  @Property({ type: 'text', nullable: true })
  industry: string | null = null;

  @Field(() => String, { nullable: true, description: 'Ownership, in words (国有, 民营, …).' })
  @Property({ type: 'text', nullable: true })
  ownership: string | null = null;

  @Field(() => String, { nullable: true, description: 'What it is and does, in words (单位简介).' })
  @Property({ type: 'text', nullable: true })
  profile: string | null = null;

  @Field(() => EmployerState, { description: 'Whether its documents were checked.' })
  @Enum({ items: () => EmployerState, type: 'text' })
  state: EmployerState = 'UNVERIFIED';

  @Field(() => String, { nullable: true, description: 'Why its documents were refused.' })
  @Property({ type: 'text', nullable: true })
  reason: string | null = null;

  @Field(() => Instant, { nullable: true, description: 'When licence and agent were checked.' })
  @Property({ type: 'timestamptz', nullable: true })
  verifiedAt: Date | null = null;

  @Property({ type: 'uuid', nullable: true, hidden: true })
  verifiedBy: string | null = null;

  moveTo(state: EmployerState): void {
    this.state = step(transitions, this.state, state, EmployerState);
  }
}
