import { Readable } from 'node:stream';
import { beforeAll, expect, test } from '../support/jest.js';
import { xlsxRecords } from '../../src/platform/sheets/xlsx.js';
import { writeForm } from '../../src/platform/sheets/form.js';
import { testApp, type Who } from '../support/app.js';
import { anEmployer, CITY } from '../support/factories.js';
import { aResident, aStation, calendar, clerk, type Resident, sendSheet, STREET, today } from '../support/programmes.js';

const app = testApp();
let station: string;
beforeAll(async () => {
  await calendar(app);
  station = await aStation(app);
});
const line = (person: Resident, more: Record<string, string>): Record<string, string> => ({ 姓名: person.name, 身份证号: person.idNumber, ...more });

test('a sheet of work is taken row by row; what is wrong is told with its row, and the same sheet again stores nothing', async () => {
  const employer = await anEmployer(app);
  const [{ name, code }] = (await app.sql('select name, credit_code as code from employer where id = ?', [employer])) as [
    { name: string; code: string },
  ];
  const people = [await aResident(app, station), await aResident(app, station), await aResident(app, station)] as const;
  const lines = [
    line(people[0], { 就业形式: '单位就业', 用人单位: name, 统一社会信用代码: code, 就业日期: await today(app, -2) }),
    line(people[1], { 就业形式: '灵活就业', 用人单位: '', 统一社会信用代码: '', 就业日期: await today(app) }),
    line({ ...people[2], name: '别人' }, { 就业形式: '灵活就业', 用人单位: '', 统一社会信用代码: '', 就业日期: await today(app) }),
    line(people[2], { 就业形式: '单位就业', 用人单位: '没有这家', 统一社会信用代码: '', 就业日期: await today(app) }),
    line({ ...people[2], idNumber: '123' }, { 就业形式: '灵活就业', 用人单位: '', 统一社会信用代码: '', 就业日期: await today(app) }),
    line(people[2], { 就业形式: '飞', 用人单位: '', 统一社会信用代码: '', 就业日期: await today(app) }),
  ];
  const first = await sendSheet(app, 'employment', lines, CITY, station);
  expect(first).toMatchObject({ status: 200, read: 6, stored: 2, repeated: 0 });
  expect(first.refused.map(({ row, field }: { row: number; field: string }) => [row, field])).toEqual([
    [4, 'idNumber'],
    [5, 'employer'],
    [6, 'idNumber'],
    [7, 'kind'],
  ]);
  expect(await sendSheet(app, 'employment', lines, CITY, station)).toMatchObject({ stored: 0, repeated: 2 });
  const looked = await app.sql("select count(*)::int as count from audit_entry where action = 'LOOKED_UP' and seeker_id = ?", [people[2].seeker]);
  expect(looked).toEqual([{ count: 2 }]);
});

test('a sheet of people without work is taken the same way, also as an office files it: title, unit and date above the columns', async () => {
  const people = [await aResident(app, station), await aResident(app, station, { input: { agricultural: true } })];
  const columns = ['姓名', '身份证号', '失业原因'].map((title) => ({ key: title, title }));
  const rows = people.map((person) => line(person, { 失业原因: '下岗' }));
  const form = await writeForm({ title: '失业登记台账', unit: '高笋塘街道', date: await today(app), columns, rows });
  const headers = { authorization: `Bearer ${await app.token(CITY)}`, 'content-type': 'application/octet-stream' };
  const response = await fetch(`${app.server.url}/registers/unemployment?institution=${station}`, {
    method: 'POST',
    headers,
    body: new Uint8Array(form),
  });
  expect(await response.json()).toMatchObject({ read: 2, stored: 1, refused: [{ row: 5, code: 'NOT_ELIGIBLE' }] });
});

test('the registers as an office files them, in the scope of the caller, persons masked', async () => {
  const sheet = async (name: string, as: Who): Promise<string[][]> => {
    const headers = { authorization: `Bearer ${await app.token(as)}` };
    const bytes = Buffer.from(await (await fetch(`${app.server.url}/exports/${name}.xlsx`, { headers })).arrayBuffer());
    const lines: string[][] = [];
    for await (const { values } of xlsxRecords(Readable.from([bytes]))) lines.push(values);
    return lines;
  };
  const work = await sheet('employment', { role: 'OFFICE', region: STREET });
  expect(work[0]![0]).toBe('就业登记台账');
  expect(work[1]).toEqual(expect.arrayContaining([expect.stringMatching(/^填报单位：高笋塘街道/)]));
  expect(work.slice(3, -1).map((row) => [row[0]?.slice(1), row[2]])).toEqual([
    ['*', '单位就业'],
    ['*', '灵活就业'],
  ]);
  expect(work.at(-1)!.slice(0, 2)).toEqual(['合计', '2 条']);
  expect((await sheet('unemployment', CITY)).slice(3, -1)).toHaveLength(1);
  expect((await sheet('employment', { role: 'OFFICE', region: '500102' })).slice(3, -1)).toEqual([]);
});

