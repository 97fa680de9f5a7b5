import type { Context } from '../../../platform/graphql/context.js';
import { all, join, raw, type Sql, sql, inSight } from '../../../platform/database/sql.js';
import { trades } from '../../vacancies/trades.js';
import { regionOfCode } from '../../regions/region.queries.js';
import { applicable, placedIn } from '../../vacancies/vacancy.queries.js';
import { BANDS, payBand } from './document.js';
import type { Narrowing } from './filter.js';
import { bare, type SearchAnswer, type SearchRequest, type SearchWords, type Understood, understand, widened } from './search.js';

const MOST_FORMS = 12;

/** The same question to PostgreSQL, for when the search server cannot be asked: the same words and filters, a plainer order. */
export async function searchDatabase(context: Context, request: SearchRequest, words: SearchWords): Promise<SearchAnswer> {
  const understood = understand(request.query, words);
  const answer = await ask(context, request, words, understood);
  const wider = answer.total === 0 ? widened(understood, words) : null;
  return wider === null ? answer : ask(context, request, words, wider);
}

type Row = [id: string, score: number, total: string, ...counts: Record<string, number>[]];

/**
 * One pass over the open posts: nothing is joined to them, or a plan that expects one of them reads the other table for
 * each. What was found is counted where it stands; only the page leaves the database.
 */
async function ask(context: Context, request: SearchRequest, words: SearchWords, understood: Understood): Promise<SearchAnswer> {
  const { offset, limit, facets, sort } = request;
  const matched = understood.words.map((word) => formsOf(word, words));
  const given = narrowing(request.filter);
  const found = all([...understood.narrowed.flatMap(narrowing), ...matched.map(holds)]);
  const either = understood.typed ? sql`(${found} or ${all(understood.typed.map((word) => holds([{ text: word, weight: 1 }])))})` : found;
  const where = inSight(context.shapes.scope('Vacancy', 't', context.viewer), all([applicable('t'), ...given, either]));
  const score = matched.length === 0 ? raw('1') : sql`least(${join(matched.map(weighed), ', ')})`;
  const near = understood.words.length === 0 ? raw('0') : sql`similarity(lower(t.title), ${understood.words.join(' ')})`;
  const order = {
    RELEVANCE: raw('score desc, near desc, opened_at desc'),
    NEWEST: raw('opened_at desc'),
    PAY_HIGH: raw('pay desc nulls last, score desc'),
  }[sort];
  const counted = facets.map((facet) => sql`, ${VALUE[facet]!} as ${raw(facet.toLowerCase())}`);
  const counts = facets.map((facet) => countsOf(raw(facet.toLowerCase())));
  const rows = (await context.reading.rows(
    sql`with found as materialized (
      select t.id, (${score})::float8 as score, ${near} as near, t.opened_at, ${PAY} as pay${join(counted, '')} from vacancy t where ${where})
      select id, score, (select count(*) from found)${join(counts, '')} from found order by ${order}, id limit ${limit} offset ${offset}`,
  )) as Row[];
  const [, , total = '0', ...sums] = rows[0] ?? [];
  return {
    hits: rows.map(([id, points]) => ({ id, score: points })),
    facets: Object.fromEntries(facets.map((facet, at) => [facet, sums[at] ?? {}])),
    total: Number(total),
  };
}

const PAY = raw('coalesce(t.pay_monthly_to, t.pay_monthly_from)');
/** Attributes that are counted, as the documents of the index have them. */
const VALUE: Readonly<Record<string, Sql>> = {
  county: raw("split_part(coalesce(nullif(t.place_county, ''), nullif(t.place_province, '')), '@', 1)"),
  tradeGroup: raw('t.trade_group'),
  payBand: sql`coalesce((${BANDS.map(payBand)}::text[])[width_bucket(round(${PAY} / 100.0), ${BANDS.slice(1)}::numeric[]) + 1], ${payBand(null)})`,
  shift: raw('t.conditions_shift'),
  board: raw('t.conditions_board'),
  lodging: raw('t.conditions_lodging'),
};

const countsOf = (value: Sql): Sql =>
  sql`, (select coalesce(json_object_agg(value, n), '{}') from (select ${value}::text as value, count(*) as n from found where ${value} is not null group by 1) counts)`;

interface Form {
  text: string;
  weight: number;
}

/** A word as it may stand in a title: itself, without its rank, the other names of its trade, what it sounds like. */
function formsOf(word: string, { terms }: SearchWords): Form[] {
  const names = trades()
    .aliasesOf(word)
    .filter((name) => trades().aliasesOf(name).includes(word));
  const sounds = terms.heard(bare(word)).map(({ term, weight }) => ({ text: term, weight }));
  return [{ text: word, weight: 1 }, { text: bare(word), weight: 0.85 }, ...names.map((text) => ({ text, weight: 0.9 })), ...sounds].slice(
    0,
    MOST_FORMS,
  );
}

const pattern = (text: string): string =>
  `%${text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
const NAMED = 0.4;

const holds = (forms: readonly Form[]): Sql =>
  sql`(lower(t.title) like any (${forms.map(({ text }) => pattern(text))}::text[])
    or t.employer_id = any (array(select e.id from employer e where lower(e.name) like ${pattern(forms[0]!.text)})))`;

const weighed = (forms: readonly Form[]): Sql =>
  sql`case ${join(
    forms.toSorted((a, b) => b.weight - a.weight).map(({ text, weight }) => sql`when lower(t.title) like ${pattern(text)} then ${weight}::float8`),
    ' ',
  )} else ${NAMED}::float8 end`;

function narrowing(filter: Narrowing): Sql[] {
  const parts = (filter.places ?? []).map((code) => placedIn(regionOfCode(code)!.path));
  if (filter.counties) parts.push(sql`t.place_county = any (${filter.counties}::text[])`);
  if (filter.tradeGroups) parts.push(sql`t.trade_group = any (${filter.tradeGroups}::text[])`);
  if (filter.payAtLeast !== undefined) parts.push(sql`coalesce(t.pay_monthly_to, t.pay_monthly_from) >= ${filter.payAtLeast * 100 - 50}::bigint`);
  if (filter.age !== undefined)
    parts.push(sql`${filter.age}::int between coalesce(t.requirements_age_min, 16) and coalesce(t.requirements_age_max, 99)`);
  if (filter.educationRank !== undefined) parts.push(sql`t.requirements_education_rank <= ${filter.educationRank}::int`);
  if (filter.shifts) parts.push(sql`t.conditions_shift = any (${filter.shifts}::text[])`);
  if (filter.board) parts.push(raw('t.conditions_board'));
  if (filter.lodging) parts.push(raw('t.conditions_lodging'));
  return parts;
}
