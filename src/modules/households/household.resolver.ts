import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, FieldResolver, ID, Info, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { Reads } from '../../platform/database/selection.js';
import { all, hasId, sql } from '../../platform/database/sql.js';
import { type Connection, connectionOf, page } from '../../platform/graphql/connection.js';
import { Context } from '../../platform/graphql/context.js';
import { Cost } from '../../platform/graphql/cost.js';
import { mutate, payloadOf, StepInput } from '../../platform/graphql/mutation.js';
import { places, regionByCode } from '../regions/region.queries.js';
import { ReasonInput } from '../vacancies/vacancy.inputs.js';
import { AssistanceMeasure } from './assistance.js';
import { Household, HouseholdMember, HouseholdState, HouseholdStep } from './household.js';
import {
  HouseholdAssistInput,
  HouseholdDeclareInput,
  HouseholdMemberJoinInput,
  HouseholdMemberLeaveInput,
  HouseholdNoteInput,
  HouseholdOfficerInput,
  HouseholdRevokeInput,
} from './household.inputs.js';
import {
  assistHousehold,
  confirmHousehold,
  declareHousehold,
  endorseHousehold,
  exitHousehold,
  forwardHousehold,
  joinHousehold,
  leaveHousehold,
  objectHousehold,
  publiciseHousehold,
  reassignHousehold,
  rejectHousehold,
  renewCard,
  reviewHousehold,
  revokeHousehold,
  stabiliseHousehold,
} from './household.service.js';

const HouseholdConnection = connectionOf(Household);
const HouseholdDeclarePayload = payloadOf('HouseholdDeclare', { household: Household });
const HouseholdReviewPayload = payloadOf('HouseholdReview', { household: Household });
const HouseholdPublicisePayload = payloadOf('HouseholdPublicise', { household: Household });
const HouseholdObjectPayload = payloadOf('HouseholdObject', { household: Household });
const HouseholdForwardPayload = payloadOf('HouseholdForward', { household: Household });
const HouseholdEndorsePayload = payloadOf('HouseholdEndorse', { household: Household });
const HouseholdConfirmPayload = payloadOf('HouseholdConfirm', { household: Household });
const HouseholdRejectPayload = payloadOf('HouseholdReject', { household: Household });
const HouseholdAssistPayload = payloadOf('HouseholdAssist', { household: Household });
const HouseholdStabilisePayload = payloadOf('HouseholdStabilise', { household: Household });
const HouseholdExitPayload = payloadOf('HouseholdExit', { household: Household });
const HouseholdRevokePayload = payloadOf('HouseholdRevoke', { household: Household });
const HouseholdMemberJoinPayload = payloadOf('HouseholdMemberJoin', { household: Household });
const HouseholdMemberLeavePayload = payloadOf('HouseholdMemberLeave', { household: Household });
const HouseholdReassignPayload = payloadOf('HouseholdReassign', { household: Household });
const HouseholdCardRenewPayload = payloadOf('HouseholdCardRenew', { household: Household });
const changed = { household: 'Household' };
const ofHousehold = { on: 't.household_id = p.id', order: 't.id', atMost: 12 };
const STEPS = { on: 't.household_id = p.id', order: 't.number desc', atMost: 50 };
const MEASURES = { on: 't.household_id = p.id', order: 't.id desc', atMost: 50 };

