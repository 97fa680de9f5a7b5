import type { Message } from '../graphql/errors.js';
import type { Counted } from './counted.js';

/** In what an indicator is counted; a rate in basis points, 10,000 of which are the whole. */
export type IndicatorUnit = 'PERSON' | 'PERSON_TIME' | 'NOTICE' | 'HEAD' | 'JOB' | 'COMMUNITY' | 'HOUSEHOLD' | 'FEN' | 'RATE';

/**
 * A number that a module computes from its own rows for a division and a period. Its SQL reads the row `a`: `a.path` is the
 * division, `a.first` and `a.last` are the days; it is evaluated within the rights of whoever asks.
 */
export interface Indicator {
  readonly code: string;
  readonly unit: IndicatorUnit;
  /** A ceiling is kept when the actual is not above it; it is never summed. */
  readonly ceiling?: true;
  /** Grows through the year as long as nothing is taken back; a state of things does not. */
  readonly flow: boolean;
  readonly name: Message;
  readonly definition: Message;
  /** Where the definition comes from; `ours` where from no rule. */
  readonly source: string;
  /** A whole number; of a rate the numerator. */
  readonly actual: string;
  /** The denominator of a rate. */
  readonly over?: string;
  /** The rows behind it, where they can be listed: `actual` is then their number. */
  readonly counted?: Counted;
  /** Rows of which the number is taken off. */
  readonly deducted?: Counted;
  /** The rows behind `over`. */
  readonly whole?: Counted;
}

/** `column` lies in the division that is asked for. */
export const ofDivision = (column: string): string => `(${column} collate "C" >= a.path and ${column} collate "C" < a.path || '0')`;
/** `column`, a date, lies in the period that is asked for. */
export const inPeriod = (column: string): string => `${column} between a.first and a.last`;
