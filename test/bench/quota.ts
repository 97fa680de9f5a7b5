import { randomUUID } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import pg from 'pg';
import { v7 } from 'uuid';
import { newApiKey } from '../../src/modules/accounts/api-key.js';
import { shift } from '../../src/modules/quotas/ledger.js';
import { differing, post, take } from '../../src/modules/quotas/ledger.sql.js';
import { asBureau } from '../races/places.js';
import type { Bench } from './main.js';
import { atLeast } from './report.js';
import { startServerOf } from './servers.js';

const ROUNDS = 5;
const ROUND_MS = 2_000;
const GOALS: Readonly<Record<number, number>> = { 8: 0.5, 64: 1.5 };
const PLACES = 1_000_000;
const HOLD_SECONDS = 3_600;

/** Reserves one place; true when it is held. */
type Client = () => Promise<boolean>;

interface Run {
  perSecond: number;
  times: number[];
}

/**
 * Reservations of one hot row: through GraphQL, with key and reply, against the same statement straight in SQL, by as many
 * clients, in rounds that take turns. Every client is a user of its own. Ends with an error if a place was sold twice.
 */
export const quota: Bench = async (world, report) => {
  const { owner } = world;
  const server = await startServerOf('ours', world);
  for (const clients of [8, 64]) {
    const tokens = await officers(owner, clients);
    const [ours, straight] = [await hotQuota(owner), await hotQuota(owner)];
    const desks = await Promise.all(tokens.map((token) => desk(server.url, token, ours)));
    const sessions = await Promise.all(tokens.map(() => session(world.servers.appUrl, straight)));
    const runs: Record<'ours' | 'straight', Run[]> = { ours: [], straight: [] };
    for (let round = -1; round < ROUNDS; round++) {
      const pair = { ours: desks, straight: sessions };
      for (const name of round % 2 === 0 ? (['ours', 'straight'] as const) : (['straight', 'ours'] as const)) {
        const run = await race(pair[name].map((one) => one.reserve));
        if (round >= 0) runs[name].push(run);
      }
      if (round < 0) await owner.query('analyze'); // plans made on empty tables would stay, on either side
    }
    await Promise.all([...desks, ...sessions].map((one) => one.close()));
    const rate = (name: 'ours' | 'straight'): number => median(runs[name].map((run) => run.perSecond));
    const p99 = (name: 'ours' | 'straight'): number =>
      percentile(
        runs[name].flatMap((run) => run.times),
        0.99,
      );
    report.figure(
      { name: `reservations on one row, ${clients} clients`, ours: rate('ours'), reference: rate('straight'), unit: 'a second' },
      atLeast(GOALS[clients]!),
    );
    report.figure({ name: `p99, ${clients} clients`, ours: p99('ours'), reference: p99('straight'), unit: 'ms' });
    await settle(owner, [ours, straight], report.note);
  }
  server.stop();
};

/** Numbers, holds and entries agree, and no place is sold twice. */
async function settle(owner: pg.Client, quotas: readonly string[], note: (text: string) => void): Promise<void> {
  const { rows } = await owner.query<{ id: string }>(differing);
  const over = await owner.query<{ reserved: number }>(
    'select reserved, places from quota where id = any($1) and reserved + confirmed + allocated > places',
    [quotas],
  );
  if (rows.length + over.rows.length > 0)
    throw new Error(`oversold, or numbers that the ledger does not explain: ${JSON.stringify([rows, over.rows])}`);
  const { rows: held } = await owner.query<{ reserved: number }>('select reserved from quota where id = any($1)', [quotas]);
  note(`0 oversold of ${held.reduce((sum, row) => sum + row.reserved, 0)} reserved; the ledger explains every number`);
}

async function race(clients: readonly Client[]): Promise<Run> {
  const times: number[] = [];
  const began = performance.now();
  await Promise.all(
    clients.map(async (reserve) => {
      for (let start = performance.now(); start < began + ROUND_MS; start = performance.now()) {
        if (!(await reserve())) throw new Error('a place that was there was refused');
        times.push(performance.now() - start);
      }
    }),
  );
  return { perSecond: (times.length * 1_000) / (performance.now() - began), times };
}

