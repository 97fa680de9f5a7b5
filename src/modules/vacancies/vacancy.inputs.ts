import { MaxLength, ValidateNested } from 'class-validator';
import { Field, ID, InputType, Int } from 'type-graphql';
import { EffectInput } from '../../platform/graphql/mutation.js';
import { LocalDate } from '../../platform/graphql/scalars.js';
import { Words } from '../../platform/graphql/words.js';
import { EmploymentKind, ReferralRoute } from './recruitment.js';
import { ConditionsInput, ContactInput, PayInput, RequirementsInput } from './terms.inputs.js';

@InputType()
export abstract class NoticeInput extends EffectInput {
  @Words(1, 60)
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

  @Field(() => EmploymentKind, { nullable: true, description: 'On what terms of employment; full-time unless given.' })
  employmentKind?: EmploymentKind;

  @MaxLength(1000)
  @Field(() => String, { nullable: true, description: 'What there is to do.' })
  duties?: string;

  @Field(() => Int, { description: 'Heads asked for.' })
  headCount!: number;

  @ValidateNested()
  @Field(() => PayInput, { description: 'Pay.' })
  pay!: PayInput;

  @ValidateNested()
  @Field(() => RequirementsInput, { nullable: true, description: 'What is asked of a person.' })
  requirements?: RequirementsInput;

  @ValidateNested()
  @Field(() => ConditionsInput, { nullable: true, description: 'Hours, contract, board and lodging.' })
  conditions?: ConditionsInput;

  @MaxLength(500)
  @Field(() => String, { nullable: true, description: 'What comes with the post beside pay.' })
  benefits?: string;

  @MaxLength(500)
  @Field(() => String, { nullable: true, description: 'How workers are protected from harm.' })
  labourProtection?: string;

  @ValidateNested()
  @Field(() => ContactInput, { nullable: true, description: 'Whom to ask at the employer.' })
  contact?: ContactInput;

  @Field(() => ReferralRoute, { nullable: true, description: 'How one applies; with a letter unless given.' })
  referralRoute?: ReferralRoute;

  @Field(() => LocalDate, { nullable: true, description: 'First day, from 2000 to five years from today; today unless given.' })
  validFrom?: string;

  @Field(() => LocalDate, {
    nullable: true,
    description:
      'Last day, not before today, within five years from today; unless given thirty days after the first, or after today where that is past.',
  })
  validUntil?: string;

  @MaxLength(1000)
  @Field(() => String, { nullable: true, description: 'Remarks.' })
  remarks?: string;
}

@InputType({ description: 'A vacancy notice.' })
export class VacancyDraftInput extends NoticeInput {
  @Field(() => ID, { description: 'The employer.' })
  employer!: string;

  @Field(() => ID, {
    nullable: true,
    description: 'The institution that receives it; the caller’s own unless given; recruiters and others that have none must give it.',
  })
  institution?: string;
}

@InputType({ description: 'The text of a notice anew, whole: what is not given is empty.' })
export class VacancyReviseInput extends NoticeInput {}

@InputType({ description: 'A step that needs a reason.' })
export class ReasonInput extends EffectInput {
  @Words(1, 200)
  @Field(() => String, { description: 'Why; shown to those concerned.' })
  reason!: string;
}
