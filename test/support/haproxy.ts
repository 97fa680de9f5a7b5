import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../src/platform/embedded/meilisearch.js';
import { pause } from '../../src/platform/embedded/process.js';

export const haproxyInstalled = spawnSync('haproxy', ['-v']).status === 0;
const LOOK_EVERY_MS = 50;

/** The configuration of the proxy as `docker-compose.yml` gives it to the container. */
export function composedProxy(): string {
  const [, indented] = /<<'CONFIG'\n([^]*?\n) *CONFIG\n/.exec(readFileSync('docker-compose.yml', 'utf8'))!;
  const [indent] = /^ */.exec(indented!)!;
  return indented!.replaceAll(new RegExp(`^${indent}`, 'gm'), '');
}

/** The proxy of `docker-compose.yml`, by its own rules, before processes of this machine: names and ports are replaced, nothing else. */
export class HaProxy {
  readonly #folder = mkdtempSync(join(tmpdir(), 'jiangqiao-proxy-'));
  readonly #stats = join(this.#folder, 'stats.sock');
  readonly #up = new Set<number>();
  #child: ChildProcess | undefined;
  #looking: Promise<void> | undefined;
  #port = 0;
  #over = false;

  constructor(private readonly apis: readonly { readonly port: number }[]) {}

  async start(): Promise<this> {
    this.#port = await freePort();
    const ports = [...this.apis];
    const config = composedProxy()
      .replace('bind :8080', `bind 127.0.0.1:${this.#port}`)
      .replaceAll(/^( *server \w+) \w+:4000$/gm, (_, server: string) => `${server} 127.0.0.1:${ports.shift()!.port}`);
    if (ports.length > 0) throw new Error(`${ports.length} processes have no place behind the proxy`);
    const files = { 'haproxy.cfg': config, 'stats.cfg': `global\n  stats socket ${this.#stats}\n` };
    const paths = Object.entries(files).map(([name, text]) => {
      writeFileSync(join(this.#folder, name), text);
      return join(this.#folder, name);
    });
    this.#child = spawn('haproxy', ['-W', '-db', ...paths.flatMap((path) => ['-f', path])], { stdio: 'ignore' });
    this.#looking = this.#look();
    return this;
  }

  address = (): string => `http://127.0.0.1:${this.#port}`;

  /** As the proxy itself sees it. */
  isReady({ port }: { readonly port: number }): boolean {
    return this.#up.has(port);
  }

  async stop(): Promise<void> {
    this.#over = true;
    const gone = once(this.#child!, 'exit');
    this.#child!.kill('SIGTERM');
    await Promise.all([gone, this.#looking]);
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #look(): Promise<void> {
    while (!this.#over) {
      const text = await this.#ask('show stat').catch(() => '');
      const [head = '', ...lines] = text.split('\n');
      const names = head.replace('# ', '').split(',');
      for (const line of lines) {
        const row = Object.fromEntries(line.split(',').map((value, at) => [names[at], value]));
        const port = Number(row['addr']?.split(':').at(-1));
        if (row['status'] === 'UP') this.#up.add(port);
        else this.#up.delete(port);
      }
      await pause(LOOK_EVERY_MS);
    }
  }

  #ask(command: string): Promise<string> {
    return new Promise((resolve, reject) => {
      let text = '';
      const socket = connect(this.#stats, () => socket.end(`${command}\n`));
      socket.setEncoding('utf8').on('data', (part) => (text += part));
      socket.on('error', reject).on('close', () => resolve(text));
    });
  }
}
