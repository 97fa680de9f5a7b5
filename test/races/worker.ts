import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Random } from '../../seeds/random.js';
import { confirmReservations, postPlaces, releaseReservations, reserveQuotas, shift, sweepReservations } from '../../src/modules/quotas/ledger.js';
import { conditions } from '../../src/modules/quotas/ledger.sql.js';
import { openOrm } from '../../src/platform/database/orm.js';
import { pause } from '../../src/platform/embedded/process.js';
import { Refusal } from '../../src/platform/graphql/errors.js';
import { entities } from '../../src/schema.js';
import { asBureau, quotasOf, type Tree } from './places.js';

/** What a worker is told, and what it says: one line for each attempt and each acknowledged effect. */
export interface Orders {
  readonly appUrl: string;
  readonly tree: Tree;
  readonly seed: number;
  readonly clients: number;
  /** What one that was killed held: its successor confirms it or gives it back. */
  readonly inherited: readonly string[];
  /** Conditions of the statements that are taken away. */
  readonly without: readonly (keyof typeof conditions)[];
}

export type Line =
  | { did: 'attempt' }
  | { did: 'reserve'; id: string; holder: string; count: number }
  | { did: 'confirm'; id: string }
  | { did: 'release'; id: string }
  | { did: 'refused' | 'interrupted'; code: string };

const { appUrl, tree, seed, clients, inherited, without } = JSON.parse(process.env['RACE_ORDERS']!) as Orders;
for (const name of without) conditions[name] = 'true';
const orm = await openOrm({ url: appUrl, entities, poolSize: clients });
const quotas = quotasOf(tree);
const say = (line: Line): void => void process.stdout.write(`${JSON.stringify(line)}\n`);
const within = <T>(work: (em: EntityManager) => Promise<T>): Promise<T> => orm.em.fork(asBureau).transactional((em) => work(em as EntityManager));

/** The driver's code, or the refusal's; anything else ends the worker, and the run with it. */
function codeOf(error: unknown): string {
  const { code = '' } = error as { code?: string };
  if (error instanceof Refusal || code === 'UNAVAILABLE') return code;
  if (
    /^(57P0\d|08\d{3}|ECONN\w+|EPIPE)$/.test(code) ||
    /Connection terminated|connection error|Driver has already been destroyed/i.test(String(error))
  )
    return 'CUT';
  throw error;
}

const MOST_HELD = 12;
const HOLD_SECONDS = 1;
const LONG_SECONDS = 300;

/** One desk: reserves, and lets run out, confirms or gives back what it holds. */
async function desk(random: Random, held: string[]): Promise<void> {
  for (;;) {
    const fate = random.next();
    if (held.length > 0 && (held.length >= MOST_HELD || fate < 0.25)) await end(held.splice(random.whole(0, held.length - 1), 1)[0]!, random);
    else if (fate < 0.29) await transfer(random);
    else if (fate < 0.3) await attempt(() => within((em) => sweepReservations(em, random.chance(0.3) ? 1 : 0)));
    else {
      const id = await reserve(random, fate);
      if (id !== undefined && fate < 0.85) held.push(id);
    }
  }
}

async function attempt<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    const code = codeOf(error);
    say({ did: error instanceof Refusal ? 'refused' : 'interrupted', code });
    return undefined;
  }
}

/** A holder whose answer was lost asks again: it holds at most once, and finds what it has. */
async function reserve(random: Random, fate: number): Promise<string | undefined> {
  const holder = randomUUID();
  const count = random.whole(1, 5);
  const ask = { quota: random.pick(quotas), holder, count, seconds: fate < 0.85 ? LONG_SECONDS : HOLD_SECONDS, purpose: '专列', reach: null };
  say({ did: 'attempt' });
  for (;;) {
    try {
      const [id] = await within((em) => reserveQuotas(em, [ask]));
      say({ did: 'reserve', id: id!, holder, count });
      return id;
    } catch (error) {
      const code = codeOf(error);
      say({ did: error instanceof Refusal ? 'refused' : 'interrupted', code });
      if (error instanceof Refusal) return undefined;
      await pause(random.whole(1, 20));
    }
  }
}

async function end(id: string, random: Random): Promise<void> {
  if (random.chance(0.5)) {
    const confirmed = await attempt(async () => {
      await within((em) => confirmReservations(em, [id]));
      return true;
    });
    if (confirmed) say({ did: 'confirm', id });
  }
  for (let tries = 0; tries < 100; tries++) {
    const released = await attempt(async () => {
      await within((em) => releaseReservations(em, [id], '改期'));
      return true;
    });
    if (released) return say({ did: 'release', id });
    await pause(random.whole(1, 20));
  }
}

async function transfer(random: Random): Promise<void> {
  const [from, to] = random.chance(0.5) ? tree.parts : tree.parts.toReversed();
  const count = random.whole(1, 20);
  await attempt(() =>
    within((em) => postPlaces(em, 'REALLOCATE', [...shift(from!, 'FREE', 'OFFERED', count), ...shift(to!, 'OFFERED', 'FREE', count)])),
  );
}

process.stdin.on('end', () => process.exit(0)).resume();
await Promise.all(
  Array.from({ length: clients }, (_, at) =>
    desk(
      new Random(seed * 1_000 + at),
      inherited.filter((_id, place) => place % clients === at),
    ),
  ),
);
