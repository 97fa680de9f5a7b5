import { createHmac, createSecretKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { SignJWT } from 'jose';
import type { FileKeyRing } from '../../src/platform/privacy/keys.js';
import { testApp } from '../support/app.js';
import { eventually, signedIn, viewerOf } from '../support/sessions.js';

const app = testApp();
const keys = (): FileKeyRing => app.application.platform.vault.keys as FileKeyRing;
const ours = (): KeyObject => keys().token.key(keys().token.current)!;
const REFUSED = { status: 401, viewer: undefined, code: 'UNAUTHENTICATED' };

type Json = Record<string, unknown>;
const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const decode = (part: string): Json => JSON.parse(Buffer.from(part, 'base64url').toString()) as Json;
const partsOf = (token: string): { header: Json; claims: Json; signature: string } => {
  const [header, claims, signature] = token.split('.') as [string, string, string];
  return { header: decode(header), claims: decode(claims), signature };
};

/** A token as ours but for what is changed, signed with a real key of ours or another. */
async function signedToken(token: string, changes: { header?: Json; claims?: Json; key?: KeyObject }): Promise<string> {
  const { header, claims } = partsOf(token);
  const key = changes.key ?? ours();
  return new SignJWT({ ...claims, ...changes.claims }).setProtectedHeader({ ...header, ...changes.header } as never).sign(key);
}

const unsigned = (token: string, alg: string): string => `${encode({ ...partsOf(token).header, alg })}.${encode(partsOf(token).claims)}.`;
const resigned = (token: string, header: Json, claims: Json, key: KeyObject | Buffer, hash = 'sha256'): string => {
  const body = `${encode({ ...partsOf(token).header, ...header })}.${encode({ ...partsOf(token).claims, ...claims })}`;
  return `${body}.${createHmac(hash, key).update(body).digest('base64url')}`;
};
const now = (): number => Math.floor(Date.now() / 1_000);
const other = createSecretKey(Buffer.alloc(32, 7));

test('a token that the tests sign as the server does is taken: the forgeries below fail for their own reason', async () => {
  const { token } = await signedIn(app);
  expect((await viewerOf(app, await signedToken(token, {}))).status).toBe(200);
  expect((await viewerOf(app, resigned(token, {}, {}, ours()))).status).toBe(200);
});

const FORGERIES: [string, (token: string) => string | Promise<string>][] = [
  ['alg none', (token) => unsigned(token, 'none')],
  ['alg None', (token) => unsigned(token, 'None')],
  ['alg HS256 without a signature', (token) => unsigned(token, 'HS256')],
  ['another key', (token) => signedToken(token, { key: other })],
  ['an empty key', (token) => resigned(token, {}, {}, Buffer.alloc(0))],
  ['HS512 under our key', (token) => resigned(token, { alg: 'HS512' }, {}, ours(), 'sha512')],
  ['HS384 under our key', (token) => resigned(token, { alg: 'HS384' }, {}, ours(), 'sha384')],
  [
    'an asymmetric algorithm',
    (token) => signedToken(token, { header: { alg: 'ES256' }, key: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey }),
  ],
  ['a key of its own in the header', (token) => resigned(token, { jwk: { kty: 'oct', k: Buffer.alloc(32, 7).toString('base64url') } }, {}, other)],
  ['a kid that is a path', (token) => resigned(token, { kid: '../../../../dev/null' }, {}, Buffer.alloc(0))],
  ['a kid that is SQL', (token) => resigned(token, { kid: "1' or '1'='1" }, {}, other)],
  ['a kid that nobody has', (token) => signedToken(token, { header: { kid: '99' } })],
  ['a kid that is a number', (token) => signedToken(token, { header: { kid: 1 } })],
  ['a kid with a zero before it', (token) => signedToken(token, { header: { kid: '01' } })],
  ['no kid', (token) => signedToken(token, { header: { kid: undefined } })],
  ['another type', (token) => signedToken(token, { header: { typ: 'JWT' } })],
  ['a critical extension', (token) => resigned(token, { crit: ['role'], role: 'x' }, {}, ours())],
  [
    'a role written in',
    (token) => {
      const [header, , signature] = token.split('.');
      return `${header}.${encode({ ...partsOf(token).claims, role: 'ADMINISTRATOR' })}.${signature}`;
    },
  ],
  [
    'another account written in',
    (token) => {
      const [header, , signature] = token.split('.');
      return `${header}.${encode({ ...partsOf(token).claims, sub: '01900000-0000-7000-8000-000000000000' })}.${signature}`;
    },
  ],
  ['expired', (token) => signedToken(token, { claims: { exp: now() - 1 } })],
  ['not yet valid', (token) => signedToken(token, { claims: { nbf: now() + 60 } })],
  ['without an end', (token) => signedToken(token, { claims: { exp: undefined } })],
  ['an end that is no number', (token) => signedToken(token, { claims: { exp: '9999999999' } })],
  ['another issuer', (token) => signedToken(token, { claims: { iss: 'jiangqiao.example' } })],
  ['a session of nobody', (token) => signedToken(token, { claims: { sid: '01900000-0000-7000-8000-000000000000' } })],
  ['a session that is SQL', (token) => signedToken(token, { claims: { sid: "' or true --" } })],
  ['cut short', (token) => token.slice(0, -1)],
  ['two thousand signs', (token) => `${token}${'A'.repeat(2_000)}`],
];
test.each(FORGERIES)('%s → 401 UNAUTHENTICATED', async (_, forge) => {
  const { token } = await signedIn(app);
  const forged = await forge(token);
  expect(forged).not.toBe(token);
  expect(await viewerOf(app, forged)).toEqual(REFUSED);
});

test('a session of one account does not open with the name of another', async () => {
  const [one, two] = [await signedIn(app), await signedIn(app)];
  expect(await viewerOf(app, await signedToken(one.token, { claims: { sub: two.id } }))).toEqual(REFUSED);
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
  const version = keys().addVersion('token');
  const second = await signedIn(app);
  expect(partsOf(second.token).header['kid']).toBe(String(version));
  for (const { token } of [first, second]) expect((await viewerOf(app, token)).status).toBe(200);
  keys().addVersion('token');
  await eventually(async () => (await viewerOf(app, first.token)).status === 401);
  expect((await viewerOf(app, second.token)).status).toBe(200);
});
