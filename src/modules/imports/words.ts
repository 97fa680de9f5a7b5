import type { ReferralRoute, EmploymentKind, SocialInsurance } from '../vacancies/recruitment.js';
import { EDUCATION_RANK, type Education, type Shift } from '../vacancies/terms.js';

export type Words<V> = readonly (readonly [RegExp, V])[];

const EDUCATIONS: Words<Education> = [
  [/研究生|硕士|博士/, 'POSTGRADUATE'],
  [/本科|学士/, 'BACHELOR'],
  [/大专|专科|高职/, 'JUNIOR_COLLEGE'],
  [/中专|中技|技校|技工学校|职高|职业高中/, 'SECONDARY_VOCATIONAL'],
  [/(?<!职业)高中/, 'SENIOR_HIGH'],
  [/初中/, 'JUNIOR_HIGH'],
  [/小学/, 'PRIMARY'],
  [/不限|无要求|文盲/, 'NONE'],
];

/** Education in the words of a sheet: the least that is named, or the most; null when none is understood. */
export function educationOf(text: string, which: 'least' | 'most'): Education | null {
  if (which === 'least' && /以下/.test(text)) return 'NONE';
  const named = EDUCATIONS.filter(([words]) => words.test(text)).map(([, education]) => education);
  const ranked = named.sort((a, b) => EDUCATION_RANK[a] - EDUCATION_RANK[b]);
  return (which === 'least' ? ranked[0] : ranked.at(-1)) ?? null;
}

/** How crews take turns goes before how many there are (`三班两倒`), and what there is not before what there is (`长白班，无夜班`). */
export const SHIFTS: Words<Shift> = [
  [/[三3](?:倒|运转)|[三3]班(?![两二2])|早中[晚夜]/, 'THREE_SHIFT'],
  [/[两二2](?:倒|运转|班)|白[^无没不免]{0,3}夜|早晚班|(?<!不|用|无需|不需)倒班/, 'TWO_SHIFT'],
  [/(?:无|没|没有|不上|不用上|无需上|不值|不排|免)大?夜班|(?:不|不用|无需|不需)倒班/, 'DAY'],
  [/夜班/, 'NIGHT'],
  [/白班|日班|长白|常白|正常班/, 'DAY'],
  [/弹性|不定时/, 'FLEXIBLE'],
];

export const EMPLOYMENT_KINDS: Words<EmploymentKind> = [
  [/非全日|兼职|小时工/, 'PART_TIME'],
  [/派遣/, 'DISPATCH'],
  [/实习/, 'INTERNSHIP'],
  [/全日|全职|正式|合同/, 'FULL_TIME'],
];

export const REFERRAL_ROUTES: Words<ReferralRoute> = [
  [/推荐/, 'LETTER'],
  [/招聘会|现场/, 'FAIR'],
  [/直接|电话|上门|自荐/, 'DIRECT'],
];

const INSURANCES: Words<readonly SocialInsurance[]> = [
  [/[五5六6]险|社保|社会保险|齐全|依法(?:缴纳|参保|购买)/, ['PENSION', 'MEDICAL', 'UNEMPLOYMENT', 'WORK_INJURY', 'MATERNITY']],
  [/[三3]险/, ['PENSION', 'MEDICAL', 'UNEMPLOYMENT']],
  [/养老/, ['PENSION']],
  [/医疗/, ['MEDICAL']],
  [/失业/, ['UNEMPLOYMENT']],
  [/工伤/, ['WORK_INJURY']],
  [/生育/, ['MATERNITY']],
  [/[一1二2]金|公积金/, ['HOUSING_FUND']],
];
/** What is not paid, to the end of its clause: `不缴社保`, `五险无公积金`; and whole clauses of what people pay themselves. */
const UNPAID = /(?:无|没|未|不(?:缴|交|购|买|参|含|提供|办)|暂不).*/;
const PAID_ONESELF = /自理|自行|自己|自费|自缴|自购/;

/** Insurances that are paid for, in the order of the table; what is not said, or not understood, is none. */
export const insurancesOf = (text: string): SocialInsurance[] => {
  const clauses = text
    .normalize('NFKC')
    .split(/[,、;。/\s]+/)
    .filter((clause) => !PAID_ONESELF.test(clause))
    .map((clause) => clause.replace(UNPAID, ''));
  const paid = INSURANCES.filter(([words]) => clauses.some((clause) => words.test(clause)));
  return [...new Set(paid.flatMap(([, kinds]) => kinds))];
};

const NUMERALS = '零一二三四五六七八九十';
/** `一年` → `1年`, `三至五年` → `3至5年`; only the numbers to ten, each by itself. */
const digits = (text: string): string =>
  text
    .replace(/(?<![一二两三四五六七八九十百])[一二两三四五六七八九十](?=年|个月|月|天|[-~至到—–])/g, digitOf)
    .replace(/(?<=[-~至到—–])[一二两三四五六七八九十](?=年|个月|月|天)/g, digitOf);
const digitOf = (sign: string): string => String(NUMERALS.indexOf(sign.replace('两', '二')));

/** From one number, with or without its unit, to another: the least, and what both are of. */
const EXPERIENCE = /(?<![\d.])(\d{1,2}(?:\.\d)?)(?:(年|个?月)?(?:以上)?[-~至到—–]\d{1,2}(?:\.\d)?)?(年|个?月)(?:(\d{1,2})个?月)?/;

