import { expect, test } from '../support/jest.js';
import type { Measured, Report, ReportedFigure } from '../../src/modules/bulletin/bulletin.js';
import { SECTIONS } from '../../src/modules/bulletin/figures.js';
import { linesOf } from '../../src/modules/bulletin/lines.js';
import { pageOf } from '../../src/modules/bulletin/page.js';
import { lastYear } from '../../src/modules/bulletin/period.js';
import { documentOf } from '../../src/modules/bulletin/words.js';
import { indicators } from '../../src/schema.js';
import { fixture, missing, SUMMARY } from './fixture.js';

const PERIOD = { first: '2007-01-01', last: '2007-11-30' };
const CITY = { name: '重庆市', path: '/100000/500000' } as Report['region'];
const money = (id: string): boolean => /Relief|Waiver|Subsidy|Amount|Recovery/.test(id);

/** The report with the published values of 2007 in it, as whole numbers. */
const published: Report = {
  region: CITY,
  period: PERIOD,
  sections: SECTIONS.map((section) => ({
    section,
    figures: section.figures.map((figure): ReportedFigure => {
      const { id, value, num, den, base, plan, period } = fixture.find((one) => one.id === figure.id)!;
      const whole = (number: number | undefined): bigint => BigInt(number ?? 0) * (money(id) ? 100n : 1n);
      const partial = period === '2007-01..2007-09';
      const covered = partial ? { first: '2007-01-01', last: '2007-09-30' } : PERIOD;
      const of = (number: number | undefined, all: number | undefined, over = covered): Measured => ({
        period: over,
        value: whole(number),
        whole: all === undefined ? null : whole(all),
      });
      return {
        figure,
        indicator: indicators.get(figure.indicator)!,
        region: CITY,
        now: value === undefined ? of(num, den) : of(value, undefined),
        partial,
        through: partial ? '2007-09-30' : null,
        plan: plan === undefined ? null : BigInt(plan),
        before: of(base, undefined, lastYear(covered)),
        against: null,
        share: figure.share ? of(num, den) : null,
      };
    }),
  })),
};

test('the Chinese document with the values of 2007 has every figure of the work summary, in its order and words', () => {
  expect(missing(documentOf(published))).toEqual([]);
  expect(missing(documentOf(published).replace('46.6', '46.7'))).toEqual(['总数的46.6%']);
  expect(new Set(SUMMARY).size).toBe(SUMMARY.length);
});

test('the print page with the values of 2007 has every figure as published, in its table or its text', () => {
  const page = pageOf(published);
  expect(missing(page.slice(page.indexOf('正文')))).toEqual([]);
  for (const { id, published: text } of fixture) expect([id, page.includes(`>${text}`)]).toEqual([id, true]);
});

test('--json with the values of 2007: percentages, changes and texts as published', () => {
  const lines = new Map(linesOf(published).map((line) => [line.id, line]));
  for (const { id, published: text, pct, yoy, overPlan } of fixture)
    expect(lines.get(id)).toMatchObject({ published: text, pct: pct ?? null, yoy: yoy ?? null, overPlan: overPlan ?? null });
});
