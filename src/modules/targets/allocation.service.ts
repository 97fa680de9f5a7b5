import { ref } from '@mikro-orm/core';
import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import { byAnother, assertLevel } from '../../platform/access/another.js';
import type { Viewer } from '../../platform/access/viewer.js';
import { Refusal } from '../../platform/graphql/errors.js';
import { found } from '../../platform/graphql/mutation.js';
import type { Indicator } from '../../platform/measures/indicator.js';
import type { Indicators } from '../../platform/measures/measure.js';
import { freeText } from '../../platform/privacy/redact.js';
import { cleanText } from '../../platform/privacy/text.js';
import { assertInside, inside } from '../institutions/institution.queries.js';
import { Region } from '../regions/region.js';
import { parentPath, regionByCode } from '../regions/region.queries.js';
import type { AssessedUnitAddInput, AssessmentRuleSetInput, TargetInput, TargetPartInput, TargetPlanDraftInput } from './target.inputs.js';
import { AssessedUnit, AssessmentRule, Target, TargetPlan, TargetRevision } from './target.js';

const MOST = 1_000_000_000_000n;
const POINTS = 100;
const WHOLE = 10_000n;

const invalid = (path: readonly string[], zh: string, en: string): never => {
  throw new Refusal('INVALID', path, { zh, en });
};

export async function addUnit(em: EntityManager, viewer: Viewer, input: AssessedUnitAddInput): Promise<AssessedUnit> {
  const region = regionByCode(input.region);
  assertInside(viewer, region.path, ['input', 'region']);
  const unit = Object.assign(new AssessedUnit(), {
    name: cleanText(input.name),
    kind: input.kind,
    region: ref(Region, region.id),
    regionPath: region.path,
  });
  em.persist(unit);
  return unit;
}

export async function setAssessmentRule(em: EntityManager, viewer: Viewer, input: AssessmentRuleSetInput): Promise<AssessmentRule> {
  assertLevel(viewer, ['city'], ['input']);
  const { fromYear, excellentFrom, passFrom, excellentShare, deductionEach } = input;
  if (passFrom < 0 || passFrom > excellentFrom || excellentFrom > POINTS)
    invalid(
      ['input', 'excellentFrom'],
      '分数线须在 0 到 100 之间，优秀不低于合格',
      'Points are 0 to 100, those for EXCELLENT not below those to pass',
    );
  if (excellentShare < 0 || excellentShare > 100) invalid(['input', 'excellentShare'], '比例须在 0 到 100 之间', 'The share is 0 to 100 percent');
  if (deductionEach < 0 || deductionEach > POINTS) invalid(['input', 'deductionEach'], '扣分须在 0 到 100 之间', 'The deduction is 0 to 100 points');
  const values = {
    fromYear,
    excellentFrom,
    passFrom,
    excellentShare,
    deductionEach,
    source: freeText(input.source),
    regionPath: viewer.regionPath!,
  };
  const rule = Object.assign(new AssessmentRule(), values);
  em.persist(rule);
  return rule;
}

/** Targets as they are typed in: known indicators, each once, numbers in bounds, the points together 100. */
function read(
  indicators: Indicators,
  inputs: readonly TargetInput[],
  path: readonly string[],
  above?: ReadonlyMap<string, Target>,
): Required<TargetInput>[] {
  const seen = new Set<string>();
  const targets = inputs.map((input, at) => {
    const here = [...path, String(at)];
    const indicator = indicators.get(input.indicator);
    if (!indicator || (above && !above.has(input.indicator)))
      return invalid([...here, 'indicator'], '没有这项指标，或上级计划中没有', 'There is no such indicator, or the plan above does not have it');
    if (seen.has(input.indicator))
      throw new Refusal('ALREADY_EXISTS', [...here, 'indicator'], { zh: '同一指标重复', en: 'This indicator is given twice' });
    seen.add(input.indicator);
    if (input.value < 1n || input.value > MOST || (indicator.unit === 'RATE' && input.value > WHOLE))
      invalid([...here, 'value'], '目标值有误；比率以万分之一为单位', 'The number is wrong; rates are in basis points, up to 10,000');
    const weight = input.weight ?? above?.get(input.indicator)?.weight;
    return { ...input, weight: weight ?? invalid([...here, 'weight'], '请填写分值', 'Give its points') };
  });
  const points = targets.reduce((sum, one) => sum + one.weight, 0);
  if (points !== POINTS) invalid(path, `各项分值之和须为 100，现为 ${points}`, `The points together are 100; these are ${points}`);
  return targets;
}

