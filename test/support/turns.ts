import { monitorEventLoopDelay } from 'node:perf_hooks';

/**
 * What a neighbour waits for: how much work the event loop does between two of its turns, in CPU time of this thread,
 * however busy the machine is; and how late it is by the clock.
 */
export class Turns {
  readonly #work: number[] = [];
  readonly #delay = monitorEventLoopDelay({ resolution: 1 });
  #timer: NodeJS.Timeout | undefined;

  start(): void {
    this.#delay.enable();
    let before = process.threadCpuUsage();
    this.#timer = setInterval(() => {
      const now = process.threadCpuUsage();
      this.#work.push((now.user + now.system - before.user - before.system) / 1_000);
      before = now;
    }, 1).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#delay.disable();
    this.#work.sort((a, b) => a - b);
  }

  /** Of the work, in milliseconds. */
  percentile(share: number): number {
    return Math.round((this.#work[Math.floor((this.#work.length - 1) * share)] ?? 0) * 10) / 10;
  }

  /** Of the delay, in milliseconds. */
  late(share: number): number {
    return Math.round(this.#delay.percentile(share * 100) / 1e5) / 10;
  }
}
