import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'csv-parse/sync';

export interface Division {
  code: string;
  revision: 'both' | '2007' | '2023';
  name: string;
  nameEn: string | null;
  level: 'PROVINCE' | 'PREFECTURE' | 'COUNTY';
  parentCode: string | null;
  successorCode: string | null;
  zone: string | null;
  reservoir: boolean;
  mainUrban: boolean;
  pilot: boolean;
  aliases: string[];
}

export interface Occupation {
  code: string;
  name: string;
  nameEn: string;
  certain: boolean;
}

export interface Alias {
  term: string;
  group: string;
  occupationCode: string;
  arrow: boolean;
}

/** The tables lie beside this file in the sources; the compiled file finds them from the project's folder. */
function folder(): string {
  let at = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(at, 'package.json'))) at = dirname(at);
  return join(at, 'seeds/reference');
}

const table = (name: string): Record<string, string>[] => parse(readFileSync(join(folder(), name)), { columns: true }) as Record<string, string>[];
const text = (value: string | undefined): string | null => (value ? value : null);

export const readDivisions = (): Division[] =>
  table('divisions.csv').map((row) => ({
    code: row['code']!,
    revision: row['revision'] as Division['revision'],
    name: row['name']!,
    nameEn: text(row['name_en']),
    level: row['level'] as Division['level'],
    parentCode: text(row['parent_code']),
    successorCode: text(row['successor_code']),
    zone: text(row['zone'])?.toUpperCase() ?? null,
    reservoir: row['reservoir'] === 'true',
    mainUrban: row['main_urban'] === 'true',
    pilot: row['pilot'] === 'true',
    aliases: row['aliases'] ? row['aliases'].split('|') : [],
  }));

export const readPartners = (): { countyCode: string; partnerCode: string; confidence: string; source: string | null }[] =>
  table('partners.csv').map((row) => ({
    countyCode: row['county_code']!,
    partnerCode: row['partner_code']!,
    confidence: row['confidence']!,
    source: text(row['source']),
  }));

export const readTownships = (): { code: string; name: string; countyCode: string }[] =>
  table('townships-chongqing.csv').map((row) => ({ code: row['code']!, name: row['name']!, countyCode: row['county_code']! }));

export const readOccupations = (): Occupation[] =>
  table('occupations.csv').map((row) => ({ code: row['code']!, name: row['name']!, nameEn: row['name_en']!, certain: row['certain'] === 'true' }));

export const readAliases = (): Alias[] =>
  table('occupation-aliases.csv').map((row) => ({
    term: row['term']!,
    group: row['group']!,
    occupationCode: row['occupation_code']!,
    arrow: row['arrow'] === 'true',
  }));
