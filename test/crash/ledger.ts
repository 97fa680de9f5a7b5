import { randomUUID } from 'node:crypto';
import type { Random } from '../../seeds/random.js';
import { mutationText } from '../support/mutation-text.js';
import type { PatientClient } from '../support/patient-client.js';

/** Columns that a test knows the value of. */
export type Columns = Readonly<Record<string, unknown>>;

/** What the server has acknowledged: every effect by its key, and the rows as they must stand after it. */
export class Ledger {
  readonly rows = new Map<string, { readonly table: string; columns: Columns }>();
  /** Idempotency key → mutation. */
  readonly effects = new Map<string, string>();
  readonly violations: string[] = [];
}

/** Where one clerk works: every mutation goes through a patient client and, once acknowledged, into the ledger. */
export class Desk {
  constructor(
    private readonly client: PatientClient,
    readonly ledger: Ledger,
    readonly random: Random,
  ) {}

  /** Makes a row; input and columns may hold the key, so that the row tells which effect made it. Returns its id. */
  async make(mutation: string, form: (key: string) => { input: object; row: Columns }): Promise<string> {
    const key = randomUUID();
    const { input, row } = form(key);
    const { id, table } = await this.#effect(mutation, key, { input: { ...input, idempotencyKey: key } });
    if (this.ledger.rows.has(id)) throw new Error(`${mutation} ${key} answered with ${id}, which another key has made`);
    this.ledger.rows.set(id, { table, columns: row });
    return id;
  }

  /** Changes columns of a row by a mutation that is about it. */
  async move(mutation: string, id: string, changed: Columns, input: object = {}): Promise<void> {
    const key = randomUUID();
    await this.#effect(mutation, key, { id, input: { ...input, idempotencyKey: key } });
    this.changed(id, changed);
  }

  /** Notes what a mutation about another row has changed in this one. */
  changed(id: string, columns: Columns): void {
    const row = this.ledger.rows.get(id)!;
    row.columns = { ...row.columns, ...columns };
  }

  /** Every step of a clerk is legal and meant once: a refusal says that an earlier effect was lost, or took place twice. */
  async #effect(mutation: string, key: string, variables: object): Promise<{ id: string; table: string }> {
    const { query, part } = mutationText(mutation);
    const payload = await this.client.mutate(query, variables);
    const changed = payload[part] as { id: string } | null;
    if (payload.userErrors.length > 0 || !changed) throw new Error(`${mutation} ${key}: ${JSON.stringify(payload)}`);
    this.ledger.effects.set(key, mutation);
    return { id: changed.id, table: part };
  }
}
