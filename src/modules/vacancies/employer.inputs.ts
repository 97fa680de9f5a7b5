import { MaxLength } from 'class-validator';
import { Field, InputType } from 'type-graphql';
import { EffectInput } from '../../platform/graphql/mutation.js';
import { Words } from '../../platform/graphql/words.js';
import { EmployerState } from './employer.js';

@InputType({ description: 'Which employers; all that is given must hold.' })
export class EmployerFilter {
  @MaxLength(60)
  @Field(() => String, { nullable: true, description: 'Code or name of the division whose subtree is meant.' })
  region?: string;

  @Field(() => EmployerState, { nullable: true, description: 'Only in this state.' })
  state?: EmployerState;

  @MaxLength(60)
  @Field(() => String, { nullable: true, description: 'Part of the name, or the whole credit code or licence number.' })
  search?: string;

  @Field(() => Boolean, { nullable: true, description: 'Only those that you recruit for, or only the others.' })
  own?: boolean;
}

@InputType({ description: 'A new employer.' })
export class EmployerRegisterInput extends EffectInput {
  @Words(1, 100)
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
  @Field(() => String, { nullable: true, description: 'Industry code of GB/T 4754-2017, such as C3912.' })
  industry?: string;

  @MaxLength(30)
  @Field(() => String, { nullable: true, description: 'Ownership, in words.' })
  ownership?: string;

  @MaxLength(1000)
  @Field(() => String, { nullable: true, description: 'What it is and does.' })
  profile?: string;
}

@InputType({ description: 'What is to be put right about an employer; what is not given stays.' })
export class EmployerAmendInput extends EffectInput {
  @Words(1, 100)
  @Field(() => String, { nullable: true, description: 'Registered name.' })
  name?: string;

  @MaxLength(30)
  @Field(() => String, { nullable: true, description: 'Unified social credit code.' })
  creditCode?: string;

  @MaxLength(30)
  @Field(() => String, { nullable: true, description: 'Older business licence number.' })
  licenceNumber?: string;

  @MaxLength(60)
  @Field(() => String, { nullable: true, description: 'Where it is registered: code or name.' })
  region?: string;

  @MaxLength(120)
  @Field(() => String, { nullable: true, description: 'Street address.' })
  address?: string;

  @MaxLength(10)
  @Field(() => String, { nullable: true, description: 'Industry code of GB/T 4754-2017, such as C3912.' })
  industry?: string;

  @MaxLength(30)
  @Field(() => String, { nullable: true, description: 'Ownership, in words.' })
  ownership?: string;

  @MaxLength(1000)
  @Field(() => String, { nullable: true, description: 'What it is and does.' })
  profile?: string;
}
