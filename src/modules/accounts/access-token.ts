import { createHmac, type KeyObject } from 'node:crypto';
import { compactVerify, SignJWT } from 'jose';
import { z } from 'zod';
import type { KeyRing } from '../../platform/privacy/keys.js';

export const ACCESS_SECONDS = 600;
const ALGORITHM = 'HS256';
const ISSUER = 'jiangqiao';
const TYPE = 'at+jwt';
/** An unknown key is looked for in the file at most this often, however many tokens name one. */
const RELOAD_MS = 1_000;

const seconds = z.number().int().min(0).max(8_000_000_000);
const claimsForm = z.object({ iss: z.literal(ISSUER), sub: z.uuid(), sid: z.uuid(), iat: seconds, nbf: seconds, exp: seconds });

/** What a token says once its signature held. Whether its time is come or over is judged by the database's clock. */
export interface AccessClaims {
  readonly sessionId: string;
  readonly accountId: string;
  readonly since: Date;
  readonly until: Date;
}

/** Access tokens under the versioned key of the key file: one algorithm, one type, `kid` a version number and nothing else. */
export class AccessTokens {
  #reloaded = -RELOAD_MS;

  constructor(private readonly keys: KeyRing) {}

  issue(session: { id: string; accountId: string; at: Date }): Promise<string> {
    this.keys.reload();
    const { current } = this.keys.token;
    const now = Math.floor(session.at.getTime() / 1_000);
    return new SignJWT({ sid: session.id })
      .setProtectedHeader({ alg: ALGORITHM, typ: TYPE, kid: String(current) })
      .setIssuer(ISSUER)
      .setSubject(session.accountId)
      .setIssuedAt(now)
      .setNotBefore(now)
      .setExpirationTime(now + ACCESS_SECONDS)
      .sign(this.keys.token.key(current)!);
  }

  /** Undefined for whatever is not a token of ours. */
  async read(token: string): Promise<AccessClaims | undefined> {
    try {
      const { payload, protectedHeader } = await compactVerify(token, ({ kid }) => this.#key(kid), { algorithms: [ALGORITHM] });
      if (protectedHeader.typ !== TYPE) return undefined;
      const { sub, sid, nbf, exp } = claimsForm.parse(JSON.parse(Buffer.from(payload).toString()));
      return { sessionId: sid, accountId: sub, since: new Date(nbf * 1_000), until: new Date(exp * 1_000) };
    } catch {
      return undefined;
    }
  }

  /** The one token that follows a refresh token, so that the same request gets the same answer and nothing is kept for it. */
  successor(refreshToken: string): string {
    const { token } = this.keys;
    return createHmac('sha256', token.key(token.current)!).update(`refresh\0${refreshToken}`).digest('base64url');
  }

  #key(kid: unknown): KeyObject {
    const version = typeof kid === 'string' && /^[1-9]\d{0,9}$/.test(kid) ? Number(kid) : 0;
    if (!this.keys.token.versions.includes(version) && performance.now() - this.#reloaded >= RELOAD_MS) {
      this.#reloaded = performance.now();
      this.keys.reload();
    }
    if (!this.keys.token.versions.includes(version)) throw new Error('no such key');
    return this.keys.token.key(version)!;
  }
}
