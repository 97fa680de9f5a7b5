import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, ID, Info, Int, Mutation, Query, Resolver } from 'type-graphql';
import { all, sql } from '../../platform/database/sql.js';
import { type Connection, connectionOf, page } from '../../platform/graphql/connection.js';
import { Context } from '../../platform/graphql/context.js';
import { mutate, payloadOf, StepInput } from '../../platform/graphql/mutation.js';
import { places, regionByCode, regionToday } from '../regions/region.queries.js';
import { PlacementReasonInput, TransferEndInput, TransferRecordInput } from './placement.inputs.js';
import { Transfer, TransferState } from './transfer.js';
import { agreeToSplit, changeJob, moveTransfer, recordTransfer, returnTransfer, withdrawTransfer } from './transfer.service.js';

export const TransferConnection = connectionOf(Transfer);
const changed = { transfer: 'Transfer' };
const TransferRecordPayload = payloadOf('TransferRecord', { transfer: Transfer });
const TransferWithdrawPayload = payloadOf('TransferWithdraw', { transfer: Transfer });
const TransferArrivePayload = payloadOf('TransferArrive', { transfer: Transfer });
const TransferBeginPayload = payloadOf('TransferBegin', { transfer: Transfer });
const TransferLosePayload = payloadOf('TransferLose', { transfer: Transfer });
const TransferReturnPayload = payloadOf('TransferReturn', { transfer: Transfer });
const TransferChangeJobPayload = payloadOf('TransferChangeJob', { transfer: Transfer });
const TransferAgreeToSplitPayload = payloadOf('TransferAgreeToSplit', { transfer: Transfer });

const step = (context: Context, info: GraphQLResolveInfo, id: string, input: StepInput, to: TransferState): Promise<object> =>
  mutate(context, info, changed, { id, input }, async (em) => ({ transfer: (await moveTransfer(em, context.viewer, id, to)).id }));

