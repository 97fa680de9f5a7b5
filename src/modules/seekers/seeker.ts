import type { Ref } from '@mikro-orm/core';
import { Check, Embedded, Entity, Enum, Index, ManyToOne, Property } from '@mikro-orm/decorators/legacy';
import { Field, Int, ObjectType } from 'type-graphql';
import { Row } from '../../platform/database/base.js';
import { enumOf } from '../../platform/graphql/enum.js';
import { LocalDate } from '../../platform/graphql/scalars.js';
import { type Transitions, step } from '../../platform/graphql/transition.js';
import { Institution } from '../institutions/institution.js';
import { Region } from '../regions/region.js';
import { Education, Sex } from '../vacancies/terms.js';
import { Circumstances } from './circumstances.js';
import { Wish } from './wish.js';

export const Resettler = enumOf('Resettler', 'Resettled for the Three Gorges reservoir.', {
  NONE: '非移民 Not resettled.',
  RURAL: '农村移民 Resettled from a village.',
  URBAN: '城镇移民 Resettled from a town.',
});
export type Resettler = keyof typeof Resettler;

export const SeekerSituation = enumOf('SeekerSituation', 'What a person does now.', {
  UNEMPLOYED: '失业 Unemployed.',
  LAID_OFF: '下岗 Laid off, with certificate.',
  RURAL_SURPLUS: '农村富余劳动力 Rural surplus labour.',
  EMPLOYED: '在职 Employed and looking for a change.',
  GRADUATE: '应届毕业 Graduate.',
  STUDENT: '在校学生 Student; may not be sent away in a group.',
});
export type SeekerSituation = keyof typeof SeekerSituation;

export const TravelGroupKind = enumOf('TravelGroupKind', 'What holds a travel group together.', {
  COUPLE: '夫妻 A couple.',
  FAMILY: '家人 A family.',
  VILLAGE: '同乡 People of one village.',
  FRIENDS: '同伴 Friends, workmates.',
});
export type TravelGroupKind = keyof typeof TravelGroupKind;

export const SeekerState = enumOf('SeekerState', 'Whether a person is there to be found.', {
  ACTIVE: '正常 Here.',
  RESTRICTED: '限制处理 Erased from use; a sealed record is kept under a duty, for the auditor alone.',
  ERASED: '已删除 Erased; what figures count stays, anonymous.',
});
export type SeekerState = keyof typeof SeekerState;

@ObjectType({ description: 'People who travel together: a couple, a village group.', simpleResolvers: true })
@Entity()
export class TravelGroup extends Row {
  @Field(() => String, { description: 'What they call themselves.' })
  @Property({ type: 'text' })
  name!: string;

  @Field(() => TravelGroupKind, { description: 'What holds them together.' })
  @Enum({ items: () => TravelGroupKind, type: 'text', default: 'VILLAGE' })
  kind: TravelGroupKind = 'VILLAGE';
}

@ObjectType({ description: 'A person who looks for work (求职者): one for each ID document, however often registered.', simpleResolvers: true })
@Entity()
@Check({ name: 'seeker_skill_level', expression: 'skill_level >= 1 and skill_level <= 5' })
@Check({ name: 'seeker_three_trades', expression: 'cardinality(wish_occupations) <= 3' })
@Check({ name: 'seeker_five_places', expression: 'cardinality(wish_place_paths) <= 5' })
@Index({ name: 'seeker_trades', expression: 'create index seeker_trades on seeker using gin (wish_trade_groups)' })
@Index({ name: 'seeker_any_trade', expression: 'create index seeker_any_trade on seeker (id) where wish_any_trade' })
@Index({ name: 'seeker_residence', expression: 'create index seeker_residence on seeker (region_path collate "C")' })
export class Seeker extends Row {
  @Field(() => String, {
    description:
      'Full name for those who serve the person, and the person; for a recruiter all but its first character is hidden until consent or a hire.',
  })
  @Property({ type: 'text' })
  name!: string;

  @Field(() => Sex, { description: 'Sex as on the ID document.' })
  @Enum({ items: () => Sex, type: 'text' })
  sex!: Sex;

  @Field(() => LocalDate, { description: 'Date of birth, from the ID document.' })
  @Property({ type: 'date' })
  birthOn!: string;

  @Field(() => String, { description: 'ID number, masked: first and last two characters.' })
  @Property({ type: 'text' })
  idNumberMasked!: string;

  @Field(() => String, { nullable: true, description: 'Phone, masked.' })
  @Property({ type: 'text', nullable: true })
  phoneMasked: string | null = null;

  @Field(() => Region, { description: 'Where the person lives.' })
  @ManyToOne(() => Region, { ref: true })
  region!: Ref<Region>;

  @Property({ type: 'text', hidden: true })
  regionPath!: string;

  @Field(() => Region, { nullable: true, description: 'Where the household is registered (户籍地); null when not stated.' })
  @ManyToOne(() => Region, { ref: true, nullable: true })
  householdRegion: Ref<Region> | null = null;

