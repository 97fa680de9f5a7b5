import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { EntityManager } from '@mikro-orm/postgresql';
import { POINTS } from '../../platform/access/rates.js';
import { asked, type Query, queryOf, viewers } from '../../platform/access/routes.js';
import type { Role } from '../../platform/access/viewer.js';
import type { Selected } from '../../platform/database/selection.js';
import { raw, type Sql } from '../../platform/database/sql.js';
import type { Context } from '../../platform/graphql/context.js';
import { Mistake, Refusal } from '../../platform/graphql/errors.js';
import { refusalOf } from '../../platform/graphql/mutation.js';
import { mapHeaders, type SheetField } from '../../platform/sheets/header-map.js';
import { SheetProblem } from '../../platform/sheets/problem.js';
import { readSheet } from '../../platform/sheets/read.js';
import { sumOf, writeForm } from '../../platform/sheets/form.js';
import { assertThere, takingSheet } from '../../platform/sheets/turns.js';
import type { SheetColumn } from '../../platform/sheets/write.js';
import { Row } from '../imports/row.js';
import { regionByCode, regionByPath } from '../regions/region.queries.js';
import { readDocument, recordMeetings } from '../seekers/look-up.js';
import type { Seeker } from '../seekers/seeker.js';
import { ownInstitution } from './procedure.js';

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const MOST_BYTES = 4 * 1_024 * 1_024;
const MOST_ROWS = 2_000;
/** As many rows as one transaction holds a connection and its locks for. */
const ROWS_AT_ONCE = 20;

/** What taking a row came to, where it is not refused. */
export type Taken = 'stored' | 'repeated';

export interface RegisterSheet {
  readonly fields: readonly SheetField[];
  /** Its rows are registered at an institution, named beside the sheet or the office's own. */
  readonly atInstitution?: true;
  /** One row, in a savepoint of its own; a refusal names the field it is about. */
  readonly take: (em: EntityManager, context: Context, row: Row, occasion: Occasion) => Promise<Taken>;
}

export interface Occasion {
  /** The institution that is named beside the sheet. */
  readonly institution: string | undefined;
  /** Whom the rows of one transaction looked up by ID number; null is nobody. */
  readonly lookedUp: (string | null)[];
  /** Once the account has looked up as many as it may, the answer to rows that would be one more. */
  spent: Mistake | null;
}

interface NumberedRow {
  readonly number: number;
  readonly row: Row;
}

interface Outcome {
  read: number;
  stored: number;
  repeated: number;
  refused: { row: number; field: string; heading: string; code: string; zh: string; en: string }[];
}

/** One answer for nobody and for somebody of another name, also where they are in sight: it tells nobody who is registered. */
const NOBODY = {
  zh: '没有找到此人，或姓名与证件号码不符；请核对证件，或先办理求职登记',
  en: 'Nobody of that name and number is here; compare with the document, or register the person first',
};

/**
 * The person of a row, by ID number and name, as on the document before whoever wrote the sheet. Unless both are of somebody
 * in sight, it is a look-up.
 */
export async function personOf(em: EntityManager, context: Context, row: Row, occasion: Occasion): Promise<Seeker> {
  const name = row.needed('name', '姓名', 'name');
  const { seeker, known, seen } = await readDocument(em, context, name, row.needed('idNumber', '身份证号', 'ID number'));
  if (!seen) {
    if (occasion.spent) throw occasion.spent;
    occasion.lookedUp.push(known);
  }
  if (!seeker) throw new Refusal('NOT_FOUND', ['idNumber'], NOBODY);
  return seeker;
}

const headingOf = ({ fields }: RegisterSheet, field: string): string => fields.find(({ key }) => key === field)?.names[0] ?? '';

