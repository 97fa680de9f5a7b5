import { MaxLength } from 'class-validator';
import { Field, ID, InputType, Int } from 'type-graphql';
import { EffectInput } from '../../platform/graphql/mutation.js';
import { BigInteger, LocalDate } from '../../platform/graphql/scalars.js';
import { Words } from '../../platform/graphql/words.js';
import { LabourBaseKind } from './brand.js';
import { ParticipantKind } from './participant.js';

@InputType({ description: 'A new labour base.' })
export class LabourBaseOpenInput extends EffectInput {
  @Words(1, 60)
  @Field(() => String, { description: 'Its name, unique in its county.' })
  name!: string;

  @Field(() => LabourBaseKind, { description: 'What it is for.' })
  kind!: LabourBaseKind;

  @MaxLength(60)
  @Field(() => String, { description: 'Code or name of the county whose base it is; within the caller’s own.' })
  county!: string;

  @MaxLength(60)
  @Field(() => String, { description: 'Code or name of the division where it stands.' })
  place!: string;

  @Field(() => Int, { description: 'People it has room for at once.' })
  capacity!: number;
}

@InputType({ description: 'A new labour-service brand.' })
export class LabourBrandFoundInput extends EffectInput {
  @Words(1, 40)
  @Field(() => String, { description: 'Its name, unique.' })
  name!: string;

  @MaxLength(60)
  @Field(() => String, { description: 'Code or name of the county it comes from; within the caller’s own.' })
  county!: string;

  @MaxLength(40)
  @Field(() => String, { description: 'Occupation code or name of its trade.' })
  occupation!: string;

  @MaxLength(60)
  @Field(() => String, { nullable: true, description: 'Code or name of the division where most of its people work.' })
  destination?: string;

  @Field(() => ID, { nullable: true, description: 'A training base of the same county.' })
  trainingBase?: string;
}

@InputType({ description: 'The trade mark of a brand.' })
export class LabourBrandRegisterInput extends EffectInput {
  @Words(1, 40)
  @Field(() => String, { description: 'Number of the trade mark.' })
  trademarkNumber!: string;
}

@InputType({ description: 'Why a brand is suspended.' })
export class LabourBrandSuspendInput extends EffectInput {
  @Words(1, 200)
  @Field(() => String, { description: 'The reason in words.' })
  reason!: string;
}

@InputType({ description: 'Who joins a brand.' })
export class BrandMemberJoinInput extends EffectInput {
  @Field(() => ID, { description: 'The person.' })
  seeker!: string;

  @Field(() => LocalDate, { nullable: true, description: 'Since when; today unless given, never later, nor before 2000.' })
  joinedOn?: string;
}

@InputType({ description: 'When a member left.' })
export class BrandMemberLeaveInput extends EffectInput {
  @Field(() => LocalDate, { nullable: true, description: 'Until when; today unless given, never later, nor before the joining.' })
  leftOn?: string;
}

@InputType({ description: 'What a member earned.' })
export class BrandMemberIncomeInput extends EffectInput {
  @Field(() => BigInteger, { description: 'Income of the last full year, in fen.' })
  yearlyIncome!: bigint;
}

@InputType({ description: 'Who joins the "Two Thousands" programme.' })
export class ParticipantSelectInput extends EffectInput {
  @Field(() => ParticipantKind, { description: 'Which thousand.' })
  kind!: ParticipantKind;

  @Field(() => ID, { description: 'The person.' })
  seeker!: string;

  @Field(() => ID, { nullable: true, description: 'The labour brokerage; needed for a labour broker.' })
  institution?: string;

  @MaxLength(60)
  @Field(() => String, { description: 'Code or name of the county that selects; within the caller’s own.' })
  county!: string;

  @Field(() => Int, { description: 'Year of the programme.' })
  year!: number;
}
