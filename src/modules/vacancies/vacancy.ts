import type { Opt, Ref } from '@mikro-orm/core';
import { Check, Embedded, Entity, Enum, Index, ManyToOne, Property, Unique } from '@mikro-orm/decorators/legacy';
import { Field, Int, ObjectType } from 'type-graphql';
import { Row } from '../../platform/database/base.js';
import { enumOf } from '../../platform/graphql/enum.js';
import { Refusal } from '../../platform/graphql/errors.js';
import { Instant, LocalDate } from '../../platform/graphql/scalars.js';
import { type Transitions, step } from '../../platform/graphql/transition.js';
import { Institution } from '../institutions/institution.js';
import { Region } from '../regions/region.js';
import { Employer } from './employer.js';
import { MinimumWageCheck } from './minimum-wage.js';
import { Contact, EmploymentKind, ReferralRoute } from './recruitment.js';
import { Conditions, Pay, Requirements } from './terms.js';

export const VacancyState = enumOf('VacancyState', 'Where a vacancy notice stands.', {
  DRAFT: '草稿 Draft: being written.',
  UNDER_REVIEW: '审核中 Under review: an institution checks employer and text.',
  OPEN: '招聘中 Open.',
  FILLED: '招满 Filled: as many hired as heads asked for.',
  EXPIRED: '过期 Expired: past its last day.',
  CLOSED: '关闭 Closed: withdrawn.',
  REJECTED: '退回 Sent back: refused in review.',
});
export type VacancyState = keyof typeof VacancyState;

const transitions: Transitions<VacancyState> = {
  DRAFT: ['UNDER_REVIEW', 'CLOSED'],
  UNDER_REVIEW: ['OPEN', 'REJECTED', 'CLOSED'],
  OPEN: ['FILLED', 'EXPIRED', 'CLOSED'],
  FILLED: ['OPEN', 'EXPIRED'],
  EXPIRED: [],
  CLOSED: [],
  REJECTED: ['DRAFT'],
};

export const VacancySource = enumOf('VacancySource', 'How a notice came in.', {
  DESK: '窗口录入 Entered at a desk.',
  IMPORT: '表格导入 Read from a sheet.',
  GENERATED: '生成数据 Generated for a demonstration or a measurement.',
});
export type VacancySource = keyof typeof VacancySource;

@ObjectType({ description: 'A vacancy notice (空岗信息): one post, one or more heads.', simpleResolvers: true })
@Entity()
@Check({ name: 'vacancy_head_count_positive', expression: 'head_count >= 1 and head_count <= 10000' })
@Check({ name: 'vacancy_hired_within_head_count', expression: 'hired_count >= 0 and hired_count <= head_count' })
@Check({ name: 'vacancy_pay_in_order', expression: 'pay_from is null or pay_to is null or pay_from <= pay_to' })
@Check({ name: 'vacancy_valid_in_order', expression: 'valid_from <= valid_until' })
@Check({
  name: 'vacancy_age_in_order',
  expression: 'requirements_age_min is null or requirements_age_max is null or requirements_age_min <= requirements_age_max',
})
@Check({ name: 'vacancy_age_of_work', expression: 'requirements_age_min is null or requirements_age_min >= 16' })
@Check({
  name: 'vacancy_sex_limit_has_ground',
  expression: 'requirements_sex_limit is null or requirements_sex_limit_ground is not null',
})
@Check({ name: 'vacancy_filled_is_full', expression: "state <> 'FILLED' or hired_count = head_count" })
@Unique({ name: 'vacancy_source_key', properties: ['institution', 'sourceKey'] })
@Index({ name: 'vacancy_received', expression: 'create index vacancy_received on vacancy (institution_path collate "C", received_on)' })
@Index({ name: 'vacancy_newest', expression: "create index vacancy_newest on vacancy (opened_at desc, id desc) where state = 'OPEN'" })
@Index({
  name: 'vacancy_newest_of_province',
  expression: "create index vacancy_newest_of_province on vacancy (place_province, opened_at desc, id desc) where state = 'OPEN'",
})
@Index({
  name: 'vacancy_newest_of_county',
  expression: "create index vacancy_newest_of_county on vacancy (place_county, opened_at desc, id desc) where state = 'OPEN'",
})
@Index({
  name: 'vacancy_match',
  expression:
    'create index vacancy_match on vacancy (trade_group, place_path collate "C") include (id, state, institution_path, institution_id, employer_id, occupation_code, head_count, hired_count, pay_monthly_from, pay_monthly_to, requirements_age_min, requirements_age_max, requirements_sex_limit, requirements_education_rank, requirements_certificates, conditions_shift, conditions_board, conditions_lodging, valid_from, valid_until) where state = \'OPEN\'',
})
@Index({ name: 'vacancy_until', expression: "create index vacancy_until on vacancy (valid_until) where state = 'OPEN'" })
export class Vacancy extends Row {
  @Field(() => String, { description: 'Title of the post, as posted.' })
  @Property({ type: 'text' })
  title!: string;

  @Field(() => Employer, { description: 'Who hires.' })
  @ManyToOne(() => Employer, { ref: true, index: true })
  employer!: Ref<Employer>;

  @Field(() => Institution, { description: 'The institution that received the notice.' })
  @ManyToOne(() => Institution, { ref: true, index: true })
  institution!: Ref<Institution>;

  @Field(() => Region, { description: 'Where the work is.' })
  @ManyToOne(() => Region, { ref: true })
  region!: Ref<Region>;

  @Property({ type: 'text', hidden: true })
  placePath!: string;

  /** Codes of the second and third level of the path: what lists of a division are found by. */
  @Property({ type: 'text', hidden: true, generated: "(split_part(place_path, '/', 3)) stored" })
  placeProvince!: Opt<string>;

