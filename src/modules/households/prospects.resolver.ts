import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, Field, FieldResolver, Float, ID, Info, Int, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { Reads } from '../../platform/database/selection.js';
import { all, hasId, raw, type Sql, sql } from '../../platform/database/sql.js';
import { Context, ITSELF } from '../../platform/graphql/context.js';
import { Cost } from '../../platform/graphql/cost.js';
import { allRules, applicant, FULL_SCORE, score } from '../matching/rules.js';
import { Seeker, TravelGroup } from '../seekers/seeker.js';
import { Vacancy } from '../vacancies/vacancy.js';

const MOST_MEMBERS = 12;

@ObjectType({ description: 'What there is for one of a group.', simpleResolvers: true })
export class MemberProspect {
  /** Ids of what the fields below show. */
  seekerId!: string;
  bestId!: string | null;

  @Field(() => Boolean, { description: 'Works today: by a confirmed placement, or self-employed by registration.' })
  employed!: boolean;

  @Field(() => Int, { description: 'Open vacancies for which every hard rule holds.' })
  vacancyCount!: number;

  @Field(() => Float, { nullable: true, description: 'How well the best of them fits, 0–1; null without one.' })
  score!: number | null;
}

@ObjectType({
  description:
    'Whether at least one of a household or of a travel group works or could: each member matched by the hard rules with what is open today.',
  simpleResolvers: true,
})
export class Prospects {
  @Field(() => Boolean, { description: 'At least one works today.' })
  atLeastOneEmployed!: boolean;

  @Field(() => Boolean, { description: 'At least one works today, or there is an open vacancy for one.' })
  atLeastOneCould!: boolean;

  @Cost({ atMost: MOST_MEMBERS })
  @Field(() => [MemberProspect], { description: 'Member by member, the best fit first; up to twelve.' })
  members!: MemberProspect[];
}

/** Members in the caller's sight, each with what fits: one statement however many they are. */
async function prospectsOf(context: Context, members: Sql): Promise<Prospects | null> {
  const [people, posts] = [context.shapes.scope('Seeker', 'person', context.viewer), context.shapes.scope('Vacancy', 'v', context.viewer)];
  const rows = (await context.reading.rows(sql`
    select s.id, person_at_work(s.id), coalesce(best.count, 0)::int, best.id, best.score
      from (select ${raw(applicant('person'))} from seeker person where ${all([people, sql`person.id in (${members})`])} order by person.id limit ${raw(String(MOST_MEMBERS))}) s
      left join lateral (select count(*) over () as count, v.id, (${raw(score('v', 's'))}) as score from vacancy v
                          where ${all([posts, raw("v.state = 'OPEN'"), raw(allRules('v', 's'))])} order by score desc, v.id limit 1) best on true
     order by best.score desc nulls last, s.id`)) as [string, boolean, number, string | null, number | null][];
  if (rows.length === 0) return null;
  const found = rows.map(([seekerId, employed, vacancyCount, bestId, points]) => ({
    seekerId,
    employed,
    vacancyCount,
    bestId,
    score: points === null ? null : Number(points) / FULL_SCORE,
  }));
  return {
    atLeastOneEmployed: found.some((one) => one.employed),
    atLeastOneCould: found.some((one) => one.employed || one.vacancyCount > 0),
    members: found,
  };
}

@Resolver(() => MemberProspect)
export class ProspectsResolver {
  @Cost({ weight: 200, kind: 'search' })
  @Query(() => Prospects, {
    nullable: true,
    description: 'Whether at least one counted member of a household works or could; null for one out of your sight. Offices.',
  })
  householdProspects(@Arg('id', () => ID, { description: 'Which household.' }) id: string, @Ctx() context: Context): Promise<Prospects | null> {
    const scope = context.shapes.scope('HouseholdMember', 'm', context.viewer);
    const members = all([scope, hasId('m.household_id', id), raw("m.open and m.standing = 'WORKING_AGE'")]);
    return prospectsOf(context, sql`select m.seeker_id from household_member m where ${members}`);
  }

  @Cost({ weight: 200, kind: 'search' })
  @Query(() => Prospects, {
    nullable: true,
    description: 'Whether at least one of a travel group works or could; null for one of which nobody is in your sight. Offices, intermediaries.',
  })
  travelGroupProspects(@Arg('id', () => ID, { description: 'Which group.' }) id: string, @Ctx() context: Context): Promise<Prospects | null> {
    return prospectsOf(context, sql`select g.id from seeker g where ${hasId('g.travel_group_id', id)}`);
  }

  @FieldResolver(() => Seeker, { nullable: true, description: 'Who; null when out of your sight.' })
  async seeker(@Root() { seekerId }: MemberProspect, @Ctx() context: Context, @Info() info: GraphQLResolveInfo): Promise<object | null> {
    return (await context.ofEach('Seeker', ITSELF, seekerId, info))[0] ?? null;
  }

  @FieldResolver(() => Vacancy, { nullable: true, description: 'The vacancy that fits best; null without one.' })
  async best(@Root() { bestId }: MemberProspect, @Ctx() context: Context, @Info() info: GraphQLResolveInfo): Promise<object | null> {
    return bestId === null ? null : ((await context.ofEach('Vacancy', ITSELF, bestId, info))[0] ?? null);
  }
}

@Resolver(() => TravelGroup)
export class TravelGroupWorkResolver {
  @Reads('atLeastOneEmployed')
  @Cost({ weight: 1 })
  @FieldResolver(() => Boolean, { description: 'Whether at least one member in your sight works today.' })
  atLeastOneEmployed(@Root() { atLeastOneEmployed }: { atLeastOneEmployed: boolean }): boolean {
    return atLeastOneEmployed;
  }
}
