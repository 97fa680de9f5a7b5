import type { Ref } from '@mikro-orm/core';
import { Check, Entity, Index, ManyToOne, Property } from '@mikro-orm/decorators/legacy';
import { Field, Int, ObjectType } from 'type-graphql';
import { Row } from '../../platform/database/base.js';
import { enumOf } from '../../platform/graphql/enum.js';
import { Agreement } from '../agreements/agreement.js';
import { Institution } from '../institutions/institution.js';
import { Region } from '../regions/region.js';

export const QuotaState = enumOf('QuotaState', 'Whether places can be reserved.', {
  OPEN: '可用 As long as any are left.',
  NOT_IN_FORCE: '协议未生效 The agreement that offers them is not in force, or has ended.',
  OVER: '年度已过 Their year is over.',
  DEFICIT: '缺口 More are used than there are, here or at the top; nothing until that is gone.',
  FROZEN: '冻结 Its ledger is being checked.',
});
export type QuotaState = keyof typeof QuotaState;

export const MOST_PLACES = 1_000_000;
/** Most persons in one reservation. */
export const MOST_AT_ONCE = 10_000;

/**
 * Places (名额): a hard cap. Its numbers are changed by the statements of `ledger.sql.ts` alone, each together with the
 * entries that explain it. A deficit is what was promised beyond places that the giver has cut since: it is stated,
 * exact, and ends as holds end; nothing can be reserved meanwhile, here or in a part.
 */
@ObjectType({
  description:
    'Places (名额) for people of one division in a region: a hard cap, unlike a plan. It may be divided into parts that together are at most as much; the rest is its flexible pool.',
  simpleResolvers: true,
})
@Entity()
@Check({ name: 'quota_never_oversold', expression: 'reserved + confirmed + allocated <= places + deficit' })
@Check({ name: 'quota_deficit_is_exact', expression: 'deficit = 0 or (parent_id is null and reserved + confirmed + allocated = places + deficit)' })
@Check({ name: 'quota_never_negative', expression: 'least(places, reserved, confirmed, allocated, deficit) >= 0' })
@Check({ name: 'quota_places_limit', expression: `places <= ${MOST_PLACES}` })
@Check({ name: 'quota_part_has_root', expression: '(parent_id is null) = (root_id is null)' })
@Index({
  name: 'quota_part_once',
  expression:
    'create unique index quota_part_once on quota (parent_id, origin_id, destination_id, institution_id) nulls not distinct where parent_id is not null',
})
@Index({ name: 'quota_origin', expression: 'create index quota_origin on quota (year, origin_path collate "C")' })
@Index({ name: 'quota_destination', expression: 'create index quota_destination on quota (year, destination_path collate "C")' })
export class Quota extends Row {
  @Field(() => Agreement, { nullable: true, description: 'The agreement that offers them; null when none does, or out of your sight.' })
  @ManyToOne(() => Agreement, { ref: true, nullable: true, index: true, deleteRule: 'no action' })
  agreement: Ref<Agreement> | null = null;

  @Field(() => Quota, { nullable: true, description: 'What it is a part of; null at the top or out of your sight.' })
  @ManyToOne(() => Quota, { ref: true, nullable: true, deleteRule: 'no action' })
  parent: Ref<Quota> | null = null;

  /** The top of its tree; null for the top itself. */
  @ManyToOne(() => Quota, { ref: true, nullable: true, index: true, deleteRule: 'no action', hidden: true })
  root: Ref<Quota> | null = null;

  @Field(() => Int, { description: 'The year in which they may be used.' })
  @Property({ type: 'smallint' })
  year!: number;

  @Field(() => Region, { description: 'Whose people they are for.' })
  @ManyToOne(() => Region, { ref: true })
  origin!: Ref<Region>;

  @Property({ type: 'text', hidden: true })
  originPath!: string;

  @Field(() => Region, { description: 'Where they are.' })
  @ManyToOne(() => Region, { ref: true })
  destination!: Ref<Region>;

  @Property({ type: 'text', hidden: true })
  destinationPath!: string;

  @Field(() => Institution, { nullable: true, description: 'The agency that fills them, where one does.' })
  @ManyToOne(() => Institution, { ref: true, nullable: true, index: true })
  institution: Ref<Institution> | null = null;

  @Field(() => Int, { description: 'All places, those of its parts included.' })
  @Property({ type: 'integer', default: 0 })
  places = 0;

  @Field(() => Int, { description: 'Persons for whom one is held until a deadline.' })
  @Property({ type: 'integer', default: 0 })
  reserved = 0;

  @Field(() => Int, { description: 'Persons for whom one is taken for good.' })
  @Property({ type: 'integer', default: 0 })
  confirmed = 0;

  @Field(() => Int, { description: 'Places given to its parts.' })
  @Property({ type: 'integer', default: 0 })
  allocated = 0;

  @Field(() => Int, { description: 'How many more are used than there are places, since they were cut; 0 when all is well.' })
  @Property({ type: 'integer', default: 0 })
  deficit = 0;

  @Field(() => Boolean, { description: 'Frozen because its numbers and its ledger differ: nothing can be reserved until that is explained.' })
  @Property({ type: 'boolean', default: false })
  frozen = false;

  /** Counts its changes: what followers compare. */
  @Property({ type: 'integer', default: 0, hidden: true })
  version = 0;

  /** What can still be reserved or given to parts; negative in a deficit. */
  get free(): number {
    return this.places - this.reserved - this.confirmed - this.allocated;
  }
}
