import { ref } from '@mikro-orm/core';
import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import { byAnother } from '../../platform/access/another.js';
import type { Viewer } from '../../platform/access/viewer.js';
import { today } from '../../platform/clock/clock.js';
import { within } from '../../platform/database/within.js';
import { Refusal } from '../../platform/graphql/errors.js';
import { found } from '../../platform/graphql/mutation.js';
import { type Indicators, measure } from '../../platform/measures/measure.js';
import { freeText } from '../../platform/privacy/redact.js';
import { lockedPlan } from './allocation.service.js';
import { AssessmentRule, type ScoreStage, Target, type TargetGrade, TargetGrading, TargetPlan, TargetReport, TargetScore } from './target.js';

const HUNDREDTHS = 100;

/** The rule that holds for a year; there is a default. */
export const ruleOf = async (em: EntityManager, year: number): Promise<AssessmentRule> =>
  (await em.find(AssessmentRule, { fromYear: { $lte: year } }, { orderBy: { fromYear: 'desc' }, limit: 1 }))[0]!;

const firstDay = (year: number): string => `${year}-01-01`;
const lastDay = (year: number): string => `${year}-12-31`;

/** Computes what a unit reached and keeps it. Reports follow each other; what falls has to be explained. A plan that was opened again is divided first. */
export async function reportPlan(
  em: EntityManager,
  viewer: Viewer,
  indicators: Indicators,
  id: string,
  input: { through?: string; correction?: string },
): Promise<TargetPlan> {
  const { plan } = await lockedPlan(em, viewer, id, 'UNIT');
  if (plan.state === 'ISSUED' && (await em.count(TargetPlan, { parent: id })) > 0)
    throw new Refusal('ILLEGAL_TRANSITION', ['id'], {
      zh: '任务重新打开后尚未再次分解，请先分解再报告',
      en: 'The plan was opened again: divide it first, then report',
    });
  plan.moveTo('REPORTING');
  const day = await today(em);
  const latest = day < lastDay(plan.year) ? day : lastDay(plan.year);
  const through = input.through ?? latest;
  if (through < (plan.reportedThrough ?? firstDay(plan.year)) || through > latest)
    throw new Refusal('INVALID', ['input', 'through'], {
      zh: `截止日期须在 ${plan.reportedThrough ?? firstDay(plan.year)} 与 ${latest} 之间`,
      en: `The last day lies between ${plan.reportedThrough ?? firstDay(plan.year)} and ${latest}`,
    });
  const targets = await em.find(Target, { plan: id }, { orderBy: { id: 'asc' } });
  const asked = targets.map((one) => ({ indicator: one.indicator, path: one.unitPath, first: firstDay(plan.year), last: through }));
  const actuals = await measure(within(em), indicators, asked);
  const before = await lastReports(em, targets);
  for (const [at, target] of targets.entries()) {
    const actual = actuals[at]!;
    const fell = indicators.get(target.indicator)?.flow === true && (actual ?? 0n) < (before.get(target.id)?.actual ?? 0n);
    if (fell && input.correction === undefined)
      throw new Refusal('NOT_ELIGIBLE', ['input', 'correction'], {
        zh: `“${indicators.get(target.indicator)!.name.zh}”较上次报告减少，请写明更正原因`,
        en: `“${indicators.get(target.indicator)!.name.en}” fell since the report before: say why`,
      });
    const correction = fell ? freeText(input.correction!) : null;
    em.persist(Object.assign(new TargetReport(), { target: ref(target), throughOn: through, actual, correction, madeBy: viewer.userId }));
  }
  plan.reportedThrough = through;
  plan.steppedBy = viewer.userId;
  return plan;
}

async function lastReports(em: EntityManager, targets: readonly Target[]): Promise<Map<string, TargetReport>> {
  const rows = await em.find(TargetReport, { target: { $in: targets.map((one) => one.id) } }, { orderBy: { createdAt: 'asc', id: 'asc' } });
  return new Map(rows.map((one) => [one.target.id, one]));
}

