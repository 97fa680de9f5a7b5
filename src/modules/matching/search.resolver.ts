import type { GraphQLResolveInfo } from 'graphql';
import { ArrayMaxSize, Max, MaxLength, Min } from 'class-validator';
import { Arg, Ctx, Field, Float, Info, InputType, Int, ObjectType, Query, Resolver } from 'type-graphql';
import { all, raw, sql } from '../../platform/database/sql.js';
import { PageInfo, pageInfoOf, pageSize } from '../../platform/graphql/connection.js';
import { Context } from '../../platform/graphql/context.js';
import { Cost } from '../../platform/graphql/cost.js';
import { enumOf } from '../../platform/graphql/enum.js';
import { badInput } from '../../platform/graphql/mutation.js';
import { BigInteger } from '../../platform/graphql/scalars.js';
import { regionByCode } from '../regions/region.queries.js';
import { Education, EDUCATION_RANK, Shift } from '../vacancies/terms.js';
import { groupNamed, trades } from '../vacancies/trades.js';
import { applicable } from '../vacancies/vacancy.queries.js';
import { Vacancy } from '../vacancies/vacancy.js';
import { dayNumber } from './search/filter.js';
import { facetLabel } from './search/facet-label.js';
import { searchDatabase } from './search/fallback.js';
import { searchVacancies } from './search/search.js';
import { searchWords } from './search/words.js';

export const SearchSort = enumOf('VacancySearchSort', 'In which order found vacancies come.', {
  RELEVANCE: '最相关 Best fitting first.',
  NEWEST: '最新发布 Latest opened first.',
  PAY_HIGH: '工资从高到低 Highest monthly pay first.',
});
export type SearchSort = keyof typeof SearchSort;

export const SearchFacet = enumOf('VacancySearchFacet', 'By what found vacancies can be counted.', {
  PLACE: '地点 By place of work: district or county in a municipality, city elsewhere; GB/T 2260 code.',
  TRADE_GROUP: '工种 By trade: minor group of the occupation.',
  PAY_BAND: '月工资 By monthly pay: bands in yuan.',
  SHIFT: '班次 By shift.',
  BOARD: '包吃 By board.',
  LODGING: '包住 By lodging.',
});
export type SearchFacet = keyof typeof SearchFacet;
const ATTRIBUTE: Record<SearchFacet, string> = {
  PLACE: 'county',
  TRADE_GROUP: 'tradeGroup',
  PAY_BAND: 'payBand',
  SHIFT: 'shift',
  BOARD: 'board',
  LODGING: 'lodging',
};

@InputType({ description: 'By what a search is narrowed; all that is given must hold.' })
export class VacancySearchFilter {
  @MaxLength(60)
  @Field(() => String, { nullable: true, description: 'Code or name of the division that the work place is in.' })
  region?: string;

  @ArrayMaxSize(20)
  @MaxLength(40, { each: true })
  @Field(() => [String], { nullable: true, description: 'Occupation codes or names; their minor groups, which may be given by their own codes.' })
  occupations?: string[];

  @Field(() => BigInteger, { nullable: true, description: 'Monthly pay can reach this, in fen, 0 or more.' })
  payAtLeast?: bigint;

  @Min(1)
  @Max(120)
  @Field(() => Int, { nullable: true, description: 'Age of the person, in full years, 1 to 120.' })
  age?: number;

  @Field(() => Education, { nullable: true, description: 'Education of the person.' })
  education?: Education;

  @Field(() => [Shift], { nullable: true, description: 'Shifts that would do.' })
  shifts?: Shift[];

  @Field(() => Boolean, { nullable: true, description: 'Only with board.' })
  board?: boolean;

  @Field(() => Boolean, { nullable: true, description: 'Only with lodging.' })
  lodging?: boolean;
}

@ObjectType({ description: 'How many found vacancies have a value.', simpleResolvers: true })
export class FacetCount {
  @Field(() => String, { description: 'The value.' })
  value!: string;

  @Field(() => String, { description: 'What a person reads for it, in the language asked for.' })
  label!: string;

  @Field(() => Int, { description: 'Vacancies.' })
  count!: number;
}

@ObjectType({ description: 'Found vacancies counted by one attribute.', simpleResolvers: true })
export class Facet {
  @Field(() => SearchFacet, { description: 'By what.' })
  facet!: SearchFacet;

  @Cost({ atMost: 100 })
  @Field(() => [FacetCount], { description: 'Values with their counts, largest first.' })
  counts!: FacetCount[];
}

@ObjectType({ description: 'A found vacancy.', simpleResolvers: true })
export class VacancySearchEdge {
  @Field(() => Float, { description: 'How well it fits, 0–1.' })
  score!: number;

  @Field(() => String, { description: 'Opaque position.' })
  cursor!: string;

  @Field(() => Vacancy, { description: 'The vacancy.' })
  node!: object;
}

@ObjectType({ description: 'A page of found vacancies.', simpleResolvers: true })
export class VacancySearchConnection {
  @Field(() => [VacancySearchEdge], { description: 'Best first, or as sorted.' })
  edges!: VacancySearchEdge[];

  @Field(() => PageInfo, { description: 'How to go on.' })
  pageInfo!: PageInfo;

  @Field(() => Int, { description: 'About how many were found.' })
  totalCount!: number;

  @Field(() => Boolean, {
    description:
      '简易检索 The search server was away, slow or behind: the database has answered, by the same rules and filters, without typing errors and with a plainer order.',
  })
  degraded!: boolean;

  @Cost({ atMost: 6 })
  @Field(() => [Facet], { description: 'Counts, as asked for.' })
  facets!: Facet[];

