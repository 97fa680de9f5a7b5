import { parseArgs } from 'node:util';
import { crashRun } from '../crash/run.js';

/** A test at the size that an issue asks for. */
interface Soak {
  /** Flags and what they are unless given. */
  readonly sizes: Readonly<Record<string, number>>;
  /** Returns what is wrong. */
  run(sizes: Readonly<Record<string, number>>, seed: number, say: (line: string) => void): Promise<string[]>;
}

const soaks: Record<string, Soak> = {
  crash: {
    sizes: { kills: 30, writers: 8 },
    run: ({ kills = 0, writers = 0 }, seed, say) => crashRun({ kills, writers, seed, say }),
  },
};

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** `npm run soak` runs all; `npm run soak -- crash --kills=30 --seed=7` one of them. */
async function main(): Promise<number> {
  const names = new Set(Object.values(soaks).flatMap((soak) => Object.keys(soak.sizes)));
  const options = Object.fromEntries([...names, 'seed'].map((name) => [name, { type: 'string' as const }]));
  const { values, positionals } = parseArgs({ allowPositionals: true, options });
  const numbers = Object.fromEntries(Object.entries(values).map(([name, text]) => [name, Number(text)]));
  const seed = numbers['seed'] ?? Math.floor(Math.random() * 1_000_000);
  let failed = 0;
  for (const name of positionals.length > 0 ? positionals : Object.keys(soaks)) {
    const soak = soaks[name];
    if (!soak) throw new Error(`no such soak: ${name}; there are ${Object.keys(soaks).join(', ')}`);
    const wrong = await soak.run({ ...soak.sizes, ...numbers }, seed, say);
    for (const one of wrong) say(`  ${one}`);
    say(wrong.length === 0 ? `${name}: passed` : `${name}: failed, seed ${seed}`);
    failed += wrong.length > 0 ? 1 : 0;
  }
  return failed;
}

process.exit((await main()) === 0 ? 0 : 1);
