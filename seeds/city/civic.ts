import type { Cell } from '../../src/platform/database/copy.js';
import { idOf } from '../regions.js';
import type { County, Division, Geography } from './geography.js';
import { agricultural, PLACED, REGISTERED } from './people.js';
import type { Market } from './market.js';
import { apportion, dayOf, dice, idAt, KIND, LAST_DAY } from './shape.js';
import { type Step, step } from './step.js';
import { DIVISIONS, type Totals } from './totals.js';

/** Accounts of the offices, one a county, that answer for households. */
export const officerOf = (county: number): string => idAt(KIND.account, county + 1);

const officers = ({ counties, city }: Geography): Step =>
  step('accounts', '机构账号', counties.length + 1, { account: 'id synthetic role name region_id institution_id' }, (n) => {
    const [place, bureau] = n === 0 ? [city, idAt(KIND.institution, 0)] : [counties[n - 1]!, counties[n - 1]!.bureau];
    return { account: [[idAt(KIND.account, n), true, 'OFFICE', `${place.name}就业局（演示）`, place.id, bureau]] };
  });

const CERTIFIED_AFTER = 245;

interface Creating {
  readonly place: Division;
  readonly certified: boolean;
  readonly mainUrban: boolean;
}

/** 928 communities that started, 560 of them in the main urban districts, where 238 are certified. */
function creating({ counties }: Geography): Creating[] {
  const of = (mainUrban: boolean): Division[] =>
    counties.filter((one) => one.mainUrban === mainUrban).flatMap(({ townships }) => townships.flatMap(({ communities }) => communities));
  const some = (list: readonly Division[], count: number): Division[] =>
    Array.from({ length: count }, (_, at) => list[Math.floor((at * list.length) / count)]!);
  const { mainUrbanStarted, started, certified } = DIVISIONS;
  const urban = some(of(true), mainUrbanStarted);
  const chosen = new Set(some(urban, certified));
  return [
    ...urban.map((place) => ({ place, mainUrban: true, certified: chosen.has(place) })),
    ...some(of(false), started - mainUrbanStarted).map((place) => ({ place, mainUrban: false, certified: false })),
  ];
}

const STAGES = ['SELF_ASSESSED', 'STREET_REVIEWED', 'COUNTY_CERTIFIED', 'CERTIFIED'] as const;

const communities = (geography: Geography): Step => {
  const all = creating(geography);
  const STEPS = STAGES.length + 1;
  return step(
    'communities',
    '充分就业社区',
    all.length,
    {
      full_employment_community: 'id synthetic region_id path state started_on certified_on valid_until',
      community_step: 'id synthetic community_id path on_day from_state to_state workforce employed',
    },
    (n) => {
      const { place, certified, mainUrban } = all[n]!;
      const random = dice(KIND.community, n);
      const started = mainUrban ? random.whole(-120, 150) : random.whole(250, LAST_DAY - 3);
      const done = certified ? random.whole(CERTIFIED_AFTER, LAST_DAY - 2) : null;
      const workforce = random.whole(400, 2_400);
      const employed = Math.ceil(workforce * (0.95 + random.next() * 0.04));
      const row = (at: number, on: number, from: string | null, to: string): Cell[] => {
        const counted = to === 'SELF_ASSESSED';
        return [
          idAt(KIND.step, n * STEPS + at),
          true,
          idAt(KIND.community, n),
          place.path,
          dayOf(on),
          from,
          to,
          counted ? workforce : null,
          counted ? employed : null,
        ];
      };
      const later =
        done === null
          ? []
          : STAGES.map((stage, at) => row(at + 1, done - (STAGES.length - 1 - at) * 7, at === 0 ? 'CREATING' : STAGES[at - 1]!, stage));
      const state = certified ? 'CERTIFIED' : 'CREATING';
      return {
        full_employment_community: [
          [
            idAt(KIND.community, n),
            true,
            place.id,
            place.path,
            state,
            dayOf(started),
            done === null ? null : dayOf(done),
            done === null ? null : dayOf(done + 365),
          ],
        ],
        community_step: [row(0, started, null, 'CREATING'), ...later],
      };
    },
  );
};

