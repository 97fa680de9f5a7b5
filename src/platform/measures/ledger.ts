import type { Message } from '../graphql/errors.js';

/**
 * Rows of a module that a grassroots ledger (台账) shows. A ledger is a view: the rows stay where they are, and who looks
 * at them sees those in their own sight.
 */
export interface LedgerSource {
  readonly code: string;
  readonly name: Message;
  /** `select id, path, seeker_id, …` : one row an entry, each with an id, the path of its division, the person (or null) and the fields below. */
  readonly entries: string;
  /** Columns that an entry may have to have filled in, by name. */
  readonly fields: Readonly<Record<string, Message>>;
}
