import type { Pool, PoolClient, CustomTypesConfig } from 'pg';
import pg from 'pg';
import type { Sql } from './sql.js';

/** Values that row-level policies read through `current_setting`; set for one transaction, never for a connection. */
export type Settings = Readonly<Record<string, string>>;

const DATE = 1082;
const BIGINT = 20;
const parsers: CustomTypesConfig = {
  getTypeParser: (oid, format) => {
    if (oid === DATE) return (text: string) => text;
    if (oid === BIGINT) return (text: string) => text;
    return pg.types.getTypeParser(oid, format as 'text');
  },
};

const names = new Map<string, string>();
const MAX_NAMED = 2_000;
/** The same text always gets the same statement name, so that each connection plans it once. */
export function statementName(text: string): string | undefined {
  const known = names.get(text);
  if (known !== undefined) return known;
  if (names.size >= MAX_NAMED) return undefined;
  const name = `r${names.size}`;
  names.set(text, name);
  return name;
}

/** For the statement that begins a transaction. */
export const settingAll = (client: PoolClient, settings: Settings): string =>
  Object.entries(settings)
    .map(([key, value]) => `set_config(${client.escapeLiteral(key)}, ${client.escapeLiteral(value)}, true)`)
    .join(', ') || 'null';

/** One transaction with these settings, for what is no request; an error ends its connection. */
export async function under<T>(pool: Pool, settings: Settings, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query(`begin; select ${settingAll(client, settings)}`);
    const result = await work(client);
    await client.query('commit');
    client.release();
    return result;
  } catch (error) {
    client.release(error as Error);
    throw error;
  }
}

/** Tests listen here to count the statements behind a request, and their rows. */
export const statementListeners = new Set<(text: string, rowCount: number) => void>();

/**
 * The one read transaction of a request: opened at the first statement with the viewer's settings, on one
 * connection, repeatable read and read only; closed by `end`, whatever happened.
 */
export class Reading {
  #client: Promise<PoolClient> | undefined;
  #ended = false;

  constructor(
    private readonly pool: Pool,
    private readonly settings: Settings,
  ) {}

  /** Rows as arrays, in the order of the select list; `date` and `bigint` come as strings. */
  async rows(statement: Sql): Promise<unknown[][]> {
    const client = await this.#open();
    const { text, values } = statement.compile();
    const result = await client.query<unknown[]>({ name: statementName(text), text, values, rowMode: 'array', types: parsers });
    for (const listener of statementListeners) listener(text, result.rows.length);
    return result.rows;
  }

  /** The first column of the first row. */
  async value<T>(statement: Sql): Promise<T | undefined> {
    return (await this.rows(statement))[0]?.[0] as T | undefined;
  }

  /** Closes the transaction; a later read opens a new one. */
  async end(): Promise<void> {
    const opened = this.#client;
    this.#client = undefined;
    if (!opened) return;
    const client = await opened.catch(() => undefined);
    if (!client) return;
    try {
      await client.query('commit');
      client.release();
    } catch (error) {
      client.release(error as Error);
    }
  }

  /** The request is over: `end`, and refuse what comes late. */
  async close(): Promise<void> {
    this.#ended = true;
    await this.end();
  }

  #open(): Promise<PoolClient> {
    if (this.#ended) throw new Error('the request is over');
    this.#client ??= this.#begin();
    return this.#client;
  }

  async #begin(): Promise<PoolClient> {
    const client = await this.pool.connect();
    try {
      await client.query(`begin isolation level repeatable read read only; select ${settingAll(client, this.settings)}`);
      return client;
    } catch (error) {
      client.release(error as Error);
      throw error;
    }
  }
}
