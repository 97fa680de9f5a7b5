import { Nearest } from '../../platform/text/nearest.js';

export interface TradeName {
  code: string;
  name: string;
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
  /** What else a post of this title is asked for by: all other members of each alias group with a member in the title. */
  aliasesOf(title: string): string[];
  nameOf(code: string): string;
  nearest(text: string, count: number): { code: string; name: string }[];
}

const plain = (text: string): string => text.normalize('NFKC').toLowerCase().replace(/\s+/g, '');

export function buildTradeIndex(occupations: readonly TradeName[], aliases: readonly TradeAlias[]): TradeIndex {
  const names = new Map(occupations.map((one) => [one.code, one.name]));
  const terms = new Map<string, string>();
  for (const one of aliases) terms.set(plain(one.term), one.occupationCode);
  for (const one of occupations) terms.set(plain(one.name), one.code);
  const longestFirst = [...terms].sort(([a], [b]) => b.length - a.length);
  const groups = new Map<string, TradeAlias[]>();
  for (const one of aliases) groups.set(one.group, [...(groups.get(one.group) ?? []), one]);

  const near = new Nearest(terms);
  return {
    code: (title) => {
      const text = plain(title);
      return longestFirst.find(([term]) => text.includes(term))?.[1] ?? null;
    },
    named: (name) => (names.has(name) ? name : (terms.get(plain(name)) ?? null)),
    aliasesOf: (title) => {
      const text = plain(title);
      const found = new Set<string>();
      for (const members of groups.values()) {
        if (!members.some((one) => text.includes(plain(one.term)))) continue;
        for (const one of members) if (!text.includes(plain(one.term))) found.add(one.term);
      }
      return [...found];
    },
    nameOf: (code) => names.get(code) ?? code,
    nearest: (text, count) => near.find(text, count).map(({ value }) => ({ code: value, name: names.get(value) ?? value })),
  };
}
