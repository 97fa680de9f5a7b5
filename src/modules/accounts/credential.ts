import { createHash, randomBytes } from 'node:crypto';
import type { Pool } from 'pg';
import { ANONYMOUS, type Role, SYSTEM, type Viewer } from '../../platform/access/viewer.js';
import { under } from '../../platform/database/reading.js';
import { Mistake } from '../../platform/graphql/errors.js';

export const hashOf = (secret: string): Buffer => createHash('sha256').update(secret).digest();

/** A new key: the secret is shown once, the rest is stored. */
export function newApiKey(): { secret: string; prefix: string; hash: Buffer } {
  const prefix = randomBytes(4).toString('hex');
  const secret = `jq_${prefix}_${randomBytes(24).toString('base64url')}`;
  return { secret, prefix, hash: hashOf(secret) };
}

/** Revocation acts within this many milliseconds. */
const REMEMBERED_MS = 1_000;
const MAX_REMEMBERED = 10_000;

const refuse = (): never => {
  throw new Mistake('UNAUTHENTICATED', { zh: '凭证无效或已过期，请重新登录', en: 'The credential is not valid or has expired; sign in again' });
};

/** Finds the viewer behind an `Authorization: Bearer …` value. No value is an anonymous visitor; a wrong one is refused. */
export class Credentials {
  readonly #known = new Map<string, { viewer: Viewer; until: number }>();

  constructor(
    private readonly pool: Pool,
    private readonly loopback: boolean,
  ) {}

  async viewerOf(authorization: unknown): Promise<Viewer> {
    if (authorization === undefined || authorization === '') return ANONYMOUS;
    const secret = typeof authorization === 'string' ? /^Bearer (jq_[0-9a-f]{8}_[\w-]{32})$/.exec(authorization)?.[1] : undefined;
    if (!secret) return refuse();
    const known = this.#known.get(secret);
    if (known && known.until > performance.now()) return known.viewer;
    this.#known.delete(secret);
    const viewer = await this.#read(secret);
    if (!viewer) return refuse();
    if (this.#known.size >= MAX_REMEMBERED) this.#known.clear();
    this.#known.set(secret, { viewer, until: performance.now() + REMEMBERED_MS });
    return viewer;
  }

  async #read(secret: string): Promise<Viewer | undefined> {
    type Found = {
      id: string;
      role: string;
      name: string;
      path: string | null;
      institution_id: string | null;
      employer_ids: string[];
      seeker_id: string | null;
      demonstration: boolean;
    };
    const statement = {
      name: 'credential',
      text: `select a.id, a.role, a.name, r.path, a.institution_id, a.employer_ids, a.seeker_id, k.demonstration
               from api_key k join account a on a.id = k.account_id left join region r on r.id = a.region_id
              where k.hash = $1 and k.revoked_at is null and a.disabled_at is null and (k.expires_at is null or k.expires_at > app_now())`,
      values: [hashOf(secret)],
    };
    const { rows } = await under(this.pool, SYSTEM, (client) => client.query<Found>(statement));
    const row = rows[0];
    if (!row || (row.demonstration && !this.loopback)) return undefined;
    return {
      role: row.role.toLowerCase() as Role,
      userId: row.id,
      name: row.name,
      regionPath: row.path,
      institutionId: row.institution_id,
      employerIds: row.employer_ids,
      seekerId: row.seeker_id,
    };
  }
}
