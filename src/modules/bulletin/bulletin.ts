import type { Context } from '../../platform/graphql/context.js';
import { badInput } from '../../platform/graphql/mutation.js';
import type { Indicator } from '../../platform/measures/indicator.js';
import type { KnownRegion } from '../regions/region.queries.js';
import { type Amounts, amountsOf, plansOf, reportedThrough, total, type Wanted } from './bulletin.queries.js';
import { type Figure, PLAN_DECIMALS, SECTIONS, type Section } from './figures.js';
import { lastYear, type Period } from './period.js';
import { percent, quotient } from './rounding.js';

/** What a figure was in a period; of a ratio the value is its part. Money in fen. */
export interface Measured {
  readonly period: Period;
  readonly value: bigint;
  readonly whole: bigint | null;
}

export interface ReportedFigure {
  readonly figure: Figure;
  readonly indicator: Indicator;
  readonly region: KnownRegion;
  /** What is asked for and reported. */
  readonly now: Measured;
  /** The source ends before the period that is asked for. */
  readonly partial: boolean;
  readonly through: string | null;
  readonly plan: bigint | null;
  readonly before: Measured;
  readonly against: Measured | null;
  /** The ratio beside the value. */
  readonly share: Measured | null;
}

export interface ReportedSection {
  readonly section: Section;
  readonly figures: readonly ReportedFigure[];
}

export interface Report {
  readonly region: KnownRegion;
  readonly period: Period;
  readonly sections: readonly ReportedSection[];
}

/** The report of a division for a period, beside the year before and another period: as many statements whatever is asked. */
export async function report(context: Context, region: KnownRegion, period: Period, other: Period | null = null): Promise<Report> {
  if (period.first > period.last || (other && other.first > other.last))
    throw badInput('起始日期不能晚于截止日期', 'The first day is not after the last');
  const through = await reportedThrough(context);
  const { indicators } = context.platform;
  const figures = SECTIONS.flatMap((section) => section.figures).map((figure) => {
    const indicator = indicators.get(figure.indicator)!;
    const end = through.get(indicator.counted!.source.code) ?? null;
    const covered = end !== null && end < period.last ? { first: period.first, last: end } : period;
    return { figure, indicator, end, covered, share: figure.share ? indicators.get(figure.share.indicator)! : null };
  });
  const wanted: Wanted[] = figures.flatMap(({ indicator, covered, share }) => [
    { indicator, period: covered },
    { indicator, period: lastYear(covered) },
    ...(other ? [{ indicator, period: other }] : []),
    ...(share ? [{ indicator: share, period: covered }] : []),
  ]);
  const year = period.first.slice(0, 4) === period.last.slice(0, 4) ? Number(period.last.slice(0, 4)) : null;
  const [plans, amounts] = await Promise.all([
    year === null ? new Map<string, bigint>() : plansOf(context, region.path, year),
    amountsOf(context, region.path, wanted),
  ]);
  const left = wanted.map((one, at) => measured(one, amounts[at]!)).values();
  const next = (): Measured => left.next().value!;
  const reported = figures.map(({ figure, indicator, end, covered, share }): ReportedFigure => {
    const [now, before, against] = [next(), next(), other ? next() : null];
    return {
      figure,
      indicator,
      region,
      now,
      before,
      against,
      partial: covered !== period,
      through: end,
      plan: plans.get(indicator.code) ?? null,
      share: share ? next() : null,
    };
  });
  const byFigure = new Map(reported.map((one) => [one.figure, one]));
  return { region, period, sections: SECTIONS.map((section) => ({ section, figures: section.figures.map((figure) => byFigure.get(figure)!) })) };
}

const measured = ({ period }: Wanted, amounts: Amounts): Measured => ({ period, value: total(amounts), whole: amounts.whole });

export const TEN_THOUSAND = 10_000n;
const FEN = 100n;

/** How the summary counts: amounts in ten thousand yuan, people and things in ten thousands from ten thousand on. */
export const inTenThousands = ({ figure, now }: ReportedFigure): boolean =>
  figure.unit === 'yuan' || (figure.decimals !== undefined && now.value >= TEN_THOUSAND);

/** The figure as it is published, without its unit; null of a ratio of nothing. */
export function published(reported: ReportedFigure): string | null {
  const { figure, now } = reported;
  if (figure.unit === 'ratio') return now.whole ? percent(now.value, now.whole, figure.decimals ?? 0) : null;
  if (figure.unit === 'yuan') return quotient(now.value, TEN_THOUSAND * FEN, figure.decimals ?? 0);
  return inTenThousands(reported) ? quotient(now.value, TEN_THOUSAND, figure.decimals ?? 0) : String(now.value);
}

/** 完成年计划的 x%; of a ratio beside a value that ratio. */
export function completion({ figure, now, plan, share }: ReportedFigure): string | null {
  if (figure.share) return share?.whole ? percent(share.value, share.whole, figure.share.decimals) : null;
  return figure.plan === 'COMPLETION' && plan ? percent(now.value, plan, PLAN_DECIMALS) : null;
}

/** 超出年计划 x% */
export const excess = ({ figure, now, plan }: ReportedFigure): string | null =>
  figure.plan === 'EXCESS' && plan ? percent(now.value - plan, plan, PLAN_DECIMALS) : null;

/** 比上年同期增长 x%, where the summary says so. */
export const change = ({ figure, now, before }: ReportedFigure): string | null =>
  figure.change !== undefined && before.value > 0n ? percent(now.value - before.value, before.value, figure.change) : null;

/** The change against another value of the same figure in percent, two decimals. */
export function changeAgainst(now: Measured, other: Measured): string | null {
  const [left, right] = [now.value * (other.whole ?? 1n), other.value * (now.whole ?? 1n)];
  return right > 0n ? percent(left - right, right, 2) : null;
}
