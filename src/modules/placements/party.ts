import type { EntityManager } from '@mikro-orm/postgresql';
import type { Party } from './fill.js';
import { GONE } from './transfer.js';

export interface ListedParty extends Party {
  /** Ids of its transfers. */
  readonly members: readonly string[];
}

const quoted = (values: readonly string[]): string => values.map((one) => `'${one}'`).join(', ');

/**
 * The parties of a list, in its order. A travel group is one party until each of its listed members agreed to go alone;
 * it is whole only while everybody of the group stands on this list, and one that is not whole cannot go.
 */
async function parties(em: EntityManager, orderId: string, states: readonly string[], more = ''): Promise<ListedParty[]> {
  const rows = (await em.execute(
    `with listed as (
       select t.id, t.travel_group_id, t.position, t.split_agreed, t.seeker_id from transfer t
        where t.order_id = ? and t.state in (${quoted(states)}) ${more}),
     grouped as (
       select travel_group_id, bool_and(split_agreed) as agreed,
              group_size(travel_group_id) = count(*) as whole
         from listed where travel_group_id is not null group by 1)
     select case when g.travel_group_id is null or g.agreed then l.id else g.travel_group_id end::text as key,
            count(*)::int as size, array_agg(l.id::text order by l.position) as members
       from listed l left join grouped g on g.travel_group_id = l.travel_group_id
      where g.travel_group_id is null or g.agreed or g.whole
      group by 1 order by min(l.position), 1`,
    [orderId],
  )) as ListedParty[];
  return rows;
}

export const selectable = (em: EntityManager, orderId: string): Promise<ListedParty[]> => parties(em, orderId, ['REGISTERED']);

/** With a contract and on no departure yet. */
export const departable = (em: EntityManager, orderId: string): Promise<ListedParty[]> =>
  parties(em, orderId, ['CONTRACTED'], 'and t.batch_id is null');

/** Heads of an order that are chosen, on the way or there. */
export async function seatsTaken(em: EntityManager, orderId: string): Promise<number> {
  const [row] = (await em.execute(
    `select count(*)::int as count from transfer where order_id = ? and state in (${quoted(['MATCHED', 'CONTRACTED', ...GONE])})`,
    [orderId],
  )) as { count: number }[];
  return row!.count;
}
