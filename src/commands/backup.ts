import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { type Config, WrongConfiguration } from '../config.js';
import { backUp, BackupProblem, type Manifest, within } from '../platform/embedded/backup.js';
import { sealOf } from '../platform/privacy/journal.js';
import { say } from './progress.js';
import { run } from './run.js';
import { vault, withServers } from './world.js';

/** What lies beside the keys and only grows: a backup says how far it had grown. */
const JOURNALS = ['erasures.jsonl', 'audit-heads.jsonl'] as const;
const KEYS = 'keys.json';

const linesOf = (path: string): number => (existsSync(path) ? readFileSync(path, 'utf8').split('\n').filter(Boolean).length : 0);

interface Seal {
  readonly version: number;
  readonly seal: string;
}
const textOf = ({ format, from, until, segment, folders, files, beside }: Manifest): string =>
  JSON.stringify({ format, from, until, segment, folders, files, beside });

/** Under the key of the audit: a backup that was changed, or keys that are not its own, are found out before anything is touched. */
const sealed =
  (config: Config) =>
  (manifest: Manifest): Seal => {
    const held = vault(config);
    const version = held.keys.audit.current;
    return { version, seal: sealOf(held, version, 'backup', textOf(manifest))! };
  };

/** Refuses a restore whose keys or journals are not those that belong beside the backup. */
export function assertBeside(config: Config, manifest: Manifest & Partial<Seal>): void {
  if (!existsSync(join(config.dataDir, KEYS)))
    throw new BackupProblem(
      `${config.dataDir}: 请先放入 ${KEYS}（以及 ${JOURNALS.join('、')}）· put ${KEYS} there first, and ${JOURNALS.join(', ')}`,
    );
  if (manifest.seal !== sealOf(vault(config), manifest.version ?? 0, 'backup', textOf(manifest)))
    throw new BackupProblem(`备份清单被改动，或 ${KEYS} 不是它的密钥 · the manifest was changed, or ${KEYS} does not belong to this backup`);
  for (const [name, lines] of Object.entries(manifest.beside)) {
    const there = linesOf(join(config.dataDir, name));
    if (there < lines)
      throw new BackupProblem(
        `${name}: 备份时已有 ${lines} 行，现在只有 ${there} 行；请放入最新的一份 · had ${lines} lines at the time of the backup and has ${there}; put the newest one there`,
      );
  }
}

const megabytes = ({ files }: Manifest): number => Math.round(files.reduce((sum, one) => sum + one.size, 0) / 1e6);

async function backup(config: Config, to: string): Promise<void> {
  if (config.servers)
    throw new WrongConfiguration(
      '外部服务器请用 PostgreSQL 的官方工具备份（README：备份与恢复）· Back up servers of your own with PostgreSQL’s tools; see Backup in the README',
    );
  const destination = resolve(to);
  if (within(join(config.dataDir, 'postgres'), destination))
    throw new BackupProblem(`${destination}: 在数据库目录之内 · lies inside the database's own folder`);
  const beside = Object.fromEntries(JOURNALS.map((name) => [name, linesOf(join(config.dataDir, name))]));
  const work = async ({ adminUrl }: { adminUrl?: string }): Promise<void> => {
    const began = performance.now();
    const manifest = await backUp({ adminUrl: adminUrl!, dataDir: config.dataDir }, destination, beside, sealed(config));
    const seconds = ((performance.now() - began) / 1_000).toFixed(1);
    say(
      `已备份到 ${destination}：${manifest.files.length} 个文件，${megabytes(manifest)} MB，${seconds} 秒，截至 ${manifest.until}`,
      `backed up: ${manifest.files.length} files, ${megabytes(manifest)} MB in ${seconds} s, as of ${manifest.until}`,
    );
    const keep = [KEYS, ...JOURNALS].map((name) => join(config.dataDir, name));
    say(
      `备份中没有密钥。请另行保存（与备份分开）：${keep.join('、')}；没有 ${KEYS} 就读不出身份证号和电话，没有最新的 erasures.jsonl 就不许恢复`,
      `The keys are not in it. Keep apart from it: ${keep.join(', ')}. Without ${KEYS} no ID number can be read again; ` +
        'without the newest erasures.jsonl nothing is restored',
    );
    if (config.archive !== undefined)
      say(`${config.archive} 中早于 ${manifest.segment} 的日志只有更旧的备份才用`, `segments of the archive before it serve older backups only`);
  };
  await withServers(config, work, { asTheyAre: true });
}

export const backupCommand = new Command('backup')
  .description('备份数据库，不停机 copy the database into a new folder while it serves')
  .argument('<folder>', '新的目录 a new folder')
  .action((folder: string) => run((config) => backup(config, folder)));
