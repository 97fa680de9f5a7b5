import type { Ref } from '@mikro-orm/core';
import { Check, Entity, Enum, Index, ManyToOne, Property } from '@mikro-orm/decorators/legacy';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Field, Int, ObjectType } from 'type-graphql';
import { Row } from '../../platform/database/base.js';
import { LocalDate, Money, MoneyType } from '../../platform/graphql/scalars.js';
import { inside } from '../institutions/institution.queries.js';
import { Region } from '../regions/region.js';
import { CourseKind, StartUpCourse } from './class.js';

@ObjectType({
  description:
    'What holds for a kind of course in a division from a day on: hours, attendance, how long an outcome counts, and the subsidy a trained person brings. The deepest division’s latest row holds.',
  simpleResolvers: true,
})
@Entity()
@Check({ name: 'training_rule_tracking', expression: 'tracking_months >= 1 and tracking_months <= 24' })
@Check({ name: 'training_rule_attendance', expression: 'least_attendance >= 0 and least_attendance <= 100' })
@Check({ name: 'training_rule_share', expression: 'share_without_outcome >= 0 and share_without_outcome <= 100' })
@Check({ name: 'training_rule_course', expression: "kind = 'START_UP' or course is null" })
@Index({
  name: 'training_rule_from',
  expression: 'create unique index training_rule_from on training_rule (kind, course, region_path, effective_on) nulls not distinct',
})
export class TrainingRule extends Row {
  @Field(() => CourseKind, { description: 'For which kind.' })
  @Enum({ items: () => CourseKind, type: 'text' })
  kind!: CourseKind;

  @Field(() => StartUpCourse, { nullable: true, description: 'For which start-up course; null is any.' })
  @Enum({ items: () => StartUpCourse, type: 'text', nullable: true })
  course: StartUpCourse | null = null;

  @Field(() => Region, { nullable: true, description: 'The division that set it; null is the default of this platform.' })
  @ManyToOne(() => Region, { ref: true, nullable: true })
  region: Ref<Region> | null = null;

  @Property({ type: 'text', hidden: true })
  regionPath!: string;

  @Field(() => LocalDate, { description: 'First day on which it holds.' })
  @Property({ type: 'date' })
  effectiveOn!: string;

  @Field(() => Int, { description: 'Class hours that a class has at least.' })
  @Property({ type: 'smallint' })
  leastHours!: number;

  @Field(() => Int, { description: 'Percent of the hours that a person has to attend.' })
  @Property({ type: 'smallint' })
  leastAttendance!: number;

  @Field(() => Int, { description: 'Months after the examination within which an outcome counts.' })
  @Property({ type: 'smallint' })
  trackingMonths!: number;

  @Field(() => Money, { nullable: true, description: 'Subsidy for a person with an outcome; null when no rate is on file.' })
  @Property({ type: MoneyType, nullable: true })
  subsidy: bigint | null = null;

  @Field(() => Int, { description: 'Percent of the subsidy for a person who passed and has no outcome.' })
  @Property({ type: 'smallint' })
  shareWithoutOutcome!: number;

  @Field(() => String, { description: 'Where it comes from.' })
  @Property({ type: 'text' })
  source!: string;

  @Field(() => Boolean, { description: 'Assumed here, or of another place; not a rule of this division.' })
  @Property({ type: 'boolean', default: false })
  assumed = false;
}

/** The rule for a course at a place on a day: of the deepest division, then of the course itself, its latest. There is a default for every kind. */
export async function ruleAt(
  em: EntityManager,
  { kind, course }: { kind: CourseKind; course: StartUpCourse | null },
  path: string,
  day: string,
): Promise<TrainingRule> {
  const rows = await em.find(TrainingRule, { kind, effectiveOn: { $lte: day } }, { orderBy: { effectiveOn: 'desc' } });
  const rank = (one: TrainingRule): number => one.regionPath.length * 2 + (one.course === null ? 0 : 1);
  const holding = rows.filter((one) => (one.course === null || one.course === course) && (one.regionPath === '' || inside(path, one.regionPath)));
  return holding.reduce((best, one) => (rank(one) > rank(best) ? one : best));
}
