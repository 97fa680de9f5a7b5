import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, FieldResolver, ID, Info, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { all, hasId, sql } from '../../platform/database/sql.js';
import { type Connection, connectionOf, page } from '../../platform/graphql/connection.js';
import { Context } from '../../platform/graphql/context.js';
import { Cost } from '../../platform/graphql/cost.js';
import { type EffectInput, mutate, payloadOf, StepInput } from '../../platform/graphql/mutation.js';
import { places, regionByCode } from '../regions/region.queries.js';
import { ReasonInput } from '../vacancies/vacancy.inputs.js';
import { EnrolmentState, OutcomeKind, TrainingAttendance, TrainingEnrolment } from './enrolment.js';
import { recordOutcome, withdraw } from './enrolment.service.js';
import { SubsidyState, TrainingSubsidy } from './subsidy.js';
import { applySubsidy, moveSubsidy } from './subsidy.service.js';
import { TrainingOutcomeRecordInput } from './training.inputs.js';

const EnrolmentConnection = connectionOf(TrainingEnrolment);
const SubsidyConnection = connectionOf(TrainingSubsidy);
const WithdrawPayload = payloadOf('TrainingWithdraw', { enrolment: TrainingEnrolment });
const OutcomePayload = payloadOf('TrainingOutcomeRecord', { enrolment: TrainingEnrolment });
const subsidyPayload = (step: string): ReturnType<typeof payloadOf> => payloadOf(`TrainingSubsidy${step}`, { subsidy: TrainingSubsidy });
const ApplyPayload = subsidyPayload('Apply');
const VerifyPayload = subsidyPayload('Verify');
const ApprovePayload = subsidyPayload('Approve');
const PayPayload = subsidyPayload('Pay');
const RejectPayload = subsidyPayload('Reject');
const RecoverPayload = subsidyPayload('Recover');
const changedSubsidy = { subsidy: 'TrainingSubsidy' };

const move = (context: Context, info: GraphQLResolveInfo, id: string, input: EffectInput & { reason?: string }, to: SubsidyState): Promise<object> =>
  mutate(context, info, changedSubsidy, { id, input }, async (em) => ({ subsidy: (await moveSubsidy(em, context.viewer, id, to, input.reason)).id }));

