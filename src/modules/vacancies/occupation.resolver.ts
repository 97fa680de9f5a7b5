import { Arg, Ctx, Field, FieldResolver, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { Context } from '../../platform/graphql/context.js';
import { Cost } from '../../platform/graphql/cost.js';
import { groupOf, occupationNamed, trades } from './trades.js';
import { Vacancy } from './vacancy.js';

@ObjectType({ description: 'An occupation of the catalogue of 2022, as far as it is kept here.', simpleResolvers: true })
export class Occupation {
  @Field(() => String, { description: 'Code `d-dd-dd-dd`.' })
  code!: string;

  @Field(() => String, { description: 'Name, in the language asked for.' })
  name!: string;

  @Field(() => String, { description: 'Code of its minor group, `d-dd-dd`: trades that fit each other.' })
  group!: string;

  @Field(() => [String], { description: 'What else it is called in notices and at counters.' })
  aliases!: string[];
}

export const occupationOf = (code: string, { language }: Context): Occupation => ({
  code,
  name: language === 'en' ? trades().englishOf(code) : trades().nameOf(code),
  group: groupOf(code) as string,
  aliases: trades().aliasesOf(trades().nameOf(code)),
});

const MOST_NEAREST = 5;
const LONGEST_SEARCH = 20;

@Resolver()
export class OccupationResolver {
  @Cost({ atMost: 1_000, weight: 10 })
  @Query(() => [Occupation], { description: 'Occupations to choose from, by code. Everyone may ask.' })
  occupations(
    @Arg('search', () => String, {
      nullable: true,
      description: 'Part of a name or of another name; the nearest come when nothing has it, and none when nothing is near.',
    })
    search: string | undefined,
    @Ctx() context: Context,
  ): Occupation[] {
    const all = trades().codes.map((code) => occupationOf(code, context));
    if (search === undefined) return all;
    const holding = all.filter(({ code, name, aliases }) => [code, name, trades().nameOf(code), ...aliases].some((one) => one.includes(search)));
    return holding.length > 0
      ? holding
      : trades()
          .nearest(search.slice(0, LONGEST_SEARCH), MOST_NEAREST)
          .map(({ code }) => occupationOf(code, context));
  }

  @Query(() => Occupation, {
    description:
      'The occupation of a code, name or other name. Everyone may ask. BAD_USER_INPUT for an unknown one, with the nearest in `extensions.nearest`.',
  })
  occupation(@Arg('name', () => String, { description: 'Code, name or other name.' }) name: string, @Ctx() context: Context): Occupation {
    return occupationOf(occupationNamed(name), context);
  }
}

@Resolver(() => Vacancy)
export class VacancyOccupationResolver {
  @FieldResolver(() => Occupation, { nullable: true, description: 'The occupation; null when the title could not be coded.' })
  occupation(@Root() { occupationCode }: Vacancy, @Ctx() context: Context): Occupation | null {
    return occupationCode === null ? null : occupationOf(occupationCode, context);
  }
}
