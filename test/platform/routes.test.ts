import { request as httpRequest } from 'node:http';
import { beforeAll, expect, test } from '../support/jest.js';
import Fastify from 'fastify';
import { guardRoutes } from '../../src/platform/access/routes.js';
import { Rates } from '../../src/platform/access/rates.js';
import type { RunningServer } from '../../src/server.js';
import { key, testApp, type Who } from '../support/app.js';
import { aKey } from '../support/credentials.js';
import { CITY } from '../support/factories.js';
import { anAccount, http, PASSWORD, signedIn } from '../support/sessions.js';
import { aPlan, freshYear } from '../support/targets.js';

const app = testApp();
const SCOPES = ['READ', 'WRITE', 'IMPORT'] as const;
let keys: Record<(typeof SCOPES)[number], string>;
beforeAll(async () => {
  const { id } = await anAccount(app);
  const made = SCOPES.map(async (scope) => [scope, (await aKey(app, id, [scope])).secret] as const);
  keys = Object.fromEntries(await Promise.all(made)) as typeof keys;
});

interface Told {
  status: number;
  code: string | undefined;
  message: string | undefined;
  headers: Headers;
}
async function ask(server: RunningServer, method: string, path: string, headers: Record<string, string> = {}, body?: string): Promise<Told> {
  const answer = await fetch(`${server.url}${path}`, { method, headers, ...(body === undefined ? {} : { body }) });
  const text = await answer.text();
  const json = answer.headers.get('content-type')?.startsWith('application/json') && text !== '' ? JSON.parse(text) : {};
  const [first] = (json as { errors?: { message: string; extensions: { code: string } }[] }).errors ?? [];
  return { status: answer.status, code: first?.extensions.code, message: first?.message, headers: answer.headers };
}
const bearer = (secret: string): Record<string, string> => ({ authorization: `Bearer ${secret}` });
const as = async (who: Who): Promise<Record<string, string>> => bearer(await app.token(who));
const filled = (url: string): string => url.replace(/:file|\*/, 'vacancies.csv').replace(/:id/, key());
const guarded = () =>
  app.server.routes.flatMap(({ method, url, access }) => (access.by === 'viewer' && method !== 'HEAD' ? [{ method, url, ...access }] : []));

test('a route that does not say who may use it cannot be registered', () => {
  const bare = Fastify();
  guardRoutes(bare, {
    rates: new Rates({ pointsPerMinute: 1, pointsAtOnce: 1, principals: 1 }),
    contextOf: () => Promise.reject(new Error('nobody')),
    origins: [],
  });
  expect(() => bare.get('/exports/secret.csv', () => 'x')).toThrow('does not say who may use it');
});

test('every route by a credential asks a key for its scope: reads READ, what is taken in IMPORT, clear numbers WRITE', async () => {
  const routes = guarded();
  expect(routes.length).toBeGreaterThan(25);
  for (const { method, url, scope } of routes) {
    const wanted = url === '/exports/seekers' ? 'WRITE' : method === 'POST' || url.startsWith('/imports') ? 'IMPORT' : 'READ';
    expect([url, scope]).toEqual([url, wanted]);
    for (const held of SCOPES) {
      const { status, code } = await ask(app.server, method, filled(url), bearer(keys[held]));
      if (held === scope) expect([url, held, code === 'FORBIDDEN']).toEqual([url, held, false]);
      else expect([url, held, status, code]).toEqual([url, held, 403, 'FORBIDDEN']);
    }
  }
});

test('a key that reads or imports gets no clear numbers', async () => {
  const body = JSON.stringify({ seekers: [key()], clear: ['ID_NUMBER', 'PHONE'], reason: '办理保险' });
  const tried = async (secret: string) =>
    (await ask(app.server, 'POST', '/exports/seekers', { ...bearer(secret), 'content-type': 'application/json' }, body)).code;
  expect([await tried(keys.READ), await tried(keys.IMPORT), await tried(keys.WRITE)]).toEqual(['FORBIDDEN', 'FORBIDDEN', 'NOT_FOUND']);
});

