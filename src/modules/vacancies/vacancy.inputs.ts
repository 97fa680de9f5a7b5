import { ArrayMaxSize, Length, MaxLength } from 'class-validator';
import { Field, ID, InputType, Int } from 'type-graphql';
import { EffectInput } from '../../platform/graphql/mutation.js';
import { BigInteger, LocalDate } from '../../platform/graphql/scalars.js';
import { Education, PayBasis, PayPeriod, Shift } from './terms.js';

@InputType({
  description: 'Pay: amounts in fen for one period, or the words of the offer, which are then read (`6千-1.2万·13薪`, `170元/天`, `面议`).',
})
export class PayInput {
  @Field(() => BigInteger, { nullable: true, description: 'The least, in fen.' })
  from?: bigint;

  @Field(() => BigInteger, { nullable: true, description: 'The most, in fen.' })
  to?: bigint;

  @Field(() => PayPeriod, { nullable: true, description: 'What one amount is for; a month unless given.' })
  period?: PayPeriod;

  @Field(() => PayBasis, { nullable: true, description: 'How it is reckoned; by time unless given.' })
  basis?: PayBasis;

  @Field(() => Boolean, { nullable: true, description: '面议.' })
  negotiable?: boolean;

  @MaxLength(60)
  @Field(() => String, { nullable: true, description: 'The words of the offer; read when no amount is given.' })
  text?: string;
}

@InputType({ description: 'What the post asks of a person.' })
export class RequirementsInput {
  @Field(() => Int, { nullable: true, description: 'Youngest age, 16 or more.' })
  ageMin?: number;

  @Field(() => Int, { nullable: true, description: 'Oldest age.' })
  ageMax?: number;

  @Field(() => Education, { nullable: true, description: 'Least education.' })
  education?: Education;

  @ArrayMaxSize(10)
  @MaxLength(40, { each: true })
  @Field(() => [String], { nullable: true, description: 'Certificates that must be held, up to ten.' })
  certificates?: string[];

  @Field(() => Int, { nullable: true, description: 'Least experience, in months.' })
  experienceMonths?: number;

  @Field(() => Boolean, { nullable: true, description: 'A health certificate is needed.' })
  healthCertificate?: boolean;

  @Field(() => Int, { nullable: true, description: 'Heads for men only; refused without a ground in law.' })
  maleCount?: number;

  @Field(() => Int, { nullable: true, description: 'Heads for women only; refused without a ground in law.' })
  femaleCount?: number;

  @MaxLength(200)
  @Field(() => String, { nullable: true, description: 'The rule of the State that limits the post to one sex.' })
  sexLimitGround?: string;
}

@InputType({ description: 'Hours, contract and what comes with the post.' })
export class ConditionsInput {
  @Field(() => Shift, { nullable: true, description: 'Shifts.' })
  shift?: Shift;

  @Field(() => Int, { nullable: true, description: 'Hours a day.' })
  hoursPerDay?: number;

  @Field(() => Int, { nullable: true, description: 'Days of rest a month.' })
  restDaysPerMonth?: number;

  @Field(() => Int, { nullable: true, description: 'Contract term in months; 0 is open-ended.' })
  contractMonths?: number;

  @Field(() => Int, { nullable: true, description: 'Probation in months.' })
  probationMonths?: number;

  @Field(() => BigInteger, { nullable: true, description: 'Pay in probation, in fen for one period of pay.' })
  probationPay?: bigint;

  @ArrayMaxSize(6)
  @MaxLength(20, { each: true })
  @Field(() => [String], { nullable: true, description: 'Social insurances paid.' })
  insurances?: string[];

  @Field(() => Boolean, { nullable: true, description: 'Board.' })
  board?: boolean;

  @Field(() => Boolean, { nullable: true, description: 'Lodging.' })
  lodging?: boolean;

  @MaxLength(60)
  @Field(() => String, { nullable: true, description: 'How one is lodged.' })
  lodgingNote?: string;

  @Field(() => Boolean, { nullable: true, description: 'Travel is refunded.' })
  travelRefund?: boolean;

  @Field(() => Int, { nullable: true, description: 'Training before work, in days.' })
  trainingDays?: number;

  @Field(() => Int, { nullable: true, description: 'Day of the month on which pay is due.' })
  payDay?: number;
}

@InputType({ description: 'A vacancy notice.' })
export class VacancyDraftInput extends EffectInput {
  @Field(() => ID, { description: 'The employer.' })
  employer!: string;

  @Field(() => ID, { nullable: true, description: 'The institution that receives it; the caller’s own unless given.' })
  institution?: string;

  @Length(1, 60)
  @Field(() => String, { description: 'Title of the post.' })
  title!: string;

  @MaxLength(40)
  @Field(() => String, { nullable: true, description: 'Occupation code or name; found from the title unless given.' })
  occupation?: string;

  @MaxLength(60)
  @Field(() => String, { description: 'Where the work is: code or name.' })
  region!: string;

  @MaxLength(120)
  @Field(() => String, { nullable: true, description: 'Address of the work place.' })
  workAddress?: string;

  @Field(() => Int, { description: 'Heads asked for.' })
  headCount!: number;

  @Field(() => PayInput, { description: 'Pay.' })
  pay!: PayInput;

  @Field(() => RequirementsInput, { nullable: true, description: 'What is asked of a person.' })
  requirements?: RequirementsInput;

  @Field(() => ConditionsInput, { nullable: true, description: 'Hours, contract, board and lodging.' })
  conditions?: ConditionsInput;

  @Field(() => LocalDate, { nullable: true, description: 'First day; today unless given.' })
  validFrom?: string;

  @Field(() => LocalDate, { nullable: true, description: 'Last day; thirty days after the first unless given.' })
  validUntil?: string;

  @MaxLength(1000)
  @Field(() => String, { nullable: true, description: 'Remarks, and how to apply.' })
  remarks?: string;
}

@InputType({ description: 'A step that needs a reason.' })
export class ReasonInput extends EffectInput {
  @Length(1, 200)
  @Field(() => String, { description: 'Why; shown to those concerned.' })
  reason!: string;
}

@InputType({ description: 'A new employer.' })
export class EmployerRegisterInput extends EffectInput {
  @Length(1, 100)
  @Field(() => String, { description: 'Registered name.' })
  name!: string;

  @MaxLength(30)
  @Field(() => String, { nullable: true, description: 'Unified social credit code.' })
  creditCode?: string;

  @MaxLength(30)
  @Field(() => String, { nullable: true, description: 'Older business licence number.' })
  licenceNumber?: string;

  @MaxLength(60)
  @Field(() => String, { description: 'Where it is registered: code or name.' })
  region!: string;

  @MaxLength(120)
  @Field(() => String, { nullable: true, description: 'Street address.' })
  address?: string;

  @MaxLength(10)
  @Field(() => String, { nullable: true, description: 'Industry code of GB/T 4754.' })
  industry?: string;

  @MaxLength(30)
  @Field(() => String, { nullable: true, description: 'Ownership, in words.' })
  ownership?: string;
}
