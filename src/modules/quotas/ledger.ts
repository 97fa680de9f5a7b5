import type { EntityManager } from '@mikro-orm/postgresql';
import { v7 } from 'uuid';
import { type Run, runIn } from '../../platform/database/run.js';
import { Mistake, Refusal, UNKNOWN } from '../../platform/graphql/errors.js';
import * as statements from './ledger.sql.js';
import type { QuotaAccount, QuotaEntryKind } from './quota-entry.js';
import type { ReservationState } from './reservation.js';

/** What somebody wants of a quota. */
export interface Ask {
  /** Of the reservation, where somebody has to know it beforehand. */
  id?: string;
  quota: string;
  /** What will hold it; one live reservation of a quota for each. */
  holder: string;
  count: number;
  /** How long it is held unconfirmed. */
  seconds: number;
  purpose: string;
  /** The path within which the asker may reserve; null for work that has checked it. */
  reach: string | null;
}

interface Answer {
  id: string;
  remaining: number | null;
  held: boolean;
  fits: boolean;
  shut: 'FROZEN' | 'OVER' | 'NOT_IN_FORCE' | 'DEFICIT' | null;
  seen: boolean;
}

/** Where a refusal points: at the places themselves, or at how many are wanted. */
export interface At {
  places: readonly string[];
  count: readonly string[];
}
const OWN: At = { places: ['id'], count: ['input', 'count'] };

const SHUT = {
  FROZEN: { code: 'CONFLICT', zh: '该名额账目正在核对，暂停使用', en: 'The ledger of these places is being checked; they are frozen' },
  OVER: { code: 'EXPIRED', zh: '该名额的年度已过，请选择本年度名额', en: 'The year of these places is over; choose those of this year' },
  NOT_IN_FORCE: {
    code: 'NOT_ELIGIBLE',
    zh: '提供名额的协议未生效或已结束，请选择其他名额',
    en: 'The agreement that offers these places is not in force; choose others',
  },
  DEFICIT: {
    code: 'QUOTA_EXHAUSTED',
    zh: '名额已被核减，缺口补足前不能预留；剩余 0',
    en: 'The places were cut; 0 are left until the deficit is gone',
  },
} as const;

function refusalOf({ remaining, fits, shut, seen }: Answer, at: At): Refusal {
  if (!seen) return new Refusal('NOT_FOUND', at.places, UNKNOWN);
  if (shut) return new Refusal(SHUT[shut].code, at.places, SHUT[shut]);
  if (fits) {
    return new Refusal('ALREADY_EXISTS', at.places, {
      zh: '已为此事预留过，请先释放原来的预留',
      en: 'It has a reservation here already; release that first',
    });
  }
  const left = Math.max(0, remaining ?? 0);
  return new Refusal('QUOTA_EXHAUSTED', at.count, {
    zh: `名额不足，剩余 ${left} 个；请减少人数或选择其他名额`,
    en: `Not enough places: ${left} left; ask for fewer or choose other places`,
  });
}

/** Decides what many want of one quota, in their order: the id of the reservation of each, or its refusal. */
export async function takePlaces(run: Run, quota: string, asks: readonly Omit<Ask, 'quota'>[], at = OWN): Promise<(string | Refusal)[]> {
  const wanted = asks.map((ask) => ({ id: v7(), ...ask }));
  const answers = await patiently(() => run<Answer>(statements.take(), [quota, JSON.stringify(wanted)]));
  return answers.map((answer) => (answer.held ? answer.id : refusalOf(answer, at)));
}

/** Reserves in several quotas at once, or in none. Locks them in the order of their ids: one call for all that is needed together. */
export async function reserveQuotas(em: EntityManager, asks: readonly Ask[], at = OWN): Promise<string[]> {
  const run = runIn(em);
  const reservations = new Map<Ask, string>();
  const byQuota = Map.groupBy(asks, (ask) => ask.quota);
  for (const quota of [...byQuota.keys()].sort()) {
    const here = byQuota.get(quota)!;
    for (const [turn, outcome] of (await takePlaces(run, quota, here, at)).entries()) {
      if (outcome instanceof Refusal) throw outcome;
      reservations.set(here[turn]!, outcome);
    }
  }
  return asks.map((ask) => reservations.get(ask)!);
}

const literal = (ids: readonly string[]): string => `{${ids.join(',')}}`;

/** Takes reservations for good. One that is confirmed already stays so; one that ran out is a CONFLICT: reserve again. */
export async function confirmReservations(em: EntityManager, ids: readonly string[]): Promise<void> {
  await move(em, ids, statements.confirm(), [], (state) => {
    if (state === 'CONFIRMED') return null;
    if (state === 'RELEASED') {
      return new Refusal('ILLEGAL_TRANSITION', ['id'], { zh: '该预留已释放，请重新预留', en: 'It was given back; reserve again' });
    }
    return new Refusal('CONFLICT', ['id'], {
      zh: '预留已过期，名额可能已被他人使用，请重新预留',
      en: 'It ran out, and others may have the places; reserve again',
    });
  });
}