  @Field(() => [String], { description: 'Names of trades that may have been meant; only where nothing was found.' })
  suggestions!: string[];
}

const MOST_FOUND = 10_000;

@Resolver()
export class SearchResolver {
  @Cost({ weight: 10, kind: 'search' })
  @Query(() => VacancySearchConnection, {
    description:
      'Finds open vacancies by words: inside longer words, by other names of a trade, by pinyin or initials, with wrong characters, with place names among them. Everyone may ask. A place in the query holds; where nothing is found, the trade in a longer word is looked for there, and words of a notice (包吃住, 夜班, 主城) narrow. BAD_USER_INPUT for an unknown region or trade in the filter, with the nearest in `extensions.nearest`. While the search server is away, slow or behind, the database answers, `degraded`.',
  })
  async vacancySearch(
    @Arg('query', () => String, { defaultValue: '', description: 'Words, up to 60 characters; empty browses the newest.' }) query: string,
    @Arg('filter', () => VacancySearchFilter, { nullable: true, description: 'What must hold.' }) filter: VacancySearchFilter | undefined,
    @Arg('facets', () => [SearchFacet], { defaultValue: [], description: 'What to count by.' }) facets: SearchFacet[],
    @Arg('sort', () => SearchSort, { defaultValue: 'RELEVANCE', description: 'In which order.' }) sort: SearchSort,
    @Arg('first', () => Int, { defaultValue: 20, description: 'Rows on a page, up to 100.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'Cursor of the row before.' }) after: string | undefined,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<VacancySearchConnection> {
    if (query.length > 60) throw badInput('搜索词太长，请不超过 60 个字', 'Too long; search with up to 60 characters');
    const limit = pageSize(first);
    const offset = after === undefined ? 0 : offsetOf(after);
    const narrowed = narrow(filter ?? {}, dayNumber(context.platform.clock.today()));
    const { client, indexes, breaker } = context.platform.search;
    const request = { query, filter: narrowed, facets: facets.map((one) => ATTRIBUTE[one]), sort, offset, limit };
    const indexed = await breaker.ask((limit) => searchVacancies(client, indexes.vacancies, request, searchWords(), limit));
    const found = indexed ?? (await searchDatabase(context, request, searchWords()));
    const nodes = await visible(
      context,
      info,
      found.hits.map((hit) => hit.id),
    );
    const edges = found.hits.flatMap((hit, at) => {
      const node = nodes.get(hit.id);
      return node ? [{ score: hit.score, cursor: cursorOf(offset + at + 1), node }] : [];
    });
    const reached = offset + found.hits.length;
    return {
      edges,
      pageInfo: {
        ...pageInfoOf(edges, after, found.hits.length === limit && found.total > reached),
        endCursor: found.hits.length > 0 ? cursorOf(reached) : null,
      },
      totalCount: found.total,
      degraded: indexed === null,
      suggestions: found.total === 0 ? suggestionsFor(query) : [],
      facets: facets.map((facet) => ({
        facet,
        counts: Object.entries(found.facets[ATTRIBUTE[facet]] ?? {})
          .map(([value, count]) => ({ value, label: facetLabel(facet, value)[context.language], count }))
          .sort((a, b) => b.count - a.count),
      })),
    };
  }
}

const MOST_SUGGESTED = 3;
/** The nearest names of trades to each word, or to the trade in it, without the place in it. */
const suggestionsFor = (query: string): string[] => {
  const words = query
    .split(/[\s,，、]+/)
    .map((word) => searchWords().place(word)?.rest ?? word)
    .map((word) => trades().within(word) ?? word)
    .filter((word) => word !== '');
  return [
    ...new Set(
      words.slice(0, 2).flatMap((word) =>
        trades()
          .nearest(word.slice(0, 20), MOST_SUGGESTED)
          .map((one) => one.name),
      ),
    ),
  ];
};

/** The index ranks; the database decides what is shown. */
async function visible(context: Context, info: GraphQLResolveInfo, ids: readonly string[]): Promise<Map<string, object>> {
  if (ids.length === 0) return new Map();
  const rows = await context.many('Vacancy', all([sql`t.id = any(${ids}::uuid[])`, applicable('t')]), raw(''), info, ['edges', 'node']);
  return new Map(rows.map((row) => [(row as { id: string }).id, row]));
}

function narrow(filter: VacancySearchFilter, today: number): Parameters<typeof searchVacancies>[2]['filter'] {
  if (filter.payAtLeast !== undefined && filter.payAtLeast < 0n)
    throw badInput('输入超出范围：payAtLeast (不小于 0)', 'Out of range: payAtLeast (at least 0)', { fields: ['payAtLeast'] });
  return {
    places: filter.region === undefined ? [] : [regionByCode(filter.region).code],
    ...(filter.occupations?.length ? { tradeGroups: filter.occupations.map((one) => groupNamed(one) as string) } : {}),
    payAtLeast: filter.payAtLeast === undefined ? undefined : Number(filter.payAtLeast / 100n),
    age: filter.age,
    educationRank: filter.education === undefined ? undefined : EDUCATION_RANK[filter.education],
    shifts: filter.shifts?.length ? filter.shifts : undefined,
    board: filter.board,
    lodging: filter.lodging,
    today,
  };
}

const cursorOf = (offset: number): string => Buffer.from(`search:${offset}`).toString('base64url');
function offsetOf(cursor: string): number {
  const offset = Number(/^search:(\d{1,5})$/.exec(Buffer.from(cursor, 'base64url').toString())?.[1]);
  if (Number.isInteger(offset) && offset <= MOST_FOUND) return offset;
  throw badInput('游标无效，请从第一页重新开始', 'The cursor is not valid for this list; start from the first page');
}
