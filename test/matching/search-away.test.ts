import { afterAll, beforeAll, expect, test } from '../support/jest.js';
import { awaited, connectSearch } from '../../src/platform/search/client.js';
import { TestApp } from '../support/app.js';
import { type SearchServer, startMeili } from '../support/meili.js';

const SEARCH = '{ vacancySearch(query: "焊工") { totalCount } }';
const app = new TestApp();
let search: SearchServer;

beforeAll(async () => {
  search = await startMeili();
  Object.assign(app.servers, { meiliUrl: search.url, meiliKey: search.key });
  await app.start();
  app.trusted.add(SEARCH, ['anonymous']);
});
afterAll(async () => {
  process.kill(search.pid, 'SIGCONT');
  await app.stop();
  await search.stop();
});

const ask = (): Promise<Response> =>
  fetch(`${app.server.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: SEARCH }),
  });

test('a search server that stands still is told after three seconds as away, in both languages; once it goes on, so does the search', async () => {
  expect(await (await ask()).json()).toEqual({ data: { vacancySearch: { totalCount: 0 } } });
  process.kill(search.pid, 'SIGSTOP');
  const began = Date.now();
  const response = await ask();
  const [took, body] = [Date.now() - began, (await response.json()) as { errors: { message: string }[] }];
  expect([response.status, Number(response.headers.get('retry-after')) > 0]).toEqual([503, true]);
  expect(body.errors).toMatchObject([{ message: expect.stringMatching(/搜索暂时不可用.*Search is away/), extensions: { code: 'UNAVAILABLE' } }]);
  expect(took).toBeGreaterThan(2_900);
  expect(took).toBeLessThan(6_000);
  process.kill(search.pid, 'SIGCONT');
  expect((await ask()).status).toBe(200);
}, 30_000);

test('a search server that is not there is away at once; a key that it refuses is no such thing', async () => {
  const nowhere = connectSearch({ url: 'http://127.0.0.1:1', key: 'none' });
  await expect(awaited((request) => nowhere.multiSearch({ queries: [] }, request))).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  const stranger = connectSearch({ url: search.url, key: 'none' });
  await expect(awaited((request) => stranger.multiSearch({ queries: [] }, request))).rejects.toMatchObject({ cause: { status: 403 } });
});
