import { ref } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Institution } from '../src/modules/institutions/institution.js';
import { Region } from '../src/modules/regions/region.js';
import { Circumstances } from '../src/modules/seekers/circumstances.js';
import { Registration, Seeker, TravelGroup } from '../src/modules/seekers/seeker.js';
import { sealPerson } from '../src/modules/seekers/person.js';
import { Wish } from '../src/modules/seekers/wish.js';
import { EDUCATION_RANK, type Education } from '../src/modules/vacancies/terms.js';
import { groupOf } from '../src/modules/vacancies/trades.js';
import { plusDays } from '../src/platform/clock/clock.js';
import { maskPhone, syntheticPhone } from '../src/platform/privacy/phone.js';
import { maskResidentId, syntheticResidentId } from '../src/platform/privacy/resident-id.js';
import type { Vault } from '../src/platform/privacy/vault.js';
import { POST_KINDS } from './posts.js';
import type { Random } from './random.js';
import { idOf } from './regions.js';

export interface KnownPlace {
  id: string;
  code: string;
  name: string;
  path: string;
}

const SURNAMES = '李王张刘陈杨周黄吴唐罗何蒋谭谢冉向田彭秦'.split('');
const GIVEN = '秀英桂芳建国小红志强玉兰春梅德明永福光华晓燕国平世琼大勇'.match(/../g)!;
const EDUCATIONS: Education[] = ['PRIMARY', 'JUNIOR_HIGH', 'JUNIOR_HIGH', 'JUNIOR_HIGH', 'SENIOR_HIGH', 'SECONDARY_VOCATIONAL', 'JUNIOR_COLLEGE'];
const SITUATIONS = ['UNEMPLOYED', 'LAID_OFF', 'RURAL_SURPLUS', 'RURAL_SURPLUS', 'EMPLOYED'] as const;
/** Where people of the reservoir area want to go: the city, then the coast. */
const WISHED = [['500000'], ['500103', '500000'], ['310000', '330000', '500000'], ['330000', '500000'], ['440000', '100000'], ['100000']];
export const VALID_DAYS = 180;

export interface Roster {
  /** Where someone of this home is registered. */
  receiver(home: KnownPlace): Institution;
  places: ReadonlyMap<string, KnownPlace>;
  homes: readonly KnownPlace[];
}

/** Generated people with their registrations; every fifth pair travels together. */
export function seedPeople(
  em: EntityManager,
  vault: Vault,
  random: Random,
  roster: Roster,
  count: number,
  day: string,
): { seeker: Seeker; registration: Registration }[] {
  let group: TravelGroup | null = null;
  return Array.from({ length: count }, (_, at) => {
    const couple = at % 10;
    if (couple === 0)
      group = Object.assign(new TravelGroup(), {
        id: idOf('group', at),
        name: `结伴${at / 10 + 1}`,
        kind: at % 20 === 0 ? 'COUPLE' : 'VILLAGE',
        synthetic: true,
      });
    if (couple === 0) em.persist(group!);
    const seeker = person(random, roster, at, day, couple < 2 ? group : null);
    const secrets = sealed(vault, seeker, at);
    const receiver = roster.receiver(roster.homes[at % roster.homes.length]!);
    const registeredOn = plusDays(day, -random.whole(0, 90));
    const registration = Object.assign(new Registration(), {
      id: idOf('registration', at),
      seeker: ref(seeker),
      institution: ref(Institution, receiver.id),
      institutionPath: receiver.regionPath,
      registeredOn,
      validUntil: plusDays(registeredOn, VALID_DAYS),
      synthetic: true,
    });
    em.persist([seeker, ...secrets, registration]);
    return { seeker, registration };
  });
}

function person(random: Random, { places, homes }: Roster, at: number, day: string, group: TravelGroup | null): Seeker {
  const home = homes[at % homes.length]!;
  const wanted = POST_KINDS[random.whole(0, POST_KINDS.length - 1)]!;
  const second = random.chance(0.4) ? POST_KINDS[random.whole(0, POST_KINDS.length - 1)]! : wanted;
  const occupations = [...new Set([wanted.occupation, second.occupation].filter((code) => code !== null))];
  const education = random.pick(EDUCATIONS);
  const wishes = random.pick(WISHED).map((code) => places.get(code)!);
  const certificates = [...new Set([...(wanted.certificates ?? []), ...(random.chance(0.3) ? ['健康证'] : [])])].filter(() => random.chance(0.8));
  return Object.assign(new Seeker(), {
    id: idOf('seeker', at),
    name: `${random.pick(SURNAMES)}${random.pick(GIVEN)}`,
    sex: random.pick(['MALE', 'FEMALE'] as const),
    birthOn: plusDays(day, -random.whole(18 * 365, 56 * 365)),
    region: ref(Region, home.id),
    regionPath: home.path,
    agricultural: random.chance(0.7),
    resettler: random.chance(0.2) ? 'RURAL' : 'NONE',
    situation: random.pick(SITUATIONS),
    education,
    educationRank: EDUCATION_RANK[education],
    certificates,
    householdRegion: ref(Region, home.id),
    circumstances: circumstancesOf(at),
    wish: Object.assign(new Wish(), {
      occupations,
      tradeGroups: [...new Set(occupations.map((code) => groupOf(code) as string))],
      anyTrade: random.chance(0.15),
      places: wishes.map((one) => one.code),
      placePaths: wishes.map((one) => one.path),
      wageFloor: random.chance(0.8) ? BigInt(random.whole(22, 55) * 10_000) : null,
      lodging: random.chance(0.5),
      board: random.chance(0.3),
      shifts: random.chance(0.7) ? [] : ['DAY', 'TWO_SHIFT'],
    }),
    travelGroup: group && ref(group),
    synthetic: true,
  });
}

const ETHNICITIES = ['HAN', 'HAN', 'HAN', 'TUJIA', 'MIAO'] as const;
const MARRIAGES = ['MARRIED', 'MARRIED', 'SINGLE', 'DIVORCED'] as const;
/** Every ninth has a hardship; the others state none. */
function circumstancesOf(at: number): Circumstances {
  return Object.assign(new Circumstances(), {
    ethnicity: ETHNICITIES[at % ETHNICITIES.length],
    maritalStatus: MARRIAGES[at % MARRIAGES.length],
    health: at % 31 === 0 ? 'DISABLED' : 'GOOD',
    hardships: at % 31 === 0 ? ['DISABLED'] : at % 9 === 0 ? ['LONG_TERM_UNEMPLOYED_1Y'] : [],
  });
}

function sealed(vault: Vault, seeker: Seeker, at: number): ReturnType<typeof sealPerson> {
  const idNumber = syntheticResidentId(at, seeker.birthOn, seeker.sex);
  const phone = syntheticPhone(at);
  seeker.idNumberMasked = maskResidentId(idNumber);
  seeker.phoneMasked = maskPhone(phone);
  const [key, secret] = sealPerson(vault.keys, seeker, { idNumber, phone });
  return [Object.assign(key, { synthetic: true }), Object.assign(secret, { synthetic: true })];
}
