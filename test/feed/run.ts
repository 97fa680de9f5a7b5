import 'reflect-metadata';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import pg from 'pg';
import { Random } from '../../seeds/random.js';
import type { Servers } from '../../src/application.js';
import { pause } from '../../src/platform/embedded/process.js';
import { FeedKiosk, percentile } from './kiosk.js';
import { Api } from './processes.js';
import { FaultProxy, type Link } from './proxy.js';
import { aScene, Bustle, type Scene } from './scene.js';

export interface FeedOptions {
  readonly servers: Servers;
  readonly sockets: number;
  readonly events: number;
  readonly kills: number;
  readonly perSecond?: number;
  readonly seed: number;
  readonly say: (line: string) => void;
}

const PACE = 50;
const FAULT_EVERY_MS = 60;
const SETTLED_WITHIN_MS = 60_000;
/** A kiosk on the far side of the hall: 64 kbit/s. */
const SLOW = 8_000;

export const VARIABLES = {
  LIMIT_SOCKETS_OF_ONE: '100000',
  LIMIT_SOCKETS_UNNAMED: '100000',
  LIMIT_POINTS_PER_MINUTE: '1000000000',
  LIMIT_POINTS_AT_ONCE: '1000000000',
  LIMIT_INIT_SECONDS: '30',
  LIMIT_PING_SECONDS: '3',
};

type Fault = 'reset' | 'halfOpen' | 'stall' | 'throttle' | 'kill';

/**
 * Kiosks follow one fair through three API processes while lines are cut, go silent, stop being read or get slow, and the
 * processes are killed: each kiosk must get each event once and in order. Returns what is wrong; so is a run without faults.
 */
