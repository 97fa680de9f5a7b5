import { badInput } from '../../platform/graphql/mutation.js';
import type { TradeIndex } from './trade-names.js';

let index: TradeIndex | undefined;

/** Occupations and their aliases, read from the reference tables at start. */
export function loadTrades(loaded: TradeIndex): void {
  index = loaded;
}

export function trades(): TradeIndex {
  if (!index) throw new Error('the trades are read at start');
  return index;
}

/** Minor group of an occupation code: `6-18-02-04` → `6-18-02`. */
export const groupOf = (code: string | null): string | null => (code === null ? null : code.split('-').slice(0, 3).join('-'));

/** The occupation of a code or name; an unknown one is a mistake that names the nearest. */
export function occupationNamed(text: string): string {
  const code = trades().named(text);
  if (code !== null) return code;
  throw badInput(
    '没有这个工种：请用职业代码或常用名称，可查 occupations',
    'No such trade: give an occupation code or a usual name; occupations lists them',
    {
      nearest: trades().nearest(text.slice(0, 20), 5),
    },
  );
}

/** The minor group of an occupation’s code or name, or of its own code, as facets name it. */
export const groupNamed = (text: string): string | null => (trades().inGroup(text).length > 0 ? text : groupOf(occupationNamed(text)));
