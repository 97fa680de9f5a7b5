import type { Ref } from '@mikro-orm/core';
import { Check, Entity, Index, ManyToOne, Property } from '@mikro-orm/decorators/legacy';
import { Field, ObjectType } from 'type-graphql';
import { Row } from '../../platform/database/base.js';
import { LocalDate } from '../../platform/graphql/scalars.js';
import { Participant } from '../agencies/participant.js';
import { Seeker } from '../seekers/seeker.js';

/** Each participant brings twenty into work (gov.cn, 2007-08-24: 每人带动 20 人). */
export const MULTIPLIER = 20;

@ObjectType('BeneficiaryClaim', {
  description:
    'A participant of the "Two Thousands" programme says to have brought somebody into work. It counts once that work is confirmed and has lasted, and only while nobody else claims the same person.',
  simpleResolvers: true,
})
@Entity({ tableName: 'beneficiary_claim' })
@Check({ name: 'beneficiary_claim_days_in_order', expression: 'withdrawn_on is null or claimed_on <= withdrawn_on' })
@Index({
  name: 'beneficiary_claim_once',
  expression: 'create unique index beneficiary_claim_once on beneficiary_claim (participant_id, seeker_id) where withdrawn_on is null',
})
@Index({ name: 'beneficiary_claim_place', expression: 'create index beneficiary_claim_place on beneficiary_claim (county_path collate "C")' })
export class Claim extends Row {
  @Field(() => Participant, { nullable: true, description: 'Who claims; null when out of your sight.' })
  @ManyToOne(() => Participant, { ref: true, index: true })
  participant!: Ref<Participant>;

  @Property({ type: 'uuid', nullable: true, hidden: true })
  institutionId: string | null = null;

  @Property({ type: 'text', hidden: true })
  countyPath!: string;

  @Field(() => Seeker, { nullable: true, description: 'Who was brought into work; null when out of your sight.' })
  @ManyToOne(() => Seeker, { ref: true, index: true })
  seeker!: Ref<Seeker>;

  @Field(() => LocalDate, { description: 'When it was claimed.' })
  @Property({ type: 'date' })
  claimedOn!: string;

  @Field(() => LocalDate, { nullable: true, description: 'When the claim was given up; null while it stands.' })
  @Property({ type: 'date', nullable: true })
  withdrawnOn: string | null = null;
}