@Resolver(() => Transfer)
export class TransferResolver {
  @Query(() => Transfer, { nullable: true, description: 'A transfer by id, or null when there is none in your sight. Those concerned.' })
  transfer(
    @Arg('id', () => ID, { description: 'Its id.' }) id: string,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object | null> {
    return context.one('Transfer', sql`t.id::text = ${id}`, info);
  }

  @Query(() => TransferConnection, { description: 'Transfers in your sight, newest first. Those concerned.' })
  transfers(
    @Arg('state', () => TransferState, { nullable: true, description: 'Only in this state.' }) state: TransferState | undefined,
    @Arg('origin', () => String, { nullable: true, description: 'Code or name of the division they come from.' }) origin: string | undefined,
    @Arg('destination', () => String, { nullable: true, description: 'Code or name of the division they go to.' }) destination: string | undefined,
    @Arg('selfOrganised', () => Boolean, { nullable: true, description: 'Only (not) on their own.' }) selfOrganised: boolean | undefined,
    @Arg('first', () => Int, { defaultValue: 20, description: 'Rows on a page, up to 100.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'Cursor of the row before.' }) after: string | undefined,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Connection<object>> {
    const where = all([
      state !== undefined && sql`t.state = ${state}`,
      origin !== undefined && places.within('t.origin_path', regionToday(origin).path),
      destination !== undefined && places.within('t.destination_path', regionByCode(destination).path),
      selfOrganised !== undefined && sql`t.self_organised = ${selfOrganised}`,
    ]);
    const order = { name: 'newest', by: 't.created_at', type: 'timestamptz', direction: 'desc' } as const;
    return page(context, info, { entity: 'Transfer', where, order, first, after });
  }

  @Mutation(() => TransferRecordPayload, {
    description:
      'Records a way that somebody went on their own. Offices and intermediaries, for people they serve. Refuses NOT_FOUND, INVALID (days; a destination too wide to tell whether it counts), NOT_ELIGIBLE (under 18, student, same county), ALREADY_EXISTS (on a way already).',
  })
  transferRecord(
    @Arg('input', () => TransferRecordInput, { description: 'Who, where to, when.' }) input: TransferRecordInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { input }, async (em) => ({ transfer: (await recordTransfer(em, context.viewer, input)).id }));
  }

  @Mutation(() => TransferWithdrawPayload, {
    description:
      'Does not go after all; a hire behind it is taken back. Who looks after it, or the recruiter. Refuses NOT_FOUND, ILLEGAL_TRANSITION (has left).',
  })
  transferWithdraw(
    @Arg('id', () => ID, { description: 'Which transfer.' }) id: string,
    @Arg('input', () => PlacementReasonInput, { description: 'Why.' }) input: PlacementReasonInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({
      transfer: (await withdrawTransfer(em, context.viewer, id, input.reason)).id,
    }));
  }

  @Mutation(() => TransferArrivePayload, {
    description: 'Has arrived, on their own way or after being lost. Who looks after it. Refuses NOT_FOUND, ILLEGAL_TRANSITION.',
  })
  transferArrive(
    @Arg('id', () => ID, { description: 'Which transfer.' }) id: string,
    @Arg('input', () => StepInput, { description: 'The key of the step.' }) input: StepInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return step(context, info, id, input, 'ARRIVED');
  }

  @Mutation(() => TransferBeginPayload, {
    description: 'Works there, on their own way or found again. Who looks after it. Refuses NOT_FOUND, ILLEGAL_TRANSITION.',
  })
  transferBegin(
    @Arg('id', () => ID, { description: 'Which transfer.' }) id: string,
    @Arg('input', () => StepInput, { description: 'The key of the step.' }) input: StepInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return step(context, info, id, input, 'ON_POST');
  }

  @Mutation(() => TransferLosePayload, {
    description: 'Cannot be reached any more. Who looks after it. Refuses NOT_FOUND, ILLEGAL_TRANSITION.',
  })
  transferLose(
    @Arg('id', () => ID, { description: 'Which transfer.' }) id: string,
    @Arg('input', () => StepInput, { description: 'The key of the step.' }) input: StepInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return step(context, info, id, input, 'LOST_CONTACT');
  }

  @Mutation(() => TransferReturnPayload, {
    description:
      'Went home: the place is free again, the work has ended, and after an early return other work is looked for. That the person arrived stays counted. Who looks after it, or the recruiter. Refuses NOT_FOUND, INVALID (day), ILLEGAL_TRANSITION.',
  })
  transferReturn(
    @Arg('id', () => ID, { description: 'Which transfer.' }) id: string,
    @Arg('input', () => TransferEndInput, { description: 'When and why.' }) input: TransferEndInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({
      transfer: (await returnTransfer(em, context.viewer, id, input.on, input.reason)).id,
    }));
  }

  @Mutation(() => TransferChangeJobPayload, {
    description:
      'Works elsewhere there: the hire has ended, the place stays taken. Who looks after it, or the recruiter. Refuses NOT_FOUND, INVALID, ILLEGAL_TRANSITION.',
  })
  transferChangeJob(
    @Arg('id', () => ID, { description: 'Which transfer.' }) id: string,
    @Arg('input', () => TransferEndInput, { description: 'When and why.' }) input: TransferEndInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({
      transfer: (await changeJob(em, context.viewer, id, input.on, input.reason)).id,
    }));
  }

  @Mutation(() => TransferAgreeToSplitPayload, {
    description:
      'The person would go without the travel group; once all listed members agreed, each goes alone. Who looks after it, or the person. Refuses NOT_FOUND, ILLEGAL_TRANSITION (has left).',
  })
  transferAgreeToSplit(
    @Arg('id', () => ID, { description: 'Which transfer.' }) id: string,
    @Arg('input', () => StepInput, { description: 'The key of the step.' }) input: StepInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({ transfer: (await agreeToSplit(em, context.viewer, id)).id }));
  }
}
