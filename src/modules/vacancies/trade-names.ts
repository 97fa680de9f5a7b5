import { Nearest } from '../../platform/text/nearest.js';

export interface TradeName {
  code: string;
  name: string;
  nameEn?: string;
}

export interface TradeAlias {
  term: string;
  group: string;
  occupationCode: string;
  /** The term finds its group, but the group does not find it (`打螺丝` → `普工`). */
  arrow: boolean;
}

export interface TradeIndex {
  /** The occupation of a title that holds an occupation's name or alias; null is UNCODED, never a guess. */
  code(title: string): string | null;
  /** The occupation whose code, name or alias this is, and nothing more. */
  named(name: string): string | null;
  /** The longest name of an occupation, or alias, that stands inside a text. */
  within(text: string): string | null;
  /** What else a post of this title is asked for by: all other members of each alias group with a member in the title. */
  aliasesOf(title: string): string[];
  /** Every occupation, by code. */
  readonly codes: readonly string[];
  nameOf(code: string): string;
  englishOf(code: string): string;
  /** Occupations of a minor group, the surest first. */
  inGroup(group: string): string[];
  nearest(text: string, count: number): { code: string; name: string }[];
}

const plain = (text: string): string => text.normalize('NFKC').toLowerCase().replace(/\s+/g, '');

/** Words in which the name of another trade seems to stand: 库管 in 数据库管理员, 护工 in 维护工程师. */
const FALSE_FRIENDS = /维护|数据库|产品检(?=[测验])|工厂/g;
/** A title in which names of trades are looked for. */
const titleOf = (text: string): string => plain(text).replace(FALSE_FRIENDS, (word) => '·'.repeat(word.length));
/** Whether a title holds a term; 电工 does not stand in 电工程师. */
const holds = (title: string, term: string): boolean => (term.endsWith('工') ? title.replaceAll(`${term}程`, '·') : title).includes(term);

export function buildTradeIndex(occupations: readonly TradeName[], aliases: readonly TradeAlias[]): TradeIndex {
  const names = new Map(occupations.map((one) => [one.code, one.name]));
  const english = new Map(occupations.flatMap((one) => (one.nameEn ? [[one.code, one.nameEn] as const] : [])));
  const terms = new Map<string, string>();
  for (const one of aliases) terms.set(plain(one.term), one.occupationCode);
  for (const one of occupations) terms.set(plain(one.name), one.code);
  const longestFirst = [...terms].sort(([a], [b]) => b.length - a.length);
  const groups = new Map<string, TradeAlias[]>();
  for (const one of aliases) groups.set(one.group, [...(groups.get(one.group) ?? []), one]);

  const near = new Nearest(terms);
  return {
    code: (title) => {
      const text = titleOf(title);
      return longestFirst.find(([term]) => holds(text, term))?.[1] ?? null;
    },
    within: (text) => {
      const wanted = titleOf(text);
      return longestFirst.find(([term]) => holds(wanted, term))?.[0] ?? null;
    },
    named: (name) => (names.has(name) ? name : (terms.get(plain(name)) ?? null)),
    aliasesOf: (title) => {
      const text = titleOf(title);
      const found = new Set<string>();
      for (const members of groups.values()) {
        if (!members.some((one) => holds(text, plain(one.term)))) continue;
        for (const one of members) if (!holds(text, plain(one.term))) found.add(one.term);
      }
      return [...found];
    },
    codes: [...names.keys()].toSorted(),
    nameOf: (code) => names.get(code) ?? code,
    englishOf: (code) => english.get(code) ?? names.get(code) ?? code,
    inGroup: (group) => occupations.filter((one) => one.code.startsWith(`${group}-`)).map((one) => one.code),
    nearest: (text, count) => near.find(text, count).map(({ value }) => ({ code: value, name: names.get(value) ?? value })),
  };
}
