import type { Sql } from '../database/sql.js';

/** A table whose rows are about a person: how they are handed out, how they are erased, how long a duty keeps them. */
export interface Holding {
  readonly table: string;
  /** One JSON value a row, in the words of the columns: what the person gets to see. */
  readonly rows: (person: string) => Sql;
  /** Takes the person out of the table. Rows that figures count stay, without what says who it was. */
  readonly erase: (person: string) => readonly Sql[];
  /** One date: the last day on which a duty keeps the record; null where none runs. */
  readonly keptUntil?: (person: string) => Sql;
}
