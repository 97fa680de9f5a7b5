import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text as textOf } from 'node:stream/consumers';
import WebSocket from 'ws';
import { ROLES, type Role } from '../../src/platform/access/viewer.js';
import { key } from '../support/app.js';
import { ask, dribble, Line } from './client.js';
import { cursorOf } from '../support/cursors.js';
import { signedIn as inSession } from '../support/sessions.js';
import { DRAFT, EVENTS, FEED, LIST, ME, REGION } from './documents.js';
import { authorised, codeOf, json, type Kind, operation, script } from './kinds.js';
import { enrolDisplays, type World } from './scene.js';

const INIT = { type: 'connection_init' };
const subscribe = (id: string, payload: object = { query: ME }): object => ({ id, type: 'subscribe', payload });
const deep = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);

const opened = (world: World, role: Role, init = true, url = world.strict.url): Promise<Line> => Line.open(url, { token: world.token(role), init });

/** A line that is sent something and must be closed with a code. */
const closes = (number: number, name: string, code: number, say: (line: Line) => unknown, init = true): Kind =>
  script(number, name, 'ws', code, async (world, role) => {
    const line = await opened(world, role, init, world.server.url);
    try {
      await say(line);
      return await line.end();
    } finally {
      line.close();
    }
  });

const tooMuch = (number: number, name: string, say: (world: World, role: Role) => Promise<Line>, roles: readonly Role[] = ROLES): Kind =>
  script(
    number,
    name,
    'ws',
    { code: 4430, retryAfter: true },
    async (world, role) => {
      const line = await say(world, role);
      await line.end();
      const { code, reason } = line.closed!;
      line.close();
      return { code, retryAfter: code === 4430 && (JSON.parse(reason) as { retryAfter: number }).retryAfter >= 1 };
    },
    roles,
  );

/** A frame of the protocol as bytes, masked by nothing. */
function frame(opcode: number, payload: Buffer, final = true): Buffer {
  const head = payload.length < 126 ? Buffer.from([payload.length | 0x80]) : Buffer.from([126 | 0x80, payload.length >> 8, payload.length & 255]);
  return Buffer.concat([Buffer.from([(final ? 0x80 : 0) | opcode]), head, Buffer.alloc(4), payload]);
}
const handshake = (url: string, more = ''): string =>
  `GET /graphql HTTP/1.1\r\nhost: ${new URL(url).host}\r\norigin: ${url}\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\nsec-websocket-protocol: graphql-transport-ws\r\n${more}\r\n`;

async function flood(line: Line, times: number, say: () => void): Promise<Line> {
  for (let at = 0; at < times; at++) say();
  return line;
}

/** Longer than a reader that stops may stay. */
const STALLED_MS = 6_000;
const SIGNED_IN = ROLES.filter((role) => role !== 'anonymous');
/** What anybody signed in gets; strangers learn nothing of feeds. */
const signedIn =
  (code: string, others: Partial<Record<Role, string>> = {}) =>
  (role: Role): string =>
    role === 'anonymous' ? 'UNAUTHENTICATED' : (others[role] ?? code);
type Place = [name: string, after: (world: World) => string, wanted: (role: Role) => string, fair?: (world: World) => string];
const places: Place[] = [
  ['ahead', ({ ids }) => cursorOf(ids.fair, 1_000_000), signedIn('BAD_USER_INPUT')],
  ['negative', ({ ids }) => cursorOf(ids.fair, -1), signedIn('BAD_USER_INPUT')],
  ['of another fair', ({ ids }) => cursorOf(ids.plannedFair, 0), signedIn('BAD_USER_INPUT')],
  ['that is none', () => 'Canary7391', signedIn('BAD_USER_INPUT')],
  ['of 60 KB', () => 'x'.repeat(60_000), signedIn('BAD_USER_INPUT')],
  ['older than what is kept', ({ ids }) => cursorOf(ids.fair, 0), signedIn('CURSOR_EXPIRED')],
  ['of a fair out of sight', ({ ids }) => cursorOf(ids.plannedFair, 0), signedIn('NOT_FOUND', { auditor: 'OK' }), ({ ids }) => ids.plannedFair],
];
const asked = (query: string, [, after, , fair]: Place, world: World): object => ({
  query,
  variables: { fair: (fair ?? (({ ids }) => ids.fair))(world), after: after(world) },
});

