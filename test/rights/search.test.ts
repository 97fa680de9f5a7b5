import { beforeAll, expect, test } from '../support/jest.js';
import { testApp } from '../support/app.js';
import { ask, callers } from './api.js';
import { rightsWorld, type World } from './world.js';

const app = testApp({ variables: { LIMIT_COST: '10000' } });
let world: World;
beforeAll(async () => {
  world = await rightsWorld(app);
  await app.application.relay.drain();
});

test('the index holds open vacancies and nothing else, so that counts and facets are the same for everybody', async () => {
  const open = world.rows.filter(({ table, state }) => table === 'vacancy' && state === 'OPEN').map(({ id }) => id);
  const { client, indexes } = app.application.platform.search;
  const { results } = await client.index(indexes.vacancies).getDocuments<{ id: string }>({ limit: 1_000 });
  expect(results.map(({ id }) => id).sort()).toEqual(open.sort());
  expect(open.length).toBeLessThan(world.rows.filter(({ table }) => table === 'vacancy').length);
  const query = '{ vacancySearch(query: "焊工", facets: [PLACE], first: 100) { totalCount facets { counts { count } } edges { node { id } } } }';
  for (const who of callers(world)) {
    const { body } = await ask(app, who, query);
    if (body.errors) throw new Error(JSON.stringify(body.errors));
    const { vacancySearch } = body.data;
    const shown = vacancySearch.edges.map(({ node }: { node: { id: string } }) => node.id).sort();
    const counted = vacancySearch.facets[0].counts.reduce((sum: number, { count }: { count: number }) => sum + count, 0);
    expect([who.name, shown, vacancySearch.totalCount, counted]).toEqual([who.name, open, open.length, open.length]);
  }
});

test('the relay, which fills the index, can read no person', async () => {
  for (const table of ['seeker', 'person_secret', 'registration', 'referral', 'travel_group', 'api_key', 'idempotency_key']) {
    await expect(app.application.relayPool.query(`select from ${table} limit 1`)).rejects.toThrow(`permission denied for table ${table}`);
  }
});
