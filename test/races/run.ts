import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { Random } from '../../seeds/random.js';
import { reserveQuotas, sweepReservations } from '../../src/modules/quotas/ledger.js';
import { openOrm } from '../../src/platform/database/orm.js';
import { pause } from '../../src/platform/embedded/process.js';
import { Refusal } from '../../src/platform/graphql/errors.js';
import { entities } from '../../src/schema.js';
import { asBureau, plant, quotasOf, type Tree } from './places.js';
import { Witness } from './witness.js';
import type { Line, Orders } from './worker.js';

export interface RaceOptions {
  readonly ownerUrl: string;
  readonly appUrl: string;
  readonly adminUrl: string;
  readonly attempts: number;
  readonly clients: number;
  readonly processes: number;
  readonly seed: number;
  readonly say: (line: string) => void;
  /** Defences that are taken away: the run must then fail. */
  readonly without?: Orders['without'];
}

const PLACES = 1_000;
const WORKER = fileURLToPath(new URL('worker.js', import.meta.url));
const SHOWN = 20;

/** What was acknowledged: it has to be there at the end. */
class Book {
  readonly reserved = new Map<string, { holder: string; count: number }>();
  readonly confirmed = new Set<string>();
  readonly released = new Set<string>();
  readonly codes = new Map<string, number>();
  attempts = 0;

  take(line: Line): void {
    if (line.did === 'attempt') this.attempts += 1;
    else if (line.did === 'reserve') this.reserved.set(line.id, line);
    else if (line.did === 'confirm') this.confirmed.add(line.id);
    else if (line.did === 'release') this.released.add(line.id);
    else this.codes.set(line.code, (this.codes.get(line.code) ?? 0) + 1);
  }
}

/** Workers of one run: any of them may be killed and is followed by another. */
class Crew {
  readonly #workers: ChildProcess[] = [];
  /** By worker: what it holds as far as it said. */
  readonly #holds: Set<string>[] = [];
  readonly broken: string[] = [];
  #over = false;
  #seed: number;

  constructor(
    private readonly options: RaceOptions,
    private readonly tree: Tree,
    private readonly book: Book,
  ) {
    this.#seed = options.seed;
  }

  start(): void {
    for (let at = 0; at < this.options.processes; at++) this.#spawn(at);
  }

