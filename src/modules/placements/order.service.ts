import { ref } from '@mikro-orm/core';
import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import { elevated } from '../../platform/access/elevated.js';
import type { Viewer } from '../../platform/access/viewer.js';
import { plusDays, today } from '../../platform/clock/clock.js';
import { Refusal } from '../../platform/graphql/errors.js';
import { found } from '../../platform/graphql/mutation.js';
import { freeText } from '../../platform/privacy/redact.js';
import { cleanText } from '../../platform/privacy/text.js';
import { Agreement } from '../agreements/agreement.js';
import { Institution } from '../institutions/institution.js';
import { inside, serves } from '../institutions/institution.queries.js';
import { assertLicensed } from '../institutions/licence.service.js';
import { type At, heldBy, lockQuotas, patiently, releaseReservations, reserveQuotas } from '../quotas/ledger.js';
import type { Quota } from '../quotas/quota.js';
import { assertTrade, quotaFor } from '../quotas/quota.rules.js';
import { Reservation } from '../quotas/reservation.js';
import { Vacancy } from '../vacancies/vacancy.js';
import { Order } from './order.js';
import { openPlacement } from './placement.service.js';
import type { LabourOrderOpenInput, TransferContractInput } from './placement.inputs.js';
import { seatsTaken, selectable } from './party.js';
import { fill } from './fill.js';
import { Transfer } from './transfer.js';

/** Days after the day of departure for which an order keeps its hold. */
const GRACE_DAYS = 7;
/** Orders and departures are planned within a year. */
export const LATEST_DAYS = 366;
const DAY_MS = 86_400_000;

const daysBetween = (from: string, to: string): number => Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);

/** Whether somebody may act for an order: who fills it, and the employer it is for. */
export const handlesOrder = (viewer: Viewer, order: Order): boolean =>
  serves(viewer, { id: order.institution.id, path: order.institutionPath }) ||
  (viewer.role === 'recruiter' && viewer.employerIds.includes(order.employerId));

/** Locked; whoever may not is told that there is none. `by` narrows to those who fill it. */
export async function orderOf(em: EntityManager, viewer: Viewer, id: string, by: 'FILLER' | 'ANY', path: readonly string[] = ['id']): Promise<Order> {
  const order = await found(em.findOne(Order, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true }), path);
  const allowed = by === 'ANY' ? handlesOrder(viewer, order) : serves(viewer, { id: order.institution.id, path: order.institutionPath });
  if (!allowed) await found(Promise.resolve(null), path);
  return order;
}

/** Takes an order and holds its places. */
export async function openOrder(em: EntityManager, viewer: Viewer, input: LabourOrderOpenInput): Promise<Order> {
  const vacancy = await found(em.findOne(Vacancy, { id: input.vacancy, state: 'OPEN' }, { populate: ['institution'] }), ['input', 'vacancy']);
  const institution =
    input.institution === undefined
      ? vacancy.institution.unwrap()
      : await found(em.findOne(Institution, { id: input.institution, state: 'OPEN' }), ['input', 'institution']);
  const day = await today(em);
  const order = Object.assign(new Order(), {
    vacancy: ref(vacancy),
    employerId: vacancy.employer.id,
    institution: ref(institution),
    institutionPath: institution.regionPath,
    headCount: input.headCount,
    departOn: input.departOn,
    trainingDays: input.trainingDays ?? 0,
  });
  if (!handlesOrder(viewer, order)) await found(Promise.resolve(null), ['input', viewer.role === 'recruiter' ? 'vacancy' : 'institution']);
  await assertLicensed(em, institution, ['input', 'institution']);
  checkOrder(order, vacancy, day);
  if (input.quota === undefined) {
    if (input.agreement !== undefined) order.agreement = ref(await agreementFor(em, input.agreement, vacancy));
  } else {
    const quota = await quotaFor(em, viewer, institution, input.quota, vacancy);
    if (Number(order.departOn.slice(0, 4)) !== quota.year) {
      throw new Refusal('NOT_ELIGIBLE', ['input', 'quota'], {
        zh: `这是 ${quota.year} 年度名额，出发日期须在该年度内；请选择出发年度的名额`,
        en: `These places are of ${quota.year}, and so must the departure be; choose places of its year`,
      });
    }
    order.quota = ref(quota);
    order.agreement = await agreementOf(em, quota, input.agreement, vacancy);
    order.reservation = ref(Reservation, await hold(em, order, order.headCount, day, OPENING));
  }
  await assertWanted(em, order);
  em.persist(order);
  return order;
}

