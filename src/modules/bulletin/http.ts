import type { FastifyInstance } from 'fastify';
import { POINTS } from '../../platform/access/rates.js';
import { asked, type Query, queryOf, viewers } from '../../platform/access/routes.js';
import type { Context } from '../../platform/graphql/context.js';
import { badInput } from '../../platform/graphql/mutation.js';
import { type Report, report } from './bulletin.js';
import { reportedRegion } from './bulletin.resolver.js';
import { pageOf } from './page.js';
import { firstDay, isDayOrMonth, lastDay } from './period.js';
import { sheetOf } from './sheet.js';

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const ROLES = ['office', 'auditor'] as const;

/** The report as a sheet, `GET /exports/bulletin.xlsx?from=2007-01&to=2007-11&region=500101`, and as a page to print, `GET /bulletin?…`. Offices and auditors. */
export async function bulletinRoutes(app: FastifyInstance): Promise<void> {
  app.get(
    '/exports/bulletin.xlsx',
    viewers(ROLES, 'READ', POINTS.list),
    asked(async (context, request, reply) => {
      const bytes = await sheetOf(await reportFor(context, queryOf(request)), context.platform.clock.today());
      return reply.type(XLSX).header('content-disposition', 'attachment; filename="bulletin.xlsx"').send(bytes);
    }),
  );
  app.get(
    '/bulletin',
    viewers(ROLES, 'READ', POINTS.list),
    asked(async (context, request, reply) => reply.type('text/html; charset=utf-8').send(pageOf(await reportFor(context, queryOf(request))))),
  );
}

function reportFor(context: Context, { from = '', to = '', region }: Query): Promise<Report> {
  if (!isDayOrMonth(from) || !isDayOrMonth(to))
    throw badInput('from、to 须为 2007-01 或 2007-01-31', 'from and to are such as 2007-01 or 2007-01-31');
  return report(context, reportedRegion(context, region), { first: firstDay(from), last: lastDay(to) });
}
