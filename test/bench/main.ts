import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { type City, cityWorld } from './city.js';
import { Report } from './report.js';
import { generatedWorld, type World } from './world.js';

/** What one benchmark measures, in a world of its own; a goal that is missed ends the process with 1. */
export type Bench = (world: World, report: Report) => Promise<void>;

const benches: Readonly<Record<string, { size: number; load: () => Promise<Bench> }>> = {
  matching: { size: 50_000, load: async () => (await import('./matching.js')).matching },
  lists: { size: 50_000, load: async () => (await import('./lists.js')).lists },
  rights: { size: 50_000, load: async () => (await import('./rights.js')).rights },
  feed: { size: 5_000, load: async () => (await import('./feed.js')).feed },
  quota: { size: 1_000, load: async () => (await import('./quota.js')).quota },
};

/** Of the city of 2007; the size is its scale in percent. */
const ofCity: Readonly<Record<string, () => Promise<(city: City, report: Report) => Promise<void>>>> = {
  bulletin: async () => (await import('./bulletin.js')).bulletin,
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false }, size: { type: 'string' }, seed: { type: 'string', default: '4711' } },
});
const report = new Report(values.json);
const city = ofCity[positionals[0] ?? ''];
if (city) {
  const percent = Number(values.size ?? 100);
  report.note(`the city of 2007 at ${percent} %`);
  const world = await cityWorld(percent / 100, report.note);
  try {
    await (
      await city()
    )(world, report);
  } finally {
    await world.stop();
  }
  process.exit(report.missed === 0 ? 0 : 1);
}
const bench = benches[positionals[0] ?? ''];
if (!bench) {
  process.stderr.write(`npm run bench -- ${[...Object.keys(benches), ...Object.keys(ofCity)].join('|')} [--json] [--size N] [--seed 4711]\n`);
  process.exit(2);
}
const [size, seed] = [Number(values.size ?? bench.size), Number(values.seed)];
report.note(`seed ${seed}, size ${size}`);
const world = await generatedWorld(size, seed, report.note);
try {
  const run = await bench.load();
  await run(world, report);
} finally {
  await world.stop();
}
process.exit(report.missed === 0 ? 0 : 1);
