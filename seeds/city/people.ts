import { newPersonKey, blindIndex, seal } from '../../src/platform/privacy/envelope.js';
import { ID_NUMBER, placeOf } from '../../src/modules/seekers/person.js';
import { EDUCATION_RANK, type Education } from '../../src/modules/vacancies/terms.js';
import { groupOf } from '../../src/modules/vacancies/trades.js';
import type { Cell } from '../../src/platform/database/copy.js';
import { maskPhone, syntheticPhone } from '../../src/platform/privacy/phone.js';
import { maskResidentId, syntheticResidentId } from '../../src/platform/privacy/resident-id.js';
import type { Vault } from '../../src/platform/privacy/vault.js';
import { POST_KINDS } from '../posts.js';
import type { Random } from '../random.js';
import type { County, Geography, Township } from './geography.js';
import { apportion, Blocks, dice, idAt, KIND } from './shape.js';
import type { Totals } from './totals.js';

/** Shares of surnames as they are met in Chongqing, the most frequent first. */
const SURNAMES = '李王张刘陈杨周黄吴唐罗何蒋谭谢冉向田彭秦邓曾冯熊徐赵胡石任马代程余廖文夏龙牟袁汪'.split('');
const WEIGHTS = SURNAMES.map((_, at) => 1 / (at + 4));
const WEIGHT_SUM = WEIGHTS.reduce((sum, one) => sum + one, 0);
const GIVEN = {
  MALE: '伟强军勇杰涛明平刚辉华建国志永福德光林波鹏飞超云兵斌成东海'.split(''),
  FEMALE: '芳英秀桂兰梅琼丽霞红燕玉玲娟春珍莉萍艳群素淑碧惠蓉菊琴静'.split(''),
} as const;
const EDUCATIONS: readonly Education[] = [
  'PRIMARY',
  'PRIMARY',
  'JUNIOR_HIGH',
  'JUNIOR_HIGH',
  'JUNIOR_HIGH',
  'JUNIOR_HIGH',
  'SENIOR_HIGH',
  'SECONDARY_VOCATIONAL',
  'SENIOR_HIGH',
  'JUNIOR_COLLEGE',
];
const EPOCH_DAYS = Math.floor(Date.UTC(2007, 10, 30) / 86_400_000);
const PER_BLOCK = 50_000;
const BLOCKS = 8;

function surname(random: Random): string {
  let left = random.next() * WEIGHT_SUM;
  for (let at = 0; at < SURNAMES.length; at++) if ((left -= WEIGHTS[at]!) < 0) return SURNAMES[at]!;
  return SURNAMES[0]!;
}

/** More people between 25 and 45 than older or younger ones. */
const ageInDays = (random: Random): number => Math.floor((17.5 + 20 * random.next() + 18 * random.next()) * 365.25);

/** People by what they are there for: placed, registered, upgraded at work, borrowers of earlier years; each group by county. */
export class People {
  readonly groups: readonly Blocks[];
  readonly offsets: readonly number[];
  readonly count: number;

  constructor(
    readonly geography: Geography,
    totals: Totals,
  ) {
    const { counties } = geography;
    const weights = counties.map(({ townships, mainUrban, reservoir }) => townships.length * (mainUrban ? 1.6 : reservoir ? 1.5 : 1));
    const registered = totals.registrations - totals.placements - totals.reregistrations;
    this.groups = [totals.placements, registered, totals.upgraded, totals.earlierLoans].map((size) => new Blocks(apportion(size, weights)));
    let offset = 0;
    this.offsets = this.groups.map(({ sizes }) => (offset += sizes.reduce((sum, one) => sum + one, 0)) - sizes.reduce((sum, one) => sum + one, 0));
    this.count = offset;
  }

  /** Number of the county that a person lives in. */
  countyOf(person: number): number {
    const group = this.offsets.findLastIndex((start) => start <= person);
    return this.groups[group]!.partOf(person - this.offsets[group]!);
  }

  county(person: number): County {
    return this.geography.counties[this.countyOf(person)]!;
  }

  township(person: number): Township {
    const { townships } = this.county(person);
    return townships[person % townships.length]!;
  }

  /** Who is registered where: at the township’s station as often as at the county’s office. */
  receiver(person: number): { id: string; path: string } {
    const [county, township] = [this.county(person), this.township(person)];
    return person % 2 === 0 && township.station !== null ? { id: township.station, path: township.path } : { id: county.bureau, path: county.path };
  }

