import type { Ref } from '@mikro-orm/core';
import { Check, Entity, Enum, Index, ManyToOne, Property } from '@mikro-orm/decorators/legacy';
import { Field, ObjectType } from 'type-graphql';
import { Row } from '../../platform/database/base.js';
import { enumOf } from '../../platform/graphql/enum.js';
import { LocalDate } from '../../platform/graphql/scalars.js';
import { Region } from '../regions/region.js';
import { PolicyBasis, PolicyDocument } from './document.js';
import { PolicyParameter } from './rate.js';

export const PolicyBenefit = enumOf('PolicyBenefit', 'What a policy gives.', {
  POST_SUBSIDY: '岗位补贴 Post subsidy, to the employer.',
  INSURANCE_SUBSIDY: '社保补贴（单位） Social-insurance subsidy to the employer.',
  FLEXIBLE_INSURANCE_SUBSIDY: '社保补贴（灵活就业） Social-insurance subsidy to a flexible worker.',
  TAX_RELIEF: '税收减免 Tax relief.',
  FEE_WAIVER: '行政事业收费减免 Waiver of administrative fees.',
  MICRO_LOAN: '小额担保贷款 Guaranteed micro-loan.',
  LOAN_INTEREST: '贷款贴息 Interest subsidy of a micro-loan.',
  HOUSEHOLD_ASSISTANCE: '零就业家庭援助 Assistance to a zero-employment household.',
});
export type PolicyBenefit = keyof typeof PolicyBenefit;

export const PolicySubject = enumOf('PolicySubject', 'Who gets it.', {
  PERSON: '个人 The person.',
  HOUSEHOLD: '家庭 The household.',
  EMPLOYER: '用人单位 The employer.',
});
export type PolicySubject = keyof typeof PolicySubject;

export const SUBJECT_OF: Readonly<Record<PolicyBenefit, PolicySubject>> = {
  POST_SUBSIDY: 'EMPLOYER',
  INSURANCE_SUBSIDY: 'EMPLOYER',
  FLEXIBLE_INSURANCE_SUBSIDY: 'PERSON',
  TAX_RELIEF: 'PERSON',
  FEE_WAIVER: 'PERSON',
  MICRO_LOAN: 'PERSON',
  LOAN_INTEREST: 'PERSON',
  HOUSEHOLD_ASSISTANCE: 'HOUSEHOLD',
};

export const PolicyFact = enumOf('PolicyFact', 'What a rule asks about; each is a number, yes or no, or a set of words.', {
  AGE: '年龄 Age: full years.',
  SEX: '性别 Sex: MALE or FEMALE.',
  SITUATION: '就业状况 What the person does now: a value of SeekerSituation.',
  URBAN: '城镇户籍 Urban household registration: yes or no.',
  REGISTERED_UNEMPLOYED: '登记失业 Registered as unemployed: yes or no.',
  DIFFICULTIES: '就业困难类别 Categories of difficulty: values of HardshipCategory.',
  HOUSEHOLD_CARD: '零就业家庭卡 Of a household with a zero-employment card: yes or no.',
  LOAN_OUTSTANDING: '有未结清贷款 A micro-loan is open, or asked for: yes or no.',
  EARLIER_LOANS: '已获贷款次数 Micro-loans disbursed before: how many.',
  CERTIFICATE: '再就业优惠证 Holds the re-employment preference certificate: yes or no.',
  EX_SERVICEMAN: '复员退役军人 Left the army: yes or no.',
  SELF_EMPLOYED: '持照个体经营 Self-employed with a licence: yes or no.',
  FLEXIBLE_WORK: '灵活就业 In flexible work: yes or no.',
  MICRO_PROFIT: '微利项目 The project is a listed micro-profit one: yes or no.',
  WITHIN_TERM: '原贷款期内 Inside the original term of the loan: yes or no.',
  PUBLIC_WELFARE_POST: '公益性岗位 The post is a public-welfare post: yes or no.',
  PUBLIC_BODY_LOGISTICS: '机关后勤岗位 The post is a logistics post of a public body: yes or no.',
  CONTRACT_MONTHS: '劳动合同月数 Length of the labour contract: months.',
  INSURANCE_PAID: '已缴社会保险 Social insurance was paid for the month: yes or no.',
  WAGE_MEETS_MINIMUM: '工资不低于最低工资 The wage is at or above the local minimum: yes or no.',
  EMPLOYER_VERIFIED: '用人单位已核验 The employer’s licence was checked: yes or no.',
});
export type PolicyFact = keyof typeof PolicyFact;

