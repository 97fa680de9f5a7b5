import { say } from './progress.js';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const INTERRUPTED = 130;

/**
 * Ctrl-C, SIGTERM and a closed terminal. Until `awaited` is called they end the command where it is, by `abandon`;
 * afterwards they only end the waiting. Repeats count for nothing: npm passes a Ctrl-C on to a process that has had it
 * from the terminal already.
 */
export class Interruption {
  /** The command is given up and exits by itself. */
  abandoned = false;
  #heard = false;
  #proceed: (() => void) | undefined;

  constructor(private readonly abandon: () => Promise<void>) {
    for (const signal of SIGNALS) process.on(signal, this.#hear);
  }

  awaited(): Promise<void> {
    return new Promise((resolve) => {
      this.#proceed = resolve;
    });
  }

  over(): void {
    for (const signal of SIGNALS) process.off(signal, this.#hear);
  }

  readonly #hear = (): void => {
    if (this.#heard) return;
    this.#heard = true;
    say('正在停止', 'stopping');
    if (this.#proceed) return this.#proceed();
    this.abandoned = true;
    void this.abandon().finally(() => process.exit(INTERRUPTED));
  };
}
