import { type Ref, ref } from '@mikro-orm/core';
import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import type { Viewer } from '../../platform/access/viewer.js';
import { Refusal } from '../../platform/graphql/errors.js';
import { found } from '../../platform/graphql/mutation.js';
import { freeText } from '../../platform/privacy/redact.js';
import { Account } from '../accounts/account.js';
import { Institution } from '../institutions/institution.js';
import { assertInside, inside } from '../institutions/institution.queries.js';
import { Region } from '../regions/region.js';
import { regionByCode } from '../regions/region.queries.js';
import { partnerOf } from './agreement.service.js';
import { type DestinationKind, MOST_PERSONS, Plan, type PlanState } from './plan.js';

export interface PlanText {
  year: number;
  region: string;
  destinationKind?: DestinationKind | undefined;
  target: number;
}

/** A plan at the top: plans begin at the municipality and are divided from there. */
export async function draftPlan(em: EntityManager, viewer: Viewer, input: PlanText): Promise<Plan> {
  const region = regionByCode(input.region);
  assertInside(viewer, region.path, ['input', 'region']);
  if (region.level !== 'PROVINCE') {
    throw new Refusal('INVALID', ['input', 'region'], {
      zh: '计划由市级下达，再逐级分解；请选择直辖市',
      en: 'Plans are issued by the municipality and divided from there; choose it',
    });
  }
  assertTarget(input.target, ['input', 'target']);
  const { year, target, destinationKind = null } = input;
  const plan = Object.assign(new Plan(), { year, region: ref(Region, region.id), regionPath: region.path, destinationKind, target });
  em.persist(plan);
  return plan;
}

function assertTarget(target: number, path: readonly string[]): void {
  if (target >= 1 && target <= MOST_PERSONS) return;
  throw new Refusal('INVALID', path, { zh: `人数须在 1 到 ${MOST_PERSONS} 之间`, en: `Persons are between 1 and ${MOST_PERSONS}` });
}

export async function issuePlan(em: EntityManager, viewer: Viewer, id: string): Promise<Plan> {
  const { plan } = await locked(em, viewer, id, 'ISSUER');
  plan.moveTo('ISSUED');
  return plan;
}

/** A plan with what it is a part of, both locked, from the top down; its issuer holds the division of its parent. */
async function locked(em: EntityManager, viewer: Viewer, id: string, as: 'ISSUER' | 'OWNER'): Promise<{ plan: Plan; parent: Plan | null }> {
  const seen = await found(em.findOne(Plan, { id }));
  assertInside(viewer, seen.regionPath, ['id']);
  const lock = { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true };
  const parent = seen.parent && (await em.findOneOrFail(Plan, { id: seen.parent.id }, lock));
  const plan = await em.findOneOrFail(Plan, { id }, lock);
  if (as === 'ISSUER' && parent) assertInside(viewer, parent.regionPath, ['id']);
  return { plan, parent };
}

const actor = (viewer: Viewer): Ref<Account> | null => (viewer.userId === null ? null : ref(Account, viewer.userId));

/** Another target for a plan that is not divided. Where its parent is, the parts together still have to be enough. */
export async function revisePlan(em: EntityManager, viewer: Viewer, id: string, input: { target: number; reason: string }): Promise<Plan> {
  const { plan, parent } = await locked(em, viewer, id, 'ISSUER');
  assertTarget(input.target, ['input', 'target']);
  em.persist(plan.revise(input.target, freeText(input.reason), actor(viewer)));
  if (parent?.state === 'ALLOCATED') {
    const others = (await em.find(Plan, { parent: parent.id })).filter((one) => one.id !== id);
    assertEnough(parent, [...others, plan], ['input', 'target']);
  }
  return plan;
}

function assertEnough(parent: Plan, parts: readonly Plan[], path: readonly string[]): void {
  const short = parent.target - parts.reduce((sum, one) => sum + one.target, 0);
  if (short <= 0) return;
  throw new Refusal('INVALID', path, {
    zh: `各分解任务之和不得低于上级任务 ${parent.target} 人，还差 ${short} 人`,
    en: `The parts together are at least the ${parent.target} persons of the plan above; ${short} are missing`,
  });
}

export async function reopenPlan(em: EntityManager, viewer: Viewer, id: string, reason: string): Promise<Plan> {
  const { plan } = await locked(em, viewer, id, 'OWNER');
  em.persist(plan.reopen(freeText(reason), actor(viewer)));
  return plan;
}

