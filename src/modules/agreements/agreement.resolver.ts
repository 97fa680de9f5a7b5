import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, FieldResolver, ID, Info, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { all, sql } from '../../platform/database/sql.js';
import { type Connection, connectionOf, page } from '../../platform/graphql/connection.js';
import { Context } from '../../platform/graphql/context.js';
import { Cost } from '../../platform/graphql/cost.js';
import { type EffectInput, mutate, payloadOf, StepInput } from '../../platform/graphql/mutation.js';
import { places, regionByCode } from '../regions/region.queries.js';
import { ReasonInput } from '../vacancies/vacancy.inputs.js';
import { Agreement, AgreementParty, AgreementState } from './agreement.js';
import { AgreementAmendInput, AgreementDraftInput, AgreementSignInput } from './agreement.inputs.js';
import { amendAgreement, draftAgreement, moveAgreement, type Move } from './agreement.service.js';

const AgreementConnection = connectionOf(Agreement);
const AgreementDraftPayload = payloadOf('AgreementDraft', { agreement: Agreement });
const AgreementAmendPayload = payloadOf('AgreementAmend', { agreement: Agreement });
const AgreementSignPayload = payloadOf('AgreementSign', { agreement: Agreement });
const AgreementActivatePayload = payloadOf('AgreementActivate', { agreement: Agreement });
const AgreementCompletePayload = payloadOf('AgreementComplete', { agreement: Agreement });
const AgreementTerminatePayload = payloadOf('AgreementTerminate', { agreement: Agreement });
const changed = { agreement: 'Agreement' };

const move = <I extends EffectInput>(context: Context, info: GraphQLResolveInfo, id: string, input: I, step: Move): Promise<object> =>
  mutate(context, info, changed, { id, input }, async (em) => ({ agreement: (await moveAgreement(em, context.viewer, id, step)).id }));

@Resolver(() => Agreement)
export class AgreementResolver {
  @Query(() => Agreement, {
    nullable: true,
    description:
      'An agreement by id, or null when there is none in your sight. Offices of either side, parties, recruiters of the receiving region, auditors.',
  })
  agreement(
    @Arg('id', () => ID, { description: 'Its id.' }) id: string,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object | null> {
    return context.one('Agreement', sql`t.id::text = ${id}`, info);
  }

  @Query(() => AgreementConnection, {
    description: 'Agreements in your sight, newest first. Offices of either side, parties, recruiters of the receiving region, auditors.',
  })
  agreements(
    @Arg('state', () => AgreementState, { nullable: true, description: 'Only in this state.' }) state: AgreementState | undefined,
    @Arg('sending', () => String, { nullable: true, description: 'Code or name of a division that the sending county lies in.' }) sending:
      | string
      | undefined,
    @Arg('receiving', () => String, { nullable: true, description: 'Code or name of a division that the receiving region lies in.' }) receiving:
      | string
      | undefined,
    @Arg('first', () => Int, { defaultValue: 20, description: 'Rows on a page, up to 100.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'Cursor of the row before.' }) after: string | undefined,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Connection<object>> {
    const where = all([
      state !== undefined && sql`t.state = ${state}`,
      sending !== undefined && places.within('t.sending_path', regionByCode(sending).path),
      receiving !== undefined && places.within('t.receiving_path', regionByCode(receiving).path),
    ]);
    const order = { name: 'newest', by: 't.created_at', type: 'timestamptz', direction: 'desc' } as const;
    return page(context, info, { entity: 'Agreement', where, order, first, after });
  }

  @Cost({ atMost: 20 })
  @FieldResolver(() => [AgreementParty], { description: 'Who takes part: the sending side, the receiving side, windows; up to 20.' })
  parties(@Root() agreement: Agreement, @Ctx() context: Context, @Info() info: GraphQLResolveInfo): Promise<object[]> {
    return context.ofEach('AgreementParty', { on: 't.agreement_id = p.id', order: 't.role, t.id', atMost: 20 }, agreement.id, info);
  }

  @Mutation(() => AgreementDraftPayload, {
    description:
      'Begins to negotiate an agreement. Offices, for counties of their division. Refuses INVALID with the field, NOT_FOUND (county outside, unknown institution).',
  })
  agreementDraft(
    @Arg('input', () => AgreementDraftInput, { description: 'Its text.' }) input: AgreementDraftInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { input }, async (em) => ({ agreement: (await draftAgreement(em, context.viewer, input)).id }));
  }

  @Mutation(() => AgreementAmendPayload, {
    description:
      'Replaces the text of an agreement that is still negotiated. Offices, for counties of their division. Refuses NOT_FOUND, ILLEGAL_TRANSITION (signed), INVALID.',
  })
  agreementAmend(
    @Arg('id', () => ID, { description: 'Which agreement.' }) id: string,
    @Arg('input', () => AgreementAmendInput, { description: 'Its text.' }) input: AgreementAmendInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({ agreement: (await amendAgreement(em, context.viewer, id, input)).id }));
  }

  @Mutation(() => AgreementSignPayload, {
    description:
      'The agreement is signed. Offices, for counties of their division. Refuses NOT_FOUND, ILLEGAL_TRANSITION, NOT_ELIGIBLE (a side is missing), INVALID (day in the future, or before 2000).',
  })
  agreementSign(
    @Arg('id', () => ID, { description: 'Which agreement.' }) id: string,
    @Arg('input', () => AgreementSignInput, { description: 'When.' }) input: AgreementSignInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return move(context, info, id, input, { state: 'SIGNED', signedOn: input.on });
  }

  @Mutation(() => AgreementActivatePayload, {
    description:
      'The agreement comes into force: its places may be reserved. Offices, for counties of their division. Refuses NOT_FOUND, ILLEGAL_TRANSITION, NOT_ELIGIBLE (today is outside its days).',
  })
  agreementActivate(
    @Arg('id', () => ID, { description: 'Which agreement.' }) id: string,
    @Arg('input', () => StepInput, { description: 'The key of the step.' }) input: StepInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return move(context, info, id, input, { state: 'ACTIVE' });
  }

  @Mutation(() => AgreementCompletePayload, {
    description:
      'Ends an agreement as agreed, before its last day; past that it ends by itself. Offices, for counties of their division. Refuses NOT_FOUND, ILLEGAL_TRANSITION.',
  })
  agreementComplete(
    @Arg('id', () => ID, { description: 'Which agreement.' }) id: string,
    @Arg('input', () => ReasonInput, { description: 'Why.' }) input: ReasonInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return move(context, info, id, input, { state: 'COMPLETED', reason: input.reason });
  }

  @Mutation(() => AgreementTerminatePayload, {
    description: 'Breaks an agreement off. Offices, for counties of their division. Refuses NOT_FOUND, ILLEGAL_TRANSITION.',
  })
  agreementTerminate(
    @Arg('id', () => ID, { description: 'Which agreement.' }) id: string,
    @Arg('input', () => ReasonInput, { description: 'Why.' }) input: ReasonInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return move(context, info, id, input, { state: 'TERMINATED', reason: input.reason });
  }
}
