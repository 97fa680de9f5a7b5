import type { EntityManager } from '@mikro-orm/postgresql';
import { today } from '../../platform/clock/clock.js';
import { raw, sql } from '../../platform/database/sql.js';
import { within } from '../../platform/database/within.js';
import type { Viewer } from '../../platform/access/viewer.js';
import type { Context } from '../../platform/graphql/context.js';
import { MET, record, type Trail } from '../accounts/audit.service.js';
import { readIdNumber } from './id-number.js';
import { indexInUse, numberInHand, secretOf } from './person.js';

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
