import type { Settings } from 'meilisearch';
import type { Pool } from 'pg';

/** Rows of the database as documents of an index. */
export interface Projection {
  /** Name in `search_dirty.entity`. */
  readonly entity: string;
  readonly index: string;
  readonly settings: Settings;
  /** A query of every `id` that belongs in the index now. */
  readonly belonging: string;
  /** Documents of those ids that belong in the index now; the others are deleted from it. */
  readonly documents: (pool: Pool, ids: readonly string[], versions: ReadonlyMap<string, number>) => Promise<object[]>;
}
