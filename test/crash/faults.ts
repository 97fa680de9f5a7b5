import type { Random } from '../../seeds/random.js';
import { type Part, type ServerProcess, until } from '../support/server-process.js';
import type { Ledger } from './ledger.js';

/** What is killed at one moment: each process alone, then all at once. */
const FAULTS: readonly (readonly Part[])[] = [['api'], ['postgres'], ['meilisearch'], ['meilisearch', 'postgres', 'api']];
/** The next fault comes after some more acknowledged effects, so that each falls among writes. */
const LEAST_EFFECTS = 20;
const EFFECTS_WITHIN_MS = 60_000;
const BACK_WITHIN_MS = 60_000;

export interface Faults {
  readonly kills: number;
  /** Effects that are acknowledged between two faults, at most. */
  readonly between: number;
  readonly random: Random;
  readonly say: (line: string) => void;
  /** Whether something was found wrong; then there is no need to go on. */
  readonly over: () => boolean;
}

export interface Struck {
  faults: number;
  /** When everything was back last. */
  back: number;
  /** What was acknowledged while every process ran, up to the kill that came into the middle of it. */
  running: { effects: number; ms: number };
}

/** Strikes in turn until there were so many faults, or something is found wrong. */
export async function strikeInTurn(server: ServerProcess, ledger: Ledger, { kills, between, random, say, over }: Faults): Promise<Struck> {
  const running = { effects: 0, ms: 0 };
  let back = performance.now();
  let faults = 0;
  while (faults < kills && !over()) {
    const before = ledger.effects.size;
    const enough = before + random.whole(LEAST_EFFECTS, between);
    await until('writes go on', () => ledger.effects.size >= enough || over(), EFFECTS_WITHIN_MS);
    running.effects += ledger.effects.size - before;
    running.ms += performance.now() - back;
    const parts = FAULTS[faults % FAULTS.length]!;
    const took = await strike(server, parts);
    back = performance.now();
    faults += 1;
    say(`${faults}: ${parts.join(', ')} killed after ${ledger.effects.size} effects, all back after ${Math.round(took)} ms`);
  }
  return { faults, back, running };
}

/**
 * Kills with -9, starts again what does not come back by itself, and waits until everything answers; returns after how
 * many milliseconds. The API brings its servers back; it must not die with one of them.
 */
async function strike(server: ServerProcess, parts: readonly Part[]): Promise<number> {
  const began = performance.now();
  const victims = new Map(parts.map((part) => [part, server.process(part)!.pid]));
  for (const part of parts) await server.kill(part);
  if (victims.has('api')) await server.start();
  const back = async (): Promise<boolean> => {
    if (!server.command.running) throw new Error(`the API ended with ${parts.join(', ')}\n${server.command.stderr}`);
    const replaced = [...victims].every(([part, pid]) => server.alive(part) && server.process(part)!.pid !== pid);
    return replaced && (await server.readiness()) === 'ready';
  };
  await until(`everything is back after the end of ${parts.join(', ')}`, back, BACK_WITHIN_MS);
  return performance.now() - began;
}
