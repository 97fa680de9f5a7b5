import type { Ref } from '@mikro-orm/core';
import { Check, Embeddable, Embedded, Entity, Enum, Index, ManyToOne, Property } from '@mikro-orm/decorators/legacy';
import { Field, Int, ObjectType } from 'type-graphql';
import { Row } from '../../platform/database/base.js';
import { enumOf } from '../../platform/graphql/enum.js';
import { LocalDate, Money, MoneyType } from '../../platform/graphql/scalars.js';
import { type Transitions, step } from '../../platform/graphql/transition.js';
import { Institution } from '../institutions/institution.js';
import { PartnerRegion, Region } from '../regions/region.js';

export const AgreementScope = enumOf('AgreementScope', 'Whether both sides lie in one province or municipality.', {
  INTRA_CITY: '市内对口 Within the municipality: a main urban district supports a reservoir county.',
  INTER_PROVINCE: '跨省对口 With a province or city elsewhere.',
});
export type AgreementScope = keyof typeof AgreementScope;

export const AgreementState = enumOf('AgreementState', 'Where an agreement stands.', {
  NEGOTIATING: '洽谈 Being negotiated; its terms may change.',
  SIGNED: '已签订 Signed, not yet in force.',
  ACTIVE: '生效 In force: places may be offered and reserved.',
  COMPLETED: '期满 Ended as agreed.',
  TERMINATED: '终止 Broken off; `reason` says why.',
});
export type AgreementState = keyof typeof AgreementState;

const transitions: Transitions<AgreementState> = {
  NEGOTIATING: ['SIGNED', 'TERMINATED'],
  SIGNED: ['ACTIVE', 'TERMINATED'],
  ACTIVE: ['COMPLETED', 'TERMINATED'],
  COMPLETED: [],
  TERMINATED: [],
};

export const AgreementBearer = enumOf('AgreementBearer', 'Who bears a duty or a cost.', {
  SENDING_SIDE: '输出方 The sending side.',
  RECEIVING_SIDE: '输入方 The receiving side.',
  EMPLOYER: '用人单位 The employer.',
  WORKER: '劳动者 The worker.',
});
export type AgreementBearer = keyof typeof AgreementBearer;

@ObjectType({ description: 'What the two sides owe the people who go; null where the agreement does not say.', simpleResolvers: true })
@Embeddable()
export class AgreementTerms {
  @Field(() => Int, { nullable: true, description: 'Days of training before departure.' })
  @Property({ type: 'smallint', nullable: true })
  trainingDays: number | null = null;

  @Field(() => AgreementBearer, { nullable: true, description: 'Who has to train.' })
  @Enum({ items: () => AgreementBearer, type: 'text', nullable: true })
  trainingBy: AgreementBearer | null = null;

  @Field(() => AgreementBearer, { nullable: true, description: 'Who pays for travel.' })
  @Enum({ items: () => AgreementBearer, type: 'text', nullable: true })
  travelBy: AgreementBearer | null = null;

  @Field(() => Boolean, { nullable: true, description: 'A dormitory is provided.' })
  @Property({ type: 'boolean', nullable: true })
  dormitory: boolean | null = null;

  @Field(() => Money, { nullable: true, description: 'Least pay a month that is guaranteed.' })
  @Property({ type: MoneyType, nullable: true })
  minimumWage: bigint | null = null;
}

@ObjectType({
  description: 'A paired-cooperation agreement (劳务对口合作): a sending county, a receiving region, and what they promise each other.',
  simpleResolvers: true,
})
@Entity()
@Check({ name: 'agreement_period_in_order', expression: 'valid_from <= valid_until' })
@Check({ name: 'agreement_two_places', expression: 'sending_path <> receiving_path' })
@Check({
  name: 'agreement_scope_as_paths_say',
  expression: "(scope = 'INTRA_CITY') = (split_part(sending_path, '/', 3) = split_part(receiving_path, '/', 3))",
})
@Check({ name: 'agreement_training_days', expression: 'terms_training_days is null or terms_training_days >= 0 and terms_training_days <= 365' })
@Check({ name: 'agreement_minimum_wage', expression: 'terms_minimum_wage is null or terms_minimum_wage > 0' })
@Check({ name: 'agreement_signed_has_day', expression: "state in ('NEGOTIATING', 'TERMINATED') or signed_on is not null" })
@Check({ name: 'agreement_end_has_reason', expression: "state <> 'TERMINATED' or reason is not null" })
@Index({ name: 'agreement_sending', expression: 'create index agreement_sending on agreement (sending_path collate "C")' })
@Index({ name: 'agreement_receiving', expression: 'create index agreement_receiving on agreement (receiving_path collate "C")' })
@Index({ name: 'agreement_until', expression: "create index agreement_until on agreement (valid_until) where state in ('SIGNED', 'ACTIVE')" })
export class Agreement extends Row {
  @Field(() => String, { description: 'Its title.' })
  @Property({ type: 'text' })
  title!: string;

