import { expect, test } from '../support/jest.js';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testApp } from '../support/app.js';
import { testDatabase } from '../support/database.js';
import { CITY } from '../support/factories.js';
import { httpRace } from './http.js';
import { racesRun, type RaceOptions } from './run.js';

const app = testApp();
const bare = testDatabase();
const seed = Number(process.env['RACE_SEED'] ?? Date.now() % 1_000_000);

const say = (line: string): void => void process.stderr.write(`${line}\n`);
const options = (world: { urls: Pick<RaceOptions, 'ownerUrl' | 'appUrl' | 'adminUrl'> }, more: Partial<RaceOptions> = {}): RaceOptions => ({
  ...world.urls,
  attempts: 800,
  clients: 64,
  processes: 4,
  seed,
  say,
  ...more,
});

test('64 clients in 4 processes, killed and cut at random: never oversold, never undersold, nothing acknowledged lost', async () => {
  expect(await racesRun(options(app))).toEqual([]);
}, 120_000);

test('the same over HTTP with three API processes: every key is answered once, with what it holds', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'jiangqiao-race-'));
  const servers = { ...app.servers, ...app.urls };
  const { adminUrl } = app.urls;
  const token = await app.token(CITY);
  expect(await httpRace({ servers, prefix: `${app.name}-`, folder, adminUrl, token, attempts: 300, clients: 64, seed, say })).toEqual([]);
}, 120_000);

test('without the condition of the statement and without the constraint of the row the same run fails', async () => {
  await bare.sql('alter table quota drop constraint quota_never_oversold');
  expect(await racesRun(options(bare, { attempts: 3_000, without: ['fits'] }))).toContainEqual(expect.stringMatching(/oversold|persons hold/));
}, 120_000);
