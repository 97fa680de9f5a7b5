import type { GraphQLResolveInfo } from 'graphql';
import { ArrayMaxSize, Max, MaxLength, Min, ValidateNested } from 'class-validator';
import { Arg, Ctx, Field, FieldResolver, ID, Info, InputType, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { all, sql } from '../../platform/database/sql.js';
import { type Connection, connectionOf, page } from '../../platform/graphql/connection.js';
import { Context } from '../../platform/graphql/context.js';
import { Cost } from '../../platform/graphql/cost.js';
import { EffectInput, mutate, payloadOf, StepInput } from '../../platform/graphql/mutation.js';
import { Words } from '../../platform/graphql/words.js';
import { places, regionByCode } from '../regions/region.queries.js';
import { ReasonInput } from '../vacancies/vacancy.inputs.js';
import { authorOf, partsTargetOf } from './plan.queries.js';
import { allocatePlan, draftPlan, issuePlan, reopenPlan, revisePlan } from './plan.service.js';
import { DestinationKind, Plan, PlanRevision } from './plan.js';

@InputType({ description: 'A plan at the top.' })
class PlanDraftInput extends EffectInput {
  @Min(2000)
  @Max(2100)
  @Field(() => Int, { description: 'The year.' })
  year!: number;

  @MaxLength(60)
  @Field(() => String, { description: 'The municipality: code or name.' })
  region!: string;

  @Field(() => DestinationKind, { nullable: true, description: 'Where to; both kinds together unless given.' })
  destinationKind?: DestinationKind;

  @Field(() => Int, { description: 'Persons, up to a million.' })
  target!: number;
}

@InputType({ description: 'A part of a plan: what is not given is as in the plan.' })
class PlanPartInput {
  @MaxLength(60)
  @Field(() => String, { nullable: true, description: 'The division that has to reach it: code or name.' })
  region?: string;

  @Field(() => DestinationKind, { nullable: true, description: 'Where to.' })
  destinationKind?: DestinationKind;

  @MaxLength(60)
  @Field(() => String, { nullable: true, description: 'Where to, in particular: code or name; paired with the division, or a main urban district.' })
  destination?: string;

  @Field(() => ID, { nullable: true, description: 'The agency that has to reach it.' })
  institution?: string;

  @Field(() => Int, { description: 'Persons.' })
  target!: number;
}

@InputType({ description: 'How a plan is divided.' })
class PlanAllocateInput extends EffectInput {
  @ArrayMaxSize(250)
  @ValidateNested({ each: true })
  @Field(() => [PlanPartInput], { description: 'New parts, and new targets of parts that are there; the others stay.' })
  parts!: PlanPartInput[];

  @Words(1, 200)
  @Field(() => String, { defaultValue: '重新分解', description: 'Why targets of parts change, for their history.' })
  reason: string = '重新分解';
}

@InputType({ description: 'Another target.' })
class PlanReviseInput extends EffectInput {
  @Field(() => Int, { description: 'Persons.' })
  target!: number;

  @Words(1, 200)
  @Field(() => String, { description: 'Why.' })
  reason!: string;
}

const PlanConnection = connectionOf(Plan);
const PlanDraftPayload = payloadOf('PlanDraft', { plan: Plan });
const PlanIssuePayload = payloadOf('PlanIssue', { plan: Plan });
const PlanAllocatePayload = payloadOf('PlanAllocate', { plan: Plan });
const PlanRevisePayload = payloadOf('PlanRevise', { plan: Plan });
const PlanReopenPayload = payloadOf('PlanReopen', { plan: Plan });
const changed = { plan: 'Plan' };

@Resolver(() => Plan)
export class PlanResolver {
  @Query(() => Plan, {
    nullable: true,
    description: 'A plan by id, or null when there is none in your sight. Offices, agencies with a part, auditors.',
  })
  plan(
    @Arg('id', () => ID, { description: 'Its id.' }) id: string,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object | null> {
    return context.one('Plan', sql`t.id::text = ${id}`, info);
  }

  @Query(() => PlanConnection, { description: 'Plans in your sight, newest first. Offices, agencies with a part, auditors.' })
  plans(
    @Arg('year', () => Int, { nullable: true, description: 'Only of this year.' }) year: number | undefined,
    @Arg('region', () => String, { nullable: true, description: 'Code or name of a division that has to reach them, or lies above.' }) region:
      | string
      | undefined,
    @Arg('destinationKind', () => DestinationKind, { nullable: true, description: 'Only to there.' }) kind: DestinationKind | undefined,
    @Arg('top', () => Boolean, { defaultValue: false, description: 'Only those that are part of no other.' }) top: boolean,
    @Arg('first', () => Int, { defaultValue: 20, description: 'Rows on a page, up to 100.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'Cursor of the row before.' }) after: string | undefined,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Connection<object>> {
    const where = all([
      year !== undefined && sql`t.year = ${year}`,
      region !== undefined && places.within('t.region_path', regionByCode(region).path),
      kind !== undefined && sql`t.destination_kind = ${kind}`,
      top && sql`t.parent_id is null`,
    ]);
    const order = { name: 'newest', by: 't.created_at', type: 'timestamptz', direction: 'desc' } as const;
    return page(context, info, { entity: 'Plan', where, order, first, after });
  }

  @Cost({ atMost: 100 })
  @FieldResolver(() => [Plan], { description: 'Its parts in your sight, up to 100.' })
  parts(@Root() plan: Plan, @Ctx() context: Context, @Info() info: GraphQLResolveInfo): Promise<object[]> {
    return context.ofEach('Plan', { on: 't.parent_id = p.id', order: 't.region_path, t.id', atMost: 100 }, plan.id, info);
  }

  @FieldResolver(() => Int, { description: 'What all its parts sum up to; at least its target once divided.' })
  partsTarget(@Root() plan: Plan, @Ctx() context: Context): Promise<number> {
    return partsTargetOf(context).load(plan.id);
  }

  @Cost({ atMost: 50 })
  @FieldResolver(() => [PlanRevision], { description: 'Its history, newest first, up to 50.' })
  revisions(@Root() plan: Plan, @Ctx() context: Context, @Info() info: GraphQLResolveInfo): Promise<object[]> {
    return context.ofEach('PlanRevision', { on: 't.plan_id = p.id', order: 't.created_at desc, t.id desc', atMost: 50 }, plan.id, info);
  }

  @Mutation(() => PlanDraftPayload, {
    description:
      'Drafts a plan of the municipality. Offices that hold it. Refuses INVALID (not the municipality, persons out of range), NOT_FOUND (outside), ALREADY_EXISTS (a plan of that year and kind).',
  })
  planDraft(
    @Arg('input', () => PlanDraftInput, { description: 'What is to be reached.' }) input: PlanDraftInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { input }, async (em) => ({ plan: (await draftPlan(em, context.viewer, input)).id }));
  }

  @Mutation(() => PlanIssuePayload, {
    description: 'Puts a drafted plan in force. Offices that hold its division. Refuses NOT_FOUND, ILLEGAL_TRANSITION.',
  })
  planIssue(
    @Arg('id', () => ID, { description: 'Which plan.' }) id: string,
    @Arg('input', () => StepInput, { description: 'The key of the step.' }) input: StepInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({ plan: (await issuePlan(em, context.viewer, id)).id }));
  }

  @Mutation(() => PlanAllocatePayload, {
    description:
      'Divides a plan among its parts and locks it. Offices, their own plans and those below. Refuses NOT_FOUND, ILLEGAL_TRANSITION (not issued, or divided already), INVALID (together less than the plan, with what is missing; no narrower than the plan), NOT_ELIGIBLE (destination not paired).',
  })
  planAllocate(
    @Arg('id', () => ID, { description: 'Which plan.' }) id: string,
    @Arg('input', () => PlanAllocateInput, { description: 'How.' }) input: PlanAllocateInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({ plan: (await allocatePlan(em, context.viewer, id, input)).id }));
  }

  @Mutation(() => PlanRevisePayload, {
    description:
      'Gives a plan another target, with its row of history. Offices that hold the division of the plan above. Refuses NOT_FOUND, ILLEGAL_TRANSITION (divided and locked), INVALID (its parent would lack persons; out of range).',
  })
  planRevise(
    @Arg('id', () => ID, { description: 'Which plan.' }) id: string,
    @Arg('input', () => PlanReviseInput, { description: 'To what, and why.' }) input: PlanReviseInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({ plan: (await revisePlan(em, context.viewer, id, input)).id }));
  }

  @Mutation(() => PlanReopenPayload, {
    description:
      'Opens a divided plan again, so that it can be revised; it has to be divided anew. Offices, their own plans and those below. Refuses NOT_FOUND, ILLEGAL_TRANSITION.',
  })
  planReopen(
    @Arg('id', () => ID, { description: 'Which plan.' }) id: string,
    @Arg('input', () => ReasonInput, { description: 'Why.' }) input: ReasonInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({ plan: (await reopenPlan(em, context.viewer, id, input.reason)).id }));
  }
}

@Resolver(() => PlanRevision)
export class PlanRevisionResolver {
  @FieldResolver(() => String, { nullable: true, description: 'The account that made it.' })
  by(@Root() revision: PlanRevision, @Ctx() context: Context): Promise<string | null> {
    return authorOf(context).load(revision.id);
  }
}