interface Held {
  quota: string;
  holder: string;
  count: number;
  purpose: string;
  live: boolean;
}

/**
 * Takes for good what somebody was promised, by the reservation itself or, where that was lost, by another like it; a
 * refusal when none are left. The quota is locked by the caller.
 */
export async function confirmOrRenew(em: EntityManager, id: string, seconds: number): Promise<string | Refusal> {
  const run = runIn(em);
  const [held] = await run<Held>(
    `select quota_id as quota, holder, count, purpose, state = 'CONFIRMED' or (state = 'RESERVED' and expires_at > app_now()) as live
       from reservation where id = $1`,
    [id],
  );
  const { quota, live, ...ask } = held!;
  const [kept] = live ? [id] : await takePlaces(run, quota, [{ ...ask, seconds, reach: null }]);
  if (typeof kept === 'string') await confirmReservations(em, [kept]);
  return kept!;
}

/** Gives reservations back. One that has ended stays as it is. */
export async function releaseReservations(em: EntityManager, ids: readonly string[], reason: string): Promise<void> {
  await lockHeld(em, ids);
  await move(em, ids, statements.release(), [reason], () => null);
}

async function move(
  em: EntityManager,
  ids: readonly string[],
  statement: string,
  values: readonly unknown[],
  refusal: (state: ReservationState) => Refusal | null,
): Promise<void> {
  const run = runIn(em);
  const moved = await patiently(() => run<{ id: string }>(statement, [literal(ids), ...values]));
  if (moved.length === ids.length) return;
  const rows = await run<{ id: string; state: ReservationState }>('select id, state from reservation where id = any($1::uuid[])', [literal(ids)]);
  for (const id of ids) {
    const row = rows.find((one) => one.id === id);
    const refused = row ? moved.some((one) => one.id === id) || refusal(row.state) : new Refusal('NOT_FOUND', ['id'], UNKNOWN);
    if (refused instanceof Refusal) throw refused;
  }
}

/**
 * Gives back what ran out. What others work on is passed over, as theirs to do; with so many seconds given, what is overdue
 * by them is waited for instead.
 */
export async function sweepReservations(em: EntityManager, overdueSeconds = 0): Promise<number> {
  return (await patiently(() => runIn(em)(statements.sweep(overdueSeconds > 0), [overdueSeconds]))).length;
}

/** Locks quotas in the order of their ids, for a decision that is taken outside the database. */
export async function lockQuotas(em: EntityManager, ids: readonly string[]): Promise<void> {
  await patiently(() => runIn(em)(statements.lock, [literal(ids)]));
}

/** The same for the quotas of reservations. */
export async function lockHeld(em: EntityManager, reservations: readonly string[]): Promise<void> {
  await patiently(() => runIn(em)(statements.lockHeld, [literal(reservations)]));
}

/** What somebody holds of a quota now; told reliably only to whoever has locked the quota. */
export async function heldBy(em: EntityManager, quota: string, holder: string): Promise<string | null> {
  const live = "select id from reservation where holder = $1 and quota_id = $2 and state in ('RESERVED', 'CONFIRMED')";
  return (await runIn(em)<{ id: string }>(live, [holder, quota]))[0]?.id ?? null;
}

export interface Leg {
  quota: string;
  account: QuotaAccount;
  delta: number;
}

/** Places that go from one account of a quota to another. */
export const shift = (quota: string, from: QuotaAccount, to: QuotaAccount, count: number): Leg[] => [
  { quota, account: from, delta: -count },
  { quota, account: to, delta: count },
];

/** Moves places between accounts, all or nothing; false when the free ones do not suffice. */
export async function postPlaces(em: EntityManager, kind: QuotaEntryKind, legs: readonly Leg[], acceptDeficit = false): Promise<boolean> {
  const numbered = legs.map((leg, at) => ({ leg: at + 1, ...leg }));
  const [row] = await patiently(() => runIn(em)<{ done: boolean }>(statements.post(), [v7(), kind, acceptDeficit, JSON.stringify(numbered)]));
  return row!.done;
}

/** Freezes quotas whose numbers and ledger differ, and says which. */
export async function auditLedger(em: EntityManager): Promise<string[]> {
  const run = runIn(em);
  const differing = (await run<{ id: string }>(statements.differing)).map((row) => row.id);
  if (differing.length > 0)
    await run('update quota set frozen = true, version = version + 1 where id = any($1::uuid[]) and not frozen', [literal(differing)]);
  return differing;
}

const TRY_AGAIN = new Set(['55P03', '40P01', '40001']);

/** A wait that was too long, or a deadlock, is nobody's mistake: the same request may come again with the same key. */
export async function patiently<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!TRY_AGAIN.has(String((error as { code?: unknown }).code))) throw error;
    throw busy();
  }
}

export const busy = (): Mistake =>
  new Mistake('UNAVAILABLE', {
    zh: '该名额正被大量使用，请稍后用同一编号重试',
    en: 'Many want these places at the moment; ask again with the same key',
  });