/** Orders together want no more heads than the post has left. The post is locked, after the places. */
async function assertWanted(em: EntityManager, order: Order): Promise<void> {
  const vacancy = await em.findOneOrFail(Vacancy, { id: order.vacancy.id }, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true });
  const [{ wanted }] = (await em.execute('select heads_wanted(?) as wanted', [vacancy.id])) as [{ wanted: number }];
  const left = Math.max(0, vacancy.headCount - vacancy.hiredCount - wanted);
  if (order.headCount <= left) return;
  throw new Refusal('INVALID', ['input', 'headCount'], {
    zh: `岗位还可承接 ${left} 人：其他订单已占 ${wanted} 人；请减少人数，或先结束不用的订单`,
    en: `The post has ${left} heads left beside the ${wanted} that other orders still want; ask for fewer, or close an order that is not needed`,
  });
}

function checkOrder(order: Order, vacancy: Vacancy, day: string): void {
  const left = vacancy.headCount - vacancy.hiredCount;
  if (order.headCount < 1 || order.headCount > left) {
    throw new Refusal('INVALID', ['input', 'headCount'], {
      zh: `人数须在 1 到 ${left} 之间（岗位剩余）`,
      en: `Between 1 and ${left} heads: what the post has left`,
    });
  }
  if (order.departOn < day || order.departOn > plusDays(day, LATEST_DAYS)) {
    throw new Refusal('INVALID', ['input', 'departOn'], {
      zh: '出发日期须在今天起一年之内',
      en: 'They leave between today and a year from now',
    });
  }
  if (order.trainingDays < 0 || order.trainingDays > 365)
    throw new Refusal('INVALID', ['input', 'trainingDays'], { zh: '培训天数须在 0 到 365 之间', en: 'Days of training are between 0 and 365' });
}

async function agreementFor(em: EntityManager, id: string, vacancy: Vacancy): Promise<Agreement> {
  const agreement = await found(em.findOne(Agreement, { id }), ['input', 'agreement']);
  if (agreement.state === 'ACTIVE' && inside(vacancy.placePath, agreement.receivingPath)) {
    await assertTrade(em, id, vacancy, ['input', 'agreement']);
    return agreement;
  }
  throw new Refusal('NOT_ELIGIBLE', ['input', 'agreement'], {
    zh: '该协议未生效，或岗位不在其输入地区，请选择其他协议或岗位',
    en: 'The agreement is not in force, or the post lies outside its receiving region: choose another agreement or post',
  });
}

/** An order on places stands under the agreement that offers them. */
async function agreementOf(em: EntityManager, quota: Quota, wanted: string | undefined, vacancy: Vacancy): Promise<Quota['agreement']> {
  if (wanted !== undefined && wanted !== quota.agreement?.id) {
    throw new Refusal('NOT_ELIGIBLE', ['input', 'agreement'], {
      zh: '该名额不是这份协议提供的，请选择该协议的名额，或不填协议',
      en: 'These places are not offered by that agreement: choose places of it, or name no agreement',
    });
  }
  if (quota.agreement) await assertTrade(em, quota.agreement.id, vacancy, ['input', 'quota']);
  return quota.agreement;
}

const OPENING: At = { places: ['input', 'quota'], count: ['input', 'headCount'] };

/** What an order holds until a week after its departure; who may was asked when it was opened. */
export async function hold(em: EntityManager, order: Order, count: number, day: string, at: At): Promise<string> {
  const seconds = (Math.max(0, daysBetween(day, order.departOn)) + GRACE_DAYS) * 86_400;
  const ask = { quota: order.quota!.id, holder: order.id, count, seconds, purpose: '定点订单', reach: null };
  const [id] = await elevated(em, () => reserveQuotas(em, [ask], at));
  return id!;
}

/**
 * Locks an order together with its places, these first as everywhere, and gives back what it holds of them. Whoever comes
 * next sees what the one before left, not what the order said when they asked.
 */
export async function releaseHold(em: EntityManager, seen: Order, reason: string): Promise<Order> {
  const quota = seen.quota?.id;
  if (quota) await elevated(em, () => lockQuotas(em, [quota]));
  const order = await em.findOneOrFail(Order, { id: seen.id }, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true });
  if (quota)
    await elevated(em, async () => {
      const held = await heldBy(em, quota, order.id);
      if (held) await releaseReservations(em, [held], reason);
    });
  return order;
}

