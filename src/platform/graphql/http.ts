import type { ApolloServer } from '@apollo/server';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Unacceptable } from '../access/http.js';
import { operations } from '../access/routes.js';
import type { Admission } from './admission.js';
import { fitting } from './answer.js';
import type { Context } from './context.js';
import { retryAfterOf, statusOf } from './errors.js';
import type { Limits } from './limits.js';
import type { Timed } from './timed.js';

export interface GraphqlRoutes {
  readonly apollo: ApolloServer<Context>;
  readonly admission: Admission;
  readonly contextOf: (request: FastifyRequest) => Promise<Context>;
  readonly limits: Limits;
  readonly timed: Timed;
}

const RESPONSE = 'application/graphql-response+json';
const NOT_BY_GET = { zh: '请用 POST 发送', en: 'Send it by POST' };

/** `POST /graphql`, and the answer to every other method there. */
export function graphqlRoutes(app: FastifyInstance, { apollo, admission, contextOf, limits, timed }: GraphqlRoutes): void {
  app.route({
    ...operations,
    method: 'POST',
    url: '/graphql',
    onRequest: async ({ headers }) => assertAccepts(headers.accept),
    handler: async (request, reply) => {
      const context = await contextOf(request);
      const { source, document, operationName, variables } = admission.admit(
        request.body,
        { viewer: context.viewer, address: request.ip },
        { subscriptions: false },
      );
      const end = timed({ source, document });
      const operation = { query: source, variables, ...(operationName ? { operationName } : {}) };
      const { body } = await apollo.executeOperation(operation, { contextValue: context }).finally(() => context.reading.close());
      if (body.kind !== 'single') throw new Error('incremental delivery is not offered');
      const { data, errors, ...rest } = body.singleResult;
      end(errors);
      const first = data ? undefined : errors?.[0]?.extensions;
      const type = request.headers.accept?.includes(RESPONSE) ? RESPONSE : 'application/json';
      const wait = first && retryAfterOf(first);
      if (wait !== undefined) void reply.header('retry-after', wait);
      return reply
        .status(first ? statusOf(first['code']) : 200)
        .type(`${type}; charset=utf-8`)
        .send(JSON.stringify({ ...(errors ? { errors: fitting(errors, limits) } : {}), data, ...rest }));
    },
  });
  app.route({ ...operations, method: ['PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE'], url: '/graphql', handler: notThisMethod });
}

/** A browser that opens the address gets no page, and a GET carries no operation. */
export function notThisMethod({ headers, method }: FastifyRequest, _reply: FastifyReply): never {
  assertAccepts(headers.accept);
  if (method === 'GET' && headers['content-type'] !== undefined && !/^application\/json/i.test(headers['content-type'])) {
    throw new Unacceptable(415, NOT_BY_GET);
  }
  if (method === 'GET' && !headers['apollo-require-preflight'] && !headers['x-apollo-operation-name']) throw new Unacceptable(400, NOT_BY_GET);
  throw new Unacceptable(405, NOT_BY_GET, 'BAD_REQUEST', { allow: 'POST' });
}

function assertAccepts(accept: string | undefined): void {
  if (accept === undefined || /\*\/\*|application\/(\*|json|graphql-response\+json)/i.test(accept)) return;
  throw new Unacceptable(406, { zh: '只以 JSON 回答', en: 'Answers are JSON' });
}
