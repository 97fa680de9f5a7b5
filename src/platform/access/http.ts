import type { FastifyHttpOptions, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Server } from 'node:http';
import { type Answer, shownErrors, thrown } from '../graphql/answer.js';
import { type Message, Mistake, type MistakeCode, retryAfterOf, statusOf } from '../graphql/errors.js';
import type { Limits } from '../graphql/limits.js';
import { parseJson } from '../graphql/request.js';

/** A request that is refused as HTTP, whatever it asks. */
export class Unacceptable extends Mistake {
  constructor(
    readonly status: number,
    words: Message,
    code: MistakeCode = 'BAD_REQUEST',
    readonly headers: Record<string, string> = {},
  ) {
    super(code, words);
  }
}

export interface HttpOptions {
  readonly limits: Limits;
  /** Web origins beside the server's own. */
  readonly origins: readonly string[];
  readonly loopback: boolean;
  readonly answer: Answer;
}

const UNREADABLE = { zh: '请求无法读取', en: 'The request could not be read' };
/** Long enough for an upload at the largest; a JSON body has `bodySeconds`. */
const UPLOAD_MS = 15 * 60_000;
const TOO_LARGE = 413;
const DRAIN_MS = 1_000;
const BROKEN: Record<string, string> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
};

/** How Node reads requests: small headers, soon; and JSON as the answer to what is no HTTP. */
export const readingOptions = (limits: Limits): Pick<FastifyHttpOptions<Server>, 'http' | 'bodyLimit' | 'clientErrorHandler'> => ({
  bodyLimit: limits.bodyBytes,
  http: {
    maxHeaderSize: limits.headerBytes,
    headersTimeout: limits.bodySeconds * 1_000,
    requestTimeout: UPLOAD_MS,
    connectionsCheckingInterval: 1_000,
  },
  clientErrorHandler: (error, socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
    const body = JSON.stringify({ errors: [{ message: `${UNREADABLE.zh} · ${UNREADABLE.en}`, extensions: { code: 'BAD_REQUEST' } }] });
    const head = `content-type: application/json; charset=utf-8\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close`;
    socket.end(`HTTP/1.1 ${BROKEN[error.code ?? ''] ?? '400 Bad Request'}\r\n${head}\r\n\r\n${body}`);
  },
});

const HEADERS = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
};

/** What every request must be before a route sees it, and the one form of every refusal. */
export function guardHttp(app: FastifyInstance, { limits, origins, loopback, answer }: HttpOptions): void {
  app.server.maxConnections = limits.connections;
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'string' }, async (request: FastifyRequest, text: string) => {
    assertUtf8(request);
    return parseJson(text, limits);
  });
  app.addHook('onRequest', async (request, reply) => {
    void reply.headers(loopback ? HEADERS : { ...HEADERS, 'strict-transport-security': 'max-age=31536000' });
    assertReadable(request, limits);
    if (crossOrigin(request, reply, origins) && request.method === 'OPTIONS') return reply.status(204).send();
  });
  app.addHook('preParsing', async (request, _reply, payload) => {
    if (!/^application\/json/i.test(request.headers['content-type'] ?? '')) return payload;
    const timer = setTimeout(() => request.raw.destroy(), limits.bodySeconds * 1_000).unref();
    return payload.once('end', () => clearTimeout(timer)).once('close', () => clearTimeout(timer));
  });
  app.setNotFoundHandler(() => {
    throw new Unacceptable(404, { zh: '没有这个地址', en: 'No such address' }, 'NOT_FOUND');
  });
  app.setErrorHandler(refusing(answer, limits));
}

/** The answer to anything thrown before an operation ran. */
export const refusing =
  (answer: Answer, limits: Limits) =>
  (error: Error, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const errors = thrown(known(error));
    const [first] = errors;
    const shown = shownErrors(answer, errors, limits);
    if (first instanceof Unacceptable) void reply.headers(first.headers);
    const extensions = shown[0]!.extensions!;
    const wait = retryAfterOf(extensions);
    if (wait !== undefined) void reply.header('retry-after', wait);
    if (first instanceof Unacceptable && first.status === TOO_LARGE) drain(request, reply);
    return reply.status(first instanceof Unacceptable ? first.status : statusOf(extensions['code'])).send({ errors: shown });
  };

/** A connection that is closed upon somebody who still writes takes the answer with it: the rest is read for a second. */
function drain({ raw }: FastifyRequest, reply: FastifyReply): void {
  if (raw.complete) return;
  reply.removeHeader('connection');
  const timer = setTimeout(() => raw.destroy(), DRAIN_MS).unref();
  raw.once('close', () => clearTimeout(timer));
}

/** Fastify's own refusals in our words. */
function known(error: Error & { statusCode?: number; code?: string }): Error {
  const status = error.statusCode;
  if (error instanceof Mistake || status === undefined || status < 400 || status >= 500) return error;
  const close = { connection: 'close' };
  if (error.code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') {
    return new Unacceptable(400, { zh: '请以 application/json 发送', en: 'Send application/json' }, 'BAD_REQUEST', close);
  }
  return new Unacceptable(status, UNREADABLE, status === TOO_LARGE ? 'TOO_COMPLEX' : 'BAD_REQUEST', close);
}

function assertReadable({ raw, headers }: FastifyRequest, limits: Limits): void {
  if (raw.rawHeaders.length / 2 > limits.headers) throw new Unacceptable(431, { zh: '请求头过多', en: 'Too many headers' });
  if (headers['content-encoding'] !== undefined && headers['content-encoding'] !== 'identity') {
    throw new Unacceptable(415, { zh: '不接受压缩的请求体', en: 'Compressed bodies are not taken' }, 'BAD_REQUEST', { connection: 'close' });
  }
}

function assertUtf8({ headers }: FastifyRequest): void {
  const charset = /;\s*charset\s*=\s*"?([^";\s]+)/i.exec(headers['content-type'] ?? '')?.[1];
  if (charset !== undefined && !/^utf-?8$/i.test(charset)) throw new Unacceptable(415, { zh: '字符集须为 UTF-8', en: 'The charset is UTF-8' });
}

/** A page of another origin gets nothing, unless it is in the list; then its browser is told so. A socket must say where it comes from. */
function crossOrigin(request: FastifyRequest, reply: FastifyReply, origins: readonly string[]): boolean {
  const { origin } = request.headers;
  if (origin === undefined && !request.ws) return false;
  if (origin !== undefined && URL.canParse(origin) && new URL(origin).host === request.host) return false;
  if (origin === undefined || !origins.includes(origin)) {
    throw new Unacceptable(403, { zh: '不接受此来源', en: 'This origin is not accepted' }, 'FORBIDDEN', request.ws ? { connection: 'close' } : {});
  }
  void reply.headers({
    'access-control-allow-origin': origin,
    'access-control-allow-credentials': 'true',
    'access-control-allow-methods': 'GET, POST, PUT, DELETE',
    'access-control-allow-headers': 'content-type, authorization, accept-language, idempotency-key',
    'access-control-expose-headers': 'retry-after, content-disposition, x-request-id',
    'cross-origin-resource-policy': 'cross-origin',
    vary: 'origin',
  });
  return true;
}
