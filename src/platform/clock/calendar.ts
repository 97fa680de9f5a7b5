import type { EntityManager } from '@mikro-orm/postgresql';

/** The `count`-th working day after `day`; null while a year on the way has no holiday table, never a guess. */
export async function workingDayAfter(em: EntityManager, day: string, count: number): Promise<string | null> {
  const [row] = (await em.execute('select working_day_after(?::date, ?)::text as day', [day, count])) as { day: string | null }[];
  return row!.day;
}
