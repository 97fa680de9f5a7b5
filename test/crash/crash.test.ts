import { fileURLToPath } from 'node:url';
import { expect, test } from '../support/jest.js';
import { crashRun } from './run.js';

const seed = Number(process.env['CRASH_SEED'] ?? Date.now() % 1_000_000);
const say = (line: string): void => void process.stderr.write(`${line}\n`);

test('each of the three processes may be killed with -9 under writes: every acknowledged row and document is there, once', async () => {
  expect(await crashRun({ kills: Number(process.env['KILLS'] ?? 20), writers: 8, seed, say })).toEqual([]);
}, 480_000);

test('a relay that is done with a row when the index has acknowledged it (202), not when its task has succeeded, does not pass', async () => {
  const mutant = fileURLToPath(new URL('done-on-202.js', import.meta.url));
  const wrong = await crashRun({ kills: 1, writers: 4, seed, mutant, say });
  say(`done on 202: ${wrong[0]}`);
  expect(wrong).toContainEqual(expect.stringMatching(/is done at version \d+; the index has/));
}, 240_000);
