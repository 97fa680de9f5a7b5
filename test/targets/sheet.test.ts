import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { expect, test } from '../support/jest.js';
import { writeXlsx } from '../../src/platform/sheets/write.js';
import { xlsxRecords } from '../../src/platform/sheets/xlsx.js';
import { testApp, type Who } from '../support/app.js';
import { anInstitution, aVacancy } from '../support/factories.js';
import { aPlan, aUnit, CITY_A, office, partsOf, placements } from '../support/targets.js';

const app = testApp();
const sent = async (id: string, rows: Record<string, unknown>[], as: Who, key: string = randomUUID()): Promise<Response> =>
  fetch(`${app.server.url}/target-plans/${id}/parts`, {
    method: 'POST',
    headers: { authorization: `Bearer ${await app.token(as)}`, 'content-type': 'application/octet-stream', 'idempotency-key': key },
    body: new Uint8Array(
      await writeXlsx(
        Object.keys(rows[0]!).map((title) => ({ key: title, title })),
        rows,
      ),
    ),
  });
const exported = async (id: string, as: Who): Promise<Response> =>
  fetch(`${app.server.url}/exports/targets.xlsx?plan=${id}`, { headers: { authorization: `Bearer ${await app.token(as)}` } });

test('a plan is divided by the sheet of an office, all of it or nothing, once for a key; out it goes with what was done', async () => {
  await aVacancy(app);
  const year = Number(app.application.platform.clock.today().slice(0, 4));
  const id = await aPlan(app, year, [
    { indicator: 'PLACED', value: '20', weight: 70 },
    { indicator: 'POST_TRAINING_EMPLOYMENT_RATE', value: '6500', weight: 30 },
  ]);
  for (const county of ['500101', '500102']) await aUnit(app, county);
  const names = (await app.sql<{ name: string }>("select name from assessed_unit where region_path not like '%/500000' order by region_path")).map(
    (one) => one.name,
  );
  const rows = (first: number, rate = '65.00%'): Record<string, unknown>[] => [
    { 单位: names[0], 介绍成功人数: first, 培训后就业再就业率: rate },
    { 单位: names[1], 介绍成功人数: 8, 培训后就业再就业率: '65%' },
    { 单位: '合计', 介绍成功人数: first + 8, 培训后就业再就业率: '' },
  ];
  expect(await (await sent(id, rows(11), CITY_A)).json()).toMatchObject({
    stored: 0,
    userErrors: [{ code: 'INVALID', zh: expect.stringContaining('还差 1') }],
  });
  expect(await (await sent(id, rows(12, '64.99%'), CITY_A)).json()).toMatchObject({ stored: 0, userErrors: [{ code: 'INVALID' }] });
  expect(await (await sent(id, rows(12, '许多'), CITY_A)).json()).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT', row: 2 } }] });
  expect(await (await sent(id, [{ 单位: '无此单位', 介绍成功人数: 1 }], CITY_A)).json()).toMatchObject({
    errors: [{ extensions: { code: 'BAD_USER_INPUT', row: 2 } }],
  });
  expect((await sent(id, rows(12), CITY_A, 'once')).status).toBe(400);
  expect(await partsOf(app, id)).toEqual([]);
  const key = randomUUID();
  expect(await (await sent(id, rows(12), CITY_A, key)).json()).toEqual({ stored: 2, userErrors: [] });
  expect(await (await sent(id, rows(12), CITY_A, key)).json()).toEqual({ stored: 2, userErrors: [] });
  expect(await (await sent(id, rows(13), CITY_A, key)).json()).toMatchObject({ userErrors: [{ code: 'IDEMPOTENCY_KEY_REUSED' }] });
  expect(await (await sent(id, rows(12), CITY_A)).json()).toMatchObject({ userErrors: [{ code: 'ILLEGAL_TRANSITION' }] });
  expect(await partsOf(app, id)).toHaveLength(4);

  await anInstitution(app, '500101');
  await placements(app, '500101', 9, app.application.platform.clock.today());
  const lines: string[][] = [];
  for await (const { values } of xlsxRecords(Readable.from([Buffer.from(await (await exported(id, CITY_A)).arrayBuffer())]))) lines.push(values);
  expect(lines[0]![0]).toBe(`${year} 年就业再就业目标任务分解与完成情况表`);
  expect(lines[2]!.slice(0, 5)).toEqual(['单位', '计划编号', '介绍成功人数', '介绍成功人数—完成', '介绍成功人数—完成率']);
  expect(lines[3]).toEqual(expect.arrayContaining([names[0], '12', '9', '75.0%', '65.0%']));
  expect(lines.at(-1)![0]).toBe('合计（本级任务）');
  expect((await exported(id, office('500102', '涪陵'))).status).toBe(200);
  expect((await exported(id, office('500230', '丰都'))).status).toBe(404);
  expect((await exported(id, { role: 'RECRUITER' })).status).toBe(403);
  expect((await fetch(`${app.server.url}/exports/targets.xlsx?plan=${id}`)).status).toBe(401);
}, 30_000);
