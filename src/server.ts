import type { AddressInfo } from 'node:net';
import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import { fastifyApolloDrainPlugin } from '@as-integrations/fastify';
import staticFiles from '@fastify/static';
import websocket from '@fastify/websocket';
import { getDistDirectory, renderAltair } from 'altair-static';
import Fastify, { type FastifyBaseLogger, type FastifyInstance, type FastifyRequest } from 'fastify';
import type { GraphQLSchema } from 'graphql';
import pino, { type Logger } from 'pino';
import type { Config } from './config.js';
import { AccessTokens } from './modules/accounts/access-token.js';
import { Credentials } from './modules/accounts/credential.js';
import { accountRoutes } from './modules/accounts/http.js';
import { Leases } from './modules/accounts/leases.js';
import { communityLists, communitySheets } from './modules/communities/sheets.js';
import { difficultyLists, difficultySheets } from './modules/employment/difficulty-sheet.js';
import { officeLists, registerRoutes } from './modules/employment/register-sheet.js';
import { employmentLists, employmentSheets } from './modules/employment/sheets.js';
import { bulletinRoutes } from './modules/bulletin/http.js';
import { listRoutes } from './modules/exports/http.js';
import { householdLists, householdSheets } from './modules/households/sheets.js';
import { importRoutes } from './modules/imports/http.js';
import { loanLists, loanSheets } from './modules/loans/sheets.js';
import { progressRoutes } from './modules/placements/http.js';
import { policyLists, policySheets } from './modules/policies/sheets.js';
import { exportRoutes } from './modules/seekers/http.js';
import { targetRoutes } from './modules/targets/http.js';
import { trainingRoutes } from './modules/training/http.js';
import { Gate } from './platform/access/gate.js';
import { guardHttp, readingOptions, refusing } from './platform/access/http.js';
import { anybody, type Declared, guardRoutes, listExports, operations, operators } from './platform/access/routes.js';
import { addressOf, POINTS, Rates } from './platform/access/rates.js';
import type { Role, Viewer } from './platform/access/viewer.js';
import { Fanout } from './platform/feed/fanout.js';
import { Admission } from './platform/graphql/admission.js';
import { type Answer, answerError } from './platform/graphql/answer.js';
import { Context, type Language, type Platform } from './platform/graphql/context.js';
import { Documents } from './platform/graphql/documents.js';
import { graphqlRoutes, notThisMethod } from './platform/graphql/http.js';
import { webSocket } from './platform/graphql/socket.js';
import { Sockets, socketServer } from './platform/graphql/sockets.js';
import { nameRequests, requestIdOf } from './platform/graphql/request-id.js';
import { timing } from './platform/graphql/timed.js';
import { serving } from './platform/health/health.js';
import { METRICS_TYPE } from './platform/metrics/metrics.js';
import type { TrustedDocuments } from './platform/graphql/trust.js';
import { deskDocuments } from './desks.js';
import { deskRoutes } from './desk-pages.js';
import { policy } from './schema.js';

export interface RunningServer {
  readonly app: FastifyInstance;
  readonly url: string;
  /** Every route, with who may use it. */
  readonly routes: readonly Declared[];
  /** Live feeds on the sockets of this server. */
  readonly fanout: Fanout;
  stop(): Promise<void>;
}

export interface ServerOptions {
  readonly config: Config;
  readonly platform: Platform;
  readonly schema: GraphQLSchema;
  /** Checks documents before they run; only tests and measurements have another one. */
  readonly gate?: Pick<Gate, 'check'>;
  readonly log?: Logger;
  /** The documents that are trusted; those of the desks unless given. */
  readonly trusted?: TrustedDocuments;
}

const STAFF = new Set<Role>(['intermediary', 'office', 'recruiter', 'administrator', 'auditor']);
const STRANGERS = new Set<Role>(['anonymous', 'kiosk']);

export const languageOf = (header: unknown): Language => (/^\s*en\b/i.test(typeof header === 'string' ? header : '') ? 'en' : 'zh');

