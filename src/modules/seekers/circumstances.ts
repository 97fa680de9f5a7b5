import { Embeddable, Enum, Property } from '@mikro-orm/decorators/legacy';
import { Field, ObjectType } from 'type-graphql';
import { enumOf } from '../../platform/graphql/enum.js';
import { Ethnicity } from './ethnicity.js';

export const MaritalStatus = enumOf('MaritalStatus', 'Marital status, GB/T 2261.2.', {
  SINGLE: '未婚 Single.',
  MARRIED: '已婚 Married.',
  WIDOWED: '丧偶 Widowed.',
  DIVORCED: '离婚 Divorced.',
});
export type MaritalStatus = keyof typeof MaritalStatus;

export const Health = enumOf('Health', 'State of health, GB/T 2261.3, as stated.', {
  GOOD: '健康或良好 Good.',
  FAIR: '一般或较弱 Fair.',
  CHRONIC: '有慢性病 With a chronic illness.',
  DISABLED: '残疾 Disabled.',
});
export type Health = keyof typeof Health;

export const HardshipCategory = enumOf('HardshipCategory', 'Why work is hard to find; what the person states, not a recognition.', {
  AGED_4050: '4050人员 Women from 40, men from 50.',
  DISABLED: '残疾人 Disabled.',
  MLA_RECIPIENT: '低保对象 Receives the minimum living allowance.',
  LONG_TERM_UNEMPLOYED_1Y: '失业一年以上 Unemployed for a year or more.',
  ZERO_EMPLOYMENT_HOUSEHOLD_MEMBER: '零就业家庭成员 Of a household without anyone employed.',
  ZERO_TRANSFER_HOUSEHOLD_MEMBER: '零转移家庭成员 Of a rural household without non-farm work.',
  LAND_LOST: '失地农民 Lost their land.',
  RESETTLER: '移民 Resettled.',
  SINGLE_PARENT: '单亲抚养 Brings up a child alone.',
  GRADUATE_1Y: '毕业一年未就业 Graduated a year ago without work since.',
});
export type HardshipCategory = keyof typeof HardshipCategory;

/** Sensitive under PIPL art. 28: read by those who serve the person, and the person. */
@ObjectType({ description: 'Family, health and hardship of a person, as stated; null where not asked.', simpleResolvers: true })
@Embeddable()
export class Circumstances {
  @Field(() => Ethnicity, { nullable: true, description: 'Ethnicity as on the ID document.' })
  @Enum({ items: () => Ethnicity, type: 'text', nullable: true })
  ethnicity: Ethnicity | null = null;

  @Field(() => MaritalStatus, { nullable: true, description: 'Marital status.' })
  @Enum({ items: () => MaritalStatus, type: 'text', nullable: true })
  maritalStatus: MaritalStatus | null = null;

  @Field(() => Health, { nullable: true, description: 'State of health.' })
  @Enum({ items: () => Health, type: 'text', nullable: true })
  health: Health | null = null;

  @Field(() => [HardshipCategory], { description: 'Hardships stated.' })
  @Property({ type: 'text[]', defaultRaw: "'{}'" })
  hardships: HardshipCategory[] = [];

  @Field(() => String, { nullable: true, description: 'Number of the household, by which its members are found together.' })
  @Property({ type: 'text', nullable: true })
  householdNumber: string | null = null;
}
