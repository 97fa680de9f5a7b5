import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { Meilisearch } from 'meilisearch';

/** After which a request of the relay is given up. */
export const TIMEOUT_MS = 5_000;
/** No answer that is asked for is as long; the longest is a page of ids with their versions. */
const MOST_BYTES = 16 * 1_024 * 1_024;
const agents = { http: new HttpAgent({ keepAlive: true, maxSockets: 64 }), https: new HttpsAgent({ keepAlive: true, maxSockets: 64 }) };

/**
 * One request in one packet on a kept connection. The default client sends head and body apart and meets delayed
 * acknowledgement: 45 ms a search instead of 2. An answer that has no end is cut off.
 */
export function send(
  url: URL,
  method: string,
  headers: Record<string, string>,
  body: string | undefined,
  signal?: AbortSignal | null,
): Promise<{ status: number; text: string }> {
  const secure = url.protocol === 'https:';
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const options = {
      method,
      headers: { ...headers, ...length },
      agent: secure ? agents.https : agents.http,
      timeout: TIMEOUT_MS,
      ...(signal ? { signal } : {}),
    };
    const outgoing = (secure ? httpsRequest : httpRequest)(url, options, (incoming) => {
      const parts: Buffer[] = [];
      let bytes = 0;
      incoming.on('data', (part: Buffer) => {
        parts.push(part);
        bytes += part.length;
        if (bytes > MOST_BYTES) incoming.destroy(new Error(`search answered with more than ${MOST_BYTES} bytes`));
      });
      incoming.on('end', () => resolve({ status: incoming.statusCode ?? 0, text: Buffer.concat(parts).toString() }));
      incoming.on('error', reject);
    });
    outgoing.on('timeout', () => outgoing.destroy(new Error(`search did not answer within ${TIMEOUT_MS} ms`)));
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

export function connectSearch({ url, key }: { url: string; key: string }): Meilisearch {
  return new Meilisearch({
    host: url,
    apiKey: key,
    httpClient: async (input: string | URL | Request, init?: RequestInit) => {
      const headers = Object.fromEntries(new Headers(init?.headers).entries());
      const target = new URL(input instanceof Request ? input.url : input);
      const { status, text } = await send(target, init?.method ?? 'GET', headers, init?.body as string | undefined, init?.signal);
      if (status >= 400) throw new SearchProblem(status, text);
      return text === '' ? undefined : JSON.parse(text);
    },
  });
}

/** Meilisearch answered with an error; its own code, without the request. */
export class SearchProblem extends Error {
  readonly code: string;

  constructor(
    readonly status: number,
    text: string,
  ) {
    super(`search answered ${status}`);
    this.code = /"code":"(\w+)"/.exec(text)?.[1] ?? 'unknown';
  }
}

/** What the server itself said is wrong; undefined when it was not reached or made no sense. */
export const problemOf = (error: unknown): SearchProblem | undefined => {
  const { cause } = error as Error;
  return cause instanceof SearchProblem ? cause : undefined;
};
