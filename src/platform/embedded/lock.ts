import { readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
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

const addressOf = (dataDir: string): string => {
  const { dev, ino } = statSync(dataDir);
  return `\0jiangqiao-${dev}-${ino}`;
};

export interface Hold {
  /** How many processes are tied to the holder. */
  guests(): number;
  /** Lets go of the folder and of the guests. */
  release(): Promise<void>;
}

/**
 * Holds a folder against every other process; null when it is held already. The hold is an abstract Unix socket: taking
 * it is atomic, and the kernel frees it at the holder's death, however it died.
 */
export function hold(dataDir: string): Promise<Hold | null> {
  return new Promise((resolve, reject) => {
    const guests = new Set<Socket>();
    const server = createServer((socket) => {
      guests.add(socket.unref());
      socket.on('error', () => undefined).once('close', () => guests.delete(socket));
    });
    const release = (): Promise<void> =>
      new Promise((closed) => {
        server.close(() => closed());
        for (const socket of guests) socket.destroy();
      });
    server.once('error', (error: NodeJS.ErrnoException) => (error.code === 'EADDRINUSE' ? resolve(null) : reject(error)));
    server.listen({ path: addressOf(dataDir), exclusive: true }, () => {
      server.unref();
      resolve({ guests: () => guests.size, release });
    });
  });
}

export interface Tie {
  /** The holder has let go, or is dead. */
  readonly cut: Promise<void>;
  untie(): void;
}

/** Ties this process to whoever holds the folder; null when nobody does. */
export function tie(dataDir: string): Promise<Tie | null> {
  return new Promise((resolve) => {
    const socket = connect({ path: addressOf(dataDir) });
    const cut = new Promise<void>((gone) => socket.once('close', () => gone()));
    socket.on('error', () => resolve(null));
    socket.once('connect', () => {
      socket.unref().resume();
      resolve({ cut, untie: () => void socket.destroy() });
    });
  });
}
