import { expect, test } from '../support/jest.js';
import { crashRun } from './run.js';

test('each of the three processes may be killed with -9 under writes: every acknowledged row and document is there, once', async () => {
  const seed = Number(process.env['CRASH_SEED'] ?? Date.now() % 1_000_000);
  expect(await crashRun({ kills: 3, writers: 4, seed, say: (line) => void process.stderr.write(`${line}\n`) })).toEqual([]);
}, 240_000);
