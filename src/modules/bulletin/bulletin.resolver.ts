import { Arg, Ctx, Field, FieldResolver, ID, InputType, Int, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { raw, sql } from '../../platform/database/sql.js';
import { type Connection, PageInfo, pageInfoOf, pageRows, readCursor, writeCursor } from '../../platform/graphql/connection.js';
import { Context } from '../../platform/graphql/context.js';
import { Cost } from '../../platform/graphql/cost.js';
import { enumOf } from '../../platform/graphql/enum.js';
import { badInput } from '../../platform/graphql/mutation.js';
import { BigInteger, LocalDate } from '../../platform/graphql/scalars.js';
import { maskName } from '../../platform/privacy/text.js';
import { ownRegion } from '../placements/progress.resolver.js';
import { HOME, type KnownRegion, placeWords, regionByPath } from '../regions/region.queries.js';
import {
  change,
  changeAgainst,
  completion,
  excess,
  type Measured,
  published,
  type Report,
  report,
  type ReportedFigure,
  type ReportedSection,
} from './bulletin.js';
import { countListed, type Listed, listed, type ListedRow, orderOf, storedOf } from './bulletin.queries.js';
import { UNIT_WORDS } from './figures.js';
import { percent } from './rounding.js';
import { amount, documentOf, sentence } from './words.js';

export const BulletinListEnum = enumOf('BulletinList', 'Which rows of a figure.', {
  COUNTED: '计入 Those that it counts; of a ratio those above the line.',
  DEDUCTED: '扣减 Those that are taken off.',
  WHOLE: '总体 Of a ratio those below the line.',
  STORED: '历史月度数据 Months from before rows were kept.',
});
type BulletinList = keyof typeof BulletinListEnum;

export const BulletinMeasureEnum = enumOf('BulletinMeasure', 'How the rows of a list become a number.', {
  ROWS: '条数 One each.',
  PERSONS: '人数 One for each mark of a person.',
  SUM: '合计 The sum of their amounts.',
  GREATEST: '每人最大值之和 The sum, over marks of persons, of the greatest amount of each.',
});

@InputType({ description: 'From the first to the last day.' })
export class BulletinPeriodInput {
  @Field(() => LocalDate, { description: 'The first day.' })
  from!: string;

  @Field(() => LocalDate, { description: 'The last day.' })
  to!: string;
}

@ObjectType('BulletinValue', { description: 'What a figure was in a period.', simpleResolvers: true })
export class BulletinValueView {
  @Field(() => LocalDate, { description: 'The first day.' })
  from!: string;

  @Field(() => LocalDate, { description: 'The last day.' })
  to!: string;

  @Field(() => BigInteger, { description: 'The exact value; of money in fen, of a ratio its part.' })
  value!: bigint;

  @Field(() => BigInteger, { nullable: true, description: 'Of a ratio its whole.' })
  whole!: bigint | null;

  @Field(() => String, { nullable: true, description: 'How much the figure changed against it, in percent with two decimals; null against nothing.' })
  change!: string | null;
}

@ObjectType('BulletinPlan', { description: 'The yearly plan of a figure and how far it is.', simpleResolvers: true })
export class BulletinPlanView {
  @Field(() => BigInteger, { description: 'What is planned for the year.' })
  value!: bigint;

  @Field(() => String, { description: '完成年计划的 %: the value by the plan, in percent with one decimal.' })
  completion!: string;
}

@ObjectType('BulletinRow', { description: 'A row behind a figure; its own query opens it by its id.', simpleResolvers: true })
export class BulletinRowView {
  @Field(() => ID, { description: 'Its id.' })
  id!: string;

  @Field(() => String, { description: 'What it is: a type of this schema, or a month on file.' })
  kind!: string;

  @Field(() => LocalDate, { nullable: true, description: 'The day by which it counts; null for what simply stands.' })
  on!: string | null;

  @Field(() => String, { description: 'The place that it counts for.' })
  place!: string;

  @Field(() => BigInteger, { description: 'What it adds: 1, an amount in fen, heads or jobs.' })
  amount!: string;

  @Field(() => String, {
    nullable: true,
    description: 'A mark of the person: the same on every row of one person in lists of one source. It names nobody.',
  })
  mark!: string | null;

  @Field(() => String, { nullable: true, description: 'The person’s name, masked; null out of your sight.' })
  nameMasked!: string | null;
}

@ObjectType('BulletinRowEdge', { description: 'A row in a list behind a figure.', simpleResolvers: true })
export class BulletinRowEdge {
  @Field(() => String, { description: 'Opaque position of this row.' })
  cursor!: string;

  @Field(() => BulletinRowView, { description: 'The row.' })
  node!: BulletinRowView;
}

@ObjectType('BulletinRowConnection', { description: 'A page of the rows behind a figure.', simpleResolvers: true })
export class BulletinRowConnection {
  @Field(() => [BulletinRowEdge], { description: 'The rows of this page, in order.' })
  edges!: BulletinRowEdge[];

  @Field(() => PageInfo, { description: 'How to go on.' })
  pageInfo!: PageInfo;

  @Cost({ weight: 10 })
  @Field(() => Int, { description: 'How many rows the whole list has, in your scope; counted only when asked for.' })
  totalCount!: () => Promise<number>;
}

@ObjectType('BulletinListing', { description: 'A list of rows that a figure is made of.', simpleResolvers: true })
export class BulletinListingView {
  @Field(() => BulletinListEnum, { description: 'Which.' })
  list!: BulletinList;

  @Field(() => BulletinMeasureEnum, { description: 'How its rows become a number.' })
  measure!: string;
}

@ObjectType('BulletinFigure', { description: 'A figure of the report, with what it is made of.' })
export class BulletinFigureView {
  reported!: ReportedFigure;
}

@ObjectType('BulletinSection', { description: 'A section of the report.', simpleResolvers: true })
export class BulletinSectionView {
  @Field(() => Int, { description: 'Its number in the work summary.' })
  number!: number;

  @Field(() => String, { description: 'Its heading, in Chinese as it is published.' })
  title!: string;

  @Cost({ atMost: 12 })
  @Field(() => [BulletinFigureView], { description: 'Its figures.' })
  figures!: BulletinFigureView[];
}

@ObjectType('Bulletin', { description: 'The report of a division for a period (工作总结), computed from rows.' })
export class BulletinView {
  report!: Report;
}

@Resolver(() => BulletinView)
export class BulletinResolver {
  @Cost({ weight: 800, kind: 'search' })
  @Query(() => BulletinView, {
    description:
      'The report of a division for a period: each figure with its plan, the same period last year, its definition and its rows. Offices for their division, auditors. BAD_USER_INPUT for another division or a period that ends before it begins.',
  })
  async bulletin(
    @Arg('from', () => LocalDate, { description: 'The first day.' }) from: string,
    @Arg('to', () => LocalDate, { description: 'The last day.' }) to: string,
    @Arg('region', () => String, { nullable: true, description: 'Code or name of the division; your own, or the municipality, where absent.' })
    region: string | undefined,
    @Arg('against', () => BulletinPeriodInput, { nullable: true, description: 'Another period to compare with.' })
    against: BulletinPeriodInput | undefined,
    @Ctx() context: Context,
  ): Promise<BulletinView> {
    const other = against ? { first: against.from, last: against.to } : null;
    return { report: await report(context, reportedRegion(context, region), { first: from, last: to }, other) };
  }

  @FieldResolver(() => LocalDate, { description: 'The first day.' })
  from(@Root() { report: { period } }: BulletinView): string {
    return period.first;
  }

  @FieldResolver(() => LocalDate, { description: 'The last day.' })
  to(@Root() { report: { period } }: BulletinView): string {
    return period.last;
  }

  @FieldResolver(() => String, { description: 'Name of the division, with those above it.' })
  place(@Root() { report: { region } }: BulletinView, @Ctx() { language }: Context): string {
    return placeWords(region.path)[language];
  }

  @FieldResolver(() => Boolean, { description: 'A source of some figure ends before the period does.' })
  partial(@Root() { report: { sections } }: BulletinView): boolean {
    return sections.some(({ figures }) => figures.some((one) => one.partial));
  }

  @Cost({ atMost: 8 })
  @FieldResolver(() => [BulletinSectionView], { description: 'The sections that have figures, in order.' })
  sections(@Root() { report: { sections } }: BulletinView): BulletinSectionView[] {
    return sections.map(({ section: { number, title }, figures }: ReportedSection) => ({
      number,
      title,
      figures: figures.map((reported) => ({ reported })),
    }));
  }

  @FieldResolver(() => BulletinFigureView, { nullable: true, description: 'One of its figures by its code (`vacancies`); null where there is none.' })
  figure(
    @Root() { report: { sections } }: BulletinView,
    @Arg('code', () => String, { description: 'Its code.' }) code: string,
  ): BulletinFigureView | null {
    const reported = sections.flatMap(({ figures }) => figures).find(({ figure }) => figure.id === code);
    return reported ? { reported } : null;
  }

  @FieldResolver(() => String, { description: 'The report as a Chinese document in the form of the work summary.' })
  text(@Root() { report: whole }: BulletinView): string {
    return documentOf(whole);
  }
}

/** The division that is asked for, else the viewer’s own. */
export const reportedRegion = (context: Context, region: string | undefined): KnownRegion =>
  ownRegion(context, region ?? regionByPath(context.viewer.regionPath ?? '')?.code ?? HOME);

const view = (of: Measured, changed: string | null): BulletinValueView => ({
  from: of.period.first,
  to: of.period.last,
  value: of.value,
  whole: of.whole,
  change: changed,
});

@Resolver(() => BulletinFigureView)
export class BulletinFigureResolver {
  @FieldResolver(() => String, { description: 'Its code (`vacancies`).' })
  code(@Root() { reported }: BulletinFigureView): string {
    return reported.figure.id;
  }

  @FieldResolver(() => String, { description: 'Its name, in the language asked for.' })
  name(@Root() { reported }: BulletinFigureView, @Ctx() { language }: Context): string {
    return reported.indicator.name[language];
  }

  @FieldResolver(() => String, { description: 'What it counts, in the language asked for.' })
  definition(@Root() { reported }: BulletinFigureView, @Ctx() { language }: Context): string {
    return reported.indicator.definition[language];
  }

  @FieldResolver(() => String, { description: 'In what it is counted, in the language asked for.' })
  unit(@Root() { reported }: BulletinFigureView, @Ctx() { language }: Context): string {
    return UNIT_WORDS[reported.figure.unit][language];
  }

  @FieldResolver(() => BulletinValueView, { description: 'The exact value and the period that it covers.' })
  value(@Root() { reported: { now } }: BulletinFigureView): BulletinValueView {
    return view(now, null);
  }

  @FieldResolver(() => String, { nullable: true, description: 'As it is published, rounded half up from whole numbers; null of a ratio of nothing.' })
  published(@Root() { reported }: BulletinFigureView): string | null {
    return published(reported);
  }

  @FieldResolver(() => String, { description: 'The same with its unit (`35.62万条`).' })
  amount(@Root() { reported }: BulletinFigureView): string {
    return amount(reported);
  }

  @FieldResolver(() => String, { description: 'Its sentence in the Chinese document.' })
  text(@Root() { reported }: BulletinFigureView): string {
    return sentence(reported);
  }

  @FieldResolver(() => String, { nullable: true, description: 'A ratio that belongs to the value in percent: employed of trained.' })
  rate(@Root() { reported }: BulletinFigureView): string | null {
    return reported.share ? completion(reported) : null;
  }

  @FieldResolver(() => BulletinPlanView, { nullable: true, description: 'Its plan for the year; null without one, or over several years.' })
  plan(@Root() { reported: { plan, now } }: BulletinFigureView): BulletinPlanView | null {
    return plan === null || now.whole !== null ? null : { value: plan, completion: percent(now.value, plan, 1) };
  }

  @FieldResolver(() => String, { nullable: true, description: '超出年计划 %, where the summary says so.' })
  overPlan(@Root() { reported }: BulletinFigureView): string | null {
    return excess(reported);
  }

  @FieldResolver(() => BulletinValueView, { description: 'The same window of the year before.' })
  lastYear(@Root() { reported: { now, before } }: BulletinFigureView): BulletinValueView {
    return view(before, changeAgainst(now, before));
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: 'Change against last year in percent, as the summary writes it; null where it does not.',
  })
  change(@Root() { reported }: BulletinFigureView): string | null {
    return change(reported);
  }

  @FieldResolver(() => BulletinValueView, { nullable: true, description: 'The period that was asked to compare with.' })
  against(@Root() { reported: { now, against } }: BulletinFigureView): BulletinValueView | null {
    return against && view(against, changeAgainst(now, against));
  }

  @FieldResolver(() => Boolean, { description: 'Its source ends before the period that was asked for.' })
  partial(@Root() { reported }: BulletinFigureView): boolean {
    return reported.partial;
  }

  @FieldResolver(() => LocalDate, { nullable: true, description: 'Through which day its source is reported; null where it follows by itself.' })
  reportedThrough(@Root() { reported }: BulletinFigureView): string | null {
    return reported.through;
  }

  @Cost({ atMost: 4 })
  @FieldResolver(() => [BulletinListingView], {
    description: 'The lists it is made of: counted, with what is stored, less what is deducted; of a ratio by the whole.',
  })
  lists(@Root() { reported }: BulletinFigureView): BulletinListingView[] {
    return [...listsOf(reported)].map(([list, { counted }]) => ({ list, measure: counted.measure }));
  }

  @FieldResolver(() => BulletinRowConnection, {
    description: 'The rows of one of its lists in your scope, latest first. BAD_USER_INPUT where the figure has no such list.',
  })
  async rows(
    @Root() { reported }: BulletinFigureView,
    @Arg('list', () => BulletinListEnum, { defaultValue: 'COUNTED', description: 'Which of its lists.' }) list: BulletinList,
    @Arg('first', () => Int, { defaultValue: 20, description: 'Rows on a page, up to 100.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'Cursor of the row before.' }) after: string | undefined,
    @Ctx() context: Context,
  ): Promise<Connection<BulletinRowView>> {
    const asked = listsOf(reported).get(list);
    if (!asked) throw badInput('此指标没有这种明细，见 lists', 'The figure has no such list: see lists');
    const order = orderOf(asked.counted.source);
    const [day, id] = after === undefined ? [] : readCursor(list, after, 'date');
    const beyond = day === undefined ? null : sql`(${raw(order)}, t.id) < (${day}::date, ${id}::uuid)`;
    const rows = await listed(context, asked, beyond, pageRows(first));
    const edges = rows.slice(0, first).map((row) => ({ cursor: writeCursor(list, row.order, row.id), node: shown(row, asked, context) }));
    return { edges, pageInfo: pageInfoOf(edges, after, rows.length > first), totalCount: () => countListed(context, asked) };
  }
}

const shown = ({ id, on, path, amount: adds, mark, name }: ListedRow, { counted }: Listed, { language }: Context): BulletinRowView => ({
  id,
  kind: counted.source.entity,
  on,
  place: placeWords(path)[language],
  amount: adds,
  mark,
  nameMasked: name === null ? null : maskName(name),
});

/** The lists that a figure is made of. */
export function listsOf({ indicator, now: { period }, region: { path } }: ReportedFigure): ReadonlyMap<BulletinList, Listed> {
  const { counted, deducted, whole, flow } = indicator;
  const lists = { COUNTED: counted, DEDUCTED: deducted, WHOLE: whole, STORED: flow ? storedOf(indicator) : undefined };
  return new Map(Object.entries(lists).flatMap(([list, of]) => (of ? [[list as BulletinList, { counted: of, period, path }] as const] : [])));
}
