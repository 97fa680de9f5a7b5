import { expect, test } from '../support/jest.js';
import { testApp } from '../support/app.js';
import { anAccount, eventually, http, PASSWORD, signedIn, viewerOf } from '../support/sessions.js';

const app = testApp();
const CODE = (answer: { body: { errors: { extensions: Record<string, unknown> }[] } }) => answer.body.errors[0]!.extensions;

test('a first password opens nothing but the choice of the owner’s own', async () => {
  const { name, oneTime } = await anAccount(app);
  const early = await http(app, 'POST', '/session', { name, password: oneTime });
  expect([early.status, CODE(early), early.cookie]).toEqual([403, { code: 'FORBIDDEN', reason: 'PASSWORD_CHANGE_REQUIRED' }, undefined]);
  const chosen = await http(app, 'PUT', '/session/password', { name, password: oneTime, newPassword: PASSWORD });
  expect(chosen.status).toBe(200);
  expect((await viewerOf(app, chosen.body.accessToken)).viewer).toEqual({ role: 'OFFICE', name, regionPath: '/100000/500000', level: 'CITY' });
  expect((await http(app, 'POST', '/session', { name, password: oneTime })).status).toBe(401);
});

test('the one-time password is taken in lower case, without its dash, and with the letters that look like digits', async () => {
  const { name, oneTime } = await anAccount(app);
  const typed = oneTime.toLowerCase().replace('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l');
  expect((await http(app, 'PUT', '/session/password', { name, password: typed, newPassword: PASSWORD })).status).toBe(200);
});

test('signing in answers with an access token of ten minutes and a cookie for /session alone', async () => {
  const { name } = await signedIn(app);
  const answer = await http(app, 'POST', '/session', { name, password: PASSWORD });
  expect(answer.body).toEqual({ tokenType: 'Bearer', accessToken: expect.any(String), expiresIn: 600, name, role: 'OFFICE' });
  expect(answer.headers.get('set-cookie')).toMatch(
    /^jiangqiao_refresh=jr_[\w-]{22}_[\w-]{43}; Path=\/session; Max-Age=43200; HttpOnly; SameSite=Strict$/,
  );
  expect(answer.headers.get('cache-control')).toBe('no-store');
  const claims = JSON.parse(Buffer.from(answer.body.accessToken.split('.')[1], 'base64url').toString()) as { exp: number; iat: number };
  expect(claims.exp - claims.iat).toBe(600);
  expect(Object.keys(claims).sort()).toEqual(['exp', 'iat', 'iss', 'nbf', 'sid', 'sub']);
});

test('the password is the same in full width and in another composition', async () => {
  const { name, oneTime } = await anAccount(app);
  await http(app, 'PUT', '/session/password', { name, password: oneTime, newPassword: 'Ａbcdéf-123456' });
  expect((await http(app, 'POST', '/session', { name, password: 'Abcde\u0301f-１23456' })).status).toBe(200);
});

test.each([
  ['short', '11 signs-ok'],
  ['one sign over and over', 'aaaabbbbccccdddd'],
  ['with the name in it', (name: string) => `x-${name}-2026-yes`],
  ['too long', 'ab1cd2ef3'.repeat(20)],
])('refuses a new password that is %s, and changes nothing', async (_, chosen) => {
  const { name, oneTime } = await anAccount(app);
  const newPassword = typeof chosen === 'string' ? chosen : chosen(name);
  for (let at = 0; at < 6; at++) {
    const answer = await http(app, 'PUT', '/session/password', { name, password: oneTime, newPassword });
    expect([answer.status, CODE(answer)]).toEqual([400, { code: 'BAD_USER_INPUT', field: 'newPassword' }]);
  }
  expect((await http(app, 'PUT', '/session/password', { name, password: oneTime, newPassword: PASSWORD })).status).toBe(200);
});

