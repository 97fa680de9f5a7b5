import { ref } from '@mikro-orm/core';
import { Random } from '../../seeds/random.js';
import { Institution } from '../../src/modules/institutions/institution.js';
import { Region } from '../../src/modules/regions/region.js';
import { regionByCode } from '../../src/modules/regions/region.queries.js';
import { Registration, Seeker } from '../../src/modules/seekers/seeker.js';
import { sealPerson } from '../../src/modules/seekers/person.js';
import { Wish } from '../../src/modules/seekers/wish.js';
import { Employer } from '../../src/modules/vacancies/employer.js';
import { Conditions, EDUCATION_RANK, type Education, Pay, Requirements, type Shift } from '../../src/modules/vacancies/terms.js';
import { groupOf } from '../../src/modules/vacancies/trades.js';
import { Vacancy } from '../../src/modules/vacancies/vacancy.js';
import { plusDays } from '../../src/platform/clock/clock.js';
import { syntheticResidentId } from '../../src/platform/privacy/resident-id.js';
import type { TestApp } from './app.js';

const TRADES = ['6-18-02-04', '6-18-02-04', '6-18-02-04', '4-07-05-01', '4-10-01-06', '4-10-01-05'];
const PLACES = ['310000', '500103', '500101', '330100', '440300'];
const WIDE = ['500000', '310000', '330000', '500000', '100000'];
const SHIFTS: Shift[] = ['DAY', 'TWO_SHIFT', 'THREE_SHIFT'];
const LEVELS: Education[] = ['NONE', 'PRIMARY', 'JUNIOR_HIGH', 'JUNIOR_HIGH', 'SENIOR_HIGH'];
const CERTIFICATES = ['特种作业操作证', '健康证', '叉车证'];
/** Asked for by few, alone or beside a common one; no seeker holds them. */
const RARE = ['会计证', '护士执业证', '保安员证'];

/** What the rules look at, as the generator made it: the oracle in memory needs no database. */
export interface Pairable {
  vacancies: Vacancy[];
  seekers: { seeker: Seeker; registration: Registration }[];
  day: string;
}

export const WORLD_SEED = 4_711;

export async function generatedWorld(app: TestApp, count: number, day: string): Promise<Pairable> {
  const random = new Random(WORLD_SEED);
  const em = app.owner.em.fork();
  const region = regionByCode('500101');
  const institution = Object.assign(new Institution(), {
    name: '生成机构',
    kind: 'PUBLIC_EMPLOYMENT_SERVICE',
    region: ref(Region, region.id),
    regionPath: region.path,
    networkMember: true,
  });
  const employer = Object.assign(new Employer(), {
    name: '生成单位',
    licenceNumber: '5001010000001',
    region: ref(Region, region.id),
    regionPath: region.path,
    state: 'VERIFIED',
  });
  em.persist([institution, employer]);
  const vacancies = Array.from({ length: count }, (_, at): Vacancy => {
    const place = regionByCode(random.pick(PLACES));
    const occupationCode = random.chance(0.04) ? null : random.pick(TRADES);
    const education = random.pick(LEVELS);
    const from = random.whole(20, 70) * 10_000;
    const stated = random.chance(0.9);
    const filled = random.chance(0.12);
    const over = random.chance(0.15);
    const sexLimit = random.chance(0.1) ? random.pick(['MALE', 'FEMALE'] as const) : null;
    return Object.assign(new Vacancy(), {
      title: '生成岗位',
      employer: ref(employer),
      institution: ref(institution),
      institutionPath: region.path,
      region: ref(Region, place.id),
      placePath: place.path,
      occupationCode,
      tradeGroup: groupOf(occupationCode),
      headCount: 3,
      hiredCount: filled ? 3 : 0,
      pay: Object.assign(new Pay(), {
        period: 'MONTH',
        basis: 'TIME',
        negotiable: !stated,
        ...(stated ? { from: BigInt(from), to: BigInt(from + 150_000), monthlyFrom: BigInt(from), monthlyTo: BigInt(from + 150_000) } : {}),
      }),
      requirements: Object.assign(new Requirements(), {
        ageMin: random.chance(0.7) ? random.whole(16, 25) : null,
        ageMax: random.chance(0.7) ? random.whole(35, 55) : null,
        sexLimit,
        sexLimitGround: sexLimit && '《女职工劳动保护特别规定》附录',
        education,
        educationRank: EDUCATION_RANK[education],
        certificates: [...(random.chance(0.35) ? [random.pick(CERTIFICATES)] : []), ...(at % 8 === 5 ? [RARE[at % RARE.length]!] : [])],
      }),
      conditions: Object.assign(new Conditions(), {
        shift: random.chance(0.8) ? random.pick(SHIFTS) : null,
        lodging: random.pick([true, false, null]),
        board: random.pick([true, null]),
      }),
      validFrom: plusDays(day, -30),
      validUntil: plusDays(day, over ? -random.whole(1, 20) : random.whole(0, 40)),
      state: filled ? 'FILLED' : 'OPEN',
      openedAt: new Date(),
      source: 'GENERATED',
    });
  });
  const seekers = Array.from({ length: count }, (_, at) => {
    const occupations = [...new Set([random.pick(TRADES), random.pick(TRADES)])];
    const places = [...new Set([random.pick(random.chance(0.6) ? WIDE : PLACES), random.pick(PLACES)])].map(regionByCode);
    const education = random.pick(LEVELS.slice(1));
    const birthOn = plusDays(day, -random.whole(17 * 365, 58 * 365));
    const seeker = Object.assign(new Seeker(), {
      name: `求职${at}`,
      sex: random.pick(['MALE', 'FEMALE'] as const),
      birthOn,
      idNumberMasked: '5***************00',
      region: ref(Region, region.id),
      regionPath: region.path,
      education,
      educationRank: EDUCATION_RANK[education],
      certificates: CERTIFICATES.filter(() => random.chance(0.6)),
      wish: Object.assign(new Wish(), {
        occupations,
        tradeGroups: [...new Set(occupations.map((code) => groupOf(code) as string))],
        anyTrade: random.chance(0.25),
        places: places.map((one) => one.code),
        placePaths: places.map((one) => one.path),
        wageFloor: random.chance(0.85) ? BigInt(random.whole(20, 60) * 10_000) : null,
        lodging: random.chance(0.5),
        board: random.chance(0.3),
        shifts: random.chance(0.35) ? [] : SHIFTS.filter(() => random.chance(0.75)),
      }),
    });
    const registration = Object.assign(new Registration(), {
      seeker: ref(seeker),
      institution: ref(institution),
      institutionPath: region.path,
      registeredOn: plusDays(day, -60),
      validUntil: plusDays(day, random.chance(0.1) ? -1 : 30),
      state: random.chance(0.1) ? 'SUSPENDED' : 'ACTIVE',
    });
    const [key, secret] = sealPerson(app.application.platform.vault.keys, seeker, { idNumber: syntheticResidentId(at, birthOn, 'MALE') });
    em.persist([seeker, registration, key, secret]);
    return { seeker, registration };
  });
  em.persist(vacancies);
  await em.flush();
  return { vacancies, seekers, day };
}
