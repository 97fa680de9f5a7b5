import { compactNumber } from '../../platform/privacy/text.js';

const DIGITS = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const FORM = /^[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}$/;

export type ParsedCode = { ok: true; value: string } | { ok: false; reason: 'FORM' | 'CHECK_DIGIT' };

const LONGEST_INPUT = 64;

/** What is far too long is not read. */
const plain = (text: string): string => (text.length > LONGEST_INPUT ? '' : compactNumber(text).toUpperCase());

/** GB 32100: weights are the powers of 3 modulo 31. */
function checkOf(first17: string): string {
  let sum = 0;
  let weight = 1;
  for (const digit of first17) {
    sum += DIGITS.indexOf(digit) * weight;
    weight = (weight * 3) % 31;
  }
  return DIGITS[(31 - (sum % 31)) % 31]!;
}

/** Unified social credit code, 18 characters, in its canonical form. */
export function parseCreditCode(text: string): ParsedCode {
  const value = plain(text);
  if (!FORM.test(value)) return { ok: false, reason: 'FORM' };
  return checkOf(value.slice(0, 17)) === value[17] ? { ok: true, value } : { ok: false, reason: 'CHECK_DIGIT' };
}

/** The business licence number before 2015: 13 digits, or 15 since 2007. */
export function parseLicenceNumber(text: string): ParsedCode {
  const value = plain(text);
  return /^(\d{13}|\d{15})$/.test(value) ? { ok: true, value } : { ok: false, reason: 'FORM' };
}

const SYNTHETIC_COUNT = 31 ** 6;

/** For generated employers: authority 9, category 1, an organisation number that starts with UYN; 0 to 31⁶ − 1. */
export function syntheticCreditCode(number: number): string {
  if (!Number.isInteger(number) || number < 0 || number >= SYNTHETIC_COUNT) throw new RangeError('0 to 31⁶ − 1');
  const tail = number.toString(31).toUpperCase().padStart(6, '0');
  const digits = [...tail].map((digit) => DIGITS[Number.parseInt(digit, 31)]!).join('');
  const first17 = `91509900UYN${digits}`.slice(0, 17);
  return first17 + checkOf(first17);
}
