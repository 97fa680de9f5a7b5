import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, Field, Float, ID, Info, InputType, Int, Mutation, ObjectType, Query, Resolver } from 'type-graphql';
import { MaxLength } from 'class-validator';
import { all, hasId, raw, sql } from '../../platform/database/sql.js';
import { type Connection, connectionOf, page } from '../../platform/graphql/connection.js';
import { Context } from '../../platform/graphql/context.js';
import { Cost } from '../../platform/graphql/cost.js';
import { mutate, payloadOf, StepInput } from '../../platform/graphql/mutation.js';
import { LocalDate } from '../../platform/graphql/scalars.js';
import { places, regionByCode } from '../regions/region.queries.js';
import { ReasonInput } from '../vacancies/vacancy.inputs.js';
import { ClassState, CourseKind, StartUpCourse, TrainingClass } from './class.js';
import { beginClass, cancelClass, decideClass, examineClass, planClass, recordAttendance, setTrainingRule } from './class.service.js';
import { enrol, enrolOrder } from './enrolment.service.js';
import { TrainingRule } from './rule.js';
import { type KindRow, outcomesByKind } from './training.queries.js';
import {
  TrainingAttendanceRecordInput,
  TrainingClassExamineInput,
  TrainingClassPlanInput,
  TrainingEnrolInput,
  TrainingRuleSetInput,
} from './training.inputs.js';

const ClassConnection = connectionOf(TrainingClass);
const RuleConnection = connectionOf(TrainingRule);
const payload = (step: string): ReturnType<typeof payloadOf> => payloadOf(step, { class: TrainingClass });
const RuleSetPayload = payloadOf('TrainingRuleSet', { rule: TrainingRule });
const PlanPayload = payload('TrainingClassPlan');
const OpenPayload = payload('TrainingClassOpen');
const BeginPayload = payload('TrainingClassBegin');
const ExaminePayload = payload('TrainingClassExamine');
const ClosePayload = payload('TrainingClassClose');
const CancelPayload = payload('TrainingClassCancel');
const EnrolPayload = payload('TrainingEnrol');
const EnrolOrderPayload = payload('TrainingEnrolOrder');
const AttendancePayload = payload('TrainingAttendanceRecord');
const changed = { class: 'TrainingClass' };

@InputType({ description: 'Which classes.' })
class TrainingClassFilter {
  @Field(() => CourseKind, { nullable: true, description: 'Only of this kind.' })
  kind?: CourseKind;

  @Field(() => ClassState, { nullable: true, description: 'Only in this state.' })
  state?: ClassState;

  @MaxLength(60)
  @Field(() => String, { nullable: true, description: 'Code or name of the division in whose subtree the institution is.' })
  region?: string;

  @Field(() => LocalDate, { nullable: true, description: 'Begins on this day or later.' })
  startsFrom?: string;

  @Field(() => LocalDate, { nullable: true, description: 'Begins on this day or earlier.' })
  startsTo?: string;
}

@ObjectType('TrainingKindRow', { description: 'What came of those who were examined in a window, by kind of course.', simpleResolvers: true })
class KindRowView implements KindRow {
  @Field(() => CourseKind, { description: 'Kind of course.' })
  kind!: CourseKind;

  @Field(() => Int, { description: 'Persons examined.' })
  trained!: number;

  @Field(() => Int, { description: 'Of them passed.' })
  passed!: number;

  @Field(() => Int, { description: 'Of the trained, persons with confirmed work that stands, or a business.' })
  employed!: number;

  @Field(() => Int, { description: 'Of the trained, persons who started a business.' })
  started!: number;

  @Field(() => Int, { description: 'Jobs that these businesses give.' })
  jobsCreated!: number;

  @Field(() => Float, { nullable: true, description: 'employed / trained, 0–1, three decimals; null where nobody was trained.' })
  employmentRate!: number | null;
}

