import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '../support/jest.js';
import { readXlsx } from 'hucre/xlsx';
import pg from 'pg';
import { CITY_CLOCK, seedCity } from '../../seeds/city-2007.js';
import { placeOf } from '../../src/modules/seekers/person.js';
import { open } from '../../src/platform/privacy/envelope.js';
import { documentOf } from '../../src/modules/bulletin/words.js';
import type { Who } from '../support/app.js';
import { figuresOf, reportOf } from '../support/bulletin.js';
import { testCity } from '../support/city.js';
import { testDatabase } from '../support/database.js';
import { fixture } from './fixture.js';

const SCALE = 0.002;
const app = testCity(SCALE);
const CITY: Who = { role: 'OFFICE', region: '500000', name: '市就业局' };
const WANZHOU: Who = { role: 'OFFICE', region: '500101', name: '万州就业局' };
const AUDITOR: Who = { role: 'AUDITOR', name: '审计' };
const WINDOW = 'from: "2007-01-01", to: "2007-11-30"';
const EVERYTHING = `{ from to place partial text sections { number title figures {
  code name definition unit published amount text rate overPlan change partial reportedThrough
  value { from to value whole change } plan { value completion } lastYear { value change } lists { list measure } } } }`;

test('the report: sections as in the summary; each figure with value, unit, plan and completion, same period last year and change, definition and what it covers', async () => {
  const { bulletin } = await app.data(`{ bulletin(${WINDOW}) ${EVERYTHING} }`, {}, CITY);
  expect(bulletin).toMatchObject({ from: '2007-01-01', to: '2007-11-30', place: '重庆市', partial: true });
  expect(bulletin.sections.map((one: { number: number }) => one.number)).toEqual([2, 4, 5, 6]);
  const figures = bulletin.sections.flatMap((one: { figures: object[] }) => one.figures) as Record<string, any>[]; // oxlint-disable-line typescript/no-explicit-any -- answers are looked into freely
  expect(figures.map((one) => one['code'])).toEqual(fixture.map(({ id }) => id));
  for (const one of figures) expect(one['definition'].length).toBeGreaterThan(5);
  const of = (code: string) => figures.find((one) => one['code'] === code);
  expect(of('trained')).toMatchObject({ value: { value: '231' }, plan: { value: '200', completion: '115.5' }, unit: '人' });
  expect(of('vacancies')).toMatchObject({ value: { value: '712' }, lastYear: { value: '543', change: '31.12' }, change: '31.12' });
  expect(of('reservoirNewJobs')).toMatchObject({ lists: [{ list: 'COUNTED' }, { list: 'DEDUCTED' }, { list: 'STORED' }] });
});

test('reported through September, a partial figure: it states the window that it covers', async () => {
  const { bulletin } = await app.data(
    `{ bulletin(${WINDOW}) { relief: figure(code: "taxRelief") { partial reportedThrough value { from to } } others: figure(code: "vacancies") { partial reportedThrough value { to } } } }`,
    {},
    CITY,
  );
  expect(bulletin.relief).toEqual({ partial: true, reportedThrough: '2007-09-30', value: { from: '2007-01-01', to: '2007-09-30' } });
  expect(bulletin.others).toEqual({ partial: false, reportedThrough: null, value: { to: '2007-11-30' } });
  const { bulletin: half } = await app.data('{ bulletin(from: "2007-01-01", to: "2007-06-30") { partial } }', {}, CITY);
  expect(half.partial).toBe(false);
});

test('comparison of two periods: the first half of the year against the second', async () => {
  const query =
    'query ($against: BulletinPeriodInput) { bulletin(from: "2007-01-01", to: "2007-06-30", against: $against) { figure(code: "vacancies") { value { value } against { from to value change } } } }';
  const { bulletin } = await app.data(query, { against: { from: '2007-07-01', to: '2007-11-30' } }, CITY);
  const { value, against } = bulletin.figure;
  expect(Number(value.value) + Number(against.value)).toBe(712);
  expect(against).toMatchObject({ from: '2007-07-01', to: '2007-11-30' });
  expect(Number(against.change)).toBeCloseTo(((Number(value.value) - Number(against.value)) / Number(against.value)) * 100, 1);
});

