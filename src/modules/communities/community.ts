import type { Ref } from '@mikro-orm/core';
import { Check, Entity, Enum, Index, ManyToOne, Property, Unique } from '@mikro-orm/decorators/legacy';
import { Field, Float, Int, ObjectType } from 'type-graphql';
import { Row } from '../../platform/database/base.js';
import { Cost } from '../../platform/graphql/cost.js';
import { enumOf } from '../../platform/graphql/enum.js';
import { BigInteger, LocalDate } from '../../platform/graphql/scalars.js';
import { type Transitions, step } from '../../platform/graphql/transition.js';
import { Region } from '../regions/region.js';

export const CommunityState = enumOf(
  'FullEmploymentState',
  'Where a community stands on its way to full employment; one without a record has not started.',
  {
    CREATING: '创建中 Working towards it.',
    SELF_ASSESSED: '已自评 Assessed itself.',
    STREET_REVIEWED: '街道已初审 Reviewed by the street or town.',
    COUNTY_CERTIFIED: '区县已认定 Recognised by the county.',
    SPOT_CHECKED: '市级已抽查 Spot-checked by the city.',
    CERTIFIED: '已达标 Certified for a year.',
    REVOKED: '已撤销 Certification taken back.',
  },
);
export type CommunityState = keyof typeof CommunityState;

const transitions: Transitions<CommunityState> = {
  CREATING: ['SELF_ASSESSED'],
  SELF_ASSESSED: ['STREET_REVIEWED', 'CREATING'],
  STREET_REVIEWED: ['COUNTY_CERTIFIED', 'CREATING'],
  COUNTY_CERTIFIED: ['SPOT_CHECKED', 'CERTIFIED', 'CREATING'],
  SPOT_CHECKED: ['CERTIFIED', 'CREATING'],
  CERTIFIED: ['SELF_ASSESSED', 'CREATING', 'REVOKED'],
  REVOKED: ['CREATING'],
};

@ObjectType({
  description: 'A community that creates full employment (创建充分就业社区), from its start to certification, yearly anew.',
  simpleResolvers: true,
})
@Entity()
@Unique({ name: 'full_employment_community_once', properties: ['region'] })
@Check({ name: 'full_employment_certified', expression: "state <> 'CERTIFIED' or (certified_on is not null and valid_until is not null)" })
@Index({ name: 'full_employment_place', expression: 'create index full_employment_place on full_employment_community (path collate "C")' })
export class FullEmploymentCommunity extends Row {
  @Field(() => Region, { description: 'The community.' })
  @ManyToOne(() => Region, { ref: true })
  region!: Ref<Region>;

  @Property({ type: 'text', hidden: true })
  path!: string;

  @Field(() => CommunityState, { description: 'Where it stands.' })
  @Enum({ items: () => CommunityState, type: 'text' })
  state: CommunityState = 'CREATING';

  @Field(() => LocalDate, { description: 'Since when it creates.' })
  @Property({ type: 'date' })
  startedOn!: string;

  @Field(() => LocalDate, { nullable: true, description: 'Day of the last certification.' })
  @Property({ type: 'date', nullable: true })
  certifiedOn: string | null = null;

  @Field(() => LocalDate, { nullable: true, description: 'Last day of the certification; it is certified anew before.' })
  @Property({ type: 'date', nullable: true })
  validUntil: string | null = null;

  /** Who took the last step: the next is another person's. */
  @Property({ type: 'uuid', nullable: true, hidden: true })
  steppedBy: string | null = null;

  moveTo(state: CommunityState): void {
    this.state = step(transitions, this.state, state, CommunityState);
  }
}

@ObjectType({ description: 'A step of a community: who, when, from where to where, on what ground. Steps are never changed.', simpleResolvers: true })
@Entity()
@Check({
  name: 'community_step_figures',
  expression: '(workforce is null) = (employed is null) and (workforce is null or (employed >= 0 and employed <= workforce and workforce >= 1))',
})
@Index({ name: 'community_step_place', expression: 'create index community_step_place on community_step (path collate "C", on_day)' })
export class CommunityStep extends Row {
  @ManyToOne(() => FullEmploymentCommunity, { ref: true, index: true, hidden: true })
  community!: Ref<FullEmploymentCommunity>;

  @Property({ type: 'text', hidden: true })
  path!: string;

  @Field(() => LocalDate, { description: 'The day.' })
  @Property({ type: 'date' })
  onDay!: string;

  @Field(() => CommunityState, { nullable: true, description: 'From where; null at the start.' })
  @Enum({ items: () => CommunityState, type: 'text', nullable: true })
  fromState: CommunityState | null = null;

  @Field(() => CommunityState, { description: 'To where.' })
  @Enum({ items: () => CommunityState, type: 'text' })
  toState!: CommunityState;

  @Field(() => String, { nullable: true, description: 'Ground, finding or evidence.' })
  @Property({ type: 'text', nullable: true })
  note: string | null = null;

  @Field(() => Int, { nullable: true, description: 'Residents of working age who can and want to work, as counted for the assessment.' })
  @Property({ type: 'integer', nullable: true })
  workforce: number | null = null;

  @Field(() => Int, { nullable: true, description: 'Of them employed.' })
  @Property({ type: 'integer', nullable: true })
  employed: number | null = null;

  @Property({ type: 'uuid', nullable: true, hidden: true })
  madeBy: string | null = null;
}

export const CriterionLevel = enumOf('CriterionLevel', 'Of what a criterion is measured.', {
  COMMUNITY: '社区 Of the community; at every review.',
  COUNTY: '区县 Of its county; when the city certifies.',
});
export type CriterionLevel = keyof typeof CriterionLevel;

