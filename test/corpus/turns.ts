/**
 * How much work the event loop does between two of its turns, in CPU time of this thread: what a neighbour waits for,
 * however busy the machine is.
 */
export class Turns {
  readonly #work: number[] = [];
  #timer: NodeJS.Timeout | undefined;

  start(): void {
    let before = process.threadCpuUsage();
    this.#timer = setInterval(() => {
      const now = process.threadCpuUsage();
      this.#work.push((now.user + now.system - before.user - before.system) / 1_000);
      before = now;
    }, 1).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#work.sort((a, b) => a - b);
  }

  /** In milliseconds. */
  percentile(share: number): number {
    return Math.round((this.#work[Math.floor((this.#work.length - 1) * share)] ?? 0) * 10) / 10;
  }
}
