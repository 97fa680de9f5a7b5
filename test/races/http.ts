import { randomUUID } from 'node:crypto';
import { Random } from '../../seeds/random.js';
import { pause } from '../../src/platform/embedded/process.js';
import type { ApiOrders } from '../support/api.js';
import { ApiProcess } from '../support/api-process.js';
import { plant, quotasOf, type Tree } from './places.js';
import { connected, cutConnections } from './run.js';
import { Witness } from './witness.js';

export interface HttpRaceOptions extends ApiOrders {
  readonly adminUrl: string;
  readonly token: string;
  readonly attempts: number;
  readonly clients: number;
  readonly seed: number;
  readonly say: (line: string) => void;
}

const PLACES = 200;
const ANSWER_WITHIN_MS = 10_000;
const TRY_AGAIN = new Set(['UNAVAILABLE', 'INTERNAL']);

interface Payload {
  reservation: { id: string; state: string; count: number } | null;
  userErrors: { code: string }[];
}

const field = (name: string, input: string): string =>
  `mutation ($id: ID!, $input: ${input}!) { ${name}(id: $id, input: $input) { reservation { id state count } userErrors { code } } }`;
const MUTATIONS = {
  quotaReserve: field('quotaReserve', 'QuotaReserveInput'),
  reservationConfirm: field('reservationConfirm', 'StepInput'),
  reservationRelease: field('reservationRelease', 'ReasonInput'),
};

/** What is known of each key at the end: it was answered once, with this. */
interface Answered {
  key: string;
  id: string | null;
  code: string | undefined;
}

/**
 * Clients over HTTP against three API processes on one database, which are killed and whose connections are cut: every
 * request is sent until it is answered, now to one process, now to another, always with its key.
 */
export async function httpRace(options: HttpRaceOptions): Promise<string[]> {
  const { seed, say, attempts, clients } = options;
  say(`seed ${seed}: ${attempts} attempts over HTTP, ${clients} clients, 3 processes`);
  const [owner, looking, admin] = await Promise.all([options.servers.ownerUrl, options.servers.ownerUrl, options.adminUrl].map(connected));
  const apis = [0, 1, 2].map(() => new ApiProcess(options));
  await Promise.all(apis.map((one) => one.start()));
  try {
    const tree = await plant(owner!, PLACES);
    const witness = new Witness(looking!, tree);
    witness.start();
    const desks = { answered: [] as Answered[], repeated: 0, left: attempts, apis, token: options.token, tree };
    const random = new Random(seed);
    let over = false;
    const working = Promise.all(Array.from({ length: clients }, (_, at) => desk(desks, new Random(seed * 100 + at)))).finally(() => (over = true));
    let [kills, cuts] = [0, 0];
    for (let turn = 0; !over; turn++) {
      const goal = desks.answered.length + random.whole(attempts / 40, attempts / 15);
      while (!over && desks.answered.length < goal) await pause(5);
      if (over) break;
      if (turn % 3 === 1) {
        await random.pick(apis).restart();
        kills += 1;
      } else cuts += await cutConnections(admin!, options.servers.appUrl, random.whole(1, 4));
    }
    await working;
    await witness.stop();
    await witness.check();
    await witness.checkLedger();
    const wrong = [...witness.violations];
    const { rows } = await owner!.query<{ id: string; holder: string }>('select id, holder from reservation where quota_id = any($1)', [
      quotasOf(tree),
    ]);
    const byHolder = Map.groupBy(rows, (row) => row.holder);
    for (const { key, id } of desks.answered) {
      const held = byHolder.get(key) ?? [];
      if (held.length !== (id === null ? 0 : 1) || (id !== null && held[0]!.id !== id))
        wrong.push(`key ${key} was answered ${id} and holds ${held.length}`);
    }
    const successes = desks.answered.filter((one) => one.id !== null).length;
    const exhausted = desks.answered.filter((one) => one.code === 'QUOTA_EXHAUSTED').length;
    if (rows.length !== successes) wrong.push(`${rows.length} reservations for ${successes} answers`);
    const { rows: deadlocks } = await owner!.query<{ count: number }>(
      'select deadlocks::int as count from pg_stat_database where datname = current_database()',
    );
    if (deadlocks[0]!.count > 0) wrong.push(`${deadlocks[0]!.count} deadlocks`);
    say(
      `${successes} reserved, ${exhausted} refused, ${desks.repeated} requests sent again; ${kills} processes killed, ${cuts} connections cut, ${witness.looks} looks`,
    );
    if (kills === 0 || cuts === 0 || desks.repeated === 0) wrong.push('no fault was injected, or nobody noticed');
    if (successes === 0 || exhausted === 0) wrong.push('nothing was reserved, or never refused');
    return wrong.slice(0, 20);
  } finally {
    await Promise.all([...apis.map((one) => one.stop()), ...[owner, looking, admin].map((client) => client!.end())]);
  }
}

interface Desks {
  readonly answered: Answered[];
  repeated: number;
  left: number;
  readonly apis: readonly ApiProcess[];
  readonly token: string;
  readonly tree: Tree;
}

async function desk(desks: Desks, random: Random): Promise<void> {
  const held: string[] = [];
  while (desks.left-- > 0) {
    const key = randomUUID();
    const payload = await ask(desks, random, 'quotaReserve', random.pick(quotasOf(desks.tree)), key, {
      count: random.whole(1, 3),
      purpose: '专列',
      holdMinutes: 60,
    });
    desks.answered.push({ key, id: payload.reservation?.id ?? null, code: payload.userErrors[0]?.code });
    if (payload.reservation) held.push(payload.reservation.id);
    if (held.length === 0 || random.chance(0.4)) continue;
    const id = held.splice(random.whole(0, held.length - 1), 1)[0]!;
    if (random.chance(0.5)) await ask(desks, random, 'reservationConfirm', id, randomUUID(), {});
    await ask(desks, random, 'reservationRelease', id, randomUUID(), { reason: '改期' });
  }
}

/** Sends the same request until it is answered. */
async function ask(desks: Desks, random: Random, name: keyof typeof MUTATIONS, id: string, idempotencyKey: string, input: object): Promise<Payload> {
  const body = JSON.stringify({ query: MUTATIONS[name], variables: { id, input: { ...input, idempotencyKey } } });
  for (;;) {
    const payload = await send(random.pick(desks.apis).url, desks.token, body);
    const answered = payload?.[name];
    if (answered && answered.userErrors[0]?.code !== 'IDEMPOTENCY_IN_PROGRESS') return answered;
    desks.repeated += 1;
    await pause(random.whole(5, 60));
  }
}

async function send(url: string, token: string, body: string): Promise<Record<string, Payload> | undefined> {
  let answer: { data?: Record<string, Payload> | null; errors?: { extensions: { code: string } }[] };
  try {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
    const response = await fetch(`${url}/graphql`, { method: 'POST', headers, body, signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
    answer = (await response.json()) as typeof answer;
  } catch {
    return undefined; // refused, reset, cut off in the middle, or late
  }
  if (answer.errors && !answer.errors.every((error) => TRY_AGAIN.has(error.extensions.code))) throw new Error(JSON.stringify(answer.errors));
  return answer.data && Object.values(answer.data)[0] ? answer.data : undefined;
}
