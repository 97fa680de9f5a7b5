import { once } from 'node:events';
import type { Connection, Submittable } from 'pg';
import type pg from 'pg';

export type Cell = string | number | bigint | boolean | Buffer | null | readonly string[];

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };
const escaped = (text: string): string => text.replace(/[\\\n\r\t]/g, (sign) => ESCAPES[sign]!);
const element = (text: string): string => `"${text.replace(/["\\]/g, (sign) => `\\${sign}`)}"`;

function written(cell: Cell): string {
  if (cell === null) return '\\N';
  if (typeof cell === 'string') return escaped(cell);
  if (Buffer.isBuffer(cell)) return `\\\\x${cell.toString('hex')}`;
  if (Array.isArray(cell)) return escaped(`{${cell.map(element).join(',')}}`);
  return String(cell as number);
}

/** A row in the text format of COPY. */
export const copyLine = (cells: readonly Cell[]): string => `${cells.map(written).join('\t')}\n`;

const PIECE = 256 * 1_024;

type Wire = Connection & {
  query(text: string): void;
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
  sendCopyFail(message: string): void;
};

/** `copy … from stdin` as one query of a client: pieces of text are sent as fast as the server takes them. */
class CopyIn implements Submittable {
  readonly ended: Promise<void>;
  #resolve!: () => void;
  #reject!: (error: Error) => void;
  #failed: Error | undefined;

  constructor(
    private readonly text: string,
    private readonly lines: Iterable<string>,
  ) {
    this.ended = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  submit(connection: Connection): void {
    (connection as Wire).query(this.text);
  }

  handleCopyInResponse(connection: Wire): void {
    this.#send(connection).catch((error: unknown) => {
      this.#failed = error as Error;
      connection.sendCopyFail('the rows ended early');
    });
  }

  async #send(connection: Wire): Promise<void> {
    let piece = '';
    const flush = async (): Promise<void> => {
      connection.sendCopyFromChunk(Buffer.from(piece));
      piece = '';
      if (connection.stream.writableNeedDrain) await once(connection.stream, 'drain');
    };
    for (const line of this.lines) {
      piece += line;
      if (piece.length >= PIECE) await flush();
    }
    if (piece !== '') await flush();
    connection.endCopyFrom();
  }

  handleError(error: Error): void {
    this.#reject(this.#failed ?? error);
  }

  handleCommandComplete(): void {}

  handleReadyForQuery(): void {
    this.#resolve();
  }
}

/** Copies lines into a table; the client does nothing else meanwhile. */
export async function copyIn(client: pg.ClientBase, table: string, columns: readonly string[], lines: Iterable<string>): Promise<void> {
  const copying = new CopyIn(`copy ${table} (${columns.join(', ')}) from stdin`, lines);
  client.query(copying);
  await copying.ended;
}
