import fc from 'fast-check';
import pg from 'pg';
import { conditions } from '../../src/modules/quotas/ledger.sql.js';
import { openOrm } from '../../src/platform/database/orm.js';
import { entities } from '../../src/schema.js';
import { plant } from '../races/places.js';
import { commands } from './commands.js';
import { Model, PLACES, Real } from './model.js';

export interface ModelOptions {
  readonly ownerUrl: string;
  readonly appUrl: string;
  readonly sequences: number;
  readonly length: number;
  readonly seed: number;
  readonly say: (line: string) => void;
  /** A condition of the statements that is taken away: the run must then fail. */
  readonly without?: keyof typeof conditions;
}

/** Runs sequences of commands against the database and the model side by side; returns what is wrong, with the shortest sequence that shows it. */
export async function modelRun({ ownerUrl, appUrl, sequences, length, seed, say, without }: ModelOptions): Promise<string[]> {
  say(`seed ${seed}: ${sequences} sequences of up to ${length} commands${without ? `, without ${without}` : ''}`);
  const owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  const orm = await openOrm({ url: appUrl, entities, poolSize: 2 });
  const kept = without && conditions[without];
  if (without) conditions[without] = 'true';
  let steps = 0;
  try {
    const property = fc.asyncProperty(fc.commands(commands, { maxCommands: length, size: 'max' }), async (list) => {
      await owner.query("update app_clock set shift = interval '0'");
      const real = new Real(orm, owner, await plant(owner, PLACES));
      await fc.asyncModelRun(() => ({ model: new Model(), real }), list);
      steps += [...list].length;
    });
    const found = await fc.check(property, { numRuns: sequences, seed, endOnFailure: without !== undefined });
    say(`${found.numRuns} sequences, ${steps} commands, ${found.failed ? 'a counter-example' : '0 counter-examples'}`);
    if (steps < sequences && !found.failed) return ['hardly a command was run'];
    return found.failed ? [`${fc.defaultReportMessage(found)}\n${(found.errorInstance as Error).message}`] : [];
  } finally {
    if (without) conditions[without] = kept!;
    await orm.close();
    await owner.end();
  }
}
