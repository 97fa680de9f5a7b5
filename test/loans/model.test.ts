import { expect, test } from '../support/jest.js';
import { conditions } from '../../src/modules/loans/loan.rules.js';
import { testDatabase } from '../support/database.js';
import { loanModelRun, type LoanModelOptions } from './model-run.js';

const database = testDatabase();
const bare = testDatabase();
const seed = Number(process.env['MODEL_SEED'] ?? Date.now() % 1_000_000);
const options = (more: Partial<LoanModelOptions>): LoanModelOptions => ({
  ...database.urls,
  sequences: 20,
  length: 25,
  seed,
  say: (line) => void process.stderr.write(`${line}\n`),
  ...more,
});

test('whatever happens to loans in whatever order, fund, ledger and recovery rate are what the model says', async () => {
  expect(await loanModelRun(options({}))).toEqual([]);
}, 300_000);

test.each(Object.keys(conditions) as (keyof typeof conditions)[])(
  'without the condition %s the model finds a counter-example, also where the rows have no constraints',
  async (without) => {
    await bare.sql('alter table guarantee_fund drop constraint if exists guarantee_fund_never_negative');
    await bare.sql('alter table micro_loan drop constraint if exists micro_loan_amounts, drop constraint if exists micro_loan_owes_no_more');
    await bare.sql('drop trigger if exists micro_loan_agrees on micro_loan');
    expect(await loanModelRun(options({ ...bare.urls, sequences: 2, length: 8 }))).toEqual([]);
    expect(await loanModelRun(options({ ...bare.urls, sequences: 300, without }))).toHaveLength(1);
  },
  300_000,
);
