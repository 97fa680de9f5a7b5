import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, FieldResolver, ID, Info, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { all, raw, sql } from '../../platform/database/sql.js';
import { type Connection, connectionOf, page } from '../../platform/graphql/connection.js';
import { byKey, Context, perRequest } from '../../platform/graphql/context.js';
import { mutate, payloadOf, StepInput } from '../../platform/graphql/mutation.js';
import { Participant } from '../agencies/participant.js';
import { Claim, MULTIPLIER } from './claim.js';
import { claimBeneficiary, withdrawClaim } from './claim.service.js';
import { BeneficiaryClaimInput } from './placement.inputs.js';
import { STABLE_DAYS, stablePlacement } from './stable.js';

const ClaimConnection = connectionOf(Claim);
const BeneficiaryClaimPayload = payloadOf('BeneficiaryClaim', { claim: Claim });
const BeneficiaryWithdrawPayload = payloadOf('BeneficiaryWithdraw', { claim: Claim });
const changed = { claim: 'Claim' };

/** Another standing claim on the same person by another participant. */
const disputed = (alias: string): string => `claim_disputed(${alias}.seeker_id, ${alias}.participant_id)`;

const disputedOf = perRequest<string, boolean>((context) => async (ids) => {
  const rows = await context.reading.rows(
    sql`select c.id, c.withdrawn_on is null and ${raw(disputed('c'))} from beneficiary_claim c where c.id = any(${ids}::uuid[])`,
  );
  return byKey(ids, rows, false);
});

/** Of each participant: people claimed by nobody else whose confirmed work has lasted. */
const beneficiariesOf = perRequest<string, number>((context) => async (ids) => {
  const rows = await context.reading.rows(
    sql`select c.participant_id, count(*)::int from beneficiary_claim c
         where c.participant_id = any(${ids}::uuid[]) and c.withdrawn_on is null and not ${raw(disputed('c'))} and ${raw(stablePlacement('c.seeker_id'))} group by 1`,
  );
  return byKey(ids, rows, 0);
});

@Resolver(() => Claim)
export class ClaimResolver {
  @Query(() => ClaimConnection, {
    description: 'Claims in your sight, newest first. Offices, brokers (their own), auditors.',
  })
  beneficiaryClaims(
    @Arg('participant', () => ID, { nullable: true, description: 'Only of this participant.' }) participant: string | undefined,
    @Arg('disputed', () => Boolean, { defaultValue: false, description: 'Only persons whom two participants claim.' }) onlyDisputed: boolean,
    @Arg('first', () => Int, { defaultValue: 20, description: 'Rows on a page, up to 100.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'Cursor of the row before.' }) after: string | undefined,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Connection<object>> {
    const where = all([
      participant !== undefined && sql`t.participant_id::text = ${participant}`,
      onlyDisputed && raw(`t.withdrawn_on is null and ${disputed('t')}`),
    ]);
    const order = { name: 'newest', by: 't.created_at', type: 'timestamptz', direction: 'desc' } as const;
    return page(context, info, { entity: 'Claim', where, order, first, after });
  }

  @FieldResolver(() => Boolean, { description: 'Another participant claims the same person: counts for neither until one gives up.' })
  disputed(@Root() claim: Claim, @Ctx() context: Context): Promise<boolean> {
    return disputedOf(context).load(claim.id);
  }

  @Mutation(() => BeneficiaryClaimPayload, {
    description:
      'A certified participant claims to have brought somebody into work. The county’s offices, or the broker. Refuses NOT_FOUND, NOT_ELIGIBLE (not certified, oneself), ALREADY_EXISTS.',
  })
  beneficiaryClaim(
    @Arg('id', () => ID, { description: 'Which participant.' }) id: string,
    @Arg('input', () => BeneficiaryClaimInput, { description: 'Whom.' }) input: BeneficiaryClaimInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({
      claim: (await claimBeneficiary(em, context.viewer, id, input.seeker)).id,
    }));
  }

  @Mutation(() => BeneficiaryWithdrawPayload, {
    description: 'Gives a claim up. The county’s offices, or the broker. Refuses NOT_FOUND, ILLEGAL_TRANSITION.',
  })
  beneficiaryWithdraw(
    @Arg('id', () => ID, { description: 'Which claim.' }) id: string,
    @Arg('input', () => StepInput, { description: 'The key of the step.' }) input: StepInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({ claim: (await withdrawClaim(em, context.viewer, id)).id }));
  }
}

@Resolver(() => Participant)
export class ParticipantOutcomeResolver {
  @FieldResolver(() => Int, {
    description: `People brought into work: claimed by nobody else, confirmed, and at work for ${STABLE_DAYS} days.`,
  })
  beneficiaryCount(@Root() participant: Participant, @Ctx() context: Context): Promise<number> {
    return beneficiariesOf(context).load(participant.id);
  }

  @FieldResolver(() => Int, { description: 'How many are expected of each participant (1:20).' })
  beneficiaryTarget(): number {
    return MULTIPLIER;
  }
}
