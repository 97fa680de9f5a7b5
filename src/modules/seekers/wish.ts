import { Embeddable, Property } from '@mikro-orm/decorators/legacy';
import { Field, ObjectType } from 'type-graphql';
import { LocalDate, Money, MoneyType } from '../../platform/graphql/scalars.js';
import { Shift } from '../vacancies/terms.js';

@ObjectType({ description: 'What a person looks for.', simpleResolvers: true })
@Embeddable()
export class Wish {
  @Field(() => [String], { description: 'Occupation codes, dearest first, up to three.' })
  @Property({ type: 'text[]', defaultRaw: "'{}'" })
  occupations: string[] = [];

  @Property({ type: 'text[]', defaultRaw: "'{}'", hidden: true })
  tradeGroups: string[] = [];

  @Field(() => Boolean, { description: 'Any trade would do.' })
  @Property({ type: 'boolean', default: false })
  anyTrade = false;

  @Field(() => [String], { description: 'Codes of the divisions wanted, dearest first; what lies below them counts.' })
  @Property({ type: 'text[]', defaultRaw: "'{}'" })
  places: string[] = [];

  @Property({ type: 'text[]', defaultRaw: "'{}'", hidden: true })
  placePaths: string[] = [];

  @Field(() => Money, { nullable: true, description: 'The least monthly pay; null when none is set.' })
  @Property({ type: MoneyType, nullable: true })
  wageFloor: bigint | null = null;

  @Field(() => Boolean, { description: 'Board is needed.' })
  @Property({ type: 'boolean', default: false })
  board = false;

  @Field(() => Boolean, { description: 'Lodging is needed.' })
  @Property({ type: 'boolean', default: false })
  lodging = false;

  @Field(() => [Shift], { description: 'Shifts that would do; empty is any.' })
  @Property({ type: 'text[]', defaultRaw: "'{}'" })
  shifts: Shift[] = [];

  @Field(() => LocalDate, { nullable: true, description: 'From when on.' })
  @Property({ type: 'date', nullable: true })
  availableFrom: string | null = null;

  @Field(() => Boolean, { nullable: true, description: 'Would leave the county of living; null when not asked.' })
  @Property({ type: 'boolean', nullable: true })
  mayLeaveCounty: boolean | null = null;

  @Field(() => Boolean, { nullable: true, description: 'Would leave the province of living; null when not asked.' })
  @Property({ type: 'boolean', nullable: true })
  mayLeaveProvince: boolean | null = null;

  @Field(() => Boolean, { description: 'Would take part in training.' })
  @Property({ type: 'boolean', default: false })
  training = false;
}
