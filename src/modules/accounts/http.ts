import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { POINTS } from '../../platform/access/rates.js';
import { anybody } from '../../platform/access/routes.js';
import { Mistake } from '../../platform/graphql/errors.js';
import { redeemCode } from './enrolment.js';
import { LONGEST } from './password.js';
import { changePassword, refresh, type Session, signIn, signOut, type Where } from './session.js';

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

/**
 * Signing in and out, and a kiosk's first token. Over loopback the cookie goes without `Secure`, which not every client sends
 * over plain HTTP. The refresh token lives in a cookie that scripts cannot read and that goes
 * to `/session` alone; the access token goes into `Authorization`.
 */
export async function accountRoutes(app: FastifyInstance, where: Where): Promise<void> {
  const { pool, loopback } = where;
  const cookie = (value: string, seconds: number): string =>
    `${COOKIE}=${value}; Path=${PATH}; Max-Age=${seconds}; HttpOnly; SameSite=Strict${loopback ? '' : '; Secure'}`;
  const send = (reply: FastifyReply, { refreshToken, ...shown }: Session): FastifyReply =>
    reply.header('set-cookie', cookie(refreshToken, COOKIE_SECONDS)).send({ tokenType: 'Bearer', ...shown });

  const paying = (points: number) => ({ bodyLimit: MOST_BYTES, ...anybody(points, { cookie: true }) });
  app.post(PATH, paying(POINTS.signIn), async (request, reply) => send(reply, await signIn(where, read(signInForm, request))));
  app.put(`${PATH}/password`, paying(POINTS.signIn), async (request, reply) => send(reply, await changePassword(where, read(changeForm, request))));
  app.post(`${PATH}/refresh`, paying(POINTS.request), async (request, reply) => {
    try {
      return send(reply, await refresh(where, cookieOf(request)));
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
