import type { FastifyInstance } from 'fastify';
import { POINTS } from '../../platform/access/rates.js';
import { asked, neededOf, queryOf, viewers } from '../../platform/access/routes.js';
import { hasId, raw, sql } from '../../platform/database/sql.js';
import type { Context } from '../../platform/graphql/context.js';
import { Mistake, UNKNOWN } from '../../platform/graphql/errors.js';
import { once } from '../../platform/graphql/mutation.js';
import { inTurn } from '../../platform/idempotency/idempotency.js';
import type { Indicator } from '../../platform/measures/indicator.js';
import { measure } from '../../platform/measures/measure.js';
import { blindIndexes } from '../../platform/privacy/envelope.js';
import { writeForm } from '../../platform/sheets/form.js';
import type { SheetField } from '../../platform/sheets/header-map.js';
import { cellsOf, takeBytes } from '../../platform/sheets/intake.js';
import { takingSheet } from '../../platform/sheets/turns.js';
import { completionRate } from '../agreements/plan.js';
import { allocatePlan } from './allocation.service.js';
import type { TargetPartInput } from './target.inputs.js';

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const KEY = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * A plan with the units below it as an office files it: `GET /exports/targets.xlsx?plan=<id>`. The same form with other numbers
 * divides the plan: `POST /target-plans/<id>/parts` with the header `Idempotency-Key`, all of it or nothing.
 */
export async function targetRoutes(app: FastifyInstance): Promise<void> {
  takeBytes(app);
  app.get(
    '/exports/targets.xlsx',
    viewers(['office', 'auditor'], 'READ', POINTS.list),
    asked(async (context, request, reply) => {
      const sheet = await formOf(context, neededOf(queryOf(request), 'plan'));
      return reply.type(XLSX).header('content-disposition', 'attachment; filename="targets.xlsx"').send(sheet);
    }),
  );
  app.post<{ Params: { id: string } }>(
    '/target-plans/:id/parts',
    viewers(['office'], 'IMPORT', POINTS.sheet),
    takingSheet<{ Params: { id: string } }>(async (context, request) => {
      const key = request.headers['idempotency-key'];
      if (typeof key !== 'string' || !KEY.test(key))
        throw new Mistake('BAD_USER_INPUT', { zh: '请在 Idempotency-Key 中给出一个 UUID', en: 'Give a UUID in the header Idempotency-Key' });
      return divide(context, request.params.id, request.body, key);
    }),
  );
}

const percent = (rate: number): string => `${(Math.round(rate * 1_000) / 10).toFixed(1)}%`;
const isRate = (indicator: Indicator): boolean => indicator.unit === 'RATE';
/** Rates are written as percent; everything else as it is counted. */
const written = (indicator: Indicator, value: bigint | null): unknown =>
  value === null ? null : isRate(indicator) ? percent(Number(value) / 10_000) : value;

interface Line {
  unit: string;
  name: string;
  path: string;
  indicator: string;
  value: string;
  year: number;
}

async function formOf(context: Context, id: string): Promise<Buffer> {
  const scope = context.shapes.scope('Target', 't', context.viewer) ?? raw('true');
  const rows = await context.reading.rows(sql`
    select p.id, u.name, t.unit_path, t.indicator, t.value::text, t.year
      from target t join target_plan p on p.id = t.plan_id join assessed_unit u on u.id = p.unit_id
     where (${hasId('p.id', id)} or ${hasId('p.parent_id', id)}) and (${scope}) order by case when ${hasId('p.id', id)} then 0 else 1 end, t.unit_path, u.name, u.id, t.indicator`);
  if (rows.length === 0) throw new Mistake('NOT_FOUND', UNKNOWN);
  const { indicators, clock } = context.platform;
  const lines = rows.map(([unit, name, path, indicator, value, year]) => ({ unit, name, path, indicator, value, year }) as Line);
  const { year } = lines[0]!;
  const last = [clock.today(), `${year}-12-31`].toSorted()[0]!;
  const asked = lines.map(({ indicator, path }) => ({ indicator, path, first: `${year}-01-01`, last }));
  const actuals = await measure(context.reading, indicators, asked);
  const codes = [...new Set(lines.map((line) => line.indicator))].filter((code) => indicators.has(code));
  const columns = [
    { key: 'unit', title: '单位' },
    { key: 'id', title: '计划编号' },
    ...codes.flatMap((code) => {
      const { name } = indicators.get(code)!;
      return [
        { key: code, title: name.zh },
        { key: `${code} actual`, title: `${name.zh}—完成` },
        { key: `${code} rate`, title: `${name.zh}—完成率` },
      ];
    }),
  ];
  const units = Map.groupBy(lines.keys(), (at) => lines[at]!.unit);
  const cells = [...units.values()].map((places) => {
    const first = lines[places[0]!]!;
    const row: Record<string, unknown> = { unit: first.name, id: first.unit };
    for (const at of places) {
      const { indicator: code, value } = lines[at]!;
      const indicator = indicators.get(code);
      if (!indicator) continue;
      const actual = actuals[at]!;
      row[code] = written(indicator, BigInt(value));
      row[`${code} actual`] = written(indicator, actual);
      row[`${code} rate`] = actual === null ? '' : percent(completionRate(Number(actual), Number(value)));
    }
    return row;
  });
  const [top, ...parts] = cells as [Record<string, unknown>, ...Record<string, unknown>[]];
  return writeForm({
    title: `${year} 年就业再就业目标任务分解与完成情况表`,
    unit: String(top['unit']),
    date: clock.today(),
    columns,
    rows: parts,
    total: { ...top, unit: '合计（本级任务）' },
  });
}

