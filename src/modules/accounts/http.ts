import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Pool } from 'pg';
import { z } from 'zod';
import { POINTS } from '../../platform/access/rates.js';
import { anybody } from '../../platform/access/routes.js';
import { Mistake } from '../../platform/graphql/errors.js';
import type { AccessTokens } from './access-token.js';
import { redeemCode } from './enrolment.js';
import { LONGEST } from './password.js';
import { changePassword, refresh, type Session, signIn, signOut } from './session.js';

const COOKIE = 'jiangqiao_refresh';
const PATH = '/session';
const COOKIE_SECONDS = 12 * 3_600;
const MOST_BYTES = 4_096;

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

  const paying = (points: number) => ({ bodyLimit: MOST_BYTES, ...anybody(points, { cookie: true }) });
  app.post(PATH, paying(POINTS.signIn), async (request, reply) => send(reply, await signIn(pool, tokens, read(signInForm, request))));
  app.put(`${PATH}/password`, paying(POINTS.signIn), async (request, reply) =>
    send(reply, await changePassword(pool, tokens, read(changeForm, request))),
  );
  app.post(`${PATH}/refresh`, paying(POINTS.request), async (request, reply) => {
    try {
      return send(reply, await refresh(pool, tokens, cookieOf(request)));
    } catch (error) {
      if (error instanceof Mistake) void reply.header('set-cookie', cookie('', 0));
      throw error;
    }
  });
  app.delete(PATH, paying(POINTS.request), async (request, reply) => {
    await signOut(pool, cookieOf(request));
    return reply.header('set-cookie', cookie('', 0)).status(204).send();
  });
  app.post('/devices/enrol', paying(POINTS.lookUp), async (request, reply) =>
    reply.status(201).send(await redeemCode(pool, read(codeForm, request).code)),
  );
}

const UNREADABLE = { zh: '请求无法读取：须为 JSON，字段见说明', en: 'The request could not be read: JSON with the documented fields' };

function read<T>(form: z.ZodType<T>, request: FastifyRequest): T {
  const parsed = form.safeParse(request.body);
  if (!parsed.success) throw new Mistake('BAD_USER_INPUT', UNREADABLE);
  return parsed.data;
}

const IN_HEADER = new RegExp(`(?:^|;\\s*)${COOKIE}=([\\w-]+)`);
const cookieOf = ({ headers }: FastifyRequest): string => IN_HEADER.exec(headers.cookie ?? '')?.[1] ?? '';
