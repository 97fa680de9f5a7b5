import { deepStrictEqual } from 'node:assert';
import type { Bench } from './main.js';
import { answer, type Shot, shot } from './load.js';
import { atLeast } from './report.js';
import { interleaved } from './rounds.js';
import { type Server, startServerOf } from './servers.js';

const CONNECTIONS = 20;
const FIELDS = 'id title headCount openedAt employer { name region { name } } institution { name } region { name } referralCount';
export const NESTED = `query Newest($region: String!) { vacancies(filter: { region: $region }, first: 20) { edges { node { ${FIELDS} } } } }`;
const PEER = `query Newest($region: String!) { vacancies(region: $region) { ${FIELDS} } }`;
const PLANNED = PEER.replace('{ id ', '{ id: rowId ')
  .replace('employer {', 'employer: employerByEmployerId {')
  .replace('institution {', 'institution: institutionByInstitutionId {')
  .replaceAll('region {', 'region: regionByRegionId {');
const PEERS = { yoga: ['Yoga', PEER], mercurius: ['Mercurius', PEER], postgraphile: ['PostGraphile', PLANNED] } as const;

type Rows = Record<string, unknown>[];

type Shots = Record<'ours' | 'bare' | keyof typeof PEERS, readonly Shot[]>;

/** The newest vacancies of each county in turn, against GraphQL peers that do no more than they must, and against no GraphQL at all. */
export const lists: Bench = async (world, report) => {
  const { rows: counties } = await world.owner.query<{ code: string }>(
    "select distinct r.code from vacancy v join region r on r.id = v.region_id where r.path ^@ '/100000/500000/' order by 1",
  );
  const started: Server[] = [];
  const serve = async (kind: keyof Shots, make: (url: string, region: string) => Shot): Promise<Shot[]> => {
    const server = await startServerOf(kind, world);
    started.push(server);
    return counties.map(({ code }) => make(server.url, code));
  };
  const bearer = { authorization: `Bearer ${world.token}` };
  const ask =
    (query: string, headers: Record<string, string> = {}) =>
    (url: string, region: string) =>
      shot(`${url}/graphql`, headers, { query, variables: { region } });
  const shots: Shots = {
    ours: await serve('ours', ask(NESTED, bearer)),
    yoga: await serve('yoga', ask(PEER)),
    mercurius: await serve('mercurius', ask(PEER)),
    postgraphile: await serve('postgraphile', ask(PLANNED)),
    bare: await serve('bare', (url, region) => shot(`${url}/?region=${region}`)),
  };
  await sameRows(shots);
  report.note(`the five servers give the same rows for ${counties.length} counties`);
  const rates = await interleaved(shots, CONNECTIONS);
  const figure = (name: string, reference: number) => ({ name, ours: rates.ours.perSecond, reference, unit: 'requests/s' });
  for (const [kind, [name]] of Object.entries(PEERS) as [keyof typeof PEERS, readonly [string, string]][]) {
    report.figure(
      figure(`nested list against ${name}, ${CONNECTIONS} connections`, rates[kind].perSecond),
      kind === 'yoga' ? atLeast(0.8) : undefined,
    );
  }
  report.figure(figure(`nested list against node:http, ${CONNECTIONS} connections`, rates.bare.perSecond));
  const best = Math.max(rates.yoga.perSecond, rates.mercurius.perSecond, rates.postgraphile.perSecond);
  report.figure(figure(`nested list against the best peer, ${CONNECTIONS} connections`, best), atLeast(1));
  for (const server of started) server.stop();
};

/** A comparison of different answers would be none. An instant is compared as the instant it is, however it is written. */
async function sameRows(shots: Shots): Promise<void> {
  for (const [at, one] of shots.ours.entries()) {
    const ours = (await answer(one)).data.vacancies.edges.map((edge: { node: object }) => edge.node) as Rows;
    if (ours.length !== 20) throw new Error(`${ours.length} rows where there should be 20`);
    for (const kind of Object.keys(PEERS) as (keyof typeof PEERS)[]) {
      deepStrictEqual(instants((await answer(shots[kind][at]!)).data.vacancies), ours);
    }
    deepStrictEqual(instants((await answer(shots.bare[at]!)) as Rows), ours);
  }
}

const instants = (rows: Rows): Rows => rows.map((row) => ({ ...row, openedAt: new Date(row['openedAt'] as string).toISOString() }));