/** Points in hundredths: in proportion up to the whole weight (ours); a ceiling that is missed brings none (Guangdong's scheme). */
export function pointsFor(weight: number, value: bigint, actual: bigint | null, ceiling: boolean): number {
  const whole = weight * HUNDREDTHS;
  if (actual === null) return 0;
  if (ceiling) return actual <= value ? whole : 0;
  return actual >= value ? whole : Number((2n * BigInt(whole) * actual + value) / (2n * value));
}

interface Finding {
  target: string;
  evidence: string;
  unserved?: number;
}

/** Scores of one stage: one for each target of the plan, on its last report. Returns their sum. */
async function score(
  em: EntityManager,
  viewer: Viewer,
  indicators: Indicators,
  plan: TargetPlan,
  stage: ScoreStage,
  findings: readonly Finding[],
): Promise<number> {
  const targets = await em.find(Target, { plan: plan.id }, { orderBy: { id: 'asc' } });
  const reports = await lastReports(em, targets);
  const { deductionEach } = await ruleOf(em, plan.year);
  const byTarget = new Map(findings.map((one, at) => [one.target, { ...one, at }]));
  for (const { target, at } of byTarget.values())
    await found(Promise.resolve(targets.find((one) => one.id === target) ?? null), ['input', 'scores', String(at), 'target']);
  let sum = 0;
  for (const target of targets) {
    const finding = byTarget.get(target.id);
    const evidence = freeText(finding?.evidence ?? '');
    if (!finding || evidence === '')
      throw new Refusal('INVALID', finding ? ['input', 'scores', String(finding.at), 'evidence'] : ['input', 'scores'], {
        zh: '每项得分都要有依据，请补充',
        en: 'Every score rests on evidence; some is missing',
      });
    const report = reports.get(target.id)!;
    const earned = pointsFor(target.weight, target.value, report.actual, indicators.get(target.indicator)?.ceiling === true);
    const deduction = Math.min(earned, (finding.unserved ?? 0) * deductionEach * HUNDREDTHS);
    const points = earned - deduction;
    em.persist(
      Object.assign(new TargetScore(), { target: ref(target), stage, report: ref(report), points, deduction, evidence, madeBy: viewer.userId }),
    );
    sum += points;
  }
  return sum;
}

/** After the year, on a report to its last day; the person who reported does not assess. */
export async function selfAssess(
  em: EntityManager,
  viewer: Viewer,
  indicators: Indicators,
  id: string,
  findings: readonly Finding[],
): Promise<TargetPlan> {
  const { plan } = await lockedPlan(em, viewer, id, 'UNIT');
  plan.moveTo('SELF_ASSESSED');
  plan.steppedBy = byAnother(viewer, plan.steppedBy);
  if (plan.reportedThrough !== lastDay(plan.year))
    throw new Refusal('NOT_ELIGIBLE', ['id'], { zh: '请先报告全年完成情况，再自评', en: 'Report the whole year first, then assess' });
  await score(em, viewer, indicators, plan, 'SELF', findings);
  return plan;
}

export async function checkPlan(
  em: EntityManager,
  viewer: Viewer,
  indicators: Indicators,
  id: string,
  findings: readonly Finding[],
): Promise<TargetPlan> {
  const { plan } = await assessed(em, viewer, id);
  plan.moveTo('CHECKED');
  plan.steppedBy = byAnother(viewer, plan.steppedBy);
  plan.score = await score(em, viewer, indicators, plan, 'CHECK', findings);
  return plan;
}

/** What is at the top is assessed by nobody here. */
async function assessed(em: EntityManager, viewer: Viewer, id: string): Promise<{ plan: TargetPlan; parent: TargetPlan | null }> {
  const held = await lockedPlan(em, viewer, id, 'ABOVE');
  if (held.parent || held.plan.programme === 'PILOT') return held;
  throw new Refusal('NOT_ELIGIBLE', ['id'], { zh: '最上级计划不在本平台考核', en: 'The plan at the top is not assessed here' });
}

