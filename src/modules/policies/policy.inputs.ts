import { ArrayMaxSize, ArrayMinSize, Max, MaxLength, Min, ValidateNested } from 'class-validator';
import { Field, ID, InputType, Int } from 'type-graphql';
import { EffectInput } from '../../platform/graphql/mutation.js';
import { BigInteger, LocalDate } from '../../platform/graphql/scalars.js';
import { Words } from '../../platform/graphql/words.js';
import { PolicyBasis, PolicyTextState } from './document.js';
import { PolicyParameter } from './rate.js';
import { PolicyBenefit, PolicyFact, PolicyOperator } from './rule.js';
import { ReliefKind } from './relief.js';
import { SubsidyKind, SubsidyPost, SubsidyState } from './subsidy.js';

@InputType({ description: 'A policy document.' })
export class PolicyDocumentRegisterInput extends EffectInput {
  @Words(1, 60)
  @Field(() => String, { description: 'Its number, unique.' })
  number!: string;

  @Words(1, 200)
  @Field(() => String, { description: 'Its title, or what it is about.' })
  title!: string;

  @Words(1, 60)
  @Field(() => String, { nullable: true, description: 'Who issued it.' })
  issuer?: string;

  @Field(() => LocalDate, { nullable: true, description: 'When it was issued.' })
  issuedOn?: string;

  @Field(() => PolicyTextState, { description: 'How much of its text lies before you.' })
  textState!: PolicyTextState;

  @Words(1, 500)
  @Field(() => String, { nullable: true, description: 'Where it was read, and what of it is not known.' })
  note?: string;
}

@InputType({ description: 'What a rate or a rule rests on.' })
abstract class GroundedInput extends EffectInput {
  @MaxLength(60)
  @Field(() => String, { description: 'Code or name of the division where it holds; within the caller’s own.' })
  region!: string;

  @Field(() => LocalDate, { description: 'First day on which it holds.' })
  effectiveOn!: string;

  @Field(() => ID, { nullable: true, description: 'The document that sets it.' })
  document?: string;

  @Field(() => PolicyBasis, { description: 'What it rests on; PUBLISHED needs the document.' })
  basis!: PolicyBasis;

  @Words(1, 300)
  @Field(() => String, { description: 'Where it was found, in words.' })
  source!: string;
}

@InputType({ description: 'A rate and since when it holds.' })
export class PolicyRateSetInput extends GroundedInput {
  @Field(() => PolicyParameter, { description: 'What it is of.' })
  parameter!: PolicyParameter;

  @Field(() => BigInteger, { description: 'The number, in the unit of the parameter (money in fen); of a share, its numerator.' })
  value!: bigint;

  @Field(() => BigInteger, { nullable: true, description: 'Of a share, its denominator; 1 unless given.' })
  per?: bigint;
}

@InputType({ description: 'A row of the decision table.' })
export class PolicyRuleSetInput extends GroundedInput {
  @Field(() => PolicyBenefit, { description: 'What it is a condition of.' })
  benefit!: PolicyBenefit;

  @Words(1, 40)
  @Field(() => String, { description: 'Its clause; rows of one clause are alternatives.' })
  clause!: string;

  @Words(1, 40)
  @Field(() => String, { description: 'Its code; one that is there above takes its place here, a new one adds to it.' })
  code!: string;

  @Field(() => PolicyFact, { description: 'What it asks about.' })
  fact!: PolicyFact;

  @Field(() => PolicyOperator, { description: 'How it compares.' })
  operator!: PolicyOperator;

  @ArrayMaxSize(20)
  @MaxLength(40, { each: true })
  @Field(() => [String], { nullable: true, description: 'With what: a number, or words.' })
  operand?: string[];

  @Field(() => PolicyParameter, { nullable: true, description: 'The rate that it compares with instead of a number.' })
  parameter?: PolicyParameter;

  @Words(1, 200)
  @Field(() => String, { description: 'What it asks, in Chinese.' })
  zh!: string;

  @Words(1, 200)
  @Field(() => String, { description: 'What it asks, in English.' })
  en!: string;
}

@InputType({ description: 'When a rule ends.' })
export class PolicyRuleEndInput extends EffectInput {
  @Field(() => LocalDate, { description: 'First day on which it no longer holds.' })
  endsOn!: string;
}

