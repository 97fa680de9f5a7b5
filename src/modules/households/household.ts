import type { Ref } from '@mikro-orm/core';
import { Check, Embeddable, Embedded, Entity, Enum, Index, ManyToOne, Property, Unique } from '@mikro-orm/decorators/legacy';
import { Field, Int, ObjectType } from 'type-graphql';
import type { Level } from '../../platform/access/viewer.js';
import { Row } from '../../platform/database/base.js';
import { enumOf } from '../../platform/graphql/enum.js';
import { LocalDate } from '../../platform/graphql/scalars.js';
import { type Transitions, step } from '../../platform/graphql/transition.js';
import type { ParameterKind } from '../employment/parameter.js';
import { Placement } from '../placements/placement.js';
import { Region } from '../regions/region.js';
import { Seeker } from '../seekers/seeker.js';

export const HouseholdState = enumOf('HouseholdState', 'Where a household stands.', {
  DECLARED: '已申报 Declared.',
  COMMUNITY_REVIEW: '社区核查 The community visits and checks the members.',
  PUBLICISED: '公示 On public notice.',
  OBJECTION: '有异议 Somebody objected during the notice.',
  STREET_REVIEW: '街道复核 The street or town checks.',
  COUNTY_CONFIRM: '区县确认 The county confirms.',
  RECOGNISED: '已认定 Recognised: card issued, an officer responsible.',
  ASSISTED: '援助中 The assistance plan runs.',
  CLEARED: '已消除 At least one member works.',
  STABLE: '稳定就业 The work lasted.',
  RELAPSED: '再次零就业 Nobody works any more; a new episode.',
  EXITED: '已退出 Left the list.',
  REVOKED: '已取消 Taken off the list.',
  REJECTED: '不予认定 Not recognised.',
});
export type HouseholdState = keyof typeof HouseholdState;

const transitions: Transitions<HouseholdState> = {
  DECLARED: ['COMMUNITY_REVIEW'],
  COMMUNITY_REVIEW: ['PUBLICISED', 'REJECTED'],
  PUBLICISED: ['OBJECTION', 'STREET_REVIEW'],
  OBJECTION: ['COMMUNITY_REVIEW', 'REJECTED'],
  STREET_REVIEW: ['COUNTY_CONFIRM', 'REJECTED'],
  COUNTY_CONFIRM: ['RECOGNISED', 'REJECTED'],
  // CLEARED and RELAPSED follow from placements, in `household_settle`.
  RECOGNISED: ['ASSISTED', 'REVOKED'],
  ASSISTED: ['REVOKED'],
  CLEARED: ['STABLE', 'REVOKED'],
  STABLE: ['EXITED', 'REVOKED'],
  RELAPSED: ['ASSISTED', 'REVOKED'],
  EXITED: [],
  REVOKED: [],
  REJECTED: [],
};

/** The list that the household is on ends with these. */
export const ENDED: readonly HouseholdState[] = ['EXITED', 'REVOKED', 'REJECTED'];

/** At which levels a step is taken; a rejection at the level that has the household before it. */
export const LEVELS_OF: Readonly<Record<HouseholdState, readonly Level[]>> = {
  DECLARED: ['community', 'street'],
  COMMUNITY_REVIEW: ['community'],
  PUBLICISED: ['community'],
  OBJECTION: ['community', 'street'],
  STREET_REVIEW: ['community'],
  COUNTY_CONFIRM: ['street'],
  RECOGNISED: ['county'],
  ASSISTED: ['community', 'street'],
  CLEARED: [],
  STABLE: ['community', 'street'],
  RELAPSED: [],
  EXITED: ['county'],
  REVOKED: ['county'],
  REJECTED: [],
};
export const REJECTING: Readonly<Partial<Record<HouseholdState, readonly Level[]>>> = {
  COMMUNITY_REVIEW: ['community'],
  OBJECTION: ['community'],
  STREET_REVIEW: ['street'],
  COUNTY_CONFIRM: ['county'],
};

/** The term that begins with a state; one without goes on under the term of the state before, or none runs. */
export const CLOCKS: Readonly<Partial<Record<HouseholdState, ParameterKind>>> = {
  DECLARED: 'COMMUNITY_CHECK',
  OBJECTION: 'COMMUNITY_CHECK',
  STREET_REVIEW: 'STREET_CHECK',
  COUNTY_CONFIRM: 'COUNTY_CONFIRMATION',
  RECOGNISED: 'CLEARANCE',
  RELAPSED: 'CLEARANCE',
};
export const CONTINUED: readonly HouseholdState[] = ['COMMUNITY_REVIEW', 'PUBLICISED', 'ASSISTED'];

