import { Ctx, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import { Context } from '../../platform/graphql/context.js';
import { placesLeftFor } from '../quotas/quota.queries.js';
import type { Match } from './match.js';
import { SeekerMatchEdge, VacancyMatchEdge } from './match.resolver.js';

const left = (edge: Match, context: Context): Promise<number | null> => placesLeftFor(context).load(`${edge.facts.home} ${edge.facts.place}`);
const described = {
  nullable: true,
  description: 'Places left this year for people of that county in that region; null when none are kept for the two.',
};

@Resolver(() => VacancyMatchEdge)
export class VacancyMatchPlacesResolver {
  @FieldResolver(() => Int, described)
  placesLeft(@Root() edge: Match, @Ctx() context: Context): Promise<number | null> {
    return left(edge, context);
  }
}

@Resolver(() => SeekerMatchEdge)
export class SeekerMatchPlacesResolver {
  @FieldResolver(() => Int, described)
  placesLeft(@Root() edge: Match, @Ctx() context: Context): Promise<number | null> {
    return left(edge, context);
  }
}
