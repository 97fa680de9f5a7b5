import { expect, test } from '../support/jest.js';
import { getIntrospectionQuery } from 'graphql';
import { deskDocuments } from '../../src/desks.js';
import { addressOf, POINTS, pointsOf, Rates } from '../../src/platform/access/rates.js';
import { Mistake } from '../../src/platform/graphql/errors.js';
import type { RunningServer } from '../../src/server.js';
import { testApp, type Who } from '../support/app.js';

const app = testApp();
const ME = '{ viewer { role } }';
const KIOSK: Who = { role: 'KIOSK' };
const OFFICE: Who = { role: 'OFFICE', region: '500101' };

async function ask(
  { url }: RunningServer,
  body: object,
  as?: Who,
  headers: Record<string, string> = {},
): Promise<{ status: number; code: string; headers: Headers }> {
  const authorization: Record<string, string> = as ? { authorization: `Bearer ${await app.token(as)}` } : {};
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...authorization, ...headers },
    body: JSON.stringify(body),
  });
  const { errors } = (await response.json()) as { errors?: { extensions: { code: string } }[] };
  return { status: response.status, code: errors?.[0]?.extensions.code ?? 'OK', headers: response.headers };
}

async function withServer(variables: Record<string, string>, work: (server: RunningServer) => Promise<void>): Promise<void> {
  const server = await app.serve(variables);
  await work(server).finally(() => server.stop());
}

test('in production everybody sends the documents of their desk, and nobody else’s', async () => {
  const known = deskDocuments();
  await withServer({ NODE_ENV: 'production' }, async (server) => {
    expect((await ask(server, { query: ME }, OFFICE)).code).toBe('DOCUMENT_NOT_TRUSTED');
    expect((await ask(server, { query: 'query Me { viewer { role name regionPath } }' }, OFFICE)).code).toBe('OK');
    const verify = known.byText(VERIFY, 'office');
    expect(verify).toBeDefined();
    const variables = { id: 'x', input: { idempotencyKey: '00000000-0000-4000-8000-000000000001' } };
    expect((await ask(server, { query: VERIFY, variables }, OFFICE)).code).toBe('OK');
    expect((await ask(server, { query: VERIFY, variables }, { role: 'AUDITOR' })).code).toBe('DOCUMENT_NOT_TRUSTED');
  });
  await withServer({ NODE_ENV: 'production', TRUSTED_ONLY: '0' }, async (server) =>
    expect((await ask(server, { query: ME }, OFFICE)).code).toBe('OK'),
  );
});
const VERIFY =
  'mutation OfficeEmployerVerify($id: ID!, $input: StepInput!) { employerVerify(id: $id, input: $input) { employer { id state } userErrors { code message path } } }';

test('the schema explains itself to staff with the explorer, and to nobody else', async () => {
  const query = getIntrospectionQuery();
  await withServer({ EXPLORER: '1' }, async (server) => {
    expect((await ask(server, { query }, OFFICE)).code).toBe('OK');
    expect((await ask(server, { query }, { role: 'ADMINISTRATOR' })).code).toBe('OK');
    expect((await ask(server, { query })).code).toBe('DOCUMENT_NOT_TRUSTED');
    expect((await fetch(`${server.url}/explorer`)).status).toBe(200);
  });
  await withServer({ EXPLORER: '0' }, async (server) => {
    expect(await ask(server, { query }, OFFICE)).toMatchObject({ status: 400, code: 'GRAPHQL_VALIDATION_FAILED' });
    expect((await fetch(`${server.url}/explorer`)).status).toBe(404);
  });
});

test('another origin is let in when it is in the list, and its browser is told so', async () => {
  const origin = 'https://desk.example';
  await withServer({ ORIGINS: `${origin},https://other.example` }, async (server) => {
    const allowed = await ask(server, { query: ME }, OFFICE, { origin });
    expect([allowed.code, allowed.headers.get('access-control-allow-origin'), allowed.headers.get('vary')]).toEqual(['OK', origin, 'origin']);
    const preflight = await fetch(`${server.url}/graphql`, { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'POST' } });
    expect([preflight.status, preflight.headers.get('access-control-allow-headers')]).toEqual([204, expect.stringContaining('authorization')]);
    expect((await ask(server, { query: ME }, OFFICE, { origin: 'https://elsewhere.example' })).status).toBe(403);
    expect((await ask(server, { query: ME }, OFFICE, { origin: server.url })).headers.get('access-control-allow-origin')).toBeNull();
  });
});

