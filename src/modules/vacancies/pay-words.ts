import type { Message } from '../../platform/graphql/errors.js';
import type { PayBasis, PayPeriod } from './terms.js';

export interface PayOffer {
  /** Fen for one period. */
  from: string | bigint | null;
  to: string | bigint | null;
  period: PayPeriod;
  basis: PayBasis;
  negotiable: boolean;
}

const PERIODS: Record<PayPeriod, readonly [zh: string, en: string]> = {
  MONTH: ['月', 'a month'],
  DAY: ['天', 'a day'],
  HOUR: ['小时', 'an hour'],
  YEAR: ['年', 'a year'],
  PIECE: ['件', 'a piece'],
};

const yuan = (fen: string | bigint): string => String(Number(fen) / 100);

/** `6000` to `8800` as `6000–8800`, an open end as `至少` or `最多`. */
export function amountWords(from: string | bigint | null, to: string | bigint | null): Message | null {
  if (from === null && to === null) return null;
  if (from === null) return { zh: `最多 ${yuan(to!)} 元`, en: `up to ${yuan(to!)} yuan` };
  if (to === null) return { zh: `至少 ${yuan(from)} 元`, en: `at least ${yuan(from)} yuan` };
  const range = String(from) === String(to) ? yuan(from) : `${yuan(from)}–${yuan(to)}`;
  return { zh: `${range} 元`, en: `${range} yuan` };
}

/** Pay as it is read aloud: `6000–8800 元/月`, `计件`, `面议`. */
export function payWords({ from, to, period, basis, negotiable }: PayOffer): Message {
  const amount = amountWords(from, to);
  if (amount === null) return basis === 'PIECE' ? { zh: '计件', en: 'by the piece' } : { zh: '面议', en: 'to be agreed' };
  const [zh, en] = PERIODS[period];
  const more = negotiable ? { zh: '，可面议', en: ', negotiable' } : { zh: '', en: '' };
  return { zh: `${amount.zh}/${zh}${more.zh}`, en: `${amount.en} ${en}${more.en}` };
}
