import { expect, test } from '../support/jest.js';
import { testApp } from '../support/app.js';
import { FORGERIES, partsOf, resigned, signedToken, tokenKeys } from '../support/forgeries.js';
import { eventually, signedIn, socketWith, viewerOf } from '../support/sessions.js';

const app = testApp();
const REFUSED = { status: 401, viewer: undefined, code: 'UNAUTHENTICATED' };

test('a token that the tests sign as the server does is taken: the forgeries below fail for their own reason', async () => {
  const { token } = await signedIn(app);
  expect((await viewerOf(app, await signedToken(app, token, {}))).status).toBe(200);
  expect(await socketWith(app, token)).toBe('open');
  expect((await viewerOf(app, resigned(token, {}, {}, tokenKeys(app).token.key(tokenKeys(app).token.current)!))).status).toBe(200);
});

test.each(FORGERIES)('%s → 401 UNAUTHENTICATED, and 4403 over a socket', async (_, forge) => {
  const { token } = await signedIn(app);
  const forged = await forge(token, app);
  expect(forged).not.toBe(token);
  expect(await viewerOf(app, forged)).toEqual(REFUSED);
  expect(await socketWith(app, forged)).toBe(4403);
});

test('a session of one account does not open with the name of another', async () => {
  const [one, two] = [await signedIn(app), await signedIn(app)];
  expect(await viewerOf(app, await signedToken(app, one.token, { claims: { sub: two.id } }))).toEqual(REFUSED);
});

test('what is no credential at all is refused in the same way, also by the import route', async () => {
  for (const token of ['x', 'jq_00000000_' + 'A'.repeat(32), `jd_${'A'.repeat(43)}`, 'a.b.c', '....'])
    expect(await viewerOf(app, token)).toEqual(REFUSED);
  const answer = await fetch(`${app.server.url}/imports?kind=vacancies`, { method: 'POST', headers: { authorization: 'Bearer a.b.c' }, body: 'x' });
  expect(answer.status).toBe(401);
});

test('the end of a token is judged by the database’s clock', async () => {
  const { token } = await signedIn(app);
  expect((await viewerOf(app, token)).status).toBe(200);
  await app.sql("update app_clock set shift = interval '9 minutes 50 seconds'");
  await eventually(async () => (await viewerOf(app, token)).status === 200);
  await app.sql("update app_clock set shift = interval '10 minutes 1 second'");
  await eventually(async () => (await viewerOf(app, token)).status === 401);
  await app.sql("update app_clock set shift = interval '-1 minute'");
  await eventually(async () => (await viewerOf(app, token)).status === 401); // before its time
  await app.sql("update app_clock set shift = interval '0'");
});

test('a new key signs from now on; tokens under the one before are good, under the one before that no longer', async () => {
  const first = await signedIn(app);
  const version = tokenKeys(app).addVersion('token');
  const second = await signedIn(app);
  expect(partsOf(second.token).header['kid']).toBe(String(version));
  for (const { token } of [first, second]) expect((await viewerOf(app, token)).status).toBe(200);
  tokenKeys(app).addVersion('token');
  await eventually(async () => (await viewerOf(app, first.token)).status === 401);
  expect((await viewerOf(app, second.token)).status).toBe(200);
});
