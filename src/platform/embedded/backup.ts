import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { appendFile, mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import pg from 'pg';
import { restoring } from './archive.js';
import { clusterOf } from './postgres.js';

export interface BackedUpFile {
  readonly path: string;
  readonly size: number;
  readonly sha256: string;
}

/** What a backup says of itself. */
export interface Manifest {
  readonly format: 1;
  /** Between these two instants the rows are those of `until`. */
  readonly from: string;
  readonly until: string;
  /** The first segment of the log that a restore from here needs. */
  readonly segment: string;
  readonly folders: readonly string[];
  readonly files: readonly BackedUpFile[];
  /** What must lie beside it when it is restored; filled in by whoever knows. */
  readonly beside: Readonly<Record<string, number>>;
}

/** Something about a backup that whoever runs the command can mend. */
export class BackupProblem extends Error {
  override readonly name = 'BackupProblem';
}

/** Contents that a server makes anew, or that belong to one that runs. */
const LEFT_OUT = /^(?:pg_wal|pg_replslot|pg_dynshmem|pg_notify|pg_serial|pg_snapshots|pg_stat_tmp|pg_subtrans)\/|\bpgsql_tmp|pg_internal\.init/;
const LEFT_OUT_FILES = /^(?:postmaster\.(?:pid|opts)|backup_label.*|tablespace_map.*|backup_manifest|(?:recovery|standby)\.signal)$/;
const SEGMENT = /^[\dA-F]{24}$/;
const HISTORY = /^[\dA-F]{8}\.history$/;
const PIECE = 1_048_576;
const MANIFEST = 'manifest.json';

/** Copies a file that somebody may be writing, and tells what was copied; undefined where it is gone. */
async function copied(from: string, to: string): Promise<{ size: number; sha256: string } | undefined> {
  const source = await open(from, 'r').catch((error: NodeJS.ErrnoException) => (error.code === 'ENOENT' ? undefined : Promise.reject(error)));
  if (!source) return undefined;
  const hash = createHash('sha256');
  let size = 0;
  try {
    const target = await open(to, 'wx', 0o600);
    try {
      const piece = Buffer.allocUnsafe(PIECE);
      for (;;) {
        const { bytesRead } = await source.read(piece, 0, PIECE, size);
        if (bytesRead === 0) break;
        const part = piece.subarray(0, bytesRead);
        hash.update(part);
        await target.writeFile(part);
        size += bytesRead;
      }
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
  return { size, sha256: hash.digest('hex') };
}

/** Everything that was written to the file system of a folder; one call for thousands of files. */
function onDisk(folder: string): void {
  const done = spawnSync('sync', ['-f', folder], { encoding: 'utf8' });
  if (done.status !== 0) throw new BackupProblem(`${folder}: 未能写入磁盘 · could not be written to the disk: ${done.stderr}`);
}

async function hashOf(path: string): Promise<{ size: number; sha256: string } | undefined> {
  const file = await open(path, 'r').catch(() => undefined);
  if (!file) return undefined;
  const hash = createHash('sha256');
  let size = 0;
  for await (const part of file.createReadStream({ highWaterMark: PIECE })) {
    hash.update(part as Buffer);
    size += (part as Buffer).length;
  }
  return { size, sha256: hash.digest('hex') };
}

async function contents(root: string, folder = root): Promise<{ folders: string[]; files: string[] }> {
  const found = { folders: [] as string[], files: [] as string[] };
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) =>
    error.code === 'ENOENT' ? [] : Promise.reject(error),
  );
  for (const entry of entries) {
    const path = join(folder, entry.name);
    const name = relative(root, path);
    if (LEFT_OUT.test(name)) continue;
    if (entry.isSymbolicLink())
      throw new BackupProblem(`${path}: 是表空间链接，请用官方工具备份 · is a tablespace elsewhere; back up with the official tools`);
    if (entry.isDirectory()) {
      found.folders.push(name);
      const inner = await contents(root, path);
      found.folders.push(...inner.folders);
      found.files.push(...inner.files);
    } else if (!LEFT_OUT_FILES.test(name)) found.files.push(name);
  }
  return found;
}

/**
 * Copies the files of a running server into a new folder, with the log from the beginning of the copy to its end: what is
 * restored from it is the database as it was at the end. Whole or not there: it gets its name when everything is on disk.
 */
export async function backUp(
  { adminUrl, dataDir }: { readonly adminUrl: string; readonly dataDir: string },
  destination: string,
  beside: Manifest['beside'],
  seal: (manifest: Manifest) => object,
): Promise<Manifest> {
  if (existsSync(destination)) throw new BackupProblem(`${destination}: 已存在，请给出新的目录 · exists; name a new folder`);
  const draft = `${destination}.part`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(join(draft, 'postgres'), { recursive: true, mode: 0o700 });
  const client = new pg.Client({ connectionString: adminUrl });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const manifest = await copyCluster(client, clusterOf(dataDir), join(draft, 'postgres'), beside);
    await writeFile(join(draft, MANIFEST), `${JSON.stringify({ ...manifest, ...seal(manifest) }, null, 1)}\n`, { mode: 0o600 });
    onDisk(draft);
    await rename(draft, destination);
    onDisk(dirname(destination));
    return manifest;
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    throw error;
  } finally {
    await client.end(); // an unfinished backup and its slot end with the session
  }
}

