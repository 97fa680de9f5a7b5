import { expect, test } from '../support/jest.js';
import { createClient } from 'graphql-ws';
import pino from 'pino';
import { readConfig } from '../../src/config.js';
import { ApiKey, newApiKey } from '../../src/modules/accounts/api-key.js';
import { startServer } from '../../src/server.js';
import { key, testApp, type Who } from '../support/app.js';
import { aKey, ISSUE } from '../support/credentials.js';
import { anEmployer, anInstitution, CITY, seekerInput } from '../support/factories.js';
import { ADMINISTRATOR, anAccount, eventually, http, PASSWORD, signedIn, viewerOf } from '../support/sessions.js';

const app = testApp();
const soon = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
const issue = async (input: object) =>
  (await app.data(ISSUE, { input: { name: '报表', scopes: ['READ'], expiresOn: soon, idempotencyKey: key(), ...input } }, ADMINISTRATOR)).apiKeyIssue;
const REVOKE = 'mutation ($id: ID!, $input: StepInput!) { apiKeyRevoke(id: $id, input: $input) { apiKey { revokedAt } userErrors { code } } }';
const LIST = 'query ($account: ID) { apiKeys(account: $account) { totalCount edges { node { id name prefix lastUsedAt account { name } } } } }';

const post = (secret: string, query: string, variables: object = {}) => app.run(query, variables, undefined, { authorization: `Bearer ${secret}` });
const codeOf = async (secret: string, query: string, variables: object = {}) =>
  (await post(secret, query, variables)).body.errors?.[0]?.extensions ?? { code: 'NONE' };
const upload = (secret: string) =>
  fetch(`${app.server.url}/imports?kind=vacancies`, { method: 'POST', headers: { authorization: `Bearer ${secret}` }, body: 'x' });

const READING = '{ vacancies(first: 1) { totalCount } }';
const WRITING = 'mutation ($input: SeekerRegisterInput!) { seekerRegister(input: $input) { userErrors { code } } }';
const IMPORTING = 'query ($id: ID!) { importJob(id: $id) { id } }';

test('the key acts as its account and is shown once', async () => {
  const { id, name } = await anAccount(app);
  const input = { account: id, name: '报表', scopes: ['READ', 'READ'], expiresOn: soon, idempotencyKey: key() };
  const first = (await app.data(ISSUE, { input }, ADMINISTRATOR)).apiKeyIssue;
  expect(first.apiKey).toMatchObject({
    scopes: ['READ'],
    account: { name },
    expiresAt: new Date(Date.parse(`${soon}T24:00:00+08:00`)).toISOString(),
  });
  expect(first.secret).toMatch(new RegExp(`^jq_${first.apiKey.prefix}_[\\w-]{32}$`));
  expect((await app.data(ISSUE, { input }, ADMINISTRATOR)).apiKeyIssue).toEqual({ ...first, secret: null });
  expect((await viewerOf(app, first.secret)).viewer).toMatchObject({ role: 'OFFICE', name });
  expect(JSON.stringify([await app.sql('select * from api_key'), await app.sql('select * from idempotency_key')])).not.toContain(first.secret);
});