test('a hall of kiosks behind one address: each device has its points, and strangers share theirs', async () => {
  app.trusted.add(ME, ['anonymous', 'kiosk']);
  await withServer({ LIMIT_POINTS_PER_MINUTE: '60', LIMIT_POINTS_AT_ONCE: '5' }, async (server) => {
    const spent = async (as?: Who): Promise<number> => {
      for (let count = 0; ; count++) {
        const { status, code, headers } = await ask(server, { query: ME }, as);
        if (code === 'OK') continue;
        expect([status, code, headers.get('retry-after')]).toEqual([429, 'RATE_LIMITED', '1']);
        return count;
      }
    };
    expect(await spent()).toBeGreaterThanOrEqual(5);
    expect(await spent(KIOSK)).toBeGreaterThanOrEqual(5);
    expect(await spent({ role: 'KIOSK', region: '500101' })).toBeGreaterThanOrEqual(5);
    expect((await ask(server, { query: ME }, undefined, { authorization: 'Bearer guessed' })).code).toBe('RATE_LIMITED');
    const until = performance.now() + 10_000;
    while ((await ask(server, { query: ME }, KIOSK)).code !== 'OK') expect(performance.now()).toBeLessThan(until);
  });
});

test('looks at persons, searches and writes cost more than other requests, and rows cost too', () => {
  const attempts = (points: number): number => {
    const rates = new Rates({ pointsPerMinute: 1_200, pointsAtOnce: 600, principals: 10 });
    for (let count = 0; ; count++) {
      try {
        rates.take('one', points);
      } catch (error) {
        expect((error as Mistake).extensions).toMatchObject({ code: 'RATE_LIMITED', retryAfter: expect.any(Number) });
        return count;
      }
    }
  };
  expect(attempts(POINTS.request + pointsOf(['lookUp'], 0))).toBeLessThan(60);
  expect(attempts(POINTS.signIn)).toBe(10);
  expect(pointsOf(['search'], 450)).toBe(8);
});

test('who was seen longest ago is forgotten first, so that no crowd fills the memory', () => {
  const rates = new Rates({ pointsPerMinute: 60, pointsAtOnce: 1, principals: 1_000 });
  for (let at = 0; at < 5_000; at++) rates.take(`stranger ${at}`, 1);
  expect(rates.size).toBe(1_000);
  expect(() => rates.take('stranger 4999', 1)).toThrow(Mistake);
  expect(() => rates.take('stranger 0', 1)).not.toThrow();
});

test.each([
  ['127.0.0.1', '127.0.0.1'],
  ['::ffff:10.0.0.7', '10.0.0.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
  ['2001:db8:1:2::1', '2001:db8:1:2'],
  ['2001:db8::1', '2001:db8:0:0'],
  ['::1', '0:0:0:0'],
])('the address of %s is %s: a host has a whole network of the sixth kind', (address, network) => expect(addressOf(address)).toBe(network));

test('a value that does not fit, or is out of range, is named by its path and its range', async () => {
  const reserve = 'mutation ($id: ID!, $input: QuotaReserveInput!) { quotaReserve(id: $id, input: $input) { userErrors { code } } }';
  const told = async (input: object, as: Who): Promise<string> => {
    return (await app.run(reserve, { id: 'x', input }, as)).body.errors![0]!.message;
  };
  const given = { count: 1, purpose: '专列', idempotencyKey: '0198c0de-0000-7000-8000-000000000009' };
  expect(await told({ ...given, count: '三', extra: 1 }, OFFICE)).toMatch(/^\$input\.count, \$input 的值不符合类型 · /);
  expect(await told({ count: 1, purpose: '专列' }, OFFICE)).toMatch(/^\$input\.idempotencyKey 的值/);
  expect(await told({ ...given, count: 0 }, OFFICE)).toBe('输入超出范围：count (不小于 1) · Out of range: count (at least 1)');
  expect(await told({ ...given, purpose: '' }, OFFICE)).toContain('purpose (至少 1 字)');
  const search = 'query ($filter: VacancySearchFilter) { vacancySearch(filter: $filter) { totalCount } }';
  const { body } = await app.run(search, { filter: { payAtLeast: 300_000 } }, OFFICE);
  expect(body.errors![0]!.message).toMatch(/^\$filter\.payAtLeast 的值不符合类型：金额须为十进制整数字符串/);
});
