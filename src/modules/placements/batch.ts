import type { Ref } from '@mikro-orm/core';
import { Check, Entity, Enum, Index, ManyToOne, Property } from '@mikro-orm/decorators/legacy';
import { Field, Int, ObjectType } from 'type-graphql';
import { Row } from '../../platform/database/base.js';
import { enumOf } from '../../platform/graphql/enum.js';
import { LocalDate } from '../../platform/graphql/scalars.js';
import { type Transitions, step } from '../../platform/graphql/transition.js';
import { Institution } from '../institutions/institution.js';
import { Order } from './order.js';

export const BatchState = enumOf('DepartureBatchState', 'Where a departure stands.', {
  PLANNED: '待发 Planned; people may still be changed.',
  CHECKED: '已点名 Heads were counted at the gate, no-shows replaced.',
  DEPARTED: '已出发 On the way.',
  ARRIVED: '已到达 Arrived.',
  CANCELLED: '取消 Cancelled.',
});
export type BatchState = keyof typeof BatchState;

export const EmptySeatsReason = enumOf('EmptySeatsReason', 'Why seats stayed empty when no-shows were replaced.', {
  NOBODY_WAITS: '候补名单已空 Nobody is left on the list: add people, or leave with fewer.',
  NO_PARTY_FITS:
    '没有合适的候补 Those left go only together: too many for the seats, or not all of them listed; let them agree to split, or add people.',
});
export type EmptySeatsReason = keyof typeof EmptySeatsReason;

@ObjectType({ description: 'Seats that the list could not fill though the order wants the heads.', simpleResolvers: true })
export class EmptySeats {
  @Field(() => Int, { description: 'How many.' })
  count!: number;

  @Field(() => EmptySeatsReason, { description: 'Why.' })
  reason!: EmptySeatsReason;

  @Field(() => String, { description: 'The same for a person: how many, why, and what can be done.' })
  message!: string;
}

const transitions: Transitions<BatchState> = {
  PLANNED: ['CHECKED', 'CANCELLED'],
  CHECKED: ['CHECKED', 'DEPARTED', 'CANCELLED'],
  DEPARTED: ['ARRIVED'],
  ARRIVED: [],
  CANCELLED: [],
};

@ObjectType('DepartureBatch', {
  description: 'People of one order who leave together, with a leader, a vehicle and an insurance.',
  simpleResolvers: true,
})
@Entity({ tableName: 'departure_batch' })
@Check({ name: 'departure_batch_seats', expression: 'seats >= 1 and seats <= 5000' })
@Index({ name: 'departure_batch_place', expression: 'create index departure_batch_place on departure_batch (institution_path collate "C")' })
@Index({ name: 'departure_batch_employer', properties: ['employerId'] })
export class Batch extends Row {
  @Field(() => Order, { nullable: true, description: 'For which order; null when out of your sight.' })
  @ManyToOne(() => Order, { ref: true, index: true })
  order!: Ref<Order>;

  @Property({ type: 'uuid', hidden: true })
  employerId!: string;

  @Field(() => Institution, { description: 'The institution that sends them.' })
  @ManyToOne(() => Institution, { ref: true })
  institution!: Ref<Institution>;

  @Property({ type: 'text', hidden: true })
  institutionPath!: string;

  @Field(() => String, { description: 'The accompanying manager: nobody is sent without one (黔南州 labour-transfer regulation).' })
  @Property({ type: 'text' })
  leader!: string;

  @Field(() => String, { description: 'Bus, train or ship, with its number.' })
  @Property({ type: 'text' })
  vehicle!: string;

  @Field(() => Int, { description: 'Seats.' })
  @Property({ type: 'integer' })
  seats!: number;

  @Field(() => String, { description: 'Number of the travel insurance.' })
  @Property({ type: 'text' })
  insurance!: string;

  @Field(() => String, { description: 'Where they meet, and when.' })
  @Property({ type: 'text' })
  meetingPoint!: string;

  @Field(() => LocalDate, { description: 'Day of departure.' })
  @Property({ type: 'date' })
  departOn!: string;

  @Field(() => LocalDate, { nullable: true, description: 'Day of arrival.' })
  @Property({ type: 'date', nullable: true })
  arrivedOn: string | null = null;

  @Field(() => BatchState, { description: 'Where it stands.' })
  @Enum({ items: () => BatchState, type: 'text' })
  state: BatchState = 'PLANNED';

  moveTo(state: BatchState): void {
    this.state = step(transitions, this.state, state, BatchState);
  }
}
