import type pg from 'pg';
import { v5 } from 'uuid';
import { type Division, readDivisions, readPartners, readTownships } from './reference/read.js';

const NAMESPACE = '6f1d2c1e-0b7a-5c8e-9d57-4a1c0f2e7b11';
const COUNTRY = '100000';

/** The same thing has the same id in every world. */
export const idOf = (...parts: (string | number)[]): string => v5(parts.join(':'), NAMESPACE);

export interface RegionRow {
  id: string;
  code: string;
  revision: 'BOTH' | 'Y2007' | 'Y2023';
  level: string;
  name: string;
  name_en: string | null;
  aliases: string[];
  path: string;
  parent_id: string | null;
  successor_id: string | null;
  zone: string | null;
  reservoir: boolean;
  main_urban: boolean;
  pilot: boolean;
  synthetic: boolean;
}

const REVISION = { both: 'BOTH', '2007': 'Y2007', '2023': 'Y2023' } as const;
const COMMUNITIES_PER_TOWNSHIP = 2;
const COMMUNITY_NAMES = ['一社区', '二社区'];

/** All divisions as rows, parents first. A division of 2007 stands below its successor, so that subtrees roll up. */
export function regionRows(): RegionRow[] {
  const rows = new Map<string, RegionRow>();
  const divisions = readDivisions();
  const current = new Map(divisions.filter((one) => one.revision !== '2007').map((one) => [one.code, one]));
  const base = { name_en: null, aliases: [], successor_id: null, zone: null, reservoir: false, main_urban: false, pilot: false, synthetic: false };
  const country: RegionRow = {
    ...base,
    id: idOf('region', COUNTRY),
    code: COUNTRY,
    revision: 'BOTH',
    level: 'COUNTRY',
    name: '中国',
    name_en: 'China',
    aliases: ['全国'],
    path: `/${COUNTRY}`,
    parent_id: null,
  };
  rows.set(COUNTRY, country);

  const row = (one: Division): RegionRow => {
    const old = one.revision === '2007';
    const key = old ? `${one.code}@2007` : one.code;
    const known = rows.get(key);
    if (known) return known;
    const successor = one.successorCode ? row(current.get(one.successorCode)!) : null;
    const parent = one.parentCode ? row(parentOf(one)) : country;
    const made: RegionRow = {
      ...base,
      id: idOf('region', key),
      code: one.code,
      revision: REVISION[one.revision],
      level: one.level,
      name: one.name,
      name_en: one.nameEn,
      aliases: one.aliases,
      path: `${(successor ?? parent).path}/${key}`,
      parent_id: parent.id,
      successor_id: successor?.id ?? null,
      zone: one.zone,
      reservoir: one.reservoir,
      main_urban: one.mainUrban,
      pilot: one.pilot,
    };
    rows.set(key, made);
    return made;
  };
  const parentOf = (one: Division): Division =>
    (one.revision === '2007' ? divisions.find((other) => other.code === one.parentCode && other.revision !== '2023') : undefined) ??
    current.get(one.parentCode!)!;
  for (const one of divisions) row(one);

  for (const { code, name, countyCode } of readTownships()) {
    const county = rows.get(countyCode)!;
    const township: RegionRow = {
      ...base,
      id: idOf('region', code),
      code,
      revision: 'Y2023',
      level: 'TOWNSHIP',
      name,
      path: `${county.path}/${code}`,
      parent_id: county.id,
    };
    rows.set(code, township);
    for (let at = 0; at < COMMUNITIES_PER_TOWNSHIP; at++) {
      const inner = `${code}${String(at + 1).padStart(3, '0')}`;
      const label = `${name.replace(/(街道|镇|乡)$/, '')}${COMMUNITY_NAMES[at]}`;
      rows.set(inner, {
        ...base,
        id: idOf('region', inner),
        code: inner,
        revision: 'Y2023',
        level: 'COMMUNITY',
        name: label,
        path: `${township.path}/${inner}`,
        parent_id: township.id,
        synthetic: true,
      });
    }
  }
  return [...rows.values()];
}

/** Loads the divisions and partner regions as the owner of the tables; rows that are there stay. */
export async function loadRegionTables(client: pg.ClientBase): Promise<number> {
  const rows = regionRows();
  const columns = Object.keys(rows[0]!);
  await client.query('begin');
  await client.query(
    `insert into region (${columns.join(', ')}) select ${columns.join(', ')} from jsonb_populate_recordset(null::region, $1::jsonb) on conflict do nothing`,
    [JSON.stringify(rows)],
  );
  const byCode = new Map(rows.map((one) => [one.revision === 'Y2007' ? `${one.code}@2007` : one.code, one.id]));
  const partners = readPartners().map((one) => ({
    id: idOf('partner', one.countyCode, one.partnerCode),
    county_id: byCode.get(`${one.countyCode}@2007`) ?? byCode.get(one.countyCode),
    partner_id: byCode.get(one.partnerCode),
    confidence: one.confidence,
    source: one.source,
  }));
  await client.query(
    `insert into partner_region (id, county_id, partner_id, confidence, source)
     select id, county_id, partner_id, confidence, source from jsonb_populate_recordset(null::partner_region, $1::jsonb) on conflict do nothing`,
    [JSON.stringify(partners)],
  );
  await client.query('commit');
  return rows.length;
}
