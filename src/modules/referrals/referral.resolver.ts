import type { GraphQLResolveInfo } from 'graphql';
import { MaxLength } from 'class-validator';
import { Arg, Ctx, Field, FieldResolver, ID, Info, InputType, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { Reads } from '../../platform/database/selection.js';
import { all, hasId, sql } from '../../platform/database/sql.js';
import { type Connection, connectionOf, page } from '../../platform/graphql/connection.js';
import { Context } from '../../platform/graphql/context.js';
import { Cost } from '../../platform/graphql/cost.js';
import { EffectInput, mutate, payloadOf, StepInput } from '../../platform/graphql/mutation.js';
import { LocalDate } from '../../platform/graphql/scalars.js';
import { Words } from '../../platform/graphql/words.js';
import { HOLDER, Reservation } from '../quotas/reservation.js';
import { Vacancy } from '../vacancies/vacancy.js';
import { letterPage } from './letter.js';
import { letterFacts } from './referral.queries.js';
import { issueReferral, moveReferral, type Outcome } from './referral.service.js';
import { Referral, ReferralState } from './referral.js';

@InputType({ description: 'Which referrals; all that is given must hold.' })
class ReferralFilter {
  @Field(() => ReferralState, { nullable: true, description: 'Only in this state.' })
  state?: ReferralState;

  @Field(() => ID, { nullable: true, description: 'Only for this vacancy.' })
  vacancy?: string;

  @Field(() => ID, { nullable: true, description: 'Only of this seeker.' })
  seeker?: string;

  @Field(() => ID, { nullable: true, description: 'Only issued by this institution.' })
  institution?: string;

  @MaxLength(40)
  @Field(() => String, { nullable: true, description: 'The number on a letter or its counterfoil.' })
  number?: string;
}

@InputType({ description: 'Who is put forward for what.' })
class ReferralIssueInput extends EffectInput {
  @Field(() => ID, { description: 'The active registration it rests on.' })
  registration!: string;

  @Field(() => ID, { description: 'The open vacancy.' })
  vacancy!: string;

  @Field(() => ID, { nullable: true, description: 'Places (名额) of which one is held for the person until a week after the counterfoil is due.' })
  quota?: string;
}

@InputType({ description: 'Why a seeker declines.' })
class ReferralRefuseInput extends EffectInput {
  @Words(1, 200)
  @Field(() => String, { description: 'The reason in words.' })
  reason!: string;

  @Field(() => Boolean, {
    defaultValue: false,
    description: 'Whether the reason is good cause; repeated refusals without cause matter to assistance.',
  })
  withCause: boolean = false;
}

@InputType({ description: 'An interview.' })
class ReferralInterviewInput extends EffectInput {
  @Field(() => LocalDate, { description: 'Day of the interview, from that of the letter to today.' })
  on!: string;
}

@InputType({ description: 'Why it ended without a hire.' })
class ReferralEndInput extends EffectInput {
  @Words(1, 200)
  @Field(() => String, { description: 'The reason in words.' })
  reason!: string;
}

const ReferralConnection = connectionOf(Referral);
const ReferralIssuePayload = payloadOf('ReferralIssue', { referral: Referral });
const ReferralAcceptPayload = payloadOf('ReferralAccept', { referral: Referral });
const ReferralRefusePayload = payloadOf('ReferralRefuse', { referral: Referral });
const ReferralInterviewPayload = payloadOf('ReferralInterview', { referral: Referral });
const ReferralNotHirePayload = payloadOf('ReferralNotHire', { referral: Referral });
const ReferralNoShowPayload = payloadOf('ReferralNoShow', { referral: Referral });

const move = <I extends EffectInput>(context: Context, info: GraphQLResolveInfo, id: string, input: I, outcome: Outcome): Promise<object> =>
  mutate(context, info, { referral: 'Referral' }, { id, input }, async (em) => ({
    referral: (await moveReferral(em, context.viewer, id, outcome)).id,
  }));

@Resolver(() => Referral)
export class ReferralResolver {
  @Cost({ kind: 'lookUp' })
  @Query(() => Referral, { nullable: true, description: 'A referral by id, or null when there is none in your sight. Those concerned.' })
  referral(
    @Arg('id', () => ID, { description: 'Its id.' }) id: string,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object | null> {
    return context.one('Referral', hasId('t.id', id), info);
  }

  @Query(() => ReferralConnection, { description: 'Referrals in your sight, newest first. Those concerned.' })
  referrals(
    @Arg('filter', () => ReferralFilter, { nullable: true, description: 'Which.' }) filter: ReferralFilter | undefined,
    @Arg('first', () => Int, { defaultValue: 20, description: 'Rows on a page, up to 100.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'Cursor of the row before.' }) after: string | undefined,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Connection<object>> {
    const { state, vacancy, seeker, institution, number } = filter ?? {};
    const where = all([
      institution !== undefined && sql`t.institution_id::text = ${institution}`,
      number !== undefined && sql`t.number = ${number.trim().toUpperCase()}`,
      state !== undefined && sql`t.state = ${state}`,
      vacancy !== undefined && hasId('t.vacancy_id', vacancy),
      seeker !== undefined && hasId('t.seeker_id', seeker),
    ]);
    return page(context, info, {
      entity: 'Referral',
      where,
      order: { name: 'newest', by: 't.created_at', type: 'timestamptz', direction: 'desc' },
      first,
      after,
    });
  }

  @Cost({ weight: 10 })
  @FieldResolver(() => String, {
    nullable: true,
    description: 'The letter with its counterfoil as an HTML page to print; null when the person is out of your sight.',
  })
  async letter(@Root() referral: Referral, @Ctx() context: Context): Promise<string | null> {
    const facts = await letterFacts(context).load(referral.id);
    return facts && letterPage(facts);
  }

  @Mutation(() => ReferralIssuePayload, {
    description:
      'Puts a registered seeker forward for an open vacancy, and holds a place for them if told of which quota. Offices and intermediaries, for registrations they received. Refuses NOT_FOUND, EXPIRED, NOT_ELIGIBLE (the hard rules that stand against it; places for another origin, region or trade, or of an agreement not in force), QUOTA_EXHAUSTED with how many are left, ALREADY_EXISTS (open referral). UNAVAILABLE: many want these places; ask again with the same key.',
  })
  referralIssue(
    @Arg('input', () => ReferralIssueInput, { description: 'Who and what.' }) input: ReferralIssueInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, { referral: 'Referral' }, { input }, async (em) => ({
      referral: (await issueReferral(em, context.viewer, input)).id,
    }));
  }

  @Mutation(() => ReferralAcceptPayload, {
    description: 'The seeker will go. The seeker, or the issuer for them. Refuses NOT_FOUND, ILLEGAL_TRANSITION.',
  })
  referralAccept(
    @Arg('id', () => ID, { description: 'Which referral.' }) id: string,
    @Arg('input', () => StepInput, { description: 'The key of the step.' }) input: StepInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return move(context, info, id, input, { state: 'ACCEPTED', by: ['ISSUER', 'SEEKER'] });
  }

  @Mutation(() => ReferralRefusePayload, {
    description: 'The seeker declines. The seeker, or the issuer for them. Refuses NOT_FOUND, ILLEGAL_TRANSITION.',
  })
  referralRefuse(
    @Arg('id', () => ID, { description: 'Which referral.' }) id: string,
    @Arg('input', () => ReferralRefuseInput, { description: 'Why.' }) input: ReferralRefuseInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return move(context, info, id, input, { state: 'REFUSED', by: ['ISSUER', 'SEEKER'], reason: input.reason, withCause: input.withCause });
  }

  @Mutation(() => ReferralInterviewPayload, {
    description: 'An interview took place. The recruiter, or the issuer. Refuses NOT_FOUND, INVALID (day), ILLEGAL_TRANSITION.',
  })
  referralInterview(
    @Arg('id', () => ID, { description: 'Which referral.' }) id: string,
    @Arg('input', () => ReferralInterviewInput, { description: 'When.' }) input: ReferralInterviewInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return move(context, info, id, input, { state: 'INTERVIEWED', by: ['ISSUER', 'EMPLOYER'], interviewOn: input.on });
  }

  @Mutation(() => ReferralNotHirePayload, {
    description: 'The employer does not hire. The recruiter, or the issuer. Refuses NOT_FOUND, ILLEGAL_TRANSITION.',
  })
  referralNotHire(
    @Arg('id', () => ID, { description: 'Which referral.' }) id: string,
    @Arg('input', () => ReferralEndInput, { description: 'Why.' }) input: ReferralEndInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return move(context, info, id, input, { state: 'NOT_HIRED', by: ['ISSUER', 'EMPLOYER'], reason: input.reason });
  }

  @Mutation(() => ReferralNoShowPayload, {
    description: 'The seeker did not come. The recruiter, or the issuer. Refuses NOT_FOUND, ILLEGAL_TRANSITION.',
  })
  referralNoShow(
    @Arg('id', () => ID, { description: 'Which referral.' }) id: string,
    @Arg('input', () => StepInput, { description: 'The key of the step.' }) input: StepInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return move(context, info, id, input, { state: 'NO_SHOW', by: ['ISSUER', 'EMPLOYER'] });
  }
}

@Resolver(() => Vacancy)
export class VacancyReferralResolver {
  @Reads('referralCount')
  @Cost({ weight: 1 })
  @FieldResolver(() => Int, { description: 'Referrals to it in your sight.' })
  referralCount(@Root() { referralCount }: { referralCount: number }): number {
    return referralCount;
  }
}

@Resolver(() => Reservation)
export class ReservationReferralResolver {
  @FieldResolver(() => Referral, { nullable: true, description: 'The referral that holds it; null when another does, or out of your sight.' })
  async referral(@Root() { id }: Reservation, @Ctx() context: Context, @Info() info: GraphQLResolveInfo): Promise<object | null> {
    return (await context.ofEach('Referral', HOLDER, id, info))[0] ?? null;
  }
}