export interface PartText {
  region?: string | undefined;
  destinationKind?: DestinationKind | undefined;
  destination?: string | undefined;
  institution?: string | undefined;
  target: number;
}

/**
 * Divides a plan and locks it. Parts given are new, or new targets of parts that are there; those not given stay as they
 * are. Refused while all together are less than the plan, with what is missing.
 */
export async function allocatePlan(
  em: EntityManager,
  viewer: Viewer,
  id: string,
  input: { parts: readonly PartText[]; reason: string },
): Promise<Plan> {
  const { plan } = await locked(em, viewer, id, 'OWNER');
  plan.moveTo('ALLOCATED');
  const parts = new Map(
    (await em.find(Plan, { parent: id }, { lockMode: LockMode.PESSIMISTIC_WRITE, orderBy: { id: 'asc' } })).map((one) => [keyOf(one), one]),
  );
  const given = new Set<string>();
  for (const [at, text] of input.parts.entries()) {
    const path = ['input', 'parts', String(at)];
    assertTarget(text.target, [...path, 'target']);
    const part = await partOf(em, plan, text, path);
    const key = keyOf(part);
    if (given.has(key)) throw new Refusal('ALREADY_EXISTS', path, { zh: '同一分解项重复', en: 'This part is given twice' });
    given.add(key);
    const known = parts.get(key);
    if (!known) {
      parts.set(key, part);
      em.persist(part);
    } else if (known.target !== part.target) {
      em.persist(known.revise(part.target, freeText(input.reason), actor(viewer)));
    }
  }
  assertEnough(plan, [...parts.values()], ['input', 'parts']);
  return plan;
}

const keyOf = ({ region, destinationKind, destination, institution }: Plan): string =>
  [region.id, destinationKind, destination?.id, institution?.id].map((one) => one ?? '').join(' ');

/** A part narrows its plan: a division below, a kind, a destination, or an agency; never something beside it. */
async function partOf(em: EntityManager, plan: Plan, text: PartText, path: readonly string[]): Promise<Plan> {
  const refuse = (field: string, zh: string, en: string): never => {
    throw new Refusal('INVALID', [...path, field], { zh, en });
  };
  const region = text.region === undefined ? { id: plan.region.id, path: plan.regionPath } : regionByCode(text.region);
  if (!inside(region.path, plan.regionPath)) refuse('region', '分解单位须在本级辖区内', 'A part lies within the division of its plan');
  const kind = text.destinationKind ?? plan.destinationKind;
  if (plan.destinationKind !== null && kind !== plan.destinationKind)
    refuse('destinationKind', '去向须与上级计划一致', 'The kind is that of the plan above');
  const destination =
    text.destination === undefined ? plan.destination : ref(Region, (await destinationOf(em, region, kind, text.destination, path)).id);
  const institution =
    text.institution === undefined
      ? plan.institution
      : ref(await found(em.findOne(Institution, { id: text.institution, state: 'OPEN' }), [...path, 'institution']));
  const part = Object.assign(new Plan(), {
    year: plan.year,
    parent: ref(plan),
    region: ref(Region, region.id),
    regionPath: region.path,
    destinationKind: kind,
    destination,
    institution,
    target: text.target,
    state: 'ISSUED' satisfies PlanState,
  });
  if (keyOf(part) === keyOf(plan)) refuse('region', '分解项须比上级计划更具体', 'A part is narrower than its plan');
  return part;
}

async function destinationOf(
  em: EntityManager,
  region: { path: string },
  kind: DestinationKind | null,
  text: string,
  path: readonly string[],
): Promise<Region> {
  const where = [...path, 'destination'];
  if (kind === null) throw new Refusal('INVALID', [...path, 'destinationKind'], { zh: '请先写明去向类别', en: 'Give the kind of destination first' });
  const destination = await em.findOneOrFail(Region, { id: regionByCode(text).id });
  if (inside(region.path, destination.path))
    throw new Refusal('INVALID', where, { zh: '输入地不能在输出地之内', en: 'The destination is not the origin' });
  const fits = kind === 'MAIN_URBAN' ? destination.mainUrban : (await partnerOf(em, region, destination)) !== null;
  if (fits) return destination;
  throw new Refusal('NOT_ELIGIBLE', where, {
    zh: kind === 'MAIN_URBAN' ? '不是主城区' : '不是该地区的对口支援地区',
    en: kind === 'MAIN_URBAN' ? 'Not one of the main urban districts' : 'Not paired with this division',
  });
}
