import type { EntityManager } from '@mikro-orm/postgresql';
import type { ClientBase } from 'pg';
import { statementName } from './reading.js';

/** Runs a statement with `$1, $2 …`, each standing once and in order, in a transaction that somebody else began. */
export type Run = <T extends object>(text: string, values?: readonly unknown[]) => Promise<T[]>;

/** On a connection; planned once for each. */
export const runOn =
  (client: ClientBase): Run =>
  async <T extends object>(text: string, values: readonly unknown[] = []) =>
    (await client.query<T & Record<string, unknown>>({ name: statementName(text), text, values: [...values] })).rows;

/** In the transaction of an entity manager. */
export const runIn =
  (em: EntityManager): Run =>
  async <T extends object>(text: string, values: readonly unknown[] = []) =>
    (await em.execute(text.replace(/\$\d+/g, '?'), [...values])) as T[];
