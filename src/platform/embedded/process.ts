import { spawn, type SpawnOptions } from 'node:child_process';
import { openSync, closeSync, readFileSync } from 'node:fs';

/** A process that may outlive us: its pid together with its start time, so that a recycled pid is not taken for it. */
export interface Identity {
  readonly pid: number;
  readonly started: string;
}

/** Field 22 of `/proc/<pid>/stat`, after the command in brackets; nothing for a process that is gone or a zombie. */
function startOf(pid: number): string | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '').split(' ');
    return fields[0] === 'Z' ? undefined : fields[19];
  } catch {
    return undefined;
  }
}

export const identify = (pid: number): Identity => ({ pid, started: startOf(pid) ?? '' });

export const alive = (one: Identity | null | undefined): one is Identity => !!one && one.started !== '' && startOf(one.pid) === one.started;

/** Starts a program in its own process group, so that Ctrl-C reaches only us and we stop it in order. */
export function launch(command: readonly string[], log: string, options: SpawnOptions = {}): Identity {
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

/** Asks a process to end, and ends it after ten seconds. */
export async function end(one: Identity | null | undefined, signal: NodeJS.Signals): Promise<void> {
  if (!alive(one)) return;
  process.kill(one.pid, signal);
  const deadline = Date.now() + 10_000;
  while (alive(one) && Date.now() < deadline) await pause(20);
  if (alive(one)) process.kill(one.pid, 'SIGKILL');
  while (alive(one)) await pause(20);
}
