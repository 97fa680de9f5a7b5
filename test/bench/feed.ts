import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import WebSocket from 'ws';
import { pause } from '../../src/platform/embedded/process.js';
import { cursorOf } from '../support/cursors.js';
import { percentile } from '../feed/kiosk.js';
import { aScene } from '../feed/scene.js';
import type { Bench } from './main.js';
import type { Told } from './peers/fan.js';
import { atMost } from './report.js';
import type { World } from './world.js';

const ROUNDS = 30;
const WARM = 3;
const EVERY_MS = 1_000;
const NAMES = ['bare', 'stock', 'ours'] as const;
type Name = (typeof NAMES)[number];

const FIELDS = 'cursor at kind post { post title headsLeft } announcement { zh en } counters { posts heads visitors interests interviews hires }';
const QUERY = `subscription Feed($fairId: ID!, $after: String) { jobFairFeed(fairId: $fairId, after: $after) { ${FIELDS} } }`;
const TEXT = '请到一号厅参加现场招聘，'.repeat(6);

/** One server in a process of its own with its sockets, and what they have seen of the event that is on its way. */
class Fan {
  readonly rounds: number[][] = [];
  #child!: ChildProcess;
  #waiting = 0;
  #done: (() => void) | undefined;
  #round: number[] = [];
  url = '';
  readonly #sockets: WebSocket[] = [];

  constructor(readonly name: Name) {}

  async start({ servers, folder }: World): Promise<void> {
    const { ownerUrl, appUrl, meiliUrl, meiliKey } = servers;
    this.#child = fork(fileURLToPath(new URL('fan.js', import.meta.url)), [this.name], {
      env: { ...process.env, BENCH_WORLD: JSON.stringify({ servers: { ownerUrl, appUrl, meiliUrl, meiliKey }, folder }) },
    });
    const [{ url }] = (await once(this.#child, 'message')) as [{ url: string }];
    this.url = url;
  }

  /** Sockets that follow, opened some at a time. */
  async connect(count: number, token: string, fairId: string, after: string): Promise<void> {
    for (let made = 0; made < count; made += 100)
      await Promise.all(Array.from({ length: Math.min(100, count - made) }, () => this.#open(token, fairId, after)));
    await pause(1_000);
  }

  async #open(token: string, fairId: string, after: string): Promise<void> {
    const socket = new WebSocket(`${this.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', { origin: this.url, perMessageDeflate: false });
    this.#sockets.push(socket);
    await once(socket, 'open');
    socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } }));
    await once(socket, 'message');
    const variables = { fairId, after };
    socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query: QUERY, variables } }));
    socket.on('message', (data) => this.#seen(data as Buffer));
  }

  #seen(data: Buffer): void {
    const at = data.indexOf('"at":"') + 6;
    if (at < 6) throw new Error(data.toString().slice(0, 300));
    this.#round.push(Date.now() - Date.parse(data.toString('latin1', at, at + 24)));
    if (--this.#waiting === 0) this.#done?.();
  }

  /** One event to everybody; their times from when it was written, or given to be sent. */
  async round(tell: () => Promise<unknown>, counts: boolean): Promise<void> {
    this.#round = [];
    this.#waiting = this.#sockets.length;
    const all = new Promise<void>((resolve) => (this.#done = resolve));
    await tell();
    await all;
    if (counts) this.rounds.push(this.#round);
  }

  say(told: Told): Promise<unknown> {
    this.#child.send(told);
    return Promise.resolve();
  }

  async memory(): Promise<number> {
    const answer = once(this.#child, 'message');
    this.#child.send('memory');
    return ((await answer) as [{ rss: number }])[0].rss;
  }

  stop(): void {
    for (const socket of this.#sockets) socket.terminate();
    this.#child.disconnect();
  }
}

/**
 * One event a second to so many sockets: ours, from the commit on, against a bare broadcast of the same bytes and against
 * graphql-ws with a stock pub/sub, each in a process of its own, in rounds that take turns.
 */
export const feed: Bench = async (world, report) => {
  const { owner, size, token } = world;
  const scene = await aScene(owner, 0);
  const { rows } = await owner.query<{ last: number }>('select last_seq::int as last from feed_stream where id = $1', [scene.fairId]);
  const fans = NAMES.map((name) => new Fan(name));
  const memories: Partial<Record<Name, number>> = {};
  for (const fan of fans) {
    await fan.start(world);
    const before = await fan.memory();
    await fan.connect(size, token, fan.name === 'ours' ? scene.fairId : 'fair', cursorOf(scene.fairId, rows[0]!.last));
    memories[fan.name] = ((await fan.memory()) - before) / size / 1_024;
    report.note(`${size} sockets at ${fan.name}`);
  }
  const say = async (url: string): Promise<void> => {
    const query = 'mutation ($id: ID!, $input: FairAnnounceInput!) { jobFairSay(id: $id, input: $input) { userErrors { code } } }';
    const body = JSON.stringify({ query, variables: { id: scene.fairId, input: { zh: TEXT, idempotencyKey: crypto.randomUUID() } } });
    const answer = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body,
    });
    const text = await answer.text();
    if (!text.includes('"userErrors":[]')) throw new Error(text);
  };
  const counters = { posts: 3, heads: 3_000, visitors: 0, interests: 0, interviews: 0, hires: 0 };
  const told = { cursor: cursorOf(scene.fairId, 10), at: '', kind: 'ANNOUNCED', post: null, announcement: { zh: TEXT, en: null }, counters };
  for (let round = -WARM; round < ROUNDS; round++) {
    for (const fan of round % 2 === 0 ? fans : fans.toReversed()) {
      const began = performance.now();
      await fan.round(() => (fan.name === 'ours' ? say(fan.url) : fan.say({ payload: { data: { jobFairFeed: told } } })), round >= 0);
      await pause(Math.max(0, EVERY_MS / NAMES.length - (performance.now() - began)));
    }
  }
  const [bare, stock, ours] = fans as [Fan, Fan, Fan];
  const of = (fan: Fan, share: number): number => percentile(fan.rounds.flat(), share);
  /** What else runs on the machine spoils a round; the median of the rounds says what it was without. */
  const calm = (fan: Fan): number =>
    percentile(
      fan.rounds.map((round) => percentile(round, 0.99)),
      0.5,
    );
  const name = `event → ${size} sockets p99`;
  report.figure({ name: `${name}, against ws alone`, ours: of(ours, 0.99), reference: of(bare, 0.99), unit: 'ms' }, atMost(1.5));
  report.figure({ name: `${name}, against graphql-ws + pub/sub`, ours: of(ours, 0.99), reference: of(stock, 0.99), unit: 'ms' }, atMost(0.5));
  report.figure({ name: 'median of the p99 of rounds, against ws alone', ours: calm(ours), reference: calm(bare), unit: 'ms' });
  report.figure({ name: 'the same, against graphql-ws + pub/sub', ours: calm(ours), reference: calm(stock), unit: 'ms' });
  report.figure({ name: 'p50, against ws alone', ours: of(ours, 0.5), reference: of(bare, 0.5), unit: 'ms' });
  report.figure({ name: 'memory a socket, against ws alone', ours: memories.ours!, reference: memories.bare!, unit: 'KiB' });
  report.figure({ name: 'memory a socket, against graphql-ws + pub/sub', ours: memories.ours!, reference: memories.stock!, unit: 'KiB' });
  for (const fan of fans) fan.stop();
};