@InputType({ description: 'What the caller knows and no register does.' })
export class PolicyFactInput {
  @Field(() => PolicyFact, { description: 'About what.' })
  fact!: PolicyFact;

  @MaxLength(200)
  @Field(() => String, { description: 'true or false, a whole number, or words separated by commas.' })
  value!: string;
}

@InputType({ description: 'One person’s month with its evidence.' })
export class SubsidyMonthInput {
  @Field(() => ID, { description: 'Whose.' })
  seeker!: string;

  @Field(() => LocalDate, { description: 'First day of the month.' })
  month!: string;

  @Words(1, 60)
  @Field(() => String, { nullable: true, description: 'Number of the labour contract, or of the registration of flexible work.' })
  contractNumber?: string;

  @Field(() => LocalDate, { description: 'First day of the contract.' })
  contractFrom!: string;

  @Field(() => LocalDate, { description: 'Last day of the contract.' })
  contractUntil!: string;

  @Field(() => BigInteger, { description: 'Wage or income of the month, in fen.' })
  wage!: bigint;

  @Field(() => BigInteger, { description: 'Social insurance paid for the month, in fen; 0 is none.' })
  insurancePaid!: bigint;
}

@InputType({ description: 'A claim for the months of one quarter.' })
export class SubsidyApplyInput extends EffectInput {
  @Field(() => SubsidyKind, { description: 'What is asked for.' })
  kind!: SubsidyKind;

  @Field(() => SubsidyPost, { description: 'What kind of posts; FLEXIBLE is paid to the person.' })
  post!: SubsidyPost;

  @Field(() => ID, { nullable: true, description: 'The employer that is paid; not with FLEXIBLE.' })
  employer?: string;

  @Field(() => ID, { description: 'The public institution that receives it.' })
  institution!: string;

  @Min(2000)
  @Max(2100)
  @Field(() => Int, { description: 'The year.' })
  year!: number;

  @Min(1)
  @Max(4)
  @Field(() => Int, { description: 'The quarter, 1 to 4; its months must be over.' })
  quarter!: number;

  @ArrayMinSize(1)
  @ArrayMaxSize(150)
  @ValidateNested({ each: true })
  @Field(() => [SubsidyMonthInput], { description: 'The months, up to 150.' })
  months!: SubsidyMonthInput[];
}

@InputType({ description: 'An approval.' })
export class SubsidyApproveInput extends EffectInput {
  @ArrayMaxSize(150)
  @Field(() => [ID], {
    defaultValue: [],
    description: 'People in special difficulty who may be subsidised once more although their months are used up.',
  })
  again!: string[];
}

@InputType({ description: 'Which claims; all that is given must hold.' })
export class SubsidyFilter {
  @Field(() => SubsidyKind, { nullable: true, description: 'Only of this kind.' })
  kind?: SubsidyKind;

  @Field(() => SubsidyState, { nullable: true, description: 'Only in this state.' })
  state?: SubsidyState;

  @MaxLength(60)
  @Field(() => String, { nullable: true, description: 'Code or name of the division whose subtree received them.' })
  region?: string;

  @Field(() => LocalDate, { nullable: true, description: 'Only of the quarter that begins on this day.' })
  quarterOn?: string;
}

@InputType({ description: 'A relief as the authority reports it.' })
export class ReliefRecordInput extends EffectInput {
  @Field(() => ReliefKind, { description: 'What was not charged.' })
  kind!: ReliefKind;

  @MaxLength(60)
  @Field(() => String, { description: 'Code or name of the county; within the caller’s own.' })
  county!: string;

  @Field(() => ID, { nullable: true, description: 'The employer that was relieved.' })
  employer?: string;

  @Field(() => ID, { nullable: true, description: 'The person who was relieved; neither is many together.' })
  seeker?: string;

  @Field(() => LocalDate, { description: 'Day by which it counts; today or before.' })
  grantedOn!: string;

  @Field(() => BigInteger, { description: 'What was not charged, in fen.' })
  amount!: bigint;

  @Words(1, 60)
  @Field(() => String, { description: 'The authority.' })
  authority!: string;

  @Words(1, 60)
  @Field(() => String, { description: 'Number of its decision or report.' })
  number!: string;
}
