import type { CellValue } from 'hucre';
import { streamXlsxRows } from 'hucre/xlsx';
import { SheetProblem } from './problem.js';
import { guardWorkbook } from './zip.js';

const FIRST_DAY = Date.UTC(1900, 0, 1);

/** A day, a day with its time, or a time alone, as the sheet shows it; the sheet knows no time zone. */
function dateText(date: Date): string {
  if (Number.isNaN(date.getTime())) return '';
  const [day, time] = new Date(Math.round(date.getTime() / 1_000) * 1_000).toISOString().slice(0, 19).split('T') as [string, string];
  if (date.getTime() < FIRST_DAY) return time;
  return time === '00:00:00' ? day : `${day} ${time}`;
}

/** The 15 significant digits that a spreadsheet keeps, without an exponent. */
function numberText(number: number): string {
  if (!Number.isFinite(number)) return '';
  if (Number.isInteger(number)) return BigInt(number).toString();
  const rounded = Number(number.toPrecision(15));
  const text = String(rounded);
  return text.includes('e') ? rounded.toFixed(20).replace(/0+$/, '') : text;
}

function cellText(value: CellValue): string {
  if (value === null) return '';
  if (typeof value === 'number') return numberText(value);
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE';
  return value instanceof Date ? dateText(value) : value;
}

/** Rows of the first sheet. */
export async function* xlsxRecords(pieces: AsyncIterable<Buffer>): AsyncGenerator<{ number: number; values: string[] }> {
  const read: Buffer[] = [];
  for await (const piece of pieces) read.push(piece);
  const bytes = Buffer.concat(read);
  await guardWorkbook(bytes);
  try {
    for await (const row of streamXlsxRows(bytes)) {
      if (!Number.isSafeInteger(row.index) || row.index < 0) throw new SheetProblem('BROKEN_FILE');
      yield { number: row.index + 1, values: row.values.map(cellText) };
    }
  } catch (error) {
    throw error instanceof SheetProblem ? error : new SheetProblem('BROKEN_FILE');
  }
}
