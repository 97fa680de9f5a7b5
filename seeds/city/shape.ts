import { Random } from '../random.js';

/** Generated values depend on the kind and number of a row alone, so that a part can be made again by itself. */
export const dice = (kind: number, number: number): Random => {
  let mixed = Math.imul(kind ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(number ^ 0x27d4eb2f, 0xc2b2ae35);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
  return new Random(mixed ^ (mixed >>> 13));
};

/** The kinds of rows; the numbers stand in their ids. */
export const KIND = {
  person: 1,
  key: 2,
  secret: 3,
  employer: 4,
  vacancy: 5,
  registration: 6,
  referral: 7,
  placement: 8,
  class: 9,
  enrolment: 10,
  transfer: 11,
  loan: 12,
  entry: 13,
  operation: 14,
  claim: 15,
  relief: 16,
  employment: 17,
  unemployment: 18,
  community: 19,
  step: 20,
  household: 21,
  member: 22,
  householdStep: 23,
  institution: 24,
  account: 25,
  unit: 26,
  plan: 27,
  target: 28,
  stored: 29,
  order: 30,
  apiKey: 31,
} as const;

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');
const START_MS = Date.UTC(2007, 0, 1);

/** Between the times in the ids of two rows: indexes that compare ids by their first bits need them apart. */
const APART_MS = 50_000;

/** An id of version 7, the same in every world: rows of a kind follow each other. */
export const idAt = (kind: number, number: number): string => {
  const time = hex(START_MS + number * APART_MS, 12);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${hex(kind, 3)}-8${hex((number * 2_654_435_761) % 4_096, 3)}-${hex(number, 12)}`;
};

/** Whole parts of a total by weight; what is left goes to the largest remainders, of equals to the first. */
export function apportion(total: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((all, one) => all + one, 0);
  const exact = weights.map((one) => (total * one) / sum);
  const parts = exact.map(Math.floor);
  const left = total - parts.reduce((all, one) => all + one, 0);
  const order = [...exact.keys()].toSorted((a, b) => exact[b]! - parts[b]! - (exact[a]! - parts[a]!) || a - b);
  for (const at of order.slice(0, left)) parts[at]!++;
  return parts;
}

/** A published total at a scale, half up. */
export const scaled = (total: number, scale: number): number => Math.floor(total * scale + 0.5);

const DAY_MS = 86_400_000;
/** Days since 2007-01-01 as a date. */
export const dayOf = (number: number): string => new Date(START_MS + number * DAY_MS).toISOString().slice(0, 10);
/** The last day of the year that is generated, 2007-11-30. */
export const LAST_DAY = 333;

const MONTH_STARTS = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
/** How the year goes: hiring after the Spring Festival and in autumn. */
const SEASON = [6, 7, 15, 12, 9, 8, 7, 9, 11, 9, 7];
const SEASON_SUM = SEASON.reduce((all, one) => all + one, 0);

/** A day from January to November, more often when more is going on. */
export function seasonal(random: Random): number {
  let left = random.next() * SEASON_SUM;
  let month = 0;
  while (left >= SEASON[month]!) left -= SEASON[month++]!;
  return random.whole(MONTH_STARTS[month]!, MONTH_STARTS[month + 1]! - 1);
}

/** Ranges of numbers that follow each other, one for each part: `partOf(n)` is the part that a number is in. */
export class Blocks {
  readonly starts: number[];

  constructor(readonly sizes: readonly number[]) {
    let start = 0;
    this.starts = sizes.map((size) => (start += size) - size);
  }

  partOf(number: number): number {
    let [low, high] = [0, this.starts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.starts[middle]! <= number) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