async function copyCluster(client: pg.Client, cluster: string, to: string, beside: Manifest['beside']): Promise<Manifest> {
  const from = new Date().toISOString();
  // The slot keeps the log from now on until it has been copied.
  await client.query("select pg_create_physical_replication_slot('backup_' || pg_backend_pid(), true, true)");
  await client.query("select pg_backup_start('jiangqiao', true)");
  const { folders, files } = await contents(cluster);
  for (const folder of folders) await mkdir(join(to, folder), { recursive: true, mode: 0o700 });
  const taken: BackedUpFile[] = [];
  const take = async (path: string): Promise<void> => {
    const facts = await copied(join(cluster, path), join(to, path));
    if (facts) taken.push({ path, ...facts });
  };
  const last = 'global/pg_control'; // its end of the log must not be newer than pages that were copied before
  for (const path of files) if (path !== last) await take(path);
  await take(last);
  const { rows } = await client.query<{ lsn: string; label: string; segment: string }>(
    'select s.lsn::text as lsn, s.labelfile as label, pg_walfile_name(s.lsn) as segment from pg_backup_stop(false) s',
  );
  const { label, segment } = rows[0]!;
  const until = new Date().toISOString();
  const first = /file ([\dA-F]{24})\)/.exec(label)![1]!;
  await writeFile(join(to, 'backup_label'), label, { mode: 0o600 });
  taken.push({ path: 'backup_label', ...(await hashOf(join(to, 'backup_label')))! });
  for (const name of (await readdir(join(cluster, 'pg_wal'))).toSorted())
    if (HISTORY.test(name) || (SEGMENT.test(name) && name >= first && name <= segment)) await take(`pg_wal/${name}`);
  return { format: 1, from, until, segment: first, folders, files: taken, beside };
}

/** Reads a backup and compares every file with what the manifest says; names the first that differs. */
export async function readBackup(folder: string): Promise<Manifest & Record<string, unknown>> {
  const text = await readFile(join(folder, MANIFEST), 'utf8').catch(() => {
    throw new BackupProblem(`${folder}: 不是完整的备份（没有 ${MANIFEST}）· is no complete backup: ${MANIFEST} is missing`);
  });
  const manifest = JSON.parse(text) as Manifest & Record<string, unknown>;
  for (const { path, size, sha256 } of manifest.files) {
    const facts = await hashOf(join(folder, 'postgres', path));
    if (facts?.size !== size || facts.sha256 !== sha256)
      throw new BackupProblem(`${path}: 与备份清单不符，请用另一份备份 · differs from the backup's manifest; take another backup`);
  }
  return manifest;
}

/** To which moment the log is replayed: all there is, the end of the backup, or an instant. */
export type Until = 'everything' | 'backup' | Date;

export interface LaidOut {
  /** The last time that the replaced server wrote its log; undefined where there was none. */
  readonly lastSign: Date | undefined;
}

/**
 * Puts the files of a backup where the server of a data folder is started from, which replays the log when it starts: what
 * the backup holds of it, what the archive holds, and what the replaced server left. What was there is moved to `kept`;
 * where it lies there already, an attempt before this one was broken off.
 */
export async function layOut(
  backup: string,
  manifest: Manifest,
  { dataDir, archive, until, kept }: { readonly dataDir: string; readonly archive: string | undefined; readonly until: Until; readonly kept: string },
): Promise<LaidOut> {
  const cluster = clusterOf(dataDir);
  const fresh = `${cluster}.restored`;
  await rm(fresh, { recursive: true, force: true });
  for (const folder of ['', ...manifest.folders]) await mkdir(join(fresh, folder), { recursive: true, mode: 0o700 });
  for (const { path } of manifest.files) await copied(join(backup, 'postgres', path), join(fresh, path));
  const again = existsSync(kept);
  const { lastSign } = await leftLog(join(again ? kept : cluster, 'pg_wal'), join(fresh, 'pg_wal'), manifest.segment);
  const settings = {
    restore_command: restoring(archive),
    hot_standby: 'off',
    ...(until === 'backup' ? { recovery_target: 'immediate' } : {}),
    ...(until instanceof Date ? { recovery_target_time: until.toISOString().replace('T', ' ').replace('Z', '+00') } : {}),
    recovery_target_action: 'promote',
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name} = '${value.replaceAll("'", "''")}'\n`);
  await appendFile(join(fresh, 'postgresql.auto.conf'), lines.join(''));
  await writeFile(join(fresh, 'recovery.signal'), '');
  onDisk(fresh);
  if (again) await rm(cluster, { recursive: true, force: true });
  else if (existsSync(cluster)) await rename(cluster, kept);
  await rename(fresh, cluster);
  return { lastSign };
}

/** What the replaced server had written of its log since the backup began; damage in it ends the replay there. */
async function leftLog(from: string, to: string, first: string): Promise<{ lastSign: Date | undefined }> {
  const names = (await readdir(from).catch(() => [])).filter((name) => HISTORY.test(name) || (SEGMENT.test(name) && name >= first));
  let last = 0;
  for (const name of names) {
    last = Math.max(last, (await stat(join(from, name))).mtimeMs);
    await rm(join(to, name), { force: true });
    await copied(join(from, name), join(to, name));
  }
  return { lastSign: last === 0 ? undefined : new Date(last) };
}

/** After the server came up: up to when it has replayed, undefined where nothing was left to replay. It starts as usual from now on. */
export async function endReplay(adminUrl: string): Promise<Date | undefined> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ at: Date | null }>('select pg_last_xact_replay_timestamp() as at');
    for (const name of ['restore_command', 'hot_standby', 'recovery_target', 'recovery_target_time', 'recovery_target_action'])
      await client.query(`alter system reset ${name}`);
    return rows[0]!.at ?? undefined;
  } finally {
    await client.end();
  }
}

/** The folder in which a backup or an archive lies must not be the server's own. */
export const within = (folder: string, path: string): boolean => !relative(folder, path).startsWith('..') && dirname(path) !== path;
