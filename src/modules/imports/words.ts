import type { Education } from '../vacancies/terms.js';

const EDUCATIONS: readonly (readonly [RegExp, Education])[] = [
  [/研究生|硕士|博士/, 'POSTGRADUATE'],
  [/本科|学士/, 'BACHELOR'],
  [/大专|专科|高职/, 'JUNIOR_COLLEGE'],
  [/中专|中技|技校|职高|职业高中/, 'SECONDARY_VOCATIONAL'],
  [/高中/, 'SENIOR_HIGH'],
  [/初中/, 'JUNIOR_HIGH'],
  [/小学/, 'PRIMARY'],
  [/不限|无要求|文盲/, 'NONE'],
];

/** Education in the words of a sheet; null when they are not understood. */
export const educationOf = (text: string): Education | null => EDUCATIONS.find(([words]) => words.test(text))?.[1] ?? null;

/** `3-4年`, `5年以上`, `无需经验` → least experience in months; null when not stated. */
export function experienceMonths(text: string): number | null {
  if (/无需|不限|应届|在校/.test(text)) return 0;
  const years = /(\d+)(?:-\d+)?年/.exec(text)?.[1];
  const months = /(\d+)个月/.exec(text)?.[1];
  if (years !== undefined) return Number(years) * 12;
  return months === undefined ? null : Number(months);
}

export const yesOf = (text: string): boolean | null =>
  /^(是|有|包|提供|yes|y|true|1|√)/i.test(text) ? true : /^(否|无|不|no|n|false|0)/i.test(text) ? false : null;

export const listOf = (text: string): string[] => text.split(/[,，、;；|/\s]+/).filter((one) => one !== '');
