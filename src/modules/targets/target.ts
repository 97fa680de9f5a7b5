import type { Ref } from '@mikro-orm/core';
import { Check, Entity, Enum, Index, ManyToOne, Property, Unique } from '@mikro-orm/decorators/legacy';
import { Field, Float, Int, ObjectType } from 'type-graphql';
import { Row } from '../../platform/database/base.js';
import { enumOf } from '../../platform/graphql/enum.js';
import { BigInteger, LocalDate } from '../../platform/graphql/scalars.js';
import { type Transitions, step } from '../../platform/graphql/transition.js';
import { Region } from '../regions/region.js';

export const AssessedUnitKind = enumOf('AssessedUnitKind', 'What kind of unit is assessed.', {
  PARTY_COMMITTEE: '党委 A party committee.',
  GOVERNMENT: '政府 A government.',
  DEPARTMENT: '部门 A department of a government.',
});
export type AssessedUnitKind = keyof typeof AssessedUnitKind;

@ObjectType({ description: 'A unit whose work is assessed by targets (考核对象).', simpleResolvers: true })
@Entity()
@Unique({ name: 'assessed_unit_name', properties: ['region', 'name'] })
@Index({ name: 'assessed_unit_place', expression: 'create index assessed_unit_place on assessed_unit (region_path collate "C")' })
export class AssessedUnit extends Row {
  @Field(() => String, { description: 'Its name.' })
  @Property({ type: 'text' })
  name!: string;

  @Field(() => AssessedUnitKind, { description: 'What it is.' })
  @Enum({ items: () => AssessedUnitKind, type: 'text' })
  kind!: AssessedUnitKind;

  @Field(() => Region, { description: 'The division that it answers for.' })
  @ManyToOne(() => Region, { ref: true })
  region!: Ref<Region>;

  @Property({ type: 'text', hidden: true })
  regionPath!: string;
}

export const TargetProgramme = enumOf('TargetProgramme', 'What a plan of targets is for.', {
  GENERAL: '就业再就业目标责任制 The yearly targets of the employment programme.',
  PILOT: '统筹城乡就业试点 A pilot district of integrated urban–rural employment.',
});
export type TargetProgramme = keyof typeof TargetProgramme;

export const TargetPlanState = enumOf('TargetPlanState', 'Where a plan of targets stands.', {
  DRAFT: '草拟 Being written; binds nobody.',
  ISSUED: '已下达 Given to the unit.',
  ALLOCATED: '已分解 Divided among units below, and locked.',
  REPORTING: '执行报告 Its numbers are being reported.',
  SELF_ASSESSED: '已自评 The unit assessed itself.',
  CHECKED: '已核查 Checked by the level above.',
  GRADED: '已定等 Graded; not published.',
  PUBLISHED: '已公布 Published.',
});
export type TargetPlanState = keyof typeof TargetPlanState;

const transitions: Transitions<TargetPlanState> = {
  DRAFT: ['ISSUED'],
  ISSUED: ['ALLOCATED', 'REPORTING'],
  ALLOCATED: ['REPORTING'],
  REPORTING: ['REPORTING', 'SELF_ASSESSED'],
  SELF_ASSESSED: ['CHECKED'],
  CHECKED: ['GRADED'],
  GRADED: ['GRADED', 'PUBLISHED'],
  PUBLISHED: [],
};

export const TargetGrade = enumOf('TargetGrade', 'How a unit did.', {
  EXCELLENT: '优秀 Excellent.',
  PASS: '合格 Passed.',
  FAIL: '不合格 Failed.',
});
export type TargetGrade = keyof typeof TargetGrade;

@ObjectType({
  description:
    'The targets of a unit for a year (目标责任书): issued, divided among units below, reported, assessed by the unit, checked from above, graded and published.',
  simpleResolvers: true,
})
@Entity()
@Unique({ name: 'target_plan_once', properties: ['year', 'unit', 'programme'] })
@Check({ name: 'target_plan_year', expression: 'year >= 2000 and year <= 2100' })
@Check({ name: 'target_plan_false_reason', expression: '(falsified_on is null) = (falsified_reason is null)' })
@Check({ name: 'target_plan_false_fails', expression: "falsified_on is null or grade is null or grade = 'FAIL'" })
@Check({ name: 'target_plan_graded', expression: "(state <> 'GRADED' and state <> 'PUBLISHED') or (grade is not null and score is not null)" })
@Index({ name: 'target_plan_place', expression: 'create index target_plan_place on target_plan (year, unit_path collate "C")' })
export class TargetPlan extends Row {
  @Field(() => Int, { description: 'The year.' })
  @Property({ type: 'smallint' })
  year!: number;

  @Field(() => TargetProgramme, { description: 'What for.' })
  @Enum({ items: () => TargetProgramme, type: 'text' })
  programme: TargetProgramme = 'GENERAL';

