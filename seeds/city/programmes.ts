import type { Cell } from '../../src/platform/database/copy.js';
import type { County } from './geography.js';
import { courseOf, type Market } from './market.js';
import { EARLIER, type People, PLACED, REGISTERED, UPGRADED } from './people.js';
import { apportion, dayOf, dice, idAt, KIND, LAST_DAY, seasonal } from './shape.js';
import { type Step, step } from './step.js';

type CourseKind = 'RE_EMPLOYMENT' | 'RURAL' | 'UPGRADING' | 'START_UP';

interface Trainee {
  readonly person: number;
  readonly kind: CourseKind;
  /** Number of the week whose Friday the examination is on. */
  readonly week: number;
  /** The placement that followed, −1 for none. */
  readonly placement: number;
  /** Of a business that was started. */
  readonly jobs: number;
}

const WEEK = 7;
/** 2007-01-05, the first Friday. */
const FIRST_FRIDAY = 4;
const WEEKS = Math.floor((LAST_DAY - FIRST_FRIDAY) / WEEK);
const examinedOn = (week: number): number => FIRST_FRIDAY + week * WEEK;
const SEATS = 50;
const TRACKED_DAYS = 181;

/** So many people of a group, of each county as many as its share is, from the front or the back. */
function people(of: People, group: number, count: number, back = false): number[] {
  const sizes = of.geography.counties.map((_, at) => of.range(group, at).size);
  return apportion(count, sizes).flatMap((part, at) => {
    const { start, size } = of.range(group, at);
    return Array.from({ length: part }, (_, n) => (back ? start + size - 1 - n : start + n));
  });
}

/** Everybody who was trained and examined in the year. */
function trainees(market: Market): Trainee[] {
  const { people: all, totals } = market;
  const anyWeek = (person: number): number =>
    Math.min(WEEKS, Math.max(0, Math.floor((seasonal(dice(KIND.enrolment, person)) - FIRST_FRIDAY) / WEEK)));
  const placed = Array.from({ length: totals.placements }, (_, n) => n).filter((n) => market.hired(n).hired >= FIRST_FRIDAY);
  const employed = spreadOver(placed, totals.trainedEmployed).map((person): Trainee => {
    const latest = Math.floor((market.hired(person).hired - FIRST_FRIDAY) / WEEK);
    const week = Math.max(0, latest - dice(KIND.enrolment, person).whole(0, 5));
    return { person, kind: courseOf(person), week, placement: person, jobs: 0 };
  });
  const others = people(all, REGISTERED, totals.trained - totals.trainedEmployed).map((person): Trainee => ({
    person,
    kind: courseOf(person),
    week: anyWeek(person),
    placement: -1,
    jobs: 0,
  }));
  const upgraded = people(all, UPGRADED, totals.upgraded).map((person): Trainee => ({
    person,
    kind: 'UPGRADING',
    week: anyWeek(person),
    placement: -1,
    jobs: 0,
  }));
  const jobs = apportion(
    totals.startupJobs - totals.startups,
    Array.from({ length: totals.startups }, (_, n) => 1 + dice(KIND.enrolment + 100, n).next() * 6),
  );
  const founders = people(all, REGISTERED, totals.startupTrained, true).map((person, n): Trainee => ({
    person,
    kind: 'START_UP',
    week: Math.min(anyWeek(person), WEEKS - 8),
    placement: -1,
    jobs: n < totals.startups ? jobs[n]! + 1 : 0,
  }));
  return [...employed, ...others, ...upgraded, ...founders];
}

/** So many of a list, evenly. */
const spreadOver = (list: readonly number[], count: number): number[] =>
  Array.from({ length: count }, (_, at) => list[Math.floor((at * list.length) / count)]!);

const TITLES: Readonly<Record<CourseKind, readonly string[]>> = {
  RE_EMPLOYMENT: ['家政服务', '计算机操作', '保安', '烹饪', '美容美发'],
  RURAL: ['缝纫', '建筑', '电子装配', '焊工', '餐饮服务'],
  UPGRADING: ['电工中级', '焊工中级', '数控车工', '砌筑工中级'],
  START_UP: ['SYB 创业培训'],
};
const TRACKING: Readonly<Record<CourseKind, number>> = {
  RE_EMPLOYMENT: TRACKED_DAYS,
  RURAL: TRACKED_DAYS,
  UPGRADING: TRACKED_DAYS,
  START_UP: TRACKED_DAYS,
};

interface Class {
  readonly kind: CourseKind;
  readonly county: County;
  readonly week: number;
  readonly trainees: readonly Trainee[];
}

function classes(market: Market): Class[] {
  const groups = Map.groupBy(trainees(market), ({ person, kind, week }) => `${market.people.countyOf(person)} ${kind} ${week}`);
  return [...groups.values()].flatMap((list) =>
    Array.from({ length: Math.ceil(list.length / SEATS) }, (_, at): Class => {
      const { kind, week, person } = list[0]!;
      return { kind, week, county: market.people.county(person), trainees: list.slice(at * SEATS, (at + 1) * SEATS) };
    }),
  );
}

