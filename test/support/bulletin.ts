import { type Measured, type Report, report, type ReportedFigure } from '../../src/modules/bulletin/bulletin.js';
import { type Listed, listed, type ListedRow } from '../../src/modules/bulletin/bulletin.queries.js';
import { listsOf } from '../../src/modules/bulletin/bulletin.resolver.js';
import { HOME, regionToday } from '../../src/modules/regions/region.queries.js';
import { ANONYMOUS, type Viewer } from '../../src/platform/access/viewer.js';
import { sql, raw } from '../../src/platform/database/sql.js';
import { Context, type Platform } from '../../src/platform/graphql/context.js';
import { orderOf } from '../../src/modules/bulletin/bulletin.queries.js';

export const YEAR = { first: '2007-01-01', last: '2007-11-30' };
const AUDITOR: Viewer = { ...ANONYMOUS, role: 'auditor' };

/** Work as the auditor, in one read transaction. */
export async function asAuditor<T>(platform: Platform, work: (context: Context) => Promise<T>): Promise<T> {
  const context = new Context(platform, AUDITOR, 'zh');
  try {
    return await work(context);
  } finally {
    await context.reading.close();
  }
}

export const reportOf = (platform: Platform, region = HOME, period = YEAR): Promise<Report> =>
  asAuditor(platform, (context) => report(context, regionToday(region), period));

export const figuresOf = (whole: Report): ReportedFigure[] => whole.sections.flatMap(({ figures }) => [...figures]);

const PAGE = 20_000;
async function everyRow(context: Context, list: Listed): Promise<ListedRow[]> {
  const rows: ListedRow[] = [];
  for (;;) {
    const last = rows.at(-1);
    const beyond = last ? sql`(${raw(orderOf(list.counted.source))}, t.id) < (${last.order}::date, ${last.id}::uuid)` : null;
    const page = await listed(context, list, beyond, PAGE);
    for (const row of page) rows.push(row);
    if (page.length < PAGE) return rows;
  }
}

/** A number from the rows of a list by its declared measure, and by nothing else. */
function numberFrom({ counted: { measure } }: Listed, rows: readonly ListedRow[]): bigint {
  if (measure === 'ROWS') return BigInt(rows.length);
  if (measure === 'PERSONS') return BigInt(new Set(rows.map((row) => row.mark)).size);
  if (measure === 'SUM') return rows.reduce((sum, row) => sum + BigInt(row.amount), 0n);
  const most = new Map<string | null, bigint>();
  for (const { mark, amount } of rows) if (BigInt(amount) > (most.get(mark) ?? 0n)) most.set(mark, BigInt(amount));
  return [...most.values()].reduce((sum, one) => sum + one, 0n);
}

export interface Recomputed {
  id: string;
  listed: number;
  value: bigint;
  whole: bigint | null;
  /** What the report says. */
  now: Measured;
}

/** Each figure from the rows that it lists. */
export const recomputed = (platform: Platform, region = HOME): Promise<Recomputed[]> =>
  asAuditor(platform, async (context) => {
    const all: Recomputed[] = [];
    for (const one of figuresOf(await report(context, regionToday(region), YEAR))) {
      const numbers = new Map<string, bigint>();
      let count = 0;
      for (const [list, of] of listsOf(one)) {
        const rows = await everyRow(context, of);
        count += rows.length;
        numbers.set(list, numberFrom(of, rows));
      }
      const number = (list: string): bigint => numbers.get(list) ?? 0n;
      const value = number('COUNTED') + number('STORED') - number('DEDUCTED');
      all.push({ id: one.figure.id, listed: count, value, whole: numbers.get('WHOLE') ?? null, now: one.now });
    }
    return all;
  });