/** Chooses from the list, first come first, parties unsplit, as many as the order still needs. */
export async function selectForOrder(em: EntityManager, viewer: Viewer, id: string): Promise<Order> {
  const order = await orderOf(em, viewer, id, 'FILLER');
  const room = order.headCount - (await seatsTaken(em, id));
  const parties = await selectable(em, id);
  const chosen = new Set(fill(parties, room));
  const members = parties.filter((party) => chosen.has(party.key)).flatMap((party) => party.members);
  if (members.length === 0) {
    throw new Refusal('NOT_ELIGIBLE', ['id'], {
      zh: room <= 0 ? '订单已满，无须再选' : '候补名单中没有可以整组入选的人员，请补充名单',
      en: room <= 0 ? 'The order is full' : 'Nobody on the list can be chosen with their whole group; add people to the list',
    });
  }
  for (const transfer of await em.find(Transfer, { id: { $in: members } }, { lockMode: LockMode.PESSIMISTIC_WRITE })) transfer.moveTo('MATCHED');
  order.moveTo('CANDIDATES_SELECTED');
  return order;
}

/** Records the contracts that were checked: each is a hire that awaits confirmation. */
export async function contractForOrder(em: EntityManager, viewer: Viewer, id: string, contracts: readonly TransferContractInput[]): Promise<Order> {
  const seen = await found(em.findOne(Order, { id }));
  const vacancy = await em.findOneOrFail(Vacancy, { id: seen.vacancy.id }, { lockMode: LockMode.PESSIMISTIC_WRITE });
  const order = await orderOf(em, viewer, id, 'ANY');
  await assertLicensed(em, await order.institution.loadOrFail(), ['id']);
  const numbers = new Map(contracts.map((one) => [one.transfer, cleanText(one.number)]));
  const known = new Set(
    (await em.find(Transfer, { order: id, contractNumber: { $ne: null }, id: { $nin: [...numbers.keys()] } })).map((one) => one.contractNumber!),
  );
  const transfers = await em.find(Transfer, { order: id, id: { $in: [...numbers.keys()] } }, { lockMode: LockMode.PESSIMISTIC_WRITE });
  const day = await today(em);
  for (const [at, { transfer: wanted }] of contracts.entries()) {
    const path = ['input', 'contracts', String(at)];
    const transfer = await found(Promise.resolve(transfers.find((one) => one.id === wanted) ?? null), path);
    const number = numbers.get(wanted)!;
    if (known.has(number)) {
      throw new Refusal('INVALID', [...path, 'number'], {
        zh: '同一订单中已有此合同编号；劳动合同须一人一份',
        en: 'This order has a contract of that number already; everybody has a contract of their own',
      });
    }
    known.add(number);
    transfer.moveTo('CONTRACTED', path);
    vacancy.hireOne();
    transfer.contractNumber = number;
    const institution = { id: order.institution.id, path: order.institutionPath };
    transfer.placement = ref(
      openPlacement(em, { seeker: transfer.seeker.id, vacancy: vacancy.id, employerId: order.employerId, institution, on: day }),
    );
  }
  return order;
}

export async function trainOrder(em: EntityManager, viewer: Viewer, id: string): Promise<Order> {
  const order = await orderOf(em, viewer, id, 'FILLER');
  if (order.trainingDays === 0) throw new Refusal('NOT_ELIGIBLE', ['id'], { zh: '该订单没有培训要求', en: 'The order asks for no training' });
  order.moveTo('TRAINED');
  return order;
}

/** Ends an order: its hold is given back, who waits on its list is free. Those with a contract go first or withdraw. */
export const closeOrder = (em: EntityManager, viewer: Viewer, id: string, reason: string): Promise<Order> =>
  patiently(async () => {
    const seen = await found(em.findOne(Order, { id }));
    if (!handlesOrder(viewer, seen)) await found(Promise.resolve(null));
    return close(em, await releaseHold(em, seen, '订单结束'), reason);
  });

async function close(em: EntityManager, order: Order, reason: string): Promise<Order> {
  const waiting = await em.find(
    Transfer,
    { order: order.id, state: { $in: ['REGISTERED', 'MATCHED', 'CONTRACTED'] } },
    { lockMode: LockMode.PESSIMISTIC_WRITE },
  );
  const contracted = waiting.filter((one) => one.state === 'CONTRACTED').length;
  if (contracted > 0) {
    throw new Refusal('NOT_ELIGIBLE', ['id'], {
      zh: `还有 ${contracted} 人已签约未出发，请先发送或办理退出`,
      en: `${contracted} people have contracts and have not left: send them off or withdraw them first`,
    });
  }
  order.moveTo('CLOSED');
  order.reason = freeText(reason);
  order.reservation = null;
  for (const transfer of waiting) {
    transfer.moveTo('WITHDRAWN');
    transfer.reason = '订单结束';
  }
  return order;
}
