import { gzipSync } from 'node:zlib';
import { dribble, shoot } from './client.js';
import { DRAFT, ME, SEARCH } from './documents.js';
import { authorised, CANARY, codeOf, http, json, type Kind, operation, script } from './kinds.js';
import { stranger } from './scene.js';

const JSON_TYPE = { 'content-type': 'application/json' };
const me = json({ query: ME });
const query = encodeURIComponent(ME);
const shot = (headers: Record<string, string>, body: string | Buffer = me, more: object = {}) => ({
  headers: { ...JSON_TYPE, ...headers },
  body,
  ...more,
});
const bad = (close = 4400) => ({ code: 'BAD_REQUEST', close });
const host = (url: string): string => `host: ${new URL(url).host}\r\n`;
const large = (bytes: number): string => json({ query: ME, variables: { pad: 'x'.repeat(bytes) } });

/** 1–21: what carries a request, and who may send one from where. */
export const transport: Kind[] = [
  http(1, 'a query by GET', { method: 'GET', path: `/graphql?query=${query}` }, 'BAD_REQUEST'),
  http(
    2,
    'a mutation by GET, with the header that asks for a preflight',
    { method: 'GET', path: `/graphql?query=${encodeURIComponent(DRAFT)}`, headers: { 'apollo-require-preflight': '1' } },
    { code: 'BAD_REQUEST', status: 405 },
  ),
  http(
    3,
    'GET of text',
    { method: 'GET', path: `/graphql?query=${query}`, headers: { 'content-type': 'text/plain' } },
    { code: 'BAD_REQUEST', status: 415 },
  ),
  http(4, 'a form', shot({ 'content-type': 'application/x-www-form-urlencoded' }, `query=${query}`), 'BAD_REQUEST'),
  http(5, 'plain text', shot({ 'content-type': 'text/plain' }), 'BAD_REQUEST'),
  http(5, 'plain text that calls itself JSON too', shot({ 'content-type': 'text/plain; application/json' }), 'BAD_REQUEST'),
  http(6, 'a form of several parts', shot({ 'content-type': 'multipart/form-data; boundary=x' }, '--x\r\n\r\n--x--'), 'BAD_REQUEST'),
  http(6, 'no type at all', { body: me }, 'BAD_REQUEST'),
  operation(7, 'a batch', `[${me},${me}]`, bad()),
  operation(8, 'an empty batch', '[]', bad()),
  operation(9, 'broken JSON', `{"query":"${CANARY}`, bad()),
  operation(9, 'JSON with more behind it', `${me}}}`, bad()),
  operation(10, 'JSON null', 'null', bad()),
  operation(10, 'a JSON text', json(CANARY), bad()),
  operation(10, 'a JSON number', '7', bad()),
  operation(10, 'an empty object', '{}', 'BAD_REQUEST'),
  http(11, 'a body of 65 KiB', shot({}, large(65 * 1_024)), { code: 'TOO_COMPLEX', status: 413 }),
  script(11, 'a body of 65 KiB in pieces, its length unsaid', 'http', 413, async ({ server }, role) => {
    const piece = Buffer.from(`${(16_384).toString(16)}\r\n${'x'.repeat(16_384)}\r\n`);
    const head = `POST /graphql HTTP/1.1\r\n${host(server.url)}content-type: application/json\r\ntransfer-encoding: chunked\r\nx-role: ${role}\r\n\r\n`;
    return (await dribble(server.url, [head, ...Array<Buffer>(6).fill(piece)])).status;
  }),
  ...['gzip', 'br', 'deflate'].map((encoding) =>
    http(12, `a body compressed by ${encoding}`, shot({ 'content-encoding': encoding }, gzipSync(Buffer.alloc(32 * 1_024 * 1_024))), {
      code: 'BAD_REQUEST',
      status: 415,
    }),
  ),
  ...['utf-7', 'utf-16', 'gb18030', '"iso-8859-1"'].map((charset) =>
    http(13, `charset ${charset}`, shot({ 'content-type': `application/json; charset=${charset}` }), { code: 'BAD_REQUEST', status: 415 }),
  ),
  script(14, 'a body a byte at a time', 'http', 'closed in time', async ({ strict }, role) => {
    const head = `POST /graphql HTTP/1.1\r\n${host(strict.url)}content-type: application/json\r\ncontent-length: ${me.length}\r\nx-role: ${role}\r\n\r\n`;
    const { ms } = await dribble(strict.url, [head, ...me], 100);
    return ms < 3_000 ? 'closed in time' : ms;
  }),
  script(14, 'headers a byte at a time', 'http', [408, 'closed in time'], async ({ strict }) => {
    const { status, ms } = await dribble(strict.url, [...`POST /graphql HTTP/1.1\r\nx-slow: ${'x'.repeat(100)}`], 100);
    return [status, ms < 4_000 ? 'closed in time' : ms];
  }),
  http(15, '2,001 headers', shot(Object.fromEntries(Array.from({ length: 101 }, (_, at) => [`x-${at}`, '1']))), { code: 'BAD_REQUEST', status: 431 }),
  script(
    15,
    '2,001 tiny headers',
    'http',
    431,
    async ({ server }) => (await dribble(server.url, [`POST /graphql HTTP/1.1\r\n${host(server.url)}${'a:\r\n'.repeat(2_001)}\r\n`])).status,
  ),
  script(16, 'a header of 64 KiB', 'http', [431, 'BAD_REQUEST'], async ({ server }) => {
    const { status, text } = await dribble(server.url, [`POST /graphql HTTP/1.1\r\n${host(server.url)}x: ${'x'.repeat(64 * 1_024)}\r\n\r\n`]);
    return [status, codeOf(text.slice(text.indexOf('{')))];
  }),
  script(16, 'what is no HTTP', 'http', [400, 'BAD_REQUEST'], async ({ server }) => {
    const { status, text } = await dribble(server.url, [`${CANARY}\r\n\r\n`]);
    return [status, codeOf(text.slice(text.indexOf('{')))];
  }),
  script(
    17,
    'HEAD',
    'http',
    405,
    async (world, role) => (await shoot(world.server.url, { method: 'HEAD', headers: authorised(world, role) })).status,
  ),
  ...['PUT', 'PATCH', 'DELETE', 'TRACE', 'OPTIONS'].map((method) => http(17, method, { method }, { code: 'BAD_REQUEST', status: 405 })),
  http(17, 'an answer in XML', shot({ accept: 'text/xml' }), { code: 'BAD_REQUEST', status: 406 }),
  http(18, 'an answer in HTML', shot({ accept: 'text/html' }), { code: 'BAD_REQUEST', status: 406 }),
  http(18, 'a page', { method: 'GET', headers: { accept: 'text/html' } }, { code: 'BAD_REQUEST', status: 406 }),
  ...['/explorer', '/explorer/', '/graphiql', '/altair', '/playground', '/'].map((path) =>
    http(18, `a page at ${path}`, { method: 'GET', path, headers: { accept: 'text/html' } }, 'NOT_FOUND'),
  ),
  ...['http://elsewhere.example', 'null', 'file://', 'https://127.0.0.1.elsewhere.example'].map((origin) =>
    http(19, `a page of ${origin}, with a cookie`, shot({ origin, cookie: 'refresh=1' }), 'FORBIDDEN'),
  ),
  ...[undefined, 'http://elsewhere.example', 'null'].map((origin) =>
    http(
      19,
      `a socket from ${origin ?? 'nowhere'}`,
      {
        method: 'GET',
        headers: {
          connection: 'upgrade',
          upgrade: 'websocket',
          'sec-websocket-version': '13',
          'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
          'sec-websocket-protocol': 'graphql-transport-ws',
          ...(origin ? { origin } : {}),
        },
      },
      'FORBIDDEN',
    ),
  ),
  operation(20, 'two queries under one key: the last counts', `{"query":"{ unknown }","query":${json(ME)}}`, 'OK'),
  operation(20, 'two queries under one key, the last unknown', `{"query":${json(ME)},"query":"{ viewer { name } }"}`, (role) =>
    stranger(role) ? 'DOCUMENT_NOT_TRUSTED' : 'OK',
  ),
  operation(21, 'a number for the query', '{"query":7}', bad()),
  operation(21, 'a list for the query', '{"query":["{ viewer { role } }"]}', bad()),
  operation(21, 'a text for the variables', `{"query":${json(SEARCH)},"variables":"{}"}`, bad()),
  operation(21, 'a list for the variables', `{"query":${json(SEARCH)},"variables":[]}`, bad()),
  operation(21, 'an object for the operation name', `{"query":${json(ME)},"operationName":{}}`, bad()),
  operation(21, 'a text for the extensions', `{"query":${json(ME)},"extensions":"x"}`, bad()),
  operation(21, 'a number for the document id', '{"documentId":7}', 'DOCUMENT_NOT_TRUSTED'),
  operation(21, 'a text for the persisted query', '{"extensions":{"persistedQuery":"x"}}', 'DOCUMENT_NOT_TRUSTED'),
];