export async function draftPlan(em: EntityManager, viewer: Viewer, indicators: Indicators, input: TargetPlanDraftInput): Promise<TargetPlan> {
  const unit = await found(em.findOne(AssessedUnit, { id: input.unit }, { populate: ['region'] }), ['input', 'unit']);
  assertInside(viewer, unit.regionPath, ['input', 'unit']);
  const region = unit.region.unwrap();
  if (input.programme === 'PILOT' ? !region.pilot : region.level !== 'PROVINCE')
    throw new Refusal('NOT_ELIGIBLE', ['input', 'unit'], {
      zh: input.programme === 'PILOT' ? '该地区不是统筹城乡就业试点区' : '年度目标由市级下达，再逐级分解',
      en: input.programme === 'PILOT' ? 'Not a pilot district' : 'Targets begin at the municipality and are divided from there',
    });
  if (viewer.regionPath !== issuerOf({ programme: input.programme, unitPath: unit.regionPath }))
    throw new Refusal('NOT_ELIGIBLE', ['input', 'unit'], { zh: '年度目标由市级下达', en: 'Yearly targets are issued by the city' });
  const targets = read(indicators, input.targets, ['input', 'targets']);
  const plan = newPlan({ year: input.year, programme: input.programme, unit, steppedBy: viewer.userId });
  em.persist([plan, ...targets.map((one) => newTarget(plan, one))]);
  return plan;
}

const newPlan = ({ unit, ...values }: Partial<Omit<TargetPlan, 'unit'>> & { unit: AssessedUnit }): TargetPlan =>
  Object.assign(new TargetPlan(), values, { unit: ref(unit), unitPath: unit.regionPath });

const newTarget = (plan: TargetPlan, { indicator, value, weight }: Required<TargetInput>): Target =>
  Object.assign(new Target(), { plan: ref(plan), unitPath: plan.unitPath, year: plan.year, indicator, value, weight });

/** A pilot's plan comes from the city; the plan of the city from itself. */
const issuerOf = ({ programme, unitPath }: Pick<TargetPlan, 'programme' | 'unitPath'>): string =>
  programme === 'PILOT' ? parentPath(unitPath) : unitPath;

/** A plan, locked, with the one above it locked before; `as` says whose division the caller has to hold. */
export async function lockedPlan(
  em: EntityManager,
  viewer: Viewer,
  id: string,
  as: 'UNIT' | 'ABOVE',
): Promise<{ plan: TargetPlan; parent: TargetPlan | null }> {
  const seen = await found(em.findOne(TargetPlan, { id }));
  assertInside(viewer, seen.unitPath, ['id']);
  const lock = { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true };
  const parent = seen.parent && (await em.findOneOrFail(TargetPlan, { id: seen.parent.id }, lock));
  const plan = await em.findOneOrFail(TargetPlan, { id }, lock);
  const holder = as === 'ABOVE' ? (parent?.unitPath ?? issuerOf(plan)) : plan.unitPath;
  if (viewer.regionPath !== holder)
    throw new Refusal('NOT_ELIGIBLE', ['id'], {
      zh: as === 'ABOVE' ? '这一步由上级单位办理' : '这一步由承担任务的单位办理',
      en: as === 'ABOVE' ? 'This step is taken by the level above' : 'This step is taken by the unit that answers for the plan',
    });
  return { plan, parent };
}