  @Field(() => AssessedUnit, { description: 'The unit that answers for it.' })
  @ManyToOne(() => AssessedUnit, { ref: true, index: true })
  unit!: Ref<AssessedUnit>;

  @Property({ type: 'text', hidden: true })
  unitPath!: string;

  @Field(() => TargetPlan, { nullable: true, description: 'What it is a part of; null at the top or out of your sight.' })
  @ManyToOne(() => TargetPlan, { ref: true, nullable: true, index: true, deleteRule: 'no action' })
  parent: Ref<TargetPlan> | null = null;

  @Field(() => TargetPlanState, { description: 'Where it stands.' })
  @Enum({ items: () => TargetPlanState, type: 'text' })
  state: TargetPlanState = 'DRAFT';

  @Field(() => LocalDate, { nullable: true, description: 'Last day that was reported on.' })
  @Property({ type: 'date', nullable: true })
  reportedThrough: string | null = null;

  @Field(() => Int, { nullable: true, description: 'Score in hundredths of a point, of 10,000; null before the check.' })
  @Property({ type: 'integer', nullable: true })
  score: number | null = null;

  @Field(() => TargetGrade, { nullable: true, description: 'The grade; null before.' })
  @Enum({ items: () => TargetGrade, type: 'text', nullable: true })
  grade: TargetGrade | null = null;

  @Field(() => String, { nullable: true, description: 'Why that grade.' })
  @Property({ type: 'text', nullable: true })
  gradeReason: string | null = null;

  @Field(() => LocalDate, { nullable: true, description: 'Day on which numbers were found to be falsified: no grade above FAIL, no award.' })
  @Property({ type: 'date', nullable: true })
  falsifiedOn: string | null = null;

  @Field(() => String, { nullable: true, description: 'What was falsified, with the evidence.' })
  @Property({ type: 'text', nullable: true })
  falsifiedReason: string | null = null;

  /** Who took the last step: the next is another person's. */
  @Property({ type: 'uuid', nullable: true, hidden: true })
  steppedBy: string | null = null;

  moveTo(state: TargetPlanState): void {
    this.state = step(transitions, this.state, state, TargetPlanState);
  }
}

@ObjectType({
  description:
    'A number to be reached, or a ceiling to be kept, in a year. The actual is computed from the rows of its module at the moment it is asked for.',
  simpleResolvers: true,
})
@Entity()
@Unique({ name: 'target_once', properties: ['plan', 'indicator'] })
@Check({ name: 'target_value', expression: 'value >= 1 and value <= 1000000000000' })
@Check({ name: 'target_weight', expression: 'weight >= 0 and weight <= 100' })
@Index({ name: 'target_place', expression: 'create index target_place on target (unit_path collate "C")' })
export class Target extends Row {
  @Field(() => TargetPlan, { nullable: true, description: 'The plan; null when out of your sight.' })
  @ManyToOne(() => TargetPlan, { ref: true, index: false })
  plan!: Ref<TargetPlan>;

  @Property({ type: 'text', hidden: true })
  unitPath!: string;

  @Property({ type: 'smallint', hidden: true })
  year!: number;

  /** Code of the indicator. */
  @Property({ type: 'text', hidden: true })
  indicator!: string;

  @Field(() => BigInteger, { description: 'What is to be reached or kept, in the unit of the indicator; rates in basis points, fen for money.' })
  @Property({ type: 'bigint' })
  value!: bigint;

  @Field(() => Int, { description: 'Points that it brings, of 100.' })
  @Property({ type: 'smallint' })
  weight!: number;
}

@ObjectType({
  description: 'An actual as it was reported: computed, never typed in. One that falls says why, and the one before stays.',
  simpleResolvers: true,
})
@Entity()
export class TargetReport extends Row {
  @ManyToOne(() => Target, { ref: true, index: true, hidden: true })
  target!: Ref<Target>;

  @Field(() => LocalDate, { description: 'Last day that it counts.' })
  @Property({ type: 'date' })
  throughOn!: string;

  @Field(() => BigInteger, { nullable: true, description: 'The actual, in the unit of the indicator; null where there was nothing to divide by.' })
  @Property({ type: 'bigint', nullable: true })
  actual: bigint | null = null;

  @Field(() => String, { nullable: true, description: 'Why it fell since the report before.' })
  @Property({ type: 'text', nullable: true })
  correction: string | null = null;

  @Property({ type: 'uuid', nullable: true, hidden: true })
  madeBy: string | null = null;
}

export const ScoreStage = enumOf('TargetScoreStage', 'Whose score it is.', {
  SELF: '自评 The unit’s own.',
  CHECK: '核查 That of the level above.',
});
export type ScoreStage = keyof typeof ScoreStage;

@ObjectType({ description: 'Points for one target, with the evidence they rest on.', simpleResolvers: true })
@Entity()
@Unique({ name: 'target_score_once', properties: ['target', 'stage'] })
@Check({ name: 'target_score_points', expression: 'points >= 0 and deduction >= 0' })
export class TargetScore extends Row {
  @ManyToOne(() => Target, { ref: true, hidden: true })
  target!: Ref<Target>;

