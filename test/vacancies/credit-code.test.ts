import { expect, test } from '../support/jest.js';
import fc from 'fast-check';
import { parseCreditCode, parseLicenceNumber, syntheticCreditCode } from '../../src/modules/vacancies/credit-code.js';

const DIGITS = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const VECTORS = ['91350100M000100Y43', '91330100799655058B', '9144030071526726XG', '91110000802100433B'];
const wide = (text: string): string => text.replace(/[!-~]/g, (one) => String.fromCharCode(one.charCodeAt(0) + 0xfee0));

test.each(VECTORS)('vector %s', (value) => {
  for (const way of [value, ` ${value.toLowerCase()}\n`, wide(value), `${value.slice(0, 8)} ${value.slice(8)}`, `\u200b${value}`]) {
    expect(parseCreditCode(way)).toEqual({ ok: true, value });
  }
});

test.each([
  ['', 'FORM'],
  ['91350100M000100Y4', 'FORM'],
  ['91350100M000100Y433', 'FORM'],
  ['91350100I000100Y43', 'FORM'],
  ['9135O100M000100Y43', 'FORM'],
  ['9'.repeat(1_000_000), 'FORM'],
  ['91350100M000100Y44', 'CHECK_DIGIT'],
])('refusal %#', (text, reason) => {
  expect(parseCreditCode(text)).toEqual({ ok: false, reason });
});

const numbers = fc.integer({ min: 0, max: 31 ** 6 - 1 });

test('synthetic codes are valid, distinct, and the same each time', () => {
  fc.assert(
    fc.property(numbers, numbers, (one, other) => {
      const value = syntheticCreditCode(one);
      expect(parseCreditCode(value)).toEqual({ ok: true, value });
      expect(value === syntheticCreditCode(other)).toBe(one === other);
    }),
  );
  expect(() => syntheticCreditCode(31 ** 6)).toThrow(RangeError);
  expect(() => syntheticCreditCode(-1)).toThrow(RangeError);
});

test('each wrong digit and each swap of unequal neighbours is found', () => {
  fc.assert(
    fc.property(numbers, fc.nat(17), fc.integer({ min: 1, max: 30 }), (number, at, shift) => {
      const value = syntheticCreditCode(number);
      const digit = DIGITS[(DIGITS.indexOf(value[at]!) + shift) % 31]!;
      expect(parseCreditCode(value.slice(0, at) + digit + value.slice(at + 1)).ok).toBe(false);
      if (at < 17 && value[at] !== value[at + 1]) {
        expect(parseCreditCode(value.slice(0, at) + value[at + 1]! + value[at]! + value.slice(at + 2)).ok).toBe(false);
      }
    }),
  );
});

test('licence numbers have 13 or 15 digits', () => {
  expect(parseLicenceNumber(' ５００１０１ 1800001 ')).toEqual({ ok: true, value: '5001011800001' });
  expect(parseLicenceNumber('500101000000012')).toEqual({ ok: true, value: '500101000000012' });
  for (const text of ['', '50010118000012', '50010118000O1', '渝中500101']) expect(parseLicenceNumber(text)).toEqual({ ok: false, reason: 'FORM' });
});
