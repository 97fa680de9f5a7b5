import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, FieldResolver, ID, Info, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { all, sql } from '../../platform/database/sql.js';
import { Reads } from '../../platform/database/selection.js';
import { type Connection, connectionOf, page } from '../../platform/graphql/connection.js';
import { Context } from '../../platform/graphql/context.js';
import { Cost } from '../../platform/graphql/cost.js';
import { mutate, payloadOf, StepInput } from '../../platform/graphql/mutation.js';
import { LocalDate } from '../../platform/graphql/scalars.js';
import { places, regionByCode } from '../regions/region.queries.js';
import { ReasonInput } from '../vacancies/vacancy.inputs.js';
import { CaseStep } from './case-step.js';
import { MoneyEntry } from './ledger.js';
import { SubsidyApplyInput, SubsidyApproveInput, SubsidyFilter } from './policy.inputs.js';
import { noticesIn, stepAuthorOf, SubsidyNotice, PolicyTotals, totalsOf } from './policy.queries.js';
import { applySubsidy, approveSubsidy, paySubsidy, publiciseSubsidy, recoverSubsidy, rejectSubsidy, verifySubsidy } from './subsidy.service.js';
import { SubsidyClaim, SubsidyMonth, SubsidySpell } from './subsidy.js';

const SubsidyClaimConnection = connectionOf(SubsidyClaim);
const claimPayload = (step: string) => payloadOf(`Subsidy${step}`, { claim: SubsidyClaim });
const SubsidyApplyPayload = claimPayload('Apply');
const SubsidyVerifyPayload = claimPayload('Verify');
const SubsidyPublicisePayload = claimPayload('Publicise');
const SubsidyApprovePayload = claimPayload('Approve');
const SubsidyPayPayload = claimPayload('Pay');
const SubsidyRejectPayload = claimPayload('Reject');
const SubsidyRecoverPayload = claimPayload('Recover');
const changed = { claim: 'SubsidyClaim' };

@Resolver(() => SubsidyClaim)
export class SubsidyResolver {
  @Query(() => SubsidyClaim, { nullable: true, description: 'A claim by id, or null when there is none in your sight. Those concerned.' })
  subsidyClaim(
    @Arg('id', () => ID, { description: 'Its id.' }) id: string,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object | null> {
    return context.one('SubsidyClaim', sql`t.id::text = ${id}`, info);
  }

  @Query(() => SubsidyClaimConnection, {
    description: 'Claims in your sight, newest first. Offices, recruiters (their employers’), the flexible worker, auditors.',
  })
  subsidyClaims(
    @Arg('filter', () => SubsidyFilter, { nullable: true, description: 'Which.' }) filter: SubsidyFilter | undefined,
    @Arg('first', () => Int, { defaultValue: 20, description: 'Rows on a page, up to 100.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'Cursor of the row before.' }) after: string | undefined,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Connection<object>> {
    const order = { name: 'newest', by: 't.created_at', type: 'timestamptz', direction: 'desc' } as const;
    return page(context, info, { entity: 'SubsidyClaim', where: claimsWhere(filter), order, first, after });
  }

  @Cost({ atMost: 100 })
  @Query(() => [SubsidyNotice], {
    description:
      'Claims that are shown publicly today (公示), the last to end first, up to 100: name of the employer, masked names of people and the place, and nothing once the notice is over. Everyone may ask.',
  })
  subsidyNotices(
    @Arg('region', () => String, { description: 'Code or name of the division.' }) region: string,
    @Ctx() context: Context,
  ): Promise<SubsidyNotice[]> {
    return noticesIn(context, regionByCode(region).path);
  }

  @Cost({ weight: 100 })
  @Query(() => PolicyTotals, {
    description:
      'What was relieved and paid in a window, both days included, in your sight: computed from reliefs and the ledger. Offices and auditors.',
  })
  policyTotals(
    @Arg('region', () => String, { description: 'Code or name of the division.' }) region: string,
    @Arg('from', () => LocalDate, { description: 'First day.' }) from: string,
    @Arg('until', () => LocalDate, { description: 'Last day.' }) until: string,
    @Ctx() context: Context,
  ): Promise<PolicyTotals> {
    return totalsOf(context, regionByCode(region).path, from, until);
  }

  @Cost({ atMost: 150 })
  @FieldResolver(() => [SubsidyMonth], { description: 'Its months in your sight, by month; up to 150.' })
  @Reads()
  months(@Root() claim: SubsidyClaim, @Ctx() context: Context, @Info() info: GraphQLResolveInfo): Promise<object[]> {
    return context.ofEach('SubsidyMonth', { on: 't.claim_id = p.id', order: 't.month, t.id', atMost: 150 }, claim.id, info);
  }

  @Cost({ atMost: 20 })
  @FieldResolver(() => [CaseStep], { description: 'Its steps, first to last.' })
  @Reads()
  steps(@Root() claim: SubsidyClaim, @Ctx() context: Context, @Info() info: GraphQLResolveInfo): Promise<object[]> {
    return context.ofEach('CaseStep', { on: 't.case_id = p.id', order: 't.id', atMost: 20 }, claim.id, info);
  }

  @Cost({ atMost: 20 })
  @FieldResolver(() => [MoneyEntry], { description: 'Its money in the ledger, in order.' })
  @Reads()
  entries(@Root() claim: SubsidyClaim, @Ctx() context: Context, @Info() info: GraphQLResolveInfo): Promise<object[]> {
    return context.ofEach('MoneyEntry', { on: 't.case_id = p.id', order: 't.id', atMost: 20 }, claim.id, info);
  }

  @Mutation(() => SubsidyApplyPayload, {
    description:
      'Asks for a subsidy for a quarter that is over; each month is judged by the decision table and priced by the rates of that month. The recruiter for their employers (people whose confirmed work lasted into the month), the flexible worker, an office that receives it. Refuses NOT_FOUND, INVALID, NOT_ELIGIBLE (rules, missing evidence, a rate not on file), ALREADY_EXISTS (the month is taken).',
  })
  subsidyApply(
    @Arg('input', () => SubsidyApplyInput, { description: 'The claim.' }) input: SubsidyApplyInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { input }, async (em) => ({ claim: (await applySubsidy(em, context.viewer, input)).id }));
  }

  @Mutation(() => SubsidyVerifyPayload, {
    description:
      'Contracts, wages and insurance were checked. Offices of the street or county, another person than who applied. Refuses NOT_FOUND, NOT_ELIGIBLE (level, the same person), ILLEGAL_TRANSITION.',
  })
  subsidyVerify(
    @Arg('id', () => ID, { description: 'Which claim.' }) id: string,
    @Arg('input', () => StepInput, { description: 'The key of the step.' }) input: StepInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({ claim: (await verifySubsidy(em, context.viewer, id)).id }));
  }

  @Mutation(() => SubsidyPublicisePayload, {
    description:
      'Shows the claim publicly from today. Offices of the street or county, another person than who verified. Refuses NOT_FOUND, NOT_ELIGIBLE (level, the same person, no notice period on file), ILLEGAL_TRANSITION.',
  })
  subsidyPublicise(
    @Arg('id', () => ID, { description: 'Which claim.' }) id: string,
    @Arg('input', () => StepInput, { description: 'The key of the step.' }) input: StepInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({ claim: (await publiciseSubsidy(em, context.viewer, id)).id }));
  }

