import type { EntityManager } from '@mikro-orm/postgresql';
import type { Pool } from 'pg';
import type { Logger } from 'pino';
import { SYSTEM } from '../access/viewer.js';
import { Reading } from '../database/reading.js';
import { raw, type Sql, sql } from '../database/sql.js';

/** A change as it was written down: `seq` has no gap, `tally` is what the stream counted after it. */
export interface FeedEvent {
  readonly stream: string;
  readonly seq: number;
  readonly at: Date;
  readonly kind: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly tally: Readonly<Record<string, number>>;
}

/** Where a stream stands: its last number, the first one that is still kept, what it counts. */
export interface Standing {
  readonly last: number;
  readonly keptFrom: number;
  readonly tally: Readonly<Record<string, number>>;
}

const POLL_MS = 100;
const MOST_AT_ONCE = 1_000;
/** Events of each followed stream that are kept in the process; whoever comes back within them costs no statement. */
export const RING = 1_000;
const PAGE = 250;
const PAGES = 200;

const COLUMNS = raw('e.stream, e.seq, e.at, e.kind, e.body, e.tally');
const eventOf = ([stream, seq, at, kind, body, tally]: readonly unknown[]): FeedEvent =>
  ({ stream, seq: Number(seq), at, kind, body, tally }) as unknown as FeedEvent;

/** Events of a stream after a number, oldest first. */
export const eventsAfter = (stream: string, after: number, most: number): Sql =>
  sql`select ${COLUMNS} from feed_event e where e.stream = ${stream}::uuid and e.seq > ${after}::bigint order by e.seq limit ${raw(String(most))}`;

export const readEvents = (rows: readonly (readonly unknown[])[]): FeedEvent[] => rows.map(eventOf);

export const standingOf = (stream: string): Sql => sql`select last_seq, kept_from, tally from feed_stream where id = ${stream}::uuid`;
export const readStanding = ([row]: readonly (readonly unknown[])[]): Standing | null =>
  row ? { last: Number(row[0]), keptFrom: Number(row[1]), tally: row[2] as Standing['tally'] } : null;

/** Events older than their rule says go, from the front of each stream; returns of how many streams. */
export async function forgetEvents(em: EntityManager): Promise<number> {
  const [row] = (await em.execute('select feed_forget() as streams')) as { streams: string }[];
  return Number(row!.streams);
}

/** A stream that somebody in this process follows: its newest events, each exactly once and in order. */
export class Stream {
  readonly watchers = new Set<(events: readonly FeedEvent[]) => void>();
  #ring: FeedEvent[] = [];

  constructor(
    readonly id: string,
    /** The last number that this process has seen. */
    public head: number,
    private readonly log: FeedLog,
  ) {}

  add(events: readonly FeedEvent[]): void {
    this.#ring.push(...events);
    if (this.#ring.length > RING) this.#ring = this.#ring.slice(-RING);
    this.head = events.at(-1)!.seq;
    for (const watcher of this.watchers) watcher(events);
  }

  /** The first number that is still in the process. */
  get ringFrom(): number {
    return this.#ring[0]?.seq ?? this.head + 1;
  }

  /** Some events after a number that is below the head; from the process where they are. */
  after(seq: number): readonly FeedEvent[] | Promise<readonly FeedEvent[]> {
    if (seq + 1 >= this.ringFrom) return this.#ring.slice(seq + 1 - this.ringFrom, seq + 1 - this.ringFrom + PAGE);
    return this.log.page(this.id, seq).then((events) => events.filter((event) => event.seq <= this.head));
  }
}

/**
 * The log as this process follows it: one statement each 100 ms for all streams that somebody follows, none when nobody
 * does. A commit of this process is looked for at once; nothing else tells it that something was written, so writers do
 * nothing for it.
 */
export class FeedLog {
  readonly #streams = new Map<string, { readonly stream: Promise<Stream>; followers: number; open?: Stream }>();
  /** Whole pages never change: a crowd that comes back from the same place reads each once. */
  readonly #pages = new Map<string, Promise<readonly FeedEvent[]>>();
  #timer: NodeJS.Timeout | undefined;
  #polling: Promise<void> | undefined;
  #hinted = false;
  #stopped = false;
  /** Statements that pages took so far. */
  pagesRead = 0;

