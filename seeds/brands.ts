import { ref } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { BrandMember, type BrandState, LabourBase, LabourBrand } from '../src/modules/agencies/brand.js';
import { Participant } from '../src/modules/agencies/participant.js';
import type { Institution } from '../src/modules/institutions/institution.js';
import { Licence } from '../src/modules/institutions/licence.js';
import { Region } from '../src/modules/regions/region.js';
import type { Seeker } from '../src/modules/seekers/seeker.js';
import { plusDays } from '../src/platform/clock/clock.js';
import type { KnownPlace } from './people.js';
import type { Random } from './random.js';
import { idOf } from './regions.js';

/** Brands that the press of 2005–2023 names (domain notes 3.12); what is told of them here is generated. */
const BRANDS: readonly { name: string; county: string; occupation: string; destination: string; state: BrandState }[] = [
  { name: '石龙技工', county: '500113', occupation: '6-18-02-04', destination: '500000', state: 'RECOGNISED' },
  { name: '忠州缝纫', county: '500233', occupation: '6-05-01-03', destination: '330400', state: 'REGISTERED' },
  { name: '良玉家政', county: '500240', occupation: '4-10-01-06', destination: '310000', state: 'CULTIVATING' },
  { name: '巫山建工', county: '500237', occupation: '6-29-01-01', destination: '440300', state: 'RECOGNISED' },
  { name: '云阳面工', county: '500235', occupation: '4-03-02-02', destination: '440000', state: 'RECOGNISED' },
  { name: '三峡幺妹', county: '500230', occupation: '4-10-01-06', destination: '500103', state: 'REGISTERED' },
];
const MOST_MEMBERS = 12;
const PARTICIPANTS = 12;

/** Licences in force for the agencies, one of them about to end. */
export function seedLicences(em: EntityManager, agencies: readonly Institution[], day: string): void {
  agencies.forEach((agency, at) =>
    em.persist(
      Object.assign(new Licence(), {
        id: idOf('licence', at),
        synthetic: true,
        institution: ref(agency),
        institutionPath: agency.regionPath,
        number: `渝人服证字 ${String(at + 1).padStart(6, '0')}`,
        staffCount: 5 + at,
        premises: '演示大厦 1 层',
        capital: 50_000_000n,
        appliedOn: plusDays(day, -400),
        validFrom: plusDays(day, -380),
        validUntil: plusDays(day, at === 0 ? 900 : 20),
        state: 'LICENSED',
      }),
    ),
  );
}

interface People {
  seekers: readonly Seeker[];
  places: ReadonlyMap<string, KnownPlace>;
  broker: Institution;
}

/** Brands with their training bases and members, and people of the "Two Thousands" programme. */
export function seedBrands(em: EntityManager, random: Random, { seekers, places, broker }: People, day: string): void {
  for (const [at, one] of BRANDS.entries()) {
    const county = places.get(one.county)!;
    const shared = { synthetic: true, county: ref(Region, county.id), countyPath: county.path };
    const base = Object.assign(new LabourBase(), shared, {
      id: idOf('base', at),
      name: `${one.name}培训基地`,
      kind: 'TRAINING',
      place: ref(Region, county.id),
      capacity: random.whole(60, 400),
    });
    const brand = Object.assign(new LabourBrand(), shared, {
      id: idOf('brand', at),
      name: one.name,
      occupationCode: one.occupation,
      destination: ref(Region, places.get(one.destination)!.id),
      trainingBase: ref(base),
      trademarkNumber: one.state === 'CULTIVATING' ? null : `S${String(9_000_000 + at)}`,
      state: one.state,
    });
    const members = seekers.filter((seeker) => seeker.regionPath === county.path).slice(0, MOST_MEMBERS);
    em.persist([base, brand, ...members.map((seeker, index) => member(random, brand, seeker, `${at}-${index}`, day))]);
  }
  const resettlers = seekers.filter((seeker) => seeker.resettler !== 'NONE').slice(0, PARTICIPANTS);
  resettlers.forEach((seeker, at) => em.persist(participant(seeker, broker, places, at, day)));
}

function member(random: Random, brand: LabourBrand, seeker: Seeker, key: string, day: string): BrandMember {
  return Object.assign(new BrandMember(), {
    id: idOf('member', key),
    synthetic: true,
    brand: ref(brand),
    countyPath: brand.countyPath,
    seeker: ref(seeker),
    joinedOn: plusDays(day, -random.whole(30, 900)),
    yearlyIncome: random.chance(0.7) ? BigInt(random.whole(28_000, 66_000) * 100) : null,
  });
}

function participant(seeker: Seeker, broker: Institution, places: ReadonlyMap<string, KnownPlace>, at: number, day: string): Participant {
  const county = [...places.values()].find((place) => place.path === seeker.regionPath)!;
  const kind = at % 2 === 0 ? 'LEAD_RESETTLER' : 'LABOUR_BROKER';
  const certified = at % 3 !== 0;
  return Object.assign(new Participant(), {
    id: idOf('participant', at),
    synthetic: true,
    kind,
    seeker: ref(seeker),
    institution: kind === 'LABOUR_BROKER' ? ref(broker) : null,
    county: ref(Region, county.id),
    countyPath: county.path,
    year: Number(day.slice(0, 4)),
    trainedOn: certified ? plusDays(day, -60) : null,
    certifiedOn: certified ? plusDays(day, -40) : null,
    state: certified ? 'CERTIFIED' : 'SELECTED',
  });
}
