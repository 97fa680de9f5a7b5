import { ref } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Agreement, AgreementParty, AgreementTerms } from '../src/modules/agreements/agreement.js';
import { partnerOf } from '../src/modules/agreements/agreement.service.js';
import { type DestinationKind, Plan } from '../src/modules/agreements/plan.js';
import type { Institution } from '../src/modules/institutions/institution.js';
import { confirmReservations, postPlaces, reserveQuotas, shift } from '../src/modules/quotas/ledger.js';
import { Quota } from '../src/modules/quotas/quota.js';
import { PartnerRegion, Region } from '../src/modules/regions/region.js';
import { plusDays } from '../src/platform/clock/clock.js';
import type { KnownPlace } from './people.js';
import type { Random } from './random.js';
import { idOf } from './regions.js';

/** Pairs that sources name (domain: paired support), as county, region, places offered a year. */
const CONFIRMED = [
  ['500101', '310000', 15],
  ['500101', '330000', 24],
  ['500102', '330000', 28],
  ['500237', '440000', 19],
  ['500237', '440300', 9],
  ['500233', '370000', 16],
  ['500233', '210100', 6],
  ['500112', '340000', 7],
  ['500238', '220000', 13],
] as const;
/** Counties whose partner is not known: pairs made up for the demonstration, and marked so. */
const MADE_UP = [
  ['500240', '320000', 11],
  ['500156', '360000', 9],
  ['500115', '330000', 8],
  ['500113', '350000', 5],
  ['500116', '440000', 10],
] as const;
/** A main urban district supports a reservoir county; the one pair that is confirmed, for 2023. */
const INTRA_CITY = [['500236', '500106', 14]] as const;
export const partnersOf = (county: string): string[] => [...CONFIRMED, ...MADE_UP].flatMap(([home, region]) => (home === county ? [region] : []));
const TRADES = ['6-18-02-04', '6-05-01-03', '6-25-04-07', '4-10-01-06', '4-07-05-01'];
/** Persons by county, of the size of this small world and a little more in sum than the city asks for: to the main urban districts, to partner regions. */
const TARGETS: Readonly<Record<string, readonly [number, number]>> = {
  '500101': [3, 7],
  '500102': [2, 6],
  '500112': [3, 6],
  '500113': [2, 5],
  '500115': [3, 9],
  '500116': [2, 5],
  '500154': [8, 3],
  '500156': [3, 8],
  '500230': [9, 2],
  '500233': [3, 6],
  '500235': [12, 3],
  '500236': [7, 2],
  '500237': [3, 10],
  '500238': [2, 5],
  '500240': [3, 5],
};
const PLANNED: Readonly<Record<DestinationKind, number>> = { MAIN_URBAN: 60, PARTNER: 80 };
const HOLD_DAYS = 20;
const DIVIDED = '500101 330000';
const PART = 6;

export interface PlacesScene {
  readonly places: ReadonlyMap<string, KnownPlace>;
  /** The public employment service of a county, by its path. */
  readonly offices: ReadonlyMap<string, Institution>;
  readonly agency: Institution;
  readonly random: Random;
  readonly day: string;
}

const synthetic = <T extends object>(row: T, values: Partial<Record<keyof T, unknown>>): T => Object.assign(row, values, { synthetic: true });

/** Agreements of the pairs, plans of the running year, and places with some of them reserved. */
export async function seedPlaces(
  em: EntityManager,
  scene: PlacesScene,
): Promise<{ agreement: string; plan: string; quota: string; reservation: string }> {
  for (const [county, partner] of MADE_UP) {
    const [home, region] = [scene.places.get(county)!, scene.places.get(partner)!];
    em.persist(
      synthetic(new PartnerRegion(), {
        id: idOf('partner', county, partner),
        county: ref(Region, home.id),
        partner: ref(Region, region.id),
        confidence: 'SYNTHETIC',
      }),
    );
  }
  await em.flush();
  const agreements = new Map<string, Agreement>();
  for (const [county, region] of [...CONFIRMED, ...MADE_UP, ...INTRA_CITY])
    agreements.set(`${county} ${region}`, await agreement(em, scene, county, region));
  await em.flush();
  const plan = seedPlans(em, scene);
  await em.flush();
  let reservation = '';
  for (const [county, region, count] of [...CONFIRMED, ...MADE_UP, ...INTRA_CITY]) {
    const { quota, free } = await offer(em, scene, agreements.get(`${county} ${region}`)!, count);
    const held = await hold(em, scene.random, quota, free);
    reservation ||= held;
  }
  const [county, region] = CONFIRMED[0];
  return { agreement: agreements.get(`${county} ${region}`)!.id, plan, quota: idOf('quota', county, region), reservation };
}

