import type { Ref } from '@mikro-orm/core';
import { Check, Entity, Index, ManyToOne, Property, Unique } from '@mikro-orm/decorators/legacy';
import { Field, ID, Int, ObjectType } from 'type-graphql';
import { Row } from '../../platform/database/base.js';
import { LocalDate } from '../../platform/graphql/scalars.js';
import { Seeker } from '../seekers/seeker.js';

/** Which rows a grassroots ledger shows and how often they are to be verified; the rows stay in their own tables. */
@Entity()
@Unique({ name: 'ledger_number', properties: ['number'] })
@Check({ name: 'ledger_number_of_ten', expression: 'number >= 1 and number <= 10' })
@Check({ name: 'ledger_interval', expression: 'interval_days >= 1 and interval_days <= 366' })
export class Ledger extends Row {
  @Property({ type: 'smallint' })
  number!: number;

  @Property({ type: 'text' })
  title!: string;

  /** Code of a source that a module registers; one that none does is not available. */
  @Property({ type: 'text' })
  source!: string;

  @Property({ type: 'smallint' })
  intervalDays!: number;

  /** Fields of the source that an entry has to have. */
  @Property({ type: 'text[]', defaultRaw: "'{}'" })
  mandatory: string[] = [];

  /** Named by the 2007 summary; the other eight are ours. */
  @Property({ type: 'boolean', default: false })
  official = false;
}

/** That somebody looked at an entry of a source and found it right; the latest counts. Nothing of the entry is kept here. */
@Entity()
@Index({ name: 'ledger_check_latest', expression: 'create index ledger_check_latest on ledger_check (source, entry, verified_on)' })
export class LedgerCheck extends Row {
  @Property({ type: 'text' })
  source!: string;

  /** Id of the row in its own table. */
  @Property({ type: 'uuid' })
  entry!: string;

  @ManyToOne(() => Seeker, { ref: true, nullable: true, index: true })
  seeker: Ref<Seeker> | null = null;

  @Property({ type: 'text' })
  path!: string;

  @Property({ type: 'date' })
  verifiedOn!: string;

  @Property({ type: 'uuid', nullable: true })
  madeBy: string | null = null;
}

@ObjectType('Ledger', {
  description: 'One of the ten grassroots ledgers (台账) of a division: a view of rows that stand elsewhere.',
  simpleResolvers: true,
})
export class LedgerView {
  @Field(() => Int, { description: 'Its number, 1–10.' })
  number!: number;

  @Field(() => String, { description: 'Its title.' })
  title!: string;

  @Field(() => Boolean, { description: 'Named by the 2007 summary; the other eight are a proposal of this platform.' })
  official!: boolean;

  @Field(() => String, { description: 'Code of the rows that it shows.' })
  source!: string;

  @Field(() => Boolean, { description: 'Whether a module keeps such rows here.' })
  available!: boolean;

  @Field(() => Int, { description: 'Days within which each entry is to be verified again.' })
  intervalDays!: number;

  @Field(() => [String], { description: 'Names of what an entry has to have, in the language asked for.' })
  mandatory!: string[];

  @Field(() => Int, { description: 'Entries.' })
  entryCount!: number;

  @Field(() => Int, { description: 'Of them never verified, or too long ago.' })
  overdueCount!: number;

  @Field(() => Int, { description: 'Of them lacking something mandatory.' })
  incompleteCount!: number;

  @Field(() => Boolean, { description: 'Clear (清): available, nothing overdue, nothing lacking.' })
  clear!: boolean;
}

@ObjectType({ description: 'A row as a ledger shows it.', simpleResolvers: true })
export class LedgerEntry {
  @Field(() => ID, { description: 'Id of the row.' })
  id!: string;

  seekerId!: string | null;

  @Field(() => LocalDate, { nullable: true, description: 'When it was last verified; null never.' })
  verifiedOn!: string | null;

  @Field(() => LocalDate, { nullable: true, description: 'By when it is to be verified again; null at once.' })
  dueOn!: string | null;

  @Field(() => Boolean, { description: 'That day is past.' })
  overdue!: boolean;

  @Field(() => String, { nullable: true, description: 'The officer who answers for it: who verified it last.' })
  owner!: string | null;

  @Field(() => [String], { description: 'What it lacks of what is mandatory, in the language asked for.' })
  missing!: string[];
}
