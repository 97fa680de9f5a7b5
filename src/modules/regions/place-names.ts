import { Nearest } from '../../platform/text/nearest.js';

export interface NamedDivision {
  code: string;
  revision: 'both' | '2007' | '2023';
  name: string;
  level: 'PROVINCE' | 'PREFECTURE' | 'COUNTY' | 'TOWNSHIP';
  parentCode: string | null;
  successorCode: string | null;
  aliases: readonly string[];
}

interface Read {
  code: string;
  level: NamedDivision['level'];
  /** How many characters of the text were read. */
  length: number;
}

export interface PlaceIndex {
  /** The deepest division that a free text names consistently; null when it names none, or several of one rank. */
  resolve(text: string): { code: string; level: NamedDivision['level'] } | null;
  /** The division whose name, short name or former name this is, alone or after those above it, and nothing more. */
  named(name: string): string | null;
  /** The division that a text begins with, read as far as names follow each other; of those that share a name, the one in `home`. */
  leading(text: string, home?: string): Read | null;
  /** Every division of that very name, in full. */
  sharing(name: string): { code: string; name: string }[];
  nearest(text: string, count: number): { code: string; name: string }[];
}

const RANK = { PROVINCE: 0, PREFECTURE: 1, COUNTY: 2, TOWNSHIP: 3 };
const LONGEST_NAME = 15;
/** A name shorter than this may be a piece of another word. */
const SHORTEST_SURE = 3;

interface Found {
  one: NamedDivision;
  length: number;
}

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

  /** Of those that share a name: the highest, given what was read before; several when none can be told. `吉林` after `吉林省` is the city. */
  const meant = (candidates: readonly NamedDivision[], before: NamedDivision | null): NamedDivision[] => {
    const within = before ? candidates.filter((one) => isBelow(one, before)) : candidates;
    const below = within.filter((one) => one !== before);
    const fitting = before?.level === 'PROVINCE' && below.length > 0 ? below : within;
    const highest = Math.min(...fitting.map((one) => RANK[one.level]));
    return fitting.filter((one) => RANK[one.level] === highest);
  };

  /** Every name that the text has at a position, longest first; none within a longer name that several share. */
  const namesAt = (text: string, at: number, before: NamedDivision | null, home?: NamedDivision): Found[] => {
    const found: Found[] = [];
    for (let length = Math.min(LONGEST_NAME, text.length - at); length >= 2; length--) {
      const candidates = byName.get(text.slice(at, at + length));
      const able = candidates ? meant(candidates, before) : [];
      const near = home && able.length > 1 ? able.filter((each) => isBelow(each, home)) : able;
      const [one, ...others] = near;
      if (others.length > 0 || (able.length > 0 && !one)) break;
      if (one) found.push({ one, length });
    }
    return found;
  };

  /** The longest name, unless a shorter one leaves a whole name of a division below it: `青岛 | 市北区`. */
  const readAt = (text: string, at: number, before: NamedDivision | null, home?: NamedDivision): Found | undefined => {
    const found = namesAt(text, at, before, home);
    const [longest, ...shorter] = found;
    if (longest === undefined || namesAt(text, at + longest.length, longest.one).length > 0) return longest;
    const followed = shorter.find(({ one, length }) => namesAt(text, at + length, one).some((next) => next.length >= SHORTEST_SURE));
    return followed ?? longest;
  };

  const resolve: PlaceIndex['resolve'] = (text) => {
    const plain = plainOf(text);
    let found: NamedDivision | null = null;
    for (let at = 0; at < plain.length;) {
      const read = readAt(plain, at, found);
      if (read) found = read.one;
      at += read?.length ?? 1;
    }
    return found && { code: found.code, level: found.level };
  };

  const leading: PlaceIndex['leading'] = (text, home) => {
    let found: NamedDivision | null = null;
    let length = 0;
    for (let read = readAt(text, 0, null, byCode.get(home ?? '')); read; read = readAt(text, length, found)) {
      found = read.one;
      length += read.length;
    }
    return found && { code: found.code, level: found.level, length };
  };

  /** `重庆市江北区`: names are shared, full names hardly ever. */
  const fullName = (code: string): string => {
    const one = byCode.get(code);
    return one ? fullName(one.parentCode ?? '') + one.name : '';
  };

  const names = new Nearest(current.flatMap((one) => [one.name, ...one.aliases].map((name) => [name, one.code] as const)));
  return {
    resolve,
    leading,
    named: (name) => {
      const plain = plainOf(name);
      const read = leading(plain);
      return read !== null && read.length === plain.length ? read.code : null;
    },
    sharing: (name) => (byName.get(plainOf(name)) ?? []).map(({ code }) => ({ code, name: fullName(code) })),
    nearest: (text, count) => names.find(text, count).map(({ value }) => ({ code: value, name: fullName(value) })),
  };
}

const plainOf = (text: string): string => text.normalize('NFKC').replace(/[\s,，.·\-—/]+/g, '');
