import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import pg from 'pg';
import { type Account, give } from './account.js';
import { archiving } from './archive.js';
import { alive, end, type Identity, launch, pause, runningIn } from './process.js';

const SUPERUSER = 'jiangqiao_admin';
const PORT = 5432;
const VERSION = '18';
/** A Unix socket's path has room for 107 bytes. */
const LONGEST_FOLDER = 107 - `/.s.PGSQL.${PORT}`.length;

export const clusterOf = (dataDir: string): string => join(dataDir, 'postgres');
const logOf = (dataDir: string): string => join(dataDir, 'postgres.log');

export const urlOf = (socket: string, user: string, database = 'jiangqiao'): string =>
  `postgresql://${user}@localhost:${PORT}/${database}?host=${encodeURIComponent(socket)}`;
export const adminUrlOf = (socket: string, database = 'postgres'): string => urlOf(socket, SUPERUSER, database);

/** The socket's folder; a data folder whose path is too long gets a private one elsewhere. */
export function socketFolder(dataDir: string): string {
  const inside = join(dataDir, 'socket');
  if (Buffer.byteLength(inside) <= LONGEST_FOLDER) {
    mkdirSync(inside, { recursive: true, mode: 0o700 });
    return inside;
  }
  const room = Buffer.byteLength(join(tmpdir(), 'jiangqiao-XXXXXX')) <= LONGEST_FOLDER ? tmpdir() : '/tmp';
  return mkdtempSync(join(room, 'jiangqiao-'));
}

export function removeSocketFolder(dataDir: string, socket: string): void {
  if (socket !== join(dataDir, 'socket')) rmSync(socket, { recursive: true, force: true });
}

export interface Cluster {
  readonly dataDir: string;
  readonly socket: string;
  readonly binaries: string;
  readonly account: Account;
  readonly durable: boolean;
  readonly archive?: string | undefined;
}

/** Makes the cluster on first use. UTF8 and C.UTF-8: under plain C, pg_trgm finds no trigram in Chinese. */
export async function initialise({ dataDir, binaries, account, durable }: Cluster): Promise<void> {
  const folder = clusterOf(dataDir);
  const version = join(folder, 'PG_VERSION');
  if (existsSync(version)) {
    const made = readFileSync(version, 'utf8').trim();
    if (made !== VERSION) throw new Error(`${folder} was made by PostgreSQL ${made}; this is PostgreSQL ${VERSION}`);
    return give(account, folder);
  }
  // Its own name each time: the initdb of a starter that was killed may still be writing.
  const fresh = mkdtempSync(`${folder}.new-`);
  give(account, fresh);
  await run(account, [
    join(binaries, 'initdb'),
    '-D',
    fresh,
    '-U',
    SUPERUSER,
    '-A',
    'trust',
    '-E',
    'UTF8',
    '--locale=C.UTF-8',
    '--no-instructions',
    ...(durable ? [] : ['--no-sync']),
  ]);
  writeFileSync(join(fresh, 'pg_hba.conf'), 'local all all trust\n');
  renameSync(fresh, folder);
  for (const name of readdirSync(dataDir)) {
    if (name.startsWith('postgres.new-')) rmSync(join(dataDir, name), { recursive: true, force: true, maxRetries: 3 });
  }
}

async function run(account: Account, [program, ...rest]: readonly string[]): Promise<void> {
  const [first, ...others] = [...account.prefix, program!, ...rest];
  const child = spawn(first!, others, { ...account.user, stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve));
  const [status, complaint] = await Promise.all([ended, text(child.stderr)]);
  if (status !== 0) throw new Error(`${program} failed: ${complaint}`);
}

/** The server that runs in this folder though no lock knows it. */
export function orphanPostgres(dataDir: string): Identity | null {
  const pid = recordedPid(dataDir);
  return runningIn(clusterOf(dataDir), 'postgres').find((one) => one.pid === pid) ?? null;
}

function recordedPid(dataDir: string): number | undefined {
  try {
    return Number.parseInt(readFileSync(join(clusterOf(dataDir), 'postmaster.pid'), 'utf8'), 10);
  } catch {
    return undefined;
  }
}

/**
 * After a server was killed: ends the sessions that outlived it, which hold its shared memory, and forgets its pid, which
 * PostgreSQL would believe in when another process has got it since.
 */
async function clearRemains({ dataDir, socket }: Cluster): Promise<void> {
  await Promise.all(runningIn(clusterOf(dataDir), 'postgres').map((one) => end(one, 'SIGKILL')));
  for (const path of [join(clusterOf(dataDir), 'postmaster.pid'), join(socket, `.s.PGSQL.${PORT}`), join(socket, `.s.PGSQL.${PORT}.lock`)]) {
    rmSync(path, { force: true });
  }
}

/** Starts the server; no server may run in the folder. */
export async function launchPostgres(cluster: Cluster): Promise<Identity> {
  const { dataDir, socket, binaries, account, durable, archive } = cluster;
  await clearRemains(cluster);
  mkdirSync(socket, { recursive: true, mode: 0o700 });
  give(account, socket);
  if (archive !== undefined) {
    mkdirSync(archive, { recursive: true, mode: 0o700 });
    give(account, archive);
  }
  const settings = {
    listen_addresses: '',
    unix_socket_directories: `"${socket.replaceAll('"', '""')}"`,
    unix_socket_permissions: '0700',
    port: PORT,
    max_connections: 100,
    shared_buffers: '256MB',
    random_page_cost: '1.1',
    effective_cache_size: '2GB',
    maintenance_work_mem: '128MB',
    max_wal_size: '2GB',
    jit: 'off',
    // Errors of statements quote values; they are told to whoever sent the statement.
    log_min_messages: 'log',
    log_min_error_statement: 'panic',
    ...(durable ? {} : { fsync: 'off', full_page_writes: 'off' }),
    ...(archive === undefined ? {} : archiving(archive)),
  };
  const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const command = [...account.prefix, join(binaries, 'postgres'), '-D', clusterOf(dataDir), ...options];
  return launch(command, logOf(dataDir), { ...account.user, cwd: clusterOf(dataDir) });
}

export async function connects(socket: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: adminUrlOf(socket) });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

export async function postgresAnswers(dataDir: string, socket: string, server: Identity, patienceMs: number): Promise<void> {
  const deadline = Date.now() + patienceMs;
  while (!(await connects(socket))) {
    if (!alive(server) || Date.now() > deadline) throw new Error(`PostgreSQL did not start; see ${logOf(dataDir)}`);
    await pause(20);
  }
}

/** Roles and the database: an owner for migrations, the application without ownership, the relay to the search index. */
export async function makeRoles(socket: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrlOf(socket) });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>(
      "select rolname as name from pg_roles union all select 'database:' || datname from pg_database",
    );
    const present = new Set(rows.map((row) => row.name));
    if (!present.has('jiangqiao_owner')) await client.query('create role jiangqiao_owner login');
    if (!present.has('jiangqiao_app')) await client.query('create role jiangqiao_app login nobypassrls');
    if (!present.has('jiangqiao_relay')) await client.query('create role jiangqiao_relay nologin');
    await client.query('grant jiangqiao_relay to jiangqiao_owner with inherit false, set true');
    if (!present.has('database:jiangqiao')) await client.query('create database jiangqiao owner jiangqiao_owner');
  } finally {
    await client.end();
  }
}
