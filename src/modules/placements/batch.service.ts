import { ref } from '@mikro-orm/core';
import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import { elevated } from '../../platform/access/elevated.js';
import type { Viewer } from '../../platform/access/viewer.js';
import { plusDays, today } from '../../platform/clock/clock.js';
import { Refusal } from '../../platform/graphql/errors.js';
import { found } from '../../platform/graphql/mutation.js';
import { freeText } from '../../platform/privacy/redact.js';
import { cleanText } from '../../platform/privacy/text.js';
import { serves } from '../institutions/institution.queries.js';
import { assertLicensed } from '../institutions/licence.service.js';
import { type At, confirmReservations, patiently, reserveQuotas } from '../quotas/ledger.js';
import { Reservation } from '../quotas/reservation.js';
import { Batch, type EmptySeatsReason } from './batch.js';
import { fill } from './fill.js';
import { scheduleContacts } from './follow-up.service.js';
import { Order } from './order.js';
import { handlesOrder, hold, LATEST_DAYS, orderOf, releaseHold } from './order.service.js';
import { departable, type ListedParty, seatsTaken, selectable } from './party.js';
import type { DepartureBatchPlanInput } from './placement.inputs.js';
import { Placement } from './placement.js';
import { confirm } from './placement.service.js';
import { Transfer } from './transfer.js';
import { leave } from './transfer.service.js';

/** Confirmed in the same transaction; only a crash in between could let it run out. */
const MOMENT_SECONDS = 300;

/** Plans a departure for those of an order who have contracts: whole parties, as many as there are seats. */
export async function planBatch(em: EntityManager, viewer: Viewer, orderId: string, input: DepartureBatchPlanInput): Promise<Batch> {
  const order = await orderOf(em, viewer, orderId, 'FILLER');
  if (order.state === 'OPEN' || order.state === 'CLOSED' || (order.state === 'CANDIDATES_SELECTED' && order.trainingDays > 0)) {
    throw new Refusal('NOT_ELIGIBLE', ['id'], {
      zh: order.trainingDays > 0 ? '培训完成后才能安排出发' : '人选确定后才能安排出发',
      en: order.trainingDays > 0 ? 'They leave once they are trained' : 'They leave once they are chosen',
    });
  }
  const day = await today(em);
  const earliest = order.departOn > day ? order.departOn : day;
  if (input.departOn < earliest || input.departOn > plusDays(day, LATEST_DAYS)) {
    throw new Refusal('INVALID', ['input', 'departOn'], {
      zh: `出发日期不能早于 ${earliest}（今天和订单约定的出发日期），并须在今天起一年之内`,
      en: `They leave from ${earliest} on (today, and the day that the order says) and within a year from today`,
    });
  }
  if (input.seats < 1 || input.seats > 5_000)
    throw new Refusal('INVALID', ['input', 'seats'], { zh: '座位数须在 1 到 5000 之间', en: 'Seats are between 1 and 5,000' });
  const parties = await departable(em, orderId);
  const aboard = membersOf(parties, fill(parties, input.seats));
  if (aboard.length === 0)
    throw new Refusal('NOT_ELIGIBLE', ['id'], {
      zh: '没有已签约且可整组出发的人员：请先核验劳动合同，同行人须都已签约或同意分开',
      en: 'Nobody has a contract who could leave with their whole group: check contracts first, of all in a group unless they agree to split',
    });
  const batch = Object.assign(new Batch(), {
    order: ref(order),
    employerId: order.employerId,
    institution: order.institution,
    institutionPath: order.institutionPath,
    leader: freeText(input.leader),
    vehicle: cleanText(input.vehicle),
    seats: input.seats,
    insurance: cleanText(input.insurance),
    meetingPoint: freeText(input.meetingPoint),
    departOn: input.departOn,
  });
  em.persist(batch);
  for (const transfer of await locked(em, aboard)) transfer.batch = ref(batch);
  return batch;
}

const membersOf = (parties: readonly ListedParty[], keys: readonly string[]): string[] => {
  const chosen = new Set(keys);
  return parties.filter((party) => chosen.has(party.key)).flatMap((party) => party.members);
};
const locked = (em: EntityManager, ids: readonly string[]): Promise<Transfer[]> =>
  em.find(Transfer, { id: { $in: [...ids] } }, { lockMode: LockMode.PESSIMISTIC_WRITE, orderBy: { id: 'asc' } });

async function batchOf(em: EntityManager, viewer: Viewer, id: string): Promise<Batch> {
  const batch = await found(em.findOne(Batch, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true }));
  if (!serves(viewer, { id: batch.institution.id, path: batch.institutionPath })) await found(Promise.resolve(null));
  return batch;
}

/** Seats that nobody of the list could take, and why. */
export interface Unfilled {
  readonly count: number;
  readonly why: EmptySeatsReason;
}