  @Field(() => ScoreStage, { description: 'Whose.' })
  @Enum({ items: () => ScoreStage, type: 'text' })
  stage!: ScoreStage;

  @Field(() => TargetReport, { nullable: true, description: 'The report whose actual is scored.' })
  @ManyToOne(() => TargetReport, { ref: true })
  report!: Ref<TargetReport>;

  @Field(() => Int, { description: 'Points in hundredths, the deduction taken off.' })
  @Property({ type: 'integer' })
  points!: number;

  @Field(() => Int, { description: 'Taken off after a sample check, in hundredths of a point.' })
  @Property({ type: 'integer', default: 0 })
  deduction = 0;

  @Field(() => String, { description: 'The evidence: documents, rosters, persons who were called.' })
  @Property({ type: 'text' })
  evidence!: string;

  @Property({ type: 'uuid', nullable: true, hidden: true })
  madeBy: string | null = null;
}

@ObjectType({ description: 'A change of a target: who, when, from, to, why.', simpleResolvers: true })
@Entity()
export class TargetRevision extends Row {
  @ManyToOne(() => Target, { ref: true, index: true, hidden: true })
  target!: Ref<Target>;

  @Field(() => BigInteger, { description: 'Before.' })
  @Property({ type: 'bigint' })
  fromValue!: bigint;

  @Field(() => BigInteger, { description: 'After.' })
  @Property({ type: 'bigint' })
  toValue!: bigint;

  @Field(() => String, { description: 'Why.' })
  @Property({ type: 'text' })
  reason!: string;

  @Property({ type: 'uuid', nullable: true, hidden: true })
  madeBy: string | null = null;
}

@ObjectType({ description: 'A grade as it was given: added each time, so that the one before stays.', simpleResolvers: true })
@Entity()
export class TargetGrading extends Row {
  @ManyToOne(() => TargetPlan, { ref: true, index: true, hidden: true })
  plan!: Ref<TargetPlan>;

  @Property({ type: 'text', hidden: true })
  unitPath!: string;

  @Field(() => TargetGrade, { description: 'The grade.' })
  @Enum({ items: () => TargetGrade, type: 'text' })
  grade!: TargetGrade;

  @Field(() => String, { description: 'Why.' })
  @Property({ type: 'text' })
  reason!: string;

  @Property({ type: 'uuid', nullable: true, hidden: true })
  madeBy: string | null = null;
}

@ObjectType({ description: 'How units are graded, from a year on.', simpleResolvers: true })
@Entity()
@Unique({ name: 'assessment_rule_year', properties: ['fromYear'] })
@Check({ name: 'assessment_rule_order', expression: 'pass_from >= 0 and pass_from <= excellent_from and excellent_from <= 100' })
@Check({ name: 'assessment_rule_share', expression: 'excellent_share >= 0 and excellent_share <= 100' })
@Check({ name: 'assessment_rule_deduction', expression: 'deduction_each >= 0 and deduction_each <= 100' })
export class AssessmentRule extends Row {
  @Field(() => Int, { description: 'First year it holds for.' })
  @Property({ type: 'smallint' })
  fromYear!: number;

  @Property({ type: 'text', hidden: true })
  regionPath!: string;

  @Field(() => Int, { description: 'Points from which EXCELLENT is open.' })
  @Property({ type: 'smallint' })
  excellentFrom!: number;

  @Field(() => Int, { description: 'Points from which a unit passes.' })
  @Property({ type: 'smallint' })
  passFrom!: number;

  @Field(() => Int, { description: 'Percent of the units that may be EXCELLENT.' })
  @Property({ type: 'smallint' })
  excellentShare!: number;

  @Field(() => Int, { description: 'Points off for each person of a sample who was not served.' })
  @Property({ type: 'smallint' })
  deductionEach!: number;

  @Field(() => String, { description: 'Where it comes from.' })
  @Property({ type: 'text' })
  source!: string;

  @Field(() => Boolean, { description: 'Of another place, or assumed here.' })
  @Property({ type: 'boolean', default: false })
  assumed = false;
}

/** What a target shows of how far it is; see `progress.ts`. */
@ObjectType({ description: 'How far a target is, from the rows as they are now.', simpleResolvers: true })
export class TargetProgress {
  @Field(() => BigInteger, {
    nullable: true,
    description: 'The actual of the year so far; null where no module computes it, or there is nothing to divide by.',
  })
  actual!: string | null;

  @Field(() => Float, { nullable: true, description: 'actual / value, 0–1 and beyond, three decimals; null without an actual.' })
  completionRate!: number | null;

  @Field(() => Float, { description: 'Share of the year’s months that are over, 0–1 (序时进度).' })
  timeProgress!: number;

  @Field(() => Boolean, { description: 'Behind the share of the year that is over; of a ceiling, above it.' })
  behindSchedule!: boolean;
}