const UNCLEARED_SHARE = 0.05;

/** Zero-employment households: nearly all cleared by the work of a member who was placed. */
const households = (market: Market): Step => {
  const { people, totals } = market;
  const { counties } = people.geography;
  const uncleared = Math.round(totals.households * UNCLEARED_SHARE);
  const open = apportion(
    uncleared,
    counties.map(({ reservoir }, at) => (reservoir ? 0 : people.range(REGISTERED, at).size)),
  );
  const cleared = apportion(
    totals.households - uncleared,
    counties.map((_, at) => people.range(PLACED, at).size),
  );
  const members = (group: number, county: number, count: number): number[] => {
    const { start, size } = people.range(group, county);
    const urban = Array.from({ length: size }, (_, n) => start + n).filter((person) => !agricultural(person));
    return urban.slice(0, count);
  };
  const rows = counties.flatMap((county, at) => [
    ...members(PLACED, at, cleared[at]!).map((person) => ({ county, at, person, cleared: true })),
    ...members(REGISTERED, at, open[at]!).map((person) => ({ county, at, person, cleared: false })),
  ]);
  const STEPS = 4;
  return step(
    'households',
    '零就业家庭',
    rows.length,
    {
      household:
        'id synthetic region_id region_path family_size state since due_on card_number card_issued_on officer_id officer_since plan_aim plan_made_on step_count',
      household_member: 'id synthetic household_id region_path seeker_id relation standing joined_on',
      household_step: 'id synthetic household_id region_path number state taken_on due_on placement_id',
    },
    (n) => {
      const one = rows[n]!;
      const random = dice(KIND.household, n);
      const township = people.township(one.person);
      const place: Division = township.communities[n % Math.max(1, township.communities.length)] ?? township;
      const hired = one.cleared ? market.hired(one.person) : null;
      const recognised = hired ? Math.max(0, hired.hired - random.whole(3, 40)) : LAST_DAY - random.whole(5, 40);
      const declared = Math.max(0, recognised - 20);
      const assisted = hired ? Math.min(hired.hired, recognised + 2) : Math.min(LAST_DAY - 1, recognised + 2);
      const due = recognised + 90;
      const steps: [string, number, number | null][] = [
        ['DECLARED', declared, null],
        ['RECOGNISED', recognised, due],
        ['ASSISTED', assisted, due],
        ...(hired ? ([['CLEARED', hired.confirmed, null]] as [string, number, number | null][]) : []),
      ];
      const id = idAt(KIND.household, n);
      const [state, since] = [steps.at(-1)![0], steps.at(-1)![1]];
      return {
        household: [
          [
            id,
            true,
            place.id,
            place.path,
            random.whole(2, 5),
            state,
            dayOf(since),
            hired ? null : dayOf(due),
            `零〔2007〕${String(n + 1).padStart(5, '0')}`,
            dayOf(recognised),
            officerOf(one.at),
            dayOf(recognised),
            '至少一人就业',
            dayOf(assisted),
            steps.length,
          ],
        ],
        household_member: [[idAt(KIND.member, n), true, id, place.path, idAt(KIND.person, one.person), 'HEAD', 'WORKING_AGE', dayOf(declared)]],
        household_step: steps.map(([to, on, dueOn], at): Cell[] => [
          idAt(KIND.householdStep, n * STEPS + at),
          true,
          id,
          place.path,
          at + 1,
          to,
          dayOf(on),
          dueOn === null ? null : dayOf(dueOn),
          to === 'CLEARED' ? idAt(KIND.placement, one.person) : null,
        ]),
      };
    },
  );
};

