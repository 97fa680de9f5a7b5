import { type DocumentNode, GraphQLError, type GraphQLSchema, parse, validate } from 'graphql';
import { makeHandler } from 'graphql-ws/use/@fastify/websocket';
import type { Logger } from 'pino';
import type { WebSocket } from 'ws';
import type { Gate } from '../access/gate.js';
import type { Viewer } from '../access/viewer.js';
import { answerError } from './answer.js';
import type { Context } from './context.js';
import { MAX_TOKENS } from './limits.js';

/** Operations over a WebSocket: the same gate as over HTTP, a context of its own for each operation. `hold` closes a socket whose viewer's credential ends. */
export function webSocket(
  schema: GraphQLSchema,
  gate: Pick<Gate, 'check'>,
  contextOf: (headers: { authorization?: unknown; language?: unknown }) => Promise<Context>,
  hold: (viewer: Viewer, socket: WebSocket) => void,
  log: Logger,
): ReturnType<typeof makeHandler> {
  const answer = answerError(log);
  return makeHandler({
    schema,
    connectionInitWaitTimeout: 3_000,
    onConnect: async ({ connectionParams, extra }) => {
      // A wrong credential closes the socket (4403); none is an anonymous visitor.
      return contextOf({ authorization: connectionParams?.['authorization'] }).then(
        ({ viewer }) => {
          hold(viewer, extra.socket);
          return true;
        },
        () => false,
      );
    },
    onSubscribe: async ({ connectionParams }, _id, payload) => {
      try {
        const context = await contextOf({ authorization: connectionParams?.['authorization'], language: connectionParams?.['language'] });
        const document: DocumentNode = parse(payload.query, { maxTokens: MAX_TOKENS });
        const errors = validate(schema, document);
        if (errors.length > 0) return errors.slice(0, 5);
        gate.check(document, context.viewer, payload.variables);
        return { schema, document, variableValues: payload.variables ?? {}, operationName: payload.operationName ?? null, contextValue: context };
      } catch (error) {
        return [error instanceof GraphQLError ? error : new GraphQLError('unexpected', { originalError: error as Error })];
      }
    },
    onError: (_, __, ___, errors) => errors.map((error) => answer(error.toJSON(), error)),
    onNext: async (_, __, ___, args, result) => {
      await (args.contextValue as Context).reading.end();
      return result.errors ? { ...result, errors: result.errors.map((error) => answer(error.toJSON(), error)) as never } : undefined;
    },
  });
}
