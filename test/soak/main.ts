import 'reflect-metadata';
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { crashRun } from '../crash/run.js';

const say = (line: string): void => void process.stdout.write(`${line}\n`);

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seed: { type: 'string' }, kills: { type: 'string', default: '30' }, writers: { type: 'string', default: '8' } },
});
const seed = Number(values.seed ?? Date.now() % 1_000_000);

/** A test that takes its size and its seed from the environment. */
async function testRun(path: string, size: Record<string, string>): Promise<string[]> {
  const env = { ...process.env, ...size, SEED: String(seed) };
  const { status } = spawnSync(process.execPath, ['--experimental-vm-modules', 'node_modules/jest/bin/jest.js', path], { env, stdio: 'inherit' });
  return status === 0 ? [] : [`${path} failed`];
}

/** The sizes that the issues ask for; each returns what is wrong. */
const soaks: Record<string, () => Promise<string[]>> = {
  crash: () => crashRun({ kills: Number(values.kills), writers: Number(values.writers), seed, say }),
  rights: () => testRun('test/rights/pool', { REQUESTS: '20000' }),
};

const wanted = positionals.length > 0 ? positionals : Object.keys(soaks);
let failed = 0;
for (const name of wanted) {
  const soak = soaks[name];
  if (!soak) throw new Error(`no such soak: ${name}; there are ${Object.keys(soaks).join(', ')}`);
  const wrong = await soak();
  for (const one of wrong) say(`  ${one}`);
  say(`${name}: ${wrong.length === 0 ? 'passed' : `failed, seed ${seed}`}`);
  if (wrong.length > 0) failed += 1;
}
process.exit(failed === 0 ? 0 : 1);
