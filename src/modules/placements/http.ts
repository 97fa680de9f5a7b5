import type { FastifyInstance } from 'fastify';
import { POINTS } from '../../platform/access/rates.js';
import { asked, queryOf, viewers, yearOf } from '../../platform/access/routes.js';
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
  behind: row.completionRate === null ? '' : row.behindSchedule ? '是' : '否',
});

/** `GET /exports/quota-progress.xlsx?year=2007&region=500154`: the board as an office files it. Offices and auditors. */
export async function progressRoutes(app: FastifyInstance): Promise<void> {
  app.get(
    '/exports/quota-progress.xlsx',
    viewers(['office', 'auditor'], 'READ', POINTS.list),
    asked(async (context, request, reply) => {
      const query = queryOf(request);
      const year = yearOf(query);
      assertYear(year);
      const region = ownRegion(context, query['region'] ?? context.viewer.regionPath?.split('/').at(-1) ?? '');
      const progress = await progressOf(context, year, region);
      const bytes = await formOf(progress, region.name, context.platform.clock.today());
      return reply.type(XLSX).header('content-disposition', `attachment; filename="quota-progress-${year}.xlsx"`).send(bytes);
    }),
  );
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
