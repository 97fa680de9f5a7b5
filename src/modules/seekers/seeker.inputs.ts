import { ArrayMaxSize, Length, MaxLength } from 'class-validator';
import { Field, ID, InputType, Int } from 'type-graphql';
import { EffectInput } from '../../platform/graphql/mutation.js';
import { BigInteger, LocalDate } from '../../platform/graphql/scalars.js';
import { Education, Shift } from '../vacancies/terms.js';
import { Resettler, SeekerSituation } from './seeker.js';

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

  @Field(() => Boolean, { nullable: true, description: 'Would take part in training.' })
  training?: boolean;
}

@InputType({ description: 'The registration form (求职登记表).' })
export class SeekerRegisterInput extends EffectInput {
  @Length(1, 50)
  @Field(() => String, { description: 'Full name.' })
  name!: string;

  @MaxLength(64)
  @Field(() => String, { description: 'ID number, 18 or 15 characters; kept sealed.' })
  idNumber!: string;

  @MaxLength(64)
  @Field(() => String, { nullable: true, description: 'Phone; kept sealed.' })
  phone?: string;

  @MaxLength(60)
  @Field(() => String, { description: 'Where the person lives: code or name.' })
  region!: string;

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

  @Field(() => WishInput, { description: 'What the person looks for.' })
  wish!: WishInput;

  @Field(() => ID, { nullable: true, description: 'The institution that registers; the caller’s own unless given.' })
  institution?: string;

  @Field(() => LocalDate, { nullable: true, description: 'Last valid day; six months from today unless given.' })
  validUntil?: string;

  @MaxLength(40)
  @Field(() => String, { nullable: true, description: 'Name of a new travel group.' })
  newTravelGroup?: string;

  @Field(() => ID, { nullable: true, description: 'A travel group to join.' })
  travelGroup?: string;
}
