import { compactNumber } from './text.js';

export type PhoneFault = 'LENGTH' | 'CHARACTERS' | 'COUNTRY' | 'PREFIX';
export type ParsedPhone = { ok: true; value: string; kind: 'MOBILE' | 'LANDLINE' } | { ok: false; reason: PhoneFault };

const MOBILE = /^1[3-9]\d{9}$/;
/** Area code without its 0: Beijing 10 and 2x with 8 digits, the others with 7 or 8. */
const LANDLINE = /^(?:(10|2\d)[2-8]\d{7}|([3-9]\d{2})[2-8]\d{6,7})$/;
const LONGEST_INPUT = 64;

/** A mainland number as E.164. Numbers without an area code are refused: nobody can tell whose they are. */
export function parsePhone(text: string): ParsedPhone {
  if (text.length > LONGEST_INPUT) return { ok: false, reason: 'LENGTH' };
  const digits = compactNumber(text).replace(/[-()\u2010-\u2015\u2212]/g, '');
  if (!/^\+?\d*$/.test(digits)) return { ok: false, reason: 'CHARACTERS' };
  const abroad = /^(?:\+|00)(?!86)/.test(digits);
  if (abroad) return { ok: false, reason: 'COUNTRY' };
  const countryWritten = /^(?:\+|00)86|^86(?=1\d{10}$|0?[1-9]\d{9,10}$)/.exec(digits);
  const national = digits.slice(countryWritten?.[0].length ?? 0);
  if (national.length < 10 || national.length > 12) return { ok: false, reason: 'LENGTH' };

  const bare = national.replace(/^0/, '');
  if (MOBILE.test(bare)) return { ok: true, value: `+86${bare}`, kind: 'MOBILE' };
  const dialled = countryWritten !== null || national.startsWith('0');
  return dialled && LANDLINE.test(bare) ? { ok: true, value: `+86${bare}`, kind: 'LANDLINE' } : { ok: false, reason: 'PREFIX' };
}

/** `138****8000`, `023****00`; what is no phone is hidden whole. */
export function maskPhone(phone: string): string {
  const parsed = parsePhone(phone);
  if (!parsed.ok) return '***';
  const national = parsed.value.slice(3);
  if (parsed.kind === 'MOBILE') return `${national.slice(0, 3)}****${national.slice(-4)}`;
  const [, metropolis, area] = LANDLINE.exec(national)!;
  return `0${metropolis ?? area}****${national.slice(-2)}`;
}

/** A mobile number of segment 154, which no operator has; 0 to 99,999,999. */
export function syntheticPhone(number: number): string {
  if (!Number.isInteger(number) || number < 0 || number > 99_999_999) throw new RangeError('0 to 99,999,999');
  return `+86154${String(number).padStart(8, '0')}`;
}
