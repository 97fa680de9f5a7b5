import { createSourceEventStream, execute, type ExecutionArgs, type ExecutionResult, type GraphQLSchema } from 'graphql';
import { CloseCode, makeServer, type Server } from 'graphql-ws';
import type { FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { RawData, WebSocket } from 'ws';
import type { Fanout } from '../feed/fanout.js';
import { Following } from '../feed/following.js';
import { shareKey } from '../feed/share.js';
import { addressOf, principalOf } from '../access/rates.js';
import type { Viewer } from '../access/viewer.js';
import type { Admission } from './admission.js';
import { type Answer, shownErrors, thrown } from './answer.js';
import { Context } from './context.js';
import { Mistake } from './errors.js';
import { mapped } from './events.js';
import type { Limits } from './limits.js';
import { parseJson } from './request.js';
import { underRequest } from './request-id.js';
import type { Timed } from './timed.js';
import { beat, refuse, send, type Sockets } from './sockets.js';

export interface SocketOptions {
  readonly schema: GraphQLSchema;
  readonly admission: Admission;
  readonly contextOf: (from: { authorization?: unknown; language?: unknown; address: string }) => Promise<Context>;
  readonly sockets: Sockets;
  readonly fanout: Fanout;
  /** Closes a socket whose viewer's credential ends. */
  readonly hold: (viewer: Viewer, socket: WebSocket) => void;
  readonly limits: Limits;
  readonly answer: Answer;
  readonly log: Logger;
  readonly timed: Timed;
}

type Params = Record<string, unknown> | undefined;
interface Peer {
  readonly socket: WebSocket;
  readonly address: string;
}
/** `again` finds the viewer anew, for an event that comes later. */
type Running = ExecutionArgs & { again: () => Promise<Context>; id: string; socket: WebSocket; source: string };

/** Operations over a WebSocket: admitted like those over HTTP, each in a context of its own, and so is each event. */
export function webSocket(options: SocketOptions): (socket: WebSocket, request: FastifyRequest) => void {
  const server = serverOf(options);
  const { sockets, limits, log } = options;
  return (socket, request) => {
    const peer = { socket, address: request.ip };
    if (!sockets.enter(unnamed(peer), socket, limits.socketsUnnamed)) return refuse(socket);
    beat(socket, limits);
    const closed = server.opened(
      {
        protocol: socket.protocol,
        send: (data) => Promise.resolve(send(socket, data, limits)),
        close: (code, reason) => socket.close(code, reason),
        onMessage: (take) =>
          socket.on('message', (data, binary) => void underRequest(request.id, () => receive(socket, data, binary, take as never, options))),
      },
      peer,
    );
    socket.once('close', (code, reason) => {
      closed(code, String(reason)).catch((error: unknown) => log.error({ err: error }, 'a subscription did not end'));
    });
  };
}

const unnamed = ({ address }: Peer): string => `unnamed ${addressOf(address)}`;

function serverOf({ schema, admission, sockets, fanout, hold, limits, answer, contextOf, timed }: SocketOptions): Server<Peer> {
  const context = (params: Params, { address }: Peer): Promise<Context> =>
    contextOf({ authorization: params?.['authorization'], language: params?.['language'], address });
  return makeServer<Record<string, unknown>, Peer>({
    connectionInitWaitTimeout: limits.initSeconds * 1_000,
    /** A wrong credential closes the socket (4403); none is an anonymous visitor. */
    onConnect: async ({ connectionParams, extra }) => {
      const found = await context(connectionParams, extra).catch((error: unknown) =>
        error instanceof Mistake ? null : Promise.reject(error as Error),
      );
      if (!found) return false;
      const { viewer } = found;
      sockets.leave(unnamed(extra), extra.socket);
      const most = viewer.userId === null ? limits.socketsOfAddress : limits.socketsOfOne;
      if (!sockets.enter(principalOf(viewer, extra.address), extra.socket, most)) {
        refuse(extra.socket);
        return false;
      }
      hold(viewer, extra.socket);
      return true;
    },
    onSubscribe: async ({ connectionParams, subscriptions, extra }, id, payload) => {
      const again = (): Promise<Context> => context(connectionParams, extra);
      try {
        if (Object.keys(subscriptions).length > limits.subscriptions) throw tooMany(extra.socket, limits);
        const contextValue = await again();
        const { source, document, operationName, variables } = admission.admit(
          payload,
          { viewer: contextValue.viewer, address: extra.address },
          { subscriptions: true },
        );
        return {
          schema,
          document,
          variableValues: variables,
          operationName: operationName ?? null,
          contextValue,
          again,
          id,
          socket: extra.socket,
          source,
        };
      } catch (error) {
        return thrown(error);
      }
    },
    execute: async (args) => {
      const end = timed(args as Running);
      const result = await run(args, args.contextValue as Context);
      end(result.errors);
      return result;
    },
    subscribe: (args) => follow(args as Running, fanout, { answer, limits }),
    onError: (_ctx, _id, _payload, errors) => shownErrors(answer, errors, limits),
    onNext: (_ctx, _id, _payload, _args, { errors, ...result }) => errors && { ...result, errors: shownErrors(answer, errors, limits) },
  });
}

function tooMany(socket: WebSocket, { subscriptions }: Limits): Mistake {
  refuse(socket);
  return new Mistake('RATE_LIMITED', { zh: `每个连接最多 ${subscriptions} 个订阅`, en: `A socket has at most ${subscriptions} operations` });
}

/** Executes in a context whose read transaction ends with it, whether or not anybody still listens. */
async function run(args: ExecutionArgs, context: Context): Promise<ExecutionResult> {
  try {
    return await execute({ ...args, contextValue: context });
  } finally {
    await context.reading.close();
  }
}

async function follow(
  args: Running,
  fanout: Fanout,
  { answer, limits }: { answer: Answer; limits: Limits },
): Promise<ExecutionResult | AsyncIterableIterator<ExecutionResult>> {
  const stream = (await createSourceEventStream(args).finally(() => (args.contextValue as Context).reading.end())) as
    | ExecutionResult
    | AsyncIterable<unknown>;
  if (!(Symbol.asyncIterator in stream)) return stream;
  if (stream instanceof Following)
    return fanout.follow({
      following: stream,
      key: shareKey(args, stream),
      render: rendered(args, answer, limits),
      id: args.id,
      socket: args.socket,
    });
  return mapped(stream, async (event) => run({ ...args, rootValue: event }, await args.again()));
}

/** An event as the frame of a subscription shows it: for everybody who is shown the same, in a context of its own. */
const rendered =
  (args: Running, answer: Answer, limits: Limits) =>
  async (event: object): Promise<string> => {
    const { platform, viewer, language } = args.contextValue as Context;
    const { errors, ...result } = await run({ ...args, rootValue: event }, new Context(platform, viewer, language));
    return JSON.stringify(errors ? { ...result, errors: shownErrors(answer, errors, limits) } : result);
  };

const TYPES = new Set<unknown>(['connection_init', 'ping', 'pong', 'subscribe', 'complete']);
const LONGEST_ID = 128;

interface Message {
  type?: unknown;
  id?: unknown;
  payload?: { query?: unknown };
}

async function receive(
  socket: WebSocket,
  data: RawData,
  binary: boolean,
  take: (message: Message) => Promise<void>,
  { limits, log }: SocketOptions,
): Promise<void> {
  if (socket.readyState !== socket.OPEN) return;
  const message = binary ? undefined : readable((data as Buffer).toString(), limits);
  if (!message) return socket.close(CloseCode.BadRequest, 'Invalid message received');
  try {
    await take(message);
  } catch (error) {
    log.error({ err: error }, 'unexpected');
    socket.close(CloseCode.InternalServerError, 'Internal server error');
  }
}

/** A message of a client, or nothing. The protocol wants a text in `query`, also where a hash stands for it. */
function readable(text: string, limits: Limits): Message | undefined {
  try {
    const message = parseJson(text, limits) as Message | null;
    if (!message || !TYPES.has(message.type) || (typeof message.id === 'string' && message.id.length > LONGEST_ID)) return undefined;
    if (message.type === 'subscribe' && typeof message.payload === 'object' && message.payload !== null) message.payload.query ??= '';
    return message;
  } catch {
    return undefined;
  }
}
