import { cleanText, halfWidth } from '../privacy/text.js';

export interface SheetField {
  readonly key: string;
  /** Ways to write the column's name, in any spacing, width, punctuation and case. */
  readonly names: readonly string[];
  readonly required?: boolean;
}

export interface HeaderMap {
  /** Field key → header as written. */
  readonly mapping: Record<string, string>;
  /** Keys of required fields without a column. */
  readonly missing: string[];
  /** Headers that no field takes. */
  readonly unknown: string[];
}

const bare = (name: string): string =>
  halfWidth(cleanText(name))
    .toLowerCase()
    .replace(/[\s\p{P}\p{S}]/gu, '');

/** `薪资（元/月）` may also be found as `薪资`. */
const withoutRemark = (name: string): string => bare(halfWidth(cleanText(name)).replace(/\([^()]*\)|\[[^[\]]*\]|【[^】]*】/g, ''));

/**
 * Finds each field's column: first what `override` (field key → header) says, then the exact names, then names
 * without a remark in brackets. A header serves one field; the earlier field and the earlier name win.
 */
export function mapHeaders(headers: readonly string[], fields: readonly SheetField[], override: Readonly<Record<string, string>> = {}): HeaderMap {
  const mapping = new Map<string, string>();
  const taken = new Set<string>();
  const take = (key: string, header: string | undefined): void => {
    if (header === undefined || mapping.has(key) || taken.has(header)) return;
    mapping.set(key, header);
    taken.add(header);
  };
  const free = (form: (header: string) => string, wanted: string): string | undefined =>
    wanted === '' ? undefined : headers.find((header) => !taken.has(header) && form(header) === wanted);

  for (const { key } of fields) {
    const wanted = Object.hasOwn(override, key) ? override[key]! : undefined;
    if (wanted !== undefined) take(key, headers.includes(wanted) ? wanted : free(bare, bare(wanted)));
  }
  for (const form of [bare, withoutRemark]) {
    for (const { key, names } of fields) {
      for (const name of names) if (!mapping.has(key)) take(key, free(form, form(name)));
    }
  }
  return {
    mapping: Object.fromEntries(mapping),
    missing: fields.filter(({ key, required }) => required === true && !mapping.has(key)).map(({ key }) => key),
    unknown: headers.filter((header) => !taken.has(header)),
  };
}
