import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Between the platform and its search server; answers itself while it is given a fault. */
export class SearchProxy {
  fault: ((response: ServerResponse) => void) | undefined;
  readonly #server: Server;

  constructor(target: () => string) {
    this.#server = createServer((request, response) => {
      if (this.fault) return this.fault(response);
      const parts: Buffer[] = [];
      const pass = (): void => {
        const { 'content-type': type = 'application/json', authorization = '' } = request.headers;
        const body = parts.length > 0 ? { body: Buffer.concat(parts) } : {};
        fetch(`${target()}${request.url}`, { method: request.method!, headers: { 'content-type': type, authorization }, ...body }).then(
          async (answer) => response.writeHead(answer.status, { 'content-type': 'application/json' }).end(Buffer.from(await answer.arrayBuffer())),
          () => response.destroy(),
        );
      };
      request.on('data', (part: Buffer) => void parts.push(part)).on('end', pass);
    });
  }

  async start(): Promise<string> {
    await new Promise<void>((resolve) => void this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}

const JSON_TYPE = { 'content-type': 'application/json' };

export const FAULTS = {
  refused: (response: ServerResponse): void => void response.destroy(),
  html: (response: ServerResponse): void => void response.writeHead(200, { 'content-type': 'text/html' }).end('<html><title>Login</title></html>'),
  noIndex: (response: ServerResponse): void => void response.writeHead(404, JSON_TYPE).end('{"code":"index_not_found"}'),
  silent: (): void => undefined,
  /** Spaces, megabytes of them. */
  endless: (response: ServerResponse): void => {
    const part = Buffer.alloc(1_048_576, ' ');
    response.writeHead(200, JSON_TYPE);
    const timer = setInterval(() => response.write(part), 20);
    response.on('close', () => clearInterval(timer));
  },
};