/** `650` counted, `65%` or `65.00%` of a rate. */
function numberOf(indicator: Indicator, text: string): bigint | null {
  const plain = text.replace(/[,，\s]/g, '');
  if (!isRate(indicator)) return /^\d{1,12}$/.test(plain) ? BigInt(plain) : null;
  const [, whole, part = ''] = /^(\d{1,3})(?:\.(\d{1,2}))?[%％]$/.exec(plain) ?? [];
  return whole === undefined ? null : BigInt(whole) * 100n + BigInt(part.padEnd(2, '0'));
}

const wrong = (row: number, zh: string, en: string): Mistake =>
  new Mistake('BAD_USER_INPUT', { zh: `第 ${row} 行：${zh}`, en: `Row ${row}: ${en}` }, { row });

async function partsOf(context: Context, id: string, body: unknown): Promise<TargetPartInput[]> {
  const { indicators } = context.platform;
  const known = await context.reading.rows(sql`select t.indicator from target t where ${hasId('t.plan_id', id)}`);
  const own = known.flatMap(([code]) => indicators.get(code as string) ?? []);
  if (own.length === 0) throw new Mistake('NOT_FOUND', UNKNOWN);
  const fields: readonly SheetField[] = [
    { key: 'unit', names: ['单位', '被考核单位', 'unit'], required: true },
    ...own.map(({ code, name }) => ({ key: code, names: [name.zh, code] })),
  ];
  const { rows } = await cellsOf(body, fields);
  const names = rows.map(({ cells }) => cells['unit'] ?? '');
  const units = await context.reading.rows(
    sql`select u.name, array_agg(u.id::text) from assessed_unit u join target_plan p on p.id::text = ${id} and (u.region_path = p.unit_path or starts_with(u.region_path, p.unit_path || '/'))
         where u.name = any(${names}::text[]) group by 1`,
  );
  const byName = new Map(units as [string, string[]][]);
  return rows
    .filter(({ cells }) => !(cells['unit'] ?? '').startsWith('合计'))
    .map(({ number, cells }) => {
      const [unit, ...others] = byName.get(cells['unit'] ?? '') ?? [];
      if (unit === undefined || others.length > 0)
        throw wrong(number, '没有这个被考核单位，或有同名单位', 'There is no such unit, or several of that name');
      const targets = own.flatMap((indicator) => {
        const text = cells[indicator.code] ?? '';
        if (text === '') return [];
        const value = numberOf(indicator, text);
        if (value === null) throw wrong(number, `“${indicator.name.zh}”无法识别`, `“${indicator.name.en}” is not understood`);
        return [{ indicator: indicator.code, value }];
      });
      return { unit, targets };
    });
}

async function divide(context: Context, id: string, body: unknown, key: string): Promise<object> {
  const parts = await partsOf(context, id, body);
  await context.reading.end();
  const { platform, viewer } = context;
  const request = JSON.stringify({
    id,
    parts: parts.map((part) => ({ ...part, targets: part.targets.map((one) => ({ ...one, value: String(one.value) })) })),
  });
  const digests = blindIndexes(platform.vault.keys, 'request', request).map(({ index }) => index);
  const effect = { actor: viewer.userId ?? viewer.role, operation: 'targetPlanParts', key, digests };
  const { refusals } = await inTurn(effect, () =>
    once(context, effect, async (em) => ({ plan: (await allocatePlan(em, viewer, platform.indicators, id, { parts, reason: '表格导入' })).id })),
  );
  return { stored: refusals.length === 0 ? parts.length : 0, userErrors: refusals };
}
