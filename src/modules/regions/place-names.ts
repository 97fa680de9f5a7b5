import { Nearest } from '../../platform/text/nearest.js';

export interface NamedDivision {
  code: string;
  revision: 'both' | '2007' | '2023';
  name: string;
  level: 'PROVINCE' | 'PREFECTURE' | 'COUNTY';
  parentCode: string | null;
  successorCode: string | null;
  aliases: readonly string[];
}

export interface PlaceIndex {
  /** The deepest division that a free text names consistently; null when it names none, or several of one rank. */
  resolve(text: string): { code: string; level: NamedDivision['level'] } | null;
  /** The division whose name, short name or former name this is, and nothing more. */
  named(name: string): string | null;
  nearest(text: string, count: number): { code: string; name: string }[];
}

const RANK = { PROVINCE: 0, PREFECTURE: 1, COUNTY: 2 };
const LONGEST_NAME = 15;

/** Names of divisions in free text such as `浙江省宁波` or `深圳深圳宝安区宝安`; former names lead to the successor. */
export function buildPlaceIndex(divisions: readonly NamedDivision[]): PlaceIndex {
  const current = divisions.filter((one) => one.revision !== '2007');
  const byCode = new Map(current.map((one) => [one.code, one]));
  const byName = new Map<string, NamedDivision[]>();
  for (const one of current) {
    for (const name of new Set([one.name, ...one.aliases])) byName.set(name, [...(byName.get(name) ?? []), one]);
  }
  const isBelow = (one: NamedDivision, above: NamedDivision): boolean => {
    for (let at: NamedDivision | undefined = one; at; at = byCode.get(at.parentCode ?? '')) if (at.code === above.code) return true;
    return false;
  };

  /** Of those that share a name: the one meant, given what was read before. */
  const meant = (candidates: readonly NamedDivision[], before: NamedDivision | null): NamedDivision | null => {
    const fitting = before ? candidates.filter((one) => isBelow(one, before)) : candidates;
    const highest = Math.min(...fitting.map((one) => RANK[one.level]));
    const top = fitting.filter((one) => RANK[one.level] === highest);
    return top.length === 1 ? top[0]! : null;
  };

  const readAt = (text: string, at: number, before: NamedDivision | null): { one: NamedDivision; length: number } | null => {
    for (let length = Math.min(LONGEST_NAME, text.length - at); length >= 2; length--) {
      const candidates = byName.get(text.slice(at, at + length));
      const one = candidates && meant(candidates, before);
      if (one) return { one, length };
    }
    return null;
  };

  const resolve: PlaceIndex['resolve'] = (text) => {
    const plain = text.normalize('NFKC').replace(/[\s,，.·\-—/]+/g, '');
    const whole = byName.get(plain);
    if (whole) {
      const one = meant(whole, null);
      return one && { code: one.code, level: one.level };
    }
    let found: NamedDivision | null = null;
    for (let at = 0; at < plain.length;) {
      const read = readAt(plain, at, found);
      if (read) found = read.one;
      at += read?.length ?? 1;
    }
    return found && { code: found.code, level: found.level };
  };

  const names = new Nearest(current.flatMap((one) => [one.name, ...one.aliases].map((name) => [name, one.code] as const)));
  return {
    resolve,
    named: (name) => meant(byName.get(name.trim()) ?? [], null)?.code ?? null,
    nearest: (text, count) => names.find(text, count).map(({ value }) => ({ code: value, name: byCode.get(value)!.name })),
  };
}
