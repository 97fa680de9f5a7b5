import { isDeepStrictEqual } from 'node:util';
import type { EntityManager, MikroORM } from '@mikro-orm/postgresql';
import type pg from 'pg';
import { Refusal } from '../../src/platform/graphql/errors.js';
import { asBureau, quotasOf, type Tree } from '../races/places.js';

export const PLACES = 20;
/** Far more than a sequence takes, so that only the clock of the database lets a hold run out. */
export const TICK_SECONDS = 10_000;

interface Hold {
  id: string;
  at: number;
  count: number;
  state: 'RESERVED' | 'CONFIRMED' | 'RELEASED' | 'EXPIRED';
  until: number;
}
interface Row {
  places: number;
  reserved: number;
  confirmed: number;
  allocated: number;
  deficit: number;
}

/** What should be, kept in memory: the pool and its two parts, and every hold there ever was. */
export class Model {
  now = 0;
  readonly holds: Hold[] = [];
  readonly places: [number, number, number];

  constructor() {
    const each = Math.floor((PLACES * 2) / 5);
    this.places = [PLACES, each, each];
  }

  used(at: number): number {
    const { reserved, confirmed, allocated } = this.row(at);
    return reserved + confirmed + allocated;
  }

  free = (at: number): number => this.places[at]! - this.used(at);

  row(at: number): Row {
    const sum = (state: Hold['state']): number =>
      this.holds.filter((one) => one.at === at && one.state === state).reduce((all, one) => all + one.count, 0);
    const [reserved, confirmed] = [sum('RESERVED'), sum('CONFIRMED')];
    const allocated = at === 0 ? this.places[1] + this.places[2] : 0;
    const places = this.places[at]!;
    return { places, reserved, confirmed, allocated, deficit: Math.max(0, reserved + confirmed + allocated - places) };
  }

  /** Persons whose hold ran out and was not given back yet. */
  overdue(at: number): number {
    return this.holds.reduce((all, one) => all + (one.at === at && one.state === 'RESERVED' && one.until <= this.now ? one.count : 0), 0);
  }

  lapse(at?: number): void {
    for (const one of this.holds) if ((at === undefined || one.at === at) && one.state === 'RESERVED' && one.until <= this.now) one.state = 'EXPIRED';
  }
}

/** The real thing: the functions of the ledger on a database. */
export class Real {
  constructor(
    private readonly orm: MikroORM,
    private readonly owner: pg.Client,
    readonly tree: Tree,
  ) {}

  get quotas(): string[] {
    return quotasOf(this.tree);
  }

  /** The code of the refusal, or what the work gives. */
  async within<T>(work: (em: EntityManager) => Promise<T>): Promise<T | string> {
    try {
      return await this.orm.em.fork(asBureau).transactional((em) => work(em as EntityManager));
    } catch (error) {
      if (error instanceof Refusal) return error.code;
      throw error;
    }
  }

  tick(): Promise<unknown> {
    return this.owner.query(`update app_clock set shift = shift + interval '${TICK_SECONDS} seconds'`);
  }

  /** The rows, the holds and the sums of the ledger are what the model says. */
  async compare(model: Model): Promise<void> {
    const { rows } = await this.owner.query<Row & { id: string; holds: Record<string, string> | null; ledger: Record<string, number> | null }>(
      `select q.id, q.places, q.reserved, q.confirmed, q.allocated, q.deficit,
              (select json_object_agg(r.id, r.state) from reservation r where r.quota_id = q.id) as holds,
              (select json_object_agg(e.account, e.sum) from (select account, sum(delta) from quota_entry where quota_id = q.id group by 1) e) as ledger
         from quota q where q.id = any($1)`,
      [this.quotas],
    );
    for (const [at, id] of this.quotas.entries()) {
      const { id: _, holds, ledger, ...row } = rows.find((one) => one.id === id)!;
      const expected = model.row(at);
      same(`quota ${at}`, row, expected);
      same(`holds of ${at}`, holds ?? {}, Object.fromEntries(model.holds.filter((one) => one.at === at).map((one) => [one.id, one.state])));
      const { places, reserved, confirmed, allocated } = expected;
      const accounts = { OFFERED: 0 - places, FREE: model.free(at), RESERVED: reserved, CONFIRMED: confirmed, ALLOCATED: allocated };
      for (const [account, sum] of Object.entries(accounts)) same(`${account} of ${at}`, ledger?.[account] ?? 0, sum);
    }
  }
}

export function same(what: string, found: unknown, expected: unknown): void {
  if (!isDeepStrictEqual(found, expected)) throw new Error(`${what}: found ${JSON.stringify(found)}, expected ${JSON.stringify(expected)}`);
}
