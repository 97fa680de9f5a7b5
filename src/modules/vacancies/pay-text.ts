export interface PayTerms {
  /** Yuan for one period. */
  from: number | null;
  to: number | null;
  period: 'MONTH' | 'DAY' | 'HOUR' | 'YEAR' | 'PIECE';
  basis: 'TIME' | 'PIECE' | 'BASE_PLUS_OVERTIME' | 'COMPREHENSIVE';
  negotiable: boolean;
  /** `13薪` is 13. */
  monthsPerYear: number | null;
  board: boolean | null;
  lodging: boolean | null;
}

const UNIT: Record<string, number> = { 万: 10_000, w: 10_000, 千: 1_000, k: 1_000, 百: 100, '': 1 };
const AMOUNT = String.raw`(\d+(?:\.\d+)?)(万|千|百|w|k)?`;
const RANGE = new RegExp(String.raw`${AMOUNT}元?(?:-|~|至|到)${AMOUNT}`);
const SINGLE = new RegExp(AMOUNT);

/** Pay in the words of a notice; null when the words are not understood, never a guess. */
export function parsePay(words: string): PayTerms | null {
  let text = words
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\s+/g, '')
    .replace(/[—–−﹣－~〜～]+/g, '-')
    .replace(/,(?=\d{3})/g, '')
    .replace(/¥|rmb/g, '');
  if (text === '') return null;
  const salaries = /(\d{2})薪/.exec(text);
  if (salaries) text = text.replace(/[·*x×]?\d{2}薪/, '');
  const board = /包吃|包食|供吃|管吃|食宿/.test(text) ? true : null;
  const lodging = /包住|包吃住|包食宿|食宿|供住|管住/.test(text) ? true : null;
  const terms: PayTerms = {
    from: null,
    to: null,
    period: periodOf(text),
    basis: basisOf(text),
    negotiable: /面议|面谈|协商/.test(text),
    monthsPerYear: salaries ? Number(salaries[1]) : null,
    board,
    lodging,
  };
  const range = RANGE.exec(text);
  if (range) {
    const unit = range[4] ?? range[2] ?? '';
    terms.from = yuan(range[1]!, range[2] ?? unit);
    terms.to = yuan(range[3]!, unit);
    return terms.from <= terms.to ? terms : null;
  }
  const single = SINGLE.exec(text);
  if (single) {
    const amount = yuan(single[1]!, single[2] ?? '');
    if (/以下|以内|不超过|最高/.test(text)) terms.to = amount;
    else if (/以上|起|不低于|保底|底薪/.test(text)) terms.from = amount;
    else terms.from = terms.to = amount;
    return terms;
  }
  return terms.negotiable || terms.basis === 'PIECE' || board !== null ? { ...terms, negotiable: terms.negotiable || terms.basis !== 'PIECE' } : null;
}

const yuan = (digits: string, unit: string): number => Math.round(Number(digits) * UNIT[unit]! * 100) / 100;

function periodOf(text: string): PayTerms['period'] {
  if (/\/年|每年|年薪|\/y/.test(text)) return 'YEAR';
  if (/\/(天|日)|每天|每日|日薪|日结/.test(text)) return 'DAY';
  if (/\/(小时|时|h)|每小时|时薪/.test(text)) return 'HOUR';
  if (/\/(件|个|套)|每件/.test(text)) return 'PIECE';
  return 'MONTH';
}

function basisOf(text: string): PayTerms['basis'] {
  if (/计件|\/(件|个|套)/.test(text)) return 'PIECE';
  if (/底薪|加班|\+/.test(text)) return 'BASE_PLUS_OVERTIME';
  return /综合/.test(text) ? 'COMPREHENSIVE' : 'TIME';
}

/** Months of 21.75 days of eight hours: 劳社部发〔2008〕3号. */
const FEN_A_MONTH = { MONTH: [100, 1], DAY: [2_175, 1], HOUR: [17_400, 1], YEAR: [100, 12], PIECE: [0, 1] } as const;

/** What the terms come to in a month, in fen, half up; pay by the piece cannot be said. */
export function monthlyFen(terms: PayTerms): { from: bigint | null; to: bigint | null } {
  const [times, parts] = FEN_A_MONTH[terms.period];
  const of = (amount: number | null): bigint | null => {
    if (amount === null || terms.period === 'PIECE') return null;
    const hundredths = BigInt(Math.round(amount * 100)) * BigInt(times);
    const divisor = BigInt(parts) * 100n;
    return (hundredths + divisor / 2n) / divisor;
  };
  return { from: of(terms.from), to: of(terms.to) };
}