/** One HTTP server: GraphQL over HTTP and WebSocket on one path, health, and the explorer. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { config, platform, schema, log = pino({ level: config.logLevel }), trusted = deskDocuments() } = options;
  const { limits } = config;
  const { metrics } = platform;
  const answered = answerError(log);
  const answer: Answer = (formatted, error) => {
    const shown = answered(formatted, error);
    metrics.errors.inc({ code: String(shown.extensions!['code']) });
    return shown;
  };
  const tokens = new AccessTokens(platform.vault.keys);
  const credentials = new Credentials(platform.pool, tokens, config.loopback, log);
  const leases = new Leases(platform.pool, log).start();
  const sockets = new Sockets();
  const fanout = new Fanout(platform.feed, limits.bufferedBytes);
  const rates = new Rates(limits);
  const documents = new Documents(schema, limits);
  const introspection = (viewer: Viewer): boolean => config.explorer && STAFF.has(viewer.role);
  const gate = options.gate ?? new Gate(schema, policy, introspection);
  const restricted = (viewer: Viewer): boolean => config.trustedOnly || STRANGERS.has(viewer.role);
  const admission = new Admission({ schema, gate, documents, trusted, rates, limits, restricted, introspection });
  const contextOf = async (from: { authorization?: unknown; language?: unknown; address: string }): Promise<Context> => {
    const viewer = await credentials.viewerOf(from.authorization).catch((error: unknown) => {
      rates.take(addressOf(from.address), POINTS.request); // guessing has its price too
      throw error;
    });
    return new Context(platform, viewer, languageOf(from.language));
  };
  const context = ({ headers, ip }: FastifyRequest): Promise<Context> =>
    contextOf({ authorization: headers.authorization, language: headers['accept-language'], address: ip });

  let draining = false;
  const { health } = platform;
  const app: FastifyInstance = Fastify({
    ...readingOptions(limits),
    loggerInstance: log.child({}, { level: 'warn' }) as FastifyBaseLogger,
    forceCloseConnections: 'idle',
    return503OnClosing: false, // a request that came in time is served, and its connection closed
    genReqId: requestIdOf,
    trustProxy: config.proxies.length > 0 && [...config.proxies],
  });
  const apollo = new ApolloServer<Context>({
    schema,
    introspection: true,
    includeStacktraceInErrorResponses: false,
    logger: log,
    stopOnTerminationSignals: false, // it would send itself the signal again, in the middle of our own orderly stop
    documentStore: documents.store,
    formatError: answer,
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      fastifyApolloDrainPlugin(app),
    ],
  });
  await apollo.start();

  await app.register(websocket, socketServer(limits));
  nameRequests(app);
  app.addHook('onSend', async (_, reply) => void (draining && reply.header('connection', 'close'))); // else it would be waited for
  guardHttp(app, { limits, origins: config.origins, loopback: config.loopback, answer });
  const routes = guardRoutes(app, { rates, contextOf: context, origins: config.origins, metricsToken: config.metricsToken });
  const timed = timing(metrics, trusted, log);
  graphqlRoutes(app, { apollo, admission, contextOf: context, limits, timed });
  await app.register(async (scope) => {
    const hold = leases.hold.bind(leases);
    const wsHandler = webSocket({ schema, admission, contextOf, sockets, fanout, hold, limits, answer, log, timed });
    scope.route({ ...operations, method: 'GET', url: '/graphql', handler: notThisMethod, wsHandler });
  });
  const { pool, uploads, vault } = platform;
  await app.register(async (scope) => importRoutes(scope, { uploads, keys: vault.keys, refuse: refusing(answer, limits) }));
  await app.register(async (scope) => listRoutes(scope));
  await app.register(async (scope) => exportRoutes(scope));
  await app.register(async (scope) => accountRoutes(scope, { pool, tokens, loopback: config.loopback }));
  await app.register(async (scope) => progressRoutes(scope));
  await app.register(async (scope) =>
    registerRoutes(scope, {
      sheets: { ...employmentSheets, ...difficultySheets, ...householdSheets, ...policySheets, ...loanSheets, ...communitySheets },
      refuse: refusing(answer, limits),
    }),
  );
  await app.register(async (scope) =>
    officeLists(scope, { ...employmentLists, ...difficultyLists, ...householdLists, ...policyLists, ...loanLists, ...communityLists }),
  );
  await app.register(async (scope) => trainingRoutes(scope));
  await app.register(async (scope) => targetRoutes(scope));
  await app.register(async (scope) => bulletinRoutes(scope));
  listExports(app, routes);
  app.get('/healthz', anybody(0), () => ({ status: 'ok' }));
  app.get('/readyz', anybody(0), async (_, reply) => {
    const seen = await health.look();
    const status = draining ? 'draining' : seen.status;
    return reply.status(serving(status) ? 200 : 503).send({ ...seen, status });
  });
  const counted = (): number => sockets.count;
  metrics.sockets.add(counted);
  app.get('/metrics', operators, async (_, reply) => reply.type(METRICS_TYPE).send(await metrics.text()));
  await app.register(deskRoutes);
  if (config.explorer) await app.register(explorer);
  await app.listen({ port: config.port, host: config.host });
  const { port } = app.server.address() as AddressInfo;
  const host = config.host.includes(':') ? `[${config.host}]` : config.host;
  return {
    app,
    url: `http://${host}:${port}`,
    routes,
    fanout,
    stop: async () => {
      // First it says that it goes, while it still serves; then sockets end one after the other, then requests that run.
      draining = true;
      await new Promise((resolve) => setTimeout(resolve, config.drainSeconds * 1_000));
      leases.stop();
      await sockets.closeAll();
      fanout.stop();
      metrics.sockets.delete(counted);
      await app.close();
      await apollo.stop();
    },
  };
}

/** The one page of the API's own origin; it brings scripts of its own. */
async function explorer(app: FastifyInstance): Promise<void> {
  const policy = "default-src 'self' data: blob: 'unsafe-inline' 'unsafe-eval'; frame-ancestors 'none'";
  app.addHook('onRequest', async (_, reply) => void reply.header('content-security-policy', policy));
  await app.register(staticFiles, { root: getDistDirectory(), serve: false });
  app.get<{ Params: { '*': string } }>('/explorer/*', anybody(0), (request, reply) => reply.sendFile(request.params['*']));
  const html = renderAltair({ baseURL: '/explorer/', endpointURL: '/graphql', subscriptionsEndpoint: '/graphql' });
  app.get('/explorer', anybody(POINTS.request), (_, reply) => reply.type('text/html; charset=utf-8').send(html));
}
