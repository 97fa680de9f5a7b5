import type { Ref } from '@mikro-orm/core';
import { Check, Entity, Enum, Index, ManyToOne, Property, Unique } from '@mikro-orm/decorators/legacy';
import { Field, Int, ObjectType } from 'type-graphql';
import { Row } from '../../platform/database/base.js';
import { enumOf } from '../../platform/graphql/enum.js';
import { LocalDate, Money, MoneyType } from '../../platform/graphql/scalars.js';
import { type Transitions, step } from '../../platform/graphql/transition.js';
import { Region } from '../regions/region.js';
import { Seeker } from '../seekers/seeker.js';

export const LabourBaseKind = enumOf('LabourBaseKind', 'What a labour base is for.', {
  TRAINING: '培训基地 People are trained here before they go.',
  DESTINATION: '输出基地 People of a county work here in numbers.',
});
export type LabourBaseKind = keyof typeof LabourBaseKind;

@ObjectType({ description: 'A labour base (劳务基地) of a county, at home or where its people work.', simpleResolvers: true })
@Entity()
@Unique({ name: 'labour_base_name', properties: ['county', 'name'] })
@Check({ name: 'labour_base_room', expression: 'capacity > 0' })
export class LabourBase extends Row {
  @Field(() => String, { description: 'Its name.' })
  @Property({ type: 'text' })
  name!: string;

  @Field(() => LabourBaseKind, { description: 'What it is for.' })
  @Enum({ items: () => LabourBaseKind, type: 'text' })
  kind!: LabourBaseKind;

  @Field(() => Region, { description: 'The county whose base it is.' })
  @ManyToOne(() => Region, { ref: true })
  county!: Ref<Region>;

  @Property({ type: 'text', hidden: true })
  countyPath!: string;

  @Field(() => Region, { description: 'Where it stands.' })
  @ManyToOne(() => Region, { ref: true })
  place!: Ref<Region>;

  @Field(() => Int, { description: 'People it has room for at once.' })
  @Property({ type: 'integer' })
  capacity!: number;
}

export const BrandState = enumOf('LabourBrandState', 'Where a labour-service brand stands.', {
  CULTIVATING: '培育 Being built up.',
  REGISTERED: '已注册 Its trade mark is registered.',
  RECOGNISED: '已认定 Recognised by the city.',
  SUSPENDED: '暂停 Suspended.',
});
export type BrandState = keyof typeof BrandState;

const transitions: Transitions<BrandState> = {
  CULTIVATING: ['REGISTERED', 'SUSPENDED'],
  REGISTERED: ['RECOGNISED', 'SUSPENDED'],
  RECOGNISED: ['SUSPENDED'],
  SUSPENDED: ['CULTIVATING'],
};

@ObjectType('LabourBrand', { description: 'A labour-service brand (劳务品牌): a trade for which a county is known.', simpleResolvers: true })
@Entity({ tableName: 'labour_brand' })
@Unique({ name: 'labour_brand_name', properties: ['name'] })
@Unique({ name: 'labour_brand_trademark', properties: ['trademarkNumber'] })
@Check({ name: 'labour_brand_marked', expression: "state in ('CULTIVATING', 'SUSPENDED') or trademark_number is not null" })
export class LabourBrand extends Row {
  @Field(() => String, { description: 'Its name, such as 云阳面工.' })
  @Property({ type: 'text' })
  name!: string;

  @Field(() => Region, { description: 'The county it comes from.' })
  @ManyToOne(() => Region, { ref: true })
  county!: Ref<Region>;

  @Property({ type: 'text', hidden: true })
  countyPath!: string;

  @Field(() => String, { description: 'Occupation code of its trade.' })
  @Property({ type: 'text' })
  occupationCode!: string;

  @Field(() => Region, { nullable: true, description: 'Where most of its people work.' })
  @ManyToOne(() => Region, { ref: true, nullable: true })
  destination: Ref<Region> | null = null;

  @Field(() => LabourBase, { nullable: true, description: 'Where its people are trained.' })
  @ManyToOne(() => LabourBase, { ref: true, nullable: true })
  trainingBase: Ref<LabourBase> | null = null;

  @Field(() => String, { nullable: true, description: 'Number of its trade mark; null while it is being built up.' })
  @Property({ type: 'text', nullable: true })
  trademarkNumber: string | null = null;

  @Field(() => BrandState, { description: 'Where it stands.' })
  @Enum({ items: () => BrandState, type: 'text' })
  state: BrandState = 'CULTIVATING';

  @Field(() => String, { nullable: true, description: 'Why it was suspended.' })
  @Property({ type: 'text', nullable: true })
  reason: string | null = null;

  moveTo(state: BrandState): void {
    this.state = step(transitions, this.state, state, BrandState);
  }
}

@ObjectType({ description: 'A person who works under a labour-service brand.', simpleResolvers: true })
@Entity()
@Check({ name: 'brand_member_days_in_order', expression: 'left_on is null or joined_on <= left_on' })
@Check({ name: 'brand_member_income', expression: 'yearly_income is null or yearly_income >= 0' })
@Index({ name: 'brand_member_place', expression: 'create index brand_member_place on brand_member (county_path collate "C")' })
@Index({ name: 'brand_member_once', expression: 'create unique index brand_member_once on brand_member (brand_id, seeker_id) where left_on is null' })
export class BrandMember extends Row {
  @Field(() => LabourBrand, { description: 'The brand.' })
  @ManyToOne(() => LabourBrand, { ref: true, index: true })
  brand!: Ref<LabourBrand>;

  @Property({ type: 'text', hidden: true })
  countyPath!: string;

  @Field(() => Seeker, { nullable: true, description: 'Who; null when out of your sight.' })
  @ManyToOne(() => Seeker, { ref: true, index: true })
  seeker!: Ref<Seeker>;

  @Field(() => LocalDate, { description: 'Since when.' })
  @Property({ type: 'date' })
  joinedOn!: string;

  @Field(() => LocalDate, { nullable: true, description: 'Until when; null while a member.' })
  @Property({ type: 'date', nullable: true })
  leftOn: string | null = null;

  @Field(() => Money, { nullable: true, description: 'Income of the last full year, as reported.' })
  @Property({ type: MoneyType, nullable: true })
  yearlyIncome: bigint | null = null;
}
