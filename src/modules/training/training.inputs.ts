import { ArrayMaxSize, Max, MaxLength, Min, ValidateNested } from 'class-validator';
import { Field, ID, InputType, Int } from 'type-graphql';
import { EffectInput } from '../../platform/graphql/mutation.js';
import { BigInteger, LocalDate } from '../../platform/graphql/scalars.js';
import { Words } from '../../platform/graphql/words.js';
import { CourseKind, StartUpCourse } from './class.js';
import { OutcomeKind } from './enrolment.js';

@InputType({ description: 'What holds for a kind of course from a day on.' })
export class TrainingRuleSetInput extends EffectInput {
  @Field(() => CourseKind, { description: 'For which kind.' })
  kind!: CourseKind;

  @Field(() => StartUpCourse, { nullable: true, description: 'For which start-up course; any unless given.' })
  course?: StartUpCourse;

  @MaxLength(60)
  @Field(() => String, { description: 'Code or name of the division it holds in: the city or a county, the caller’s own.' })
  region!: string;

  @Field(() => LocalDate, { description: 'First day on which it holds.' })
  effectiveOn!: string;

  @Field(() => Int, { description: 'Class hours that a class has at least.' })
  leastHours!: number;

  @Field(() => Int, { description: 'Percent of the hours to attend, 0–100.' })
  leastAttendance!: number;

  @Field(() => Int, { description: 'Months within which an outcome counts, 1–24.' })
  trackingMonths!: number;

  @Field(() => BigInteger, { nullable: true, description: 'Subsidy for a person with an outcome, in fen; none unless given.' })
  subsidy?: bigint;

  @Field(() => Int, { defaultValue: 100, description: 'Percent of it for a person who passed and has no outcome, 0–100.' })
  shareWithoutOutcome!: number;

  @Words(1, 200)
  @Field(() => String, { description: 'The notice that sets it.' })
  source!: string;
}

@InputType({ description: 'A class to be taught.' })
export class TrainingClassPlanInput extends EffectInput {
  @Words(1, 40)
  @Field(() => String, { description: 'Its number (班号), unique.' })
  number!: string;

  @Words(1, 100)
  @Field(() => String, { description: 'What is taught.' })
  title!: string;

  @Field(() => CourseKind, { description: 'What it is for.' })
  kind!: CourseKind;

  @Field(() => StartUpCourse, { nullable: true, description: 'Which start-up course; needed for that kind, and for it alone.' })
  course?: StartUpCourse;

  @MaxLength(40)
  @Field(() => String, { nullable: true, description: 'Occupation code or name of the trade.' })
  occupation?: string;

  @Field(() => ID, { nullable: true, description: 'The institution that teaches it; the caller’s own unless given; whoever has none must give it.' })
  institution?: string;

  @Field(() => ID, { nullable: true, description: 'A training base of the institution’s county.' })
  base?: string;

  @Field(() => ID, { nullable: true, description: 'An order of the institution whose people it trains.' })
  order?: string;

  @Field(() => Int, { description: 'Seats, 1–500.' })
  seats!: number;

  @Field(() => Int, { description: 'Class hours in all.' })
  classHours!: number;

  @Field(() => LocalDate, { description: 'First day.' })
  startsOn!: string;

  @Field(() => LocalDate, { description: 'Last day.' })
  endsOn!: string;
}

@InputType({ description: 'Who enrols.' })
export class TrainingEnrolInput extends EffectInput {
  @ArrayMaxSize(100)
  @Field(() => [ID], { description: 'The people, 1 to 100; all or none.' })
  seekers!: string[];
}

@InputType({ description: 'Hours of one person on a day.' })
export class AttendedHoursInput {
  @Field(() => ID, { description: 'The enrolment.' })
  enrolment!: string;

  @Min(0)
  @Max(12)
  @Field(() => Int, { description: 'Class hours, 0–12; 0 is absent.' })
  hours!: number;
}

@InputType({ description: 'Who was there on a day.' })
export class TrainingAttendanceRecordInput extends EffectInput {
  @Field(() => LocalDate, { description: 'The day, within those of the class.' })
  day!: string;

  @ArrayMaxSize(500)
  @ValidateNested({ each: true })
  @Field(() => [AttendedHoursInput], { description: 'Hours by person; written anew where they were given before.' })
  hours!: AttendedHoursInput[];
}

@InputType({ description: 'The result of one person.' })
export class TrainingResultInput {
  @Field(() => ID, { description: 'The enrolment.' })
  enrolment!: string;

  @Field(() => Boolean, { description: 'Passed.' })
  passed!: boolean;

  @MaxLength(40)
  @Field(() => String, { nullable: true, description: 'Number of the certificate; needed for who passed.' })
  certificateNumber?: string;
}

@InputType({ description: 'Results of an examination.' })
export class TrainingClassExamineInput extends EffectInput {
  @Field(() => LocalDate, { nullable: true, description: 'Day of the examination; today unless given.' })
  on?: string;

  @ArrayMaxSize(500)
  @ValidateNested({ each: true })
  @Field(() => [TrainingResultInput], { description: 'One for each who attended enough; the others are absent.' })
  results!: TrainingResultInput[];
}

@InputType({ description: 'What became of a person who was trained.' })
export class TrainingOutcomeRecordInput extends EffectInput {
  @Field(() => OutcomeKind, { description: 'What. EMPLOYED is looked up among confirmed placements; NONE only after the window.' })
  kind!: OutcomeKind;

  @Field(() => LocalDate, { nullable: true, description: 'Day on which the business started; of STARTED only.' })
  startedOn?: string;

  @MaxLength(40)
  @Field(() => String, { nullable: true, description: 'Licence number of the business; needed for STARTED.' })
  licenceNumber?: string;

  @Field(() => Int, { nullable: true, description: 'Jobs that it gives, the founder’s own included; needed for STARTED.' })
  jobsCreated?: number;
}
