import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, ID, Info, Int, Mutation, Query, Resolver } from 'type-graphql';
import { all, sql } from '../../platform/database/sql.js';
import { type Connection, connectionOf, page } from '../../platform/graphql/connection.js';
import { Context } from '../../platform/graphql/context.js';
import { mutate, payloadOf, StepInput } from '../../platform/graphql/mutation.js';
import { places, regionByCode } from '../regions/region.queries.js';
import { ParticipantSelectInput } from './agency.inputs.js';
import { moveParticipant, selectParticipant } from './agency.service.js';
import { Participant, ParticipantKind, ParticipantState } from './participant.js';

const ParticipantConnection = connectionOf(Participant);
const ParticipantSelectPayload = payloadOf('ParticipantSelect', { participant: Participant });
const ParticipantTrainPayload = payloadOf('ParticipantTrain', { participant: Participant });
const ParticipantCertifyPayload = payloadOf('ParticipantCertify', { participant: Participant });
const ParticipantWithdrawPayload = payloadOf('ParticipantWithdraw', { participant: Participant });
const changed = { participant: 'Participant' };

const step = (context: Context, info: GraphQLResolveInfo, id: string, input: StepInput, to: ParticipantState): Promise<object> =>
  mutate(context, info, changed, { id, input }, async (em) => ({ participant: (await moveParticipant(em, context.viewer, id, to)).id }));

@Resolver(() => Participant)
export class ParticipantResolver {
  @Query(() => ParticipantConnection, {
    description: 'Participants of the "Two Thousands" programme in your sight, newest first. Offices, brokers (their own), auditors, the person.',
  })
  programmeParticipants(
    @Arg('kind', () => ParticipantKind, { nullable: true, description: 'Only of this thousand.' }) kind: ParticipantKind | undefined,
    @Arg('state', () => ParticipantState, { nullable: true, description: 'Only in this state.' }) state: ParticipantState | undefined,
    @Arg('region', () => String, { nullable: true, description: 'Code or name of the division whose subtree their county is in.' }) region:
      | string
      | undefined,
    @Arg('year', () => Int, { nullable: true, description: 'Only of this year.' }) year: number | undefined,
    @Arg('first', () => Int, { defaultValue: 20, description: 'Rows on a page, up to 100.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'Cursor of the row before.' }) after: string | undefined,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Connection<object>> {
    const where = all([
      kind !== undefined && sql`t.kind = ${kind}`,
      state !== undefined && sql`t.state = ${state}`,
      year !== undefined && sql`t.year = ${year}`,
      region !== undefined && places.within('t.county_path', regionByCode(region).path),
    ]);
    const order = { name: 'newest', by: 't.created_at', type: 'timestamptz', direction: 'desc' } as const;
    return page(context, info, { entity: 'Participant', where, order, first, after });
  }

  @Mutation(() => ParticipantSelectPayload, {
    description:
      'Selects a resident for the programme. Offices of the county. Refuses NOT_FOUND, NOT_ELIGIBLE (not a resettler; no brokerage), ALREADY_EXISTS.',
  })
  participantSelect(
    @Arg('input', () => ParticipantSelectInput, { description: 'Who, for which thousand.' }) input: ParticipantSelectInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { input }, async (em) => ({ participant: (await selectParticipant(em, context.viewer, input)).id }));
  }

  @Mutation(() => ParticipantTrainPayload, { description: 'The training has ended. Offices of the county. Refuses NOT_FOUND, ILLEGAL_TRANSITION.' })
  participantTrain(
    @Arg('id', () => ID, { description: 'Which participant.' }) id: string,
    @Arg('input', () => StepInput, { description: 'The key of the step.' }) input: StepInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return step(context, info, id, input, 'TRAINED');
  }

  @Mutation(() => ParticipantCertifyPayload, {
    description: 'Gives the certificate. Offices of the county. Refuses NOT_FOUND, ILLEGAL_TRANSITION (not trained).',
  })
  participantCertify(
    @Arg('id', () => ID, { description: 'Which participant.' }) id: string,
    @Arg('input', () => StepInput, { description: 'The key of the step.' }) input: StepInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return step(context, info, id, input, 'CERTIFIED');
  }

  @Mutation(() => ParticipantWithdrawPayload, {
    description: 'Takes a person out of the programme. Offices of the county. Refuses NOT_FOUND, ILLEGAL_TRANSITION.',
  })
  participantWithdraw(
    @Arg('id', () => ID, { description: 'Which participant.' }) id: string,
    @Arg('input', () => StepInput, { description: 'The key of the step.' }) input: StepInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return step(context, info, id, input, 'WITHDRAWN');
  }
}
