import { compactNumber } from './text.js';

export type Sex = 'MALE' | 'FEMALE';
export type ResidentIdFault = 'LENGTH' | 'CHARACTERS' | 'DATE' | 'CHECK_DIGIT' | 'PREFIX' | 'FUTURE';
export type ParsedResidentId = { ok: true; value: string; birthOn: string; sex: Sex } | { ok: false; reason: ResidentIdFault };

/** GB/T 2260 provinces with 83 for residence permits. Never a residence: adults of 2007 carry Sichuan's 51. */
const PROVINCE = /^(1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3])/;
/** Not assigned to any district; only generated people carry it. */
const SYNTHETIC = '5099';
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const LONGEST_INPUT = 64;
const EARLIEST_YEAR = 1850;
const SHANGHAI_MS = 8 * 3_600_000;

/** GB 11643: the sum modulo 11 picks the character. */
function checkOf(first17: string): string {
  const sum = WEIGHTS.reduce((total, weight, at) => total + weight * Number(first17[at]), 0);
  return '10X98765432'[sum % 11]!;
}

function calendarDate(digits: string): string | null {
  const [year, month, day] = [digits.slice(0, 4), digits.slice(4, 6), digits.slice(6)];
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  const written = `${year}-${month}-${day}`;
  return Number(year) >= EARLIEST_YEAR && date.toISOString().slice(0, 10) === written ? written : null;
}

/**
 * GB 11643 in its canonical 18 characters; the 15 digits of before 1999 are converted.
 * `today` is the business date, the machine's date in Shanghai unless given. No answer repeats the input.
 */
export function parseResidentId(text: string, options: { testIds: boolean; today?: string }): ParsedResidentId {
  if (text.length > LONGEST_INPUT) return { ok: false, reason: 'LENGTH' };
  const compact = compactNumber(text).toUpperCase();
  if (compact.length !== 15 && compact.length !== 18) return { ok: false, reason: 'LENGTH' };
  if (!/^(\d{15}|\d{17}[\dX])$/.test(compact)) return { ok: false, reason: 'CHARACTERS' };
  const synthetic = compact.startsWith(SYNTHETIC);
  if (synthetic ? !options.testIds : !PROVINCE.test(compact)) return { ok: false, reason: 'PREFIX' };

  const first17 = compact.length === 15 ? `${compact.slice(0, 6)}19${compact.slice(6)}` : compact.slice(0, 17);
  const birthOn = calendarDate(first17.slice(6, 14));
  if (birthOn === null) return { ok: false, reason: 'DATE' };
  const today = options.today ?? new Date(Date.now() + SHANGHAI_MS).toISOString().slice(0, 10);
  if (birthOn > today) return { ok: false, reason: 'FUTURE' };

  const value = first17 + checkOf(first17);
  if (compact.length === 18 && compact !== value) return { ok: false, reason: 'CHECK_DIGIT' };
  return { ok: true, value, birthOn, sex: Number(value[16]) % 2 === 1 ? 'MALE' : 'FEMALE' };
}

const PER_BIRTHDAY = 50_000;

/** A valid number that nobody has. `number` tells apart people of one sex born on one day: 0 to 49,999. */
export function syntheticResidentId(number: number, birthOn: string, sex: Sex): string {
  if (!Number.isInteger(number) || number < 0 || number >= PER_BIRTHDAY) throw new RangeError('0 to 49,999 people per day of birth and sex');
  const birth = calendarDate(birthOn.replaceAll('-', ''));
  if (birth === null) throw new RangeError('not a date of birth');
  const area = String(Math.floor(number / 500)).padStart(2, '0');
  const sequence = String((number % 500) * 2 + (sex === 'MALE' ? 1 : 0)).padStart(3, '0');
  const first17 = SYNTHETIC + area + birth.replaceAll('-', '') + sequence;
  return first17 + checkOf(first17);
}

/** `5***************34`; anything but 18 characters is hidden whole. */
export const maskResidentId = (value: string): string => (value.length === 18 ? value.slice(0, 1) + '*'.repeat(15) + value.slice(-2) : '***');
