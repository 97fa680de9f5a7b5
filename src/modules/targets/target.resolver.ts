import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, Field, FieldResolver, ID, Info, InputType, Int, Mutation, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { MaxLength } from 'class-validator';
import { all, hasId, raw, sql } from '../../platform/database/sql.js';
import { type Connection, connectionOf, page } from '../../platform/graphql/connection.js';
import { Context } from '../../platform/graphql/context.js';
import { Cost } from '../../platform/graphql/cost.js';
import { enumOf } from '../../platform/graphql/enum.js';
import { mutate, payloadOf, StepInput } from '../../platform/graphql/mutation.js';
import type { Indicator } from '../../platform/measures/indicator.js';
import { places, regionByCode } from '../regions/region.queries.js';
import { ReasonInput } from '../vacancies/vacancy.inputs.js';
import { addUnit, allocatePlan, draftPlan, issuePlan, reopenPlan, reviseTarget, setAssessmentRule } from './allocation.service.js';
import { checkPlan, falsify, gradePlan, publish, reportPlan, selfAssess } from './assessment.service.js';
import {
  AssessedUnitAddInput,
  AssessmentRuleSetInput,
  TargetPlanAllocateInput,
  TargetPlanCheckInput,
  TargetPlanDraftInput,
  TargetPlanGradeInput,
  TargetPlanReportInput,
  TargetPlanSelfAssessInput,
  TargetReviseInput,
} from './target.inputs.js';
import { authorIn, indicatorOf, progressOf } from './target.queries.js';
import {
  AssessedUnit,
  AssessedUnitKind,
  AssessmentRule,
  Target,
  TargetGrade,
  TargetPlan,
  TargetPlanState,
  TargetProgramme,
  TargetProgress,
  TargetReport,
  TargetGrading,
  TargetRevision,
  TargetScore,
} from './target.js';

const IndicatorUnitEnum = enumOf('IndicatorUnit', 'In what an indicator is counted.', {
  PERSON: '人 Persons.',
  PERSON_TIME: '人次 Person-times.',
  NOTICE: '条 Notices.',
  HEAD: '岗位 Heads asked for.',
  JOB: '就业岗位 Jobs.',
  COMMUNITY: '社区 Communities.',
  HOUSEHOLD: '户 Households.',
  FEN: '分 Fen.',
  RATE: '万分之一 Basis points; 10,000 is the whole.',
});

@ObjectType('Indicator', { description: 'A number that a module computes from its own rows; targets are set for it.', simpleResolvers: true })
class IndicatorView {
  @Field(() => String, { description: 'Its code.' })
  code!: string;

  @Field(() => String, { description: 'Its name, in the language asked for.' })
  name!: string;

  @Field(() => String, { description: 'What it counts, in the language asked for.' })
  definition!: string;

  @Field(() => String, { description: 'Where the definition comes from; `ours` where from no rule.' })
  source!: string;

  @Field(() => IndicatorUnitEnum, { description: 'In what it is counted.' })
  unit!: keyof typeof IndicatorUnitEnum;

  @Field(() => Boolean, { description: 'A ceiling to be kept, not a number to be reached.' })
  ceiling!: boolean;

  @Field(() => Boolean, { description: 'Grows through the year as long as nothing is taken back.' })
  flow!: boolean;
}

const shown = ({ code, unit, name, definition, source, ceiling, flow }: Indicator, { language }: Context): IndicatorView => ({
  code,
  unit,
  source,
  flow,
  ceiling: ceiling === true,
  name: name[language],
  definition: definition[language],
});

