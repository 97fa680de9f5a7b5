import { pinyin } from 'pinyin-pro';

/** Chinese as toneless pinyin without spaces; Latin letters stay. */
export const spell = (text: string): string => pinyin(text, { toneType: 'none', type: 'array', v: true }).join('').toLowerCase();

/** Insertions, deletions and replacements between two short texts. */
export function distance(a: string, b: string): number {
  let before = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      row[j] = Math.min(row[j - 1]! + 1, before[j]! + 1, before[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1));
    }
    before = row;
  }
  return before[b.length]!;
}

interface Spelled<T> {
  name: string;
  sound: string;
  letters: Uint8Array;
  value: T;
}

/** How many names are compared letter by letter: those that share the most with the text. */
const MOST_COMPARED = 200;
const A = 97;

/** How often each letter stands in a sound; all else together. */
function lettersOf(sound: string): Uint8Array {
  const letters = new Uint8Array(27);
  for (let at = 0; at < sound.length; at++) {
    const letter = sound.charCodeAt(at) - A;
    letters[letter >= 0 && letter < 26 ? letter : 26]!++;
  }
  return letters;
}

/** No fewer changes than the letters that one sound has and the other lacks. */
function fewestChanges(a: Uint8Array, b: Uint8Array): number {
  let [more, less] = [0, 0];
  for (let at = 0; at < a.length; at++) {
    const difference = a[at]! - b[at]!;
    if (difference > 0) more += difference;
    else less -= difference;
  }
  return Math.max(more, less);
}

/** The part of a text that may differ from a name which it could mean; less where the two have no character in place. */
const [MOST_DIFFERENT, MOST_HEARD_DIFFERENT] = [1 / 2, 1 / 3];
const near = (written: number, heard: number): boolean => Math.min(written, heard) <= (written < 1 ? MOST_DIFFERENT : MOST_HEARD_DIFFERENT);

const scoreOf = (written: number, heard: number): number => Math.min(written, heard) + written / 10;

/** The names nearest to a text by spelling and by sound, best first, and none that is far from it; in a few milliseconds, whatever the text. */
export class Nearest<T> {
  readonly #names: readonly Spelled<T>[];

  constructor(names: Iterable<readonly [string, T]>) {
    this.#names = Array.from(names, ([name, value]) => {
      const sound = spell(name);
      return { name, sound, letters: lettersOf(sound), value };
    });
  }

  find(text: string, count: number): { name: string; value: T }[] {
    const sound = spell(text);
    const scored = this.#likely(text, sound).flatMap((one) => {
      const written = distance(text, one.name) / Math.max(text.length, one.name.length);
      const heard = distance(sound, one.sound) / Math.max(sound.length, one.sound.length);
      return near(written, heard) ? [{ one, score: scoreOf(written, heard) }] : [];
    });
    scored.sort((a, b) => a.score - b.score);
    const found = new Map<T, string>();
    for (const { one } of scored) {
      if (found.size === count) break;
      if (!found.has(one.value)) found.set(one.value, one.name);
    }
    return [...found].map(([value, name]) => ({ name, value }));
  }

  /** Those that can score best, by what the texts have in common in any order. */
  #likely(text: string, sound: string): readonly Spelled<T>[] {
    const [characters, letters] = [new Set(text), lettersOf(sound)];
    const bounds = Float64Array.from(this.#names, (one) => {
      let common = 0;
      for (const character of one.name) if (characters.has(character)) common++;
      const longest = Math.max(text.length, one.name.length);
      return scoreOf((longest - common) / longest, fewestChanges(letters, one.letters) / Math.max(sound.length, one.sound.length, 1));
    });
    return Array.from(bounds, (_, at) => at)
      .sort((a, b) => bounds[a]! - bounds[b]! || a - b)
      .slice(0, MOST_COMPARED)
      .map((at) => this.#names[at]!);
  }
}
