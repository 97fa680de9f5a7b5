import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Context } from '../../platform/graphql/context.js';
import { Mistake } from '../../platform/graphql/errors.js';
import { writeForm } from '../../platform/sheets/form.js';
import { isOfBothKinds, type Progress, progressOf, type ProgressRow } from './progress.js';
import { assertYear, ownRegion } from './progress.resolver.js';

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const KINDS: Record<string, string> = { MAIN_URBAN: '主城区', PARTNER: '对口支援地区' };
const COLUMNS = [
  { key: 'code', title: '区县代码' },
  { key: 'county', title: '区县' },
  { key: 'kind', title: '输入地类别' },
  { key: 'destination', title: '输入地' },
  { key: 'plan', title: '年度计划（人）' },
  { key: 'places', title: '名额（个）' },
  { key: 'reserved', title: '预留（个）' },
  { key: 'confirmed', title: '确认（个）' },
  { key: 'arrived', title: '到达（人）' },
  { key: 'stable', title: '稳定（人）' },
  { key: 'completion', title: '完成年计划' },
  { key: 'behind', title: '是否滞后于序时进度' },
];

const percent = (rate: number | null): string => (rate === null ? '' : `${(Math.round(rate * 1_000) / 10).toFixed(1)}%`);
const kindOf = (row: ProgressRow): string | undefined =>
  row.destinationKind === null ? (isOfBothKinds(row) ? '两类合计' : '不计入任务') : KINDS[row.destinationKind];
const cells = (row: ProgressRow, unit: string): Record<string, unknown> => ({
  code: row.county?.code ?? '',
  county: row.county?.name ?? `${unit}合计`,
  kind: kindOf(row),
  destination: row.destination?.name ?? '小计',
  plan: row.plan,
  places: row.places,
  reserved: row.reserved,
  confirmed: row.confirmed,
  arrived: row.arrived,
  stable: row.stable,
  completion: percent(row.completionRate),
  behind: row.behindSchedule ? '是' : '否',
});

/** `GET /exports/quota-progress.xlsx?year=2007&region=500154`: the board as an office files it. Offices and auditors. */
export async function progressRoutes(
  app: FastifyInstance,
  { contextOf }: { contextOf: (request: FastifyRequest) => Promise<Context> },
): Promise<void> {
  app.get<{ Querystring: { year?: string; region?: string } }>('/exports/quota-progress.xlsx', async (request, reply) => {
    const context = await contextOf(request);
    try {
      if (context.viewer.role === 'anonymous') throw new Mistake('UNAUTHENTICATED', { zh: '请先登录', en: 'Sign in first' });
      if (!['office', 'auditor'].includes(context.viewer.role))
        throw new Mistake('FORBIDDEN', { zh: '您的角色不能导出此表', en: 'Your role may not export this' });
      const year = Number(request.query.year);
      if (!/^\d{4}$/.test(request.query.year ?? ''))
        throw new Mistake('BAD_USER_INPUT', { zh: 'year 须为四位年份', en: 'year is a year of four digits' });
      assertYear(year);
      const region = ownRegion(context, request.query.region ?? context.viewer.regionPath?.split('/').at(-1) ?? '');
      const progress = await progressOf(context, year, region);
      const bytes = await formOf(progress, region.name, context.platform.clock.today());
      return await reply.type(XLSX).header('content-disposition', `attachment; filename="quota-progress-${year}.xlsx"`).send(bytes);
    } finally {
      await context.reading.close();
    }
  });
}

function formOf({ year, rows, total }: Progress, unit: string, date: string): Promise<Buffer> {
  return writeForm({
    title: `${year} 年劳务输出计划、名额与完成情况表`,
    unit,
    date,
    columns: COLUMNS,
    rows: rows.map((row) => cells(row, unit)),
    total: { ...cells(total, unit), code: '合计', county: '', kind: '', destination: '' },
  });
}
