import { Embeddable, Enum, Property } from '@mikro-orm/decorators/legacy';
import { Field, Int, ObjectType } from 'type-graphql';
import { enumOf } from '../../platform/graphql/enum.js';
import { Money, MoneyType } from '../../platform/graphql/scalars.js';
import { SocialInsurance } from './recruitment.js';

export const PayPeriod = enumOf('PayPeriod', 'What an amount of pay is for.', {
  MONTH: '月 A month.',
  DAY: '日 A day.',
  HOUR: '小时 An hour.',
  YEAR: '年 A year.',
  PIECE: '件 A piece.',
});
export type PayPeriod = keyof typeof PayPeriod;

export const PayBasis = enumOf('PayBasis', 'How pay is reckoned.', {
  TIME: '计时 By time.',
  PIECE: '计件 By the piece.',
  BASE_PLUS_OVERTIME: '底薪加加班 Basic pay and overtime.',
  COMPREHENSIVE: '综合工资 All in.',
});
export type PayBasis = keyof typeof PayBasis;

export const Shift = enumOf('Shift', 'When work is done.', {
  DAY: '白班 By day.',
  TWO_SHIFT: '两班倒 Two shifts in turn.',
  THREE_SHIFT: '三班倒 Three shifts in turn.',
  NIGHT: '夜班 By night.',
  FLEXIBLE: '弹性 Flexible.',
});
export type Shift = keyof typeof Shift;

export const Sex = enumOf('Sex', 'Sex as on the ID document.', { MALE: '男 Male.', FEMALE: '女 Female.' });
export type Sex = keyof typeof Sex;

/** Ranks of GB/T 4658, low to high; compare by rank. */
export const EDUCATION_RANK = {
  NONE: 0,
  PRIMARY: 1,
  JUNIOR_HIGH: 2,
  SENIOR_HIGH: 3,
  SECONDARY_VOCATIONAL: 4,
  JUNIOR_COLLEGE: 5,
  BACHELOR: 6,
  POSTGRADUATE: 7,
} as const;
export const Education = enumOf('Education', 'Education by GB/T 4658, from none up; secondary vocational ranks above senior high.', {
  NONE: '不限 None: none needed, or none had.',
  PRIMARY: '小学 Primary school.',
  JUNIOR_HIGH: '初中 Junior high school.',
  SENIOR_HIGH: '高中 Senior high school.',
  SECONDARY_VOCATIONAL: '中专、技校 Secondary vocational school.',
  JUNIOR_COLLEGE: '大专 Junior college.',
  BACHELOR: '本科 Bachelor.',
  POSTGRADUATE: '研究生 Postgraduate.',
});
export type Education = keyof typeof Education;

@ObjectType({
  description: 'Pay as it was offered, and what it comes to in a month (a day × 21.75, an hour × 174, a year ÷ 12).',
  simpleResolvers: true,
})
@Embeddable()
export class Pay {
  @Field(() => Money, { nullable: true, description: 'The least, for one period; null when not stated.' })
  @Property({ type: MoneyType, nullable: true })
  from: bigint | null = null;

  @Field(() => Money, { nullable: true, description: 'The most, for one period; null when not stated.' })
  @Property({ type: MoneyType, nullable: true })
  to: bigint | null = null;

  @Field(() => PayPeriod, { description: 'What one amount is for.' })
  @Enum({ items: () => PayPeriod, type: 'text' })
  period!: PayPeriod;

  @Field(() => PayBasis, { description: 'How it is reckoned.' })
  @Enum({ items: () => PayBasis, type: 'text' })
  basis!: PayBasis;

  @Field(() => Boolean, { description: '面议: to be agreed.' })
  @Property({ type: 'boolean' })
  negotiable!: boolean;

  @Field(() => Money, { nullable: true, description: 'The least a month; null when it cannot be said.' })
  @Property({ type: MoneyType, nullable: true })
  monthlyFrom: bigint | null = null;

  @Field(() => Money, { nullable: true, description: 'The most a month; null when it cannot be said.' })
  @Property({ type: MoneyType, nullable: true })
  monthlyTo: bigint | null = null;

  @Field(() => String, { nullable: true, description: 'The words of the offer.' })
  @Property({ type: 'text', nullable: true })
  text: string | null = null;
}

@ObjectType({ description: 'What the post asks of a person.', simpleResolvers: true })
@Embeddable()
export class Requirements {
  @Field(() => Int, { nullable: true, description: 'Youngest age in full years; never below 16.' })
  @Property({ type: 'smallint', nullable: true })
  ageMin: number | null = null;

