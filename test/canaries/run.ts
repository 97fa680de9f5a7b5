import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { urlOf } from '../../src/platform/embedded/postgres.js';
import { writeXlsx } from '../../src/platform/sheets/write.js';
import { CommandProcess, ServerProcess, until } from '../support/server-process.js';
import { type Canary, canaries, Clerk, form, Keys, misuse, REGISTER, wantedOf } from './flows.js';
import { type Hit, type Scanned, Scanner } from './scan.js';
import { type Known, Words } from './words.js';

export interface CanaryReport {
  /** After a kill -9, and at the end. */
  readonly scans: { when: string; scanned: Scanned }[];
  /** The one value that was put where it does not belong. */
  readonly planted: { value: string; hits: Hit[] };
  /** What was handed out: whose numbers stand there, and for whom a row of the audit says so. */
  readonly exports: { hits: Hit[]; people: number; audited: number };
  readonly revealed: { right: number; audited: number };
  readonly erased: number;
  /** How often each step took words with numbers in them. */
  readonly words: Record<string, number>;
  readonly requests: number;
  /** What `audit verify` said. */
  readonly audit: string;
}

const AT_ONCE = 8;

async function each<T>(list: readonly T[], work: (one: T) => Promise<unknown>): Promise<void> {
  const waiting = [...list];
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) await work(one);
    }),
  );
}

const HEADINGS = { name: '姓名', idNumber: '身份证号', phone: '联系电话', region: '居住地', occupations: '求职工种', places: '意向地区' };
const lineOf = ({ name, idNumber, phone }: Canary) => ({ name, idNumber, phone, region: '开州区', occupations: '不限', places: '重庆' });
const csvOf = (people: readonly Canary[]): string =>
  [Object.values(HEADINGS), ...people.map((one) => Object.values(lineOf(one)))].map((cells) => cells.join(',')).join('\n');
const xlsxOf = (people: readonly Canary[]): Promise<Buffer> =>
  writeXlsx(
    Object.entries(HEADINGS).map(([key, title]) => ({ key, title })),
    people.map(lineOf),
  );

/** Sends the numbers of many made-up people through everything the real server does, kills it in between, and looks for them on the disk. */
export async function runCanaries(count: number, seed: number, say: (text: string) => void): Promise<CanaryReport> {
  const server = new ServerProcess({ LOG_LEVEL: 'debug' });
  const outside = mkdtempSync(join(tmpdir(), 'jiangqiao-handed-out-'));
  try {
    return await new Run(server, outside, count, seed, say).run();
  } finally {
    await server.clear();
    rmSync(outside, { recursive: true, force: true });
  }
}

class Run {
  readonly #people: Canary[];
  readonly #planted: Canary;
  readonly #keys: Keys;
  readonly #scanner: Scanner;
  readonly #scans: CanaryReport['scans'] = [];
  #clerk!: Clerk;
  #logs = 0;

  constructor(
    private readonly server: ServerProcess,
    /** Where exports are saved, as whoever asked for them would. */
    private readonly outside: string,
    count: number,
    seed: number,
    private readonly say: (text: string) => void,
  ) {
    const all = canaries(count + 1, seed);
    this.#planted = all.pop()!;
    this.#people = all;
    this.#keys = new Keys(seed);
    this.#scanner = new Scanner([...all, this.#planted].flatMap(wantedOf));
  }

