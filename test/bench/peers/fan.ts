import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buildSchema } from 'graphql';
import { createPubSub } from 'graphql-yoga';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';

/** What a peer is told over IPC: send this to everybody. */
export interface Told {
  readonly payload: { readonly data: { readonly jobFairFeed: Record<string, unknown> } };
}

const listening = async (server: Server): Promise<string> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

const now = (told: Told): Told['payload'] => ({ data: { jobFairFeed: { ...told.payload.data.jobFairFeed, at: new Date().toISOString() } } });

/** The floor: `ws` alone sends one frame of the same bytes to every socket. */
export async function bareFan(): Promise<string> {
  const server = createServer();
  const sockets = new WebSocketServer({ server, path: '/graphql', perMessageDeflate: false, handleProtocols: () => 'graphql-transport-ws' });
  sockets.on('connection', (socket) =>
    socket.on('message', (data) => {
      if ((data as Buffer).includes('connection_init')) socket.send('{"type":"connection_ack"}');
    }),
  );
  process.on('message', (told: Told | 'memory') => {
    if (told === 'memory') return;
    const frame = JSON.stringify({ id: '1', type: 'next', payload: now(told) });
    for (const socket of sockets.clients) socket.send(frame, () => undefined);
  });
  return listening(server);
}

const SDL = `
  type Query { ok: Boolean }
  type Post { post: ID! title: String! headsLeft: Int! }
  type Said { zh: String! en: String }
  type Counters { posts: Int! heads: Int! visitors: Int! interests: Int! interviews: Int! hires: Int! }
  type Event { cursor: String! at: String! kind: String! post: Post announcement: Said counters: Counters! }
  type Subscription { jobFairFeed(fairId: ID!, after: String): Event! }`;

/** The usual stack: graphql-ws with Yoga's pub/sub, which executes for every subscriber. */
export async function stockFan(): Promise<string> {
  const topics = createPubSub<{ fair: [string, Record<string, unknown>] }>();
  const schema = buildSchema(SDL);
  schema.getSubscriptionType()!.getFields()['jobFairFeed']!.subscribe = (_, { fairId }: { fairId: string }) => topics.subscribe('fair', fairId);
  schema.getSubscriptionType()!.getFields()['jobFairFeed']!.resolve = (event: unknown) => event;
  const server = createServer();
  const sockets = new WebSocketServer({ server, path: '/graphql', perMessageDeflate: false });
  useServer({ schema }, sockets);
  process.on('message', (told: Told | 'memory') => {
    if (told !== 'memory') topics.publish('fair', 'fair', now(told).data.jobFairFeed);
  });
  return listening(server);
}
