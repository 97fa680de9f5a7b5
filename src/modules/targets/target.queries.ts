import { everyRow, hangingOn, type Way } from '../../platform/access/scopes.js';
import { raw, sql } from '../../platform/database/sql.js';
import { type Context, perRequest } from '../../platform/graphql/context.js';
import { measure } from '../../platform/measures/measure.js';
import { completionRate } from '../agreements/plan.js';
import { inDivision } from '../institutions/institution.queries.js';
import { timeProgress } from '../placements/progress.js';
import type { TargetProgress } from './target.js';

/** Offices what units of their division answer for, auditors all; what is published, every office. */
export const planWays: readonly Way[] = [
  { office: inDivision('unit_path'), auditor: everyRow },
  { office: (alias) => raw(`${alias}.state = 'PUBLISHED'`) },
];
export const targetWay: Way = { office: inDivision('unit_path'), auditor: everyRow };
export const ofTarget: Way = { office: hangingOn('target', 'target_id', 'Target'), auditor: everyRow };

/** Of each target what it measures. */
export const indicatorOf = perRequest<string, string>((context) => async (ids) => {
  const rows = await context.reading.rows(sql`select t.id, t.indicator from target t where t.id = any(${ids}::uuid[])`);
  const codes = new Map(rows as [string, string][]);
  return ids.map((id) => codes.get(id)!);
});

/** How far each target is now: the targets in one statement, their actuals in another, however many there are. */
export const progressOf = perRequest<string, TargetProgress>((context) => async (ids) => {
  const rows = await context.reading.rows(
    sql`select t.id, t.indicator, t.unit_path, t.year, t.value::text, t.year || '-01-01', least(app_today(), (t.year || '-12-31')::date)::text
          from target t where t.id = any(${ids}::uuid[])`,
  );
  const targets = rows as [string, string, string, number, string, string, string][];
  const { indicators, clock } = context.platform;
  const asked = targets.map(([, indicator, path, , , first, last]) => ({ indicator, path, first, last }));
  const actuals = await measure(context.reading, indicators, asked);
  const shown = targets.map(([id, code, , year, value], at) => {
    const [actual, ceiling, elapsed] = [actuals[at]!, indicators.get(code)?.ceiling === true, timeProgress(year, clock.today())];
    const rate = actual === null ? null : completionRate(Number(actual), Number(value));
    const flow = indicators.get(code)?.flow === true;
    const due = flow ? elapsed : 1;
    const behindSchedule = actual !== null && (ceiling ? actual > BigInt(value) : rate! < due);
    return [id, { actual: actual === null ? null : String(actual), completionRate: rate, timeProgress: elapsed, behindSchedule }] as const;
  });
  const byId = new Map(shown);
  return ids.map((id) => byId.get(id)!);
});

/** Names of the accounts that wrote rows down. */
export const authorIn = (
  table: 'target_report' | 'target_score' | 'target_revision' | 'target_grading',
): ((context: Context) => { load: (id: string) => Promise<string | null> }) =>
  perRequest<string, string | null>((context) => async (ids) => {
    const rows = await context.reading.rows(sql`select r.id, account_name(r.made_by) from ${raw(table)} r where r.id = any(${ids}::uuid[])`);
    const names = new Map(rows as [string, string | null][]);
    return ids.map((id) => names.get(id) ?? null);
  });
