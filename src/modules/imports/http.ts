import { createWriteStream, mkdirSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { v7 } from 'uuid';
import { POINTS } from '../../platform/access/rates.js';
import { anybody, queryOf, viewers } from '../../platform/access/routes.js';
import type { Role } from '../../platform/access/viewer.js';
import { raw, sql } from '../../platform/database/sql.js';
import type { KeyRing } from '../../platform/privacy/keys.js';
import { redact } from '../../platform/privacy/redact.js';
import { sealing } from '../../platform/privacy/sealed-file.js';
import { cleanText } from '../../platform/privacy/text.js';
import { type SheetColumn, writeCsv, writeXlsx } from '../../platform/sheets/write.js';
import { ImportKind } from './import-job.js';
import { recordUpload } from './import.resolver.js';
import { FIELDS, REFUSAL_COLUMNS } from './sheets.js';

const MOST_BYTES = 250 * 1_024 * 1_024;
const TAKERS: readonly Role[] = ['intermediary', 'office', 'recruiter'];
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

class TooLarge extends Error {}

/** Counts what passes and stops at the limit, so that nothing larger ever lies on the disk. */
function limited(count: (bytes: number) => void): Transform {
  let passed = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      passed += chunk.length;
      count(passed);
      done(passed > MOST_BYTES ? new TooLarge() : null, chunk);
    },
  });
}

/** The rest of a refused body is not read: the connection ends with the answer. */
const problem = (reply: FastifyReply, status: number, code: string, zh: string, en: string): FastifyReply =>
  reply
    .status(status)
    .header('connection', 'close')
    .send({ errors: [{ message: `${zh} · ${en}`, extensions: { code } }] });

/** `POST /imports?kind=vacancies&name=…` takes a sheet as the body; templates and result sheets are downloaded. */
export async function importRoutes(
  app: FastifyInstance,
  options: {
    uploads: string;
    keys: KeyRing;
    refuse: (error: Error, request: FastifyRequest, reply: FastifyReply) => FastifyReply;
  },
): Promise<void> {
  mkdirSync(options.uploads, { recursive: true, mode: 0o700 });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, payload, done) => done(null, payload));

  app.setErrorHandler((error: Error, request, reply) => options.refuse(error, request, reply.header('connection', 'close')));

  app.post('/imports', { bodyLimit: MOST_BYTES + 1, ...viewers(TAKERS, 'IMPORT', POINTS.sheet) }, async (request, reply) => {
    const query = queryOf(request);
    const kind = query['kind']?.toUpperCase() as keyof typeof ImportKind | undefined;
    if (!kind || !Object.hasOwn(ImportKind, kind))
      return problem(reply, 400, 'BAD_USER_INPUT', 'kind 须为 vacancies 或 seekers', 'kind is vacancies or seekers');
    if (request.asker!.viewer.role === 'recruiter' && kind !== 'VACANCIES')
      return problem(
        reply,
        403,
        'FORBIDDEN',
        '招聘单位只能导入岗位，请下载岗位模板',
        'Recruiters import vacancies only; use the template of vacancies',
      );
    if (Number(request.headers['content-length'] ?? 0) > MOST_BYTES)
      return problem(reply, 413, 'TOO_LARGE', '文件超过 250 MB，请分成几份上传', 'Larger than 250 MB; upload it in parts');
    const id = v7();
    const path = join(options.uploads, id);
    let size = 0;
    try {
      await pipeline(
        (request.body as Readable | undefined) ?? Readable.from([]),
        limited((bytes) => (size = bytes)),
        sealing(options.keys, id),
        createWriteStream(`${path}.part`, { mode: 0o600 }),
      );
    } catch (error) {
      await rm(`${path}.part`, { force: true });
      if (error instanceof TooLarge)
        return problem(reply, 413, 'TOO_LARGE', '文件超过 250 MB，请分成几份上传', 'Larger than 250 MB; upload it in parts');
      throw error;
    }
    await rename(`${path}.part`, path);
    await recordUpload(request.asker!, { id, kind, fileName: redact(cleanText(query['name'] ?? '').slice(0, 200)) || '未命名', size });
    return reply.status(201).send({ id, kind, size });
  });

  app.get<{ Params: { file: string } }>('/imports/templates/:file', anybody(POINTS.request), async (request, reply) => {
    const [name, kindOfFile] = request.params.file.split('.');
    const kind = name?.toUpperCase() as keyof typeof ImportKind;
    if (!Object.hasOwn(ImportKind, kind) || !['xlsx', 'csv'].includes(kindOfFile ?? ''))
      return problem(reply, 404, 'NOT_FOUND', '没有这个模板', 'No such template');
    const columns = FIELDS[kind].map(({ key, names }) => ({ key, title: names[0]! }));
    return sendSheet(reply, `${name}-template.${kindOfFile}`, columns, []);
  });

  app.get<{ Params: { id: string; file: string } }>('/imports/:id/:file', viewers(TAKERS, 'IMPORT', POINTS.list), async (request, reply) => {
    const context = request.asker!;
    const extension = /^result\.(csv|xlsx)$/.exec(request.params.file)?.[1];
    const scope = context.shapes.scope('ImportJob', 'j', context.viewer) ?? raw('true');
    const known = await context.reading.rows(sql`select j.id from import_job j where j.id::text = ${request.params.id} and (${scope})`);
    if (!extension || known.length === 0) return problem(reply, 404, 'NOT_FOUND', '没有这个导入任务', 'No such import');
    const rows = await context.reading.rows(
      sql`select r.row_number, r.heading, r.zh, r.en, r.code, r.field from import_refusal r where r.job_id::text = ${request.params.id} order by r.row_number`,
    );
    await context.reading.close();
    return sendSheet(
      reply,
      `refused.${extension}`,
      REFUSAL_COLUMNS,
      rows.map((row) => Object.fromEntries(REFUSAL_COLUMNS.map(({ key }, at) => [key, row[at]]))),
    );
  });
}

async function sendSheet(reply: FastifyReply, name: string, columns: readonly SheetColumn[], rows: Record<string, unknown>[]): Promise<FastifyReply> {
  reply.header('content-disposition', `attachment; filename="${name}"`);
  if (name.endsWith('.xlsx')) return reply.type(XLSX).send(await writeXlsx(columns, rows));
  return reply.type('text/csv; charset=utf-8').send(Readable.from(writeCsv(columns, rows)));
}
