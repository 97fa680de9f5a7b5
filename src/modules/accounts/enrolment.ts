import type { Pool } from 'pg';
import { Mistake } from '../../platform/graphql/errors.js';
import { hashOf, randomSecret, readableSecret, readableTyped } from './secret.js';

export const CODE_MINUTES = 10;

/** A code to type in at the kiosk; it opens once, within minutes. */
export function newCode(): { clear: string; hash: Buffer } {
  const clear = readableSecret(2);
  return { clear, hash: hashOf(clear) };
}

export interface EnrolledDevice {
  readonly id: string;
  readonly name: string;
  /** Shown once: `Authorization: Bearer jd_…`. */
  readonly token: string;
}

/** The code is used up by the first who brings it; a wrong, used or expired one is refused in the same words. */
export async function redeemCode(pool: Pool, typed: string): Promise<EnrolledDevice> {
  const token = `jd_${randomSecret(32)}`;
  const { rows } = await pool.query<{ id: string; name: string }>('select * from device_redeem($1, $2)', [
    hashOf(readableTyped(typed)),
    hashOf(token),
  ]);
  if (!rows[0])
    throw new Mistake('UNAUTHENTICATED', { zh: '登记码无效或已过期，请重新领取', en: 'The code is not valid or has expired; ask for another' });
  return { ...rows[0], token };
}
