import { ref } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { type CommunityState, CommunityStep, FullEmploymentCommunity } from '../src/modules/communities/community.js';
import { LedgerCheck } from '../src/modules/communities/ledger.js';
import type { Institution } from '../src/modules/institutions/institution.js';
import { Region } from '../src/modules/regions/region.js';
import type { Seeker } from '../src/modules/seekers/seeker.js';
import { AssessedUnit, Target, TargetPlan } from '../src/modules/targets/target.js';
import { type ClassState, type CourseKind, OPEN_TO, type StartUpCourse, TrainingClass } from '../src/modules/training/class.js';
import { type EnrolmentState, TrainingEnrolment, TrainingOutcome } from '../src/modules/training/enrolment.js';
import { TrainingSubsidy } from '../src/modules/training/subsidy.js';
import { plusDays, plusMonths } from '../src/platform/clock/clock.js';
import type { Random } from './random.js';
import { idOf } from './regions.js';

interface Place {
  id: string;
  code: string;
  path: string;
  level: string;
  name: string;
}

export interface ProgrammeWorld {
  places: readonly Place[];
  /** Public employment services by the path of their division. */
  offices: ReadonlyMap<string, Institution>;
  seekers: readonly Seeker[];
  random: Random;
  day: string;
}

const made = { synthetic: true };

const CLASSES: readonly [title: string, kind: CourseKind, course: StartUpCourse | null, hours: number, daysAgo: number, state: ClassState][] = [
  ['缝纫工技能培训', 'RURAL', null, 80, 120, 'CLOSED'],
  ['家政服务员培训', 'RE_EMPLOYMENT', null, 60, 90, 'CLOSED'],
  ['SYB 创业培训', 'START_UP', 'SYB', 70, 100, 'CLOSED'],
  ['焊工技能提升', 'UPGRADING', null, 40, 60, 'EXAMINED'],
  ['电子装接工培训', 'RURAL', null, 60, 5, 'RUNNING'],
  ['养老护理员培训', 'RE_EMPLOYMENT', null, 80, -10, 'ENROLLING'],
  ['GYB 创业培训', 'START_UP', 'GYB', 24, -20, 'PLANNED'],
];
const COUNTIES = ['500101', '500102', '500154'];
const MOST_TRAINEES = 12;

/** Classes of three counties in every state, with the people they are for. */
function training(em: EntityManager, { places, offices, seekers, random, day }: ProgrammeWorld): void {
  for (const [countyAt, code] of COUNTIES.entries()) {
    const county = places.find((one) => one.code === code)!;
    const institution = offices.get(county.path)!;
    const residents = seekers.filter((one) => one.regionPath === county.path);
    for (const [at, [title, kind, course, classHours, daysAgo, state]] of CLASSES.entries()) {
      const startsOn = plusDays(day, -daysAgo);
      const endsOn = plusDays(startsOn, 20);
      const examined = state === 'CLOSED' || state === 'EXAMINED';
      const values = { number: `${code}-${day.slice(0, 4)}-${at + 1}`, title, kind, course, classHours, seats: 30, startsOn, endsOn, state };
      const one = Object.assign(new TrainingClass(), made, values, {
        id: idOf('training-class', code, at),
        institution: ref(institution),
        institutionPath: institution.regionPath,
        examinedOn: examined ? endsOn : null,
      });
      em.persist(one);
      if (state === 'PLANNED') continue;
      const { situations, agricultural } = OPEN_TO[kind];
      const fit = residents.filter((person) => (!situations || situations.includes(person.situation)) && (!agricultural || person.agricultural));
      for (const [index, seeker] of fit.slice(0, MOST_TRAINEES).entries()) trainee(em, one, seeker, `${countyAt}-${at}-${index}`, random);
    }
  }
}

function trainee(em: EntityManager, one: TrainingClass, seeker: Seeker, key: string, random: Random): void {
  const { examinedOn, kind, institution, institutionPath } = one;
  const passed = random.chance(0.9);
  const state: EnrolmentState = examinedOn === null ? 'ENROLLED' : passed ? 'PASSED' : 'FAILED';
  const started = examinedOn !== null && kind === 'START_UP' && random.chance(0.4);
  const enrolment = Object.assign(new TrainingEnrolment(), made, {
    id: idOf('training-enrolment', key),
    class: ref(one),
    kind,
    seeker: ref(seeker),
    institution,
    institutionPath,
    homePath: seeker.regionPath,
    enrolledOn: plusDays(one.startsOn, -3),
    state,
    examinedOn,
    trackingUntil: examinedOn && plusMonths(examinedOn, 6),
    certificateNumber: state === 'PASSED' ? `PX-${key}` : null,
    outcome: started
      ? Object.assign(new TrainingOutcome(), {
          kind: 'STARTED',
          on: plusDays(examinedOn, 10),
          licenceNumber: `5001016${key.replaceAll('-', '').padStart(8, '0')}`,
          jobsCreated: random.whole(1, 9),
        })
      : new TrainingOutcome(),
  });
  em.persist(enrolment);
  if (!started || state !== 'PASSED' || one.course !== 'SYB') return;
  const subsidy = {
    seeker: ref(seeker),
    institution,
    institutionPath,
    kind,
    year: Number(examinedOn.slice(0, 4)),
    amount: 100_000n,
    state: 'APPLIED',
  };
  em.persist(Object.assign(new TrainingSubsidy(), made, { id: idOf('training-subsidy', key), enrolment: ref(enrolment), ...subsidy }));
}

