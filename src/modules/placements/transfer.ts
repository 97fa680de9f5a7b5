import type { Ref } from '@mikro-orm/core';
import { Check, Entity, Enum, Index, ManyToOne, Property } from '@mikro-orm/decorators/legacy';
import { Field, Int, ObjectType } from 'type-graphql';
import { Row } from '../../platform/database/base.js';
import { enumOf } from '../../platform/graphql/enum.js';
import { LocalDate } from '../../platform/graphql/scalars.js';
import { type Transitions, step } from '../../platform/graphql/transition.js';
import { DestinationKind } from '../agreements/plan.js';
import { Institution } from '../institutions/institution.js';
import { Reservation } from '../quotas/reservation.js';
import { Region } from '../regions/region.js';
import { Registration, Seeker, TravelGroup } from '../seekers/seeker.js';
import { Batch } from './batch.js';
import { Order } from './order.js';
import { Placement } from './placement.js';

export const TransferState = enumOf('TransferState', 'Where a transfer stands.', {
  REGISTERED: '候补 On the list of an order.',
  MATCHED: '入选 Chosen.',
  CONTRACTED: '已签约 Contract checked; a hire that awaits confirmation.',
  DEPARTED: '已出发 On the way; takes a place for good.',
  ARRIVED: '已到达 Arrived: counts towards the year.',
  ON_POST: '在岗 At work.',
  RETURNED: '返乡 Went home; the place is free again.',
  CHANGED_JOB: '换岗 Works elsewhere there.',
  LOST_CONTACT: '失联 Cannot be reached.',
  WITHDRAWN: '退出 Did not go.',
});
export type TransferState = keyof typeof TransferState;

const transitions: Transitions<TransferState> = {
  REGISTERED: ['MATCHED', 'WITHDRAWN'],
  MATCHED: ['REGISTERED', 'CONTRACTED', 'WITHDRAWN'],
  CONTRACTED: ['REGISTERED', 'DEPARTED', 'WITHDRAWN'],
  DEPARTED: ['ARRIVED', 'RETURNED', 'LOST_CONTACT'],
  ARRIVED: ['ON_POST', 'RETURNED', 'CHANGED_JOB', 'LOST_CONTACT'],
  ON_POST: ['RETURNED', 'CHANGED_JOB', 'LOST_CONTACT'],
  CHANGED_JOB: ['RETURNED', 'LOST_CONTACT'],
  LOST_CONTACT: ['ARRIVED', 'ON_POST', 'RETURNED', 'CHANGED_JOB'],
  RETURNED: [],
  WITHDRAWN: [],
};

/** States of somebody who is there. */
export const AWAY: readonly TransferState[] = ['ARRIVED', 'ON_POST', 'CHANGED_JOB'];
/** States of somebody who is on the way or there, or was when last heard of. */
export const GONE: readonly TransferState[] = ['DEPARTED', ...AWAY, 'LOST_CONTACT'];

@ObjectType({
  description:
    'One person’s way to work elsewhere (劳务转移): from the list of an order, or on their own, to the post and back. Whether it counts is decided by origin, destination and arrival alone.',
  simpleResolvers: true,
})
@Entity()
@Check({ name: 'transfer_two_places', expression: 'origin_path <> destination_path' })
@Check({ name: 'transfer_order_or_own', expression: '(order_id is null) = self_organised' })
@Check({ name: 'transfer_days_in_order', expression: 'departed_on <= arrived_on and arrived_on <= ended_on' })
@Check({
  name: 'transfer_arrived_has_day',
  expression: "(state <> 'ARRIVED' and state <> 'ON_POST' and state <> 'CHANGED_JOB') or arrived_on is not null",
})
@Check({ name: 'transfer_returned_has_day', expression: "(state = 'RETURNED') = (ended_on is not null)" })
@Index({
  name: 'transfer_one_at_a_time',
  expression: "create unique index transfer_one_at_a_time on transfer (seeker_id) where state not in ('RETURNED', 'WITHDRAWN')",
})
@Check({
  name: 'transfer_periods_apart',
  expression:
    "EXCLUDE USING gist (seeker_id WITH =, daterange(departed_on, CASE WHEN (ended_on IS NOT NULL) THEN GREATEST(ended_on, (departed_on + 1)) ELSE NULL::date END) WITH &&) WHERE (((departed_on IS NOT NULL) AND (state <> 'WITHDRAWN'::text)))",
})
@Index({ name: 'transfer_origin', expression: 'create index transfer_origin on transfer (origin_path collate "C")' })
@Index({ name: 'transfer_institution', expression: 'create index transfer_institution on transfer (institution_path collate "C")' })
@Index({
  name: 'transfer_arrivals',
  expression: 'create index transfer_arrivals on transfer (seeker_id, counts_as, arrived_on) where arrived_on is not null and counts_as is not null',
})
export class Transfer extends Row {
  @Field(() => Seeker, { nullable: true, description: 'Who; null when out of your sight.' })
  @ManyToOne(() => Seeker, { ref: true, index: true })
  seeker!: Ref<Seeker>;

