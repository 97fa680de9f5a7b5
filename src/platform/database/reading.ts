import type { ClientBase, Connection, CustomTypesConfig, Pool, PoolClient } from 'pg';
import pg from 'pg';
import type { Sql } from './sql.js';

/** Values that row-level policies read through `current_setting`; set for one transaction, never for a connection. */
export type Settings = Readonly<Record<string, string>>;

const DATE = 1082;
const DATES: number = 1182;
const BIGINT = 20;
const parsers: CustomTypesConfig = {
  getTypeParser: (oid, format) => {
    if (oid === DATE) return (text: string) => text;
    if (oid === DATES) return (text: string) => text.slice(1, -1).split(',').filter(Boolean);
    if (oid === BIGINT) return (text: string) => text;
    return pg.types.getTypeParser(oid, format as 'text');
  },
};

const MAX_NAMED = 1_000;
const names = new Map<string, string>();
const seen = new Set<string>();
/**
 * A text that comes again gets a statement name, always the same, so that each connection plans it once. One that comes
 * once gets none: each selection has a text of its own, and a name is kept on every connection.
 */
export function statementName(text: string): string | undefined {
  const known = names.get(text);
  if (known !== undefined || names.size >= MAX_NAMED) return known;
  if (!seen.has(text)) {
    if (seen.size >= MAX_NAMED) seen.clear();
    seen.add(text);
    return undefined;
  }
  const name = `r${names.size}`;
  names.set(text, name);
  return name;
}

/**
 * Statements for the one that begins a transaction: sent with it, and cheaper than to call `set_config` for each.
 * Without settings they are none.
 */
export const settingAll = (client: ClientBase, settings: Settings): string =>
  Object.entries(settings)
    .map(([key, value]) => `; set local ${key} = ${client.escapeLiteral(value)}`)
    .join('');

/** One transaction with these settings, for what is no request; an error ends its connection. */
export async function under<T>(pool: Pool, settings: Settings, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query(`begin${settingAll(client, settings)}`);
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
 * The one read transaction of a request: opened with the first statement and the viewer's settings, on one connection,
 * repeatable read and read only; closed by `end`, whatever happened. Its pool sends statements on before the answers to
 * those before them, so that neither the beginning nor the end is waited for.
 */
export class Reading {
  #client: Promise<PoolClient> | undefined;
  #began: Promise<unknown> | undefined;
  #asked = 0;
  #ended = false;

  constructor(
    private readonly pool: Pool,
    private readonly settings: Settings,
  ) {}

  /** Rows as arrays, in the order of the select list; `date` and `bigint` come as strings. */
  async rows(statement: Sql): Promise<unknown[][]> {
    if (this.#ended) throw new Error('the request is over');
    const client = await (this.#client ??= this.#begin());
    const { text, values } = statement.compile();
    this.#asked += 1;
    // Rows that were read without the settings are thrown away.
    const [rows] = await Promise.all([ask(client, text, values).finally(() => (this.#asked -= 1)), this.#began]);
    for (const listener of statementListeners) listener(text, rows.length);
    return rows;
  }

  /** The first column of the first row. */
  async value<T>(statement: Sql): Promise<T | undefined> {
    return (await this.rows(statement))[0]?.[0] as T | undefined;
  }

  /**
   * Closes the transaction without waiting for it; a later read opens a new one. Who waits for the connection has it at
   * once and begins in the same write, unless a statement still runs on it.
   */
  async end(): Promise<void> {
    const opened = this.#client;
    this.#client = undefined;
    const client = await opened?.catch(() => undefined);
    if (!client) return;
    inOnePiece(client);
    const committed = client.query('commit');
    committed.catch(() => undefined); // a connection that is lost tells so itself
    const free = this.#asked > 0 ? committed : Promise.resolve();
    free.then(
      () => client.release(),
      (error: Error) => client.release(error),
    );
  }

  /** The request is over: `end`, and refuse what comes late. */
  async close(): Promise<void> {
    this.#ended = true;
    await this.end();
  }

  async #begin(): Promise<PoolClient> {
    const client = await this.pool.connect();
    inOnePiece(client);
    this.#began = client.query(`begin isolation level repeatable read read only${settingAll(client, this.settings)}`);
    return client;
  }
}

/** What is sent in this turn goes out at its end, in one write: the end of the one before, the beginning, the settings and the first statement. */
function inOnePiece(client: PoolClient): void {
  const { stream } = (client as unknown as { connection: Connection }).connection;
  stream.cork();
  process.nextTick(() => stream.uncork());
}

async function ask(client: PoolClient, text: string, values: unknown[]): Promise<unknown[][]> {
  const { rows } = await client.query<unknown[]>({ name: statementName(text), text, values, rowMode: 'array', types: parsers });
  return rows;
}
