import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '../support/jest.js';
import { key, TestApp } from '../support/app.js';
import { anEmployer, anInstitution, CITY, DRAFT, draftInput, step } from '../support/factories.js';
import { type SearchServer, startMeili } from '../support/meili.js';
import { percentile, until } from './world.js';

/** A search is answered within that, and a change takes no longer than without the fault, or than this where it is tiny. */
const WITHIN_MS = 300;
const SLOWER = 1.5;
const [SEARCHES, CHANGES] = [12, 12];
const QUERY = `query ($query: String!, $filter: VacancySearchFilter) { vacancySearch(query: $query, filter: $filter, facets: [PLACE, PAY_BAND], first: 20) {
  totalCount degraded edges { node { title } } facets { facet counts { value count } } } }`;

const app = new TestApp({ searchWithinMs: 200, behindMs: 3_000 });
let search: SearchServer;
let proxy: Proxy;
let ids: { employer: string; institution: string };
let quiet: number;

/** Between the platform and its search server; answers itself when told to. */
class Proxy {
  fault: ((response: ServerResponse) => void) | undefined;
  readonly #server: Server;

  constructor(target: () => string) {
    this.#server = createServer((request, response) => {
      if (this.fault) return this.fault(response);
      const parts: Buffer[] = [];
      request
        .on('data', (part: Buffer) => parts.push(part))
        .on('end', () => {
          const { 'content-type': type = 'application/json', authorization = '' } = request.headers;
          const body = parts.length > 0 ? { body: Buffer.concat(parts) } : {};
          fetch(`${target()}${request.url}`, { method: request.method!, headers: { 'content-type': type, authorization }, ...body }).then(
            async (answer) => response.writeHead(answer.status, { 'content-type': 'application/json' }).end(Buffer.from(await answer.arrayBuffer())),
            () => response.destroy(),
          );
        });
    });
  }

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}

beforeAll(async () => {
  search = await startMeili({ megabytes: 96 });
  proxy = new Proxy(() => search.url);
  Object.assign(app.servers, { meiliUrl: await proxy.start(), meiliKey: search.key });
  await app.start();
  app.application.startRelay();
  ids = { employer: await anEmployer(app), institution: await anInstitution(app) };
  for (const title of ['船舶电焊工', '焊接普工', '保安', '养老护理员']) await open(title);
  await inStep();
  quiet = await mutating();
}, 120_000);
afterAll(async () => {
  process.kill(search.pid, 'SIGCONT');
  proxy.fault = undefined;
  await app.stop();
  proxy.stop();
  await search.stop();
});

async function open(title: string): Promise<string> {
  const { vacancyDraft } = await app.data(DRAFT, { input: draftInput(ids.employer, ids.institution, { title }) }, CITY);
  const id = vacancyDraft.vacancy.id as string;
  for (const name of ['vacancySubmit', 'vacancyApprove']) await app.data(step(name), { id, input: { idempotencyKey: key() } }, CITY);
  return id;
}

interface Found {
  totalCount: number;
  degraded: boolean;
  edges: { node: { title: string } }[];
  facets: { facet: string; counts: { value: string; count: number }[] }[];
}
const found = async (query: string, filter: object = {}): Promise<Found> => (await app.data(QUERY, { query, filter })).vacancySearch;
const titles = (answer: Found): string[] => answer.edges.map(({ node }) => node.title).sort();
const inStep = (): Promise<number> =>
  until(
    'the index answers, in step',
    async () => (await app.sql('select 1 from search_dirty')).length === 0 && !(await found('焊工')).degraded,
    20_000,
  );

/** Median of a change, in milliseconds. */
async function mutating(): Promise<number> {
  const times: number[] = [];
  for (let at = 0; at < CHANGES; at++) {
    const began = performance.now();
    await app.data(DRAFT, { input: draftInput(ids.employer, ids.institution) }, CITY);
    times.push(performance.now() - began);
  }
  return percentile(times, 0.5);
}

/** Searches and changes under a fault, which then ends; the new post is found by the database, and by the index once it is back. */
async function under(name: string, fault: () => void | Promise<void>, over: () => void | Promise<void>): Promise<void> {
  const before = await Promise.all(['焊工', 'bao an', '护工', ''].map((query) => found(query)));
  expect(before.map(({ degraded }) => degraded)).toEqual([false, false, false, false]);
  await fault();
  const times: number[] = [];
  try {
    const title = `电焊工${key().slice(0, 4)}`;
    await open(title);
    for (let at = 0; at < SEARCHES; at++) {
      const began = performance.now();
      const answer = await found('焊工');
      times.push(performance.now() - began);
      expect([answer.degraded, titles(answer).includes(title), answer.totalCount]).toEqual([true, true, before[0]!.totalCount + 1]);
    }
    for (const [query, at] of [
      ['bao an', 1],
      ['护工', 2],
    ] as const)
      expect(titles(await found(query))).toEqual(titles(before[at]!));
    const changing = await mutating();
    process.stdout.write(
      `search ${name}: first ${Math.round(times[0]!)}, second ${Math.round(times[1]!)}, then p50 ${percentile(times.slice(2), 0.5)}, longest ${percentile(times, 1)} ms; ` +
        `a change ${changing} ms, ${quiet} without\n`,
    );
    expect(Math.max(...times)).toBeLessThan(WITHIN_MS);
    expect(changing).toBeLessThan(Math.max(quiet * SLOWER, quiet + 20));
    await over();
    const back = await inStep();
    process.stdout.write(`search ${name}: back ${Math.round(back)} ms after the end of the fault\n`);
    expect(titles(await found('焊工'))).toContain(title);
  } finally {
    await over();
  }
}

