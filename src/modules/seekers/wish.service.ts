import { Refusal } from '../../platform/graphql/errors.js';
import { inside } from '../institutions/institution.queries.js';
import { regionByCode } from '../regions/region.queries.js';
import { groupOf, occupationNamed } from '../vacancies/trades.js';
import type { WishInput } from './wish.inputs.js';
import { Wish } from './wish.js';

const refuse = (field: string, zh: string, en: string): never => {
  throw new Refusal('INVALID', ['input', 'wish', field], { zh, en });
};

const MOST_TRADES = 3;
const MOST_PLACES = 5;

/** A wish as matching reads it; `home` is the path of where the person lives. */
export function wishOf(input: WishInput, home: string): Wish {
  const occupations = [...new Set((input.occupations ?? []).map(occupationNamed))];
  if (occupations.length === 0 && !input.anyTrade)
    refuse('occupations', '请至少选择一个工种，或选择“不限”', 'Give at least one trade, or say that any would do');
  if (occupations.length > MOST_TRADES) refuse('occupations', '最多三个工种', 'Three trades at most');
  if (input.places.length === 0) refuse('places', '请至少选择一个地区', 'Give at least one place');
  if (input.places.length > MOST_PLACES) refuse('places', '最多五个地区', 'Five places at most');
  if (input.wageFloor !== undefined && input.wageFloor < 0n) refuse('wageFloor', '最低工资不能为负', 'The least pay is not negative');
  const places = [...new Set(input.places.map(regionByCode))];
  const wish = Object.assign(new Wish(), {
    occupations,
    tradeGroups: [...new Set(occupations.map((code) => groupOf(code) as string))],
    anyTrade: input.anyTrade ?? false,
    places: places.map((one) => one.code),
    placePaths: places.map((one) => one.path),
    wageFloor: input.wageFloor ?? null,
    board: input.board ?? false,
    lodging: input.lodging ?? false,
    shifts: [...new Set(input.shifts ?? [])],
    availableFrom: input.availableFrom ?? null,
    mayLeaveCounty: input.mayLeaveCounty ?? null,
    mayLeaveProvince: input.mayLeaveProvince ?? null,
    training: input.training ?? false,
  });
  checkReach(wish, home);
  return wish;
}

/** Depth of a division in a path: the country is 1, a province 2. */
const PROVINCE = 2;
const upTo = (path: string, depth: number): string =>
  path
    .split('/')
    .slice(0, depth + 1)
    .join('/');

/** Depth of counties: below the province in a municipality, below the prefecture elsewhere. */
const MUNICIPALITIES = /^\/100000\/(11|12|31|50)0000/;
const countyOf = (home: string): string => upTo(home, MUNICIPALITIES.test(home) ? PROVINCE + 1 : PROVINCE + 2);

/** Who would not leave their county or province wishes for no place beyond it, so that matching need only look at places. */
export function checkReach(wish: Wish, home: string): void {
  if (wish.mayLeaveProvince === false && wish.placePaths.some((path) => !inside(path, upTo(home, PROVINCE))))
    refuse(
      'places',
      '填了不愿出省（市），但意向地区在省（市）外，请改其中一项',
      'Would not leave the province, but wishes for a place beyond it; change one',
    );
  if (wish.mayLeaveCounty === false && wish.placePaths.some((path) => !inside(path, countyOf(home))))
    refuse('places', '填了不愿出区县，但意向地区在区县外，请改其中一项', 'Would not leave the county, but wishes for a place beyond it; change one');
}
