import type { Pool } from 'pg';
import { SYSTEM } from '../../platform/access/viewer.js';
import { under } from '../../platform/database/reading.js';
import { raw, type Sql, sql } from '../../platform/database/sql.js';
import type { Message } from '../../platform/graphql/errors.js';
import { badInput } from '../../platform/graphql/mutation.js';
import { spell } from '../../platform/text/nearest.js';
import { buildPlaceIndex, type PlaceIndex } from './place-names.js';

/** A division as the process keeps it in mind: the table is small, read at start, and changes only by a new edition. */
export interface KnownRegion {
  id: string;
  code: string;
  revision: string;
  level: string;
  name: string;
  nameEn: string | null;
  path: string;
  aliases: string[];
  mainUrban: boolean;
}

let byPath = new Map<string, KnownRegion>();
let byCode = new Map<string, KnownRegion>();
let byId = new Map<string, KnownRegion>();
let index: PlaceIndex | undefined;
let bySound = new Map<string, KnownRegion[]>();

/** Reads the divisions; called at start and after the reference tables were loaded. */
export async function loadRegions(pool: Pool): Promise<void> {
  const { rows } = await under(pool, SYSTEM, (client) =>
    client.query<KnownRegion & { parent_code: string | null; successor_code: string | null }>(
      `select r.id, r.code, r.revision, r.level, r.name, r.name_en as "nameEn", r.path, r.aliases, r.main_urban as "mainUrban", p.code as parent_code, s.code as successor_code
         from region r left join region p on p.id = r.parent_id left join region s on s.id = r.successor_id
        order by r.revision = 'Y2007' desc, r.code`,
    ),
  );
  byPath = new Map(rows.map((row) => [row.path, row]));
  // A code that was given to another division since means the one of today; the other is asked for as its path ends: `500110@2007`.
  byCode = new Map(rows.flatMap((row) => [row.path.slice(row.path.lastIndexOf('/') + 1), row.code].map((code) => [code, row] as const)));
  byId = new Map(rows.map((row) => [row.id, row]));
  const named = rows.filter((row) => ['PROVINCE', 'PREFECTURE', 'COUNTY', 'TOWNSHIP'].includes(row.level));
  bySound = spelled(named);
  index = buildPlaceIndex(
    named.map((row) => ({
      code: row.code,
      revision: row.revision === 'BOTH' ? 'both' : row.revision === 'Y2007' ? '2007' : '2023',
      name: row.name,
      level: row.level as 'COUNTY',
      parentCode: row.parent_code === '100000' ? null : row.parent_code,
      successorCode: row.successor_code,
      aliases: row.aliases,
    })),
  );
}

/** Divisions down to counties by how their names are spelled, with their rank and without. */
function spelled(named: readonly KnownRegion[]): Map<string, KnownRegion[]> {
  const sounds = new Map<string, KnownRegion[]>();
  for (const one of named.filter(({ level }) => level !== 'TOWNSHIP'))
    for (const sound of new Set([one.name, one.name.replace(RANK_NAME, '')].filter((name) => name.length > 1).map(spell)))
      sounds.set(sound, [...(sounds.get(sound) ?? []), (one.level === 'COUNTY' && countyAbove(one.path)) || one]);
  return sounds;
}

/** The division that is written by its sound (`wanzhou`): of several the one here, or the highest; null where that cannot be told. */
export function regionSounding(text: string): KnownRegion | null {
  const found = bySound.get(text) ?? [];
  const here = found.filter(({ path }) => path.startsWith(`/100000/${HOME}`));
  const [first, ...others] = here.length > 0 ? here : found.filter(({ level }) => level === highest(found));
  return first && others.every((one) => one.path.startsWith(first.path) || first.path.startsWith(one.path)) ? first : null;
}
const LEVELS = ['COUNTRY', 'PROVINCE', 'PREFECTURE', 'COUNTY'];
const highest = (found: readonly KnownRegion[]): string | undefined => LEVELS.find((level) => found.some((one) => one.level === level));

const ranks = (path: string): string[] => path.split('/').map((_, at, codes) => codes.slice(0, at + 1).join('/'));

/** The divisions of a path from the province down; the country alone for the country. */
function provinceDown(path: string): KnownRegion[] {
  const known = ranks(path).flatMap((each) => byPath.get(each) ?? []);
  return known.length > 1 ? known.filter((one) => one.level !== 'COUNTRY' && one.revision !== 'Y2007') : known;
}

/** A path as a place is named: `重庆市江北区`, `全国`; `Jiangbei, Chongqing`. */
export function placeWords(path: string): Message {
  const known = provinceDown(path);
  if (known.length === 1 && known[0]!.level === 'COUNTRY') return { zh: '全国', en: 'all of China' };
  return { zh: known.map((one) => one.name).join('') || path, en: known.map(englishName).toReversed().join(', ') || path };
}