/** Yearly targets of the city, divided among its counties by what each can do. */
const plans = (geography: Geography, totals: Totals): Step => {
  const { city, counties } = geography;
  const size = counties.map(({ townships }) => townships.length);
  const reservoir = counties.map(({ reservoir: is }, at) => (is ? size[at]! : 0));
  const wanted: [string, number, number[], number][] = [
    ['TRAINED', totals.trainedPlan, size, 30],
    ['TRANSFERRED_MAIN_URBAN', totals.mainUrbanPlan, reservoir, 20],
    ['TRANSFERRED_PARTNER', totals.partnerPlan, reservoir, 20],
    ['RESERVOIR_NEW_URBAN_EMPLOYMENT', totals.reservoirPlan, reservoir, 30],
  ];
  const parts = wanted.map(([, total, weights]) => apportion(total, weights));
  return step(
    'plans',
    '目标任务',
    counties.length + 1,
    {
      assessed_unit: 'id synthetic name kind region_id region_path',
      target_plan: 'id synthetic year unit_id unit_path parent_id state',
      target: 'id synthetic plan_id unit_path year indicator value weight',
    },
    (n) => {
      const place: Division | County = n === 0 ? city : counties[n - 1]!;
      const values = wanted.map(([, total], at) => (n === 0 ? total : parts[at]![n - 1]!));
      const plan = idAt(KIND.plan, n);
      return {
        assessed_unit: [[idAt(KIND.unit, n), true, `${place.name}人民政府`, 'GOVERNMENT', place.id, place.path]],
        target_plan: [[plan, true, 2007, idAt(KIND.unit, n), place.path, n === 0 ? null : idAt(KIND.plan, 0), n === 0 ? 'ALLOCATED' : 'ISSUED']],
        target: wanted.flatMap(([indicator, , , weight], at): Cell[][] =>
          values[at]! > 0 ? [[idAt(KIND.target, n * wanted.length + at), true, plan, place.path, 2007, indicator, values[at]!, weight]] : [],
        ),
      };
    },
  );
};

const MONTHS = 11;

/** What the same months of 2006 were, by county: rows of that year were not kept. */
const stored = (geography: Geography, totals: Totals): Step => {
  const { counties } = geography;
  const weights = counties.flatMap(({ townships, mainUrban }) => Array.from({ length: MONTHS }, () => townships.length * (mainUrban ? 1.6 : 1)));
  const before: [string, number][] = [
    ['VACANCY_NOTICES', totals.vacanciesBefore],
    ['REGISTRATIONS', totals.registrationsBefore],
    ['PLACED', totals.placementsBefore],
    ['INSURANCE_SUBSIDY', totals.insuranceBefore * 100],
    ['POST_SUBSIDY', totals.postBefore * 100],
  ];
  const parts = before.map(([, total]) => apportion(total, weights));
  return step(
    'before',
    '2006 年同期',
    counties.length * MONTHS,
    { stored_figure: 'id synthetic indicator region_id path month value source' },
    (n) => {
      const [county, month] = [counties[Math.floor(n / MONTHS)]!, (n % MONTHS) + 1];
      return {
        stored_figure: before.map(([indicator], at): Cell[] => [
          idAt(KIND.stored, n * before.length + at),
          true,
          indicator,
          county.id,
          county.path,
          `2006-${String(month).padStart(2, '0')}-01`,
          parts[at]![n]!,
          '由 2007 年就业再就业工作总结的增长率推算（演示）',
        ]),
      };
    },
  );
};

/** Reliefs are reported through September; all else follows by itself. */
const reported = (): Step =>
  step('reported', '报送截止日', 1, { reported_through: 'id synthetic source through_on' }, () => ({
    reported_through: [[idOf('reported', 'RELIEFS'), true, 'RELIEFS', '2007-09-30']],
  }));

export const officeSteps = (geography: Geography): Step[] => [officers(geography)];
export const civicSteps = (market: Market): Step[] => [
  communities(market.people.geography),
  households(market),
  plans(market.people.geography, market.totals),
  stored(market.people.geography, market.totals),
  reported(),
];
