import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Context } from '../../platform/graphql/context.js';
import { Mistake } from '../../platform/graphql/errors.js';
import { badInput } from '../../platform/graphql/mutation.js';
import { type Report, report } from './bulletin.js';
import { reportedRegion } from './bulletin.resolver.js';
import { pageOf } from './page.js';
import { firstDay, isDayOrMonth, lastDay } from './period.js';
import { sheetOf } from './sheet.js';

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
type Asked = FastifyRequest<{ Querystring: { from?: string; to?: string; region?: string } }>;

/** The report as a sheet, `GET /exports/bulletin.xlsx?from=2007-01&to=2007-11&region=500101`, and as a page to print, `GET /bulletin?…`. Offices and auditors. */
export async function bulletinRoutes(
  app: FastifyInstance,
  { contextOf }: { contextOf: (request: FastifyRequest) => Promise<Context> },
): Promise<void> {
  const reported = async (request: Asked): Promise<{ whole: Report; today: string }> => {
    const context = await contextOf(request);
    try {
      return { whole: await reportFor(context, request.query), today: context.platform.clock.today() };
    } finally {
      await context.reading.close();
    }
  };
  app.get('/exports/bulletin.xlsx', async (request: Asked, reply) => {
    const { whole, today } = await reported(request);
    return reply
      .type(XLSX)
      .header('content-disposition', 'attachment; filename="bulletin.xlsx"')
      .send(await sheetOf(whole, today));
  });
  app.get('/bulletin', async (request: Asked, reply) => {
    const { whole } = await reported(request);
    return reply.type('text/html; charset=utf-8').send(pageOf(whole));
  });
}

function reportFor(context: Context, { from = '', to = '', region }: Asked['query']): Promise<Report> {
  const { role } = context.viewer;
  if (role === 'anonymous') throw new Mistake('UNAUTHENTICATED', { zh: '请先登录', en: 'Sign in first' });
  if (role !== 'office' && role !== 'auditor') throw new Mistake('FORBIDDEN', { zh: '您的角色不能使用此表', en: 'Your role may not use this sheet' });
  if (!isDayOrMonth(from) || !isDayOrMonth(to))
    throw badInput('from、to 须为 2007-01 或 2007-01-31', 'from and to are such as 2007-01 or 2007-01-31');
  return report(context, reportedRegion(context, region), { first: firstDay(from), last: lastDay(to) });
}
