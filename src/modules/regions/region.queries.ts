import type { Pool } from 'pg';
import { raw, type Sql, sql } from '../../platform/database/sql.js';
import { badInput } from '../../platform/graphql/mutation.js';
import { buildPlaceIndex, type PlaceIndex } from './place-names.js';

/** A division as the process keeps it in mind: the table is small, read at start, and changes only by a new edition. */
export interface KnownRegion {
  id: string;
  code: string;
  revision: string;
  level: string;
  name: string;
  path: string;
  aliases: string[];
}

let byPath = new Map<string, KnownRegion>();
let byCode = new Map<string, KnownRegion>();
let byId = new Map<string, KnownRegion>();
let index: PlaceIndex | undefined;

/** Reads the divisions; called at start and after the reference tables were loaded. */
export async function loadRegions(pool: Pool): Promise<void> {
  const { rows } = await pool.query<KnownRegion & { parent_code: string | null; successor_code: string | null }>(
    `select r.id, r.code, r.revision, r.level, r.name, r.path, r.aliases, p.code as parent_code, s.code as successor_code
       from region r left join region p on p.id = r.parent_id left join region s on s.id = r.successor_id
      order by r.revision = 'Y2007' desc, r.code`,
  );
  byPath = new Map(rows.map((row) => [row.path, row]));
  byCode = new Map(rows.map((row) => [row.code, row]));
  byId = new Map(rows.map((row) => [row.id, row]));
  const named = rows.filter((row) => ['PROVINCE', 'PREFECTURE', 'COUNTY'].includes(row.level));
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

export const regionByPath = (path: string): KnownRegion | undefined => byPath.get(path);

/** The path one level up. */
export const parentPath = (path: string): string => path.slice(0, path.lastIndexOf('/'));

/** The county that a division is or lies in; a larger one is itself. */
export function countyOf(id: string): KnownRegion | undefined {
  let known = byId.get(id);
  while (known && (known.level === 'TOWNSHIP' || known.level === 'COMMUNITY')) known = byPath.get(parentPath(known.path));
  return known;
}

/** The division of a code or name; an unknown one is a mistake that names the nearest. */
export function regionByCode(text: string): KnownRegion {
  const known = byCode.get(text) ?? byCode.get(index?.named(text) ?? '');
  if (known) return known;
  throw badInput(`没有这个地区：请用 GB/T 2260 代码或地名`, 'No such region: give a GB/T 2260 code or a name', {
    nearest: index?.nearest(text.slice(0, 40), 5) ?? [],
  });
}

/** The division that a free text names, or nothing. */
export const regionNamed = (text: string): KnownRegion | undefined => byCode.get(index?.resolve(text)?.code ?? '');

export const places = {
  /** `column` holds a path of the subtree of `path`, the root of it included. */
  within: (column: string, path: string): Sql => {
    const bound = sql`${path}`;
    return sql`(${raw(column)} collate "C" = ${bound} or ${raw(column)} collate "C" ^@ (${bound} || '/'))`;
  },
};
