import { createHmac } from 'node:crypto';
import type { KeyRing } from '../../platform/privacy/keys.js';

/** What a link says; the same values in the same order are hashed when it is written and when it is verified. */
export interface Link {
  readonly day: string;
  readonly number: number;
  readonly id: string;
  /** The instant in microseconds since 1970, as the database counts them. */
  readonly micros: string;
  readonly action: string;
  readonly actorId: string | null;
  readonly actorRole: string;
  readonly actorName: string | null;
  readonly seekerId: string | null;
  readonly accountId: string | null;
  readonly field: string | null;
  readonly recipientId: string | null;
  readonly reason: string | null;
  readonly request: string | null;
}

/** Before the first link. */
export const START = Buffer.alloc(32);

/** Columns of `audit_entry a` in the order of `linkOf`, then key version, previous hash and hash. */
export const LINK_COLUMNS = `a.day::text as day, a.number, a.id, (extract(epoch from a.created_at) * 1000000)::bigint::text as micros, a.action, a.actor_id,
  a.actor_role, a.actor_name, a.seeker_id, a.account_id, a.field, a.recipient_id, a.reason, a.request, a.key_version, a.previous, a.hash`;

/** HMAC-SHA-256 over the previous hash and the canonical row; undefined without the key of that version. */
export function hashOf(keys: KeyRing, keyVersion: number, link: Link, previous: Buffer): Buffer | undefined {
  const key = keys.audit.key(keyVersion);
  if (key === undefined) return undefined;
  const { day, number, id, micros, action, actorId, actorRole, actorName, seekerId, accountId, field, recipientId, reason, request } = link;
  const row = [day, number, id, micros, action, actorId, actorRole, actorName, seekerId, accountId, field, recipientId, reason, request];
  return createHmac('sha256', key)
    .update(previous)
    .update(JSON.stringify(['audit', keyVersion, ...row]))
    .digest();
}

/** Where the chain of a day ended, or stands. */
export interface Head {
  readonly day: string;
  readonly number: number;
  /** Hex. */
  readonly hash: string;
}

/** The journal beside the keys in which heads are noted. */
export const HEADS = 'audit-heads';

/** The seal of a finished day, kept with it in the database. */
export const sealOfDay = (keys: KeyRing, keyVersion: number, { day, number, hash }: Head): Buffer | undefined => {
  const key = keys.audit.key(keyVersion);
  return (
    key &&
    createHmac('sha256', key)
      .update(JSON.stringify(['audit-day', keyVersion, day, number, hash]))
      .digest()
  );
};