@Resolver(() => TrainingClass)
export class ClassResolver {
  @Query(() => TrainingClass, { nullable: true, description: 'A class by id, or null when there is none. Everyone may ask.' })
  trainingClass(
    @Arg('id', () => ID, { description: 'Its id.' }) id: string,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object | null> {
    return context.one('TrainingClass', hasId('t.id', id), info);
  }

  @Query(() => ClassConnection, { description: 'Classes, latest to begin first. Everyone may ask.' })
  trainingClasses(
    @Arg('filter', () => TrainingClassFilter, { nullable: true, description: 'Which.' }) filter: TrainingClassFilter | undefined,
    @Arg('first', () => Int, { defaultValue: 20, description: 'Rows on a page, up to 100.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'Cursor of the row before.' }) after: string | undefined,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Connection<object>> {
    const { kind, state, region, startsFrom, startsTo } = filter ?? {};
    const where = all([
      kind !== undefined && sql`t.kind = ${kind}`,
      state !== undefined && sql`t.state = ${state}`,
      region !== undefined && places.within('t.institution_path', regionByCode(region).path),
      startsFrom !== undefined && sql`t.starts_on >= ${startsFrom}::date`,
      startsTo !== undefined && sql`t.starts_on <= ${startsTo}::date`,
    ]);
    const order = { name: 'begins', by: 't.starts_on', type: 'date', direction: 'desc' } as const;
    return page(context, info, { entity: 'TrainingClass', where, order, first, after });
  }

  @Query(() => TrainingRule, {
    nullable: true,
    description: 'The rule that holds for a course at a place on a day; there is a default. Everyone may ask.',
  })
  trainingRule(
    @Arg('kind', () => CourseKind, { description: 'Kind of course.' }) kind: CourseKind,
    @Arg('course', () => StartUpCourse, { nullable: true, description: 'Which start-up course.' }) course: StartUpCourse | undefined,
    @Arg('region', () => String, { description: 'Code or name of the place.' }) region: string,
    @Arg('on', () => LocalDate, { nullable: true, description: 'On which day; today unless given.' }) on: string | undefined,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object | null> {
    const day = on === undefined ? raw('app_today()') : sql`${on}::date`;
    const { path } = regionByCode(region);
    const where = sql`t.kind = ${kind} and (t.course is null or t.course = ${course ?? null}) and t.effective_on <= ${day}
      and (t.region_path = '' or ${path} = t.region_path or starts_with(${path}, t.region_path || '/'))`;
    const tail = raw('order by length(t.region_path) desc, t.course nulls last, t.effective_on desc limit 1');
    return context.many('TrainingRule', where, tail, info).then(([row]) => row ?? null);
  }

  @Query(() => RuleConnection, { description: 'Rules of training on file, latest first. Everyone may ask.' })
  trainingRules(
    @Arg('first', () => Int, { defaultValue: 20, description: 'Rows on a page, up to 100.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'Cursor of the row before.' }) after: string | undefined,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Connection<object>> {
    const order = { name: 'latest', by: 't.effective_on', type: 'date', direction: 'desc' } as const;
    return page(context, info, { entity: 'TrainingRule', where: raw('true'), order, first, after });
  }

  @Cost({ atMost: 4, weight: 200 })
  @Query(() => [KindRowView], {
    description:
      'Of those examined in a window, by kind of course: who passed, found work or started a business, and the post-training employment rate. Offices and intermediaries for what they see, auditors.',
  })
  trainingOutcomes(
    @Arg('from', () => LocalDate, { description: 'First day of the examination.' }) from: string,
    @Arg('to', () => LocalDate, { description: 'Last day.' }) to: string,
    @Arg('region', () => String, { nullable: true, description: 'Only classes of institutions of this division: code or name.' }) region:
      | string
      | undefined,
    @Ctx() context: Context,
  ): Promise<KindRow[]> {
    const within = region === undefined ? raw('true') : places.within('t.institution_path', regionByCode(region).path);
    return outcomesByKind(context, from, to, within);
  }

  @Mutation(() => RuleSetPayload, {
    description:
      'Sets what holds for a kind of course in one’s own division from a day on. Offices of the city or a county. Refuses NOT_FOUND (region), NOT_ELIGIBLE (level), INVALID, ALREADY_EXISTS (that day).',
  })
  trainingRuleSet(
    @Arg('input', () => TrainingRuleSetInput, { description: 'The rule.' }) input: TrainingRuleSetInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, { rule: 'TrainingRule' }, { input }, async (em) => ({
      rule: (await setTrainingRule(em, context.viewer, input)).id,
    }));
  }

  @Mutation(() => PlanPayload, {
    description:
      'Plans a class. The institution that teaches it, or an office above. Refuses NOT_FOUND, INVALID (fewer hours than the rule asks for, days), NOT_ELIGIBLE (base, order), ALREADY_EXISTS (number).',
  })
  trainingClassPlan(
    @Arg('input', () => TrainingClassPlanInput, { description: 'The class.' }) input: TrainingClassPlanInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { input }, async (em) => ({ class: (await planClass(em, context.viewer, input)).id }));
  }

  @Mutation(() => OpenPayload, {
    description:
      'Approves a class: it takes people. Offices of the county or the city, another person than who planned it. Refuses NOT_FOUND, NOT_ELIGIBLE (level, same person), ILLEGAL_TRANSITION.',
  })
  trainingClassOpen(
    @Arg('id', () => ID, { description: 'Which class.' }) id: string,
    @Arg('input', () => StepInput, { description: 'The key of the step.' }) input: StepInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({ class: (await decideClass(em, context.viewer, id, 'ENROLLING')).id }));
  }

  @Mutation(() => EnrolPayload, {
    description:
      'Puts people on the roster, all or none. The institution that teaches the class, offices above. Refuses NOT_FOUND, NOT_ELIGIBLE (not for this kind of course), QUOTA_EXHAUSTED (seats), ALREADY_EXISTS, ILLEGAL_TRANSITION.',
  })
  trainingEnrol(
    @Arg('id', () => ID, { description: 'Which class.' }) id: string,
    @Arg('input', () => TrainingEnrolInput, { description: 'Who.' }) input: TrainingEnrolInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({ class: (await enrol(em, context, id, input.seekers)).id }));
  }

  @Mutation(() => EnrolOrderPayload, {
    description:
      'Puts those who were chosen for the order of the class on its roster. The institution that fills the order. Refuses NOT_FOUND, NOT_ELIGIBLE (no order, nobody left), QUOTA_EXHAUSTED, ILLEGAL_TRANSITION.',
  })
  trainingEnrolOrder(
    @Arg('id', () => ID, { description: 'Which class.' }) id: string,
    @Arg('input', () => StepInput, { description: 'The key of the step.' }) input: StepInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({ class: (await enrolOrder(em, context.viewer, id)).id }));
  }

  @Mutation(() => BeginPayload, {
    description:
      'The class begins. The institution that teaches it, offices above. Refuses NOT_FOUND, NOT_ELIGIBLE (day, nobody enrolled), ILLEGAL_TRANSITION.',
  })
  trainingClassBegin(
    @Arg('id', () => ID, { description: 'Which class.' }) id: string,
    @Arg('input', () => StepInput, { description: 'The key of the step.' }) input: StepInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({ class: (await beginClass(em, context.viewer, id)).id }));
  }

