import { ArrayType, type Ref } from '@mikro-orm/core';
import { Check, Entity, ManyToOne, PrimaryKey, Property, Unique } from '@mikro-orm/decorators/legacy';
import { Field, Int, ObjectType } from 'type-graphql';
import { v7 } from 'uuid';
import { Row } from '../../platform/database/base.js';
import { LocalDate } from '../../platform/graphql/scalars.js';

@ObjectType({
  description: 'The holiday table of a year: what it says otherwise than that Monday to Friday are worked. Clocks in working days read it.',
  simpleResolvers: true,
})
@Entity()
@Unique({ name: 'calendar_year_once', properties: ['year'] })
@Check({ name: 'calendar_year_apart', expression: 'not days_off && working_weekends' })
@Check({
  name: 'calendar_year_within',
  expression: 'make_date(year, 1, 1) <= all (days_off || working_weekends) and make_date(year, 12, 31) >= all (days_off || working_weekends)',
})
export class CalendarYear extends Row {
  @PrimaryKey({ type: 'uuid', defaultRaw: 'uuidv7()' })
  override id: string = v7();

  @Field(() => Int, { description: 'Which year.' })
  @Property({ type: 'smallint' })
  year!: number;

  @Field(() => [LocalDate], { description: 'Days off, in order.' })
  @Property({ type: ArrayType, columnType: 'date[]', defaultRaw: "'{}'" })
  daysOff!: string[];

  @Field(() => [LocalDate], { description: 'Saturdays and Sundays that are worked, in order.' })
  @Property({ type: ArrayType, columnType: 'date[]', defaultRaw: "'{}'" })
  workingWeekends!: string[];

  @Field(() => String, { description: 'The notice that says so.' })
  @Property({ type: 'text' })
  source!: string;

  @Field(() => Boolean, { description: 'Assumed for a demonstration, not said by a notice.' })
  @Property({ type: 'boolean', default: false })
  assumed = false;
}

/** Written by the database when a table is amended. */
@ObjectType({ description: 'A holiday table as it stood until it was amended.', simpleResolvers: true })
@Entity({ tableName: 'calendar_amendment' })
export class CalendarAmendment extends Row {
  @PrimaryKey({ type: 'uuid', defaultRaw: 'uuidv7()' })
  override id: string = v7();

  @ManyToOne(() => CalendarYear, { ref: true, index: true, hidden: true })
  calendar!: Ref<CalendarYear>;

  @Field(() => [LocalDate], { description: 'Days off, in order.' })
  @Property({ type: ArrayType, columnType: 'date[]' })
  daysOff!: string[];

  @Field(() => [LocalDate], { description: 'Saturdays and Sundays that were worked, in order.' })
  @Property({ type: ArrayType, columnType: 'date[]' })
  workingWeekends!: string[];

  @Field(() => String, { description: 'The notice that said so.' })
  @Property({ type: 'text' })
  source!: string;

  @Property({ type: 'uuid', nullable: true, hidden: true })
  madeBy: string | null = null;
}
