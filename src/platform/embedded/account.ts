import { spawnSync } from 'node:child_process';
import { chmodSync, statSync } from 'node:fs';

/** How PostgreSQL, which refuses root, is started: a command in front of it, or another user. */
export interface Account {
  readonly prefix: readonly string[];
  readonly user: { readonly uid: number; readonly gid: number } | Record<string, never>;
  /** Who owns its files; null when that is simply us. */
  readonly files: number | null;
}

const NAMESPACE = ['unshare', '-U', '--map-user=1000', '--map-group=1000'] as const;
const NOBODY = 65_534;

/** Root starts it as an ordinary user of a namespace of its own or, where namespaces are forbidden, as nobody. */
export function accountFor(dataDir: string, program: string): Account {
  if (process.getuid?.() !== 0) return { prefix: [], user: {}, files: null };
  const reachable = [program, '-a', '-x', dataDir];
  if (spawnSync(NAMESPACE[0], [...NAMESPACE.slice(1), 'test', '-x', ...reachable]).status === 0) return { prefix: NAMESPACE, user: {}, files: 0 };
  const user = { uid: NOBODY, gid: NOBODY };
  chmodSync(dataDir, 0o711);
  if (spawnSync('test', ['-x', ...reachable], user).status !== 0) {
    throw new Error(`PostgreSQL cannot run as root, and user ${NOBODY} cannot reach ${dataDir} or ${program}: start this as an ordinary user`);
  }
  return { prefix: [], user, files: NOBODY };
}

/** Gives a folder to the account when another one made it. */
export function give(account: Account, folder: string): void {
  if (account.files === null || statSync(folder).uid === account.files) return;
  const given = spawnSync('chown', ['-R', `${account.files}:${account.files}`, folder], { encoding: 'utf8' });
  if (given.status !== 0) throw new Error(`${folder} cannot be given to user ${account.files}: ${given.stderr}`);
}
