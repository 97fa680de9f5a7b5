import type pg from 'pg';
import { differing } from '../../src/modules/quotas/ledger.sql.js';
import { pause } from '../../src/platform/embedded/process.js';
import { quotasOf, type Tree } from './places.js';

const EVERY_MS = 10;
/** The whole ledger is summed up in between: it grows, so not every time. */
const LEDGER_EVERY = 50;
const SHOWN = 20;

interface Seen {
  id: string;
  places: number;
  reserved: number;
  confirmed: number;
  allocated: number;
  held_reserved: number;
  held_confirmed: number;
  twice: number;
}

const LOOK = `
  select q.id, q.places, q.reserved, q.confirmed, q.allocated, coalesce(h.reserved, 0)::int as held_reserved, coalesce(h.confirmed, 0)::int as held_confirmed,
         coalesce(h.twice, 0)::int as twice
    from quota q left join lateral (
      select sum(count) filter (where state = 'RESERVED') as reserved, sum(count) filter (where state = 'CONFIRMED') as confirmed,
             count(*) - count(distinct holder) as twice
        from reservation r where r.quota_id = q.id and r.state in ('RESERVED', 'CONFIRMED')) h on true
   where q.id = any($1)`;

/** Somebody on a connection of their own who looks every ten milliseconds, one snapshot at a time, and writes down what may not be. */
export class Witness {
  readonly violations: string[] = [];
  looks = 0;
  #over = false;
  #looking: Promise<void> | undefined;

  constructor(
    private readonly client: pg.ClientBase,
    private readonly tree: Tree,
  ) {}

  start(): void {
    this.#looking = this.#look();
  }

  async stop(): Promise<void> {
    this.#over = true;
    await this.#looking;
  }

  async #look(): Promise<void> {
    while (!this.#over && this.violations.length < SHOWN) {
      const began = performance.now();
      await this.check();
      if (this.looks % LEDGER_EVERY === 0) await this.checkLedger();
      await pause(Math.max(0, EVERY_MS - (performance.now() - began)));
    }
  }

  async check(): Promise<void> {
    const { rows } = await this.client.query<Seen>({ name: 'look', text: LOOK, values: [quotasOf(this.tree)] });
    this.looks += 1;
    const used = rows.reduce((sum, row) => sum + row.held_reserved + row.held_confirmed, 0);
    if (used > this.tree.places) this.#note(`${used} persons hold ${this.tree.places} places`);
    for (const row of rows) {
      if (row.reserved + row.confirmed + row.allocated > row.places) this.#note(`oversold: ${JSON.stringify(row)}`);
      if (row.reserved !== row.held_reserved || row.confirmed !== row.held_confirmed) this.#note(`numbers and holds differ: ${JSON.stringify(row)}`);
      if (row.twice > 0) this.#note(`a holder with two holds: ${JSON.stringify(row)}`);
      if (Math.min(row.reserved, row.confirmed, row.allocated, row.places) < 0) this.#note(`less than nothing: ${JSON.stringify(row)}`);
    }
  }

  async checkLedger(): Promise<void> {
    const { rows } = await this.client.query<{ id: string }>(differing);
    if (rows.length > 0) this.#note(`numbers and ledger differ: ${rows.map((row) => row.id).join(', ')}`);
  }

  #note(violation: string): void {
    if (this.violations.length < SHOWN) this.violations.push(violation);
  }
}