export async function gradePlan(em: EntityManager, viewer: Viewer, id: string, grade: TargetGrade, reason: string): Promise<TargetPlan> {
  const { plan } = await assessed(em, viewer, id);
  const again = plan.state === 'GRADED';
  plan.moveTo('GRADED');
  // A grade may be put right by whoever gave it, for the quota's sake.
  plan.steppedBy = again ? viewer.userId : byAnother(viewer, plan.steppedBy);
  const { excellentFrom, passFrom } = await ruleOf(em, plan.year);
  const least = grade === 'EXCELLENT' ? excellentFrom : grade === 'PASS' ? passFrom : 0;
  if (plan.falsifiedOn !== null && grade !== 'FAIL')
    throw new Refusal('NOT_ELIGIBLE', ['input', 'grade'], {
      zh: '数据弄虚作假，取消评优评先资格，只能定为不合格',
      en: 'Numbers were falsified: no grade above FAIL',
    });
  if (plan.score! < least * HUNDREDTHS)
    throw new Refusal('NOT_ELIGIBLE', ['input', 'grade'], {
      zh: `得分 ${plan.score! / HUNDREDTHS}，该等次须达到 ${least} 分`,
      en: `${plan.score! / HUNDREDTHS} points; this grade takes ${least}`,
    });
  graded(em, viewer, plan, grade, reason);
  return plan;
}

/** The grade of a plan from now on; the one before stays among its gradings. */
function graded(em: EntityManager, viewer: Viewer, plan: TargetPlan, grade: TargetGrade, reason: string): void {
  Object.assign(plan, { grade, gradeReason: freeText(reason) });
  const { unitPath, gradeReason } = plan;
  em.persist(Object.assign(new TargetGrading(), { plan: ref(plan), unitPath, grade, reason: gradeReason, madeBy: viewer.userId }));
}

/** Whoever holds the division above says so, at any time after the first report; it costs the grade, also a published one. */
export async function falsify(em: EntityManager, viewer: Viewer, id: string, reason: string): Promise<TargetPlan> {
  const { plan } = await assessed(em, viewer, id);
  if (plan.reportedThrough === null) throw new Refusal('ILLEGAL_TRANSITION', ['id'], { zh: '尚未报告数据', en: 'Nothing was reported yet' });
  if (plan.falsifiedOn !== null) throw new Refusal('ALREADY_EXISTS', ['id'], { zh: '已认定弄虚作假', en: 'It was found already' });
  Object.assign(plan, { falsifiedOn: await today(em), falsifiedReason: freeText(reason) });
  if (plan.grade !== null) graded(em, viewer, plan, 'FAIL', reason);
  return plan;
}

/** Publishes the grades of all units of a plan at once, within the share that may be excellent; a pilot's plan by itself, outside that share (ours). */
export async function publish(em: EntityManager, viewer: Viewer, id: string): Promise<TargetPlan> {
  const seen = await found(em.findOne(TargetPlan, { id }));
  const pilot = seen.programme === 'PILOT' && seen.parent === null;
  const { plan } = await lockedPlan(em, viewer, id, pilot ? 'ABOVE' : 'UNIT');
  const units = pilot ? [plan] : await em.find(TargetPlan, { parent: id }, { lockMode: LockMode.PESSIMISTIC_WRITE, orderBy: { id: 'asc' } });
  const open = units.filter((one) => one.state !== 'GRADED').length;
  if (units.length === 0 || open > 0)
    throw new Refusal('ILLEGAL_TRANSITION', ['id'], {
      zh: `还有 ${open} 个单位没有定等，或没有被考核单位`,
      en: `${open} units are not graded, or there are none`,
    });
  if (!pilot) assertShare(units, (await ruleOf(em, plan.year)).excellentShare);
  for (const unit of units) {
    unit.moveTo('PUBLISHED');
    unit.steppedBy = byAnother(viewer, unit.steppedBy);
  }
  return plan;
}

function assertShare(units: readonly TargetPlan[], share: number): void {
  const most = Math.floor((units.length * share) / 100);
  const excellent = units.filter((one) => one.grade === 'EXCELLENT').length;
  if (excellent <= most) return;
  throw new Refusal('QUOTA_EXHAUSTED', ['id'], {
    zh: `优秀单位 ${excellent} 个，超过 ${share}% 的上限 ${most} 个，请调整`,
    en: `${excellent} units are excellent; at most ${most} of ${units.length} may be (${share} %)`,
  });
}