/**
 * Counts heads at the gate. Who is absent withdraws; who would go only with them goes back on the list; the list fills
 * the seats anew with whole parties, who need their contracts before the departure. Seats that stay empty though the order
 * wants heads are told.
 */
export async function checkGate(
  em: EntityManager,
  viewer: Viewer,
  id: string,
  absent: readonly string[],
): Promise<{ batch: Batch; unfilled: Unfilled | null }> {
  const batch = await batchOf(em, viewer, id);
  batch.moveTo('CHECKED');
  const aboard = await em.find(Transfer, { batch: id });
  for (const [at, one] of absent.entries()) {
    if (aboard.some((transfer) => transfer.id === one)) continue;
    const path = ['input', 'absent', String(at)];
    await found(em.findOne(Transfer, { id: one, order: batch.order.id }), path);
    throw new Refusal('INVALID', path, {
      zh: '此人已不在本批次名单中，无需再次标记缺席',
      en: 'The person is not on this departure, or no longer; there is nobody to be absent',
    });
  }
  const missing = new Set(absent);
  const broken = new Set(aboard.filter((one) => missing.has(one.id) && one.travelGroup).map((one) => one.travelGroup!.id));
  const stranded = aboard.filter((one) => !missing.has(one.id) && one.travelGroup && broken.has(one.travelGroup.id) && !one.splitAgreed);
  for (const transfer of stranded) await leave(em, transfer.id, 'REGISTERED', '同行人未到场');
  for (const transferId of absent) await leave(em, transferId, 'WITHDRAWN', '未到场');
  await em.flush();
  const unfilled = await refill(em, batch, batch.seats - (aboard.length - missing.size - stranded.length));
  return { batch, unfilled };
}

async function refill(em: EntityManager, batch: Batch, seats: number): Promise<Unfilled | null> {
  const order = await em.findOneOrFail(Order, { id: batch.order.id });
  const room = Math.min(seats, order.headCount - (await seatsTaken(em, order.id)));
  const parties = await selectable(em, order.id);
  const chosen = membersOf(parties, fill(parties, room));
  for (const transfer of await locked(em, chosen)) {
    transfer.moveTo('MATCHED');
    transfer.batch = ref(batch);
  }
  const count = room - chosen.length;
  if (count <= 0) return null;
  await em.flush();
  const waiting = await em.count(Transfer, { order: order.id, state: 'REGISTERED' });
  return { count, why: waiting === 0 ? 'NOBODY_WAITS' : 'NO_PARTY_FITS' };
}

/** They leave: each takes a place for good, the order keeps holding for those who have not left. */
export const departBatch = (em: EntityManager, viewer: Viewer, id: string): Promise<Batch> =>
  patiently(async () => {
    const seen = await found(em.findOne(Batch, { id }));
    if (!serves(viewer, { id: seen.institution.id, path: seen.institutionPath })) await found(Promise.resolve(null));
    // An office may send off those whom an agency hired while it had its licence.
    if (viewer.role === 'intermediary') await assertLicensed(em, await seen.institution.loadOrFail(), ['id']);
    const order = await releaseHold(em, await em.findOneOrFail(Order, { id: seen.order.id }), '人员出发');
    return depart(em, order, await batchOf(em, viewer, id));
  });

/** The order, its places and the departure are locked by the caller. */
async function depart(em: EntityManager, order: Order, batch: Batch): Promise<Batch> {
  const day = await today(em);
  if (batch.departOn > day)
    throw new Refusal('NOT_ELIGIBLE', ['id'], { zh: `出发日期为 ${batch.departOn}，尚未到`, en: `They leave on ${batch.departOn}` });
  batch.moveTo('DEPARTED');
  const leaving = await em.find(Transfer, { batch: batch.id }, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true, orderBy: { id: 'asc' } });
  const without = leaving.filter((one) => one.state !== 'CONTRACTED').length;
  if (without > 0 || leaving.length === 0) {
    throw new Refusal('NOT_ELIGIBLE', ['id'], {
      zh: leaving.length === 0 ? '没有人员出发，请取消本批次' : `还有 ${without} 人没有核验劳动合同，不得发送；请先核验其合同，或请其退出`,
      en:
        leaving.length === 0
          ? 'Nobody would leave; call it off'
          : `${without} people have no checked contract and may not be sent: check it first, or let them withdraw`,
    });
  }
  const places = order.quota ? await takePlaces(em, order, leaving, day) : null;
  for (const transfer of leaving) {
    transfer.moveTo('DEPARTED');
    transfer.departedOn = day;
    if (places) transfer.reservation = ref(Reservation, places.of.get(transfer.id)!);
  }
  if (places) order.reservation = places.rest === null ? null : ref(Reservation, places.rest);
  order.moveTo('DISPATCHED');
  return batch;
}

const DEPARTING: At = { places: ['id'], count: ['id'] };