  @Field(() => Boolean, { description: 'Agricultural household registration.' })
  @Property({ type: 'boolean', default: false })
  agricultural = false;

  @Field(() => Resettler, { description: 'Whether resettled.' })
  @Enum({ items: () => Resettler, type: 'text' })
  resettler: Resettler = 'NONE';

  @Field(() => SeekerSituation, { description: 'What the person does now.' })
  @Enum({ items: () => SeekerSituation, type: 'text' })
  situation: SeekerSituation = 'UNEMPLOYED';

  @Field(() => Education, { description: 'Highest education.' })
  @Enum({ items: () => Education, type: 'text' })
  education: Education = 'NONE';

  @Property({ type: 'smallint', default: 0, hidden: true })
  educationRank = 0;

  @Field(() => String, { nullable: true, description: 'Field of study.' })
  @Property({ type: 'text', nullable: true })
  major: string | null = null;

  @Field(() => Int, { nullable: true, description: 'Skill level, 5 (beginner) to 1 (senior technician).' })
  @Property({ type: 'smallint', nullable: true })
  skillLevel: number | null = null;

  @Field(() => [String], { description: 'Certificates held.' })
  @Property({ type: 'text[]', defaultRaw: "'{}'" })
  certificates: string[] = [];

  @Field(() => Int, { nullable: true, description: 'Height in centimetres.' })
  @Property({ type: 'smallint', nullable: true })
  heightCm: number | null = null;

  @Field(() => String, { nullable: true, description: 'Work so far, in words.' })
  @Property({ type: 'text', nullable: true })
  workHistory: string | null = null;

  @Field(() => Circumstances, { description: 'Family, health and hardship, as stated; for those who serve the person, and the person.' })
  @Embedded(() => Circumstances)
  circumstances = new Circumstances();

  @Field(() => Wish, { description: 'What the person looks for.' })
  @Embedded(() => Wish)
  wish!: Wish;

  @Field(() => TravelGroup, { nullable: true, description: 'Whom the person travels with.' })
  @ManyToOne(() => TravelGroup, { ref: true, nullable: true, index: true })
  travelGroup: Ref<TravelGroup> | null = null;

  @Field(() => SeekerState, { description: 'Whether they are there to be found; the auditor sees those that are restricted.' })
  @Enum({ items: () => SeekerState, type: 'text' })
  state: SeekerState = 'ACTIVE';
}

export const RegistrationState = enumOf('RegistrationState', 'Where a registration stands.', {
  ACTIVE: '有效 Active.',
  SUSPENDED: '暂停 Suspended.',
  PLACED: '已就业 Placed.',
  EXPIRED: '过期 Past its last day.',
  WITHDRAWN: '撤回 Withdrawn.',
});
export type RegistrationState = keyof typeof RegistrationState;

const transitions: Transitions<RegistrationState> = {
  ACTIVE: ['SUSPENDED', 'PLACED', 'EXPIRED', 'WITHDRAWN'],
  SUSPENDED: ['ACTIVE', 'EXPIRED', 'WITHDRAWN'],
  PLACED: [],
  EXPIRED: [],
  WITHDRAWN: [],
};

@ObjectType({
  description: 'A job-seeker registration (求职登记): an event at one institution. The published figure counts these events (人次), not persons.',
  simpleResolvers: true,
})
@Entity()
@Check({ name: 'registration_valid_in_order', expression: 'registered_on <= valid_until' })
@Index({
  name: 'registration_open_once',
  expression: "create unique index registration_open_once on registration (seeker_id, institution_id) where state in ('ACTIVE', 'SUSPENDED')",
})
@Index({ name: 'registration_place', expression: 'create index registration_place on registration (institution_path collate "C", registered_on)' })
export class Registration extends Row {
  @Field(() => Seeker, { nullable: true, description: 'Who; null when out of your sight.' })
  @ManyToOne(() => Seeker, { ref: true, index: true })
  seeker!: Ref<Seeker>;

  @Field(() => Institution, { description: 'The institution that received it.' })
  @ManyToOne(() => Institution, { ref: true, index: true })
  institution!: Ref<Institution>;

  @Property({ type: 'text', hidden: true })
  institutionPath!: string;

  @Field(() => LocalDate, { description: 'Day of registration.' })
  @Property({ type: 'date' })
  registeredOn!: string;

  @Field(() => LocalDate, { description: 'Last valid day.' })
  @Property({ type: 'date' })
  validUntil!: string;

  @Field(() => RegistrationState, { description: 'Where it stands.' })
  @Enum({ items: () => RegistrationState, type: 'text' })
  state: RegistrationState = 'ACTIVE';

  @Field(() => String, { nullable: true, description: 'The officer who took the form.' })
  @Property({ type: 'text', nullable: true })
  officer: string | null = null;

  moveTo(state: RegistrationState): void {
    this.state = step(transitions, this.state, state, RegistrationState);
  }
}