  constructor(
    private readonly pool: Pool,
    private readonly logger: Logger,
  ) {}

  /** The stream, followed until it is left as often. */
  join(id: string): Promise<Stream> {
    let held = this.#streams.get(id);
    if (!held) {
      const stream = this.#open(id);
      this.#streams.set(id, (held = { stream, followers: 0 }));
      stream.catch(() => this.#streams.delete(id));
    }
    held.followers += 1;
    return held.stream;
  }

  leave(id: string): void {
    const held = this.#streams.get(id);
    if (held && --held.followers === 0) this.#streams.delete(id);
  }

  /** Events of the page that begins after `seq`; what was purged meanwhile is missing from it. */
  page(id: string, seq: number): Promise<readonly FeedEvent[]> {
    const number = Math.floor(seq / PAGE);
    const key = `${id} ${number}`;
    let page = this.#pages.get(key);
    if (!page) {
      if (this.#pages.size >= PAGES) this.#pages.delete(this.#pages.keys().next().value!);
      this.pagesRead += 1;
      page = this.#read(eventsAfter(id, number * PAGE, PAGE)).then(readEvents);
      this.#pages.set(key, page);
      page.then(
        (events) => events.at(-1)?.seq === (number + 1) * PAGE || this.#pages.delete(key),
        () => this.#pages.delete(key),
      );
    }
    return page.then((events) => events.filter((event) => event.seq > seq));
  }

  /** Something was committed in this process: looks at once instead of at the next turn. */
  hint(): void {
    if (this.#streams.size === 0 || this.#stopped) return;
    if (this.#polling) this.#hinted = true;
    else this.#now();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#polling;
  }

  /** With its newest events: a crowd that comes back after a restart finds them here. */
  async #open(id: string): Promise<Stream> {
    const [standing, newest] = await this.#reading(async (reading) => {
      const found = readStanding(await reading.rows(standingOf(id)));
      return [found, found ? readEvents(await reading.rows(eventsAfter(id, found.last - RING, RING))) : []] as const;
    });
    const stream = new Stream(id, standing?.last ?? 0, this);
    if (newest.length > 0) stream.add(newest);
    const held = this.#streams.get(id);
    if (held) held.open = stream;
    if (!this.#polling) this.#next();
    return stream;
  }

  #next(): void {
    if (this.#stopped || this.#streams.size === 0) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#now(), this.#hinted ? 0 : POLL_MS).unref();
  }

  #now(): void {
    clearTimeout(this.#timer);
    this.#hinted = false;
    this.#polling = this.#poll().finally(() => {
      this.#polling = undefined;
      this.#next();
    });
  }

  async #poll(): Promise<void> {
    const open = [...this.#streams.values()].flatMap((held) => held.open ?? []);
    if (open.length === 0) return;
    try {
      const [ids, heads] = [open.map((one) => one.id), open.map((one) => one.head)];
      const rows = await this.#read(sql`
        select ${COLUMNS} from unnest(${ids}::uuid[], ${heads}::bigint[]) s(id, head)
         cross join lateral (select * from feed_event f where f.stream = s.id and f.seq > s.head order by f.seq limit ${raw(String(MOST_AT_ONCE))}) e
         order by e.stream, e.seq`);
      const found = Map.groupBy(readEvents(rows), (event) => event.stream);
      for (const stream of open) {
        const events = found.get(stream.id);
        if (events) stream.add(events);
      }
    } catch (error) {
      if (!this.#stopped) this.logger.warn({ err: error as Error }, 'feeds wait');
    }
  }

  #read(statement: Sql): Promise<unknown[][]> {
    return this.#reading((reading) => reading.rows(statement));
  }

  async #reading<T>(work: (reading: Reading) => Promise<T>): Promise<T> {
    const reading = new Reading(this.pool, SYSTEM);
    try {
      return await work(reading);
    } finally {
      await reading.close();
    }
  }
}
