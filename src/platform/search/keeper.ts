import { statfs } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import type { Pool } from 'pg';
import type { Logger } from 'pino';
import { passing } from '../database/pool.js';
import { compare } from './compare.js';
import type { Leadership } from './leadership.js';
import type { Projection } from './projection.js';
import type { SearchQueue } from './queue.js';

const LOOK_EVERY_MS = 2_000;
const VERIFY_EVERY = '10 minutes';
const TIDY_EVERY_MS = 60_000;
const TASKS_KEPT_MS = 3_600_000;
/** Tasks that wait, and free bytes, beyond which somebody should look. */
const [MOST_WAITING, LEAST_FREE] = [1_000, 1_024 ** 3];
/** A chunk of a rebuild holds changes up about as long. */
const CHUNK_MS = 700;
const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const [LEAST_CHUNK, MOST_CHUNK] = [200, 20_000];

/** How far a rebuild is. */
interface Rebuild {
  fresh: string;
  /** Tells the fresh index from the one whose place it takes. */
  made: string;
  /** The last id that was loaded. */
  after: string | null;
  loaded: number;
  began: string;
  /** All are loaded; what was dirty then, up to this version, must be carried first. */
  upTo: string | null;
}

interface State {
  made: string | null;
  rebuild: Rebuild | null;
  wanted: boolean;
  due: boolean;
}

/**
 * Looks after an index as a whole, in the leader and between two turns of the relay, when nothing moves in it: makes it,
 * builds it anew beside the one that is searched and puts it in its place, compares it with the database. Everything it
 * must remember stands in `search.index`; whoever leads next goes on from there.
 */
export class IndexKeeper {
  #state: State = { made: null, rebuild: null, wanted: false, due: false };
  #lookedAt = -Infinity;
  #there = false;
  #tidiedAt = performance.now();
  #chunk = 1_000;

  constructor(
    private readonly projection: Projection,
    private readonly pool: Pool,
    private readonly queue: SearchQueue,
    private readonly log: Logger,
    /** Of the server's files, where they are on this machine. */
    private readonly folder: string | undefined,
  ) {}