const training = (market: Market): Step => {
  const all = classes(market);
  let before = 0;
  const starts = all.map(({ trainees: { length } }) => (before += length) - length);
  return step(
    'training',
    '培训',
    all.length,
    {
      training_class: 'id synthetic number title kind course institution_id institution_path seats class_hours starts_on ends_on examined_on state',
      training_enrolment:
        'id synthetic class_id kind seeker_id institution_id institution_path home_path enrolled_on state examined_on certificate_number tracking_until outcome_kind outcome_on outcome_licence_number outcome_jobs_created placement_id',
    },
    (n) => {
      const { kind, county, week, trainees: list } = all[n]!;
      const random = dice(KIND.class, n);
      const [exam, id, length] = [examinedOn(week), idAt(KIND.class, n), random.whole(10, 30)];
      const number = `P2007${String(n).padStart(5, '0')}`;
      const course = kind === 'START_UP' ? 'SYB' : null;
      return {
        training_class: [
          [
            id,
            true,
            number,
            random.pick(TITLES[kind]),
            kind,
            course,
            county.bureau,
            county.path,
            SEATS,
            random.whole(70, 160),
            dayOf(exam - length),
            dayOf(exam),
            dayOf(exam),
            'CLOSED',
          ],
        ],
        training_enrolment: list.map((one, at): Cell[] => {
          const passed = one.placement >= 0 || one.jobs > 0 || !dice(KIND.enrolment + 200, one.person).chance(0.05);
          const until = exam + TRACKING[kind];
          const outcome = one.placement >= 0 ? 'EMPLOYED' : one.jobs > 0 ? 'STARTED' : until < LAST_DAY ? 'NONE' : null;
          const on = one.placement >= 0 ? market.hired(one.placement).hired : one.jobs > 0 ? exam + random.whole(5, 50) : until;
          return [
            idAt(KIND.enrolment, starts[n]! + at),
            true,
            id,
            kind,
            idAt(KIND.person, one.person),
            county.bureau,
            county.path,
            county.path,
            dayOf(exam - length),
            passed ? 'PASSED' : 'FAILED',
            dayOf(exam),
            passed ? `${number}${String(at + 1).padStart(3, '0')}` : null,
            dayOf(until),
            outcome,
            outcome === null ? null : dayOf(on),
            one.jobs > 0 ? `5099${String(one.person).padStart(9, '0')}` : null,
            one.jobs > 0 ? one.jobs : null,
            one.placement >= 0 ? idAt(KIND.placement, one.placement) : null,
          ];
        }),
      };
    },
  );
};

/** People of the reservoir counties who left: some who are placed, more who are only registered. */
const transfers = (market: Market): Step => {
  const { people: all, totals } = market;
  const { counties } = all.geography;
  const urban = counties.filter((one) => one.mainUrban);
  const share = (county: County, at: number): number => (county.reservoir ? all.range(PLACED, at).size + all.range(REGISTERED, at).size : 0);
  const parts = { main: apportion(totals.toMainUrban, counties.map(share)), partner: apportion(totals.toPartner, counties.map(share)) };
  const leaving = counties.flatMap((county, at) => {
    const count = parts.main[at]! + parts.partner[at]!;
    const placed = all.range(PLACED, at);
    const some = Math.min(placed.size, Math.floor(count * 0.4));
    const others = all.range(REGISTERED, at);
    if (count - some > others.size) throw new Error(`${county.name} has not so many people`);
    return Array.from({ length: count }, (_, n) => ({
      county,
      person: n < some ? placed.start + n : others.start + others.size - 1 - (n - some),
      toMain: n % count < parts.main[at]!,
      at: n,
    }));
  });
  return step(
    'transfers',
    '劳务输出',
    leaving.length,
    {
      transfer:
        'id synthetic seeker_id institution_id institution_path origin_id origin_path destination_id destination_path self_organised state departed_on arrived_on ended_on reason',
    },
    (n) => {
      const { county, person, toMain } = leaving[n]!;
      const random = dice(KIND.transfer, n);
      const destination = toMain ? random.pick(urban.filter((one) => one.id !== county.id)) : random.pick(county.partners);
      const left = Math.min(seasonal(random), LAST_DAY - 3);
      const arrived = left + random.whole(0, 3);
      const back = random.chance(0.04) && arrived + 30 < LAST_DAY;
      const ended = back ? dayOf(random.whole(arrived + 20, LAST_DAY - 1)) : null;
      return {
        transfer: [
          [
            idAt(KIND.transfer, n),
            true,
            idAt(KIND.person, person),
            county.bureau,
            county.path,
            county.id,
            county.path,
            destination.id,
            destination.path,
            true,
            back ? 'RETURNED' : 'ON_POST',
            dayOf(left),
            dayOf(arrived),
            ended,
            back ? '家中有事' : null,
          ],
        ],
      };
    },
  );
};