export async function issuePlan(em: EntityManager, viewer: Viewer, id: string): Promise<TargetPlan> {
  const { plan } = await lockedPlan(em, viewer, id, 'ABOVE');
  plan.moveTo('ISSUED');
  plan.steppedBy = byAnother(viewer, plan.steppedBy);
  return plan;
}

const LOCKED = {
  zh: '任务已分解并锁定，或已开始执行；如需调整，请先重新打开并写明原因',
  en: 'The plan is divided and locked, or being carried out; to change it, open it again first and say why',
};

/** Divides a plan and locks it; parts together reach at least each number, and hold at least each rate and ceiling. */
export async function allocatePlan(
  em: EntityManager,
  viewer: Viewer,
  indicators: Indicators,
  id: string,
  input: { parts: readonly TargetPartInput[]; reason: string },
): Promise<TargetPlan> {
  const { plan } = await lockedPlan(em, viewer, id, 'UNIT');
  plan.moveTo('ALLOCATED');
  plan.steppedBy = viewer.userId;
  const above = new Map((await em.find(Target, { plan: id })).map((one) => [one.indicator, one]));
  const children = await em.find(TargetPlan, { parent: id }, { lockMode: LockMode.PESSIMISTIC_WRITE, orderBy: { id: 'asc' } });
  const known = new Map(children.map((one) => [one.unit.id, one]));
  const targets = await em.find(Target, { plan: { $in: children.map((one) => one.id) } });
  const units = new Map((await em.find(AssessedUnit, { id: { $in: input.parts.map((one) => one.unit) } })).map((one) => [one.id, one]));
  const given = new Set<string>();
  for (const [at, part] of input.parts.entries()) {
    const path = ['input', 'parts', String(at)];
    const unit = await found(Promise.resolve(units.get(part.unit) ?? null), [...path, 'unit']);
    if (given.has(unit.id)) throw new Refusal('ALREADY_EXISTS', [...path, 'unit'], { zh: '同一单位重复', en: 'This unit is given twice' });
    given.add(unit.id);
    if (!inside(unit.regionPath, plan.unitPath) || unit.id === plan.unit.id || (unit.regionPath === plan.unitPath && unit.kind !== 'DEPARTMENT'))
      invalid([...path, 'unit'], '分解单位须为下级地区的单位或本级部门', 'A part is of a unit of a division below, or of a department');
    const numbers = read(indicators, part.targets, [...path, 'targets'], above);
    const child = known.get(unit.id);
    if (!child) {
      const made = newPlan({ year: plan.year, programme: plan.programme, unit, parent: ref(plan), state: 'ISSUED', steppedBy: viewer.userId });
      const fresh = numbers.map((one) => newTarget(made, one));
      em.persist([made, ...fresh]);
      targets.push(...fresh);
    } else {
      if (child.state !== 'ISSUED') throw new Refusal('ILLEGAL_TRANSITION', [...path, 'unit'], LOCKED);
      for (const one of numbers) {
        const target = targets.find((each) => each.plan.id === child.id && each.indicator === one.indicator);
        if (!target) {
          const fresh = newTarget(child, one);
          em.persist(fresh);
          targets.push(fresh);
        } else {
          change(em, viewer, target, one.value, input.reason);
          target.weight = one.weight;
        }
      }
    }
  }
  for (const target of above.values()) assertEnough(indicators.get(target.indicator), target, targets, ['input', 'parts']);
  return plan;
}

function change(em: EntityManager, viewer: Viewer, target: Target, value: bigint, reason: string): void {
  if (target.value === value) return;
  const revision = { target: ref(target), fromValue: target.value, toValue: value, reason: freeText(reason), madeBy: viewer.userId };
  em.persist(Object.assign(new TargetRevision(), revision));
  target.value = value;
}

/**
 * Numbers add up over the divisions below, each once however many of its units answer for it (ours: party committee and
 * government of a division carry the same number), and none whose own county or street is among them: what it reaches is
 * counted there already. Rates and ceilings are held by each. Departments answer for the whole and are not added.
 */
