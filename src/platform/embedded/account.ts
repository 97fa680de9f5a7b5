import { spawnSync } from 'node:child_process';
import { chmodSync, readFileSync, statSync } from 'node:fs';
import { userInfo } from 'node:os';

/** How PostgreSQL, which refuses root, is started: a command in front of it, or another user. */
export interface Account {
  readonly prefix: readonly string[];
  readonly user: { readonly uid: number; readonly gid: number } | Record<string, never>;
  /** Who owns its files; null when that is simply us. */
  readonly files: number | null;
}

const NOBODY = 65_534;
const DIRECT: Account = { prefix: [], user: {}, files: null };

/**
 * Root starts it as an ordinary user of a namespace of its own; where that is forbidden or cannot reach the folder, as
 * the folder's owner or as nobody. `initdb` wants its user to have a name, so a nameless one gets a namespace too.
 */
export function accountFor(dataDir: string, program: string): Account {
  const namespace = namespaceCommand();
  const works = ({ prefix, user }: Account): boolean => {
    const [command, ...rest] = [...prefix, 'test', '-x', program, '-a', '-x', dataDir];
    return spawnSync(command!, rest, user).status === 0;
  };
  if (process.getuid?.() !== 0) return named() || !works({ ...DIRECT, prefix: namespace }) ? DIRECT : { ...DIRECT, prefix: namespace };

  const { uid, gid, mode } = statSync(dataDir);
  const inNamespace = { prefix: namespace, user: {}, files: 0 };
  if (works(inNamespace)) return inNamespace;
  const asOwner = { prefix: uid === 0 || names().has(uid) ? [] : namespace, user: { uid, gid }, files: uid };
  if (uid !== 0 && works(asOwner)) return asOwner;
  chmodSync(dataDir, 0o711);
  const asNobody = { prefix: [], user: { uid: NOBODY, gid: NOBODY }, files: NOBODY };
  if (works(asNobody)) return asNobody;
  chmodSync(dataDir, mode & 0o777);
  throw new Error(`PostgreSQL cannot run as root, and no other user can reach ${dataDir} and ${program}: start this as the user who owns them`);
}

/** Gives a folder to the account when another one made it. */
export function give(account: Account, folder: string): void {
  if (account.files === null || statSync(folder).uid === account.files) return;
  const given = spawnSync('chown', ['-R', `${account.files}:${account.files}`, folder], { encoding: 'utf8' });
  if (given.status !== 0) throw new Error(`${folder} cannot be given to user ${account.files}: ${given.stderr}`);
}

function namespaceCommand(): readonly string[] {
  const user = names().has(1000) ? 1000 : NOBODY;
  return ['unshare', '-U', `--map-user=${user}`, `--map-group=${user}`];
}

const names = (): ReadonlySet<number> =>
  new Set([...readFileSync('/etc/passwd', 'utf8').matchAll(/^[^:]*:[^:]*:(\d+):/gm)].map(([, uid]) => Number(uid)));

function named(): boolean {
  try {
    return userInfo().username !== '';
  } catch {
    return false;
  }
}
