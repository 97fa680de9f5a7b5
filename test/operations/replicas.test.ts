import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from '../support/jest.js';
import { Random } from '../../seeds/random.js';
import type { Servers } from '../../src/application.js';
import { Api } from '../feed/processes.js';
import { VARIABLES } from '../feed/run.js';
import { aScene } from '../feed/scene.js';
import { testDatabase } from '../support/database.js';
import { PatientClient } from '../support/patient-client.js';
import { eventually } from '../support/sessions.js';
import { anOffice } from './replicas.js';
import { rollingRun } from './rolling.js';

const database = testDatabase();
const rolled = testDatabase();
const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 1_000_000));
const on = ({ urls }: typeof database): Servers => {
  const { meiliUrl, meiliKey } = JSON.parse(process.env['JIANGQIAO_TEST_SERVERS']!) as { meiliUrl: string; meiliKey: string };
  return { ...urls, meiliUrl, meiliKey };
};

const folder = mkdtempSync(join(tmpdir(), 'jiangqiao-replicas-'));
const apis: Api[] = [];
let owner: pg.Client;
let clients: PatientClient[] = [];
let vacancy = '';

beforeAll(async () => {
  owner = new pg.Client({ connectionString: database.urls.ownerUrl });
  owner.on('error', () => undefined);
  await owner.connect();
  vacancy = (await aScene(owner, 1)).vacancyId;
  const token = await anOffice(owner);
  for (let at = 0; at < 3; at++)
    apis.push(new Api({ servers: on(database), folder, prefix: `replicas${seed}-`, variables: VARIABLES, relays: true }));
  for (const api of apis) await api.start();
  clients = apis.map((api) => new PatientClient(() => api.url, token, new Random(seed)));
}, 180_000);
afterAll(async () => {
  await Promise.all(apis.map((api) => api.stop()));
  await owner.end();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

/** How many posts of that word each of the three processes finds. */
const found = (word: string): Promise<number[]> =>
  Promise.all(
    clients.map(async (client) => {
      const { vacancySearch } = (await client.read('query ($word: String!) { vacancySearch(query: $word, first: 1) { totalCount } }', { word })) as {
        vacancySearch: { totalCount: number };
      };
      return vacancySearch.totalCount;
    }),
  );
const open = (title: string, count: number): Promise<unknown> =>
  owner.query(
    `insert into vacancy (id, title, employer_id, institution_id, institution_path, region_id, place_path, head_count, pay_period, pay_basis, pay_negotiable, valid_from, valid_until, state, opened_at)
     select uuidv7(), $2, employer_id, institution_id, institution_path, region_id, place_path, 1, 'MONTH', 'TIME', true, app_today(), app_today() + 30, 'OPEN', now()
       from vacancy cross join generate_series(1, $3) where vacancy.id = $1`,
    [vacancy, title, count],
  );

test('of three processes on one database each finds what was changed, whoever carries it and whoever of them is killed', async () => {
  await open('潮汐观测员', 20);
  await eventually(async () => (await found('潮汐观测员')).every((count) => count === 20), 30_000);
  for (const [turn, api] of apis.entries()) {
    const killed = api.kill(); // one of the three carries changes at the moment
    await open('航标灯维护工', 10);
    await killed;
    await api.start();
    const wanted = (turn + 1) * 10;
    await eventually(async () => (await found('航标灯维护工')).every((count) => count === wanted), 30_000);
  }
  expect(await found('潮汐观测员')).toEqual([20, 20, 20]);
}, 180_000);

test('scheduled work of three processes is done as often as by one', async () => {
  const runs = async (): Promise<number> =>
    Number((await owner.query<{ runs: string }>("select runs from operations.job where name = 'reservations'")).rows[0]!.runs);
  const [from, before] = [performance.now(), await runs()];
  await eventually(async () => (await runs()) >= before + 3, 30_000);
  const seconds = (performance.now() - from) / 1_000;
  expect((await runs()) - before).toBeLessThanOrEqual(seconds + 2);
  const { rows } = await owner.query('select name from operations.job where failures > 0');
  expect(rows).toEqual([]);
}, 60_000);

test('two processes are restarted in turn under load and sockets, and nobody sees an error', async () => {
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  const [restarts, sockets] = [Number(process.env['RESTARTS'] ?? 4), Number(process.env['SOCKETS'] ?? 40)];
  expect(await rollingRun({ servers: on(rolled), restarts, sockets, clerks: 4, exitMs: 20_000, seed, say })).toEqual([]);
}, 240_000);
