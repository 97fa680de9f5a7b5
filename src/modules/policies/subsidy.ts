import type { Ref } from '@mikro-orm/core';
import { Check, Entity, Enum, Index, ManyToOne, Property, Unique } from '@mikro-orm/decorators/legacy';
import { Field, Int, ObjectType } from 'type-graphql';
import type { Level } from '../../platform/access/viewer.js';
import { Row } from '../../platform/database/base.js';
import { enumOf } from '../../platform/graphql/enum.js';
import { LocalDate, Money, MoneyType } from '../../platform/graphql/scalars.js';
import { type Transitions, step } from '../../platform/graphql/transition.js';
import { Institution } from '../institutions/institution.js';
import { Seeker } from '../seekers/seeker.js';
import { Employer } from '../vacancies/employer.js';

export const SubsidyKind = enumOf('SubsidyKind', 'What is subsidised. Of one kind a person has at most one a month.', {
  POST: '岗位补贴 Post subsidy.',
  INSURANCE: '社保补贴 Social-insurance subsidy.',
});
export type SubsidyKind = keyof typeof SubsidyKind;

export const SubsidyPost = enumOf('SubsidyPost', 'What kind of post the people of a claim have.', {
  ORDINARY: '一般岗位 An ordinary post.',
  PUBLIC_WELFARE: '公益性岗位 A public-welfare post.',
  PUBLIC_BODY_LOGISTICS: '机关事业单位后勤岗位 A logistics post of a public body.',
  FLEXIBLE: '灵活就业 Flexible work, on one’s own account.',
});
export type SubsidyPost = keyof typeof SubsidyPost;

export const SubsidyState = enumOf('SubsidyState', 'Where a claim for a subsidy stands.', {
  APPLIED: '已申请 Asked for.',
  VERIFIED: '已核实 Contracts, wages and insurance were checked.',
  PUBLICISED: '公示中 Shown publicly until its notice ends.',
  APPROVED: '已批准 Approved; its months are counted.',
  PAID: '已发放 Paid.',
  RECOVERED: '已追回 Taken back: it was got by fraud or error.',
  REJECTED: '未通过 Refused.',
});
export type SubsidyState = keyof typeof SubsidyState;

const transitions: Transitions<SubsidyState> = {
  APPLIED: ['VERIFIED', 'REJECTED'],
  VERIFIED: ['PUBLICISED', 'REJECTED'],
  PUBLICISED: ['APPROVED', 'REJECTED'],
  APPROVED: ['PAID'],
  PAID: ['RECOVERED'],
  RECOVERED: [],
  REJECTED: [],
};

/** Offices that take each step; the levels are ours, and every step is another person's than the one before. */
export const SUBSIDY_LEVELS: Readonly<Record<Exclude<SubsidyState, 'APPLIED'>, readonly Level[]>> = {
  VERIFIED: ['street', 'county'],
  PUBLICISED: ['street', 'county'],
  APPROVED: ['county'],
  PAID: ['county'],
  RECOVERED: ['county', 'city'],
  REJECTED: ['street', 'county'],
};

@ObjectType({
  description:
    'A claim for a subsidy for one quarter (岗位补贴、社会保险补贴): person-months with their evidence, paid to the employer, or to the flexible worker.',
  simpleResolvers: true,
})
@Entity({ tableName: 'subsidy_claim' })
@Check({ name: 'subsidy_claim_one_payee', expression: '(employer_id is null) <> (seeker_id is null)' })
@Check({ name: 'subsidy_claim_quarter', expression: 'extract(day from quarter_on) = 1 and extract(month from quarter_on) in (1, 4, 7, 10)' })
@Check({ name: 'subsidy_claim_amounts', expression: 'amount > 0 and paid >= 0 and paid <= amount' })
@Check({ name: 'subsidy_claim_refused_has_reason', expression: "(state <> 'REJECTED' and state <> 'RECOVERED') or reason is not null" })
@Index({ name: 'subsidy_claim_place', expression: 'create index subsidy_claim_place on subsidy_claim (institution_path collate "C")' })
export class SubsidyClaim extends Row {
  @Field(() => SubsidyKind, { description: 'What is subsidised.' })
  @Enum({ items: () => SubsidyKind, type: 'text' })
  kind!: SubsidyKind;

  @Field(() => SubsidyPost, { description: 'What kind of posts.' })
  @Enum({ items: () => SubsidyPost, type: 'text' })
  post!: SubsidyPost;

  @Field(() => Employer, { nullable: true, description: 'The employer that is paid; null where a flexible worker is.' })
  @ManyToOne(() => Employer, { ref: true, nullable: true, index: true })
  employer: Ref<Employer> | null = null;

  @Field(() => Seeker, { nullable: true, description: 'The flexible worker who is paid; null where an employer is, or out of your sight.' })
  @ManyToOne(() => Seeker, { ref: true, nullable: true, index: true })
  seeker: Ref<Seeker> | null = null;

  @Field(() => LocalDate, { description: 'First day of the quarter.' })
  @Property({ type: 'date' })
  quarterOn!: string;

  @Field(() => Institution, { description: 'The public institution that received it.' })
  @ManyToOne(() => Institution, { ref: true, index: true })
  institution!: Ref<Institution>;

