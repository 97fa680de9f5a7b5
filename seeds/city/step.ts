import type { Cell } from '../../src/platform/database/copy.js';

/** Rows for tables, in the order in which the tables are filled. */
export type Rows = Readonly<Record<string, readonly (readonly Cell[])[]>>;

/** One part of the city: so many units, each with its rows in one table or several; a batch of units is one transaction. */
export interface Step {
  readonly name: string;
  readonly zh: string;
  readonly units: number;
  readonly columns: Readonly<Record<string, readonly string[]>>;
  readonly rows: (unit: number) => Rows;
}

/** `step('relief', '减免', 6000, { relief: 'id kind amount' }, (n) => ({ relief: [[…]] }))` */
export const step = (name: string, zh: string, units: number, columns: Readonly<Record<string, string>>, rows: Step['rows']): Step => ({
  name,
  zh,
  units,
  rows,
  columns: Object.fromEntries(Object.entries(columns).map(([table, names]) => [table, names.trim().split(/\s+/)])),
});