  #spawn(at: number): void {
    const { appUrl, clients, processes, without = [] } = this.options;
    const holds = (this.#holds[at] ??= new Set());
    const orders: Orders = { appUrl, tree: this.tree, seed: this.#seed++, clients: Math.floor(clients / processes), inherited: [...holds], without };
    const child = spawn(process.execPath, [WORKER], { env: { RACE_ORDERS: JSON.stringify(orders) }, stdio: ['pipe', 'pipe', 'pipe'] });
    this.#workers[at] = child;
    let complaint = '';
    child.stderr!.setEncoding('utf8').on('data', (text: string) => (complaint += text));
    createInterface({ input: child.stdout! }).on('line', (line) => {
      if (!line.endsWith('}')) return; // the last line of a killed one may be cut
      const said = JSON.parse(line) as Line;
      this.book.take(said);
      if (said.did === 'reserve') holds.add(said.id);
      if (said.did === 'release') holds.delete(said.id);
    });
    child.once('close', (code, signal) => {
      if (this.#over) return;
      if (signal === 'SIGKILL') this.#spawn(at);
      else this.broken.push(`a worker ended with ${code ?? signal}: ${complaint.slice(0, 1_000)}`);
    });
  }

  kill(random: Random): void {
    random.pick(this.#workers).kill('SIGKILL');
  }

  async stop(): Promise<void> {
    this.#over = true;
    const left = this.#workers.filter((child) => child.exitCode === null && child.signalCode === null);
    for (const child of left) child.stdin!.end();
    await Promise.all(left.map((child) => once(child, 'close')));
  }
}

/**
 * Clients in several processes against one tree of places, through the functions of the ledger, while processes are
 * killed and connections cut; a witness looks on. Returns what is wrong: a run without a fault, or without success, is.
 */
export async function racesRun(options: RaceOptions): Promise<string[]> {
  const { ownerUrl, adminUrl, attempts, seed, say, clients, processes, without = [] } = options;
  say(
    `seed ${seed}: ${attempts} attempts, ${clients} clients in ${processes} processes${without.length > 0 ? `, without ${without.join(', ')}` : ''}`,
  );
  const [owner, looking, admin] = await Promise.all([ownerUrl, ownerUrl, adminUrl].map(connected));
  try {
    const tree = await plant(owner!, PLACES);
    const witness = new Witness(looking!, tree);
    const book = new Book();
    const crew = new Crew(options, tree, book);
    witness.start();
    crew.start();
    const faults = await disturb(options, admin!, crew, book, () => witness.violations.length > 0);
    await crew.stop();
    await witness.stop();
    const wrong = [...witness.violations, ...crew.broken];
    if (wrong.length === 0) wrong.push(...(await settled(options, owner!, tree, book)));
    await witness.check();
    await witness.checkLedger();
    wrong.push(...witness.violations.slice(wrong.length));
    say(
      `${book.attempts} attempts, ${book.reserved.size} reserved, ${book.confirmed.size} confirmed, ${book.released.size} released; ${JSON.stringify(Object.fromEntries(book.codes))}`,
    );
    say(`${faults.kills} processes killed, ${faults.cuts} connections cut, ${witness.looks} looks`);
    if (faults.kills === 0 || faults.cuts === 0) wrong.push('no fault was injected');
    if (book.reserved.size < attempts * 0.3) wrong.push(`only ${book.reserved.size} reservations succeeded`);
    if (!book.codes.has('QUOTA_EXHAUSTED')) wrong.push('the places were never exhausted');
    return wrong.slice(0, SHOWN);
  } finally {
    await Promise.all([owner, looking, admin].map((client) => client!.end()));
  }
}

export async function connected(connectionString: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  return client;
}

/** Kills and cuts in turn, at random moments, until there were enough attempts. */
async function disturb(
  { attempts, seed, appUrl, say }: RaceOptions,
  admin: pg.Client,
  crew: Crew,
  book: Book,
  seen: () => boolean,
): Promise<{ kills: number; cuts: number }> {
  const random = new Random(seed);
  const faults = { kills: 0, cuts: 0 };
  const [least, most] = [attempts / 100, attempts / 20];
  let next = random.whole(least, most);
  let told = attempts / 5;
  for (let turn = 0; book.attempts < attempts && crew.broken.length === 0 && !seen();) {
    await pause(10);
    if (book.attempts >= told) {
      say(`  ${book.attempts} attempts, ${book.reserved.size} reserved`);
      told += attempts / 5;
    }
    if (book.attempts < next) continue;
    next = book.attempts + random.whole(least, most);
    if (turn++ % 3 === 0) {
      crew.kill(random);
      faults.kills += 1;
    } else faults.cuts += await cutConnections(admin, appUrl, random.whole(1, 4));
  }
  return faults;
}

/** When all is quiet: nothing acknowledged is lost, nothing deadlocked, and every place can still be sold, exactly once. */
async function settled(options: RaceOptions, owner: pg.Client, tree: Tree, book: Book): Promise<string[]> {
  const wrong = await lost(owner, tree, book);
  const { rows } = await owner.query<{ deadlocks: number }>('select deadlocks::int from pg_stat_database where datname = current_database()');
  if (rows[0]!.deadlocks > 0) wrong.push(`${rows[0]!.deadlocks} deadlocks`);
  const orm = await openOrm({ url: options.appUrl, entities, poolSize: 8 });
  try {
    await pause(1_500); // the last holds run out
    await orm.em.fork(asBureau).transactional((em) => sweepReservations(em as never));
    for (const quota of quotasOf(tree)) await sellOut(orm, quota);
  } finally {
    await orm.close();
  }
  const left = await owner.query('select id from quota where id = any($1) and places <> reserved + confirmed + allocated', [quotasOf(tree)]);
  if (left.rows.length > 0) wrong.push(`undersold: ${JSON.stringify(left.rows)}`);
  return wrong;
}

async function sellOut(orm: Awaited<ReturnType<typeof openOrm>>, quota: string): Promise<void> {
  const buy = async (): Promise<void> => {
    for (;;) {
      const ask = { quota, holder: crypto.randomUUID(), count: 1, seconds: 3_600, purpose: '余票', reach: null };
      try {
        await orm.em.fork(asBureau).transactional((em) => reserveQuotas(em as never, [ask]));
      } catch (error) {
        if (error instanceof Refusal && error.code === 'QUOTA_EXHAUSTED') return;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: 4 }, buy));
}

/** Ends some connections of the application, whatever they are doing. */
export async function cutConnections(admin: pg.Client, appUrl: string, most: number): Promise<number> {
  const { rowCount } = await admin.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and usename = 'jiangqiao_app' order by random() limit $2",
    [new URL(appUrl).pathname.slice(1), most],
  );
  return rowCount ?? 0;
}

async function lost(owner: pg.Client, tree: Tree, book: Book): Promise<string[]> {
  const { rows } = await owner.query<{ id: string; holder: string; count: number; state: string }>(
    'select id, holder, count, state from reservation where quota_id = any($1)',
    [quotasOf(tree)],
  );
  const found = new Map(rows.map((row) => [row.id, row]));
  const wrong: string[] = [];
  const holders = new Set(rows.map((row) => row.holder));
  if (holders.size !== rows.length) wrong.push(`${rows.length - holders.size} holders held twice`);
  for (const [id, { holder, count }] of book.reserved) {
    const row = found.get(id);
    if (!row || row.holder !== holder || row.count !== count) wrong.push(`an acknowledged reservation is lost: ${id}`);
  }
  for (const id of book.confirmed)
    if (!['CONFIRMED', 'RELEASED'].includes(found.get(id)?.state ?? '')) wrong.push(`a confirmed one is ${found.get(id)?.state}`);
  for (const id of book.released)
    if (!['RELEASED', 'EXPIRED'].includes(found.get(id)?.state ?? '')) wrong.push(`a released one is ${found.get(id)?.state}`);
  return wrong;
}
