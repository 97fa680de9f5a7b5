import type { Ref } from '@mikro-orm/core';
import { Check, Entity, Enum, Index, ManyToOne, Property, Unique } from '@mikro-orm/decorators/legacy';
import { Field, Int, ObjectType } from 'type-graphql';
import { Row } from '../../platform/database/base.js';
import { enumOf } from '../../platform/graphql/enum.js';
import { LocalDate } from '../../platform/graphql/scalars.js';
import { type Transitions, step } from '../../platform/graphql/transition.js';
import { LabourBase } from '../agencies/brand.js';
import { Region } from '../regions/region.js';
import { Seeker } from '../seekers/seeker.js';
import { Employer } from '../vacancies/employer.js';
import { Vacancy } from '../vacancies/vacancy.js';
import { Household } from './household.js';

export const VenueKind = enumOf('VenueKind', 'What a street with stalls is for.', {
  RE_EMPLOYMENT_STREET: '再就业一条街 Stalls for people who look for work again.',
  START_UP_STREET: '创业一条街 Stalls for people who start a business.',
});
export type VenueKind = keyof typeof VenueKind;

@ObjectType({ description: 'A re-employment or start-up street, with stalls that are given to members of households.', simpleResolvers: true })
@Entity()
@Check({ name: 'assistance_venue_stalls', expression: 'stalls >= 1 and stalls <= 2000' })
@Unique({ name: 'assistance_venue_name', properties: ['region', 'name'] })
export class AssistanceVenue extends Row {
  @Field(() => String, { description: 'Its name.' })
  @Property({ type: 'text' })
  name!: string;

  @Field(() => VenueKind, { description: 'What it is for.' })
  @Enum({ items: () => VenueKind, type: 'text' })
  kind!: VenueKind;

  @Field(() => Region, { description: 'The division whose households may get its stalls.' })
  @ManyToOne(() => Region, { ref: true })
  region!: Ref<Region>;

  @Property({ type: 'text', hidden: true })
  regionPath!: string;

  @Field(() => Int, { description: 'Stalls it has.' })
  @Property({ type: 'smallint' })
  stalls!: number;
}

export const MeasureKind = enumOf('MeasureKind', 'How a household is helped.', {
  PUBLIC_WELFARE_POST: '社区公益性岗位 A public-welfare post: resident services, public administration.',
  PUBLIC_BODY_LOGISTICS: '机关事业单位后勤岗位 A logistics post of a public body.',
  PAIRING: '结对子 Paired with an employer.',
  VENUE_STALL: '一条街摊位 A stall in a re-employment or start-up street.',
  LABOUR_BASE: '品牌劳务基地 A place at a labour base.',
  DIRECTED_PLACEMENT: '定向安置 Directed placement with an employer.',
  LAST_RESORT: '托底安置 Last-resort placement.',
  TRAINING: '技能培训 Training.',
  TRANSFER: '劳务输出 Transfer to work elsewhere.',
});
export type MeasureKind = keyof typeof MeasureKind;

/** What an offer of a kind names. */
export const NAMES_OF: Readonly<Record<MeasureKind, readonly ('vacancy' | 'employer' | 'venue' | 'base')[]>> = {
  PUBLIC_WELFARE_POST: ['vacancy', 'employer'],
  PUBLIC_BODY_LOGISTICS: ['vacancy', 'employer'],
  PAIRING: ['employer'],
  VENUE_STALL: ['venue'],
  LABOUR_BASE: ['base'],
  DIRECTED_PLACEMENT: ['vacancy', 'employer'],
  LAST_RESORT: ['vacancy', 'employer'],
  TRAINING: [],
  TRANSFER: [],
};

export const MeasureState = enumOf('MeasureState', 'Where an offer stands.', {
  OFFERED: '已提供 Offered; the answer is out.',
  ACCEPTED: '已接受 Accepted.',
  REFUSED: '已拒绝 Refused, with or without cause.',
  DONE: '已落实 Carried through.',
  DROPPED: '未落实 Came to nothing, without fault of the person.',
});
export type MeasureState = keyof typeof MeasureState;