@Resolver(() => Household)
export class HouseholdResolver {
  @Query(() => Household, {
    nullable: true,
    description: 'A household by id, or null when there is none in your sight. Offices, its members, auditors.',
  })
  household(
    @Arg('id', () => ID, { description: 'Its id.' }) id: string,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object | null> {
    return context.one('Household', hasId('t.id', id), info);
  }

  @Query(() => HouseholdConnection, { description: 'Households in your sight, the latest declared first. Offices, their members, auditors.' })
  households(
    @Arg('state', () => HouseholdState, { nullable: true, description: 'Only in this state.' }) state: HouseholdState | undefined,
    @Arg('region', () => String, { nullable: true, description: 'Code or name of a division.' }) region: string | undefined,
    @Arg('mine', () => Boolean, { defaultValue: false, description: 'Only those whose responsible officer you are.' }) mine: boolean,
    @Arg('card', () => String, { nullable: true, description: 'Only the one with this card.' }) card: string | undefined,
    @Arg('first', () => Int, { defaultValue: 20, description: 'Rows on a page, up to 100.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'Cursor of the row before.' }) after: string | undefined,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Connection<object>> {
    const where = all([
      state !== undefined && sql`t.state = ${state}`,
      region !== undefined && places.within('t.region_path', regionByCode(region).path),
      mine && sql`t.officer_id = ${context.viewer.userId}::uuid`,
      card !== undefined && sql`t.card_number = ${card}`,
    ]);
    const order = { name: 'newest', by: 't.created_at', type: 'timestamptz', direction: 'desc' } as const;
    return page(context, info, { entity: 'Household', where, order, first, after });
  }

  @Reads('atLeastOneEmployed')
  @Cost({ weight: 1 })
  @FieldResolver(() => Boolean, {
    description:
      'Whether at least one listed member works today: by a confirmed placement, or self-employed by registration. What the exit rests on.',
  })
  atLeastOneEmployed(@Root() { atLeastOneEmployed }: { atLeastOneEmployed: boolean }): boolean {
    return atLeastOneEmployed;
  }

  @Reads('officerName')
  @Cost({ weight: 1 })
  @FieldResolver(() => String, { nullable: true, description: 'Name of the one responsible officer; null before recognition.' })
  officerName(@Root() { officerName }: { officerName: string | null }): string | null {
    return officerName;
  }

  @Cost({ atMost: 12 })
  @FieldResolver(() => [HouseholdMember], { description: 'Listed members, those who left included; a member sees their own row.' })
  members(@Root() { id }: { id: string }, @Ctx() context: Context, @Info() info: GraphQLResolveInfo): Promise<object[]> {
    return context.ofEach('HouseholdMember', ofHousehold, id, info);
  }

  @Cost({ atMost: 50 })
  @FieldResolver(() => [HouseholdStep], { description: 'Its last fifty steps, the latest first.' })
  steps(@Root() { id }: { id: string }, @Ctx() context: Context, @Info() info: GraphQLResolveInfo): Promise<object[]> {
    return context.ofEach('HouseholdStep', STEPS, id, info);
  }

  @Cost({ atMost: 50 })
  @FieldResolver(() => [AssistanceMeasure], { description: 'The last fifty measures offered, the latest first; a member sees their own.' })
  measures(@Root() { id }: { id: string }, @Ctx() context: Context, @Info() info: GraphQLResolveInfo): Promise<object[]> {
    return context.ofEach('AssistanceMeasure', MEASURES, id, info);
  }

  @Mutation(() => HouseholdDeclarePayload, {
    description:
      'Takes the declaration of a household without work. Community or street. Refuses NOT_FOUND, INVALID, NOT_ELIGIBLE (a member works, is not of working age, no student; no holiday table), ALREADY_EXISTS (a member is in another household).',
  })
  householdDeclare(
    @Arg('input', () => HouseholdDeclareInput, { description: 'The household.' }) input: HouseholdDeclareInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { input }, async (em) => ({ household: (await declareHousehold(em, context, input)).id }));
  }

  @Mutation(() => HouseholdReviewPayload, {
    description:
      'The community visits the home and checks the members. The community, another person than before. Refuses NOT_FOUND, INVALID, ILLEGAL_TRANSITION, NOT_ELIGIBLE.',
  })
  householdReview(
    @Arg('id', () => ID, { description: 'Which household.' }) id: string,
    @Arg('input', () => HouseholdNoteInput, { description: 'What was found.' }) input: HouseholdNoteInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({
      household: (await reviewHousehold(em, context.viewer, id, input.note)).id,
    }));
  }

  @Mutation(() => HouseholdPublicisePayload, {
    description:
      'The check bears the declaration out: public notice begins. The community, another person than before. Refuses NOT_FOUND, INVALID, ILLEGAL_TRANSITION, NOT_ELIGIBLE (a member works, nobody of working age, no holiday table).',
  })
  householdPublicise(
    @Arg('id', () => ID, { description: 'Which household.' }) id: string,
    @Arg('input', () => StepInput, { description: 'The key of the step.' }) input: StepInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({ household: (await publiciseHousehold(em, context.viewer, id)).id }));
  }

