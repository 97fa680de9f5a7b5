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
/** `4500`, `1.2万`, and in speech `1万2`, `6千5百`. */
const AMOUNT = String.raw`(\d+(?:\.\d+)?)(?:([万w])(?:(\d)千?)?|([千k])(?:(\d)百?)?|(百))?(?![\d.万千百wk])`;
const YUAN = String.raw`(?:元|块钱?|圆)?`;
const PER = String.raw`(?:(?:\/|每|一)个?(?:年|月|天|日|小时|时|h|件|个|套|单|双|条))?`;
const RANGE = new RegExp(`${AMOUNT}${YUAN}${PER}[-至到]${AMOUNT}(${YUAN})`);
const SINGLE = new RegExp(`${AMOUNT}(${YUAN})`);
/** Numbers in an offer that are no pay. */
const OTHER_NUMBERS = /(?:月|周)?休\d+天|\d+[日号]发\S{1,2}|\d险\d金|\d餐|\d+小时制/g;
/** What follows a number that counts something else. */
const COUNTED = /^(?:人|名|岁|号|楼|届|级|班|期|年(?!薪)|个(?!月)|月份)/;
const MOST_YUAN = 10_000_000;
const LEAST_BARE_YUAN = 100;

/** Pay in the words of a notice; null when the words are not understood, never a guess. */
export function parsePay(words: string): PayTerms | null {
  if (words.includes('\ufffd')) return null;
  const text = plain(words);
  if (text === '') return null;
  const salaries = /(\d{2})薪/.exec(text);
  const offer = (salaries ? text.replace(/[·*x×]?\d{2}薪/, '') : text).replace(OTHER_NUMBERS, '');
  const terms: PayTerms = {
    from: null,
    to: null,
    period: 'MONTH',
    basis: basisOf(offer),
    negotiable: /面议|面谈|协商/.test(offer),
    monthsPerYear: salaries ? Number(salaries[1]) : null,
    board: /包吃|包食|供吃|管吃|食宿/.test(offer) ? true : null,
    lodging: /包住|包吃住|包食宿|食宿|供住|管住/.test(offer) ? true : null,
  };
  if (!/\d/.test(offer)) return terms.negotiable || terms.basis === 'PIECE' || terms.board !== null || terms.lodging !== null ? terms : null;
  const amounts = amountsOf(offer);
  const period = amounts && periodOf(offer, amounts.after);
  return amounts && period ? { ...terms, ...amounts.range, period } : null;
}

/** Whether what stands in the way of understanding is a range whose lower end is above its upper one. */
export function isReversed(words: string): boolean {
  const range = RANGE.exec(plain(words));
  return range !== null && amountAt(range, 1).value > amountAt(range, 7).value;
}

/** Why an offer with a range from high to low is refused. */
export const REVERSED = {
  zh: '工资下限高于上限，请把较低的写在前面，如“6000-8000元/月”',
  en: 'The pay goes from more to less: write the lower amount first, like 6000-8000元/月',
};

/** Half-width, one kind of dash, no spaces but between numbers, digits for the characters of numbers beside 千 and 万. */
function plain(words: string): string {
  const digit = (sign: string): string => (sign === '两' ? '2' : String('一二三四五六七八九'.indexOf(sign) + 1));
  return words
    .normalize('NFKC')
    .toLowerCase()
    .replace(/(?<=\d)\s+(?=\d)/g, '|')
    .replace(/\s+/g, '')
    .replace(/[—–−﹣－~〜～]+/g, '-')
    .replace(/,(?=\d{3})/g, '')
    .replace(/¥|rmb|人民币/g, '')
    .replace(/[一二两三四五六七八九](?=[千万百])|(?<=[千万百])[一二三四五六七八九]/g, digit);
}

interface Amounts {
  range: Pick<PayTerms, 'from' | 'to'>;
  /** What stands behind the last amount. */
  after: string;
}

/** The one amount or range of an offer; null when there are more numbers than that, or when what they count is not money. */
function amountsOf(offer: string): Amounts | null {
  const range = RANGE.exec(offer);
  const found = range ?? SINGLE.exec(offer);
  if (!found) return null;
  const after = offer.slice(found.index + found[0].length);
  if (/\d/.test(offer.slice(0, found.index) + after) || COUNTED.test(after)) return null;
  const [first, second] = [amountAt(found, 1), range ? amountAt(range, 7) : null];
  const scaled = second && first.unit === '' ? toFen(first.value * UNIT[second.unit]!) : first.value;
  const low = second && scaled <= second.value ? scaled : first.value;
  const values = second ? [low, second.value] : [first.value];
  const unitStated = (second ?? first).unit !== '' || found.at(-1) !== '' || /^(?:\/|每|一)/.test(after);
  if (values.some((value) => value > MOST_YUAN || (value < LEAST_BARE_YUAN && !unitStated))) return null;
  if (second) return low <= second.value ? { range: { from: low, to: second.value }, after } : null;
  return { range: bounded(offer, first.value), after };
}

function bounded(offer: string, value: number): Amounts['range'] {
  if (/以下|以内|不超过|最高|封顶/.test(offer)) return { from: null, to: value };
  if (/以上|起|不低于|保底|底薪|基本工资|\+/.test(offer)) return { from: value, to: null };
  return { from: value, to: value };
}

function amountAt(found: RegExpExecArray, at: number): { value: number; unit: string } {
  const [digits, tenThousand, thousands, thousand, hundreds, hundred] = found.slice(at, at + 6);
  const unit = tenThousand ?? thousand ?? hundred ?? '';
  const value = Number(digits) * UNIT[unit]! + Number(thousands ?? 0) * 1_000 + Number(hundreds ?? 0) * 100;
  return { value: toFen(value), unit };
}

/** Yuan to two decimals. */
const toFen = (value: number): number => Math.round(value * 100) / 100;

const PERIODS: readonly (readonly [RegExp, PayTerms['period'] | null])[] = [
  [/(?:\/|每|一)(?:周|星期|次|班|趟|季)/, null],
  [/(?:\/|每|一)年|年薪|年收入|\/y/, 'YEAR'],
  [/(?:\/|每|一个?)月|月薪/, 'MONTH'],
  [/(?:\/|每|一个?)(?:小时|钟头|h)|\/时|时薪/, 'HOUR'],
  [/(?:\/|每|一)(?:天|日)|日薪|日工资/, 'DAY'],
  [/(?:\/|每|一)(?:件|个(?!月|小时)|套|单|双|条)/, 'PIECE'],
  [/日结/, 'DAY'],
];

/** What stands behind the amount says it, else any word of the offer; a month unless it is said; null for a period that is not kept. */
function periodOf(offer: string, after: string): PayTerms['period'] | null {
  for (const text of [after, offer]) {
    const stated = PERIODS.find(([words]) => words.test(text));
    if (stated) return stated[1];
  }
  return 'MONTH';
}

function basisOf(text: string): PayTerms['basis'] {
  if (/计件|(?:\/|每)(?:件|套|单|双|条)|\/个/.test(text)) return 'PIECE';
  if (/综合|含加班/.test(text)) return 'COMPREHENSIVE';
  return /底薪|基本工资|加班|\+/.test(text) ? 'BASE_PLUS_OVERTIME' : 'TIME';
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
