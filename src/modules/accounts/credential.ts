import type { Pool } from 'pg';
import type { Logger } from 'pino';
import { ANONYMOUS, type KeyScope, type Level, type Role, type Viewer } from '../../platform/access/viewer.js';
import { Mistake } from '../../platform/graphql/errors.js';
import type { AccessTokens } from './access-token.js';
import { hashOf } from './secret.js';

/** Revocation acts within this many milliseconds. */
const REMEMBERED_MS = 1_000;
const MAX_REMEMBERED = 10_000;
const USE_WRITTEN_MS = 60_000;

const BEARER = /^Bearer ([\w.-]{1,1000})$/;
const OPAQUE = /^(?:jq_[0-9a-f]{8}_[\w-]{32}|jd_[\w-]{43})$/;

const refuse = (): never => {
  throw new Mistake('UNAUTHENTICATED', { zh: '凭证无效或已过期，请重新登录', en: 'The credential is not valid or has expired; sign in again' });
};

interface Row {
  id: string;
  user_id: string;
  role: string;
  name: string;
  region_path: string | null;
  level: Level;
  institution_id: string | null;
  employer_ids: string[];
  seeker_id: string | null;
  scopes: KeyScope[] | null;
  demonstration: boolean;
  epoch: number;
}

/** Finds the viewer behind an `Authorization: Bearer …` value. No value is an anonymous visitor; a wrong one is refused. */
export class Credentials {
  readonly #known = new Map<string, { viewer: Viewer; until: number }>();
  readonly #used = new Map<string, number>();

  constructor(
    private readonly pool: Pool,
    private readonly tokens: AccessTokens,
    private readonly loopback: boolean,
    private readonly log: Logger,
  ) {}

  async viewerOf(authorization: unknown): Promise<Viewer> {
    if (authorization === undefined || authorization === '') return ANONYMOUS;
    const secret = typeof authorization === 'string' ? BEARER.exec(authorization)?.[1] : undefined;
    if (!secret) return refuse();
    const known = this.#known.get(secret);
    if (known && known.until > performance.now()) return known.viewer;
    this.#known.delete(secret);
    const viewer = await (OPAQUE.test(secret) ? this.#opaque(secret) : this.#session(secret));
    if (!viewer) return refuse();
    if (this.#known.size >= MAX_REMEMBERED) this.#known.clear();
    this.#known.set(secret, { viewer, until: performance.now() + REMEMBERED_MS });
    return viewer;
  }

  async #opaque(secret: string): Promise<Viewer | undefined> {
    const { rows } = await this.pool.query<Row>({ name: 'credential', text: 'select * from credential_of($1)', values: [hashOf(secret)] });
    const row = rows[0];
    if (!row || (row.demonstration && !this.loopback)) return undefined;
    this.#use(row.id);
    return viewerFrom(row, null);
  }

  async #session(token: string): Promise<Viewer | undefined> {
    const claims = await this.tokens.read(token);
    if (!claims) return undefined;
    const { rows } = await this.pool.query<Row>({
      name: 'session',
      text: 'select * from session_of($1, $2, $3, $4)',
      values: [claims.sessionId, claims.accountId, claims.since, claims.until],
    });
    return rows[0] && viewerFrom(rows[0], claims.until);
  }

  /** Written down once a minute for each key and device, aside: no request waits for it or fails with it. */
  #use(id: string): void {
    const now = performance.now();
    if (now - (this.#used.get(id) ?? -USE_WRITTEN_MS) < USE_WRITTEN_MS) return;
    if (this.#used.size >= MAX_REMEMBERED) this.#used.clear();
    this.#used.set(id, now);
    this.pool.query('select credential_used($1)', [id]).catch((error: unknown) => this.log.warn({ err: error }, 'last use not written down'));
  }
}

const viewerFrom = (row: Row, expiresAt: Date | null): Viewer => ({
  role: row.role.toLowerCase() as Role,
  userId: row.user_id,
  name: row.name,
  regionPath: row.region_path,
  level: row.role === 'OFFICE' ? row.level : null,
  institutionId: row.institution_id,
  employerIds: row.employer_ids,
  seekerId: row.seeker_id,
  scopes: row.scopes,
  credential: { id: row.id, epoch: row.epoch, expiresAt },
});
