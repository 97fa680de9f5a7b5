/** Documents that the corpus makes trusted for everybody, so that what comes in their variables reaches what is behind the trust. */
export const SEARCH =
  'query Corpus($query: String!, $filter: VacancySearchFilter, $sort: VacancySearchSort! = RELEVANCE, $first: Int! = 20, $after: String) { vacancySearch(query: $query, filter: $filter, sort: $sort, first: $first, after: $after) { totalCount edges { cursor node { id title } } } }';
export const LIST =
  'query Corpus($filter: VacancyFilter, $sort: VacancySort! = NEWEST, $first: Int! = 20, $after: String) { vacancies(filter: $filter, sort: $sort, first: $first, after: $after) { edges { cursor node { id } } } }';
export const REGIONS = 'query Corpus($first: Int! = 20, $after: String) { regions(first: $first, after: $after) { edges { cursor node { code } } } }';
export const VACANCY = 'query Corpus($id: ID!) { vacancy(id: $id) { id title } }';
export const REGION = 'query Corpus($code: String!) { region(code: $code) { code } }';
export const ME = 'query Corpus { viewer { role } }';
export const REGISTER =
  'mutation Corpus($input: SeekerRegisterInput!) { seekerRegister(input: $input) { registration { seeker { id nameMasked idNumberMasked phoneMasked } } userErrors { code path } } }';
export const DRAFT =
  'mutation Corpus($input: VacancyDraftInput!) { vacancyDraft(input: $input) { vacancy { id title remarks validUntil } userErrors { code path } } }';
export const CLOSE =
  'mutation Corpus($id: ID!, $input: ReasonInput!) { vacancyClose(id: $id, input: $input) { vacancy { id } userErrors { code } } }';

export const PARTNERS = 'query Corpus { regions(first: 1) { edges { node { partners { id } } } } }';

export const FEED = 'subscription CorpusFeed($fair: ID!, $after: String) { jobFairFeed(fairId: $fair, after: $after) { cursor kind } }';
export const EVENTS = 'query CorpusEvents($fair: ID!, $after: String) { jobFairEvents(fairId: $fair, after: $after, first: 1) { cursor } }';

export const EVERYBODYS = [PARTNERS, SEARCH, LIST, REGIONS, VACANCY, REGION, ME, REGISTER, DRAFT, CLOSE, FEED, EVENTS];
