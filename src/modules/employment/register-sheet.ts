import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { EntityManager } from '@mikro-orm/postgresql';
import { assertScope } from '../../platform/access/key-scopes.js';
import type { Role } from '../../platform/access/viewer.js';
import { today } from '../../platform/clock/clock.js';
import type { Selected } from '../../platform/database/selection.js';
import { raw, type Sql } from '../../platform/database/sql.js';
import type { Context } from '../../platform/graphql/context.js';
import { Mistake, Refusal } from '../../platform/graphql/errors.js';
import { refusalOf } from '../../platform/graphql/mutation.js';
import { cleanText } from '../../platform/privacy/text.js';
import { mapHeaders, type SheetField } from '../../platform/sheets/header-map.js';
import { SheetProblem } from '../../platform/sheets/problem.js';
import { readSheet } from '../../platform/sheets/read.js';
import { sumOf, writeForm } from '../../platform/sheets/form.js';
import type { SheetColumn } from '../../platform/sheets/write.js';
import { Row } from '../imports/row.js';
import { regionByCode, regionByPath } from '../regions/region.queries.js';
import { readIdNumber } from '../seekers/id-number.js';
import { recordMeetings } from '../seekers/look-up.js';
import { inHand, indexInUse, numberInHand, secretOf } from '../seekers/person.js';
import { Seeker } from '../seekers/seeker.js';

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const MOST_BYTES = 4 * 1_024 * 1_024;
const MOST_ROWS = 2_000;

/** What taking a row came to, where it is not refused. */
export type Taken = 'stored' | 'repeated';

export interface RegisterSheet {
  readonly fields: readonly SheetField[];
  /** One row, in a savepoint of its own; a refusal names the field it is about. */
  readonly take: (em: EntityManager, context: Context, row: Row, occasion: Occasion) => Promise<Taken>;
}

export interface Occasion {
  /** The institution that is named beside the sheet. */
  readonly institution: string | undefined;
  /** People whose ID number came with another name. */
  readonly strangers: string[];
}

interface Outcome {
  read: number;
  stored: number;
  repeated: number;
  refused: { row: number; field: string; heading: string; code: string; zh: string; en: string }[];
}

/** The person of a row, by ID number and name, as on the document before whoever wrote the sheet. */
export async function personOf(em: EntityManager, { platform: { vault } }: Context, row: Row, { strangers }: Occasion): Promise<Seeker> {
  const id = readIdNumber(row.needed('idNumber', '身份证号', 'ID number'), vault, await today(em));
  await indexInUse(em, vault.keys);
  await numberInHand(em, vault.keys, id.value);
  const known = await secretOf(em, vault.keys, id.value);
  await inHand(em, 'person', known?.seeker.id ?? '');
  const seeker = known && (await em.findOne(Seeker, { id: known.seeker.id, state: 'ACTIVE' }));
  if (!seeker)
    throw new Refusal('NOT_FOUND', ['idNumber'], { zh: '此人尚未登记，请先办理求职登记', en: 'The person is not registered; register them first' });
  if (seeker.name !== cleanText(row.needed('name', '姓名', 'name'))) {
    strangers.push(seeker.id);
    throw new Refusal('INVALID', ['name'], {
      zh: '姓名与证件号码不符，请核对证件',
      en: 'Name and ID number do not belong together; compare with the document',
    });
  }
  return seeker;
}

/** All rows in one transaction, each in a savepoint: what is refused is told, the rest is stored; the same sheet again stores nothing twice. */
async function takeSheet(context: Context, sheet: RegisterSheet, file: Buffer, institution: string | undefined): Promise<Outcome> {
  const outcome: Outcome = { read: 0, stored: 0, repeated: 0, refused: [] };
  const occasion: Occasion = { institution, strangers: [] };
  const heading = (field: string): string => sheet.fields.find(({ key }) => key === field)?.names[0] ?? '';
  const isHeader = (names: readonly string[]): boolean => mapHeaders(names, sheet.fields).missing.length === 0;
  await context.em().transactional(async (em) => {
    const bytes = async function* (): AsyncGenerator<Buffer> {
      yield file;
    };
    for await (const { number, cells } of readSheet(bytes, { maxRows: MOST_ROWS, isHeader })) {
      const { mapping, missing } = mapHeaders(Object.keys(cells), sheet.fields);
      if (outcome.read === 0 && missing.length > 0) throw columnsMissing(missing.map(heading));
      outcome.read += 1;
      const row = new Row(Object.fromEntries(Object.entries(mapping).map(([key, header]) => [key, cells[header] ?? ''])));
      const taken = await attempted(em, (inner) => sheet.take(inner, context, row, occasion));
      if (typeof taken === 'string') outcome[taken] += 1;
      else {
        const field = taken.path.at(-1) ?? '';
        outcome.refused.push({ row: number, field, heading: heading(field), code: taken.code, zh: taken.zh, en: taken.en });
      }
    }
    await recordMeetings(em, context.platform, context.viewer, null, occasion);
  });
  return outcome;
}

