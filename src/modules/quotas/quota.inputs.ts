import { Max, MaxLength, Min } from 'class-validator';
import { Field, ID, InputType, Int } from 'type-graphql';
import { EffectInput } from '../../platform/graphql/mutation.js';

@InputType({ description: 'Which quotas; all that is given must hold.' })
export class QuotaFilter {
  @Field(() => Int, { nullable: true, description: 'Of this year.' })
  year?: number;

  @MaxLength(60)
  @Field(() => String, { nullable: true, description: 'For people of this division or below: code or name.' })
  origin?: string;

  @MaxLength(60)
  @Field(() => String, { nullable: true, description: 'In this region or below: code or name.' })
  destination?: string;

  @Field(() => ID, { nullable: true, description: 'Offered by this agreement.' })
  agreement?: string;

  @Field(() => Boolean, { nullable: true, description: 'Only those (not) at the top of their tree.' })
  top?: boolean;

  @Field(() => Boolean, { nullable: true, description: 'Only those (not) in a deficit.' })
  inDeficit?: boolean;
}

@InputType({ description: 'Places at the top of a tree.' })
export class QuotaOfferInput extends EffectInput {
  @Field(() => ID, { nullable: true, description: 'The agreement that offers them.' })
  agreement?: string;

  @MaxLength(60)
  @Field(() => String, { nullable: true, description: 'Whose people: code or name; the sending county of the agreement unless given.' })
  origin?: string;

  @MaxLength(60)
  @Field(() => String, { nullable: true, description: 'Where: code or name; the receiving region of the agreement unless given.' })
  destination?: string;

  @Field(() => ID, { nullable: true, description: 'The agency that fills them.' })
  institution?: string;

  @Min(2000)
  @Max(2100)
  @Field(() => Int, { description: 'In which year; none that is over.' })
  year!: number;

  @Field(() => Int, { description: 'Places, up to a million.' })
  places!: number;
}

@InputType({ description: 'A part: what is not given is as in the places above.' })
export class QuotaAllocateInput extends EffectInput {
  @MaxLength(60)
  @Field(() => String, { nullable: true, description: 'Whose people: code or name.' })
  origin?: string;

  @MaxLength(60)
  @Field(() => String, { nullable: true, description: 'Where: code or name.' })
  destination?: string;

  @Field(() => ID, { nullable: true, description: 'The agency that fills them.' })
  institution?: string;

  @Field(() => Int, { description: 'Places.' })
  places!: number;
}

@InputType({ description: 'Free places that move.' })
export class QuotaReallocateInput extends EffectInput {
  @Field(() => ID, { description: 'From where: a part, or its parent’s pool.' })
  from!: string;

  @Field(() => ID, { description: 'To where: a part of the same parent, or the parent.' })
  to!: string;

  @Field(() => Int, { description: 'How many.' })
  count!: number;
}

@InputType({ description: 'Another number of places.' })
export class QuotaAdjustInput extends EffectInput {
  @Field(() => Int, { description: 'All places from now on; ask `quotaWhatIf` before a smaller number.' })
  places!: number;

  @Field(() => Boolean, {
    defaultValue: false,
    description: 'At the top of a tree: take fewer places than are used, as a deficit. Nothing can be reserved until it is gone.',
  })
  acceptDeficit: boolean = false;
}
