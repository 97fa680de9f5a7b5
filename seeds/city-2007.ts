import { setImmediate as turn } from 'node:timers/promises';
import type pg from 'pg';
import { copyIn, copyLine } from '../src/platform/database/copy.js';
import type { Vault } from '../src/platform/privacy/vault.js';
import { civicSteps, officeSteps } from './city/civic.js';
import { type Geography, layOut, writeGeography } from './city/geography.js';
import { Market, marketSteps } from './city/market.js';
import { moneySteps } from './city/money.js';
import { People, PERSON_COLUMNS, personRows } from './city/people.js';
import { programmeSteps } from './city/programmes.js';
import type { Rows, Step } from './city/step.js';
import { totalsAt } from './city/totals.js';

/** Where the clock of the city stands. */
export const CITY_CLOCK = '2007-11-30 12:00:00+08';
/** Units in one transaction. */
const BATCH = 10_000;
/** Units that are made before others get a turn. */
const TURN = 100;

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

/** Everything that the city is made of, in the order in which it can be written. */
export function stepsOf(geography: Geography, vault: Vault, scale: number): Step[] {
  const totals = totalsAt(scale);
  const people = new People(geography, totals);
  const market = new Market(people, totals);
  return [
    ...officeSteps(geography),
    { name: 'people', zh: '人员', units: people.count, columns: PERSON_COLUMNS, rows: (n) => single(personRows(people, vault, n)) },
    ...marketSteps(market),
    ...programmeSteps(market),
    ...moneySteps(market),
    ...civicSteps(market),
  ];
}

const single = (tables: Readonly<Record<string, Rows[string][number]>>): Rows =>
  Object.fromEntries(Object.entries(tables).map(([table, row]) => [table, [row]]));

/**
 * The year 2007 of the whole city at a scale: deterministic, every row marked synthetic. Rows are copied into a staging
 * table, what is personal sealed before, and inserted from there under the same constraints and triggers as any other. Parts that are there already are left
 * out, so that what was interrupted goes on.
 */
export async function seedCity(client: pg.ClientBase, vault: Vault, scale: number, onProgress: (progress: CityProgress) => void): Promise<number> {
  const { rows: earlier } = await client.query<{ name: string; row_count: number }>('select name, row_count from world_step');
  const made = new Set(earlier.map(({ name }) => name));
  const geography = await layOut(client);
  const batches = stepsOf(geography, vault, scale).flatMap(batchesOf);
  const left = batches.filter((one) => !made.has(one.name));
  const units = left.reduce((sum, { from, to }) => sum + to - from, 0);
  const begun = Date.now();
  let rows = earlier.reduce((sum, one) => sum + one.row_count, 0);
  let [fresh, worked] = [0, 0];
  if (!made.has('geography')) rows += await layGeography(client, geography);
  await writeBatches(client, left, ({ step, from, to }, count) => {
    [rows, fresh, worked] = [rows + count, fresh + count, worked + to - from];
    const seconds = (Date.now() - begun) / 1_000;
    const secondsLeft = ((units - worked) * seconds) / worked;
    onProgress({
      zh: step.zh,
      name: step.name,
      done: to,
      of: step.units,
      rows,
      rowsPerSecond: fresh / Math.max(seconds, 0.001),
      secondsLeft,
    });
  });
  return rows;
}

/** Divisions and institutions; triggers plan by them from then on. */
export const layGeography = (client: pg.ClientBase, geography: Geography): Promise<number> =>
  once(client, 'geography', async () => {
    const count = await writeGeography(client, geography);
    await client.query('analyze region, partner_region, institution');
    return count;
  });

/** Units of a step that are written in one transaction. */
export interface Batch {
  readonly name: string;
  readonly step: Step;
  readonly from: number;
  readonly to: number;
}

export const batchesOf = (step: Step): Batch[] =>
  Array.from({ length: Math.ceil(step.units / BATCH) }, (_, at) => ({
    name: `${step.name} ${at * BATCH}`,
    step,
    from: at * BATCH,
    to: Math.min(step.units, (at + 1) * BATCH),
  }));

/** Writes batches in turn; each is made while the database takes in the one before. */
export async function writeBatches(client: pg.ClientBase, batches: readonly Batch[], onWritten: (batch: Batch, rows: number) => void): Promise<void> {
  let next = batches[0] && linesOf(batches[0]);
  for (const [at, batch] of batches.entries()) {
    const lines = await next!;
    const following = batches[at + 1];
    next = following && linesOf(following);
    const [rows] = await Promise.all([once(client, batch.name, () => write(client, batch.step, lines)), next]);
    onWritten(batch, rows);
  }
}

/** In one transaction with the note that it is done. */
async function once(client: pg.ClientBase, name: string, write: () => Promise<number>): Promise<number> {
  const start = Date.now();
  await client.query('begin');
  try {
    const count = await write();
    await client.query('insert into world_step (name, row_count, seconds) values ($1, $2, $3)', [name, count, (Date.now() - start) / 1_000]);
    await client.query('commit');
    return count;
  } catch (error) {
    await client.query('rollback');
    throw error;
  }
}

type Lines = ReadonlyMap<string, readonly string[]>;

/** The rows of a batch by table, in the text format of COPY. */
export async function linesOf({ step: { columns, rows }, from, to }: Batch): Promise<Lines> {
  const lines = new Map(Object.keys(columns).map((table) => [table, [] as string[]]));
  for (let unit = from; unit < to; unit++) {
    for (const [table, own] of Object.entries(rows(unit))) for (const row of own) lines.get(table)!.push(copyLine(row));
    if (unit % TURN === 0) await turn(); // so that what is on the wire goes on
  }
  return lines;
}

/** Each table by a staging table of its own, and from there in one statement. */
async function write(client: pg.ClientBase, { columns }: Step, lines: Lines): Promise<number> {
  let count = 0;
  for (const [table, own] of lines) {
    const [names, staged] = [columns[table]!, `staging_${table}`];
    await client.query(`create temp table ${staged} on commit drop as select ${names.join(', ')} from ${table} with no data`);
    await copyIn(client, staged, names, own);
    const { rowCount } = await client.query(`insert into ${table} (${names.join(', ')}) select ${names.join(', ')} from ${staged}`);
    count += rowCount ?? 0;
  }
  return count;
}
