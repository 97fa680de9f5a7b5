import pino from 'pino';
import { createClient } from 'graphql-ws';
import { expect, test } from '../support/jest.js';
import { redact } from '../../src/platform/privacy/redact.js';
import { requestId } from '../../src/platform/graphql/request-id.js';
import type { RunningServer } from '../../src/server.js';
import { key, testApp } from '../support/app.js';
import { CITY } from '../support/factories.js';

const app = testApp();
const PERSON = '500101198808088123';

async function metrics(headers: Record<string, string> = {}, server: RunningServer = app.server): Promise<{ status: number; text: string }> {
  const answer = await fetch(`${server.url}/metrics`, { headers });
  return { status: answer.status, text: await answer.text() };
}
/** The value of a series by its beginning, `name{label="…"}`. */
const value = (text: string, series: string): number => {
  const line = text.split('\n').find((one) => one.startsWith(`${series} `));
  return line === undefined ? 0 : Number(line.slice(series.length + 1));
};
const OPERATIONS = 'jiangqiao_operation_seconds_count';

test('operations are counted by the name of their trusted document and by their outcome; what callers make up is one series', async () => {
  const before = (await metrics()).text;
  const search = app.trusted.byHash(
    (await import('../../src/desks.js')).printedManifest().match(/"id": "(\w+)",\s+"name": "Try"/)![1]!,
    'anonymous',
  )!;
  await app.run(search, { query: '焊工' });
  await app.run(search, { query: '焊工' });
  for (let at = 0; at < 50; at++) await app.run(`query Mine${at} { viewer { role } }`, {}, CITY);
  await app.run('{ vacancies(first: 1, after: "nonsense") { totalCount } }', {}, CITY);
  const { text } = await metrics();
  const grown = (series: string): number => value(text, series) - value(before, series);
  expect(grown(`${OPERATIONS}{operation="Try",outcome="ok"}`)).toBe(2);
  expect(grown(`${OPERATIONS}{operation="other",outcome="ok"}`)).toBe(50);
  expect(grown(`${OPERATIONS}{operation="other",outcome="BAD_USER_INPUT"}`)).toBe(1);
  expect(grown('jiangqiao_errors_total{code="BAD_USER_INPUT"}')).toBe(1);
  expect(text).not.toContain('Mine');
});

test('operations over a socket, refusals, batches and open sockets are counted too', async () => {
  const before = (await metrics()).text;
  await app.run(
    'mutation ($id: ID!, $input: StepInput!) { vacancySubmit(id: $id, input: $input) { userErrors { code } } }',
    { id: key(), input: { idempotencyKey: key() } },
    CITY,
  );
  const client = createClient({
    url: `${app.server.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: app.socket,
    lazy: false,
    connectionParams: { authorization: `Bearer ${await app.token(CITY)}` },
  });
  for await (const { data } of client.iterate({ query: '{ institutions(first: 3) { edges { node { name } } } }' })) expect(data).toBeTruthy();
  const { text } = await metrics();
  await client.dispose();
  const grown = (series: string): number => value(text, series) - value(before, series);
  expect(grown('jiangqiao_refusals_total{code="NOT_FOUND"}')).toBe(1);
  expect(grown(`${OPERATIONS}{operation="other",outcome="ok"}`)).toBe(2);
  expect(value(text, 'jiangqiao_sockets')).toBe(1);
});

test('what an alarm needs is there: the index, jobs, quotas, connections, batches, the event loop', async () => {
  const { text } = await metrics();
  for (const series of ['jiangqiao_search_waiting_rows', 'jiangqiao_search_refused_rows', 'jiangqiao_search_lag_seconds', 'jiangqiao_quotas_frozen'])
    expect([series, value(text, series) >= 0]).toEqual([series, true]);
  expect(value(text, 'jiangqiao_pool_connections{state="idle"}')).toBeGreaterThan(0);
  expect(text).toContain('jiangqiao_job_overdue_seconds{job="vacancies"}');
  expect(text).toContain('jiangqiao_job_failing{job="reservations"} 0');
  expect(text).toContain('jiangqiao_batch_keys_bucket');
  expect(text).toMatch(/nodejs_eventloop_lag_p99_seconds \d/);
  await app.sql(
    `insert into search_dirty (entity, id, version, since) values ('vacancy', uuidv7(), nextval('search_version'), clock_timestamp() - interval '90 seconds')`,
  );
  const lagging = (await metrics()).text;
  expect(value(lagging, 'jiangqiao_search_lag_seconds')).toBeGreaterThan(89);
  expect(value(lagging, 'jiangqiao_search_waiting_rows')).toBeGreaterThan(0);
  await app.sql('delete from search_dirty');
});

test('only the operator reads them: from the machine itself and by no proxy, or with the token that is set', async () => {
  expect((await metrics()).status).toBe(200);
  expect((await metrics({ 'x-forwarded-for': '203.0.113.7' })).status).toBe(403);
  expect((await metrics({ forwarded: 'for=203.0.113.7' })).status).toBe(403);
  const server = await app.serve({ METRICS_TOKEN: 'a-token-of-the-operator' });
  try {
    expect((await metrics({}, server)).status).toBe(403);
    expect((await metrics({ authorization: 'Bearer another-token-altogether' }, server)).status).toBe(403);
    expect((await metrics({ authorization: `Bearer ${await app.token(CITY)}` }, server)).status).toBe(403);
    expect((await metrics({ authorization: 'Bearer a-token-of-the-operator', 'x-forwarded-for': '203.0.113.7' }, server)).status).toBe(200);
  } finally {
    await server.stop();
  }
});

test('every answer carries the id of its request; the log and the trace of an error carry the same one', async () => {
  const lines: { request?: string; trace?: string; msg: string }[] = [];
  const log = pino(
    { level: 'debug', mixin: () => ({ request: requestId() }), hooks: { streamWrite: redact } },
    { write: (line: string) => void lines.push(JSON.parse(line)) },
  );
  const server = await app.serve({}, log);
  const send = async (given: Record<string, string>, query: string) => {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${await app.token(CITY)}`, ...given };
    const answer = await fetch(`${server.url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query }) });
    return { id: answer.headers.get('x-request-id'), body: (await answer.json()) as { errors?: { extensions: { code: string; trace?: string } }[] } };
  };
  try {
    const known = await send({ 'x-request-id': 'proxy-0198c0de' }, '{ viewer { role } }');
    expect(known.id).toBe('proxy-0198c0de');
    expect(lines.some(({ request, msg }) => request === 'proxy-0198c0de' && msg === 'operation')).toBe(true);
    for (const wrong of ['short', 'with space in it', 'x'.repeat(65)])
      expect((await send({ 'x-request-id': wrong }, '{ viewer { role } }')).id).toMatch(/^[\da-f-]{36}$/);
    await send({ 'x-request-id': PERSON }, '{ viewer { role } }');
    expect(JSON.stringify(lines)).not.toContain(PERSON);
    await app.sql('revoke select on partner_region from jiangqiao_app');
    const failed = await send({ 'x-request-id': 'proxy-0198c0df' }, '{ regions(first: 1) { edges { node { partners { id } } } } }');
    await app.sql('grant select on partner_region to jiangqiao_app');
    expect(failed.body.errors![0]!.extensions).toMatchObject({ code: 'INTERNAL', trace: 'proxy-0198c0df' });
    expect(lines.some(({ request, trace, msg }) => request === 'proxy-0198c0df' && trace === request && msg === 'unexpected')).toBe(true);
  } finally {
    await server.stop();
  }
});
