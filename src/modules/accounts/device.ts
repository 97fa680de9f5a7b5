import type { Ref } from '@mikro-orm/core';
import { Entity, Index, ManyToOne, Property, Unique } from '@mikro-orm/decorators/legacy';
import { Field, ObjectType } from 'type-graphql';
import { Row } from '../../platform/database/base.js';
import { Instant } from '../../platform/graphql/scalars.js';
import { Institution } from '../institutions/institution.js';
import { Region } from '../regions/region.js';

/** A kiosk: enrolled once with a code, from then on known by an opaque token; only hashes of both are kept. */
@ObjectType({ description: 'A kiosk in a hall or at a fair.', simpleResolvers: true })
@Entity()
@Index({ name: 'device_path', expression: 'create index device_path on device (region_path collate "C")' })
export class Device extends Row {
  @Field(() => String, { description: 'What it is called: hall, stand, number.' })
  @Property({ type: 'text' })
  name!: string;

  @Field(() => Region, { description: 'The division it stands in.' })
  @ManyToOne(() => Region, { ref: true })
  region!: Ref<Region>;

  @Property({ type: 'text', hidden: true })
  regionPath!: string;

  @Field(() => Institution, { nullable: true, description: 'The institution it belongs to.' })
  @ManyToOne(() => Institution, { ref: true, nullable: true })
  institution: Ref<Institution> | null = null;

  @Property({ type: 'bytea', nullable: true, hidden: true, lazy: true })
  @Unique({ name: 'device_code' })
  codeHash?: Buffer | null;

  @Field(() => Instant, { nullable: true, description: 'Until when its enrolment code can be used; null once it was.' })
  @Property({ type: 'timestamptz', nullable: true })
  codeUntil: Date | null = null;

  @Property({ type: 'bytea', nullable: true, hidden: true, lazy: true })
  @Unique({ name: 'device_token' })
  tokenHash?: Buffer | null;

  @Field(() => Instant, { nullable: true, description: 'When it took its token.' })
  @Property({ type: 'timestamptz', nullable: true })
  enrolledAt: Date | null = null;

  @Field(() => Instant, { nullable: true, description: 'When it was last heard of, to the minute.' })
  @Property({ type: 'timestamptz', nullable: true })
  lastSeenAt: Date | null = null;

  @Field(() => Instant, { nullable: true, description: 'When it was shut out; it is enrolled anew to come back.' })
  @Property({ type: 'timestamptz', nullable: true })
  disabledAt: Date | null = null;
}
