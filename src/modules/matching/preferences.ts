import { raw, type Sql, sql } from '../../platform/database/sql.js';
import type { Context } from '../../platform/graphql/context.js';
import { noneLeftFor } from '../quotas/quota.queries.js';
import type { Asking, Side } from './sides.js';

/** The path of the side whose matches are asked for: where the seeker is from, or where the work is. */
type Given = { origin: string } | { destination: string };

/** What a modules above this one have to say on what cannot happen today: a condition over the path of the listed side, or null. */
type Preference = (context: Context, given: Given) => Promise<((path: string) => Sql) | null>;

const preferences: readonly Preference[] = [noneLeftFor];
/** How much of the full score of 10,000 each takes. No pair is left out: what is full today may have a place tomorrow. */
const LESS = 1_000;

/** The score of a pair, less what speaks against its happening now. */
export async function lessened(context: Context, score: Sql, listed: Side, { side, values }: Asking): Promise<Sql> {
  const path = values[side.path] as string;
  const given = side.entity === 'Seeker' ? { origin: path } : { destination: path };
  let rank = score;
  for (const preference of preferences) {
    const against = await preference(context, given);
    if (against) rank = sql`(${rank} - case when ${against(`${listed.alias}.${listed.path}`)} then ${raw(String(LESS))} else 0 end)`;
  }
  return rank;
}
