import { writeXlsxStream } from 'hucre/xlsx';
import { type SheetColumn, xlsxCell } from './write.js';

/** A table as an office files it: title, who reports and when, the columns, the rows, and their sum below. */
export interface OfficeForm {
  readonly title: string;
  /** 填报单位 */
  readonly unit: string;
  /** 填报日期, `YYYY-MM-DD`. */
  readonly date: string;
  readonly columns: readonly SheetColumn[];
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  /** The row of sums; its first cell says 合计 unless given. */
  readonly total?: Readonly<Record<string, unknown>>;
}

/** The sum of a column: of whole numbers, or of amounts with two decimals, which are texts. */
export function sumOf(cells: readonly unknown[]): number | string {
  const amounts = cells.filter((cell): cell is string => typeof cell === 'string' && cell !== '');
  if (amounts.length === 0) return cells.reduce<number>((sum, cell) => sum + Number(cell ?? 0), 0);
  const hundredths = amounts.reduce((sum, amount) => sum + BigInt(amount.replace('.', '')), 0n);
  const digits = String(hundredths < 0n ? -hundredths : hundredths).padStart(3, '0');
  return `${hundredths < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** The form as one sheet. Texts stay texts, also those of digits, so that no code or number is rounded. */
export async function writeForm({ title, unit, date, columns, rows, total }: OfficeForm): Promise<Buffer> {
  const line = (row: Readonly<Record<string, unknown>>): ReturnType<typeof xlsxCell>[] => columns.map(({ key }) => xlsxCell(row[key]));
  const lines = [
    [title],
    [`填报单位：${unit}`, `填报日期：${date}`],
    columns.map((column) => column.title),
    ...rows.map(line),
    ...(total ? [line({ [columns[0]!.key]: '合计', ...total })] : []),
  ];
  const pieces: Uint8Array[] = [];
  for await (const piece of writeXlsxStream(lines, { name: 'Sheet1', freezePane: { rows: 3 } }) as unknown as AsyncIterable<Uint8Array>)
    pieces.push(piece);
  return Buffer.concat(pieces);
}