async function officers(owner: pg.Client, count: number): Promise<string[]> {
  const tokens: string[] = [];
  while (tokens.length < count) {
    const [id, { secret, prefix, hash }] = [v7(), newApiKey()];
    await owner.query("insert into account (id, role, name, region_id) select $1, 'OFFICE', $2, id from region where code = '500000'", [
      id,
      `bench ${id}`,
    ]);
    await owner.query('insert into api_key (id, account_id, prefix, hash) values (uuidv7(), $1, $2, $3)', [id, prefix, hash]);
    tokens.push(secret);
  }
  return tokens;
}

async function hotQuota(owner: pg.Client): Promise<string> {
  const { rows } = await owner.query<{ id: string }>(
    `insert into quota (id, year, origin_id, origin_path, destination_id, destination_path)
     select uuidv7(), extract(year from app_today()), o.id, o.path, d.id, d.path from region o, region d where o.code = '500101' and d.code = '310000' returning id`,
  );
  const { id } = rows[0]!;
  const legs = shift(id, 'OFFERED', 'FREE', PLACES).map((leg, at) => ({ leg: at + 1, ...leg }));
  await owner.query(post(), [v7(), 'ISSUE', false, JSON.stringify(legs)]);
  return id;
}

const LOCK_NOT_AVAILABLE = '55P03';

interface Contender {
  reserve: Client;
  close: () => unknown;
}

/** A connection of the application's role, the bureau's from its start, that runs the statement of the ledger, planned once. */
async function session(appUrl: string, quotaId: string): Promise<Contender> {
  const client = new pg.Client({ connectionString: appUrl });
  client.on('error', () => undefined); // the end of the servers, after a failure that is thrown
  await client.connect();
  for (const setting of Object.entries(asBureau.session.variables)) await client.query('select set_config($1, $2, false)', setting);
  const text = take();
  const reserve = async (): Promise<boolean> => {
    const ask = { id: v7(), holder: randomUUID(), count: 1, seconds: HOLD_SECONDS, purpose: '专列', reach: '/100000/500000' };
    for (;;) {
      try {
        const { rows } = await client.query<{ held: boolean }>({ name: 'take', text, values: [quotaId, JSON.stringify([ask])] });
        return rows[0]!.held;
      } catch (error) {
        if ((error as { code?: string }).code !== LOCK_NOT_AVAILABLE) throw error; // the statement's own patience is over: it asks again
      }
    }
  };
  return { reserve, close: () => client.end() };
}

const MUTATION =
  'mutation Reserve($id: ID!, $input: QuotaReserveInput!) { quotaReserve(id: $id, input: $input) { reservation { id state } userErrors { code } } }';

/** A kept connection that costs as little as a client can: on two cores a heavy one would hide the server behind itself. */
async function desk(url: string, token: string, quotaId: string): Promise<Contender> {
  const { hostname, port, host } = new URL(url);
  const socket: Socket = connect({ host: hostname, port: Number(port), noDelay: true });
  await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
  let received = '';
  let answered: ((body: string) => void) | undefined;
  socket.setEncoding('utf8').on('data', (part: string) => {
    received += part;
    const start = received.indexOf('\r\n\r\n') + 4;
    const length = Number(/\r\ncontent-length: *(\d+)/i.exec(received)?.[1] ?? Number.NaN);
    if (start < 4 || Buffer.byteLength(received) - start < length) return;
    const body = received.slice(start);
    received = '';
    answered?.(body);
  });
  const reserve = async (): Promise<boolean> => {
    const input = { count: 1, purpose: '专列', holdMinutes: HOLD_SECONDS / 60, idempotencyKey: randomUUID() };
    const body = JSON.stringify({ query: MUTATION, variables: { id: quotaId, input } });
    const answer = new Promise<string>((resolve) => (answered = resolve));
    socket.write(
      `POST /graphql HTTP/1.1\r\nhost: ${host}\r\ncontent-type: application/json\r\nauthorization: Bearer ${token}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    );
    return (await answer).includes('"state":"RESERVED"');
  };
  return { reserve, close: () => socket.destroy() };
}

const percentile = (values: readonly number[], share: number): number => values.toSorted((a, b) => a - b)[Math.floor(values.length * share)]!;
const median = (values: readonly number[]): number => percentile(values, 0.5);
