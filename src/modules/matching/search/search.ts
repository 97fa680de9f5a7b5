import type { Meilisearch } from 'meilisearch';
import { SearchProblem } from '../../../platform/search/client.js';
import { characters } from './document.js';
import { filterExpression, type SearchFilter } from './filter.js';
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
  /** Code of the division that a word names. */
  readonly place: (word: string) => string | null;
}

/** Only the first ten words of a query count in Meilisearch; a character is a word here. */
const MOST_CHARACTERS = 10;
/** Meilisearch searches each of them; the first are the likeliest. */
const MOST_HEARD = 6;
const RANKS = /高级|中级|初级|资深|主管|助理|实习|急聘|急招|诚聘|诚招|长期招|招聘|若干/g;
const SORTS: Record<SearchSort, string[] | undefined> = { RELEVANCE: undefined, NEWEST: ['openedAt:desc'], PAY_HIGH: ['payTo:desc'] };

interface Understood {
  places: string[];
  words: string[];
}

/** Words that name a place narrow the search; the rest is searched. */
function understand(query: string, place: SearchWords['place']): Understood {
  const understood: Understood = { places: [], words: [] };
  for (const word of query
    .normalize('NFKC')
    .toLowerCase()
    .split(/[\s,，、]+/)
    .filter((one) => one !== '')
    .slice(0, 6)) {
    const code = /^[\p{Script=Han}]{2,10}$/u.test(word) ? place(word) : null;
    if (code) understood.places.push(code);
    else understood.words.push(word);
  }
  return understood;
}

const phrase = (text: string): string => `"${characters(text).split(' ').slice(0, MOST_CHARACTERS).join(' ')}"`;

/** Without what says how high or how urgent a post is; a word of nothing else stays. */
function bare(word: string): string {
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
 * it sounds like; the weights rank these ways. All words must hold.
 */
export function searchBody(index: string, request: SearchRequest, words: SearchWords): { queries: object[]; federation: object } {
  const understood = understand(request.query, words.place);
  const filter = filterExpression({ ...request.filter, places: [...request.filter.places, ...understood.places] });
  const sort = SORTS[request.sort];
  const query = (q: string, weight: number, attributesToSearchOn: string[]): object => ({
    indexUid: index,
    q,
    filter,
    matchingStrategy: 'all',
    attributesToSearchOn,
    ...(sort ? { sort } : {}),
    federationOptions: { weight },
  });
  const texts = understood.words.filter((word) => characters(word) !== '');
  const federation = { offset: request.offset, limit: request.limit, facetsByIndex: { [index]: [...request.facets] } };
  if (texts.length === 0) return { queries: [{ indexUid: index, q: '', filter, sort: sort ?? ['openedAt:desc'] }], federation };
  const anyName = texts.length > 1 ? ['titleChars', 'aliasChars'] : ['aliasChars'];
  const queries = [
    query(texts.map(phrase).join(' '), 1, ['titleChars']),
    query(texts.map(phrase).join(' '), 0.9, anyName),
    query(plain(texts), 0.4, ['title', 'employerName']),
  ];
  const bareTexts = texts.map(bare);
  if (bareTexts.some((text, at) => text !== texts[at])) queries.push(query(bareTexts.map(phrase).join(' '), 0.85, ['titleChars', 'aliasChars']));
  for (const { phrases, weight } of heard(bareTexts, words.terms)) queries.push(query(phrases, weight, ['titleChars', 'aliasChars']));
  return { queries, federation };
}

/** An index that never had a document knows none of its attributes. */
const neverFilled = (error: unknown): boolean =>
  (error as Error).cause instanceof SearchProblem && ((error as Error).cause as SearchProblem).code === 'invalid_search_attributes_to_search_on';

interface Federated {
  hits: { id: string; _federation: { weightedRankingScore: number } }[];
  facetsByIndex?: Record<string, { distribution: Record<string, Record<string, number>> }>;
  estimatedTotalHits?: number;
}

/** Ids and scores (0–1), best first; one round trip. */
export async function searchVacancies(client: Meilisearch, index: string, request: SearchRequest, words: SearchWords): Promise<SearchAnswer> {
  const answer = await client.multiSearch(searchBody(index, request, words) as never).then(
    (found) => found as unknown as Federated,
    (error: unknown): Federated | Promise<never> => (neverFilled(error) ? { hits: [] } : Promise.reject(error as Error)),
  );
  return {
    hits: answer.hits.map((hit) => ({ id: hit.id, score: hit._federation.weightedRankingScore })),
    facets: answer.facetsByIndex?.[index]?.distribution ?? {},
    total: answer.estimatedTotalHits ?? 0,
  };
}
