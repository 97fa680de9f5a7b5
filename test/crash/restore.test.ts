import { createHash } from 'node:crypto';
import {
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from '../support/jest.js';
import { Random } from '../../seeds/random.js';
import { adminUrlOf } from '../../src/platform/embedded/postgres.js';
import { syntheticResidentId } from '../../src/platform/privacy/resident-id.js';
import { Desk, Ledger } from './ledger.js';
import { PatientClient } from '../support/patient-client.js';
import { CommandProcess, ServerProcess, until } from '../support/server-process.js';

/** One data folder that the tests of this file back up, damage and restore, in order. */
const room = mkdtempSync(join(tmpdir(), 'jiangqiao-restore-'));
const backup = join(room, 'backup');
const archive = join(room, 'archive');
const server = new ServerProcess({ ARCHIVE_DIR: archive });
const known = { before: '', after: '', late: '', erased: '', at: '' };
const NOT_KEPT = /RPO at most ([\d.]+) s, RTO ([\d.]+) s/;

afterAll(async () => {
  await server.clear();
  rmSync(room, { recursive: true, force: true });
}, 180_000);

interface Ran {
  code: unknown;
  told: string;
}
async function command(args: readonly string[], dataDir = server.dataDir): Promise<Ran> {
  const ran = new CommandProcess(args, { DATA_DIR: dataDir, ARCHIVE_DIR: archive });
  const code = await ran.ended;
  return { code, told: ran.stderr };
}

const desk = (): Desk => new Desk(new PatientClient(server.url, server.demo.tokens.office, new Random(1)), new Ledger(), new Random(2));
const draft = (remarks: string): Promise<string> =>
  desk().make('vacancyDraft', () => ({
    input: {
      employer: server.demo.ids.employer,
      institution: server.demo.ids.institution,
      title: '船舶电焊工',
      region: '500101',
      headCount: 1,
      pay: { from: '600000', to: '880000' },
      remarks,
    },
    row: {},
  }));

// oxlint-disable-next-line typescript/no-explicit-any -- answers are looked into freely
async function ask(query: string, variables: object = {}): Promise<any> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${server.demo.tokens.office}` };
  const response = await fetch(`${server.url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query, variables }) });
  return ((await response.json()) as { data: unknown }).data;
}
const post = async (id: string): Promise<boolean> => (await ask('query ($id: ID!) { vacancy(id: $id) { id } }', { id })).vacancy !== null;
const person = async (id: string): Promise<string | undefined> => (await ask('query ($id: ID!) { seeker(id: $id) { name } }', { id })).seeker?.name;
const found = async (): Promise<number> => (await ask('{ vacancySearch(query: "焊工", first: 1) { totalCount } }')).vacancySearch.totalCount;

async function admin<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: adminUrlOf(server.lock.socket, 'jiangqiao') });
  await client.connect();
  return work(client).finally(() => client.end());
}

/** Turns bits in the middle of every page of a table. */
function damage(path: string): void {
  const file = openSync(path, 'r+');
  for (let at = 4_000; at < statSync(path).size; at += 8_192) writeSync(file, Buffer.alloc(64, 0xa5), 0, 64, at);
  closeSync(file);
}

/** Somebody makes the manifest agree with a file that was changed; the seal is beyond them. */
function resealed(folder: string, path: string): void {
  const name = join(folder, 'manifest.json');
  const manifest = JSON.parse(readFileSync(name, 'utf8')) as { files: { path: string; sha256: string }[] };
  const content = readFileSync(join(folder, 'postgres', path));
  manifest.files.find((one) => one.path === path)!.sha256 = createHash('sha256').update(content).digest('hex');
  writeFileSync(name, JSON.stringify(manifest));
}

let pathOfPosts = '';
let hits = 0;

beforeAll(async () => {
  await server.start();
  known.before = await draft('before');
  const registration = await desk().make('seekerRegister', () => ({
    input: {
      name: '恢复甲',
      idNumber: syntheticResidentId(7, '1980-05-05', 'MALE'),
      region: '500101',
      education: 'JUNIOR_HIGH',
      wish: { occupations: ['焊工'], places: ['重庆'], wageFloor: '500000' },
      institution: server.demo.ids.institution,
      validUntil: `${new Date().getFullYear() + 1}-06-30`,
    },
    row: {},
  }));
  const { rows } = await admin((client) => client.query<{ id: string }>('select seeker_id as id from registration where id = $1', [registration]));
  known.erased = rows[0]!.id;
  const revealed = await ask(
    'mutation ($id: ID!, $input: SeekerRevealInput!) { seekerReveal(id: $id, input: $input) { value userErrors { code } } }',
    {
      id: known.erased,
      input: { field: 'ID_NUMBER', reason: '核对', idempotencyKey: '0198c0de-0000-7000-8000-0000000000b2' },
    },
  );
  expect(revealed.seekerReveal.value).toBe(syntheticResidentId(7, '1980-05-05', 'MALE'));
}, 180_000);