export async function feedRun({ servers, sockets, events, kills, perSecond = PACE, seed, say }: FeedOptions): Promise<string[]> {
  say(`seed ${seed}, ${sockets} sockets, ${events} events at ${perSecond} a second, ${kills} kills`);
  const random = new Random(seed);
  const folder = mkdtempSync(join(tmpdir(), 'jiangqiao-feed-'));
  const owner = new pg.Client({ connectionString: servers.ownerUrl });
  await owner.connect();
  const scene = await aScene(owner, sockets);
  const apis = [0, 1, 2].map(() => new Api({ servers, folder, prefix: `feed${seed}-`, variables: VARIABLES }));
  const proxies = apis.map((api) => new FaultProxy(() => api.port));
  const faults: Record<Fault, number> = { reset: 0, halfOpen: 0, stall: 0, throttle: 0, kill: 0 };
  const lag = monitorEventLoopDelay({ resolution: 10 });
  lag.enable();
  try {
    for (const api of apis) await api.start();
    for (const proxy of proxies) await proxy.start();
    const kiosks = scene.tokens.map((token) => new FeedKiosk(() => random.pick(proxies).url, token, scene.fairId, new Random(random.whole(0, 1e9))));
    for (const kiosk of kiosks) kiosk.connect();
    await reached('every kiosk is connected', () => kiosks.every((one) => one.last > 0), SETTLED_WITHIN_MS);
    const bustle = new Bustle(servers.ownerUrl, scene, random);
    const trouble = new Trouble(apis, proxies, faults, random, kills, (events / perSecond) * 1_000);
    const [lost] = await Promise.all([trouble.run(), bustle.run(events, perSecond).then(() => (trouble.over = true))]);
    await bustle.stop();
    const { rows } = await owner.query<{ last: number }>('select last_seq::int as last from feed_stream where id = $1', [scene.fairId]);
    const { last } = rows[0]!;
    const settled = await reached('every kiosk has everything', () => kiosks.every((one) => one.last >= last), SETTLED_WITHIN_MS).then(
      () => [],
      (error: Error) => [`${error.message}: ${kiosks.filter((one) => one.last < last).length} kiosks stand below ${last}`],
    );
    const states = await Promise.all(apis.map((api) => api.state()));
    for (const kiosk of kiosks) kiosk.stop();
    return [
      ...settled,
      ...lost,
      ...verdict({ scene, kiosks, last, bustle, faults, lag: [lag.percentile(99) / 1e6, lag.max / 1e6], states, say, owner, events }),
    ];
  } finally {
    await Promise.all(proxies.map((proxy) => proxy.stop().catch(() => undefined)));
    await Promise.all(apis.map((api) => api.stop()));
    await owner.end();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Breaks a line every so often, and kills a process now and then. */
class Trouble {
  over = false;
  readonly #mended: Promise<void>[] = [];

  constructor(
    private readonly apis: readonly Api[],
    private readonly proxies: readonly FaultProxy[],
    private readonly faults: Record<Fault, number>,
    private readonly random: Random,
    private readonly kills: number,
    private readonly ms: number,
  ) {}

  /** What could not be mended. */
  async run(): Promise<string[]> {
    const wrong: string[] = [];
    // Of one process the next kill waits until it is back.
    const killing = this.apis.map(async (api, at) => {
      const began = performance.now();
      for (let kill = at; kill < this.kills; kill += this.apis.length) {
        await pause(Math.max(0, began + ((kill + 0.5) * this.ms) / this.kills - performance.now()));
        await this.#kill(api);
      }
    });
    while (!this.over) {
      this.#line();
      await pause(this.random.whole(1, 2 * FAULT_EVERY_MS));
    }
    await Promise.all([...killing, ...this.#mended]).catch((error: unknown) => wrong.push(String(error)));
    return wrong;
  }

  async #kill(api: Api): Promise<void> {
    await api.kill();
    this.faults.kill += 1;
    await api.start();
  }

  #line(): void {
    const links = this.proxies.flatMap((proxy) => proxy.links);
    if (links.length === 0) return;
    const link: Link = this.random.pick(links);
    const fault = this.random.pick(['reset', 'reset', 'halfOpen', 'stall', 'throttle'] as const);
    this.faults[fault] += 1;
    if (fault === 'reset') link.reset();
    else if (fault === 'halfOpen') link.halfOpen();
    else if (fault === 'throttle') link.throttle(SLOW);
    else {
      link.stall();
      this.#mended.push(pause(this.random.whole(500, 8_000)).then(() => link.resume()));
    }
  }
}

interface Outcome {
  scene: Scene;
  kiosks: readonly FeedKiosk[];
  last: number;
  events: number;
  bustle: Bustle;
  faults: Record<Fault, number>;
  lag: readonly [number, number];
  states: readonly { lag: readonly [number, number]; delivered: number; executed: number; pagesRead: number }[];
  owner: pg.Client;
  say: (line: string) => void;
}

function verdict({ kiosks, last, events, bustle, faults, lag, states, say }: Outcome): string[] {
  const sum = (of: (kiosk: FeedKiosk) => number): number => kiosks.reduce((total, kiosk) => total + of(kiosk), 0);
  const [delivered, missing, duplicates, reordered, connects] = [
    sum(({ seen }) => seen.delivered),
    sum(({ seen }) => seen.missing),
    sum(({ seen }) => seen.duplicates),
    sum(({ seen }) => seen.reordered),
    sum(({ seen }) => seen.connects),
  ];
  const codes = new Map<number, number>();
  for (const { seen } of kiosks) for (const [code, count] of seen.codes) codes.set(code, (codes.get(code) ?? 0) + count);
  const latencies = kiosks.flatMap(({ seen }) => seen.latencies);
  const round = (ms: number): number => Math.round(ms);
  say(
    `faults: ${Object.entries(faults)
      .map(([name, count]) => `${name} ${count}`)
      .join(', ')}; reconnects ${connects - kiosks.length}; closed: ${[...codes].map(([code, count]) => `${code} ${count}`).join(', ')}`,
  );
  say(`${bustle.committed} transactions committed, ${bustle.rolledBack} savepoints given up; last number ${last}`);
  say(`delivered ${delivered} to ${kiosks.length} kiosks: missing ${missing}, duplicates ${duplicates}, reordered ${reordered}`);
  say(
    `commit → kiosk while caught up: p50 ${round(percentile(latencies, 0.5))} ms, p99 ${round(percentile(latencies, 0.99))} ms of ${latencies.length}`,
  );
  say(
    `event loop of the kiosks p99 ${round(lag[0])} ms, longest ${round(lag[1])} ms; of the APIs ${states.map((one) => `p99 ${round(one.lag[0])}, longest ${round(one.lag[1])} ms`).join(' and ')}`,
  );
  say(
    `the last processes sent ${states.map((one) => one.delivered).join(' and ')} frames for ${states.map((one) => one.executed).join(' and ')} executions, pages read ${states.map((one) => one.pagesRead).join(' and ')}`,
  );
  const wrong: string[] = [];
  if (missing + duplicates + reordered > 0) wrong.push(`missing ${missing}, duplicates ${duplicates}, reordered ${reordered}`);
  if (bustle.committed !== events) wrong.push(`${bustle.committed} of ${events} events were written`);
  if (delivered !== kiosks.length * last) wrong.push(`${delivered} delivered, ${kiosks.length * last} expected`);
  for (const [name, count] of Object.entries(faults)) if (count === 0) wrong.push(`no ${name} was injected`);
  if (bustle.rolledBack === 0) wrong.push('nothing was rolled back');
  return wrong;
}

export async function reached(what: string, holds: () => boolean | Promise<boolean>, ms: number): Promise<void> {
  const until = performance.now() + ms;
  while (!(await holds())) {
    if (performance.now() > until) throw new Error(`not within ${ms} ms: ${what}`);
    await pause(20);
  }
}
