import type { Context } from '../../../platform/graphql/context.js';
import { all, join, raw, type Sql, sql, inSight } from '../../../platform/database/sql.js';
import { trades } from '../../vacancies/trades.js';
import { applicable } from '../../vacancies/vacancy.queries.js';
import { countyOf, payBand, placesOf, yuan } from './document.js';
import type { Narrowing } from './filter.js';
import { bare, type SearchAnswer, type SearchRequest, type SearchWords, type Understood, understand, widened } from './search.js';

/** Facets are counted over so many at most. */
const MOST_COUNTED = 10_000;
const MOST_FORMS = 12;

/** The same question to PostgreSQL, for when the search server cannot be asked: the same words and filters, a plainer order. */
export async function searchDatabase(context: Context, request: SearchRequest, words: SearchWords): Promise<SearchAnswer> {
  const understood = understand(request.query, words);
  const answer = await ask(context, request, words, understood);
  const wider = answer.total === 0 ? widened(understood, words) : null;
  return wider === null ? answer : ask(context, request, words, wider);
}

type Row = [
  id: string,
  score: number,
  total: string,
  group: string | null,
  path: string,
  pay: string | null,
  shift: string | null,
  board: boolean | null,
  lodging: boolean | null,
];

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
    RELEVANCE: raw('2 desc, near desc, t.opened_at desc'),
    NEWEST: raw('t.opened_at desc'),
    PAY_HIGH: raw('pay desc nulls last, 2 desc'),
  }[sort];
  const page = facets.length > 0 ? sql`limit ${MOST_COUNTED}` : sql`limit ${limit} offset ${offset}`;
  const rows = (await context.reading.rows(
    sql`select id, score, total, trade_group, place_path, pay, shift, board, lodging from (
      select t.id, (${score})::float8 as score, count(*) over () as total, t.trade_group, t.place_path,
             coalesce(t.pay_monthly_to, t.pay_monthly_from)::text as pay, t.conditions_shift as shift, t.conditions_board as board, t.conditions_lodging as lodging,
             ${near} as near, t.opened_at
        from vacancy t join employer e on e.id = t.employer_id where ${where}) t order by ${order}, t.id ${page}`,
  )) as Row[];
  const shown = facets.length > 0 ? rows.slice(offset, offset + limit) : rows;
  return {
    hits: shown.map(([id, points]) => ({ id, score: points })),
    facets: Object.fromEntries(facets.map((facet) => [facet, counted(rows, facet)])),
    total: Number(rows[0]?.[2] ?? 0),
  };
}

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
  sql`(lower(t.title) like any (${forms.map(({ text }) => pattern(text))}::text[]) or lower(e.name) like ${pattern(forms[0]!.text)})`;

const weighed = (forms: readonly Form[]): Sql =>
  sql`case ${join(
    forms.toSorted((a, b) => b.weight - a.weight).map(({ text, weight }) => sql`when lower(t.title) like ${pattern(text)} then ${weight}::float8`),
    ' ',
  )} else ${NAMED}::float8 end`;

const within = (codes: readonly string[]): Sql =>
  sql`t.place_path || '/' like any (${codes.flatMap((code) => [`%/${code}/%`, `%/${code}@%`])}::text[])`;

function narrowing(filter: Narrowing): Sql[] {
  const parts = (filter.places ?? []).map((code) => within([code]));
  if (filter.counties) parts.push(within(filter.counties));
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

const VALUE: Readonly<Record<string, (row: Row) => string | boolean | null>> = {
  county: ([, , , , path]) => countyOf(placesOf(path)),
  tradeGroup: ([, , , group]) => group,
  payBand: ([, , , , , pay]) => payBand(yuan(pay)),
  shift: ([, , , , , , shift]) => shift,
  board: ([, , , , , , , board]) => board,
  lodging: ([, , , , , , , , lodging]) => lodging,
};

function counted(rows: readonly Row[], facet: string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const row of rows) {
    const value = VALUE[facet]!(row);
    if (value !== null) counts[String(value)] = (counts[String(value)] ?? 0) + 1;
  }
  return counts;
}
