import type { Message } from '../graphql/errors.js';
import { type Indicator, inPeriod, ofDivision } from './indicator.js';

/** Rows of one kind that indicators count. Its SQL calls the rows `t`. */
export interface Source {
  /** By it a source says through which day it is reported. */
  readonly code: string;
  readonly name: Message;
  /** The entity whose scope decides which of the rows a viewer sees. */
  readonly entity: string;
  /** What follows `from`. */
  readonly from: string;
  /** The path of the division that a row counts for. */
  readonly path: string;
  /** The day by which a row counts; null for what simply stands. */
  readonly day: string | null;
  /** The person a row is about. */
  readonly person?: string;
}

/**
 * How rows become a number: one each, one a person, the sum of their amounts, or the sum over people of the greatest amount
 * that somebody has.
 */
export type Measure = 'ROWS' | 'PERSONS' | 'SUM' | 'GREATEST';

/** A number as the rows that it counts. */
export interface Counted {
  readonly source: Source;
  readonly measure: Measure;
  /** Which of the rows; all where absent. */
  readonly where?: string;
  /** A whole number of each row, for sums. */
  readonly amount?: string;
  /** Counts from the beginning up to the last day, not only the period. */
  readonly cumulative?: true;
}

/** Whether the day of a row counts, over the row `a` that `Indicator` speaks of. */
export const dated = ({ source: { day }, cumulative }: Counted): string => (day === null ? 'true' : cumulative ? `${day} <= a.last` : inPeriod(day));

/** What makes a row of the division count. */
export const counts = (counted: Counted): string => (counted.where === undefined ? dated(counted) : `${dated(counted)} and (${counted.where})`);

/** The same with the division. */
export const countsWhen = (counted: Counted): string => `${ofDivision(counted.source.path)} and ${counts(counted)}`;

/** The number as one SQL expression for `Indicator.actual`. */
export function numberOf(counted: Counted): string {
  const { source, measure, amount } = counted;
  const rows = `from ${source.from} where ${countsWhen(counted)}`;
  if (measure === 'ROWS') return `select count(*) ${rows}`;
  if (measure === 'PERSONS') return `select count(distinct ${source.person}) ${rows}`;
  if (measure === 'SUM') return `select coalesce(sum(${amount}), 0) ${rows}`;
  return `select coalesce(sum(once.most), 0) from (select max(${amount}) as most ${rows} group by ${source.person}) once`;
}

/** An indicator from the rows that it counts. */
export const counting = (
  indicator: Omit<Indicator, 'actual' | 'over' | 'counted' | 'deducted' | 'whole'>,
  counted: Counted,
  { deducted, whole }: { deducted?: Counted; whole?: Counted } = {},
): Indicator => ({
  ...indicator,
  counted,
  actual: deducted ? `select (${numberOf(counted)}) - (${numberOf(deducted)})` : numberOf(counted),
  ...(deducted ? { deducted } : {}),
  ...(whole ? { whole, over: numberOf(whole) } : {}),
});