const RANK_NAME = /(?:特别行政区|维吾尔自治区|壮族自治区|回族自治区|自治区|自治州|自治县|自治旗|地区|街道|省|市|区|县|盟|旗|镇|乡)$/;
function englishName({ nameEn, name }: KnownRegion): string {
  if (nameEn !== null) return nameEn.replace(/ (?:Municipality|Province|District|County)$/, '');
  const sound = spell(name.length > 2 ? name.replace(RANK_NAME, '') : name);
  return sound.charAt(0).toUpperCase() + sound.slice(1);
}

export const regionByPath = (path: string): KnownRegion | undefined => byPath.get(path);

/** The division of a code of GB/T 2260, if it is one; with `@2007`, of a code as it was used then. */
export const regionOfCode = (code: string): KnownRegion | undefined => byCode.get(code);

/** The division of an id of ours, if it is one. */
export const regionOfId = (id: string): KnownRegion | undefined => byId.get(id);

/** Codes of the main urban districts (主城区). */
export const mainUrban = (): string[] => [...byCode.values()].filter((one) => one.mainUrban).map(({ code }) => code);

const MUNICIPALITIES = new Set(['110000', '120000', '310000', '500000']);

/** Whether it is a prefecture or lies below one, or is or lies in a municipality. */
export const placedToPrefecture = ({ level, code }: KnownRegion): boolean =>
  level !== 'COUNTRY' && (level !== 'PROVINCE' || MUNICIPALITIES.has(code));
/** The county that a path lies in, in its present form; undefined above counties. */
export function countyAbove(path: string): KnownRegion | undefined {
  const codes = path.split('/').slice(1);
  return codes.map((_, at) => byPath.get(`/${codes.slice(0, at + 1).join('/')}`)).find((one) => one?.level === 'COUNTY');
}

/** The division of a code or name as it stands today: an earlier county is the one that took its place. */
export function regionToday(text: string): KnownRegion {
  const known = regionByCode(text);
  return known.level === 'COUNTY' ? countyAbove(known.path)! : known;
}

/** The path one level up. */
export const parentPath = (path: string): string => path.slice(0, path.lastIndexOf('/'));

const MOST_NEAREST = 5;
const isHome = (code: string): boolean => code.startsWith(HOME.slice(0, 2));
/** The county that a division is or lies in; a larger one is itself. */
export function countyOf(id: string): KnownRegion | undefined {
  let known = byId.get(id);
  while (known && (known.level === 'TOWNSHIP' || known.level === 'COMMUNITY')) known = byPath.get(parentPath(known.path));
  return known;
}

/** What the country is called where a division is asked for. */
const COUNTRY = new Set(['全国', '中国']);
/** What is said of a name that several divisions share, with those it may mean; nothing of any other text. */
export function sharingName(text: string): (Message & { nearest: { code: string; name: string }[] }) | undefined {
  const sharing = index?.sharing(text) ?? [];
  if (sharing.length < 2) return undefined;
  const nearest = sharing.toSorted((a, b) => Number(isHome(b.code)) - Number(isHome(a.code))).slice(0, MOST_NEAREST);
  const more = sharing.length > nearest.length;
  const names = nearest.map(({ name }) => name);
  return {
    zh: `有 ${sharing.length} 个地区叫这个名字，请写全：${names.join('、')}${more ? '等' : ''}`,
    en: `${sharing.length} regions have this name; write it in full: ${names.join(', ')}${more ? ', …' : ''}`,
    nearest,
  };
}

/** The division of a code or name; an unknown one is a mistake that names the nearest. */
export function regionByCode(text: string): KnownRegion {
  const known = byCode.get(COUNTRY.has(text) ? '100000' : text) ?? byCode.get(index?.named(text) ?? '');
  if (known) return known;
  const sharing = sharingName(text);
  if (sharing) throw badInput(sharing.zh, sharing.en, { nearest: sharing.nearest });
  throw badInput(`没有这个地区：请用 GB/T 2260 代码或地名`, 'No such region: give a GB/T 2260 code or a name', {
    nearest: index?.nearest(text.slice(0, 40), MOST_NEAREST) ?? [],
  });
}

/** The division that a free text names, or nothing. */
export const regionNamed = (text: string): KnownRegion | undefined => byCode.get(index?.resolve(text)?.code ?? '');

/** Where this platform stands: of places that share a name, people here mean the one here. */
export const HOME = '500000';

/** The division that a text begins with, and how many characters name it. */
export function regionLeading(text: string): { region: KnownRegion; length: number } | undefined {
  const read = index?.leading(text, HOME);
  const region = read ? byCode.get(read.code) : undefined;
  return region && { region, length: read!.length };
}

/**
 * Codes follow each other in a path with `/`, and no sign of a code comes before `0`: a subtree is one range in byte order,
 * which an index answers whether or not its plan knows the path.
 */
export const places = {
  /** `column` holds a path of the subtree of `path`, the root of it included. */
  within: (column: string, path: string): Sql => sql`(${raw(column)} collate "C" >= ${path} and ${raw(column)} collate "C" < ${`${path}0`})`,
  /** The same for two expressions; null where either is. */
  inside: (column: string, root: string): string => `(${column} collate "C" >= ${root} and ${column} collate "C" < ${root} || '0')`,
};
