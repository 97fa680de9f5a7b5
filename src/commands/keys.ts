import { join } from 'node:path';
import { Argument, Command } from 'commander';
import pg from 'pg';
import type { Config } from '../config.js';
import { keyStatus, rotate, type Rotated } from '../modules/seekers/rotation.js';
import { type FileKeyRing, fileKeyRing } from '../platform/privacy/keys.js';
import { say } from './progress.js';
import { run } from './run.js';
import { withServers } from './world.js';

/** Runs with the key file and the owner of the tables, beside a running server or alone. */
const withKeys = (work: (pool: pg.Pool, keys: FileKeyRing) => Promise<void>) => (config: Config) =>
  withServers(config, async ({ ownerUrl }) => {
    const pool = new pg.Pool({ connectionString: ownerUrl, max: 2 });
    try {
      await work(pool, fileKeyRing(join(config.dataDir, 'keys.json')));
    } finally {
      await pool.end();
    }
  });

const status = withKeys(async (pool, keys) => {
  for (const { kind, version, inUse, rows } of await keyStatus(pool, keys))
    process.stdout.write(`${kind.padEnd(7)} v${version}${inUse ? '  使用中 in use' : ''}  ${rows} 行 rows\n`);
});

const rotation = (kind: Rotated, batch: number) =>
  withKeys(async (pool, keys) => {
    const version = await rotate(pool, keys, kind, {
      batch,
      onProgress: (at) => say(`  v${at.version}：完成 ${at.done}，剩余 ${at.left}`, `v${at.version}: done ${at.done}, left ${at.left}`),
    });
    process.stdout.write(`${kind} v${version} 使用中，旧版本 0 行 · in use, 0 rows under older versions\n`);
  });

export const keysCommand = new Command('keys')
  .description('封存密钥 keys of sealed values')
  .addCommand(new Command('status').description('各版本下的行数 rows under each version').action(() => run(status)))
  .addCommand(
    new Command('rotate')
      .description('启用新版本，不停机换钥，中断后可继续 a new version, brought to every row while serving; goes on after a kill')
      .addArgument(new Argument('<kind>').choices(['master', 'index']))
      .option('--batch <rows>', '每批行数 rows in one transaction', '500')
      .action((kind: Rotated, options: { batch: string }) => run(rotation(kind, Math.max(1, Number.parseInt(options.batch, 10) || 1)))),
  );
