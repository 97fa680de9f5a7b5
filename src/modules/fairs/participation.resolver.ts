import type { GraphQLResolveInfo } from 'graphql';
import { MaxLength } from 'class-validator';
import { Arg, Ctx, Field, FieldResolver, ID, Info, InputType, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { Reads } from '../../platform/database/selection.js';
import { all, hasId, sql } from '../../platform/database/sql.js';
import { type Connection, connectionOf, page } from '../../platform/graphql/connection.js';
import { Context } from '../../platform/graphql/context.js';
import { Cost } from '../../platform/graphql/cost.js';
import { EffectInput, mutate, payloadOf, StepInput } from '../../platform/graphql/mutation.js';
import { Words } from '../../platform/graphql/words.js';
import { places, regionByCode } from '../regions/region.queries.js';
import { groupOf, occupationNamed } from '../vacancies/trades.js';
import { slipFacts } from './fair.queries.js';
import { FairPost, FairPostState, FairParticipation, ParticipationState } from './participation.js';
import { applyForFair, approveParticipation, bringPost, rejectParticipation, withdrawParticipation, withdrawPost } from './participation.service.js';
import { postCode, postSlip, qrOf } from './slip.js';
import { FairTicket } from './visit.js';
import { callNext, moveTicket } from './visit.service.js';

@InputType({ description: 'Who wants to come.' })
class FairParticipationApplyInput extends EffectInput {
  @Field(() => ID, { description: 'The fair.' })
  fair!: string;

  @Field(() => ID, { description: 'The employer.' })
  employer!: string;
}

@InputType({ description: 'Where an employer will stand.' })
class FairParticipationApproveInput extends EffectInput {
  @Field(() => ID, { description: 'A free booth of the fair.' })
  booth!: string;
}

@InputType({ description: 'Why.' })
export class FairReasonInput extends EffectInput {
  @Words(1, 200)
  @Field(() => String, { description: 'The reason in words.' })
  reason!: string;
}

@InputType({ description: 'What is brought to a fair.' })
class FairPostBringInput extends EffectInput {
  @Field(() => ID, { description: 'The employer’s registration for the fair.' })
  participation!: string;

  @Field(() => ID, { description: 'An open vacancy of the employer.' })
  vacancy!: string;
}

@InputType({ description: 'Which posts; all that is given must hold.' })
class FairPostFilter {
  @Field(() => FairPostState, { nullable: true, description: 'Only in this state.' })
  state?: FairPostState;

  @Field(() => ID, { nullable: true, description: 'Only of this employer’s registration.' })
  participation?: string;

  @MaxLength(60)
  @Field(() => String, { nullable: true, description: 'With work in this division: code or name.' })
  region?: string;

  @MaxLength(40)
  @Field(() => String, { nullable: true, description: 'Of this trade: occupation code or name; its minor group counts.' })
  occupation?: string;

  @MaxLength(40)
  @Field(() => String, { nullable: true, description: 'With these words in the title or the name of the employer.' })
  words?: string;
}

const NEWEST = { name: 'newest', by: 't.created_at', type: 'timestamptz', direction: 'desc' } as const;
/** Stored as it was typed; no character of it means anything to LIKE. */
const literally = (words: string): string => `%${words.replace(/[\\%_]/g, '\\$&')}%`;

const FairParticipationConnection = connectionOf(FairParticipation);
const FairPostConnection = connectionOf(FairPost);
const FairTicketConnection = connectionOf(FairTicket);
const FairParticipationApplyPayload = payloadOf('FairParticipationApply', { participation: FairParticipation });
const FairParticipationApprovePayload = payloadOf('FairParticipationApprove', { participation: FairParticipation });
const FairParticipationRejectPayload = payloadOf('FairParticipationReject', { participation: FairParticipation });
const FairParticipationWithdrawPayload = payloadOf('FairParticipationWithdraw', { participation: FairParticipation });
const FairPostBringPayload = payloadOf('FairPostBring', { post: FairPost });
const FairPostWithdrawPayload = payloadOf('FairPostWithdraw', { post: FairPost });
const FairTicketCallPayload = payloadOf('FairTicketCall', { ticket: FairTicket });
const FairTicketServePayload = payloadOf('FairTicketServe', { ticket: FairTicket });
const FairTicketMissPayload = payloadOf('FairTicketMiss', { ticket: FairTicket });

@Resolver(() => FairParticipation)
export class ParticipationResolver {
  @Query(() => FairParticipationConnection, {
    description: 'Employers of a fair, newest first: approved ones everybody, the others their recruiters, the offices that hold the fair, auditors.',
  })
  fairParticipations(
    @Arg('fair', () => ID, { description: 'At which fair.' }) fair: string,
    @Arg('state', () => ParticipationState, { nullable: true, description: 'Only in this state.' }) state: ParticipationState | undefined,
    @Arg('first', () => Int, { defaultValue: 20, description: 'Rows on a page, up to 100.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'Cursor of the row before.' }) after: string | undefined,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Connection<object>> {
    return page(context, info, {
      entity: 'FairParticipation',
      where: all([hasId('t.fair_id', fair), state !== undefined && sql`t.state = ${state}`]),
      order: NEWEST,
      first,
      after,
    });
  }

  @Query(() => FairTicketConnection, { description: 'Numbers of a booth, newest first. Its recruiters, the offices that hold the fair, auditors.' })
  fairTickets(
    @Arg('participation', () => ID, { description: 'At whose booth.' }) participation: string,
    @Arg('first', () => Int, { defaultValue: 20, description: 'Rows on a page, up to 100.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'Cursor of the row before.' }) after: string | undefined,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Connection<object>> {
    return page(context, info, { entity: 'FairTicket', where: hasId('t.participation_id', participation), order: NEWEST, first, after });
  }

  @Reads('waiting')
  @Cost({ weight: 1 })
  @FieldResolver(() => Int, { description: 'Numbers that wait at its booth.' })
  waiting(@Root() { waiting }: { waiting: number }): number {
    return waiting;
  }

  @Mutation(() => FairParticipationApplyPayload, {
    description:
      'An employer asks for a place at an announced fair. Its recruiter, or the office that holds the fair for it. Refuses NOT_FOUND, NOT_ELIGIBLE (employer refused), EXPIRED (fair over), ALREADY_EXISTS.',
  })
  fairParticipationApply(
    @Arg('input', () => FairParticipationApplyInput, { description: 'What is sent.' }) input: FairParticipationApplyInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, { participation: 'FairParticipation' }, { input }, async (em) => ({
      participation: (await applyForFair(em, context.viewer, input)).id,
    }));
  }

  @Mutation(() => FairParticipationApprovePayload, {
    description:
      'Lets an employer in and gives it a booth. Offices that hold the fair, somebody else than the applicant. Refuses NOT_FOUND, NOT_ELIGIBLE (employer not verified, or the applicant themself), ILLEGAL_TRANSITION, ALREADY_EXISTS (booth taken).',
  })
  fairParticipationApprove(
    @Arg('id', () => ID, { description: 'Which registration.' }) id: string,
    @Arg('input', () => FairParticipationApproveInput, { description: 'What is sent.' }) input: FairParticipationApproveInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, { participation: 'FairParticipation' }, { id, input }, async (em) => ({
      participation: (await approveParticipation(em, context.viewer, id, input.booth)).id,
    }));
  }

  @Mutation(() => FairParticipationRejectPayload, {
    description: 'Refuses an employer’s registration. Offices that hold the fair. Refuses NOT_FOUND, INVALID, ILLEGAL_TRANSITION.',
  })
  fairParticipationReject(
    @Arg('id', () => ID, { description: 'Which registration.' }) id: string,
    @Arg('input', () => FairReasonInput, { description: 'What is sent.' }) input: FairReasonInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, { participation: 'FairParticipation' }, { id, input }, async (em) => ({
      participation: (await rejectParticipation(em, context.viewer, id, input.reason)).id,
    }));
  }

  @Mutation(() => FairParticipationWithdrawPayload, {
    description:
      'Withdraws a registration; its posts leave the fair, and whoever waits at its booth is let go. The recruiter, or the office that holds the fair. Refuses NOT_FOUND, ILLEGAL_TRANSITION.',
  })
  fairParticipationWithdraw(
    @Arg('id', () => ID, { description: 'Which registration.' }) id: string,
    @Arg('input', () => StepInput, { description: 'What is sent.' }) input: StepInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, { participation: 'FairParticipation' }, { id, input }, async (em) => ({
      participation: (await withdrawParticipation(em, context.viewer, id)).id,
    }));
  }

  @Mutation(() => FairPostBringPayload, {
    description:
      'Brings an open vacancy to a fair. The recruiter of an approved employer, or the office that holds the fair. Refuses NOT_FOUND, ILLEGAL_TRANSITION (not approved), EXPIRED (vacancy or fair), ALREADY_EXISTS.',
  })
  fairPostBring(
    @Arg('input', () => FairPostBringInput, { description: 'What is sent.' }) input: FairPostBringInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, { post: 'FairPost' }, { input }, async (em) => ({ post: (await bringPost(em, context.viewer, input)).id }));
  }

  @Mutation(() => FairPostWithdrawPayload, {
    description:
      'Takes a post from a fair; the vacancy stays as it is. The recruiter, or the office that holds the fair. Refuses NOT_FOUND, ILLEGAL_TRANSITION.',
  })
  fairPostWithdraw(
    @Arg('id', () => ID, { description: 'Which post.' }) id: string,
    @Arg('input', () => StepInput, { description: 'What is sent.' }) input: StepInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, { post: 'FairPost' }, { id, input }, async (em) => ({ post: (await withdrawPost(em, context.viewer, id)).id }));
  }

  @Mutation(() => FairTicketCallPayload, {
    description:
      'Calls the next number at a booth; two who call at once call two. The recruiter, or the office that holds the fair. Refuses NOT_FOUND (nobody waits), EXPIRED (fair over).',
  })
  fairTicketCall(
    @Arg('id', () => ID, { description: 'At whose booth: the registration.' }) id: string,
    @Arg('input', () => StepInput, { description: 'What is sent.' }) input: StepInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, { ticket: 'FairTicket' }, { id, input }, async (em) => ({ ticket: (await callNext(em, context.viewer, id)).id }));
  }

  @Mutation(() => FairTicketServePayload, {
    description: 'The visitor came to the booth. The recruiter, or the office that holds the fair. Refuses NOT_FOUND, ILLEGAL_TRANSITION.',
  })
  fairTicketServe(
    @Arg('id', () => ID, { description: 'Which number.' }) id: string,
    @Arg('input', () => StepInput, { description: 'What is sent.' }) input: StepInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, { ticket: 'FairTicket' }, { id, input }, async (em) => ({
      ticket: (await moveTicket(em, context.viewer, id, 'SERVED')).id,
    }));
  }

  @Mutation(() => FairTicketMissPayload, {
    description: 'The visitor did not come when called. The recruiter, or the office that holds the fair. Refuses NOT_FOUND, ILLEGAL_TRANSITION.',
  })
  fairTicketMiss(
    @Arg('id', () => ID, { description: 'Which number.' }) id: string,
    @Arg('input', () => StepInput, { description: 'What is sent.' }) input: StepInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, { ticket: 'FairTicket' }, { id, input }, async (em) => ({
      ticket: (await moveTicket(em, context.viewer, id, 'MISSED')).id,
    }));
  }
}

