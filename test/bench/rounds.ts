import { fire, type Measured, median, type Shot } from './load.js';

const ROUNDS = 15;
const ROUND_MS = 1_000;
const WARM_MS = 2_000;

/**
 * Each contender in turn, in several short rounds, and the medians of its rounds: what else runs on the machine meets
 * them all alike. Every other round goes backwards.
 */
export async function interleaved<K extends string>(contenders: Readonly<Record<K, readonly Shot[]>>, clients: number): Promise<Record<K, Measured>> {
  const names = Object.keys(contenders) as K[];
  const seen = Object.fromEntries(names.map((name) => [name, [] as Measured[]])) as Record<K, Measured[]>;
  for (const name of names) await fire(contenders[name], clients, WARM_MS);
  for (let round = 0; round < ROUNDS; round++) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) seen[name].push(await fire(contenders[name], clients, ROUND_MS));
  }
  const medians = (runs: readonly Measured[]): Measured => ({
    p50: median(runs.map((run) => run.p50)),
    p99: median(runs.map((run) => run.p99)),
    perSecond: median(runs.map((run) => run.perSecond)),
  });
  return Object.fromEntries(names.map((name) => [name, medians(seen[name])])) as Record<K, Measured>;
}
