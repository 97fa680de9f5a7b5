import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, FieldResolver, ID, Info, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { Reads } from '../../platform/database/selection.js';
import { all, sql } from '../../platform/database/sql.js';
import { type Connection, connectionOf, page } from '../../platform/graphql/connection.js';
import { Context } from '../../platform/graphql/context.js';
import { Cost } from '../../platform/graphql/cost.js';
import { mutate, payloadOf, StepInput } from '../../platform/graphql/mutation.js';
import { places, regionByCode } from '../regions/region.queries.js';
import { ReasonInput } from '../vacancies/vacancy.inputs.js';
import { AssistanceMeasure, AssistanceVenue, MeasureKind, MeasureState, VenueKind } from './assistance.js';
import { acceptMeasure, closeMeasure, offerMeasure, openVenue, refuseMeasure } from './assistance.service.js';
import { MeasureOfferInput, MeasureRefuseInput, VenueOpenInput } from './household.inputs.js';

const MeasureConnection = connectionOf(AssistanceMeasure);
const VenueConnection = connectionOf(AssistanceVenue);
const MeasureOfferPayload = payloadOf('MeasureOffer', { measure: AssistanceMeasure });
const MeasureAcceptPayload = payloadOf('MeasureAccept', { measure: AssistanceMeasure });
const MeasureRefusePayload = payloadOf('MeasureRefuse', { measure: AssistanceMeasure });
const MeasureFinishPayload = payloadOf('MeasureFinish', { measure: AssistanceMeasure });
const MeasureDropPayload = payloadOf('MeasureDrop', { measure: AssistanceMeasure });
const VenueOpenPayload = payloadOf('VenueOpen', { venue: AssistanceVenue });
const changed = { measure: 'AssistanceMeasure' };

@Resolver(() => AssistanceMeasure)
export class MeasureResolver {
  @Query(() => MeasureConnection, { description: 'Measures offered to households in your sight, the latest first. Offices, the members, auditors.' })
  assistanceMeasures(
    @Arg('kind', () => MeasureKind, { nullable: true, description: 'Only of this kind.' }) kind: MeasureKind | undefined,
    @Arg('state', () => MeasureState, { nullable: true, description: 'Only in this state.' }) state: MeasureState | undefined,
    @Arg('region', () => String, { nullable: true, description: 'Code or name of a division.' }) region: string | undefined,
    @Arg('first', () => Int, { defaultValue: 20, description: 'Rows on a page, up to 100.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'Cursor of the row before.' }) after: string | undefined,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Connection<object>> {
    const where = all([
      kind !== undefined && sql`t.kind = ${kind}`,
      state !== undefined && sql`t.state = ${state}`,
      region !== undefined && places.within('t.region_path', regionByCode(region).path),
    ]);
    const order = { name: 'newest', by: 't.offered_on', type: 'date', direction: 'desc' } as const;
    return page(context, info, { entity: 'AssistanceMeasure', where, order, first, after });
  }

  @Mutation(() => MeasureOfferPayload, {
    description:
      'Offers a measure to a listed member, once there is a plan. Community, street or county. Refuses NOT_FOUND, INVALID, ILLEGAL_TRANSITION (no plan), EXPIRED (the post), NOT_ELIGIBLE.',
  })
  measureOffer(
    @Arg('id', () => ID, { description: 'Which household.' }) id: string,
    @Arg('input', () => MeasureOfferInput, { description: 'The offer.' }) input: MeasureOfferInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({ measure: (await offerMeasure(em, context.viewer, id, input)).id }));
  }

  @Mutation(() => MeasureAcceptPayload, {
    description:
      'The person takes it; a stall is theirs from now on. Community, street or county. Refuses NOT_FOUND, ILLEGAL_TRANSITION, QUOTA_EXHAUSTED (no stall is left), NOT_ELIGIBLE.',
  })
  measureAccept(
    @Arg('id', () => ID, { description: 'Which measure.' }) id: string,
    @Arg('input', () => StepInput, { description: 'The key of the step.' }) input: StepInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({ measure: (await acceptMeasure(em, context.viewer, id)).id }));
  }

  @Mutation(() => MeasureRefusePayload, {
    description:
      'The person refuses; without cause it counts. Community, street or county. Refuses NOT_FOUND, INVALID, ILLEGAL_TRANSITION, NOT_ELIGIBLE.',
  })
  measureRefuse(
    @Arg('id', () => ID, { description: 'Which measure.' }) id: string,
    @Arg('input', () => MeasureRefuseInput, { description: 'The refusal.' }) input: MeasureRefuseInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({ measure: (await refuseMeasure(em, context.viewer, id, input)).id }));
  }

  @Mutation(() => MeasureFinishPayload, {
    description: 'It was carried through. Community, street or county. Refuses NOT_FOUND, ILLEGAL_TRANSITION, NOT_ELIGIBLE.',
  })
  measureFinish(
    @Arg('id', () => ID, { description: 'Which measure.' }) id: string,
    @Arg('input', () => StepInput, { description: 'The key of the step.' }) input: StepInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({ measure: (await closeMeasure(em, context.viewer, id, 'DONE')).id }));
  }

  @Mutation(() => MeasureDropPayload, {
    description:
      'It came to nothing, without fault of the person; a stall is free again. Community, street or county. Refuses NOT_FOUND, INVALID, ILLEGAL_TRANSITION, NOT_ELIGIBLE.',
  })
  measureDrop(
    @Arg('id', () => ID, { description: 'Which measure.' }) id: string,
    @Arg('input', () => ReasonInput, { description: 'Why.' }) input: ReasonInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({
      measure: (await closeMeasure(em, context.viewer, id, 'DROPPED', input.reason)).id,
    }));
  }
}

@Resolver(() => AssistanceVenue)
export class VenueResolver {
  @Query(() => VenueConnection, { description: 'Re-employment and start-up streets, newest first. Everybody.' })
  assistanceVenues(
    @Arg('kind', () => VenueKind, { nullable: true, description: 'Only of this kind.' }) kind: VenueKind | undefined,
    @Arg('region', () => String, { nullable: true, description: 'Code or name of a division.' }) region: string | undefined,
    @Arg('first', () => Int, { defaultValue: 20, description: 'Rows on a page, up to 100.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'Cursor of the row before.' }) after: string | undefined,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Connection<object>> {
    const where = all([
      kind !== undefined && sql`t.kind = ${kind}`,
      region !== undefined && places.within('t.region_path', regionByCode(region).path),
    ]);
    const order = { name: 'newest', by: 't.created_at', type: 'timestamptz', direction: 'desc' } as const;
    return page(context, info, { entity: 'AssistanceVenue', where, order, first, after });
  }

  @Reads('stallsTaken')
  @Cost({ weight: 1 })
  @FieldResolver(() => Int, { description: 'Stalls that members of households have.' })
  stallsTaken(@Root() { stallsTaken }: { stallsTaken: number }): number {
    return stallsTaken;
  }

  @Mutation(() => VenueOpenPayload, {
    description: 'Opens a street with stalls in a division of yours. Offices. Refuses NOT_FOUND, INVALID, ALREADY_EXISTS (the name).',
  })
  venueOpen(
    @Arg('input', () => VenueOpenInput, { description: 'The street.' }) input: VenueOpenInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, { venue: 'AssistanceVenue' }, { input }, async (em) => ({ venue: (await openVenue(em, context.viewer, input)).id }));
  }
}
