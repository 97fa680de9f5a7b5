import type { Ref } from '@mikro-orm/core';
import { Entity, Enum, Index, ManyToOne, Property, Unique } from '@mikro-orm/decorators/legacy';
import { Field, ObjectType } from 'type-graphql';
import { Row } from '../../platform/database/base.js';
import { enumOf } from '../../platform/graphql/enum.js';
import { LocalDate } from '../../platform/graphql/scalars.js';
import { type Transitions, step } from '../../platform/graphql/transition.js';
import { Region } from '../regions/region.js';

export const InstitutionKind = enumOf('InstitutionKind', 'What an institution is.', {
  PUBLIC_EMPLOYMENT_SERVICE: '公共就业服务机构 Public employment-service agency of a city or county.',
  GRASSROOTS_STATION: '街道（乡镇）、社区社会保障工作机构 Social-security work institution of a street, town or community.',
  LICENSED_AGENCY: '人力资源服务机构 Licensed commercial agency.',
  LABOUR_BROKER: '劳务经纪人 Labour broker.',
});
export type InstitutionKind = keyof typeof InstitutionKind;

export const InstitutionState = enumOf('InstitutionState', 'Whether it works.', { OPEN: '运行 Works.', CLOSED: '撤销 Closed for good.' });
export type InstitutionState = keyof typeof InstitutionState;

const transitions: Transitions<InstitutionState> = { OPEN: ['CLOSED'], CLOSED: [] };

@ObjectType({
  description: 'A place that receives vacancies and registrations: every one of them names the institution that received it.',
  simpleResolvers: true,
})
@Entity()
@Unique({ name: 'institution_name_in_region', properties: ['region', 'name'] })
@Index({ name: 'institution_path', expression: 'create index institution_path on institution (region_path collate "C")' })
export class Institution extends Row {
  @Field(() => String, { description: 'Its name.' })
  @Property({ type: 'text' })
  name!: string;

  @Field(() => InstitutionKind, { description: 'What it is.' })
  @Enum({ items: () => InstitutionKind, type: 'text' })
  kind!: InstitutionKind;

  @Field(() => Region, { description: 'The division it serves; its level is the institution’s.' })
  @ManyToOne(() => Region, { ref: true, index: true })
  region!: Ref<Region>;

  @Property({ type: 'text', hidden: true })
  regionPath!: string;

  @Field(() => String, { nullable: true, description: 'Where its counter is.' })
  @Property({ type: 'text', nullable: true })
  address: string | null = null;

  @Field(() => String, { nullable: true, description: 'Phone of its counter, E.164.' })
  @Property({ type: 'text', nullable: true })
  phone: string | null = null;

  @Field(() => Boolean, {
    description:
      'Member of the labour-market information network (网络成员单位): only what members received counts in the published brokerage figures.',
  })
  @Property({ type: 'boolean' })
  networkMember!: boolean;

  @Field(() => InstitutionState, { description: 'Whether it works.' })
  @Enum({ items: () => InstitutionState, type: 'text' })
  state: InstitutionState = 'OPEN';

  @Field(() => LocalDate, { nullable: true, description: 'Since when it works.' })
  @Property({ type: 'date', nullable: true })
  openedOn: string | null = null;

  moveTo(state: InstitutionState): void {
    this.state = step(transitions, this.state, state, InstitutionState);
  }
}
