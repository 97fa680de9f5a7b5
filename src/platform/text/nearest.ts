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

/** The names nearest to a text by spelling and by sound, best first. */
export class Nearest<T> {
  #spelled: { name: string; sound: string; value: T }[] | undefined;

  constructor(private readonly names: () => Iterable<readonly [string, T]>) {}

  find(text: string, count: number): { name: string; value: T }[] {
    this.#spelled ??= [...this.names()].map(([name, value]) => ({ name, sound: spell(name), value }));
    const sound = spell(text);
    const scored = this.#spelled.map((one) => {
      const written = distance(text, one.name) / Math.max(text.length, one.name.length);
      const heard = distance(sound, one.sound) / Math.max(sound.length, one.sound.length);
      return { one, score: Math.min(written, heard) + written / 10 };
    });
    scored.sort((a, b) => a.score - b.score);
    const found = new Map<T, string>();
    for (const { one } of scored) {
      if (found.size === count) break;
      if (!found.has(one.value)) found.set(one.value, one.name);
    }
    return [...found].map(([value, name]) => ({ name, value }));
  }
}
