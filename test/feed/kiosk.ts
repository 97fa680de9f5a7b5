import { readFileSync } from 'node:fs';
import WebSocket from 'ws';
import { documentsOf, sha256 } from '../../src/platform/graphql/trust.js';
import type { Random } from '../../seeds/random.js';
import { seqOf } from '../support/cursors.js';

/** What a kiosk sends, by its hash. */
const FEED = documentsOf(readFileSync('schema/operations/kiosk.graphql', 'utf8')).find(({ name }) => name === 'KioskFairFeed')!;

export interface Seen {
  delivered: number;
  missing: number;
  duplicates: number;
  reordered: number;
  connects: number;
  codes: Map<number, number>;
  /** Milliseconds from the commit to the kiosk, of what happened while it was caught up. */
  latencies: number[];
}

const INIT = JSON.stringify({ type: 'connection_init' });
/** Nothing from the server for so long, not even a ping: the line is dead. */
const SILENT_MS = 6_000;
const LIVE_MS = 1_500;

/** What every kiosk should do: follow with its last cursor, and come back after a random while whenever the line breaks. */
export class FeedKiosk {
  last = 0;
  cursor: string | undefined;
  readonly seen: Seen = { delivered: 0, missing: 0, duplicates: 0, reordered: 0, connects: 0, codes: new Map(), latencies: [] };
  #socket: WebSocket | undefined;
  #stopped = false;
  #silence: NodeJS.Timeout | undefined;
  #since = 0;

  constructor(
    private readonly addresses: () => string,
    private readonly token: string,
    private readonly fairId: string,
    private readonly random: Random,
  ) {}

  connect(): void {
    if (this.#stopped) return;
    this.seen.connects += 1;
    const url = this.addresses();
    const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', { origin: url, handshakeTimeout: SILENT_MS });
    this.#socket = socket;
    const alive = (): void => {
      clearTimeout(this.#silence);
      this.#silence = setTimeout(() => socket.terminate(), SILENT_MS);
    };
    socket.on('open', () => {
      alive();
      socket.send(INIT.replace('}', `,"payload":{"authorization":"Bearer ${this.token}"}}`));
    });
    socket.on('ping', alive);
    socket.on('error', () => undefined);
    socket.on('message', (data) => {
      alive();
      this.#take(JSON.parse((data as Buffer).toString()) as { type: string; payload: unknown }, socket);
    });
    socket.on('close', (code) => {
      clearTimeout(this.#silence);
      this.seen.codes.set(code, (this.seen.codes.get(code) ?? 0) + 1);
      if (this.#stopped) return;
      setTimeout(() => this.connect(), code === 4410 ? 0 : this.random.whole(50, 600));
    });
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#silence);
    this.#socket?.terminate();
  }

  get live(): boolean {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  /** Stops reading, as a program that hangs. */
  pause(): void {
    clearTimeout(this.#silence);
    this.#socket?.pause();
  }

  resume(): void {
    this.#socket?.resume();
  }

  #take({ type, payload }: { type: string; payload: unknown }, socket: WebSocket): void {
    if (type === 'connection_ack') {
      this.#since = Date.now();
      const variables = { fairId: this.fairId, ...(this.cursor === undefined ? {} : { after: this.cursor }) };
      socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { documentId: `sha256:${sha256(FEED.text)}`, variables } }));
    } else if (type === 'next') this.#event(payload);
    else if (type === 'error') throw new Error(JSON.stringify(payload));
  }

  #event(payload: unknown): void {
    const { data, errors } = payload as { data: { jobFairFeed: { cursor: string; at: string } } | null; errors?: unknown };
    if (!data) throw new Error(JSON.stringify(errors));
    const { cursor, at } = data.jobFairFeed;
    const seq = seqOf(cursor);
    this.seen.delivered += 1;
    if (seq <= this.last) this.seen[seq === this.last ? 'duplicates' : 'reordered'] += 1;
    else if (seq > this.last + 1) this.seen.missing += seq - this.last - 1;
    this.last = Math.max(this.last, seq);
    this.cursor = cursor;
    const written = Date.parse(at);
    if (written > this.#since + LIVE_MS) this.seen.latencies.push(Date.now() - written);
  }
}

export const percentile = (values: readonly number[], share: number): number =>
  values.length === 0 ? 0 : values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))]!;
