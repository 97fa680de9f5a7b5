import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Pool } from 'pg';
import { z } from 'zod';
import { Mistake, type MistakeCode } from '../../platform/graphql/errors.js';
import type { AccessTokens } from './access-token.js';
import { redeemCode } from './enrolment.js';
import { LONGEST } from './password.js';
import { changePassword, refresh, type Session, signIn, signOut } from './session.js';

const COOKIE = 'jiangqiao_refresh';
const PATH = '/session';
const COOKIE_SECONDS = 12 * 3_600;
const MOST_BYTES = 4_096;

const STATUS: Partial<Record<MistakeCode, number>> = { UNAUTHENTICATED: 401, FORBIDDEN: 403, NOT_FOUND: 404, UNAVAILABLE: 503 };

const name = z.string().min(1).max(100);
const password = z
  .string()
  .min(1)
  .max(4 * LONGEST);
const signInForm = z.strictObject({ name, password });
const changeForm = z.strictObject({ name, password, newPassword: password });
const codeForm = z.strictObject({ code: z.string().min(1).max(40) });

export interface SessionOptions {
  readonly pool: Pool;
  readonly tokens: AccessTokens;
  /** Over loopback the cookie goes without `Secure`, which not every client sends over plain HTTP. */
  readonly loopback: boolean;
}

/**
 * Signing in and out, and a kiosk's first token. The refresh token lives in a cookie that scripts cannot read and that goes
 * to `/session` alone; the access token goes into `Authorization`.
 */
export async function accountRoutes(app: FastifyInstance, { pool, tokens, loopback }: SessionOptions): Promise<void> {
  const cookie = (value: string, seconds: number): string =>
    `${COOKIE}=${value}; Path=${PATH}; Max-Age=${seconds}; HttpOnly; SameSite=Strict${loopback ? '' : '; Secure'}`;
  const send = (reply: FastifyReply, { refreshToken, ...shown }: Session): FastifyReply =>
    reply.header('set-cookie', cookie(refreshToken, COOKIE_SECONDS)).send({ tokenType: 'Bearer', ...shown });

  app.removeContentTypeParser('text/plain');
  app.addHook('onRequest', async (request, reply) => {
    void reply.header('cache-control', 'no-store');
    assertSameOrigin(request);
  });
  app.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
    if (error instanceof Mistake) {
      const { http: _http, ...extensions } = error.extensions;
      if (error.code === 'UNAVAILABLE') void reply.header('retry-after', '2');
      return problem(reply, STATUS[error.code] ?? 400, error.words, extensions);
    }
    if (error.statusCode !== undefined && error.statusCode < 500)
      return problem(reply, error.statusCode, UNREADABLE, { code: error.statusCode === 413 ? 'TOO_COMPLEX' : 'BAD_USER_INPUT' });
    request.log.error({ err: error }, 'unexpected');
    return problem(reply, 500, { zh: '内部错误，请稍后重试', en: 'Something went wrong on our side' }, { code: 'INTERNAL' });
  });

  const limit = { bodyLimit: MOST_BYTES };
  app.post(PATH, limit, async (request, reply) => send(reply, await signIn(pool, tokens, read(signInForm, request))));
  app.put(`${PATH}/password`, limit, async (request, reply) => send(reply, await changePassword(pool, tokens, read(changeForm, request))));
  app.post(`${PATH}/refresh`, limit, async (request, reply) => {
    try {
      return send(reply, await refresh(pool, tokens, cookieOf(request)));
    } catch (error) {
      if (error instanceof Mistake) void reply.header('set-cookie', cookie('', 0));
      throw error;
    }
  });
  app.delete(PATH, limit, async (request, reply) => {
    await signOut(pool, cookieOf(request));
    return reply.header('set-cookie', cookie('', 0)).status(204).send();
  });
  app.post('/devices/enrol', limit, async (request, reply) => reply.status(201).send(await redeemCode(pool, read(codeForm, request).code)));
}

const UNREADABLE = { zh: '请求无法读取：须为 JSON，字段见说明', en: 'The request could not be read: JSON with the documented fields' };

const problem = (reply: FastifyReply, status: number, words: { zh: string; en: string }, extensions: object): FastifyReply =>
  reply.status(status).send({ errors: [{ message: `${words.zh} · ${words.en}`, extensions }] });

function read<T>(form: z.ZodType<T>, request: FastifyRequest): T {
  const parsed = form.safeParse(request.body);
  if (!parsed.success) throw new Mistake('BAD_USER_INPUT', UNREADABLE);
  return parsed.data;
}

const cookieOf = (request: FastifyRequest): string => new RegExp(`(?:^|;\\s*)${COOKIE}=([\\w-]+)`).exec(request.headers.cookie ?? '')?.[1] ?? '';

/** A browser says where a request comes from; only our own pages may make one. Programs say nothing and carry no cookies of others. */
function assertSameOrigin({ headers }: FastifyRequest): void {
  const { origin, host, 'sec-fetch-site': site } = headers;
  const own = origin === undefined || (URL.canParse(origin) && new URL(origin).host === host);
  if (own && (site === undefined || site === 'same-origin' || site === 'none')) return;
  throw new Mistake('FORBIDDEN', { zh: '不接受其他网站发来的请求', en: 'Requests from other sites are not taken' }, { reason: 'ORIGIN' });
}
