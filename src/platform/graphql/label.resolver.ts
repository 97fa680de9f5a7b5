import { Arg, Ctx, Field, ObjectType, Query, Resolver } from 'type-graphql';
import { Context } from './context.js';
import { Cost } from './cost.js';
import { enumLabels } from './enum.js';

@ObjectType({ description: 'A value of an enum and what a person reads instead.', simpleResolvers: true })
export class EnumLabel {
  @Field(() => String, { description: 'The value as the API writes it.' })
  value!: string;

  @Field(() => String, { description: 'Its label, in the language asked for.' })
  label!: string;
}

@ObjectType({ description: 'An enum and the labels of its values.', simpleResolvers: true })
export class EnumLabels {
  @Field(() => String, { description: 'Name of the enum.' })
  name!: string;

  @Cost({ atMost: 50 })
  @Field(() => [EnumLabel], { description: 'Its values, in order.' })
  values!: EnumLabel[];
}

@Resolver()
export class LabelResolver {
  @Cost({ atMost: 200, weight: 10 })
  @Query(() => [EnumLabels], { description: 'What people read for the values of enums, in the language of Accept-Language. Everyone may ask.' })
  enumLabels(
    @Arg('names', () => [String], { nullable: true, description: 'Only these enums.' }) names: string[] | undefined,
    @Ctx() { language }: Context,
  ): EnumLabels[] {
    return [...enumLabels]
      .filter(([name]) => names === undefined || names.includes(name))
      .map(([name, labels]) => ({ name, values: [...labels].map(([value, label]) => ({ value, label: label[language] })) }));
  }
}
