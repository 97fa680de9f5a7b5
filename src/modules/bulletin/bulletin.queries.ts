import { all, join, raw, type Sql, sql } from '../../platform/database/sql.js';
import type { Context } from '../../platform/graphql/context.js';
import { type Counted, counts, countsWhen, dated, type Source } from '../../platform/measures/counted.js';
import { type Indicator, ofDivision } from '../../platform/measures/indicator.js';
import { places } from '../regions/region.queries.js';
import type { Period } from './period.js';

/** A number that is asked for: rows counted in a period. */
interface Cell {
  readonly counted: Counted;
  readonly period: Period;
}

/** What an indicator was in a period, before anything is divided. */
export interface Amounts {
  readonly counted: bigint;
  readonly deducted: bigint;
  readonly stored: bigint;
  readonly whole: bigint | null;
}

export const total = ({ counted, deducted, stored }: Amounts): bigint => counted + stored - deducted;

export interface Wanted {
  readonly indicator: Indicator;
  readonly period: Period;
}

/** Rows of one table at one place are read by one statement, whatever is counted of them. */
const tableOf = ({ from, path, person }: Source): string => `${from} | ${path} | ${person ?? ''}`;
const once = (measure: Counted['measure']): boolean => measure === 'PERSONS' || measure === 'GREATEST';

/**
 * What each indicator was in its period, in a division: one statement for each table that is read and one for what is
 * stored, however many indicators, periods and divisions.
 */
export async function amountsOf(context: Context, path: string, wanted: readonly Wanted[]): Promise<Amounts[]> {
  const parts = wanted.map(({ indicator }) => [indicator.counted, indicator.deducted, indicator.whole] as const);
  const cells = parts.flatMap((of, at) => of.flatMap((counted) => (counted ? [{ counted, period: wanted[at]!.period }] : [])));
  const tables = [...Map.groupBy(cells, ({ counted }) => tableOf(counted.source)).values()];
  const [, stored, ...numbers] = await Promise.all([
    plannedAnew(context),
    storedIn(context, path, wanted),
    ...tables.map((of) => numbersOf(context, path, of)),
  ]);
  const found = new Map(tables.flatMap((of, at) => of.map((cell, n) => [cell, numbers[at]![n]!] as const)));
  const left = cells.values();
  const next = (counted: Counted | undefined): bigint | null => (counted ? found.get(left.next().value!)! : null);
  return parts.map(([counted, deducted, whole], at) => ({
    counted: next(counted) ?? 0n,
    deducted: next(deducted) ?? 0n,
    stored: stored[at]!,
    whole: next(whole),
  }));
}

/** A plan that is made for every division fits neither the city nor a county. */
const plannedAnew = (context: Context): Promise<unknown> =>
  context.reading.rows(sql`select set_config('plan_cache_mode', 'force_custom_plan', true)`);

/** Expressions of a selection, each once and known by its place. */
class Expressions {
  readonly texts: string[] = [];

  at(text: string): number {
    const known = this.texts.indexOf(text);
    return known >= 0 ? known : this.texts.push(text) - 1;
  }
}

/** Several periods as one row `a` of days: `a.first` of the second is `a.first1`. */
class Periods {
  readonly #periods: Period[] = [];

  of(period: Period, condition: string): string {
    const at = this.#at(period);
    return condition.replaceAll('a.first', `a.first${at}`).replaceAll('a.last', `a.last${at}`);
  }

  columns(): Sql[] {
    return this.#periods.map(({ first, last }, at) => sql`, ${first}::date as ${raw(`first${at}`)}, ${last}::date as ${raw(`last${at}`)}`);
  }

  #at({ first, last }: Period): number {
    const known = this.#periods.findIndex((one) => one.first === first && one.last === last);
    return known >= 0 ? known : this.#periods.push({ first, last }) - 1;
  }
}

const added = ({ measure, amount }: Counted): string =>
  measure === 'SUM' ? `sum(${amount})` : measure === 'GREATEST' ? `max(${amount})` : 'count(*)';

/** The cells of one table. Where somebody counts once, rows are gathered by person first, and what a person has is a bit. */
async function numbersOf(context: Context, path: string, cells: readonly Cell[]): Promise<bigint[]> {
  const { from, path: place, person } = cells[0]!.counted.source;
  const [periods, marks, sums, numbers] = [new Periods(), new Expressions(), new Expressions(), new Expressions()];
  const condition = ({ counted, period }: Cell): string => periods.of(period, counts(counted));
  const bit = (cell: Cell): bigint => 1n << BigInt(marks.at(condition(cell)));
  const shown = cells.map((cell) =>
    numbers.at(
      cell.counted.measure === 'PERSONS'
        ? `count(*) filter (where bits & ${bit(cell)} <> 0)`
        : `coalesce(sum(c${sums.at(`${added(cell.counted)} filter (where ${condition(cell)})`)}), 0)`,
    ),
  );
  const persons = cells.filter(({ counted }) => counted.measure === 'PERSONS');
  // What all periods of a number have in common is looked at once a row.
  const bits = [...Map.groupBy(persons, ({ counted, period }) => periods.of(period, counted.where ?? 'true'))].map(([where, alike]) => {
    const days = new Map(alike.map((cell) => [periods.of(cell.period, dated(cell.counted)), bit(cell)]));
    return `case when ${where} then ${[...days].map(([day, one]) => `case when ${day} then ${one} else 0 end`).join(' | ')} else 0 end`;
  });
  const gathered = [...(bits.length > 0 ? [`bit_or(${bits.join(' | ')}) as bits`] : []), ...sums.texts.map((one, at) => `${one} as c${at}`)];
  // Rows outside every period are not read.
  const read = [...new Set(cells.map(({ counted, period }) => periods.of(period, dated(counted))))].join(' or ');
  const grouped = cells.some(({ counted }) => once(counted.measure));
  const rows = sql`select ${raw(gathered.join(', '))} from ${raw(from)} cross join (select ${path}::text as path${join(periods.columns(), '')}) a
    where ${raw(ofDivision(place))} and (${raw(read)})${raw(grouped ? ` group by ${person}` : '')}`;
  const [values] = await context.reading.rows(sql`select ${raw(numbers.texts.map((one) => `(${one})::text`).join(', '))} from (${rows}) t`);
  return shown.map((at) => BigInt(values![at] as string));
}

