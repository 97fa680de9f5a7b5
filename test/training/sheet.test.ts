import { Readable } from 'node:stream';
import { expect, test } from '../support/jest.js';
import { writeXlsx } from '../../src/platform/sheets/write.js';
import { xlsxRecords } from '../../src/platform/sheets/xlsx.js';
import { testApp, type Who } from '../support/app.js';
import { anInstitution } from '../support/factories.js';
import { aPerson } from '../support/people.js';
import { aClass, attended, COUNTY, dayOf, ELSEWHERE, enrolmentOf, examine, school } from '../support/training.js';

const app = testApp();
const asked = async (path: string, as: Who, body?: Buffer): Promise<Response> =>
  fetch(`${app.server.url}${path}`, {
    method: body ? 'POST' : 'GET',
    headers: { authorization: `Bearer ${await app.token(as)}`, ...(body ? { 'content-type': 'application/octet-stream' } : {}) },
    ...(body ? { body: new Uint8Array(body) } : {}),
  });
const sheet = (rows: Record<string, unknown>[]): Promise<Buffer> =>
  writeXlsx(
    Object.keys(rows[0]!).map((title) => ({ key: title, title })),
    rows,
  );
const linesOf = async (response: Response): Promise<string[][]> => {
  expect(response.status).toBe(200);
  const lines: string[][] = [];
  for await (const { values } of xlsxRecords(Readable.from([Buffer.from(await response.arrayBuffer())]))) lines.push(values);
  return lines;
};

test('classes come in by a sheet, row by row; a second time they are repeats, and each refusal names its column', async () => {
  const institution = await anInstitution(app, '500101', 'LICENSED_AGENCY');
  const row = {
    班号: 'S-1',
    培训内容: '缝纫工',
    培训类别: '农村劳动力培训',
    工种: '缝纫工',
    计划人数: 30,
    课时: 40,
    开班日期: await dayOf(app),
    结业日期: await dayOf(app, 20),
  };
  const body = await sheet([
    row,
    { ...row, 班号: 'S-2', 课时: 5 },
    { ...row, 班号: 'S-3', 培训类别: '舞蹈' },
    { ...row, 班号: 'S-4', 开班日期: '下月' },
  ]);
  expect(await (await asked('/training-classes', school(institution), body)).json()).toEqual({
    stored: 1,
    repeated: 0,
    refused: [
      { row: 3, heading: '课时', code: 'INVALID', zh: expect.any(String), en: expect.any(String) },
      { row: 4, heading: '培训类别', code: 'INVALID', zh: expect.any(String), en: expect.any(String) },
      { row: 5, heading: '开班日期', code: 'INVALID', zh: expect.any(String), en: expect.any(String) },
    ],
  });
  expect(await (await asked('/training-classes', school(institution), body)).json()).toMatchObject({ stored: 0, repeated: 1 });
  expect(await (await asked('/training-classes', school(institution), await sheet([{ 班号: 'S-9' }]))).json()).toMatchObject({
    errors: [{ extensions: { code: 'BAD_USER_INPUT' } }],
  });
  expect((await asked('/training-classes', school(institution), Buffer.from('\0\0'))).status).toBe(400);
  expect((await asked('/training-classes', { role: 'AUDITOR' }, body)).status).toBe(403);
  const lines = await linesOf(await asked('/exports/training-classes.xlsx', school(institution)));
  expect(lines[0]![0]).toMatch(/年职业培训开班情况表$/);
  expect(lines.find((line) => line[0] === 'S-1')).toEqual(expect.arrayContaining(['缝纫工', '农村劳动力培训', '30', '已申报']));
  expect(lines.at(-1)![0]).toBe('合计');
});

test('a roster comes in by name and ID number, each look-up is written down and counted; out it goes with masked names', async () => {
  const one = await aClass(app);
  const [known, other] = [await aPerson(app, { institution: one.institution }), await aPerson(app, { institution: one.institution })];
  const away = await aPerson(app, { institution: await anInstitution(app, '500102'), input: { region: '500102' } });
  const rows = [
    { 姓名: known.name, 身份证号: known.idNumber },
    { 姓名: '别人', 身份证号: other.idNumber },
    { 姓名: away.name, 身份证号: away.idNumber },
    { 姓名: '无', 身份证号: '123' },
  ];
  const answer = (await (await asked(`/training-classes/${one.id}/roster`, one.as, await sheet(rows))).json()) as { refused: unknown[] };
  expect(answer).toMatchObject({
    stored: 1,
    repeated: 0,
    refused: [
      { row: 3, code: 'NOT_FOUND' },
      { row: 4, code: 'NOT_FOUND' },
      { row: 5, heading: '身份证号', code: 'INVALID' },
    ],
  });
  expect(JSON.stringify(answer)).not.toContain(away.idNumber);
  expect(await (await asked(`/training-classes/${one.id}/roster`, one.as, await sheet(rows.slice(0, 1)))).json()).toMatchObject({
    stored: 0,
    repeated: 1,
  });
  expect(await app.sql("select count(*)::int as count from audit_entry where action = 'LOOKED_UP' and seeker_id = ?", [away.id])).toEqual([
    { count: 1 },
  ]);
  expect(await (await asked(`/training-classes/${one.id}/roster`, ELSEWHERE, await sheet(rows.slice(0, 1)))).json()).toMatchObject({
    stored: 0,
    refused: [{ code: 'NOT_FOUND' }],
  });
  // Whoever is in sight, under the right name, is no look-up, and goes on when the limit is reached.
  const written = async (): Promise<unknown> =>
    (await app.sql("select seeker_id from audit_entry where action = 'LOOKED_UP' order by day, number")).map((row) => row['seeker_id']);
  const lookUps = [other.id, away.id, known.id];
  expect(await written()).toEqual(lookUps);
  await app.sql("insert into audit_limit (action, period, most, source) values ('LOOKED_UP', '2 minutes', 3, 'test')");
  try {
    const guesses = await sheet([rows[1]!, rows[2]!, rows[1]!, rows[0]!]);
    const limited = await asked(`/training-classes/${one.id}/roster`, one.as, guesses);
    expect(Number(limited.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await limited.json()).toMatchObject({
      repeated: 1,
      refused: [
        { row: 2, code: 'NOT_FOUND' },
        { row: 3, code: 'RATE_LIMITED' },
        { row: 4, code: 'RATE_LIMITED' },
      ],
    });
    expect(await written()).toEqual([...lookUps, other.id]);
  } finally {
    await app.sql("delete from audit_limit where source = 'test'");
  }
  const enrolment = await enrolmentOf(app, one.id, known.id);
  await attended(app, one, [enrolment]);
  await examine(app, one, [{ enrolment, passed: true }]);
  const lines = await linesOf(await asked(`/exports/training-roster.xlsx?class=${one.id}`, COUNTY));
  expect(lines[0]![0]).toMatch(/学员名册$/);
  expect(lines[3]).toEqual(expect.arrayContaining(['1', '20', '合格']));
  expect(JSON.stringify(lines)).not.toContain(known.name);
  expect(JSON.stringify(lines)).not.toContain(known.idNumber);
  expect(await linesOf(await asked(`/exports/training-roster.xlsx?class=${one.id}`, { role: 'OFFICE', region: '500230' }))).toHaveLength(3);
  expect((await asked(`/exports/training-roster.xlsx?class=x`, COUNTY)).status).toBe(404);
  expect((await fetch(`${app.server.url}/exports/training-roster.xlsx?class=${one.id}`)).status).toBe(401);
});