test('rows(first, after): every page of what was counted, in the viewer’s scope, people by masked name and a mark', async () => {
  const query = `query ($after: String) { bulletin(${WINDOW}) { figure(code: "placements") { value { value } rows(first: 100, after: $after) { totalCount edges { node { id kind on place amount mark nameMasked } } pageInfo { hasNextPage endCursor } } } } }`;
  const rows: { id: string; mark: string; nameMasked: string; kind: string }[] = [];
  let after: string | null = null;
  let figure: {
    value: { value: string };
    rows: { totalCount: number; edges: { node: (typeof rows)[number] }[]; pageInfo: { hasNextPage: boolean; endCursor: string } };
  };
  do {
    figure = (await app.data(query, { after }, CITY)).bulletin.figure;
    rows.push(...figure.rows.edges.map(({ node }) => node));
    after = figure.rows.pageInfo.endCursor;
  } while (figure.rows.pageInfo.hasNextPage);
  expect(new Set(rows.map(({ mark }) => mark)).size).toBe(Number(figure.value.value));
  expect(figure.rows.totalCount).toBe(rows.length);
  for (const { kind, nameMasked } of rows) expect([kind, nameMasked]).toEqual(['Placement', expect.stringMatching(/^.\*{1,4}$/)]);
  const [first] = rows;
  const { placement } = await app.data('query ($id: ID!) { placement(id: $id) { id } }', { id: first!.id }, CITY);
  expect(placement.id).toBe(first!.id);
});

test('who may not: those who are no office or auditor, and an office for another division', async () => {
  const query = `query ($region: String) { bulletin(${WINDOW}, region: $region) { place } }`;
  expect(await app.mistake(query, {})).toBe('UNAUTHENTICATED');
  const [{ id: agency }] = (await app.sql<{ id: string }>('select id from institution limit 1')) as [{ id: string }];
  for (const as of [{ role: 'RECRUITER' }, { role: 'INTERMEDIARY', institution: agency }, { role: 'ADMINISTRATOR' }, { role: 'KIOSK' }] as Who[])
    expect([as.role, await app.mistake(query, {}, as)]).toEqual([as.role, 'FORBIDDEN']);
  expect(await app.mistake(query, { region: '500102' }, WANZHOU)).toBe('BAD_USER_INPUT');
  expect(await app.mistake(query, { region: '500000' }, WANZHOU)).toBe('BAD_USER_INPUT');
  expect((await app.data(query, {}, WANZHOU)).bulletin.place).toBe('重庆市万州区');
  expect((await app.data(query, { region: '开县' }, AUDITOR)).bulletin.place).toContain('开州');
  expect(await app.mistake('{ bulletin(from: "2007-11-30", to: "2007-01-01") { place } }', {}, CITY)).toBe('BAD_USER_INPUT');
  expect(await app.mistake(`{ bulletin(${WINDOW}) { figure(code: "taxRelief") { rows(list: WHOLE) { totalCount } } } }`, {}, CITY)).toBe(
    'BAD_USER_INPUT',
  );
});

test('an office sees of the rows what its scope shows, and the same numbers as an auditor for its division', async () => {
  const query = `{ bulletin(${WINDOW}, region: "500101") { sections { figures { code value { value whole } } } } }`;
  expect(await app.data(query, {}, WANZHOU)).toEqual(await app.data(query, {}, AUDITOR));
});