  async run(): Promise<CanaryReport> {
    const { server } = this;
    await server.start();
    const { tokens, ids } = server.demo;
    this.#clerk = new Clerk(server.url, tokens.office);
    await this.#sql('update audit_limit set most = 1000000');
    const [typed, inCsv, inXlsx] = this.#parts(0.5, 0.25, 0.25);

    this.say('register, import');
    await each(typed!, async (one) => this.#clerk.data(REGISTER, { input: form(one, ids.institution, this.#keys.next()) }));
    await this.#import(csvOf(inCsv!), ids.institution);
    await this.#import(await xlsxOf(inXlsx!), ids.institution);
    this.say('misuse');
    await each(this.#people.slice(0, Math.max(20, this.#people.length / 20)), (one) => misuse(this.#clerk, one, ids.institution, this.#keys));
    this.say('find');
    const known = await this.#find();
    this.say('words');
    const words = new Words(this.#clerk, new Clerk(server.url, tokens.administrator), ids, this.#keys);
    await words.speak(known, await this.#prepared(), each);
    this.say('reveal, export');
    const revealed = await this.#reveal(known.slice(0, known.length / 4));
    const exported = await this.#export(known.slice(0, Math.min(known.length / 5, 400)));
    this.say('sheets that wait, that are tried, that fail; kill -9 in the middle of one');
    await this.#sheets(ids.agency);
    await this.#killDuringImport(ids.agency);
    this.say('rotate, erase');
    for (const kind of ['master', 'index']) await this.#command('keys', 'rotate', kind);
    const gone = known.slice(-known.length / 10);
    await each(gone, async ({ id }) => this.#clerk.data(ERASE, { id, input: { reason: '本人申请', idempotencyKey: this.#keys.next() } }));
    const report = await this.#audited(exported, revealed, gone.length);
    await this.#plant(ids.employer, ids.institution);
    await this.#end();
    const last = this.#scan('at the end, stopped');
    const audit = await this.#command('audit', 'verify');
    const planted = wantedOf(this.#planted);
    return {
      ...report,
      words: Object.fromEntries(words.taken),
      scans: this.#scans,
      planted: { value: planted[0]!, hits: last.hits.filter(({ value }) => planted.includes(value)) },
      requests: this.#clerk.asked,
      audit: audit.trim(),
    };
  }

  /** Working days are known, so that clocks run; gives the day it is. */
  async #prepared(): Promise<string> {
    await this.#sql(
      "insert into calendar_year (year, source, assumed) select y, 'test', true from generate_series(2020, 2100) y on conflict do nothing",
    );
    return (await this.#sql<{ day: string }>('select app_today()::text as day'))[0]!.day;
  }

  #parts(...shares: number[]): Canary[][] {
    let from = 0;
    return shares.map((share) => this.#people.slice(from, (from += Math.ceil(this.#people.length * share))));
  }

  /** Takes a sheet in and waits for its end. */
  async #import(sheet: string | Buffer, institution: string, options: { dryRun?: boolean } = {}): Promise<string> {
    const id = await this.#upload(sheet);
    await this.#clerk.data(START, { id, input: { institution, ...options, idempotencyKey: this.#keys.next() } });
    let state = '';
    await until('the import ended', async () => ['DONE', 'FAILED'].includes((state = (await this.#clerk.data(JOB, { id })).state)), 120_000);
    return state;
  }

  async #upload(sheet: string | Buffer): Promise<string> {
    const { name, idNumber } = this.#people[0]!;
    const response = await this.#clerk.send(`/imports?kind=seekers&name=${encodeURIComponent(`${name}${idNumber}.xlsx`)}`, sheet);
    return ((await response.json()) as { id: string }).id;
  }

  async #find(): Promise<Known[]> {
    const known: Known[] = [];
    await each(this.#people, async (one) => {
      const { seeker } = await this.#clerk.data(FIND, { input: { idNumber: one.idNumber, idempotencyKey: this.#keys.next() } });
      known.push({ ...one, id: seeker.id as string, registration: seeker.registrations[0].id as string });
    });
    return known;
  }

  async #reveal(people: readonly Known[]): Promise<number> {
    let right = 0;
    await each(people, async ({ id, idNumber, phone, name }) => {
      for (const [field, value] of [
        ['ID_NUMBER', idNumber],
        ['PHONE', `+86${phone}`],
      ]) {
        const input = { field, reason: `核对 ${name} ${idNumber} ${phone}`, idempotencyKey: this.#keys.next() };
        if ((await this.#clerk.data(REVEAL, { id, input })).value === value) right += 1;
      }
    });
    return right;
  }

  async #export(people: readonly Known[]): Promise<Known[]> {
    const half = Math.ceil(people.length / 2);
    const sheet = async (name: string, chosen: readonly Known[], clear: string[]): Promise<void> => {
      const body = JSON.stringify({ seekers: chosen.map(({ id }) => id), clear, reason: '统一投保' });
      const response = await this.#clerk.send('/exports/seekers', body, { 'content-type': 'application/json' });
      if (!response.ok) throw new Error(await response.text());
      writeFileSync(join(this.outside, name), Buffer.from(await response.arrayBuffer()));
    };
    await sheet('clear.xlsx', people.slice(0, half), ['ID_NUMBER', 'PHONE']);
    await sheet('masked.xlsx', people.slice(half), []);
    const [whole] = people.slice(half);
    const { document } = await this.#clerk.data(WHOLE, { id: whole!.id, input: { reason: '本人查询', idempotencyKey: this.#keys.next() } });
    writeFileSync(join(this.outside, 'whole.json'), document as string);
    return [...people.slice(0, half), whole!];
  }

  async #sheets(institution: string): Promise<void> {
    const [whole] = this.#parts(1);
    await this.#upload(csvOf(whole!));
    await this.#import(csvOf(whole!), institution, { dryRun: true });
    await this.#import(csvOf(whole!).replace('姓名,', ''), institution);
    await this.#import(Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.from(csvOf(whole!))]), institution);
  }

  async #killDuringImport(institution: string): Promise<void> {
    const id = await this.#upload(csvOf(this.#people));
    await this.#clerk.data(START, { id, input: { institution, idempotencyKey: this.#keys.next() } });
    await until('it is running', async () => (await this.#clerk.data(JOB, { id })).state === 'RUNNING');
    await this.server.kill('api');
    this.#keepLog();
    this.#scan('after kill -9 in the middle of an import');
    await this.server.start();
  }

  async #audited(exported: readonly Known[], right: number, erased: number): Promise<Pick<CanaryReport, 'exports' | 'revealed' | 'erased'>> {
    const { hits } = this.#scanner.folder(this.outside);
    const owners = new Map(exported.flatMap((one) => wantedOf(one).map((value) => [value, one.id] as const)));
    const people = new Set(hits.map(({ value }) => owners.get(value) ?? `nobody knows ${value}`));
    const counts = await this.#sql<{ exported: number; revealed: number; erased: number }>(
      `select count(distinct seeker_id) filter (where action = 'EXPORTED' and field is not null)::int as exported,
              count(*) filter (where action = 'REVEALED')::int as revealed, count(*) filter (where action = 'ERASED')::int as erased from audit_entry`,
    );
    if (counts[0]!.erased !== erased) throw new Error(`${erased} erased, ${counts[0]!.erased} written down`);
    return { exports: { hits, people: people.size, audited: counts[0]!.exported }, revealed: { right, audited: counts[0]!.revealed }, erased };
  }

  /** A number where it does not belong, in the words of a vacancy: the scan must see it. */
  async #plant(employer: string, institution: string): Promise<void> {
    const { idNumber, phone } = this.#planted;
    const input = {
      employer,
      institution,
      title: '普工',
      region: '500101',
      headCount: 1,
      pay: { negotiable: true },
      remarks: `联系 ${phone}，${idNumber}`,
    };
    const { userErrors } = await this.#clerk.data(DRAFT, { input: { ...input, idempotencyKey: this.#keys.next() } });
    if (userErrors.length > 0) throw new Error(JSON.stringify(userErrors));
  }

  async #end(): Promise<void> {
    await this.server.stop('SIGTERM');
    this.#keepLog();
  }

  /** What the server said lies in its folder too, to be looked through. */
  #keepLog(): void {
    const { stdout, stderr } = this.server.command;
    mkdirSync(join(this.server.dataDir, 'said'), { recursive: true });
    writeFileSync(join(this.server.dataDir, 'said', `${++this.#logs}.log`), stdout + stderr);
  }

  #scan(when: string): Scanned {
    const scanned = this.#scanner.folder(this.server.dataDir);
    const planted = new Set(wantedOf(this.#planted));
    this.#scans.push({ when, scanned: { ...scanned, hits: scanned.hits.filter(({ value }) => !planted.has(value)) } });
    this.say(`scanned ${when}: ${scanned.files} files, ${(scanned.bytes / 2 ** 20).toFixed(0)} MiB`);
    return scanned;
  }

  async #command(...args: string[]): Promise<string> {
    const command = new CommandProcess(args, { DATA_DIR: this.server.dataDir });
    const status = await command.ended;
    if (status !== 0) throw new Error(`${args.join(' ')}: ${status}\n${command.stdout}${command.stderr}`);
    return command.stdout;
  }

  async #sql<T>(text: string): Promise<T[]> {
    const client = new pg.Client({ connectionString: urlOf(this.server.lock.socket, 'jiangqiao_owner') });
    await client.connect();
    try {
      return (await client.query(text)).rows as T[];
    } finally {
      await client.end();
    }
  }
}

const START = 'mutation ($id: ID!, $input: ImportStartInput!) { importStart(id: $id, input: $input) { importJob { id } userErrors { code path } } }';
const JOB = 'query ($id: ID!) { importJob(id: $id) { state } }';
const FIND = 'mutation ($input: SeekerFindInput!) { seekerFind(input: $input) { seeker { id registrations { id } } userErrors { code } } }';
const REVEAL = 'mutation ($id: ID!, $input: SeekerRevealInput!) { seekerReveal(id: $id, input: $input) { value userErrors { code } } }';
const WHOLE = 'mutation ($id: ID!, $input: SeekerExportInput!) { seekerExport(id: $id, input: $input) { document userErrors { code } } }';
const ERASE = 'mutation ($id: ID!, $input: SeekerEraseInput!) { seekerErase(id: $id, input: $input) { userErrors { code } } }';
const DRAFT = 'mutation ($input: VacancyDraftInput!) { vacancyDraft(input: $input) { vacancy { id } userErrors { code path message } } }';