async function rowsOf(sheet: RegisterSheet, body: unknown): Promise<NumberedRow[]> {
  const bytes = async function* (): AsyncGenerator<Buffer> {
    yield Buffer.isBuffer(body) ? body : Buffer.alloc(0);
  };
  const isHeader = (names: readonly string[]): boolean => mapHeaders(names, sheet.fields).missing.length === 0;
  const rows: NumberedRow[] = [];
  for await (const { number, cells } of readSheet(bytes, { maxRows: MOST_ROWS, isHeader })) {
    const { mapping, missing } = mapHeaders(Object.keys(cells), sheet.fields);
    if (rows.length === 0 && missing.length > 0) throw columnsMissing(missing.map((field) => headingOf(sheet, field)));
    rows.push({ number, row: new Row(Object.fromEntries(Object.entries(mapping).map(([key, header]) => [key, cells[header] ?? '']))) });
  }
  return rows;
}

const columnsMissing = (names: readonly string[]): Mistake =>
  new Mistake('BAD_USER_INPUT', { zh: `缺少必填列：${names.join('、')}`, en: `Columns missing: ${names.join(', ')}` });

async function assertInstitution(context: Context, institution: string | undefined): Promise<void> {
  const { viewer } = context;
  if (institution === undefined && viewer.institutionId === null)
    throw new Mistake('BAD_USER_INPUT', { zh: '请在地址中给出 institution（登记机构）', en: 'Name the institution in the address: ?institution=' });
  try {
    await context.em().transactional((em) => ownInstitution(em, viewer, institution));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw new Mistake('NOT_FOUND', { zh: '没有找到登记机构，请检查 institution', en: 'The institution was not found; check `institution`' });
  }
}

/**
 * A few rows in each transaction, each row in a savepoint: what is refused is told, the rest is stored, others go on
 * meanwhile; the same sheet again stores nothing twice. It stops between rows when whoever sent it goes away.
 */
async function takeSheet(context: Context, sheet: RegisterSheet, request: FastifyRequest): Promise<{ outcome: Outcome; spent: Mistake | null }> {
  const { institution } = queryOf(request);
  if (sheet.atInstitution) await assertInstitution(context, institution);
  const rows = await rowsOf(sheet, request.body);
  const occasion: Occasion = { institution, lookedUp: [], spent: null };
  const outcome: Outcome = { read: rows.length, stored: 0, repeated: 0, refused: [] };
  for (let at = 0; at < rows.length; at += ROWS_AT_ONCE) {
    const some = rows.slice(at, at + ROWS_AT_ONCE);
    const taken = await takeRows(context, sheet, request, some, occasion).catch((error: unknown) => {
      if (!(error instanceof Mistake && error.code === 'RATE_LIMITED')) throw error;
      occasion.spent = error;
      return takeRows(context, sheet, request, some, occasion);
    });
    outcome.stored += taken.stored;
    outcome.repeated += taken.repeated;
    outcome.refused.push(...taken.refused);
  }
  return { outcome, spent: occasion.spent };
}

async function takeRows(
  context: Context,
  sheet: RegisterSheet,
  request: FastifyRequest,
  rows: readonly NumberedRow[],
  occasion: Occasion,
): Promise<Pick<Outcome, Taken | 'refused'>> {
  const outcome: Pick<Outcome, Taken | 'refused'> = { stored: 0, repeated: 0, refused: [] };
  occasion.lookedUp.length = 0;
  await context.em().transactional(async (em) => {
    for (const { number, row } of rows) {
      assertThere(request);
      const taken = await attempted(em, (inner) => sheet.take(inner, context, row, occasion));
      if (typeof taken === 'string') outcome[taken] += 1;
      else {
        const field = taken.path.at(-1) ?? '';
        outcome.refused.push({ row: number, field, heading: headingOf(sheet, field), code: taken.code, zh: taken.zh, en: taken.en });
      }
    }
    await recordMeetings(em, context.platform, context.viewer, null, { strangers: occasion.lookedUp });
  });
  return outcome;
}

const OF_A_ROW: Readonly<Record<string, string>> = { BAD_USER_INPUT: '', RATE_LIMITED: 'idNumber' };

