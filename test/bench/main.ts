import 'reflect-metadata';
import { type ChildProcess, spawn } from 'node:child_process';
import { Agent } from 'node:http';
import { fileURLToPath } from 'node:url';
import { searchWords } from '../../src/modules/matching/search/words.js';
import { searchBody } from '../../src/modules/matching/search/search.js';
import { dayNumber } from '../../src/modules/matching/search/filter.js';
import { quota } from './quota.js';
import { fire, type Measured, send, type Shot } from './load.js';
import { type BenchWorld, benchWorld } from './world.js';

interface Figure {
  name: string;
  ours: number;
  reference: number;
  ratio: number;
  unit: string;
}

const [what = 'matching', ...flags] = process.argv.slice(2);
const json = flags.includes('--json');
const size = Number(flags.find((flag) => flag.startsWith('--size='))?.slice(7) ?? (what === 'quota' ? 100 : 50_000));
const RUN_MS = 6_000;
const WARM_MS = 2_000;

const print = (figure: Figure): void => {
  const shown = { ...figure, ours: round(figure.ours), reference: round(figure.reference), ratio: round(figure.ratio) };
  process.stdout.write(
    json ? `${JSON.stringify(shown)}\n` : `${shown.name.padEnd(44)} ${shown.ours} against ${shown.reference} ${shown.unit}: ${shown.ratio}\n`,
  );
};
const round = (value: number): number => Math.round(value * 1_000) / 1_000;

async function measured(shots: readonly Shot[], clients: number): Promise<Measured> {
  await fire(shots, clients, WARM_MS);
  return fire(shots, clients, RUN_MS);
}

interface Server {
  url: string;
  stop(): void;
}

function serve(kind: 'ours' | 'yoga' | 'bare', world: BenchWorld): Promise<Server> {
  const { ownerUrl, appUrl, meiliUrl, meiliKey } = world.embedded;
  const env = { ...process.env, BENCH_SERVERS: JSON.stringify({ servers: { ownerUrl, appUrl, meiliUrl, meiliKey }, folder: world.folder }) };
  const child: ChildProcess = spawn(process.execPath, [fileURLToPath(new URL('serve.js', import.meta.url)), kind], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`${kind} ended with ${code}`)));
    child.stdout!.once('data', (text: Buffer) => resolve({ url: text.toString().trim(), stop: () => child.kill('SIGKILL') }));
  });
}

const QUERIES = [
  '焊工',
  '电焊工',
  '保安',
  '保姆',
  '打螺丝',
  '普工',
  '餐厅服务员',
  '收银员',
  '会计',
  '护理员',
  '缝纫',
  '装配工',
  '包装',
  '叉车',
  '面点师',
  '砌筑工',
  '钢筋工',
  '注塑工',
  '保洁',
  '架子工',
];
const SEARCH =
  'query Search($query: String!, $filter: VacancySearchFilter) { vacancySearch(query: $query, filter: $filter, facets: [PAY_BAND], first: 20) { totalCount facets { counts { value count } } edges { score node { id title } } pageInfo { hasNextPage } } }';
const MATCH =
  'query Match($id: ID!) { vacancyMatches(seekerId: $id, first: 20) { edges { score reasons { criterion kind zh } node { id title } } pageInfo { hasNextPage } } }';

async function matching(world: BenchWorld): Promise<void> {
  const ours = await serve('ours', world);
  const graphql = { 'content-type': 'application/json', authorization: `Bearer ${world.token}` };
  const straight = { 'content-type': 'application/json', authorization: `Bearer ${world.embedded.meiliKey}` };
  const today = dayNumber(world.application.platform.clock.today());
  const filter = { places: ['500000'], payAtLeast: 3_000, today };
  const request = (query: string) => ({ query, filter, facets: ['payBand'], sort: 'RELEVANCE' as const, offset: 0, limit: 20 });
  const search = QUERIES.map((query): Shot => ({
    url: `${ours.url}/graphql`,
    headers: graphql,
    body: JSON.stringify({ query: SEARCH, variables: { query, filter: { region: '500000', payAtLeast: '300000' } } }),
  }));
  const raw = QUERIES.map((query): Shot => ({
    url: `${world.embedded.meiliUrl}/multi-search`,
    headers: straight,
    body: JSON.stringify(searchBody('vacancies', request(query), searchWords())),
  }));
  const people = world.seekers.slice(0, 20);
  const match = people.map((id): Shot => ({
    url: `${ours.url}/graphql`,
    headers: graphql,
    body: JSON.stringify({ query: MATCH, variables: { id } }),
  }));
  const rawMatch = await Promise.all(people.map((id) => straightMatch(world, id, straight, today)));
  for (const clients of [1, 8]) {
    const [a, b] = [await measured(search, clients), await measured(raw, clients)];
    print({ name: `vacancySearch p50, ${clients} client(s), ${size} vacancies`, ours: a.p50, reference: b.p50, ratio: a.p50 / b.p50, unit: 'ms' });
    const [c, d] = [await measured(match, clients), await measured(rawMatch, clients)];
    print({ name: `vacancyMatches p50, ${clients} client(s), ${size} vacancies`, ours: c.p50, reference: d.p50, ratio: c.p50 / d.p50, unit: 'ms' });
  }
  ours.stop();
}

