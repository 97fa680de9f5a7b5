import { Writable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from '../support/jest.js';
import pino from 'pino';
import { readConfig } from '../../src/config.js';
import { type RunningServer, startServer } from '../../src/server.js';
import { key, testApp } from '../support/app.js';
import { ENROL, ISSUE } from '../support/credentials.js';
import { ADMINISTRATOR, anAccount, http, OPEN, PASSWORD, signedIn } from '../support/sessions.js';

const app = testApp();
let written = '';
let quiet: RunningServer;

beforeAll(async () => {
  const sink = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      written += chunk.toString();
      done();
    },
  });
  const { platform, schema } = app.application;
  quiet = app.server;
  app.server = await startServer({
    config: readConfig({ PORT: '0', LOG_LEVEL: 'trace' }),
    platform,
    schema,
    log: pino({ level: 'trace' }, sink),
  });
});
afterAll(() => quiet.stop());

/** All that must not be found, with what it is. */
const secrets = new Map<string, string>();

test('no password, code, key or token is in the log, at its most talkative and when the database fails', async () => {
  const { oneTime } = await anAccount(app);
  const session = await signedIn(app);
  const wrong = 'a wrong guess at it';
  await http(app, 'POST', '/session', { name: session.name, password: wrong });
  await http(app, 'POST', '/session', `{"name":"x","password":"${wrong}"`, { headers: { 'content-type': 'application/json' } });
  const refreshed = await http(app, 'POST', '/session/refresh', undefined, { cookie: session.cookie });
  const { deviceEnrol } = await app.data(ENROL, { input: { name: '一号', region: '500101', idempotencyKey: key() } }, ADMINISTRATOR);
  const device = await http(app, 'POST', '/devices/enrol', { code: deviceEnrol.code });
  const input = { account: session.id, name: 'x', scopes: ['READ'], expiresOn: new Date().toISOString().slice(0, 10), idempotencyKey: key() };
  const { apiKeyIssue } = await app.data(ISSUE, { input }, ADMINISTRATOR);
  for (const [what, value] of Object.entries({
    oneTime,
    wrong,
    password: PASSWORD,
    cookie: session.cookie,
    nextCookie: refreshed.cookie!,
    token: session.token,
    code: deviceEnrol.code,
    device: device.body.token,
    apiKey: apiKeyIssue.secret,
  }))
    secrets.set(what, value);
  await app.sql('alter function sign_in_attempt(text) rename to gone');
  const broken = await http(app, 'POST', '/session', { name: session.name, password: PASSWORD });
  expect([broken.status, broken.body.errors[0].extensions]).toEqual([500, { code: 'INTERNAL', trace: expect.any(String) }]);
  await app.sql('alter function gone(text) rename to sign_in_attempt');
  await app.sql('alter function password_set(uuid, text, interval, text) rename to gone');
  const failed = await app.run(OPEN, { input: { role: 'AUDITOR', name: key(), idempotencyKey: key() } }, ADMINISTRATOR);
  expect(failed.body.errors![0]!.extensions.code).toBe('INTERNAL');
  await app.sql('alter function gone(uuid, text, interval, text) rename to password_set');
  expect(written).toContain('sign_in_attempt');
  expect(written).toContain('password_set');
  for (const [what, value] of secrets) expect([what, written.includes(value)]).toEqual([what, false]);
  expect(written).not.toContain('$argon2id$');
});
