import { language } from './language.ts';

const tag = (): string => (language.value === 'en' ? 'en' : 'zh-CN');
const ZONE = 'Asia/Shanghai';

export const count = (value: number): string => new Intl.NumberFormat(tag()).format(value);

/** A rate of 0 to 1, or more, as percent. */
export const percent = (rate: number | null | undefined, digits = 0): string =>
  rate === null || rate === undefined
    ? '–'
    : new Intl.NumberFormat(tag(), { style: 'percent', minimumFractionDigits: digits, maximumFractionDigits: digits }).format(rate);

/** An amount in fen as yuan. */
export const yuan = (fen: string | null | undefined, digits = 2): string =>
  fen === null || fen === undefined
    ? '–'
    : new Intl.NumberFormat(tag(), { style: 'currency', currency: 'CNY', minimumFractionDigits: digits, maximumFractionDigits: digits }).format(
        Number(fen) / 100,
      );

/** Things of one kind, told one after the other. */
export const listed = (words: readonly string[]): string => words.join(language.value === 'en' ? '; ' : '、');

export const day = (on: string | null | undefined): string => on ?? '–';

/** An instant, as the clock in Chongqing shows it. */
export const moment = (at: string | null | undefined): string =>
  at === null || at === undefined
    ? '–'
    : new Intl.DateTimeFormat('sv-SE', { timeZone: ZONE, dateStyle: 'short', timeStyle: 'short' }).format(new Date(at));

/** Today in Chongqing, as YYYY-MM-DD. */
export const today = (): string => new Intl.DateTimeFormat('sv-SE', { timeZone: ZONE }).format(new Date());

/** The day some days from a day. */
export const daysFrom = (on: string, days: number): string => new Date(Date.parse(`${on}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