  @Field(() => Region, { description: 'The county that sends.' })
  @ManyToOne(() => Region, { ref: true })
  sendingCounty!: Ref<Region>;

  @Property({ type: 'text', hidden: true })
  sendingPath!: string;

  @Field(() => Region, { description: 'The region that receives.' })
  @ManyToOne(() => Region, { ref: true })
  receivingRegion!: Ref<Region>;

  @Property({ type: 'text', hidden: true })
  receivingPath!: string;

  @Field(() => AgreementScope, { description: 'Within the municipality, or beyond it.' })
  @Enum({ items: () => AgreementScope, type: 'text' })
  scope!: AgreementScope;

  @Field(() => PartnerRegion, {
    nullable: true,
    description: 'The pairing for support (对口支援) that it rests on, with how well that is evidenced; null when the two are not paired.',
  })
  @ManyToOne(() => PartnerRegion, { ref: true, nullable: true, deleteRule: 'no action' })
  partner: Ref<PartnerRegion> | null = null;

  @Field(() => [String], { description: 'Occupation codes it is about; empty is any.' })
  @Property({ type: 'text[]', defaultRaw: "'{}'" })
  trades: string[] = [];

  @Field(() => AgreementTerms, { nullable: true, description: 'Training, travel, dormitory and least pay.' })
  @Embedded(() => AgreementTerms)
  terms!: AgreementTerms;

  @Field(() => LocalDate, { description: 'First day.' })
  @Property({ type: 'date' })
  validFrom!: string;

  @Field(() => LocalDate, { description: 'Last day; then it ends by itself.' })
  @Property({ type: 'date' })
  validUntil!: string;

  @Field(() => AgreementState, { description: 'Where it stands.' })
  @Enum({ items: () => AgreementState, type: 'text' })
  state: AgreementState = 'NEGOTIATING';

  @Field(() => LocalDate, { nullable: true, description: 'Day of signing.' })
  @Property({ type: 'date', nullable: true })
  signedOn: string | null = null;

  @Field(() => String, { nullable: true, description: 'Why it ended.' })
  @Property({ type: 'text', nullable: true })
  reason: string | null = null;

  moveTo(state: AgreementState): void {
    this.state = step(transitions, this.state, state, AgreementState);
  }
}

export const PartyRole = enumOf('AgreementPartyRole', 'As what somebody takes part.', {
  SENDING: '输出方 An institution of the sending side.',
  RECEIVING: '输入方 Somebody of the receiving side.',
  WINDOW: '驻外窗口 A window of the sending side in the receiving region.',
});
export type PartyRole = keyof typeof PartyRole;

@ObjectType({ description: 'Who takes part in an agreement, and whom to call there.', simpleResolvers: true })
@Entity()
@Check({ name: 'agreement_party_has_name', expression: 'institution_id is not null or name is not null' })
@Check({ name: 'agreement_party_sender_is_known', expression: "role <> 'SENDING' or institution_id is not null" })
export class AgreementParty extends Row {
  @ManyToOne(() => Agreement, { ref: true, index: true, deleteRule: 'cascade', hidden: true })
  agreement!: Ref<Agreement>;

  @Field(() => PartyRole, { description: 'As what.' })
  @Enum({ items: () => PartyRole, type: 'text' })
  role!: PartyRole;

  @Field(() => Institution, { nullable: true, description: 'The institution, where it is one of the network or known to it.' })
  @ManyToOne(() => Institution, { ref: true, nullable: true, index: true })
  institution: Ref<Institution> | null = null;

  @Field(() => String, { nullable: true, description: 'Its name, where it is none of the institutions.' })
  @Property({ type: 'text', nullable: true })
  name: string | null = null;

  @Field(() => String, { nullable: true, description: 'Where to find it.' })
  @Property({ type: 'text', nullable: true })
  address: string | null = null;

  @Field(() => String, { nullable: true, description: 'The official to ask for.' })
  @Property({ type: 'text', nullable: true })
  contactName: string | null = null;

  @Field(() => String, { nullable: true, description: 'A landline of the office, E.164; never a private number.' })
  @Property({ type: 'text', nullable: true })
  officePhone: string | null = null;
}
