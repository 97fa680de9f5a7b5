import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';

const requests = new AsyncLocalStorage<string>();
const HEADER = 'x-request-id';
const FORM = /^[\w.:-]{8,64}$/;

/** The id that a proxy or a client gave a request, where it has the form of one; otherwise a new one. */
export const requestIdOf = ({ headers }: Pick<IncomingMessage, 'headers'>): string => {
  const given = headers[HEADER];
  return typeof given === 'string' && FORM.test(given) ? given : randomUUID();
};

/** The id of the request that this code runs for; undefined for work that is nobody's request. */
export const requestId = (): string | undefined => requests.getStore();

export const underRequest = <T>(id: string, work: () => T): T => requests.run(id, work);

/** Every request has an id: told in the answer, and in every line of the log that is written for it. */
export function nameRequests(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, done) => {
    void reply.header(HEADER, request.id);
    requests.run(request.id, done);
  });
  // A body is read in the context of its connection.
  app.addHook('preValidation', (request, _reply, done) => requests.run(request.id, done));
}
