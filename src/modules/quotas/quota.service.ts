import { ref } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Viewer } from '../../platform/access/viewer.js';
import { today } from '../../platform/clock/clock.js';
import { Refusal } from '../../platform/graphql/errors.js';
import { found } from '../../platform/graphql/mutation.js';
import { Agreement } from '../agreements/agreement.js';
import { Institution } from '../institutions/institution.js';
import { assertInside, inside } from '../institutions/institution.queries.js';
import { Region } from '../regions/region.js';
import { regionByCode } from '../regions/region.queries.js';
import { type Leg, lockQuotas, postPlaces, shift } from './ledger.js';
import { MOST_PLACES, Quota } from './quota.js';

export interface OfferText {
  agreement?: string | undefined;
  origin?: string | undefined;
  destination?: string | undefined;
  institution?: string | undefined;
  year: number;
  places: number;
}

const invalid = (field: string, zh: string, en: string): Refusal => new Refusal('INVALID', ['input', field], { zh, en });

const give = (quota: string, count: number): Leg[] => (count === 0 ? [] : shift(quota, 'OFFERED', 'FREE', count));
const hand = (parent: string, count: number): Leg[] => (count === 0 ? [] : shift(parent, 'FREE', 'ALLOCATED', count));

/** Places at the top of a tree: of an agreement for its county in its region, or of nobody's in particular. Another offer of the same is another: givers offer in rounds. */
export async function offerQuota(em: EntityManager, viewer: Viewer, input: OfferText): Promise<Quota> {
  assertPlaces(input.places);
  const year = Number((await today(em)).slice(0, 4));
  if (input.year < year)
    throw invalid('year', `${input.year} 年度已过，请填写 ${year} 年或以后`, `${input.year} is over; places are for ${year} or later`);
  const agreement = input.agreement === undefined ? null : await offering(em, viewer, input.agreement, input.year);
  if (!agreement && (input.origin === undefined || input.destination === undefined)) {
    throw invalid(
      input.origin === undefined ? 'origin' : 'destination',
      '没有协议时，请写明输出地和输入地',
      'Without an agreement, give origin and destination',
    );
  }
  const origin = input.origin === undefined ? { id: agreement!.sendingCounty.id, path: agreement!.sendingPath } : regionByCode(input.origin);
  const destination =
    input.destination === undefined ? { id: agreement!.receivingRegion.id, path: agreement!.receivingPath } : regionByCode(input.destination);
  assertInside(viewer, origin.path, ['input', 'origin']);
  if (agreement) assertNarrower(origin.path, agreement.sendingPath, destination.path, agreement.receivingPath);
  if (inside(origin.path, destination.path) || inside(destination.path, origin.path)) {
    throw invalid('destination', '输入地不能是输出地本身或其上下级', 'The destination is another than the origin');
  }
  const quota = Object.assign(new Quota(), {
    agreement: agreement && ref(agreement),
    year: input.year,
    origin: ref(Region, origin.id),
    originPath: origin.path,
    destination: ref(Region, destination.id),
    destinationPath: destination.path,
    institution: await institutionOf(em, input.institution),
  });
  await em.persist(quota).flush();
  await postPlaces(em, 'ISSUE', give(quota.id, input.places));
  return quota;
}

function assertPlaces(places: number): void {
  if (places >= 1 && places <= MOST_PLACES) return;
  throw invalid('places', `名额须在 1 到 ${MOST_PLACES} 之间`, `Places are between 1 and ${MOST_PLACES}`);
}

async function offering(em: EntityManager, viewer: Viewer, id: string, year: number): Promise<Agreement> {
  const agreement = await found(em.findOne(Agreement, { id }), ['input', 'agreement']);
  assertInside(viewer, agreement.sendingPath, ['input', 'agreement']);
  if (agreement.state !== 'SIGNED' && agreement.state !== 'ACTIVE') {
    throw new Refusal('NOT_ELIGIBLE', ['input', 'agreement'], {
      zh: '协议尚未签订或已结束，请先签订，或选择其他协议',
      en: 'The agreement is not signed, or has ended: sign it first, or choose another',
    });
  }
  if (year < Number(agreement.validFrom.slice(0, 4)) || year > Number(agreement.validUntil.slice(0, 4))) {
    throw invalid('year', '年度不在协议期限内', 'The year is not among those of the agreement');
  }
  return agreement;
}

function assertNarrower(origin: string, outerOrigin: string, destination: string, outerDestination: string): void {
  if (!inside(origin, outerOrigin)) throw invalid('origin', '输出地须在上级名额的输出地之内', 'The origin lies within that of the places above');
  if (!inside(destination, outerDestination)) {
    throw invalid('destination', '输入地须在上级名额的输入地之内', 'The destination lies within that of the places above');
  }
}

const institutionOf = async (em: EntityManager, id: string | undefined) =>
  id === undefined ? null : ref(await found(em.findOne(Institution, { id, state: 'OPEN' }), ['input', 'institution']));

/** Seen by whoever may change it: the offices that hold its origin. */
async function own(em: EntityManager, viewer: Viewer, id: string, path: readonly string[] = ['id']): Promise<Quota> {
  const quota = await found(em.findOne(Quota, { id }), path);
  assertInside(viewer, quota.originPath, path);
  return quota;
}