test('changing the password needs the old one, refuses the same, and ends every session of before', async () => {
  const { name, token, cookie } = await signedIn(app);
  const change = (password: string, newPassword: string) => http(app, 'PUT', '/session/password', { name, password, newPassword });
  expect((await change('not the password', 'another 三峡 word')).status).toBe(401);
  expect((await change(PASSWORD, PASSWORD)).status).toBe(400);
  const changed = await change(PASSWORD, 'another 三峡 word');
  expect(changed.status).toBe(200);
  expect((await http(app, 'POST', '/session/refresh', undefined, { cookie })).status).toBe(401);
  await eventually(async () => (await viewerOf(app, token)).status === 401);
  expect((await viewerOf(app, changed.body.accessToken)).status).toBe(200);
});

test('a one-time password that ran out says so to who has it, and to nobody else', async () => {
  const { id, name, oneTime } = await anAccount(app);
  await app.sql("update password set one_time_until = app_now() - interval '1 second' where account_id = ?", [id]);
  const answer = await http(app, 'PUT', '/session/password', { name, password: oneTime, newPassword: PASSWORD });
  expect([answer.status, CODE(answer)]).toEqual([403, { code: 'FORBIDDEN', reason: 'PASSWORD_EXPIRED' }]);
  expect((await http(app, 'PUT', '/session/password', { name, password: 'ABCDE-FGHJK', newPassword: PASSWORD })).status).toBe(401);
});

test('a refresh gives a new access token and a new refresh token; the session goes on', async () => {
  const first = await signedIn(app);
  const second = await http(app, 'POST', '/session/refresh', undefined, { cookie: first.cookie });
  expect([second.status, second.body.name]).toEqual([200, first.name]);
  expect(second.cookie).not.toBe(first.cookie);
  const third = await http(app, 'POST', '/session/refresh', undefined, { cookie: second.cookie });
  expect(third.status).toBe(200);
  expect((await viewerOf(app, third.body.accessToken)).status).toBe(200);
});

test('the same refresh token at once from eight tabs, or again after a lost answer, gets the same next one', async () => {
  const { cookie } = await signedIn(app);
  const answers = await Promise.all(Array.from({ length: 8 }, () => http(app, 'POST', '/session/refresh', undefined, { cookie })));
  expect(answers.map((one) => one.status)).toEqual(Array(8).fill(200));
  expect(new Set(answers.map((one) => one.cookie)).size).toBe(1);
  const [next] = answers;
  expect((await http(app, 'POST', '/session/refresh', undefined, { cookie: next!.cookie })).status).toBe(200);
});

test.each([
  ['after its successor was used', async (cookie: string) => void (await http(app, 'POST', '/session/refresh', undefined, { cookie }))],
  ['ten seconds later', async () => void (await app.sql("update session set rotated_at = rotated_at - interval '11 seconds'"))],
])('a refresh token that comes back %s ends its family, the access token with it', async (_, between) => {
  const { cookie } = await signedIn(app);
  const other = await signedIn(app);
  const next = await http(app, 'POST', '/session/refresh', undefined, { cookie });
  await between(next.cookie!);
  const reused = await http(app, 'POST', '/session/refresh', undefined, { cookie });
  expect([reused.status, CODE(reused).code, reused.headers.get('set-cookie')]).toEqual([
    401,
    'UNAUTHENTICATED',
    'jiangqiao_refresh=; Path=/session; Max-Age=0; HttpOnly; SameSite=Strict',
  ]);
  expect((await http(app, 'POST', '/session/refresh', undefined, { cookie: next.cookie })).status).toBe(401);
  await eventually(async () => (await viewerOf(app, next.body.accessToken)).status === 401);
  expect((await http(app, 'POST', '/session/refresh', undefined, { cookie: other.cookie })).status).toBe(200);
});

test('a guess at another’s family ends nothing that it does not name, and forged cookies are refused', async () => {
  const { cookie } = await signedIn(app);
  const forged = ['', 'jr_x_y', `jr_${'A'.repeat(22)}_${'A'.repeat(43)}`, cookie.slice(0, -1), `${cookie}x`];
  for (const one of forged) expect((await http(app, 'POST', '/session/refresh', undefined, { cookie: one })).status).toBe(401);
  expect((await http(app, 'POST', '/session/refresh', undefined, { cookie })).status).toBe(200);
});

