import { spawn, type SpawnOptions } from 'node:child_process';
import { closeSync, openSync, readdirSync, readFileSync, readlinkSync, renameSync, statSync } from 'node:fs';

/** A process that may outlive us: its pid with its start (boot and clock tick), so that a recycled pid is not taken for it. */
export interface Identity {
  readonly pid: number;
  readonly started: string;
}

const LONGEST_LOG = 10_000_000;
let boot: string | undefined;

/** From `/proc/<pid>/stat`: name in brackets, state, field 22; nothing for a process that is gone or a zombie. */
function statusOf(pid: number): { name: string; started: string } | undefined {
  try {
    const [, name, rest] = /\((.*)\) (.*)/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? [];
    const fields = rest?.split(' ') ?? [];
    if (name === undefined || fields[0] === 'Z' || fields[0] === 'X') return undefined;
    boot ??= readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return { name, started: `${boot} ${fields[19]}` };
  } catch {
    return undefined;
  }
}

export const identify = (pid: number): Identity => ({ pid, started: statusOf(pid)?.started ?? '' });

export const alive = (one: Identity | null | undefined): one is Identity => !!one && one.started !== '' && statusOf(one.pid)?.started === one.started;

/** Whether a process works in that folder; undefined when it is gone or may not be looked at. */
function worksIn(pid: number, folder: string): boolean | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === folder;
  } catch {
    return undefined;
  }
}

/** A recorded server, unless the record came along with a copied folder and means the original's server. */
export const stillRunning = (one: Identity | null | undefined, folder: string): Identity | null =>
  alive(one) && worksIn(one.pid, folder) !== false ? one : null;

/** The processes of one program in its folder, as they are left when whoever recorded them was killed. */
export function runningIn(folder: string, program: string): Identity[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => pid !== process.pid && worksIn(pid, folder) && statusOf(pid)?.name === program)
    .map(identify);
}

/** Starts a program in its own process group, so that Ctrl-C reaches only us and we stop it in order. */
export function launch(command: readonly string[], log: string, options: SpawnOptions): Identity {
  if ((statSync(log, { throwIfNoEntry: false })?.size ?? 0) > LONGEST_LOG) renameSync(log, `${log}.old`);
  const out = openSync(log, 'a', 0o600);
  try {
    const child = spawn(command[0]!, command.slice(1), { ...options, detached: true, stdio: ['ignore', out, out] });
    child.on('error', () => undefined);
    child.unref();
    if (child.pid === undefined) throw new Error(`${command[0]} could not be started; see ${log}`);
    return identify(child.pid);
  } finally {
    closeSync(out);
  }
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

function signal(one: Identity, name: NodeJS.Signals): void {
  try {
    if (alive(one)) process.kill(one.pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Asks a process to end, and ends it after ten seconds. */
export async function end(one: Identity | null | undefined, politely: NodeJS.Signals): Promise<void> {
  if (!alive(one)) return;
  signal(one, politely);
  const deadline = Date.now() + 10_000;
  while (alive(one) && Date.now() < deadline) await pause(20);
  signal(one, 'SIGKILL');
  while (alive(one)) await pause(20);
}
