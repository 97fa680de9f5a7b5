import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { World } from './world.js';

export type ServerKind = 'ours' | 'unbound' | 'yoga' | 'mercurius' | 'postgraphile' | 'bare';

export interface Server {
  readonly url: string;
  stop(): void;
}

/** A server in a process of its own, on the servers behind the world; all run as in production, with the memory of `npm start`. */
export function startServerOf(kind: ServerKind, { servers, folder }: World): Promise<Server> {
  const { ownerUrl, appUrl, meiliUrl, meiliKey } = servers;
  const child = spawn(process.execPath, ['--max-semi-space-size=64', fileURLToPath(new URL('serve.js', import.meta.url)), kind], {
    env: {
      ...process.env,
      NODE_ENV: 'production',
      GRAPHILE_ENV: 'production',
      BENCH_WORLD: JSON.stringify({ servers: { ownerUrl, appUrl, meiliUrl, meiliKey }, folder }),
    },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the server ${kind} ended with ${code}`)));
    child.stdout.once('data', (text: Buffer) => resolve({ url: text.toString().trim(), stop: () => void child.stdin.end() }));
  });
}