test('at most 30 statements, as many for the city as for a county and with a second period', async () => {
  const count = (region: string, more = '') =>
    app.statements(() => app.data(`{ bulletin(${WINDOW}, region: "${region}"${more}) ${EVERYTHING} }`, {}, CITY));
  const city = await count('500000');
  expect(city).toBeLessThanOrEqual(30);
  expect(await count('500101')).toBe(city);
  expect(await count('500101', ', against: { from: "2006-01-01", to: "2006-11-30" }')).toBe(city);
});

const headers = async (as: Who): Promise<Record<string, string>> => ({ authorization: `Bearer ${await app.token(as)}` });

test('XLSX: a row for each figure, for offices and auditors', async () => {
  const url = `${app.server.url}/exports/bulletin.xlsx?from=2007-01&to=2007-11`;
  expect((await fetch(url)).status).toBe(401);
  expect((await fetch(url, { headers: await headers({ role: 'RECRUITER' }) })).status).toBe(403);
  const response = await fetch(url, { headers: await headers(CITY) });
  expect(response.status).toBe(200);
  const { sheets } = await readXlsx(new Uint8Array(await response.arrayBuffer()));
  const rows = sheets[0]!.rows;
  expect(rows.length).toBe(3 + fixture.length);
  expect(String(rows[0]![0])).toContain('2007 年 1-11月');
  expect(rows.find((row) => row[1] === '空岗信息条数')!.slice(2, 4)).toEqual(['712条', 712]);
});

test('the print page: charts as SVG and tables, nothing from elsewhere', async () => {
  const response = await fetch(`${app.server.url}/bulletin?from=2007-01&to=2007-11&region=500101`, { headers: await headers(WANZHOU) });
  const page = await response.text();
  expect(response.headers.get('content-type')).toContain('text/html');
  expect(page.match(/<svg /g)!.length).toBeGreaterThanOrEqual(2);
  expect(page.match(/<table>/g)!.length).toBe(4);
  expect(page).toContain('<h3>二、');
  expect(page).toContain('万州区2007年1-11月');
  expect(page).not.toMatch(/(src|href)=/);
  expect((await fetch(`${app.server.url}/bulletin?from=2007&to=x`, { headers: await headers(CITY) })).status).toBe(400);
});

test('the Chinese document in the summary’s form has every figure once, in its order', async () => {
  const whole = await reportOf(app.application.platform);
  const text = documentOf(whole);
  let at = 0;
  for (const heading of ['二、', '四、', '五、', '六、']) {
    expect(text.indexOf(heading)).toBeGreaterThan(at);
    at = text.indexOf(heading);
  }
  expect(text).toContain('1-9月,减免税收44万元');
  expect(text).toContain('收集各类空岗信息712条');
  expect(figuresOf(whole).length).toBe(24);
});

test('values sealed before they are copied: no ID number stands in the clear, and the seal opens to the number that the mask shows', async () => {
  const { vault } = app.application.platform;
  const rows = await app.sql<{ id: string; number: string; key: string; masked: string }>(
    `select p.id, encode(s.id_number, 'hex') as number, encode(k.wrapped_key, 'hex') as key, p.id_number_masked as masked
       from seeker p join person_secret s on s.seeker_id = p.id join person_key k on k.seeker_id = p.id order by p.id limit 20`,
  );
  for (const { id, number, key, masked } of rows) {
    const sealed = Buffer.from(number, 'hex');
    expect(sealed.toString('latin1')).not.toContain('5099');
    const opened = open(vault.keys, Buffer.from(key, 'hex'), placeOf('id_number', id), sealed).reveal();
    expect([opened.slice(0, 4), opened.slice(-2)]).toEqual(['5099', masked.slice(-2)]);
  }
});

const other = testDatabase();

