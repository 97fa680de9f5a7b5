import { alive, type Identity, pause } from './process.js';

const LOOK_EVERY_MS = 250;
const AFTER_FAILURE_MS = 1_000;

/** One server under supervision. */
export interface Supervised {
  current(): Identity | null;
  /** Starts it again on the same address and waits until it answers. */
  restart(): Promise<void>;
}

/** Starts a server again whenever it has died, until stopped. */
export function supervise(server: Supervised): { stop(): void; readonly ended: Promise<void> } {
  let running = true;
  const watch = async (): Promise<void> => {
    while (running) {
      if (alive(server.current())) await pause(LOOK_EVERY_MS);
      else await server.restart().catch(() => (running ? pause(AFTER_FAILURE_MS) : undefined));
    }
  };
  return {
    stop: () => {
      running = false;
    },
    ended: watch(),
  };
}
