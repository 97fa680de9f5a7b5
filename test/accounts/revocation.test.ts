import { afterEach, expect, test } from '../support/jest.js';
import { type Client, createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { key, testApp } from '../support/app.js';
import { anEmployer, anInstitution } from '../support/factories.js';
import { aPerson, GIVE, self, WITHDRAW } from '../support/people.js';
import { ADMINISTRATOR, eventually, http, PASSWORD, signedIn, viewerOf } from '../support/sessions.js';
import { aDevice, aKey } from '../support/credentials.js';

const app = testApp();
const step = (name: string): string => `mutation ($id: ID!, $input: StepInput!) { ${name}(id: $id, input: $input) { userErrors { code } } }`;
const administer = async (name: string, id: string): Promise<void> => {
  const payload = (await app.data(step(name), { id, input: { idempotencyKey: key() } }, ADMINISTRATOR))[name];
  expect(payload.userErrors).toEqual([]);
};
const assign = (id: string, scope: object): Promise<unknown> =>
  app.data(
    'mutation ($id: ID!, $input: AccountAssignInput!) { accountAssign(id: $id, input: $input) { userErrors { code } } }',
    { id, input: { idempotencyKey: key(), ...scope } },
    ADMINISTRATOR,
  );

interface OpenSocket {
  /** Close code and the milliseconds since `from`, or a failure after two seconds. */
  closed(from: number): Promise<{ code: number; after: number }>;
  readonly events: unknown[];
  readonly isOpen: boolean;
  /** What an operation answers over the same socket. */
  ask(query: string, variables: Record<string, unknown>): Promise<unknown>;
}

const clients: Client[] = [];
afterEach(async () => {
  for (const client of clients.splice(0)) await client.dispose();
});

/** A socket that follows an import which does not end, with the given credential. */
async function following(token: string, importId: string | null): Promise<OpenSocket> {
  let socket: WebSocket | undefined;
  const events: unknown[] = [];
  const ended = Promise.withResolvers<{ code: number; at: number }>();
  const client = createClient({
    url: `${app.server.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: app.socket,
    connectionParams: { authorization: `Bearer ${token}` },
    retryAttempts: 0,
    lazy: false,
    onNonLazyError: () => undefined,
    on: {
      opened: (opened) => void (socket = opened as WebSocket),
      closed: (event) => ended.resolve({ code: (event as CloseEvent).code, at: performance.now() }),
    },
  });
  clients.push(client);
  await new Promise<void>((resolve, reject) => {
    client.on('connected', () => resolve());
    void ended.promise.then(({ code }) => reject(new Error(`closed with ${code}`)));
  });
  if (importId !== null) {
    client.subscribe(
      { query: 'subscription ($id: ID!) { importProgress(importId: $id) { state readCount } }', variables: { id: importId } },
      { next: (event) => void events.push(event), error: () => undefined, complete: () => undefined },
    );
    await eventually(async () => events.length > 0);
  }
  return {
    events,
    get isOpen() {
      return socket?.readyState === WebSocket.OPEN;
    },
    ask: async (query, variables) => {
      for await (const { data } of client.iterate({ query, variables })) return data;
      return undefined;
    },
    closed: async (from) => {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(new Error('open after two seconds')), 2_000 - (performance.now() - from));
      });
      const { code, at } = await Promise.race([ended.promise, late]).finally(() => clearTimeout(timer));
      return { code, after: at - from };
    },
  };
}

/** An import of that account, running and never to end. */
async function anImport(accountId: string): Promise<string> {
  const [row] = await app.sql<{ id: string }>(
    "insert into import_job (id, kind, account_id, file_name, size, state) values (uuidv7(), 'VACANCIES', ?, 'x', 1, 'RUNNING') returning id",
    [accountId],
  );
  return row!.id;
}

const REVOKED: [string, (account: { id: string; name: string; cookie: string }) => Promise<unknown>][] = [
  ['the account is disabled', ({ id }) => administer('accountDisable', id)],
  ['its division changes', ({ id }) => assign(id, { region: '500102' })],
  ['its password is reset', ({ id }) => administer('accountPasswordReset', id)],
  [
    'its owner changes the password',
    ({ name }) => http(app, 'PUT', '/session/password', { name, password: PASSWORD, newPassword: 'another 三峡 word' }),
  ],
  ['its owner signs out', ({ cookie }) => http(app, 'DELETE', '/session', undefined, { cookie })],
  ['somebody changes its rights by hand in the database', ({ id }) => app.sql("update account set role = 'AUDITOR' where id = ?", [id])],
];
test.each(REVOKED)('a socket that follows an import is closed with 4403 within two seconds when %s', async (_, revoke) => {
  const office = await signedIn(app);
  const untouched = await signedIn(app);
  const socket = await following(office.token, await anImport(office.id));
  const other = await following(untouched.token, await anImport(untouched.id));
  await revoke(office);
  const { code, after } = await socket.closed(performance.now());
  expect(code).toBe(4403);
  expect(after).toBeLessThan(2_000);
  expect(other.isOpen).toBe(true);
  await http(app, 'DELETE', '/session', undefined, { cookie: untouched.cookie });
});

test('a consent that is withdrawn while an import is followed takes the person from the same socket at the next read, and the import goes on', async () => {
  const person = await aPerson(app, { institution: await anInstitution(app, '500101') });
  const institution = await anInstitution(app, '500102', 'LICENSED_AGENCY');
  const broker = await signedIn(app, { role: 'INTERMEDIARY', institution });
  const input = { seeker: person.id, purpose: 'SHARING', version: 1, institution, idempotencyKey: key() };
  const { consentGive } = await app.data(GIVE, { input }, self(person));
  const job = await anImport(broker.id);
  const socket = await following(broker.token, job);
  const read = (): Promise<unknown> => socket.ask('query ($id: ID!) { seeker(id: $id) { name } }', { id: person.id });
  expect(await read()).toEqual({ seeker: { name: person.name } });
  const { consentWithdraw } = await app.data(WITHDRAW, { id: consentGive.consent.id, input: { idempotencyKey: key() } }, self(person));
  expect(consentWithdraw.userErrors).toEqual([]);
  expect(await read()).toEqual({ seeker: null });
  const told = socket.events.length;
  await app.sql('update import_job set read_count = 7 where id = ?', [job]);
  await eventually(async () => socket.events.length > told);
  expect(socket.isOpen).toBe(true);
});

test('what a closed socket followed is asked of the database no more', async () => {
  const { token, id, cookie } = await signedIn(app);
  const socket = await following(token, await anImport(id));
  const asked = (): Promise<number> => app.statements(() => new Promise((resolve) => setTimeout(resolve, 300)));
  expect(await asked()).toBeGreaterThan(0);
  await http(app, 'DELETE', '/session', undefined, { cookie });
  await socket.closed(performance.now());
  await eventually(async () => (await asked()) === 0);
});

test('a socket is closed when its access token runs out, by the database’s clock, and not before', async () => {
  const { token, id } = await signedIn(app);
  const socket = await following(token, await anImport(id));
  await app.sql("update app_clock set shift = interval '9 minutes 50 seconds'");
  await expect(socket.closed(performance.now() - 500)).rejects.toThrow('open after two seconds');
  await app.sql("update app_clock set shift = interval '10 minutes 1 second'");
  expect(await socket.closed(performance.now())).toMatchObject({ code: 4403 });
  await app.sql("update app_clock set shift = interval '0'");
});

test('a refreshed access token opens a socket anew', async () => {
  const { cookie, id } = await signedIn(app);
  const { body } = await http(app, 'POST', '/session/refresh', undefined, { cookie });
  expect((await following(body.accessToken, await anImport(id))).isOpen).toBe(true);
});

test('a kiosk’s socket is closed with 4403 within two seconds when the device is disabled or renewed', async () => {
  for (const name of ['deviceDisable', 'deviceRenew']) {
    const { id, token } = await aDevice(app);
    const socket = await following(token, null);
    await administer(name, id);
    expect(await socket.closed(performance.now())).toMatchObject({ code: 4403 });
    await eventually(async () => (await viewerOf(app, token)).status === 401);
    await expect(following(token, null)).rejects.toThrow('closed with 4403');
  }
});

test('a partner’s socket is closed with 4403 within two seconds when the key is revoked or its employers change', async () => {
  const recruiter = await signedIn(app, { role: 'RECRUITER', employers: [await anEmployer(app)] });
  const revoked = await aKey(app, recruiter.id);
  const kept = await aKey(app, recruiter.id);
  const [first, second] = [await following(revoked.secret, null), await following(kept.secret, null)];
  await administer('apiKeyRevoke', revoked.id);
  expect(await first.closed(performance.now())).toMatchObject({ code: 4403 });
  expect(second.isOpen).toBe(true);
  await assign(recruiter.id, { employers: [await anEmployer(app)] });
  expect(await second.closed(performance.now())).toMatchObject({ code: 4403 });
  expect((await viewerOf(app, kept.secret)).status).toBe(200);
});

test('over HTTP a revocation acts within two seconds on a credential that was used a moment ago', async () => {
  const { id, token } = await signedIn(app);
  expect((await viewerOf(app, token)).status).toBe(200);
  await administer('accountDisable', id);
  await eventually(async () => (await viewerOf(app, token)).status === 401);
});

test('a changed scope is the scope of the next request within two seconds, without signing in again', async () => {
  const { id, token } = await signedIn(app);
  await assign(id, { region: '500101', institution: await anInstitution(app, '500101') });
  await eventually(async () => (await viewerOf(app, token)).viewer?.['regionPath'] === '/100000/500000/500101');
  expect((await viewerOf(app, token)).viewer).toMatchObject({ level: 'COUNTY' });
});

test('a hundred sockets on as many credentials are looked at in one statement, and none is left when they are gone', async () => {
  const sockets = [];
  for (let at = 0; at < 100; at++) sockets.push(await following((await aDevice(app)).token, null));
  await app.sql('update device set disabled_at = app_now() where disabled_at is null');
  const from = performance.now();
  const closed = await Promise.all(sockets.map((one) => one.closed(from)));
  expect(new Set(closed.map((one) => one.code))).toEqual(new Set([4403]));
}, 60_000);