@Resolver(() => FairPost)
export class FairPostResolver {
  @Query(() => FairPost, {
    nullable: true,
    description: 'A post of a fair by id, or null when there is none in your sight. Everybody who sees the fair.',
  })
  fairPost(
    @Arg('id', () => ID, { description: 'Its id.' }) id: string,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object | null> {
    return context.one('FairPost', hasId('t.id', id), info);
  }

  @Query(() => FairPostConnection, { description: 'Posts of a fair, newest first. Everybody who sees the fair.' })
  fairPosts(
    @Arg('fair', () => ID, { description: 'At which fair.' }) fair: string,
    @Arg('filter', () => FairPostFilter, { nullable: true, description: 'Which.' }) filter: FairPostFilter | undefined,
    @Arg('first', () => Int, { defaultValue: 20, description: 'Rows on a page, up to 100.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'Cursor of the row before.' }) after: string | undefined,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Connection<object>> {
    const { state, participation, region, occupation, words } = filter ?? {};
    const notice = all([
      region !== undefined && places.within('v.place_path', regionByCode(region).path),
      occupation !== undefined && sql`v.trade_group = ${groupOf(occupationNamed(occupation))}`,
      words !== undefined &&
        sql`(v.title ilike ${literally(words)} or exists (select from employer e where e.id = v.employer_id and e.name ilike ${literally(words)}))`,
    ]);
    const narrowed = [region, occupation, words].some((one) => one !== undefined);
    const where = all([
      hasId('t.fair_id', fair),
      state !== undefined && sql`t.state = ${state}`,
      participation !== undefined && hasId('t.participation_id', participation),
      narrowed && sql`exists (select from vacancy v where v.id = t.vacancy_id and ${notice})`,
    ]);
    return page(context, info, { entity: 'FairPost', where, order: NEWEST, first, after });
  }

  @Reads()
  @FieldResolver(() => String, { description: 'Its QR code as SVG.' })
  qr(@Root() post: FairPost): string {
    return qrOf(postCode(post.id));
  }

  @Reads()
  @Cost({ weight: 1 })
  @FieldResolver(() => String, {
    nullable: true,
    description: 'A slip to take along, as a page of HTML for an 80 mm printer; null once the notice is out of your sight.',
  })
  async slip(@Root() post: FairPost, @Ctx() context: Context): Promise<string | null> {
    const facts = await slipFacts(context).load(post.id);
    return facts && postSlip(facts);
  }
}
