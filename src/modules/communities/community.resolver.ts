import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, FieldResolver, ID, Info, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { all, hasId, raw, sql } from '../../platform/database/sql.js';
import { type Connection, connectionOf, page } from '../../platform/graphql/connection.js';
import { Context } from '../../platform/graphql/context.js';
import { Cost } from '../../platform/graphql/cost.js';
import { mutate, payloadOf, StepInput } from '../../platform/graphql/mutation.js';
import { ownRegion } from '../placements/progress.resolver.js';
import { places, regionByCode } from '../regions/region.queries.js';
import { ReasonInput } from '../vacancies/vacancy.inputs.js';
import {
  CertificationCriterionSetInput,
  FullEmploymentReviewInput,
  FullEmploymentSelfAssessInput,
  FullEmploymentStartInput,
} from './community.inputs.js';
import { areasOf, authorOf, coverageOf, criteriaOf } from './community.queries.js';
import { rejectCommunity, reviewCommunity, revokeCommunity, selfAssess, setCriterion, startCommunity } from './community.service.js';
import {
  CertificationCriterion,
  CommunityState,
  CommunityStep,
  CriterionResult,
  FullEmploymentArea,
  FullEmploymentCommunity,
  GrassrootsCoverage,
} from './community.js';

const CommunityConnection = connectionOf(FullEmploymentCommunity);
const CriterionConnection = connectionOf(CertificationCriterion);
const payload = (step: string): ReturnType<typeof payloadOf> => payloadOf(`FullEmployment${step}`, { community: FullEmploymentCommunity });
const StartPayload = payload('Start');
const SelfAssessPayload = payload('SelfAssess');
const ReviewPayload = payload('Review');
const RecognisePayload = payload('Recognise');
const SpotCheckPayload = payload('SpotCheck');
const CertifyPayload = payload('Certify');
const RejectPayload = payload('Reject');
const RevokePayload = payload('Revoke');
const CriterionPayload = payloadOf('CertificationCriterionSet', { criterion: CertificationCriterion });
const changed = { community: 'FullEmploymentCommunity' };
const NEWEST = { name: 'newest', by: 't.created_at', type: 'timestamptz', direction: 'desc' } as const;

