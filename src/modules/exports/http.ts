import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { POINTS } from '../../platform/access/rates.js';
import { queryOf, viewers } from '../../platform/access/routes.js';
import { raw, type Sql, sql } from '../../platform/database/sql.js';
import type { Context } from '../../platform/graphql/context.js';
import { writeCsv, writeXlsx } from '../../platform/sheets/write.js';
import { type List, LISTS } from './lists.js';

const PAGE = 1_000;
const MOST_ROWS = 50_000;
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** The rows of a list in the viewer's scope, newest first, page by page in one read transaction. */
async function* rowsOf(context: Context, list: List, where: Sql): AsyncGenerator<Record<string, unknown>> {
  const { columns, build } = context.shapes.shape(list.entity, list.selected);
  let last: string | null = null;
  for (let read = 0; read < MOST_ROWS; read += PAGE) {
    const beyond = last === null ? raw('true') : sql`t.id < ${last}::uuid`;
    const tail = raw(`order by t.id desc limit ${PAGE}`);
    const rows = await context.reading.rows(
      context.shapes.select(list.entity, list.selected, context.viewer, sql`(${where}) and ${beyond}`, tail, raw(', t.id::text')),
    );
    for (const row of rows) {
      const plain = build(row);
      yield Object.fromEntries(list.columns.map(({ zh, value }) => [zh, value(plain, context.language)]));
      last = String(row[columns.length]);
    }
    if (rows.length < PAGE) return;
  }
}

/** `GET /exports/vacancies.xlsx?region=…&state=…`: a list as a sheet, in the viewer's scope; persons by masked name only. */
export async function listRoutes(app: FastifyInstance): Promise<void> {
  for (const [name, list] of Object.entries(LISTS)) {
    for (const extension of ['csv', 'xlsx'] as const) {
      app.get(`/exports/${name}.${extension}`, viewers(list.roles, 'READ', POINTS.list), async (request, reply) => {
        const context = request.asker!;
        const where = list.where(queryOf(request));
        const columns = list.columns.map((one) => ({ key: one.zh, title: one[context.language] }));
        reply.header('content-disposition', `attachment; filename="${name}.${extension}"`);
        const rows = closing(context, rowsOf(context, list, where));
        if (extension === 'xlsx') return reply.type(XLSX).send(await writeXlsx(columns, rows));
        return reply.type('text/csv; charset=utf-8').send(Readable.from(writeCsv(columns, rows)));
      });
    }
  }
}

/** The read transaction ends with the last row, or with the reader. */
async function* closing<T>(context: Context, rows: AsyncIterable<T>): AsyncGenerator<T> {
  try {
    yield* rows;
  } finally {
    await context.reading.close();
  }
}
