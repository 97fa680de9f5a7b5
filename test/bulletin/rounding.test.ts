import { expect, test } from '../support/jest.js';
import fc from 'fast-check';
import { firstDay, isDayOrMonth, lastDay, lastYear, monthsOf } from '../../src/modules/bulletin/period.js';
import { percent, quotient } from '../../src/modules/bulletin/rounding.js';

test.each([
  [22_021_000_000n, 1_000_000n, 0, '22021'],
  [20_880n, 10_000n, 2, '2.09'],
  [27_125n, 10_000n, 2, '2.71'],
  [19_640_000n, 10_000n, 1, '1964.0'],
  [5n, 10n, 0, '1'],
  [4n, 10n, 0, '0'],
  [-5n, 10n, 0, '0'],
  [-6n, 10n, 0, '-1'],
  [-15n, 100n, 1, '-0.1'],
  [0n, 7n, 2, '0.00'],
  [5n, 100_000n, 2, '0.00'],
])('exact rounding: %s by %s with %s decimals is %s, half up', (part, whole, decimals, expected) => {
  expect(quotient(part, whole, decimals)).toBe(expected);
});

test('percentages come from whole numbers, never from rounded values', () => {
  expect(percent(20_880n, 20_000n, 1)).toBe('104.4');
  expect(percent(27_125n, 25_000n, 1)).toBe('108.5');
  expect(percent(71_100n - 57_500n, 57_500n, 1)).toBe('23.7');
  expect(percent(356_200n - 271_638n, 271_638n, 2)).toBe('31.13');
});

test('what is rounded half up is the only number of its decimals within half a step below and less above', () => {
  fc.assert(
    fc.property(fc.bigInt(-(10n ** 15n), 10n ** 15n), fc.bigInt(1n, 10n ** 12n), fc.integer({ min: 0, max: 4 }), (part, whole, decimals) => {
      const unit = 10n ** BigInt(decimals);
      const steps = BigInt(quotient(part, whole, decimals).replace('.', ''));
      const distance = 2n * (steps * whole - part * unit); // twice the error, in parts of `whole`
      return distance > -whole && distance <= whole;
    }),
  );
});

test('the same window of the year before, and how a period is written', () => {
  expect(lastYear({ first: '2007-01-01', last: '2007-11-30' })).toEqual({ first: '2006-01-01', last: '2006-11-30' });
  expect(lastYear({ first: '2008-02-01', last: '2008-02-29' })).toEqual({ first: '2007-02-01', last: '2007-02-28' });
  expect(lastYear({ first: '2009-02-01', last: '2009-02-28' })).toEqual({ first: '2008-02-01', last: '2008-02-29' });
  expect([firstDay('2007-01'), lastDay('2007-02'), lastDay('2007-02-03')]).toEqual(['2007-01-01', '2007-02-28', '2007-02-03']);
  expect(monthsOf({ first: '2007-01-01', last: '2007-09-30' })).toBe('1-9月');
  expect(monthsOf({ first: '2007-03-01', last: '2007-03-31' })).toBe('3月');
  expect(monthsOf({ first: '2007-03-02', last: '2007-03-31' })).toBe('2007-03-02至2007-03-31');
  expect(['2007-01', '2007-13', '2007-02-30', '2007', '2007-02-28'].map(isDayOrMonth)).toEqual([true, false, false, false, true]);
});
