import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import pg from 'pg';
import { Random } from '../../seeds/random.js';
import { pause } from '../../src/platform/embedded/process.js';
import { FeedKiosk, percentile } from './kiosk.js';
import { Api } from './processes.js';
import { type FeedOptions, reached, VARIABLES } from './run.js';
import { aScene, Bustle } from './scene.js';

const GOAL_MS = 1_000;
const CONNECTED_WITHIN_MS = 60_000;

interface LatencyOptions extends Omit<FeedOptions, 'kills'> {
  /** On a machine that others use: what the processes themselves were held up comes on top of the goal. */
  readonly shared?: boolean;
}

/** From the commit to the kiosk, half of them at each of two processes, none of which wrote. Returns what is wrong. */
export async function latencyRun({ servers, sockets, events, perSecond = 50, seed, say, shared = false }: LatencyOptions): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'jiangqiao-latency-'));
  const owner = new pg.Client({ connectionString: servers.ownerUrl });
  await owner.connect();
  const apis = [0, 1].map(() => new Api({ servers, folder, prefix: `latency${seed}-`, variables: VARIABLES }));
  const random = new Random(seed);
  try {
    const scene = await aScene(owner, sockets);
    for (const api of apis) await api.start();
    const kiosks = scene.tokens.map((token, at) => new FeedKiosk(() => apis[at % 2]!.url, token, scene.fairId, random));
    for (const kiosk of kiosks) kiosk.connect();
    await reached('kiosks are connected', () => kiosks.every((one) => one.last > 0), CONNECTED_WITHIN_MS);
    await pause(2_000);
    const lag = monitorEventLoopDelay({ resolution: 10 });
    lag.enable();
    await Promise.all(apis.map((api) => api.state()));
    const bustle = new Bustle(servers.ownerUrl, scene, random);
    await bustle.run(events, perSecond);
    await pause(1_000);
    await bustle.stop();
    const seen = kiosks.flatMap((one) => one.seen.latencies);
    for (const kiosk of kiosks) kiosk.stop();
    const held = lag.max / 1e6 + Math.max(...(await Promise.all(apis.map((api) => api.state()))).map((one) => one.lag[1]));
    const [p50, p99] = [percentile(seen, 0.5), percentile(seen, 0.99)];
    say(
      `${sockets} sockets at two processes, ${perSecond} events a second: commit → kiosk p50 ${Math.round(p50)}, p99 ${Math.round(p99)} ms of ${seen.length}`,
    );
    return [
      ...(p99 > GOAL_MS + (shared ? held : 0) ? [`p99 ${Math.round(p99)} ms`] : []),
      ...(seen.length < (events * sockets) / 2 ? ['hardly anything was measured'] : []),
    ];
  } finally {
    await Promise.all(apis.map((api) => api.stop()));
    await owner.end();
    rmSync(folder, { recursive: true, force: true });
  }
}
