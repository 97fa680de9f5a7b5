import { deepStrictEqual } from 'node:assert';
import { EDUCATION_RANK } from '../../src/modules/vacancies/terms.js';
import { groupOf, occupationNamed } from '../../src/modules/vacancies/trades.js';
import { searchWords } from '../../src/modules/matching/search/words.js';
import { dayNumber } from '../../src/modules/matching/search/filter.js';
import { searchBody } from '../../src/modules/matching/search/search.js';
import { load, seekerRows, type TableRow } from './generate.js';
import { answer, type Measured, type Shot, shot } from './load.js';
import type { Bench } from './main.js';
import { atMost, type Figure } from './report.js';
import { interleaved } from './rounds.js';
import { startServerOf } from './servers.js';
import type { World } from './world.js';

/** Twenty searches: these words, in Chongqing, at 3,000 yuan a month or more. */
const WORDS =
  '焊工 电焊工 保安 保姆 打螺丝 普工 餐厅服务员 收银员 会计 养老护理员 缝纫工 装卸工 包装工 叉车司机 面点师 砌筑工 钢筋工 注塑工 保洁 架子工'.split(
    ' ',
  );
const CITY = '500000';
const LEAST_YUAN = 3_000;
const FIRST = 20;

const SEARCH = `query Search($query: String!, $filter: VacancySearchFilter) {
  vacancySearch(query: $query, filter: $filter, facets: [PAY_BAND], first: ${FIRST}) {
    totalCount facets { counts { value count } } edges { score node { id title } } pageInfo { hasNextPage } } }`;
const MATCH = `query Match($id: ID!) {
  vacancyMatches(seekerId: $id, first: ${FIRST}) { edges { score reasons { criterion kind zh } node { id title } } pageInfo { hasNextPage } } }`;
const WHOLE = 'query Whole($id: ID!) { vacancyMatches(seekerId: $id, first: 100) { totalCount edges { node { id } } } }';

/**
 * The twenty searches straight at the index and through the server: as words, and as what twenty people wish for. The
 * index alone cannot match; how far a bare filter with the same hard rules goes is told beside, without a goal.
 */
export const matching: Bench = async (world, report) => {
  const seekers = await wishers(world);
  const server = await startServerOf('ours', world);
  const straight = (path: string, body: object): Shot =>
    shot(`${world.servers.meiliUrl}${path}`, { authorization: `Bearer ${world.servers.meiliKey}` }, body);
  const ours = (query: string, variables: object): Shot =>
    shot(`${server.url}/graphql`, { authorization: `Bearer ${world.token}` }, { query, variables });
  const contenders = {
    straight: WORDS.map((query) => straight('/multi-search', rawSearch(world, query))),
    search: WORDS.map((query) => ours(SEARCH, { query, filter: { region: CITY, payAtLeast: String(LEAST_YUAN * 100) } })),
    matches: seekers.map(({ id }) => ours(MATCH, { id })),
    filter: WORDS.map((word) => straight('/indexes/vacancies/search', rawMatch(world, word, FIRST))),
  };
  for (const [at, one] of contenders.search.entries()) await sameHits(one, contenders.straight[at]!);
  for (const [at, { id }] of seekers.entries()) {
    await sameSet(ours(WHOLE, { id }), straight('/indexes/vacancies/search', rawMatch(world, WORDS[at]!, 10_000)));
  }
  report.note('both ways find the same hits, counts and matches');
  for (const clients of [1, 8]) {
    const { straight: reference, search, matches, filter } = await interleaved(contenders, clients);
    const figure = (what: string, one: Measured, other = reference): Figure => ({
      name: `${what} p50, ${clients} client${clients > 1 ? 's' : ''}`,
      ours: one.p50,
      reference: other.p50,
      unit: 'ms',
    });
    report.figure(figure('vacancySearch', search), atMost(2, 3));
    report.figure(figure('vacancyMatches', matches), atMost(4));
    report.figure(figure('vacancyMatches against a bare filter', matches, filter));
  }
  server.stop();
};

const today = (world: World): number => dayNumber(world.application.platform.clock.today());

/** What `vacancySearch` asks the index for these words. */
function rawSearch(world: World, query: string): object {
  const filter = { places: [CITY], payAtLeast: LEAST_YUAN, today: today(world) };
  return searchBody('vacancies', { query, filter, facets: ['payBand'], sort: 'RELEVANCE', offset: 0, limit: FIRST }, searchWords());
}

/** A person of 30 for each of the words: it is the trade wished for, in the same city at the same pay. */
async function wishers(world: World): Promise<TableRow[]> {
  const { rows: homes } = await world.owner.query<{ id: string; code: string; path: string }>('select id, code, path from region where code = $1', [
    CITY,
  ]);
  const { rows: institutions } = await world.owner.query<TableRow>('select id, region_path from institution order by id limit 1');
  const people = WORDS.map((word, at) => {
    const code = occupationNamed(word);
    return seekerRows(1_000_000 + at, world.application.platform.clock.today(), homes[0]!, institutions[0]!, {
      wish_occupations: [code],
      wish_trade_groups: [groupOf(code)],
      wish_places: [CITY],
      wish_place_paths: [homes[0]!.path],
      wish_wage_floor: LEAST_YUAN * 100,
    });
  });
  const seekers = people.map((one) => one.seeker);
  await load(world.owner, 'seeker', seekers);
  await load(
    world.owner,
    'registration',
    people.map((one) => one.registration),
  );
  await world.owner.query('vacuum analyze seeker, registration');
  return seekers;
}

/** The hard rules of that person as a filter, the best paid first: what the index can do of a match. */
function rawMatch(world: World, word: string, limit: number): object {
  const filter = [
    `tradeGroup = "${groupOf(occupationNamed(word))}"`,
    `places = "${CITY}"`,
    `payTo >= ${LEAST_YUAN}`,
    'ageMin <= 30',
    'ageMax >= 30',
    `educationRank <= ${EDUCATION_RANK.JUNIOR_COLLEGE}`,
    `validUntil >= ${today(world)}`,
    `validFrom <= ${today(world)}`,
  ];
  return { q: '', filter, sort: ['payTo:desc'], limit };
}

async function sameHits(ours: Shot, straight: Shot): Promise<void> {
  const { totalCount, facets, edges } = (await answer(ours)).data.vacancySearch;
  const raw = await answer(straight);
  deepStrictEqual(
    edges.map((edge: { node: { id: string } }) => edge.node.id),
    raw.hits.map((hit: { id: string }) => hit.id),
  );
  deepStrictEqual(totalCount, raw.estimatedTotalHits);
  deepStrictEqual(
    Object.fromEntries(facets[0].counts.map((one: { value: string; count: number }) => [one.value, one.count])),
    raw.facetsByIndex.vacancies.distribution.payBand,
  );
}

/** A match ranks by more than the index knows; what fits is the same set. */
async function sameSet(ours: Shot, straight: Shot): Promise<void> {
  const { totalCount, edges } = (await answer(ours)).data.vacancyMatches;
  const found = new Set((await answer(straight)).hits.map((hit: { id: string }) => hit.id));
  deepStrictEqual(totalCount, found.size);
  if (!edges.every((edge: { node: { id: string } }) => found.has(edge.node.id))) throw new Error('a match that the index does not have');
}
