import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { EntityManager, MikroORM } from '@mikro-orm/postgresql';
import fc from 'fast-check';
import pg from 'pg';
import { confirmReservations, postPlaces, releaseReservations, reserveQuotas, shift, sweepReservations } from '../../src/modules/quotas/ledger.js';
import { conditions } from '../../src/modules/quotas/ledger.sql.js';
import { adjustQuota } from '../../src/modules/quotas/quota.service.js';
import { ANONYMOUS, settingsOf } from '../../src/platform/access/viewer.js';
import { openOrm } from '../../src/platform/database/orm.js';
import { Refusal } from '../../src/platform/graphql/errors.js';
import { entities } from '../../src/schema.js';
import { plant, quotasOf, type Tree } from '../races/places.js';

const CITY = { ...ANONYMOUS, role: 'office' as const, regionPath: '/100000/500000' };
const PLACES = 20;
/** Far more than a sequence takes, so that only the clock of the database lets a hold run out. */
const TICK_SECONDS = 10_000;

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
class Model {
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
class Real {
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
      return await this.orm.em.fork({ session: { variables: settingsOf(CITY) } }).transactional((em) => work(em as EntityManager));
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

function same(what: string, found: unknown, expected: unknown): void {
  if (!isDeepStrictEqual(found, expected)) throw new Error(`${what}: found ${JSON.stringify(found)}, expected ${JSON.stringify(expected)}`);
}

abstract class Command implements fc.AsyncCommand<Model, Real> {
  check = (): boolean => true;

  async run(model: Model, real: Real): Promise<void> {
    await this.act(model, real);
    await real.compare(model);
  }

  protected abstract act(model: Model, real: Real): Promise<void>;
  abstract toString(): string;
}

class Reserve extends Command {
  constructor(
    private readonly at: number,
    private readonly count: number,
    private readonly ticks: number,
  ) {
    super();
  }

  protected async act(model: Model, real: Real): Promise<void> {
    const { at, count, ticks } = this;
    const ask = {
      quota: real.quotas[at]!,
      holder: randomUUID(),
      count,
      seconds: ticks * TICK_SECONDS - TICK_SECONDS / 2,
      purpose: '模型',
      reach: null,
    };
    const found = await real.within((em) => reserveQuotas(em, [ask]));
    const shut = at > 0 && model.row(0).deficit > 0;
    const fits = !shut && count <= model.free(at) + model.overdue(at);
    same('reserve', typeof found === 'string' ? found : 'held', fits ? 'held' : 'QUOTA_EXHAUSTED');
    if (typeof found === 'string') return; // and what it would have given back stays, with the whole transaction
    model.lapse(at);
    model.holds.push({ id: found[0]!, at, count, state: 'RESERVED', until: model.now + ticks });
  }

  toString = (): string => `reserve ${this.count} of ${this.at} for ${this.ticks}`;
}

class Confirm extends Command {
  constructor(private readonly which: number) {
    super();
  }

  override check = (model?: Readonly<Model>): boolean => model!.holds.length > 0;

  protected async act(model: Model, real: Real): Promise<void> {
    const hold = model.holds[this.which % model.holds.length]!;
    const found = await real.within((em) => confirmReservations(em, [hold.id]));
    const late = hold.state === 'EXPIRED' || (hold.state === 'RESERVED' && hold.until <= model.now);
    same('confirm', found ?? 'done', late ? 'CONFLICT' : hold.state === 'RELEASED' ? 'ILLEGAL_TRANSITION' : 'done');
    if (found === undefined) hold.state = 'CONFIRMED';
  }

  toString = (): string => `confirm ${this.which}`;
}

class Release extends Command {
  constructor(private readonly which: number) {
    super();
  }

  override check = (model?: Readonly<Model>): boolean => model!.holds.length > 0;

  protected async act(model: Model, real: Real): Promise<void> {
    const hold = model.holds[this.which % model.holds.length]!;
    same('release', (await real.within((em) => releaseReservations(em, [hold.id], '模型'))) ?? 'done', 'done');
    if (hold.state === 'RESERVED' || hold.state === 'CONFIRMED') hold.state = 'RELEASED';
  }

  toString = (): string => `release ${this.which}`;
}

class Expire extends Command {
  constructor(private readonly swept: boolean) {
    super();
  }

  protected async act(model: Model, real: Real): Promise<void> {
    await real.tick();
    model.now += 1;
    if (!this.swept) return;
    await real.within(sweepReservations);
    model.lapse();
  }