export function assertEnough(indicator: Indicator | undefined, above: Target, parts: readonly Target[], path: readonly string[]): void {
  const own = parts.filter((one) => one.indicator === above.indicator && one.unitPath !== above.unitPath);
  if (indicator?.ceiling || indicator?.unit === 'RATE') {
    if (own.every((one) => (indicator.ceiling ? one.value <= above.value : one.value >= above.value))) return;
    throw new Refusal('INVALID', path, {
      zh: `“${indicator.name.zh}”各单位均不得${indicator.ceiling ? '高于' : '低于'}上级指标 ${above.value}`,
      en: `“${indicator.name.en}”: no unit may be ${indicator.ceiling ? 'above' : 'below'} ${above.value}`,
    });
  }
  const byPlace = new Map<string, bigint>();
  for (const { unitPath, value } of own) if (value > (byPlace.get(unitPath) ?? 0n)) byPlace.set(unitPath, value);
  for (const place of byPlace.keys()) if (own.some(({ unitPath }) => unitPath !== place && inside(place, unitPath))) byPlace.delete(place);
  const short = above.value - [...byPlace.values()].reduce((sum, one) => sum + one, 0n);
  if (short <= 0n) return;
  throw new Refusal('INVALID', path, {
    zh: `“${indicator?.name.zh ?? above.indicator}”分解之和不得低于 ${above.value}，还差 ${short}`,
    en: `“${indicator?.name.en ?? above.indicator}”: the parts together are at least ${above.value}; ${short} are missing`,
  });
}

/** A plan above that stands divided, being carried out or later: its parts stay enough. One that was reopened is divided anew. */
const divided = ({ state }: TargetPlan): boolean => state !== 'DRAFT' && state !== 'ISSUED';

/** Another number for a plan that is not locked; where the plan above is divided, the parts still have to be enough. */
export async function reviseTarget(
  em: EntityManager,
  viewer: Viewer,
  indicators: Indicators,
  id: string,
  input: { value: bigint; reason: string },
): Promise<Target> {
  const seen = await found(em.findOne(Target, { id }));
  const { plan, parent } = await lockedPlan(em, viewer, seen.plan.id, 'ABOVE');
  if (plan.state !== 'DRAFT' && plan.state !== 'ISSUED') throw new Refusal('ILLEGAL_TRANSITION', ['id'], LOCKED);
  const target = await em.findOneOrFail(Target, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true });
  const indicator = indicators.get(target.indicator);
  if (input.value < 1n || input.value > MOST || (indicator?.unit === 'RATE' && input.value > WHOLE))
    invalid(['input', 'value'], '目标值有误；比率以万分之一为单位', 'The number is wrong; rates are in basis points, up to 10,000');
  change(em, viewer, target, input.value, input.reason);
  if (parent && divided(parent)) {
    const above = await em.findOne(Target, { plan: parent.id, indicator: target.indicator });
    const others = await em.find(Target, { plan: { parent: parent.id }, indicator: target.indicator });
    if (above) assertEnough(indicator, above, others, ['input', 'value']);
  }
  return target;
}

/** Unlocks a plan that was divided; why is kept with each of its targets, whose numbers stay. */
export async function reopenPlan(em: EntityManager, viewer: Viewer, id: string, reason: string): Promise<TargetPlan> {
  const { plan } = await lockedPlan(em, viewer, id, 'UNIT');
  if (plan.state !== 'ALLOCATED')
    throw new Refusal('ILLEGAL_TRANSITION', ['id'], {
      zh: '任务未分解，或已开始执行，不能重新打开',
      en: 'It is not divided, or is being carried out: it cannot be opened again',
    });
  plan.state = 'ISSUED';
  plan.steppedBy = viewer.userId;
  for (const target of await em.find(Target, { plan: id })) {
    const { value } = target;
    em.persist(
      Object.assign(new TargetRevision(), {
        target: ref(target),
        fromValue: value,
        toValue: value,
        reason: freeText(reason),
        madeBy: viewer.userId,
      }),
    );
  }
  return plan;
}
