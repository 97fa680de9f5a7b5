import { ref } from '@mikro-orm/core';
import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import { assertLevel, byAnother } from '../../platform/access/another.js';
import { elevated } from '../../platform/access/elevated.js';
import type { Level, Viewer } from '../../platform/access/viewer.js';
import { plusMonths, today } from '../../platform/clock/clock.js';
import { sql } from '../../platform/database/sql.js';
import type { Asking } from '../../platform/database/within.js';
import { within } from '../../platform/database/within.js';
import { Refusal } from '../../platform/graphql/errors.js';
import { found } from '../../platform/graphql/mutation.js';
import type { Indicators } from '../../platform/measures/measure.js';
import { measure } from '../../platform/measures/measure.js';
import { freeText } from '../../platform/privacy/redact.js';
import { cleanText } from '../../platform/privacy/text.js';
import { assertInside } from '../institutions/institution.queries.js';
import { Region } from '../regions/region.js';
import { countyAbove, places, regionByCode } from '../regions/region.queries.js';
import { CertificationCriterion, type CommunityState, CommunityStep, FullEmploymentCommunity } from './community.js';
import type { CertificationCriterionSetInput } from './community.inputs.js';

/** Whose step it is. */
const TAKEN_BY: Partial<Record<CommunityState, readonly Level[]>> = {
  SELF_ASSESSED: ['community'],
  STREET_REVIEWED: ['street'],
  COUNTY_CERTIFIED: ['county'],
  SPOT_CHECKED: ['city'],
  CERTIFIED: ['city'],
  REVOKED: ['county', 'city'],
};
/** Who sends back what waits for them. */
const WAITS_FOR: Partial<Record<CommunityState, readonly Level[]>> = {
  SELF_ASSESSED: ['street'],
  STREET_REVIEWED: ['county'],
  COUNTY_CERTIFIED: ['city'],
  SPOT_CHECKED: ['city'],
};
const VALID_MONTHS = 12;

interface Figures {
  workforce: number;
  employed: number;
}

export async function startCommunity(em: EntityManager, viewer: Viewer, code: string): Promise<FullEmploymentCommunity> {
  const region = regionByCode(code);
  assertInside(viewer, region.path, ['input', 'community']);
  assertLevel(viewer, ['street', 'county'], ['input', 'community']);
  if (region.level !== 'COMMUNITY') throw new Refusal('INVALID', ['input', 'community'], { zh: '请填写社区', en: 'Give a community' });
  const known = await em.findOne(FullEmploymentCommunity, { region: region.id }, { lockMode: LockMode.PESSIMISTIC_WRITE });
  if (known) {
    if (known.state !== 'REVOKED')
      throw new Refusal('ALREADY_EXISTS', ['input', 'community'], { zh: '该社区已开展创建工作', en: 'The community has started already' });
    await take(em, viewer, known, 'CREATING', { note: '撤销后重新创建' });
    return known;
  }
  const day = await today(em);
  const community = Object.assign(new FullEmploymentCommunity(), {
    region: ref(Region, region.id),
    path: region.path,
    startedOn: day,
    steppedBy: viewer.userId,
  });
  em.persist([community, stepOf(viewer, community, null, day, {})]);
  return community;
}

const stepOf = (
  viewer: Pick<Viewer, 'userId'>,
  community: FullEmploymentCommunity,
  fromState: CommunityState | null,
  onDay: string,
  { note, ...figures }: { note?: string } & Partial<Figures>,
): CommunityStep =>
  Object.assign(new CommunityStep(), {
    community: ref(community),
    path: community.path,
    onDay,
    fromState,
    toState: community.state,
    note: note === undefined ? null : freeText(note),
    ...figures,
    madeBy: viewer.userId,
  });

async function take(
  em: EntityManager,
  viewer: Viewer,
  community: FullEmploymentCommunity,
  to: CommunityState,
  more: { note?: string } & Partial<Figures>,
): Promise<void> {
  const from = community.state;
  community.moveTo(to);
  community.steppedBy = byAnother(viewer, community.steppedBy);
  em.persist(stepOf(viewer, community, from, await today(em), more));
}

