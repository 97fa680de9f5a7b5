import { expect, test } from '../support/jest.js';
import { readPolicyRates, readPolicyRules } from '../../seeds/reference/read.js';
import { judge, type KnownRule } from '../../src/modules/policies/eligibility.js';
import { derived } from '../../src/modules/policies/facts.js';
import { type KnownRate, type PolicyParameter, Rates } from '../../src/modules/policies/rate.js';
import { cases } from './cases.js';

const PATHS = { CHONGQING: '/100000/500000/500101', HUBEI: '/100000/420000/420500/420526' };
const pathOf = (code: string): string => (code === '100000' ? '/100000' : '/100000/500000');
const rules = readPolicyRules().map((row) => ({
  ...row,
  regionPath: pathOf(row.region),
  effectiveOn: row.effective_on,
  endsOn: row.ends_on,
})) as unknown as KnownRule[];
/** Ages stand among the numbers of programmes. */
const aged = (parameter: 'AGED_MEN' | 'AGED_WOMEN', value: bigint): KnownRate => ({
  parameter,
  value,
  regionPath: '/100000',
  effectiveOn: '1978-01-01',
  per: 1n,
});
const rates = new Rates([
  ...readPolicyRates().map((row) => ({
    ...({ parameter: row.parameter, regionPath: pathOf(row.region), effectiveOn: row.effective_on } as Omit<KnownRate, 'value' | 'per'>),
    value: BigInt(row.value),
    per: BigInt(row.per),
  })),
  aged('AGED_MEN', 50n),
  aged('AGED_WOMEN', 40n),
]);

test('there are at least sixty cases, each with its source or "ours"', () => {
  expect(cases.length).toBeGreaterThanOrEqual(60);
  expect(cases.filter((one) => !/^(\d\.\d|ours)/.test(one.source))).toEqual([]);
});

test.each(cases.map((one) => [`${one.benefit}: ${one.source}`, one] as const))('%s', (_, { benefit, place, day, facts, outcome, against }) => {
  const path = PATHS[place];
  const judged = judge(rules, rates, benefit, { path, day, facts: derived(facts, rates, path, day) });
  const standing = Object.fromEntries(judged.clauses.filter((one) => one.outcome !== 'MET').map((one) => [one.clause, one.outcome]));
  expect([judged.outcome, standing]).toEqual([outcome, against]);
});

const rate = (parameter: PolicyParameter, place: keyof typeof PATHS, day: string): bigint | undefined =>
  rates.at(parameter, PATHS[place], day)?.value;

test.each([
  ['3.6 S4: about 20,000 yuan', 'LOAN_LIMIT_INDIVIDUAL', 'CHONGQING', '2007-12-31', 2_000_000n],
  ['3.6 S5: 100,000 yuan', 'LOAN_LIMIT_INDIVIDUAL', 'CHONGQING', '2008-01-01', 10_000_000n],
  ['3.6 S20: not yet', 'LOAN_LIMIT_INDIVIDUAL', 'CHONGQING', '2023-09-30', 10_000_000n],
  ['3.6 S20: 300,000 yuan', 'LOAN_LIMIT_INDIVIDUAL', 'CHONGQING', '2023-10-01', 30_000_000n],
  ['3.6 S20: 4,000,000 yuan', 'LOAN_LIMIT_FIRM', 'CHONGQING', '2024-01-01', 400_000_000n],
  ['3.6: no firm before', 'LOAN_LIMIT_FIRM', 'CHONGQING', '2007-06-01', undefined],
  ['3.6 S4: two years', 'LOAN_TERM', 'HUBEI', '2007-06-01', 24n],
  ['3.6 S3: one year in Chongqing', 'LOAN_TERM', 'CHONGQING', '2007-06-01', 12n],
  ['3.6 S4: the bank answers within 3 weeks', 'LOAN_BANK', 'CHONGQING', '2007-06-01', 21n],
  ['ours: the fast track has another clock', 'LOAN_BANK_FAST', 'CHONGQING', '2007-06-01', 10n],
  ['ours: and none before 2007', 'LOAN_BANK_FAST', 'CHONGQING', '2006-12-31', undefined],
  ['3.5 S23: three years', 'SUBSIDY_MONTHS', 'CHONGQING', '2007-06-01', 36n],
  ['1.1: the post subsidy is not published, so none is on file', 'POST_SUBSIDY', 'CHONGQING', '2007-06-01', undefined],
] as const)('rate — %s', (_, parameter, place, day, value) => {
  expect(rate(parameter, place, day)).toBe(value);
});

test('every rate and rule says where it was found, and what is published names it', () => {
  for (const one of [...readPolicyRates(), ...readPolicyRules()]) {
    expect(one.source).not.toBe('');
    if (one.basis === 'PUBLISHED') expect(one.document ?? one.source).toMatch(/〔|第28号|S\d|工作总结|领域资料/);
  }
});
