import { ArrayMaxSize, Max, MaxLength, Min } from 'class-validator';
import { Field, InputType, Int } from 'type-graphql';
import { EffectInput } from '../../platform/graphql/mutation.js';
import { BigInteger, LocalDate } from '../../platform/graphql/scalars.js';
import { Words } from '../../platform/graphql/words.js';
import { CriterionLevel } from './community.js';

@InputType({ description: 'A community that starts.' })
export class FullEmploymentStartInput extends EffectInput {
  @MaxLength(60)
  @Field(() => String, { description: 'Code or name of the community.' })
  community!: string;
}

@InputType({ description: 'What a community found of itself.' })
export class FullEmploymentSelfAssessInput extends EffectInput {
  @Field(() => Int, { description: 'Residents of working age who can and want to work.' })
  workforce!: number;

  @Field(() => Int, { description: 'Of them employed.' })
  employed!: number;

  @Words(1, 500)
  @Field(() => String, { description: 'What it rests on: rosters, house visits.' })
  evidence!: string;
}

@InputType({ description: 'A review with what was found.' })
export class FullEmploymentReviewInput extends EffectInput {
  @Words(1, 500)
  @Field(() => String, { description: 'What was looked at and found.' })
  finding!: string;
}

@InputType({ description: 'What a community has to meet from a day on.' })
export class CertificationCriterionSetInput extends EffectInput {
  @Words(1, 60)
  @Field(() => String, { description: 'Its code; one that is there already gets another row.' })
  code!: string;

  @Words(1, 60)
  @Field(() => String, { description: 'Code of the indicator, of `indicators`.' })
  indicator!: string;

  @Field(() => CriterionLevel, { defaultValue: 'COMMUNITY', description: 'Of what it is measured.' })
  level!: CriterionLevel;

  @Field(() => Boolean, { description: 'A ceiling, else a least number.' })
  ceiling!: boolean;

  @Field(() => BigInteger, { description: 'The bound; rates in basis points.' })
  bound!: bigint;

  @Field(() => Boolean, { description: 'A veto.' })
  veto!: boolean;

  @Field(() => LocalDate, { description: 'First day on which it holds.' })
  effectiveOn!: string;

  @Words(1, 200)
  @Field(() => String, { description: 'The notice that sets it.' })
  source!: string;
}

@InputType({ description: 'What one of the ten ledgers shows.' })
export class LedgerSetInput extends EffectInput {
  @Min(1)
  @Max(10)
  @Field(() => Int, { description: 'Which, 1–10.' })
  number!: number;

  @Words(1, 40)
  @Field(() => String, { description: 'Its title.' })
  title!: string;

  @Words(1, 60)
  @Field(() => String, { description: 'Code of the rows, of `ledgerSources`.' })
  source!: string;

  @Min(1)
  @Max(366)
  @Field(() => Int, { description: 'Days within which each entry is verified again.' })
  intervalDays!: number;

  @ArrayMaxSize(20)
  @MaxLength(40, { each: true })
  @Field(() => [String], { description: 'Fields of the source that an entry has to have.' })
  mandatory!: string[];
}

@InputType({ description: 'An entry that was looked at and found right.' })
export class LedgerVerifyInput extends EffectInput {
  @Min(1)
  @Max(10)
  @Field(() => Int, { description: 'In which ledger, 1–10.' })
  number!: number;
}
