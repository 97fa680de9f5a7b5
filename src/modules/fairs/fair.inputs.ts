import { ArrayMaxSize, ArrayMinSize, Max, MaxLength, Min, ValidateNested } from 'class-validator';
import { Field, ID, InputType, Int } from 'type-graphql';
import { EffectInput } from '../../platform/graphql/mutation.js';
import { Instant, LocalDate } from '../../platform/graphql/scalars.js';
import { Words } from '../../platform/graphql/words.js';
import { CampaignKind } from './campaign.js';
import { JobFairState, MOST_SESSIONS } from './job-fair.js';

@InputType({ description: 'A campaign in a year.' })
export class CampaignOpenInput extends EffectInput {
  @Field(() => CampaignKind, { description: 'Which.' })
  kind!: CampaignKind;

  @Words(1, 100)
  @Field(() => String, { description: 'What it is called.' })
  name!: string;

  @Field(() => ID, { nullable: true, description: 'Who runs it; your own institution unless given.' })
  institution?: string;

  @Field(() => LocalDate, { description: 'First day, from 2000 on; of Migrant Workers’ Day the first Sunday of November, from 2007 on.' })
  opensOn!: string;

  @Field(() => LocalDate, { description: 'Last day, within a year.' })
  closesOn!: string;
}

@InputType({ description: 'Hours of a fair.' })
export class FairSessionInput {
  @Field(() => Instant, { description: 'When the doors open.' })
  opensAt!: Date;

  @Field(() => Instant, { description: 'When they close, at most a day later.' })
  closesAt!: Date;
}

@InputType({ description: 'A booth.' })
export class FairBoothInput {
  @Words(1, 20)
  @Field(() => String, { description: 'Its number, once at a fair.' })
  number!: string;

  @Min(0)
  @Max(10_000)
  @Field(() => Int, { description: 'Metres from the left wall of the hall.' })
  x!: number;

  @Min(0)
  @Max(10_000)
  @Field(() => Int, { description: 'Metres from the wall of the entrance.' })
  y!: number;
}

@InputType({ description: 'A hall with its booths.' })
export class FairHallInput {
  @Words(1, 60)
  @Field(() => String, { description: 'What it is called.' })
  name!: string;

  @ArrayMinSize(1)
  @ArrayMaxSize(250)
  @ValidateNested({ each: true })
  @Field(() => [FairBoothInput], { description: 'Its booths, up to 250.' })
  booths!: FairBoothInput[];
}

@InputType({ description: 'A fair that is planned.' })
export class JobFairPlanInput extends EffectInput {
  @Words(1, 100)
  @Field(() => String, { description: 'What it is called.' })
  name!: string;

  @Field(() => ID, { nullable: true, description: 'The campaign it belongs to.' })
  campaign?: string;

  @Field(() => ID, { nullable: true, description: 'Who holds it; your own institution unless given.' })
  institution?: string;

  @MaxLength(60)
  @Field(() => String, { description: 'Division of the venue: code or name.' })
  region!: string;

  @Words(1, 200)
  @Field(() => String, { description: 'The venue, with its address.' })
  venue!: string;

  @ArrayMinSize(1)
  @ArrayMaxSize(MOST_SESSIONS)
  @Field(() => [FairSessionInput], { description: 'Its hours, in order and apart.' })
  sessions!: FairSessionInput[];

  @ArrayMinSize(1)
  @ArrayMaxSize(20)
  @ValidateNested({ each: true })
  @Field(() => [FairHallInput], { description: 'Its halls, up to 20, and their booths.' })
  halls!: FairHallInput[];
}

@InputType({ description: 'Other hours, or another venue, of a fair.' })
export class JobFairRescheduleInput extends EffectInput {
  @ArrayMinSize(1)
  @ArrayMaxSize(MOST_SESSIONS)
  @Field(() => [FairSessionInput], { description: 'All its hours, in order and apart; the last end lies ahead.' })
  sessions!: FairSessionInput[];

  @Words(1, 200)
  @Field(() => String, { nullable: true, description: 'The venue, with its address; as it is unless given.' })
  venue?: string;
}

@InputType({ description: 'Why a fair is called off.' })
export class JobFairCancelInput extends EffectInput {
  @Words(1, 200)
  @Field(() => String, { description: 'The reason in words.' })
  reason!: string;
}

@InputType({ description: 'What is said to everybody at a fair.' })
export class FairAnnounceInput extends EffectInput {
  @Words(1, 200)
  @Field(() => String, { description: 'In Chinese.' })
  zh!: string;

  @Words(1, 200)
  @Field(() => String, { nullable: true, description: 'In English.' })
  en?: string;
}

@InputType({ description: 'A kiosk at a fair.' })
export class FairKioskEnrolInput extends EffectInput {
  @Field(() => ID, { description: 'The fair.' })
  fair!: string;

  @Field(() => ID, { description: 'The device, enrolled before by `deviceEnrol`.' })
  device!: string;

  @Field(() => ID, { description: 'The hall it stands in.' })
  hall!: string;

  @Min(0)
  @Max(10_000)
  @Field(() => Int, { description: 'Metres from the left wall of the hall.' })
  x!: number;

  @Min(0)
  @Max(10_000)
  @Field(() => Int, { description: 'Metres from the wall of the entrance.' })
  y!: number;
}

@InputType({ description: 'Which fairs; all that is given must hold.' })
export class JobFairFilter {
  @Field(() => JobFairState, { nullable: true, description: 'Only in this state.' })
  state?: JobFairState;

  @MaxLength(60)
  @Field(() => String, { nullable: true, description: 'With a venue in this division: code or name.' })
  region?: string;

  @Field(() => ID, { nullable: true, description: 'Of this campaign.' })
  campaign?: string;

  @Field(() => LocalDate, { nullable: true, description: 'Still open on this day or later.' })
  from?: string;

  @Field(() => LocalDate, { nullable: true, description: 'Opening on this day or earlier.' })
  to?: string;
}
