import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { closeSync, fstatSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';

/** Versions of one key; old ones stay readable, new work uses `current`. */
export interface KeyVersions {
  readonly current: number;
  /** Newest first. */
  readonly versions: readonly number[];
  key(version: number): KeyObject | undefined;
}

/**
 * The seam for a key service: whatever hands over 256-bit keys by version, from outside the database, may stand here
 * instead of the file. A version that was used once stays readable; an unknown version is looked for anew, because another
 * process may have added it.
 */
export interface KeyRing {
  /** Wraps the keys of persons. */
  readonly master: KeyVersions;
  /** Makes blind indexes. */
  readonly index: KeyVersions;
  /** Signs access tokens. */
  readonly token: KeyVersions;
  /** Chains the audit and seals what is written down beside the keys. */
  readonly audit: KeyVersions;
  /** Reads versions that another process added. */
  reload(): void;
}

export type KeyKind = 'master' | 'index' | 'token' | 'audit';

/** How many versions stay; a token outlives the change of its key by minutes only. */
const KEPT: Record<KeyKind, number> = { master: Infinity, index: Infinity, token: 2, audit: Infinity };

export interface FileKeyRing extends KeyRing {
  /** Adds a version on disk, then here; returns its number. Not for two processes at once: the second is refused. */
  addVersion(kind: KeyKind): number;
}

/** The message names the file, never its content. */
export class KeyFileProblem extends Error {
  override readonly name = 'KeyFileProblem';
}

const KEY_BYTES = 32;
const versionsForm = z
  .array(z.object({ version: z.number().int().min(1).max(0xffff_ffff), key: z.base64().length(44) }))
  .min(1)
  .refine((all) => new Set(all.map((one) => one.version)).size === all.length);
/** A file of before there were tokens, or an audit, gets its first key for them when it is opened. */
const fileForm = z.object({
  format: z.literal(1),
  master: versionsForm,
  index: versionsForm,
  token: versionsForm.optional(),
  audit: versionsForm.optional(),
});
type KeyFile = z.infer<typeof fileForm>;

const fresh = (version: number): KeyFile['master'][number] => ({ version, key: randomBytes(KEY_BYTES).toString('base64') });

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;

/** Undefined where there is no file. */
function readKeys(path: string): KeyFile | undefined {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw new KeyFileProblem(`${path}: cannot be read (${codeOf(error)})`);
  }
  try {
    if (process.platform !== 'win32' && (fstatSync(file).mode & 0o077) !== 0) throw new KeyFileProblem(`${path}: others may read it; chmod 600`);
    return fileForm.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    throw error instanceof KeyFileProblem ? error : new KeyFileProblem(`${path}: is not a key file`);
  } finally {
    closeSync(file);
  }
}

function sync(path: string): void {
  const handle = openSync(path, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** Puts a complete file in place at once: `link` refuses where one exists, `rename` replaces it. */
function place(path: string, keys: KeyFile, put: (from: string, to: string) => void): void {
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  const file = openSync(draft, 'wx', 0o600);
  try {
    writeSync(file, `${JSON.stringify(keys)}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  try {
    put(draft, path);
    sync(dirname(path));
  } finally {
    rmSync(draft, { force: true });
  }
}

function createKeys(path: string): KeyFile {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  try {
    place(path, { format: 1, master: [fresh(1)], index: [fresh(1)], token: [fresh(1)], audit: [fresh(1)] }, linkSync);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  }
  return readKeys(path)!;
}

class FileVersions implements KeyVersions {
  #keys = new Map<number, KeyObject>();
  #versions: readonly number[] = [];

  constructor(private readonly reload: () => void) {}

  get current(): number {
    return this.#versions[0]!;
  }

  get versions(): readonly number[] {
    return this.#versions;
  }

  /** An unknown version may be one that another process added. */
  key(version: number): KeyObject | undefined {
    if (!this.#keys.has(version)) this.reload();
    return this.#keys.get(version);
  }

  take(stored: KeyFile['master'] = []): void {
    this.#keys = new Map(stored.map((one) => [one.version, createSecretKey(one.key, 'base64')]));
    this.#versions = [...this.#keys.keys()].sort((a, b) => b - a);
  }
}

/** Takes the lock file of this process, also from one that died with it. */
function lockFile(lock: string): void {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx', mode: 0o600 });
  } catch {
    const holder = Number.parseInt(readFileSync(lock, { encoding: 'utf8', flag: 'a+' }), 10);
    if (!(holder > 0) || runs(holder)) throw new KeyFileProblem(`${lock}: exists; another process adds a version`);
    writeFileSync(lock, String(process.pid), { mode: 0o600 });
  }
}

function runs(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

/** Creates the file (0600) or reads it; two processes that start together get the same keys. */
export function fileKeyRing(path: string): FileKeyRing {
  const stored = (): KeyFile => {
    const keys = readKeys(path);
    if (keys === undefined) throw new KeyFileProblem(`${path}: is gone`);
    return keys;
  };
  const take = (keys: KeyFile): void => {
    master.take(keys.master);
    index.take(keys.index);
    token.take(keys.token);
    audit.take(keys.audit);
  };
  const reload = (): void => take(stored());
  const master = new FileVersions(reload);
  const index = new FileVersions(reload);
  const token = new FileVersions(reload);
  const audit = new FileVersions(reload);
  take(readKeys(path) ?? createKeys(path));

  const addVersion = (kind: KeyKind): number => {
    const lock = `${path}.lock`;
    lockFile(lock);
    try {
      const keys = stored();
      const known = keys[kind] ?? [];
      const version = Math.max(0, ...known.map((one) => one.version)) + 1;
      const grown = { ...keys, [kind]: [...known, fresh(version)].slice(-KEPT[kind]) };
      place(path, grown, renameSync);
      take(grown);
      return version;
    } finally {
      rmSync(lock, { force: true });
    }
  };
  if (token.versions.length === 0) addVersion('token');
  if (audit.versions.length === 0) addVersion('audit');
  return { master, index, token, audit, addVersion, reload };
}
