import type { OfficeQuotaProgressQuery } from '../generated/office.ts';
import { count, percent, t, type Tone, word } from '../ui/index.ts';

export type Progress = OfficeQuotaProgressQuery['quotaProgress'];
export type ProgressRow = Progress['rows'][number];
export type Measure = 'plan' | 'places' | 'reserved' | 'confirmed' | 'arrived' | 'stable';

export const MEASURES: readonly Measure[] = ['plan', 'places', 'reserved', 'confirmed', 'arrived', 'stable'];

export const measureWord = (measure: Measure): string =>
  ({
    plan: t('计划', 'Plan'),
    places: t('名额', 'Places'),
    reserved: t('预留', 'Reserved'),
    confirmed: t('确认', 'Confirmed'),
    arrived: t('到达', 'Arrived'),
    stable: t('稳定', 'Stable'),
  })[measure];

/** Within this share of what the time passed asks for, behind is amber; below it, red. */
const NEARLY = 0.8;

export function toneOf({ plan, arrived }: Pick<ProgressRow, 'plan' | 'arrived'>, timeProgress: number): Tone {
  if (plan === null || plan === 0) return 'plain';
  const due = plan * timeProgress;
  return arrived >= due ? 'good' : arrived >= due * NEARLY ? 'warn' : 'bad';
}

export const toneWord = (tone: Tone): string =>
  ({
    good: t('达到时间进度', 'On time'),
    warn: t('略低于时间进度', 'Slightly behind'),
    bad: t('低于时间进度', 'Behind'),
    plain: t('无计划', 'No plan'),
  })[tone];

export const targetOf = ({ destination, destinationKind }: ProgressRow): string =>
  destination?.name ?? (destinationKind ? word('DestinationKind', destinationKind) : t('全部去向', 'All destinations'));

export const spoken = (row: ProgressRow): string =>
  [
    `${row.county?.name ?? ''} ${targetOf(row)}`,
    ...MEASURES.map((measure) => `${measureWord(measure)} ${row[measure] === null ? '–' : count(row[measure])}`),
    completion(row),
  ].join('，');

/** Of the plan; with two decimals while it is below one percent. */
export function completion({ plan, arrived }: Pick<ProgressRow, 'plan' | 'arrived'>): string {
  if (plan === null || plan === 0) return '–';
  const share = arrived / plan;
  return percent(share, share === 0 || share >= 0.995 ? 0 : share < 0.01 ? 2 : 1);
}

export interface CountyTotal {
  readonly code: string;
  readonly name: string;
  readonly plan: number | null;
  readonly places: number;
  readonly arrived: number;
  readonly stable: number;
}

/** One number a county: of its rows by kind, which hold its destinations, or of both kinds together where its plan is so. */
export function countyTotals(rows: readonly ProgressRow[]): CountyTotal[] {
  const whole = rows.filter(({ county, destination }) => county !== null && destination === null);
  return [...Map.groupBy(whole, ({ county }) => county!.code)].map(([code, own]) => {
    const together = own.filter(({ destinationKind, plan }) => destinationKind === null && plan !== null);
    const counted = together.length > 0 ? together : own;
    const sum = (of: (row: ProgressRow) => number): number => counted.reduce((all, row) => all + of(row), 0);
    return {
      code,
      name: own[0]!.county!.name,
      plan: counted.some(({ plan }) => plan !== null) ? sum(({ plan }) => plan ?? 0) : null,
      places: sum(({ places }) => places),
      arrived: sum(({ arrived }) => arrived),
      stable: sum(({ stable }) => stable),
    };
  });
}
