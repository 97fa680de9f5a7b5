import type { Ref } from '@mikro-orm/core';
import { Check, Entity, Enum, Index, ManyToOne, Property } from '@mikro-orm/decorators/legacy';
import { Field, Int, ObjectType } from 'type-graphql';
import { Row } from '../../platform/database/base.js';
import { enumOf } from '../../platform/graphql/enum.js';
import { LocalDate } from '../../platform/graphql/scalars.js';
import { type Transitions, step } from '../../platform/graphql/transition.js';
import { Agreement } from '../agreements/agreement.js';
import { Institution } from '../institutions/institution.js';
import { Quota } from '../quotas/quota.js';
import { Reservation } from '../quotas/reservation.js';
import { Vacancy } from '../vacancies/vacancy.js';

export const OrderState = enumOf('LabourOrderState', 'Where an order stands.', {
  OPEN: '接单 Taken; people are put on its list.',
  CANDIDATES_SELECTED: '人选确定 Its people are chosen.',
  TRAINED: '培训完成 They are trained.',
  DISPATCHED: '已发送 They have left.',
  ON_POST: '已上岗 They work.',
  CLOSED: '结束 Closed; what it held is given back.',
});
export type OrderState = keyof typeof OrderState;

const transitions: Transitions<OrderState> = {
  OPEN: ['CANDIDATES_SELECTED', 'CLOSED'],
  CANDIDATES_SELECTED: ['CANDIDATES_SELECTED', 'TRAINED', 'DISPATCHED', 'CLOSED'],
  TRAINED: ['TRAINED', 'DISPATCHED', 'CLOSED'],
  DISPATCHED: ['DISPATCHED', 'ON_POST', 'CLOSED'],
  ON_POST: ['ON_POST', 'CLOSED'],
  CLOSED: [],
};

@ObjectType('LabourOrder', {
  description:
    'An employer’s order for people (定点订单): so many heads of one vacancy, to leave on one day. It holds its places from the start and gives them to those who leave.',
  simpleResolvers: true,
})
@Entity({ tableName: 'labour_order' })
@Check({ name: 'labour_order_heads', expression: 'head_count >= 1 and head_count <= 10000' })
@Check({ name: 'labour_order_training', expression: 'training_days >= 0 and training_days <= 365' })
@Check({ name: 'labour_order_hold_has_places', expression: 'reservation_id is null or quota_id is not null' })
@Index({ name: 'labour_order_place', expression: 'create index labour_order_place on labour_order (institution_path collate "C")' })
@Index({ name: 'labour_order_employer', properties: ['employerId'] })
export class Order extends Row {
  @Field(() => Vacancy, { nullable: true, description: 'The post, with pay and conditions; null when out of your sight.' })
  @ManyToOne(() => Vacancy, { ref: true, index: true })
  vacancy!: Ref<Vacancy>;

  @Property({ type: 'uuid', hidden: true })
  employerId!: string;

  @Field(() => Agreement, { nullable: true, description: 'The agreement under which it stands; null without one, or out of your sight.' })
  @ManyToOne(() => Agreement, { ref: true, nullable: true, index: true })
  agreement: Ref<Agreement> | null = null;

  @Field(() => Quota, { nullable: true, description: 'The places that it uses; null without, or out of your sight.' })
  @ManyToOne(() => Quota, { ref: true, nullable: true, index: true })
  quota: Ref<Quota> | null = null;

  @Field(() => Reservation, { nullable: true, description: 'What it holds of them for those who have not left yet.' })
  @ManyToOne(() => Reservation, { ref: true, nullable: true, index: true })
  reservation: Ref<Reservation> | null = null;

  @Field(() => Institution, { description: 'The institution that fills it.' })
  @ManyToOne(() => Institution, { ref: true, index: true })
  institution!: Ref<Institution>;

  @Property({ type: 'text', hidden: true })
  institutionPath!: string;

  @Field(() => Int, { description: 'Heads asked for.' })
  @Property({ type: 'integer' })
  headCount!: number;

  @Field(() => LocalDate, { description: 'Day on which they are to leave.' })
  @Property({ type: 'date' })
  departOn!: string;

  @Field(() => Int, { description: 'Days of training before they leave; 0 is none.' })
  @Property({ type: 'smallint', default: 0 })
  trainingDays = 0;

  @Field(() => OrderState, { description: 'Where it stands.' })
  @Enum({ items: () => OrderState, type: 'text' })
  state: OrderState = 'OPEN';

  @Field(() => String, { nullable: true, description: 'Why it was closed.' })
  @Property({ type: 'text', nullable: true })
  reason: string | null = null;

  moveTo(state: OrderState): void {
    this.state = step(transitions, this.state, state, OrderState);
  }
}
