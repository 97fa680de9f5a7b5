import type { Meilisearch } from 'meilisearch';
import { problemOf } from '../../../platform/search/client.js';
import { characters } from './document.js';
import { filterExpression, type Narrowing, narrowing, type SearchFilter } from './filter.js';
import type { TermIndex } from './terms.js';

export type SearchSort = 'RELEVANCE' | 'NEWEST' | 'PAY_HIGH';

export interface SearchRequest {
  query: string;
  filter: SearchFilter;
  facets: readonly string[];
  sort: SearchSort;
  offset: number;
  limit: number;
}

export interface SearchAnswer {
  hits: { id: string; score: number }[];
  facets: Record<string, Record<string, number>>;
  total: number;
}

export interface SearchWords {
  terms: TermIndex;
  /** Code of the division that a word begins or ends with, and what is left of the word; null when it names none. */
  readonly place: (word: string) => { code: string; rest: string } | null;
  /** Whether Latin letters spell a trade or a place. */
  readonly spelled: (sound: string) => boolean;
  /** Group of the trade that a word is the name of. */
  readonly group: (word: string) => string | null;
  /** A word that no title has: the trade inside it, and what the rest of it, or all of it, narrows by. */
  readonly wider: (word: string) => { word: string; narrowed: Narrowing };
}

/** Only the first ten words of a query count in Meilisearch; a character is a word here. */
const MOST_CHARACTERS = 10;
/** Meilisearch searches each of them; the first are the likeliest. */
const MOST_HEARD = 6;
const RANKS = /高级|中级|初级|资深|主管|助理|实习|急聘|急招|诚聘|诚招|长期招|招聘|若干/g;
const SORTS: Record<SearchSort, string[] | undefined> = { RELEVANCE: undefined, NEWEST: ['openedAt:desc'], PAY_HIGH: ['payTo:desc'] };

export interface Understood {
  narrowed: Narrowing[];
  words: string[];
  /** The words as typed, where a place was found inside one: it may have been part of the word after all. */
  typed: string[] | null;
}

const MOST_WORDS = 6;
const wordsOf = (query: string): string[] =>
  query
    .normalize('NFKC')
    .toLowerCase()
    .split(/[\s,，、]+/)
    .filter((one) => one !== '')
    .slice(0, MOST_WORDS);

/** Syllables that stand apart and spell one trade or place together: `bao an`, `wan zhou`. */
function joined(words: readonly string[], spelled: SearchWords['spelled']): string[] {
  const [first, ...rest] = words;
  if (first === undefined) return [];
  for (let most = words.findIndex((word) => !/^[a-z]{1,6}$/.test(word)), count = most < 0 ? words.length : most; count > 1; count--) {
    const sound = words.slice(0, count).join('');
    if (spelled(sound)) return [sound, ...joined(words.slice(count), spelled)];
  }
  return [first, ...joined(rest, spelled)];
}

/** Words that name a place, and places at the start or end of a word (`上海焊工`), narrow the search; the rest is searched. */
export function understand(query: string, { place, spelled }: SearchWords): Understood {
  const understood: Understood = { narrowed: [], words: [], typed: null };
  const typed: string[] = [];
  for (const word of joined(wordsOf(query), spelled)) {
    const found = /\p{Script=Han}{2}|^[a-z]{3,}$/u.test(word) ? place(word) : null;
    if (found) understood.narrowed.push({ places: [found.code] });
    const rest = found ? found.rest : word;
    if (rest !== '') understood.words.push(rest);
    if (rest !== '') typed.push(word);
    if (found && rest !== '') understood.typed = typed;
  }
  return understood;
}

const phrase = (text: string): string => `"${characters(text).split(' ').slice(0, MOST_CHARACTERS).join(' ')}"`;

/** Without what says how high or how urgent a post is; a word of nothing else stays. */
export function bare(word: string): string {
  const rest = word.replace(RANKS, '');
  return characters(rest).length > 1 ? rest : word;
}

