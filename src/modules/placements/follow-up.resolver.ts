import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, FieldResolver, ID, Info, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { all, raw, sql } from '../../platform/database/sql.js';
import { type Connection, connectionOf, page } from '../../platform/graphql/connection.js';
import { Context } from '../../platform/graphql/context.js';
import { mutate, payloadOf } from '../../platform/graphql/mutation.js';
import { FollowUp, FollowUpKind, FollowUpState, RightsCase, RightsCaseState } from './follow-up.js';
import { bringCase, closeCase, recordFollowUp } from './follow-up.service.js';
import { FollowUpRecordInput, RightsCaseCloseInput, RightsCaseOpenInput } from './placement.inputs.js';

const FollowUpConnection = connectionOf(FollowUp);
const RightsCaseConnection = connectionOf(RightsCase);
const FollowUpRecordPayload = payloadOf('FollowUpRecord', { followUp: FollowUp });
const RightsCaseOpenPayload = payloadOf('RightsCaseOpen', { rightsCase: RightsCase });
const RightsCaseClosePayload = payloadOf('RightsCaseClose', { rightsCase: RightsCase });
const DUE = { name: 'due', by: 't.due_on', type: 'date', direction: 'asc' } as const;
/** A case whose last day cannot be told yet comes after those with one. */
const CASES = { name: 'due', by: "coalesce(t.due_on, '9999-12-31')", type: 'date', direction: 'asc' } as const;

@Resolver(() => FollowUp)
export class FollowUpResolver {
  @Query(() => FollowUpConnection, { description: 'Tasks in your sight, the earliest due first. Offices, intermediaries, auditors.' })
  followUps(
    @Arg('state', () => FollowUpState, { nullable: true, description: 'Only in this state.' }) state: FollowUpState | undefined,
    @Arg('kind', () => FollowUpKind, { nullable: true, description: 'Only of this kind.' }) kind: FollowUpKind | undefined,
    @Arg('overdue', () => Boolean, { defaultValue: false, description: 'Only those not done although their day is over.' }) overdue: boolean,
    @Arg('first', () => Int, { defaultValue: 20, description: 'Rows on a page, up to 100.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'Cursor of the row before.' }) after: string | undefined,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Connection<object>> {
    const where = all([
      state !== undefined && sql`t.state = ${state}`,
      kind !== undefined && sql`t.kind = ${kind}`,
      overdue && raw("t.state = 'DUE' and t.due_on < app_today()"),
    ]);
    return page(context, info, { entity: 'FollowUp', where, order: DUE, first, after });
  }

  @FieldResolver(() => Boolean, { description: 'Not done although its day is over.' })
  overdue(@Root() task: FollowUp, @Ctx() context: Context): boolean {
    return task.state === 'DUE' && task.dueOn < context.platform.clock.today();
  }

  @Mutation(() => FollowUpRecordPayload, {
    description:
      'Records what a contact found. Missed twice in a row, the person counts as lost; a problem opens a rights case, unless one of the same words is open. Whose task it is. Refuses NOT_FOUND, NOT_ELIGIBLE (more than a week before its day, or on the day of arrival), INVALID (not said whether at work; not at work, and neither return nor change of job recorded; not paid, and no problem), ILLEGAL_TRANSITION (done already).',
  })
  followUpRecord(
    @Arg('id', () => ID, { description: 'Which task.' }) id: string,
    @Arg('input', () => FollowUpRecordInput, { description: 'What was found.' }) input: FollowUpRecordInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, { followUp: 'FollowUp' }, { id, input }, async (em) => ({
      followUp: (await recordFollowUp(em, context.viewer, id, input)).id,
    }));
  }
}

@Resolver(() => RightsCase)
export class RightsCaseResolver {
  @Query(() => RightsCaseConnection, {
    description: 'Rights cases in your sight, the earliest due first. Offices, intermediaries, auditors, the person.',
  })
  rightsCases(
    @Arg('state', () => RightsCaseState, { nullable: true, description: 'Only in this state.' }) state: RightsCaseState | undefined,
    @Arg('overdue', () => Boolean, { defaultValue: false, description: 'Only open ones whose last day is over.' }) overdue: boolean,
    @Arg('first', () => Int, { defaultValue: 20, description: 'Rows on a page, up to 100.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'Cursor of the row before.' }) after: string | undefined,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Connection<object>> {
    const where = all([state !== undefined && sql`t.state = ${state}`, overdue && raw("t.state = 'OPEN' and t.due_on < app_today()")]);
    return page(context, info, { entity: 'RightsCase', where, order: CASES, first, after });
  }

  @FieldResolver(() => Boolean, { description: 'Open although its last day is over.' })
  overdue(@Root() one: RightsCase, @Ctx() context: Context): boolean {
    return one.state === 'OPEN' && one.dueOn !== null && one.dueOn < context.platform.clock.today();
  }

  @Mutation(() => RightsCaseOpenPayload, {
    description:
      'Takes up a violation of rights; fifteen working days to act. Who looks after the person, or the person. Its last day is null until the holiday table is on file. Refuses NOT_FOUND, INVALID, ALREADY_EXISTS (an open case of the same words).',
  })
  rightsCaseOpen(
    @Arg('id', () => ID, { description: 'About whose work.' }) id: string,
    @Arg('input', () => RightsCaseOpenInput, { description: 'What happened.' }) input: RightsCaseOpenInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, { rightsCase: 'RightsCase' }, { id, input }, async (em) => ({
      rightsCase: (await bringCase(em, context.viewer, id, input.problem)).id,
    }));
  }

  @Mutation(() => RightsCaseClosePayload, {
    description: 'Settles a case, with its outcome. Who has to act. Refuses NOT_FOUND, ILLEGAL_TRANSITION.',
  })
  rightsCaseClose(
    @Arg('id', () => ID, { description: 'Which case.' }) id: string,
    @Arg('input', () => RightsCaseCloseInput, { description: 'The outcome.' }) input: RightsCaseCloseInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, { rightsCase: 'RightsCase' }, { id, input }, async (em) => ({
      rightsCase: (await closeCase(em, context.viewer, id, input.outcome)).id,
    }));
  }
}