  @Property({ type: 'text', hidden: true, generated: "(split_part(place_path, '/', 4)) stored" })
  placeCounty!: Opt<string>;

  /** Path of the institution that received it: the scope of offices. */
  @Property({ type: 'text', hidden: true })
  institutionPath!: string;

  /** The business day on which it was received. */
  @Property({ type: 'date', hidden: true, generated: "((created_at at time zone 'Asia/Shanghai')::date) stored" })
  receivedOn!: Opt<string>;

  @Field(() => String, { nullable: true, description: 'Address of the work place.' })
  @Property({ type: 'text', nullable: true })
  workAddress: string | null = null;

  @Field(() => String, {
    nullable: true,
    description: 'Occupation code `d-dd-dd-dd` of the catalogue of 2022; null when the title could not be coded (UNCODED).',
  })
  @Property({ type: 'text', nullable: true })
  occupationCode: string | null = null;

  @Field(() => String, { nullable: true, description: 'Minor group of the occupation, `d-dd-dd`.' })
  @Property({ type: 'text', nullable: true })
  tradeGroup: string | null = null;

  @Field(() => EmploymentKind, { description: 'On what terms of employment.' })
  @Enum({ items: () => EmploymentKind, type: 'text', default: 'FULL_TIME' })
  employmentKind: EmploymentKind = 'FULL_TIME';

  @Field(() => String, { nullable: true, description: 'What there is to do.' })
  @Property({ type: 'text', nullable: true })
  duties: string | null = null;

  @Field(() => Int, { description: 'Heads asked for.' })
  @Property({ type: 'integer' })
  headCount!: number;

  @Field(() => Int, { description: 'Heads hired so far.' })
  @Property({ type: 'integer', default: 0 })
  hiredCount = 0;

  @Field(() => Pay, { description: 'Pay.' })
  @Embedded(() => Pay)
  pay!: Pay;

  @Field(() => MinimumWageCheck, { description: 'How its pay stood against the local minimum wage when it was last checked.' })
  @Enum({ items: () => MinimumWageCheck, type: 'text', default: 'NOT_ON_FILE' })
  minimumWageCheck: MinimumWageCheck = 'NOT_ON_FILE';

  @Field(() => Requirements, { description: 'What is asked of a person.' })
  @Embedded(() => Requirements)
  requirements!: Requirements;

  @Field(() => Conditions, { description: 'Hours, contract, board and lodging.' })
  @Embedded(() => Conditions)
  conditions!: Conditions;

  @Field(() => String, { nullable: true, description: 'What comes with the post beside pay, in words.' })
  @Property({ type: 'text', nullable: true })
  benefits: string | null = null;

  @Field(() => String, { nullable: true, description: 'How workers are protected from harm (劳动保护).' })
  @Property({ type: 'text', nullable: true })
  labourProtection: string | null = null;

  @Field(() => Contact, { nullable: true, description: 'Whom to ask at the employer.' })
  @Embedded(() => Contact, { nullable: true })
  contact: Contact | null = null;

  @Field(() => ReferralRoute, { description: 'How one applies.' })
  @Enum({ items: () => ReferralRoute, type: 'text', default: 'LETTER' })
  referralRoute: ReferralRoute = 'LETTER';

  @Field(() => LocalDate, { description: 'First day on which one may apply.' })
  @Property({ type: 'date' })
  validFrom!: string;

  @Field(() => LocalDate, { description: 'Last day on which one may apply.' })
  @Property({ type: 'date' })
  validUntil!: string;

  @Field(() => String, { nullable: true, description: 'Remarks.' })
  @Property({ type: 'text', nullable: true })
  remarks: string | null = null;

  @Field(() => VacancyState, { description: 'Where it stands.' })
  @Enum({ items: () => VacancyState, type: 'text' })
  state: VacancyState = 'DRAFT';

  @Field(() => String, { nullable: true, description: 'Why it was refused or closed.' })
  @Property({ type: 'text', nullable: true })
  reason: string | null = null;

  @Field(() => Instant, { nullable: true, description: 'When it opened.' })
  @Property({ type: 'timestamptz', nullable: true })
  openedAt: Date | null = null;

  @Field(() => VacancySource, { description: 'How it came in.' })
  @Enum({ items: () => VacancySource, type: 'text' })
  source: VacancySource = 'DESK';

  /** Digest of the imported row; the same row is never stored twice at one institution. */
  @Property({ type: 'text', nullable: true, hidden: true })
  sourceKey: string | null = null;

  /** The import that brought it. */
  @Property({ type: 'uuid', nullable: true, hidden: true, index: 'vacancy_import' })
  importId: string | null = null;

  @Field(() => [String], { description: 'Fields that the source did not state and that were assumed, such as `headCount`.' })
  @Property({ type: 'text[]', defaultRaw: "'{}'" })
  assumed: string[] = [];

  moveTo(state: VacancyState): void {
    this.state = step(transitions, this.state, state, VacancyState);
  }

  /** One more hired; the last head fills the notice. Call with the row locked. */
  hireOne(): void {
    if (this.state !== 'OPEN') throw new Refusal('EXPIRED', ['id'], { zh: '该岗位已不在招聘中', en: 'The vacancy is no longer open' });
    this.hiredCount += 1;
    if (this.hiredCount === this.headCount) this.moveTo('FILLED');
  }

  /** One hired fewer; a filled notice opens again while it is valid. Call with the row locked. */
  releaseOne(day: string): void {
    this.hiredCount -= 1;
    if (this.state === 'FILLED') this.moveTo(this.validUntil >= day ? 'OPEN' : 'EXPIRED');
  }
}
