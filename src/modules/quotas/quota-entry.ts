import type { Ref } from '@mikro-orm/core';
import { Check, Entity, Enum, Index, ManyToOne, Property, Unique } from '@mikro-orm/decorators/legacy';
import { Field, ID, Int, ObjectType } from 'type-graphql';
import { Row } from '../../platform/database/base.js';
import { enumOf } from '../../platform/graphql/enum.js';
import { Quota } from './quota.js';

export const QuotaAccount = enumOf('QuotaAccount', 'The accounts of a quota; together they are always 0.', {
  OFFERED: '来源 Where its places come from: minus all places.',
  FREE: '可用 Places that can be reserved; negative in a deficit.',
  RESERVED: '预留 Places held.',
  CONFIRMED: '确认 Places taken.',
  ALLOCATED: '下拨 Places given to parts.',
});
export type QuotaAccount = keyof typeof QuotaAccount;

export const QuotaEntryKind = enumOf('QuotaEntryKind', 'What an entry records.', {
  RESERVE: '预留 A reservation was made.',
  CONFIRM: '确认 It was confirmed.',
  RELEASE: '释放 It was given back.',
  EXPIRE: '过期 It ran out.',
  ISSUE: '核定 Places were given or cut at the top.',
  ALLOCATE: '下拨 Places went from a quota to its part, or back.',
  REALLOCATE: '调剂 Places went from one part to another.',
});
export type QuotaEntryKind = keyof typeof QuotaEntryKind;

/**
 * One leg of a change. Never changed, never deleted (a trigger and the privileges see to it); a correction is another
 * entry. The legs of a reservation carry its id as their operation: 1–2 reserve, 3–4 confirm, 5–6 end, so that the unique
 * key lets each happen once.
 */
@ObjectType({ description: 'One leg of a change of a quota. The ledger is only ever added to.', simpleResolvers: true })
@Entity()
@Unique({ name: 'quota_entry_leg', properties: ['operation', 'leg'] })
@Check({ name: 'quota_entry_moves', expression: 'delta <> 0' })
@Index({ name: 'quota_entry_of_quota', properties: ['quota', 'id'] })
export class QuotaEntry extends Row {
  @Field(() => ID, { description: 'The operation that it is a leg of.' })
  @Property({ type: 'uuid' })
  operation!: string;

  @Field(() => Int, { description: 'Which leg.' })
  @Property({ type: 'smallint' })
  leg!: number;

  @Field(() => QuotaEntryKind, { description: 'What happened.' })
  @Enum({ items: () => QuotaEntryKind, type: 'text' })
  kind!: QuotaEntryKind;

  @Field(() => Quota, { nullable: true, description: 'Of which quota; null when out of your sight.' })
  @ManyToOne(() => Quota, { ref: true })
  quota!: Ref<Quota>;

  @Field(() => QuotaAccount, { description: 'Which account.' })
  @Enum({ items: () => QuotaAccount, type: 'text' })
  account!: QuotaAccount;

  @Field(() => Int, { description: 'By how much it changed.' })
  @Property({ type: 'integer' })
  delta!: number;
}
