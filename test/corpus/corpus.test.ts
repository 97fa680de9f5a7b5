import { afterAll, beforeAll, expect, test } from '../support/jest.js';
import type { Role } from '../../src/platform/access/viewer.js';
import { TestApp } from '../support/app.js';
import { closeAgent, shoot } from './client.js';
import { ME } from './documents.js';
import { type Cell, json, type Kind } from './kinds.js';
import { faults } from './faults.js';
import { persons } from './persons.js';
import { quotas } from './places.js';
import { aWorld, type World } from './scene.js';
import { scope } from './scope.js';
import { shape } from './shape.js';
import { sockets } from './sockets.js';
import { transport } from './transport.js';
import { values } from './values.js';

const kinds: Kind[] = [...transport, ...shape, ...values, ...scope, ...persons, ...quotas, ...sockets, ...faults];
const app = new TestApp();
const counted = { http: 0, ws: 0 };
let world: World;

beforeAll(async () => {
  await app.start();
  world = await aWorld(app);
}, 300_000);
afterAll(async () => {
  closeAgent();
  await app.stop();
});

test.each(kinds)('$number $name', async ({ fire, roles, during = (_, work) => work() }) => {
  const cells: (Cell & { role: Role })[] = [];
  await during(world, async () => {
    cells.push(...(await Promise.all(roles.map(async (role) => (await fire(world, role)).map((cell) => ({ role, ...cell }))))).flat());
  });
  for (const { transport: over } of cells) counted[over]++;
  expect(cells.map(({ role, transport: over, saw }) => ({ role, over, saw }))).toEqual(
    cells.map(({ role, transport: over, wanted }) => ({ role, over, saw: wanted })),
  );
});

test('afterwards it answers as before, nothing ended, and nothing that looks like an attack stands in the log', async () => {
  const answer = await shoot(world.server.url, { headers: { 'content-type': 'application/json' }, body: json({ query: ME }) });
  expect(answer.text).toBe('{"data":{"viewer":{"role":"ANONYMOUS"}}}');
  expect(world.api.alive).toBe(true);
  expect((Object.prototype as { polluted?: unknown }).polluted).toBeUndefined();
  expect(world.logs.filter((line) => line.includes('"level":50') && !line.includes('permission denied')).slice(0, 3)).toEqual([]);
  const numbers = new Set(kinds.map(({ number }) => number)).size;
  await world.close();
  const { late, work } = world.api.turns;
  const cells = `${counted.http + counted.ws} cells (HTTP ${counted.http}, WebSocket ${counted.ws})`;
  process.stdout.write(
    `corpus: ${numbers} kinds, ${kinds.length} variants, ${cells}; event loop p99.9 ${work} ms of work in a turn, ${late} ms late, in the process of the servers\n`,
  );
  expect(process.env['SOAK'] ? late : work).toBeLessThanOrEqual(60);
  expect(numbers).toBeGreaterThanOrEqual(80);
  expect(counted.http + counted.ws).toBeGreaterThanOrEqual(1_500);
});
