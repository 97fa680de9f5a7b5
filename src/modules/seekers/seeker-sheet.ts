import type { EntityManager } from '@mikro-orm/postgresql';
import { v7 } from 'uuid';
import { raw, sql } from '../../platform/database/sql.js';
import { within } from '../../platform/database/within.js';
import type { Context } from '../../platform/graphql/context.js';
import { Mistake } from '../../platform/graphql/errors.js';
import { open } from '../../platform/privacy/envelope.js';
import { writeXlsx } from '../../platform/sheets/write.js';
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
 * A sheet of chosen people as XLSX, for insurance or tickets. One row of the audit for each person is committed before the
 * first value is opened; whoever is out of sight makes the whole sheet not found. It is never written to disk.
 */
export async function seekerSheet(context: Context, request: SheetRequest): Promise<{ request: string; sheet: Buffer }> {
  const number = v7();
  const lines = await context.em().transactional((em) => chosen(em, context, request, number));
  const { keys } = context.platform.vault;
  const rows = lines.map((line) => {
    const clear = (field: Clear, column: 'id_number' | 'phone', sealed: Buffer | null, masked: string | null): string | null =>
      request.clear.includes(field) && sealed ? open(keys, line.wrapped, placeOf(column, line.id), sealed).reveal() : masked;
    return {
      ...line,
      sex: SEXES[line.sex],
      idNumber: clear('ID_NUMBER', 'id_number', line.idNumber, line.idNumberMasked),
      phone: clear('PHONE', 'phone', line.phone, line.phoneMasked),
    };
  });
  return { request: number, sheet: await writeXlsx(COLUMNS, rows) };
}

async function chosen(em: EntityManager, { platform, viewer }: Context, { seekers, clear, reason }: SheetRequest, number: string): Promise<Line[]> {
  const sight = platform.shapes.scope('Seeker', 's', viewer) ?? raw('true');
  const rows = await within(em).rows(sql`
    select s.id, s.name, s.sex, s.birth_on::text as birth_on, r.name as region, s.id_number_masked, s.phone_masked, k.wrapped_key, p.id_number, p.phone
      from unnest(${seekers}::uuid[]) with ordinality as chosen(id, at) join seeker s on s.id = chosen.id
      join region r on r.id = s.region_id join person_key k on k.seeker_id = s.id join person_secret p on p.seeker_id = s.id
     where ${sight} order by chosen.at`);
  if (rows.length < seekers.length)
    throw new Mistake('NOT_FOUND', { zh: '名单中有人不在您的管辖范围内，请核对', en: 'Somebody of the list is not in your sight; check it' });
  const field = clear.length === 0 ? null : clear.join(' ');
  await record(
    em,
    platform,
    viewer,
    number,
    seekers.map((seekerId) => ({ action: 'EXPORTED' as const, seekerId, field, reason })),
  );
  return rows.map((row) => {
    const [id, name, sex, birthOn, region, idNumberMasked, phoneMasked, wrapped, idNumber, phone] = row;
    return { id, name, sex, birthOn, region, idNumberMasked, phoneMasked, wrapped, idNumber, phone } as Line;
  });
}
