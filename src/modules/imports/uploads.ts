import { existsSync } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from '../../platform/database/sql.js';
import { within } from '../../platform/database/within.js';
import type { KeyRing } from '../../platform/privacy/keys.js';
import { unsealed } from '../../platform/privacy/sealed-file.js';
import type { SheetFile } from '../../platform/sheets/read.js';

const ID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;
/** An upload that was cut off, or whose row was never written. */
const STRAY_MS = 3_600_000;

/** Where an uploaded sheet lies, sealed; nothing when it is there no more. */
export function uploadOf(uploads: string, keys: KeyRing, id: string): { path: string; sheet: SheetFile } | null {
  const path = join(uploads, id);
  return ID.test(id) && existsSync(path) ? { path, sheet: () => unsealed(keys, id, path) } : null;
}

/**
 * Deletes sheets that nobody needs: taken in, waiting longer than their rule says, and every waiting sheet of seekers that
 * was uploaded before somebody was erased, because they may stand in it. Old results go by their rule. Returns how many.
 */
export async function discardImports(em: EntityManager, uploads: string): Promise<number> {
  await within(em).rows(sql`
    delete from import_refusal f using retention_rule r where r.record = 'IMPORT_REFUSAL' and f.created_at < app_now() - r.period`);
  const files = await readdir(uploads).catch(() => [] as string[]);
  const ids = files.filter((name) => ID.test(name));
  if (files.length === 0) return 0;
  const kept = await within(em).rows(sql`
    select j.id from import_job j cross join (select period from retention_rule where record = 'UPLOADED_SHEET') rule
     where j.id = any(${ids}::uuid[])
       and (j.state = 'RUNNING'
            or ((j.state <> 'DONE' or j.dry_run) and j.created_at >= app_now() - rule.period
                and (j.kind <> 'SEEKERS' or j.created_at > coalesce((select max(e.created_at) from erasure e), '-infinity'))))`);
  const needed = new Set(kept.map(([id]) => id as string));
  const known = await within(em).rows(sql`select j.id from import_job j where j.id = any(${ids}::uuid[])`);
  const named = new Set(known.map(([id]) => id as string));
  let gone = 0;
  for (const name of files) {
    const path = join(uploads, name);
    if (needed.has(name) || (!named.has(name) && (await youngerThan(path, STRAY_MS)))) continue;
    await rm(path, { force: true });
    gone += 1;
  }
  await within(em).rows(sql`
    update import_job set state = 'FAILED', ended_at = app_now(), problem = '表格已按规定删除，请重新上传 · The sheet was deleted as the rules say; upload it again'
     where id = any(${[...named].filter((id) => !needed.has(id))}::uuid[]) and state in ('UPLOADED', 'FAILED')`);
  return gone;
}

const youngerThan = async (path: string, ms: number): Promise<boolean> =>
  stat(path).then(
    ({ mtimeMs }) => mtimeMs > Date.now() - ms,
    () => false,
  );
