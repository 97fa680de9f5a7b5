import { ArrayMaxSize, Max, MaxLength, Min, ValidateNested } from 'class-validator';
import { Field, ID, InputType, Int } from 'type-graphql';
import { EffectInput } from '../../platform/graphql/mutation.js';
import { BigInteger, LocalDate } from '../../platform/graphql/scalars.js';
import { Words } from '../../platform/graphql/words.js';
import { AgreementBearer, PartyRole } from './agreement.js';

@InputType({ description: 'What the two sides owe the people who go.' })
export class AgreementTermsInput {
  @Min(0)
  @Max(365)
  @Field(() => Int, { nullable: true, description: 'Days of training before departure.' })
  trainingDays?: number;

  @Field(() => AgreementBearer, { nullable: true, description: 'Who has to train.' })
  trainingBy?: AgreementBearer;

  @Field(() => AgreementBearer, { nullable: true, description: 'Who pays for travel.' })
  travelBy?: AgreementBearer;

  @Field(() => Boolean, { nullable: true, description: 'A dormitory is provided.' })
  dormitory?: boolean;

  @Field(() => BigInteger, { nullable: true, description: 'Least pay a month that is guaranteed, in fen.' })
  minimumWage?: bigint;
}

@InputType({ description: 'Who takes part, and whom to call there.' })
export class AgreementPartyInput {
  @Field(() => PartyRole, { description: 'As what.' })
  role!: PartyRole;

  @Field(() => ID, { nullable: true, description: 'The institution; needed on the sending side.' })
  institution?: string;

  @MaxLength(100)
  @Field(() => String, { nullable: true, description: 'Its name, where it is none of the institutions.' })
  name?: string;

  @MaxLength(120)
  @Field(() => String, { nullable: true, description: 'Where to find it.' })
  address?: string;

  @MaxLength(40)
  @Field(() => String, { nullable: true, description: 'The official to ask for.' })
  contactName?: string;

  @MaxLength(30)
  @Field(() => String, { nullable: true, description: 'A landline of the office with its area code; private numbers are refused.' })
  officePhone?: string;
}

@InputType()
abstract class AgreementText extends EffectInput {
  @Words(1, 100)
  @Field(() => String, { description: 'Its title.' })
  title!: string;

  @MaxLength(60)
  @Field(() => String, { description: 'The county that sends: code or name, within the caller’s division.' })
  sendingCounty!: string;

  @MaxLength(60)
  @Field(() => String, { description: 'The region that receives: code or name.' })
  receivingRegion!: string;

  @ArrayMaxSize(30)
  @MaxLength(40, { each: true })
  @Field(() => [String], { defaultValue: [], description: 'Occupations it is about, codes or names; empty is any.' })
  trades!: string[];

  @ValidateNested()
  @Field(() => AgreementTermsInput, { nullable: true, description: 'Training, travel, dormitory and least pay.' })
  terms?: AgreementTermsInput;

  @ArrayMaxSize(50)
  @ValidateNested({ each: true })
  @Field(() => [AgreementPartyInput], { defaultValue: [], description: 'Institutions of both sides, and windows out of the city.' })
  parties!: AgreementPartyInput[];

  @Field(() => LocalDate, { description: 'First day.' })
  validFrom!: string;

  @Field(() => LocalDate, { description: 'Last day; ten years after the first at most.' })
  validUntil!: string;
}

@InputType({ description: 'An agreement to be negotiated.' })
export class AgreementDraftInput extends AgreementText {}

@InputType({ description: 'An agreement as it reads after another round; it replaces the text before.' })
export class AgreementAmendInput extends AgreementText {}

@InputType({ description: 'A signature.' })
export class AgreementSignInput extends EffectInput {
  @Field(() => LocalDate, { nullable: true, description: 'Day of signing; today unless given; never later, nor before 2000.' })
  on?: string;
}
