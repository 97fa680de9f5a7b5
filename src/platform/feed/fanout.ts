import type { WebSocket } from 'ws';
import { TOO_SLOW } from '../graphql/sockets.js';
import type { Following } from './following.js';
import { type FeedEvent, type FeedLog, RING, type Stream } from './log.js';

/** What an event is in the words of a subscription: the JSON of the payload. */
export type Render = (event: FeedEvent) => Promise<string>;

export interface Asked {
  readonly following: Following;
  /** Equal for those who are shown the same. */
  readonly key: string;
  readonly render: Render;
  /** The client's name for the operation. */
  readonly id: string;
  readonly socket: WebSocket;
}

const TICK_MS = 50;
/** A follower who was sent something is asked so long after whether it arrived, not all in one moment … */
const ASK_MS = [1_000, 1_800] as const;
/** … and has so long to say so: a reader that stopped is gone within five seconds. */
const STALLED_MS = 2_200;
/** Bytes on their way to one reader: few until it has shown how fast it takes them. */
const NARROW = 8 * 1_024;
const QUICK_MS = 250;
const ASK_AGAIN_MS = 100;
const EVICT_MS = 300;
/** A page may have been read a moment too early. */
const PATIENT_LOOKS = 20;
const TAIL = Buffer.from('}');

/**
 * One reader of a feed on one socket. It stands at a number; what comes after it is sent as fast as the reader takes it,
 * from the log or as it happens, and nothing else waits for it or is kept for it.
 */
class Follower {
  position: number;
  #over = false;
  #pumping = false;
  #live = false;
  #missed = 0;
  /** Bytes sent, and of these bytes those that the reader has taken or was asked about. */
  #sent = 0;
  #taken = 0;
  #askedUpTo = 0;
  #askedAt: number | undefined;
  #lastAsked = 0;
  /** Since when something is on its way that was not asked about. */
  #openSince = 0;
  readonly #askAfter = ASK_MS[0] + Math.random() * (ASK_MS[1] - ASK_MS[0]);
  #room = NARROW;
  readonly #head: Buffer;
  readonly #onPong = (): void => this.#pong();

