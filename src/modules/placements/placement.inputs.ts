import { ArrayMaxSize, ArrayMinSize, MaxLength, ValidateNested } from 'class-validator';
import { Field, ID, InputType, Int } from 'type-graphql';
import { EffectInput } from '../../platform/graphql/mutation.js';
import { LocalDate } from '../../platform/graphql/scalars.js';
import { Words } from '../../platform/graphql/words.js';
import { PlacementEndCause, PlacementEvidence } from './placement.js';

@InputType({ description: 'What a confirmation rests on.' })
export class PlacementConfirmInput extends EffectInput {
  @Field(() => PlacementEvidence, { description: 'The evidence; what a recruiter says is always EMPLOYER.' })
  evidence!: PlacementEvidence;
}

@InputType({ description: 'A step that needs a reason.' })
export class PlacementReasonInput extends EffectInput {
  @Words(1, 200)
  @Field(() => String, { description: 'Why.' })
  reason!: string;
}

@InputType({ description: 'When and why work ended.' })
export class PlacementEndInput extends EffectInput {
  @Field(() => LocalDate, { description: 'Last day of work.' })
  on!: string;

  @Field(() => PlacementEndCause, { description: 'Why.' })
  cause!: PlacementEndCause;
}

@InputType({ description: 'An order for people.' })
export class LabourOrderOpenInput extends EffectInput {
  @Field(() => ID, { description: 'The open vacancy whose heads are ordered.' })
  vacancy!: string;

  @Field(() => ID, { nullable: true, description: 'Who fills it; the institution that received the vacancy unless given.' })
  institution?: string;

  @Field(() => ID, { nullable: true, description: 'The agreement under which it stands; with places, the one that offers them.' })
  agreement?: string;

  @Field(() => ID, {
    nullable: true,
    description: 'The places that it uses; they are held at once. An agency’s are those given to it, or to nobody in its division.',
  })
  quota?: string;

  @Field(() => Int, { description: 'Heads.' })
  headCount!: number;

  @Field(() => LocalDate, { description: 'Day on which they are to leave.' })
  departOn!: string;

  @Field(() => Int, { nullable: true, description: 'Days of training before they leave; none unless given.' })
  trainingDays?: number;
}

@InputType({ description: 'Who goes on the list of an order.' })
export class LabourOrderRegisterInput extends EffectInput {
  @ArrayMinSize(1)
  @ArrayMaxSize(250)
  @Field(() => [ID], { description: 'Active registrations, in the order of the list; up to 250, all or none.' })
  registrations!: string[];
}

@InputType({ description: 'A contract that was checked.' })
export class TransferContractInput {
  @Field(() => ID, { description: 'Whose: a chosen transfer of the order.' })
  transfer!: string;

  @Words(1, 40)
  @Field(() => String, { description: 'Its number.' })
  number!: string;
}

@InputType({ description: 'Contracts that were checked.' })
export class LabourOrderContractInput extends EffectInput {
  @ArrayMinSize(1)
  @ArrayMaxSize(250)
  @ValidateNested({ each: true })
  @Field(() => [TransferContractInput], { description: 'Up to 250, all or none.' })
  contracts!: TransferContractInput[];
}

@InputType({ description: 'Who begins to work.' })
export class LabourOrderBeginInput extends EffectInput {
  @ArrayMaxSize(250)
  @Field(() => [ID], { nullable: true, description: 'Transfers that have arrived; all of them unless given.' })
  transfers?: string[];
}

@InputType({ description: 'A departure.' })
export class DepartureBatchPlanInput extends EffectInput {
  @Words(1, 40)
  @Field(() => String, { description: 'The accompanying manager.' })
  leader!: string;

  @Words(1, 60)
  @Field(() => String, { description: 'Bus, train or ship, with its number.' })
  vehicle!: string;

  @Field(() => Int, { description: 'Seats.' })
  seats!: number;

  @Words(1, 60)
  @Field(() => String, { description: 'Number of the travel insurance.' })
  insurance!: string;

  @Words(1, 120)
  @Field(() => String, { description: 'Where they meet, and when.' })
  meetingPoint!: string;

  @Field(() => LocalDate, { description: 'Day of departure.' })
  departOn!: string;
}

@InputType({ description: 'The count of heads at the gate.' })
export class DepartureBatchCheckInput extends EffectInput {
  @ArrayMaxSize(250)
  @Field(() => [ID], { description: 'Transfers who did not come; empty when all are there.' })
  absent!: string[];
}

@InputType({ description: 'An arrival.' })
export class DepartureBatchArriveInput extends EffectInput {
  @Field(() => LocalDate, { nullable: true, description: 'Day of arrival; today unless given.' })
  on?: string;

  @ArrayMaxSize(250)
  @Field(() => [ID], { nullable: true, description: 'Transfers who did not arrive; none unless given.' })
  missing?: string[];
}

@InputType({ description: 'A way to work that somebody went on their own.' })
export class TransferRecordInput extends EffectInput {
  @Field(() => ID, { description: 'Who.' })
  seeker!: string;

  @MaxLength(60)
  @Field(() => String, {
    description: 'Code or name of the division where the work is: outside Chongqing a province or below, inside a district or county.',
  })
  destination!: string;

  @Field(() => LocalDate, { description: 'Day of departure.' })
  departedOn!: string;

  @Field(() => LocalDate, { nullable: true, description: 'Day of arrival; none while on the way.' })
  arrivedOn?: string;

  @Field(() => ID, { nullable: true, description: 'Who looks after it; the caller’s own institution unless given.' })
  institution?: string;
}

@InputType({ description: 'When and why somebody returned or changed.' })
export class TransferEndInput extends EffectInput {
  @Field(() => LocalDate, { description: 'On which day.' })
  on!: string;

  @Words(1, 200)
  @Field(() => String, { description: 'Why.' })
  reason!: string;
}

@InputType({ description: 'What a contact found.' })
export class FollowUpRecordInput extends EffectInput {
  @Field(() => Boolean, { description: 'Whether the person could be reached.' })
  reached!: boolean;

  @Field(() => Boolean, {
    nullable: true,
    description:
      'Still at that post; asked of whoever was reached, but for a re-match. No asks for the return or the change of job to be recorded first.',
  })
  onPost?: boolean;

  @Field(() => Boolean, { nullable: true, description: 'Paid on time; no asks for `problem`.' })
  paidOnTime?: boolean;

  @Field(() => Boolean, { nullable: true, description: 'A contract was signed.' })
  contractSigned?: boolean;

  @Field(() => Boolean, { nullable: true, description: 'Insured.' })
  insured?: boolean;

  @MaxLength(500)
  @Field(() => String, { nullable: true, description: 'A violation of rights, in words; opens a case.' })
  problem?: string;

  @MaxLength(500)
  @Field(() => String, { nullable: true, description: 'Remarks.' })
  note?: string;
}

@InputType({ description: 'A violation of rights.' })
export class RightsCaseOpenInput extends EffectInput {
  @Words(1, 500)
  @Field(() => String, { description: 'What happened.' })
  problem!: string;
}

@InputType({ description: 'How a case was settled.' })
export class RightsCaseCloseInput extends EffectInput {
  @Words(1, 500)
  @Field(() => String, { description: 'The outcome.' })
  outcome!: string;
}

@InputType({ description: 'Whom a participant brought into work.' })
export class BeneficiaryClaimInput extends EffectInput {
  @Field(() => ID, { description: 'The person.' })
  seeker!: string;
}
