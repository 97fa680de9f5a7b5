import { expect, test } from '../support/jest.js';
import { conditions } from '../../src/modules/quotas/ledger.sql.js';
import { testDatabase } from '../support/database.js';
import { modelRun, type ModelOptions } from './model-run.js';

const database = testDatabase();
const bare = testDatabase();
const seed = Number(process.env['MODEL_SEED'] ?? Date.now() % 1_000_000);
const options = (more: Partial<ModelOptions>): ModelOptions => ({
  ...database.urls,
  sequences: 80,
  length: 20,
  seed,
  say: (line) => void process.stderr.write(`${line}\n`),
  ...more,
});

test('whatever is done in whatever order, the database has what the model has', async () => {
  expect(await modelRun(options({}))).toEqual([]);
}, 180_000);

test.each(Object.keys(conditions) as (keyof typeof conditions)[])(
  'without the condition %s the model finds a counter-example, also where the row has no constraints',
  async (without) => {
    for (const name of ['quota_never_oversold', 'quota_never_negative', 'quota_deficit_is_exact']) {
      await bare.sql(`alter table quota drop constraint if exists ${name}`);
    }
    expect(await modelRun(options({ ...bare.urls, sequences: 20, length: 5 }))).toEqual([]);
    expect(await modelRun(options({ ...bare.urls, without }))).toHaveLength(1);
  },
  120_000,
);