test('resumable and deterministic: the making of a city that breaks off goes on where it was, and the same city comes out', async () => {
  const owner = new pg.Client({ connectionString: other.urls.ownerUrl });
  await owner.connect();
  try {
    await owner.query('update app_clock set shift = $1::timestamptz - now()', [CITY_CLOCK]);
    const { vault } = app.application.platform;
    const broken = seedCity(owner, vault, SCALE, ({ name }) => {
      if (name === 'vacancies') throw new Error('broken off');
    });
    await expect(broken).rejects.toThrow('broken off');
    const steps = async (): Promise<unknown[]> => (await owner.query('select name, row_count, seconds from world_step order by name')).rows;
    const before = await steps();
    expect(before.length).toBeGreaterThan(3);
    const told: string[] = [];
    expect(await seedCity(owner, vault, SCALE, ({ name, secondsLeft }) => told.push(`${name} ${secondsLeft >= 0}`))).toBe(app.rows);
    expect(told[0]).toBe('registrations true');
    expect(await steps()).toEqual(expect.arrayContaining(before));
    const without = 'created_at registered_at updated_at';
    for (const table of ['seeker', 'vacancy', 'placement', 'micro_loan', 'training_enrolment']) {
      const digest = `select md5(string_agg((to_jsonb(t) - '{${without.replaceAll(' ', ',')}}'::text[])::text, '' order by id)) as digest from ${table} t`;
      expect([table, (await owner.query(digest)).rows]).toEqual([table, await app.sql(digest.replaceAll('?', '??'))]);
    }
  } finally {
    await owner.end();
  }
});

describe('npm run seed -- city-2007', () => {
  const folder = mkdtempSync(join(tmpdir(), 'jiangqiao-seed-'));
  const run = (...words: string[]) =>
    spawnSync(process.execPath, ['dist/src/main.js', ...words], { env: { ...process.env, DATA_DIR: folder, NODE_OPTIONS: '' }, encoding: 'utf8' });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('--scale: a small city, with rate and remaining time as it is made; rows, duration and memory at the end; the index follows', () => {
    const { status, stderr } = run('seed', 'city-2007', '--scale', '0.001');
    expect(status).toBe(0);
    expect(stderr).toMatch(/空岗信息 356\/356，共 \d+ 行，每秒 \d+ 行，约余 \d+ 秒/);
    expect(stderr).toMatch(/\d+ 行，[\d.]+ 秒，每秒 \d+ 行，内存峰值 \d+ MB/);
    expect(stderr).toContain('检索索引已同步 356 条');
    expect(JSON.parse(readFileSync(join(folder, 'demo.json'), 'utf8')).tokens.office).toMatch(/^jq_/);
  }, 120_000);

  test('rerunnable: the same once more finds it there', () => {
    const { status, stderr } = run('seed', 'city-2007', '--scale', '0.001');
    expect([status, stderr.includes('已在目录中')]).toEqual([0, true]);
  }, 60_000);

  test('a data folder holds one world: another is refused without --replace', () => {
    const { status, stderr } = run('seed', 'city-2007', '--scale', '0.002');
    expect([status, stderr.includes('--replace')]).toEqual([1, true]);
    const replaced = run('seed', 'city-2007', '--scale', '0.002', '--replace', '--no-index');
    expect([replaced.status, replaced.stderr]).toEqual([0, expect.stringContaining('已删去')]);
  }, 120_000);

  test('npm run bulletin --json: a line for each figure, as numbers and as published', () => {
    const printed = run('bulletin', '--from', '2007-01', '--to', '2007-11', '--json');
    const lines = JSON.parse(printed.stdout) as { id: string; value: number }[];
    expect(lines.map(({ id }) => id)).toEqual(fixture.map(({ id }) => id));
    expect(lines.find(({ id }) => id === 'vacancies')).toEqual({
      id: 'vacancies',
      value: 712,
      num: null,
      den: null,
      unit: 'notice',
      from: '2007-01',
      to: '2007-11',
      published: '712',
      pct: null,
      yoy: '31.12',
      overPlan: null,
      text: '收集各类空岗信息712条',
    });
    expect(run('bulletin', '--from', 'x', '--to', '2007-11').status).toBe(1);
  }, 60_000);
});
