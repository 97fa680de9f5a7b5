import type { EntityManager } from '@mikro-orm/postgresql';
import type { Logger } from 'pino';
import { v7 } from 'uuid';
import type { Viewer } from '../../platform/access/viewer.js';
import { elevated } from '../../platform/access/elevated.js';
import { sql } from '../../platform/database/sql.js';
import { within } from '../../platform/database/within.js';
import { Mistake } from '../../platform/graphql/errors.js';
import { freeText } from '../../platform/privacy/redact.js';
import type { Vault } from '../../platform/privacy/vault.js';
import { hashOf, type Link, START } from './audit.chain.js';
import type { AuditAction } from './audit.js';

/** What the audit needs of the platform: its key, and somebody to tell when a limit is reached. */
export interface Trail {
  readonly vault: Vault;
  readonly log: Logger;
}

export type Actor = Pick<Viewer, 'userId' | 'name'> & { readonly role: string };

/** Whoever acts when nobody asks: jobs, and erasures that are done again. */
export const JOB: Actor = { role: 'system', userId: null, name: null };

export interface Act {
  readonly action: AuditAction;
  readonly seekerId?: string | null;
  readonly accountId?: string | null;
  readonly field?: string | null;
  readonly recipientId?: string | null;
  readonly reason?: string | null;
}

/** `field` of a look-up that was a registration: whoever has name and number guesses nothing, so limits do not count it. */
export const MET = 'REGISTRATION';

const CHAIN = 0x6a71_6175;

/**
 * Adds acts to the chain, in the transaction of what they are about, and returns their ids. Holds the chain from here to the
 * end of the transaction, so it comes last: after every other lock, after the flush. Because the chain is held, the limit of
 * an account is counted exactly: one act too many and the whole transaction is undone with RATE_LIMITED.
 */
export async function record(em: EntityManager, trail: Trail, by: Actor, request: string | null, acts: readonly Act[]): Promise<string[]> {
  return acts.length === 0 ? [] : elevated(em, () => append(em, trail, by, request, acts));
}

async function append(em: EntityManager, { vault, log }: Trail, by: Actor, request: string | null, acts: readonly Act[]): Promise<string[]> {
  const asking = within(em);
  await asking.rows(sql`select pg_advisory_xact_lock(${CHAIN})`);
  const counted = acts.filter((act) => act.field !== MET);
  for (const action of new Set(counted.map((act) => act.action))) {
    const wait = by.userId === null ? 0 : await waitOf(em, by.userId, action, counted.filter((act) => act.action === action).length);
    if (wait > 0) {
      log.warn({ account: by.userId, action, wait }, 'an account reached its limit');
      throw limited(wait);
    }
  }
  const [place] = await asking.rows(sql`
    select greatest(app_today(), l.day)::text as day, case when l.day >= app_today() then l.number else 0 end as number, l.hash as hash,
           (extract(epoch from app_now()) * 1000000)::bigint::text as micros
      from (values (1)) one left join audit_head() l on true`);
  const [day, last, head, micros] = place as [string, number, Buffer | null, string];
  const keyVersion = vault.keys.audit.current;
  let previous = head ?? START;
  const rows = acts.map((act, at) => {
    const link: Link = {
      day,
      number: last + at + 1,
      id: v7(),
      micros,
      action: act.action,
      actorId: by.userId,
      actorRole: by.role,
      actorName: by.name,
      seekerId: act.seekerId ?? null,
      accountId: act.accountId ?? null,
      field: act.field ?? null,
      recipientId: act.recipientId ?? null,
      reason: act.reason ? freeText(act.reason) : null,
      request,
    };
    const hash = hashOf(vault.keys, keyVersion, link, previous)!;
    const row = { ...link, previous: previous.toString('hex'), hash: hash.toString('hex') };
    previous = hash;
    return row;
  });
  await asking.rows(sql`
    insert into audit_entry (id, created_at, day, number, action, actor_id, actor_role, actor_name, seeker_id, account_id, field, recipient_id, reason,
                             request, key_version, previous, hash)
    select r.id, timestamptz 'epoch' + r.micros * interval '1 microsecond', r.day, r.number, r.action, r."actorId", r."actorRole", r."actorName", r."seekerId", r."accountId", r.field, r."recipientId",
           r.reason, r.request, ${keyVersion}::int, decode(r.previous, 'hex'), decode(r.hash, 'hex')
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(id uuid, micros bigint, day date, number int, action text, "actorId" uuid, "actorRole" text,
           "actorName" text, "seekerId" uuid, "accountId" uuid, field text, "recipientId" uuid, reason text, request uuid, previous text, hash text)`);
  return rows.map((row) => row.id);
}

/** Seconds until an account may act so often again; 0 when it may now. */
async function waitOf(em: EntityManager, account: string, action: AuditAction, more: number): Promise<number> {
  const [row] = await within(em).rows(sql`
    select max(case when done.count + ${more} > l.most then ceil(extract(epoch from coalesce(freed.at, app_now()) + l.period - app_now())) end)::int as wait
      from audit_limit l
     cross join lateral (select count(*) as count from audit_entry a
                          where a.actor_id = ${account}::uuid and a.action = l.action and a.field is distinct from ${MET} and a.created_at > app_now() - l.period) done
      left join lateral (select a.created_at as at from audit_entry a
                          where a.actor_id = ${account}::uuid and a.action = l.action and a.field is distinct from ${MET} and a.created_at > app_now() - l.period
                          order by a.created_at offset greatest(done.count + ${more} - l.most - 1, 0) limit 1) freed on true
     where l.action = ${action}`);
  return Math.max(0, (row![0] as number | null) ?? 0);
}

const limited = (wait: number): Mistake =>
  new Mistake(
    'RATE_LIMITED',
    { zh: `次数已达上限，请 ${wait} 秒后再试`, en: `That was too often; try again in ${wait} seconds` },
    { retryAfter: wait },
  );
