import type { Ref } from '@mikro-orm/core';
import { Check, Entity, Enum, Index, ManyToOne, Property } from '@mikro-orm/decorators/legacy';
import { Field, Int, ObjectType } from 'type-graphql';
import { Row } from '../../platform/database/base.js';
import { enumOf } from '../../platform/graphql/enum.js';
import { Instant } from '../../platform/graphql/scalars.js';
import { MOST_AT_ONCE, Quota } from './quota.js';

export const ReservationState = enumOf('ReservationState', 'Where a reservation stands.', {
  RESERVED: '预留 Held until its deadline.',
  CONFIRMED: '确认 Taken for good.',
  RELEASED: '释放 Given back.',
  EXPIRED: '过期 Its deadline passed; the places are back.',
});
export type ReservationState = keyof typeof ReservationState;

/** What holds a reservation, of an entity that names it. */
export const HOLDER = { on: 't.reservation_id = p.id', order: 't.id', atMost: 1 };

/** Steps are taken by the statements of `ledger.sql.ts`: RESERVED → CONFIRMED, RELEASED, EXPIRED; CONFIRMED → RELEASED. */
@ObjectType({ description: 'Places of a quota held for so many persons.', simpleResolvers: true })
@Entity()
@Check({ name: 'reservation_count_positive', expression: `count >= 1 and count <= ${MOST_AT_ONCE}` })
@Check({ name: 'reservation_ended_has_time', expression: "(state in ('RELEASED', 'EXPIRED')) = (ended_at is not null)" })
@Index({
  name: 'reservation_once_for_holder',
  expression: "create unique index reservation_once_for_holder on reservation (holder, quota_id) where state in ('RESERVED', 'CONFIRMED')",
})
@Index({ name: 'reservation_due', expression: "create index reservation_due on reservation (quota_id, expires_at) where state = 'RESERVED'" })
@Index({ name: 'reservation_of_quota', properties: ['quota', 'id'] })
export class Reservation extends Row {
  @Field(() => Quota, { nullable: true, description: 'Of which quota; null when out of your sight.' })
  @ManyToOne(() => Quota, { ref: true })
  quota!: Ref<Quota>;

  /** What holds it: the id of an order, a referral, a batch; for a hold made by hand, its idempotency key. */
  @Property({ type: 'uuid', hidden: true })
  holder!: string;

  @Field(() => Int, { description: 'Persons.' })
  @Property({ type: 'integer' })
  count!: number;

  @Field(() => String, { description: 'What for.' })
  @Property({ type: 'text' })
  purpose!: string;

  @Field(() => ReservationState, { description: 'Where it stands.' })
  @Enum({ items: () => ReservationState, type: 'text' })
  state: ReservationState = 'RESERVED';

  @Field(() => Instant, { description: 'Until when it can be confirmed, by the clock of the database.' })
  @Property({ type: 'timestamptz' })
  expiresAt!: Date;

  @Field(() => Instant, { nullable: true, description: 'When it was confirmed.' })
  @Property({ type: 'timestamptz', nullable: true })
  confirmedAt: Date | null = null;

  @Field(() => Instant, { nullable: true, description: 'When it was given back, or ran out.' })
  @Property({ type: 'timestamptz', nullable: true })
  endedAt: Date | null = null;

  @Field(() => String, { nullable: true, description: 'Why it was given back.' })
  @Property({ type: 'text', nullable: true })
  reason: string | null = null;
}
