import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../src/platform/embedded/meilisearch.js';
import type { ApiSettings, ApiState } from './api.js';

const API = fileURLToPath(new URL('api.js', import.meta.url));

/** An API process that can be killed and comes back on the same port. */
export class Api {
  #child: ChildProcess | undefined;
  #port: number | undefined;
  kills = 0;

  constructor(private readonly settings: ApiSettings) {}

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get port(): number {
    return this.#port!;
  }

  async start(): Promise<void> {
    this.#port ??= await freePort();
    const variables = { ...this.settings.variables, PORT: String(this.#port) };
    const child = fork(API, { execArgv: ['--expose-gc'], env: { ...process.env, FEED_API: JSON.stringify({ ...this.settings, variables }) } });
    this.#child = child;
    const first = await Promise.race([
      once(child, 'message'),
      once(child, 'exit').then(([code]) => Promise.reject(new Error(`the API ended with ${code}`))),
    ]);
    if (!(first as { url?: string }[])[0]?.url) throw new Error('the API did not say where it is');
  }

  async kill(): Promise<void> {
    this.kills += 1;
    await this.#end('SIGKILL');
  }

  stop = (): Promise<void> => this.#end('SIGTERM');

  /** Stops as an operator stops it: sockets are told. */
  async retire(): Promise<void> {
    const gone = once(this.#child!, 'exit');
    this.#child!.send('retire');
    await gone;
  }

  get running(): boolean {
    return this.#child?.exitCode === null && this.#child.signalCode === null;
  }

  async state(asked: 'state' | 'memory' = 'state'): Promise<ApiState> {
    const answer = once(this.#child!, 'message');
    this.#child!.send(asked);
    return ((await answer) as [ApiState])[0];
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child!;
    if (!this.running) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  }
}