  @Mutation(() => AttendancePayload, {
    description:
      'Writes down who was there on a day; may be put right until the examination. The institution that teaches the class, offices above. Refuses NOT_FOUND, INVALID (day), ILLEGAL_TRANSITION.',
  })
  trainingAttendanceRecord(
    @Arg('id', () => ID, { description: 'Which class.' }) id: string,
    @Arg('input', () => TrainingAttendanceRecordInput, { description: 'The day and the hours.' }) input: TrainingAttendanceRecordInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({ class: (await recordAttendance(em, context.viewer, id, input)).id }));
  }

  @Mutation(() => ExaminePayload, {
    description:
      'Records the results; who did not attend enough is absent, the people of an order are trained. The institution that teaches the class, offices above. Refuses NOT_FOUND, NOT_ELIGIBLE (attendance), INVALID (a result or certificate is missing, a certificate of somebody else, day), ILLEGAL_TRANSITION.',
  })
  trainingClassExamine(
    @Arg('id', () => ID, { description: 'Which class.' }) id: string,
    @Arg('input', () => TrainingClassExamineInput, { description: 'The results.' }) input: TrainingClassExamineInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({ class: (await examineClass(em, context.viewer, id, input)).id }));
  }

  @Mutation(() => ClosePayload, {
    description:
      'Closes an examined class. Offices of the county or the city, another person than who examined it. Refuses NOT_FOUND, NOT_ELIGIBLE (level, same person), ILLEGAL_TRANSITION.',
  })
  trainingClassClose(
    @Arg('id', () => ID, { description: 'Which class.' }) id: string,
    @Arg('input', () => StepInput, { description: 'The key of the step.' }) input: StepInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({ class: (await decideClass(em, context.viewer, id, 'CLOSED')).id }));
  }

  @Mutation(() => CancelPayload, {
    description:
      'Cancels a class that has not begun; its people leave it. The institution that teaches it, offices above. Refuses NOT_FOUND, ILLEGAL_TRANSITION.',
  })
  trainingClassCancel(
    @Arg('id', () => ID, { description: 'Which class.' }) id: string,
    @Arg('input', () => ReasonInput, { description: 'Why.' }) input: ReasonInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({ class: (await cancelClass(em, context.viewer, id, input.reason)).id }));
  }
}
