import type { EntityManager } from '@mikro-orm/postgresql';
import { v7 } from 'uuid';
import { raw, type Sql, sql } from '../../platform/database/sql.js';
import { within } from '../../platform/database/within.js';
import type { Context } from '../../platform/graphql/context.js';
import { Mistake } from '../../platform/graphql/errors.js';
import { open } from '../../platform/privacy/envelope.js';
import { writeXlsx } from '../../platform/sheets/write.js';
import { noteHeads } from '../accounts/audit.heads.js';
import { record } from '../accounts/audit.service.js';
import { placeOf } from './person.js';

/** What a sheet may show in the clear. */
export const CLEAR = ['ID_NUMBER', 'PHONE'] as const;
export type Clear = (typeof CLEAR)[number];

export interface SheetRequest {
  readonly seekers: readonly string[];
  readonly clear: readonly Clear[];
  readonly reason: string;
}

interface Line {
  id: string;
  name: string;
  sex: string;
  birthOn: string;
  region: string;
  idNumberMasked: string;
  phoneMasked: string | null;
  wrapped: Buffer;
  idNumber: Buffer;
  phone: Buffer | null;
}

const SEXES: Record<string, string> = { MALE: '男', FEMALE: '女' };
const COLUMNS = [
  { key: 'name', title: '姓名' },
  { key: 'sex', title: '性别' },
  { key: 'birthOn', title: '出生日期' },
  { key: 'idNumber', title: '身份证号' },
  { key: 'phone', title: '联系电话' },
  { key: 'region', title: '居住地' },
];

/**
 * A sheet of chosen people as XLSX, for insurance or tickets. One row of the audit for each person is committed, and its head
 * noted beside the keys, before the first sealed value is read; whoever is out of sight makes the whole sheet not found. It is
 * never written to disk.
 */
export async function seekerSheet(context: Context, request: SheetRequest): Promise<{ request: string; sheet: Buffer }> {
  const number = v7();
  const { pool, vault } = context.platform;
  await context.em().transactional((em) => recordSheet(em, context, request, number));
  await noteHeads(pool, vault);
  const rows = (await recorded(context, number)).map((line) => {
    const clear = (field: Clear, column: 'id_number' | 'phone', sealed: Buffer | null, masked: string | null): string | null =>
      request.clear.includes(field) && sealed ? open(vault.keys, line.wrapped, placeOf(column, line.id), sealed).reveal() : masked;
    return {
      ...line,
      sex: SEXES[line.sex],
      idNumber: clear('ID_NUMBER', 'id_number', line.idNumber, line.idNumberMasked),
      phone: clear('PHONE', 'phone', line.phone, line.phoneMasked),
    };
  });
  return { request: number, sheet: await writeXlsx(COLUMNS, rows) };
}

const sight = ({ platform, viewer }: Context): Sql => platform.shapes.scope('Seeker', 's', viewer) ?? raw('true');

async function recordSheet(em: EntityManager, context: Context, { seekers, clear, reason }: SheetRequest, number: string): Promise<void> {
  const seen = await within(em).rows(sql`select s.id from seeker s where s.id = any(${seekers}::uuid[]) and (${sight(context)})`);
  if (seen.length < seekers.length)
    throw new Mistake('NOT_FOUND', { zh: '名单中有人不在您的管辖范围内，请核对', en: 'Somebody of the list is not in your sight; check it' });
  const field = clear.length === 0 ? null : clear.join(' ');
  await record(
    em,
    context.platform,
    context.viewer,
    number,
    seekers.map((seekerId) => ({ action: 'EXPORTED' as const, seekerId, field, reason })),
  );
}

/** The people of a sheet that is written down, in its order; whoever went out of sight meanwhile is left out. */
async function recorded(context: Context, number: string): Promise<Line[]> {
  const rows = await context.reading.rows(sql`
    select s.id, s.name, s.sex, s.birth_on, r.name, s.id_number_masked, s.phone_masked, k.wrapped_key, p.id_number, p.phone
      from audit_entry a join seeker s on s.id = a.seeker_id join region r on r.id = s.region_id
      join person_key k on k.seeker_id = s.id join person_secret p on p.seeker_id = s.id
     where a.actor_id = ${context.viewer.userId}::uuid and a.action = 'EXPORTED' and a.created_at > app_now() - interval '5 minutes'
       and a.request = ${number}::uuid and (${sight(context)}) order by a.day, a.number`);
  await context.reading.close();
  return rows.map((row) => {
    const [id, name, sex, birthOn, region, idNumberMasked, phoneMasked, wrapped, idNumber, phone] = row;
    return { id, name, sex, birthOn, region, idNumberMasked, phoneMasked, wrapped, idNumber, phone } as Line;
  });
}
