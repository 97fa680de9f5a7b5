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
