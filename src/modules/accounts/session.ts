import type { Pool } from 'pg';
import { SYSTEM } from '../../platform/access/viewer.js';
import { under } from '../../platform/database/reading.js';
import { Mistake, type Message } from '../../platform/graphql/errors.js';
import { cleanText } from '../../platform/privacy/text.js';
import { ACCESS_SECONDS, type AccessTokens } from './access-token.js';
import { faultOf, hashPassword, inTurn, verifyPassword } from './password.js';
import { hashOf, randomSecret } from './secret.js';

/** What somebody has in hand after signing in or refreshing. */
export interface Session {
  readonly accessToken: string;
  readonly expiresIn: number;
  readonly refreshToken: string;
  readonly name: string;
  readonly role: string;
}

/** Of the server that is signed in to. */
export interface Where {
  readonly pool: Pool;
  readonly tokens: AccessTokens;
  readonly loopback: boolean;
}

export interface SignIn {
  readonly name: string;
  readonly password: string;
}

/** One answer for an unknown name, a wrong password and a locked account. */
const wrong = (): Mistake =>
  new Mistake('UNAUTHENTICATED', {
    zh: '登录名或密码不正确；多次输错会暂时锁定，请向管理员查询',
    en: 'The name or the password is not right; too many attempts lock the account for a while, an administrator can tell',
  });
const over = (): Mistake => new Mistake('UNAUTHENTICATED', { zh: '登录已失效，请重新登录', en: 'The session is over; sign in again' });
/** Told only to who gave the right password. */
const barred = (reason: string, words: Message, more: object = {}): Mistake => new Mistake('FORBIDDEN', words, { reason, ...more });

const clockOf = new Intl.DateTimeFormat('zh-CN', { timeZone: 'Asia/Shanghai', timeStyle: 'short', hourCycle: 'h23' });

/** A demonstration account signs in where its key works: on this machine only. */
async function isDemonstration(pool: Pool, accountId: string): Promise<boolean> {
  const text = 'select exists (select from api_key where account_id = $1 and demonstration) as yes';
  const { rows } = await under(pool, SYSTEM, (client) => client.query<{ yes: boolean }>(text, [accountId]));
  return rows[0]!.yes;
}

interface Attempt {
  account_id: string | null;
  hash: string | null;
  one_time: boolean;
  expired: boolean;
  disabled: boolean;
  barred_until: Date | null;
  told: boolean;
}

type Proven = Attempt & { account_id: string; hash: string };

/** Counts the attempt, then compares; whoever gets past it knows the password and may be told the truth. */
async function prove({ pool, loopback }: Where, { name, password }: SignIn): Promise<Proven> {
  const statement = { name: 'sign-in', text: 'select * from sign_in_attempt($1)', values: [cleanText(name)] };
  const { attempt, right } = await inTurn(async () => {
    const attempt = (await pool.query<Attempt>(statement)).rows[0]!;
    return { attempt, right: await verifyPassword(attempt.hash, password, attempt.one_time) };
  });
  if (!right || !attempt.told || (!loopback && (await isDemonstration(pool, attempt.account_id!)))) throw wrong();
  if (attempt.disabled) throw barred('ACCOUNT_DISABLED', { zh: '账户已停用，请联系管理员', en: 'The account is disabled; ask an administrator' });
  if (attempt.barred_until) {
    const at = clockOf.format(attempt.barred_until);
    const words = { zh: `多次输错密码，账户锁定到 ${at}，请届时再试`, en: `Too many attempts: the account is locked until ${at}; try again then` };
    throw barred('ACCOUNT_LOCKED', words, { until: attempt.barred_until.toISOString() });
  }
  if (attempt.expired)
    throw barred('PASSWORD_EXPIRED', { zh: '一次性密码已过期，请重新领取', en: 'The one-time password has expired; ask for another' });
  await pool.query('select sign_in_proved($1)', [attempt.account_id]);
  return attempt as Proven;
}

export async function signIn(where: Where, request: SignIn): Promise<Session> {
  const proven = await prove(where, request);
  if (proven.one_time)
    throw barred('PASSWORD_CHANGE_REQUIRED', {
      zh: '请先设置自己的密码（PUT /session/password）',
      en: 'Choose a password of your own first (PUT /session/password)',
    });
  return open(where, proven.account_id, proven.hash);
}

/** Proves the old password, a one-time one as well, and ends every session of before. */
export async function changePassword(where: Where, request: SignIn & { newPassword: string }): Promise<Session> {
  const fault =
    request.newPassword === request.password
      ? { zh: '新密码不能与旧密码相同', en: 'The new password is the old one' }
      : faultOf(request.newPassword, request.name);
  if (fault) throw new Mistake('BAD_USER_INPUT', fault, { field: 'newPassword' });
  const proven = await prove(where, request);
  const hash = await hashPassword(request.newPassword);
  const { rows } = await where.pool.query<{ done: boolean }>('select password_set($1, $2, null, $3) as done', [proven.account_id, hash, proven.hash]);
  if (!rows[0]!.done) throw wrong();
  return open(where, proven.account_id, hash);
}

/** `jr_<family>_<secret>`: the family finds its row, the whole is compared; only hashes are stored. */
const FORM = /^jr_([\w-]{22})_([\w-]{43})$/;

interface Opened {
  id: string;
  account_id: string;
  name: string;
  role: string;
  at: Date;
}

async function open({ pool, tokens }: Where, accountId: string, verified: string): Promise<Session> {
  const family = randomSecret(16);
  const refreshToken = `jr_${family}_${randomSecret(32)}`;
  const { rows } = await pool.query<Opened>('select * from session_open($1, $2, $3, $4)', [
    accountId,
    verified,
    hashOf(family),
    hashOf(refreshToken),
  ]);
  if (!rows[0]) throw wrong();
  return issued(tokens, rows[0], refreshToken);
}

const issued = async (tokens: AccessTokens, { id, account_id, at, name, role }: Opened, refreshToken: string): Promise<Session> => ({
  accessToken: await tokens.issue({ id, accountId: account_id, at }),
  expiresIn: ACCESS_SECONDS,
  refreshToken,
  name,
  role,
});

/** Each token opens once; one that comes back ends its family. */
export async function refresh({ pool, tokens, loopback }: Where, presented: string): Promise<Session> {
  const family = FORM.exec(presented)?.[1];
  if (family === undefined) throw over();
  const next = `jr_${family}_${tokens.successor(presented)}`;
  const { rows } = await pool.query<Opened & { outcome: string }>('select * from session_rotate($1, $2, $3)', [
    hashOf(family),
    hashOf(presented),
    hashOf(next),
  ]);
  const [row] = rows;
  if (!row || row.outcome === 'REUSED' || (!loopback && (await isDemonstration(pool, row.account_id)))) throw over();
  return issued(tokens, row, next);
}

export async function signOut(pool: Pool, presented: string): Promise<void> {
  const family = FORM.exec(presented)?.[1];
  if (family !== undefined) await pool.query('select session_end($1)', [hashOf(family)]);
}
