import type { EntityManager } from '@mikro-orm/postgresql';
import type { Connection } from '../../platform/graphql/connection.js';
import { labelOf } from '../../platform/graphql/enum.js';
import { Refusal } from '../../platform/graphql/errors.js';
import { badInput } from '../../platform/graphql/mutation.js';
import { ParameterKind as Kinds, type ParameterKind } from './parameter.js';

const NO_CALENDAR = 'JQC01';

/** Whether an error says that a year has no holiday table. */
const withoutCalendar = (error: unknown): boolean => {
  for (let at = error as { code?: string; cause?: unknown; previous?: unknown } | undefined; at; at = (at.cause ?? at.previous) as typeof at)
    if (at.code === NO_CALENDAR) return true;
  return false;
};

const NO_HOLIDAY_TABLE = {
  zh: '没有该年度的节假日表，无法计算期限，请先导入节假日表',
  en: 'There is no holiday table for that year, so the deadline cannot be told; load it first',
};

/** Reads what may need a holiday table; a year without one is said, not guessed. */
export async function told<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!withoutCalendar(error)) throw error;
    throw badInput(NO_HOLIDAY_TABLE.zh, NO_HOLIDAY_TABLE.en);
  }
}

/** A page of a list whose deadlines may need a holiday table. */
export async function toldPage<N>(read: () => Promise<Connection<N>>): Promise<Connection<N>> {
  const found = await told(read);
  return { ...found, totalCount: () => told(found.totalCount) };
}

const none = (kind: ParameterKind, day: string): never => {
  const { zh, en } = labelOf(Kinds, kind);
  throw new Refusal('NOT_ELIGIBLE', [], {
    zh: `${day} 当地的“${zh}”尚无规定，请核对日期`,
    en: `Nothing is set there for ${day}: ${en}; check the date`,
  });
};

/** The last day of a term that begins on a day, under what holds at the place on that day; refused where nothing held yet. */
export async function deadlineOf(em: EntityManager, kind: ParameterKind, path: string, start: string): Promise<string> {
  try {
    const [row] = (await em.execute('select programme_deadline(?, ?, ?::date)::text as day', [kind, path, start])) as [{ day: string | null }];
    return row.day ?? none(kind, start);
  } catch (error) {
    if (!withoutCalendar(error)) throw error;
    throw new Refusal('NOT_ELIGIBLE', [], NO_HOLIDAY_TABLE);
  }
}

/** How many, at a place on a day; refused where nothing held yet. */
export async function parameterOf(em: EntityManager, kind: ParameterKind, path: string, day: string): Promise<number> {
  const [row] = (await em.execute('select value from programme_parameter_of(?, ?, ?::date)', [kind, path, day])) as { value: number }[];
  return row?.value ?? none(kind, day);
}
