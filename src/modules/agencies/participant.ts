import type { Ref } from '@mikro-orm/core';
import { Check, Entity, Enum, Index, ManyToOne, Property } from '@mikro-orm/decorators/legacy';
import { Field, Int, ObjectType } from 'type-graphql';
import { Row } from '../../platform/database/base.js';
import { enumOf } from '../../platform/graphql/enum.js';
import { LocalDate } from '../../platform/graphql/scalars.js';
import { type Transitions, step } from '../../platform/graphql/transition.js';
import { Institution } from '../institutions/institution.js';
import { Region } from '../regions/region.js';
import { Seeker } from '../seekers/seeker.js';

export const ParticipantKind = enumOf('ProgrammeParticipantKind', 'Which thousand of the "Two Thousands" programme (双千工程).', {
  LEAD_RESETTLER: '移民致富带头人 Lead resettler.',
  LABOUR_BROKER: '劳务经纪人 Labour broker.',
});
export type ParticipantKind = keyof typeof ParticipantKind;

export const ParticipantState = enumOf('ProgrammeParticipantState', 'Where a participant stands.', {
  SELECTED: '入选 Selected.',
  TRAINED: '已培训 Trained.',
  CERTIFIED: '已认证 Certified; from now on others are brought into work.',
  WITHDRAWN: '退出 Left the programme.',
});
export type ParticipantState = keyof typeof ParticipantState;

const transitions: Transitions<ParticipantState> = {
  SELECTED: ['TRAINED', 'WITHDRAWN'],
  TRAINED: ['CERTIFIED', 'WITHDRAWN'],
  CERTIFIED: ['WITHDRAWN'],
  WITHDRAWN: [],
};

@ObjectType('ProgrammeParticipant', {
  description: 'A person in the "Two Thousands" programme (移民就业“双千”工程): trained, certified, and expected to bring twenty others into work.',
  simpleResolvers: true,
})
@Entity({ tableName: 'programme_participant' })
@Check({ name: 'participant_broker_has_institution', expression: "kind <> 'LABOUR_BROKER' or institution_id is not null" })
@Check({ name: 'participant_year', expression: 'year >= 2000 and year <= 2100' })
@Index({
  name: 'participant_once',
  expression: "create unique index participant_once on programme_participant (seeker_id, kind) where state <> 'WITHDRAWN'",
})
@Index({ name: 'participant_place', expression: 'create index participant_place on programme_participant (county_path collate "C")' })
export class Participant extends Row {
  @Field(() => ParticipantKind, { description: 'Which thousand.' })
  @Enum({ items: () => ParticipantKind, type: 'text' })
  kind!: ParticipantKind;

  @Field(() => Seeker, { nullable: true, description: 'Who; null when out of your sight.' })
  @ManyToOne(() => Seeker, { ref: true, index: true })
  seeker!: Ref<Seeker>;

  @Field(() => Institution, { nullable: true, description: 'The brokerage under which a labour broker works.' })
  @ManyToOne(() => Institution, { ref: true, nullable: true, index: true })
  institution: Ref<Institution> | null = null;

  @Field(() => Region, { description: 'The county that selected the person.' })
  @ManyToOne(() => Region, { ref: true })
  county!: Ref<Region>;

  @Property({ type: 'text', hidden: true })
  countyPath!: string;

  @Field(() => Int, { description: 'Year of the programme.' })
  @Property({ type: 'smallint' })
  year!: number;

  @Field(() => LocalDate, { nullable: true, description: 'When the training ended.' })
  @Property({ type: 'date', nullable: true })
  trainedOn: string | null = null;

  @Field(() => LocalDate, { nullable: true, description: 'When the certificate was given.' })
  @Property({ type: 'date', nullable: true })
  certifiedOn: string | null = null;

  @Field(() => ParticipantState, { description: 'Where it stands.' })
  @Enum({ items: () => ParticipantState, type: 'text' })
  state: ParticipantState = 'SELECTED';

  moveTo(state: ParticipantState): void {
    this.state = step(transitions, this.state, state, ParticipantState);
  }
}