/** The rows by which it is told what a restore brought back; the person was registered before the backup and erased after it. */
test('a backup is taken beside the running server, which goes on', async () => {
  const { tokens } = server.demo;
  expect(await person(known.erased)).toContain('恢复甲');
  const taken = await command(['backup', backup]);
  expect(taken).toMatchObject({ code: 0 });
  expect(taken.told).toMatch(/backed up: \d+ files, \d+ MB in [\d.]+ s/);
  expect(taken.told).toContain(join(server.dataDir, 'keys.json'));
  expect(readdirSync(backup).sort()).toEqual(['manifest.json', 'postgres']);
  expect(JSON.stringify(readdirSync(backup, { recursive: true }))).not.toMatch(/keys\.json|meilisearch/);
  expect(await command(['backup', backup])).toMatchObject({ code: 1, told: expect.stringContaining('name a new folder') });
  expect(await server.readiness()).toBe('ready');
  known.after = await draft('after');
  known.at = new Date(Date.now() + 20).toISOString();
  await new Promise((resolve) => setTimeout(resolve, 50));
  known.late = await draft('late');
  const erased = await ask(
    'mutation ($id: ID!, $input: SeekerEraseInput!) { seekerErase(id: $id, input: $input) { erasure { id } userErrors { code } } }',
    {
      id: known.erased,
      input: { reason: '本人要求', idempotencyKey: '0198c0de-0000-7000-8000-0000000000b1' },
    },
  );
  expect(erased.seekerErase).toMatchObject({ erasure: { id: expect.any(String) }, userErrors: [] });
  hits = await found();
  pathOfPosts = await admin(async (client) => (await client.query<{ path: string }>("select pg_relation_filepath('vacancy') as path")).rows[0]!.path);
  expect(tokens.office).not.toBe('');
}, 180_000);

test('a restore over a database, into a running one, without its keys, with older journals or from a damaged or a doctored backup is refused before anything is touched', async () => {
  expect(await command(['restore', backup])).toMatchObject({ code: 1, told: expect.stringContaining('--replace') });
  expect(await command(['restore', backup, '--replace'])).toMatchObject({ code: 1, told: expect.stringContaining('stop the server first') });
  const empty = join(room, 'empty');
  mkdirSync(empty);
  expect(await command(['restore', backup], empty)).toMatchObject({ code: 1, told: expect.stringContaining('keys.json') });
  cpSync(join(server.dataDir, 'keys.json'), join(empty, 'keys.json'));
  expect(await command(['restore', backup], empty)).toMatchObject({ code: 1, told: expect.stringContaining('audit-heads.jsonl') });
  const broken = join(room, 'broken');
  cpSync(backup, broken, { recursive: true });
  damage(join(broken, 'postgres', pathOfPosts));
  expect(await command(['restore', broken], empty)).toMatchObject({ code: 1, told: expect.stringContaining(`${pathOfPosts}: `) });
  resealed(broken, pathOfPosts);
  expect(await command(['restore', broken], empty)).toMatchObject({ code: 1, told: expect.stringContaining('the manifest was changed') });
  expect(readdirSync(empty)).toEqual(['keys.json']);
}, 180_000);

test('damage is found by verify; after a restore, broken off and begun again, everything acknowledged is back, who was erased is not, and search finds as before', async () => {
  expect(await server.stop()).toBe(0);
  damage(join(server.dataDir, 'postgres', pathOfPosts));
  const verified = await command(['verify']);
  expect(verified.code).toBe(1);
  expect(verified.told).toMatch(/✗ 表和索引的每一页完好.*vacancy/);
  const broken = new CommandProcess(['restore', backup, '--replace'], { DATA_DIR: server.dataDir, ARCHIVE_DIR: archive });
  await until('the old database is moved away', () => broken.stderr.includes('what was there lies in'), 60_000);
  broken.child.kill('SIGKILL');
  await broken.ended;
  expect(await command(['start'])).toMatchObject({ code: 1, told: expect.stringContaining('run npm run restore again') });
  const restored = await command(['restore', backup]);
  process.stderr.write(
    restored.code === 0 ? restored.told : `${restored.told}${readFileSync(join(server.dataDir, 'postgres.log'), 'utf8').slice(-3_000)}`,
  );
  expect(restored.code).toBe(0);
  expect(Number(NOT_KEPT.exec(restored.told)![1])).toBeLessThan(15);
  await server.start();
  expect([await post(known.before), await post(known.after), await post(known.late)]).toEqual([true, true, true]);
  expect(await person(known.erased)).toBeUndefined();
  expect(await found()).toBe(hits);
  expect(await server.stop()).toBe(0);
}, 180_000);

test('to an instant between two changes: the one before it is there, the one after it is not, and who was erased later stays erased', async () => {
  const unfinished = join(server.dataDir, 'restore.json');
  const restored = await command(['restore', backup, '--replace', '--until', known.at]);
  process.stderr.write(
    restored.code === 0 ? restored.told : `${restored.told}${readFileSync(join(server.dataDir, 'postgres.log'), 'utf8').slice(-3_000)}`,
  );
  expect(restored.code).toBe(0);
  expect(existsSync(unfinished)).toBe(false);
  await server.start();
  expect([await post(known.before), await post(known.after), await post(known.late)]).toEqual([true, true, false]);
  expect(await person(known.erased)).toBeUndefined();
  const { rows } = await admin((client) =>
    client.query<{ state: string; name: string }>('select state, name from seeker where id = $1', [known.erased]),
  );
  expect(rows[0]).toMatchObject({ state: 'ERASED' });
  expect(rows[0]!.name).not.toContain('恢复甲');
  const reason = await admin((client) => client.query("select from audit_entry where reason like '恢复备份后重新删除%'"));
  expect(reason.rowCount).toBe(1);
  expect(await server.stop()).toBe(0);
  expect(readFileSync(join(server.dataDir, 'erasures.jsonl'), 'utf8').trim().split('\n')).toHaveLength(1);
}, 180_000);
