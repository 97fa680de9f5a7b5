import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Context } from '../../platform/graphql/context.js';
import { Mistake } from '../../platform/graphql/errors.js';
import { CLEAR, seekerSheet } from './seeker-sheet.js';

const MOST_PEOPLE = 500;
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const EXPORTERS = new Set(['intermediary', 'office']);

const form = z.strictObject({
  seekers: z
    .array(z.uuid().toLowerCase())
    .min(1)
    .max(MOST_PEOPLE)
    .refine((ids) => new Set(ids).size === ids.length),
  clear: z.array(z.enum(CLEAR)).max(CLEAR.length).default([]),
  reason: z.string().trim().min(2).max(200),
});

/** `POST /exports/seekers` with `{ seekers, clear, reason }` answers a sheet; each request is another export. */
export async function exportRoutes(app: FastifyInstance, contextOf: (request: FastifyRequest) => Promise<Context>): Promise<void> {
  app.post('/exports/seekers', async (request, reply) => {
    const context = await contextOf(request);
    if (context.viewer.role === 'anonymous') throw new Mistake('UNAUTHENTICATED', { zh: '请先登录', en: 'Sign in first' });
    if (!EXPORTERS.has(context.viewer.role)) throw new Mistake('FORBIDDEN', { zh: '您的角色不能导出名单', en: 'Your role may not export people' });
    const wanted = form.safeParse(request.body);
    if (!wanted.success) throw WRONG;
    const { request: number, sheet } = await seekerSheet(context, wanted.data);
    return reply
      .type(XLSX)
      .header('cache-control', 'no-store')
      .header('content-disposition', 'attachment; filename="seekers.xlsx"')
      .header('x-request-id', number)
      .send(sheet);
  });
}

const WRONG = new Mistake('BAD_USER_INPUT', {
  zh: `请给出 1 至 ${MOST_PEOPLE} 名人员、需要明文的项目（${CLEAR.join('、')}，可不填）和理由`,
  en: `Give 1 to ${MOST_PEOPLE} people, what is needed in the clear (${CLEAR.join(', ')}, or nothing) and a reason`,
});
