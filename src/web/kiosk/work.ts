import type { KioskPostFragment } from '../generated/kiosk.ts';
import type { WorkCardFragment } from '../generated/visitor.ts';
import { reading, t } from '../ui/index.ts';

export interface PayTerms {
  readonly from: string | null;
  readonly to: string | null;
  readonly period: string;
  readonly negotiable: boolean;
  readonly text: string | null;
}

/** A post as its card shows it, wherever it was heard of; null where that did not say. */
export interface Work {
  readonly vacancy: string;
  readonly title: string;
  readonly employer: string;
  readonly place: string;
  readonly pay: PayTerms;
  readonly headCount: number;
  readonly headsLeft: number;
  readonly board: boolean | null;
  readonly lodging: boolean | null;
  readonly ageMin: number | null;
  readonly ageMax: number | null;
  readonly validUntil: string | null;
}

/** At a fair: the post there, and at whose stand. */
export interface FairWork extends Work {
  readonly post: string;
  readonly booth: string | null;
  readonly hall: string | null;
}

export const workOf = ({
  id,
  title,
  employer,
  region,
  pay,
  requirements,
  conditions,
  headCount,
  hiredCount,
  validUntil,
}: WorkCardFragment): Work => ({
  vacancy: id,
  title,
  employer: employer.name,
  place: region.parent && region.parent.level !== 'COUNTRY' ? `${region.parent.name} ${region.name}` : region.name,
  pay: {
    from: pay.from?.amountMinor ?? null,
    to: pay.to?.amountMinor ?? null,
    period: pay.period,
    negotiable: pay.negotiable,
    text: pay.text,
  },
  headCount,
  headsLeft: Math.max(0, headCount - hiredCount),
  board: conditions.board,
  lodging: conditions.lodging,
  ageMin: requirements.ageMin,
  ageMax: requirements.ageMax,
  validUntil,
});

export function fairWorkOf({ id, headsLeft, vacancy, participation }: KioskPostFragment): FairWork[] {
  if (!vacancy) return [];
  const booth = participation?.booth;
  return [{ ...workOf(vacancy), headsLeft, post: id, booth: booth?.number ?? null, hall: booth?.hall.name ?? null }];
}

const PERIODS: Readonly<Record<string, readonly [string, string]>> = {
  HOUR: ['小时', 'an hour'],
  DAY: ['天', 'a day'],
  MONTH: ['月', 'a month'],
  YEAR: ['年', 'a year'],
  PIECE: ['件', 'a piece'],
};

/** `6000–9000元/月` */
export function payWords({ from, to, period, negotiable, text }: PayTerms): string {
  const [zh, en] = PERIODS[period] ?? ['月', 'a month'];
  const amounts = [from, to].flatMap((fen) => (fen === null ? [] : [String(Number(fen) / 100)]));
  const range = [...new Set(amounts)].join('–');
  if (range === '') return negotiable ? t('工资面议', 'Pay to be agreed') : (text ?? t('工资未写明', 'Pay not stated'));
  return t(`${range}元/${zh}`, `¥${range} ${en}`);
}

export function keepWords({ board, lodging }: Work): string | null {
  if (board && lodging) return t('包吃住', 'Board and lodging');
  if (board) return t('包吃', 'Board');
  return lodging ? t('包住', 'Lodging') : null;
}

export function ageWords({ ageMin, ageMax }: Work): string | null {
  if (ageMin !== null && ageMax !== null) return t(`${ageMin}–${ageMax}岁`, `Age ${ageMin}–${ageMax}`);
  if (ageMin !== null) return t(`${ageMin}岁以上`, `From age ${ageMin}`);
  return ageMax === null ? null : t(`${ageMax}岁以下`, `Up to age ${ageMax}`);
}

export const headWords = (left: number): string => t(`还招 ${left} 人`, `${left} wanted`);

export const boothWords = (booth: string | null, hall: string | null): string =>
  booth === null
    ? t('展位待定', 'No booth yet')
    : t(`${hall ?? ''} ${booth} 展位`, `Booth ${booth}${hall === null ? '' : `, ${reading(hall) || hall}`}`).trim();
