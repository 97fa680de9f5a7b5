import { SYSTEM } from '../../platform/access/viewer.js';
import { under } from '../../platform/database/reading.js';
import { join, raw, type Sql, sql } from '../../platform/database/sql.js';
import type { Platform } from '../../platform/graphql/context.js';
import { places } from '../regions/region.queries.js';

const POLL_MS = 250;

interface Change {
  id: string;
}

type Seen = [id: string, version: number, originPath: string, destinationPath: string];

const touching = (path: string): Sql => sql`${places.within('q.origin_path', path)} or ${places.within('q.destination_path', path)}`;

/** Quotas whose people or places lie in one of the divisions, with the count of their changes. */
async function read(platform: Platform, paths: readonly string[]): Promise<Seen[]> {
  const condition = join(paths.map(touching), ' or ');
  const { text, values } = sql`select q.id, q.version, q.origin_path, q.destination_path from quota q ${raw('where')} ${condition}`.compile();
  const { rows } = await under(platform.pool, SYSTEM, (client) => client.query<Seen>({ text, values, rowMode: 'array' }));
  return rows;
}

/** What one subscriber has still to be told. A quota waits here once however often it changes, so that nothing piles up. */
class Follower implements AsyncIterableIterator<Change> {
  readonly #changed = new Set<string>();
  #known = new Map<string, number>();
  #wake: (() => void) | undefined;
  #over = false;

  constructor(
    readonly path: string,
    private readonly leave: (one: Follower) => void,
  ) {}

  start(rows: readonly Seen[]): void {
    this.#known = new Map(rows.map(([id, version]) => [id, version]));
  }

  see([id, version, ...paths]: Seen): void {
    if (!paths.some((path) => path === this.path || path.startsWith(`${this.path}/`)) || this.#known.get(id) === version) return;
    this.#known.set(id, version);
    this.#changed.add(id);
    this.#wake?.();
  }

  async next(): Promise<IteratorResult<Change>> {
    while (this.#changed.size === 0 && !this.#over) await new Promise<void>((resolve) => (this.#wake = resolve));
    if (this.#over) return { done: true, value: undefined };
    const [id] = this.#changed as Set<string> & Iterable<string>;
    this.#changed.delete(id!);
    return { done: false, value: { id: id! } };
  }

  return(): Promise<IteratorResult<Change>> {
    this.#over = true;
    this.leave(this);
    this.#wake?.();
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}

/** One poll for all subscribers of a process, for as long as there is one. */
class Watch {
  readonly #followers = new Set<Follower>();
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly platform: Platform) {}

  async follow(path: string): Promise<Follower> {
    const follower = new Follower(path, (one) => this.#leave(one));
    follower.start(await read(this.platform, [path]));
    this.#followers.add(follower);
    this.#timer ??= setTimeout(() => void this.#poll(), POLL_MS).unref();
    return follower;
  }

  #leave(follower: Follower): void {
    this.#followers.delete(follower);
    if (this.#followers.size > 0) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  async #poll(): Promise<void> {
    try {
      const rows = await read(this.platform, [...new Set([...this.#followers].map((one) => one.path))]);
      for (const follower of this.#followers) for (const row of rows) follower.see(row);
    } catch (error) {
      this.platform.log.warn({ err: error as Error }, 'quota changes wait');
    }
    if (this.#timer) this.#timer = setTimeout(() => void this.#poll(), POLL_MS).unref();
  }
}

const watches = new WeakMap<Platform, Watch>();

/** Ids of quotas of a division as they change, from now on. */
export function followQuotas(platform: Platform, path: string): Promise<AsyncIterableIterator<Change>> {
  let watch = watches.get(platform);
  if (!watch) watches.set(platform, (watch = new Watch(platform)));
  return watch.follow(path);
}
