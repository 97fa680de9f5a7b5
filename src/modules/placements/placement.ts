import type { Ref } from '@mikro-orm/core';
import { Check, Embeddable, Embedded, Entity, Enum, Index, ManyToOne, Property } from '@mikro-orm/decorators/legacy';
import { Field, ObjectType } from 'type-graphql';
import { Row } from '../../platform/database/base.js';
import { enumOf } from '../../platform/graphql/enum.js';
import { Refusal } from '../../platform/graphql/errors.js';
import { LocalDate } from '../../platform/graphql/scalars.js';
import { type Transitions, step } from '../../platform/graphql/transition.js';
import { Institution } from '../institutions/institution.js';
import { Referral } from '../referrals/referral.js';
import { Seeker } from '../seekers/seeker.js';
import { Vacancy } from '../vacancies/vacancy.js';

export const PlacementState = enumOf('PlacementState', 'Where a placement stands.', {
  PENDING_CONFIRMATION: '待确认 Hired; not yet confirmed, and not counted.',
  CONFIRMED: '已确认 Confirmed; counts on the day of its confirmation.',
  REVERSED: '已撤销 Taken back; does not count.',
});
export type PlacementState = keyof typeof PlacementState;

const transitions: Transitions<PlacementState> = {
  PENDING_CONFIRMATION: ['CONFIRMED', 'REVERSED'],
  CONFIRMED: ['REVERSED'],
  REVERSED: [],
};

export const PlacementChannel = enumOf('PlacementChannel', 'How somebody came to a post.', {
  REFERRAL: '推荐 By a referral.',
  TRANSFER: '劳务输出 By an order, with a group.',
});
export type PlacementChannel = keyof typeof PlacementChannel;

export const PlacementEvidence = enumOf('PlacementEvidence', 'What a confirmation rests on.', {
  EMPLOYER: '用人单位确认 The employer said so.',
  COUNTERFOIL: '回执 The counterfoil came back signed.',
  CONTRACT: '劳动合同 A contract was checked.',
});
export type PlacementEvidence = keyof typeof PlacementEvidence;

export const PlacementEndCause = enumOf('PlacementEndCause', 'Why work ended.', {
  RETURNED: '返乡 The person went home.',
  CHANGED_JOB: '换岗 The person took other work.',
  DISMISSED: '解除 The employer ended it.',
  EXPIRED: '期满 The contract ran out.',
});
export type PlacementEndCause = keyof typeof PlacementEndCause;

@ObjectType({ description: 'How work ended.', simpleResolvers: true })
@Embeddable()
export class PlacementEnding {
  @Field(() => LocalDate, { nullable: true, description: 'Last day of work.' })
  @Property({ type: 'date', nullable: true })
  on: string | null = null;

  @Field(() => PlacementEndCause, { nullable: true, description: 'Why.' })
  @Enum({ items: () => PlacementEndCause, type: 'text', nullable: true })
  cause: PlacementEndCause | null = null;
}

@ObjectType({
  description:
    'A person in work (介绍成功): begins with a hire, counts once confirmed, by the day of its confirmation. One that lasts excludes another.',
  simpleResolvers: true,
})
@Entity()
@Check({ name: 'placement_confirmed_has_day', expression: "state <> 'CONFIRMED' or (confirmed_on is not null and evidence is not null)" })
@Check({ name: 'placement_reversed_has_reason', expression: "state <> 'REVERSED' or reason is not null" })
@Check({ name: 'placement_ending_is_whole', expression: '(ending_on is null) = (ending_cause is null)' })
@Check({ name: 'placement_days_in_order', expression: 'ending_on is null or hired_on <= ending_on' })
@Index({
  name: 'placement_one_at_a_time',
  expression: "create unique index placement_one_at_a_time on placement (seeker_id) where state <> 'REVERSED' and ending_on is null",
})
@Index({ name: 'placement_place', expression: 'create index placement_place on placement (institution_path collate "C", confirmed_on)' })
@Index({ name: 'placement_employer', properties: ['employerId'] })
export class Placement extends Row {
  @Field(() => Seeker, { nullable: true, description: 'Who; null when out of your sight.' })
  @ManyToOne(() => Seeker, { ref: true, index: true })
  seeker!: Ref<Seeker>;

  @Field(() => Vacancy, { nullable: true, description: 'The post; null when out of your sight.' })
  @ManyToOne(() => Vacancy, { ref: true, index: true })
  vacancy!: Ref<Vacancy>;

  @Property({ type: 'uuid', hidden: true })
  employerId!: string;

  @Field(() => Referral, { nullable: true, description: 'The referral that led to it; null for a group, or out of your sight.' })
  @ManyToOne(() => Referral, { ref: true, nullable: true, index: true })
  referral: Ref<Referral> | null = null;

  @Field(() => Institution, { description: 'The institution that brought it about.' })
  @ManyToOne(() => Institution, { ref: true, index: true })
  institution!: Ref<Institution>;

  @Property({ type: 'text', hidden: true })
  institutionPath!: string;

  @Field(() => PlacementChannel, { description: 'How it came about.' })
  @Enum({ items: () => PlacementChannel, type: 'text' })
  channel!: PlacementChannel;

  @Field(() => PlacementState, { description: 'Where it stands.' })
  @Enum({ items: () => PlacementState, type: 'text' })
  state: PlacementState = 'PENDING_CONFIRMATION';

  @Field(() => LocalDate, { description: 'Day of the hire.' })
  @Property({ type: 'date' })
  hiredOn!: string;

  @Field(() => LocalDate, { nullable: true, description: 'Day of the confirmation, by which it counts.' })
  @Property({ type: 'date', nullable: true })
  confirmedOn: string | null = null;

  @Field(() => PlacementEvidence, { nullable: true, description: 'What the confirmation rests on.' })
  @Enum({ items: () => PlacementEvidence, type: 'text', nullable: true })
  evidence: PlacementEvidence | null = null;

  @Field(() => String, { nullable: true, description: 'Why it was taken back.' })
  @Property({ type: 'text', nullable: true })
  reason: string | null = null;

  @Field(() => PlacementEnding, { nullable: true, description: 'How the work ended; null while it lasts.' })
  @Embedded(() => PlacementEnding)
  ending: PlacementEnding = new PlacementEnding();

  moveTo(state: PlacementState): void {
    this.state = step(transitions, this.state, state, PlacementState);
  }

  /** The last day of work, once. */
  end(on: string, cause: PlacementEndCause, today: string): void {
    if (this.state === 'REVERSED' || this.ending.on !== null) {
      throw new Refusal('ILLEGAL_TRANSITION', ['id'], { zh: '该就业记录已撤销或已结束', en: 'It was taken back, or has ended already' });
    }
    if (on < this.hiredOn || on > today) {
      throw new Refusal('INVALID', ['input', 'on'], { zh: '结束日期须在录用日与今天之间', en: 'The last day lies between the hire and today' });
    }
    this.ending = Object.assign(new PlacementEnding(), { on, cause });
  }
}
