import type { EntityManager } from '@mikro-orm/postgresql';
import type { Sql } from './sql.js';

/** Whatever runs a statement: the reading of a request, or a transaction that changes things. */
export interface Asking {
  /** Rows as arrays, in the order of the select list. */
  rows(statement: Sql): Promise<unknown[][]>;
}

let asked = 0;

/** The transaction of an entity manager. Values are bound; columns need names of their own; what is not flushed is not seen. */
export const within = (em: EntityManager): Asking => ({
  async rows(statement) {
    const { text, values } = statement.compile();
    const query = { sql: text, parameters: values, query: { kind: 'RawNode' }, queryId: { queryId: `w${asked++}` } };
    const { rows } = await em.getKysely().executeQuery<Record<string, unknown>>(query as never);
    return rows.map((row) => Object.values(row));
  },
});