export const RevocationGround = enumOf('RevocationGround', 'Why a household is taken off the list.', {
  FALSE_DECLARATION: '虚假申报 What was declared is not so.',
  REFUSED_OFFERS: '多次无故拒绝 Offers were refused without cause as often as the parameter says.',
  MOVED_AWAY: '迁出 It moved away.',
  WITHDRAWN: '自愿退出 The household does not want it any more.',
});
export type RevocationGround = keyof typeof RevocationGround;

@ObjectType({ description: 'The zero-employment household card (零就业家庭卡).', simpleResolvers: true })
@Embeddable()
export class HouseholdCard {
  @Field(() => String, { nullable: true, description: 'Its number.' })
  @Property({ type: 'text', nullable: true })
  number: string | null = null;

  @Field(() => LocalDate, { nullable: true, description: 'Day of its issue.' })
  @Property({ type: 'date', nullable: true })
  issuedOn: string | null = null;

  @Field(() => LocalDate, { nullable: true, description: 'Last day of its validity; renewed while the household is on the list.' })
  @Property({ type: 'date', nullable: true })
  validUntil: string | null = null;

  @Field(() => LocalDate, { nullable: true, description: 'Day on which it was withdrawn; null while it is good.' })
  @Property({ type: 'date', nullable: true })
  withdrawnOn: string | null = null;
}

@ObjectType({ description: 'The assistance plan (援助方案) of a household.', simpleResolvers: true })
@Embeddable()
export class AssistancePlan {
  @Field(() => String, { nullable: true, description: 'What is to be reached, and how.' })
  @Property({ type: 'text', nullable: true })
  aim: string | null = null;

  @Field(() => LocalDate, { nullable: true, description: 'Day on which it was made.' })
  @Property({ type: 'date', nullable: true })
  madeOn: string | null = null;
}

@ObjectType({
  description:
    'An urban zero-employment household (城镇零就业家庭): its members of working age are all without work. From declaration over community, street and county to a card, one responsible officer and assistance, until a member works and the work lasts.',
  simpleResolvers: true,
})
@Entity()
@Check({ name: 'household_family', expression: 'family_size >= 1 and family_size <= 30' })
@Check({
  name: 'household_officer',
  expression:
    "(state <> 'RECOGNISED' and state <> 'ASSISTED' and state <> 'CLEARED' and state <> 'STABLE' and state <> 'RELAPSED') or (officer_id is not null and card_number is not null)",
})
@Index({ name: 'household_place', expression: 'create index household_place on household (region_path collate "C", state)' })
@Index({ name: 'household_on_notice', expression: "create index household_on_notice on household (notice_until) where state = 'PUBLICISED'" })
@Index({ name: 'household_card', expression: 'create unique index household_card on household (card_number)' })
export class Household extends Row {
  @Field(() => Region, { description: 'The community it lives in.' })
  @ManyToOne(() => Region, { ref: true, index: true })
  region!: Ref<Region>;

  @Property({ type: 'text', hidden: true })
  regionPath!: string;

  @Field(() => Int, { description: 'Persons in the family, those who are not listed included.' })
  @Property({ type: 'smallint' })
  familySize!: number;

  @Field(() => HouseholdState, { description: 'Where it stands.' })
  @Enum({ items: () => HouseholdState, type: 'text' })
  state: HouseholdState = 'DECLARED';

  @Field(() => LocalDate, { description: 'Since when it stands there.' })
  @Property({ type: 'date' })
  since!: string;

  @Field(() => LocalDate, {
    nullable: true,
    description: 'Last day for what comes next: the check, the confirmation, the first member at work; null where no clock runs.',
  })
  @Property({ type: 'date', nullable: true })
  dueOn: string | null = null;

  @Field(() => Int, { description: 'Which episode it is; each relapse begins another.' })
  @Property({ type: 'smallint', default: 1 })
  episode = 1;

  @Field(() => LocalDate, { nullable: true, description: 'Last day of the public notice.' })
  @Property({ type: 'date', nullable: true })
  noticeUntil: string | null = null;

  @Field(() => HouseholdCard, { nullable: true, description: 'Its card; null before recognition.' })
  @Embedded(() => HouseholdCard)
  card: HouseholdCard = new HouseholdCard();

  /** The one responsible officer: an account. */
  @Property({ type: 'uuid', nullable: true, hidden: true })
  officerId: string | null = null;

  @Field(() => LocalDate, { nullable: true, description: 'Since when the officer is responsible.' })
  @Property({ type: 'date', nullable: true })
  officerSince: string | null = null;

  @Field(() => AssistancePlan, { nullable: true, description: 'Its assistance plan; null before there is one.' })
  @Embedded(() => AssistancePlan)
  plan: AssistancePlan = new AssistancePlan();

  /** Steps taken so far. */
  @Property({ type: 'smallint', default: 0, hidden: true })
  stepCount = 0;

