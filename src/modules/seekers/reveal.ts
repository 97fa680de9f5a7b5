import type { EntityManager } from '@mikro-orm/postgresql';
import type { Role, Viewer } from '../../platform/access/viewer.js';
import { raw, type Sql, sql } from '../../platform/database/sql.js';
import { within } from '../../platform/database/within.js';
import type { Context } from '../../platform/graphql/context.js';
import { enumOf } from '../../platform/graphql/enum.js';
import { type Message, Refusal } from '../../platform/graphql/errors.js';
import { found } from '../../platform/graphql/mutation.js';
import { open } from '../../platform/privacy/envelope.js';
import type { Sealed } from '../../platform/privacy/sealed.js';
import { noteHeads } from '../accounts/audit.heads.js';
import { record } from '../accounts/audit.service.js';
import { placeOf } from './person.js';

export const SealedField = enumOf('SealedField', 'What is sealed of a person.', {
  ID_NUMBER: '身份证号 The ID number.',
  PHONE: '电话 The phone.',
  RECORD: '留存记录 What is kept, as JSON, of somebody who is restricted; for the auditor alone.',
});
export type SealedField = keyof typeof SealedField;

/** An employer calls people; it has no use for their ID number before the contract, which the person brings to it. */
const READABLE: Partial<Record<Role, readonly SealedField[]>> = {
  office: ['ID_NUMBER', 'PHONE'],
  intermediary: ['ID_NUMBER', 'PHONE'],
  seeker: ['ID_NUMBER', 'PHONE'],
  recruiter: ['PHONE'],
  auditor: ['RECORD'],
};

/** A repeat with the same key reads again under the same row of the audit, this long; afterwards it takes a new one. */
export const REPEAT = '5 minutes';

const NOT_YOURS: Message = { zh: '您的角色不能查看此项内容', en: 'Your role may not read this' };
const NOT_YET: Message = {
  zh: '本人尚未同意向您的单位提供联系方式，请由服务机构办理同意书，或在录用后查看',
  en: 'The person has not consented that your company gets their contact; ask the institution that serves them, or hire first',
};
const NONE: Message = { zh: '没有登记此项内容', en: 'Nothing of this kind is on file' };

interface Shapes {
  scope(entity: string, alias: string, viewer: Viewer): Sql | null;
  fact(entity: string, name: string, alias: string, viewer: Viewer): Sql;
}

const sight = (shapes: Shapes, viewer: Viewer): Sql => shapes.scope('Seeker', 's', viewer) ?? raw('true');
const disclosed = (shapes: Shapes, viewer: Viewer): Sql =>
  viewer.role === 'auditor' ? raw('true') : shapes.fact('Seeker', 'disclosed', 's', viewer);
/** Whether there is such a value, without a look at what is sealed. */
const ON_FILE: Record<SealedField, string> = {
  ID_NUMBER: "s.state = 'ACTIVE'",
  PHONE: 's.phone_masked is not null',
  RECORD: "s.state = 'RESTRICTED'",
};
const COLUMN = { ID_NUMBER: 'id_number', PHONE: 'phone', RECORD: 'kept' } as const;
const TABLES = raw(`left join person_key k on k.seeker_id = s.id left join person_secret p on p.seeker_id = s.id
  left join erasure e on e.seeker_id = s.id and e.kept is not null`);

/** Checks that the viewer may read the value and writes it down; returns the id of the reading, by which alone it is opened. */
export async function recordReveal(
  em: EntityManager,
  { platform, viewer }: Context,
  id: string,
  input: { field: SealedField; reason: string; idempotencyKey: string },
): Promise<string> {
  const { field } = input;
  if (READABLE[viewer.role]?.includes(field) !== true) throw new Refusal('NOT_ELIGIBLE', ['input', 'field'], NOT_YOURS);
  const [row] = await within(em).rows(sql`
    select s.id as id, (${disclosed(platform.shapes, viewer)}) as disclosed, ${raw(ON_FILE[field])} as present
      from seeker s where s.id::text = ${id} and (${sight(platform.shapes, viewer)})`);
  const [seekerId, shown, there] = await found(Promise.resolve((row as [string, boolean, boolean] | undefined) ?? null));
  if (!shown) throw new Refusal('NOT_ELIGIBLE', ['id'], NOT_YET);
  if (!there) throw new Refusal('NOT_FOUND', ['input', 'field'], NONE);
  const acts = [{ action: 'REVEALED' as const, seekerId, field, reason: input.reason }];
  const [reading] = await record(em, platform, viewer, input.idempotencyKey, acts);
  return reading!;
}

/**
 * The value behind a reading of the viewer's own that is committed and recent, through the rights of now; otherwise nothing.
 * It is opened only after the head of the audit is noted beside the keys.
 */
export async function openReading({ platform, viewer, reading }: Context, id: string): Promise<Sealed | null> {
  await noteHeads(platform.pool, platform.vault);
  const [row] = await reading.rows(sql`
    select a.field, s.id, k.wrapped_key, p.id_number, p.phone, e.kept
      from audit_entry a join seeker s on s.id = a.seeker_id ${TABLES}
     where a.id = ${id}::uuid and a.action = 'REVEALED' and a.actor_id = ${viewer.userId}::uuid and a.created_at > app_now() - ${REPEAT}::interval
       and (${sight(platform.shapes, viewer)}) and (${disclosed(platform.shapes, viewer)})`);
  if (!row) return null;
  const [field, personId, wrapped, idNumber, phone, kept] = row as [SealedField, string, Buffer, Buffer | null, Buffer | null, Buffer | null];
  const sealed = { ID_NUMBER: idNumber, PHONE: phone, RECORD: kept }[field];
  return sealed && open(platform.vault.keys, wrapped, placeOf(COLUMN[field], personId), sealed);
}
