import fc from 'fast-check';
import pg from 'pg';
import { conditions } from '../../src/modules/loans/loan.rules.js';
import { openOrm } from '../../src/platform/database/orm.js';
import { loadRegions } from '../../src/modules/regions/region.queries.js';
import { entities } from '../../src/schema.js';
import { commands } from './commands.js';
import { Model } from './model.js';
import { Real, START } from './real.js';

export interface LoanModelOptions {
  readonly ownerUrl: string;
  readonly appUrl: string;
  readonly sequences: number;
  readonly length: number;
  readonly seed: number;
  readonly say: (line: string) => void;
  /** A condition that is taken away: the run must then fail. */
  readonly without?: keyof typeof conditions;
}

/** Runs sequences of commands against the database and the model side by side; returns what is wrong, with the shortest sequence that shows it. */
export async function loanModelRun({ ownerUrl, appUrl, sequences, length, seed, say, without }: LoanModelOptions): Promise<string[]> {
  say(`seed ${seed}: ${sequences} sequences of up to ${length} commands${without ? `, without ${without}` : ''}`);
  const owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  const orm = await openOrm({ url: appUrl, entities, poolSize: 2 });
  const pool = new pg.Pool({ connectionString: appUrl, max: 1 });
  await loadRegions(pool);
  await pool.end();
  const kept = without && conditions[without];
  if (without) Object.assign(conditions, { [without]: without === 'late' ? 'true' : () => true });
  let steps = 0;
  try {
    const property = fc.asyncProperty(fc.commands(commands, { maxCommands: length, size: 'max' }), async (list) => {
      const real = await Real.open(orm, owner);
      await fc.asyncModelRun(() => ({ model: new Model(START), real }), list);
      steps += [...list].length;
    });
    const found = await fc.check(property, { numRuns: sequences, seed, endOnFailure: without !== undefined });
    say(`${found.numRuns} sequences, ${steps} commands, ${found.failed ? 'a counter-example' : '0 counter-examples'}`);
    if (steps < sequences && !found.failed) return ['hardly a command was run'];
    return found.failed ? [`${fc.defaultReportMessage(found)}\n${(found.errorInstance as Error).message}`] : [];
  } finally {
    if (without) Object.assign(conditions, { [without]: kept });
    await orm.close();
    await owner.end();
  }
}
