import type { Settings } from 'meilisearch';
import { dayNumber } from './filter.js';

/** A vacancy as the index knows it: nothing personal, nothing that a kiosk may not show. */
export interface VacancyDocument {
  id: string;
  /** Version of the row when it was read; a document never goes back. */
  _v: number;
  title: string;
  /** Single characters with spaces, Latin runs whole: a phrase in it is a substring of the title. */
  titleChars: string;
  /** The same for everything else the post is asked for by. */
  aliasChars: string[];
  employerName: string;
  occupation: string | null;
  tradeGroup: string | null;
  /** Codes of the work place and of everything above it. */
  places: string[];
  /** Code of the district or county in a municipality, of the city elsewhere. */
  county: string | null;
  payFrom: number | null;
  payTo: number | null;
  payBand: string;
  headsLeft: number;
  ageMin: number;
  ageMax: number;
  educationRank: number;
  shift: string | null;
  board: boolean | null;
  lodging: boolean | null;
  openedAt: number;
  validFrom: number;
  validUntil: number;
}

export interface VacancySource {
  id: string;
  title: string;
  employerName: string;
  occupationCode: string | null;
  tradeGroup: string | null;
  placePath: string;
  monthlyFrom: string | null;
  monthlyTo: string | null;
  headsLeft: number;
  ageMin: number | null;
  ageMax: number | null;
  educationRank: number;
  shift: string | null;
  board: boolean | null;
  lodging: boolean | null;
  openedAt: Date;
  validFrom: string;
  validUntil: string;
}

/** `CNC操作工` → `cnc 操 作 工`. */
export const characters = (text: string): string =>
  (
    text
      .normalize('NFKC')
      .toLowerCase()
      .match(/[a-z0-9+#.]+|[\p{L}\p{N}]/gu) ?? []
  ).join(' ');

/** Least monthly pay of each band, in yuan. */
export const BANDS = [0, 1_000, 2_000, 3_000, 5_000, 8_000, 12_000, 20_000];
export function payBand(monthly: number | null): string {
  if (monthly === null) return 'UNSTATED';
  const band = BANDS.findLastIndex((least) => monthly >= least);
  return band === BANDS.length - 1 ? `${BANDS[band]}+` : `${BANDS[band]}-${BANDS[band + 1]! - 1}`;
}

/** Codes of a place and of everything above it. */
const placesOf = (path: string): string[] =>
  path
    .split('/')
    .filter((code) => code !== '')
    .map((code) => code.replace(/@.*/, ''));
const countyOf = (places: readonly string[]): string | null => places.at(2) ?? places.at(1) ?? null;

const yuan = (fen: string | null): number | null => (fen === null ? null : Math.round(Number(fen) / 100));

export function vacancyDocument(source: VacancySource, version: number, aliasesOf: (title: string) => string[]): VacancyDocument {
  const payTo = yuan(source.monthlyTo ?? source.monthlyFrom);
  const places = placesOf(source.placePath);
  return {
    id: source.id,
    _v: version,
    title: source.title,
    titleChars: characters(source.title),
    aliasChars: aliasesOf(source.title).map(characters),
    employerName: source.employerName,
    occupation: source.occupationCode,
    tradeGroup: source.tradeGroup,
    places,
    county: countyOf(places),
    payFrom: yuan(source.monthlyFrom),
    payTo,
    payBand: payBand(payTo),
    headsLeft: source.headsLeft,
    ageMin: source.ageMin ?? 16,
    ageMax: source.ageMax ?? 99,
    educationRank: source.educationRank,
    shift: source.shift,
    board: source.board,
    lodging: source.lodging,
    openedAt: Math.floor(source.openedAt.getTime() / 1_000),
    validFrom: dayNumber(source.validFrom),
    validUntil: dayNumber(source.validUntil),
  };
}

/** Phrases on single characters need words exactly in order: proximity by word, no typing errors among characters. */
export const vacancySettings: Settings = {
  searchableAttributes: ['titleChars', 'aliasChars', 'title', 'employerName'],
  filterableAttributes: [
    'occupation',
    'tradeGroup',
    'places',
    'county',
    'payTo',
    'payBand',
    'ageMin',
    'ageMax',
    'educationRank',
    'shift',
    'board',
    'lodging',
    'validFrom',
    'validUntil',
  ],
  sortableAttributes: ['openedAt', 'payTo'],
  displayedAttributes: ['id', '_v'],
  rankingRules: ['sort', 'words', 'typo', 'proximity', 'attribute', 'exactness'],
  proximityPrecision: 'byWord',
  typoTolerance: { enabled: true, disableOnAttributes: ['titleChars', 'aliasChars'], minWordSizeForTypos: { oneTypo: 4, twoTypos: 8 } },
  localizedAttributes: [{ attributePatterns: ['title', 'employerName'], locales: ['cmn'] }],
  pagination: { maxTotalHits: 10_000 },
  faceting: { maxValuesPerFacet: 100 },
};
