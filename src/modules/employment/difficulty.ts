import type { Ref } from '@mikro-orm/core';
import { Check, Entity, Enum, Index, ManyToOne, Property } from '@mikro-orm/decorators/legacy';
import { Field, ObjectType } from 'type-graphql';
import type { Level } from '../../platform/access/viewer.js';
import { Row } from '../../platform/database/base.js';
import { enumOf } from '../../platform/graphql/enum.js';
import { LocalDate } from '../../platform/graphql/scalars.js';
import { type Transitions, step } from '../../platform/graphql/transition.js';
import { Institution } from '../institutions/institution.js';
import { HardshipCategory } from '../seekers/circumstances.js';
import { Seeker } from '../seekers/seeker.js';

export const DifficultyState = enumOf('DifficultyState', 'Where the recognition of a person as hard to employ stands.', {
  APPLIED: '已申请 Applied for.',
  COMMUNITY_REVIEW: '社区核查 The community visits and checks.',
  PUBLICISED: '公示 On public notice.',
  RECOGNISED: '已认定 Recognised.',
  ASSISTED: '援助中 Assistance runs.',
  EXITED: '已退出 Left the list, with a reason.',
  REJECTED: '不予认定 Not recognised, with a reason.',
});
export type DifficultyState = keyof typeof DifficultyState;

const transitions: Transitions<DifficultyState> = {
  APPLIED: ['COMMUNITY_REVIEW', 'REJECTED'],
  COMMUNITY_REVIEW: ['PUBLICISED', 'REJECTED'],
  PUBLICISED: ['RECOGNISED', 'REJECTED'],
  RECOGNISED: ['ASSISTED', 'EXITED'],
  ASSISTED: ['EXITED'],
  EXITED: [],
  REJECTED: [],
};

/** At which levels a step is taken. */
export const LEVELS_OF: Readonly<Record<DifficultyState, readonly Level[]>> = {
  APPLIED: ['community', 'street'],
  COMMUNITY_REVIEW: ['community'],
  PUBLICISED: ['community'],
  RECOGNISED: ['street'],
  ASSISTED: ['community', 'street'],
  EXITED: ['street', 'county'],
  REJECTED: ['community', 'street'],
};

@ObjectType({
  description:
    'A person’s recognition as hard to employ (就业困难人员) in one category, with its evidence and days. A person may hold several; each is checked again at intervals.',
  simpleResolvers: true,
})
@Entity({ tableName: 'employment_difficulty' })
@Check({ name: 'employment_difficulty_reason', expression: "(state in ('EXITED', 'REJECTED')) = (reason is not null)" })
@Check({ name: 'employment_difficulty_days_in_order', expression: 'applied_on <= recognised_on and applied_on <= exited_on' })
@Check({
  name: 'employment_difficulty_recognised',
  expression: "(state <> 'RECOGNISED' and state <> 'ASSISTED') or (recognised_on is not null and recheck_on is not null)",
})
@Index({
  name: 'employment_difficulty_once',
  expression:
    "create unique index employment_difficulty_once on employment_difficulty (seeker_id, category) where state not in ('EXITED', 'REJECTED')",
})
@Index({
  name: 'employment_difficulty_place',
  expression: 'create index employment_difficulty_place on employment_difficulty (institution_path collate "C", category)',
})
export class EmploymentDifficulty extends Row {
  @Field(() => Seeker, { nullable: true, description: 'Who; null when out of your sight.' })
  @ManyToOne(() => Seeker, { ref: true, index: true })
  seeker!: Ref<Seeker>;

  @Field(() => HardshipCategory, { description: 'Why work is hard to find for the person.' })
  @Enum({ items: () => HardshipCategory, type: 'text' })
  category!: HardshipCategory;

  @Field(() => String, { description: 'What was shown in evidence; no numbers of persons.' })
  @Property({ type: 'text' })
  evidence!: string;

  @Field(() => Institution, { description: 'The institution that took the application.' })
  @ManyToOne(() => Institution, { ref: true, index: true })
  institution!: Ref<Institution>;

  @Property({ type: 'text', hidden: true })
  institutionPath!: string;

  @Field(() => DifficultyState, { description: 'Where it stands.' })
  @Enum({ items: () => DifficultyState, type: 'text' })
  state: DifficultyState = 'APPLIED';

  @Field(() => LocalDate, { description: 'Day of the application.' })
  @Property({ type: 'date' })
  appliedOn!: string;

  @Field(() => LocalDate, { nullable: true, description: 'Last day of the public notice.' })
  @Property({ type: 'date', nullable: true })
  noticeUntil: string | null = null;

  @Field(() => LocalDate, { nullable: true, description: 'Day of the recognition.' })
  @Property({ type: 'date', nullable: true })
  recognisedOn: string | null = null;

  @Field(() => LocalDate, { nullable: true, description: 'Day by which it is checked again.' })
  @Property({ type: 'date', nullable: true })
  recheckOn: string | null = null;

  @Field(() => LocalDate, { nullable: true, description: 'Day on which the person left the list.' })
  @Property({ type: 'date', nullable: true })
  exitedOn: string | null = null;

  @Field(() => String, { nullable: true, description: 'Why it was not recognised, or ended.' })
  @Property({ type: 'text', nullable: true })
  reason: string | null = null;

  /** The account that took the last step. */
  @Property({ type: 'uuid', hidden: true })
  byId!: string;

  moveTo(state: DifficultyState): void {
    this.state = step(transitions, this.state, state, DifficultyState);
  }
}