const columnsMissing = (names: readonly string[]): Mistake =>
  new Mistake('BAD_USER_INPUT', { zh: `缺少必填列：${names.join('、')}`, en: `Columns missing: ${names.join(', ')}` });

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
    const refusal = refusalOf(error);
    if (!refusal) throw error;
    return refusal;
  }
}

type ContextOf = (request: FastifyRequest) => Promise<Context>;

function assertRole(context: Context, roles: readonly Role[]): void {
  if (context.viewer.role === 'anonymous') throw new Mistake('UNAUTHENTICATED', { zh: '请先登录', en: 'Sign in first' });
  if (!roles.includes(context.viewer.role)) throw new Mistake('FORBIDDEN', { zh: '您的角色不能使用此表', en: 'Your role may not use this sheet' });
}

/** `POST /registers/<name>?institution=…` takes an office's sheet as the body and answers with its counts and each refused row. Offices. */
export async function registerRoutes(
  app: FastifyInstance,
  {
    contextOf,
    sheets,
    refuse,
  }: {
    contextOf: ContextOf;
    sheets: Readonly<Record<string, RegisterSheet>>;
    refuse: (error: Error, request: FastifyRequest, reply: FastifyReply) => FastifyReply;
  },
): Promise<void> {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: MOST_BYTES }, (_request, body, done) => done(null, body));
  app.setErrorHandler((error: Error, request, reply) => refuse(error, request, reply));
  app.post<{ Params: { name: string }; Querystring: { institution?: string } }>(
    '/registers/:name',
    { bodyLimit: MOST_BYTES },
    async (request, reply) => {
      const sheet = Object.hasOwn(sheets, request.params.name) ? sheets[request.params.name] : undefined;
      const context = await contextOf(request);
      assertRole(context, ['office']);
      assertScope(context.viewer.scopes, 'IMPORT');
      if (!sheet) throw new Mistake('NOT_FOUND', { zh: '没有这个登记表', en: 'No such register' });
      try {
        return await reply.send(await takeSheet(context, sheet, (request.body as Buffer | undefined) ?? Buffer.alloc(0), request.query.institution));
      } catch (error) {
        if (error instanceof SheetProblem) throw new Mistake('BAD_USER_INPUT', { zh: error.zh, en: error.en });
        throw error;
      }
    },
  );
}

export interface OfficeList {
  readonly title: string;
  readonly roles: readonly Role[];
  /** Of columns that add up the row 合计 has the sum. */
  readonly columns: readonly (SheetColumn & { readonly sum?: true })[];
  /** Rows of the division, over the query's own words. */
  readonly rows: (context: Context, path: string, query: Readonly<Record<string, string | undefined>>) => Promise<Record<string, unknown>[]>;
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
export async function officeLists(
  app: FastifyInstance,
  { contextOf, lists }: { contextOf: ContextOf; lists: Readonly<Record<string, OfficeList>> },
): Promise<void> {
  for (const [name, list] of Object.entries(lists)) {
    app.get<{ Querystring: Record<string, string> }>(`/exports/${name}.xlsx`, async (request, reply) => {
      const context = await contextOf(request);
      try {
        assertRole(context, list.roles);
        const named = request.query['region'];
        const region = named === undefined ? regionByPath(context.viewer.regionPath ?? '/100000') : regionByCode(named);
        const rows = await list.rows(context, region!.path, request.query);
        const { title, columns } = list;
        const total = totalOf(columns, rows);
        const bytes = await writeForm({ title, unit: region!.name, date: context.platform.clock.today(), columns, rows, total });
        return await reply.type(XLSX).header('content-disposition', `attachment; filename="${name}.xlsx"`).send(bytes);
      } finally {
        await context.reading.close();
      }
    });
  }
}