/** `3-4年`, `3～5年`, `5年以上`, `一年半`, `无需经验` → least experience in months; null when not stated, and for what is only preferred. */
export function experienceMonths(text: string): number | null {
  const asked = text
    .normalize('NFKC')
    .replace(/\s/g, '')
    .split(/[,;。]/)
    .filter((clause) => !clause.includes('优先'))
    .join(',');
  const words = digits(asked)
    .replace(/(?<=\d)年半/, '年6个月')
    .replace('半年', '6个月');
  const [, least, ownUnit, unit, more] = EXPERIENCE.exec(words) ?? [];
  if (least === undefined) return /无需|不限|不要求|应届|在校/.test(words) ? 0 : null;
  if (/以下|以内/.test(words)) return 0;
  return Math.round(Number(least) * ((ownUnit ?? unit) === '年' ? 12 : 1)) + Number(more ?? 0);
}

/** A term of contract or probation: `1年`, `18个月`, `无固定期限` (0); null when not understood. */
export function termMonths(text: string): number | null {
  if (/无固定|长期/.test(text)) return 0;
  const [, years, months] = /^(?:(\d+)年)?(?:(\d+)个?月)?$/.exec(digits(text).replace(/\s/g, '')) ?? [];
  if (years === undefined && months === undefined) return /^\d+$/.test(text) ? Number(text) : null;
  return Number(years ?? 0) * 12 + Number(months ?? 0);
}

export interface Ages {
  ageMin: number | null;
  ageMax: number | null;
}

const AGE = String.raw`(?<![\d.-])(\d{2})(?![\d.])`;
const YEARS = String.raw`(?:周?岁)?(?:\(?含\)?)?(?:本数)?(?:及|或)?`;
const AGES = new RegExp(String.raw`${AGE}\D{0,6}?[-~至到—–]\D{0,2}(\d{2})(?![\d.])`);
const LEAST_AGE = new RegExp(`(?:(?<!未)满|不低于|不小于)${AGE}|${AGE}${YEARS}(?:以上|起)`);
const MOST_AGE = new RegExp(`(?:不超过|不高于|不大于)${AGE}|${AGE}${YEARS}(?:以下|以内)`);

/** `18-45岁`, `45岁以下`, `18周岁以上、45周岁以下`, `不限`; null when there is a number in it that is not understood. */
export function agesOf(text: string): Ages | null {
  const words = text.normalize('NFKC').replace(/\s/g, '');
  const numbers = words.match(/\d+/g) ?? [];
  if (numbers.length === 0) return words.includes('不限') ? { ageMin: null, ageMax: null } : null;
  const range = AGES.exec(words);
  const [least, most] = [LEAST_AGE, MOST_AGE].map((bound) =>
    bound
      .exec(words)
      ?.slice(1)
      .find((age) => age !== undefined),
  );
  const [from, to] = range && !(least && most) ? [range[1], range[2]] : [least, most];
  if (numbers.length !== [from, to].filter((age) => age !== undefined).length) return null;
  return { ageMin: from === undefined ? null : Number(from), ageMax: to === undefined ? null : Number(to) };
}

/** A day as people write it, as `YYYY-MM-DD`; null when it is none. */
export function dayOf(text: string): string | null {
  const [, year, month, day] = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T].*)?$/.exec(text.trim()) ?? [];
  if (year === undefined) return null;
  const written = `${year}-${month!.padStart(2, '0')}-${day!.padStart(2, '0')}`;
  const date = new Date(`${written}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(written) ? written : null;
}

const ONESELF = /自理|自费|自付|自行|自备/;
export const yesOf = (text: string): boolean | null =>
  ONESELF.test(text)
    ? false
    : /^(?:是|有|包|提供|需|要|报销|愿|可|同意|yes|y|true|√)|^1$/i.test(text)
      ? true
      : /^(?:否|无|不|没|no|n|false|×)|^0$/i.test(text)
        ? false
        : null;

const PLAIN_OFFER = /^(?:是|否|有|无|没有|不?包[吃住食宿]*|免费|不?提供|需要?|不需要?|yes|no|y|n|true|false|1|0|√|×)$/i;
const ALLOWANCE = /补贴|补助|[餐饭房住]补/;
const IN_KIND = /包|提供|供应|免费|管|有/;

/** Whether board, or lodging, comes with the post, in its own column; words that say more come back with it. An allowance is neither. */
export function offerOf(text: string): [offered: boolean, words: string | null] {
  const words = PLAIN_OFFER.test(text) ? null : text;
  if (ALLOWANCE.test(text) && !IN_KIND.test(text)) return [false, words];
  return [yesOf(text) ?? true, words];
}

export const listOf = (text: string): string[] => text.split(/[,，、;；|/\s]+/).filter((one) => one !== '');

/** `包吃住`, `包住不包吃`, `食宿自理` → whether board and lodging come with the post; null where it is not said. */
export function boardAndLodging(text: string): [board: boolean | null, lodging: boolean | null] {
  if (/自理|不包(?:吃住|食宿)|无食宿/.test(text)) return [false, false];
  const said = (what: RegExp, not: RegExp): boolean | null => (not.test(text) ? false : what.test(text) ? true : null);
  return [
    said(/包吃|包食|供餐|包餐|管吃|提供食宿|食宿全包|吃住/, /不包吃|不包食|不管吃/),
    said(/包住|包吃住|包食宿|提供住宿|提供食宿|宿舍|管住|食宿全包|吃住/, /不包住|不管住|无宿舍/),
  ];
}

const PLAIN_BOARD_AND_LODGING = /^(?:不?[包管]|提供|免费|[吃住食宿]|餐|供餐|自理|全包|无|有|宿舍|[、,，;；/和及])+$/;
/** What the words on board and lodging say beyond that; null for nothing. */
export const beyondOffer = (text: string): string | null => (text === '' || PLAIN_BOARD_AND_LODGING.test(text) ? null : text);