  constructor(
    private readonly channel: Channel,
    private readonly socket: WebSocket,
    id: string,
    after: number,
    private readonly bufferedBytes: number,
  ) {
    this.position = after;
    this.#head = Buffer.from(`{"id":${JSON.stringify(id)},"type":"next","payload":`);
    socket.on('pong', this.#onPong);
  }

  end(): void {
    this.#over = true;
    this.socket.off('pong', this.#onPong);
  }

  /** An event as it happens, for whoever has everything before it. */
  offer(seq: number, payload: Buffer | null): void {
    if (this.#over || this.#pumping || this.position !== seq - 1 || !this.#fits()) return;
    this.#send(seq, payload);
  }

  /** Brings it up to the head of the stream, or as far as the reader takes it. */
  async catchUp(): Promise<void> {
    if (this.#pumping || this.#over) return;
    this.#pumping = true;
    try {
      const { stream } = this.channel;
      while (!this.#over && this.position < stream.head) {
        if (this.#live && this.position + 1 < stream.ringFrom && stream.head - this.position > RING) return this.evict();
        const events = await stream.after(this.position);
        if (events.length === 0 && ++this.#missed < PATIENT_LOOKS) return;
        if (events[0]?.seq !== this.position + 1) return this.evict(); // purged meanwhile: it is told so when it resumes
        this.#missed = 0;
        for (const event of events) {
          const payload = await this.channel.payload(event);
          if (this.#over) return;
          if (!this.#fits()) return;
          this.#send(event.seq, payload);
        }
      }
      this.#live = true;
    } finally {
      this.#pumping = false;
    }
  }

  tick(now: number, late: boolean): void {
    if (this.#over) return;
    if (this.#askedAt !== undefined && now - this.#askedAt > STALLED_MS && !late) return this.evict();
    if (this.#askedAt === undefined && this.#sent > this.#taken && (now - this.#openSince > this.#askAfter || !this.#fits())) this.#ask(now);
    if (this.position < this.channel.stream.head) void this.#retry();
  }

  /** The private code that says: come back with your cursor. */
  evict(): void {
    this.#over = true;
    this.socket.close(TOO_SLOW, 'resume');
    setTimeout(() => this.socket.terminate(), EVICT_MS).unref();
  }

  #fits(): boolean {
    return this.#sent - this.#taken < this.#room && this.socket.bufferedAmount <= this.bufferedBytes;
  }

  async #retry(): Promise<void> {
    if (this.#fits()) await this.catchUp().catch(() => undefined); // the log is away: again at the next tick
  }

  #send(seq: number, payload: Buffer | null): void {
    this.position = seq;
    if (payload === null || this.socket.readyState !== this.socket.OPEN) return;
    const frame = Buffer.concat([this.#head, payload, TAIL]);
    if (this.#sent === this.#taken || this.#sent === this.#askedUpTo) this.#openSince = performance.now();
    this.#sent += frame.length;
    this.channel.delivered += 1;
    this.socket.send(frame, { binary: false }, nothing);
    if (!this.#fits() && this.#askedAt === undefined) this.#ask(performance.now());
  }

  #ask(now: number): void {
    if (now - this.#lastAsked < ASK_AGAIN_MS || this.socket.readyState !== this.socket.OPEN) return;
    this.#askedAt = this.#lastAsked = now;
    this.#askedUpTo = this.#sent;
    this.socket.ping();
  }

  #pong(): void {
    if (this.#askedAt === undefined) return;
    const quick = performance.now() - this.#askedAt < QUICK_MS;
    this.#taken = this.#askedUpTo;
    this.#askedAt = undefined;
    this.#room = quick ? Math.min(this.#room * 4, this.bufferedBytes) : NARROW;
    if (this.position < this.channel.stream.head) void this.#retry();
  }
}

const nothing = (): void => undefined;

/** All who are shown the same: each event is executed and serialised once for them. */
class Channel {
  readonly followers = new Set<Follower>();
  readonly #payloads = new Map<number, Promise<Buffer | null>>();
  #telling: Promise<void> = Promise.resolve();
  delivered = 0;
  executed = 0;
  readonly #watcher = (events: readonly FeedEvent[]): void => {
    this.#telling = this.#telling.then(() => this.#tell(events)).catch(nothing);
  };

  constructor(
    readonly stream: Stream,
    private readonly following: Following,
    private readonly render: Render,
  ) {
    stream.watchers.add(this.#watcher);
  }

  close(): void {
    this.stream.watchers.delete(this.#watcher);
  }

  /** Null for an event that is not asked for. */
  payload(event: FeedEvent): Promise<Buffer | null> {
    let payload = this.#payloads.get(event.seq);
    if (payload) return payload;
    if (this.#payloads.size >= RING) this.#payloads.delete(this.#payloads.keys().next().value!);
    if (!this.following.accepts(event)) payload = Promise.resolve(null);
    else {
      this.executed += 1;
      payload = this.render(event).then((text) => Buffer.from(text));
      payload.catch(() => this.#payloads.delete(event.seq));
    }
    this.#payloads.set(event.seq, payload);
    return payload;
  }

  async #tell(events: readonly FeedEvent[]): Promise<void> {
    for (const event of events) {
      const payload = await this.payload(event);
      for (const follower of this.followers) follower.offer(event.seq, payload);
    }
    for (const follower of this.followers) if (follower.position < this.stream.head) void follower.catchUp().catch(nothing);
  }
}

/** Feeds of this process on its sockets. */
export class Fanout {
  readonly #channels = new Map<string, Channel>();
  readonly #followers = new Set<Follower>();
  #timer: NodeJS.Timeout | undefined;
  #tickedAt = 0;
  #retired = { delivered: 0, executed: 0 };

  constructor(
    private readonly log: FeedLog,
    private readonly bufferedBytes: number,
  ) {}

  /** Frames sent and operations executed for them so far. */
  get counts(): { delivered: number; executed: number; followers: number } {
    const counts = { ...this.#retired, followers: this.#followers.size };
    for (const channel of this.#channels.values()) {
      counts.delivered += channel.delivered;
      counts.executed += channel.executed;
    }
    return counts;
  }

  /** Follows from the first `next` on, which never comes back while the socket stays; `return` ends it. */
  follow(asked: Asked): AsyncIterableIterator<never> {
    let leave: (() => void) | undefined;
    let over = false;
    let finish = nothing;
    const finished = new Promise<void>((resolve) => (finish = resolve));
    return {
      next: async () => {
        if (!over) leave = await this.#enter(asked);
        if (over) leave?.();
        await finished;
        return { done: true, value: undefined };
      },
      return: () => {
        over = true;
        leave?.();
        finish();
        return Promise.resolve({ done: true, value: undefined });
      },
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  async #enter(asked: Asked): Promise<() => void> {
    const { following, socket, id } = asked;
    const stream = await this.log.join(following.stream);
    const channel = this.#channel(asked, stream);
    const follower = new Follower(channel, socket, id, following.after, this.bufferedBytes);
    channel.followers.add(follower);
    this.#followers.add(follower);
    this.#timer ??= setInterval(() => this.#tick(), TICK_MS).unref();
    void follower.catchUp().catch(nothing);
    let left = false;
    return () => {
      if (left) return;
      left = true;
      follower.end();
      this.#followers.delete(follower);
      channel.followers.delete(follower);
      if (channel.followers.size === 0) this.#close(asked.key, channel);
      this.log.leave(following.stream);
      if (this.#followers.size === 0) this.stop();
    };
  }

  #channel({ key, following, render }: Asked, stream: Stream): Channel {
    let channel = this.#channels.get(key);
    if (!channel) this.#channels.set(key, (channel = new Channel(stream, following, render)));
    return channel;
  }

  #close(key: string, channel: Channel): void {
    channel.close();
    this.#retired.delivered += channel.delivered;
    this.#retired.executed += channel.executed;
    this.#channels.delete(key);
  }

  /** A process that was held up itself blames nobody for it. */
  #tick(): void {
    const now = performance.now();
    const late = this.#tickedAt > 0 && now - this.#tickedAt > 10 * TICK_MS;
    this.#tickedAt = now;
    for (const follower of this.#followers) follower.tick(now, late);
  }
}