const lacking = (field: string, left: number): Refusal =>
  new Refusal('QUOTA_EXHAUSTED', ['input', field], {
    zh: `可用名额不足，剩余 ${Math.max(0, left)} 个`,
    en: `Not enough free places: ${Math.max(0, left)} left`,
  });

const freeOf = async (em: EntityManager, id: string): Promise<number> => (await em.findOneOrFail(Quota, { id }, { refresh: true })).free;

/** A part: for fewer people, a place within, or an agency; its places come from the pool of its parent. */
export async function allocateQuota(em: EntityManager, viewer: Viewer, id: string, input: Omit<OfferText, 'year' | 'agreement'>): Promise<Quota> {
  assertPlaces(input.places);
  const parent = await own(em, viewer, id);
  const origin = input.origin === undefined ? { id: parent.origin.id, path: parent.originPath } : regionByCode(input.origin);
  const destination = input.destination === undefined ? { id: parent.destination.id, path: parent.destinationPath } : regionByCode(input.destination);
  assertNarrower(origin.path, parent.originPath, destination.path, parent.destinationPath);
  const part = Object.assign(new Quota(), {
    agreement: parent.agreement,
    parent: ref(parent),
    root: parent.root ?? ref(parent),
    year: parent.year,
    origin: ref(Region, origin.id),
    originPath: origin.path,
    destination: ref(Region, destination.id),
    destinationPath: destination.path,
    institution: (await institutionOf(em, input.institution)) ?? parent.institution,
  });
  if (origin.id === parent.origin.id && destination.id === parent.destination.id && part.institution?.id === parent.institution?.id) {
    throw invalid('origin', '分配项须比上级名额更具体', 'A part is narrower than its places');
  }
  await em.persist(part).flush();
  const done = await postPlaces(em, 'ALLOCATE', [...hand(id, input.places), ...give(part.id, input.places)]);
  if (!done) throw lacking('places', await freeOf(em, id));
  return part;
}

/** Free places from one part to another of the same parent, or between a part and the pool of its parent. */
export async function reallocateQuota(em: EntityManager, viewer: Viewer, input: { from: string; to: string; count: number }): Promise<Quota> {
  if (input.count < 1 || input.count > MOST_PLACES) throw invalid('count', '调剂数须大于 0', 'Move at least one place');
  const from = await own(em, viewer, input.from, ['input', 'from']);
  const to = await own(em, viewer, input.to, ['input', 'to']);
  const legs = between(from, to, input.count);
  if (!legs)
    throw invalid(
      'to',
      '只能在同一上级的名额之间，或与上级的机动名额之间调剂',
      'Places move between parts of one parent, or between a part and its parent',
    );
  const [kind, moves] = legs;
  if (!(await postPlaces(em, kind, moves))) throw lacking('count', await freeOf(em, from.id));
  return to;
}

function between(from: Quota, to: Quota, count: number): ['ALLOCATE' | 'REALLOCATE', Leg[]] | null {
  if (from.id === to.id) return null;
  if (from.id === to.parent?.id) return ['ALLOCATE', [...hand(from.id, count), ...give(to.id, count)]];
  if (to.id === from.parent?.id) return ['ALLOCATE', [...give(from.id, -count), ...hand(to.id, -count)]];
  if (from.parent && from.parent.id === to.parent?.id) return ['REALLOCATE', [...give(from.id, -count), ...give(to.id, count)]];
  return null;
}

/**
 * Another number of places. More come from outside, or from the pool of the parent. Fewer than are used is refused, or,
 * at the top and where the caller accepts it, becomes a deficit: the giver may cut what was promised already, whereas
 * between a quota and its parts only what is free can move.
 */
export async function adjustQuota(em: EntityManager, viewer: Viewer, id: string, input: { places: number; acceptDeficit: boolean }): Promise<Quota> {
  if (input.places < 0 || input.places > MOST_PLACES)
    throw invalid('places', `名额须在 0 到 ${MOST_PLACES} 之间`, `Places are between 0 and ${MOST_PLACES}`);
  const { parent } = await own(em, viewer, id);
  await lockQuotas(em, parent ? [parent.id, id] : [id]);
  const quota = await em.findOneOrFail(Quota, { id }, { refresh: true });
  const more = input.places - quota.places;
  if (more === 0) return quota;
  const legs = [...give(id, more), ...(parent ? hand(parent.id, more) : [])];
  if (await postPlaces(em, parent ? 'ALLOCATE' : 'ISSUE', legs, input.acceptDeficit && !parent)) return quota;
  if (more > 0) throw lacking('places', await freeOf(em, parent!.id));
  const { reserved, confirmed, allocated } = quota;
  throw new Refusal('CONFLICT', ['input', 'places'], {
    zh: `已预留 ${reserved}、确认 ${confirmed}、下拨 ${allocated}，不能少于 ${reserved + confirmed + allocated}；请先释放或收回${parent ? '' : '，或接受缺口'}`,
    en: `${reserved} reserved, ${confirmed} confirmed and ${allocated} given to parts: no fewer than ${reserved + confirmed + allocated}; release or take back first${parent ? '' : ', or accept a deficit'}`,
  });
}
