import { connect, type Socket } from 'node:net';

/** A request as it goes over the wire, made once. */
export interface Shot {
  readonly url: URL;
  readonly bytes: Buffer;
}

export function shot(address: string, headers: Record<string, string> = {}, body?: object): Shot {
  const url = new URL(address);
  const text = body === undefined ? '' : JSON.stringify(body);
  const lines = [`${body === undefined ? 'GET' : 'POST'} ${url.pathname}${url.search} HTTP/1.1`, `host: ${url.host}`];
  if (body !== undefined) lines.push('content-type: application/json', `content-length: ${Buffer.byteLength(text)}`);
  for (const [name, value] of Object.entries(headers)) lines.push(`${name}: ${value}`);
  return { url, bytes: Buffer.from(`${lines.join('\r\n')}\r\n\r\n${text}`) };
}

export interface Measured {
  /** Median latency, and that of the slowest of a hundred, in milliseconds. */
  p50: number;
  p99: number;
  perSecond: number;
}

/** Sends the shots in turn from so many connections until the time is over; a wrong answer ends the run. */
export async function fire(shots: readonly Shot[], clients: number, ms: number): Promise<Measured> {
  const wires = await Promise.all(Array.from({ length: clients }, () => Wire.open(shots[0]!.url)));
  const times: number[] = [];
  let next = 0;
  const began = performance.now();
  const until = began + ms;
  await Promise.all(
    wires.map(async (wire) => {
      for (let start = performance.now(); start < until; start = performance.now()) {
        await wire.ask(shots[next++ % shots.length]!);
        times.push(performance.now() - start);
      }
    }),
  );
  const seconds = (performance.now() - began) / 1_000;
  for (const wire of wires) wire.close();
  return { p50: median(times), p99: percentile(times, 0.99), perSecond: times.length / seconds };
}

export async function answer(one: Shot): Promise<any> {
  // oxlint-disable-line typescript/no-explicit-any -- answers are looked into freely
  const wire = await Wire.open(one.url);
  const body = await wire.ask(one);
  wire.close();
  return JSON.parse(body.toString());
}

const percentile = (values: readonly number[], share: number): number => values.toSorted((a, b) => a - b)[Math.floor(values.length * share)]!;
export const median = (values: readonly number[]): number => percentile(values, 0.5);

const HEAD_END = Buffer.from('\r\n\r\n');
const LAST_CHUNK = Buffer.from('\r\n0\r\n\r\n');

/** One kept connection that costs as little as a client can: on two cores a heavy one would hide the server behind itself. */
class Wire {
  #received: Buffer[] = [];
  #waiting: { resolve: (body: Buffer) => void; reject: (error: Error) => void } | undefined;

  private constructor(private readonly socket: Socket) {
    socket.on('data', (part: Buffer) => this.#take(part));
    socket.on('error', (error) => this.#waiting?.reject(error));
    socket.on('close', () => this.#waiting?.reject(new Error('the server closed the connection')));
  }

  static open({ hostname, port }: URL): Promise<Wire> {
    return new Promise((resolve, reject) => {
      const socket = connect({ host: hostname, port: Number(port), noDelay: true }, () => resolve(new Wire(socket)));
      socket.once('error', reject);
    });
  }

  ask({ bytes }: Shot): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.socket.write(bytes);
    });
  }

  close(): void {
    this.#waiting = undefined;
    this.socket.destroy();
  }

  #take(part: Buffer): void {
    this.#received.push(part);
    const all = this.#received.length === 1 ? part : Buffer.concat(this.#received);
    const body = bodyOf(all);
    if (!body || !this.#waiting) return;
    const { resolve, reject } = this.#waiting;
    this.#received = [];
    this.#waiting = undefined;
    if (all.subarray(9, 12).toString() === '200' && !body.includes('"errors":[')) resolve(body);
    else reject(new Error(all.toString().slice(0, 1_000)));
  }
}

/** The body once it is whole; by its length or in chunks. */
function bodyOf(all: Buffer): Buffer | undefined {
  const end = all.indexOf(HEAD_END);
  if (end < 0) return undefined;
  const head = all.subarray(0, end).toString('latin1').toLowerCase();
  const start = end + HEAD_END.length;
  const length = /\r\ncontent-length: *(\d+)/.exec(head)?.[1];
  if (length !== undefined) return all.length >= start + Number(length) ? all.subarray(start, start + Number(length)) : undefined;
  if (!all.subarray(-LAST_CHUNK.length).equals(LAST_CHUNK)) return undefined;
  const pieces: Buffer[] = [];
  for (let at = start; ;) {
    const line = all.indexOf('\r\n', at);
    const size = Number.parseInt(all.subarray(at, line).toString(), 16);
    if (size === 0) return Buffer.concat(pieces);
    pieces.push(all.subarray(line + 2, line + 2 + size));
    at = line + 2 + size + 2;
  }
}
