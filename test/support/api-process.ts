import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { ApiOrders, ApiSays } from './api.js';

const API = fileURLToPath(new URL('api.js', import.meta.url));

/** API servers in a process of their own, which another follows when it is killed. */
export class ApiProcess {
  urls: string[] = [];
  readonly logs: string[] = [];
  turns = { work: 0, late: 0 };
  #child!: ChildProcess;

  constructor(private readonly orders: ApiOrders) {}

  get url(): string {
    return this.urls[0]!;
  }

  get pid(): number {
    return this.#child.pid!;
  }

  get alive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  async start(): Promise<void> {
    const child = spawn(process.execPath, [API], { env: { ...process.env, TEST_API: JSON.stringify(this.orders) }, stdio: 'pipe' });
    this.#child = child;
    createInterface({ input: child.stderr }).on('line', (line) => void this.logs.push(line));
    await new Promise<void>((resolve, reject) => {
      createInterface({ input: child.stdout }).on('line', (line) => {
        Object.assign(this, JSON.parse(line) as ApiSays);
        resolve();
      });
      child.once('exit', (code) => reject(new Error(`the API process ended with ${code}\n${this.logs.join('\n')}`)));
    });
  }

  async restart(): Promise<void> {
    this.#child.kill('SIGKILL');
    await once(this.#child, 'exit');
    await this.start();
  }

  async stop(): Promise<void> {
    this.#child.stdin!.end();
    await once(this.#child, 'close');
  }
}
