import { raw, type Sql, sql } from '../../platform/database/sql.js';
import type { Context } from '../../platform/graphql/context.js';
import { STABLE_DAYS } from './stable.js';

export interface OutcomeRow {
  institutionId: string;
  placed: number;
  confirmed: number;
  lasting: number;
  reversed: number;
  arrived: number;
  returned: number;
}

/** What each institution brought about among the hires and departures of a window; confirmed work that lasted is told apart. One statement. */
export async function outcomes(context: Context, from: string, to: string, within: Sql): Promise<OutcomeRow[]> {
  const placement = context.shapes.scope('Placement', 'p', context.viewer) ?? raw('true');
  const transfer = context.shapes.scope('Transfer', 't', context.viewer) ?? raw('true');
  const rows = await context.reading.rows(sql`
    with hired as (
      select p.institution_id, count(*)::int as placed, count(*) filter (where p.state = 'CONFIRMED')::int as confirmed,
             count(distinct p.seeker_id) filter (where p.state = 'CONFIRMED' and coalesce(p.ending_on, app_today()) >= p.hired_on + ${raw(String(STABLE_DAYS))})::int as lasting,
             count(*) filter (where p.state = 'REVERSED')::int as reversed
        from placement p where p.hired_on between ${from}::date and ${to}::date and (${placement}) group by 1),
    went as (
      select t.institution_id, count(t.arrived_on)::int as arrived, count(t.ended_on)::int as returned
        from transfer t where t.departed_on between ${from}::date and ${to}::date and (${transfer}) group by 1)
    select i.id, coalesce(h.placed, 0), coalesce(h.confirmed, 0), coalesce(h.lasting, 0), coalesce(h.reversed, 0), coalesce(w.arrived, 0), coalesce(w.returned, 0)
      from institution i left join hired h on h.institution_id = i.id left join went w on w.institution_id = i.id
     where (h.placed is not null or w.arrived is not null) and (${within}) order by 4 desc, 3 desc, 1 limit 500`);
  return (rows as [string, ...number[]][]).map(([institutionId, placed, confirmed, lasting, reversed, arrived, returned]) => ({
    institutionId,
    placed: placed!,
    confirmed: confirmed!,
    lasting: lasting!,
    reversed: reversed!,
    arrived: arrived!,
    returned: returned!,
  }));
}
