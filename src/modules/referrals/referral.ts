import type { Ref } from '@mikro-orm/core';
import { Check, Entity, Enum, Index, ManyToOne, Property, Unique } from '@mikro-orm/decorators/legacy';
import { Field, ObjectType } from 'type-graphql';
import { Row } from '../../platform/database/base.js';
import { enumOf } from '../../platform/graphql/enum.js';
import { LocalDate } from '../../platform/graphql/scalars.js';
import { type Transitions, step } from '../../platform/graphql/transition.js';
import { Institution } from '../institutions/institution.js';
import { Reservation } from '../quotas/reservation.js';
import { Registration, Seeker } from '../seekers/seeker.js';
import { Vacancy } from '../vacancies/vacancy.js';

export const ReferralState = enumOf('ReferralState', 'Where a referral stands.', {
  ISSUED: '已开出 Letter issued.',
  ACCEPTED: '已接受 Accepted by the seeker.',
  REFUSED: '已拒绝 Refused by the seeker.',
  INTERVIEWED: '已面试 Interviewed.',
  HIRED: '录用 Hired.',
  NOT_HIRED: '未录用 Not hired.',
  NO_SHOW: '未到场 Did not come.',
  EXPIRED: '过期 No counterfoil in time; nobody counts as placed by silence.',
});
export type ReferralState = keyof typeof ReferralState;

const transitions: Transitions<ReferralState> = {
  ISSUED: ['ACCEPTED', 'REFUSED', 'INTERVIEWED', 'HIRED', 'NOT_HIRED', 'NO_SHOW', 'EXPIRED'],
  ACCEPTED: ['REFUSED', 'INTERVIEWED', 'HIRED', 'NOT_HIRED', 'NO_SHOW', 'EXPIRED'],
  INTERVIEWED: ['REFUSED', 'HIRED', 'NOT_HIRED', 'EXPIRED'],
  REFUSED: [],
  HIRED: [],
  NOT_HIRED: [],
  NO_SHOW: [],
  EXPIRED: [],
};

const OPEN = "state in ('ISSUED', 'ACCEPTED', 'INTERVIEWED')";

@ObjectType({ description: 'A seeker put forward for a vacancy (推荐), with a letter and its counterfoil.', simpleResolvers: true })
@Entity()
@Unique({ name: 'referral_number', properties: ['number'] })
@Check({ name: 'referral_days_in_order', expression: 'issued_on <= expires_on' })
@Index({ name: 'referral_open_once', expression: `create unique index referral_open_once on referral (seeker_id, vacancy_id) where ${OPEN}` })
@Index({ name: 'referral_place', expression: 'create index referral_place on referral (institution_path collate "C")' })
export class Referral extends Row {
  @Field(() => String, { description: 'Number on the letter and its counterfoil.' })
  @Property({ type: 'text' })
  number!: string;

  @Field(() => Seeker, { nullable: true, description: 'Who; null when out of your sight.' })
  @ManyToOne(() => Seeker, { ref: true, index: true })
  seeker!: Ref<Seeker>;

  @Field(() => Vacancy, { nullable: true, description: 'For which post; null when out of your sight.' })
  @ManyToOne(() => Vacancy, { ref: true, index: true })
  vacancy!: Ref<Vacancy>;

  @Field(() => Registration, { nullable: true, description: 'The registration it rests on; null when out of your sight.' })
  @ManyToOne(() => Registration, { ref: true })
  registration!: Ref<Registration>;

  @Field(() => Institution, { description: 'The institution that issued it.' })
  @ManyToOne(() => Institution, { ref: true, index: true })
  institution!: Ref<Institution>;

  @Field(() => Reservation, {
    nullable: true,
    description: 'The place it holds for the person: confirmed by a hire, given back by any other end; null without one, or out of your sight.',
  })
  @ManyToOne(() => Reservation, { ref: true, nullable: true, index: true })
  reservation: Ref<Reservation> | null = null;

  @Property({ type: 'text', hidden: true })
  institutionPath!: string;

  @Property({ type: 'uuid', hidden: true, index: true })
  employerId!: string;

  @Field(() => LocalDate, { description: 'Day of issue.' })
  @Property({ type: 'date' })
  issuedOn!: string;

  @Field(() => LocalDate, { description: 'Last day for the counterfoil to come back.' })
  @Property({ type: 'date' })
  expiresOn!: string;

  @Field(() => ReferralState, { description: 'Where it stands.' })
  @Enum({ items: () => ReferralState, type: 'text' })
  state: ReferralState = 'ISSUED';

  @Field(() => LocalDate, { nullable: true, description: 'Day on which it ended, with or without a hire; null while it is open.' })
  @Property({ type: 'date', nullable: true })
  endedOn: string | null = null;

  @Field(() => LocalDate, { nullable: true, description: 'Day of the interview.' })
  @Property({ type: 'date', nullable: true })
  interviewOn: string | null = null;

  @Field(() => String, { nullable: true, description: 'Why it ended without a hire.' })
  @Property({ type: 'text', nullable: true })
  reason: string | null = null;

  @Field(() => Boolean, { nullable: true, description: 'Whether a refusal by the seeker had cause; null when not refused.' })
  @Property({ type: 'boolean', nullable: true })
  refusedWithCause: boolean | null = null;

  moveTo(state: ReferralState, day: string): void {
    this.state = step(transitions, this.state, state, ReferralState);
    if (transitions[state].length === 0) this.endedOn = day;
  }
}
