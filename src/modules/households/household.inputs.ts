import { ArrayMaxSize, ArrayMinSize, MaxLength, ValidateNested } from 'class-validator';
import { Field, ID, InputType, Int } from 'type-graphql';
import { EffectInput } from '../../platform/graphql/mutation.js';
import { LocalDate } from '../../platform/graphql/scalars.js';
import { Words } from '../../platform/graphql/words.js';
import { MeasureKind, VenueKind } from './assistance.js';
import { HouseholdRelation, MemberStanding, RevocationGround } from './household.js';

@InputType({ description: 'A member of the household, registered as looking for work.' })
export class HouseholdMemberInput {
  @Field(() => ID, { description: 'Who: in your sight.' })
  seeker!: string;

  @Field(() => HouseholdRelation, { description: 'What to the head.' })
  relation!: HouseholdRelation;

  @Field(() => MemberStanding, { description: 'Whether they count as of working age.' })
  standing!: MemberStanding;
}

@InputType({ description: 'The declaration of a household without work.' })
export class HouseholdDeclareInput extends EffectInput {
  @MaxLength(60)
  @Field(() => String, { description: 'The community it lives in: code or name.' })
  community!: string;

  @Field(() => Int, { description: 'Persons in the family, 1–30, those who are not listed included.' })
  familySize!: number;

  @ArrayMinSize(1)
  @ArrayMaxSize(12)
  @ValidateNested({ each: true })
  @Field(() => [HouseholdMemberInput], { description: 'Its members, one of them the head; up to 12.' })
  members!: HouseholdMemberInput[];
}

@InputType({ description: 'Somebody who joins a household.' })
export class HouseholdMemberJoinInput extends EffectInput {
  @ValidateNested()
  @Field(() => HouseholdMemberInput, { description: 'Who.' })
  member!: HouseholdMemberInput;
}

@InputType({ description: 'Somebody who leaves a household.' })
export class HouseholdMemberLeaveInput extends EffectInput {
  @Field(() => ID, { description: 'Who: a listed member.' })
  seeker!: string;
}

@InputType({ description: 'A step with what was found.' })
export class HouseholdNoteInput extends EffectInput {
  @Words(1, 500)
  @Field(() => String, { description: 'What was found: on the visit, by the check, by whoever objected.' })
  note!: string;
}

@InputType({ description: 'The one responsible officer.' })
export class HouseholdOfficerInput extends EffectInput {
  @Words(1, 60)
  @Field(() => String, { description: 'Name of the account of an officer of the household’s community or street.' })
  officer!: string;
}

@InputType({ description: 'The assistance plan.' })
export class HouseholdAssistInput extends EffectInput {
  @Words(1, 500)
  @Field(() => String, { description: 'What is to be reached, and how.' })
  aim!: string;
}

@InputType({ description: 'Why a household is taken off the list.' })
export class HouseholdRevokeInput extends EffectInput {
  @Field(() => RevocationGround, { description: 'The ground.' })
  ground!: RevocationGround;

  @Words(1, 500)
  @Field(() => String, { description: 'What shows it.' })
  note!: string;
}

@InputType({ description: 'A measure that is offered to a member.' })
export class MeasureOfferInput extends EffectInput {
  @Field(() => ID, { description: 'To which listed member.' })
  seeker!: string;

  @Field(() => MeasureKind, { description: 'What kind.' })
  kind!: MeasureKind;

  @Field(() => ID, { nullable: true, description: 'The post: of posts and placements, unless the employer is given.' })
  vacancy?: string;

  @Field(() => ID, { nullable: true, description: 'The employer: of a pairing, and of posts and placements without a vacancy.' })
  employer?: string;

  @Field(() => ID, { nullable: true, description: 'The street: of a stall.' })
  venue?: string;

  @Field(() => ID, { nullable: true, description: 'The labour base.' })
  base?: string;

  @MaxLength(300)
  @Field(() => String, { nullable: true, description: 'What is offered, in words; needed for training and transfer.' })
  note?: string;
}

@InputType({ description: 'A refusal.' })
export class MeasureRefuseInput extends EffectInput {
  @Field(() => Boolean, { description: 'Whether there was cause: health, family, distance, pay below the minimum.' })
  withCause!: boolean;

  @Words(1, 300)
  @Field(() => String, { description: 'What the person said.' })
  reason!: string;
}

@InputType({ description: 'A street with stalls.' })
export class VenueOpenInput extends EffectInput {
  @Words(1, 60)
  @Field(() => String, { description: 'Its name.' })
  name!: string;

  @Field(() => VenueKind, { description: 'What it is for.' })
  kind!: VenueKind;

  @MaxLength(60)
  @Field(() => String, { description: 'The division whose households may get its stalls: code or name.' })
  region!: string;

  @Field(() => Int, { description: 'Stalls, 1–2,000.' })
  stalls!: number;
}

@InputType({ description: 'What was found at a household.' })
export class InspectionFindingInput {
  @Field(() => ID, { description: 'Which household of the division.' })
  household!: string;

  @Words(1, 300)
  @Field(() => String, { description: 'What is wrong.' })
  problem!: string;

  @Field(() => LocalDate, { description: 'By when it is to be put right.' })
  dueOn!: string;
}

@InputType({ description: 'A special inspection.' })
export class InspectionRecordInput extends EffectInput {
  @MaxLength(60)
  @Field(() => String, { description: 'The division inspected, below your own: code or name.' })
  region!: string;

  @Field(() => LocalDate, { description: 'When; not after today.' })
  inspectedOn!: string;

  @Words(1, 1000)
  @Field(() => String, { description: 'What was seen, as a whole.' })
  summary!: string;

  @ArrayMaxSize(100)
  @ValidateNested({ each: true })
  @Field(() => [InspectionFindingInput], { description: 'What was found, up to 100.' })
  findings!: InspectionFindingInput[];
}

@InputType({ description: 'How a finding was put right.' })
export class FindingRemedyInput extends EffectInput {
  @Words(1, 300)
  @Field(() => String, { description: 'How.' })
  remedy!: string;
}
