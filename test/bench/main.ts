import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { Report } from './report.js';
import { generatedWorld, type World } from './world.js';

/** What one benchmark measures, in a world of its own; a goal that is missed ends the process with 1. */
export type Bench = (world: World, report: Report) => Promise<void>;

const benches: Readonly<Record<string, () => Promise<Bench>>> = {
  matching: async () => (await import('./matching.js')).matching,
  lists: async () => (await import('./lists.js')).lists,
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false }, size: { type: 'string', default: '50000' }, seed: { type: 'string', default: '4711' } },
});
const load = benches[positionals[0] ?? ''];
if (!load) {
  process.stderr.write(`npm run bench -- ${Object.keys(benches).join('|')} [--json] [--size 50000] [--seed 4711]\n`);
  process.exit(2);
}
const [size, seed] = [Number(values.size), Number(values.seed)];
const report = new Report(values.json);
report.note(`seed ${seed}, ${size} open vacancies`);
const world = await generatedWorld(size, seed, report.note);
try {
  await (
    await load()
  )(world, report);
} finally {
  await world.stop();
}
process.exit(report.missed === 0 ? 0 : 1);