@Resolver(() => FullEmploymentCommunity)
export class CommunityResolver {
  @Query(() => FullEmploymentCommunity, {
    nullable: true,
    description:
      'A community on its way to full employment by id, or null when there is none in your sight. Offices of its division and above, auditors.',
  })
  fullEmploymentCommunity(
    @Arg('id', () => ID, { description: 'Its id.' }) id: string,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object | null> {
    return context.one('FullEmploymentCommunity', hasId('t.id', id), info);
  }

  @Query(() => CommunityConnection, { description: 'Communities that started, in your sight, newest first. Offices, auditors.' })
  fullEmploymentCommunities(
    @Arg('state', () => CommunityState, { nullable: true, description: 'Only in this state.' }) state: CommunityState | undefined,
    @Arg('region', () => String, { nullable: true, description: 'Only of this division and below: code or name.' }) region: string | undefined,
    @Arg('first', () => Int, { defaultValue: 20, description: 'Rows on a page, up to 100.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'Cursor of the row before.' }) after: string | undefined,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Connection<object>> {
    const where = all([state !== undefined && sql`t.state = ${state}`, region !== undefined && places.within('t.path', regionByCode(region).path)]);
    return page(context, info, { entity: 'FullEmploymentCommunity', where, order: NEWEST, first, after });
  }

  @Query(() => CriterionConnection, { description: 'What communities have to meet, newest row first. Offices, auditors.' })
  certificationCriteria(
    @Arg('first', () => Int, { defaultValue: 20, description: 'Rows on a page, up to 100.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'Cursor of the row before.' }) after: string | undefined,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Connection<object>> {
    return page(context, info, { entity: 'CertificationCriterion', where: raw('true'), order: NEWEST, first, after });
  }

  @Cost({ atMost: 3, weight: 200 })
  @Query(() => [FullEmploymentArea], {
    description:
      'Communities of a division by the areas of notice 37/2007: how many started and are certified, against the goals of 2012 and 2020. Offices for their division, auditors. BAD_USER_INPUT for another division.',
  })
  fullEmploymentProgress(
    @Arg('region', () => String, { description: 'Code or name of the division.' }) region: string,
    @Ctx() context: Context,
  ): Promise<FullEmploymentArea[]> {
    return areasOf(context, ownRegion(context, region));
  }

  @Cost({ weight: 100 })
  @Query(() => GrassrootsCoverage, {
    description: 'How many townships and communities of a division have a social-security work institution. Offices for their division, auditors.',
  })
  grassrootsCoverage(
    @Arg('region', () => String, { description: 'Code or name of the division.' }) region: string,
    @Ctx() context: Context,
  ): Promise<GrassrootsCoverage> {
    return coverageOf(context, ownRegion(context, region));
  }

  @Cost({ atMost: 20 })
  @FieldResolver(() => [CriterionResult], { description: 'What it has to meet, as it is measured now; by code.' })
  criteria(@Root() community: FullEmploymentCommunity, @Ctx() context: Context): Promise<CriterionResult[]> {
    return criteriaOf(context).load(community.id);
  }

  @Cost({ atMost: 30 })
  @FieldResolver(() => [CommunityStep], { description: 'Its steps, latest first, up to 30.' })
  steps(@Root() community: FullEmploymentCommunity, @Ctx() context: Context, @Info() info: GraphQLResolveInfo): Promise<object[]> {
    return context.ofEach('CommunityStep', { on: 't.community_id = p.id', order: 't.created_at desc, t.id desc', atMost: 30 }, community.id, info);
  }

  @Mutation(() => StartPayload, {
    description:
      'A community starts to create full employment. Offices of its street or county. Refuses NOT_FOUND, INVALID (no community), NOT_ELIGIBLE (level), ALREADY_EXISTS.',
  })
  fullEmploymentStart(
    @Arg('input', () => FullEmploymentStartInput, { description: 'Which community.' }) input: FullEmploymentStartInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { input }, async (em) => ({ community: (await startCommunity(em, context.viewer, input.community)).id }));
  }

  @Mutation(() => SelfAssessPayload, {
    description:
      'The community counts its workforce and assesses itself; also yearly when certified. Its own office, another person than the step before. Refuses NOT_FOUND, NOT_ELIGIBLE, INVALID (or fewer without work than are registered as unemployed there), ILLEGAL_TRANSITION.',
  })
  fullEmploymentSelfAssess(
    @Arg('id', () => ID, { description: 'Which.' }) id: string,
    @Arg('input', () => FullEmploymentSelfAssessInput, { description: 'The figures.' }) input: FullEmploymentSelfAssessInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({ community: (await selfAssess(em, context.viewer, id, input)).id }));
  }

  @Mutation(() => ReviewPayload, {
    description:
      'The street or town reviews. Refuses NOT_FOUND, NOT_ELIGIBLE (level, same person, a criterion is not met, veto), ILLEGAL_TRANSITION.',
  })
  fullEmploymentReview(
    @Arg('id', () => ID, { description: 'Which.' }) id: string,
    @Arg('input', () => FullEmploymentReviewInput, { description: 'The finding.' }) input: FullEmploymentReviewInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    const { viewer, platform } = context;
    return mutate(context, info, changed, { id, input }, async (em) => ({
      community: (await reviewCommunity(em, viewer, platform.indicators, id, 'STREET_REVIEWED', input.finding)).id,
    }));
  }

  @Mutation(() => RecognisePayload, {
    description: 'The county recognises. Refuses NOT_FOUND, NOT_ELIGIBLE (level, same person, a criterion is not met, veto), ILLEGAL_TRANSITION.',
  })
  fullEmploymentRecognise(
    @Arg('id', () => ID, { description: 'Which.' }) id: string,
    @Arg('input', () => FullEmploymentReviewInput, { description: 'The finding.' }) input: FullEmploymentReviewInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    const { viewer, platform } = context;
    return mutate(context, info, changed, { id, input }, async (em) => ({
      community: (await reviewCommunity(em, viewer, platform.indicators, id, 'COUNTY_CERTIFIED', input.finding)).id,
    }));
  }

  @Mutation(() => SpotCheckPayload, {
    description:
      'The city spot-checked a recognised community and found it right; one found wrong is rejected. Refuses NOT_FOUND, NOT_ELIGIBLE (level, a criterion is not met, veto), ILLEGAL_TRANSITION.',
  })
  fullEmploymentSpotCheck(
    @Arg('id', () => ID, { description: 'Which.' }) id: string,
    @Arg('input', () => FullEmploymentReviewInput, { description: 'The finding.' }) input: FullEmploymentReviewInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    const { viewer, platform } = context;
    return mutate(context, info, changed, { id, input }, async (em) => ({
      community: (await reviewCommunity(em, viewer, platform.indicators, id, 'SPOT_CHECKED', input.finding)).id,
    }));
  }

  @Mutation(() => CertifyPayload, {
    description:
      'The city certifies for a year; a community that was not spot-checked needs enough spot checks in its county. Another person than the step before. Refuses NOT_FOUND, NOT_ELIGIBLE (level, same person, a criterion is not met, veto), ILLEGAL_TRANSITION.',
  })
  fullEmploymentCertify(
    @Arg('id', () => ID, { description: 'Which.' }) id: string,
    @Arg('input', () => StepInput, { description: 'The key of the step.' }) input: StepInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    const { viewer, platform } = context;
    return mutate(context, info, changed, { id, input }, async (em) => ({
      community: (await reviewCommunity(em, viewer, platform.indicators, id, 'CERTIFIED')).id,
    }));
  }

  @Mutation(() => RejectPayload, {
    description:
      'Sends back what waits for a review. The level that it waits for. Refuses NOT_FOUND, NOT_ELIGIBLE (level, same person), ILLEGAL_TRANSITION.',
  })
  fullEmploymentReject(
    @Arg('id', () => ID, { description: 'Which.' }) id: string,
    @Arg('input', () => ReasonInput, { description: 'Why.' }) input: ReasonInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({
      community: (await rejectCommunity(em, context.viewer, id, input.reason)).id,
    }));
  }

  @Mutation(() => RevokePayload, {
    description:
      'Takes a certification back. The county or the city, another person than who certified. Refuses NOT_FOUND, NOT_ELIGIBLE, ILLEGAL_TRANSITION.',
  })
  fullEmploymentRevoke(
    @Arg('id', () => ID, { description: 'Which.' }) id: string,
    @Arg('input', () => ReasonInput, { description: 'Why.' }) input: ReasonInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({
      community: (await revokeCommunity(em, context.viewer, id, input.reason)).id,
    }));
  }

  @Mutation(() => CriterionPayload, {
    description:
      'Sets what communities have to meet from a day on. Offices of the city. Refuses NOT_ELIGIBLE (level), INVALID (unknown indicator, bound), ALREADY_EXISTS (that day).',
  })
  certificationCriterionSet(
    @Arg('input', () => CertificationCriterionSetInput, { description: 'The criterion.' }) input: CertificationCriterionSetInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    const { viewer, platform } = context;
    return mutate(context, info, { criterion: 'CertificationCriterion' }, { input }, async (em) => ({
      criterion: (await setCriterion(em, viewer, platform.indicators, input)).id,
    }));
  }
}

@Resolver(() => CommunityStep)
export class CommunityStepResolver {
  @FieldResolver(() => String, { nullable: true, description: 'The account that took it; null where it came by itself.' })
  by(@Root() one: CommunityStep, @Ctx() context: Context): Promise<string | null> {
    return authorOf(context).load(one.id);
  }
}
