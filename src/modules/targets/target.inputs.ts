import { ArrayMaxSize, ArrayMinSize, Max, MaxLength, Min, ValidateNested } from 'class-validator';
import { Field, ID, InputType, Int } from 'type-graphql';
import { EffectInput } from '../../platform/graphql/mutation.js';
import { BigInteger, LocalDate } from '../../platform/graphql/scalars.js';
import { Words } from '../../platform/graphql/words.js';
import { AssessedUnitKind, TargetGrade, TargetProgramme } from './target.js';

@InputType({ description: 'A unit to be assessed.' })
export class AssessedUnitAddInput extends EffectInput {
  @Words(1, 60)
  @Field(() => String, { description: 'Its name, unique in its division.' })
  name!: string;

  @Field(() => AssessedUnitKind, { description: 'What it is.' })
  kind!: AssessedUnitKind;

  @MaxLength(60)
  @Field(() => String, { description: 'The division that it answers for: code or name, within the caller’s own.' })
  region!: string;
}

@InputType({ description: 'A number to be reached or kept.' })
export class TargetInput {
  @MaxLength(60)
  @Field(() => String, { description: 'Code of the indicator, of `indicators`.' })
  indicator!: string;

  @Field(() => BigInteger, { description: 'How much, in its unit; rates in basis points.' })
  value!: bigint;

  @Min(0)
  @Max(100)
  @Field(() => Int, { nullable: true, description: 'Points of 100; of a part those of the plan above unless given.' })
  weight?: number;
}

@InputType({ description: 'A plan of targets at the top.' })
export class TargetPlanDraftInput extends EffectInput {
  @Min(2000)
  @Max(2100)
  @Field(() => Int, { description: 'The year.' })
  year!: number;

  @Field(() => TargetProgramme, { defaultValue: 'GENERAL', description: 'What for; a pilot’s plan is of a pilot district.' })
  programme!: TargetProgramme;

  @Field(() => ID, { description: 'The unit: of the municipality, or of a pilot district.' })
  unit!: string;

  @ArrayMinSize(1)
  @ArrayMaxSize(30)
  @ValidateNested({ each: true })
  @Field(() => [TargetInput], { description: 'Its targets; their points together are 100.' })
  targets!: TargetInput[];
}

@InputType({ description: 'The part of one unit.' })
export class TargetPartInput {
  @Field(() => ID, { description: 'The unit, of a division below, or a department of the same.' })
  unit!: string;

  @ArrayMinSize(1)
  @ArrayMaxSize(30)
  @ValidateNested({ each: true })
  @Field(() => [TargetInput], { description: 'Its targets; their points together are 100.' })
  targets!: TargetInput[];
}

@InputType({ description: 'How a plan of targets is divided.' })
export class TargetPlanAllocateInput extends EffectInput {
  @ArrayMinSize(1)
  @ArrayMaxSize(100)
  @ValidateNested({ each: true })
  @Field(() => [TargetPartInput], { description: 'New parts, and new numbers of parts that are there; the others stay.' })
  parts!: TargetPartInput[];

  @Words(1, 200)
  @Field(() => String, { description: 'Why so; kept with what changes.' })
  reason!: string;
}

@InputType({ description: 'Another number.' })
export class TargetReviseInput extends EffectInput {
  @Field(() => BigInteger, { description: 'How much, in the unit of the indicator.' })
  value!: bigint;

  @Words(1, 200)
  @Field(() => String, { description: 'Why.' })
  reason!: string;
}

@InputType({ description: 'A report of how far a unit is.' })
export class TargetPlanReportInput extends EffectInput {
  @Field(() => LocalDate, { nullable: true, description: 'Last day that it counts, in the year; the last one possible unless given.' })
  through?: string;

  @Words(1, 200)
  @Field(() => String, { nullable: true, description: 'Why a number fell since the report before; needed where one did.' })
  correction?: string;
}

@InputType({ description: 'What a score of a unit’s own rests on.' })
export class TargetEvidenceInput {
  @Field(() => ID, { description: 'The target.' })
  target!: string;

  @Words(1, 500)
  @Field(() => String, { description: 'The evidence.' })
  evidence!: string;
}

@InputType({ description: 'A unit’s own assessment.' })
export class TargetPlanSelfAssessInput extends EffectInput {
  @ArrayMaxSize(30)
  @ValidateNested({ each: true })
  @Field(() => [TargetEvidenceInput], { description: 'Evidence for each target; the points follow from the numbers.' })
  scores!: TargetEvidenceInput[];
}

@InputType({ description: 'What was found about a target.' })
export class TargetFindingInput extends TargetEvidenceInput {
  @Min(0)
  @Max(1_000)
  @Field(() => Int, { defaultValue: 0, description: 'Persons of a sample who were not served; each costs points.' })
  unserved!: number;
}

@InputType({ description: 'A check from above.' })
export class TargetPlanCheckInput extends EffectInput {
  @ArrayMaxSize(30)
  @ValidateNested({ each: true })
  @Field(() => [TargetFindingInput], { description: 'What was found, for each target.' })
  scores!: TargetFindingInput[];
}

@InputType({ description: 'A grade.' })
export class TargetPlanGradeInput extends EffectInput {
  @Field(() => TargetGrade, { description: 'Which; not above what the score allows.' })
  grade!: TargetGrade;

  @Words(1, 200)
  @Field(() => String, { description: 'Why.' })
  reason!: string;
}

@InputType({ description: 'How units are graded from a year on.' })
export class AssessmentRuleSetInput extends EffectInput {
  @Min(2000)
  @Max(2100)
  @Field(() => Int, { description: 'First year it holds for.' })
  fromYear!: number;

  @Field(() => Int, { description: 'Points from which EXCELLENT is open, 0–100.' })
  excellentFrom!: number;

  @Field(() => Int, { description: 'Points from which a unit passes, 0–100.' })
  passFrom!: number;

  @Field(() => Int, { description: 'Percent of the units that may be EXCELLENT, 0–100.' })
  excellentShare!: number;

  @Field(() => Int, { description: 'Points off for each person of a sample who was not served.' })
  deductionEach!: number;

  @Words(1, 200)
  @Field(() => String, { description: 'The notice that sets it.' })
  source!: string;
}
