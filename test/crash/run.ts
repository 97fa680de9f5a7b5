import 'reflect-metadata';
import pg from 'pg';
import { Random } from '../../seeds/random.js';
import { readAliases, readOccupations } from '../../seeds/reference/read.js';
import { buildTradeIndex } from '../../src/modules/vacancies/trade-names.js';
import { loadTrades } from '../../src/modules/vacancies/trades.js';
import { masterKey } from '../../src/platform/embedded/meilisearch.js';
import { adminUrlOf } from '../../src/platform/embedded/postgres.js';
import { pause } from '../../src/platform/embedded/process.js';
import { connectSearch } from '../../src/platform/search/client.js';
import { ServerProcess } from '../support/server-process.js';
import { Office } from './clerk.js';
import { compareIndex, compareRows } from './comparison.js';
import { strikeInTurn } from './faults.js';
import { IndexWitness } from './index-witness.js';
import type { Ledger } from './ledger.js';

export interface CrashOptions {
  readonly kills: number;
  readonly writers: number;
  readonly seed: number;
  readonly say: (line: string) => void;
  /** Effects that are acknowledged between two faults, at most. */
  readonly between?: number;
  /** Effects a second, while every process runs, below which the run says nothing about such a load. */
  readonly perSecond?: number;
  /** A mutant in the place of the server, as a module: the run must then fail. */
  readonly mutant?: string;
}

const BETWEEN = 100;

const SETTLED_WITHIN_MS = 10_000;
const SHOWN = 20;

/**
 * Kills the processes of a real server in turn while clerks write; then compares every acknowledged row and every search
 * document. Returns what is wrong: a run without a fault, or without an effect that had to be asked for twice, is wrong too.
 */
export async function crashRun(options: CrashOptions): Promise<string[]> {
  options.say(`seed ${options.seed}, ${options.kills} kills, ${options.writers} writers`);
  loadTrades(buildTradeIndex(readOccupations(), readAliases()));
  const { mutant } = options;
  const server = new ServerProcess({}, mutant === undefined ? {} : { imports: mutant });
  try {
    options.say(`first start: ${Math.round(await server.start())} ms`);
    const pool = lasting(adminUrlOf(server.lock.socket, 'jiangqiao'));
    try {
      const wrong = await underFaults(server, pool, options);
      const code = await server.stop();
      if (code !== 0 || server.remains.length > 0) wrong.push(`the stop ended with ${code} and left ${server.remains.join(', ')}`);
      return wrong;
    } finally {
      await pool.end();
    }
  } finally {
    await server.clear();
  }
}

async function underFaults(
  server: ServerProcess,
  pool: pg.Pool,
  { kills, writers, seed, say, between = BETWEEN, perSecond = 0 }: CrashOptions,
): Promise<string[]> {
  const search = connectSearch({ url: `http://127.0.0.1:${server.lock.port}`, key: masterKey(server.dataDir) });
  const witness = new IndexWitness(pool, search, 'vacancies');
  await witness.start();
  const office = new Office(server, writers, seed);
  const { ledger } = office;
  const over = (): boolean => ledger.violations.length + witness.violations.length > 0;
  let faults: number;
  let rate: number;
  let differences: string[];
  const began = performance.now();
  try {
    const struck = await strikeInTurn(server, ledger, { kills, between, random: new Random(seed), say, over });
    faults = struck.faults;
    const { effects, ms } = struck.running;
    rate = (effects / ms) * 1_000;
    say(`while every process ran: ${effects} effects acknowledged in ${(ms / 1_000).toFixed(1)} s, ${rate.toFixed(1)} a second, up to each kill`);
    await office.close();
    const seconds = (performance.now() - began) / 1_000;
    say(`${(ledger.effects.size / seconds).toFixed(1)} effects a second over ${Math.round(seconds)} s, faults and restarts included`);
    differences = await settled(pool, ledger, witness, struck.back + SETTLED_WITHIN_MS);
    say(`compared ${Math.round(performance.now() - struck.back)} ms after the last restart`);
  } finally {
    await Promise.all([office.abandon(), witness.stop()]);
  }

  say(`${faults} faults, ${ledger.effects.size} effects acknowledged, ${office.repeated} requests repeated, ${ledger.rows.size} rows compared`);
  say(`acknowledged writes lost: ${differences.filter((one) => one.includes('is not stored')).length}`);
  say(`the index was looked at ${witness.looks} times, ${witness.judged} documents compared while writes went on`);
  const wrong = [...ledger.violations, ...witness.violations.slice(0, SHOWN), ...differences.slice(0, SHOWN)];
  if (!over() && rate < perSecond) wrong.push(`${rate.toFixed(1)} effects a second, not ${perSecond}: take more writers`);
  if (faults === 0 || office.repeated === 0) wrong.push('no fault was injected, or nobody noticed');
  if (ledger.effects.size === 0 || witness.judged === 0) wrong.push('nothing was acknowledged, or no document was compared');
  return wrong;
}

/** Compares until nothing differs or the time is over; returns the last differences. */
async function settled(pool: pg.Pool, ledger: Ledger, witness: IndexWitness, deadline: number): Promise<string[]> {
  for (;;) {
    const differences = [...(await compareRows(pool, ledger)), ...(await compareIndex(pool, witness))];
    if (differences.length === 0 || performance.now() > deadline) return differences;
    await pause(100);
  }
}

/** Connections that a kill breaks are replaced. */
function lasting(connectionString: string): pg.Pool {
  const pool = new pg.Pool({ connectionString, max: 2 });
  return pool.on('connect', (client) => void client.on('error', () => undefined)).on('error', () => undefined);
}