const UnitConnection = connectionOf(AssessedUnit);
const TargetConnection = connectionOf(Target);
const PlanConnection = connectionOf(TargetPlan);
const RuleConnection = connectionOf(AssessmentRule);
const planPayload = (step: string): ReturnType<typeof payloadOf> => payloadOf(`TargetPlan${step}`, { plan: TargetPlan });
const UnitAddPayload = payloadOf('AssessedUnitAdd', { unit: AssessedUnit });
const RuleSetPayload = payloadOf('AssessmentRuleSet', { rule: AssessmentRule });
const RevisePayload = payloadOf('TargetRevise', { target: Target });
const DraftPayload = planPayload('Draft');
const IssuePayload = planPayload('Issue');
const AllocatePayload = planPayload('Allocate');
const ReopenPayload = planPayload('Reopen');
const ReportPayload = planPayload('Report');
const SelfAssessPayload = planPayload('SelfAssess');
const CheckPayload = planPayload('Check');
const GradePayload = planPayload('Grade');
const FalsifyPayload = planPayload('Falsify');
const PublishPayload = planPayload('Publish');
const changed = { plan: 'TargetPlan' };

@InputType({ description: 'Which plans of targets.' })
class TargetPlanFilter {
  @Field(() => Int, { nullable: true, description: 'Only of this year.' })
  year?: number;

  @Field(() => TargetProgramme, { nullable: true, description: 'Only for this.' })
  programme?: TargetProgramme;

  @Field(() => TargetPlanState, { nullable: true, description: 'Only in this state.' })
  state?: TargetPlanState;

  @Field(() => TargetGrade, { nullable: true, description: 'Only of this grade.' })
  grade?: TargetGrade;

  @MaxLength(60)
  @Field(() => String, { nullable: true, description: 'Only of units of this division and below: code or name.' })
  region?: string;
}

@InputType({ description: 'Which targets.' })
class TargetFilter {
  @Field(() => Int, { nullable: true, description: 'Only of this year.' })
  year?: number;

  @Field(() => ID, { nullable: true, description: 'Only of the parts of this plan.' })
  parent?: string;

  @MaxLength(60)
  @Field(() => String, { nullable: true, description: 'Only of this indicator: its code.' })
  indicator?: string;

  @MaxLength(60)
  @Field(() => String, { nullable: true, description: 'Only of units of this division and below: code or name.' })
  region?: string;
}

@Resolver(() => TargetPlan)
export class TargetPlanResolver {
  @Cost({ atMost: 100 })
  @Query(() => [IndicatorView], { description: 'What targets may be set for, by code; up to 100. Offices and auditors.' })
  indicators(@Ctx() context: Context): IndicatorView[] {
    return [...context.platform.indicators.values()].toSorted((a, b) => (a.code < b.code ? -1 : 1)).map((one) => shown(one, context));
  }