test('people hard to employ: applications by the sheet of a community, each refused row with its reason; out they go as filed', async () => {
  const [aged, young] = [await aResident(app, station, { born: '1970-03-04' }), await aResident(app, station, { born: '1995-03-04' })];
  const lines = [
    line(aged, { 困难类别: '4050人员', 证明材料: '身份证，1970 年生' }),
    line(aged, { 困难类别: '残疾人', 证明材料: '残疾人证' }),
    line(young, { 困难类别: '4050人员', 证明材料: '身份证' }),
    line(young, { 困难类别: '懒', 证明材料: '无' }),
  ];
  const as = clerk(STREET, '街道丙');
  const first = await sendSheet(app, 'difficulties', lines, as, station);
  expect(first).toMatchObject({ status: 200, read: 4, stored: 2 });
  expect(first.refused.map(({ row, field, code }: { row: number; field: string; code: string }) => [row, field, code])).toEqual([
    [4, 'category', 'NOT_ELIGIBLE'],
    [5, 'category', 'INVALID'],
  ]);
  expect(await sendSheet(app, 'difficulties', lines, as, station)).toMatchObject({ stored: 0, repeated: 2 });
  const headers = { authorization: `Bearer ${await app.token(CITY)}` };
  const bytes = Buffer.from(await (await fetch(`${app.server.url}/exports/difficulties.xlsx?region=${STREET}`, { headers })).arrayBuffer());
  const filed: string[][] = [];
  for await (const { values } of xlsxRecords(Readable.from([bytes]))) filed.push(values);
  expect(filed[0]![0]).toBe('就业困难人员台账');
  expect(
    filed
      .slice(3, -1)
      .map((row) => row[2])
      .sort(),
  ).toEqual(['4050人员', '残疾人']);
  expect(filed.at(-1)!.slice(0, 2)).toEqual(['合计', '2 条']);
  expect(await sendSheet(app, 'difficulties', lines, { role: 'RECRUITER', employers: [] })).toMatchObject({ status: 403 });
});

test('who may not: a seeker, a recruiter, nobody; an unknown register, a sheet without its columns', async () => {
  const lines = [{ 姓名: '某' }];
  const person = await aResident(app, station);
  for (const as of [
    { role: 'SEEKER', seeker: person.seeker },
    { role: 'RECRUITER', employers: [] },
  ] as Who[]) {
    expect(await sendSheet(app, 'employment', lines, as)).toMatchObject({ status: 403, errors: [{ extensions: { code: 'FORBIDDEN' } }] });
    const headers = { authorization: `Bearer ${await app.token(as)}` };
    expect((await fetch(`${app.server.url}/exports/employment.xlsx`, { headers })).status).toBe(403);
  }
  expect((await fetch(`${app.server.url}/exports/unemployment.xlsx`)).status).toBe(401);
  expect(await sendSheet(app, 'weather', lines, CITY)).toMatchObject({ status: 404 });
  for (const institution of [undefined, station])
    expect(await sendSheet(app, 'employment', lines, CITY, institution)).toMatchObject({
      status: 400,
      errors: [{ extensions: { code: 'BAD_USER_INPUT' } }],
    });
  const county: Who = { role: 'OFFICE', region: '500102' };
  const foreign = await sendSheet(app, 'unemployment', [line(person, { 失业原因: '下岗' })], county, station);
  expect(foreign).toMatchObject({ status: 404, errors: [{ extensions: { code: 'NOT_FOUND' } }] });
});

test('the term of a contract is read in years or months, an open one has none, and what is no term refuses the row', async () => {
  const terms = ['3年', '18个月', '6', '无固定期限', '-6', '3万'];
  const people = await Promise.all(terms.map(() => aResident(app, station)));
  const day = await today(app);
  const lines = people.map((person, at) => line(person, { 就业形式: '灵活就业', 就业日期: day, 合同期限: terms[at]! }));
  const { refused, stored } = await sendSheet(app, 'employment', lines, CITY, station);
  expect([stored, refused.map(({ row, field }: { row: number; field: string }) => [row, field])]).toEqual([
    4,
    [
      [6, 'contractMonths'],
      [7, 'contractMonths'],
    ],
  ]);
  const kept = await app.sql<{ seeker_id: string; contract_months: number | null }>('select seeker_id, contract_months from employment');
  const byPerson = new Map(kept.map((one) => [one.seeker_id, one.contract_months]));
  expect(people.slice(0, 4).map(({ seeker }) => byPerson.get(seeker))).toEqual([36, 18, 6, null]);
});