  @Mutation(() => HouseholdObjectPayload, {
    description:
      'Somebody objected during the notice: the community checks again. Community or street, another person than before. Refuses NOT_FOUND, INVALID, ILLEGAL_TRANSITION, NOT_ELIGIBLE (the notice is over).',
  })
  householdObject(
    @Arg('id', () => ID, { description: 'Which household.' }) id: string,
    @Arg('input', () => HouseholdNoteInput, { description: 'What was found.' }) input: HouseholdNoteInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({
      household: (await objectHousehold(em, context.viewer, id, input.note)).id,
    }));
  }

  @Mutation(() => HouseholdForwardPayload, {
    description:
      'The notice ended without objection: the street has the household before it. The community, another person than before. Refuses NOT_FOUND, INVALID, ILLEGAL_TRANSITION, NOT_ELIGIBLE (the notice runs).',
  })
  householdForward(
    @Arg('id', () => ID, { description: 'Which household.' }) id: string,
    @Arg('input', () => StepInput, { description: 'The key of the step.' }) input: StepInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({ household: (await forwardHousehold(em, context.viewer, id)).id }));
  }

  @Mutation(() => HouseholdEndorsePayload, {
    description:
      'The street or town checked: the county has the household before it. The street or town, another person than before. Refuses NOT_FOUND, INVALID, ILLEGAL_TRANSITION, NOT_ELIGIBLE (a member works).',
  })
  householdEndorse(
    @Arg('id', () => ID, { description: 'Which household.' }) id: string,
    @Arg('input', () => HouseholdNoteInput, { description: 'What was found.' }) input: HouseholdNoteInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({
      household: (await endorseHousehold(em, context.viewer, id, input.note)).id,
    }));
  }

  @Mutation(() => HouseholdConfirmPayload, {
    description:
      'Recognises the household: its card is issued, one officer of its community or street is responsible, the clock of clearance runs. The county, another person than before. Refuses NOT_FOUND, INVALID, ILLEGAL_TRANSITION, NOT_ELIGIBLE (a member works).',
  })
  householdConfirm(
    @Arg('id', () => ID, { description: 'Which household.' }) id: string,
    @Arg('input', () => HouseholdOfficerInput, { description: 'The officer.' }) input: HouseholdOfficerInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({
      household: (await confirmHousehold(em, context.viewer, id, input.officer)).id,
    }));
  }

  @Mutation(() => HouseholdRejectPayload, {
    description:
      'Does not recognise the household. Whoever has it before them, another person than before. Refuses NOT_FOUND, INVALID, ILLEGAL_TRANSITION, NOT_ELIGIBLE.',
  })
  householdReject(
    @Arg('id', () => ID, { description: 'Which household.' }) id: string,
    @Arg('input', () => ReasonInput, { description: 'Why.' }) input: ReasonInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({
      household: (await rejectHousehold(em, context.viewer, id, input.reason)).id,
    }));
  }

  @Mutation(() => HouseholdAssistPayload, {
    description:
      'The assistance plan is made, after recognition and after each relapse. The responsible officer, another person than before. Refuses NOT_FOUND, INVALID, ILLEGAL_TRANSITION, NOT_ELIGIBLE.',
  })
  householdAssist(
    @Arg('id', () => ID, { description: 'Which household.' }) id: string,
    @Arg('input', () => HouseholdAssistInput, { description: 'The plan.' }) input: HouseholdAssistInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({
      household: (await assistHousehold(em, context.viewer, id, input.aim)).id,
    }));
  }

  @Mutation(() => HouseholdStabilisePayload, {
    description:
      'The work lasted for the period that holds there. Community or street, another person than before. Refuses NOT_FOUND, INVALID, ILLEGAL_TRANSITION, NOT_ELIGIBLE (the period runs).',
  })
  householdStabilise(
    @Arg('id', () => ID, { description: 'Which household.' }) id: string,
    @Arg('input', () => HouseholdNoteInput, { description: 'What was found.' }) input: HouseholdNoteInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({
      household: (await stabiliseHousehold(em, context.viewer, id, input.note)).id,
    }));
  }

  @Mutation(() => HouseholdExitPayload, {
    description:
      'The household leaves the list; its card is withdrawn. The county, another person than before. Refuses NOT_FOUND, INVALID, ILLEGAL_TRANSITION, NOT_ELIGIBLE.',
  })
  householdExit(
    @Arg('id', () => ID, { description: 'Which household.' }) id: string,
    @Arg('input', () => StepInput, { description: 'The key of the step.' }) input: StepInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({ household: (await exitHousehold(em, context.viewer, id)).id }));
  }

  @Mutation(() => HouseholdRevokePayload, {
    description:
      'The household is taken off the list; its card is withdrawn. The county, another person than before. Refuses NOT_FOUND, INVALID, ILLEGAL_TRANSITION, NOT_ELIGIBLE (not as many refusals as the parameter says).',
  })
  householdRevoke(
    @Arg('id', () => ID, { description: 'Which household.' }) id: string,
    @Arg('input', () => HouseholdRevokeInput, { description: 'The ground.' }) input: HouseholdRevokeInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({
      household: (await revokeHousehold(em, context.viewer, id, input.ground, input.note)).id,
    }));
  }

  @Mutation(() => HouseholdMemberJoinPayload, {
    description:
      'Somebody moves in. Community or street. Refuses NOT_FOUND, INVALID, ILLEGAL_TRANSITION, NOT_ELIGIBLE (has work before recognition, not of working age), ALREADY_EXISTS (in another household).',
  })
  householdMemberJoin(
    @Arg('id', () => ID, { description: 'Which household.' }) id: string,
    @Arg('input', () => HouseholdMemberJoinInput, { description: 'Who.' }) input: HouseholdMemberJoinInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({ household: (await joinHousehold(em, context, id, input.member)).id }));
  }

  @Mutation(() => HouseholdMemberLeavePayload, {
    description:
      'Somebody moves out; what the work of the others makes of the household follows. Community or street. Refuses NOT_FOUND, ILLEGAL_TRANSITION, NOT_ELIGIBLE (the head).',
  })
  householdMemberLeave(
    @Arg('id', () => ID, { description: 'Which household.' }) id: string,
    @Arg('input', () => HouseholdMemberLeaveInput, { description: 'Who.' }) input: HouseholdMemberLeaveInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({
      household: (await leaveHousehold(em, context.viewer, id, input.seeker)).id,
    }));
  }

  @Mutation(() => HouseholdReassignPayload, {
    description: 'Another officer is responsible from today on. Street or county. Refuses NOT_FOUND, ILLEGAL_TRANSITION, NOT_ELIGIBLE.',
  })
  householdReassign(
    @Arg('id', () => ID, { description: 'Which household.' }) id: string,
    @Arg('input', () => HouseholdOfficerInput, { description: 'The officer.' }) input: HouseholdOfficerInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({
      household: (await reassignHousehold(em, context.viewer, id, input.officer)).id,
    }));
  }

  @Mutation(() => HouseholdCardRenewPayload, {
    description: 'The card is good for another period from today on. Street or county. Refuses NOT_FOUND, ILLEGAL_TRANSITION, NOT_ELIGIBLE.',
  })
  householdCardRenew(
    @Arg('id', () => ID, { description: 'Which household.' }) id: string,
    @Arg('input', () => StepInput, { description: 'The key of the step.' }) input: StepInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({ household: (await renewCard(em, context.viewer, id)).id }));
  }
}

@Resolver(() => HouseholdStep)
export class HouseholdStepResolver {
  @Reads('byName')
  @Cost({ weight: 1 })
  @FieldResolver(() => String, { nullable: true, description: 'Who took it; null for what followed from a placement.' })
  byName(@Root() { byName }: { byName: string | null }): string | null {
    return byName;
  }
}
