import { expect, test } from '../support/jest.js';
import { TestApp } from '../support/app.js';
import { freshnessRun, rebuildRun, reconcileRun } from './runs.js';
import type { Place } from './world.js';

const seed = Number(process.env['SEED'] ?? 4711);
const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** A database of its own for each. */
async function inPlace(work: (place: Place) => Promise<string[]>): Promise<string[]> {
  const app = new TestApp();
  await app.start();
  try {
    return await work({ servers: { ...app.servers, ...app.urls }, prefix: `${app.name}-`, folder: app.folder });
  } finally {
    await app.stop();
  }
}

test('a change is in the index within 400 ms, 99 of 100 within two seconds', async () => {
  expect(await inPlace((place) => freshnessRun({ ...place, documents: 1_000, perSecond: 50, seconds: 3, seed, say }))).toEqual([]);
}, 60_000);

test('a rebuild under writes and searches, killed three times: no search fails, nothing is missing, nothing comes back', async () => {
  expect(await inPlace((place) => rebuildRun({ ...place, documents: 2_000, perSecond: 20, kills: 3, seed, say }))).toEqual([]);
}, 120_000);

test('a thousand documents missing, a thousand too many and a thousand stale are all found and repaired', async () => {
  expect(await inPlace((place) => reconcileRun({ ...place, documents: 2_500, each: 1_000, seed, say }))).toEqual([]);
}, 60_000);
