import { Readable } from 'node:stream';
import { expect, test } from '@jest/globals';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { syntheticResidentId } from '../../src/platform/privacy/resident-id.js';
import { writeXlsx } from '../../src/platform/sheets/write.js';
import { key, testApp, type Who } from '../support/app.js';
import { anInstitution, CITY } from '../support/factories.js';

const app = testApp();
const START =
  'mutation ($id: ID!, $input: ImportStartInput!) { importStart(id: $id, input: $input) { importJob { id state } userErrors { code path } } }';
type Body = string | Uint8Array;
const JOB = '{ state readCount storedCount repeatedCount refusedCount problem dryRun }';

async function post(body: Body | Readable, kind = 'vacancies', as: Who | null = CITY, headers: Record<string, string> = {}): Promise<Response> {
  const authorization = as ? { authorization: `Bearer ${await app.token(as)}` } : {};
  return fetch(`${app.server.url}/imports?kind=${kind}&name=sheet`, {
    method: 'POST',
    body: body as never,
    headers: { 'content-type': 'application/octet-stream', ...authorization, ...headers },
    duplex: 'half',
  } as RequestInit);
}

interface Progress {
  state: string;
  readCount: number;
  storedCount: number;
  repeatedCount: number;
  refusedCount: number;
  problem: string | null;
}

