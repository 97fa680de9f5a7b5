import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { confirmReservations, postPlaces, releaseReservations, reserveQuotas, shift, sweepReservations } from '../../src/modules/quotas/ledger.js';
import { adjustQuota } from '../../src/modules/quotas/quota.service.js';
import { BUREAU } from '../races/places.js';
import { type Model, type Real, same, TICK_SECONDS } from './model.js';

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
    await real.within((em) => sweepReservations(em));
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
    const found = await real.within((em) => adjustQuota(em, BUREAU, real.quotas[at]!, { places, acceptDeficit }));
    const more = places - model.places[at]!;
    const lacks = at > 0 && more > 0 && more > model.free(0);
    const cut = more < 0 && -more > model.free(at) && !(at === 0 && acceptDeficit);
    same('adjust', typeof found === 'string' ? found : 'done', lacks ? 'QUOTA_EXHAUSTED' : cut ? 'CONFLICT' : 'done');
    if (typeof found !== 'string') model.places[at] = places;
  }

  toString = (): string => `adjust ${this.at} to ${this.places}${this.acceptDeficit ? ' accepting a deficit' : ''}`;
}

const at = fc.nat(2);
export const commands: fc.Arbitrary<fc.AsyncCommand<Model, Real>>[] = [
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
