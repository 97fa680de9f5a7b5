import { Refusal, type RefusalCode } from '../../platform/graphql/errors.js';
import { cleanText, halfWidth } from '../../platform/privacy/text.js';
import { type KnownRegion, regionNamed, sharingName } from '../regions/region.queries.js';
import type { ImportKind } from './import-job.js';
import { headingOf } from './sheets.js';
import { dayOf, type Words, yesOf } from './words.js';

/** Cells of one row by the keys of the fields. */
export type Cells = Readonly<Record<string, string>>;

/** Refuses a row, with the field that is wrong and what to do about it. */
export const refuse = (field: string, zh: string, en: string): never => {
  throw new Refusal('INVALID', [field], { zh, en });
};

interface Fault {
  field: string;
  zh: string;
  en: string;
  code: RefusalCode;
}

/** A number with at most a word before it and one after: `3人`, `约3人`, `每天8小时`. */
const COUNTED = /^\D{0,2}?(\d{1,6})\D{0,4}$/;
/** Signs, decimals and units that make the number another: `-3`, `.5`, `3万`, `3对`, `8小时半`. */
const ALTERED = /[\p{Pd}−+±负.·点十拾百佰千仟万萬亿%‰半对双kKwW]/u;

const damaged = (text: string): boolean => text.includes('\ufffd');

/** One row, read cell by cell: what is there and not understood is a fault of the row, what is not there stays open. */
export class Row {
  constructor(private readonly cells: Cells) {}

  /** Refuses the row, with the field that is wrong and what to do about it. */
  fault(field: string, zh: string, en: string, code: RefusalCode = 'INVALID'): null {
    throw new Refusal(code, [field], { zh, en });
  }

  /** Free text; lost characters are left out. */
  text(key: string): string | null {
    return cleanText(this.cells[key] ?? '') || null;
  }

  /** A value; one with lost characters is none. */
  value(key: string): string | null {
    return damaged(this.cells[key] ?? '') ? null : this.text(key);
  }

  /** A value that must be there, whole; empty when it is at fault. */
  needed(key: string, zh: string, en: string): string {
    if (damaged(this.cells[key] ?? ''))
      this.fault(key, `${zh}有乱码（�），请改正后再导入`, `The ${en} has lost characters (�); put it right and import again`);
    return this.text(key) ?? this.fault(key, `没有${zh}，请补填`, `No ${en}; fill it in`) ?? '';
  }

  whole(key: string, zh: string, en: string): number | null {
    const text = this.value(key);
    if (text === null) return null;
    const plain = halfWidth(text);
    const digits = ALTERED.test(plain) ? undefined : COUNTED.exec(plain)?.[1];
    return digits === undefined
      ? this.fault(
          key,
          `${zh}须为不带符号、小数和单位的整数，请填写阿拉伯数字，如“3”`,
          `The ${en} is a whole number without a sign, a fraction or a unit; write it in digits, like 3`,
        )
      : Number(digits);
  }

  day(key: string): string | null {
    const text = this.value(key);
    if (text === null) return null;
    return dayOf(text) ?? this.fault(key, '日期无法识别，请写成 2027-03-31', 'The date is not understood; write it like 2027-03-31');
  }

  yes(key: string): boolean | null {
    const text = this.value(key);
    if (text === null) return null;
    return yesOf(text) ?? this.fault(key, '请填写“是”或“否”', 'Write yes or no');
  }

  /** What `read` makes of a value; a value that it makes nothing of is a fault. */
  read<V>(key: string, read: (text: string) => V | null, zh: string, en: string): V | null {
    const text = this.value(key);
    return text === null ? null : (read(text) ?? this.fault(key, zh, en));
  }

  /** The division that a text names; one name of several is told with all of them. */
  division(key: string, text: string, zh: string, en: string): KnownRegion | null {
    const shared = sharingName(text);
    return regionNamed(text) ?? this.fault(key, shared?.zh ?? zh, shared?.en ?? en);
  }

  oneOf<V>(key: string, words: Words<V>, zh: string, en: string): V | null {
    return this.read(key, (text) => words.find(([form]) => form.test(text))?.[1] ?? null, zh, en);
  }
}

/** A row that is read to its end, whatever is wrong with it, and then refused with all of that. */
export class ImportRow extends Row {
  readonly #faults: Fault[] = [];

  constructor(
    cells: Cells,
    private readonly kind: ImportKind,
  ) {
    super(cells);
  }

  /** Notes what is wrong with a field, once for each. */
  override fault(field: string, zh: string, en: string, code: RefusalCode = 'INVALID'): null {
    if (!this.#faults.some((one) => one.field === field)) this.#faults.push({ field, zh, en, code });
    return null;
  }

  /** What a rule says; its refusal is a fault of the row. */
  check<V>(rule: () => V): V | null {
    try {
      return rule();
    } catch (error) {
      if (error instanceof Refusal) return this.fault(error.path.at(-1) ?? '', error.words.zh, error.words.en, error.code);
      throw error;
    }
  }

  /** Refuses the row when there is something wrong with it; several faults each with their heading. */
  done(): void {
    const [first, ...others] = this.#faults;
    if (first === undefined) return;
    if (others.length === 0) throw new Refusal(first.code, [first.field], { zh: first.zh, en: first.en });
    const heading = ({ field }: Fault): string => headingOf(this.kind, field);
    throw new Refusal(first.code, [first.field], {
      zh: this.#faults.map((one) => `${heading(one)}：${one.zh}`).join('；'),
      en: this.#faults.map((one) => `${heading(one)}: ${one.en}`).join('; '),
    });
  }
}