  @Field(() => Registration, { nullable: true, description: 'The registration it rests on; null for one’s own way, or out of your sight.' })
  @ManyToOne(() => Registration, { ref: true, nullable: true })
  registration: Ref<Registration> | null = null;

  @Field(() => Order, { nullable: true, description: 'The order; null for one’s own way, or out of your sight.' })
  @ManyToOne(() => Order, { ref: true, nullable: true, index: true })
  order: Ref<Order> | null = null;

  @Field(() => Batch, { nullable: true, description: 'The departure; null before it is planned.' })
  @ManyToOne(() => Batch, { ref: true, nullable: true, index: true })
  batch: Ref<Batch> | null = null;

  @Field(() => Placement, { nullable: true, description: 'The hire behind it; null before the contract, and for one’s own way.' })
  @ManyToOne(() => Placement, { ref: true, nullable: true, index: true })
  placement: Ref<Placement> | null = null;

  @Field(() => Reservation, { nullable: true, description: 'The place it takes; null before departure, and where no places are agreed.' })
  @ManyToOne(() => Reservation, { ref: true, nullable: true, index: true })
  reservation: Ref<Reservation> | null = null;

  @Field(() => TravelGroup, { nullable: true, description: 'Those with whom the person goes or does not go at all.' })
  @ManyToOne(() => TravelGroup, { ref: true, nullable: true, index: true })
  travelGroup: Ref<TravelGroup> | null = null;

  @Field(() => Boolean, { description: 'The person agreed to go without the group.' })
  @Property({ type: 'boolean', default: false })
  splitAgreed = false;

  @Field(() => Institution, { description: 'The institution that looks after it.' })
  @ManyToOne(() => Institution, { ref: true, index: true })
  institution!: Ref<Institution>;

  @Property({ type: 'text', hidden: true })
  institutionPath!: string;

  /** Employer of the order; null for one's own way. */
  @Property({ type: 'uuid', nullable: true, hidden: true, index: true })
  employerId: string | null = null;

  @Field(() => Region, { description: 'The county the person comes from.' })
  @ManyToOne(() => Region, { ref: true })
  origin!: Ref<Region>;

  @Property({ type: 'text', hidden: true })
  originPath!: string;

  @Field(() => Region, { description: 'Where the work is.' })
  @ManyToOne(() => Region, { ref: true })
  destination!: Ref<Region>;

  @Property({ type: 'text', hidden: true })
  destinationPath!: string;

  @Field(() => Boolean, { description: 'On their own, without an order.' })
  @Property({ type: 'boolean', default: false })
  selfOrganised = false;

  @Field(() => Int, { nullable: true, description: 'Position on the list of the order.' })
  @Property({ type: 'integer', nullable: true })
  position: number | null = null;

  @Field(() => String, { nullable: true, description: 'Number of the contract that was checked.' })
  @Property({ type: 'text', nullable: true })
  contractNumber: string | null = null;

  @Field(() => TransferState, { description: 'Where it stands.' })
  @Enum({ items: () => TransferState, type: 'text' })
  state: TransferState = 'REGISTERED';

  @Field(() => LocalDate, { nullable: true, description: 'Day of departure.' })
  @Property({ type: 'date', nullable: true })
  departedOn: string | null = null;

  @Field(() => LocalDate, { nullable: true, description: 'Day of arrival, by which it counts.' })
  @Property({ type: 'date', nullable: true })
  arrivedOn: string | null = null;

  @Field(() => LocalDate, { nullable: true, description: 'Day on which the person went to other work there; the last one.' })
  @Property({ type: 'date', nullable: true })
  changedOn: string | null = null;

  @Field(() => LocalDate, { nullable: true, description: 'Day of the return.' })
  @Property({ type: 'date', nullable: true })
  endedOn: string | null = null;

  @Field(() => String, { nullable: true, description: 'Why the person withdrew, returned or changed.' })
  @Property({ type: 'text', nullable: true })
  reason: string | null = null;

  /** Set by a trigger from origin and destination, whatever wrote the row. */
  @Field(() => DestinationKind, {
    nullable: true,
    description:
      'As what its arrival counts: from one of the fifteen reservoir counties to a main urban district other than its own, or to a partner region of it; null counts as nothing.',
  })
  @Enum({ items: () => DestinationKind, type: 'text', nullable: true })
  countsAs: DestinationKind | null = null;

  moveTo(state: TransferState, path?: readonly string[]): void {
    this.state = step(transitions, this.state, state, TransferState, path);
  }
}

@ObjectType({ description: 'How many people stand where.', simpleResolvers: true })
export class TransferStateCount {
  @Field(() => TransferState, { description: 'Where.' })
  state!: TransferState;

  @Field(() => Int, { description: 'How many.' })
  count!: number;
}
