import { createHmac, createSecretKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { SignJWT } from 'jose';
import type { FileKeyRing } from '../../src/platform/privacy/keys.js';
import type { TestApp } from './app.js';

export const tokenKeys = (app: TestApp): FileKeyRing => app.application.platform.vault.keys as FileKeyRing;
const ours = (app: TestApp): KeyObject => tokenKeys(app).token.key(tokenKeys(app).token.current)!;

type Json = Record<string, unknown>;
const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const decode = (part: string): Json => JSON.parse(Buffer.from(part, 'base64url').toString()) as Json;
export const partsOf = (token: string): { header: Json; claims: Json; signature: string } => {
  const [header, claims, signature] = token.split('.') as [string, string, string];
  return { header: decode(header), claims: decode(claims), signature };
};

/** A token as ours but for what is changed, signed with a real key of ours or another. */
export async function signedToken(app: TestApp, token: string, changes: { header?: Json; claims?: Json; key?: KeyObject }): Promise<string> {
  const { header, claims } = partsOf(token);
  const key = changes.key ?? ours(app);
  return new SignJWT({ ...claims, ...changes.claims }).setProtectedHeader({ ...header, ...changes.header } as never).sign(key);
}

const unsigned = (token: string, alg: string): string => `${encode({ ...partsOf(token).header, alg })}.${encode(partsOf(token).claims)}.`;
export const resigned = (token: string, header: Json, claims: Json, key: KeyObject | Buffer, hash = 'sha256'): string => {
  const body = `${encode({ ...partsOf(token).header, ...header })}.${encode({ ...partsOf(token).claims, ...claims })}`;
  return `${body}.${createHmac(hash, key).update(body).digest('base64url')}`;
};
const now = (): number => Math.floor(Date.now() / 1_000);
const other = createSecretKey(Buffer.alloc(32, 7));

/** What is not a token of ours, each made of a good one. */
export const FORGERIES: [string, (token: string, app: TestApp) => string | Promise<string>][] = [
  ['alg none', (token) => unsigned(token, 'none')],
  ['alg None', (token) => unsigned(token, 'None')],
  ['alg HS256 without a signature', (token) => unsigned(token, 'HS256')],
  ['another key', (token, app) => signedToken(app, token, { key: other })],
  ['an empty key', (token) => resigned(token, {}, {}, Buffer.alloc(0))],
  ['HS512 under our key', (token, app) => resigned(token, { alg: 'HS512' }, {}, ours(app), 'sha512')],
  ['HS384 under our key', (token, app) => resigned(token, { alg: 'HS384' }, {}, ours(app), 'sha384')],
  [
    'an asymmetric algorithm',
    (token, app) => signedToken(app, token, { header: { alg: 'ES256' }, key: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey }),
  ],
  ['a key of its own in the header', (token) => resigned(token, { jwk: { kty: 'oct', k: Buffer.alloc(32, 7).toString('base64url') } }, {}, other)],
  ['a kid that is a path', (token) => resigned(token, { kid: '../../../../dev/null' }, {}, Buffer.alloc(0))],
  ['a kid that is SQL', (token) => resigned(token, { kid: "1' or '1'='1" }, {}, other)],
  ['a kid that nobody has', (token, app) => signedToken(app, token, { header: { kid: '99' } })],
  ['a kid that is a number', (token, app) => signedToken(app, token, { header: { kid: 1 } })],
  ['a kid with a zero before it', (token, app) => signedToken(app, token, { header: { kid: '01' } })],
  ['no kid', (token, app) => signedToken(app, token, { header: { kid: undefined } })],
  ['another type', (token, app) => signedToken(app, token, { header: { typ: 'JWT' } })],
  ['a critical extension', (token, app) => resigned(token, { crit: ['role'], role: 'x' }, {}, ours(app))],
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
  ['expired', (token, app) => signedToken(app, token, { claims: { exp: now() - 1 } })],
  ['not yet valid', (token, app) => signedToken(app, token, { claims: { nbf: now() + 60 } })],
  ['without an end', (token, app) => signedToken(app, token, { claims: { exp: undefined } })],
  ['an end that is no number', (token, app) => signedToken(app, token, { claims: { exp: '9999999999' } })],
  ['another issuer', (token, app) => signedToken(app, token, { claims: { iss: 'jiangqiao.example' } })],
  ['a session of nobody', (token, app) => signedToken(app, token, { claims: { sid: '01900000-0000-7000-8000-000000000000' } })],
  ['a session that is SQL', (token, app) => signedToken(app, token, { claims: { sid: "' or true --" } })],
  ['cut short', (token) => token.slice(0, -1)],
  ['two thousand signs', (token) => `${token}${'A'.repeat(2_000)}`],
];