const WITHIN_PERIOD = "t.month >= a.first and t.month + interval '1 month' <= a.last + 1";

/** Months that are stored and lie in each period as a whole. */
async function storedIn(context: Context, path: string, wanted: readonly Wanted[]): Promise<bigint[]> {
  const of = (read: (one: Wanted) => string): string[] => wanted.map(read);
  const rows = await context.reading.rows(sql`
    select a.n, sum(t.value)::text from unnest(${of((one) => one.indicator.code)}::text[], ${of((one) => one.period.first)}::date[], ${of((one) => one.period.last)}::date[]) with ordinality a(indicator, first, last, n)
      join stored_figure t on t.indicator = a.indicator and ${raw(WITHIN_PERIOD)} and ${places.within('t.path', path)} group by 1`);
  const found = new Map((rows as [string, string][]).map(([n, value]) => [Number(n) - 1, BigInt(value)]));
  return wanted.map((_, at) => found.get(at) ?? 0n);
}

/** The yearly plan of a division for each indicator, as its government has it. */
export async function plansOf(context: Context, path: string, year: number): Promise<ReadonlyMap<string, bigint>> {
  const rows = await context.reading.rows(sql`
    select t.indicator, t.value::text from target t join target_plan p on p.id = t.plan_id and p.state <> 'DRAFT' and p.programme = 'GENERAL'
      join assessed_unit u on u.id = p.unit_id and u.kind = 'GOVERNMENT' where t.unit_path = ${path} and t.year = ${year}`);
  return new Map((rows as [string, string][]).map(([indicator, value]) => [indicator, BigInt(value)]));
}

/** Through which day each source is complete, of those that do not follow by themselves. */
export async function reportedThrough(context: Context): Promise<ReadonlyMap<string, string>> {
  const rows = await context.reading.rows(sql`select r.source, r.through_on from reported_through r`);
  return new Map(rows as [string, string][]);
}

/** The rows of a list: what is counted, taken off, divided by, or stored. */
export interface Listed {
  readonly counted: Counted;
  readonly period: Period;
  readonly path: string;
}

const storedMonths: Source = {
  code: 'STORED',
  name: { zh: '历史月度数据', en: 'Months on file' },
  entity: 'StoredFigure',
  from: 'stored_figure t',
  path: 't.path',
  day: 't.month',
};
/** Months on file as rows; the code is one of ours. */
export const storedOf = ({ code }: Indicator): Counted => ({
  source: storedMonths,
  measure: 'SUM',
  amount: 't.value',
  where: `t.indicator = '${code}' and ${WITHIN_PERIOD}`,
});

export interface ListedRow {
  readonly id: string;
  readonly on: string | null;
  readonly order: string;
  readonly path: string;
  readonly amount: string;
  readonly mark: string | null;
  readonly name: string | null;
}

/** One page of the rows of a list in the viewer's sight, latest first; a person is named only where in sight. */
export async function listed(context: Context, { counted, period, path }: Listed, beyond: Sql | null, rowCount: number): Promise<ListedRow[]> {
  const { source, measure, amount } = counted;
  const scope = (entity: string, alias: string): Sql => context.shapes.scope(entity, alias, context.viewer) ?? raw('true');
  const person = source.person ?? 'null::uuid';
  const adds = measure === 'SUM' || measure === 'GREATEST' ? `(${amount})::text` : "'1'";
  const where = all([raw(countsWhen(counted)), scope(source.entity, 't'), beyond]);
  const rows = await context.reading.rows(sql`
    select t.id, ${raw(source.day ?? 'null::date')}, ${raw(orderOf(source))}::text, ${raw(source.path)}, ${raw(adds)},
           encode(substr(sha256(convert_to(${raw(person)}::text || ${source.code}, 'UTF8')), 1, 12), 'hex'),
           (select s.name from seeker s where s.id = ${raw(person)} and (${scope('Seeker', 's')}))
      from ${raw(source.from)} cross join (select ${path}::text as path, ${period.first}::date as first, ${period.last}::date as last) a
     where ${where} order by ${raw(orderOf(source))} desc, t.id desc ${raw(`limit ${rowCount}`)}`);
  return (rows as [string, string | null, string, string, string, string | null, string | null][]).map(([id, on, order, at, adding, mark, name]) => ({
    id,
    on,
    order,
    path: at,
    amount: adding,
    mark,
    name,
  }));
}

/** By what a list is ordered: its day; what simply stands, by nothing but its id. */
export const orderOf = ({ day }: Source): string => day ?? "date '2000-01-01'";

export async function countListed(context: Context, { counted, period, path }: Listed): Promise<number> {
  const { source } = counted;
  const scope = context.shapes.scope(source.entity, 't', context.viewer) ?? raw('true');
  const rows = await context.reading.rows(sql`
    select count(*)::int from ${raw(source.from)} cross join (select ${path}::text as path, ${period.first}::date as first, ${period.last}::date as last) a
     where ${raw(countsWhen(counted))} and (${scope})`);
  return rows[0]![0] as number;
}
