import { monitorEventLoopDelay } from 'node:perf_hooks';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { TestApp } from '../support/app.js';
import { closeAgent, shoot } from './client.js';
import { ME } from './documents.js';
import { json, type Kind } from './kinds.js';
import { faults } from './faults.js';
import { aWorld, type World } from './scene.js';
import { scope } from './scope.js';
import { shape } from './shape.js';
import { sockets } from './sockets.js';
import { transport } from './transport.js';
import { Turns } from './turns.js';
import { values } from './values.js';

const kinds: Kind[] = [...transport, ...shape, ...values, ...scope, ...sockets, ...faults];
const app = new TestApp();
const delay = monitorEventLoopDelay({ resolution: 1 });
const turns = new Turns();
const counted = { http: 0, ws: 0 };
let world: World;
let exits = 0;

beforeAll(async () => {
  process.on('uncaughtException', () => exits++).on('unhandledRejection', () => exits++);
  await app.start();
  world = await aWorld(app);
  delay.enable();
  turns.start();
});
afterAll(async () => {
  await world.close();
  closeAgent();
  await app.stop();
});

test.each(kinds)('$number $name', async ({ fire, roles }) => {
  const cells = (await Promise.all(roles.map(async (role) => (await fire(world, role)).map((cell) => ({ role, ...cell }))))).flat();
  for (const { transport: over } of cells) counted[over]++;
  expect(cells.map(({ role, transport: over, saw }) => ({ role, over, saw }))).toEqual(
    cells.map(({ role, transport: over, wanted }) => ({ role, over, saw: wanted })),
  );
});

test('afterwards it answers as before, nothing ended, and nothing that looks like an attack stands in the log', async () => {
  delay.disable();
  turns.stop();
  const answer = await shoot(world.server.url, { headers: { 'content-type': 'application/json' }, body: json({ query: ME }) });
  expect(answer.text).toBe('{"data":{"viewer":{"role":"ANONYMOUS"}}}');
  expect(exits).toBe(0);
  expect((Object.prototype as { polluted?: unknown }).polluted).toBeUndefined();
  expect(world.logs.filter((line) => line.includes('"level":50') && !line.includes('permission denied')).slice(0, 3)).toEqual([]);
  const numbers = new Set(kinds.map(({ number }) => number)).size;
  const [late, work] = [Math.round(delay.percentile(99.9) / 1e5) / 10, turns.percentile(0.999)];
  const cells = `${counted.http + counted.ws} cells (HTTP ${counted.http}, WebSocket ${counted.ws})`;
  process.stdout.write(
    `corpus: ${numbers} kinds, ${kinds.length} variants, ${cells}; event loop p99.9 ${work} ms of work in a turn, ${late} ms late, with clients and servers in one process\n`,
  );
  expect(process.env['SOAK'] ? late : work / 4).toBeLessThanOrEqual(60); // with slack where others work beside it
  expect(numbers).toBeGreaterThanOrEqual(80);
  expect(counted.http + counted.ws).toBeGreaterThanOrEqual(1_500);
});
