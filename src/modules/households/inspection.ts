import type { Ref } from '@mikro-orm/core';
import { Check, Entity, Index, ManyToOne, Property } from '@mikro-orm/decorators/legacy';
import { Field, ObjectType } from 'type-graphql';
import { Row } from '../../platform/database/base.js';
import { LocalDate } from '../../platform/graphql/scalars.js';
import { Region } from '../regions/region.js';
import { Household } from './household.js';

@ObjectType({ description: 'A special inspection (专项检查) of how households are served in a division.', simpleResolvers: true })
@Entity()
@Index({ name: 'inspection_place', expression: 'create index inspection_place on inspection (region_path collate "C", inspected_on)' })
export class Inspection extends Row {
  @Field(() => Region, { description: 'The division inspected.' })
  @ManyToOne(() => Region, { ref: true })
  region!: Ref<Region>;

  @Property({ type: 'text', hidden: true })
  regionPath!: string;

  /** The division of the office that inspected: above the inspected one. */
  @Property({ type: 'text', hidden: true })
  officePath!: string;

  @Field(() => LocalDate, { description: 'When.' })
  @Property({ type: 'date' })
  inspectedOn!: string;

  @Field(() => String, { description: 'What was seen, as a whole.' })
  @Property({ type: 'text' })
  summary!: string;

  /** The account that wrote it down. */
  @Property({ type: 'uuid', hidden: true })
  byId!: string;
}

@ObjectType({ description: 'What an inspection found at a household, until it is put right.', simpleResolvers: true })
@Entity()
@Check({ name: 'inspection_finding_remedy', expression: '(remedied_on is null) = (remedy is null)' })
@Index({
  name: 'inspection_finding_open',
  expression: 'create index inspection_finding_open on inspection_finding (region_path collate "C", due_on) where remedied_on is null',
})
export class InspectionFinding extends Row {
  @Field(() => Inspection, { nullable: true, description: 'The inspection; null when out of your sight.' })
  @ManyToOne(() => Inspection, { ref: true, index: true })
  inspection!: Ref<Inspection>;

  @Field(() => Household, { nullable: true, description: 'The household; null when out of your sight.' })
  @ManyToOne(() => Household, { ref: true, index: true })
  household!: Ref<Household>;

  @Property({ type: 'text', hidden: true })
  regionPath!: string;

  @Field(() => String, { description: 'What is wrong.' })
  @Property({ type: 'text' })
  problem!: string;

  @Field(() => LocalDate, { description: 'By when it is to be put right.' })
  @Property({ type: 'date' })
  dueOn!: string;

  @Field(() => LocalDate, { nullable: true, description: 'When it was put right; null while it is not.' })
  @Property({ type: 'date', nullable: true })
  remediedOn: string | null = null;

  @Field(() => String, { nullable: true, description: 'How it was put right.' })
  @Property({ type: 'text', nullable: true })
  remedy: string | null = null;
}