  @Mutation(() => SubsidyApprovePayload, {
    description:
      'Approves a claim whose notice is over; its months are counted: 36 for a person, or until retirement where that was near at the first approval, twice at most. Offices of the county, another person than who showed it. Refuses NOT_FOUND, NOT_ELIGIBLE (level, the same person, notice, months used up), CONFLICT, ILLEGAL_TRANSITION.',
  })
  subsidyApprove(
    @Arg('id', () => ID, { description: 'Which claim.' }) id: string,
    @Arg('input', () => SubsidyApproveInput, { description: 'Whom once more.' }) input: SubsidyApproveInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({
      claim: (await approveSubsidy(em, context.viewer, id, input.again)).id,
    }));
  }

  @Mutation(() => SubsidyPayPayload, {
    description:
      'Pays an approved claim out of the county’s employment funds. Offices of the county, another person than who approved. Refuses NOT_FOUND, NOT_ELIGIBLE (level, the same person), ILLEGAL_TRANSITION.',
  })
  subsidyPay(
    @Arg('id', () => ID, { description: 'Which claim.' }) id: string,
    @Arg('input', () => StepInput, { description: 'The key of the step.' }) input: StepInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({ claim: (await paySubsidy(em, context.viewer, id)).id }));
  }

  @Mutation(() => SubsidyRejectPayload, {
    description:
      'Refuses a claim that is not yet approved; its months are free again. Offices of the street or county, another person than who took the last step. Refuses NOT_FOUND, INVALID, NOT_ELIGIBLE (level, the same person), ILLEGAL_TRANSITION.',
  })
  subsidyReject(
    @Arg('id', () => ID, { description: 'Which claim.' }) id: string,
    @Arg('input', () => ReasonInput, { description: 'Why.' }) input: ReasonInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({
      claim: (await rejectSubsidy(em, context.viewer, id, input.reason)).id,
    }));
  }

  @Mutation(() => SubsidyRecoverPayload, {
    description:
      'Takes back what was paid by fraud or error; its months count for nothing. Offices of the county or city, another person than who paid. Refuses NOT_FOUND, INVALID, NOT_ELIGIBLE (level, the same person), ILLEGAL_TRANSITION.',
  })
  subsidyRecover(
    @Arg('id', () => ID, { description: 'Which claim.' }) id: string,
    @Arg('input', () => ReasonInput, { description: 'Why.' }) input: ReasonInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({
      claim: (await recoverSubsidy(em, context.viewer, id, input.reason)).id,
    }));
  }
}

/** Which claims a filter means. */
export const claimsWhere = (filter: SubsidyFilter = {}) =>
  all([
    filter.kind !== undefined && sql`t.kind = ${filter.kind}`,
    filter.state !== undefined && sql`t.state = ${filter.state}`,
    filter.region !== undefined && places.within('t.institution_path', regionByCode(filter.region).path),
    filter.quarterOn !== undefined && sql`t.quarter_on = ${filter.quarterOn}::date`,
  ]);

@Resolver(() => CaseStep)
export class CaseStepResolver {
  @Reads()
  @Cost({ weight: 1 })
  @FieldResolver(() => String, { nullable: true, description: 'Name of the account that took it; null for what came by itself.' })
  by(@Root() step: CaseStep, @Ctx() context: Context): Promise<string | null> {
    return stepAuthorOf(context).load(step.id);
  }
}

@Resolver(() => SubsidyMonth)
export class SubsidyMonthResolver {
  @Reads('seeker', 'kind')
  @Cost({ atMost: 2 })
  @FieldResolver(() => [SubsidySpell], { description: 'The person’s spells of that kind, in your sight: months used of how many.' })
  spells(
    @Root() month: { seeker: { id: string } | null; kind: string; id: string },
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object[]> {
    const list = {
      on: 'exists (select from subsidy_month m where m.id = p.id and m.seeker_id = t.seeker_id and m.kind = t.kind)',
      order: 't.number',
      atMost: 2,
    };
    return context.ofEach('SubsidySpell', list, month.id, info);
  }
}