  /** The people of a group in a county, as their first number and how many they are. */
  range(group: number, county: number): { start: number; size: number } {
    const { starts, sizes } = this.groups[group]!;
    return { start: this.offsets[group]! + starts[county]!, size: sizes[county]! };
  }
}

export const PLACED = 0;
export const REGISTERED = 1;
export const UPGRADED = 2;
export const EARLIER = 3;

export const agricultural = (person: number): boolean => person % 10 < 6;

export const PERSON_COLUMNS = {
  seeker:
    'id synthetic name sex birth_on id_number_masked phone_masked region_id region_path agricultural resettler situation education education_rank certificates wish_occupations wish_trade_groups wish_any_trade wish_places wish_place_paths wish_wage_floor wish_lodging household_region_id circumstances_ethnicity circumstances_marital_status circumstances_health'.split(
      ' ',
    ),
  person_key: ['id', 'synthetic', 'seeker_id', 'wrapped_key'],
  person_secret: ['id', 'synthetic', 'seeker_id', 'id_number', 'phone', 'index_version', 'id_number_index'],
};

const SITUATIONS = ['UNEMPLOYED', 'LAID_OFF', 'RURAL_SURPLUS', 'RURAL_SURPLUS', 'UNEMPLOYED', 'GRADUATE'] as const;
const ETHNICITIES = ['HAN', 'HAN', 'HAN', 'HAN', 'HAN', 'HAN', 'TUJIA', 'MIAO'] as const;

/** A person with what is sealed of them, a row for each of the three tables. */
export function personRows(people: People, vault: Vault, number: number): { seeker: Cell[]; person_key: Cell[]; person_secret: Cell[] } {
  const random = dice(KIND.person, number);
  const [county, township] = [people.county(number), people.township(number)];
  const id = idAt(KIND.person, number);
  const sex = random.chance(0.52) ? 'MALE' : 'FEMALE';
  const age = ageInDays(random);
  // People of one number within their block never share a birthday.
  const born = EPOCH_DAYS - age + (age % BLOCKS) - Math.floor(number / PER_BLOCK);
  const birthOn = new Date(born * 86_400_000).toISOString().slice(0, 10);
  const idNumber = syntheticResidentId(number % PER_BLOCK, birthOn, sex);
  const phone = syntheticPhone(number);
  const given = GIVEN[sex];
  const name = surname(random) + random.pick(given) + (random.chance(0.6) ? random.pick(given) : '');
  const atWork = number >= people.offsets[UPGRADED]!;
  const education = random.pick(EDUCATIONS);
  const wish = POST_KINDS[random.whole(0, POST_KINDS.length - 1)]!;
  const places = random.chance(0.6) || county.partners.length === 0 ? [people.geography.city] : [random.pick(county.partners), people.geography.city];
  const wrapped = newPersonKey(vault.keys, id);
  const { version, index } = blindIndex(vault.keys, ID_NUMBER, idNumber);
  return {
    seeker: [
      id,
      true,
      name,
      sex,
      birthOn,
      maskResidentId(idNumber),
      maskPhone(phone),
      township.id,
      township.path,
      agricultural(number),
      county.reservoir && random.chance(0.2) ? 'RURAL' : 'NONE',
      atWork ? 'EMPLOYED' : random.pick(SITUATIONS),
      education,
      EDUCATION_RANK[education],
      (wish.certificates ?? []).filter(() => random.chance(0.6)),
      wish.occupation ? [wish.occupation] : [],
      wish.occupation ? [groupOf(wish.occupation)!] : [],
      wish.occupation === null || random.chance(0.15),
      places.map((one) => one.code),
      places.map((one) => one.path),
      random.chance(0.8) ? random.whole(12, 26) * 5_000 : null,
      random.chance(0.5),
      township.id,
      random.pick(ETHNICITIES),
      random.chance(0.75) ? 'MARRIED' : 'SINGLE',
      random.chance(0.03) ? 'DISABLED' : 'GOOD',
    ],
    person_key: [idAt(KIND.key, number), true, id, wrapped],
    person_secret: [
      idAt(KIND.secret, number),
      true,
      id,
      seal(vault.keys, wrapped, placeOf('id_number', id), idNumber),
      seal(vault.keys, wrapped, placeOf('phone', id), phone),
      version,
      index,
    ],
  };
}
