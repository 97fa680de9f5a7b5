import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '../support/jest.js';
import WebSocket from 'ws';
import { CommandProcess, ServerProcess, until } from '../support/server-process.js';

/** One data folder that the tests of this file start, stop and start again, in order. */
const server = new ServerProcess();
const PARTS = ['api', 'postgres', 'meilisearch'] as const;
let first = { stdout: '', stderr: '' };

beforeAll(async () => {
  await server.start();
  first = { stdout: server.command.stdout, stderr: server.command.stderr };
}, 180_000);
afterAll(() => server.clear());

// oxlint-disable-next-line typescript/no-explicit-any -- answers are looked into freely
async function ask(query: string, token?: string, variables: object = {}, url = server.url): Promise<{ status: number; body: any }> {
  const headers = { 'content-type': 'application/json', ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) };
  const response = await fetch(`${url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query, variables }) });
  return { status: response.status, body: await response.json() };
}

test('demo.json states the address, a token for each role and the ids; each token is what it says', async () => {
  const { url, tokens, ids } = server.demo;
  expect(url).toBe(server.url);
  expect(Object.keys(tokens).sort()).toEqual(['administrator', 'auditor', 'intermediary', 'kiosk', 'office', 'recruiter', 'seeker']);
  for (const [role, token] of Object.entries(tokens)) {
    expect(await ask('query Me { viewer { role name regionPath } }', token)).toMatchObject({
      body: { data: { viewer: { role: role.toUpperCase() } } },
    });
  }
  const known = await ask(
    'query ($v: ID!, $e: ID!, $i: ID!, $a: ID!, $s: ID!) { vacancy(id: $v) { state } employer(id: $e) { id } institution(id: $i) { kind } agency: institution(id: $a) { kind } seeker(id: $s) { id registrations { id } } }',
    tokens.office,
    { v: ids.vacancy, e: ids.employer, i: ids.institution, a: ids.agency, s: ids.seeker },
  );
  expect(known.body.data).toMatchObject({
    vacancy: { state: 'OPEN' },
    employer: { id: ids.employer },
    institution: { kind: 'PUBLIC_EMPLOYMENT_SERVICE' },
    agency: { kind: 'LICENSED_AGENCY' },
    seeker: { id: ids.seeker, registrations: expect.arrayContaining([{ id: ids.registration }]) },
  });
  const own = await ask('query ($v: ID!, $s: ID!) { vacancy(id: $v) { state } seeker(id: $s) { id } }', tokens.intermediary, {
    v: ids.draft,
    s: ids.rosterSeeker,
  });
  expect(own.body.data).toEqual({ vacancy: { state: 'DRAFT' }, seeker: { id: ids.rosterSeeker } });
});

test('the first start shows its progress, then the addresses, a credential for each role and a line to paste that finds posts', async () => {
  expect(first.stderr).toContain('首次启动');
  expect(first.stderr.split('\n').length).toBeGreaterThan(10);
  for (const path of ['/graphql', '/healthz', '/readyz', '/explorer']) expect(first.stdout).toContain(`${server.url}${path}`);
  expect(first.stdout).toContain(`${server.url.replace('http', 'ws')}/graphql`);
  for (const [role, token] of Object.entries(server.demo.tokens)) expect(first.stdout).toMatch(new RegExp(`${role} +${token}\\n`));
  for (const { name, password } of Object.values(server.demo.users)) {
    expect(first.stdout).toContain(`${name}  ${password}`);
    const body = JSON.stringify({ name, password });
    const { status } = await fetch(`${server.url}/session`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    expect([name, status]).toEqual([name, 200]);
  }
  const line = /^ +(curl .*)$/m.exec(first.stdout)![1]!;
  const { stdout } = await promisify(execFile)('bash', ['-c', line]);
  const { data } = JSON.parse(stdout) as { data: { vacancySearch: { totalCount: number; edges: object[] } } };
  expect(data.vacancySearch.edges).toHaveLength(3);
});

test('/graphql never answers a page, and the explorer brings its own files', async () => {
  const paths = ['/graphql', '/graphql?query=%7B__typename%7D', '/graphql/'];
  for (const path of paths) {
    for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'OPTIONS', 'DELETE']) {
      for (const type of ['application/json', 'text/plain', 'application/x-www-form-urlencoded']) {
        const body = method === 'GET' || method === 'HEAD' ? {} : { body: '{"query":', headers: { accept: 'text/html', 'content-type': type } };
        const response = await fetch(`${server.url}${path}`, { method, headers: { accept: 'text/html,*/*;q=0.1' }, ...body });
        expect(`${method} ${path} ${response.headers.get('content-type')}`).not.toContain('html');
        expect(response.status).toBeGreaterThanOrEqual(400);
        expect(await response.text()).not.toMatch(/<\w/);
      }
    }
  }
  const page = await fetch(`${server.url}/explorer`);
  expect(page.headers.get('content-type')).toContain('text/html');
  const html = await page.text();
  expect([...html.matchAll(/(?:src|href)="(https?:)?\/\/[^"]*"/g)].map(([link]) => link)).toEqual([]);
});

test('a rebuild of the index and an import beside a running server join it: its servers stay, and it shows what was taken in', async () => {
  const before = PARTS.map((part) => server.process(part));
  const folder = mkdtempSync(join(tmpdir(), 'jiangqiao-sheet-'));
  try {
    const sheet = join(folder, 'posts.csv');
    writeFileSync(sheet, '岗位名称,用人单位,工作地点,招聘人数,工资\n潮汐观测员,潮汐测试有限公司,重庆市万州区,2,5000-6000元/月\n');
    const env = { DATA_DIR: server.dataDir, PORT: '0' };
    const imported = new CommandProcess(['import', 'vacancies', sheet, '--open-until', `${new Date().getFullYear() + 1}-12-31`], env);
    expect({ code: await imported.ended, told: imported.stderr }).toMatchObject({ code: 0 });
    expect(JSON.parse(imported.stdout)).toMatchObject({ read: 1, stored: 1, refused: 0 });
    const reindexed = new CommandProcess(['search', 'rebuild'], env);
    expect(await reindexed.ended).toBe(0);
    expect(reindexed.stderr).toMatch(/\d{2,} documents indexed again in \d+ ms/);
  } finally {
    rmSync(folder, { recursive: true });
  }
  expect(PARTS.map((part) => server.process(part))).toEqual(before);
  expect(PARTS.every((part) => server.alive(part))).toBe(true);
  const found = await ask('{ vacancySearch(query: "潮汐观测员") { edges { node { title headCount } } } }', server.demo.tokens.office);
  expect(found.body.data.vacancySearch.edges).toEqual([{ node: { title: '潮汐观测员', headCount: 2 } }]);
});

test('the second start is there within five seconds, with the data and the credentials kept', async () => {
  const { tokens, ids } = server.demo;
  const draft = { id: ids.draft, input: { idempotencyKey: '0198c0de-0000-7000-8000-0000000000aa' } };
  const submitted = await ask(
    'mutation ($id: ID!, $input: StepInput!) { vacancySubmit(id: $id, input: $input) { vacancy { state } } }',
    tokens.office,
    draft,
  );
  expect(submitted.body.data.vacancySubmit.vacancy).toEqual({ state: 'UNDER_REVIEW' });
  const counts = 'query { vacancies(first: 1) { totalCount } seekers(first: 1) { totalCount } vacancySearch(query: "焊工") { totalCount } }';
  const before = await ask(counts, tokens.office);
  expect(await server.stop('SIGTERM')).toBe(0);
  expect(server.remains).toEqual([]);

  const took = await server.start();
  const queued = server.queued;
  process.stderr.write(`second start: ${Math.round(took)} ms, of which ${Math.round(queued)} ms in line for a processor\n`);
  expect(took - queued).toBeLessThan(5_000);
  expect(server.demo.tokens).toEqual(tokens);
  expect(server.command.stderr).not.toContain('首次启动');
  expect(await ask(counts, tokens.office)).toEqual(before);
  expect((await ask('query ($id: ID!) { vacancy(id: $id) { state } }', tokens.office, { id: ids.draft })).body.data.vacancy).toEqual({
    state: 'UNDER_REVIEW',
  });
});

test('Ctrl-C ends all three processes, twice pressed and with a socket and half a request open', async () => {
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', { origin: server.url });
  await new Promise((resolve) => socket.once('open', resolve));
  socket.on('error', () => undefined);
  const half = connect(Number(new URL(server.url).port), '127.0.0.1').on('error', () => undefined);
  half.write('POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{');
  expect(server.remains).toEqual(['postgres', 'meilisearch']);
  server.command.child.kill('SIGINT');
  await until('it is stopping', () => server.command.stderr.includes('stopping'));
  expect(await server.stop('SIGINT')).toBe(0);
  expect(server.remains).toEqual([]);
  socket.terminate();
  half.destroy();
});

test('a first start may be broken off anywhere, by Ctrl-C without a process left behind: the next one makes the world', async () => {
  const early = new ServerProcess();
  try {
    for (const [moment, signal] of [
      ['Starting PostgreSQL', 'SIGINT'],
      ['vacancies 600/1200', 'SIGTERM'],
      ['vacancies 900/1200', 'SIGKILL'],
    ] as const) {
      const command = new CommandProcess(['start'], { DATA_DIR: early.dataDir, PORT: '0' });
      await until(moment, () => command.stderr.includes(moment) || !command.running, 120_000);
      command.child.kill(signal);
      expect(await command.ended).toBe(signal === 'SIGKILL' ? signal : 130);
      expect(command.stderr).not.toContain('"level":60');
      expect(early.remains).toEqual(signal === 'SIGKILL' ? ['postgres', 'meilisearch'] : []);
    }
    await early.start();
    await expectOneWorld(early);
    expect(await early.stop()).toBe(0);
  } finally {
    await early.clear();
  }
}, 240_000);

test('two first starts at once make one world, whose credentials both of them know', async () => {
  const first = new ServerProcess();
  const twin = new ServerProcess({ DATA_DIR: first.dataDir });
  try {
    await Promise.all([first.start(), twin.start()]);
    for (const one of [first, twin]) await expectOneWorld(one);
    for (const one of [first, twin]) expect(await one.stop()).toBe(0);
    expect(first.remains).toEqual([]);
  } finally {
    await twin.clear();
    await first.clear();
  }
}, 240_000);

async function expectOneWorld(one: ServerProcess): Promise<void> {
  const answer = await ask('{ viewer { role } seekers(first: 1) { totalCount } }', one.demo.tokens.auditor, {}, one.url);
  expect(answer.body).toEqual({ data: { viewer: { role: 'AUDITOR' }, seekers: { totalCount: 600 } } });
}

test('beyond the loopback address demonstration credentials are refused and not shown, and there is no explorer', async () => {
  const { tokens } = server.demo;
  const beyond = new ServerProcess({ DATA_DIR: server.dataDir, HOST: '127.0.0.2' });
  try {
    await beyond.start();
    expect(beyond.command.stdout).toContain(`${beyond.url}/graphql`);
    expect(beyond.command.stdout).not.toMatch(/jq_|explorer/);
    for (const token of Object.values(tokens)) {
      const refused = await ask('{ viewer { role } }', token, {}, beyond.url);
      expect(refused.body).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
    }
    const socket = new WebSocket(`${beyond.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', { origin: beyond.url });
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.once('open', () => socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${tokens.office}` } })));
    expect(await closed).toBe(4403);
    expect((await fetch(`${beyond.url}/explorer`)).status).toBe(404);
    expect((await fetch(`${beyond.url}/explorer/`)).status).toBe(404);
    expect(await beyond.stop()).toBe(0);
  } finally {
    if (beyond.command.running) beyond.command.child.kill('SIGTERM');
    await beyond.command.ended;
  }
});

test('EXPLORER=1 serves the explorer beyond the loopback address too', async () => {
  const beyond = new ServerProcess({ DATA_DIR: server.dataDir, HOST: '127.0.0.2', EXPLORER: '1' });
  await beyond.start();
  expect((await fetch(`${beyond.url}/explorer`)).status).toBe(200);
  expect(await beyond.stop()).toBe(0);
});

test('a taken port is told of in one sentence, and whoever has it is not disturbed', async () => {
  await server.start();
  const port = new URL(server.url).port;
  const second = new CommandProcess(['start'], { DATA_DIR: server.dataDir, PORT: port });
  expect(await second.ended).toBe(1);
  expect(second.stderr.trim().split('\n').at(-1)).toMatch(new RegExp(`^127\\.0\\.0\\.1:${port} .*PORT`));
  expect(second.stderr).not.toMatch(/"level":60|\n +at /);
  expect(await server.readiness()).toBe('ready');
});

test('a second server beside the first goes on when that one ends, and stops the servers with itself', async () => {
  const second = new ServerProcess({ DATA_DIR: server.dataDir });
  await second.start();
  const { owner, postgres, meilisearch } = server.lock;
  expect(owner!.pid).toBe(server.command.child.pid);
  expect(await server.stop()).toBe(0);
  expect(await second.readiness()).toBe('ready');
  expect(second.lock).toMatchObject({ owner: { pid: second.command.child.pid }, postgres, meilisearch });
  expect(await second.stop()).toBe(0);
  expect(server.remains).toEqual([]);
});

test('every wrong variable is named in one message, before anything is made', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'jiangqiao-wrong-'));
  try {
    const dataDir = join(folder, 'data');
    const env = { DATA_DIR: dataDir, PORT: '70000', LOG_LEVEL: 'loud', EXPLORER: 'yes', DATABASE_URL: 'mysql://somewhere', MEILI_KEY: 'secret-key' };
    const command = new CommandProcess(['start'], env);
    expect(await command.ended).toBe(1);
    for (const name of ['PORT', 'LOG_LEVEL', 'EXPLORER', 'DATABASE_URL', 'DATABASE_OWNER_URL', 'MEILI_URL'])
      expect(command.stderr).toMatch(new RegExp(`^  ${name}: `, 'm'));
    expect(command.stderr).not.toMatch(/secret-key|^  (HOST|DATA_DIR|MEILI_KEY): |\n +at /m);
    expect(readdirSync(folder)).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a platform without the embedded servers gets one sentence that says which variables to set', async () => {
  const arm = "data:text/javascript,Object.defineProperty(process, 'arch', { value: 'arm64' })";
  const command = new CommandProcess(['start'], { DATA_DIR: join(tmpdir(), 'jiangqiao-never'), PORT: '0' }, { imports: arm });
  expect(await command.ended).toBe(1);
  expect(command.stderr.trim().split('\n')).toHaveLength(1);
  for (const name of ['DATABASE_URL', 'DATABASE_OWNER_URL', 'MEILI_URL', 'MEILI_KEY']) expect(command.stderr).toContain(name);
});

test('servers that are named and not there are told of in one sentence', async () => {
  const nobody = 'postgresql://jiangqiao@127.0.0.1:9/jiangqiao';
  const env = { DATABASE_URL: nobody, DATABASE_OWNER_URL: nobody, MEILI_URL: 'http://127.0.0.1:9', MEILI_KEY: 'k', PORT: '0' };
  const command = new CommandProcess(['start'], env);
  expect(await command.ended).toBe(1);
  expect(command.stderr.trim().split('\n')).toHaveLength(1);
  expect(command.stderr).toContain('DATABASE_URL');
});
