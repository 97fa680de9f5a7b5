import type { EntityManager } from '@mikro-orm/postgresql';
import { Refusal } from '../graphql/errors.js';

const NO_CALENDAR = 'JQC01';

/** The `count`-th working day after `day`. A year without a holiday table is refused, never guessed. */
export async function workingDayAfter(em: EntityManager, day: string, count: number): Promise<string> {
  try {
    const [row] = (await em.execute('select add_working_days(?::date, ?)::text as day', [day, count])) as { day: string }[];
    return row!.day;
  } catch (error) {
    if ((error as { code?: string }).code !== NO_CALENDAR) throw error;
    throw new Refusal('NOT_ELIGIBLE', [], {
      zh: `没有该年度的节假日表，无法计算期限，请先导入（${day} 起 ${count} 个工作日）`,
      en: `There is no holiday table for that year, so the deadline cannot be told; load it first (${count} working days after ${day})`,
    });
  }
}
