import 'reflect-metadata';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { loadPolicyTables } from '../../seeds/policies.js';
import { loadRegionTables } from '../../seeds/regions.js';
import { migrate } from '../../src/application.js';
import { type EmbeddedServers, startEmbedded } from '../../src/platform/embedded/index.js';
import { bulletinRun } from '../bulletin/soak.js';
import { crashRun } from '../crash/run.js';
import { loanModelRun } from '../loans/model-run.js';
import { modelRun } from '../quotas/model-run.js';
import { latencyRun } from '../feed/latency.js';
import { restartRun } from '../feed/restart.js';
import { feedRun } from '../feed/run.js';
import { stallRun } from '../feed/stall.js';
import { rollingRun } from '../operations/rolling.js';
import { racesRun } from '../races/run.js';
import type { Place } from '../search/world.js';
import { freshnessRun, rebuildRun, reconcileRun } from '../search/runs.js';

/** A test at the size that an issue asks for. */
interface Soak<Size extends string = string> {
  /** Flags and what they are unless given. */
  readonly sizes: Readonly<Record<Size, number>>;
  /** Returns what is wrong. */
  run(sizes: Readonly<Record<Size, number>>, seed: number, say: (line: string) => void, data?: string): Promise<string[]>;
}

/** A test that takes its size and its seed from the environment. */
async function testRun(path: string, size: Record<string, string>): Promise<string[]> {
  const options = { env: { ...process.env, ...size }, stdio: 'inherit' } as const;
  const { status } = spawnSync(process.execPath, ['--enable-source-maps', 'node_modules/jest/bin/jest.js', path], options);
  return status === 0 ? [] : [`${path} failed`];
}

const soak = <Size extends string>(one: Soak<Size>): Soak<Size> => one;

const soaks: Record<string, Soak> = {
  bulletin: soak({ sizes: {}, run: (_sizes, _seed, say, data) => bulletinRun(say, data) }),
  crash: soak({
    sizes: { kills: 200, writers: 16, between: 400, perSecond: 100 },
    run: ({ kills, writers, between, perSecond }, seed, say) => crashRun({ kills, writers, between, perSecond, seed, say }),
  }),
  rights: soak({
    sizes: { requests: 20_000 },
    run: ({ requests }, seed) => testRun('test/rights/pool', { REQUESTS: String(requests), SEED: String(seed) }),
  }),
  races: soak({
    sizes: { attempts: 100_000, clients: 64, processes: 4 },
    run: ({ attempts, clients, processes }, seed, say) =>
      inDatabase(({ ownerUrl, appUrl, adminUrl }) => racesRun({ ownerUrl, appUrl, adminUrl, attempts, clients, processes, seed, say })),
  }),
  feed: soak({
    sizes: { sockets: 300, events: 500, kills: 6 },
    run: ({ sockets, events, kills }, seed, say) =>
      inDatabase(async (servers) => [
        ...(await feedRun({ servers, sockets, events, kills, perSecond: 20, seed, say })),
        ...(await latencyRun({ servers, sockets, events, seed, say })),
      ]),
  }),
  stall: soak({
    sizes: { kiosks: 3_000, stalled: 1_000 },
    run: ({ kiosks, stalled }, seed, say) =>
      inDatabase((servers) => stallRun({ servers, sockets: kiosks, stalled, perSecond: 2, seconds: 15, seed, judged: true, say })),
  }),
  restart: soak({
    sizes: { kiosks: 3_000, events: 500 },
    run: ({ kiosks, events }, seed, say) => inDatabase((servers) => restartRun({ servers, sockets: kiosks, events, seed, say })),
  }),
  freshness: soak({
    sizes: { documents: 50_000, perSecond: 50, seconds: 60 },
    run: (sizes, seed, say) => inDatabase((servers) => freshnessRun({ ...placeOf(servers), ...sizes, seed, say })),
  }),
  rebuild: soak({
    sizes: { documents: 50_000, perSecond: 50, kills: 3 },
    run: async ({ kills, ...sizes }, seed, say) => {
      const wrong: string[] = [];
      for (const times of new Set([0, kills]))
        wrong.push(...(await inDatabase((servers) => rebuildRun({ ...placeOf(servers), ...sizes, kills: times, seed, say }))));
      return wrong;
    },
  }),
  reconcile: soak({
    sizes: { documents: 50_000, each: 1_000 },
    run: (sizes, seed, say) => inDatabase((servers) => reconcileRun({ ...placeOf(servers), ...sizes, seed, say })),
  }),
  rolling: soak({
    sizes: { restarts: 30, sockets: 300, clerks: 8 },
    run: ({ restarts, sockets, clerks }, seed, say) =>
      inDatabase((servers) => rollingRun({ servers, restarts, sockets, clerks, exitMs: 8_000, seed, say })),
  }),
  scaled: soak({
    sizes: { restarts: 30, sockets: 300, clerks: 8 },
    run: ({ restarts, sockets, clerks }, seed, say) =>
      inDatabase((servers) => rollingRun({ servers, restarts, sockets, clerks, exitMs: 8_000, scaled: true, seed, say })),
  }),
  loans: soak({
    sizes: { sequences: 2000, length: 25 },
    run: ({ sequences, length }, seed, say) =>
      inDatabase(({ ownerUrl, appUrl }) => loanModelRun({ ownerUrl, appUrl, sequences, length, seed, say }), { durable: false }),
  }),
  households: soak({
    sizes: { households: 1_000 },
    run: ({ households }, seed) => testRun('test/households/clocks', { HOUSEHOLDS: String(households), SEED: String(seed) }),
  }),
  model: soak({
    sizes: { sequences: 5000, length: 30 },
    run: ({ sequences, length }, seed, say) => inDatabase(({ ownerUrl, appUrl }) => modelRun({ ownerUrl, appUrl, sequences, length, seed, say })),
  }),
};

