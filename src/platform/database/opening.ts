import type { Connection, PoolClient, QueryArrayConfig, Submittable } from 'pg';
import pg from 'pg';

type Answered = (error: Error | null, result: { rows: unknown[][] }) => void;
/** What the driver's own query does with the messages of the server. */
interface Query extends Submittable {
  handleDataRow(message: unknown): void;
  handleCommandComplete(message: unknown, connection: Connection): void;
}
const Query = pg.Query as unknown as new (config: QueryArrayConfig, answered: Answered) => Query;

export interface Named {
  readonly name: string;
  readonly text: string;
  readonly values: readonly string[];
}

/** Connections that have planned the statements that come before. */
const prepared = new WeakSet<Connection>();

/** A statement with others before it whose rows nobody reads: one message to the server, one answer, all or nothing. */
class Following extends Query {
  #left: number;

  constructor(
    private readonly before: readonly Named[],
    config: QueryArrayConfig,
    answered: Answered,
  ) {
    super(config, answered);
    this.#left = before.length;
  }

  override submit = (connection: Connection): void => {
    connection.stream.cork();
    for (const { name, text, values } of this.before) {
      if (!prepared.has(connection)) connection.parse({ name, text, types: [] }, true);
      connection.bind({ portal: '', statement: name, values: [...values] }, true);
      connection.execute({ portal: '', rows: '0' }, true);
    }
    prepared.add(connection);
    super.submit(connection);
    connection.stream.uncork();
  };

  override handleDataRow(message: unknown): void {
    if (this.#left === 0) super.handleDataRow(message);
  }

  override handleCommandComplete(message: unknown, connection: Connection): void {
    if (this.#left === 0) super.handleCommandComplete(message, connection);
    else this.#left -= 1;
  }
}

export const queryAfter = (client: PoolClient, before: readonly Named[], config: QueryArrayConfig): Promise<{ rows: unknown[][] }> =>
  new Promise((resolve, reject) => void client.query(new Following(before, config, (error, result) => (error ? reject(error) : resolve(result)))));
