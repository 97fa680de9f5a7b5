import type { EntityManager } from '@mikro-orm/postgresql';
import { today } from '../../platform/clock/clock.js';
import { raw, sql } from '../../platform/database/sql.js';
import { within } from '../../platform/database/within.js';
import type { Viewer } from '../../platform/access/viewer.js';
import type { Context } from '../../platform/graphql/context.js';
import { cleanText } from '../../platform/privacy/text.js';
import { MET, record, type Trail } from '../accounts/audit.service.js';
import { readIdNumber } from './id-number.js';
import { indexInUse, inHand, numberInHand, secretOf } from './person.js';
import { Seeker } from './seeker.js';

/** Whoever has the ID number, if they are in sight. Found or not, it is written down that somebody looked. */
export async function findSeeker(
  em: EntityManager,
  { platform, viewer }: Context,
  input: { idNumber: string; idempotencyKey: string },
): Promise<string | null> {
  const { value } = readIdNumber(input.idNumber, platform.vault, await today(em));
  await indexInUse(em, platform.vault.keys);
  await numberInHand(em, platform.vault.keys, value);
  const known = await secretOf(em, platform.vault.keys, value);
  const seekerId = known?.seeker.id ?? null;
  const sight = platform.shapes.scope('Seeker', 's', viewer) ?? raw('true');
  const [row] = await within(em).rows(sql`select s.id from seeker s where s.id = ${seekerId}::uuid and (${sight})`);
  await record(em, platform, viewer, input.idempotencyKey, [{ action: 'LOOKED_UP', seekerId }]);
  return row ? seekerId : null;
}

/** Whose document a sheet tells of, by number and name. */
export interface Document {
  /** Null when nobody of that name has the number. */
  readonly seeker: Seeker | null;
  /** Whoever has the number, whatever the name. */
  readonly known: string | null;
  /** Whether number and name are of somebody in the caller's sight; otherwise it was a look-up, for the caller to write down. */
  readonly seen: boolean;
}

/** The person of a document that lies before whoever wrote a sheet; for this transaction they are in sight. */
export async function readDocument(em: EntityManager, { platform, viewer }: Context, name: string, idNumber: string): Promise<Document> {
  const { vault, shapes } = platform;
  const id = readIdNumber(idNumber, vault, await today(em));
  await indexInUse(em, vault.keys);
  await numberInHand(em, vault.keys, id.value);
  const known = (await secretOf(em, vault.keys, id.value))?.seeker.id ?? null;
  await inHand(em, 'person', known ?? '');
  const seeker = known === null ? null : await em.findOne(Seeker, { id: known, state: 'ACTIVE', name: cleanText(name) });
  const sight = shapes.scope('Seeker', 's', viewer) ?? raw('true');
  const seen = seeker && (await within(em).rows(sql`select s.id from seeker s where s.id = ${seeker.id}::uuid and (${sight})`));
  return { seeker, known, seen: Boolean(seen?.length) };
}

/**
 * An ID number that came with another name, or of nobody in sight, may tell whoever sent it who has it: a look-up, whatever it was meant to be.
 * So is the registration of a person whom others serve, which their name and number open; no guess, and not counted as one.
 */
export const recordMeetings = (
  em: EntityManager,
  trail: Trail,
  by: Viewer,
  request: string | null,
  { strangers, met = [] }: { readonly strangers: readonly (string | null)[]; readonly met?: readonly string[] },
): Promise<string[]> =>
  record(em, trail, by, request, [
    ...strangers.map((seekerId) => ({ action: 'LOOKED_UP' as const, seekerId })),
    ...met.map((seekerId) => ({ action: 'LOOKED_UP' as const, seekerId, field: MET })),
  ]);
