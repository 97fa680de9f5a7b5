import { hasId, raw, sql } from '../../platform/database/sql.js';
import type { Context } from '../../platform/graphql/context.js';
import { labelOf } from '../../platform/graphql/enum.js';
import type { Message } from '../../platform/graphql/errors.js';
import type { Money } from '../../platform/graphql/scalars.js';
import { parentPath, placeWords, regionByPath } from '../regions/region.queries.js';
import { Shift } from '../vacancies/terms.js';
import { allRules, applicant, RULES, rules } from './rules.js';

export type Giving = 'WAGE' | 'PLACE' | 'TRADE' | 'SHIFT' | 'CERTIFICATE';

export interface NearMiss extends Message {
  giving: Giving;
  count: number;
  /** The wish as it would be, where the concession changes it; what to hand to a change of the wish. */
  wageFloor: Money | null;
  places: string[] | null;
  certificate: string | null;
}

interface Concession extends Omit<NearMiss, 'count'> {
  /** Columns of the seeker as they would be. */
  patch: Record<string, unknown>;
}

interface Wishes {
  floor: string | null;
  paths: string[];
  anyTrade: boolean;
  shifts: Shift[];
  certificates: string[];
}

const CUTS_YUAN = [200, 500, 1_000];
const MOST_CERTIFICATES = 3;
const COUNTRY_DEPTH = 1;
const UNCHANGED = { wageFloor: null, places: null, certificate: null };

function concessions({ floor, paths, anyTrade, shifts, certificates }: Wishes, missing: readonly string[]): Concession[] {
  const list: Concession[] = [];
  for (const cut of CUTS_YUAN) {
    if (floor === null || Number(floor) <= cut * 100) continue;
    const lower = Number(floor) - cut * 100;
    const [zh, en] = [`工资要求从 ${Number(floor) / 100} 元降到 ${lower / 100} 元`, `A least pay ${cut} yuan lower, ${lower / 100}`];
    list.push({
      ...UNCHANGED,
      giving: 'WAGE',
      zh,
      en,
      wageFloor: { amountMinor: String(lower), currency: 'CNY' },
      patch: { wish_wage_floor: lower },
    });
  }
  const each = [...new Set(paths.map((path) => (path.split('/').length - 1 > COUNTRY_DEPTH ? parentPath(path) : path)))];
  const wider = each.filter((path) => !each.some((other) => path.startsWith(`${other}/`)));
  if (wider.some((path) => !paths.includes(path))) {
    const words = wider.map(placeWords);
    const [zh, en] = [`地区放宽到${words.map((one) => one.zh).join('、')}`, `Places widened to ${words.map((one) => one.en).join('; ')}`];
    const places = wider.map((path) => regionByPath(path)?.code ?? '');
    list.push({ ...UNCHANGED, giving: 'PLACE', zh, en, places, patch: { wish_place_paths: wider } });
  }
  if (!anyTrade) list.push({ ...UNCHANGED, giving: 'TRADE', zh: '不限工种', en: 'Any trade', patch: { wish_any_trade: true } });
  if (shifts.length > 0) {
    const now = shifts.map((shift) => labelOf(Shift, shift));
    const [zh, en] = [
      `不限班次（现为${now.map((one) => one.zh).join('、')}）`,
      `Any shift (now: ${now.map((one) => one.en.toLowerCase()).join(', ')})`,
    ];
    list.push({ ...UNCHANGED, giving: 'SHIFT', zh, en, patch: { wish_shifts: [] } });
  }
  for (const certificate of missing) {
    const [zh, en] = [`取得“${certificate}”`, `With the certificate ${certificate}`];
    list.push({ ...UNCHANGED, giving: 'CERTIFICATE', zh, en, certificate, patch: { certificates: [...certificates, certificate] } });
  }
  return list;
}

const RULES_BESIDE = RULES.filter((name) => name !== 'CERTIFICATES');

/** The certificates that open most posts alone: every other rule holds there, and nothing else is missing. */
async function opening(context: Context, seekerId: string): Promise<string[]> {
  const rows = await context.reading.rows(sql`
    select lacking.certificate, count(*) from seeker asking
     cross join lateral (select ${raw(applicant('asking'))} offset 0) s
      join vacancy v on v.state = 'OPEN' and cardinality(v.requirements_certificates) > 0
                    and ${raw(RULES_BESIDE.map((name) => rules[name].holds('v', 's')).join(' and '))}
     cross join lateral (select min(wanted) as certificate from unnest(v.requirements_certificates) wanted
                          where wanted <> all(s.certificates) having count(distinct wanted) = 1) lacking
     where ${hasId('asking.id', seekerId)} group by 1 order by 2 desc, 1 limit ${raw(String(MOST_CERTIFICATES))}`);
  return rows.map(([certificate]) => String(certificate));
}

/** Asks for no more than is needed: a deeper cut that opens no more posts than a lesser one is not told. */
const worthwhile = (one: NearMiss, at: number, all: readonly NearMiss[]): boolean =>
  one.count > 0 && !all.slice(0, at).some(({ giving, count }) => one.giving === 'WAGE' && giving === 'WAGE' && count >= one.count);

/** What one concession each would open beyond today's matches: counts of vacancies, most first. Nothing for a person out of sight. */
export async function nearMisses(context: Context, seekerId: string): Promise<NearMiss[]> {
  const visible = context.shapes.scope('Seeker', 's', context.viewer) ?? raw('true');
  const [row] = await context.reading.rows(
    sql`select s.wish_wage_floor, s.wish_place_paths, s.wish_any_trade, s.wish_shifts, s.certificates from seeker s where ${hasId('s.id', seekerId)} and (${visible})`,
  );
  if (!row) return [];
  const [floor, paths, anyTrade, shifts, certificates] = row as [string | null, string[], boolean, Shift[], string[]];
  const missing = await opening(context, seekerId);
  const list = concessions({ floor, paths, anyTrade, shifts, certificates }, missing);
  const counts = await context.reading.rows(sql`
    select p.at, count(*) from unnest(${list.map((one) => JSON.stringify(one.patch))}::jsonb[]) with ordinality as p(patch, at)
      join seeker asking on ${hasId('asking.id', seekerId)}
     cross join lateral (select ${raw(applicant('asking'))} offset 0) s
     cross join lateral (select ${raw(applicant('giving'))} from jsonb_populate_record(asking, p.patch) giving offset 0) n
      join vacancy v on v.state = 'OPEN' and ${raw(allRules('v', 'n'))} and not (${raw(allRules('v', 's'))})
     group by p.at`);
  const byAt = new Map(counts.map(([at, count]) => [Number(at) - 1, Number(count)]));
  return list
    .map((one, at) => ({ ...one, count: byAt.get(at) ?? 0 }))
    .filter(worthwhile)
    .map((one) => ({ ...one, zh: `${one.zh}，可多 ${one.count} 个岗位`, en: `${one.en}: ${one.count} more posts` }))
    .sort((a, b) => b.count - a.count);
}
