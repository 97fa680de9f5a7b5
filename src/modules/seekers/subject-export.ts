import type { EntityManager } from '@mikro-orm/postgresql';
import { ANONYMOUS, settingsOf } from '../../platform/access/viewer.js';
import { Reading } from '../../platform/database/reading.js';
import { sql } from '../../platform/database/sql.js';
import { type Asking, within } from '../../platform/database/within.js';
import type { Context } from '../../platform/graphql/context.js';
import { found } from '../../platform/graphql/mutation.js';
import { open } from '../../platform/privacy/envelope.js';
import type { Holding } from '../../platform/privacy/holding.js';
import type { KeyRing } from '../../platform/privacy/keys.js';
import { noteHeads } from '../accounts/audit.heads.js';
import { record } from '../accounts/audit.service.js';
import { placeOf } from './person.js';
import { REPEAT } from './reveal.js';
import { servedBy } from './seeker.queries.js';

const ALL = 'ALL';

/** Everything held about a person, table by table, and the sealed values in the clear. Through the person's own rights: nothing is left out. */
export async function recordOf(asking: Asking, keys: KeyRing, holdings: readonly Holding[], personId: string): Promise<Record<string, unknown>> {
  const tables: Record<string, unknown> = {};
  for (const { table, rows } of holdings) tables[table] = (await asking.rows(rows(personId))).map(([row]) => row);
  const [sealed] = await asking.rows(sql`
    select k.wrapped_key, p.id_number, p.phone from person_key k join person_secret p on p.seeker_id = k.seeker_id where k.seeker_id = ${personId}::uuid`);
  const [wrapped, idNumber, phone] = (sealed ?? []) as [Buffer?, Buffer?, Buffer?];
  const clear = (column: 'id_number' | 'phone', value: Buffer | undefined): string | null =>
    wrapped && value ? open(keys, wrapped, placeOf(column, personId), value).reveal() : null;
  return { idNumber: clear('id_number', idNumber), phone: clear('phone', phone), ...tables };
}

/** Writes down that everything is handed out; returns the id by which it is. */
export async function recordExport(
  em: EntityManager,
  { platform, viewer }: Context,
  id: string,
  input: { reason: string; idempotencyKey: string },
): Promise<string> {
  const [row] = await within(em).rows(sql`select s.id from seeker s where s.id::text = ${id} and (${servedBy('s', viewer)})`);
  await found(Promise.resolve(row ?? null));
  const [reading] = await record(em, platform, viewer, input.idempotencyKey, [
    { action: 'EXPORTED', seekerId: id, field: ALL, reason: input.reason },
  ]);
  return reading!;
}

/** The document behind an export of the viewer's own that is committed and recent, through the rights of now; otherwise nothing. */
export async function handOut({ platform, viewer, reading }: Context, id: string): Promise<string | null> {
  await noteHeads(platform.pool, platform.vault);
  const [row] = await reading.rows(sql`
    select s.id from audit_entry a join seeker s on s.id = a.seeker_id
     where a.id = ${id}::uuid and a.action = 'EXPORTED' and a.field = ${ALL} and a.actor_id = ${viewer.userId}::uuid
       and a.created_at > app_now() - ${REPEAT}::interval and (${servedBy('s', viewer)})`);
  if (!row) return null;
  const personId = row[0] as string;
  const own = new Reading(platform.pool, settingsOf({ ...ANONYMOUS, role: 'seeker', seekerId: personId }));
  try {
    return JSON.stringify(await recordOf(own, platform.vault.keys, platform.holdings, personId), null, 2);
  } finally {
    await own.close();
  }
}