/** Keys of its own for the API processes of a soak. */
const placeOf = (servers: EmbeddedServers): Place => ({ servers, prefix: '', folder: mkdtempSync(join(tmpdir(), 'jiangqiao-soak-keys-')) });

/** Real servers with the tables and divisions in them, for one soak. */
async function inDatabase(work: (servers: EmbeddedServers) => Promise<string[]>, { durable = true } = {}): Promise<string[]> {
  const dataDir = mkdtempSync(join(tmpdir(), 'jiangqiao-soak-'));
  const servers = await startEmbedded({ dataDir, durable });
  try {
    await migrate(servers.ownerUrl);
    const owner = new pg.Client({ connectionString: servers.ownerUrl });
    await owner.connect();
    await loadRegionTables(owner);
    await loadPolicyTables(owner);
    await owner.end();
    return await work(servers);
  } finally {
    await servers.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** `npm run soak` runs all; `npm run soak -- crash --kills=30 --seed=7` one of them; `--data` names the folder of a world that is there. */
async function main(): Promise<number> {
  const names = new Set(Object.values(soaks).flatMap((one) => Object.keys(one.sizes)));
  const options = Object.fromEntries([...names, 'seed', 'data'].map((name) => [name, { type: 'string' as const }]));
  const { values, positionals } = parseArgs({ allowPositionals: true, options });
  const { data, ...given } = values;
  const numbers = Object.fromEntries(Object.entries(given).map(([name, text]) => [name, Number(text)]));
  const seed = numbers['seed'] ?? Math.floor(Math.random() * 1_000_000);
  let failed = 0;
  for (const name of positionals.length > 0 ? positionals : Object.keys(soaks)) {
    const one = soaks[name];
    if (!one) throw new Error(`no such soak: ${name}; there are ${Object.keys(soaks).join(', ')}`);
    const wrong = await one.run({ ...one.sizes, ...numbers }, seed, say, data);
    for (const line of wrong) say(`  ${line}`);
    say(wrong.length === 0 ? `${name}: passed` : `${name}: failed, seed ${seed}`);
    failed += wrong.length > 0 ? 1 : 0;
  }
  return failed;
}

process.exit((await main()) === 0 ? 0 : 1);
