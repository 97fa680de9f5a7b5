import { everyRow, hangingOn, type Way } from '../../platform/access/scopes.js';
import { raw, sql } from '../../platform/database/sql.js';
import { type Context, perRequest } from '../../platform/graphql/context.js';
import { inDivision } from '../institutions/institution.queries.js';
import { type KnownRegion, places } from '../regions/region.queries.js';
import type { CriterionResult, FullEmploymentArea, GoalArea, GrassrootsCoverage } from './community.js';
import { type Criterion, holdingOn, measured } from './community.service.js';

/** Offices what lies in their division, auditors all. */
export const communityWay: Way = { office: inDivision('path'), auditor: everyRow };
export const stepWay: Way = {
  office: hangingOn('full_employment_community', 'community_id', 'FullEmploymentCommunity'),
  auditor: everyRow,
};

/** What each community has to meet, as it is now: three statements, however many communities. */
export const criteriaOf = perRequest<string, CriterionResult[]>((context) => async (ids) => {
  const { indicators, clock } = context.platform;
  const paths = await context.reading.rows(sql`select c.id, c.path from full_employment_community c where c.id = any(${ids}::uuid[])`);
  const rows = await context.reading.rows(
    sql`select c.code, c.indicator, c.level, c.ceiling, c.bound::text, c.veto, c.effective_on::text from certification_criterion c`,
  );
  const criteria = rows.map(
    ([code, indicator, level, ceiling, bound, veto, effectiveOn]) =>
      ({ code, indicator, level, ceiling, bound: BigInt(bound as string), veto, effectiveOn }) as Criterion,
  );
  const known = paths as [string, string][];
  const results = await measured(
    context.reading,
    indicators,
    holdingOn(criteria, clock.today()),
    known.map(([, path]) => path),
    clock.today(),
  );
  const byId = new Map(
    known.map(([id], at) => [
      id,
      results[at]!.map(({ criterion: { code, indicator, bound, ceiling, veto }, actual, met }) => ({
        code,
        name: indicators.get(indicator)?.name[context.language] ?? indicator,
        actual: actual === null ? null : String(actual),
        bound: String(bound),
        ceiling,
        veto,
        met,
      })),
    ]),
  );
  return ids.map((id) => byId.get(id) ?? []);
});

/** The names of those who took steps. */
export const authorOf = perRequest<string, string | null>((context) => async (ids) => {
  const rows = await context.reading.rows(sql`select s.id, account_name(s.made_by) from community_step s where s.id = any(${ids}::uuid[])`);
  const names = new Map(rows as [string, string | null][]);
  return ids.map((id) => names.get(id) ?? null);
});

const rate = (part: number, whole: number): number | null => (whole === 0 ? null : Math.floor((2_000 * part + whole) / (2 * whole)) / 1_000);

/** Communities of a division by the areas of notice 37/2007, with the goals: two statements. */
export async function areasOf(context: Context, region: KnownRegion): Promise<FullEmploymentArea[]> {
  const scope = context.shapes.scope('FullEmploymentCommunity', 'f', context.viewer) ?? raw('true');
  const rows = await context.reading.rows(sql`
    select case when c.main_urban then 'MAIN_URBAN' when c.zone = 'ONE_HOUR_CIRCLE' or c.code in ('500101', '500114') then 'CIRCLE' else 'OTHER' end as area,
           count(*)::int, count(f.id)::int, count(f.id) filter (where f.state = 'CERTIFIED')::int
      from region r join region c on c.level = 'COUNTY' and c.path collate "C" = array_to_string((string_to_array(r.path, '/'))[1:4], '/')
      left join full_employment_community f on f.region_id = r.id and (${scope})
     where r.level = 'COMMUNITY' and ${places.within('r.path', region.path)} group by 1 order by 1`);
  const goals = (
    await context.reading.rows(
      sql`select g.id, g.year, g.area, g.share, g.source, g.created_at, g.synthetic from certification_goal g order by g.year`,
    )
  ).map(([id, year, area, share, source, createdAt, synthetic]) => ({ id, year, area, share, source, createdAt, synthetic }));
  return (rows as [GoalArea, number, number, number][]).map(([area, communities, started, certified]) => ({
    area,
    communities,
    started,
    certified,
    startedRate: rate(started, communities),
    certifiedRate: rate(certified, communities),
    goals: goals.filter((goal) => goal.area === area),
  }));
}

/** One statement. */
export async function coverageOf(context: Context, region: KnownRegion): Promise<GrassrootsCoverage> {
  const rows = await context.reading.rows(sql`
    select r.level, count(*)::int,
           count(*) filter (where exists (select from institution i where i.region_id = r.id and i.kind = 'GRASSROOTS_STATION' and i.state = 'OPEN'))::int
      from region r where r.level in ('TOWNSHIP', 'COMMUNITY') and ${places.within('r.path', region.path)} group by 1`);
  const of = (level: string): [number, number] => {
    const [, all = 0, covered = 0] = (rows as [string, number, number][]).find(([one]) => one === level) ?? [];
    return [all, covered];
  };
  const [[townships, townshipsCovered], [communities, communitiesCovered]] = [of('TOWNSHIP'), of('COMMUNITY')];
  return {
    townships,
    townshipsCovered,
    townshipRate: rate(townshipsCovered, townships),
    communities,
    communitiesCovered,
    communityRate: rate(communitiesCovered, communities),
  };
}
