import { createSecretKey, randomUUID } from 'node:crypto';
import { AccessTokens } from '../../src/modules/accounts/access-token.js';
import { newApiKey } from '../../src/modules/accounts/api-key.js';
import { hashOf, randomSecret } from '../../src/modules/accounts/secret.js';
import type { TestApp } from './app.js';
import { signedToken } from './forgeries.js';

/** What is wrong with a credential → the credential. */
export type Spent = Record<string, string>;

const SECOND = "app_now() - interval '1 second'";

/** Keys of an account: over, taken back, and one that nobody was given. */
async function spentKeys(app: TestApp, account: string): Promise<Spent> {
  const stored = async (column: 'expires_at' | 'revoked_at'): Promise<string> => {
    const { secret, prefix, hash } = newApiKey();
    await app.sql(`insert into api_key (id, account_id, prefix, hash, ${column}) values (?, ?, ?, ?, ${SECOND})`, [
      randomUUID(),
      account,
      prefix,
      hash,
    ]);
    return secret;
  };
  return { 'expired key': await stored('expires_at'), 'revoked key': await stored('revoked_at'), 'forged key': newApiKey().secret };
}

/** Access tokens of sessions of an account, and `live`, which is good: what is wrong with the others is all that is wrong. */
export async function spentTokens(app: TestApp, account: string): Promise<{ live: string; spent: Spent }> {
  const tokens = new AccessTokens(app.application.platform.vault.keys);
  const opened = async (ended: string): Promise<string> => {
    const id = randomUUID();
    await app.sql(
      `insert into session (id, account_id, expires_at, ended_at, family_hash, current_hash) values (?, ?, app_now() + interval '1 day', ${ended}, ?, ?)`,
      [id, account, hashOf(`family ${id}`), hashOf(`current ${id}`)],
    );
    return tokens.issue({ id, accountId: account, at: new Date() });
  };
  const live = await opened('null');
  const now = Math.floor(Date.now() / 1_000);
  const expired = await signedToken(app, live, { claims: { iat: now - 700, nbf: now - 700, exp: now - 100 } });
  const forged = await signedToken(app, live, { key: createSecretKey(Buffer.alloc(32, 7)) });
  return { live, spent: { 'expired token': expired, 'token of a session that ended': await opened(SECOND), 'forged token': forged } };
}

/** Tokens of kiosks: shut out, and one that nobody was given; a kiosk's token has no end of its own. */
export async function spentDevices(app: TestApp): Promise<Spent> {
  const revoked = `jd_${randomSecret(32)}`;
  await app.sql(
    `insert into device (id, name, region_id, region_path, token_hash, enrolled_at, disabled_at) select ?, '大厅九号', r.id, r.path, ?, app_now(), ${SECOND} from region r where r.code = '500101' limit 1`,
    [randomUUID(), hashOf(revoked)],
  );
  return { 'device shut out': revoked, 'forged device': `jd_${randomSecret(32)}` };
}

/** Every kind of credential that somebody of the role had, or pretends to have. */
export async function spentCredentials(app: TestApp, role: string, account: string): Promise<Spent> {
  const keys = await spentKeys(app, account);
  return role === 'kiosk' ? { ...keys, ...(await spentDevices(app)) } : { ...keys, ...(await spentTokens(app, account)).spent };
}
