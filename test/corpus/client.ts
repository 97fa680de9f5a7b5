import { Agent, request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import WebSocket from 'ws';

/** What came back: over HTTP with status and headers, over a socket as the frame that answers, or the code it was closed with. */
export interface Reply {
  status?: number;
  headers?: IncomingHttpHeaders;
  closed?: number;
  reason?: string;
  text: string;
  ms: number;
}

export interface Shot {
  method?: string;
  path?: string;
  headers?: Record<string, string>;
  body?: string | Buffer;
}

const agent = new Agent({ keepAlive: true, maxSockets: 32 });
export const closeAgent = (): void => agent.destroy();

/** One request as it stands; nothing is added but the length. */
export function shoot(url: string, { method = 'POST', path = '/graphql', headers = {}, body }: Shot): Promise<Reply> {
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const request = httpRequest(`${url}${path}`, { method, headers: { ...length, ...headers }, agent }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({
          status: response.statusCode!,
          headers: response.headers,
          text: Buffer.concat(chunks).toString(),
          ms: performance.now() - started,
        }),
      );
    });
    request.on('upgrade', (response, socket) => {
      socket.destroy();
      resolve({ status: response.statusCode!, headers: response.headers, text: '', ms: performance.now() - started });
    });
    // A kept connection may be closed by the other end in the moment in which it is used again.
    request.on('error', (error: NodeJS.ErrnoException) =>
      request.reusedSocket && error.code === 'ECONNRESET'
        ? resolve(shoot(url, { method, path, headers, ...(body === undefined ? {} : { body }) }))
        : reject(error),
    );
    request.end(body);
  });
}

/** Bytes on a connection of their own, at a pace; what comes back until it is closed. */
export function dribble(url: string, pieces: readonly (string | Buffer)[], pauseMs = 0): Promise<Reply> {
  const started = performance.now();
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname);
    let text = '';
    socket.on('data', (chunk) => (text += chunk.toString()));
    socket.on('error', () => undefined);
    let at = 0;
    const next = (): void => {
      if (socket.destroyed || at >= pieces.length) return;
      socket.write(pieces[at++]!);
      if (pauseMs > 0) setTimeout(next, pauseMs);
      else next();
    };
    socket.on('connect', next);
    socket.on('close', () => resolve({ status: Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1] ?? 0), text, ms: performance.now() - started }));
  });
}

export interface SocketTraits {
  origin?: string | undefined;
  token?: string | undefined;
  language?: string;
  protocol?: string;
  init?: boolean;
  autoPong?: boolean;
  headers?: Record<string, string>;
}

interface Frame {
  type: string;
  id?: string;
  payload?: unknown;
}

/** A socket whose frames wait until somebody takes them. */
export class Line {
  readonly #frames: Frame[] = [];
  readonly #waiting: (() => void)[] = [];
  closed: { code: number; reason: string } | undefined;

  private constructor(readonly socket: WebSocket) {
    socket.on('message', (data) => {
      this.#frames.push(JSON.parse((data as Buffer).toString()) as Frame);
      this.#wake();
    });
    socket.on('close', (code, reason) => {
      this.closed = { code, reason: String(reason) };
      this.#wake();
    });
    socket.on('error', () => undefined);
  }

  static async open(
    url: string,
    { origin = url, token, language, protocol = 'graphql-transport-ws', init = true, autoPong = true, headers }: SocketTraits = {},
  ) {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, protocol, { origin, autoPong, ...(headers ? { headers } : {}) });
    const line = new Line(socket);
    await new Promise<void>((resolve, reject) => socket.once('open', resolve).once('error', reject));
    if (init) {
      line.send({ type: 'connection_init', ...(token ? { payload: { authorization: `Bearer ${token}`, ...(language ? { language } : {}) } } : {}) });
      await line.take();
    }
    return line;
  }

  send(message: object | string): void {
    this.socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  /** The next frame, of an operation if one is named; nothing when the socket is closed. */
  async take(id?: string): Promise<Frame | undefined> {
    for (;;) {
      const at = this.#frames.findIndex((frame) => id === undefined || frame.id === id);
      if (at >= 0) return this.#frames.splice(at, 1)[0];
      if (this.closed) return undefined;
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  /** Whether a frame of an operation waits to be taken. */
  holds(id: string): boolean {
    return this.#frames.some((frame) => frame.id === id);
  }

  /** The code it is closed with, whatever comes before. */
  async end(): Promise<number> {
    while (!this.closed) if (!(await this.take())) break;
    return this.closed!.code;
  }

  close(): void {
    this.socket.terminate();
  }

  #wake(): void {
    for (const one of this.#waiting.splice(0)) one();
  }
}

/** One operation over a line that stays open: its first frame, or the code that the line was closed with. */
export async function ask(line: Line, payload: string, id: string): Promise<Reply> {
  const started = performance.now();
  line.send(`{"id":"${id}","type":"subscribe","payload":${payload}}`);
  const frame = await line.take(id);
  const ms = performance.now() - started;
  if (!frame) return { closed: line.closed!.code, reason: line.closed!.reason, text: '', ms };
  return { text: JSON.stringify(frame.type === 'error' ? { errors: frame.payload } : frame.payload), ms };
}
