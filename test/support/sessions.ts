import { key, type TestApp, type Who } from './app.js';
import { anInstitution } from './factories.js';

export const ADMINISTRATOR: Who = { role: 'ADMINISTRATOR' };
export const PASSWORD = '三峡 correct-horse';

export const OPEN =
  'mutation ($input: AccountOpenInput!) { accountOpen(input: $input) { account { id name role } oneTimePassword userErrors { code path message } } }';

export interface Http {
  status: number;
  body: any; // oxlint-disable-line typescript/no-explicit-any -- answers are looked into freely
  headers: Headers;
  /** The refresh token, when the answer set one. */
  cookie: string | undefined;
  text: string;
}

/** One of the plain routes; `cookie` is a refresh token. */
export async function http(
  app: TestApp,
  method: string,
  path: string,
  body?: unknown,
  { cookie, headers = {} }: { cookie?: string | undefined; headers?: Record<string, string> } = {},
): Promise<Http> {
  const answer = await fetch(`${app.server.url}${path}`, {
    method,
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(cookie === undefined ? {} : { cookie: `other=1; jiangqiao_refresh=${cookie}` }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await answer.text();
  const set = /^jiangqiao_refresh=([^;]*);/.exec(answer.headers.get('set-cookie') ?? '')?.[1];
  return { status: answer.status, body: text === '' ? null : JSON.parse(text), headers: answer.headers, cookie: set || undefined, text };
}

export interface Known {
  id: string;
  name: string;
  oneTime: string;
}

/** An account as an administrator opens it; by default an office of the city. */
export async function anAccount(app: TestApp, input: Record<string, unknown> = { role: 'OFFICE', region: '500000' }): Promise<Known> {
  const { accountOpen } = await app.data(OPEN, { input: { name: `用户${key().slice(0, 8)}`, idempotencyKey: key(), ...input } }, ADMINISTRATOR);
  if (accountOpen.userErrors.length > 0) throw new Error(JSON.stringify(accountOpen.userErrors));
  return { id: accountOpen.account.id, name: accountOpen.account.name, oneTime: accountOpen.oneTimePassword };
}

export interface SignedIn extends Known {
  token: string;
  cookie: string;
}

/** An account whose owner has chosen a password and is signed in. */
export async function signedIn(app: TestApp, input?: Record<string, unknown>): Promise<SignedIn> {
  const account = await anAccount(app, input);
  const answer = await http(app, 'PUT', '/session/password', { name: account.name, password: account.oneTime, newPassword: PASSWORD });
  if (answer.status !== 200) throw new Error(answer.text);
  return { ...account, token: answer.body.accessToken, cookie: answer.cookie! };
}

export const anAgency = (app: TestApp): Promise<string> => anInstitution(app, '500101', 'LICENSED_AGENCY');

/** Who the server takes a credential for, or the code that it refuses it with. */
export async function viewerOf(app: TestApp, token: string): Promise<{ status: number; viewer?: Record<string, unknown>; code?: string }> {
  const { status, body } = await app.run('{ viewer { role name regionPath level } }', {}, undefined, { authorization: `Bearer ${token}` });
  return { status, viewer: body.data?.viewer, ...(body.errors ? { code: body.errors[0]!.extensions.code } : {}) };
}

/** The code that a socket is closed with when it is opened with that credential, or `open`. */
export function socketWith(app: TestApp, token: string): Promise<number | 'open'> {
  const socket = new app.socket(`${app.server.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.once('close', (code) => resolve(code));
    socket.once('open', () => socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } })));
    socket.once('message', () => {
      resolve('open');
      socket.terminate();
    });
  });
}

/** Waits for a condition; fails after `within` milliseconds, and says how long it took. */
export async function eventually(condition: () => Promise<boolean>, within = 2_000): Promise<number> {
  const from = performance.now();
  while (!(await condition())) {
    if (performance.now() - from > within) throw new Error(`not within ${within} ms`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return performance.now() - from;
}