const transitions: Transitions<MeasureState> = {
  OFFERED: ['ACCEPTED', 'REFUSED', 'DROPPED'],
  ACCEPTED: ['DONE', 'DROPPED'],
  REFUSED: [],
  DONE: ['DROPPED'],
  DROPPED: [],
};

@ObjectType({
  description: 'A measure of assistance (援助措施) that is offered to a member of a household. Refusals are kept and count.',
  simpleResolvers: true,
})
@Entity()
@Check({ name: 'assistance_measure_refusal', expression: "(state = 'REFUSED') = (with_cause is not null)" })
@Check({ name: 'assistance_measure_answer', expression: "(state = 'OFFERED') = (answered_on is null)" })
@Check({ name: 'assistance_measure_days_in_order', expression: 'offered_on <= answered_on' })
@Index({
  name: 'assistance_measure_stalls',
  expression: "create index assistance_measure_stalls on assistance_measure (venue_id) where state in ('ACCEPTED', 'DONE')",
})
export class AssistanceMeasure extends Row {
  @Field(() => Household, { nullable: true, description: 'The household; null when out of your sight.' })
  @ManyToOne(() => Household, { ref: true, index: true })
  household!: Ref<Household>;

  @Property({ type: 'text', hidden: true })
  regionPath!: string;

  @Field(() => Seeker, { nullable: true, description: 'The member; null when out of your sight.' })
  @ManyToOne(() => Seeker, { ref: true, index: true })
  seeker!: Ref<Seeker>;

  @Field(() => MeasureKind, { description: 'What kind.' })
  @Enum({ items: () => MeasureKind, type: 'text' })
  kind!: MeasureKind;

  @Field(() => Vacancy, { nullable: true, description: 'The post offered; null without one, or out of your sight.' })
  @ManyToOne(() => Vacancy, { ref: true, nullable: true })
  vacancy: Ref<Vacancy> | null = null;

  @Field(() => Employer, { nullable: true, description: 'The employer it is paired with or placed at.' })
  @ManyToOne(() => Employer, { ref: true, nullable: true })
  employer: Ref<Employer> | null = null;

  @Field(() => AssistanceVenue, { nullable: true, description: 'The street of the stall.' })
  @ManyToOne(() => AssistanceVenue, { ref: true, nullable: true })
  venue: Ref<AssistanceVenue> | null = null;

  @Field(() => LabourBase, { nullable: true, description: 'The labour base.' })
  @ManyToOne(() => LabourBase, { ref: true, nullable: true })
  base: Ref<LabourBase> | null = null;

  @Field(() => String, { nullable: true, description: 'What is offered, in words.' })
  @Property({ type: 'text', nullable: true })
  note: string | null = null;

  @Field(() => MeasureState, { description: 'Where it stands.' })
  @Enum({ items: () => MeasureState, type: 'text' })
  state: MeasureState = 'OFFERED';

  @Field(() => LocalDate, { description: 'Day of the offer.' })
  @Property({ type: 'date' })
  offeredOn!: string;

  @Field(() => LocalDate, { nullable: true, description: 'Day of the answer.' })
  @Property({ type: 'date', nullable: true })
  answeredOn: string | null = null;

  @Field(() => Boolean, { nullable: true, description: 'Whether a refusal had cause; null where there is none. Those without count.' })
  @Property({ type: 'boolean', nullable: true })
  withCause: boolean | null = null;

  @Field(() => String, { nullable: true, description: 'Why it was refused or came to nothing.' })
  @Property({ type: 'text', nullable: true })
  reason: string | null = null;

  moveTo(state: MeasureState): void {
    this.state = step(transitions, this.state, state, MeasureState);
  }
}
