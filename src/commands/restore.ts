import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import type { Config } from '../config.js';
import { WrongConfiguration } from '../config.js';
import { BackupProblem, endReplay, layOut, readBackup, type Until } from '../platform/embedded/backup.js';
import { hold } from '../platform/embedded/lock.js';
import { orphanMeilisearch } from '../platform/embedded/meilisearch.js';
import { orphanPostgres } from '../platform/embedded/postgres.js';
import { end } from '../platform/embedded/process.js';
import { assertBeside } from './backup.js';
import { say } from './progress.js';
import { rebuildIndex } from './search.js';
import { run } from './run.js';
import { checkAll } from './verify.js';
import { inWorld, restoreMark, withServers, type World } from './world.js';

interface Asked {
  replace?: true;
  until: Until;
}

function untilOf(text: string): Until {
  if (text === 'backup') return text;
  const at = new Date(text);
  if (Number.isNaN(at.getTime()) || !/[Z+]|-\d\d:?\d\d$/.test(text.slice(10)))
    throw new InvalidArgumentError('如 2026-12-01T08:00:00+08:00，或 backup · such as 2026-12-01T08:00:00+08:00, or backup');
  return at;
}

/** Where a restore that was broken off had put, or was to put, what it replaces. */
function brokenOff(mark: string): string | undefined {
  try {
    return (JSON.parse(readFileSync(mark, 'utf8')) as { kept?: string }).kept;
  } catch {
    return undefined;
  }
}

/**
 * From a backup to a database that may serve: nothing is touched before the backup, its keys and its journals were found
 * right; nothing serves before erasures were replayed, every invariant held and the index was built anew.
 */
async function restore(config: Config, from: string, { replace, until }: Asked): Promise<void> {
  if (config.servers)
    throw new WrongConfiguration(
      '外部服务器请用 PostgreSQL 的官方工具恢复，再运行 npm run verify 和 npm run search:rebuild · Restore servers of your own with PostgreSQL’s tools, then npm run verify and npm run search:rebuild',
    );
  const began = performance.now();
  const backup = resolve(from);
  const { dataDir } = config;
  const mark = restoreMark(config);
  if (existsSync(join(dataDir, 'postgres')) && !replace && !existsSync(mark))
    throw new BackupProblem(`${dataDir}: 已有数据库；要替换它请加 --replace · holds a database; add --replace to put the backup in its place`);
  const manifest = await readBackup(backup);
  say(`备份完整：${manifest.files.length} 个文件`, `the backup is whole: ${manifest.files.length} files`);
  assertBeside(config, manifest);
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const held = await hold(dataDir);
  if (!held) throw new BackupProblem(`${dataDir}: 正在使用，请先停止服务 · is in use; stop the server first`);
  let lastSign: Date;
  try {
    await Promise.all([end(orphanPostgres(dataDir), 'SIGINT'), end(orphanMeilisearch(dataDir), 'SIGTERM')]);
    const kept = brokenOff(mark) ?? join(dataDir, `postgres.replaced-${new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '')}`);
    writeFileSync(mark, JSON.stringify({ backup, kept }), { mode: 0o600, flush: true });
    const laid = await layOut(backup, manifest, { dataDir, archive: config.archive, until, kept });
    lastSign = laid.lastSign ?? new Date();
    rmSync(join(dataDir, 'meilisearch'), { recursive: true, force: true });
    if (existsSync(kept)) say(`原数据库留在 ${kept}，确认后请删除`, `what was there lies in ${kept}; delete it when you are content`);
  } finally {
    await held.release();
  }

  let asOf = new Date(manifest.until);
  await withServers(
    config,
    async ({ adminUrl }) => {
      asOf = (await endReplay(adminUrl!)) ?? asOf;
    },
    { asTheyAre: true, restoring: true },
  );
  const work = async (world: World): Promise<void> => {
    await checkAll(config, world.servers, { restored: true });
    await rebuildIndex(world.application.relay);
  };
  await inWorld(config, work, undefined, { restoring: true });
  rmSync(mark);
  const lost = Math.max(0, (lastSign.getTime() - asOf.getTime()) / 1_000).toFixed(1);
  const took = ((performance.now() - began) / 1_000).toFixed(1);
  say(
    `已恢复到 ${asOf.toISOString()}；RPO 至多 ${lost} 秒（原库最后写于 ${lastSign.toISOString()}），RTO ${took} 秒；现在可以 npm start`,
    `restored as of ${asOf.toISOString()}. RPO at most ${lost} s, RTO ${took} s`,
  );
}

export const restoreCommand = new Command('restore')
  .description('从备份恢复，核对并重建索引 restore a backup, check everything and build the index anew')
  .argument('<folder>', '备份的目录 the folder of the backup')
  .option('--replace', '替换现有数据库（留在旁边）put it in the place of the database that is there, which is kept beside')
  .option(
    '--until <time>',
    '恢复到某一时刻，或只到备份为止（backup）up to an instant, or no further than the backup itself',
    untilOf,
    'everything' as const,
  )
  .action((folder: string, asked: Asked) => run((config) => restore(config, folder, asked)));
