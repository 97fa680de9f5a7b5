import { createHash, timingSafeEqual } from 'node:crypto';
import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteGenericInterface } from 'fastify';
import type { Context } from '../graphql/context.js';
import { Mistake } from '../graphql/errors.js';
import { assertScope } from './key-scopes.js';
import { refuse } from './policy.js';
import { addressOf, POINTS, principalOf, type Rates } from './rates.js';
import type { KeyScope, Role } from './viewer.js';

/** What a route must say of itself; one that says nothing cannot be registered. */
export type Access =
  /** Asks for no credential: the address pays, once for each request. `cookie`: it acts on a cookie, so only our own pages may call it. */
  | { readonly by: 'anybody'; readonly points: number; readonly cookie?: true }
  /** Is for who runs the server: whoever brings its token or, where it has none, sits at the machine. */
  | { readonly by: 'operator' }
  /** Carries operations, each of which is admitted by `Admission`. */
  | { readonly by: 'operation' }
  /** Asks for a credential of these roles; a key needs the scope, and the principal pays. */
  | { readonly by: 'viewer'; readonly roles: readonly Role[]; readonly scope: KeyScope; readonly points: number };

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access;
  }
  interface FastifyRequest {
    /** Who asks, of a route by a viewer. */
    asker: Context | null;
  }
}

interface Opened {
  readonly config: { readonly access: Access };
}

export const anybody = (points: number, more: { cookie?: true } = {}): Opened => ({ config: { access: { by: 'anybody', points, ...more } } });
export const operators: Opened = { config: { access: { by: 'operator' } } };
export const operations: Opened = { config: { access: { by: 'operation' } } };
export const viewers = (roles: readonly Role[], scope: KeyScope, points: number): Opened => ({
  config: { access: { by: 'viewer', roles, scope, points } },
});

export interface Declared {
  readonly method: string;
  readonly url: string;
  readonly access: Access;
}

export interface RouteOptions {
  readonly rates: Rates;
  readonly contextOf: (request: FastifyRequest) => Promise<Context>;
  /** Web origins beside the server's own. */
  readonly origins: readonly string[];
  /** What an operator brings. */
  readonly metricsToken?: string | undefined;
}

/** The one door of all routes, before a body is read: origin of who brings a cookie, points, role, scope, parameters. Lists what was registered. */
export function guardRoutes(app: FastifyInstance, { rates, contextOf, origins, metricsToken }: RouteOptions): readonly Declared[] {
  const declared: Declared[] = [];
  app.decorateRequest('asker', null);
  app.addHook('onRoute', ({ method, url, config }) => {
    const access = (config as { access?: Access } | undefined)?.access;
    if (!access) throw new Error(`${String(method)} ${url} does not say who may use it`);
    for (const one of [method].flat()) declared.push({ method: one, url, access });
  });
  app.addHook('onRequest', async (request) => {
    const { access } = request.routeOptions.config;
    if (!access || access.by === 'operation') return; // no route, or the admission's
    if (access.by === 'anybody') {
      if (access.cookie) assertOwnPage(request, origins);
      if (access.points > 0) rates.take(addressOf(request.ip), access.points);
    } else if (access.by === 'operator') {
      rates.take(addressOf(request.ip), POINTS.request);
      assertOperator(request, metricsToken);
    } else {
      const context = await contextOf(request);
      const principal = principalOf(context.viewer, request.ip);
      rates.take(principal, POINTS.request);
      if (!access.roles.includes(context.viewer.role)) refuse(context.viewer.role);
      assertScope(context.viewer.scopes, access.scope);
      if (access.points > POINTS.request) rates.take(principal, access.points - POINTS.request);
      request.asker = context;
    }
    queryOf(request);
  });
  // Whatever the answer is, nobody who reads it slowly holds a connection; rows that are streamed end theirs with the last.
  app.addHook('onSend', async ({ asker }, _reply, payload) => {
    if (asker && !(payload instanceof Readable)) await asker.reading.close();
  });
  return declared;
}

/** A browser says where a request comes from; without an origin that was let in, one from another site is none of ours. */
function assertOwnPage({ headers }: FastifyRequest, origins: readonly string[]): void {
  const { origin, 'sec-fetch-site': site } = headers;
  if (site === undefined || site === 'same-origin' || site === 'none' || (origin !== undefined && origins.includes(origin))) return;
  throw new Mistake('FORBIDDEN', { zh: '不接受其他网站发来的请求', en: 'Requests from other sites are not taken' }, { reason: 'ORIGIN' });
}

const LOOPBACK = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1']);
const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Without a token only who sits at the machine is let in, and nobody whom a proxy brings from elsewhere. */
function assertOperator({ raw, headers }: FastifyRequest, token: string | undefined): void {
  const brought = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1] ?? '';
  const near = LOOPBACK.has(raw.socket.remoteAddress ?? '') && headers['x-forwarded-for'] === undefined && headers['forwarded'] === undefined;
  if (token === undefined ? near : timingSafeEqual(digest(brought), digest(token))) return;
  throw new Mistake('FORBIDDEN', {
    zh: '只有运维可以读取：请带上 METRICS_TOKEN，未设置时只限本机',
    en: 'For operators only: bring METRICS_TOKEN; where none is set, ask from the machine itself',
  });
}

const EXPORTS = '/exports/';

/** `GET /exports/<what there is not>`: not found, with the names of all that the caller may have. Registered after every other route. */
export function listExports(app: FastifyInstance, declared: readonly Declared[]): void {
  const lists = declared.flatMap(({ method, url, access }) =>
    method === 'GET' && url.startsWith(EXPORTS) && access.by === 'viewer' ? [{ name: url.slice(EXPORTS.length), roles: access.roles }] : [],
  );
  app.get(
    `${EXPORTS}*`,
    viewers([...new Set(lists.flatMap(({ roles }) => roles))], 'READ', POINTS.request),
    asked(({ viewer }) => {
      const names = lists.flatMap(({ name, roles }) => (roles.includes(viewer.role) ? name : [])).toSorted();
      throw new Mistake(
        'NOT_FOUND',
        { zh: `没有这个导出；可用的有：${names.join('、')}`, en: `No such export; there are: ${names.join(', ')}` },
        { exports: names },
      );
    }),
  );
}

/** A handler that gets who asks. */
export const asked =
  <R extends RouteGenericInterface>(work: (context: Context, request: FastifyRequest<R>, reply: FastifyReply) => Promise<unknown>) =>
  async (request: FastifyRequest<R>, reply: FastifyReply): Promise<unknown> =>
    work(request.asker!, request, reply);

export type Query = Readonly<Record<string, string | undefined>>;

/** The parameters after the question mark, each at most once. */
export function queryOf({ query }: { readonly query: unknown }): Query {
  const given = query as Record<string, string | string[]>;
  if (Object.values(given).some((value) => typeof value !== 'string'))
    throw new Mistake('BAD_USER_INPUT', { zh: '每个查询参数只能给出一次', en: 'Give each parameter of the query once' });
  return given as Query;
}

/** A year in digits; `otherwise` where none is given. */
export function yearOf({ year }: Query, otherwise?: string): number {
  const text = year ?? otherwise ?? '';
  if (!/^\d{4}$/.test(text)) throw new Mistake('BAD_USER_INPUT', { zh: 'year 须为四位年份', en: 'year is a year of four digits' });
  return Number(text);
}

/** A parameter that must be there. */
export function neededOf(query: Query, name: string): string {
  const value = query[name];
  if (value === undefined || value === '') throw new Mistake('BAD_USER_INPUT', { zh: `请给出参数 ${name}`, en: `Give the parameter ${name}` });
  return value;
}
