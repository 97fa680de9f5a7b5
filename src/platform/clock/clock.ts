import type { EntityManager } from '@mikro-orm/postgresql';

/** The one clock is `app_now()` in the database; its date in Asia/Shanghai is the business date, `YYYY-MM-DD`. */
export async function today(em: EntityManager): Promise<string> {
  const [row] = (await em.execute('select app_today()::text as day')) as { day: string }[];
  return row!.day;
}

export async function now(em: EntityManager): Promise<Date> {
  const [row] = (await em.execute('select app_now() as at')) as { at: Date | string }[];
  return new Date(row!.at);
}

export const plusDays = (day: string, days: number): string => new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);

/** Full years between two business dates. */
export function fullYears(from: string, to: string): number {
  const years = Number(to.slice(0, 4)) - Number(from.slice(0, 4));
  return to.slice(5) < from.slice(5) ? years - 1 : years;
}