test('a session is over twelve hours after signing in, however often it was refreshed', async () => {
  const { cookie } = await signedIn(app);
  await app.sql("update session set expires_at = app_now() where expires_at > app_now() + interval '11 hours'");
  expect((await http(app, 'POST', '/session/refresh', undefined, { cookie })).status).toBe(401);
});

test('signing out ends the session at once for refreshing and within two seconds for the access token; twice is once', async () => {
  const { cookie, token } = await signedIn(app);
  expect((await viewerOf(app, token)).status).toBe(200);
  for (let at = 0; at < 2; at++) expect((await http(app, 'DELETE', '/session', undefined, { cookie })).status).toBe(204);
  expect((await http(app, 'POST', '/session/refresh', undefined, { cookie })).status).toBe(401);
  await eventually(async () => (await viewerOf(app, token)).status === 401);
});

test('a sign-in that compared a password which was changed meanwhile opens nothing', async () => {
  const { id, name } = await signedIn(app);
  const hashNow = async () => (await app.sql<{ hash: string }>('select hash from password where account_id = ?', [id]))[0]!.hash;
  const open = "select count(*)::int as opened from session_open(?, ?, '\\x01'::bytea, '\\x02'::bytea)";
  const compared = await hashNow();
  await http(app, 'PUT', '/session/password', { name, password: PASSWORD, newPassword: 'another 三峡 word' });
  expect(await app.sql(open, [id, compared])).toEqual([{ opened: 0 }]);
  expect(await app.sql(open, [id, await hashNow()])).toEqual([{ opened: 1 }]);
});

const FOREIGN: [string, Record<string, string>][] = [
  ['another site', { origin: 'https://evil.example' }],
  ['an opaque origin', { origin: 'null' }],
  ['another port', { origin: 'http://127.0.0.1:1' }],
  ['a cross-site fetch', { 'sec-fetch-site': 'cross-site' }],
  ['a neighbouring site', { 'sec-fetch-site': 'same-site' }],
];
test.each(FOREIGN)('%s may not sign in, refresh or sign out for anybody', async (_, headers) => {
  const { name, cookie } = await signedIn(app);
  const attempts = [
    http(app, 'POST', '/session', { name, password: PASSWORD }, { headers }),
    http(app, 'PUT', '/session/password', { name, password: PASSWORD, newPassword: 'another 三峡 word' }, { headers }),
    http(app, 'POST', '/session/refresh', undefined, { cookie, headers }),
    http(app, 'DELETE', '/session', undefined, { cookie, headers }),
  ];
  for (const answer of await Promise.all(attempts)) expect([answer.status, CODE(answer)]).toMatchObject([403, { code: 'FORBIDDEN' }]);
  const own = { headers: { origin: app.server.url, 'sec-fetch-site': 'same-origin' }, cookie };
  expect((await http(app, 'POST', '/session/refresh', undefined, own)).status).toBe(200);
});

const json = { 'content-type': 'application/json' };
const UNREADABLE: [string, unknown, Record<string, string>, number][] = [
  ['broken JSON', '{"name":', json, 400],
  ['another shape', { name: 1, password: [] }, {}, 400],
  ['a field too many', { name: 'a', password: 'b', role: 'ADMINISTRATOR' }, {}, 400],
  ['nothing', '', json, 400],
  ['a prototype', '{"__proto__":{"name":"a"},"password":"b"}', json, 400],
  ['a form', 'name=a&password=b', { 'content-type': 'application/x-www-form-urlencoded' }, 400],
  ['plain text', '{"name":"a","password":"b"}', { 'content-type': 'text/plain' }, 400],
  ['five kilobytes', { name: 'a', password: 'b'.repeat(5_000) }, {}, 413],
];
test.each(UNREADABLE)('%s is answered in JSON, in both languages, without a word of it', async (_, body, headers, status) => {
  const answer = await http(app, 'POST', '/session', body, { headers });
  expect(answer.status).toBe(status);
  expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
  expect(answer.body.errors[0].message).toMatch(/.+ · [A-Z]/);
  expect(answer.text.length).toBeLessThan(1_024);
  expect(answer.text).not.toContain('ADMINISTRATOR');
});