  toString = (): string => (this.swept ? 'time passes, swept' : 'time passes');
}

class Transfer extends Command {
  constructor(
    private readonly from: number,
    private readonly to: number,
    private readonly count: number,
  ) {
    super();
  }

  protected async act(model: Model, real: Real): Promise<void> {
    const { from, to, count } = this;
    const move = (at: number, by: number) =>
      at === 0 ? shift(real.quotas[0]!, 'ALLOCATED', 'FREE', by) : shift(real.quotas[at]!, 'OFFERED', 'FREE', by);
    const found = await real.within((em) => postPlaces(em, 'REALLOCATE', [...move(from, -count), ...move(to, count)]));
    same('transfer', found, count <= model.free(from));
    if (found !== true) return;
    if (from > 0) model.places[from]! -= count;
    if (to > 0) model.places[to]! += count;
  }

  toString = (): string => `transfer ${this.count} from ${this.from} to ${this.to}`;
}

class Adjust extends Command {
  constructor(
    private readonly at: number,
    private readonly places: number,
    private readonly acceptDeficit: boolean,
  ) {
    super();
  }

  protected async act(model: Model, real: Real): Promise<void> {
    const { at, places, acceptDeficit } = this;
    const found = await real.within((em) => adjustQuota(em, CITY, real.quotas[at]!, { places, acceptDeficit }));
    const more = places - model.places[at]!;
    const lacks = at > 0 && more > 0 && more > model.free(0);
    const cut = more < 0 && -more > model.free(at) && !(at === 0 && acceptDeficit);
    same('adjust', typeof found === 'string' ? found : 'done', lacks ? 'QUOTA_EXHAUSTED' : cut ? 'CONFLICT' : 'done');
    if (typeof found !== 'string') model.places[at] = places;
  }

  toString = (): string => `adjust ${this.at} to ${this.places}${this.acceptDeficit ? ' accepting a deficit' : ''}`;
}

const at = fc.nat(2);
const commands: fc.Arbitrary<fc.AsyncCommand<Model, Real>>[] = [
  fc.tuple(at, fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 3 })).map((args) => new Reserve(...args)),
  fc.tuple(at, fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 3 })).map((args) => new Reserve(...args)),
  fc.nat(20).map((which) => new Confirm(which)),
  fc.nat(20).map((which) => new Release(which)),
  fc.boolean().map((swept) => new Expire(swept)),
  fc
    .tuple(at, fc.integer({ min: 1, max: 2 }), fc.integer({ min: 1, max: 9 }))
    .map(([from, step, count]) => new Transfer(from, (from + step) % 3, count)),
  fc.tuple(at, fc.nat(26), fc.boolean()).map((args) => new Adjust(...args)),
];

export interface ModelOptions {
  readonly ownerUrl: string;
  readonly appUrl: string;
  readonly sequences: number;
  readonly length: number;
  readonly seed: number;
  readonly say: (line: string) => void;
  /** A condition of the statements that is taken away: the run must then fail. */
  readonly without?: keyof typeof conditions;
}

/** Runs sequences of commands against the database and the model side by side; returns what is wrong, with the shortest sequence that shows it. */
export async function modelRun({ ownerUrl, appUrl, sequences, length, seed, say, without }: ModelOptions): Promise<string[]> {
  say(`seed ${seed}: ${sequences} sequences of up to ${length} commands${without ? `, without ${without}` : ''}`);
  const owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  const orm = await openOrm({ url: appUrl, entities, poolSize: 2 });
  const kept = without && conditions[without];
  if (without) conditions[without] = 'true';
  let steps = 0;
  try {
    const property = fc.asyncProperty(fc.commands(commands, { maxCommands: length, size: 'max' }), async (list) => {
      await owner.query("update app_clock set shift = interval '0'");
      const real = new Real(orm, owner, await plant(owner, PLACES));
      await fc.asyncModelRun(() => ({ model: new Model(), real }), list);
      steps += [...list].length;
    });
    const found = await fc.check(property, { numRuns: sequences, seed, endOnFailure: without !== undefined });
    say(`${found.numRuns} sequences, ${steps} commands, ${found.failed ? 'a counter-example' : '0 counter-examples'}`);
    if (steps < sequences && !found.failed) return ['hardly a command was run'];
    return found.failed ? [`${fc.defaultReportMessage(found)}\n${(found.errorInstance as Error).message}`] : [];
  } finally {
    if (without) conditions[without] = kept!;
    await orm.close();
    await owner.end();
  }
}
