import { ArrayMaxSize, MaxLength } from 'class-validator';
import { Field, InputType, Int } from 'type-graphql';
import { BigInteger } from '../../platform/graphql/scalars.js';
import { SocialInsurance } from './recruitment.js';
import { Education, PayBasis, PayPeriod, Shift } from './terms.js';

@InputType({
  description:
    'Pay: amounts in fen for one period, the words of the offer (`6千-1.2万·13薪`, `170元/天`, `面议`), or both, which then complete each other; where both say something it is the same, or INVALID names the field.',
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
  @Field(() => String, {
    nullable: true,
    description:
      'The words of the offer; they must be understood where no amount is given, and are a remark where they are not understood beside one.',
  })
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

  @MaxLength(200)
  @Field(() => String, { nullable: true, description: 'What the work asks of the body, in words.' })
  physicalConditions?: string;

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

  @MaxLength(60)
  @Field(() => String, { nullable: true, description: 'Number of the approval of special working hours, which lifts the limits on hours.' })
  hoursApproval?: string;

  @Field(() => Int, { nullable: true, description: 'Contract term in months; 0 is open-ended.' })
  contractMonths?: number;

  @Field(() => Int, { nullable: true, description: 'Probation in months.' })
  probationMonths?: number;

  @Field(() => BigInteger, { nullable: true, description: 'Pay in probation, in fen for one period of pay.' })
  probationPay?: bigint;

  @ArrayMaxSize(6)
  @Field(() => [SocialInsurance], { nullable: true, description: 'Social insurances paid.' })
  insurances?: SocialInsurance[];

  @Field(() => Boolean, { nullable: true, description: 'Board.' })
  board?: boolean;

  @MaxLength(60)
  @Field(() => String, { nullable: true, description: 'Which meals, or what is paid instead.' })
  boardNote?: string;

  @Field(() => Boolean, { nullable: true, description: 'Lodging.' })
  lodging?: boolean;

  @MaxLength(60)
  @Field(() => String, { nullable: true, description: 'How one is lodged.' })
  lodgingNote?: string;

  @Field(() => Boolean, { nullable: true, description: 'Travel is refunded.' })
  travelRefund?: boolean;

  @Field(() => Int, { nullable: true, description: 'Induction training, in days.' })
  trainingDays?: number;

  @Field(() => Int, { nullable: true, description: 'Day of the month on which pay is due.' })
  payDay?: number;
}

@InputType({ description: 'Whom to ask at the employer.' })
export class ContactInput {
  @MaxLength(40)
  @Field(() => String, { nullable: true, description: 'Name of the person.' })
  name?: string;

  @MaxLength(30)
  @Field(() => String, { nullable: true, description: 'Phone: a mobile number, or a landline with its area code.' })
  phone?: string;
}
