import type { AddressInfo } from 'node:net';
import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import { fastifyApolloDrainPlugin, fastifyApolloHandler } from '@as-integrations/fastify';
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
import { listRoutes } from './modules/exports/http.js';
import { importRoutes } from './modules/imports/http.js';
import { progressRoutes } from './modules/placements/http.js';
import { exportRoutes } from './modules/seekers/http.js';
import { Gate } from './platform/access/gate.js';
import { answerError } from './platform/graphql/answer.js';
import { Context, type Language, type Platform } from './platform/graphql/context.js';
import { BODY_LIMIT, MAX_TOKENS } from './platform/graphql/limits.js';
import { webSocket } from './platform/graphql/socket.js';
import { policy } from './schema.js';

export interface RunningServer {
  readonly app: FastifyInstance;
  readonly url: string;
  stop(): Promise<void>;
}

export interface ServerOptions {
  readonly config: Config;
  readonly platform: Platform;
  readonly schema: GraphQLSchema;
  /** Checks documents before they run; only tests and measurements have another one. */
  readonly gate?: Pick<Gate, 'check'>;
  readonly log?: Logger;
}

const STAFF = new Set(['intermediary', 'office', 'recruiter', 'administrator', 'auditor']);

export const languageOf = (header: unknown): Language => (/^\s*en\b/i.test(typeof header === 'string' ? header : '') ? 'en' : 'zh');

/** One HTTP server: GraphQL over HTTP and WebSocket on one path, health, and the explorer. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { config, platform, schema, log = pino({ level: config.logLevel }) } = options;
  const tokens = new AccessTokens(platform.vault.keys);
  const credentials = new Credentials(platform.pool, tokens, config.loopback, log);
  const leases = new Leases(platform.pool, log).start();
  const gate = options.gate ?? new Gate(schema, policy, (viewer) => config.explorer && STAFF.has(viewer.role));
  const contextOf = async (headers: { authorization?: unknown; language?: unknown }): Promise<Context> =>
    new Context(platform, await credentials.viewerOf(headers.authorization), languageOf(headers.language));

  const app: FastifyInstance = Fastify({
    loggerInstance: log.child({}, { level: 'warn' }) as FastifyBaseLogger,
    bodyLimit: BODY_LIMIT,
    forceCloseConnections: 'idle',
  });
  const apollo = new ApolloServer<Context>({
    schema,
    introspection: true,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false, // it would send itself the signal again, in the middle of our own orderly stop
    hideSchemaDetailsFromClientErrors: true,
    parseOptions: { maxTokens: MAX_TOKENS },
    formatError: answerError(log),
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      fastifyApolloDrainPlugin(app),
      guarded(gate),
    ],
  });
  await apollo.start();

  await app.register(websocket, { options: { maxPayload: BODY_LIMIT, perMessageDeflate: false } });
  app.setErrorHandler((error: { statusCode?: number; code?: string }, request, reply) => {
    const status = error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500 ? error.statusCode : 500;
    if (status === 500) request.log.error({ err: error }, 'unexpected');
    const code = status === 500 ? 'INTERNAL' : status === 413 ? 'TOO_COMPLEX' : 'BAD_USER_INPUT';
    void reply.status(status).send({ errors: [{ message: '请求无法读取 · The request could not be read', extensions: { code } }] });
  });
  app.setNotFoundHandler((_, reply) =>
    reply.status(404).send({ errors: [{ message: '没有这个地址 · No such address', extensions: { code: 'NOT_FOUND' } }] }),
  );

  const context = (request: FastifyRequest): Promise<Context> =>
    contextOf({ authorization: request.headers.authorization, language: request.headers['accept-language'] });
  app.route({ method: 'POST', url: '/graphql', handler: fastifyApolloHandler(apollo, { context }) });
  await app.register(async (scope) =>
    scope.get(
      '/graphql',
      { websocket: true },
      webSocket(schema, gate, contextOf, (viewer, socket) => leases.hold(viewer, socket), log),
    ),
  );
  await app.register(async (scope) => importRoutes(scope, { uploads: platform.uploads, keys: platform.vault.keys, contextOf: context }));
  await app.register(async (scope) => listRoutes(scope, { contextOf: context }));
  await app.register(async (scope) => exportRoutes(scope, context));
  await app.register(async (scope) => accountRoutes(scope, { pool: platform.pool, tokens, loopback: config.loopback }));
  await app.register(async (scope) => progressRoutes(scope, { contextOf: context }));
  app.get('/healthz', () => ({ status: 'ok' }));
  app.get('/readyz', async (_, reply) => {
    const database = await platform.pool.query('select 1').then(
      () => true,
      () => false,
    );
    const search = await platform.search.client.health().then(
      () => true,
      () => false,
    );
    return reply.status(database ? 200 : 503).send({ status: database ? (search ? 'ready' : 'degraded') : 'unavailable', database, search });
  });
  if (config.explorer) {
    await app.register(staticFiles, { root: getDistDirectory(), prefix: '/explorer/', index: false });
    const html = renderAltair({ baseURL: '/explorer/', endpointURL: '/graphql', subscriptionsEndpoint: '/graphql' });
    app.get('/explorer', (_, reply) => reply.type('text/html; charset=utf-8').send(html));
  }
  await app.listen({ port: config.port, host: config.host });
  const { port } = app.server.address() as AddressInfo;
  const host = config.host.includes(':') ? `[${config.host}]` : config.host;
  return {
    app,
    url: `http://${host}:${port}`,
    stop: async () => {
      leases.stop();
      await app.close();
      await apollo.stop();
    },
  };
}

/** Nothing runs before the document was checked against the role; the read transaction ends with the request. */
const guarded = (gate: Pick<Gate, 'check'>): ApolloServerPlugin<Context> => ({
  requestDidStart: async ({ contextValue }) => ({
    didResolveOperation: async ({ document, request }) => gate.check(document, contextValue.viewer, request.variables),
    willSendResponse: () => contextValue.reading.close(),
  }),
});