  @Query(() => UnitConnection, { description: 'Units that are assessed, newest first. Offices and auditors.' })
  assessedUnits(
    @Arg('kind', () => AssessedUnitKind, { nullable: true, description: 'Only of this kind.' }) kind: AssessedUnitKind | undefined,
    @Arg('region', () => String, { nullable: true, description: 'Only of this division and below: code or name.' }) region: string | undefined,
    @Arg('first', () => Int, { defaultValue: 20, description: 'Rows on a page, up to 100.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'Cursor of the row before.' }) after: string | undefined,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Connection<object>> {
    const where = all([
      kind !== undefined && sql`t.kind = ${kind}`,
      region !== undefined && places.within('t.region_path', regionByCode(region).path),
    ]);
    return page(context, info, { entity: 'AssessedUnit', where, order: NEWEST, first, after });
  }

  @Query(() => RuleConnection, { description: 'How units are graded, newest rule first. Offices and auditors.' })
  assessmentRules(
    @Arg('first', () => Int, { defaultValue: 20, description: 'Rows on a page, up to 100.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'Cursor of the row before.' }) after: string | undefined,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Connection<object>> {
    return page(context, info, { entity: 'AssessmentRule', where: raw('true'), order: NEWEST, first, after });
  }

  @Query(() => TargetPlan, {
    nullable: true,
    description:
      'A plan of targets by id, or null when there is none in your sight. Offices of its division and above, auditors; published ones every office.',
  })
  targetPlan(
    @Arg('id', () => ID, { description: 'Its id.' }) id: string,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object | null> {
    return context.one('TargetPlan', hasId('t.id', id), info);
  }

  @Query(() => PlanConnection, { description: 'Plans of targets in your sight, newest first. Offices, auditors.' })
  targetPlans(
    @Arg('filter', () => TargetPlanFilter, { nullable: true, description: 'Which.' }) filter: TargetPlanFilter | undefined,
    @Arg('first', () => Int, { defaultValue: 20, description: 'Rows on a page, up to 100.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'Cursor of the row before.' }) after: string | undefined,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Connection<object>> {
    const { year, programme, state, grade, region } = filter ?? {};
    const where = all([
      year !== undefined && sql`t.year = ${year}`,
      programme !== undefined && sql`t.programme = ${programme}`,
      state !== undefined && sql`t.state = ${state}`,
      grade !== undefined && sql`t.grade = ${grade}`,
      region !== undefined && places.within('t.unit_path', regionByCode(region).path),
    ]);
    return page(context, info, { entity: 'TargetPlan', where, order: NEWEST, first, after });
  }

  @Query(() => TargetConnection, {
    description: 'Targets in your sight with how far they are, newest first: the units below a plan side by side. Offices, auditors.',
  })
  targets(
    @Arg('filter', () => TargetFilter, { nullable: true, description: 'Which.' }) filter: TargetFilter | undefined,
    @Arg('first', () => Int, { defaultValue: 20, description: 'Rows on a page, up to 100.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'Cursor of the row before.' }) after: string | undefined,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Connection<object>> {
    const { year, parent, indicator, region } = filter ?? {};
    const where = all([
      year !== undefined && sql`t.year = ${year}`,
      parent !== undefined && sql`t.plan_id in (select part.id from target_plan part where ${hasId('part.parent_id', parent)})`,
      indicator !== undefined && sql`t.indicator = ${indicator}`,
      region !== undefined && places.within('t.unit_path', regionByCode(region).path),
    ]);
    return page(context, info, { entity: 'Target', where, order: NEWEST, first, after });
  }

  @Cost({ atMost: 30 })
  @FieldResolver(() => [Target], {
    name: 'targets',
    description: 'Its targets, up to 30; none where the plan is seen only because it is published.',
  })
  targetsOf(@Root() plan: TargetPlan, @Ctx() context: Context, @Info() info: GraphQLResolveInfo): Promise<object[]> {
    return context.ofEach('Target', { on: 't.plan_id = p.id', order: 't.indicator, t.id', atMost: 30 }, plan.id, info);
  }

  @Cost({ atMost: 100 })
  @FieldResolver(() => [TargetPlan], { description: 'What it is divided into, by division, up to 100.' })
  parts(@Root() plan: TargetPlan, @Ctx() context: Context, @Info() info: GraphQLResolveInfo): Promise<object[]> {
    return context.ofEach('TargetPlan', { on: 't.parent_id = p.id', order: 't.unit_path, t.id', atMost: 100 }, plan.id, info);
  }

  @Cost({ atMost: 20 })
  @FieldResolver(() => [TargetGrading], { description: 'Its grades as they were given, latest first, up to 20; of units of your division.' })
  gradings(@Root() plan: TargetPlan, @Ctx() context: Context, @Info() info: GraphQLResolveInfo): Promise<object[]> {
    return context.ofEach('TargetGrading', { on: 't.plan_id = p.id', order: 't.created_at desc, t.id desc', atMost: 20 }, plan.id, info);
  }

  @Mutation(() => UnitAddPayload, {
    description: 'Adds a unit to be assessed. Offices, for their division. Refuses NOT_FOUND (region), INVALID, ALREADY_EXISTS.',
  })
  assessedUnitAdd(
    @Arg('input', () => AssessedUnitAddInput, { description: 'The unit.' }) input: AssessedUnitAddInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, { unit: 'AssessedUnit' }, { input }, async (em) => ({ unit: (await addUnit(em, context.viewer, input)).id }));
  }

  @Mutation(() => RuleSetPayload, {
    description: 'Sets how units are graded from a year on. Offices of the city. Refuses NOT_ELIGIBLE (level), INVALID, ALREADY_EXISTS (that year).',
  })
  assessmentRuleSet(
    @Arg('input', () => AssessmentRuleSetInput, { description: 'The rule.' }) input: AssessmentRuleSetInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, { rule: 'AssessmentRule' }, { input }, async (em) => ({
      rule: (await setAssessmentRule(em, context.viewer, input)).id,
    }));
  }

  @Mutation(() => DraftPayload, {
    description:
      'Writes a plan at the top: of the municipality, or of a pilot district. Offices of the city. Refuses NOT_FOUND, NOT_ELIGIBLE, INVALID (unknown indicator, number, points that are not 100 together), ALREADY_EXISTS (that unit, year and programme).',
  })
  targetPlanDraft(
    @Arg('input', () => TargetPlanDraftInput, { description: 'The plan.' }) input: TargetPlanDraftInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    const { indicators } = context.platform;
    return mutate(context, info, changed, { input }, async (em) => ({ plan: (await draftPlan(em, context.viewer, indicators, input)).id }));
  }

  @Mutation(() => IssuePayload, {
    description: 'Gives a plan to its unit. The city, another person than who wrote it. Refuses NOT_FOUND, NOT_ELIGIBLE, ILLEGAL_TRANSITION.',
  })
  targetPlanIssue(
    @Arg('id', () => ID, { description: 'Which plan.' }) id: string,
    @Arg('input', () => StepInput, { description: 'The key of the step.' }) input: StepInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({ plan: (await issuePlan(em, context.viewer, id)).id }));
  }

  @Mutation(() => AllocatePayload, {
    description:
      'Divides a plan among units below and locks it. Numbers together are at least those of the plan, rates and ceilings are held by each. The division of the plan. Refuses NOT_FOUND, NOT_ELIGIBLE, ILLEGAL_TRANSITION (locked), INVALID (what is missing), ALREADY_EXISTS (unit twice).',
  })
  targetPlanAllocate(
    @Arg('id', () => ID, { description: 'Which plan.' }) id: string,
    @Arg('input', () => TargetPlanAllocateInput, { description: 'The parts.' }) input: TargetPlanAllocateInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    const { indicators } = context.platform;
    return mutate(context, info, changed, { id, input }, async (em) => ({
      plan: (await allocatePlan(em, context.viewer, indicators, id, input)).id,
    }));
  }

  @Mutation(() => RevisePayload, {
    description:
      'Another number for a target of a plan that is not divided; the one before stays on file. The level above. Refuses NOT_FOUND, NOT_ELIGIBLE, ILLEGAL_TRANSITION (locked), INVALID (the parts of the plan above are no longer enough).',
  })
  targetRevise(
    @Arg('id', () => ID, { description: 'Which target.' }) id: string,
    @Arg('input', () => TargetReviseInput, { description: 'The number and why.' }) input: TargetReviseInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    const { indicators } = context.platform;
    return mutate(context, info, { target: 'Target' }, { id, input }, async (em) => ({
      target: (await reviseTarget(em, context.viewer, indicators, id, input)).id,
    }));
  }

  @Mutation(() => ReopenPayload, {
    description:
      'Unlocks a plan that was divided and is not reported on yet. The division of the plan. Refuses NOT_FOUND, NOT_ELIGIBLE, ILLEGAL_TRANSITION.',
  })
  targetPlanReopen(
    @Arg('id', () => ID, { description: 'Which plan.' }) id: string,
    @Arg('input', () => ReasonInput, { description: 'Why.' }) input: ReasonInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({ plan: (await reopenPlan(em, context.viewer, id, input.reason)).id }));
  }

  @Mutation(() => ReportPayload, {
    description:
      'Reports how far a unit is: the numbers are computed and kept. The division of the unit. Refuses NOT_FOUND, NOT_ELIGIBLE (a number fell and nothing says why), INVALID (day), ILLEGAL_TRANSITION.',
  })
  targetPlanReport(
    @Arg('id', () => ID, { description: 'Which plan.' }) id: string,
    @Arg('input', () => TargetPlanReportInput, { description: 'Until when.' }) input: TargetPlanReportInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    const { indicators } = context.platform;
    return mutate(context, info, changed, { id, input }, async (em) => ({ plan: (await reportPlan(em, context.viewer, indicators, id, input)).id }));
  }

  @Mutation(() => SelfAssessPayload, {
    description:
      'A unit assesses itself on a report of the whole year, with evidence for each target. The division of the unit, another person than who reported. Refuses NOT_FOUND, NOT_ELIGIBLE, INVALID (evidence is missing), ILLEGAL_TRANSITION.',
  })
  targetPlanSelfAssess(
    @Arg('id', () => ID, { description: 'Which plan.' }) id: string,
    @Arg('input', () => TargetPlanSelfAssessInput, { description: 'The evidence.' }) input: TargetPlanSelfAssessInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    const { indicators } = context.platform;
    return mutate(context, info, changed, { id, input }, async (em) => ({
      plan: (await selfAssess(em, context.viewer, indicators, id, input.scores)).id,
    }));
  }

  @Mutation(() => CheckPayload, {
    description:
      'The level above checks a unit’s assessment; persons of a sample who were not served cost points. Refuses NOT_FOUND, NOT_ELIGIBLE (not the level above, same person), INVALID (evidence is missing), ILLEGAL_TRANSITION.',
  })
  targetPlanCheck(
    @Arg('id', () => ID, { description: 'Which plan.' }) id: string,
    @Arg('input', () => TargetPlanCheckInput, { description: 'The findings.' }) input: TargetPlanCheckInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    const { indicators } = context.platform;
    return mutate(context, info, changed, { id, input }, async (em) => ({
      plan: (await checkPlan(em, context.viewer, indicators, id, input.scores)).id,
    }));
  }

  @Mutation(() => GradePayload, {
    description:
      'Grades a unit, not above its score; until it is published it may be graded again, and the grade before stays on file. The level above, another person than who checked. Refuses NOT_FOUND, NOT_ELIGIBLE (score, falsified, same person), ILLEGAL_TRANSITION.',
  })
  targetPlanGrade(
    @Arg('id', () => ID, { description: 'Which plan.' }) id: string,
    @Arg('input', () => TargetPlanGradeInput, { description: 'The grade.' }) input: TargetPlanGradeInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({
      plan: (await gradePlan(em, context.viewer, id, input.grade, input.reason)).id,
    }));
  }

  @Mutation(() => FalsifyPayload, {
    description:
      'Numbers of a unit were found to be falsified: it fails, also after publication, and the grade before stays on file. The level above. Refuses NOT_FOUND, NOT_ELIGIBLE, ILLEGAL_TRANSITION (nothing reported), ALREADY_EXISTS.',
  })
  targetPlanFalsify(
    @Arg('id', () => ID, { description: 'Which plan.' }) id: string,
    @Arg('input', () => ReasonInput, { description: 'What was falsified, with the evidence.' }) input: ReasonInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({ plan: (await falsify(em, context.viewer, id, input.reason)).id }));
  }

  @Mutation(() => PublishPayload, {
    description:
      'Publishes the grades of all units of a plan. The division of the plan, another person than who graded. Refuses NOT_FOUND, ILLEGAL_TRANSITION (somebody is not graded), QUOTA_EXHAUSTED (too many excellent), NOT_ELIGIBLE (same person).',
  })
  targetPlanPublish(
    @Arg('id', () => ID, { description: 'The plan whose parts are published; a pilot’s own.' }) id: string,
    @Arg('input', () => StepInput, { description: 'The key of the step.' }) input: StepInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({ plan: (await publish(em, context.viewer, id)).id }));
  }
}

const NEWEST = { name: 'newest', by: 't.created_at', type: 'timestamptz', direction: 'desc' } as const;
const reporter = authorIn('target_report');
const scorer = authorIn('target_score');
const reviser = authorIn('target_revision');
const grader = authorIn('target_grading');

@Resolver(() => Target)
export class TargetResolver {
  @FieldResolver(() => IndicatorView, { nullable: true, description: 'What it measures; null where no module computes it any more.' })
  async indicator(@Root() target: Target, @Ctx() context: Context): Promise<IndicatorView | null> {
    const indicator = context.platform.indicators.get(await indicatorOf(context).load(target.id));
    return indicator ? shown(indicator, context) : null;
  }

  @Cost({ weight: 5 })
  @FieldResolver(() => TargetProgress, { description: 'How far it is now.' })
  progress(@Root() target: Target, @Ctx() context: Context): Promise<TargetProgress> {
    return progressOf(context).load(target.id);
  }

  @Cost({ atMost: 24 })
  @FieldResolver(() => [TargetReport], { description: 'What was reported, latest first, up to 24.' })
  reports(@Root() target: Target, @Ctx() context: Context, @Info() info: GraphQLResolveInfo): Promise<object[]> {
    return context.ofEach('TargetReport', { on: 't.target_id = p.id', order: 't.created_at desc, t.id desc', atMost: 24 }, target.id, info);
  }

  @Cost({ atMost: 2 })
  @FieldResolver(() => [TargetScore], { description: 'The unit’s own score and that of the level above.' })
  scores(@Root() target: Target, @Ctx() context: Context, @Info() info: GraphQLResolveInfo): Promise<object[]> {
    return context.ofEach('TargetScore', { on: 't.target_id = p.id', order: 't.created_at, t.id', atMost: 2 }, target.id, info);
  }

  @Cost({ atMost: 20 })
  @FieldResolver(() => [TargetRevision], { description: 'How the number changed, latest first, up to 20.' })
  revisions(@Root() target: Target, @Ctx() context: Context, @Info() info: GraphQLResolveInfo): Promise<object[]> {
    return context.ofEach('TargetRevision', { on: 't.target_id = p.id', order: 't.created_at desc, t.id desc', atMost: 20 }, target.id, info);
  }
}

@Resolver(() => TargetReport)
export class TargetReportResolver {
  @FieldResolver(() => String, { nullable: true, description: 'The account that reported.' })
  by(@Root() report: TargetReport, @Ctx() context: Context): Promise<string | null> {
    return reporter(context).load(report.id);
  }
}

@Resolver(() => TargetScore)
export class TargetScoreResolver {
  @FieldResolver(() => String, { nullable: true, description: 'The account that scored.' })
  by(@Root() score: TargetScore, @Ctx() context: Context): Promise<string | null> {
    return scorer(context).load(score.id);
  }
}

@Resolver(() => TargetGrading)
export class TargetGradingResolver {
  @FieldResolver(() => String, { nullable: true, description: 'The account that graded.' })
  by(@Root() grading: TargetGrading, @Ctx() context: Context): Promise<string | null> {
    return grader(context).load(grading.id);
  }
}

@Resolver(() => TargetRevision)
export class TargetRevisionResolver {
  @FieldResolver(() => String, { nullable: true, description: 'The account that changed it.' })
  by(@Root() revision: TargetRevision, @Ctx() context: Context): Promise<string | null> {
    return reviser(context).load(revision.id);
  }
}
