import { ref } from '@mikro-orm/core';
import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import { elevated } from '../../platform/access/elevated.js';
import type { Viewer } from '../../platform/access/viewer.js';
import { plusDays, today } from '../../platform/clock/clock.js';
import { Refusal } from '../../platform/graphql/errors.js';
import { found } from '../../platform/graphql/mutation.js';
import { freeText } from '../../platform/privacy/redact.js';
import { inside, openInstitution, serves } from '../institutions/institution.queries.js';
import { assertLicensed } from '../institutions/licence.service.js';
import { rules } from '../matching/rules.js';
import { releaseReservations } from '../quotas/ledger.js';
import { Quota } from '../quotas/quota.js';
import { assertEligible } from '../quotas/quota.rules.js';
import { brokenRules } from '../referrals/referral.service.js';
import { Region } from '../regions/region.js';
import { countyAbove, HOME, type KnownRegion, regionByCode, regionByPath } from '../regions/region.queries.js';
import { Registration, Seeker } from '../seekers/seeker.js';
import { Vacancy } from '../vacancies/vacancy.js';
import { dropTasks, openRematch, scheduleContacts } from './follow-up.service.js';
import { Order } from './order.js';
import { orderOf } from './order.service.js';
import { Placement } from './placement.js';
import { assertHeld, ending, reverse } from './placement.service.js';
import type { LabourOrderRegisterInput, TransferRecordInput } from './placement.inputs.js';
import { Transfer, type TransferState } from './transfer.js';

/** A return within so many days of the arrival is early: other work is looked for. Ours; no public rule. */
const EARLY_DAYS = 90;

/** The county somebody comes from; work in the same county is no transfer. */
function originOf(seeker: Seeker, destination: KnownRegion, path: readonly string[]): KnownRegion {
  const origin = countyAbove(seeker.regionPath);
  if (!origin) throw new Refusal('NOT_ELIGIBLE', path, { zh: '居住地须具体到区县', en: 'The place of living must name a county' });
  if (countyAbove(destination.path)?.path === origin.path) {
    throw new Refusal('NOT_ELIGIBLE', path, {
      zh: '工作地点就在本区县，不属于劳务输出；请办理推荐',
      en: 'The work is in the same county: that is no transfer; issue a referral',
    });
  }
  return origin;
}

/** Somebody who is on a way already is named, with the way: the constraint behind it cannot say whom of a list it means. */
async function assertFree(em: EntityManager, seeker: Seeker, order: Order, path: readonly string[]): Promise<void> {
  const [other] = (await em.execute('select order_id from away_for(?)', [seeker.id])) as { order_id: string | null }[];
  if (!other) return;
  if (other.order_id === order.id)
    throw new Refusal('ALREADY_EXISTS', path, { zh: '此人已在本订单名单中', en: 'The person is on the list of this order already' });
  throw new Refusal('ALREADY_EXISTS', path, {
    zh: '此人已在另一名单中或已外出务工，请先办理退出或返乡',
    en: 'The person is on another list or away already; withdraw them there, or record the return',
  });
}

/** Puts people on the list of an order, all or none; each passes the hard rules of the post. */
export async function registerForOrder(em: EntityManager, viewer: Viewer, id: string, input: LabourOrderRegisterInput): Promise<Order> {
  const order = await orderOf(em, viewer, id, 'FILLER');
  await assertLicensed(em, await order.institution.loadOrFail(), ['id']);
  if (order.state === 'CLOSED') throw new Refusal('EXPIRED', ['id'], { zh: '订单已结束', en: 'The order is closed' });
  const vacancy = await em.findOneOrFail(Vacancy, { id: order.vacancy.id });
  const destination = regionByPath(vacancy.placePath)!;
  const quota = order.quota && (await found(em.findOne(Quota, { id: order.quota.id })));
  const [{ last }] = (await em.execute('select coalesce(max(position), 0)::int as last from transfer where order_id = ?', [id])) as [
    { last: number },
  ];
  for (const [at, registrationId] of input.registrations.entries()) {
    const path = ['input', 'registrations', String(at)];
    const registration = await found(em.findOne(Registration, { id: registrationId }, { populate: ['seeker'] }), path);
    if (!serves(viewer, { id: registration.institution.id, path: registration.institutionPath })) await found(Promise.resolve(null), path);
    if (registration.state !== 'ACTIVE')
      throw new Refusal('EXPIRED', path, { zh: '求职登记已失效，请重新登记', en: 'The registration is no longer active; register anew' });
    const seeker = registration.seeker.unwrap();
    assertEligible(seeker, order.departOn, path);
    await assertFree(em, seeker, order, path);
    const origin = originOf(seeker, destination, path);
    if (quota && ![origin.path, seeker.regionPath].some((from) => inside(from, quota.originPath))) {
      throw new Refusal('NOT_ELIGIBLE', path, {
        zh: '此人不属于该订单名额的输出地，请列入其居住区县名额的订单',
        en: 'The person does not come from where the places of this order are for: list them on an order of their county’s places',
      });
    }
    const broken = (await brokenRules(em, vacancy.id, seeker.id)).filter((name) => name !== 'STATE' || vacancy.state !== 'FILLED');
    if (broken.length > 0) {
      throw new Refusal('NOT_ELIGIBLE', path, {
        zh: `${broken.map((name) => rules[name].broken.zh).join('；')}。请改选他人，或经本人同意先修改意向`,
        en: `${broken.map((name) => rules[name].broken.en).join('; ')}. Choose somebody else, or change the wish first if the person agrees`,
      });
    }
    const transfer = Object.assign(new Transfer(), {
      seeker: ref(seeker),
      registration: ref(registration),
      order: ref(order),
      travelGroup: seeker.travelGroup,
      institution: order.institution,
      institutionPath: order.institutionPath,
      employerId: order.employerId,
      origin: ref(Region, origin.id),
      originPath: origin.path,
      destination: ref(Region, destination.id),
      destinationPath: destination.path,
      position: last + at + 1,
    });
    em.persist(transfer);
  }
  await em.flush();
  return order;
}