  @Property({ type: 'text', hidden: true })
  institutionPath!: string;

  @Field(() => SubsidyState, { description: 'Where it stands.' })
  @Enum({ items: () => SubsidyState, type: 'text' })
  state: SubsidyState = 'APPLIED';

  @Field(() => LocalDate, { description: 'When it was asked for; the rules and rates of the months hold.' })
  @Property({ type: 'date' })
  appliedOn!: string;

  @Field(() => LocalDate, { nullable: true, description: 'Last day of its public notice; null before.' })
  @Property({ type: 'date', nullable: true })
  noticeUntil: string | null = null;

  @Field(() => Money, { description: 'The sum of its months.' })
  @Property({ type: MoneyType })
  amount!: bigint;

  /** Carried here by the ledger alone. */
  @Field(() => Money, { description: 'What was paid of it and not taken back.' })
  @Property({ type: MoneyType, default: 0 })
  paid = 0n;

  @Field(() => String, { nullable: true, description: 'Why it was refused or taken back.' })
  @Property({ type: 'text', nullable: true })
  reason: string | null = null;

  moveTo(state: SubsidyState): void {
    this.state = step(transitions, this.state, state, SubsidyState);
  }
}

@ObjectType({ description: 'One person’s month in a claim, with its evidence and the amount for it.', simpleResolvers: true })
@Entity({ tableName: 'subsidy_month' })
@Check({ name: 'subsidy_month_is_month', expression: 'extract(day from month) = 1' })
@Check({ name: 'subsidy_month_amounts', expression: 'wage > 0 and insurance_paid >= 0 and amount > 0' })
@Check({ name: 'subsidy_month_in_contract', expression: 'contract_from <= contract_until' })
@Index({ name: 'subsidy_month_once', expression: 'create unique index subsidy_month_once on subsidy_month (seeker_id, kind, month) where counts' })
export class SubsidyMonth extends Row {
  @ManyToOne(() => SubsidyClaim, { ref: true, index: true, hidden: true })
  claim!: Ref<SubsidyClaim>;

  @Field(() => Seeker, { nullable: true, description: 'Whose month; null when out of your sight.' })
  @ManyToOne(() => Seeker, { ref: true })
  seeker!: Ref<Seeker>;

  @Field(() => SubsidyKind, { description: 'What is subsidised.' })
  @Enum({ items: () => SubsidyKind, type: 'text' })
  kind!: SubsidyKind;

  @Field(() => LocalDate, { description: 'First day of the month.' })
  @Property({ type: 'date' })
  month!: string;

  @Field(() => String, { nullable: true, description: 'Number of the labour contract, or of the registration of flexible work.' })
  @Property({ type: 'text', nullable: true })
  contractNumber: string | null = null;

  @Field(() => LocalDate, { description: 'First day of the contract.' })
  @Property({ type: 'date' })
  contractFrom!: string;

  @Field(() => LocalDate, { description: 'Last day of the contract.' })
  @Property({ type: 'date' })
  contractUntil!: string;

  @Field(() => Money, { description: 'Wage, or income, of the month.' })
  @Property({ type: MoneyType })
  wage!: bigint;

  @Field(() => Money, { description: 'Social insurance paid for the month: the employer’s share, or the flexible worker’s own.' })
  @Property({ type: MoneyType })
  insurancePaid!: bigint;

  @Field(() => Money, { description: 'The subsidy for it.' })
  @Property({ type: MoneyType })
  amount!: bigint;

  @Field(() => Boolean, { description: 'Whether the month is taken; false once the claim was refused or taken back.' })
  @Property({ type: 'boolean', default: true })
  counts = true;

  /** Of the person’s spells the one that it was counted in. */
  @Property({ type: 'smallint', nullable: true, hidden: true })
  spellNumber: number | null = null;
}

/** How long a person was subsidised, one kind after another: counted across counties under the row's lock. */
@ObjectType({
  description:
    'How long a person is subsidised with one kind: at most so many months, or until retirement where that was near at the first approval.',
  simpleResolvers: true,
})
@Entity({ tableName: 'subsidy_spell' })
@Unique({ name: 'subsidy_spell_number', properties: ['seeker', 'kind', 'number'] })
@Check({ name: 'subsidy_spell_within', expression: 'months_used >= 0 and (until_on is not null or months_used <= months_max)' })
export class SubsidySpell extends Row {
  @ManyToOne(() => Seeker, { ref: true, hidden: true })
  seeker!: Ref<Seeker>;

  @Field(() => SubsidyKind, { description: 'What is subsidised.' })
  @Enum({ items: () => SubsidyKind, type: 'text' })
  kind!: SubsidyKind;

  @Field(() => Int, { description: 'The first or a later one.' })
  @Property({ type: 'smallint' })
  number!: number;

  @Field(() => Int, { description: 'The most months.' })
  @Property({ type: 'smallint' })
  monthsMax!: number;

  @Field(() => LocalDate, {
    nullable: true,
    description: 'Day of retirement, where it was near at the first approval and the months have no other end.',
  })
  @Property({ type: 'date', nullable: true })
  untilOn: string | null = null;

  @Field(() => Int, { description: 'Months approved so far.' })
  @Property({ type: 'smallint', default: 0 })
  monthsUsed = 0;
}
