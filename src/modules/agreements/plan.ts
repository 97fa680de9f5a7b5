import { type Ref, ref } from '@mikro-orm/core';
import { Check, Entity, Enum, Index, ManyToOne, Property } from '@mikro-orm/decorators/legacy';
import { Field, Int, ObjectType } from 'type-graphql';
import { Row } from '../../platform/database/base.js';
import { enumOf } from '../../platform/graphql/enum.js';
import { Refusal } from '../../platform/graphql/errors.js';
import { type Transitions, step } from '../../platform/graphql/transition.js';
import { Account } from '../accounts/account.js';
import { Institution } from '../institutions/institution.js';
import { Region } from '../regions/region.js';

export const DestinationKind = enumOf('DestinationKind', 'Where people of the reservoir area are taken to.', {
  MAIN_URBAN: '主城区 The nine main urban districts.',
  PARTNER: '对口支援地区 A region outside Chongqing that is paired with their county.',
});
export type DestinationKind = keyof typeof DestinationKind;

export const PlanState = enumOf('PlanState', 'Where a plan stands.', {
  DRAFT: '草拟 Being written; binds nobody.',
  ISSUED: '已下达 Given to the division that has to fulfil it.',
  ALLOCATED: '已分解 Divided among its parts, and locked.',
});
export type PlanState = keyof typeof PlanState;

const transitions: Transitions<PlanState> = { DRAFT: ['ISSUED'], ISSUED: ['ALLOCATED'], ALLOCATED: [] };

export const MOST_PERSONS = 1_000_000;

/**
 * What a division has to reach in a year (计划任务): a target, which may be exceeded. Its parts together reach at least
 * as much (层层加码); places, which may not be exceeded, are `Quota`.
 */
@ObjectType({
  description:
    'A yearly target of persons transferred (计划任务). It may be exceeded; it is divided into parts that together are at least as much, and locked once divided.',
  simpleResolvers: true,
})
@Entity()
@Check({ name: 'plan_target_positive', expression: `target >= 1 and target <= ${MOST_PERSONS}` })
@Check({ name: 'plan_destination_has_kind', expression: 'destination_id is null or destination_kind is not null' })
@Index({
  name: 'plan_once',
  expression: 'create unique index plan_once on plan (year, region_id, destination_kind, destination_id, institution_id) nulls not distinct',
})
@Index({ name: 'plan_place', expression: 'create index plan_place on plan (year, region_path collate "C")' })
export class Plan extends Row {
  @Field(() => Int, { description: 'The year.' })
  @Property({ type: 'smallint' })
  year!: number;

  @Field(() => Plan, { nullable: true, description: 'What it is a part of; null at the top or out of your sight.' })
  @ManyToOne(() => Plan, { ref: true, nullable: true, index: true, deleteRule: 'no action' })
  parent: Ref<Plan> | null = null;

  @Field(() => Region, { description: 'The division that has to reach it.' })
  @ManyToOne(() => Region, { ref: true })
  region!: Ref<Region>;

  @Property({ type: 'text', hidden: true })
  regionPath!: string;

  @Field(() => DestinationKind, { nullable: true, description: 'Where to; null is both kinds together.' })
  @Enum({ items: () => DestinationKind, type: 'text', nullable: true })
  destinationKind: DestinationKind | null = null;

  @Field(() => Region, { nullable: true, description: 'Where to, in particular; null is anywhere of its kind.' })
  @ManyToOne(() => Region, { ref: true, nullable: true })
  destination: Ref<Region> | null = null;

  @Field(() => Institution, { nullable: true, description: 'The agency that has to reach it, where one has.' })
  @ManyToOne(() => Institution, { ref: true, nullable: true, index: true })
  institution: Ref<Institution> | null = null;

  @Field(() => Int, { description: 'Persons.' })
  @Property({ type: 'integer' })
  target!: number;

  @Field(() => PlanState, { description: 'Where it stands.' })
  @Enum({ items: () => PlanState, type: 'text' })
  state: PlanState = 'DRAFT';

  moveTo(state: PlanState): void {
    this.state = step(transitions, this.state, state, PlanState);
  }

  /** Another target, with its row of history. What is divided is locked: it has to be opened again first. */
  revise(target: number, reason: string, by: Ref<Account> | null): PlanRevision {
    if (this.state === 'ALLOCATED') {
      throw new Refusal('ILLEGAL_TRANSITION', ['id'], {
        zh: '计划已分解并锁定；如需调整，请先重新打开并写明原因',
        en: 'The plan is divided and locked; to change it, open it again first and say why',
      });
    }
    const revision = Object.assign(new PlanRevision(), { plan: ref(this), fromTarget: this.target, toTarget: target, reason, by });
    this.target = target;
    return revision;
  }

  /** Unlocks what was divided; its parts bind until it is divided anew. */
  reopen(reason: string, by: Ref<Account> | null): PlanRevision {
    if (this.state !== 'ALLOCATED') {
      throw new Refusal('ILLEGAL_TRANSITION', ['id'], { zh: '计划尚未分解，无需重新打开', en: 'The plan is not divided; there is nothing to open' });
    }
    this.state = 'ISSUED';
    return this.revise(this.target, reason, by);
  }
}

@ObjectType({ description: 'A change of a plan: who, when, from, to, why. Opening again leaves the target as it was.', simpleResolvers: true })
@Entity()
export class PlanRevision extends Row {
  @ManyToOne(() => Plan, { ref: true, index: true, hidden: true })
  plan!: Ref<Plan>;

  @ManyToOne(() => Account, { ref: true, nullable: true, hidden: true })
  by: Ref<Account> | null = null;

  @Field(() => Int, { description: 'Persons before.' })
  @Property({ type: 'integer' })
  fromTarget!: number;

  @Field(() => Int, { description: 'Persons after.' })
  @Property({ type: 'integer' })
  toTarget!: number;

  @Field(() => String, { description: 'Why.' })
  @Property({ type: 'text' })
  reason!: string;
}

/** Actual to target, 0–1 and beyond, to three decimals (104.4 % is 1.044): rounded half up on whole numbers. */
export const completionRate = (actual: number, target: number): number => Math.floor((2_000 * actual + target) / (2 * target)) / 1_000;
