import type { Ref } from '@mikro-orm/core';
import { Check, Entity, Enum, Index, ManyToOne, Property, Unique } from '@mikro-orm/decorators/legacy';
import { Field, Int, ObjectType } from 'type-graphql';
import { Row } from '../../platform/database/base.js';
import { enumOf } from '../../platform/graphql/enum.js';
import { Instant, LocalDate } from '../../platform/graphql/scalars.js';
import { Institution } from '../institutions/institution.js';
import { Employer } from '../vacancies/employer.js';
import { Seeker } from './seeker.js';

export const ConsentPurpose = enumOf('ConsentPurpose', 'What a person may consent to; each recipient needs a consent of its own (PIPL art. 23).', {
  CONTACT: '提供联系方式 Name and phone go to one employer.',
  SHARING: '共享登记资料 The record goes to one other institution, which serves the person too.',
});
export type ConsentPurpose = keyof typeof ConsentPurpose;

export const ConsentSource = enumOf('ConsentSource', 'Who gave a consent, or took it down.', {
  SEEKER: '本人 The person, signed in.',
  PAPER: '纸质 The office that serves the person, from a signed paper.',
});
export type ConsentSource = keyof typeof ConsentSource;

@ObjectType({
  description: 'The words that a person consents to. A new wording is a new version; what was given stays with its own.',
  simpleResolvers: true,
})
@Entity()
@Unique({ name: 'consent_text_version', properties: ['purpose', 'version'] })
export class ConsentText extends Row {
  @Field(() => ConsentPurpose, { description: 'To what.' })
  @Enum({ items: () => ConsentPurpose, type: 'text' })
  purpose!: ConsentPurpose;

  @Field(() => Int, { description: 'From 1.' })
  @Property({ type: 'integer' })
  version!: number;

  @Field(() => LocalDate, { description: 'First day on which it is shown.' })
  @Property({ type: 'date' })
  effectiveOn!: string;

  @Field(() => String, { description: 'In Chinese.' })
  @Property({ type: 'text' })
  zh!: string;

  @Field(() => String, { description: 'In English.' })
  @Property({ type: 'text' })
  en!: string;
}

@ObjectType({
  description: 'A consent of a person (同意): one purpose, one wording, one recipient; withdrawn as easily as given.',
  simpleResolvers: true,
})
@Entity()
@Check({
  name: 'consent_one_recipient',
  expression: "(purpose = 'CONTACT') = (employer_id is not null) and num_nonnulls(employer_id, institution_id) = 1",
})
@Check({ name: 'consent_paper_is_named', expression: "withdrawn_at is not null or (source = 'PAPER') = (evidence is not null)" })
@Index({
  name: 'consent_once',
  expression: 'create unique index consent_once on consent (seeker_id, purpose, coalesce(employer_id, institution_id)) where withdrawn_at is null',
})
@Index({ name: 'consent_employer', expression: 'create index consent_employer on consent (employer_id, seeker_id) where withdrawn_at is null' })
@Index({
  name: 'consent_institution',
  expression: 'create index consent_institution on consent (institution_id, seeker_id) where withdrawn_at is null',
})
export class Consent extends Row {
  @ManyToOne(() => Seeker, { ref: true, index: true, hidden: true })
  seeker!: Ref<Seeker>;

  @Field(() => ConsentText, { description: 'The wording, and with it the purpose.' })
  @ManyToOne(() => ConsentText, { ref: true })
  text!: Ref<ConsentText>;

  @Field(() => ConsentPurpose, { description: 'To what.' })
  @Enum({ items: () => ConsentPurpose, type: 'text' })
  purpose!: ConsentPurpose;

  @Field(() => Employer, { nullable: true, description: 'The employer that may see name and phone.' })
  @ManyToOne(() => Employer, { ref: true, nullable: true })
  employer: Ref<Employer> | null = null;

  @Field(() => Institution, { nullable: true, description: 'The institution that may see the record.' })
  @ManyToOne(() => Institution, { ref: true, nullable: true })
  institution: Ref<Institution> | null = null;

  @Field(() => ConsentSource, { description: 'Who gave it.' })
  @Enum({ items: () => ConsentSource, type: 'text' })
  source!: ConsentSource;

  @Field(() => String, { nullable: true, description: 'Where the signed paper is; only of a consent that an office took down.' })
  @Property({ type: 'text', nullable: true })
  evidence: string | null = null;

  @Field(() => Instant, { nullable: true, description: 'When it was withdrawn; null while it stands.' })
  @Property({ type: 'timestamptz', nullable: true })
  withdrawnAt: Date | null = null;
}
