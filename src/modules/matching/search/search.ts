import type { Meilisearch } from 'meilisearch';
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
const RANKS = /高级|中级|初级|资深|主管|助理|实习|急聘|招聘|诚聘/g;
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

function shortened(text: string): string {
  const all = characters(text).split(' ');
  if (all.length <= MOST_CHARACTERS) return all.join(' ');
  const kept = characters(text.replace(RANKS, '')).split(' ');
  return (kept.length > 0 && kept[0] !== '' ? kept : all).slice(0, MOST_CHARACTERS).join(' ');
}

/** The body of one federated search: a text as a phrase of characters, its aliases, what sounds like it, its words. */
export function searchBody(index: string, request: SearchRequest, words: SearchWords): { queries: object[]; federation: object } {
  const understood = understand(request.query, words.place);
  const filter = filterExpression({ ...request.filter, places: [...request.filter.places, ...understood.places] });
  const sort = SORTS[request.sort];
  const query = (q: string, weight: number, more: object): object => ({
    indexUid: index,
    q,
    filter,
    matchingStrategy: 'all',
    ...more,
    ...(sort ? { sort } : {}),
    federationOptions: { weight },
  });
  const texts = understood.words.map(shortened).filter((text) => text !== '');
  const federation = { offset: request.offset, limit: request.limit, facetsByIndex: { [index]: [...request.facets] } };
  if (texts.length === 0) return { queries: [{ indexUid: index, q: '', filter, sort: sort ?? ['openedAt:desc'] }], federation };
  const phrases = texts.map((text) => `"${text}"`).join(' ');
  const queries = [
    query(phrases, 1, { attributesToSearchOn: ['titleChars'] }),
    query(phrases, 0.9, { attributesToSearchOn: ['aliasChars'] }),
    query(understood.words.join(' '), 0.4, { attributesToSearchOn: ['title', 'employerName'] }),
  ];
  if (texts.length === 1) {
    for (const { term, weight } of words.terms.heard(understood.words[0]!)) {
      queries.push(query(`"${characters(term)}"`, weight, { attributesToSearchOn: ['titleChars', 'aliasChars'] }));
    }
  }
  return { queries, federation };
}

interface Federated {
  hits: { id: string; _federation: { weightedRankingScore: number } }[];
  facetsByIndex?: Record<string, { distribution: Record<string, Record<string, number>> }>;
  estimatedTotalHits?: number;
}

/** Ids and scores (0–1), best first; one round trip. */
export async function searchVacancies(client: Meilisearch, index: string, request: SearchRequest, words: SearchWords): Promise<SearchAnswer> {
  const answer = (await client.multiSearch(searchBody(index, request, words) as never)) as unknown as Federated;
  return {
    hits: answer.hits.map((hit) => ({ id: hit.id, score: hit._federation.weightedRankingScore })),
    facets: answer.facetsByIndex?.[index]?.distribution ?? {},
    total: answer.estimatedTotalHits ?? 0,
  };
}