/** A place for each who leaves, and a smaller hold for the others; what the order held is free, and nobody else gets at it. */
async function takePlaces(
  em: EntityManager,
  order: Order,
  leaving: readonly Transfer[],
  day: string,
): Promise<{ of: Map<string, string>; rest: string | null }> {
  const quota = order.quota!.id;
  const asks = leaving.map((one) => ({ quota, holder: one.id, count: 1, seconds: MOMENT_SECONDS, purpose: '输出人员', reach: null }));
  const ids = await elevated(em, async () => {
    const reserved = await reserveQuotas(em, asks, DEPARTING);
    await confirmReservations(em, reserved);
    return reserved;
  });
  const left = order.headCount - (await goneOf(em, order.id)) - leaving.length;
  const rest = left > 0 && order.reservation ? await hold(em, order, left, day, DEPARTING) : null;
  return { of: new Map(leaving.map((one, at) => [one.id, ids[at]!])), rest };
}

async function goneOf(em: EntityManager, orderId: string): Promise<number> {
  const [row] = (await em.execute(
    "select count(*)::int as count from transfer where order_id = ? and state in ('DEPARTED', 'ARRIVED', 'ON_POST', 'CHANGED_JOB', 'LOST_CONTACT')",
    [orderId],
  )) as { count: number }[];
  return row!.count;
}

/** They are there, but for those who got lost on the way. From now on they count, and are asked after. */
export async function arriveBatch(em: EntityManager, viewer: Viewer, id: string, missing: readonly string[], on: string | undefined): Promise<Batch> {
  const batch = await batchOf(em, viewer, id);
  const day = await today(em);
  const arrivedOn = on ?? day;
  const travelling = await em.find(Transfer, { batch: id, state: 'DEPARTED' }, { lockMode: LockMode.PESSIMISTIC_WRITE, orderBy: { id: 'asc' } });
  if (arrivedOn > day || travelling.some((one) => one.departedOn !== null && arrivedOn < one.departedOn)) {
    throw new Refusal('INVALID', ['input', 'on'], { zh: '到达日期须在出发日与今天之间', en: 'The arrival lies between the departure and today' });
  }
  for (const [at, one] of missing.entries())
    if (!travelling.some((transfer) => transfer.id === one)) await found(Promise.resolve(null), ['input', 'missing', String(at)]);
  batch.moveTo('ARRIVED');
  batch.arrivedOn = arrivedOn;
  const lost = new Set(missing);
  for (const transfer of travelling) {
    if (lost.has(transfer.id)) {
      transfer.moveTo('LOST_CONTACT');
      continue;
    }
    transfer.arrivedOn = arrivedOn;
    transfer.moveTo('ARRIVED');
    scheduleContacts(em, transfer, arrivedOn);
  }
  return batch;
}

/** They work: the hires are confirmed. The employer, or who fills the order on its contracts. */
export async function beginWork(em: EntityManager, viewer: Viewer, orderId: string, chosen: readonly string[] | undefined): Promise<Order> {
  const seen = await found(em.findOne(Order, { id: orderId }));
  if (!handlesOrder(viewer, seen)) await found(Promise.resolve(null));
  const arrived = await em.find(
    Transfer,
    { order: orderId, state: 'ARRIVED', ...(chosen ? { id: { $in: [...chosen] } } : {}) },
    { orderBy: { id: 'asc' } },
  );
  if (arrived.length === 0 || (chosen && arrived.length !== new Set(chosen).size))
    throw new Refusal('NOT_ELIGIBLE', ['input', 'transfers'], { zh: '没有已到达待上岗的人员', en: 'Nobody of these has arrived and waits to begin' });
  const order = await orderOf(em, viewer, orderId, 'ANY');
  const placements = await em.find(
    Placement,
    { id: { $in: arrived.map((one) => one.placement!.id) } },
    { lockMode: LockMode.PESSIMISTIC_WRITE, orderBy: { id: 'asc' } },
  );
  const evidence = viewer.role === 'recruiter' ? 'EMPLOYER' : 'CONTRACT';
  for (const placement of placements) if (placement.state === 'PENDING_CONFIRMATION') await confirm(em, placement, evidence);
  for (const transfer of await locked(
    em,
    arrived.map((one) => one.id),
  ))
    transfer.moveTo('ON_POST');
  if (order.state !== 'ON_POST') order.moveTo('ON_POST');
  return order;
}

/** Called off: who was to leave waits for another departure. */
export async function cancelBatch(em: EntityManager, viewer: Viewer, id: string): Promise<Batch> {
  const batch = await batchOf(em, viewer, id);
  batch.moveTo('CANCELLED');
  for (const transfer of await em.find(Transfer, { batch: id }, { lockMode: LockMode.PESSIMISTIC_WRITE })) transfer.batch = null;
  return batch;
}