async function attempted(
  em: EntityManager,
  work: (em: EntityManager) => Promise<Taken>,
): Promise<Taken | { code: string; path: readonly string[]; zh: string; en: string }> {
  try {
    return await em.fork({ keepTransactionContext: true }).transactional(async (inner) => {
      const taken = await work(inner as EntityManager);
      await inner.flush();
      return taken;
    });
  } catch (error) {
    if (error instanceof Refusal) return { code: error.code, path: error.path, ...error.words };
    if (error instanceof Mistake && Object.hasOwn(OF_A_ROW, error.code)) return { code: error.code, path: [OF_A_ROW[error.code]!], ...error.words };
    const refusal = refusalOf(error);
    if (!refusal) throw error;
    return refusal;
  }
}

/** `POST /registers/<name>?institution=…` takes an office's sheet as the body and answers with its counts and each refused row. Offices. */
export async function registerRoutes(
  app: FastifyInstance,
  {
    sheets,
    refuse,
  }: {
    sheets: Readonly<Record<string, RegisterSheet>>;
    refuse: (error: Error, request: FastifyRequest, reply: FastifyReply) => FastifyReply;
  },
): Promise<void> {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: MOST_BYTES }, (_request, body, done) => done(null, body));
  app.setErrorHandler((error: Error, request, reply) => refuse(error, request, reply));
  for (const [name, sheet] of Object.entries(sheets)) {
    app.post(
      `/registers/${name}`,
      { bodyLimit: MOST_BYTES, ...viewers(['office'], 'IMPORT', POINTS.sheet) },
      takingSheet(async (context, request, reply) => {
        try {
          const { outcome, spent } = await takeSheet(context, sheet, request);
          const wait = spent?.extensions['retryAfter'];
          if (typeof wait === 'number') void reply.header('retry-after', wait);
          return outcome;
        } catch (error) {
          if (error instanceof SheetProblem) throw new Mistake('BAD_USER_INPUT', { zh: error.zh, en: error.en });
          throw error;
        }
      }),
    );
  }
}

export interface OfficeList {
  readonly title: string;
  readonly roles: readonly Role[];
  /** Of columns that add up the row 合计 has the sum. */
  readonly columns: readonly (SheetColumn & { readonly sum?: true })[];
  /** Rows of the division, over the query's own words. */
  readonly rows: (context: Context, path: string, query: Query) => Promise<Record<string, unknown>[]>;
}

export type Plain = Record<string, any>; // oxlint-disable-line typescript/no-explicit-any -- a row as the lean reading builds it
const MOST_LISTED = 20_000;

/** Rows for a form, in the viewer’s scope. */
export async function formRows(context: Context, entity: string, selected: Selected, where: Sql, order: string): Promise<Plain[]> {
  const tail = raw(`order by ${order}, t.id limit ${MOST_LISTED}`);
  const rows = await context.reading.rows(context.shapes.select(entity, selected, context.viewer, where, tail));
  return rows.map(context.shapes.shape(entity, selected).build);
}

/** How many rows, and the sums of the columns that add up. */
const totalOf = (columns: OfficeList['columns'], rows: readonly Record<string, unknown>[]): Record<string, unknown> => ({
  [columns[1]!.key]: `${rows.length} 条`,
  ...Object.fromEntries(columns.filter(({ sum }) => sum).map(({ key }) => [key, sumOf(rows.map((row) => row[key]))])),
});

/** `GET /exports/<name>.xlsx?region=…`: a register as an office files it, in the viewer's scope. */
export async function officeLists(app: FastifyInstance, lists: Readonly<Record<string, OfficeList>>): Promise<void> {
  for (const [name, { title, roles, columns, rows: rowsOfList }] of Object.entries(lists)) {
    app.get(
      `/exports/${name}.xlsx`,
      viewers(roles, 'READ', POINTS.list),
      asked(async (context, request, reply) => {
        const query = queryOf(request);
        const named = query['region'];
        const region = named === undefined ? regionByPath(context.viewer.regionPath ?? '/100000') : regionByCode(named);
        const rows = await rowsOfList(context, region!.path, query);
        const total = totalOf(columns, rows);
        const bytes = await writeForm({ title, unit: region!.name, date: context.platform.clock.today(), columns, rows, total });
        return reply.type(XLSX).header('content-disposition', `attachment; filename="${name}.xlsx"`).send(bytes);
      }),
    );
  }
}