/** The same wishes as a filter straight at the index, twenty of the best paid. */
async function straightMatch(world: BenchWorld, id: string, headers: Record<string, string>, today: number): Promise<Shot> {
  const { rows } = await world.application.relayPool.query<{ groups: string[]; floor: string; age: number; rank: number; shifts: string[] }>(
    'select wish_trade_groups as groups, wish_wage_floor as floor, full_years(birth_on, app_today()) as age, education_rank as rank, wish_shifts as shifts from seeker where id = $1',
    [id],
  );
  const { groups, floor, age, rank, shifts } = rows[0]!;
  const filter = [
    `tradeGroup IN [${groups.map((one) => `"${one}"`).join(',')}]`,
    'places = "500000"',
    `payTo >= ${Number(floor) / 100}`,
    `ageMin <= ${age}`,
    `ageMax >= ${age}`,
    `educationRank <= ${rank}`,
    `validUntil >= ${today}`,
    `validFrom <= ${today}`,
  ];
  if (shifts.length > 0) filter.push(`shift IN [${shifts.map((one) => `"${one}"`).join(',')}]`);
  return {
    url: `${world.embedded.meiliUrl}/indexes/vacancies/search`,
    headers,
    body: JSON.stringify({ q: '', filter, sort: ['payTo:desc'], limit: 20 }),
  };
}

const LIST =
  'query List($region: String!) { vacancies(filter: { region: $region }, first: 20) { edges { node { id title headCount openedAt employer { name region { name } } institution { name } region { name } referralCount } } } }';
const PEER =
  'query List($region: String!) { vacancies(region: $region) { id title headCount openedAt employer { name region { name } } institution { name } region { name } referralCount } }';
const CONNECTIONS = 20;

async function lists(world: BenchWorld): Promise<void> {
  const path = '/100000/500000/500101';
  const headers = { 'content-type': 'application/json' };
  const [ours, yoga, bare] = [await serve('ours', world), await serve('yoga', world), await serve('bare', world)];
  const shots = {
    ours: {
      url: `${ours.url}/graphql`,
      headers: { ...headers, authorization: `Bearer ${world.token}` },
      body: JSON.stringify({ query: LIST, variables: { region: '500101' } }),
    },
    yoga: { url: `${yoga.url}/graphql`, headers, body: JSON.stringify({ query: PEER, variables: { region: path } }) },
    bare: { url: `${bare.url}/?region=${encodeURIComponent(path)}`, headers: {}, body: '' },
  };
  await sameRows(shots);
  const rates = {
    ours: (await measured([shots.ours], CONNECTIONS)).perSecond,
    yoga: (await measured([shots.yoga], CONNECTIONS)).perSecond,
    bare: (await measured([shots.bare], CONNECTIONS)).perSecond,
  };
  print({
    name: `nested list against Yoga, ${CONNECTIONS} connections`,
    ours: rates.ours,
    reference: rates.yoga,
    ratio: rates.ours / rates.yoga,
    unit: 'requests/s',
  });
  print({
    name: `nested list against node:http, ${CONNECTIONS} connections`,
    ours: rates.ours,
    reference: rates.bare,
    ratio: rates.ours / rates.bare,
    unit: 'requests/s',
  });
  for (const one of [ours, yoga, bare]) one.stop();
}

/** A comparison of different answers would be none. */
async function sameRows(shots: Record<string, Shot>): Promise<void> {
  const agent = new Agent();
  const ids = async (shot: Shot): Promise<string> =>
    [...(await send(agent, shot)).matchAll(/"id"\s*:\s*"([0-9a-f-]{36})"/g)].map((match) => match[1]).join();
  const [first, ...others] = await Promise.all(Object.values(shots).map(ids));
  if (!first || first.split(',').length !== 20 || others.some((one) => one !== first)) throw new Error('the servers answer differently');
}

const world = await benchWorld(size);
try {
  if (what === 'lists') await lists(world);
  else if (what === 'quota') {
    const server = await serve('ours', world);
    const { ownerUrl, appUrl } = world.embedded;
    await quota(
      { ownerUrl, appUrl, url: server.url },
      (one) => print({ ...one, ratio: one.ours / one.reference }),
      (text) => void process.stderr.write(`${text}\n`),
    );
    server.stop();
  } else await matching(world);
} finally {
  await world.stop();
}
process.exit(0);