export const PolicyOperator = enumOf('PolicyOperator', 'How a fact is compared.', {
  YES: '为是 It is so.',
  NO: '为否 It is not so.',
  AT_LEAST: '不少于 At least the operand, or the rate.',
  AT_MOST: '不超过 At most the operand, or the rate.',
  ANY_OF: '属于 One of the words of the operand.',
  WAIVED: '免除 Nothing is asked: how a division waives a rule of one above it.',
});
export type PolicyOperator = keyof typeof PolicyOperator;

/**
 * A row of the decision table. Rows of one benefit and clause are alternatives, clauses must all hold. A row of a deeper
 * division takes the place of the row with its code above it; with a new code it adds an alternative or a clause.
 */
@ObjectType({
  description:
    'A row of the decision table: one comparison. Rows of one clause are alternatives, all clauses of a benefit must hold; a row of a deeper division takes the place of the one with its code, or adds to them.',
  simpleResolvers: true,
})
@Entity({ tableName: 'policy_rule' })
@Check({ name: 'policy_rule_days_in_order', expression: 'ends_on is null or effective_on <= ends_on' })
@Check({
  name: 'policy_rule_compares',
  expression:
    "case operator when 'ANY_OF' then cardinality(operand) > 0 when 'AT_LEAST' then cardinality(operand) = 1 or parameter is not null when 'AT_MOST' then cardinality(operand) = 1 or parameter is not null else cardinality(operand) = 0 and parameter is null end",
})
@Index({ name: 'policy_rule_from', expression: 'create unique index policy_rule_from on policy_rule (code, region_id, effective_on)' })
export class PolicyRule extends Row {
  @Field(() => PolicyBenefit, { description: 'What it is a condition of.' })
  @Enum({ items: () => PolicyBenefit, type: 'text' })
  benefit!: PolicyBenefit;

  @Field(() => String, { description: 'Its clause; rows of one clause are alternatives.' })
  @Property({ type: 'text' })
  clause!: string;

  @Field(() => String, { description: 'Its code, by which a deeper division takes its place.' })
  @Property({ type: 'text' })
  code!: string;

  @Field(() => PolicyFact, { description: 'What it asks about.' })
  @Enum({ items: () => PolicyFact, type: 'text' })
  fact!: PolicyFact;

  @Field(() => PolicyOperator, { description: 'How it compares.' })
  @Enum({ items: () => PolicyOperator, type: 'text' })
  operator!: PolicyOperator;

  @Field(() => [String], { description: 'With what: a number, or words.' })
  @Property({ type: 'text[]', defaultRaw: "'{}'" })
  operand: string[] = [];

  @Field(() => PolicyParameter, { nullable: true, description: 'The rate that it compares with instead of a number.' })
  @Enum({ items: () => PolicyParameter, type: 'text', nullable: true })
  parameter: PolicyParameter | null = null;

  @Field(() => Region, { description: 'Where it holds; the country is everywhere.' })
  @ManyToOne(() => Region, { ref: true })
  region!: Ref<Region>;

  @Property({ type: 'text', hidden: true })
  regionPath!: string;

  @Field(() => LocalDate, { description: 'First day on which it holds.' })
  @Property({ type: 'date' })
  effectiveOn!: string;

  @Field(() => LocalDate, { nullable: true, description: 'First day on which it no longer holds; null while no end is set.' })
  @Property({ type: 'date', nullable: true })
  endsOn: string | null = null;

  @Field(() => String, { description: 'What it asks, in Chinese.' })
  @Property({ type: 'text' })
  zh!: string;

  @Field(() => String, { description: 'What it asks, in English.' })
  @Property({ type: 'text' })
  en!: string;

  @Field(() => PolicyDocument, { nullable: true, description: 'The document that sets it; null where none is named.' })
  @ManyToOne(() => PolicyDocument, { ref: true, nullable: true })
  document: Ref<PolicyDocument> | null = null;

  @Field(() => PolicyBasis, { description: 'What it rests on.' })
  @Enum({ items: () => PolicyBasis, type: 'text' })
  basis!: PolicyBasis;

  @Field(() => String, { description: 'Where it was found, in words.' })
  @Property({ type: 'text' })
  source!: string;
}