  /** The account that took the last step; null for what followed from a placement. */
  @Property({ type: 'uuid', nullable: true, hidden: true })
  byId: string | null = null;

  moveTo(state: HouseholdState): void {
    this.state = step(transitions, this.state, state, HouseholdState);
  }
}

export const HouseholdRelation = enumOf('HouseholdRelation', 'What a member is to the head.', {
  HEAD: '户主 The head.',
  SPOUSE: '配偶 Husband or wife.',
  CHILD: '子女 Son or daughter.',
  PARENT: '父母 Father or mother.',
  OTHER: '其他 Another relative.',
});
export type HouseholdRelation = keyof typeof HouseholdRelation;

export const MemberStanding = enumOf('MemberStanding', 'Whether a member counts as of working age.', {
  WORKING_AGE: '劳动年龄内 Of working age and able to work: counts.',
  STUDENT: '在校学生 Full-time student: does not count.',
  RETIRED: '退休 Retired: does not count.',
  UNABLE: '丧失劳动能力 Unable to work: does not count.',
});
export type MemberStanding = keyof typeof MemberStanding;

@ObjectType({ description: 'A listed member of a household. Nobody is in two households at a time.', simpleResolvers: true })
@Entity()
@Check({ name: 'household_member_days_in_order', expression: 'joined_on <= left_on' })
@Index({
  name: 'household_member_one_household',
  expression: 'create unique index household_member_one_household on household_member (seeker_id) where open',
})
export class HouseholdMember extends Row {
  @Field(() => Household, { nullable: true, description: 'The household; null when out of your sight.' })
  @ManyToOne(() => Household, { ref: true, index: true })
  household!: Ref<Household>;

  @Property({ type: 'text', hidden: true })
  regionPath!: string;

  @Field(() => Seeker, { nullable: true, description: 'Who; null when out of your sight.' })
  @ManyToOne(() => Seeker, { ref: true, index: true })
  seeker!: Ref<Seeker>;

  @Field(() => HouseholdRelation, { description: 'What to the head.' })
  @Enum({ items: () => HouseholdRelation, type: 'text' })
  relation!: HouseholdRelation;

  @Field(() => MemberStanding, { description: 'Whether they count.' })
  @Enum({ items: () => MemberStanding, type: 'text' })
  standing!: MemberStanding;

  /** In a household that is on its way or on the list, and has not left it. */
  @Property({ type: 'boolean', default: true, hidden: true })
  open = true;

  @Field(() => LocalDate, { description: 'Since when.' })
  @Property({ type: 'date' })
  joinedOn!: string;

  @Field(() => LocalDate, { nullable: true, description: 'Last day in the household; null while there.' })
  @Property({ type: 'date', nullable: true })
  leftOn: string | null = null;
}

@ObjectType({
  description:
    'A step of a household: what it came to, when, by whom, and by when the next is due. Written once and never changed: where an amended holiday table moves that day, the household stands at the step again.',
  simpleResolvers: true,
})
@Entity()
@Unique({ name: 'household_step_number', properties: ['household', 'number'] })
@Index({
  name: 'household_step_due',
  expression: 'create index household_step_due on household_step (region_path collate "C", due_on) where due_on is not null',
})
export class HouseholdStep extends Row {
  @Field(() => Household, { nullable: true, description: 'Of which household; null when out of your sight.' })
  @ManyToOne(() => Household, { ref: true })
  household!: Ref<Household>;

  @Property({ type: 'text', hidden: true })
  regionPath!: string;

  @Field(() => Int, { description: 'From 1 on.' })
  @Property({ type: 'smallint' })
  number!: number;

  @Field(() => HouseholdState, { description: 'To which state.' })
  @Enum({ items: () => HouseholdState, type: 'text' })
  state!: HouseholdState;

  @Field(() => LocalDate, { description: 'When.' })
  @Property({ type: 'date' })
  takenOn!: string;

  @Field(() => LocalDate, { nullable: true, description: 'Last day for the next; null where no clock runs, or no holiday table told it.' })
  @Property({ type: 'date', nullable: true })
  dueOn: string | null = null;

  /** The account; null for what followed from a placement. */
  @Property({ type: 'uuid', nullable: true, hidden: true })
  byId: string | null = null;

  @Field(() => String, { nullable: true, description: 'What was found, or why.' })
  @Property({ type: 'text', nullable: true })
  note: string | null = null;

  @Field(() => RevocationGround, { nullable: true, description: 'Why the household was taken off the list.' })
  @Enum({ items: () => RevocationGround, type: 'text', nullable: true })
  ground: RevocationGround | null = null;

  @Field(() => Placement, { nullable: true, description: 'The confirmed placement that cleared it; null otherwise, or out of your sight.' })
  @ManyToOne(() => Placement, { ref: true, nullable: true, index: true })
  placement: Ref<Placement> | null = null;
}
