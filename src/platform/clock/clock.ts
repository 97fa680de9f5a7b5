import type { EntityManager } from '@mikro-orm/postgresql';
import type { Pool } from 'pg';

/** The one clock is `app_now()` in the database; its date in Asia/Shanghai is the business date, `YYYY-MM-DD`. */
export async function today(em: EntityManager): Promise<string> {
  const [row] = (await em.execute('select app_today()::text as day')) as { day: string }[];
  return row!.day;
}

export async function now(em: EntityManager): Promise<Date> {
  const [row] = (await em.execute('select app_now() as at')) as { at: Date | string }[];
  return new Date(row!.at);
}

/** No day on which something happened lies before it: an earlier one is a slip of the pen. */
export const EARLIEST_DAY = '2000-01-01';

export const plusDays = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);

/** The same day some months later, or the last day of a month that has no such day. */
export function plusMonths(day: string, months: number): string {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number];
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + months, Math.min(date, last))).toISOString().slice(0, 10);
}

const MOST_YEARS_AHEAD = 5;
/** Ours: what is said to hold beyond this day is a slip of the pen. */
export const latestDay = (today: string): string => plusMonths(today, 12 * MOST_YEARS_AHEAD);

/** Full years between two business dates. */
export function fullYears(from: string, to: string): number {
  const years = Number(to.slice(0, 4)) - Number(from.slice(0, 4));
  return to.slice(5) < from.slice(5) ? years - 1 : years;
}

const REREAD_MS = 5_000;
const SHANGHAI_MS = 8 * 3_600_000;

/** The database's clock as a process knows it, for what must be asked before a transaction; SQL checks again. */
export class Clock {
  #offset = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly pool: Pool) {}

  async start(): Promise<this> {
    await this.read();
    this.#timer = setInterval(() => void this.read().catch(() => undefined), REREAD_MS).unref();
    return this;
  }

  async read(): Promise<void> {
    const { rows } = await this.pool.query<{ at: Date }>('select app_now() as at');
    this.#offset = rows[0]!.at.getTime() - Date.now();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** The business date, `YYYY-MM-DD`. */
  today(): string {
    return new Date(Date.now() + this.#offset + SHANGHAI_MS).toISOString().slice(0, 10);
  }
}
