import pg from 'pg';
import { Random } from '../../seeds/random.js';
import { readAliases, readOccupations } from '../../seeds/reference/read.js';
import { buildTradeIndex } from '../../src/modules/vacancies/trade-names.js';
import { loadTrades } from '../../src/modules/vacancies/trades.js';
import { masterKey } from '../../src/platform/embedded/meilisearch.js';
import { adminUrlOf } from '../../src/platform/embedded/postgres.js';
import { pause } from '../../src/platform/embedded/process.js';
import { connectSearch } from '../../src/platform/search/client.js';
import { PatientClient } from '../support/patient-client.js';
import { ServerProcess, until } from '../support/server-process.js';
import { work } from './clerk.js';
import { compareIndex, compareRows } from './comparison.js';
import { FAULTS, strike } from './faults.js';
import { IndexWitness } from './index-witness.js';
import { Desk, Ledger } from './ledger.js';

export interface CrashOptions {
  readonly kills: number;
  readonly writers: number;
  readonly seed: number;
  readonly say: (line: string) => void;
}

const SETTLED_WITHIN_MS = 10_000;
/** The next fault comes after some more acknowledged effects, so that each falls among writes. */
const [LEAST_EFFECTS, MOST_EFFECTS] = [20, 100];
const SHOWN = 20;

/**
 * Kills the processes of a real server in turn while clerks write; then compares every acknowledged row and every search
 * document. Returns what is wrong: a run without a fault, or without an effect that had to be asked for twice, is wrong too.
 */
export async function crashRun(options: CrashOptions): Promise<string[]> {
  const { kills, writers, seed, say } = options;
  say(`seed ${seed}, ${kills} kills, ${writers} writers`);
  loadTrades(buildTradeIndex(readOccupations(), readAliases()));
  const server = new ServerProcess();
  try {
    say(`first start ${ms(await server.start())}`);
    const pool = lasting(adminUrlOf(server.lock.socket, 'jiangqiao'));
    try {
      const wrong = await underFaults(server, pool, options);
      const code = await server.stop();
      if (code !== 0 || server.alive('postgres') || server.alive('meilisearch')) wrong.push(`the stop ended with ${code} and left a process`);
      return wrong;
    } finally {
      await pool.end();
    }
  } finally {
    await server.clear();
  }
}

async function underFaults(server: ServerProcess, pool: pg.Pool, { kills, writers, seed, say }: CrashOptions): Promise<string[]> {
  const random = new Random(seed);
  const search = connectSearch({ url: `http://127.0.0.1:${server.lock.port}`, key: masterKey(server.dataDir) });
  const witness = new IndexWitness(pool, search, 'vacancies');
  await witness.start();

  const ledger = new Ledger();
  const clients: PatientClient[] = [];
  const clerks: Promise<void>[] = [];
  const { employer, institution } = server.demo.ids;
  let over = false;
  let people = 0;
  for (let at = 0; at < writers; at++) {
    const client = new PatientClient(server.url, server.demo.tokens.office, new Random(seed + at + 1));
    const desk = new Desk(client, ledger, new Random(seed - at - 1));
    const clerk = work({ desk, employer, institution, nextPerson: () => people++ }, () => over);
    clients.push(client);
    clerks.push(clerk.catch((error: Error) => void ledger.violations.push(error.message)));
  }

  let faults = 0;
  let restored = performance.now();
  const wrong = await (async (): Promise<string[]> => {
    while (faults < kills) {
      const enough = ledger.effects.size + random.whole(LEAST_EFFECTS, MOST_EFFECTS);
      await until('writes go on', () => ledger.effects.size >= enough || ledger.violations.length > 0, 30_000);
      if (ledger.violations.length > 0) break;
      const fault = FAULTS[faults % FAULTS.length]!;
      const took = await strike(server, fault);
      restored = performance.now();
      faults += 1;
      say(`${faults}: ${fault.join(', ')} killed after ${ledger.effects.size} effects, all back after ${ms(took)}`);
    }
    return [];
  })().catch((error: Error) => [error.message]);
  over = true;
  await Promise.all(clerks);

  wrong.push(...(await settled(pool, ledger, witness, restored + SETTLED_WITHIN_MS)));
  say(`compared ${ms(performance.now() - restored)} after the last restart`);
  await witness.stop();
  wrong.push(...ledger.violations, ...witness.violations);
  const repeated = clients.reduce((sum, one) => sum + one.repeated, 0);
  say(`${faults} faults, ${ledger.effects.size} effects acknowledged, ${repeated} requests repeated, ${ledger.rows.size} rows compared`);
  say(`index looked at ${witness.looks} times, ${witness.judged} documents judged meanwhile`);
  if (faults === 0 || repeated === 0) wrong.push('no fault was injected, or nobody noticed');
  if (ledger.effects.size === 0 || witness.judged === 0) wrong.push('nothing was acknowledged, or no document was judged');
  return wrong.slice(0, SHOWN);
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

const ms = (time: number): string => `${Math.round(time)} ms`;
