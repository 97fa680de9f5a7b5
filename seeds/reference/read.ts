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

interface Grounded {
  region: string;
  effective_on: string;
  document: string | null;
  basis: string;
  source: string;
}

/** Named like the columns they fill. */
const grounded = (row: Record<string, string>): Grounded => ({
  region: row['region']!,
  effective_on: row['effective_on']!,
  document: text(row['document']),
  basis: row['basis']!,
  source: row['source']!,
});

export const readPolicyDocuments = () =>
  table('policy-documents.csv').map((row) => ({
    number: row['number']!,
    title: row['title']!,
    issuer: text(row['issuer']),
    issued_on: text(row['issued_on']),
    text_state: row['text_state']!,
    note: text(row['note']),
  }));

export const readPolicyRates = () =>
  table('policy-rates.csv').map((row) => ({ ...grounded(row), parameter: row['parameter']!, value: row['value']!, per: row['per']! }));

export const readPolicyRules = () =>
  table('policy-rules.csv').map((row) => ({
    ...grounded(row),
    benefit: row['benefit']!,
    clause: row['clause']!,
    code: row['code']!,
    fact: row['fact']!,
    operator: row['operator']!,
    operand: row['operand'] ? row['operand'].split('|') : [],
    parameter: text(row['parameter']),
    ends_on: text(row['ends_on']),
    zh: row['zh']!,
    en: row['en']!,
  }));