const SOON_MS = 2_000;
const follow = async (world: World, token: string): Promise<Line> => {
  const line = await Line.open(world.server.url, { token });
  const id = key();
  line.send(subscribe(id, { query: FEED, variables: { fair: world.ids.fair, after: cursorOf(world.ids.fair, 1) } }));
  if ((await line.take(id))?.type !== 'next') throw new Error('it does not follow');
  return line;
};
/** How a line ends whose credential is taken away while it follows a feed. */
const taken = async (line: Line, take: () => Promise<unknown>): Promise<unknown> => {
  await take();
  const since = performance.now();
  const code = await line.end();
  return { code, soon: performance.now() - since < SOON_MS };
};
const CLOSED = { code: 4403, soon: true };
const mine = '(select id from account where name = ?)';
const ENDS: [name: string, statement: string][] = [
  ['a key that runs out', `update api_key set expires_at = now() where account_id = ${mine}`],
  ['a key that is revoked', `update api_key set revoked_at = now() where account_id = ${mine}`],
  ['an account that is disabled', `update account set disabled_at = now() where id = ${mine}`],
  [
    'an account whose role is another',
    `update account set role = case role when 'AUDITOR' then 'ADMINISTRATOR' else 'AUDITOR' end where id = ${mine}`,
  ],
];

/** A program that follows a feed, for the system to stop: what it says at last is the code that it was closed with. */
const FOLLOWER = `
  import WebSocket from 'ws';
  const { url, token, payload } = JSON.parse(process.env.FOLLOW);
  const socket = new WebSocket(url.replace('http', 'ws') + '/graphql', 'graphql-transport-ws', { origin: url });
  socket.on('open', () => socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: 'Bearer ' + token } })));
  socket.on('message', (data) => {
    if (JSON.parse(data).type === 'connection_ack') socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload }));
    else process.stderr.write('follows');
  });
  socket.on('error', () => undefined);
  socket.on('close', (code) => process.stdout.write(String(code)));`;

