import { ArrayMaxSize, MaxLength } from 'class-validator';
import { Field, ID, InputType } from 'type-graphql';
import { EffectInput } from '../../platform/graphql/mutation.js';
import { Words } from '../../platform/graphql/words.js';
import { AccountRole } from './account.js';

@InputType({ description: 'How far an account sees; what is not given is not held.' })
export abstract class AccountScopeInput extends EffectInput {
  @MaxLength(60)
  @Field(() => String, { nullable: true, description: 'Code or name of the division an office holds, with all below it.' })
  region?: string;

  @Field(() => ID, { nullable: true, description: 'The institution an office user or an intermediary works at.' })
  institution?: string;

  @ArrayMaxSize(50)
  @Field(() => [ID], { nullable: true, description: 'The employers a recruiter acts for.' })
  employers?: string[];
}

@InputType({ description: 'A new account.' })
export class AccountOpenInput extends AccountScopeInput {
  @Field(() => AccountRole, { description: 'INTERMEDIARY, OFFICE, RECRUITER, ADMINISTRATOR or AUDITOR.' })
  role!: AccountRole;

  @Words(1, 60)
  @Field(() => String, { description: 'The name to sign in with, unique.' })
  name!: string;
}

@InputType({ description: 'The whole new scope of an account.' })
export class AccountAssignInput extends AccountScopeInput {}

@InputType({ description: 'Which accounts; all that is given must hold.' })
export class AccountFilter {
  @Field(() => AccountRole, { nullable: true, description: 'Only of this role.' })
  role?: AccountRole;

  @Field(() => Boolean, { nullable: true, description: 'Only disabled ones, or only those that may sign in.' })
  disabled?: boolean;

  @MaxLength(60)
  @Field(() => String, { nullable: true, description: 'Part of the name.' })
  name?: string;
}
