import { afterAll, beforeAll, expect, test } from '../support/jest.js';
import type { ApiProcess } from '../support/api-process.js';
import { TestApp } from '../support/app.js';
import { SearchWorld, until } from './world.js';

const DOCUMENTS = 200;
const app = new TestApp();
let world: SearchWorld;
let apis: ApiProcess[];

beforeAll(async () => {
  await app.start();
  world = new SearchWorld({ servers: { ...app.servers, ...app.urls }, prefix: `${app.name}-`, folder: app.folder });
  await world.fill(DOCUMENTS, 4711);
  apis = await Promise.all([world.api(true), world.api(true), world.api(true)]);
  await world.watched();
}, 120_000);
afterAll(async () => {
  for (const { pid } of apis) process.kill(pid, 'SIGCONT');
  await world.stop();
  await app.stop();
});

const leading = async (): Promise<ApiProcess> => {
  const pid = await world.leader();
  return apis.find((one) => one.pid === pid)!;
};
/** Documents that were sent into the index, each time one was. */
async function sent(): Promise<number> {
  const { results } = await world.search.tasks.getTasks({ indexUids: [world.index], types: ['documentAdditionOrUpdate'], limit: 1_000 });
  return results.reduce((sum, { details }) => sum + (details?.receivedDocuments ?? 0), 0);
}
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const other = async (than: number): Promise<boolean> => {
  const pid = await world.leader();
  return pid !== 0 && pid !== than;
};

test('of three processes one leads: every change is sent once', async () => {
  const before = await sent();
  const ids = (await world.witness.documents()).slice(0, 100).map(({ id }) => id);
  for (const id of ids) await world.pool.query("update vacancy set title = '电焊工' where id = $1", [id]);
  await world.carried();
  expect((await sent()) - before).toBe(100);
  expect(await leading()).toBeDefined();
});

test('when the leader is killed another leads at once, and nothing is lost', async () => {
  const leader = await leading();
  const { pid } = leader;
  await world.pool.query("update vacancy set title = '气焊工'");
  await leader.restart();
  const took = await until('another leads', () => other(pid), 3_000);
  await world.carried();
  say(`leader killed: another leads ${Math.round(took)} ms after its restart`);
  expect(await world.differences()).toEqual([]);
});

test('when the leader stands still another leads once the lease is over; the old one wakes up, steps down and takes no document back', async () => {
  const { pid } = await leading();
  process.kill(pid, 'SIGSTOP');
  const took = await until('another leads', () => other(pid), 10_000);
  await world.pool.query("update vacancy set title = '钳工'");
  await world.carried();
  say(`leader stopped: another leads after ${Math.round(took)} ms`);
  process.kill(pid, 'SIGCONT');
  await world.pool.query("update vacancy set title = '车工'");
  await world.carried();
  expect(await other(pid)).toBe(true);
  expect([await world.differences(), world.witness.violations]).toEqual([[], []]);
});