test('every route by a credential refuses who has none, a wrong one, or another role', async () => {
  for (const { method, url } of guarded()) {
    const path = filled(url);
    expect([url, (await ask(app.server, method, path)).code]).toEqual([url, 'UNAUTHENTICATED']);
    expect([url, (await ask(app.server, method, path, bearer('guessed'))).code]).toEqual([url, 'UNAUTHENTICATED']);
    expect([url, (await ask(app.server, method, path, await as({ role: 'KIOSK' }))).code]).toEqual([url, 'FORBIDDEN']);
  }
});

test('a parameter that is given twice is refused on every route, in both languages', async () => {
  const office = await as(CITY);
  for (const { method, url, access } of app.server.routes) {
    if (access.by === 'operation' || method === 'HEAD') continue;
    const told = await ask(app.server, method, `${filled(url)}?kind=vacancies&kind=seekers&region=a&region=b`, office);
    expect([url, told.status, told.code, told.message]).toEqual([url, 400, 'BAD_USER_INPUT', expect.stringMatching(/一次 · Give/)]);
  }
});

test.each([
  ['/exports/targets.xlsx', 400, 'BAD_USER_INPUT'],
  ['/exports/targets.xlsx?plan=', 400, 'BAD_USER_INPUT'],
  ['/exports/targets.xlsx?plan=abc', 404, 'NOT_FOUND'],
  ['/exports/constructor.csv', 404, 'NOT_FOUND'],
  ['/exports/__proto__.xlsx', 404, 'NOT_FOUND'],
  ['/exports/vacancies.csv?state=constructor', 400, 'BAD_USER_INPUT'],
  ['/exports/subsidies.xlsx?state=toString', 400, 'BAD_USER_INPUT'],
  ['/exports/quota-progress.xlsx', 400, 'BAD_USER_INPUT'],
  ['/exports/training-classes.xlsx?year=soon', 400, 'BAD_USER_INPUT'],
  ['/exports/ledgers.xlsx?number=abc', 400, 'BAD_USER_INPUT'],
  ['/imports/templates/constructor.xlsx', 404, 'NOT_FOUND'],
])('%s is the caller’s mistake', async (path, status, code) => {
  const told = await ask(app.server, 'GET', path, await as(CITY));
  expect([told.status, told.code, told.message]).toEqual([status, code, expect.stringContaining(' · ')]);
});

test('a plan as a sheet has the plan itself in the last row, whatever its place in the order', async () => {
  const plan = await aPlan(app, freshYear());
  expect((await ask(app.server, 'GET', `/exports/targets.xlsx?plan=${plan}`, await as({ role: 'OFFICE', region: '500000' }))).status).toBe(200);
});

test('every route takes points, health alone does not; too many are told when to come again', async () => {
  const office = await as(CITY);
  for (const { method, url, access } of app.server.routes) {
    if (method === 'HEAD' || access.by === 'operation') continue;
    const free = access.by === 'anybody' && access.points === 0;
    expect([url, free]).toEqual([url, ['/healthz', '/readyz', '/explorer/*', '/assets/*'].includes(url)]);
  }
  const server = await app.serve({ LIMIT_POINTS_PER_MINUTE: '60', LIMIT_POINTS_AT_ONCE: '1' });
  try {
    for (const { method, url, access } of server.routes) {
      if (method === 'HEAD' || access.by === 'operation' || (access.by === 'anybody' && access.points === 0)) continue;
      const headers = access.by === 'viewer' ? office : {};
      await ask(server, method, filled(url), headers);
      const told = await ask(server, method, filled(url), headers);
      expect([url, told.status, told.code]).toEqual([url, 429, 'RATE_LIMITED']);
      expect(Number(told.headers.get('retry-after'))).toBeGreaterThan(0);
    }
    for (let count = 0; count < 20; count++) for (const path of ['/healthz', '/readyz']) expect((await ask(server, 'GET', path)).status).toBe(200);
  } finally {
    await server.stop();
  }
});

test('lists are few a minute', async () => {
  const server = await app.serve({ LIMIT_POINTS_PER_MINUTE: '1200', LIMIT_POINTS_AT_ONCE: '600' });
  try {
    const office = await as({ ...CITY, name: '反复导出' });
    const answers = await Promise.all(Array.from({ length: 40 }, () => ask(server, 'GET', '/exports/vacancies.csv', office)));
    expect(answers.filter(({ status }) => status === 200).length).toBeLessThan(30);
    expect(answers.filter(({ status }) => status === 429).length).toBeGreaterThan(10);
  } finally {
    await server.stop();
  }
});

