import { ROLES, type Role } from '../../src/platform/access/viewer.js';
import { ask, type Reply, type Shot, shoot } from './client.js';
import { stranger, TYPE_NAMES, type World } from './scene.js';

/** One attack, as each role makes it; what was seen must be what is written. */
export interface Kind {
  readonly number: number;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly fire: (world: World, role: Role) => Promise<Cell[]>;
  /** What holds while all roles make it, and is over afterwards. */
  readonly during?: (world: World, work: () => Promise<void>) => Promise<void>;
  /** The document itself, where the attack is one. */
  readonly query?: string;
}

export interface Cell {
  readonly transport: 'http' | 'ws';
  readonly saw: unknown;
  readonly wanted: unknown;
}

/** The written answer: the code of the first error, or `OK`. */
export interface Expected {
  readonly code: string;
  /** Over HTTP; that of the code unless given. */
  readonly status?: number;
  /** Over a socket, where the answer is to close it. */
  readonly close?: number;
  /** At most so long, in milliseconds. */
  readonly within?: number;
}

export type Wanted = string | Expected | ((role: Role) => string | Expected);

const STATUS: Record<string, number> = {
  OK: 200,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  RATE_LIMITED: 429,
  INTERNAL: 500,
  UNAVAILABLE: 503,
};
const SMALL = 1_024;
/** Never in what is refused: the server's inside, and what the attacker put into a value. */
export const CANARY = 'Canary7391';
const LEAKS = [
  /\bat .+\(.+:\d+/,
  /node_modules|\/src\/|\/dist\//,
  /\b(select|insert|update|delete)\b .*\b(from|into|set)\b/i,
  /did you mean/i,
  /<html|<!doctype/i,
];
const NAMES = new RegExp(`\\b(${TYPE_NAMES.join('|')})\\b`);

const wantedOf = (wanted: Wanted, role: Role): Expected => {
  const one = typeof wanted === 'function' ? wanted(role) : wanted;
  return typeof one === 'string' ? { code: one } : one;
};

export const codeOf = (text: string): string => {
  try {
    const { errors } = JSON.parse(text) as { errors?: { extensions: { code: string } }[] };
    return errors ? (errors[0]?.extensions.code ?? 'no code') : 'OK';
  } catch {
    return 'no JSON';
  }
};

function leaksOf(text: string, role: Role): string[] {
  if (codeOf(text) === 'OK') return [];
  const found = LEAKS.filter((one) => one.test(text)).map(String);
  if (text.includes(CANARY)) found.push('the value');
  if (stranger(role) && NAMES.test(text)) found.push('a type name');
  return found;
}

const common = (reply: Reply, role: Role, within: number | undefined) => ({
  code: codeOf(reply.text),
  bytes: codeOf(reply.text) === 'OK' || Buffer.byteLength(reply.text) <= SMALL ? 'fitting' : Buffer.byteLength(reply.text),
  errors: Math.min((JSON.parse(reply.text || '{}') as { errors?: unknown[] }).errors?.length ?? 0, 6) <= 5 ? 'few' : 'many',
  leaks: leaksOf(reply.text, role),
  soon: within === undefined || reply.ms <= within ? 'yes' : reply.ms,
});

export function overHttp(reply: Reply, wanted: Wanted, role: Role): Cell {
  const { code, status = STATUS[code] ?? 400, within } = wantedOf(wanted, role);
  const { headers = {} } = reply;
  const guarded =
    headers['x-content-type-options'] === 'nosniff' &&
    headers['cache-control'] === 'no-store' &&
    String(headers['content-security-policy']).startsWith("default-src 'none'") &&
    headers['access-control-allow-origin'] === undefined &&
    headers['server'] === undefined &&
    headers['x-powered-by'] === undefined;
  const retry = ['RATE_LIMITED', 'UNAVAILABLE'].includes(code) ? Number(headers['retry-after']) >= 1 : headers['retry-after'] === undefined;
  return {
    transport: 'http',
    saw: { status: reply.status, ...common(reply, role, within), type: headers['content-type'], guarded, retry },
    wanted: {
      status,
      code,
      bytes: 'fitting',
      errors: 'few',
      leaks: [],
      soon: 'yes',
      type: 'application/json; charset=utf-8',
      guarded: true,
      retry: true,
    },
  };
}

export function overSocket(reply: Reply, wanted: Wanted, role: Role): Cell {
  const { code, close, within } = wantedOf(wanted, role);
  if (reply.closed !== undefined || close !== undefined) return { transport: 'ws', saw: { closed: reply.closed }, wanted: { closed: close } };
  return { transport: 'ws', saw: common(reply, role, within), wanted: { code, bytes: 'fitting', errors: 'few', leaks: [], soon: 'yes' } };
}

export const authorised = (world: World, role: Role): Record<string, string> => {
  const token = world.token(role);
  return token === undefined ? {} : { authorization: `Bearer ${token}` };
};

let asked = 0;

/** An attack in the form of one operation: the same body over HTTP and over a socket. */
export const operation = (number: number, name: string, body: string | ((world: World, role: Role) => string), wanted: Wanted): Kind => ({
  number,
  name,
  roles: ROLES,
  fire: async (world, role) => {
    const text = typeof body === 'string' ? body : body(world, role);
    const headers = { 'content-type': 'application/json', ...authorised(world, role) };
    const http = await shoot(world.server.url, { headers, body: text });
    const socket = await ask(await world.line(role), text, `a${asked++}`);
    return [overHttp(http, wanted, role), overSocket(socket, wanted, role)];
  },
});

export const json = (value: unknown): string => JSON.stringify(value);

type Transport = Cell['transport'];
const TRANSPORTS: readonly Transport[] = ['http', 'ws'];

/** A request as a role sends it over each transport. */
export const send: Readonly<Record<Transport, (world: World, role: Role, body: object, url?: string) => Promise<Reply>>> = {
  http: (world, role, body, url = world.server.url) =>
    shoot(url, { headers: { 'content-type': 'application/json', ...authorised(world, role) }, body: json(body) }),
  ws: async (world, role, body) => ask(await world.line(role), json(body), `a${asked++}`),
};

/** What an operation came to, looked into freely. */
// oxlint-disable-next-line typescript/no-explicit-any -- answers are looked into freely
export type Say = (query: string, variables?: object) => Promise<any>;

/** An attack of several operations, the same over both transports. */
export const steps = (
  number: number,
  name: string,
  wanted: unknown,
  run: (say: Say, world: World, role: Role) => Promise<unknown>,
  roles: readonly Role[],
): Kind[] =>
  TRANSPORTS.map((transport) =>
    script(
      number,
      name,
      transport,
      wanted,
      (world, role) => run(async (query, variables = {}) => JSON.parse((await send[transport](world, role, { query, variables })).text), world, role),
      roles,
    ),
  );

/** A document that the server does not know, as everybody sends it. */
export const document = (number: number, name: string, query: string, others: string | Expected): Kind => ({
  ...operation(number, name, json({ query }), (role) => (stranger(role) ? 'DOCUMENT_NOT_TRUSTED' : others)),
  query,
});

/** Variables for a document that everybody may send; a text is JSON as it stands. */
export const variables = (number: number, name: string, query: string, value: string | object, wanted: Wanted): Kind =>
  operation(number, name, `{"query":${json(query)},"variables":${typeof value === 'string' ? value : json(value)}}`, wanted);

/** An attack on HTTP itself. */
export const http = (number: number, name: string, shot: Shot | ((world: World, role: Role) => Shot), wanted: Wanted): Kind => ({
  number,
  name,
  roles: ROLES,
  fire: async (world, role) => {
    const { headers, ...rest } = typeof shot === 'function' ? shot(world, role) : shot;
    return [overHttp(await shoot(world.server.url, { ...rest, headers: { ...authorised(world, role), ...headers } }), wanted, role)];
  },
});

/** An attack of several steps; what it says it saw is what is written. */
export const script = (
  number: number,
  name: string,
  transport: 'http' | 'ws',
  wanted: unknown,
  run: (world: World, role: Role) => Promise<unknown>,
  roles: readonly Role[] = ROLES,
): Kind => ({ number, name, roles, fire: async (world, role) => [{ transport, saw: await run(world, role), wanted }] });