  @Field(() => Int, { nullable: true, description: 'Oldest age in full years.' })
  @Property({ type: 'smallint', nullable: true })
  ageMax: number | null = null;

  @Field(() => Education, { description: 'Least education.' })
  @Enum({ items: () => Education, type: 'text', default: 'NONE' })
  education: Education = 'NONE';

  @Property({ type: 'smallint', default: 0, hidden: true })
  educationRank = 0;

  @Field(() => [String], { description: 'Certificates that must be held.' })
  @Property({ type: 'text[]', defaultRaw: "'{}'" })
  certificates: string[] = [];

  @Field(() => Int, { nullable: true, description: 'Least experience, in months.' })
  @Property({ type: 'smallint', nullable: true })
  experienceMonths: number | null = null;

  @Field(() => Boolean, { description: 'A health certificate (健康证) is needed; it then stands among the certificates.' })
  @Property({ type: 'boolean', default: false })
  healthCertificate = false;

  @Field(() => String, { nullable: true, description: 'What the work asks of the body, in words: eyesight, height, strength.' })
  @Property({ type: 'text', nullable: true })
  physicalConditions: string | null = null;

  @Field(() => Sex, { nullable: true, description: 'The one sex that a rule of the State lets do this work; null for all but such posts.' })
  @Enum({ items: () => Sex, type: 'text', nullable: true })
  sexLimit: Sex | null = null;

  @Field(() => String, { nullable: true, description: 'The rule of the State that limits the post to one sex; without it no limit is taken.' })
  @Property({ type: 'text', nullable: true })
  sexLimitGround: string | null = null;
}

@ObjectType({ description: 'Hours, contract and what comes with the post; null where the notice does not say.', simpleResolvers: true })
@Embeddable()
export class Conditions {
  @Field(() => Shift, { nullable: true, description: 'Shifts.' })
  @Enum({ items: () => Shift, type: 'text', nullable: true })
  shift: Shift | null = null;

  @Field(() => Int, { nullable: true, description: 'Hours a day.' })
  @Property({ type: 'smallint', nullable: true })
  hoursPerDay: number | null = null;

  @Field(() => Int, { nullable: true, description: 'Days of rest a month.' })
  @Property({ type: 'smallint', nullable: true })
  restDaysPerMonth: number | null = null;

  @Field(() => String, {
    nullable: true,
    description: 'Number of the approval of special working hours (综合计算工时、不定时), which lifts the limits on hours.',
  })
  @Property({ type: 'text', nullable: true })
  hoursApproval: string | null = null;

  @Field(() => Int, { nullable: true, description: 'Contract term in months; 0 is open-ended.' })
  @Property({ type: 'smallint', nullable: true })
  contractMonths: number | null = null;

  @Field(() => Int, { nullable: true, description: 'Probation in months.' })
  @Property({ type: 'smallint', nullable: true })
  probationMonths: number | null = null;

  @Field(() => Money, { nullable: true, description: 'Pay in probation, for one period of `pay`.' })
  @Property({ type: MoneyType, nullable: true })
  probationPay: bigint | null = null;

  @Field(() => [SocialInsurance], { description: 'Social insurances paid.' })
  @Property({ type: 'text[]', defaultRaw: "'{}'" })
  insurances: SocialInsurance[] = [];

  @Field(() => Boolean, { nullable: true, description: '包吃 Board.' })
  @Property({ type: 'boolean', nullable: true })
  board: boolean | null = null;

  @Field(() => String, { nullable: true, description: 'Which meals, or what is paid instead (餐补).' })
  @Property({ type: 'text', nullable: true })
  boardNote: string | null = null;

  @Field(() => Boolean, { nullable: true, description: '包住 Lodging.' })
  @Property({ type: 'boolean', nullable: true })
  lodging: boolean | null = null;

  @Field(() => String, { nullable: true, description: 'How one is lodged, or what is paid instead.' })
  @Property({ type: 'text', nullable: true })
  lodgingNote: string | null = null;

  @Field(() => Boolean, { nullable: true, description: '报销路费 Travel is refunded.' })
  @Property({ type: 'boolean', nullable: true })
  travelRefund: boolean | null = null;

  @Field(() => Int, { nullable: true, description: '岗前培训 Induction training, in days.' })
  @Property({ type: 'smallint', nullable: true })
  trainingDays: number | null = null;

  @Field(() => Int, { nullable: true, description: 'Day of the month on which pay is due.' })
  @Property({ type: 'smallint', nullable: true })
  payDay: number | null = null;
}
