import { hasId, raw, sql } from '../../platform/database/sql.js';
import type { Context } from '../../platform/graphql/context.js';
import { parentPath } from '../regions/region.queries.js';
import { allRules, applicant } from './rules.js';

export type Giving = 'WAGE' | 'PLACE' | 'TRADE' | 'SHIFT' | 'CERTIFICATE';

export interface NearMiss {
  giving: Giving;
  zh: string;
  en: string;
  count: number;
}

interface Concession {
  giving: Giving;
  zh: string;
  en: string;
  /** Columns of the seeker as they would be. */
  patch: Record<string, unknown>;
}

interface Wishes {
  floor: string | null;
  paths: string[];
  anyTrade: boolean;
  shifts: string[];
  certificates: string[];
}

const CUTS_YUAN = [200, 500, 1_000];
const MOST_CERTIFICATES = 3;
const COUNTRY_DEPTH = 1;

function concessions({ floor, paths, anyTrade, shifts, certificates }: Wishes, missing: readonly string[]): Concession[] {
  const list: Concession[] = [];
  for (const cut of CUTS_YUAN) {
    if (floor === null || Number(floor) <= cut * 100) continue;
    list.push({
      giving: 'WAGE',
      zh: `最低工资降低 ${cut} 元`,
      en: `Least pay ${cut} yuan lower`,
      patch: { wish_wage_floor: Number(floor) - cut * 100 },
    });
  }
  const wider = paths.map((path) => (path.split('/').length - 1 > COUNTRY_DEPTH ? parentPath(path) : path));
  if (wider.some((path, at) => path !== paths[at])) {
    list.push({ giving: 'PLACE', zh: '地区各放宽一级', en: 'Each place one level wider', patch: { wish_place_paths: wider } });
  }
  if (!anyTrade) list.push({ giving: 'TRADE', zh: '不限工种', en: 'Any trade', patch: { wish_any_trade: true } });
  if (shifts.length > 0) list.push({ giving: 'SHIFT', zh: '不限班次', en: 'Any shift', patch: { wish_shifts: [] } });
  for (const one of missing) {
    list.push({ giving: 'CERTIFICATE', zh: `取得“${one}”`, en: `With the certificate ${one}`, patch: { certificates: [...certificates, one] } });
  }
  return list;
}

/** What one concession each would open beyond today's matches: counts of vacancies, most first. Nothing for a person out of sight. */
export async function nearMisses(context: Context, seekerId: string): Promise<NearMiss[]> {
  const visible = context.shapes.scope('Seeker', 's', context.viewer) ?? raw('true');
  const [row] = await context.reading.rows(
    sql`select s.wish_wage_floor, s.wish_place_paths, s.wish_any_trade, s.wish_shifts, s.certificates from seeker s where ${hasId('s.id', seekerId)} and (${visible})`,
  );
  if (!row) return [];
  const [floor, paths, anyTrade, shifts, certificates] = row as [string | null, string[], boolean, string[], string[]];
  const lacking = await context.reading.rows(sql`
    select wanted, count(*) from vacancy v cross join lateral unnest(v.requirements_certificates) wanted
     where v.state = 'OPEN' and wanted <> all(${certificates}::text[]) group by wanted order by 2 desc, 1 limit ${raw(String(MOST_CERTIFICATES))}`);
  const list = concessions(
    { floor, paths, anyTrade, shifts, certificates },
    lacking.map((one) => String(one[0])),
  );
  const counts = await context.reading.rows(sql`
    select p.at, count(*) from unnest(${list.map((one) => JSON.stringify(one.patch))}::jsonb[]) with ordinality as p(patch, at)
      join seeker asking on ${hasId('asking.id', seekerId)}
     cross join lateral (select ${raw(applicant('asking'))} offset 0) s
     cross join lateral (select ${raw(applicant('giving'))} from jsonb_populate_record(asking, p.patch) giving offset 0) n
      join vacancy v on v.state = 'OPEN' and ${raw(allRules('v', 'n'))} and not (${raw(allRules('v', 's'))})
     group by p.at`);
  const byAt = new Map(counts.map(([at, count]) => [Number(at) - 1, Number(count)]));
  return list
    .map(({ giving, zh, en }, at) => ({ giving, zh, en, count: byAt.get(at) ?? 0 }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count);
}