async function communityOf(em: EntityManager, viewer: Viewer, id: string): Promise<FullEmploymentCommunity> {
  const community = await found(em.findOne(FullEmploymentCommunity, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE }));
  assertInside(viewer, community.path, ['id']);
  return community;
}

/** Whoever is registered as unemployed and lives there is not counted away. */
async function assertRegistered(em: EntityManager, { path }: FullEmploymentCommunity, jobless: number): Promise<void> {
  const rows = await elevated(em, () =>
    within(em).rows(sql`select count(distinct u.seeker_id)::int from unemployment u join seeker s on s.id = u.seeker_id
                         where u.state = 'REGISTERED' and ${places.within('s.region_path', path)}`),
  );
  const registered = rows[0]![0] as number;
  if (registered <= jobless) return;
  throw new Refusal('INVALID', ['input', 'employed'], {
    zh: `居住在本社区的登记失业人员有 ${registered} 人，未就业人数不能少于此数`,
    en: `${registered} people who live there are registered as unemployed; not fewer are without work`,
  });
}

export async function selfAssess(
  em: EntityManager,
  viewer: Viewer,
  id: string,
  input: Figures & { evidence: string },
): Promise<FullEmploymentCommunity> {
  const community = await communityOf(em, viewer, id);
  assertLevel(viewer, TAKEN_BY.SELF_ASSESSED!);
  const { workforce, employed, evidence } = input;
  if (workforce < 1 || workforce > 1_000_000)
    throw new Refusal('INVALID', ['input', 'workforce'], { zh: '劳动力人数有误', en: 'The number of the workforce is wrong' });
  if (employed < 0 || employed > workforce)
    throw new Refusal('INVALID', ['input', 'employed'], { zh: '就业人数不能多于劳动力人数', en: 'Not more are employed than there are' });
  await assertRegistered(em, community, workforce - employed);
  await take(em, viewer, community, 'SELF_ASSESSED', { note: evidence, workforce, employed });
  return community;
}

/** A criterion as it is read, by whatever reads it. */
export type Criterion = Pick<CertificationCriterion, 'code' | 'indicator' | 'level' | 'ceiling' | 'bound' | 'veto' | 'effectiveOn'>;

interface Measured {
  criterion: Criterion;
  actual: bigint | null;
  met: boolean;
}

/** Criteria as they are measured for communities, in their order: one statement for all. What nobody measures is not met. */
export async function measured(
  asking: Asking,
  indicators: Indicators,
  criteria: readonly Criterion[],
  paths: readonly string[],
  day: string,
): Promise<Measured[][]> {
  const first = `${day.slice(0, 4)}-01-01`;
  const asked = paths.flatMap((path) =>
    criteria.map(({ indicator, level }) => ({ indicator, path: level === 'COUNTY' ? (countyAbove(path)?.path ?? path) : path, first, last: day })),
  );
  const actuals = await measure(asking, indicators, asked);
  return paths.map((_, place) =>
    criteria.map((criterion, at) => {
      const actual = actuals[place * criteria.length + at]!;
      const met = actual !== null && (criterion.ceiling ? actual <= criterion.bound : actual >= criterion.bound);
      return { criterion, actual, met };
    }),
  );
}

/** Of each code the row that holds on a day. */
export const holdingOn = (rows: readonly Criterion[], day: string): Criterion[] => {
  const holding = new Map<string, Criterion>();
  for (const row of rows) {
    const before = holding.get(row.code);
    if (row.effectiveOn <= day && (!before || before.effectiveOn < row.effectiveOn)) holding.set(row.code, row);
  }
  return [...holding.values()].toSorted((a, b) => (a.code < b.code ? -1 : 1));
};

