import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { Random } from '../../seeds/random.js';
import type { Servers } from '../../src/application.js';
import { pause } from '../../src/platform/embedded/process.js';
import { FeedKiosk, percentile } from './kiosk.js';
import { Api } from './processes.js';
import { reached, VARIABLES } from './run.js';
import { aScene, Bustle } from './scene.js';

export interface StallOptions {
  readonly servers: Servers;
  readonly sockets: number;
  readonly stalled: number;
  readonly perSecond: number;
  readonly seconds: number;
  readonly seed: number;
  /** Whether the time that the healthy ones wait is judged: of few events, beside other work, it says nothing. */
  readonly judged: boolean;
  readonly say: (line: string) => void;
}

const EVICTED_WITHIN_MS = 5_000;
const CONNECTED_WITHIN_MS = 120_000;
const MB = 1_048_576;

/**
 * Some of many sockets stop reading: the process lives, the others are told as before, the stalled ones are gone within
 * five seconds, and so is what was kept for them. Returns what is wrong.
 */
export async function stallRun({ servers, sockets, stalled, perSecond, seconds, seed, judged, say }: StallOptions): Promise<string[]> {
  say(`seed ${seed}, ${sockets} sockets of which ${stalled} stop reading, ${perSecond} events a second`);
  const folder = mkdtempSync(join(tmpdir(), 'jiangqiao-stall-'));
  const owner = new pg.Client({ connectionString: servers.ownerUrl });
  await owner.connect();
  const api = new Api({ servers, folder, prefix: `stall${seed}-`, variables: { ...VARIABLES, LIMIT_PING_SECONDS: '10' } });
  const random = new Random(seed);
  try {
    const scene = await aScene(owner, sockets);
    await api.start();
    const kiosks = scene.tokens.map((token) => new FeedKiosk(() => api.url, token, scene.fairId, random));
    for (let at = 0; at < kiosks.length; at += 100) {
      for (const kiosk of kiosks.slice(at, at + 100)) kiosk.connect();
      await reached('kiosks are connected', () => kiosks.slice(at, at + 100).every((one) => one.last > 0), CONNECTED_WITHIN_MS);
    }
    const bustle = new Bustle(servers.ownerUrl, scene, random);
    const [still, healthy] = [kiosks.slice(0, stalled), kiosks.slice(stalled)];
    const quiet = async (): Promise<number> => {
      for (const one of healthy) one.seen.latencies.length = 0;
      await bustle.run(perSecond * seconds, perSecond);
      await pause(1_000);
      return percentile(
        healthy.flatMap(({ seen }) => seen.latencies),
        0.99,
      );
    };
    await pause(2_000);
    await quiet();
    const before = await quiet();
    const calm = await api.state('memory');
    for (const one of still) one.pause();
    const since = performance.now();
    let evicted = Infinity;
    const watching = (async () => {
      while (performance.now() - since < 4 * EVICTED_WITHIN_MS) {
        if ((await api.state()).followers <= healthy.length) return void (evicted = performance.now() - since);
        await pause(50);
      }
    })();
    const during = await quiet();
    await watching;
    const left = await api.state('memory');
    const missed = healthy.filter((one) => one.seen.missing + one.seen.duplicates + one.seen.reordered > 0).length;
    const cut = healthy.filter((one) => one.seen.connects > 1).length;
    for (const one of still) one.resume();
    await reached(
      'those that stalled have come back and have everything',
      () => still.every((one) => one.last === healthy[0]!.last),
      CONNECTED_WITHIN_MS,
    );
    const codes = new Map<number, number>();
    for (const { seen } of still) for (const [code, count] of seen.codes) codes.set(code, (codes.get(code) ?? 0) + count);
    for (const kiosk of kiosks) kiosk.stop();
    await reached('everybody is gone', async () => (await api.state()).followers === 0, CONNECTED_WITHIN_MS);
    await pause(1_000);
    const after = await api.state('memory');
    await bustle.stop();
    say(
      `p99 of the healthy ${Math.round(before)} ms before, ${Math.round(during)} ms while the others were stalled; event loop of the API p99 ${Math.round(left.lag[0])}, longest ${Math.round(left.lag[1])} ms`,
    );
    say(
      `the last stalled one gone after ${Math.round(evicted)} ms; they saw ${[...codes].map(([code, count]) => `${code} ${count}`).join(', ')}; ${cut} healthy ones were cut`,
    );
    say(
      `memory held ${Math.round(calm.held / MB)} MB before, ${Math.round(left.held / MB)} MB with ${left.followers} left, ${Math.round(after.held / MB)} MB when all were gone; resident ${Math.round(calm.rss / MB)}, ${Math.round(left.rss / MB)}, ${Math.round(after.rss / MB)} MB`,
    );
    const wrong: string[] = [];
    if (evicted > EVICTED_WITHIN_MS) wrong.push(`stalled sockets were there for ${Math.round(evicted)} ms`);
    if (judged && during > Math.max(1.3 * before, before + 50))
      wrong.push(`the healthy ones waited ${Math.round(during)} instead of ${Math.round(before)} ms`);
    if (left.held > calm.held * 1.1) wrong.push('memory did not come back');
    if (missed + cut > 0) wrong.push(`${missed} healthy ones missed something, ${cut} were cut`);
    return wrong;
  } finally {
    await api.stop();
    await owner.end();
    rmSync(folder, { recursive: true, force: true });
  }
}
