import { join, raw, type Sql, sql } from '../../platform/database/sql.js';
import type { Context } from '../../platform/graphql/context.js';

export type CohortBy = 'COUNTY' | 'INSTITUTION' | 'EMPLOYER';

export interface CohortRow {
  id: string;
  name: string;
  placed: number;
  arrived: number;
  onPost30: number;
  onPost90: number;
  onPost180: number;
  due30: number;
  due90: number;
  due180: number;
}

const KEYS: Record<CohortBy, { id: string; name: string; from: string }> = {
  COUNTY: { id: 't.origin_id', name: 'k.name', from: 'join region k on k.id = t.origin_id' },
  INSTITUTION: { id: 't.institution_id', name: 'k.name', from: 'join institution k on k.id = t.institution_id' },
  EMPLOYER: { id: 't.employer_id', name: 'k.name', from: 'join employer k on k.id = t.employer_id' },
};
const DAYS = [30, 90, 180] as const;

/** A hire that was taken back was none, and an arrival under it counts for nothing. */
const STANDS = "p.state is distinct from 'REVERSED'";
const ARRIVED = `t.arrived_on is not null and ${STANDS}`;

/** Last day on which somebody was at that work, as far as is known today. */
const LAST = "coalesce(t.changed_on, t.ended_on, p.ending_on, case when t.state = 'LOST_CONTACT' then t.arrived_on else app_today() end)";

/**
 * Of those who left in a window: how many had a hire, arrived, and were at work so many days after they arrived. `due`
 * says of how many that can be told yet. One statement.
 */
export async function cohorts(context: Context, by: CohortBy, from: string, to: string, within: Sql): Promise<CohortRow[]> {
  const { id, name, from: table } = KEYS[by];
  const scope = context.shapes.scope('Transfer', 't', context.viewer) ?? raw('true');
  const lasted = DAYS.flatMap((days) => [
    sql`count(*) filter (where ${raw(STANDS)} and t.arrived_on + ${raw(String(days))} <= app_today() and ${raw(LAST)} >= t.arrived_on + ${raw(String(days))})::int`,
    sql`count(*) filter (where ${raw(STANDS)} and t.arrived_on + ${raw(String(days))} <= app_today())::int`,
  ]);
  const rows = await context.reading.rows(sql`
    select ${raw(id)}, ${raw(name)}, count(p.id) filter (where p.state <> 'REVERSED')::int, count(*) filter (where ${raw(ARRIVED)})::int, ${join(lasted, ', ')}
      from transfer t ${raw(table)} left join placement p on p.id = t.placement_id
     where t.departed_on between ${from}::date and ${to}::date and (${within}) and (${scope}) group by 1, 2 order by 4 desc, 1 limit 500`);
  return (rows as [string, string, ...number[]][]).map(([key, label, placed, arrived, on30, due30, on90, due90, on180, due180]) => ({
    id: key,
    name: label,
    placed: placed!,
    arrived: arrived!,
    onPost30: on30!,
    due30: due30!,
    onPost90: on90!,
    due90: due90!,
    onPost180: on180!,
    due180: due180!,
  }));
}
