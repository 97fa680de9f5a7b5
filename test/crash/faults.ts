import { type Part, type ServerProcess, until } from '../support/server-process.js';

/** What is killed at one moment. */
export type Fault = readonly Part[];

/** Each process alone, then all at once. */
export const FAULTS: readonly Fault[] = [['api'], ['postgres'], ['meilisearch'], ['meilisearch', 'postgres', 'api']];

/**
 * Kills with -9, starts again what does not come back by itself, and waits until everything answers; returns after how
 * many milliseconds. The API brings its servers back; it must not die with one of them.
 */
export async function strike(server: ServerProcess, fault: Fault): Promise<number> {
  const began = performance.now();
  const victims = new Map(fault.map((part) => [part, server.process(part)!.pid]));
  for (const part of fault) await server.kill(part);
  if (victims.has('api')) await server.start();
  await until(`everything is back after the end of ${fault.join(', ')}`, async () => {
    if (!server.command.running) throw new Error(`the API ended with ${fault.join(', ')}\n${server.command.stderr}`);
    const replaced = [...victims].every(([part, pid]) => server.alive(part) && server.process(part)!.pid !== pid);
    return replaced && (await server.readiness()) === 'ready';
  });
  return performance.now() - began;
}
