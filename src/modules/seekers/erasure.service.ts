import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import { elevated } from '../../platform/access/elevated.js';
import { sql } from '../../platform/database/sql.js';
import { within } from '../../platform/database/within.js';
import { found } from '../../platform/graphql/mutation.js';
import { seal } from '../../platform/privacy/envelope.js';
import type { Holding } from '../../platform/privacy/holding.js';
import { type Actor, record, JOB, type Trail } from '../accounts/audit.service.js';
import { Erasure } from './erasure.js';
import { PersonKey, placeOf } from './person.js';
import { Seeker } from './seeker.js';
import { recordOf } from './subject-export.js';

/** What an erasure needs of the platform. */
export interface Eraser extends Trail {
  readonly holdings: readonly Holding[];
}

export interface ErasureRequest {
  readonly by: Actor;
  readonly seekerId: string;
  readonly reason: string;
  readonly request: string | null;
  /** Of an erasure that is done again: the duty that was found the first time. */
  readonly until?: string | null;
}

/**
 * Takes a person out of every table. While a duty runs, all that was held stays as one sealed record under the person's key;
 * otherwise the key goes, and with it whatever is sealed under it, in backups too. Locks the person first.
 */
export async function eraseSeeker(em: EntityManager, eraser: Eraser, request: ErasureRequest): Promise<Erasure> {
  const { vault, holdings } = eraser;
  const id = request.seekerId;
  await found(em.findOne(Seeker, { id, state: 'ACTIVE' }, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true }));
  return elevated(em, async () => {
    const asking = within(em);
    const until = request.until === undefined ? await dutyOf(em, holdings, id) : request.until;
    const erasure = Object.assign(new Erasure(), { seekerId: id, actorId: request.by.userId, until });
    if (until !== null) {
      const { wrappedKey } = await em.findOneOrFail(PersonKey, { seeker: id });
      const everything = JSON.stringify(await recordOf(asking, vault.keys, holdings, id));
      erasure.kept = seal(vault.keys, wrappedKey, placeOf('kept', id), everything);
    }
    await em.persist(erasure).flush();
    for (const holding of holdings) for (const statement of holding.erase(id)) await asking.rows(statement);
    if (until === null) await dropKey(em, id);
    else await asking.rows(sql`update seeker set state = 'RESTRICTED' where id = ${id}::uuid`);
    await record(em, eraser, request.by, request.request, [
      { action: until === null ? 'ERASED' : 'RESTRICTED', seekerId: id, reason: request.reason },
    ]);
    return erasure;
  });
}

/** The last day of the longest duty that runs, or null. */
async function dutyOf(em: EntityManager, holdings: readonly Holding[], id: string): Promise<string | null> {
  let longest: string | null = null;
  for (const { keptUntil } of holdings) {
    if (!keptUntil) continue;
    const [row] = await within(em).rows(sql`select d.until::text as until from (${keptUntil(id)}) d(until) where d.until >= app_today()`);
    const until = (row?.[0] ?? null) as string | null;
    if (until !== null && (longest === null || until > longest)) longest = until;
  }
  return longest;
}

async function dropKey(em: EntityManager, id: string): Promise<void> {
  await within(em).rows(sql`delete from person_key where seeker_id = ${id}::uuid`);
}

/** Ends what was kept under a duty whose last day is over; a duty that began anew meanwhile goes on. Returns how many ended. */
export async function endDuties(em: EntityManager, eraser: Eraser): Promise<number> {
  const due = await within(em).rows(sql`select id, seeker_id from erasure where until < app_today() order by until limit 100 for update skip locked`);
  let ended = 0;
  for (const [id, seekerId] of due as [string, string][]) {
    const until = await dutyOf(em, eraser.holdings, seekerId);
    if (until !== null) {
      await within(em).rows(sql`update erasure set until = ${until}::date where id = ${id}::uuid`);
      continue;
    }
    await forget(em, id, seekerId);
    await record(em, eraser, JOB, null, [{ action: 'ERASED', seekerId, reason: '法定保存期限已满 the duty to keep is over' }]);
    ended += 1;
  }
  return ended;
}

/** Nothing of the person is left. */
export async function forget(em: EntityManager, id: string, seekerId: string): Promise<void> {
  await within(em).rows(sql`update erasure set until = null, kept = null where id = ${id}::uuid`);
  await dropKey(em, seekerId);
  await within(em).rows(sql`update seeker set state = 'ERASED' where id = ${seekerId}::uuid`);
}

/** People whose last registration ended longer ago than they are kept: erased by the job. Returns how many. */
export async function eraseLapsed(em: EntityManager, eraser: Eraser): Promise<number> {
  const lapsed = await within(em).rows(sql`
    select s.id from seeker s cross join (select period from retention_rule where record = 'SEEKER') rule
     where s.state = 'ACTIVE' and s.created_at < app_now() - rule.period
       and not exists (select from registration g where g.seeker_id = s.id
                        and (g.state in ('ACTIVE', 'SUSPENDED') or g.valid_until >= (app_now() - rule.period)::date))
     order by s.created_at limit 50`);
  for (const [seekerId] of lapsed as [string][]) {
    await eraseSeeker(em, eraser, { by: JOB, seekerId, reason: '保存期限已满 the retention period is over', request: null });
  }
  return lapsed.length;
}