describe('the database answers, and changes go on, while search', () => {
  test(
    'refuses',
    () =>
      under(
        'refused',
        () => void (proxy.fault = (response) => void response.destroy()),
        () => void (proxy.fault = undefined),
      ),
    60_000,
  );

  test(
    'stands still',
    () =>
      under(
        'hung',
        () => void process.kill(search.pid, 'SIGSTOP'),
        () => void process.kill(search.pid, 'SIGCONT'),
      ),
    60_000,
  );

  test(
    'is an HTML page',
    () =>
      under(
        'HTML',
        () => void (proxy.fault = (response) => void response.writeHead(200, { 'content-type': 'text/html' }).end('<html>')),
        () => void (proxy.fault = undefined),
      ),
    60_000,
  );

  test(
    'answers without an end',
    () =>
      under(
        'endless',
        () =>
          void (proxy.fault = (response) => {
            const part = Buffer.alloc(1_048_576, ' ');
            response.writeHead(200, { 'content-type': 'application/json' });
            const more = (): void => {
              while (!response.destroyed && response.write(part));
            };
            response.on('drain', more);
            more();
          }),
        () => void (proxy.fault = undefined),
      ),
    60_000,
  );

  test(
    'has lost its index',
    () =>
      under(
        'without its index',
        async () => {
          proxy.fault = (response) => void response.writeHead(404, { 'content-type': 'application/json' }).end('{"code":"index_not_found"}');
        },
        () => void (proxy.fault = undefined),
      ),
    60_000,
  );

  test(
    'has a full disk',
    () =>
      under(
        'on a full disk',
        async () => {
          for (let size = 1 << 24; size >= 1 << 12; size >>= 1)
            for (let at = 0; ; at++) {
              try {
                writeFileSync(search.inside(`fill-${size}-${at}`), Buffer.alloc(size));
              } catch {
                break;
              }
            }
          await open('等待磁盘');
          await until('the index is behind', async () => (await found('焊工')).degraded, 20_000);
        },
        () => search.clear('fill-'),
      ),
    90_000,
  );
});

test('an index that somebody took away is built anew, and the database answers meanwhile', async () => {
  const { client, indexes } = app.application.platform.search;
  const before = titles(await found(''));
  await client.deleteIndex(indexes.vacancies).waitTask();
  const answer = await found('');
  expect([answer.degraded, titles(answer)]).toEqual([true, before]);
  process.stdout.write(`search without its index: built anew after ${Math.round(await inStep())} ms\n`);
  expect(titles(await found(''))).toEqual(before);
}, 60_000);

test('an index of other settings is built anew with the right ones', async () => {
  const { client, indexes } = app.application.platform.search;
  const before = titles(await found('焊工', { region: '500101' }));
  await client
    .index(indexes.vacancies)
    .updateSettings({ filterableAttributes: ['board'], searchableAttributes: ['employerName'] })
    .waitTask();
  const answer = await found('焊工', { region: '500101' });
  expect([answer.degraded, titles(answer)]).toEqual([true, before]);
  process.stdout.write(
    `search with wrong settings: right after ${Math.round(await until('settings', async () => !(await found('焊工', { region: '500101' })).degraded, 30_000))} ms\n`,
  );
  expect(titles(await found('焊工', { region: '500101' }))).toEqual(before);
}, 60_000);

test('an empty index in the place of ours is taken away at once', async () => {
  const { client, indexes } = app.application.platform.search;
  const { settings, total } = { settings: await client.index(indexes.vacancies).getSettings(), total: (await found('')).totalCount };
  await client.deleteIndex(indexes.vacancies).waitTask();
  await client.createIndex(indexes.vacancies, { primaryKey: 'id' }).waitTask();
  await client.index(indexes.vacancies).updateSettings(settings).waitTask();
  await until(
    'the index is ours again',
    async () => {
      const answer = await found('');
      return !answer.degraded && answer.totalCount === total;
    },
    30_000,
  );
}, 60_000);