const TARGETS: readonly [indicator: string, city: bigint, county: bigint, weight: number][] = [
  ['REGISTRATIONS', 450n, 15n, 30],
  ['VACANCY_NOTICES', 1_000n, 30n, 30],
  ['POST_TRAINING_EMPLOYMENT_RATE', 6_500n, 6_500n, 10],
  ['NEW_URBAN_EMPLOYMENT', 12n, 1n, 10],
  ['ZERO_EMPLOYMENT_HOUSEHOLD_PLACEMENT_RATE', 10_000n, 10_000n, 10],
  ['LOAN_RECOVERY_RATE', 9_500n, 9_500n, 10],
];

/** The targets of the year: of the city, of every county's government, and of the two pilot districts. */
function targets(em: EntityManager, { places, day }: ProgrammeWorld): void {
  const year = Number(day.slice(0, 4));
  const unitOf = (place: Place, name: string): AssessedUnit =>
    Object.assign(new AssessedUnit(), made, {
      id: idOf('assessed-unit', place.code),
      name,
      kind: 'GOVERNMENT',
      region: ref(Region, place.id),
      regionPath: place.path,
    });
  const plan = (unit: AssessedUnit, more: Partial<TargetPlan>, numbers: (one: (typeof TARGETS)[number]) => bigint): TargetPlan => {
    const row = Object.assign(
      new TargetPlan(),
      made,
      { id: idOf('target-plan', unit.id, more.programme ?? 'GENERAL'), year, unit: ref(unit), unitPath: unit.regionPath },
      more,
    );
    em.persist(row);
    for (const target of TARGETS) {
      const [indicator, , , weight] = target;
      const values = {
        id: idOf('target', row.id, indicator),
        plan: ref(row),
        unitPath: unit.regionPath,
        year,
        indicator,
        value: numbers(target),
        weight,
      };
      em.persist(Object.assign(new Target(), made, values));
    }
    return row;
  };
  const city = places.find((one) => one.code === '500000')!;
  const root = plan(unitOf(city, '重庆市人民政府'), { state: 'ALLOCATED' }, ([, whole]) => whole);
  for (const county of places.filter((one) => one.level === 'COUNTY' && one.code.startsWith('50'))) {
    const unit = unitOf(county, `${county.name}人民政府`);
    em.persist(unit);
    plan(unit, { state: 'ISSUED', parent: ref(root) }, ([, , part]) => part);
    if (county.code === '500106' || county.code === '500112') plan(unit, { state: 'ISSUED', programme: 'PILOT' }, ([, , part]) => part);
  }
}

/** Of a hundred communities 47 started; of those of the main urban area a third is certified, of the others few. */
const STARTED = 47;
const MAIN_URBAN = new Set(['500103', '500104', '500105', '500106', '500107', '500108', '500109', '500112', '500113']);
const STATES: readonly CommunityState[] = ['CREATING', 'CREATING', 'SELF_ASSESSED', 'STREET_REVIEWED', 'COUNTY_CERTIFIED', 'SPOT_CHECKED'];

function communities(em: EntityManager, { places, day }: ProgrammeWorld): void {
  const all = places.filter((one) => one.level === 'COMMUNITY' && one.code.startsWith('50')).toSorted((a, b) => (a.code < b.code ? -1 : 1));
  for (const [at, place] of all.entries()) {
    const urban = MAIN_URBAN.has(place.code.slice(0, 6));
    const rank = (at * 37) % 100;
    if (rank >= (urban ? 60 : STARTED - 4)) continue;
    const certified = rank < (urban ? 34 : 5);
    const state = certified ? 'CERTIFIED' : STATES[at % STATES.length]!;
    const values = {
      id: idOf('full-employment', place.code),
      region: ref(Region, place.id),
      path: place.path,
      state,
      startedOn: plusDays(day, -300),
    };
    const certificate = certified ? { certifiedOn: plusDays(day, -40), validUntil: plusMonths(plusDays(day, -40), 12) } : {};
    const one = Object.assign(new FullEmploymentCommunity(), made, values, certificate);
    em.persist(one);
    if (state === 'CREATING') continue;
    const workforce = 400 + ((at * 53) % 900);
    const step = {
      id: idOf('community-step', place.code),
      community: ref(one),
      path: place.path,
      onDay: plusDays(day, -60),
      fromState: 'CREATING',
      toState: 'SELF_ASSESSED',
    };
    em.persist(Object.assign(new CommunityStep(), made, step, { note: '入户登记册', workforce, employed: Math.ceil(workforce * 0.96) }));
  }
}

/** Some of the people without work were visited of late. */
function ledgers(em: EntityManager, { seekers, day }: ProgrammeWorld): void {
  for (const [at, seeker] of seekers.filter((one) => one.situation === 'UNEMPLOYED' || one.situation === 'LAID_OFF').entries()) {
    if (at % 3 === 0) continue;
    const check = { id: idOf('ledger-check', at), source: 'LAID_OFF_AND_UNEMPLOYED', entry: seeker.id, seeker: ref(seeker), path: seeker.regionPath };
    em.persist(Object.assign(new LedgerCheck(), made, check, { verifiedOn: plusDays(day, -((at * 7) % 120)) }));
  }
}

/** Training, yearly targets, full-employment communities and what of the ledgers was verified. */
export async function seedProgrammes(em: EntityManager, world: ProgrammeWorld): Promise<void> {
  for (const part of [training, targets, communities, ledgers]) {
    part(em, world);
    await em.flush();
  }
}
