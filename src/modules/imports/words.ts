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
  const named = EDUCATIONS.filter(([words]) => words.test(text)).map(([, education]) => education);
  const ranked = named.sort((a, b) => EDUCATION_RANK[a] - EDUCATION_RANK[b]);
  return (which === 'least' ? ranked[0] : ranked.at(-1)) ?? null;
}

export const SHIFTS: Words<Shift> = [
  [/三班/, 'THREE_SHIFT'],
  [/两班|二班|白夜|倒班/, 'TWO_SHIFT'],
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
  [/五险|社保|社会保险|齐全/, ['PENSION', 'MEDICAL', 'UNEMPLOYMENT', 'WORK_INJURY', 'MATERNITY']],
  [/三险/, ['PENSION', 'MEDICAL', 'UNEMPLOYMENT']],
  [/养老/, ['PENSION']],
  [/医疗/, ['MEDICAL']],
  [/失业/, ['UNEMPLOYMENT']],
  [/工伤/, ['WORK_INJURY']],
  [/生育/, ['MATERNITY']],
  [/一金|公积金/, ['HOUSING_FUND']],
];

export const insurancesOf = (text: string): SocialInsurance[] => [
  ...new Set(INSURANCES.filter(([words]) => words.test(text)).flatMap(([, kinds]) => kinds)),
];

const NUMERALS = '零一二三四五六七八九十';
/** `一年` → `1年`; only the numbers to ten. */
const digits = (text: string): string =>
  text.replace(/[一二两三四五六七八九十](?=年|个月|月|天)/g, (sign) => String(NUMERALS.indexOf(sign.replace('两', '二'))));

/** `3-4年`, `5年以上`, `无需经验` → least experience in months; null when not stated. */
export function experienceMonths(text: string): number | null {
  if (/无需|不限|应届|在校/.test(text)) return 0;
  const years = /(\d+)(?:-\d+)?年/.exec(digits(text))?.[1];
  const months = /(\d+)个月/.exec(digits(text))?.[1];
  if (years !== undefined) return Number(years) * 12;
  return months === undefined ? null : Number(months);
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

/** `18-45岁`, `45岁以下`, `18周岁以上`, `不限`; null when not understood. */
export function agesOf(text: string): Ages | null {
  if (/不限/.test(text)) return { ageMin: null, ageMax: null };
  const [, from, to] = /(?<!\d)(\d{2})\D{0,4}?[-~至到—]\D{0,2}(\d{2})(?!\d)/.exec(text) ?? [];
  if (from !== undefined) return { ageMin: Number(from), ageMax: Number(to) };
  const one = /(?<![\d.-])(\d{2})(?![\d.])/.exec(text)?.[1];
  if (one === undefined) return null;
  if (/以下|以内|不超过/.test(text)) return { ageMin: null, ageMax: Number(one) };
  return /以上|满/.test(text) ? { ageMin: Number(one), ageMax: null } : null;
}

/** A day as people write it, as `YYYY-MM-DD`; null when it is none. */
export function dayOf(text: string): string | null {
  const [, year, month, day] = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T].*)?$/.exec(text.trim()) ?? [];
  if (year === undefined) return null;
  const written = `${year}-${month!.padStart(2, '0')}-${day!.padStart(2, '0')}`;
  const date = new Date(`${written}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(written) ? written : null;
}

export const yesOf = (text: string): boolean | null =>
  /^(是|有|包|提供|需|要|报销|yes|y|true|1|√)/i.test(text) ? true : /^(否|无|不|没|no|n|false|0)/i.test(text) ? false : null;

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
