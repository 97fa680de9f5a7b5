import type { EntityManager, MikroORM } from '@mikro-orm/postgresql';
import DataLoader from 'dataloader';
import type { GraphQLResolveInfo } from 'graphql';
import type { Meilisearch } from 'meilisearch';
import type { Pool } from 'pg';
import type { Logger } from 'pino';
import type { Clock } from '../clock/clock.js';
import { settingsOf, type Viewer } from '../access/viewer.js';
import type { Indicators } from '../measures/measure.js';
import type { Health } from '../health/health.js';
import type { Metrics } from '../metrics/metrics.js';
import type { LedgerSource } from '../measures/ledger.js';
import type { Holding } from '../privacy/holding.js';
import type { Vault } from '../privacy/vault.js';
import { Reading } from '../database/reading.js';
import type { Shapes } from '../database/shape.js';
import type { FeedLog } from '../feed/log.js';
import type { Breaker } from '../search/breaker.js';
import { raw, type Sql, sql, inSight } from '../database/sql.js';

export type Language = 'zh' | 'en';

/** What lives as long as the process and every operation may use. Modules add nothing to it. */
export interface Platform {
  readonly orm: MikroORM;
  readonly pool: Pool;
  readonly shapes: Shapes<Viewer>;
  readonly clock: Clock;
  readonly log: Logger;
  /** Whether changes of one hot row are taken together; false is slower and otherwise the same. */
  readonly together: boolean;
  /** Folder of uploaded sheets. */
  readonly uploads: string;
  readonly vault: Vault;
  /** What live feeds are read from. */
  readonly feed: FeedLog;
  /** Every table that says something about a person. */
  readonly holdings: readonly Holding[];
  /** Every number that a module computes, by code. */
  readonly indicators: Indicators;
  /** Every set of rows that a grassroots ledger may show, by code. */
  readonly ledgers: ReadonlyMap<string, LedgerSource>;
  readonly metrics: Metrics;
  /** Whether requests can be served. */
  readonly health: Health;
  readonly search: { readonly client: Meilisearch; readonly indexes: { readonly vacancies: string }; readonly breaker: Breaker };
}

/** Rows `t` that belong to a parent `p`: `{ on: 't.seeker_id = p.id', order: 't.id', atMost: 20 }`. */
export interface ChildList {
  readonly on: string;
  readonly order: string;
  readonly atMost: number;
}

/** A row by its own id, together with those that others ask for. */
export const ITSELF: ChildList = { on: 't.id = p.id', order: 't.id', atMost: 1 };

/** One operation (Apollo copies it, so nothing in it is private to the class): who asks, in which language, and the one read transaction that it sees the world through. */
export class Context {
  readonly reading: Reading;
  private readonly children = new Map<string, DataLoader<string, object[]>>();

  constructor(
    readonly platform: Platform,
    readonly viewer: Viewer,
    readonly language: Language,
  ) {
    this.reading = new Reading(platform.pool, settingsOf(viewer));
  }

  get shapes(): Shapes<Viewer> {
    return this.platform.shapes;
  }

  /** A fresh entity manager for changing things, with the viewer's settings in each of its transactions. */
  em(): EntityManager {
    return this.platform.orm.em.fork({ session: { variables: settingsOf(this.viewer) } }) as EntityManager;
  }

  /** One visible row with the relations selected at `path` below the current field, or null. */
  async one(entity: string, where: Sql, info: GraphQLResolveInfo, path: readonly string[] = []): Promise<object | null> {
    const selected = this.shapes.selected(info, entity, path);
    const rows = await this.reading.rows(this.shapes.select(entity, selected, this.viewer, where, raw('limit 1')));
    return rows[0] ? this.shapes.shape(entity, selected).build(rows[0]) : null;
  }

  /** Visible rows of a list that is bounded by nature. */
  async many(entity: string, where: Sql, tail: Sql, info: GraphQLResolveInfo, path: readonly string[] = []): Promise<object[]> {
    const selected = this.shapes.selected(info, entity, path);
    const rows = await this.reading.rows(this.shapes.select(entity, selected, this.viewer, where, tail));
    return rows.map(this.shapes.shape(entity, selected).build);
  }

  /** The first `atMost` visible rows of each parent: one statement however many parents ask in the same tick. */
  async ofEach(entity: string, list: ChildList, parent: string, info: GraphQLResolveInfo): Promise<object[]> {
    const selected = this.shapes.selected(info, entity, []);
    const key = `${entity} ${list.on} ${JSON.stringify(selected)}`;
    let loader = this.children.get(key);
    if (!loader) {
      loader = new DataLoader(async (parents) => {
        this.platform.metrics.batches.observe(parents.length);
        const { build, columns } = this.shapes.shape(entity, selected);
        const also = sql`join (${this.firstOfEach(entity, list, parents)}) c on c.id = t.id`;
        const tail = raw(`order by ${list.order}`);
        const rows = await this.reading.rows(this.shapes.select(entity, selected, this.viewer, raw('true'), tail, raw(', c.parent'), also));
        const grouped = Map.groupBy(rows, (row) => row[columns.length] as string);
        return parents.map((one) => (grouped.get(one) ?? []).map(build));
      });
      this.children.set(key, loader);
    }
    return loader.load(parent);
  }

  private firstOfEach(entity: string, { on, order, atMost }: ChildList, parents: readonly string[]): Sql {
    const table = this.platform.orm.getMetadata().getByClassName(entity).tableName;
    const visible = this.shapes.scope(entity, 't', this.viewer) ?? raw('true');
    return sql`select p.id as parent, k.id from unnest(${parents}::uuid[]) p(id)
      cross join lateral (select t.id from ${raw(table)} t where (${raw(on)}) and (${visible}) ${raw(`order by ${order} limit ${atMost}`)}) k`;
  }

  async count(entity: string, where: Sql, also: Sql = raw('')): Promise<number> {
    const table = raw(this.platform.orm.getMetadata().getByClassName(entity).tableName);
    const condition = inSight(this.shapes.scope(entity, 't', this.viewer), where);
    return Number(await this.reading.value(sql`select count(*) from ${table} t ${also} where ${condition}`));
  }
}

/** A loader that lives for one operation: `const load = perRequest((context) => batch function)`. */
export function perRequest<K, V>(batch: (context: Context) => (keys: readonly K[]) => Promise<V[]>): (context: Context) => DataLoader<K, V> {
  const loaders = new WeakMap<Context, DataLoader<K, V>>();
  return (context) => {
    let loader = loaders.get(context);
    if (!loader) {
      const load = batch(context);
      const counted = (keys: readonly K[]): Promise<V[]> => {
        context.platform.metrics.batches.observe(keys.length);
        return load(keys);
      };
      loaders.set(context, (loader = new DataLoader(counted, { maxBatchSize: 1_000 })));
    }
    return loader;
  };
}

/** Rows of one parent each: `select parent, value … where parent = any(keys)` spread back over the keys. */
export const byKey = <V>(keys: readonly string[], rows: readonly unknown[][], otherwise: V): V[] => {
  const found = new Map(rows.map((row) => [String(row[0]), row[1] as V]));
  return keys.map((key) => found.get(key) ?? otherwise);
};
