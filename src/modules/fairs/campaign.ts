import type { Ref } from '@mikro-orm/core';
import { Check, Entity, Enum, Index, ManyToOne, Property, Unique } from '@mikro-orm/decorators/legacy';
import { Field, Int, ObjectType } from 'type-graphql';
import { Row } from '../../platform/database/base.js';
import { enumOf } from '../../platform/graphql/enum.js';
import { LocalDate } from '../../platform/graphql/scalars.js';
import { Institution } from '../institutions/institution.js';

export const CampaignKind = enumOf('CampaignKind', 'Campaigns of the public employment services (公共就业服务专项活动).', {
  ASSISTANCE_MONTH: '再就业援助月 Re-employment assistance month, January to February.',
  SPRING_BREEZE: '春风行动 Spring Breeze, after the Spring Festival.',
  PRIVATE_ENTERPRISE_WEEK: '民营企业招聘周 Private-enterprise recruitment week, May.',
  MIGRANT_WORKERS_DAY: '农民工日 Migrant Workers’ Day of Chongqing, the first Sunday of November.',
  OTHER: '其他活动 Another campaign.',
});
export type CampaignKind = keyof typeof CampaignKind;

@ObjectType({ description: 'A campaign in a year: what its fairs are held for.', simpleResolvers: true })
@Entity()
@Unique({ name: 'campaign_once', properties: ['institution', 'kind', 'year', 'name'] })
@Check({ name: 'campaign_days_in_order', expression: 'opens_on <= closes_on' })
@Index({ name: 'campaign_place', expression: 'create index campaign_place on campaign (institution_path collate "C")' })
export class Campaign extends Row {
  @Field(() => CampaignKind, { description: 'Which campaign.' })
  @Enum({ items: () => CampaignKind, type: 'text' })
  kind!: CampaignKind;

  @Field(() => Int, { description: 'In which year.' })
  @Property({ type: 'integer' })
  year!: number;

  @Field(() => String, { description: 'What it is called.' })
  @Property({ type: 'text' })
  name!: string;

  @Field(() => Institution, { description: 'Who runs it.' })
  @ManyToOne(() => Institution, { ref: true })
  institution!: Ref<Institution>;

  @Property({ type: 'text', hidden: true })
  institutionPath!: string;

  @Field(() => LocalDate, { description: 'First day.' })
  @Property({ type: 'date' })
  opensOn!: string;

  @Field(() => LocalDate, { description: 'Last day.' })
  @Property({ type: 'date' })
  closesOn!: string;
}
