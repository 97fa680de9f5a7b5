import type { WebsocketPluginOptions } from '@fastify/websocket';
import { handleProtocols } from 'graphql-ws';
import type { WebSocket } from 'ws';
import type { Limits } from './limits.js';

/** Beside the codes of graphql-ws: a client asks too much (its reason is `{"retryAfter":10}`), or reads too slowly and may resume. */
export const TOO_MUCH = 4430;
export const TOO_SLOW = 4410;

const RETRY_AFTER = 10;
const EVICT_MS = 2_000;

/** How frames are read: small, few to a message, never compressed. What is no WebSocket is closed by `ws` with its own code. */
export const socketServer = ({ frameBytes, frameFragments }: Limits): WebsocketPluginOptions => ({
  errorHandler: (_error, socket) => void setTimeout(() => socket.terminate(), EVICT_MS).unref(),
  options: {
    maxPayload: frameBytes,
    maxFragments: frameFragments,
    maxBufferedChunks: 1_024,
    perMessageDeflate: false,
    handleProtocols,
    ...({ closeTimeout: EVICT_MS } as object), // the types do not know it yet
  },
});

export const refuse = (socket: WebSocket, retryAfter = RETRY_AFTER): void => socket.close(TOO_MUCH, JSON.stringify({ retryAfter }));

/** Sends, unless more than the limit still waits for the reader: then the socket goes. The publisher never waits. */
export function send(socket: WebSocket, data: string, { bufferedBytes }: Limits): void {
  if (socket.readyState !== socket.OPEN) return;
  if (socket.bufferedAmount <= bufferedBytes) return socket.send(data, () => undefined);
  socket.close(TOO_SLOW, 'resume');
  setTimeout(() => socket.terminate(), EVICT_MS).unref();
}

/** Ends a socket that floods, whatever with, and one whose other end is gone. */
export function beat(socket: WebSocket, { messagesPerSecond, pingSeconds }: Limits): void {
  let [since, count, alive] = [performance.now(), 0, true];
  const counted = (): void => {
    const now = performance.now();
    if (now - since >= 1_000) [since, count] = [now, 0];
    if (++count > messagesPerSecond) refuse(socket, 1);
  };
  socket.on('message', counted).on('ping', counted).on('pong', counted);
  socket.on('pong', () => (alive = true));
  const timer = setInterval(() => {
    if (!alive) return socket.terminate();
    alive = false;
    socket.ping();
  }, pingSeconds * 1_000).unref();
  socket.once('close', () => clearInterval(timer));
}

/** Going away, as browsers know it; the clients of a hall come back one after the other. */
const GOING = 1001;
const MS_A_SOCKET = 2;
const SPREAD_MS = 3_500;
const LAST_WORDS_MS = 500;

/** The open sockets of each principal. */
export class Sockets {
  readonly #open = new Map<string, Set<WebSocket>>();
  #closing = false;

  /** Takes a place until the socket closes; false, and none taken, when all are taken. */
  enter(key: string, socket: WebSocket, most: number): boolean {
    const sockets = this.#open.get(key) ?? new Set();
    if (this.#closing) socket.close(GOING, 'restart');
    if (sockets.size >= most) return false;
    this.#open.set(key, sockets.add(socket));
    socket.once('close', () => this.leave(key, socket));
    return true;
  }

  /** How many are open. */
  get count(): number {
    return [...this.#open.values()].reduce((sum, sockets) => sum + sockets.size, 0);
  }

  leave(key: string, socket: WebSocket): void {
    const sockets = this.#open.get(key);
    if (sockets?.delete(socket) && sockets.size === 0) this.#open.delete(key);
  }

  /** Closes every socket of a principal. */
  close(key: string, code: number, reason: string): void {
    for (const socket of this.#open.get(key) ?? []) socket.close(code, reason);
  }

  /** Closes all, spread over seconds when they are many, and lets no new one in; without a `complete`, so that clients resume. */
  async closeAll(): Promise<void> {
    this.#closing = true;
    const open = [...this.#open.values()].flatMap((sockets) => [...sockets]);
    const spread = Math.min(open.length * MS_A_SOCKET, SPREAD_MS);
    await Promise.all(
      open.map(
        (socket) =>
          new Promise<void>((resolve) => {
            socket.once('close', () => resolve());
            const going = spread * Math.random();
            setTimeout(() => socket.close(GOING, 'restart'), going);
            setTimeout(() => resolve(socket.terminate()), going + LAST_WORDS_MS).unref();
          }),
      ),
    );
  }
}
