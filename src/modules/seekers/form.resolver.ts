import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, FieldResolver, ID, Info, Mutation, Resolver, Root } from 'type-graphql';
import { Context } from '../../platform/graphql/context.js';
import { Cost } from '../../platform/graphql/cost.js';
import { mutate, payloadOf } from '../../platform/graphql/mutation.js';
import { SeekerFormReviseInput } from './seeker.inputs.js';
import { placeWords, regionOfCode } from '../regions/region.queries.js';
import { Occupation, occupationOf } from '../vacancies/occupation.resolver.js';
import { Seeker, TravelGroup } from './seeker.js';
import { changeWish, reviseForm } from './seeker.service.js';
import { SeekerWishChangeInput } from './wish.inputs.js';
import { Wish } from './wish.js';

const SeekerWishChangePayload = payloadOf('SeekerWishChange', { seeker: Seeker });
const SeekerFormRevisePayload = payloadOf('SeekerFormRevise', { seeker: Seeker });
const changed = { seeker: 'Seeker' };

@Resolver(() => Wish)
export class WishResolver {
  @Cost({ atMost: 3 })
  @FieldResolver(() => [Occupation], { description: 'The occupations wished for, dearest first.' })
  trades(@Root() { occupations }: Wish, @Ctx() context: Context): Occupation[] {
    return occupations.map((code) => occupationOf(code, context));
  }

  @FieldResolver(() => [String], { description: 'The divisions wanted, dearest first, as one reads them, in the language asked for.' })
  placeNames(@Root() { places }: Wish, @Ctx() { language }: Context): string[] {
    return places.map((code) => placeWords(regionOfCode(code)?.path ?? '')[language] || code);
  }
}

@Resolver(() => TravelGroup)
export class SeekerFormResolver {
  @Cost({ atMost: 50 })
  @FieldResolver(() => [Seeker], { description: 'Who of the group is in your sight, up to 50.' })
  members(@Root() group: TravelGroup, @Ctx() context: Context, @Info() info: GraphQLResolveInfo): Promise<object[]> {
    return context.ofEach('Seeker', { on: 't.travel_group_id = p.id', order: 't.id', atMost: 50 }, group.id, info);
  }

  @Mutation(() => SeekerWishChangePayload, {
    description:
      'Changes what a person looks for; matches follow at once. Those who serve the person, and the person. Refuses NOT_FOUND, INVALID with the field.',
  })
  seekerWishChange(
    @Arg('id', () => ID, { description: 'Whose wish.' }) id: string,
    @Arg('input', () => SeekerWishChangeInput, { description: 'The wish from now on.' }) input: SeekerWishChangeInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({ seeker: (await changeWish(em, context.viewer, id, input)).id }));
  }

  @Mutation(() => SeekerFormRevisePayload, {
    description:
      'Puts the form of a person right, all but name and ID document. Offices and intermediaries that serve the person; home and phone the office where the person lives, or whoever alone registered them. Refuses NOT_FOUND, NOT_ELIGIBLE and INVALID with the field.',
  })
  seekerFormRevise(
    @Arg('id', () => ID, { description: 'Whose form.' }) id: string,
    @Arg('input', () => SeekerFormReviseInput, { description: 'What to put right.' }) input: SeekerFormReviseInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({
      seeker: (await reviseForm(em, context.viewer, context.platform.vault, id, input)).id,
    }));
  }
}
