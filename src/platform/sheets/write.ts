import { writeXlsxStream } from 'hucre/xlsx';

export interface SheetColumn {
  readonly key: string;
  readonly title: string;
}
export type SheetRows = Iterable<Readonly<Record<string, unknown>>> | AsyncIterable<Readonly<Record<string, unknown>>>;

const SHANGHAI_MS = 8 * 3_600_000;
const CSV_PIECE = 16 * 1_024;
const LONGEST_CELL = 32_767;
/** Digits beyond these a spreadsheet replaces by zeros. */
const EXACT_DIGITS = 15;

/** What a spreadsheet would run as a formula; a plain negative number is none. */
const FORMULA = /^\s*[=+\-@＝＋－＠]|^[\t\r\n]/;
const NUMBER = /^-?\d+(\.\d+)?$/;
// oxlint-disable-next-line no-control-regex -- XML cannot hold them
const UNWRITABLE = /[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g;

/** Instants are written in Chongqing's time; a sealed value stays `***`. */
function textOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) return new Date(value.getTime() + SHANGHAI_MS).toISOString().slice(0, 19).replace('T', ' ');
  return String(value as string)
    .toWellFormed()
    .replace(UNWRITABLE, '');
}

function csvCell(value: unknown): string {
  const text = textOf(value);
  const safe = FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;
  return /[",;\t\r\n]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** UTF-8 with its mark, in pieces; text that would run as a formula begins with an apostrophe. */
export async function* writeCsv(columns: readonly SheetColumn[], rows: SheetRows): AsyncGenerator<string> {
  const line = (cells: readonly unknown[]): string => `${cells.map(csvCell).join(',')}\r\n`;
  let piece = `\ufeff${line(columns.map((column) => column.title))}`;
  for await (const row of rows) {
    piece += line(columns.map((column) => row[column.key]));
    if (piece.length >= CSV_PIECE) {
      yield piece;
      piece = '';
    }
  }
  if (piece !== '') yield piece;
}

/** Texts stay texts, also those of digits; only exact numbers become numbers. */
export function xlsxCell(value: unknown): string | number | boolean | null {
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number' || typeof value === 'bigint') {
    const digits = String(value).replace(/\D/g, '').length;
    if (Number.isFinite(Number(value)) && (digits <= EXACT_DIGITS || !Number.isInteger(Number(value)))) return Number(value);
  }
  const text = textOf(value).slice(0, LONGEST_CELL).toWellFormed();
  return text === '' ? null : text;
}

async function* xlsxRows(columns: readonly SheetColumn[], rows: SheetRows): AsyncGenerator<(string | number | boolean | null)[]> {
  for await (const row of rows) yield columns.map((column) => xlsxCell(row[column.key]));
}

/** One sheet with a fixed header; the rows are pulled as they are written. */
export async function writeXlsx(columns: readonly SheetColumn[], rows: SheetRows): Promise<Buffer> {
  const bytes = writeXlsxStream(xlsxRows(columns, rows), {
    name: 'Sheet1',
    columns: columns.map((column) => ({ header: textOf(column.title) })),
    freezePane: { rows: 1 },
  });
  const pieces: Uint8Array[] = [];
  for await (const piece of bytes as unknown as AsyncIterable<Uint8Array>) pieces.push(piece);
  return Buffer.concat(pieces);
}
