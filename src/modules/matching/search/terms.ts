import { pinyin } from 'pinyin-pro';
import { distance } from '../../../platform/text/nearest.js';

interface Suffix {
  term: string;
  /** From its first character on. */
  whole: boolean;
  /** Spelled out from this character to the end, and the initials of the same. */
  full: string;
  initials: string;
  folded: string;
}

/** Sounds that are often confused: zh/z, ch/c, sh/s, n/l, ng/n, f/h. */
const fold = (sound: string): string =>
  sound.replace(/zh/g, 'z').replace(/ch/g, 'c').replace(/sh/g, 's').replace(/ng/g, 'n').replace(/l/g, 'n').replace(/f/g, 'h');

const syllables = (text: string): string[] => pinyin(text, { toneType: 'none', type: 'array', v: true }).map((one) => one.toLowerCase());

export interface HeardTerm {
  term: string;
  weight: number;
}

/** Trades by sound: pinyin, initials, confused sounds, one wrong letter; each from every character of a term on. */
export class TermIndex {
  readonly #terms: ReadonlySet<string>;
  /** All of them, a line each: what stands in one is written as it is meant. */
  readonly #written: string;
  readonly #suffixes: Suffix[];
  /** Sounds that are the same when confused ones are. */
  readonly #byFold: ReadonlyMap<string, readonly Suffix[]>;

  constructor(terms: Iterable<string>) {
    const given = [...new Set(terms)];
    this.#terms = new Set(given.map((term) => term.normalize('NFKC').toLowerCase()));
    this.#written = [...this.#terms].join('\n');
    this.#suffixes = given.flatMap((term) => {
      const sounds = syllables(term);
      return sounds.map((_, at) => {
        const rest = sounds.slice(at);
        const full = rest.join('');
        return { term: [...term].slice(at).join(''), whole: at === 0, full, initials: rest.map((one) => one[0]).join(''), folded: fold(full) };
      });
    });
    this.#byFold = Map.groupBy(this.#suffixes, (one) => one.folded);
  }

  /** Whether the text is a term, or Chinese words that stand in one: it needs no guess at its sound. */
  knows(text: string): boolean {
    return this.#terms.has(text) || (/\p{Script=Han}{2}/u.test(text) && this.#written.includes(text));
  }

  /** Terms that sound like the text, best first; none for a text that is known. A whole term goes before the end of a longer one. */
  heard(text: string, most = 6): HeardTerm[] {
    if (this.knows(text)) return [];
    const latin = /^[a-z]+$/.test(text);
    const sound = latin ? text : syllables(text).join('');
    if (!/^[a-z]{2,}$/.test(sound)) return [];
    const folded = fold(sound);
    const length = [...text].length;
    const found = new Map<string, number>();
    for (const one of latin ? this.#suffixes : (this.#byFold.get(folded) ?? [])) {
      if (one.term.length < 2) continue;
      const weight = (latin ? asTyped(one, sound, folded) : asWritten(one, sound, length)) * (one.whole ? 1 : WITHIN);
      if (weight > 0 && weight > (found.get(one.term) ?? 0)) found.set(one.term, weight);
    }
    return [...found]
      .map(([term, weight]) => ({ term, weight }))
      .sort((a, b) => b.weight - a.weight || a.term.length - b.term.length)
      .slice(0, most);
  }
}

const WHOLE = 0.8;
/** The end of a term, beside a whole one. */
const WITHIN = 0.95;
/** Least weight of a term, or of the end of one, that is spelled out. */
export const SPELLED_OUT = WHOLE * WITHIN;

/** Least weight of a term whose beginning is spelled out. */
export const BEGUN = 0.7;

/** Latin letters: the whole sound, its beginning, the initials, or confused sounds. */
function asTyped(one: Suffix, sound: string, folded: string): number {
  if (one.full === sound) return WHOLE;
  if (one.initials === sound) return 0.75;
  if (sound.length >= 4 && one.full.startsWith(sound)) return BEGUN;
  if (sound.length >= 3 && one.initials.startsWith(sound)) return 0.65;
  if (sound.length >= 4 && one.folded === folded) return 0.6;
  const near = sound.length >= 6 && (one.whole || [...one.term].length > 2) && Math.abs(one.full.length - sound.length) <= 1;
  return near && distance(one.full, sound) === 1 ? 0.55 : 0;
}

/** Wrong characters, as many of them: the same sound, or a confused one. */
function asWritten(one: Suffix, sound: string, length: number): number {
  if ([...one.term].length !== length) return 0;
  return one.full === sound ? WHOLE : 0.6;
}
