import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { POINTS } from '../../platform/access/rates.js';
import { asked, viewers } from '../../platform/access/routes.js';
import { Mistake } from '../../platform/graphql/errors.js';
import { isWords } from '../../platform/graphql/words.js';
import { freeText } from '../../platform/privacy/redact.js';
import { CLEAR, seekerSheet } from './seeker-sheet.js';

const MOST_PEOPLE = 500;
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

const form = z.strictObject({
  seekers: z
    .array(z.uuid().toLowerCase())
    .min(1)
    .max(MOST_PEOPLE)
    .refine((ids) => new Set(ids).size === ids.length),
  clear: z.array(z.enum(CLEAR)).max(CLEAR.length).default([]),
  reason: z
    .string()
    .refine((text) => isWords(text, 2, 200))
    .transform(freeText),
});

/** `POST /exports/seekers` with `{ seekers, clear, reason }` answers a sheet; each request is another export. A key needs what it needs for a reveal. */
export async function exportRoutes(app: FastifyInstance): Promise<void> {
  app.post(
    '/exports/seekers',
    viewers(['intermediary', 'office'], 'WRITE', POINTS.list),
    asked(async (context, { body }, reply) => {
      const wanted = form.safeParse(body);
      if (!wanted.success) throw WRONG;
      const { request: number, sheet } = await seekerSheet(context, wanted.data);
      return reply
        .type(XLSX)
        .header('cache-control', 'no-store')
        .header('content-disposition', 'attachment; filename="seekers.xlsx"')
        .header('x-request-id', number)
        .send(sheet);
    }),
  );
}

const WRONG = new Mistake('BAD_USER_INPUT', {
  zh: `请给出 1 至 ${MOST_PEOPLE} 名人员、需要明文的项目（${CLEAR.join('、')}，可不填）和 2 至 200 字的理由`,
  en: `Give 1 to ${MOST_PEOPLE} people, what is needed in the clear (${CLEAR.join(', ')}, or nothing) and a reason of 2 to 200 characters`,
});
