import type { Ref } from '@mikro-orm/core';
import { Check, Entity, ManyToOne, Property, Unique } from '@mikro-orm/decorators/legacy';
import { Field, Int, ObjectType } from 'type-graphql';
import { Row } from '../../platform/database/base.js';
import { Instant } from '../../platform/graphql/scalars.js';
import { Device } from '../accounts/device.js';
import { FairHall, JobFair } from './job-fair.js';

@ObjectType({
  description: 'A kiosk enrolled to a fair: it sees that fair’s feed and no other, until its time is over; then its token opens nothing.',
  simpleResolvers: true,
})
@Entity()
@Unique({ name: 'fair_kiosk_device', properties: ['device'] })
@Check({ name: 'fair_kiosk_in_hall', expression: 'x >= 0 and x <= 10000 and y >= 0 and y <= 10000' })
export class FairKiosk extends Row {
  @Field(() => JobFair, { nullable: true, description: 'At which fair; null when out of your sight.' })
  @ManyToOne(() => JobFair, { ref: true, index: true })
  fair!: Ref<JobFair>;

  /** A device, or the account of a display that has a key instead. */
  @Field(() => Device, { nullable: true, description: 'Which device; null when out of your sight.' })
  @ManyToOne(() => Device, { ref: true, createForeignKeyConstraint: false })
  device!: Ref<Device>;

  @Field(() => FairHall, { description: 'In which hall it stands.' })
  @ManyToOne(() => FairHall, { ref: true, index: true })
  hall!: Ref<FairHall>;

  @Field(() => Int, { description: 'Metres from the left wall of the hall.' })
  @Property({ type: 'integer' })
  x!: number;

  @Field(() => Int, { description: 'Metres from the wall of the entrance.' })
  @Property({ type: 'integer' })
  y!: number;

  @Field(() => Instant, { description: 'Until when its token opens anything: the end of the fair and a day.' })
  @Property({ type: 'timestamptz' })
  until!: Date;

  /** Written anew with each change, so that open sockets end. */
  @Property({ type: 'integer', default: 0, hidden: true })
  epoch = 0;
}

@ObjectType({ description: 'Something said to everybody at a fair.', simpleResolvers: true })
@Entity()
export class FairAnnouncement extends Row {
  @ManyToOne(() => JobFair, { ref: true, index: true })
  fair!: Ref<JobFair>;

  @Field(() => String, { description: 'In Chinese.' })
  @Property({ type: 'text' })
  zh!: string;

  @Field(() => String, { nullable: true, description: 'In English.' })
  @Property({ type: 'text', nullable: true })
  en: string | null = null;
}
