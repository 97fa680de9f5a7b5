import { spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { postgresBinaries } from './binaries.js';
import { alive, type Identity, launch, pause } from './process.js';

const SUPERUSER = 'jiangqiao_admin';
const PORT = 5432;
const LONGEST_SOCKET_FOLDER = 80;

export const urlOf = (socket: string, user: string, database = 'jiangqiao'): string =>
  `postgresql://${user}@localhost:${PORT}/${database}?host=${encodeURIComponent(socket)}`;
export const adminUrlOf = (socket: string, database = 'postgres'): string => urlOf(socket, SUPERUSER, database);

/** PostgreSQL refuses root: it then runs as an ordinary user of a namespace of its own, or as nobody. */
function unprivileged(command: readonly string[]): { command: readonly string[]; owner: number | null } {
  if (process.getuid?.() !== 0) return { command, owner: null };
  const namespace = ['unshare', '-U', '--map-user=1000', '--map-group=1000'];
  if (spawnSync(namespace[0]!, [...namespace.slice(1), 'true']).status === 0) return { command: [...namespace, ...command], owner: null };
  return { command: ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', ...command], owner: 65_534 };
}

/** A Unix socket's path has room for 107 bytes; a deep data folder gets a private one elsewhere. */
export function socketFolder(dataDir: string, known: string | undefined): string {
  if (known && existsSync(known)) return known;
  const folder = join(dataDir, 'socket');
  if (folder.length > LONGEST_SOCKET_FOLDER) return mkdtempSync(join(tmpdir(), 'jiangqiao-'));
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return folder;
}

/** Makes the cluster on first use. UTF8 and C.UTF-8: under plain C, pg_trgm finds no trigram in Chinese. */
export function initialise(dataDir: string): void {
  const folder = join(dataDir, 'postgres');
  if (existsSync(join(folder, 'PG_VERSION'))) return;
  rmSync(folder, { recursive: true, force: true });
  const fresh = join(dataDir, 'postgres.new');
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { mode: 0o700 });
  const initdb = [join(postgresBinaries(), 'initdb'), '-D', fresh, '-U', SUPERUSER, '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '--no-instructions'];
  const { command, owner } = unprivileged(initdb);
  if (owner !== null) chownSync(fresh, owner, owner);
  const made = spawnSync(command[0]!, command.slice(1), { encoding: 'utf8' });
  if (made.status !== 0) throw new Error(`initdb: ${made.stderr || made.error?.message}`);
  spawnSync('mv', [fresh, folder]);
}

export async function startPostgres(dataDir: string, socket: string, durable: boolean): Promise<Identity> {
  const settings = {
    listen_addresses: '', unix_socket_directories: socket, unix_socket_permissions: '0700', port: PORT,
    max_connections: 100, shared_buffers: '256MB', random_page_cost: '1.1', effective_cache_size: '2GB', maintenance_work_mem: '128MB',
    max_wal_size: '2GB', jit: 'off', log_min_messages: 'warning', ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
  const server = [join(postgresBinaries(), 'postgres'), '-D', join(dataDir, 'postgres'), ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
  const { command, owner } = unprivileged(server);
  if (owner !== null) chownSync(socket, owner, owner);
  const identity = launch(command, join(dataDir, 'postgres.log'));
  await answering(socket, identity, join(dataDir, 'postgres.log'));
  return identity;
}

export async function answering(socket: string, server: Identity, log: string): Promise<void> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const client = new pg.Client({ connectionString: adminUrlOf(socket) });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return;
    } catch (error) {
      if (!alive(server) || Date.now() > deadline) throw new Error(`PostgreSQL did not start; see ${log}`, { cause: error });
      await pause(20);
    } finally {
      await client.end().catch(() => undefined);
    }
  }
}

/** Roles and the database: an owner for migrations, the application without ownership, the relay to the search index. */
export async function makeRoles(socket: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrlOf(socket) });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>("select rolname as name from pg_roles union all select 'database:' || datname from pg_database");
    const present = new Set(rows.map((row) => row.name));
    if (!present.has('jiangqiao_owner')) await client.query('create role jiangqiao_owner login');
    if (!present.has('jiangqiao_app')) await client.query('create role jiangqiao_app login nobypassrls');
    if (!present.has('jiangqiao_relay')) await client.query('create role jiangqiao_relay nologin');
    await client.query('grant jiangqiao_relay to jiangqiao_owner with set true');
    if (!present.has('database:jiangqiao')) await client.query('create database jiangqiao owner jiangqiao_owner');
  } finally {
    await client.end();
  }
}