/** The register of employment: in the reservoir area whoever is counted and those who left work by age or death; elsewhere the placed. */
const employments = (market: Market): Step => {
  const { people: all, totals } = market;
  const { counties } = all.geography;
  const shares = (of: (at: number) => number): number[] => counties.map((county, at) => (county.reservoir ? of(at) : 0));
  const began = apportion(
    totals.reservoirJobs + totals.attrition,
    shares((at) => all.range(PLACED, at).size + all.range(REGISTERED, at).size),
  );
  const ended = apportion(
    totals.attrition,
    shares((at) => all.range(EARLIER, at).size),
  );
  const elsewhere = apportion(
    totals.otherJobs,
    counties.map(({ reservoir }, at) => (reservoir ? 0 : all.range(PLACED, at).size)),
  );
  const rows = counties.flatMap((county, at) => {
    const [placed, others, old] = [all.range(PLACED, at), all.range(REGISTERED, at), all.range(EARLIER, at)];
    const count = county.reservoir ? began[at]! : Math.min(elsewhere[at]!, placed.size);
    const hired = Math.min(placed.size, count);
    if (count - hired > others.size || ended[at]! > old.size) throw new Error(`${county.name} has not so many people`);
    return [
      ...Array.from({ length: count }, (_, n) => ({
        county,
        person: n < hired ? placed.start + n : others.start + n - hired,
        hired: n < hired,
        left: false,
      })),
      ...Array.from({ length: ended[at]! }, (_, n) => ({ county, person: old.start + n, hired: false, left: true })),
    ];
  });
  return step(
    'employment',
    '就业登记',
    rows.length,
    {
      employment:
        'id synthetic seeker_id kind employer_id placement_id institution_id institution_path urban started_on contract_months registered_on due_on ending_on ending_cause ending_registered_on ending_due_on',
    },
    (n) => {
      const { county, person, hired, left } = rows[n]!;
      const random = dice(KIND.employment, n);
      const day = hired ? market.hired(person).hired : left ? -random.whole(200, 2_000) : Math.min(seasonal(random), LAST_DAY - 5);
      const end = random.whole(0, LAST_DAY - 16);
      const kind = hired ? 'EMPLOYED' : random.pick(['SELF_EMPLOYED', 'FLEXIBLE', 'FLEXIBLE']);
      const told = Math.min(LAST_DAY, day + random.whole(0, 20));
      return {
        employment: [
          [
            idAt(KIND.employment, n),
            true,
            idAt(KIND.person, person),
            kind,
            hired ? idAt(KIND.employer, market.employerOf(market.vacancyOf(person))) : null,
            hired ? idAt(KIND.placement, person) : null,
            county.bureau,
            county.path,
            true,
            dayOf(day),
            hired ? 12 : null,
            dayOf(told),
            dayOf(day + 30),
            left ? dayOf(end) : null,
            left ? (random.chance(0.8) ? 'RETIRED' : 'DECEASED') : null,
            left ? dayOf(end + random.whole(0, 14)) : null,
            left ? dayOf(end + 15) : null,
          ],
        ],
      };
    },
  );
};

const CAUSES = ['LAID_OFF', 'CONTRACT_ENDED', 'NEVER_WORKED', 'EMPLOYER_CLOSED', 'LAND_LOST'] as const;

/** Registered unemployed: people of the other counties who are registered as seekers and not placed. */
const unemployments = ({ people: all, totals }: Market): Step => {
  const { counties } = all.geography;
  const rows = apportion(
    totals.unemployed,
    counties.map(({ reservoir }, at) => (reservoir ? 0 : all.range(REGISTERED, at).size)),
  ).flatMap((count, at) => Array.from({ length: count }, (_, n) => ({ county: counties[at]!, person: all.range(REGISTERED, at).start + n })));
  return step(
    'unemployment',
    '失业登记',
    rows.length,
    { unemployment: 'id synthetic seeker_id institution_id institution_path cause registered_on last_contact_on state' },
    (n) => {
      const { county, person } = rows[n]!;
      const random = dice(KIND.unemployment, n);
      const day = seasonal(random);
      const contact = Math.max(day, LAST_DAY - random.whole(5, 100));
      return {
        unemployment: [
          [
            idAt(KIND.unemployment, n),
            true,
            idAt(KIND.person, person),
            county.bureau,
            county.path,
            random.pick(CAUSES),
            dayOf(day),
            dayOf(contact),
            'REGISTERED',
          ],
        ],
      };
    },
  );
};

export const programmeSteps = (market: Market): Step[] => [training(market), transfers(market), employments(market), unemployments(market)];
export { people as someOf };
