import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, Field, FieldResolver, Float, ID, Info, Int, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { all, join, sql } from '../../platform/database/sql.js';
import { PageInfo, pageInfoOf } from '../../platform/graphql/connection.js';
import { Context } from '../../platform/graphql/context.js';
import { Cost } from '../../platform/graphql/cost.js';
import { enumOf } from '../../platform/graphql/enum.js';
import { Money } from '../../platform/graphql/scalars.js';
import { places } from '../regions/region.queries.js';
import { Seeker } from '../seekers/seeker.js';
import { Vacancy } from '../vacancies/vacancy.js';
import { type Match, type Matches, matches } from './match.js';
import { type NearMiss, nearMisses } from './near-misses.js';
import { type Reason, type ReasonKind, reasonsOf } from './reasons.js';
import type { PartName } from './rules.js';
import { asking, SEEKER, VACANCY } from './sides.js';

export const MatchCriterion = enumOf('MatchCriterion', 'What a match is judged by beyond the hard rules.', {
  TRADE: '工种 Trade.',
  PLACE: '地点 Place.',
  WAGE: '工资 Pay.',
  LODGING: '食宿 Board and lodging.',
  SHIFT: '班次 Shift.',
});
const ReasonKindEnum = enumOf('MatchReasonKind', 'How a criterion stands.', {
  MET: '符合 Met.',
  TRADED_OFF: '部分符合 Not quite met; others weigh more.',
});
const GivingEnum = enumOf('ConcessionKind', 'On what something is given.', {
  WAGE: '工资 Pay.',
  PLACE: '地点 Place.',
  TRADE: '工种 Trade.',
  SHIFT: '班次 Shift.',
  CERTIFICATE: '证书 A certificate more.',
});

@ObjectType({ description: 'One criterion of a match, with its values.', simpleResolvers: true })
export class MatchReason implements Reason {
  @Field(() => MatchCriterion, { description: 'Which criterion.' })
  criterion!: PartName;

  @Field(() => ReasonKindEnum, { description: 'Met or traded off.' })
  kind!: ReasonKind;

  @Field(() => String, { description: 'In Chinese.' })
  zh!: string;

  @Field(() => String, { description: 'In English.' })
  en!: string;
}

@ObjectType('NearMiss', { description: 'What one concession would open.', simpleResolvers: true })
export class NearMissView implements NearMiss {
  @Field(() => GivingEnum, { description: 'On what.' })
  giving!: NearMiss['giving'];

  @Field(() => String, { description: 'In Chinese.' })
  zh!: string;

  @Field(() => String, { description: 'In English.' })
  en!: string;

  @Field(() => Int, { description: 'Vacancies beyond today’s matches.' })
  count!: number;

  @Field(() => Money, { nullable: true, description: 'The least pay as it would be; null unless given on pay.' })
  wageFloor!: Money | null;

  @Field(() => [String], { nullable: true, description: 'Codes of the places as they would be; null unless given on place.' })
  places!: string[] | null;

  @Field(() => String, { nullable: true, description: 'The certificate to get; null unless it is one.' })
  certificate!: string | null;
}

@ObjectType({ description: 'A vacancy that fits a seeker.', simpleResolvers: true })
export class VacancyMatchEdge {
  @Field(() => Float, { description: 'How well, 0–1.' })
  score!: number;

  @Field(() => String, { description: 'Opaque position.' })
  cursor!: string;

  @Field(() => Vacancy, { description: 'The vacancy.' })
  node!: object;
}

@ObjectType({ description: 'A page of vacancies that fit, best first.', simpleResolvers: true })
export class VacancyMatchConnection {
  @Field(() => [VacancyMatchEdge], { description: 'Best first.' })
  edges!: object[];

  @Field(() => PageInfo, { description: 'How to go on.' })
  pageInfo!: PageInfo;

  @Field(() => Int, { description: 'How many fit; counted only when asked for.' })
  totalCount!: () => Promise<number>;
}

