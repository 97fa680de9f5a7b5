import { createReadStream } from 'node:fs';
import { csvRecords } from './csv.js';
import { SheetProblem } from './problem.js';
import { xlsxRecords } from './xlsx.js';

export interface SheetRow {
  /** The row in the file as a spreadsheet counts it; the header is 1 unless empty rows come before it. */
  readonly number: number;
  /** By the column's name; a column without one is `列3` and present only where the cell is filled. */
  readonly cells: Record<string, string>;
}

const MOST_ROWS = 100_000;
const MOST_COLUMNS = 256;
/** Rows above the names of the columns in a form. */
const MOST_ABOVE = 4;
const LARGEST_CSV = 64 * 2 ** 20;
const LARGEST_XLSX = 20 * 2 ** 20;

const WORKBOOK = Buffer.from('PK\x03\x04', 'latin1');
/** Workbooks of before 2007, and encrypted ones. */
const OLD_WORKBOOK = Buffer.from('d0cf11e0a1b11ae1', 'hex');

/** The apostrophe that keeps a formula from running is no part of the value; see `write.ts`. */
const plain = (cell: string): string => cell.replace(/^'(?=\s*[=+\-@＝＋－＠])/, '').trim();

/** A sheet: a file, or its bytes from the beginning each time they are asked for. */
export type SheetFile = string | (() => AsyncIterable<Buffer>);

/** Stops a sheet that is larger than its kind may be. */
async function* limited(bytes: AsyncIterable<Buffer>, most: number): AsyncGenerator<Buffer> {
  let passed = 0;
  for await (const piece of bytes) {
    passed += piece.length;
    if (passed > most) throw new SheetProblem('TOO_LARGE');
    yield piece;
  }
}

async function startOf(bytes: AsyncIterable<Buffer>): Promise<Buffer> {
  let start = Buffer.alloc(0);
  for await (const piece of bytes) {
    start = Buffer.concat([start, piece]);
    if (start.length >= OLD_WORKBOOK.length) break;
  }
  return start.subarray(0, OLD_WORKBOOK.length);
}

async function* recordsOf(file: SheetFile): AsyncGenerator<{ number: number; values: string[] }> {
  const bytes = typeof file === 'string' ? () => createReadStream(file) as AsyncIterable<Buffer> : file;
  const start = await startOf(bytes());
  if (start.equals(OLD_WORKBOOK)) throw new SheetProblem('BROKEN_FILE');
  const records = start.subarray(0, 4).equals(WORKBOOK)
    ? xlsxRecords(limited(bytes(), LARGEST_XLSX))
    : csvRecords(() => limited(bytes(), LARGEST_CSV), start);
  for await (const { number, values } of records) {
    if (values.length > MOST_COLUMNS) throw new SheetProblem('TOO_LARGE');
    const cells = values.map(plain);
    if (cells.some((cell) => cell !== '')) yield { number, values: cells };
  }
}

/** Column names as written; the second 薪资 is `薪资 (2)`, one without a name is empty. */
function headersOf(values: readonly string[]): string[] {
  if (!values.some((value) => /\p{L}/u.test(value))) throw new SheetProblem('NO_HEADER');
  const taken = new Set<string>();
  return values.map((value) => {
    const name = value.replace(/\s+/g, ' ');
    if (name === '') return '';
    let unique = name;
    for (let copy = 2; taken.has(unique); copy++) unique = `${name} (${copy})`;
    taken.add(unique);
    return unique;
  });
}

function cellsOf(headers: readonly string[], values: readonly string[]): Record<string, string> {
  const named: [string, string][] = [];
  const width = Math.max(headers.length, values.length);
  for (let at = 0; at < width; at++) {
    const [header, value] = [headers[at] ?? '', values[at] ?? ''];
    if (header !== '') named.push([header, value]);
    else if (value !== '') named.push([`列${at + 1}`, value]);
  }
  return Object.fromEntries(named);
}

/**
 * Rows of a CSV file or of an XLSX file's first sheet, whichever the content is; empty rows are left out.
 * Refuses with `SheetProblem`, possibly after some rows: one row more than `maxRows` is TOO_LARGE. Of an office's form
 * `isHeader` says which row names the columns: title, unit and date stand above it.
 */
export async function* readSheet(
  file: SheetFile,
  options: { maxRows?: number; isHeader?: (names: readonly string[]) => boolean } = {},
): AsyncGenerator<SheetRow> {
  const most = options.maxRows ?? MOST_ROWS;
  let headers: string[] | undefined;
  let count = 0;
  let above = 0;
  for await (const { number, values } of recordsOf(file)) {
    if (headers === undefined) {
      if (options.isHeader?.(values) === false && above < MOST_ABOVE) {
        above += 1;
        continue;
      }
      headers = headersOf(values);
      continue;
    }
    count += 1;
    if (count > most) throw new SheetProblem('TOO_LARGE');
    yield { number, cells: cellsOf(headers, values) };
  }
  if (headers === undefined) throw new SheetProblem('NO_HEADER');
}

/** The names of the columns, also where no row follows. */
export async function readHeaders(file: SheetFile): Promise<string[]> {
  for await (const { values } of recordsOf(file)) return headersOf(values).filter((name) => name !== '');
  throw new SheetProblem('NO_HEADER');
}
