import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, FieldResolver, ID, Info, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { raw, sql } from '../../platform/database/sql.js';
import { type Connection, connectionOf, page } from '../../platform/graphql/connection.js';
import { byKey, Context, perRequest } from '../../platform/graphql/context.js';
import { Cost } from '../../platform/graphql/cost.js';
import { mutate, payloadOf, StepInput } from '../../platform/graphql/mutation.js';
import { HOLDER, Reservation } from '../quotas/reservation.js';
import { beginWork } from './batch.service.js';
import { closeOrder, contractForOrder, openOrder, selectForOrder, trainOrder } from './order.service.js';
import { Order, OrderState } from './order.js';
import {
  LabourOrderBeginInput,
  LabourOrderContractInput,
  LabourOrderOpenInput,
  LabourOrderRegisterInput,
  PlacementReasonInput,
} from './placement.inputs.js';
import { TransferStateCount, Transfer } from './transfer.js';
import { registerForOrder } from './transfer.service.js';

const OrderConnection = connectionOf(Order);
const changed = { order: 'Order' };
const LabourOrderOpenPayload = payloadOf('LabourOrderOpen', { order: Order });
const LabourOrderRegisterPayload = payloadOf('LabourOrderRegister', { order: Order });
const LabourOrderSelectPayload = payloadOf('LabourOrderSelect', { order: Order });
const LabourOrderContractPayload = payloadOf('LabourOrderContract', { order: Order });
const LabourOrderTrainPayload = payloadOf('LabourOrderTrain', { order: Order });
const LabourOrderBeginPayload = payloadOf('LabourOrderBegin', { order: Order });
const LabourOrderClosePayload = payloadOf('LabourOrderClose', { order: Order });

/** How many people of each order stand where. */
const countsOf = perRequest<string, TransferStateCount[]>((context) => async (ids) => {
  const scope = context.shapes.scope('Transfer', 't', context.viewer) ?? raw('true');
  const rows = await context.reading.rows(
    sql`select t.order_id, t.state, count(*)::int from transfer t where t.order_id = any(${ids}::uuid[]) and (${scope}) group by 1, 2 order by 2`,
  );
  const grouped = Map.groupBy(rows, ([order]) => order as string);
  return byKey(
    ids,
    [...grouped].map(([order, counts]) => [order, counts.map(([, state, count]) => ({ state, count }))]),
    [],
  );
});

@Resolver(() => Order)
export class OrderResolver {
  @Query(() => Order, { nullable: true, description: 'An order by id, or null when there is none in your sight. Those concerned.' })
  labourOrder(
    @Arg('id', () => ID, { description: 'Its id.' }) id: string,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object | null> {
    return context.one('Order', sql`t.id::text = ${id}`, info);
  }

  @Query(() => OrderConnection, { description: 'Orders in your sight, the next to leave first. Those concerned.' })
  labourOrders(
    @Arg('state', () => OrderState, { nullable: true, description: 'Only in this state.' }) state: OrderState | undefined,
    @Arg('first', () => Int, { defaultValue: 20, description: 'Rows on a page, up to 100.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'Cursor of the row before.' }) after: string | undefined,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Connection<object>> {
    const where = state === undefined ? raw('true') : sql`t.state = ${state}`;
    return page(context, info, {
      entity: 'Order',
      where,
      order: { name: 'leaving', by: 't.depart_on', type: 'date', direction: 'asc' },
      first,
      after,
    });
  }

  @Cost({ atMost: 20, weight: 20 })
  @FieldResolver(() => [TransferStateCount], { description: 'How many of its people, in your sight, stand where.' })
  counts(@Root() order: Order, @Ctx() context: Context): Promise<TransferStateCount[]> {
    return countsOf(context).load(order.id);
  }

  @Cost({ atMost: 500 })
  @FieldResolver(() => [Transfer], { description: 'Its people in your sight, in the order of the list; up to 500.' })
  transfers(@Root() order: Order, @Ctx() context: Context, @Info() info: GraphQLResolveInfo): Promise<object[]> {
    return context.ofEach('Transfer', { on: 't.order_id = p.id', order: 't.position, t.id', atMost: 500 }, order.id, info);
  }

  @Mutation(() => LabourOrderOpenPayload, {
    description:
      'Takes an order for heads of an open vacancy, and holds its places until a week after the departure. The recruiter for their employers, offices and intermediaries for what they fill. Refuses NOT_FOUND, INVALID, NOT_ELIGIBLE (agreement, its trades, places, licence), QUOTA_EXHAUSTED.',
  })
  labourOrderOpen(
    @Arg('input', () => LabourOrderOpenInput, { description: 'The order.' }) input: LabourOrderOpenInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { input }, async (em) => ({ order: (await openOrder(em, context.viewer, input)).id }));
  }

  @Mutation(() => LabourOrderRegisterPayload, {
    description:
      'Puts people on the list, all or none. Who fills the order. Refuses NOT_FOUND, EXPIRED (registration, order), NOT_ELIGIBLE (under 18, student, a hard rule, same county, not from where the places are for), ALREADY_EXISTS (on a way already); the path names the registration.',
  })
  labourOrderRegister(
    @Arg('id', () => ID, { description: 'Which order.' }) id: string,
    @Arg('input', () => LabourOrderRegisterInput, { description: 'Who.' }) input: LabourOrderRegisterInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({ order: (await registerForOrder(em, context.viewer, id, input)).id }));
  }

  @Mutation(() => LabourOrderSelectPayload, {
    description:
      'Chooses from the list, first come first, as many as the order still needs; travel groups go whole or not at all. Who fills the order. Refuses NOT_FOUND, NOT_ELIGIBLE (full, or nobody can be chosen), ILLEGAL_TRANSITION.',
  })
  labourOrderSelect(
    @Arg('id', () => ID, { description: 'Which order.' }) id: string,
    @Arg('input', () => StepInput, { description: 'The key of the step.' }) input: StepInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({ order: (await selectForOrder(em, context.viewer, id)).id }));
  }

