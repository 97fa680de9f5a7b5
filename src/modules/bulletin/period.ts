import { plusDays, plusMonths } from '../../platform/clock/clock.js';

/** From the first to the last day. */
export interface Period {
  readonly first: string;
  readonly last: string;
}

const endsMonth = (day: string): boolean => plusDays(day, 1).endsWith('-01');
/** The last day of the month of a day. */
const monthEnd = (day: string): string => plusDays(`${plusMonths(`${day.slice(0, 7)}-01`, 1)}`, -1);
const yearBefore = (day: string): string => (endsMonth(day) ? monthEnd(plusMonths(day, -12)) : plusMonths(day, -12));

/** The same window of the year before; the end of a month stays the end of a month. */
export const lastYear = ({ first, last }: Period): Period => ({ first: plusMonths(first, -12), last: yearBefore(last) });

/** `2007-01` and `2007-11` as days; days stay. */
export const firstDay = (text: string): string => (text.length === 7 ? `${text}-01` : text);
export const lastDay = (text: string): string => (text.length === 7 ? monthEnd(`${text}-01`) : text);

/** `2007-01` where a period begins or ends with its month, else the day. */
export const fromWords = ({ first }: Period): string => (first.endsWith('-01') ? first.slice(0, 7) : first);
export const toWords = ({ last }: Period): string => (endsMonth(last) ? last.slice(0, 7) : last);

/** `1-11月`, or both days. */
export function monthsOf({ first, last }: Period): string {
  const whole = first.endsWith('-01') && endsMonth(last) && first.slice(0, 4) === last.slice(0, 4);
  if (!whole) return `${first}至${last}`;
  const [from, to] = [Number(first.slice(5, 7)), Number(last.slice(5, 7))];
  return from === to ? `${to}月` : `${from}-${to}月`;
}

/** `到11月底`, or up to the day. */
export const endOf = ({ last }: Period): string => (endsMonth(last) ? `到${Number(last.slice(5, 7))}月底` : `截至${last}`);

/** `2007-01` or `2007-01-31`, a day that exists. */
export const isDayOrMonth = (text: string): boolean => {
  if (!/^\d{4}-\d\d(-\d\d)?$/.test(text) || text < '1900') return false;
  const date = new Date(`${text.padEnd(8, '-').padEnd(10, '01')}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
};