/** Every event of the subscription, over a real socket, to its end. */
async function follow(id: string, as: Who = CITY): Promise<Progress[]> {
  const client = createClient({
    url: `${app.server.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: class extends WebSocket {
      constructor(address: string, protocol: string) {
        super(address, protocol, { origin: app.server.url });
      }
    },
    connectionParams: { authorization: `Bearer ${await app.token(as)}` },
    retryAttempts: 0,
  });
  const events: Progress[] = [];
  try {
    for await (const { data, errors } of client.iterate<{ importProgress: Progress }>({
      query: `subscription ($id: ID!) { importProgress(importId: $id) ${JOB} }`,
      variables: { id },
    })) {
      if (errors) throw new Error(JSON.stringify(errors));
      events.push(data!.importProgress);
    }
  } finally {
    await client.dispose();
  }
  return events;
}

async function taken(
  body: Body,
  institution: string,
  more: { kind?: string; input?: object; as?: Who } = {},
): Promise<{ id: string; last: Progress }> {
  const as = more.as ?? CITY;
  const { id } = (await (await post(body, more.kind, as)).json()) as { id: string };
  const started = await app.data(START, { id, input: { institution, idempotencyKey: key(), ...more.input } }, as);
  expect(started.importStart.userErrors).toEqual([]);
  return { id, last: (await follow(id, as)).at(-1)! };
}

const SHEET = [
  '岗位名称,用人单位,工作地点,工资,招聘人数,学历',
  '焊工,甲公司,重庆万州,6千-1.2万·13薪,3,初中',
  'python开发,乙公司,浙江省宁波,1-1.5万,,本科',
  '保安,丙公司,万州区,面议,2,',
  ',丁公司,万州区,1千,1,',
  '保洁,戊公司,火星,1千,1,',
  '厨师,己公司,万州区,很多,1,',
  '司机,庚公司,万州区,800-1200元/月,0,',
  '电工,辛公司,万州区,170元/天,1,天才',
].join('\n');

test('takes what is right, refuses each other row with its reason, marks what was assumed', async () => {
  const institution = await anInstitution(app);
  const { id, last } = await taken(SHEET, institution, { input: { openUntil: '2099-12-31' } });
  expect(last).toMatchObject({ state: 'DONE', readCount: 8, storedCount: 3, repeatedCount: 0, refusedCount: 5, problem: null });
  const { importRefusals } = await app.data(
    'query ($id: ID!) { importRefusals(importId: $id) { edges { node { rowNumber code field zh } } } }',
    { id },
    CITY,
  );
  expect(importRefusals.edges.map((edge: { node: { rowNumber: number; field: string } }) => [edge.node.rowNumber, edge.node.field])).toEqual([
    [5, 'title'],
    [6, 'region'],
    [7, 'pay'],
    [8, 'headCount'],
    [9, 'education'],
  ]);
  const { vacancies } = await app.data(
    'query ($institution: ID!) { vacancies(filter: { institution: $institution }, first: 10) { edges { node { title state assumed headCount pay { negotiable monthlyTo { amountMinor } } employer { name state } } } } }',
    { institution },
  );
  const byTitle = new Map(vacancies.edges.map((edge: { node: { title: string } }) => [edge.node.title, edge.node]));
  expect(byTitle.get('焊工')).toMatchObject({
    state: 'OPEN',
    assumed: [],
    headCount: 3,
    pay: { monthlyTo: { amountMinor: '1200000' } },
    employer: { name: '甲公司', state: 'UNVERIFIED' },
  });
  expect(byTitle.get('python开发')).toMatchObject({ assumed: ['headCount'], headCount: 1 });
  expect(byTitle.get('保安')).toMatchObject({ pay: { negotiable: true, monthlyTo: null } });
  await app.application.relay.drain();
  const found = await app.data('{ vacancySearch(query: "python 宁波") { edges { node { title } } } }');
  expect(found.vacancySearch.edges[0].node.title).toBe('python开发');
});

test('the same file twice, or twice at once, and in another encoding or format, stores nothing more', async () => {
  const institution = await anInstitution(app);
  const rows = Array.from({ length: 450 }, (_, at) => ({ title: `焊工${at}`, employer: `单位${at % 7}`, region: '万州区', pay: '面议' }));
  const csv = ['岗位名称,用人单位,工作地点,工资', ...rows.map((row) => Object.values(row).join(','))].join('\r\n');
  const both = await Promise.all([taken(csv, institution), taken(csv, institution)]);
  expect(both.map(({ last }) => last.storedCount).reduce((a, b) => a + b)).toBe(450);
  expect(both.map(({ last }) => last.repeatedCount).reduce((a, b) => a + b)).toBe(450);
  const columns = [
    { key: 'title', title: '岗位名称' },
    { key: 'employer', title: '用人单位' },
    { key: 'region', title: '工作地点' },
    { key: 'pay', title: '工资' },
  ];
  const again = await taken(new Uint8Array(await writeXlsx(columns, rows)), institution);
  expect(again.last).toMatchObject({ storedCount: 0, repeatedCount: 450 });
  expect(await app.sql('select count(*)::int as count from vacancy where institution_id = ?', [institution])).toEqual([{ count: 450 }]);
}, 60_000);

test('GB18030 is read like UTF-8', async () => {
  const gb = Uint8Array.from([
    0xb8, 0xda, 0xce, 0xbb, 0xc3, 0xfb, 0xb3, 0xc6, 0x2c, 0xd3, 0xc3, 0xc8, 0xcb, 0xb5, 0xa5, 0xce, 0xbb, 0x2c, 0xb9, 0xa4, 0xd7, 0xf7, 0xb5, 0xd8,
    0xb5, 0xe3, 0x0a, 0xba, 0xb8, 0xb9, 0xa4, 0x2c, 0xbc, 0xd7, 0xb9, 0xab, 0xcb, 0xbe, 0x2c, 0xd6, 0xd8, 0xc7, 0xec, 0x0a,
  ]);
  const { last } = await taken(gb, await anInstitution(app));
  expect(last).toMatchObject({ state: 'DONE', storedCount: 1 });
});

test('a trial stores nothing and says the same', async () => {
  const institution = await anInstitution(app);
  const { last } = await taken(SHEET, institution, { input: { dryRun: true } });
  expect(last).toMatchObject({ state: 'DONE', storedCount: 3, refusedCount: 5, dryRun: true });
  expect(await app.sql('select 1 from vacancy where institution_id = ?', [institution])).toEqual([]);
});

test('seekers come in sealed; who is registered there already counts as repeated', async () => {
  const institution = await anInstitution(app);
  const id = syntheticResidentId(77, '1987-06-05', 'FEMALE');
  const csv = `姓名,身份证号,联系电话,居住地,求职工种,意向地区,最低工资,学历\n冉小红,${id},13800138000,开县,焊工、保安,上海,3000元/月,初中\n冉小红,${id},13800138000,开县,焊工,上海,,\n向国平,509900199001010000,,开县,焊工,上海,,\n田玉兰,${syntheticResidentId(78, '2015-06-05', 'FEMALE')},,开县,焊工,上海,,`;
  const { id: job, last } = await taken(csv, institution, { kind: 'seekers' });
  expect(last).toMatchObject({ state: 'DONE', storedCount: 1, repeatedCount: 1, refusedCount: 2 });
  const refused = await app.sql('select row_number, code, field, zh, en from import_refusal where job_id = ? order by 1', [job]);
  expect(refused).toMatchObject([
    { row_number: 4, code: 'INVALID', field: 'idNumber' },
    { row_number: 5, code: 'NOT_ELIGIBLE', field: 'idNumber' },
  ]);
  expect(JSON.stringify([refused, await app.sql('select * from seeker')])).not.toContain(id.slice(6));
});

test.each([
  ['a broken workbook', new Uint8Array([0x50, 0x4b, 3, 4, 1, 2, 3]), /另存为/],
  ['an unknown encoding', new Uint8Array([0xff, 0x00, 0x81, 0x0a, 0xff, 0xff, 0x80, 0x2c, 0xff]), /编码|读取/],
  ['columns that are missing', '甲,乙\n1,2\n', /缺少必填列/],
  ['an empty file', '', /列名/],
])('%s ends the import with a clear problem', async (_, body, words) => {
  const { last } = await taken(body, await anInstitution(app));
  expect(last).toMatchObject({ state: 'FAILED', storedCount: 0, problem: expect.stringMatching(words) });
});

test('251 MB are refused, said beforehand or found on the way', async () => {
  const megabyte = Buffer.alloc(1_024 * 1_024, 'a');
  const said = await post(Readable.from([megabyte]), 'vacancies', CITY, {}).then((answer) => answer.status);
  expect(said).toBe(201);
  async function* stream(): AsyncGenerator<Buffer> {
    for (let at = 0; at < 251; at++) yield megabyte;
  }
  const answer = await post(Readable.from(stream())).catch((error: unknown) => error as Error);
  if (answer instanceof Response) {
    expect(answer.status).toBe(413);
    expect(((await answer.json()) as { errors: { extensions: { code: string } }[] }).errors[0]!.extensions.code).toBe('TOO_LARGE');
  }
  expect(await app.sql('select 1 from import_job where size > 250000000')).toEqual([]);
}, 60_000);

test('who may not: visitors, kiosks, and whoever did not upload it', async () => {
  expect((await post(SHEET, 'vacancies', null)).status).toBe(401);
  expect((await post(SHEET, 'vacancies', { role: 'KIOSK' })).status).toBe(403);
  const { id } = (await (await post(SHEET)).json()) as { id: string };
  const institution = await anInstitution(app, '500102');
  const other = { role: 'OFFICE', region: '500102' } as const;
  expect((await app.data(START, { id, input: { institution, idempotencyKey: key() } }, other)).importStart.userErrors).toMatchObject([
    { code: 'NOT_FOUND' },
  ]);
  await expect(follow(id, other)).rejects.toThrow('NOT_FOUND');
  expect((await app.data('query ($id: ID!) { importJob(id: $id) { id } }', { id }, other)).importJob).toBeNull();
});

test('templates and result sheets are downloaded', async () => {
  const template = await fetch(`${app.server.url}/imports/templates/vacancies.csv`);
  expect(await template.text()).toMatch(/^\ufeff?岗位名称,用人单位,工作地点/);
  expect((await fetch(`${app.server.url}/imports/templates/seekers.xlsx`)).headers.get('content-type')).toContain('spreadsheetml');
  const { id } = await taken(SHEET, await anInstitution(app));
  const headers = { authorization: `Bearer ${await app.token(CITY)}` };
  expect(await (await fetch(`${app.server.url}/imports/${id}/result.csv`, { headers })).text()).toContain('工作地点无法识别');
  expect((await fetch(`${app.server.url}/imports/${id}/result.csv`)).status).toBe(401);
});
