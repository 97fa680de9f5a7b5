import { connect, createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

const SLICE_MS = 50;

/** One connection on its way through the proxy, and what may happen to it. */
class Link {
  #silent = false;
  #bytesPerSecond = Infinity;
  #waiting: Buffer[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(
    readonly client: Socket,
    private readonly server: Socket,
  ) {
    client.on('data', (data) => !this.#silent && server.write(data));
    server.on('data', (data) => this.#down(data));
    for (const [one, other] of [
      [client, server],
      [server, client],
    ] as const) {
      one.on('error', () => undefined);
      one.on('close', () => {
        clearInterval(this.#timer);
        if (!this.#silent) other.destroy();
      });
    }
  }

  get open(): boolean {
    return !this.client.destroyed && !this.server.destroyed && !this.#silent;
  }

  /** Both ends get a reset. */
  reset(): void {
    this.client.resetAndDestroy();
    this.server.resetAndDestroy();
  }

  /** Nothing comes through any more, and nobody is told. */
  halfOpen(): void {
    this.#silent = true;
    this.server.pause();
    this.client.pause();
  }

  /** Nothing is read from the server any more: its client has stopped. */
  stall(): void {
    this.server.pause();
  }

  resume(): void {
    this.server.resume();
  }

  /** So many bytes a second towards the client. */
  throttle(bytesPerSecond: number): void {
    this.#bytesPerSecond = bytesPerSecond;
    this.#timer ??= setInterval(() => this.#drip(), SLICE_MS);
  }

  #down(data: Buffer): void {
    if (this.#silent) return;
    if (this.#bytesPerSecond === Infinity) return void this.client.write(data);
    this.#waiting.push(data);
    if (this.#waiting.length > 4) this.server.pause();
  }

  #drip(): void {
    let budget = Math.floor((this.#bytesPerSecond * SLICE_MS) / 1_000);
    while (budget > 0 && this.#waiting.length > 0) {
      const [first] = this.#waiting;
      const part = first!.subarray(0, budget);
      budget -= part.length;
      if (part.length < first!.length) this.#waiting[0] = first!.subarray(part.length);
      else this.#waiting.shift();
      if (!this.client.destroyed) this.client.write(part);
    }
    if (this.#waiting.length <= 4) this.server.resume();
  }
}

/** A TCP proxy before an API process, in which links are broken on purpose. */
export class FaultProxy {
  readonly #links = new Set<Link>();
  #server!: Server;

  constructor(private readonly port: () => number) {}

  async start(): Promise<void> {
    this.#server = createServer((client) => {
      const server = connect(this.port(), '127.0.0.1');
      const link = new Link(client, server);
      this.#links.add(link);
      client.once('close', () => this.#links.delete(link));
    });
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get links(): Link[] {
    return [...this.#links].filter((link) => link.open);
  }

  async stop(): Promise<void> {
    for (const { client } of this.#links) client.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
export type { Link };
