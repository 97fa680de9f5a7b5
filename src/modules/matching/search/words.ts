import { boardAndLodging, SHIFTS } from '../../imports/words.js';
import { HOME, type KnownRegion, mainUrban, regionLeading, regionSounding, sharingName } from '../../regions/region.queries.js';
import { groupOf, trades } from '../../vacancies/trades.js';
import { characters } from './document.js';
import type { Narrowing } from './filter.js';
import type { SearchWords } from './search.js';
import { BEGUN, SPELLED_OUT, TermIndex } from './terms.js';

let terms: TermIndex | undefined;
/** Names and aliases of trades by sound; read at start. */
export function loadTerms(names: Iterable<string>): void {
  terms = new TermIndex(names);
}

export function searchWords(): SearchWords {
  if (!terms) throw new Error('the terms are read at start');
  return { terms, place, spelled, wider, group };
}

const group = (word: string): string | null => groupOf(trades().named(word));

const LATIN = /^[a-z]+$/;
/** Spelled out, a trade goes before a place. */
const isTrade = (sound: string, least = SPELLED_OUT): boolean =>
  terms !== undefined && (terms.knows(sound) || (terms.heard(sound, 1)[0]?.weight ?? 0) >= least);
/** One trade or place, spelled out (`bao an` is 保安), or a trade as far as it is spelled (`cha che` begins 叉车司机). */
const spelled = (sound: string): boolean => isTrade(sound, BEGUN) || regionSounding(sound) !== null;
const LEAST_REST = 2;
const RANKED = /[省市区县州旗盟]$/;

/** Inside a word only a place that is sure: a province or city, one of here, or one with its rank (`福田汽车` is no place). */
const sure = ({ level, path }: KnownRegion, name: string): boolean =>
  level === 'PROVINCE' || level === 'PREFECTURE' || path.includes(`/${HOME}/`) || RANKED.test(name);

function place(word: string): { code: string; rest: string } | null {
  if (LATIN.test(word)) {
    const sounding = isTrade(word) ? null : regionSounding(word);
    return sounding && { code: sounding.code, rest: '' };
  }
  if (trades().named(word) !== null) return null;
  const read = regionLeading(word);
  if (read?.length === word.length) return { code: read.region.code, rest: '' };
  if (read && sure(read.region, word.slice(0, read.length)) && enough(word.slice(read.length)))
    return { code: read.region.code, rest: word.slice(read.length) };
  for (let at = LEAST_REST; at <= word.length - 2; at++) {
    const tail = regionLeading(word.slice(at));
    if (tail?.length === word.length - at && sure(tail.region, word.slice(at)) && enough(word.slice(0, at)))
      return { code: tail.region.code, rest: word.slice(0, at) };
  }
  return null;
}

const enough = (rest: string): boolean => characters(rest).replaceAll(' ', '').length >= LEAST_REST;

/** A place that is named but cannot be told keeps the word as it is: the place would be lost. */
const wider: SearchWords['wider'] = (word) => {
  const trade = trades().within(word);
  const rest = trade === null ? word : word.replace(trade, ' ');
  const narrowed = trade !== null && RANKED.test(rest.trim()) && sharingName(rest) ? null : said(rest, trade !== null);
  if (narrowed === null) return { word, narrowed: {} };
  return { word: trade ?? (Object.keys(narrowed).length > 0 ? '' : word), narrowed };
};

/** Shifts with nights among them: whoever looks for nights is shown them too. */
const AT_NIGHT = ['NIGHT', 'TWO_SHIFT', 'THREE_SHIFT'];

/** What words of a notice narrow by: `包吃住`, `夜班`, `主城`; a place only beside a trade. */
function said(text: string, besideTrade: boolean): Narrowing {
  const [board, lodging] = boardAndLodging(text);
  const shift = SHIFTS.find(([form]) => form.test(text))?.[1];
  const shifts = shift === 'NIGHT' ? AT_NIGHT : shift && [shift];
  const code = besideTrade ? placeWithin(text) : null;
  return {
    ...(board ? { board } : {}),
    ...(lodging ? { lodging } : {}),
    ...(shifts ? { shifts } : {}),
    ...(/主城/.test(text) ? { counties: mainUrban() } : {}),
    ...(code === null ? {} : { places: [code] }),
  };
}

/** The first division that is surely named in a text. */
function placeWithin(text: string): string | null {
  for (let at = 0; at < text.length - 1; at++) {
    const read = regionLeading(text.slice(at));
    if (read && sure(read.region, text.slice(at, at + read.length))) return read.region.code;
  }
  return null;
}