@Resolver(() => TrainingEnrolment)
export class EnrolmentResolver {
  @Query(() => EnrolmentConnection, {
    description:
      'People in classes, in your sight, newest first. Offices of the institution or of the person’s home, who teaches, the person, auditors.',
  })
  trainingEnrolments(
    @Arg('class', () => ID, { nullable: true, description: 'Only of this class.' }) one: string | undefined,
    @Arg('state', () => EnrolmentState, { nullable: true, description: 'Only in this state.' }) state: EnrolmentState | undefined,
    @Arg('outcome', () => OutcomeKind, { nullable: true, description: 'Only with this outcome.' }) outcome: OutcomeKind | undefined,
    @Arg('region', () => String, { nullable: true, description: 'Code or name of the division of the institution.' }) region: string | undefined,
    @Arg('first', () => Int, { defaultValue: 20, description: 'Rows on a page, up to 100.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'Cursor of the row before.' }) after: string | undefined,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Connection<object>> {
    const where = all([
      one !== undefined && hasId('t.class_id', one),
      state !== undefined && sql`t.state = ${state}`,
      outcome !== undefined && sql`t.outcome_kind = ${outcome}`,
      region !== undefined && places.within('t.institution_path', regionByCode(region).path),
    ]);
    const order = { name: 'newest', by: 't.created_at', type: 'timestamptz', direction: 'desc' } as const;
    return page(context, info, { entity: 'TrainingEnrolment', where, order, first, after });
  }

  @Cost({ atMost: 60 })
  @FieldResolver(() => [TrainingAttendance], { description: 'Attendance by day, the first 60 days.' })
  attendance(@Root() enrolment: TrainingEnrolment, @Ctx() context: Context, @Info() info: GraphQLResolveInfo): Promise<object[]> {
    return context.ofEach('TrainingAttendance', { on: 't.enrolment_id = p.id', order: 't.day', atMost: 60 }, enrolment.id, info);
  }

  @Query(() => SubsidyConnection, {
    description: 'Training subsidies in your sight, newest first. Offices above the institution, the institution, the person, auditors.',
  })
  trainingSubsidies(
    @Arg('state', () => SubsidyState, { nullable: true, description: 'Only in this state.' }) state: SubsidyState | undefined,
    @Arg('year', () => Int, { nullable: true, description: 'Only of this year.' }) year: number | undefined,
    @Arg('region', () => String, { nullable: true, description: 'Code or name of the division of the institution.' }) region: string | undefined,
    @Arg('first', () => Int, { defaultValue: 20, description: 'Rows on a page, up to 100.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'Cursor of the row before.' }) after: string | undefined,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Connection<object>> {
    const where = all([
      state !== undefined && sql`t.state = ${state}`,
      year !== undefined && sql`t.year = ${year}`,
      region !== undefined && places.within('t.institution_path', regionByCode(region).path),
    ]);
    const order = { name: 'newest', by: 't.created_at', type: 'timestamptz', direction: 'desc' } as const;
    return page(context, info, { entity: 'TrainingSubsidy', where, order, first, after });
  }

  @Mutation(() => WithdrawPayload, {
    description: 'A person leaves the class. The institution that teaches it, offices above. Refuses NOT_FOUND, ILLEGAL_TRANSITION (examined).',
  })
  trainingWithdraw(
    @Arg('id', () => ID, { description: 'Which enrolment.' }) id: string,
    @Arg('input', () => ReasonInput, { description: 'Why.' }) input: ReasonInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, { enrolment: 'TrainingEnrolment' }, { id, input }, async (em) => ({
      enrolment: (await withdraw(em, context.viewer, id, input.reason)).id,
    }));
  }

  @Mutation(() => OutcomePayload, {
    description:
      'Records what became of a person: once, and anew where that work was reversed. Work is looked up among confirmed placements within the window. What is not recorded is found when the window ends. The institution that taught, offices above. Refuses NOT_FOUND, ILLEGAL_TRANSITION (not examined), NOT_ELIGIBLE (no placement, window still runs), INVALID, ALREADY_EXISTS.',
  })
  trainingOutcomeRecord(
    @Arg('id', () => ID, { description: 'Which enrolment.' }) id: string,
    @Arg('input', () => TrainingOutcomeRecordInput, { description: 'The outcome.' }) input: TrainingOutcomeRecordInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, { enrolment: 'TrainingEnrolment' }, { id, input }, async (em) => ({
      enrolment: (await recordOutcome(em, context.viewer, id, input)).id,
    }));
  }

  @Mutation(() => ApplyPayload, {
    description:
      'Applies for the subsidy of a person who passed. The institution that taught, offices above. Refuses NOT_FOUND, NOT_ELIGIBLE (not passed, outcome unknown or reversed, no rate on file), ALREADY_EXISTS (one a person, year and kind).',
  })
  trainingSubsidyApply(
    @Arg('id', () => ID, { description: 'Which enrolment.' }) id: string,
    @Arg('input', () => StepInput, { description: 'The key of the step.' }) input: StepInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changedSubsidy, { id, input }, async (em) => ({ subsidy: (await applySubsidy(em, context.viewer, id)).id }));
  }

  @Mutation(() => VerifyPayload, {
    description:
      'Roster, attendance and certificate were checked. Offices from the street up, another person than who applied. Refuses NOT_FOUND, NOT_ELIGIBLE, ILLEGAL_TRANSITION.',
  })
  trainingSubsidyVerify(
    @Arg('id', () => ID, { description: 'Which subsidy.' }) id: string,
    @Arg('input', () => StepInput, { description: 'The key of the step.' }) input: StepInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return move(context, info, id, input, 'VERIFIED');
  }

  @Mutation(() => ApprovePayload, {
    description:
      'Approves a subsidy. Offices from the county up, another person than who verified. Refuses NOT_FOUND, NOT_ELIGIBLE (or the work was reversed), ILLEGAL_TRANSITION.',
  })
  trainingSubsidyApprove(
    @Arg('id', () => ID, { description: 'Which subsidy.' }) id: string,
    @Arg('input', () => StepInput, { description: 'The key of the step.' }) input: StepInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return move(context, info, id, input, 'APPROVED');
  }

  @Mutation(() => PayPayload, {
    description:
      'Pays a subsidy out of the county’s employment funds, in the ledger. Offices from the county up, another person than who approved. Refuses NOT_FOUND, NOT_ELIGIBLE (or the work was reversed), ILLEGAL_TRANSITION.',
  })
  trainingSubsidyPay(
    @Arg('id', () => ID, { description: 'Which subsidy.' }) id: string,
    @Arg('input', () => StepInput, { description: 'The key of the step.' }) input: StepInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return move(context, info, id, input, 'PAID');
  }

  @Mutation(() => RejectPayload, {
    description:
      'Refuses a subsidy; it may be applied for again. Offices from the street up, another person than who took the step before. Refuses NOT_FOUND, NOT_ELIGIBLE, ILLEGAL_TRANSITION (paid).',
  })
  trainingSubsidyReject(
    @Arg('id', () => ID, { description: 'Which subsidy.' }) id: string,
    @Arg('input', () => ReasonInput, { description: 'Why.' }) input: ReasonInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return move(context, info, id, input, 'REJECTED');
  }

  @Mutation(() => RecoverPayload, {
    description:
      'Takes a subsidy back after fraud, as a new operation of the ledger. Offices from the county up, another person than who paid. Refuses NOT_FOUND, NOT_ELIGIBLE, ILLEGAL_TRANSITION (not paid).',
  })
  trainingSubsidyRecover(
    @Arg('id', () => ID, { description: 'Which subsidy.' }) id: string,
    @Arg('input', () => ReasonInput, { description: 'Why.' }) input: ReasonInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return move(context, info, id, input, 'RECOVERED');
  }
}
