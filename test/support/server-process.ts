import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { DemoFacts } from '../../seeds/demo.js';
import { freePort } from '../../src/platform/embedded/meilisearch.js';
import { type Lock, readLock } from '../../src/platform/embedded/lock.js';
import { alive, end, type Identity, pause, runningIn } from '../../src/platform/embedded/process.js';
import { UNHURRIED } from './unhurried.js';

/** The built command line: what `npm start` and `npm run import` run. */
const MAIN = resolve('dist/src/main.js');
const READY_WITHIN_MS = 120_000;
const STOPPED_WITHIN_MS = 30_000;

/** The processes of one data folder. */
export type Part = 'api' | 'postgres' | 'meilisearch';

/** Waits for a condition; a last look that fails says what it was waiting for. */
export async function until(what: string, holds: () => Promise<boolean> | boolean, ms = 15_000): Promise<void> {
  const deadline = performance.now() + ms;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`not within ${ms} ms: ${what}`);
    await pause(20);
  }
}

/** A command of the built command line in a process of its own; its output is kept. */
export class CommandProcess {
  readonly child: ChildProcess;
  readonly ended: Promise<number | NodeJS.Signals>;
  stdout = '';
  stderr = '';

  constructor(args: readonly string[], env: Record<string, string>, options: { imports?: string } = {}) {
    const before = ['--max-semi-space-size=64', ...(options.imports === undefined ? [] : ['--import', options.imports])];
    const { PATH = '', HOME = '', NODE_COMPILE_CACHE } = process.env;
    this.child = spawn(process.execPath, [...before, MAIN, ...args], {
      env: { PATH, HOME, ...(NODE_COMPILE_CACHE ? { NODE_COMPILE_CACHE } : {}), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child.stdout!.setEncoding('utf8').on('data', (text: string) => (this.stdout += text));
    this.child.stderr!.setEncoding('utf8').on('data', (text: string) => (this.stderr += text));
    this.ended = new Promise((done) => this.child.once('close', (code, signal) => done(code ?? signal!)));
  }

  get running(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }
}

/**
 * The real server on a data folder: `start` again after a kill finds the same port and the same data. Its embedded
 * servers are known by the lock file, so that each of the three processes can be killed.
 */
export class ServerProcess {
  readonly dataDir: string;
  #command: CommandProcess | undefined;
  #port: number | undefined;

  /** `imports`: a module that is loaded before the server, as mutants are. */
  constructor(
    private readonly env: Record<string, string> = {},
    private readonly options: { imports?: string } = {},
  ) {
    this.dataDir = env['DATA_DIR'] ?? mkdtempSync(join(tmpdir(), 'jiangqiao-server-'));
  }

  get url(): string {
    return `http://${this.env['HOST'] ?? '127.0.0.1'}:${this.#port}`;
  }

  get command(): CommandProcess {
    return this.#command!;
  }

  get lock(): Lock {
    return readLock(this.dataDir)!;
  }

  get demo(): DemoFacts & { url: string } {
    return JSON.parse(readFileSync(join(this.dataDir, 'demo.json'), 'utf8')) as DemoFacts & { url: string };
  }

  /** Starts it and waits until everything behind it answers; returns after how many milliseconds. */
  async start(): Promise<number> {
    const began = performance.now();
    this.#port ??= await freePort();
    const env = { LOG_LEVEL: 'warn', ...UNHURRIED, ...this.env, PORT: String(this.#port), DATA_DIR: this.dataDir };
    const command = new CommandProcess(['start'], env, this.options);
    this.#command = command;
    await until(
      'the server is ready',
      async () => {
        if (!command.running) throw new Error(`the server ended with ${await command.ended}\n${command.stderr}`);
        return (await this.readiness()) === 'ready';
      },
      READY_WITHIN_MS,
    );
    return performance.now() - began;
  }

  /** How many milliseconds it stood in line for a processor so far: on a machine that others use, not its own slowness. */
  get queued(): number {
    return Number(readFileSync(`/proc/${this.command.child.pid}/schedstat`, 'utf8').split(' ')[1]) / 1e6;
  }

  /** What `/readyz` says; `gone` when nobody answers. */
  async readiness(): Promise<string> {
    try {
      const response = await fetch(`${this.url}/readyz`, { signal: AbortSignal.timeout(2_000) });
      return ((await response.json()) as { status: string }).status;
    } catch {
      return 'gone';
    }
  }

  process(part: Part): Identity | null {
    return part === 'api' ? this.lock.owner : this.lock[part];
  }

  alive(part: Part): boolean {
    return alive(this.process(part));
  }

  /** Embedded servers that work in the data folder, whatever the lock file says. */
  get remains(): string[] {
    return ['postgres', 'meilisearch'].filter((program) => runningIn(join(this.dataDir, program), program).length > 0);
  }

  /** The processes of the database. */
  get backends(): Identity[] {
    return runningIn(join(this.dataDir, 'postgres'), 'postgres');
  }

  /** Kills with -9 and waits until the process is gone. */
  async kill(part: Part): Promise<void> {
    const victim = this.process(part);
    if (!alive(victim)) throw new Error(`${part} does not run`);
    process.kill(victim.pid, 'SIGKILL');
    await until(`${part} is gone`, () => !alive(victim));
    if (part === 'api') await this.command.ended;
  }

  /** Asks it to end, as Ctrl-C does; returns its exit code. */
  async stop(signal: 'SIGINT' | 'SIGTERM' = 'SIGINT'): Promise<number | NodeJS.Signals> {
    this.command.child.kill(signal);
    await until('the server has stopped', () => !this.command.running, STOPPED_WITHIN_MS);
    return this.command.ended;
  }

  /** Leaves nothing behind, whatever happened before. */
  async clear(): Promise<void> {
    if (this.#command?.running) this.#command.child.kill('SIGKILL');
    await this.#command?.ended;
    const lock = readLock(this.dataDir);
    await Promise.all([end(lock?.postgres, 'SIGINT'), end(lock?.meilisearch, 'SIGTERM')]);
    if (existsSync(this.dataDir)) rmSync(this.dataDir, { recursive: true, force: true });
  }
}
