import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, Field, FieldResolver, ID, Info, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { all, sql } from '../../platform/database/sql.js';
import { type Connection, connectionOf, page } from '../../platform/graphql/connection.js';
import { Context } from '../../platform/graphql/context.js';
import { Cost } from '../../platform/graphql/cost.js';
import type { Message } from '../../platform/graphql/errors.js';
import { mutate, payloadOf, StepInput } from '../../platform/graphql/mutation.js';
import { Batch, BatchState, EmptySeats, EmptySeatsReason } from './batch.js';
import { arriveBatch, cancelBatch, checkGate, departBatch, planBatch } from './batch.service.js';
import { manifestOf } from './manifest.js';
import { DepartureBatchArriveInput, DepartureBatchCheckInput, DepartureBatchPlanInput } from './placement.inputs.js';
import { Transfer } from './transfer.js';

const BatchConnection = connectionOf(Batch);
const changed = { batch: 'Batch' };
const DepartureBatchPlanPayload = payloadOf('DepartureBatchPlan', { batch: Batch });
const DepartureBatchCheckPayload = payloadOf('DepartureBatchCheck', { batch: Batch });
Field(() => EmptySeats, { nullable: true, description: 'Seats that stayed empty though the order wants the heads; null when none did.' })(
  DepartureBatchCheckPayload.prototype as object,
  'emptySeats',
);
const DepartureBatchDepartPayload = payloadOf('DepartureBatchDepart', { batch: Batch });
const DepartureBatchArrivePayload = payloadOf('DepartureBatchArrive', { batch: Batch });
const DepartureBatchCancelPayload = payloadOf('DepartureBatchCancel', { batch: Batch });

const STAYS_EMPTY: Record<EmptySeatsReason, (count: number) => Message> = {
  NOBODY_WAITS: (count) => ({
    zh: `还空 ${count} 个座位：候补名单上没有人了，请补充名单后再次点名，或减员出发`,
    en: `Seats left empty: ${count}. Nobody is left on the list; add people and count heads again, or leave with fewer`,
  }),
  NO_PARTY_FITS: (count) => ({
    zh: `还空 ${count} 个座位：候补的同行人不能整组入座（人数多于空位，或有人不在名单上），请征得本人同意分开走，或补充名单后再次点名`,
    en: `Seats left empty: ${count}. Those on the list go only together, and are too many for the seats or not all listed; let them agree to split or add people, then count heads again`,
  }),
};

