import { deepStrictEqual } from 'node:assert';
import type { Bench } from './main.js';
import { answer, type Shot, shot } from './load.js';
import { atLeast } from './report.js';
import { interleaved } from './rounds.js';
import { startServerOf } from './servers.js';

const CONNECTIONS = 20;
const FIELDS = 'id title headCount openedAt employer { name region { name } } institution { name } region { name } referralCount';
export const NESTED = `query Newest($region: String!) { vacancies(filter: { region: $region }, first: 20) { edges { node { ${FIELDS} } } } }`;
const PEER = `query Newest($region: String!) { vacancies(region: $region) { ${FIELDS} } }`;

type Rows = Record<string, unknown>[];

/** The newest vacancies of each county in turn, against a GraphQL peer that does no more than it must, and against no GraphQL at all. */
export const lists: Bench = async (world, report) => {
  const { rows: counties } = await world.owner.query<{ code: string }>(
    "select distinct r.code from vacancy v join region r on r.id = v.region_id where r.path ^@ '/100000/500000/' order by 1",
  );
  const [ours, yoga, bare] = await Promise.all([startServerOf('ours', world), startServerOf('yoga', world), startServerOf('bare', world)]);
  const each = (make: (region: string) => Shot): Shot[] => counties.map(({ code }) => make(code));
  const bearer = { authorization: `Bearer ${world.token}` };
  const shots = {
    ours: each((region) => shot(`${ours.url}/graphql`, bearer, { query: NESTED, variables: { region } })),
    yoga: each((region) => shot(`${yoga.url}/graphql`, {}, { query: PEER, variables: { region } })),
    bare: each((region) => shot(`${bare.url}/?region=${region}`)),
  };
  await sameRows(shots);
  report.note(`the three servers give the same rows for ${counties.length} counties`);
  const rates = await interleaved(shots, CONNECTIONS);
  const figure = (name: string, reference: number) => ({ name, ours: rates.ours.perSecond, reference, unit: 'requests/s' });
  report.figure(figure(`nested list against Yoga, ${CONNECTIONS} connections`, rates.yoga.perSecond), atLeast(0.8));
  report.figure(figure(`nested list against node:http, ${CONNECTIONS} connections`, rates.bare.perSecond));
  for (const server of [ours, yoga, bare]) server.stop();
};

/** A comparison of different answers would be none. */
async function sameRows(shots: Record<'ours' | 'yoga' | 'bare', readonly Shot[]>): Promise<void> {
  for (const [at, one] of shots.ours.entries()) {
    const ours = (await answer(one)).data.vacancies.edges.map((edge: { node: object }) => edge.node) as Rows;
    const yoga = (await answer(shots.yoga[at]!)).data.vacancies as Rows;
    const bare = (await answer(shots.bare[at]!)) as Rows;
    if (ours.length !== 20) throw new Error(`${ours.length} rows where there should be 20`);
    deepStrictEqual(ours, yoga);
    deepStrictEqual(
      ours,
      bare.map((row) => ({ ...row, openedAt: new Date(row['openedAt'] as string).toISOString() })),
    );
  }
}