@ObjectType({
  description: 'What a community has to meet to be certified, as data: an indicator and its bound, from a day on.',
  simpleResolvers: true,
})
@Entity()
@Unique({ name: 'certification_criterion_from', properties: ['code', 'effectiveOn'] })
@Check({ name: 'certification_criterion_bound', expression: 'bound >= 0 and bound <= 1000000000' })
export class CertificationCriterion extends Row {
  @Field(() => String, { description: 'Its code; a later row of the same code takes its place.' })
  @Property({ type: 'text' })
  code!: string;

  @Field(() => String, { description: 'Code of the indicator that is measured.' })
  @Property({ type: 'text' })
  indicator!: string;

  @Field(() => CriterionLevel, { description: 'Of what it is measured.' })
  @Enum({ items: () => CriterionLevel, type: 'text' })
  level!: CriterionLevel;

  @Field(() => Boolean, { description: 'The actual may not be above the bound; else not below.' })
  @Property({ type: 'boolean' })
  ceiling!: boolean;

  @Field(() => BigInteger, { description: 'The bound, in the unit of the indicator; rates in basis points.' })
  @Property({ type: 'bigint' })
  bound!: bigint;

  @Field(() => Boolean, { description: 'A veto (一票否决): nothing makes up for it.' })
  @Property({ type: 'boolean' })
  veto!: boolean;

  @Field(() => LocalDate, { description: 'First day on which it holds.' })
  @Property({ type: 'date' })
  effectiveOn!: string;

  @Property({ type: 'text', hidden: true })
  regionPath!: string;

  @Field(() => String, { description: 'Where it comes from.' })
  @Property({ type: 'text' })
  source!: string;

  @Field(() => Boolean, { description: 'Of another place, or assumed here.' })
  @Property({ type: 'boolean', default: false })
  assumed = false;
}

@ObjectType({ description: 'A criterion as it is measured now.', simpleResolvers: true })
export class CriterionResult {
  @Field(() => String, { description: 'Its code.' })
  code!: string;

  @Field(() => String, { description: 'Name of the indicator, in the language asked for.' })
  name!: string;

  @Field(() => BigInteger, { nullable: true, description: 'The actual; null where nothing is measured, which does not meet it.' })
  actual!: string | null;

  @Field(() => BigInteger, { description: 'The bound.' })
  bound!: string;

  @Field(() => Boolean, { description: 'A ceiling, else a least number.' })
  ceiling!: boolean;

  @Field(() => Boolean, { description: 'A veto.' })
  veto!: boolean;

  @Field(() => Boolean, { description: 'Met.' })
  met!: boolean;
}

export const GoalArea = enumOf('CertificationArea', 'The areas that notice 37/2007 sets goals for.', {
  MAIN_URBAN: '主城九区 The nine main urban districts.',
  CIRCLE: '一小时经济圈其他区县及万州、黔江 The rest of the one-hour circle, Wanzhou and Qianjiang.',
  OTHER: '其他区县 The other counties.',
});
export type GoalArea = keyof typeof GoalArea;

@ObjectType({ description: 'What share of an area’s communities is to be certified by a year.', simpleResolvers: true })
@Entity()
@Unique({ name: 'certification_goal_once', properties: ['year', 'area'] })
export class CertificationGoal extends Row {
  @Field(() => Int, { description: 'By the end of this year.' })
  @Property({ type: 'smallint' })
  year!: number;

  @Field(() => GoalArea, { description: 'Where.' })
  @Enum({ items: () => GoalArea, type: 'text' })
  area!: GoalArea;

  @Field(() => Int, { description: 'Percent of its communities.' })
  @Property({ type: 'smallint' })
  share!: number;

  @Field(() => String, { description: 'Where it comes from.' })
  @Property({ type: 'text' })
  source!: string;
}

@ObjectType({ description: 'How far the communities of an area are, against the goals of notice 37/2007.', simpleResolvers: true })
export class FullEmploymentArea {
  @Field(() => GoalArea, { description: 'The area.' })
  area!: GoalArea;

  @Field(() => Int, { description: 'Its communities.' })
  communities!: number;

  @Field(() => Int, { description: 'Those that started.' })
  started!: number;

  @Field(() => Int, { description: 'Those certified.' })
  certified!: number;

  @Field(() => Float, { nullable: true, description: 'started / communities, 0–1, three decimals; null without communities.' })
  startedRate!: number | null;

  @Field(() => Float, { nullable: true, description: 'certified / communities, 0–1, three decimals; null without communities.' })
  certifiedRate!: number | null;

  @Cost({ atMost: 10 })
  @Field(() => [CertificationGoal], { description: 'Its goals, earliest first.' })
  goals!: object[];
}

@ObjectType({ description: 'How far grassroots institutions reach (平台建设).', simpleResolvers: true })
export class GrassrootsCoverage {
  @Field(() => Int, { description: 'Streets, towns and townships.' })
  townships!: number;

  @Field(() => Int, { description: 'Of them with a social-security work institution that works.' })
  townshipsCovered!: number;

  @Field(() => Float, { nullable: true, description: 'townshipsCovered / townships, 0–1, three decimals.' })
  townshipRate!: number | null;

  @Field(() => Int, { description: 'Communities.' })
  communities!: number;

  @Field(() => Int, { description: 'Of them with an institution of their own.' })
  communitiesCovered!: number;

  @Field(() => Float, { nullable: true, description: 'communitiesCovered / communities, 0–1, three decimals.' })
  communityRate!: number | null;
}
