import type { Meilisearch } from 'meilisearch';
import pg from 'pg';
import { Random } from '../../seeds/random.js';
import { readAliases, readOccupations } from '../../seeds/reference/read.js';
import type { Servers } from '../../src/application.js';
import { buildTradeIndex } from '../../src/modules/vacancies/trade-names.js';
import { loadTrades } from '../../src/modules/vacancies/trades.js';
import { pause } from '../../src/platform/embedded/process.js';
import { connectSearch } from '../../src/platform/search/client.js';
import { generate } from '../bench/generate.js';
import { compareIndex } from '../crash/comparison.js';
import { IndexWitness } from '../crash/index-witness.js';
import { ApiProcess } from '../support/api-process.js';

export const SEARCH = '{ vacancySearch(query: "焊工", first: 20) { totalCount degraded edges { node { id } } } }';

export interface Place {
  readonly servers: Servers;
  readonly prefix: string;
  /** Of keys and uploads. */
  readonly folder: string;
}

/** A city of vacancies in its own database, in its own index, carried there by API processes. */
export class SearchWorld {
  readonly pool: pg.Pool;
  readonly search: Meilisearch;
  readonly index: string;
  readonly witness: IndexWitness;
  readonly #apis: ApiProcess[] = [];

  constructor(private readonly place: Place) {
    loadTrades(buildTradeIndex(readOccupations(), readAliases()));
    const { servers, prefix } = place;
    this.pool = new pg.Pool({ connectionString: servers.ownerUrl, max: 4 });
    this.pool.on('connect', (client) => void client.on('error', () => undefined)).on('error', () => undefined);
    this.search = connectSearch({ url: servers.meiliUrl, key: servers.meiliKey });
    this.index = `${prefix}vacancies`;
    this.witness = new IndexWitness(this.pool, this.search, this.index);
  }

  async fill(documents: number, seed: number): Promise<void> {
    const client = await this.pool.connect();
    await generate(client, documents, seed);
    client.release();
  }

  async api(relay: boolean): Promise<ApiProcess> {
    const { servers, prefix, folder } = this.place;
    const api = new ApiProcess({ servers, prefix, folder, relay, trusted: [[SEARCH, ['anonymous']]], variables: [{ LOG_LEVEL: 'warn' }] });
    await api.start();
    this.#apis.push(api);
    return api;
  }

  /** Begins to watch, with everything carried and nobody writing. */
  async watched(): Promise<void> {
    await this.carried(600_000);
    await this.witness.start();
  }

  async carried(withinMs = 20_000): Promise<void> {
    await until(
      'everything is carried',
      async () => (await this.one<boolean>('select not exists (select from search_dirty where attempts = 0)')) === true,
      withinMs,
    );
  }

  async one<T>(statement: string, values: unknown[] = []): Promise<T> {
    const { rows } = await this.pool.query<Record<string, T>>(statement, values);
    return Object.values(rows[0] ?? {})[0] as T;
  }

  /** Process that leads. */
  async leader(): Promise<number> {
    return Number((await this.one<string>(`select split_part(holder, ':', 2) from search.leader where until > clock_timestamp()`)) ?? 0);
  }

  /** Asks for work on the index; returns what tells whether it is done. */
  async ask(work: 'rebuild' | 'verify'): Promise<() => Promise<boolean>> {
    const asked = await this.one<string>(
      `update search.index set ${work}_asked = clock_timestamp() where entity = 'vacancy' returning ${work}_asked::text`,
    );
    const result = work === 'rebuild' ? 'rebuilt' : 'verified';
    return async () =>
      (await this.one<boolean>(`select ${result}_at >= $1::timestamptz from search.index where entity = 'vacancy'`, [asked])) === true;
  }

  /** What the index has otherwise than the database, in contents or version, when both had ten seconds to agree. */
  async differences(): Promise<string[]> {
    const deadline = performance.now() + 10_000;
    for (;;) {
      const found = await compareIndex(this.pool, this.witness);
      if (found.length === 0 || performance.now() > deadline) return found;
      await pause(100);
    }
  }

  async stop(): Promise<void> {
    await this.witness.stop();
    await Promise.all(this.#apis.map((one) => one.stop()));
    for (const index of [this.index, `${this.index}-fresh`]) await this.search.deleteIndex(index);
    await this.pool.end();
  }
}

export async function until(what: string, so: () => Promise<boolean>, withinMs: number): Promise<number> {
  const began = performance.now();
  while (!(await so())) {
    if (performance.now() - began > withinMs) throw new Error(`${what}: not after ${withinMs} ms`);
    await pause(20);
  }
  return performance.now() - began;
}

export const percentile = (values: readonly number[], share: number): number =>
  Math.round(values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? Number.NaN);

/** Changes vacancies at a rate, and looks when each change stands in the index. */
export class Changes {
  /** From the commit to the document in the index, in milliseconds. */
  readonly times: number[] = [];
  made = 0;
  readonly #pending = new Map<string, { title: string; at: number }>();
  readonly #work: Promise<void>[];
  #open = true;

  constructor(
    private readonly world: SearchWorld,
    private readonly ids: readonly string[],
    private readonly perSecond: number,
    private readonly random: Random,
  ) {
    this.#work = [this.#write(), this.#look()];
  }

  static async on(world: SearchWorld, perSecond: number, seed: number): Promise<Changes> {
    const { rows } = await world.pool.query<{ id: string }>("select id from vacancy where state = 'OPEN' order by id");
    return new Changes(
      world,
      rows.map(({ id }) => id),
      perSecond,
      new Random(seed),
    );
  }

  get waiting(): number {
    return this.#pending.size;
  }

  async stop(): Promise<void> {
    this.#open = false;
    await Promise.all(this.#work);
  }

  /** Open loop: a slow index does not slow the writer down. One change in ten takes a vacancy away. */
  async #write(): Promise<void> {
    for (let at = performance.now(); this.#open; at += 1_000 / this.perSecond) {
      await pause(Math.max(0, at - performance.now()));
      const id = this.random.pick(this.ids);
      if (this.#pending.has(id)) continue;
      this.made += 1;
      if (this.random.chance(0.1)) {
        await this.world.pool.query("update vacancy set state = 'CLOSED' where id = $1", [id]);
        continue;
      }
      const title = `焊工${this.made}`;
      const { rowCount } = await this.world.pool.query("update vacancy set title = $2 where id = $1 and state = 'OPEN'", [id, title]);
      if (rowCount === 1) this.#pending.set(id, { title, at: performance.now() });
    }
  }

  async #look(): Promise<void> {
    const { search, index } = this.world;
    for (const deadline = (): boolean => this.#open || this.#pending.size > 0; deadline(); await pause(10)) {
      const ids = [...this.#pending.keys()];
      if (ids.length === 0) continue;
      const found = await search.index(index).getDocuments<{ id: string; title: string }>({ ids, limit: ids.length, fields: ['id', 'title'] });
      for (const { id, title } of found.results) {
        const wanted = this.#pending.get(id);
        if (wanted?.title !== title) continue;
        this.times.push(performance.now() - wanted.at);
        this.#pending.delete(id);
      }
    }
  }
}