test('a key does what its scopes say, over HTTP, over a socket and at the import route', async () => {
  const { id } = await anAccount(app);
  const keys = Object.fromEntries(
    await Promise.all(['READ', 'WRITE', 'IMPORT'].map(async (scope) => [scope, (await aKey(app, id, [scope])).secret] as const)),
  ) as Record<'READ' | 'WRITE' | 'IMPORT', string>;
  const variables = { id: key(), input: seekerInput(await anInstitution(app)) };
  const asked = { READ: READING, WRITE: WRITING, IMPORT: IMPORTING };
  for (const [held, secret] of Object.entries(keys)) {
    for (const [needed, query] of Object.entries(asked)) {
      expect([held, needed, await codeOf(secret, query, variables)]).toEqual([
        held,
        needed,
        held === needed ? { code: 'NONE' } : { code: 'FORBIDDEN', scope: needed },
      ]);
    }
    expect((await upload(secret)).status).toBe(held === 'IMPORT' ? 201 : 403);
  }
  const client = createClient({
    url: `${app.server.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: app.socket,
    connectionParams: { authorization: `Bearer ${keys.WRITE}` },
    retryAttempts: 0,
  });
  const iterate = async () => (await client.iterate({ query: READING }).next()) as unknown;
  await expect(iterate()).rejects.toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  await client.dispose();
});

test.each([
  ['a mutation behind an alias', 'mutation { viewer: seekerRegister(input: $input) { userErrors { code } } }', 'FORBIDDEN'],
  ['a mutation in a fragment', 'mutation { ...all } fragment all on Mutation { seekerRegister(input: $input) { userErrors { code } } }', 'FORBIDDEN'],
  ['a mutation beside a query', 'query a { viewer { role } } mutation b { seekerRegister(input: $input) { userErrors { code } } }', 'BAD_REQUEST'],
])('a key that reads cannot write by %s', async (_, query, code) => {
  const { secret } = await aKey(app, (await anAccount(app)).id);
  const text = JSON.stringify(seekerInput(await anInstitution(app))).replace(/"(\w+)":/g, '$1:');
  const { body } = await app.run(query.replace('$input', text.replace('"JUNIOR_HIGH"', 'JUNIOR_HIGH')), {}, undefined, {
    authorization: `Bearer ${secret}`,
  });
  expect(body.errors?.[0]?.extensions.code).toBe(code);
});

test.each([
  ['no scope', { scopes: [] }, 'INVALID', 'scopes'],
  ['a last day that is over', { expiresOn: '2020-01-01' }, 'INVALID', 'expiresOn'],
  ['a last day in three years', { expiresOn: '2099-01-01' }, 'INVALID', 'expiresOn'],
  ['an account that is none', { account: key() }, 'NOT_FOUND', 'account'],
])('refuses a key with %s, and stores nothing', async (_, more, code, path) => {
  const { id } = await anAccount(app);
  const before = await app.sql('select count(*) from api_key');
  expect(await issue({ account: id, ...more })).toEqual({ apiKey: null, secret: null, userErrors: [{ code, path: ['input', path] }] });
  expect(await app.sql('select count(*) from api_key')).toEqual(before);
});

test('administrators, auditors and the disabled have no keys', async () => {
  for (const role of ['ADMINISTRATOR', 'AUDITOR']) {
    const { id } = await anAccount(app, { role });
    expect((await issue({ account: id })).userErrors).toMatchObject([{ code: 'NOT_ELIGIBLE' }]);
  }
  const { id } = await anAccount(app);
  await app.sql('update account set disabled_at = app_now() where id = ?', [id]);
  expect((await issue({ account: id })).userErrors).toMatchObject([{ code: 'NOT_FOUND' }]);
});

test('a key ends when it is revoked, when its last day is over and with its account; revoked stays revoked', async () => {
  const { id } = await anAccount(app);
  const [revoked, expired, orphan] = [await aKey(app, id), await aKey(app, id), await aKey(app, id)];
  for (const { secret } of [revoked, expired, orphan]) expect((await viewerOf(app, secret)).status).toBe(200);
  const revoke = async () => (await app.data(REVOKE, { id: revoked.id, input: { idempotencyKey: key() } }, ADMINISTRATOR)).apiKeyRevoke;
  expect((await revoke()).apiKey.revokedAt).toEqual(expect.any(String));
  expect((await revoke()).userErrors).toMatchObject([{ code: 'ILLEGAL_TRANSITION' }]);
  await app.sql('update api_key set expires_at = app_now() where id = ?', [expired.id]);
  for (const { secret } of [revoked, expired]) await eventually(async () => (await viewerOf(app, secret)).status === 401);
  expect((await viewerOf(app, orphan.secret)).status).toBe(200);
  await app.sql('update account set disabled_at = app_now() where id = ?', [id]);
  await eventually(async () => (await viewerOf(app, orphan.secret)).status === 401);
});

test('keys are listed with when they were last used', async () => {
  const { id, name } = await anAccount(app);
  const { id: keyId, secret } = await aKey(app, id);
  await viewerOf(app, secret);
  const node = async () => (await app.data(LIST, { account: id }, ADMINISTRATOR)).apiKeys.edges[0].node;
  await eventually(async () => (await node()).lastUsedAt !== null);
  expect(await node()).toMatchObject({ id: keyId, name: '报表系统', account: { name } });
});

test('who may not issue, list or revoke keys', async () => {
  for (const as of [undefined, CITY, { role: 'AUDITOR' }, { role: 'RECRUITER', employers: [await anEmployer(app)] }] as (Who | undefined)[]) {
    const code = as === undefined ? 'UNAUTHENTICATED' : 'FORBIDDEN';
    expect(await app.mistake(LIST, {}, as)).toBe(code);
    expect(await app.mistake(REVOKE, { id: key(), input: { idempotencyKey: key() } }, as)).toBe(code);
    const input = { account: key(), name: 'x', scopes: ['READ'], expiresOn: soon, idempotencyKey: key() };
    expect(await app.mistake(ISSUE, { input }, as)).toBe(code);
  }
});

test('a demonstration key opens on loopback only, and so does the password of its account', async () => {
  const other = await signedIn(app);
  const { id, name, cookie } = await signedIn(app);
  const { secret, prefix, hash } = newApiKey();
  const em = app.owner.em.fork();
  await em.persist(Object.assign(new ApiKey(), { account: id, prefix, hash, demonstration: true })).flush();
  expect((await viewerOf(app, secret)).status).toBe(200);
  expect((await http(app, 'POST', '/session', { name, password: PASSWORD })).status).toBe(200);
  const config = { ...readConfig({ PORT: '0', LOG_LEVEL: 'silent' }), loopback: false };
  const { platform, schema } = app.application;
  const beyond = await startServer({ config, platform, schema, log: pino({ level: 'silent' }) });
  try {
    const answer = await fetch(`${beyond.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${secret}` },
      body: JSON.stringify({ query: '{ viewer { role } }' }),
    });
    expect(answer.status).toBe(401);
    const send = (path: string, body: string | null, headers: Record<string, string>) =>
      fetch(`${beyond.url}${path}`, { method: 'POST', headers, body });
    const typed = { 'content-type': 'application/json' };
    expect((await send('/session', JSON.stringify({ name, password: PASSWORD }), typed)).status).toBe(401);
    expect((await send('/session', JSON.stringify({ name: other.name, password: PASSWORD }), typed)).status).toBe(200);
    const again = await send('/session/refresh', null, { cookie: `jiangqiao_refresh=${cookie}` });
    expect([again.status, (await send('/session/refresh', null, {})).status]).toEqual([401, 401]);
    expect(again.headers.get('set-cookie')).toContain('; Secure');
  } finally {
    await beyond.stop();
  }
});
