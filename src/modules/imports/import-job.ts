import type { Ref } from '@mikro-orm/core';
import { Embeddable, Embedded, Entity, Enum, Index, ManyToOne, Property } from '@mikro-orm/decorators/legacy';
import { Field, Int, ObjectType } from 'type-graphql';
import { Row } from '../../platform/database/base.js';
import { enumOf } from '../../platform/graphql/enum.js';
import { Instant, LocalDate } from '../../platform/graphql/scalars.js';
import { type Transitions, step } from '../../platform/graphql/transition.js';
import { Account } from '../accounts/account.js';
import { Institution } from '../institutions/institution.js';

export const ImportKind = enumOf('ImportKind', 'What the rows of a sheet are.', {
  VACANCIES: '空岗信息 Vacancy notices.',
  SEEKERS: '求职登记 Seeker registrations.',
});
export type ImportKind = keyof typeof ImportKind;

export const ImportState = enumOf('ImportState', 'Where an import stands.', {
  UPLOADED: '已上传 Received, not begun.',
  RUNNING: '处理中 Being read.',
  DONE: '完成 Read to the end.',
  FAILED: '失败 Stopped; `problem` says why. Begin again: what is stored is not stored twice.',
});
export type ImportState = keyof typeof ImportState;

const transitions: Transitions<ImportState> = { UPLOADED: ['RUNNING'], RUNNING: ['DONE', 'FAILED'], DONE: ['RUNNING'], FAILED: ['RUNNING', 'DONE'] };

@ObjectType({ description: 'How much of the rows read so far was understood, whether they were stored or not.', simpleResolvers: true })
@Embeddable()
export class Recognition {
  @Field(() => Int, { description: 'Rows that state a pay (of seekers: a least pay).' })
  @Property({ type: 'integer', default: 0 })
  payStatedCount = 0;

  @Field(() => Int, { description: 'Of these, rows whose pay was understood.' })
  @Property({ type: 'integer', default: 0 })
  payReadCount = 0;

  @Field(() => Int, { description: 'Rows that state a place (of seekers: of living).' })
  @Property({ type: 'integer', default: 0 })
  placeStatedCount = 0;

  @Field(() => Int, { description: 'Of these, rows placed at least to the prefecture, or in a municipality.' })
  @Property({ type: 'integer', default: 0 })
  placedCount = 0;

  @Field(() => Int, { description: 'Rows whose trade was coded; the others are UNCODED.' })
  @Property({ type: 'integer', default: 0 })
  codedCount = 0;
}

@ObjectType({ description: 'A sheet that is taken in row by row.', simpleResolvers: true })
@Entity()
export class ImportJob extends Row {
  @Field(() => ImportKind, { description: 'What its rows are.' })
  @Enum({ items: () => ImportKind, type: 'text' })
  kind!: ImportKind;

  @ManyToOne(() => Account, { ref: true, nullable: true, index: true, hidden: true })
  account: Ref<Account> | null = null;

  @Field(() => String, { description: 'Name of the file as uploaded.' })
  @Property({ type: 'text' })
  fileName!: string;

  @Field(() => Int, { description: 'Size in bytes.' })
  @Property({ type: 'integer' })
  size!: number;

  @Field(() => ImportState, { description: 'Where it stands.' })
  @Enum({ items: () => ImportState, type: 'text' })
  state: ImportState = 'UPLOADED';

  @Field(() => Institution, { nullable: true, description: 'The institution that receives the rows; null before the start.' })
  @ManyToOne(() => Institution, { ref: true, nullable: true })
  institution: Ref<Institution> | null = null;

  @Field(() => Boolean, { description: 'Only tried: nothing was stored.' })
  @Property({ type: 'boolean', default: false })
  dryRun = false;

  @Field(() => LocalDate, { nullable: true, description: 'Vacancies are opened until this day; without it they wait for review.' })
  @Property({ type: 'date', nullable: true })
  openUntil: string | null = null;

  @Field(() => Int, { description: 'Rows read so far.' })
  @Property({ type: 'integer', default: 0 })
  readCount = 0;

  @Field(() => Int, { description: 'Rows stored (or, when only tried, that would be).' })
  @Property({ type: 'integer', default: 0 })
  storedCount = 0;

  @Field(() => Int, { description: 'Rows that had been stored before.' })
  @Property({ type: 'integer', default: 0 })
  repeatedCount = 0;

  @Field(() => Int, { description: 'Rows refused; each with its reason in the result sheet.' })
  @Property({ type: 'integer', default: 0 })
  refusedCount = 0;

  @Field(() => Int, { description: 'Vacancies of it that were withdrawn again as a whole.' })
  @Property({ type: 'integer', default: 0 })
  withdrawnCount = 0;

  @Field(() => Recognition, { description: 'How much was understood.' })
  @Embedded(() => Recognition)
  recognition = new Recognition();

  @Field(() => String, { nullable: true, description: 'Why it stopped, in Chinese and English.' })
  @Property({ type: 'text', nullable: true })
  problem: string | null = null;

  @Field(() => Instant, { nullable: true, description: 'When it ended.' })
  @Property({ type: 'timestamptz', nullable: true })
  endedAt: Date | null = null;

  moveTo(state: ImportState): void {
    this.state = step(transitions, this.state, state, ImportState);
  }
}

/** One refused row: its number and the reason; never its cells, which may be personal. */
@ObjectType({ description: 'A refused row.', simpleResolvers: true })
@Entity()
@Index({ name: 'import_refusal_row', properties: ['job', 'rowNumber'] })
export class ImportRefusal extends Row {
  @ManyToOne(() => ImportJob, { ref: true, deleteRule: 'cascade', hidden: true })
  job!: Ref<ImportJob>;

  @Field(() => Int, { description: 'Row in the file; the header is 1.' })
  @Property({ type: 'integer' })
  rowNumber!: number;

  @Field(() => String, { description: 'A stable code.' })
  @Property({ type: 'text' })
  code!: string;

  @Field(() => String, { description: 'Which field is concerned.' })
  @Property({ type: 'text' })
  field!: string;

  @Field(() => String, { nullable: true, description: 'The column of the sheet that holds it, as it is headed there; null where no column does.' })
  @Property({ type: 'text', nullable: true })
  heading: string | null = null;

  @Field(() => String, { description: 'Why, in Chinese.' })
  @Property({ type: 'text' })
  zh!: string;

  @Field(() => String, { description: 'Why, in English.' })
  @Property({ type: 'text' })
  en!: string;
}
