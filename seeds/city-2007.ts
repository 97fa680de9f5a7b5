import type pg from 'pg';
import { copyIn, copyLine } from '../src/platform/database/copy.js';
import type { Vault } from '../src/platform/privacy/vault.js';
import { civicSteps, officeSteps } from './city/civic.js';
import { layOut, writeGeography } from './city/geography.js';
import { Market, marketSteps } from './city/market.js';
import { moneySteps } from './city/money.js';
import { People, PERSON_COLUMNS, personRows } from './city/people.js';
import { programmeSteps } from './city/programmes.js';
import type { Rows, Step } from './city/step.js';
import { totalsAt } from './city/totals.js';

/** Where the clock of the city stands. */
export const CITY_CLOCK = '2007-11-30 12:00:00+08';
/** Units in one transaction. */
const BATCH = 25_000;

export interface CityProgress {
  readonly zh: string;
  readonly name: string;
  readonly done: number;
  readonly of: number;
  /** Of all parts together. */
  readonly rows: number;
  readonly rowsPerSecond: number;
  readonly secondsLeft: number;
}

/**
 * The year 2007 of the whole city at a scale: deterministic, every row marked synthetic. Rows are copied into a staging
 * table, what is personal sealed before, and inserted from there under the same constraints and triggers as any other. Parts that are there already are left
 * out, so that what was interrupted goes on.
 */
export async function seedCity(client: pg.ClientBase, vault: Vault, scale: number, onProgress: (progress: CityProgress) => void): Promise<number> {
  const made = new Map<string, number>();
  const { rows: earlier } = await client.query<{ name: string; row_count: number }>('select name, row_count from world_step');
  for (const { name, row_count } of earlier) made.set(name, row_count);
  const geography = await layOut(client);
  const totals = totalsAt(scale);
  const people = new People(geography, totals);
  const market = new Market(people, totals);
  const steps: Step[] = [
    ...officeSteps(geography),
    { name: 'people', zh: '人员', units: people.count, columns: PERSON_COLUMNS, rows: (n) => single(personRows(people, vault, n)) },
    ...marketSteps(market),
    ...programmeSteps(market),
    ...moneySteps(market),
    ...civicSteps(market),
  ];
  const units = steps.reduce((sum, one) => sum + one.units, 0);
  const begun = Date.now();
  let [rows, fresh, done] = [0, 0, 0];
  const work = async (name: string, write: () => Promise<number>): Promise<boolean> => {
    const known = made.get(name);
    if (known !== undefined) {
      rows += known;
      return false;
    }
    const start = Date.now();
    await client.query('begin');
    try {
      const count = await write();
      await client.query('insert into world_step (name, row_count, seconds) values ($1, $2, $3)', [name, count, (Date.now() - start) / 1_000]);
      await client.query('commit');
      rows += count;
      fresh += count;
    } catch (error) {
      await client.query('rollback');
      throw error;
    }
    return true;
  };
  await work('geography', async () => {
    const count = await writeGeography(client, geography);
    await client.query('analyze region, partner_region, institution'); // triggers plan by them
    return count;
  });
  let worked = 0;
  for (const step of steps) {
    for (let from = 0; from < step.units; from += BATCH) {
      const to = Math.min(step.units, from + BATCH);
      if (await work(`${step.name} ${from}`, () => writeBatch(client, step, from, to))) worked += to - from;
      done += to - from;
      const seconds = (Date.now() - begun) / 1_000;
      const secondsLeft = worked === 0 ? 0 : ((units - done) * seconds) / worked;
      onProgress({ zh: step.zh, name: step.name, done: to, of: step.units, rows, rowsPerSecond: fresh / Math.max(seconds, 0.001), secondsLeft });
    }
  }
  return rows;
}

const single = (tables: Readonly<Record<string, Rows[string][number]>>): Rows =>
  Object.fromEntries(Object.entries(tables).map(([table, row]) => [table, [row]]));

/** One batch: each table by a staging table of its own, and from there in one statement. */
async function writeBatch(client: pg.ClientBase, { columns, rows }: Step, from: number, to: number): Promise<number> {
  const tables = Object.keys(columns);
  const lines = new Map(tables.map((table) => [table, [] as string[]]));
  for (let unit = from; unit < to; unit++) {
    for (const [table, own] of Object.entries(rows(unit))) for (const row of own) lines.get(table)!.push(copyLine(row));
  }
  let count = 0;
  for (const table of tables) {
    const [names, staged] = [columns[table]!, `staging_${table}`];
    await client.query(`create temp table ${staged} on commit drop as select ${names.join(', ')} from ${table} with no data`);
    await copyIn(client, staged, names, lines.get(table)!);
    const { rowCount } = await client.query(`insert into ${table} (${names.join(', ')}) select ${names.join(', ')} from ${staged}`);
    count += rowCount ?? 0;
  }
  return count;
}
