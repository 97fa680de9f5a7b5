import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Refusal } from '../graphql/errors.js';
import { refusalOf } from '../graphql/mutation.js';
import { Mistake } from '../graphql/errors.js';
import { mapHeaders, type SheetField } from './header-map.js';
import { SheetProblem } from './problem.js';
import { assertThere } from './turns.js';
import { readHeaders, readSheet } from './read.js';

/** What became of a small sheet that is taken in at once. */
export interface Intake {
  stored: number;
  repeated: number;
  refused: { row: number; heading: string | null; code: string; zh: string; en: string }[];
}

export type Cells = Readonly<Record<string, string>>;

const MOST_ROWS = 2_000;
const MOST_BYTES = 5 * 2 ** 20;

/** The body of a request as the bytes of a sheet, whatever its type is said to be. */
export function takeBytes(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: MOST_BYTES }, (_request, body, done) => done(null, body));
}

const broken = ({ zh, en }: { zh: string; en: string }): Mistake => new Mistake('BAD_USER_INPUT', { zh, en });

/** The rows of a sheet by field; a missing required column refuses the sheet before any row is read. */
export async function cellsOf(bytes: unknown, fields: readonly SheetField[]): Promise<{ rows: { number: number; cells: Cells }[]; headings: Cells }> {
  const sheet = (): AsyncIterable<Buffer> => pieces(Buffer.isBuffer(bytes) ? bytes : Buffer.alloc(0));
  try {
    const { mapping, missing } = mapHeaders(await readHeaders(sheet), fields);
    if (missing.length > 0) {
      const names = missing.map((key) => fields.find((one) => one.key === key)!.names[0]!).join('、');
      throw broken({ zh: `缺少列：${names}`, en: `Columns are missing: ${names}` });
    }
    const rows: { number: number; cells: Cells }[] = [];
    for await (const { number, cells } of readSheet(sheet, { maxRows: MOST_ROWS }))
      rows.push({ number, cells: Object.fromEntries(Object.entries(mapping).map(([key, heading]) => [key, cells[heading] ?? ''])) });
    return { rows, headings: mapping };
  } catch (error) {
    throw error instanceof SheetProblem ? broken(error) : error;
  }
}

async function* pieces(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}

/** Takes rows one by one as long as whoever sent them is there; a refusal names the row and its column and stops none of the others. */
export async function takeIn(
  request: Pick<FastifyRequest, 'raw'>,
  { rows, headings }: Awaited<ReturnType<typeof cellsOf>>,
  store: (cells: Cells) => Promise<'STORED' | 'REPEATED'>,
): Promise<Intake> {
  const intake: Intake = { stored: 0, repeated: 0, refused: [] };
  for (const { number, cells } of rows) {
    assertThere(request);
    try {
      intake[(await store(cells)) === 'STORED' ? 'stored' : 'repeated'] += 1;
    } catch (error) {
      intake.refused.push({ row: number, ...refused(error, headings) });
    }
  }
  return intake;
}

/** Mistakes that are one row's, and stop none of the others. */
const OF_A_ROW: ReadonlySet<string> = new Set(['BAD_USER_INPUT', 'RATE_LIMITED']);

function refused(error: unknown, headings: Cells): { heading: string | null; code: string; zh: string; en: string } {
  if (error instanceof Mistake && OF_A_ROW.has(error.code)) return { heading: null, code: error.code, ...error.words };
  const refusal = error instanceof Refusal ? { code: error.code, path: error.path, ...error.words } : refusalOf(error);
  if (!refusal) throw error;
  const { code, path, zh, en } = refusal;
  return { heading: headings[path.findLast((part) => part in headings) ?? ''] ?? null, code, zh, en };
}