  @Mutation(() => LabourOrderContractPayload, {
    description:
      'Records checked contracts, all or none: each is a hire that awaits confirmation. Who fills the order, or the recruiter. Refuses NOT_FOUND, INVALID, ILLEGAL_TRANSITION, EXPIRED (vacancy filled), ALREADY_EXISTS (works elsewhere).',
  })
  labourOrderContract(
    @Arg('id', () => ID, { description: 'Which order.' }) id: string,
    @Arg('input', () => LabourOrderContractInput, { description: 'The contracts.' }) input: LabourOrderContractInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({
      order: (await contractForOrder(em, context.viewer, id, input.contracts)).id,
    }));
  }

  @Mutation(() => LabourOrderTrainPayload, {
    description: 'The training has ended. Who fills the order. Refuses NOT_FOUND, NOT_ELIGIBLE (none asked for), ILLEGAL_TRANSITION.',
  })
  labourOrderTrain(
    @Arg('id', () => ID, { description: 'Which order.' }) id: string,
    @Arg('input', () => StepInput, { description: 'The key of the step.' }) input: StepInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({ order: (await trainOrder(em, context.viewer, id)).id }));
  }

  @Mutation(() => LabourOrderBeginPayload, {
    description:
      'People who arrived begin to work: their hires are confirmed and count. The recruiter, or who fills the order. Refuses NOT_FOUND, NOT_ELIGIBLE (nobody waits), ILLEGAL_TRANSITION.',
  })
  labourOrderBegin(
    @Arg('id', () => ID, { description: 'Which order.' }) id: string,
    @Arg('input', () => LabourOrderBeginInput, { description: 'Who.' }) input: LabourOrderBeginInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({ order: (await beginWork(em, context.viewer, id, input.transfers)).id }));
  }

  @Mutation(() => LabourOrderClosePayload, {
    description:
      'Closes an order: its hold is given back and its list is free. Who fills it, or the recruiter. Refuses NOT_FOUND, NOT_ELIGIBLE (people with contracts have not left), ILLEGAL_TRANSITION.',
  })
  labourOrderClose(
    @Arg('id', () => ID, { description: 'Which order.' }) id: string,
    @Arg('input', () => PlacementReasonInput, { description: 'Why.' }) input: PlacementReasonInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({ order: (await closeOrder(em, context.viewer, id, input.reason)).id }));
  }
}

@Resolver(() => Reservation)
export class ReservationHolderResolver {
  @FieldResolver(() => Order, {
    nullable: true,
    description: 'The order that holds it for its people; null when another does, or out of your sight.',
  })
  async order(@Root() { id }: Reservation, @Ctx() context: Context, @Info() info: GraphQLResolveInfo): Promise<object | null> {
    return (await context.ofEach('Order', HOLDER, id, info))[0] ?? null;
  }

  @FieldResolver(() => Transfer, {
    nullable: true,
    description: 'The one person, sent by an order, who has it; null when another does, or out of your sight.',
  })
  async transfer(@Root() { id }: Reservation, @Ctx() context: Context, @Info() info: GraphQLResolveInfo): Promise<object | null> {
    return (await context.ofEach('Transfer', HOLDER, id, info))[0] ?? null;
  }
}
