import { join, raw, type Sql, sql } from '../database/sql.js';
import type { Asking } from '../database/within.js';
import type { Indicator } from './indicator.js';

/** One number that is asked for: of a division, from the first to the last day. */
export interface Asked {
  readonly indicator: string;
  readonly path: string;
  readonly first: string;
  readonly last: string;
}

export type Indicators = ReadonlyMap<string, Indicator>;

export const WHOLE_RATE = 10_000n;

/** A rate in basis points, rounded half up; nothing of nothing is null. */
export const basisPoints = (part: bigint, whole: bigint): bigint | null => (whole === 0n ? null : (2n * WHOLE_RATE * part + whole) / (2n * whole));

/** The actuals in the order of what was asked, in one statement whatever is asked; null where no module computes it, or there is nothing to divide by. */
export async function measure(asking: Asking, indicators: Indicators, asked: readonly Asked[]): Promise<(bigint | null)[]> {
  const values: (bigint | null)[] = asked.map(() => null);
  const byCode = Map.groupBy(asked.keys(), (at) => asked[at]!.indicator);
  const parts = [...byCode].flatMap(([code, places]) => {
    const indicator = indicators.get(code);
    return indicator ? [partOf(indicator, places, asked)] : [];
  });
  if (parts.length === 0) return values;
  for (const [n, value, over] of (await asking.rows(join(parts, ' union all '))) as [number, string, string | null][])
    values[n] = over === null ? BigInt(value) : basisPoints(BigInt(value), BigInt(over));
  return values;
}

function partOf({ actual, over }: Indicator, places: readonly number[], asked: readonly Asked[]): Sql {
  const of = (field: 'path' | 'first' | 'last'): string[] => places.map((at) => asked[at]![field]);
  return sql`select a.n, (${raw(actual)})::text as value, ${raw(over === undefined ? 'null' : `(${over})`)}::text as over
    from unnest(${[...places]}::int[], ${of('path')}::text[], ${of('first')}::date[], ${of('last')}::date[]) a(n, path, first, last)`;
}
