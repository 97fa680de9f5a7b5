import { BaseEntity, type Opt, OptionalProps } from '@mikro-orm/core';
import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Field, ID, ObjectType } from 'type-graphql';
import { v7 } from 'uuid';
import { Instant } from '../graphql/scalars.js';

/** Every persisted thing: an opaque, sortable id and the instant it was written down. */
@ObjectType({ simpleResolvers: true })
@Entity({ abstract: true })
export abstract class Row extends BaseEntity {
  [OptionalProps]?: 'createdAt' | 'synthetic';

  @Field(() => ID, { description: 'Opaque, globally unique, sortable by age.' })
  @PrimaryKey({ type: 'uuid' })
  id: string = v7();

  @Field(() => Instant, { description: 'When it was written down.' })
  @Property({ type: 'timestamptz', defaultRaw: 'app_now()', index: false })
  createdAt!: Opt<Date>;

  @Field(() => Boolean, { description: 'True for generated demonstration rows, false for real ones.' })
  @Property({ type: 'boolean', default: false })
  synthetic: Opt<boolean> = false;
}
