import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, ID, Info, Int, Mutation, Query, Resolver } from 'type-graphql';
import { all, sql } from '../../platform/database/sql.js';
import { type Connection, connectionOf, page } from '../../platform/graphql/connection.js';
import { Context } from '../../platform/graphql/context.js';
import { mutate, payloadOf, StepInput } from '../../platform/graphql/mutation.js';
import { LocalDate } from '../../platform/graphql/scalars.js';
import { places, regionByCode } from '../regions/region.queries.js';
import { Referral } from '../referrals/referral.js';
import { PlacementConfirmInput, PlacementEndInput, PlacementReasonInput } from './placement.inputs.js';
import { Placement, PlacementState } from './placement.js';
import { confirmPlacement, endPlacement, hireReferral, reversePlacement } from './placement.service.js';

export const PlacementConnection = connectionOf(Placement);
const ReferralHirePayload = payloadOf('ReferralHire', { referral: Referral, placement: Placement });
const PlacementConfirmPayload = payloadOf('PlacementConfirm', { placement: Placement });
const PlacementReversePayload = payloadOf('PlacementReverse', { placement: Placement });
const PlacementEndPayload = payloadOf('PlacementEnd', { placement: Placement });
const changed = { placement: 'Placement' };

@Resolver(() => Placement)
export class PlacementResolver {
  @Query(() => Placement, { nullable: true, description: 'A placement by id, or null when there is none in your sight. Those concerned.' })
  placement(
    @Arg('id', () => ID, { description: 'Its id.' }) id: string,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object | null> {
    return context.one('Placement', sql`t.id::text = ${id}`, info);
  }

  @Query(() => PlacementConnection, { description: 'Placements in your sight, newest first. Those concerned.' })
  placements(
    @Arg('state', () => PlacementState, { nullable: true, description: 'Only in this state.' }) state: PlacementState | undefined,
    @Arg('region', () => String, { nullable: true, description: 'Code or name of the division of the institution.' }) region: string | undefined,
    @Arg('confirmedFrom', () => LocalDate, { nullable: true, description: 'Confirmed on this day or later.' }) from: string | undefined,
    @Arg('confirmedTo', () => LocalDate, { nullable: true, description: 'Confirmed on this day or earlier.' }) to: string | undefined,
    @Arg('first', () => Int, { defaultValue: 20, description: 'Rows on a page, up to 100.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'Cursor of the row before.' }) after: string | undefined,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Connection<object>> {
    const where = all([
      state !== undefined && sql`t.state = ${state}`,
      region !== undefined && places.within('t.institution_path', regionByCode(region).path),
      from !== undefined && sql`t.confirmed_on >= ${from}::date`,
      to !== undefined && sql`t.confirmed_on <= ${to}::date`,
    ]);
    const order = { name: 'newest', by: 't.created_at', type: 'timestamptz', direction: 'desc' } as const;
    return page(context, info, { entity: 'Placement', where, order, first, after });
  }

  @Mutation(() => ReferralHirePayload, {
    description:
      'The employer hires: one head more of the vacancy is taken, the last one fills it; a placement awaits confirmation. The recruiter, or the issuer. Refuses NOT_FOUND, ILLEGAL_TRANSITION, EXPIRED (vacancy filled or closed), ALREADY_EXISTS (the person works elsewhere).',
  })
  referralHire(
    @Arg('id', () => ID, { description: 'Which referral.' }) id: string,
    @Arg('input', () => StepInput, { description: 'The key of the step.' }) input: StepInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, { referral: 'Referral', placement: 'Placement' }, { id, input }, async (em) => {
      const placement = await hireReferral(em, context.viewer, id);
      return { referral: id, placement: placement.id };
    });
  }

  @Mutation(() => PlacementConfirmPayload, {
    description:
      'Confirms a hire: from now on it counts, and the person’s registrations end as placed. The recruiter, or the institution on evidence. Refuses NOT_FOUND, ILLEGAL_TRANSITION.',
  })
  placementConfirm(
    @Arg('id', () => ID, { description: 'Which placement.' }) id: string,
    @Arg('input', () => PlacementConfirmInput, { description: 'The evidence.' }) input: PlacementConfirmInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({
      placement: (await confirmPlacement(em, context.viewer, id, input.evidence)).id,
    }));
  }

  @Mutation(() => PlacementReversePayload, {
    description:
      'Takes a placement back as if it had not been: it no longer counts, the vacancy looks for a head again while it is valid, the person for work. The recruiter, or the institution. Refuses NOT_FOUND, ILLEGAL_TRANSITION.',
  })
  placementReverse(
    @Arg('id', () => ID, { description: 'Which placement.' }) id: string,
    @Arg('input', () => PlacementReasonInput, { description: 'Why.' }) input: PlacementReasonInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({
      placement: (await reversePlacement(em, context.viewer, id, input.reason)).id,
    }));
  }

  @Mutation(() => PlacementEndPayload, {
    description:
      'Records that the work ended; that it was stays counted, and the person looks for work again. The recruiter, or the institution. Refuses NOT_FOUND, INVALID (day), ILLEGAL_TRANSITION, NOT_ELIGIBLE (of an order: withdrawn or returned as a transfer).',
  })
  placementEnd(
    @Arg('id', () => ID, { description: 'Which placement.' }) id: string,
    @Arg('input', () => PlacementEndInput, { description: 'When and why.' }) input: PlacementEndInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({
      placement: (await endPlacement(em, context.viewer, id, input.on, input.cause)).id,
    }));
  }
}