/** Letters and digits only: a sign before a word would exclude it, a quote would bind it to the next. */
const plain = (words: readonly string[]): string => words.map((word) => word.replace(/[^\p{L}\p{N}+#.]+/gu, ' ')).join(' ');

/** The words as phrases, with each word in turn as every trade that it sounds like; the likeliest first. */
function heard(words: readonly string[], terms: TermIndex): { phrases: string; weight: number }[] {
  const others = words.map((word, at) =>
    terms.heard(word).map(({ term, weight }) => ({ phrases: words.map((one, of) => phrase(of === at ? term : one)).join(' '), weight })),
  );
  return others
    .flat()
    .sort((a, b) => b.weight - a.weight)
    .slice(0, MOST_HEARD);
}

/**
 * The body of one federated search: each word as a phrase of characters, by its other names, without its rank, as what
 * it sounds like; a title of the trade itself goes before one that only holds its name (车工 in 平车工). The weights rank these ways. All words must hold.
 */
export function searchBody(
  index: string,
  request: SearchRequest,
  words: SearchWords,
  understood = understand(request.query, words),
): { queries: object[]; federation: object } {
  const given = filterExpression(request.filter);
  const filter = [...given, ...understood.narrowed.flatMap(narrowing)];
  const sort = SORTS[request.sort];
  const query = (q: string, weight: number, attributesToSearchOn: string[], narrowed = filter): object => ({
    indexUid: index,
    q,
    filter: narrowed,
    matchingStrategy: 'all',
    attributesToSearchOn,
    ...(sort ? { sort } : {}),
    federationOptions: { weight },
  });
  const texts = understood.words.filter((word) => characters(word) !== '');
  const federation = { offset: request.offset, limit: request.limit, facetsByIndex: { [index]: [...request.facets] } };
  if (texts.length === 0) return { queries: [{ indexUid: index, q: '', filter, sort: sort ?? ['openedAt:desc'] }], federation };
  const anyName = texts.length > 1 ? ['titleChars', 'aliasChars'] : ['aliasChars'];
  const tradeGroups = texts.map(words.group).filter((group) => group !== null);
  const queries = [
    ...(tradeGroups.length > 0 ? [query(texts.map(phrase).join(' '), 1, ['titleChars'], [...filter, ...narrowing({ tradeGroups })])] : []),
    query(texts.map(phrase).join(' '), tradeGroups.length > 0 ? 0.95 : 1, ['titleChars']),
    query(texts.map(phrase).join(' '), 0.9, anyName),
    query(plain(texts), 0.4, ['title', 'employerName']),
  ];
  if (understood.typed) queries.push(query(understood.typed.map(phrase).join(' '), 1, ['titleChars'], given));
  const bareTexts = texts.map(bare);
  if (bareTexts.some((text, at) => text !== texts[at])) queries.push(query(bareTexts.map(phrase).join(' '), 0.85, ['titleChars', 'aliasChars']));
  for (const { phrases, weight } of heard(bareTexts, words.terms)) queries.push(query(phrases, weight, ['titleChars', 'aliasChars']));
  return { queries, federation };
}

/** An index that never had a document knows none of its attributes; one of other settings knows too few, and has some. */
const neverFilled = async (client: Meilisearch, index: string, error: unknown, request: { signal: AbortSignal }): Promise<boolean> =>
  problemOf(error)?.code === 'invalid_search_attributes_to_search_on' &&
  (await client.index(index).search('', { limit: 1 }, request)).hits.length === 0;

interface Federated {
  hits: { id: string; _federation: { weightedRankingScore: number } }[];
  facetsByIndex?: Record<string, { distribution: Record<string, Record<string, number>> }>;
  estimatedTotalHits?: number;
}

/** Ids and scores (0–1), best first; one round trip, and a second where nothing has every word but a trade stands inside one. */
export async function searchVacancies(
  client: Meilisearch,
  index: string,
  request: SearchRequest,
  words: SearchWords,
  limit: { signal: AbortSignal } = { signal: AbortSignal.timeout(3_000) },
): Promise<SearchAnswer> {
  const understood = understand(request.query, words);
  const answer = await ask(client, index, searchBody(index, request, words, understood), limit);
  const wider = answer.total === 0 ? widened(understood, words) : null;
  return wider === null ? answer : ask(client, index, searchBody(index, request, words, wider), limit);
}

/** `大厂普工` → `普工`, `夜班保安` → `保安` by night; null where it is the same. What narrows goes on to hold. */
export function widened({ narrowed, words }: Understood, { wider }: SearchWords): Understood | null {
  const found = words.map(wider);
  if (found.every(({ word }, at) => word === words[at])) return null;
  return {
    narrowed: [...narrowed, ...found.map((one) => one.narrowed)],
    words: found.map(({ word }) => word).filter((word) => word !== ''),
    typed: null,
  };
}

async function ask(client: Meilisearch, index: string, body: ReturnType<typeof searchBody>, limit: { signal: AbortSignal }): Promise<SearchAnswer> {
  let answer: Federated;
  try {
    answer = (await client.multiSearch(body as never, limit)) as unknown as Federated;
  } catch (error) {
    if (!(await neverFilled(client, index, error, limit))) throw error;
    answer = { hits: [] };
  }
  return {
    hits: answer.hits.map((hit) => ({ id: hit.id, score: hit._federation.weightedRankingScore })),
    facets: Object.values(answer.facetsByIndex ?? {})[0]?.distribution ?? {},
    total: answer.estimatedTotalHits ?? 0,
  };
}