const DESK = 'https://desk.example';
test('a listed origin signs in, changes the password, refreshes and signs out; its browser is told that it may', async () => {
  const { name, cookie } = await signedIn(app);
  const server = await app.serve({ ORIGINS: DESK });
  const from = (site: string, origin: string): Record<string, string> => ({ origin, 'sec-fetch-site': site, 'content-type': 'application/json' });
  try {
    const body = JSON.stringify({ name, password: PASSWORD });
    for (const site of ['cross-site', 'same-site']) {
      const told = await ask(server, 'POST', '/session', from(site, DESK), body);
      expect([told.status, told.headers.get('access-control-allow-origin')]).toEqual([200, DESK]);
    }
    const { 'content-type': _, ...bare } = from('same-site', DESK);
    expect((await ask(server, 'POST', '/session/refresh', { ...bare, cookie: `jiangqiao_refresh=${cookie}` })).status).toBe(200);
    const changed = JSON.stringify({ name, password: PASSWORD, newPassword: 'another 三峡 word' });
    expect((await ask(server, 'PUT', '/session/password', from('same-site', DESK), changed)).status).toBe(200);
    expect((await ask(server, 'DELETE', '/session', bare)).status).toBe(204);
    expect((await ask(server, 'POST', '/devices/enrol', from('cross-site', DESK), '{"code":"nonsense"}')).status).not.toBe(403);
    expect((await ask(server, 'POST', '/session', from('cross-site', 'https://evil.example'), body)).status).toBe(403);
    expect((await ask(server, 'POST', '/session', { 'sec-fetch-site': 'cross-site', 'content-type': 'application/json' }, body)).status).toBe(403);
    const preflight = await fetch(`${server.url}/session`, {
      method: 'OPTIONS',
      headers: { origin: DESK, 'access-control-request-method': 'DELETE', 'access-control-request-headers': 'idempotency-key' },
    });
    expect([preflight.status, preflight.headers.get('access-control-allow-methods')]).toEqual([204, 'GET, POST, PUT, DELETE']);
    expect(preflight.headers.get('access-control-allow-headers')).toContain('idempotency-key');
    expect(preflight.headers.get('access-control-expose-headers')).toContain('retry-after');
  } finally {
    await server.stop();
  }
});

test('behind a proxy that rewrites Host, the pages of the address that people see sign in', async () => {
  const { name } = await signedIn(app);
  const signIn = async (server: RunningServer): Promise<number> => {
    const { hostname, port } = new URL(server.url);
    const headers = {
      host: 'backend.internal',
      'x-forwarded-host': 'jiangqiao.example',
      'x-forwarded-proto': 'https',
      origin: 'https://jiangqiao.example',
      'sec-fetch-site': 'same-origin',
      'content-type': 'application/json',
    };
    return new Promise((resolve, reject) => {
      httpRequest({ hostname, port, path: '/session', method: 'POST', headers }, (answer) => {
        answer.resume();
        resolve(answer.statusCode!);
      })
        .once('error', reject)
        .end(JSON.stringify({ name, password: PASSWORD }));
    });
  };
  const proxied = await app.serve({ PROXIES: '127.0.0.1' });
  expect(await signIn(proxied).finally(() => proxied.stop())).toBe(200);
  expect(await signIn(app.server)).toBe(403);
});

test('a reason that cannot be seen is none', async () => {
  const ask = async (reason: string) => {
    const body = { seekers: [key()], clear: [], reason };
    return (await http(app, 'POST', '/exports/seekers', body, { headers: await as(CITY) })).body.errors[0].extensions.code as string;
  };
  for (const reason of ['\u200b\u200b', '  ', '办', '\u2060办\u200b', '办'.repeat(201), '\u3164\u3164\u3164'])
    expect(await ask(reason)).toBe('BAD_USER_INPUT');
  for (const reason of ['办理', ` ${'办'.repeat(200)}\u200b`]) expect(await ask(reason)).toBe('NOT_FOUND');
});
