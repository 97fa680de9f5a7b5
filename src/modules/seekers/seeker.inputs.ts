import { ArrayMaxSize, MaxLength, ValidateNested } from 'class-validator';
import { Field, ID, InputType, Int } from 'type-graphql';
import { EffectInput } from '../../platform/graphql/mutation.js';
import { LocalDate } from '../../platform/graphql/scalars.js';
import { Words } from '../../platform/graphql/words.js';
import { Education } from '../vacancies/terms.js';
import { HardshipCategory, Health, MaritalStatus } from './circumstances.js';
import { Ethnicity } from './ethnicity.js';
import { Resettler, SeekerSituation, TravelGroupKind } from './seeker.js';
import { WishInput } from './wish.inputs.js';

@InputType({ description: 'Family, health and hardship, as stated.' })
export class CircumstancesInput {
  @Field(() => Ethnicity, { nullable: true, description: 'Ethnicity as on the ID document.' })
  ethnicity?: Ethnicity;

  @Field(() => MaritalStatus, { nullable: true, description: 'Marital status.' })
  maritalStatus?: MaritalStatus;

  @Field(() => Health, { nullable: true, description: 'State of health.' })
  health?: Health;

  @ArrayMaxSize(10)
  @Field(() => [HardshipCategory], { nullable: true, description: 'Hardships stated.' })
  hardships?: HardshipCategory[];

  @MaxLength(40)
  @Field(() => String, { nullable: true, description: 'Number of the household.' })
  householdNumber?: string;
}

@InputType({ description: 'People who travel together.' })
export class TravelGroupInput {
  @Words(1, 40)
  @Field(() => String, { description: 'What they call themselves.' })
  name!: string;

  @Field(() => TravelGroupKind, { description: 'What holds them together.' })
  kind!: TravelGroupKind;
}

@InputType()
export abstract class SeekerFormInput extends EffectInput {
  @MaxLength(64)
  @Field(() => String, { nullable: true, description: 'Phone; kept sealed.' })
  phone?: string;

  @MaxLength(60)
  @Field(() => String, { nullable: true, description: 'Where the household is registered: code or name.' })
  householdRegion?: string;

  @Field(() => Boolean, { nullable: true, description: 'Agricultural household registration.' })
  agricultural?: boolean;

  @Field(() => Resettler, { nullable: true, description: 'Whether resettled.' })
  resettler?: Resettler;

  @Field(() => SeekerSituation, { nullable: true, description: 'What the person does now.' })
  situation?: SeekerSituation;

  @Field(() => Education, { nullable: true, description: 'Highest education.' })
  education?: Education;

  @MaxLength(40)
  @Field(() => String, { nullable: true, description: 'Field of study.' })
  major?: string;

  @Field(() => Int, { nullable: true, description: 'Skill level, 5 to 1.' })
  skillLevel?: number;

  @ArrayMaxSize(20)
  @MaxLength(40, { each: true })
  @Field(() => [String], { nullable: true, description: 'Certificates held.' })
  certificates?: string[];

  @Field(() => Int, { nullable: true, description: 'Height in centimetres.' })
  heightCm?: number;

  @MaxLength(1000)
  @Field(() => String, { nullable: true, description: 'Work so far.' })
  workHistory?: string;

  @ValidateNested()
  @Field(() => CircumstancesInput, { nullable: true, description: 'Family, health and hardship.' })
  circumstances?: CircumstancesInput;

  @ValidateNested()
  @Field(() => TravelGroupInput, { nullable: true, description: 'A new travel group.' })
  newTravelGroup?: TravelGroupInput;

  @Field(() => ID, { nullable: true, description: 'A travel group in your sight to join.' })
  travelGroup?: string;
}

@InputType({ description: 'The registration form (求职登记表).' })
export class SeekerRegisterInput extends SeekerFormInput {
  @Words(1, 50)
  @Field(() => String, { description: 'Full name.' })
  name!: string;

  @MaxLength(64)
  @Field(() => String, { description: 'ID number, 18 or 15 characters; kept sealed.' })
  idNumber!: string;

  @MaxLength(60)
  @Field(() => String, { description: 'Where the person lives: code or name.' })
  region!: string;

  @ValidateNested()
  @Field(() => WishInput, { description: 'What the person looks for.' })
  wish!: WishInput;

  @Field(() => ID, { nullable: true, description: 'The institution that registers; the caller’s own unless given; whoever has none must give it.' })
  institution?: string;

  @Field(() => LocalDate, { nullable: true, description: 'Last valid day, within five years from today; six months from today unless given.' })
  validUntil?: string;
}

@InputType({ description: 'What is to be put right in the form of a person; what is not given stays.' })
export class SeekerFormReviseInput extends SeekerFormInput {
  @MaxLength(60)
  @Field(() => String, { nullable: true, description: 'Where the person lives: code or name.' })
  region?: string;
}
