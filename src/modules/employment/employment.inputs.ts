import { MaxLength } from 'class-validator';
import { Field, ID, InputType, Int } from 'type-graphql';
import { EffectInput } from '../../platform/graphql/mutation.js';
import { LocalDate } from '../../platform/graphql/scalars.js';
import { Words } from '../../platform/graphql/words.js';
import { HardshipCategory } from '../seekers/circumstances.js';
import { EmploymentEndCause, WorkKind } from './employment.js';
import { ParameterKind, ParameterUnit } from './parameter.js';
import { UnemploymentCancelReason, UnemploymentCause } from './unemployment.js';

@InputType({ description: 'Work that is registered: of a placement, or of a person with an employer or for themself.' })
export class EmploymentRegisterInput extends EffectInput {
  @Field(() => ID, { nullable: true, description: 'The confirmed placement; person, employer and first day are taken from it.' })
  placement?: string;

  @Field(() => ID, { nullable: true, description: 'Whose work, without a placement.' })
  seeker?: string;

  @Field(() => WorkKind, { nullable: true, description: 'As what, without a placement.' })
  kind?: WorkKind;

  @Field(() => ID, { nullable: true, description: 'The employer, of somebody employed without a placement.' })
  employer?: string;

  @Field(() => LocalDate, { nullable: true, description: 'First day of work, without a placement.' })
  startedOn?: string;

  @Field(() => Int, { nullable: true, description: 'Term of the contract in months, 1–600.' })
  contractMonths?: number;

  @Field(() => Boolean, { defaultValue: true, description: 'Whether the work is in a town.' })
  urban: boolean = true;

  @Field(() => ID, {
    nullable: true,
    description: 'The institution that registers: of an office its own, of an employer the placement’s, unless given.',
  })
  institution?: string;
}

@InputType({ description: 'How registered work ended.' })
export class EmploymentEndInput extends EffectInput {
  @Field(() => LocalDate, { description: 'Last day of work.' })
  on!: string;

  @Field(() => EmploymentEndCause, { description: 'Why.' })
  cause!: EmploymentEndCause;
}

@InputType({ description: 'Somebody without work.' })
export class UnemploymentRegisterInput extends EffectInput {
  @Field(() => ID, { description: 'Who.' })
  seeker!: string;

  @Field(() => UnemploymentCause, { description: 'How it came about.' })
  cause!: UnemploymentCause;

  @Field(() => ID, { nullable: true, description: 'The institution that registers; the office’s own unless given.' })
  institution?: string;
}

@InputType({ description: 'What ends an unemployment registration.' })
export class UnemploymentCancelInput extends EffectInput {
  @Field(() => UnemploymentCancelReason, { description: 'Which event.' })
  reason!: UnemploymentCancelReason;
}

@InputType({ description: 'An application to be recognised as hard to employ.' })
export class DifficultyApplyInput extends EffectInput {
  @Field(() => ID, { description: 'Who.' })
  seeker!: string;

  @Field(() => HardshipCategory, { description: 'In which category.' })
  category!: HardshipCategory;

  @Words(1, 200)
  @Field(() => String, { description: 'What was shown in evidence: kind and date of the document.' })
  evidence!: string;

  @Field(() => ID, { nullable: true, description: 'The institution that takes it; the office’s own unless given.' })
  institution?: string;
}

@InputType({ description: 'A number of a programme’s procedure, from a date on.' })
export class ProgrammeParameterSetInput extends EffectInput {
  @Field(() => ParameterKind, { description: 'What it sets.' })
  kind!: ParameterKind;

  @MaxLength(60)
  @Field(() => String, { description: 'Where: code or name of a division of yours.' })
  region!: string;

  @Field(() => LocalDate, { description: 'From this day on; not before today.' })
  effectiveOn!: string;

  @Field(() => Int, { description: 'How many, 1–400.' })
  value!: number;

  @Field(() => ParameterUnit, { description: 'Of what.' })
  unit!: ParameterUnit;

  @Words(1, 200)
  @Field(() => String, { description: 'The rule it comes from.' })
  source!: string;
}
