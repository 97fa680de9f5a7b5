import { key, type TestApp, type Who } from './app.js';
import { act } from './places.js';
import { change } from './transfers.js';

/* oxlint-disable typescript/no-explicit-any -- answers are looked into freely */

export const office = (region: string, name: string): Who => ({ role: 'OFFICE', region, name });
export const CITY_A = office('500000', '市目标办 甲');
export const CITY_B = office('500000', '市目标办 乙');

export const PLAN = 'plan { id state score grade falsifiedOn reportedThrough }';
const STEPS = new Set(['Issue', 'Publish']);
const REASONS = new Set(['Reopen', 'Falsify']);

export const planStep = (app: TestApp, step: string, id: string, as: Who, input: object = {}): Promise<any> =>
  change(app, `targetPlan${step}`, STEPS.has(step) ? 'StepInput' : REASONS.has(step) ? 'ReasonInput' : `TargetPlan${step}Input`, id, PLAN, input, as);

export const must = (payload: any): any => {
  if (payload.userErrors.length > 0) throw new Error(JSON.stringify(payload.userErrors));
  return payload;
};

export async function aUnit(app: TestApp, region: string, kind = 'GOVERNMENT', as: Who = CITY_A): Promise<string> {
  const input = { name: `单位${key().slice(0, 8)}`, kind, region };
  return must(await act(app, 'assessedUnitAdd', { input }, 'unit { id }', as)).unit.id;
}

let years = 2030;
/** A year that no other plan of the test has. */
export const freshYear = (): number => ++years;

export interface Wanted {
  indicator: string;
  value: string;
  weight?: number;
}
export const PLACED: Wanted = { indicator: 'PLACED', value: '100', weight: 100 };

/** The plan of the city for a year, issued. */
export async function aPlan(app: TestApp, year: number, targets: readonly Wanted[] = [PLACED]): Promise<string> {
  const unit = await aUnit(app, '500000');
  const { plan } = must(await act(app, 'targetPlanDraft', { input: { year, unit, targets } }, PLAN, CITY_A));
  must(await planStep(app, 'Issue', plan.id, CITY_B));
  return plan.id;
}

export const allocate = (app: TestApp, id: string, parts: readonly { unit: string; targets: readonly Wanted[] }[], as: Who = CITY_A): Promise<any> =>
  planStep(app, 'Allocate', id, as, { parts, reason: '层层分解' });

export const BOARD =
  'query ($filter: TargetFilter!, $first: Int!) { targets(filter: $filter, first: $first) { edges { node { id value weight indicator { code } progress { actual completionRate behindSchedule timeProgress } plan { id state unit { name region { code } } } } } } }';
/** The targets of the units below a plan. */
export const partsOf = async (app: TestApp, parent: string, as: Who = CITY_A, first = 100): Promise<any[]> =>
  (await app.data(BOARD, { filter: { parent }, first }, as)).targets.edges.map((edge: { node: any }) => edge.node);

/** So many confirmed placements by a network member of a county on a day, by SQL: the numbers are what is looked at. */
export async function placements(app: TestApp, county: string, count: number, day: string): Promise<void> {
  await app.sql(
    `with people as (
       insert into seeker (id, name, sex, birth_on, id_number_masked, region_id, region_path, wish_any_trade, wish_place_paths)
       select uuidv7(), '张三', 'MALE', '1980-01-01', '5', r.id, r.path, true, '{/100000}' from region r, generate_series(1, ?::int) where r.code = ? and r.revision <> 'Y2007'
       returning id, region_path),
     at as (select i.id, i.region_path from institution i join region r on r.id = i.region_id where r.code = ? and i.network_member limit 1)
     insert into placement (id, seeker_id, vacancy_id, employer_id, institution_id, institution_path, channel, state, hired_on, confirmed_on, evidence)
     select uuidv7(), p.id, v.id, v.employer_id, at.id, at.region_path, 'REFERRAL', 'CONFIRMED', ?::date, ?::date, 'CONTRACT'
       from people p, at, (select id, employer_id from vacancy limit 1) v`,
    [count, county, county, day, day],
  );
}
