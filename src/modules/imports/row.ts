import { Refusal } from '../../platform/graphql/errors.js';
import { cleanText } from '../../platform/privacy/text.js';
import { dayOf, type Words, yesOf } from './words.js';

/** Cells of one row by the keys of the fields. */
export type Cells = Readonly<Record<string, string>>;

/** Refuses the row, with the field that is wrong and what to do about it. */
export const refuse = (field: string, zh: string, en: string): never => {
  throw new Refusal('INVALID', [field], { zh, en });
};

const damaged = (text: string): boolean => text.includes('\ufffd');

/** One row, read cell by cell: what is there and not understood refuses the row, what is not there stays open. */
export class Row {
  constructor(private readonly cells: Cells) {}

  /** Free text; lost characters are left out. */
  text(key: string): string | null {
    return cleanText(this.cells[key] ?? '') || null;
  }

  /** A value; one with lost characters is none. */
  value(key: string): string | null {
    return damaged(this.cells[key] ?? '') ? null : this.text(key);
  }

  /** A value that must be there, whole. */
  needed(key: string, zh: string, en: string): string {
    if (damaged(this.cells[key] ?? ''))
      return refuse(key, `${zh}有乱码（�），请改正后再导入`, `The ${en} has lost characters (�); put it right and import again`);
    return this.text(key) ?? refuse(key, `没有${zh}，请补填`, `No ${en}; fill it in`);
  }

  whole(key: string, zh: string, en: string): number | null {
    const text = this.value(key);
    if (text === null) return null;
    const digits = /^\D{0,2}?(\d{1,6})\D{0,4}$/.exec(text)?.[1];
    return digits === undefined ? refuse(key, `${zh}不是数字，请填写阿拉伯数字`, `The ${en} is no number; write digits`) : Number(digits);
  }

  day(key: string): string | null {
    const text = this.value(key);
    if (text === null) return null;
    return dayOf(text) ?? refuse(key, '日期无法识别，请写成 2027-03-31', 'The date is not understood; write it like 2027-03-31');
  }

  yes(key: string): boolean | null {
    const text = this.value(key);
    if (text === null) return null;
    return yesOf(text) ?? refuse(key, '请填写“是”或“否”', 'Write yes or no');
  }

  /** What `read` makes of a value; a value that it makes nothing of refuses the row. */
  read<V>(key: string, read: (text: string) => V | null, zh: string, en: string): V | null {
    const text = this.value(key);
    return text === null ? null : (read(text) ?? refuse(key, zh, en));
  }

  oneOf<V>(key: string, words: Words<V>, zh: string, en: string): V | null {
    return this.read(key, (text) => words.find(([form]) => form.test(text))?.[1] ?? null, zh, en);
  }
}
