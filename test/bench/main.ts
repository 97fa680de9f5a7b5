import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { type City, cityWorld } from './city.js';
import { Report } from './report.js';
import { generatedWorld, type World } from './world.js';

/** What one benchmark measures, in a world of its own; a goal that is missed ends the process with 1. */
export type Bench = (world: World, report: Report) => Promise<void>;

const benches: Readonly<Record<string, { size: number; load: () => Promise<Bench> }>> = {
  matching: { size: 50_000, load: async () => (await import('./matching.js')).matching },
  fallback: { size: 50_000, load: async () => (await import('./fallback.js')).fallback },
  lists: { size: 50_000, load: async () => (await import('./lists.js')).lists },
  rights: { size: 50_000, load: async () => (await import('./rights.js')).rights },
  feed: { size: 5_000, load: async () => (await import('./feed.js')).feed },
  quota: { size: 1_000, load: async () => (await import('./quota.js')).quota },
};

/** Of the city of 2007; the size is its scale in percent, `--data` a folder that it was seeded into. */
const ofCity: Readonly<Record<string, () => Promise<(city: City, report: Report) => Promise<void>>>> = {
  bulletin: async () => (await import('./bulletin.js')).bulletin,
};

/** The making of the city; the size is its scale in percent. */
const ofMaking: Readonly<Record<string, () => Promise<(percent: number, report: Report) => Promise<void>>>> = {
  load: async () => (await import('./city-load.js')).load,
};
const WHOLE = 100;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    size: { type: 'string' },
    seed: { type: 'string', default: '4711' },
    data: { type: 'string' },
  },
});
const report = new Report(values.json);
const name = positionals[0] ?? '';
const ended = (): never => process.exit(report.missed === 0 ? 0 : 1);
const percent = Number(values.size ?? WHOLE);
const making = ofMaking[name];
if (making) {
  report.note(`the city of 2007 at ${percent} %`);
  const run = await making();
  await run(percent, report);
  ended();
}
const city = ofCity[name];
if (city) {
  if (values.data === undefined) report.note(`the city of 2007 at ${percent} %`);
  const world = await cityWorld(percent / WHOLE, report.note, values.data);
  try {
    const run = await city();
    await run(world, report);
  } finally {
    await world.stop();
  }
  ended();
}
const bench = benches[name];
if (!bench) {
  process.stderr.write(
    `npm run bench -- ${[benches, ofCity, ofMaking].flatMap((one) => Object.keys(one)).join('|')} [--json] [--size N] [--seed 4711] [--data FOLDER]\n`,
  );
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
ended();
