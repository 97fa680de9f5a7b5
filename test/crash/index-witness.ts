import type { Meilisearch } from 'meilisearch';
import pg from 'pg';
import { pause } from '../../src/platform/embedded/process.js';

const LOOK_EVERY_MS = 50;
const ROWS_A_LOOK = 300;

interface Done {
  id: string;
  version: string;
  shown: boolean;
}

/**
 * Watches the index from outside while the relay works. A trigger of its own remembers the last version of every row in
 * the row's own transaction; whatever is no longer dirty must stand in the index with just that version, or, when it is
 * not open, not at all. A document never goes back.
 */
export class IndexWitness {
  looks = 0;
  /** Rows whose document was compared while writes went on. */
  judged = 0;
  readonly violations: string[] = [];
  readonly #seen = new Map<string, number>();
  #running = false;
  #loop: Promise<void> | undefined;

  constructor(
    private readonly pool: pg.Pool,
    private readonly search: Meilisearch,
    private readonly index: string,
  ) {}

  /** Begins with the index in step and nobody writing: what stands there is what the relay last wrote. */
  async start(): Promise<void> {
    await this.pool.query(`
      create schema witness;
      create table witness.version (id uuid primary key, version bigint not null);
      create function witness.note() returns trigger language plpgsql security definer as $$ begin
        insert into witness.version values (new.id, new.version) on conflict (id) do update set version = excluded.version;
        return null; end $$;
      create trigger witness_note after insert or update on search_dirty for each row when (new.entity = 'vacancy') execute function witness.note()`);
    const documents = await this.documents();
    await this.pool.query('insert into witness.version select * from unnest($1::uuid[], $2::bigint[])', [
      documents.map((one) => one.id),
      documents.map((one) => one._v),
    ]);
    this.#running = true;
    this.#loop = this.#watch();
  }

  async stop(): Promise<void> {
    this.#running = false;
    await this.#loop;
  }

  /** Every document, whole; with ids, those. */
  async documents(ids?: readonly string[]): Promise<{ id: string; _v: number }[]> {
    const found: { id: string; _v: number }[] = [];
    for (;;) {
      const page = await this.search
        .index(this.index)
        .getDocuments<{ id: string; _v: number }>({ limit: 1_000, offset: found.length, ...(ids ? { ids: [...ids], fields: ['id', '_v'] } : {}) });
      found.push(...page.results);
      if (page.results.length === 0 || found.length >= page.total) return found;
    }
  }

  async versions(): Promise<Map<string, number>> {
    const { rows } = await this.pool.query<{ id: string; version: string }>('select id, version from witness.version');
    return new Map(rows.map((row) => [row.id, Number(row.version)]));
  }

  async #watch(): Promise<void> {
    while (this.#running) {
      await this.#look().catch(() => undefined); // one of the servers is away
      await pause(LOOK_EVERY_MS);
    }
  }

  async #look(): Promise<void> {
    const before = await this.#done();
    const documents = new Map((await this.documents(before.map((one) => one.id))).map((one) => [one.id, one._v]));
    const after = new Map((await this.#done(before.map((one) => one.id))).map((one) => [one.id, one]));
    this.looks += 1;
    for (const { id, version, shown } of before) {
      const found = documents.get(id);
      this.#neverBack(id, found);
      const now = after.get(id);
      if (now?.version !== version || now.shown !== shown) continue;
      this.judged += 1;
      const wanted = shown ? Number(version) : undefined;
      if (found !== wanted) this.violations.push(`${id} is done at version ${version}; the index has ${found}, not ${wanted}`);
    }
  }

  /** The rows that changed last and that the relay says it is done with. */
  async #done(ids?: readonly string[]): Promise<Done[]> {
    const { rows } = await this.pool.query<Done>(
      `select w.id, w.version, v.state = 'OPEN' and v.valid_until >= app_today() as shown
         from witness.version w join vacancy v on v.id = w.id
        where not exists (select from search_dirty d where d.entity = 'vacancy' and d.id = w.id) ${ids ? 'and w.id = any($1::uuid[])' : ''}
        order by w.version desc limit ${ROWS_A_LOOK}`,
      ids ? [ids] : [],
    );
    return rows;
  }

  #neverBack(id: string, version: number | undefined): void {
    if (version === undefined) return;
    const last = this.#seen.get(id) ?? 0;
    if (version < last) this.violations.push(`${id} went back from version ${last} to ${version}`);
    this.#seen.set(id, Math.max(last, version));
  }
}
