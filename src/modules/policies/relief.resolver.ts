import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, ID, Info, Int, Mutation, Query, Resolver } from 'type-graphql';
import { all, sql } from '../../platform/database/sql.js';
import { type Connection, connectionOf, page } from '../../platform/graphql/connection.js';
import { Context } from '../../platform/graphql/context.js';
import { mutate, payloadOf, StepInput } from '../../platform/graphql/mutation.js';
import { places, regionByCode } from '../regions/region.queries.js';
import { ReasonInput } from '../vacancies/vacancy.inputs.js';
import { ReliefRecordInput } from './policy.inputs.js';
import { moveRelief, recordRelief } from './relief.service.js';
import { Relief, ReliefKind, ReliefState } from './relief.js';

const ReliefConnection = connectionOf(Relief);
const ReliefRecordPayload = payloadOf('ReliefRecord', { relief: Relief });
const ReliefConfirmPayload = payloadOf('ReliefConfirm', { relief: Relief });
const ReliefReversePayload = payloadOf('ReliefReverse', { relief: Relief });
const changed = { relief: 'Relief' };

@Resolver(() => Relief)
export class ReliefResolver {
  @Query(() => ReliefConnection, {
    description: 'Reliefs in your sight, latest first. Offices, recruiters (their employers’), the person, auditors.',
  })
  reliefs(
    @Arg('kind', () => ReliefKind, { nullable: true, description: 'Only of this kind.' }) kind: ReliefKind | undefined,
    @Arg('state', () => ReliefState, { nullable: true, description: 'Only in this state.' }) state: ReliefState | undefined,
    @Arg('region', () => String, { nullable: true, description: 'Code or name of the division whose subtree is meant.' }) region: string | undefined,
    @Arg('first', () => Int, { defaultValue: 20, description: 'Rows on a page, up to 100.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'Cursor of the row before.' }) after: string | undefined,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Connection<object>> {
    const where = all([
      kind !== undefined && sql`t.kind = ${kind}`,
      state !== undefined && sql`t.state = ${state}`,
      region !== undefined && places.within('t.county_path', regionByCode(region).path),
    ]);
    const order = { name: 'latest', by: 't.granted_on', type: 'date', direction: 'desc' } as const;
    return page(context, info, { entity: 'Relief', where, order, first, after });
  }

  @Mutation(() => ReliefRecordPayload, {
    description:
      'Writes down a relief as the authority reports it. Offices of the county or city. Refuses NOT_FOUND, INVALID, NOT_ELIGIBLE (level), ALREADY_EXISTS (that number).',
  })
  reliefRecord(
    @Arg('input', () => ReliefRecordInput, { description: 'The relief.' }) input: ReliefRecordInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { input }, async (em) => ({ relief: (await recordRelief(em, context.viewer, input)).id }));
  }

  @Mutation(() => ReliefConfirmPayload, {
    description:
      'It counts from now on. Offices of the county or city, another person than who wrote it down. Refuses NOT_FOUND, NOT_ELIGIBLE (level, the same person), ILLEGAL_TRANSITION.',
  })
  reliefConfirm(
    @Arg('id', () => ID, { description: 'Which relief.' }) id: string,
    @Arg('input', () => StepInput, { description: 'The key of the step.' }) input: StepInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({ relief: (await moveRelief(em, context.viewer, id, 'CONFIRMED')).id }));
  }

  @Mutation(() => ReliefReversePayload, {
    description:
      'Takes a relief back; it counts no longer. Offices of the county or city, another person than who took the last step. Refuses NOT_FOUND, INVALID, NOT_ELIGIBLE (level, the same person), ILLEGAL_TRANSITION.',
  })
  reliefReverse(
    @Arg('id', () => ID, { description: 'Which relief.' }) id: string,
    @Arg('input', () => ReasonInput, { description: 'Why.' }) input: ReasonInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({
      relief: (await moveRelief(em, context.viewer, id, 'REVERSED', input.reason)).id,
    }));
  }
}
