import { type Sql, sql } from '../../platform/database/sql.js';
import type { Context } from '../../platform/graphql/context.js';
import { noneLeftFor } from '../quotas/quota.queries.js';

/** The path of the side whose matches are asked for: where the seeker is from, or where the work is. */
export type Given = { origin: string } | { destination: string };

/** What a modules above this one have to say on what cannot happen today: a condition over the path of the listed side, or null. */
type Preference = (context: Context, given: Given) => Promise<((path: string) => Sql) | null>;

const preferences: readonly Preference[] = [noneLeftFor];
/** How much of the score each takes. No pair is left out: what is full today may have a place tomorrow. */
const LESS = 0.1;

/** The score of a pair, less what speaks against its happening now. */
export async function lessened(context: Context, score: Sql, given: Given, { v, s }: { v: string; s: string }): Promise<Sql> {
  let rank = score;
  for (const preference of preferences) {
    const against = await preference(context, given);
    if (against)
      rank = sql`(${rank} - case when ${against('origin' in given ? `${v}.place_path` : `${s}.region_path`)} then ${LESS}::numeric else 0 end)`;
  }
  return rank;
}
