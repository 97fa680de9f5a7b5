import type { Ref } from '@mikro-orm/core';
import { Check, Entity, Enum, Index, ManyToOne, Property } from '@mikro-orm/decorators/legacy';
import { Field, Int, ObjectType } from 'type-graphql';
import { Row } from '../../platform/database/base.js';
import { enumOf } from '../../platform/graphql/enum.js';
import { LocalDate } from '../../platform/graphql/scalars.js';
import { Region } from '../regions/region.js';

export const ParameterKind = enumOf('ParameterKind', 'What of a programme’s procedure is set by place and date.', {
  EMPLOYMENT_REGISTRATION: '就业登记期限 From the hire to its registration.',
  EMPLOYMENT_ENDING: '终止登记期限 From the last day of work to its registration.',
  NO_CONTACT: '失去联系期限 Without contact until an unemployment registration is cancelled.',
  RETIREMENT_MEN: '男性退休年龄 Age from which men are not of working age.',
  RETIREMENT_WOMEN: '女性退休年龄 Age from which women are not of working age.',
  AGED_MEN: '男性大龄年龄 Age from which a man counts as aged (4050).',
  AGED_WOMEN: '女性大龄年龄 Age from which a woman counts as aged (4050).',
  DIFFICULTY_NOTICE: '困难人员公示期 Public notice before a person is recognised as hard to employ.',
  DIFFICULTY_RECHECK: '困难人员复核间隔 From a recognition to its next check.',
  COMMUNITY_CHECK: '社区核查期限 From a declaration to the end of the community’s check and notice.',
  PUBLIC_NOTICE: '零就业家庭公示期 Public notice of a household.',
  STREET_CHECK: '街道复核期限 For the check of the street or town.',
  COUNTY_CONFIRMATION: '区县确认期限 For the confirmation of the county.',
  CLEARANCE: '消除期限 From a recognition, or a relapse, to the first member at work.',
  STABILITY: '稳定期 From clearance until work counts as lasting.',
  CARD_VALIDITY: '零就业家庭卡有效期 Of a household card.',
  REFUSALS: '无故拒绝次数 Offers refused without cause after which assistance may end.',
});
export type ParameterKind = keyof typeof ParameterKind;

export const ParameterUnit = enumOf('ParameterUnit', 'In what a parameter is counted.', {
  WORKING_DAYS: '工作日 Working days, on the holiday table.',
  DAYS: '天 Days.',
  MONTHS: '个月 Months.',
  YEARS: '岁 Years of age.',
  TIMES: '次 Times.',
});
export type ParameterUnit = keyof typeof ParameterUnit;

/**
 * The unit is the kind's own but for terms, which a county may count in working days, days or months. Contacts are looked
 * through every night for all counties at once: no holiday table of a year may be missing for it.
 */
const TERM = ['WORKING_DAYS', 'DAYS', 'MONTHS'] as const;
const UNITS: Partial<Record<ParameterKind, readonly ParameterUnit[]>> = {
  RETIREMENT_MEN: ['YEARS'],
  RETIREMENT_WOMEN: ['YEARS'],
  AGED_MEN: ['YEARS'],
  AGED_WOMEN: ['YEARS'],
  REFUSALS: ['TIMES'],
  NO_CONTACT: ['MONTHS', 'DAYS'],
};
export const unitsOf = (kind: ParameterKind): readonly ParameterUnit[] => UNITS[kind] ?? TERM;

@ObjectType({
  description:
    'A number of a programme’s procedure, from a date on, for a division and all below it that set no other. What began before goes on under what held then.',
  simpleResolvers: true,
})
@Entity()
@Check({ name: 'programme_parameter_value', expression: 'value >= 1 and value <= 400' })
@Index({
  name: 'programme_parameter_once',
  expression: 'create unique index programme_parameter_once on programme_parameter (kind, region_path, effective_on)',
})
export class ProgrammeParameter extends Row {
  @Field(() => ParameterKind, { description: 'What it sets.' })
  @Enum({ items: () => ParameterKind, type: 'text' })
  kind!: ParameterKind;

  @Field(() => Region, { nullable: true, description: 'Where it holds; null for everywhere.' })
  @ManyToOne(() => Region, { ref: true, nullable: true })
  region: Ref<Region> | null = null;

  @Property({ type: 'text', hidden: true })
  regionPath!: string;

  @Field(() => LocalDate, { description: 'From this day on.' })
  @Property({ type: 'date' })
  effectiveOn!: string;

  @Field(() => Int, { description: 'How many.' })
  @Property({ type: 'smallint' })
  value!: number;

  @Field(() => ParameterUnit, { description: 'Of what.' })
  @Enum({ items: () => ParameterUnit, type: 'text' })
  unit!: ParameterUnit;

  @Field(() => String, { description: 'The rule it comes from.' })
  @Property({ type: 'text' })
  source!: string;

  @Field(() => Boolean, { description: 'Our own proposal, or another place’s rule, for want of one that is known to hold here.' })
  @Property({ type: 'boolean', default: false })
  ours = false;
}