async function assertMet(em: EntityManager, indicators: Indicators, community: FullEmploymentCommunity, to: CommunityState): Promise<void> {
  const day = await today(em);
  const all = holdingOn(await em.find(CertificationCriterion, {}), day);
  // A spot check of the community itself is more than one of a share of its county.
  const whole = to === 'CERTIFIED' && community.state !== 'SPOT_CHECKED';
  const looked = all.filter(({ level }) => whole || level === 'COMMUNITY');
  const [results] = await measured(within(em), indicators, looked, [community.path], day);
  const failing = results!.filter(({ met }) => !met);
  if (failing.length === 0) return;
  const veto = failing.some(({ criterion }) => criterion.veto);
  const named = (language: 'zh' | 'en'): string =>
    failing.map(({ criterion }) => indicators.get(criterion.indicator)?.name[language] ?? criterion.indicator).join(language === 'zh' ? '、' : ', ');
  throw new Refusal('NOT_ELIGIBLE', ['id'], {
    zh: `${veto ? '一票否决：' : ''}未达到标准：${named('zh')}`,
    en: `${veto ? 'Veto: ' : ''}not met: ${named('en')}`,
  });
}

/** A step upwards by the level whose it is, by another person than the one before, while the criteria are met. */
export async function reviewCommunity(
  em: EntityManager,
  viewer: Viewer,
  indicators: Indicators,
  id: string,
  to: 'STREET_REVIEWED' | 'COUNTY_CERTIFIED' | 'SPOT_CHECKED' | 'CERTIFIED',
  note?: string,
): Promise<FullEmploymentCommunity> {
  const community = await communityOf(em, viewer, id);
  assertLevel(viewer, TAKEN_BY[to]!);
  const before = community.state;
  community.moveTo(to);
  community.state = before;
  await assertMet(em, indicators, community, to);
  await take(em, viewer, community, to, note === undefined ? {} : { note });
  if (to === 'CERTIFIED') {
    const day = await today(em);
    Object.assign(community, { certifiedOn: day, validUntil: plusMonths(day, VALID_MONTHS) });
  }
  return community;
}

/** Back to creating, with the finding, by the level that it waits for. */
export async function rejectCommunity(em: EntityManager, viewer: Viewer, id: string, reason: string): Promise<FullEmploymentCommunity> {
  const community = await communityOf(em, viewer, id);
  const levels = WAITS_FOR[community.state];
  if (!levels) throw new Refusal('ILLEGAL_TRANSITION', ['id'], { zh: '没有待审核的材料', en: 'Nothing waits for a review' });
  assertLevel(viewer, levels);
  await take(em, viewer, community, 'CREATING', { note: reason });
  return community;
}

export async function revokeCommunity(em: EntityManager, viewer: Viewer, id: string, reason: string): Promise<FullEmploymentCommunity> {
  const community = await communityOf(em, viewer, id);
  assertLevel(viewer, TAKEN_BY.REVOKED!);
  await take(em, viewer, community, 'REVOKED', { note: reason });
  return community;
}

/** Another bound, or another indicator for it, from a day on. */
export async function setCriterion(
  em: EntityManager,
  viewer: Viewer,
  indicators: Indicators,
  input: CertificationCriterionSetInput,
): Promise<CertificationCriterion> {
  assertLevel(viewer, ['city'], ['input']);
  if (!indicators.has(input.indicator))
    throw new Refusal('INVALID', ['input', 'indicator'], { zh: '没有这项指标', en: 'There is no such indicator' });
  if (input.bound < 0n || input.bound > 1_000_000_000n)
    throw new Refusal('INVALID', ['input', 'bound'], { zh: '标准值有误', en: 'The bound is wrong' });
  const { code, indicator, level, ceiling, bound, veto, effectiveOn } = input;
  const values = {
    code: cleanText(code),
    indicator,
    level,
    ceiling,
    bound,
    veto,
    effectiveOn,
    source: freeText(input.source),
    regionPath: viewer.regionPath!,
  };
  const criterion = Object.assign(new CertificationCriterion(), values);
  em.persist(criterion);
  return criterion;
}

/** Certifications whose year is over: they are created anew. */
export async function endCertifications(em: EntityManager): Promise<void> {
  await em.execute(
    `with ended as (update full_employment_community set state = 'CREATING', stepped_by = null where state = 'CERTIFIED' and valid_until < app_today() returning id, path)
     insert into community_step (id, community_id, path, on_day, from_state, to_state, note)
     select uuidv7(), e.id, e.path, app_today(), 'CERTIFIED', 'CREATING', '认定满一年，须重新认定' from ended e`,
  );
}