@Resolver(() => Batch)
export class BatchResolver {
  @Query(() => Batch, { nullable: true, description: 'A departure by id, or null when there is none in your sight. Those concerned.' })
  departureBatch(
    @Arg('id', () => ID, { description: 'Its id.' }) id: string,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object | null> {
    return context.one('Batch', sql`t.id::text = ${id}`, info);
  }

  @Query(() => BatchConnection, { description: 'Departures in your sight, the latest first. Those concerned.' })
  departureBatches(
    @Arg('state', () => BatchState, { nullable: true, description: 'Only in this state.' }) state: BatchState | undefined,
    @Arg('order', () => ID, { nullable: true, description: 'Only of this order.' }) orderId: string | undefined,
    @Arg('first', () => Int, { defaultValue: 20, description: 'Rows on a page, up to 100.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'Cursor of the row before.' }) after: string | undefined,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Connection<object>> {
    const where = all([state !== undefined && sql`t.state = ${state}`, orderId !== undefined && sql`t.order_id::text = ${orderId}`]);
    const order = { name: 'departing', by: 't.depart_on', type: 'date', direction: 'desc' } as const;
    return page(context, info, { entity: 'Batch', where, order, first, after });
  }

  @Cost({ atMost: 500 })
  @FieldResolver(() => [Transfer], { description: 'Who is aboard, in your sight; up to 500.' })
  transfers(@Root() batch: Batch, @Ctx() context: Context, @Info() info: GraphQLResolveInfo): Promise<object[]> {
    return context.ofEach('Transfer', { on: 't.batch_id = p.id', order: 't.position, t.id', atMost: 500 }, batch.id, info);
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: 'The manifest as an HTML page to print, with names and without ID numbers; null when its people are out of your sight.',
  })
  manifest(@Root() batch: Batch, @Ctx() context: Context): Promise<string | null> {
    return manifestOf(context, batch.id);
  }

  @Mutation(() => DepartureBatchPlanPayload, {
    description:
      'Plans a departure of those who have contracts: whole parties, as many as there are seats. Who fills the order. Refuses NOT_FOUND, INVALID (seats; a day before that of the order, or more than a year away), NOT_ELIGIBLE (not chosen, not trained, nobody with a contract).',
  })
  departureBatchPlan(
    @Arg('id', () => ID, { description: 'For which order.' }) id: string,
    @Arg('input', () => DepartureBatchPlanInput, { description: 'Leader, vehicle, insurance.' }) input: DepartureBatchPlanInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({ batch: (await planBatch(em, context.viewer, id, input)).id }));
  }

  @Mutation(() => DepartureBatchCheckPayload, {
    description:
      'Counts heads at the gate: who is absent withdraws, who would go only with them goes back on the list, and the list fills the seats anew. Those who step in need their contracts before the departure; `emptySeats` tells which seats nobody could take, and why. Who sends them. Refuses NOT_FOUND, ILLEGAL_TRANSITION.',
  })
  departureBatchCheck(
    @Arg('id', () => ID, { description: 'Which departure.' }) id: string,
    @Arg('input', () => DepartureBatchCheckInput, { description: 'Who is absent.' }) input: DepartureBatchCheckInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    const emptySeats = async (kept: string): Promise<EmptySeats> => {
      const [count, reason] = kept.split(' ') as [string, EmptySeatsReason];
      return { count: Number(count), reason, message: STAYS_EMPTY[reason](Number(count))[context.language] };
    };
    return mutate(context, info, { ...changed, emptySeats }, { id, input }, async (em) => {
      const { batch, unfilled } = await checkGate(em, context.viewer, id, input.absent);
      return { batch: batch.id, emptySeats: unfilled && `${unfilled.count} ${unfilled.why}` };
    });
  }

  @Mutation(() => DepartureBatchDepartPayload, {
    description:
      'They leave: each takes a place for good. Who sends them. Refuses NOT_FOUND, NOT_ELIGIBLE (too early, contracts missing), QUOTA_EXHAUSTED (the hold ran out and others took the places), ILLEGAL_TRANSITION (heads not counted).',
  })
  departureBatchDepart(
    @Arg('id', () => ID, { description: 'Which departure.' }) id: string,
    @Arg('input', () => StepInput, { description: 'The key of the step.' }) input: StepInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({ batch: (await departBatch(em, context.viewer, id)).id }));
  }

  @Mutation(() => DepartureBatchArrivePayload, {
    description: 'They have arrived, and count from now on. Who sends them. Refuses NOT_FOUND, INVALID (day), ILLEGAL_TRANSITION.',
  })
  departureBatchArrive(
    @Arg('id', () => ID, { description: 'Which departure.' }) id: string,
    @Arg('input', () => DepartureBatchArriveInput, { description: 'When, and who is missing.' }) input: DepartureBatchArriveInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({
      batch: (await arriveBatch(em, context.viewer, id, input.missing ?? [], input.on)).id,
    }));
  }

  @Mutation(() => DepartureBatchCancelPayload, {
    description: 'Calls a departure off; its people wait for another. Who sends them. Refuses NOT_FOUND, ILLEGAL_TRANSITION.',
  })
  departureBatchCancel(
    @Arg('id', () => ID, { description: 'Which departure.' }) id: string,
    @Arg('input', () => StepInput, { description: 'The key of the step.' }) input: StepInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({ batch: (await cancelBatch(em, context.viewer, id)).id }));
  }
}