/** 85–97: the socket. */
export const sockets: Kind[] = [
  script(85, 'no connection_init', 'ws', 4408, async (world, role) => (await opened(world, role, false)).end()),
  closes(85, 'two connection_init', 4429, (line) => line.send(INIT)),
  closes(85, 'subscribe before the acknowledgement', 4401, (line) => line.send(subscribe('1')), false),
  closes(85, 'one id twice', 4409, (line) => {
    line.send(subscribe('1', { query: LIST }));
    line.send(subscribe('1', { query: LIST }));
  }),
  ...[
    ['an unknown type', { type: 'start' }],
    ['a type that only servers send', { type: 'next', id: '1', payload: {} }],
    ['no type', {}],
    ['a list', []],
    ['null', 'null'],
    ['no JSON', '{'],
    ['nothing', ''],
    ['a subscription without an id', { type: 'subscribe', payload: { query: ME } }],
    ['an id of 60 KB', subscribe('x'.repeat(60_000))],
    ['JSON 20,000 deep', `{"type":"ping","payload":{"a":${deep(20_000)}}}`],
  ].map(([name, message]) => closes(85, name as string, 4400, (line) => line.send(message as object | string))),
  closes(85, 'a binary frame', 4400, (line) => line.socket.send(Buffer.from(json(INIT)), { binary: true }), false),
  script(86, 'the legacy subprotocol', 'ws', 'refused', async ({ strict }) =>
    Line.open(strict.url, { protocol: 'graphql-ws' }).then(
      async (line) => ((await line.end()) === 4406 ? 'refused' : line.closed),
      () => 'refused',
    ),
  ),
  script(86, 'no subprotocol', 'ws', 4406, async ({ strict }) => {
    const socket = new WebSocket(`${strict.url.replace('http', 'ws')}/graphql`, { origin: strict.url });
    return new Promise((resolve) => socket.on('close', resolve).on('error', () => undefined));
  }),
  closes(87, 'a frame of 65 KiB', 1009, (line) => line.send(json({ type: 'ping', payload: { pad: 'x'.repeat(65 * 1_024) } }))),
  script(87, '200 fragments', 'ws', 'closed', async (world, role) => {
    const pieces = [
      handshake(world.server.url, `x-role: ${role}\r\n`),
      ...Array.from({ length: 200 }, (_, at) => frame(at === 0 ? 1 : 0, Buffer.from('x'), false)),
    ];
    const { ms } = await dribble(world.server.url, pieces, 1);
    return ms < 10_000 ? 'closed' : ms;
  }),
  script(87, 'fragments without an end', 'ws', 'closed', async (world, role) => {
    const { ms } = await dribble(
      world.strict.url,
      [handshake(world.strict.url, `x-role: ${role}\r\n`), frame(1, Buffer.from('{"type":'), false)],
      10,
    );
    return ms < 10_000 ? 'closed' : ms;
  }),
  tooMuch(88, 'an eleventh operation', async (world, role) => {
    const line = await opened(world, role);
    for (let at = 0; at < 11; at++) line.send(subscribe(String(at), { query: LIST }));
    return line;
  }),
  tooMuch(88, 'a 21st message in a second', async (world, role) => {
    const line = await opened(world, role);
    return flood(line, 25, () => line.send({ type: 'ping' }));
  }),
  tooMuch(
    88,
    'a fifth socket of one account',
    async (world, role) => {
      const four = await Promise.all(Array.from({ length: 4 }, () => opened(world, role)));
      const line = await opened(world, role);
      await line.end();
      for (const one of four) one.close();
      return line;
    },
    ROLES.filter((role) => role !== 'anonymous'),
  ),
  tooMuch(
    88,
    'a 51st socket of strangers of one address',
    async (world) => {
      const fifty = await Promise.all(Array.from({ length: 50 }, () => opened(world, 'anonymous')));
      const line = await opened(world, 'anonymous');
      await line.end();
      for (const one of fifty) one.close();
      return line;
    },
    ['anonymous'],
  ),
  script(89, 'an end that is gone: no pong', 'ws', 'evicted', async (world, role) => {
    const started = performance.now();
    const line = await Line.open(world.strict.url, { token: world.token(role), autoPong: false });
    await line.end();
    return performance.now() - started < 5_000 ? 'evicted' : 'late';
  }),
  script(89, 'one that stops reading', 'ws', 'evicted', async (world, role) => {
    const line = await Line.open(world.server.url, { token: world.token(role) });
    line.socket.pause();
    const pong = json({ type: 'ping', payload: { pad: 'x'.repeat(60_000) } });
    for (let at = 0; at < 400 && !line.closed; at++) {
      line.socket.send(pong);
      if (at % 20 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    line.socket.resume();
    const code = await line.end();
    return [4410, 1006].includes(code) ? 'evicted' : code;
  }),
  script(
    89,
    'a program that the system stops',
    'ws',
    'evicted',
    async (world) => {
      const { app, server, ids } = world;
      const payload = { query: FEED, variables: { fair: ids.fair, after: cursorOf(ids.fair, 1) } };
      const env = { ...process.env, FOLLOW: JSON.stringify({ url: server.url, token: world.token('office'), payload }) };
      const child = spawn(process.execPath, ['--input-type=module', '-e', FOLLOWER], { env });
      await once(child.stderr, 'data');
      child.kill('SIGSTOP');
      const since = performance.now();
      while (performance.now() - since < STALLED_MS) {
        await app.sql("insert into fair_announcement (id, fair_id, zh) values (uuidv7(), ?, '再说一遍')", [ids.fair]);
        await new Promise((resolve) => setTimeout(resolve, 300));
      }
      child.kill('SIGCONT');
      const late = setTimeout(() => child.kill('SIGKILL'), 3_000);
      const code = await textOf(child.stdout);
      clearTimeout(late);
      return ['4410', '1006'].includes(code) ? 'evicted' : code;
    },
    ['office'],
  ),
  tooMuch(90, 'subscribe and complete, again and again', async (world, role) => {
    const line = await opened(world, role);
    return flood(line, 30, () => {
      const id = key();
      line.send(subscribe(id));
      line.send({ id, type: 'complete' });
    });
  }),
  script(91, 'an operation by its hash, without a query', 'ws', ['OK', 'DOCUMENT_NOT_TRUSTED'], async (world, role) => {
    const line = await world.line(role);
    const known = await ask(line, json({ extensions: { persistedQuery: { version: 1, sha256Hash: world.app.trusted.add(ME, []) } } }), key());
    const unknown = await ask(line, json({ documentId: 'sha256:0' }), key());
    return [codeOf(known.text), codeOf(unknown.text)];
  }),
  script(91, 'operations whose asker goes at once leave no connection behind', 'ws', 'answers', async (world, role) => {
    const line = await Line.open(world.server.url, { token: world.token(role) });
    for (let at = 0; at < 30; at++) {
      const id = key();
      line.send(subscribe(id, { query: REGION, variables: { code: '500101' } }));
      line.send({ id, type: 'complete' });
    }
    line.close();
    const answer = await ask(await world.line(role), json({ query: REGION, variables: { code: '500101' } }), key());
    return codeOf(answer.text) === 'OK' ? 'answers' : answer.text;
  }),
  script(
    91,
    'one key over a socket and over HTTP',
    'ws',
    'one effect',
    async (world, role) => {
      const { app, ids } = world;
      const more = { employer: ids.employer, institution: ids.institution, title: '电工', region: '500101', headCount: 1 };
      const body = json({ query: DRAFT, variables: { input: { ...more, pay: { from: '500000', to: '600000' }, idempotencyKey: key() } } });
      const over = await ask(await world.line(role), body, key());
      const again = await fetch(`${world.server.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${world.token(role)}` },
        body,
      });
      const idIn = (text: string): string | undefined =>
        (JSON.parse(text) as { data: { vacancyDraft: { vacancy: { id: string } | null } } }).data.vacancyDraft.vacancy?.id;
      const [first, second] = [idIn(over.text), idIn(await again.text())];
      const rows = await app.sql('select id from vacancy where id = ?', [first ?? null]);
      return first !== undefined && first === second && rows.length === 1 ? 'one effect' : [over.text, second];
    },
    ['office'],
  ),
  ...places.flatMap((place) => [
    operation(92, `events after a cursor ${place[0]}`, (world) => json(asked(EVENTS, place, world)), place[2]),
    ...(place[0] === 'of a fair out of sight'
      ? []
      : [
          script(92, `a feed after a cursor ${place[0]}`, 'ws', 'as for who polls', async (world, role) => {
            const { text } = await ask(await world.line(role), json(asked(FEED, place, world)), key());
            return codeOf(text) === place[2](role) ? 'as for who polls' : text;
          }),
        ]),
  ]),
  script(
    89,
    'one that follows a feed and stops reading',
    'ws',
    'evicted',
    async (world, role) => {
      const { server, app, ids } = world;
      const line = await Line.open(server.url, { token: world.token(role) });
      const id = key();
      line.send(subscribe(id, { query: FEED, variables: { fair: ids.fair, after: cursorOf(ids.fair, 1) } }));
      await line.take(id);
      line.socket.pause();
      const since = performance.now();
      while (performance.now() - since < STALLED_MS) {
        await app.sql("insert into fair_announcement (id, fair_id, zh) values (uuidv7(), ?, '再说一遍')", [ids.fair]);
        await new Promise((resolve) => setTimeout(resolve, 300));
      }
      // One that is still there would answer at last, and be told more.
      line.socket.resume();
      const code = await Promise.race([line.end(), new Promise((resolve) => setTimeout(resolve, 3_000, 'still there'))]);
      line.close();
      return code === 4410 || code === 1006 ? 'evicted' : code;
    },
    SIGNED_IN,
  ),
  script(
    93,
    'the enrolment of a kiosk ends while it follows the feed',
    'ws',
    4403,
    async ({ app, server, ids }) => {
      const name = key();
      const token = await app.token({ role: 'KIOSK', name });
      await enrolDisplays(app, ids.fair);
      const line = await Line.open(server.url, { token });
      const id = key();
      line.send(subscribe(id, { query: FEED, variables: { fair: ids.fair, after: cursorOf(ids.fair, 1) } }));
      await line.take(id);
      await app.sql('update fair_kiosk set until = now() where device_id = (select id from account where name = ?)', [name]);
      return line.end();
    },
    ['kiosk'],
  ),
  ...ENDS.map(([name, statement]) =>
    script(
      93,
      `${name} while its holder follows a feed`,
      'ws',
      CLOSED,
      async (world, role) => {
        const { token, name: own } = await world.fresh(role);
        if (role === 'kiosk') await enrolDisplays(world.app, world.ids.fair);
        return taken(await follow(world, token), () => world.app.sql(statement, [own]));
      },
      SIGNED_IN,
    ),
  ),
  script(
    93,
    'somebody who signs out while they follow a feed',
    'ws',
    CLOSED,
    async (world) => {
      const { token, cookie } = await inSession(world.app);
      const headers = { cookie: `jiangqiao_refresh=${cookie}` };
      return taken(await follow(world, token), () => fetch(`${world.app.server.url}/session`, { method: 'DELETE', headers }));
    },
    ['office'],
  ),
  tooMuch(94, 'a flood of pings', async (world, role) => {
    const line = await opened(world, role);
    return flood(line, 1_000, () => line.socket.ping());
  }),
  tooMuch(94, 'a flood of pongs', async (world, role) => {
    const line = await opened(world, role);
    return flood(line, 1_000, () => line.socket.pong());
  }),
  script(94, 'a pong of 60 KB', 'ws', 'closed', async (world, role) => {
    const pieces = [handshake(world.server.url, `x-role: ${role}\r\n`), frame(10, Buffer.alloc(60_000))];
    const { ms } = await dribble(world.server.url, pieces, 1);
    return ms < 10_000 ? 'closed' : ms;
  }),
  script(95, 'compression offered', 'ws', '', async (world, role) => {
    const socket = new WebSocket(`${world.server.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
      origin: world.server.url,
      perMessageDeflate: true,
      headers: authorised(world, role),
    });
    await new Promise((resolve) => socket.once('open', resolve));
    const { extensions } = socket;
    socket.terminate();
    return extensions;
  }),
];