@ObjectType({ description: 'A seeker who fits a vacancy.', simpleResolvers: true })
export class SeekerMatchEdge {
  @Field(() => Float, { description: 'How well, 0–1.' })
  score!: number;

  @Field(() => String, { description: 'Opaque position.' })
  cursor!: string;

  @Field(() => Seeker, { description: 'The seeker.' })
  node!: object;
}

@ObjectType({ description: 'A page of seekers who fit, best first.', simpleResolvers: true })
export class SeekerMatchConnection {
  @Field(() => [SeekerMatchEdge], { description: 'Best first.' })
  edges!: object[];

  @Field(() => PageInfo, { description: 'How to go on.' })
  pageInfo!: PageInfo;

  @Field(() => Int, { description: 'How many fit; counted only when asked for.' })
  totalCount!: () => Promise<number>;
}

const nothing: Matches = { edges: [], pageInfo: pageInfoOf([], undefined, false), totalCount: async () => 0 };

@Resolver(() => VacancyMatchEdge)
export class VacancyMatchResolver {
  @Cost({ weight: 20, kind: 'search' })
  @Query(() => VacancyMatchConnection, {
    description:
      'Open vacancies for which every hard rule holds for a seeker, best first. Offices, intermediaries, the seeker. Empty for a person out of sight.',
  })
  async vacancyMatches(
    @Arg('seekerId', () => ID, { description: 'For whom.' }) seekerId: string,
    @Arg('first', () => Int, { defaultValue: 20, description: 'Rows on a page, up to 100.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'Cursor of the row before.' }) after: string | undefined,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    const seeker = await asking(context, SEEKER, seekerId);
    if (!seeker) return nothing;
    const { wish_any_trade: anyTrade, wish_trade_groups: groups, wish_place_paths: paths } = seeker.values;
    const somewhere = (paths as string[]).map((path) => places.within('v.place_path', path));
    const narrowed = [sql`v.state = 'OPEN' and (${join(somewhere, ' or ')})`, anyTrade !== true && sql`v.trade_group = any(${groups}::text[])`];
    return matches(context, info, VACANCY, seeker, all(narrowed), first, after);
  }

  @Cost({ atMost: 9, weight: 50, kind: 'search' })
  @Query(() => [NearMissView], {
    description:
      'What one concession each would open for a seeker beyond today’s matches, most first. Offices, intermediaries, the seeker. Empty for a person out of sight.',
  })
  vacancyNearMisses(@Arg('seekerId', () => ID, { description: 'For whom.' }) seekerId: string, @Ctx() context: Context): Promise<NearMiss[]> {
    return nearMisses(context, seekerId);
  }

  @Cost({ atMost: 5 })
  @FieldResolver(() => [MatchReason], { description: 'Why, criterion by criterion.' })
  reasons(@Root() edge: Match): Reason[] {
    return reasonsOf(edge);
  }
}

@Resolver(() => SeekerMatchEdge)
export class SeekerMatchResolver {
  @Cost({ weight: 20, kind: 'search' })
  @Query(() => SeekerMatchConnection, {
    description:
      'Seekers in your sight for whom every hard rule holds with a vacancy, best first. Offices, intermediaries. Empty for a vacancy out of sight.',
  })
  async seekerMatches(
    @Arg('vacancyId', () => ID, { description: 'For which post.' }) vacancyId: string,
    @Arg('first', () => Int, { defaultValue: 20, description: 'Rows on a page, up to 100.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'Cursor of the row before.' }) after: string | undefined,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    const vacancy = await asking(context, VACANCY, vacancyId);
    if (!vacancy) return nothing;
    const narrowed = sql`(s.wish_any_trade or s.wish_trade_groups @> array[${vacancy.values['trade_group']}]::text[])`;
    return matches(context, info, SEEKER, vacancy, narrowed, first, after);
  }

  @Cost({ atMost: 5 })
  @FieldResolver(() => [MatchReason], { description: 'Why, criterion by criterion.' })
  reasons(@Root() edge: Match): Reason[] {
    return reasonsOf(edge);
  }
}
