import type { Logger } from 'pino';
import { problemOf } from './client.js';

/** Between two attempts to find out whether search is back. */
const PROBE_EVERY_MS = 250;
/** Answers that came too late, one after the other, until nobody waits any more. */
const LATE = 2;

export type Ask<T> = (request: { signal: AbortSignal }) => Promise<T>;

/**
 * Stands between a request and the search server: nobody waits for it longer than the limit, and after the first who did,
 * or who found nobody, it is not asked until a probe of its own gets an answer. Neither is an index that has fallen behind.
 */
export class Breaker {
  #open = false;
  #behind = false;
  #late = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly withinMs: number,
    private readonly probe: Ask<unknown>,
    private readonly log: Logger,
  ) {}

  /** Whether search is asked at all at present. */
  get closed(): boolean {
    return !this.#open && !this.#behind;
  }

  /** What search answers; null when it is away, late or wrong, and somebody else must be asked. */
  async ask<T>(work: Ask<T>): Promise<T | null> {
    if (!this.closed) return null;
    try {
      const answer = await work({ signal: AbortSignal.timeout(this.withinMs) });
      this.#late = 0;
      return answer;
    } catch (error) {
      this.#failed(error as Error);
      return null;
    }
  }

  /** The index lacks changes that are older than anybody may be shown. */
  behind(is: boolean): void {
    if (is !== this.#behind)
      this.log.warn({ behind: is }, is ? 'the index is behind; searches are answered by the database' : 'the index has caught up');
    this.#behind = is;
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** A query that the server refuses says nothing about the next one; that it is late once, neither. */
  #failed(error: Error): void {
    const problem = problemOf(error);
    const refused = problem !== undefined && problem.status === 400;
    const late = error.name === 'TimeoutError' || (error.cause as Error | undefined)?.name === 'TimeoutError';
    if (late) this.#late += 1;
    this.log.warn({ problem: problem?.code ?? (error.cause as Error | undefined)?.message ?? error.message }, 'search did not answer as it should');
    if (refused || (late && this.#late < LATE) || this.#open) return;
    this.#open = true;
    this.log.warn('search is away; searches are answered by the database');
    this.#probeLater();
  }

  #probeLater(): void {
    this.#timer = setTimeout(() => {
      this.probe({ signal: AbortSignal.timeout(this.withinMs) }).then(
        () => {
          this.#open = false;
          this.#late = 0;
          this.log.warn('search is back');
        },
        () => this.#timer && this.#probeLater(),
      );
    }, PROBE_EVERY_MS).unref();
  }
}
