import { ref } from '@mikro-orm/core';
import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import type { Viewer } from '../../platform/access/viewer.js';
import { today } from '../../platform/clock/clock.js';
import { Refusal } from '../../platform/graphql/errors.js';
import { found } from '../../platform/graphql/mutation.js';
import { freeText } from '../../platform/privacy/redact.js';
import { cleanText } from '../../platform/privacy/text.js';
import { LabourBase } from '../agencies/brand.js';
import { stepBy } from '../employment/procedure.js';
import { assertInside, inside } from '../institutions/institution.queries.js';
import { Region } from '../regions/region.js';
import { regionByCode } from '../regions/region.queries.js';
import { Employer } from '../vacancies/employer.js';
import { Vacancy } from '../vacancies/vacancy.js';
import { AssistanceMeasure, AssistanceVenue, type MeasureState, NAMES_OF } from './assistance.js';
import { HouseholdMember, type HouseholdState } from './household.js';
import type { MeasureOfferInput, MeasureRefuseInput, VenueOpenInput } from './household.inputs.js';
import { householdOf } from './household.service.js';

const HELPED: readonly HouseholdState[] = ['ASSISTED', 'CLEARED', 'STABLE'];

const refuse = (field: string, zh: string, en: string): never => {
  throw new Refusal('INVALID', ['input', field], { zh, en });
};

/** An offer to a listed member, once there is a plan. */
export async function offerMeasure(em: EntityManager, viewer: Viewer, id: string, input: MeasureOfferInput): Promise<AssistanceMeasure> {
  const household = await householdOf(em, viewer, id);
  stepBy(viewer, ['community', 'street', 'county'], null);
  if (!HELPED.includes(household.state))
    throw new Refusal('ILLEGAL_TRANSITION', ['id'], { zh: '请先制定援助方案', en: 'Make the assistance plan first' });
  const member = await found(em.findOne(HouseholdMember, { household: id, seeker: input.seeker, open: true }), ['input', 'seeker']);
  const named = NAMES_OF[input.kind];
  if (named.length > 0 && !named.some((key) => input[key] !== undefined))
    refuse(named[0]!, '请填写所提供的岗位、单位、摊位或基地', 'Say which post, employer, street or base');
  const note = input.note === undefined ? null : freeText(input.note) || null;
  if (named.length === 0 && note === null) refuse('note', '请写明培训或输出的内容', 'Say what training or transfer');
  const offered = Object.assign(new AssistanceMeasure(), {
    household: ref(household),
    regionPath: household.regionPath,
    seeker: member.seeker,
    kind: input.kind,
    note,
    offeredOn: await today(em),
  });
  if (input.vacancy !== undefined && named.includes('vacancy')) offered.vacancy = ref(await openPost(em, input.vacancy));
  if (input.employer !== undefined && named.includes('employer'))
    offered.employer = ref(await found(em.findOne(Employer, { id: input.employer }), ['input', 'employer']));
  if (input.base !== undefined && named.includes('base'))
    offered.base = ref(await found(em.findOne(LabourBase, { id: input.base }), ['input', 'base']));
  if (input.venue !== undefined && named.includes('venue')) {
    const venue = await found(em.findOne(AssistanceVenue, { id: input.venue }), ['input', 'venue']);
    if (!inside(household.regionPath, venue.regionPath)) refuse('venue', '该一条街不面向本社区', 'That street is not for this community');
    offered.venue = ref(venue);
  }
  em.persist(offered);
  return offered;
}

async function openPost(em: EntityManager, id: string): Promise<Vacancy> {
  const vacancy = await found(em.findOne(Vacancy, { id }), ['input', 'vacancy']);
  if (vacancy.state !== 'OPEN') throw new Refusal('EXPIRED', ['input', 'vacancy'], { zh: '该岗位已不在招聘中', en: 'The post is not open' });
  return vacancy;
}

async function measureOf(em: EntityManager, viewer: Viewer, id: string): Promise<AssistanceMeasure> {
  const measure = await found(em.findOne(AssistanceMeasure, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE }));
  if (viewer.regionPath === null || !inside(measure.regionPath, viewer.regionPath)) await found(Promise.resolve(null));
  stepBy(viewer, ['community', 'street', 'county'], null);
  return measure;
}

/** The person takes it; of a street the stall is theirs from now on, while there is one. */
export async function acceptMeasure(em: EntityManager, viewer: Viewer, id: string): Promise<AssistanceMeasure> {
  const measure = await measureOf(em, viewer, id);
  measure.moveTo('ACCEPTED');
  measure.answeredOn = await today(em);
  if (measure.venue) await assertStall(em, measure.venue.id);
  return measure;
}

/** One at a time decides on the stalls of a street. */
async function assertStall(em: EntityManager, id: string): Promise<void> {
  const venue = await em.findOneOrFail(AssistanceVenue, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true });
  const [row] = (await em.execute('select venue_stalls_taken(?)::int as taken', [id])) as [{ taken: number }];
  if (row.taken >= venue.stalls) throw new Refusal('QUOTA_EXHAUSTED', ['id'], { zh: '该一条街已无空余摊位', en: 'No stall of that street is left' });
}

/** Kept with whether it had cause; those without count. */
export async function refuseMeasure(
  em: EntityManager,
  viewer: Viewer,
  id: string,
  { withCause, reason }: MeasureRefuseInput,
): Promise<AssistanceMeasure> {
  const measure = await measureOf(em, viewer, id);
  measure.moveTo('REFUSED');
  return Object.assign(measure, { answeredOn: await today(em), withCause, reason: freeText(reason) });
}

export async function closeMeasure(
  em: EntityManager,
  viewer: Viewer,
  id: string,
  to: Extract<MeasureState, 'DONE' | 'DROPPED'>,
  reason?: string,
): Promise<AssistanceMeasure> {
  const measure = await measureOf(em, viewer, id);
  measure.moveTo(to);
  measure.answeredOn ??= await today(em);
  if (reason !== undefined) measure.reason = freeText(reason);
  return measure;
}

export async function openVenue(em: EntityManager, viewer: Viewer, input: VenueOpenInput): Promise<AssistanceVenue> {
  const region = regionByCode(input.region);
  assertInside(viewer, region.path, ['input', 'region']);
  if (input.stalls < 1 || input.stalls > 2_000) refuse('stalls', '摊位数须为 1 到 2000', 'A street has 1 to 2,000 stalls');
  const venue = Object.assign(new AssistanceVenue(), {
    name: cleanText(input.name),
    kind: input.kind,
    region: ref(Region, region.id),
    regionPath: region.path,
    stalls: input.stalls,
  });
  em.persist(venue);
  return venue;
}
