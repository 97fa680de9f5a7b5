import type { Ref } from '@mikro-orm/core';
import { Check, Entity, Enum, Index, ManyToOne, Property } from '@mikro-orm/decorators/legacy';
import { Field, ObjectType } from 'type-graphql';
import { Row } from '../../platform/database/base.js';
import { enumOf } from '../../platform/graphql/enum.js';
import { LocalDate } from '../../platform/graphql/scalars.js';
import { type Transitions, step } from '../../platform/graphql/transition.js';
import { Institution } from '../institutions/institution.js';
import { Seeker } from '../seekers/seeker.js';

export const UnemploymentState = enumOf('UnemploymentState', 'Where an unemployment registration stands.', {
  REGISTERED: '登记失业 Registered as unemployed.',
  CANCELLED: '已注销 Cancelled, with its reason.',
});
export type UnemploymentState = keyof typeof UnemploymentState;

const transitions: Transitions<UnemploymentState> = { REGISTERED: ['CANCELLED'], CANCELLED: [] };

export const UnemploymentCause = enumOf('UnemploymentCause', 'How somebody came to be without work.', {
  NEVER_WORKED: '新成长失业 Has not worked yet.',
  CONTRACT_ENDED: '合同终止 The contract ended.',
  LAID_OFF: '下岗 Laid off.',
  RESIGNED: '辞职 Left work.',
  EMPLOYER_CLOSED: '单位关闭破产 The employer closed.',
  BUSINESS_CLOSED: '停止经营 Their own business ended.',
  LAND_LOST: '失去土地 Lost their land.',
  DISCHARGED: '退役或刑满 Came from the army or from prison.',
  OTHER: '其他 Something else.',
});
export type UnemploymentCause = keyof typeof UnemploymentCause;

export const UnemploymentCancelReason = enumOf(
  'UnemploymentCancelReason',
  'Why a registration was cancelled: the events of the Rules on Employment Service and Employment Management, art. 66.',
  {
    HIRED: '被用人单位录用 Hired.',
    SELF_EMPLOYED: '从事个体经营或创办企业 Works for themself, with a licence or flexibly.',
    STABLE_INCOME: '有稳定收入 Has a stable income of at least the minimum wage.',
    PENSION: '享受基本养老保险待遇 Draws a basic pension.',
    INCAPACITATED: '完全丧失劳动能力 Wholly unable to work.',
    STUDY_ARMY_EMIGRATION: '入学、服兵役、移居境外 At school, in the army, or abroad for good.',
    IMPRISONED: '被判刑收监 In prison.',
    UNWILLING: '终止就业要求或拒绝服务 No longer looks for work, or refuses the services.',
    NO_CONTACT: '连续6个月未联系 Not heard of for six months in a row.',
    DECEASED: '死亡 Died.',
    OTHER: '其他 Another case that a local rule names.',
  },
);
export type UnemploymentCancelReason = keyof typeof UnemploymentCancelReason;

@ObjectType({
  description:
    'An unemployment registration (失业登记) of a resident urban person of working age who can and wants to work and has none. One at a time; cancelled by work that is registered, by another event, or when nothing was heard for six months.',
  simpleResolvers: true,
})
@Entity()
@Check({ name: 'unemployment_cancelled_is_whole', expression: "(state = 'CANCELLED') = (cancelled_on is not null and cancel_reason is not null)" })
@Check({ name: 'unemployment_days_in_order', expression: 'registered_on <= last_contact_on and registered_on <= cancelled_on' })
@Index({
  name: 'unemployment_one_at_a_time',
  expression: "create unique index unemployment_one_at_a_time on unemployment (seeker_id) where state = 'REGISTERED'",
})
@Index({ name: 'unemployment_contact', expression: "create index unemployment_contact on unemployment (last_contact_on) where state = 'REGISTERED'" })
@Index({ name: 'unemployment_place', expression: 'create index unemployment_place on unemployment (institution_path collate "C", registered_on)' })
export class Unemployment extends Row {
  @Field(() => Seeker, { nullable: true, description: 'Who; null when out of your sight.' })
  @ManyToOne(() => Seeker, { ref: true, index: true })
  seeker!: Ref<Seeker>;

  @Field(() => Institution, { description: 'The institution that registered it.' })
  @ManyToOne(() => Institution, { ref: true, index: true })
  institution!: Ref<Institution>;

  @Property({ type: 'text', hidden: true })
  institutionPath!: string;

  @Field(() => UnemploymentCause, { description: 'How it came about.' })
  @Enum({ items: () => UnemploymentCause, type: 'text' })
  cause!: UnemploymentCause;

  @Field(() => LocalDate, { description: 'Day of registration.' })
  @Property({ type: 'date' })
  registeredOn!: string;

  @Field(() => LocalDate, { description: 'Day on which the person was last heard of.' })
  @Property({ type: 'date' })
  lastContactOn!: string;

  @Field(() => UnemploymentState, { description: 'Where it stands.' })
  @Enum({ items: () => UnemploymentState, type: 'text' })
  state: UnemploymentState = 'REGISTERED';

  @Field(() => LocalDate, { nullable: true, description: 'Day of the cancellation.' })
  @Property({ type: 'date', nullable: true })
  cancelledOn: string | null = null;

  @Field(() => UnemploymentCancelReason, { nullable: true, description: 'Why it was cancelled.' })
  @Enum({ items: () => UnemploymentCancelReason, type: 'text', nullable: true })
  cancelReason: UnemploymentCancelReason | null = null;

  cancel(on: string, reason: UnemploymentCancelReason): void {
    this.state = step(transitions, this.state, 'CANCELLED', UnemploymentState);
    Object.assign(this, { cancelledOn: on, cancelReason: reason });
  }
}