  get #fresh(): string {
    return `${this.projection.index}-fresh`;
  }

  /** The index, and the one that is built to take its place. */
  get names(): string[] {
    return [this.projection.index, this.#fresh];
  }

  /** Asks whoever leads for a rebuild or a comparison; returns since when. */
  async ask(work: 'rebuild' | 'verify'): Promise<string> {
    const { rows } = await this.pool.query<{ asked: string }>(
      `insert into search.index (entity, ${work}_asked) values ($1, clock_timestamp())
       on conflict (entity) do update set ${work}_asked = excluded.${work}_asked returning ${work}_asked::text as asked`,
      [this.projection.entity],
    );
    return rows[0]!.asked;
  }

  async answered(work: 'rebuild' | 'verify', since: string): Promise<{ done: boolean; progress: unknown }> {
    const [result, at] = work === 'rebuild' ? ['rebuilt', 'rebuilt_at'] : ['verified', 'verified_at'];
    const { rows } = await this.pool.query<{ done: boolean; progress: unknown }>(
      `select coalesce(${at} >= $2::timestamptz, false) as done, case when ${at} >= $2::timestamptz then ${result} else rebuild end as progress
         from search.index where entity = $1`,
      [this.projection.entity, since],
    );
    return rows[0] ?? { done: false, progress: null };
  }

  async status(): Promise<object> {
    const { entity, index, belonging } = this.projection;
    const { rows } = await this.pool.query<object>(
      `select (select count(*)::int from (${belonging}) b) as belonging, (select count(*)::int from search.document where entity = $1) as held,
              (select count(*)::int from search_dirty where entity = $1) as dirty,
              (select coalesce(json_agg(refused), '[]') from (select id, attempts, problem, not_before as "notBefore" from search_dirty where entity = $1 and attempts > 0 order by version limit 20) refused) as refused,
              i.rebuild, i.rebuilt, i.rebuilt_at as "rebuiltAt", i.verified, i.verified_at as "verifiedAt"
         from (select) one left join search.index i on i.entity = $1`,
      [entity],
    );
    const free = await this.free();
    return { index, ...rows[0], ...(free === null ? {} : { free }) };
  }

  /** The index that is searched is there. */
  async whole(): Promise<boolean> {
    return (await this.queue.made(this.projection.index)) !== null;
  }

  /** Before a turn: indexes that every change goes into; none while there is none. */
  async targets(leadership: Leadership): Promise<string[]> {
    await this.#read();
    if (!this.#there || performance.now() - this.#lookedAt > LOOK_EVERY_MS) {
      this.#there = await this.#look(leadership);
      this.#lookedAt = performance.now();
    }
    const { rebuild } = this.#state;
    return [...(this.#there ? [this.projection.index] : []), ...(rebuild ? [rebuild.fresh] : [])];
  }

  /** After a turn: one step of what is due; returns how much it did. */
  async turn(leadership: Leadership): Promise<number> {
    const { rebuild, wanted, due } = this.#state;
    if (rebuild) return this.#goOn(rebuild, leadership);
    if (wanted) return this.#begin(leadership);
    if (due && this.#there) return this.#verify(leadership);
    if (performance.now() - this.#tidiedAt > TIDY_EVERY_MS) await this.#tidy();
    return 0;
  }

  async #read(): Promise<void> {
    const { rows } = await this.pool.query<State>(
      `select made, rebuild, coalesce(rebuild_asked > coalesce(rebuilt_at, '-infinity'), false) as wanted,
              coalesce(verify_asked > verified_at, false) or verified_at < clock_timestamp() - interval '${VERIFY_EVERY}' as due
         from search.index where entity = $1`,
      [this.projection.entity],
    );
    if (rows[0]) this.#state = rows[0];
    else await this.#save({});
  }

  async #save(state: Partial<State>): Promise<void> {
    this.#state = { ...this.#state, ...state };
    const { made, rebuild } = this.#state;
    await this.pool.query(
      'insert into search.index (entity, made, rebuild) values ($1, $2, $3) on conflict (entity) do update set made = excluded.made, rebuild = excluded.rebuild',
      [this.projection.entity, made, rebuild],
    );
  }

  /** Whether the index that is searched is the one that we filled. One that is not is taken away: whoever searches asks the database then. */
  async #look(leadership: Leadership): Promise<boolean> {
    const { index, settings, entity } = this.projection;
    const { made, rebuild, wanted } = this.#state;
    const found = await this.queue.made(index);
    if (found !== null && (made === null || made === found || rebuild?.made === found)) {
      if (made === null) await this.#save({ made: found });
      if (!rebuild && !wanted && !covers(await this.queue.settings(index), settings)) await this.#anew('its settings are not those of this version');
      return true;
    }
    if (found !== null) await this.queue.drop(index, leadership);
    const { rows } = await this.pool.query<{ filled: boolean }>('select exists (select from search.document where entity = $1) as filled', [entity]);
    if (rows[0]!.filled) {
      if (!rebuild && !wanted) await this.#anew(found === null ? 'it is not there any more' : 'it is another one');
      return false;
    }
    await this.queue.make(index, settings, leadership);
    await this.#save({ made: await this.queue.made(index) });
    return true;
  }

  async #anew(reason: string): Promise<void> {
    this.log.error({ index: this.projection.index, reason }, 'the index is built anew');
    await this.ask('rebuild');
    this.#state.wanted = true;
  }

  async #begin(leadership: Leadership): Promise<number> {
    const fresh = this.#fresh;
    if (!(await this.#enough())) return 0;
    if ((await this.queue.made(fresh)) !== null) await this.queue.drop(fresh, leadership);
    await this.queue.make(fresh, this.projection.settings, leadership);
    const made = (await this.queue.made(fresh))!;
    await this.#save({ rebuild: { fresh, made, after: null, loaded: 0, began: new Date().toISOString(), upTo: null } });
    return 1;
  }

  /** Loads the next chunk, or swaps; begins anew when the fresh index is lost, and knows a swap that nobody wrote down. */
  async #goOn(rebuild: Rebuild, leadership: Leadership): Promise<number> {
    if ((await this.queue.made(this.projection.index)) === rebuild.made) return this.#finish(rebuild, leadership);
    if ((await this.queue.made(rebuild.fresh)) !== rebuild.made) await this.#save({ rebuild: null });
    else if (rebuild.upTo === null) await this.#load(rebuild, leadership);
    else if (!(await this.#waits(rebuild.upTo))) await this.#swap(rebuild, leadership);
    else return 0;
    return 1;
  }

  /** Rows that are not dirty, at the version that the searched index has; the dirty ones are carried into both. */
  async #load(rebuild: Rebuild, leadership: Leadership): Promise<void> {
    const { entity, belonging, documents } = this.projection;
    const began = performance.now();
    const { rows } = await this.pool.query<{ id: string; version: string | null; dirty: boolean }>(
      `select b.id, s.version, d.id is not null as dirty from (${belonging}) b
         left join search.document s on s.entity = $1 and s.id = b.id left join search_dirty d on d.entity = $1 and d.id = b.id
        where b.id > $2::uuid order by b.id limit ${this.#chunk}`,
      [entity, rebuild.after ?? '00000000-0000-0000-0000-000000000000'],
    );
    const still = new Map(rows.flatMap(({ id, version, dirty }) => (dirty || version === null ? [] : [[id, Number(version)] as const])));
    const ready = await documents(this.pool, [...still.keys()], still).catch((error: unknown) =>
      passing(error) ? Promise.reject(error as Error) : null,
    );
    const refused =
      ready === null || (ready.length > 0 && (await this.queue.refusal([await this.queue.add(rebuild.fresh, ready, leadership)])) !== null);
    const again = refused ? [...still.keys()] : rows.filter(({ version, dirty }) => version === null && !dirty).map(({ id }) => id);
    if (again.length > 0) await soil(this.pool, entity, again);
    const full = rows.length === this.#chunk;
    const pace = CHUNK_MS / Math.max(1, performance.now() - began);
    this.#chunk = Math.round(Math.min(MOST_CHUNK, Math.max(LEAST_CHUNK, this.#chunk * Math.min(2, Math.max(0.5, pace)))));
    await this.#save({
      rebuild: {
        ...rebuild,
        after: rows.at(-1)?.id ?? rebuild.after,
        loaded: rebuild.loaded + (ready?.length ?? 0),
        upTo: full ? null : await this.#newest(),
      },
    });
  }

  async #newest(): Promise<string> {
    const { rows } = await this.pool.query<{ newest: string }>('select coalesce(max(version), 0) as newest from search_dirty where entity = $1', [
      this.projection.entity,
    ]);
    return rows[0]!.newest;
  }

  async #waits(upTo: string): Promise<boolean> {
    const { rows } = await this.pool.query<{ waits: boolean }>(
      'select exists (select from search_dirty where entity = $1 and version <= $2 and attempts = 0) as waits',
      [this.projection.entity, upTo],
    );
    return rows[0]!.waits;
  }

  /** Only when nothing differs; what does is carried first. */
  async #swap(rebuild: Rebuild, leadership: Leadership): Promise<void> {
    const { missing, extra, stale } = await compare(this.pool, this.projection, await this.queue.versions(rebuild.fresh));
    const different = [...missing, ...stale, ...extra];
    if (different.length > 0) {
      await this.#repair(rebuild.fresh, different, extra, leadership);
      return this.#save({ rebuild: { ...rebuild, upTo: await this.#newest() } });
    }
    const none = (await this.queue.made(this.projection.index)) === null;
    await this.queue.swap(rebuild.fresh, this.projection.index, none, leadership);
    await this.#finish(rebuild, leadership);
  }

  async #finish(rebuild: Rebuild, leadership: Leadership): Promise<number> {
    if ((await this.queue.made(rebuild.fresh)) !== null) await this.queue.drop(rebuild.fresh, leadership);
    const rebuilt = { documents: rebuild.loaded, ms: Date.now() - Date.parse(rebuild.began) };
    await this.#save({ made: rebuild.made, rebuild: null });
    await this.#rebuilt(rebuilt);
    this.log.info({ index: this.projection.index, ...rebuilt }, 'the index was built anew');
    return 1;
  }

  async #rebuilt(result: object): Promise<void> {
    await this.pool.query('update search.index set rebuilt = $2, rebuilt_at = clock_timestamp() where entity = $1', [this.projection.entity, result]);
  }

  async #verify(leadership: Leadership): Promise<number> {
    const began = performance.now();
    const versions = await this.queue.versions(this.projection.index);
    const { missing, extra, stale } = await compare(this.pool, this.projection, versions);
    await this.#repair(this.projection.index, [...missing, ...stale, ...extra], extra, leadership);
    const verified = {
      documents: versions.size,
      missing: missing.length,
      extra: extra.length,
      stale: stale.length,
      ms: Math.round(performance.now() - began),
    };
    if (missing.length + extra.length + stale.length > 0)
      this.log.error(verified, 'the index differed from the database; what differed is carried anew');
    await this.pool.query('update search.index set verified = $2, verified_at = clock_timestamp() where entity = $1', [
      this.projection.entity,
      verified,
    ]);
    return 1;
  }

  /** By the way that every change takes; what the index has too much is first written down as held, so that it is taken out. */
  async #repair(index: string, different: readonly string[], extra: readonly string[], leadership: Leadership): Promise<void> {
    const { entity } = this.projection;
    const strange = extra.filter((id) => !ID.test(id));
    if (strange.length > 0) await this.queue.refusal([await this.queue.remove(index, strange, leadership)]);
    await this.pool.query(
      'insert into search.document (entity, id, version) select $1, id, 0 from unnest($2::uuid[]) as extra(id) order by id on conflict do nothing',
      [entity, extra.filter((id) => ID.test(id))],
    );
    await soil(
      this.pool,
      entity,
      different.filter((id) => ID.test(id)),
    );
  }

  async #tidy(): Promise<void> {
    this.#tidiedAt = performance.now();
    await this.queue.tidy(new Date(Date.now() - TASKS_KEPT_MS));
    const waiting = await this.queue.length();
    if (waiting > MOST_WAITING) this.log.error({ waiting }, 'the queue of the search server grows');
    const free = await this.free();
    if (free !== null && free < LEAST_FREE) this.log.error({ free }, 'the disk of the search server is nearly full');
  }

  /** A rebuild needs as much room as there is in use; without it there is none, and whoever asked is told. */
  async #enough(): Promise<boolean> {
    const [free, needed] = [await this.free(), await this.queue.bytes()];
    if (free === null || free >= needed) return true;
    this.log.error({ free, needed }, 'the disk of the search server has no room for a rebuild');
    await this.#rebuilt({ refused: 'no room on the disk', free, needed });
    return false;
  }

  /** Bytes that the disk of the server has left; null when it is on another machine. */
  async free(): Promise<number | null> {
    if (this.folder === undefined) return null;
    const { bavail, bsize } = await statfs(this.folder);
    return bavail * bsize;
  }
}

/** Marks rows dirty, as a trigger does. */
export async function soil(pool: Pool, entity: string, ids: readonly string[]): Promise<void> {
  await pool.query(
    `insert into search_dirty (entity, id, version) select $1, id, nextval('search_version') from unnest($2::uuid[]) as changed(id) order by id
     on conflict (entity, id) do update set version = excluded.version, attempts = 0, not_before = null`,
    [entity, ids],
  );
}

/** Meilisearch adds its defaults to a setting, and sorts sets. */
function covers(now: unknown, wanted: unknown): boolean {
  if (Array.isArray(wanted))
    return Array.isArray(now) && wanted.length === now.length && wanted.every((one) => now.some((other) => covers(other, one)));
  if (wanted === null || typeof wanted !== 'object') return isDeepStrictEqual(now, wanted);
  return (
    now !== null && typeof now === 'object' && Object.entries(wanted).every(([key, value]) => covers((now as Record<string, unknown>)[key], value))
  );
}
