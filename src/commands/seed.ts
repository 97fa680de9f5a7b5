import { rmSync } from 'node:fs';
import { Argument, Command, InvalidArgumentError } from 'commander';
import pg from 'pg';
import { CITY_CLOCK, type CityProgress, seedCity } from '../../seeds/city-2007.js';
import { idAt, KIND } from '../../seeds/city/shape.js';
import { type Config, WrongConfiguration } from '../config.js';
import { newApiKey } from '../modules/accounts/api-key.js';
import { loadRegions } from '../modules/regions/region.queries.js';
import { demoPath, writeDemo } from './demonstration.js';
import { carry, say } from './progress.js';
import { run } from './run.js';
import { inWorld, vault, withServers, type World } from './world.js';

interface Asked {
  scale: number;
  replace?: true;
  index: boolean;
}

interface Known {
  name: string;
  scale: number | null;
  made: boolean;
}

const LEAST_SCALE = 0.001;
function scaleOf(text: string): number {
  const scale = Number(text);
  if (!/^\d(\.\d{1,4})?$/.test(text) || scale < LEAST_SCALE || scale > 1)
    throw new InvalidArgumentError(`${LEAST_SCALE} 到 1 · from ${LEAST_SCALE} to 1`);
  return scale;
}

/** Fills the data folder with a world, goes on where it was interrupted, and does nothing where it is there. */
export const seedCommand = new Command('seed')
  .description('生成数据 fill the data folder with a world')
  .addArgument(new Argument('<world>').choices(['city-2007']))
  .option('--scale <share>', '规模，1 为全市 how large; 1 is the whole city', scaleOf, 1)
  .option('--replace', '删去原有的全部数据 delete all that is there')
  .option('--no-index', '不建检索索引 leave the search index for later')
  .action((name: string, asked: Asked) => run((config) => seed(config, name, asked)));

async function seed(config: Config, name: string, { scale, replace, index }: Asked): Promise<void> {
  await withServers(config, async ({ ownerUrl }) => {
    await owned(ownerUrl, async (client) => {
      const known = await worldOf(client);
      if (!known || (known.name === name && known.scale === scale)) return;
      const words = known.scale === null ? known.name : `${known.name} --scale ${known.scale}`;
      if (!replace)
        throw new WrongConfiguration(
          `数据目录中已有「${words}」，一个目录只放一个世界；要删去它请加 --replace · The data folder holds "${words}", and only one world; add --replace to delete it`,
        );
      await clear(client);
      rmSync(demoPath(config), { force: true });
      say(`已删去「${words}」`, `"${words}" is deleted`);
    });
  });
  await inWorld(config, (world) => fill(config, world, name, scale, index));
}

async function owned<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** What the tables hold: a world that says so, or what somebody wrote, the demonstration for one. */
async function worldOf(client: pg.ClientBase): Promise<Known | null> {
  const { rows } = await client.query<Known>('select name, scale::float8 as scale, made_at is not null as made from world');
  if (rows[0]) return rows[0];
  const { rows: used } = await client.query<{ used: boolean }>('select exists (select from account) or exists (select from vacancy) as used');
  return used[0]!.used ? { name: 'demo', scale: null, made: true } : null;
}

/** Everything; the next start makes the tables again. */
async function clear(client: pg.ClientBase): Promise<void> {
  await client.query('begin');
  await client.query('drop schema if exists public, search, operations cascade');
  await client.query('create schema public');
  await client.query('commit');
}

async function fill(config: Config, world: World, name: string, scale: number, index: boolean): Promise<void> {
  const { application, servers } = world;
  const { relay, platform } = application;
  const start = Date.now();
  await owned(servers.ownerUrl, async (client) => {
    const known = await worldOf(client);
    if (known?.made) return say(`「${name}」已在目录中`, `"${name}" is there already`);
    if (!known) {
      await client.query('insert into world (name, scale, clock) values ($1, $2, $3)', [name, scale, CITY_CLOCK]);
      await platform.search.client.index(platform.search.indexes.vacancies).deleteAllDocuments().waitTask({ timeout: 600_000 });
    }
    await client.query('update app_clock set shift = $1::timestamptz - now()', [CITY_CLOCK]);
    const rows = await seedCity(client, vault(config), scale, tell);
    await client.query('vacuum analyze');
    const tokens = await keys(client);
    await client.query('update world set made_at = now()');
    writeDemo(config, { tokens, ids: {} });
    const seconds = (Date.now() - start) / 1_000;
    const [each, peak] = [Math.round(rows / seconds), Math.round(process.resourceUsage().maxRSS / 1_024)];
    say(
      `${rows} 行，${seconds.toFixed(1)} 秒，每秒 ${each} 行，内存峰值 ${peak} MB`,
      `${rows} rows in ${seconds.toFixed(1)} s, ${each} a second, at most ${peak} MB`,
    );
  });
  await loadRegions(platform.pool);
  await platform.clock.read();
  if (index) say(`检索索引已同步 ${await carry(relay)} 条`, 'search index in step');
}

function tell({ zh, name, done, of, rows, rowsPerSecond, secondsLeft }: CityProgress): void {
  const rate = Math.round(rowsPerSecond);
  const left = Math.ceil(secondsLeft);
  say(
    `  ${zh} ${done}/${of}，共 ${rows} 行，每秒 ${rate} 行，约余 ${left} 秒`,
    `${name} ${done}/${of}, ${rows} rows, ${rate} a second, about ${left} s left`,
  );
}

/** Keys for this machine: the office of the city and the auditor. */
async function keys(client: pg.ClientBase): Promise<Record<'office' | 'auditor', string>> {
  await client.query(`insert into account (id, role, name, synthetic) values ($1, 'AUDITOR', '审计（演示）', true) on conflict do nothing`, [
    idAt(KIND.account, 1_000),
  ]);
  const key = async (account: string, number: number): Promise<string> => {
    const { secret, prefix, hash } = newApiKey();
    await client.query(
      `insert into api_key (id, account_id, prefix, hash, demonstration, synthetic) values ($1, $2, $3, $4, true, true)
       on conflict (id) do update set prefix = excluded.prefix, hash = excluded.hash`,
      [idAt(KIND.apiKey, number), account, prefix, hash],
    );
    return secret;
  };
  return { office: await key(idAt(KIND.account, 0), 0), auditor: await key(idAt(KIND.account, 1_000), 1) };
}