async function agreement(em: EntityManager, { places, offices, random, day }: PlacesScene, county: string, region: string): Promise<Agreement> {
  const [sending, receiving] = [places.get(county)!, places.get(region)!];
  const year = Number(day.slice(0, 4));
  const partner = await partnerOf(em, sending, receiving);
  const inCity = receiving.path.startsWith('/100000/500000/');
  const row = synthetic(new Agreement(), {
    id: idOf('agreement', county, region),
    title: `${sending.name}—${receiving.name}劳务合作协议`,
    sendingCounty: ref(Region, sending.id),
    sendingPath: sending.path,
    receivingRegion: ref(Region, receiving.id),
    receivingPath: receiving.path,
    scope: inCity ? 'INTRA_CITY' : 'INTER_PROVINCE',
    partner: partner && ref(PartnerRegion, partner),
    trades: `${county} ${region}` === DIVIDED ? [] : TRADES.filter(() => random.chance(0.6)),
    terms: Object.assign(new AgreementTerms(), {
      trainingDays: random.pick([7, 10, 15]),
      trainingBy: 'SENDING_SIDE',
      travelBy: inCity ? 'WORKER' : 'EMPLOYER',
      dormitory: true,
      minimumWage: BigInt(random.whole(22, 30) * 10_000),
    }),
    validFrom: `${year}-01-01`,
    validUntil: `${year + 1}-12-31`,
    signedOn: plusDays(`${year}-01-01`, -random.whole(20, 60)),
    state: 'ACTIVE',
  });
  em.persist(row);
  const party = (values: Partial<Record<keyof AgreementParty, unknown>>): void =>
    void em.persist(synthetic(new AgreementParty(), { id: idOf('party', county, region, String(values.role)), agreement: ref(row), ...values }));
  party({ role: 'SENDING', institution: ref(offices.get(sending.path)!) });
  party({ role: 'RECEIVING', name: `${receiving.name}劳动就业服务局` });
  if (!inCity) party({ role: 'WINDOW', name: `${sending.name}驻${receiving.name}劳务办事处`, address: `${receiving.name}客运站旁` });
  return row;
}

/** The city's two plans, divided among the fifteen counties; those to partner regions further by region, where one is known. */
function seedPlans(em: EntityManager, { places, day }: PlacesScene): string {
  const year = Number(day.slice(0, 4));
  const make = (parent: Plan | null, code: string, kind: DestinationKind, destination: string | null, target: number, state: Plan['state']): Plan => {
    const place = places.get(code)!;
    const row = synthetic(new Plan(), {
      id: idOf('plan', code, kind, destination ?? ''),
      year,
      parent: parent && ref(parent),
      region: ref(Region, place.id),
      regionPath: place.path,
      destinationKind: kind,
      destination: destination === null ? null : ref(Region, places.get(destination)!.id),
      target,
      state,
    });
    em.persist(row);
    return row;
  };
  const pairs = [...CONFIRMED, ...MADE_UP];
  for (const [at, kind] of (['MAIN_URBAN', 'PARTNER'] as const).entries()) {
    const city = make(null, '500000', kind, null, PLANNED[kind], 'ALLOCATED');
    for (const [code, targets] of Object.entries(TARGETS)) {
      const partners = kind === 'PARTNER' ? pairs.filter(([county]) => county === code) : [];
      const county = make(city, code, kind, null, targets[at]!, partners.length > 0 ? 'ALLOCATED' : 'ISSUED');
      for (const [, region] of partners) make(county, code, kind, region, Math.ceil(targets[at]! / partners.length), 'ISSUED');
    }
  }
  return idOf('plan', '500000', 'MAIN_URBAN', '');
}

/** Places of an agreement, and how many stay in the pool; those of one are also divided: to a city of the region, and to an agency in another. */
async function offer(
  em: EntityManager,
  { places, agency, day }: PlacesScene,
  offering: Agreement,
  count: number,
): Promise<{ quota: string; free: number }> {
  const [county, region] = [offering.sendingPath.split('/').at(-1)!, offering.receivingPath.split('/').at(-1)!];
  const make = (parent: Quota | null, destination: KnownPlace, institution: Institution | null): Quota => {
    const row = synthetic(new Quota(), {
      id: idOf('quota', county, region, ...(parent ? [destination.code] : [])),
      agreement: ref(offering),
      parent: parent && ref(parent),
      root: parent && ref(parent),
      year: Number(day.slice(0, 4)),
      origin: offering.sendingCounty,
      originPath: offering.sendingPath,
      destination: ref(Region, destination.id),
      destinationPath: destination.path,
      institution: institution && ref(institution),
    });
    em.persist(row);
    return row;
  };
  const whole = make(null, places.get(region)!, null);
  await em.flush();
  await postPlaces(em, 'ISSUE', shift(whole.id, 'OFFERED', 'FREE', count));
  if (`${county} ${region}` !== DIVIDED) return { quota: whole.id, free: count };
  for (const [code, institution] of [
    ['330100', null],
    ['330200', agency],
  ] as const) {
    const part = make(whole, places.get(code)!, institution);
    await em.flush();
    await postPlaces(em, 'ALLOCATE', [...shift(whole.id, 'FREE', 'ALLOCATED', PART), ...shift(part.id, 'OFFERED', 'FREE', PART)]);
  }
  return { quota: whole.id, free: count - 2 * PART };
}

const PURPOSES = ['春风行动专列', '定点订单招工', '移民就业专场', '电子厂集中输送', '缝纫工定向培训班'];

/** Some held, a third of these confirmed: up to a third of what was offered. */
async function hold(em: EntityManager, random: Random, quota: string, free: number): Promise<string> {
  let first = '';
  for (let at = 0, left = Math.floor(free * (0.15 + random.next() * 0.2)); left >= 1; at++) {
    const persons = Math.min(left, random.whole(1, 3));
    left -= persons;
    const id = idOf('reservation', quota, at);
    const seconds = random.whole(2, HOLD_DAYS) * 86_400;
    await reserveQuotas(em, [{ id, quota, holder: id, count: persons, seconds, purpose: random.pick(PURPOSES), reach: null }]);
    if (random.chance(0.33)) await confirmReservations(em, [id]);
    else first ||= id;
  }
  return first;
}