/** A way somebody went on their own: departed, and perhaps arrived, on days that are over. */
export async function recordTransfer(em: EntityManager, viewer: Viewer, input: TransferRecordInput): Promise<Transfer> {
  const path = ['input', 'seeker'];
  const seeker = await found(em.findOne(Seeker, { id: input.seeker }), path);
  const institution = await openInstitution(em, viewer, input.institution);
  const known = await em.findOne(Registration, { seeker: seeker.id, institution: institution.id });
  const resident = viewer.role === 'office' && serves(viewer, { id: '', path: seeker.regionPath });
  if (!serves(viewer, { id: institution.id, path: institution.regionPath }) || !(known || resident)) await found(Promise.resolve(null), path);
  const day = await today(em);
  const { departedOn, arrivedOn = null } = input;
  assertEligible(seeker, departedOn, path);
  const destination = regionByCode(input.destination);
  const origin = originOf(seeker, destination, ['input', 'destination']);
  if (destination.code === HOME || inside(origin.path, destination.path)) {
    throw new Refusal('INVALID', ['input', 'destination'], {
      zh: '输入地太笼统，无法判断是否计入任务：市外请至少写到省或地级市，市内请写到区县',
      en: 'Too wide to tell whether it counts: outside Chongqing give a province or a city at least, inside a district or county',
    });
  }
  if (departedOn > day || (arrivedOn !== null && (arrivedOn < departedOn || arrivedOn > day))) {
    throw new Refusal('INVALID', ['input', 'departedOn'], {
      zh: '出发、到达日期须按先后且不晚于今天',
      en: 'Departure and arrival come in this order and not after today',
    });
  }
  const transfer = Object.assign(new Transfer(), {
    seeker: ref(seeker),
    institution: ref(institution),
    institutionPath: institution.regionPath,
    origin: ref(Region, origin.id),
    originPath: origin.path,
    destination: ref(Region, destination.id),
    destinationPath: destination.path,
    selfOrganised: true,
    departedOn,
    arrivedOn,
    state: arrivedOn === null ? 'DEPARTED' : 'ARRIVED',
  });
  em.persist(transfer);
  if (arrivedOn !== null) scheduleContacts(em, transfer, arrivedOn);
  return transfer;
}

const handles = (viewer: Viewer, transfer: Transfer): boolean => serves(viewer, { id: transfer.institution.id, path: transfer.institutionPath });

export interface Step {
  /** Whether the employer may take it as well. */
  employer?: boolean;
}

async function seenBy(em: EntityManager, viewer: Viewer, id: string, { employer = false }: Step = {}): Promise<Transfer> {
  const seen = await found(em.findOne(Transfer, { id }));
  const own = handles(viewer, seen) || (employer && viewer.role === 'recruiter' && viewer.employerIds.includes(seen.employerId ?? ''));
  if (!own) await found(Promise.resolve(null));
  return seen;
}

const locked = (em: EntityManager, id: string): Promise<Transfer> =>
  em.findOneOrFail(Transfer, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true });

/** Does not go after all; a hire behind it is taken back. */
export async function withdrawTransfer(em: EntityManager, viewer: Viewer, id: string, reason: string): Promise<Transfer> {
  await seenBy(em, viewer, id, { employer: true });
  await leave(em, id, 'WITHDRAWN', reason);
  return em.findOneOrFail(Transfer, { id });
}

