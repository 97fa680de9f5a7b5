import 'reflect-metadata';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { loadRegionTables } from '../../seeds/regions.js';
import { migrate } from '../../src/application.js';
import { type EmbeddedServers, startEmbedded } from '../../src/platform/embedded/index.js';
import { modelRun } from '../quotas/model-run.js';
import { racesRun } from '../races/run.js';

const say = (line: string): void => void process.stdout.write(`${line}\n`);

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seed: { type: 'string' }, attempts: { type: 'string', default: '100000' }, sequences: { type: 'string', default: '5000' } },
});
const seed = Number(values.seed ?? Date.now() % 1_000_000);

/** Real servers with the tables and divisions in them, for one soak. */
async function inDatabase(work: (servers: EmbeddedServers) => Promise<string[]>): Promise<string[]> {
  const dataDir = mkdtempSync(join(tmpdir(), 'jiangqiao-soak-'));
  const servers = await startEmbedded({ dataDir });
  try {
    await migrate(servers.ownerUrl);
    const owner = new pg.Client({ connectionString: servers.ownerUrl });
    await owner.connect();
    await loadRegionTables(owner);
    await owner.end();
    return await work(servers);
  } finally {
    await servers.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** The sizes that the issues ask for; each returns what is wrong. */
const soaks: Record<string, () => Promise<string[]>> = {
  races: () =>
    inDatabase(({ ownerUrl, appUrl, adminUrl }) =>
      racesRun({ ownerUrl, appUrl, adminUrl, attempts: Number(values.attempts), clients: 64, processes: 4, seed, say }),
    ),
  model: () => inDatabase(({ ownerUrl, appUrl }) => modelRun({ ownerUrl, appUrl, sequences: Number(values.sequences), length: 30, seed, say })),
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
