import { expect, test } from '../support/jest.js';
import fc from 'fast-check';
import { monthlyFen, parsePay } from '../../src/modules/vacancies/pay-text.js';

/** Words, then from, to, period and basis as they must be read. */
const READ: [string, number | null, number | null, string, string?][] = [
  ['1-1.5万', 10_000, 15_000, 'MONTH'],
  ['6千-1.2万·13薪', 6_000, 12_000, 'MONTH'],
  ['8千-1万', 8_000, 10_000, 'MONTH'],
  ['8000-1万', 8_000, 10_000, 'MONTH'],
  ['0.8-1万', 8_000, 10_000, 'MONTH'],
  ['6-9千', 6_000, 9_000, 'MONTH'],
  ['10-15K·14薪', 10_000, 15_000, 'MONTH'],
  ['20-30万/年', 200_000, 300_000, 'YEAR'],
  ['年薪10万', 100_000, 100_000, 'YEAR'],
  ['170元/天', 170, 170, 'DAY'],
  ['1.5千/天', 1_500, 1_500, 'DAY'],
  ['200元一天', 200, 200, 'DAY'],
  ['220-260元/天，日结', 220, 260, 'DAY'],
  ['6000元/月，日结', 6_000, 6_000, 'MONTH'],
  ['15-18元/小时', 15, 18, 'HOUR'],
  ['0.3元/件', 0.3, 0.3, 'PIECE', 'PIECE'],
  ['计件', null, null, 'MONTH', 'PIECE'],
  ['计件 300-500元/天', 300, 500, 'DAY', 'PIECE'],
  ['6千及以下', null, 6_000, 'MONTH'],
  ['3万及以下/年', null, 30_000, 'YEAR'],
  ['4000元以上', 4_000, null, 'MONTH'],
  ['5000起', 5_000, null, 'MONTH'],
  ['底薪750+加班', 750, null, 'MONTH', 'BASE_PLUS_OVERTIME'],
  ['底薪2500元+提成', 2_500, null, 'MONTH', 'BASE_PLUS_OVERTIME'],
  ['综合工资4000-6000', 4_000, 6_000, 'MONTH', 'COMPREHENSIVE'],
  ['月薪 6000 - 8000 元（含加班）', 6_000, 8_000, 'MONTH', 'COMPREHENSIVE'],
  ['800-1200元/月', 800, 1_200, 'MONTH'],
  ['6000元/月-8000元/月', 6_000, 8_000, 'MONTH'],
  ['５，０００～８，０００', 5_000, 8_000, 'MONTH'],
  ['1万2', 12_000, 12_000, 'MONTH'],
  ['6千5-8千', 6_500, 8_000, 'MONTH'],
  ['三千到五千', 3_000, 5_000, 'MONTH'],
  ['3000-5000/月 包吃住，月休4天', 3_000, 5_000, 'MONTH'],
];

test.each(READ)('reads %s', (words, from, to, period, basis = 'TIME') => {
  expect(parsePay(words)).toMatchObject({ from, to, period, basis, negotiable: false });
});

test('negotiable pay, and board and lodging, are read from the words', () => {
  expect(parsePay('面议')).toMatchObject({ from: null, to: null, negotiable: true, board: null });
  expect(parsePay('工资面议，包吃住')).toMatchObject({ negotiable: true, board: true, lodging: true });
  expect(parsePay('包食宿')).toMatchObject({ from: null, to: null, negotiable: false, board: true, lodging: true });
});

test.each(
  '很多钱|日薪|5人|3-5名|6|5-8|2023年面议|试用期3000转正4000|800 1200|13800138000|2000元/周|100元/次|9\ufffd-1.5万|1.5万-1万|月入过万||  |-|1..2万|1.2.3万'.split(
    '|',
  ),
)('does not guess at %j', (words) => {
  expect(parsePay(words)).toBeNull();
});

test('a range of yuan written in any unit is the same range', () => {
  const amount = fc.integer({ min: 10, max: 999 }).map((hundreds) => hundreds * 100);
  fc.assert(
    fc.property(amount, amount, fc.constantFrom('-', '~', '至', '—'), (one, other, dash) => {
      const [from, to] = [Math.min(one, other), Math.max(one, other)];
      for (const words of [
        `${from}${dash}${to}`,
        `${from}元${dash}${to}元/月`,
        `${from / 1_000}千${dash}${to / 1_000}千`,
        `${from / 10_000}${dash}${to / 10_000}万`,
      ]) {
        expect([words, parsePay(words)]).toEqual([words, expect.objectContaining({ from, to, period: 'MONTH' })]);
      }
    }),
  );
});

test.each([
  ['170元/天', 369_750n],
  ['20元/小时', 348_000n],
  ['25万/年', 2_083_333n],
  ['6000元/月', 600_000n],
  ['0.3元/件', null],
] as const)('%s comes to that many fen a month', (words, fen) => {
  expect(monthlyFen(parsePay(words)!)).toEqual({ from: fen, to: fen });
});
