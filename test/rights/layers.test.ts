import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { access } from '../../src/schema.js';
import { testApp } from '../support/app.js';
import { compareScopes, DatabaseProbe } from './probes.js';
import { entitiesByTable, rightsWorld, type World } from './world.js';

let world: World;
let probe: DatabaseProbe;
afterAll(() => probe.close());
const app = testApp();
beforeAll(async () => {
  world = await rightsWorld(app);
  probe = await DatabaseProbe.open(app, world);
});

test('row-level security alone lets every principal do exactly what the matrix says', async () => {
  const { cells, mismatches } = await probe.compare();
  process.stdout.write(`row-level security alone: ${cells} cells\n`);
  expect(mismatches).toEqual([]);
});

test('the scopes of the application alone show every viewer exactly what the matrix says', async () => {
  const { cells, mismatches } = await compareScopes(probe.client, world, access.scopes, entitiesByTable(app));
  process.stdout.write(`scopes alone: ${cells} cells\n`);
  expect(mismatches).toEqual([]);
});