/** Off the departure: out altogether, or back on the list. The hire is taken back, and the post looks for a head again. */
export async function leave(em: EntityManager, id: string, to: 'WITHDRAWN' | 'REGISTERED', reason: string): Promise<void> {
  const seen = await em.findOneOrFail(Transfer, { id });
  const placementId = seen.placement?.id;
  const vacancyId = placementId === undefined ? undefined : (await em.findOneOrFail(Placement, { id: placementId })).vacancy.id;
  const vacancy = vacancyId === undefined ? null : await em.findOneOrFail(Vacancy, { id: vacancyId }, { lockMode: LockMode.PESSIMISTIC_WRITE });
  const placement =
    placementId === undefined
      ? null
      : await em.findOneOrFail(Placement, { id: placementId }, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true });
  const transfer = await locked(em, id);
  transfer.moveTo(to);
  transfer.reason = freeText(reason);
  transfer.batch = null;
  transfer.placement = null;
  transfer.contractNumber = null;
  if (placement && vacancy) await reverse(em, placement, vacancy, reason);
}

/** Went home. The place is free again, the work has ended, other work is looked for; that the person arrived stays counted. */
export async function returnTransfer(em: EntityManager, viewer: Viewer, id: string, on: string, reason: string): Promise<Transfer> {
  const seen = await seenBy(em, viewer, id, { employer: true });
  const held = seen.reservation?.id;
  if (held) await elevated(em, () => releaseReservations(em, [held], '返乡'));
  const placement = await endWork(em, seen, on);
  const transfer = await locked(em, id);
  assertHeld(transfer, held);
  if (on < (transfer.arrivedOn ?? transfer.departedOn ?? on) || on > (await today(em))) {
    throw new Refusal('INVALID', ['input', 'on'], { zh: '返乡日期须在到达日与今天之间', en: 'The return lies between the arrival and today' });
  }
  transfer.moveTo('RETURNED');
  transfer.endedOn = on;
  transfer.reason = freeText(reason);
  await dropTasks(em, transfer);
  const early = transfer.arrivedOn !== null && on < plusDays(transfer.arrivedOn, EARLY_DAYS);
  if (early || placement === null) await openRematch(em, transfer, await today(em));
  return transfer;
}

/** Ends the hire behind a transfer, and gives the head back to an order that still wants it. */
async function endWork(em: EntityManager, seen: Transfer, on: string): Promise<Placement | null> {
  if (!seen.placement) return null;
  const order = seen.order ? await em.findOneOrFail(Order, { id: seen.order.id }) : null;
  const { vacancy: post } = await em.findOneOrFail(Placement, { id: seen.placement.id });
  const vacancy =
    order && order.state !== 'CLOSED' ? await em.findOneOrFail(Vacancy, { id: post.id }, { lockMode: LockMode.PESSIMISTIC_WRITE }) : null;
  const placement = await em.findOneOrFail(Placement, { id: seen.placement.id }, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true });
  if (placement.state === 'REVERSED' || placement.ending.on !== null) return placement;
  await ending(em, placement, on, 'RETURNED');
  vacancy?.releaseOne(await today(em));
  return placement;
}

/** Works elsewhere there: the place stays taken, the hire has ended. */
export async function changeJob(em: EntityManager, viewer: Viewer, id: string, on: string, reason: string): Promise<Transfer> {
  const seen = await seenBy(em, viewer, id, { employer: true });
  if (seen.placement) {
    const placement = await em.findOneOrFail(Placement, { id: seen.placement.id }, { lockMode: LockMode.PESSIMISTIC_WRITE });
    placement.end(on, 'CHANGED_JOB', await today(em));
  }
  const transfer = await locked(em, id);
  const day = await today(em);
  if (on < (transfer.arrivedOn ?? day) || on > day) {
    throw new Refusal('INVALID', ['input', 'on'], { zh: '换岗日期须在到达日与今天之间', en: 'The change lies between the arrival and today' });
  }
  transfer.moveTo('CHANGED_JOB');
  transfer.changedOn = on;
  transfer.reason = freeText(reason);
  return transfer;
}

/** A step that changes nothing else: lost, found again, at the post of one's own way. */
export async function moveTransfer(em: EntityManager, viewer: Viewer, id: string, to: TransferState): Promise<Transfer> {
  await seenBy(em, viewer, id);
  const transfer = await locked(em, id);
  if (to === 'ARRIVED' && transfer.arrivedOn === null) {
    transfer.arrivedOn = await today(em);
    scheduleContacts(em, transfer, transfer.arrivedOn);
  }
  transfer.moveTo(to);
  return transfer;
}

/** The person would go without the group. Who looks after them, or the person. */
export async function agreeToSplit(em: EntityManager, viewer: Viewer, id: string): Promise<Transfer> {
  const seen = await found(em.findOne(Transfer, { id }));
  if (!handles(viewer, seen) && !(viewer.role === 'seeker' && viewer.seekerId === seen.seeker.id)) await found(Promise.resolve(null));
  const transfer = await locked(em, id);
  if (!['REGISTERED', 'MATCHED', 'CONTRACTED'].includes(transfer.state))
    throw new Refusal('ILLEGAL_TRANSITION', ['id'], { zh: '已出发，无须再约定', en: 'They have left; there is nothing to agree on' });
  transfer.splitAgreed = true;
  return transfer;
}
