import { ArrayMaxSize, MaxLength, ValidateNested } from 'class-validator';
import { Field, InputType } from 'type-graphql';
import { EffectInput } from '../../platform/graphql/mutation.js';
import { BigInteger, LocalDate } from '../../platform/graphql/scalars.js';
import { Shift } from '../vacancies/terms.js';

@InputType({ description: 'What a person looks for.' })
export class WishInput {
  @ArrayMaxSize(3)
  @MaxLength(40, { each: true })
  @Field(() => [String], { nullable: true, description: 'Occupation codes or names, dearest first, up to three.' })
  occupations?: string[];

  @Field(() => Boolean, { nullable: true, description: 'Any trade would do.' })
  anyTrade?: boolean;

  @ArrayMaxSize(5)
  @MaxLength(60, { each: true })
  @Field(() => [String], { description: 'Codes or names of the divisions wanted, dearest first, one to five.' })
  places!: string[];

  @Field(() => BigInteger, { nullable: true, description: 'The least monthly pay, in fen.' })
  wageFloor?: bigint;

  @Field(() => Boolean, { nullable: true, description: 'Board is needed.' })
  board?: boolean;

  @Field(() => Boolean, { nullable: true, description: 'Lodging is needed.' })
  lodging?: boolean;

  @ArrayMaxSize(5)
  @Field(() => [Shift], { nullable: true, description: 'Shifts that would do; none given is any.' })
  shifts?: Shift[];

  @Field(() => LocalDate, { nullable: true, description: 'From when on.' })
  availableFrom?: string;

  @Field(() => Boolean, { nullable: true, description: 'Would leave the county of living; no wished place may lie outside it otherwise.' })
  mayLeaveCounty?: boolean;

  @Field(() => Boolean, { nullable: true, description: 'Would leave the province of living; no wished place may lie outside it otherwise.' })
  mayLeaveProvince?: boolean;

  @Field(() => Boolean, { nullable: true, description: 'Would take part in training.' })
  training?: boolean;
}

@InputType({ description: 'What a person looks for from now on, whole.' })
export class SeekerWishChangeInput extends EffectInput {
  @ValidateNested()
  @Field(() => WishInput, { description: 'The wish; what is not given is open.' })
  wish!: WishInput;
}
