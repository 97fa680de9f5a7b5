import { readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { Identity } from './process.js';

/** What `embedded.json` says. After a stop it stays, without processes, to remember the port. */
export interface Lock {
  owner: Identity | null;
  postgres: Identity | null;
  meilisearch: Identity | null;
  socket: string;
  port: number;
  /** Both servers answered and the roles were made. */
  ready: boolean;
}

const pathOf = (dataDir: string): string => join(dataDir, 'embedded.json');

export function readLock(dataDir: string): Lock | undefined {
  try {
    return JSON.parse(readFileSync(pathOf(dataDir), 'utf8')) as Lock;
  } catch {
    return undefined;
  }
}

export function writeLock(dataDir: string, lock: Lock): void {
  replace(pathOf(dataDir), JSON.stringify(lock));
}

/** Writes a private file whole or not at all. */
export function replace(path: string, text: string): void {
  writeFileSync(`${path}.new`, text, { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

/**
 * Holds a folder against every other process and returns how to let go; null when it is held already. The hold is an
 * abstract Unix socket: taking it is atomic, and the kernel frees it at the holder's death, however it died.
 */
export function hold(dataDir: string): Promise<(() => Promise<void>) | null> {
  const { dev, ino } = statSync(dataDir);
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', (error: NodeJS.ErrnoException) => (error.code === 'EADDRINUSE' ? resolve(null) : reject(error)));
    server.listen({ path: `\0jiangqiao-${dev}-${ino}`, exclusive: true }, () => {
      server.unref();
      resolve(() => new Promise((closed) => server.close(() => closed())));
    });
  });
}
