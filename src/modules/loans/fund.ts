import type { Ref } from '@mikro-orm/core';
import { Check, Entity, Index, ManyToOne, Property, Unique } from '@mikro-orm/decorators/legacy';
import { Field, ObjectType } from 'type-graphql';
import { Row } from '../../platform/database/base.js';
import { Money, MoneyType } from '../../platform/graphql/scalars.js';
import { Region } from '../regions/region.js';

@ObjectType({
  description:
    'A guarantee fund (小额贷款担保基金): answers for loans up to so many times its money, and pays the bank for those that are not repaid.',
  simpleResolvers: true,
})
@Entity({ tableName: 'guarantee_fund' })
@Unique({ name: 'guarantee_fund_name', properties: ['region', 'name'] })
@Check({ name: 'guarantee_fund_never_negative', expression: 'balance >= 0 and exposure >= 0' })
@Index({ name: 'guarantee_fund_place', expression: 'create index guarantee_fund_place on guarantee_fund (region_path collate "C")' })
export class GuaranteeFund extends Row {
  @Field(() => String, { description: 'Its name, unique in its division.' })
  @Property({ type: 'text' })
  name!: string;

  @Field(() => Region, { description: 'The county or city whose loans it answers for.' })
  @ManyToOne(() => Region, { ref: true })
  region!: Ref<Region>;

  @Property({ type: 'text', hidden: true })
  regionPath!: string;

  @Field(() => String, { description: 'The bank that keeps its money and lends.' })
  @Property({ type: 'text' })
  bank!: string;

  /** Both are carried here by the ledger alone. */
  @Field(() => Money, { description: 'Its money: the sum of its entries.' })
  @Property({ type: MoneyType, default: 0 })
  balance = 0n;

  @Field(() => Money, { description: 'What it answers for: promised, and lent and not repaid.' })
  @Property({ type: MoneyType, default: 0 })
  exposure = 0n;
}
