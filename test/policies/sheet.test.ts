import { Readable } from 'node:stream';
import { beforeAll, expect, test } from '../support/jest.js';
import { syntheticResidentId } from '../../src/platform/privacy/resident-id.js';
import { writeForm } from '../../src/platform/sheets/form.js';
import { xlsxRecords } from '../../src/platform/sheets/xlsx.js';
import { testApp, type Who } from '../support/app.js';
import { anInstitution, CITY } from '../support/factories.js';
import { aLoan } from '../support/loans.js';
import { aMinimumWage, anEmployed, apply, claimText, community, county, months, stopClockIn, unemployed } from '../support/policies.js';
import { sendSheet } from '../support/programmes.js';
import { aWorker } from '../support/transfers.js';

const app = testApp();
beforeAll(() => stopClockIn(app, '2007-10-20'));

const TITLES = ['减免类别', '区县', '日期', '金额（元）', '部门', '文号'];
const line = (...cells: string[]): Record<string, string> => Object.fromEntries(TITLES.map((title, at) => [title, cells[at] ?? '']));
const send = async (rows: Record<string, string>[], as: Who): Promise<any> => {
  // oxlint-disable-line typescript/no-explicit-any -- an answer
  const columns = TITLES.map((title) => ({ key: title, title }));
  const body = new Uint8Array(await writeForm({ title: '减免税费登记表', unit: '万州区', date: '2007-10-20', columns, rows }));
  const headers = { authorization: `Bearer ${await app.token(as)}`, 'content-type': 'application/octet-stream' };
  const response = await fetch(`${app.server.url}/registers/reliefs`, { method: 'POST', headers, body });
  return { status: response.status, ...((await response.json()) as object) };
};
const sheet = async (name: string, as: Who): Promise<string[][]> => {
  const headers = { authorization: `Bearer ${await app.token(as)}` };
  const bytes = Buffer.from(await (await fetch(`${app.server.url}/exports/${name}`, { headers })).arrayBuffer());
  const lines: string[][] = [];
  for await (const { values } of xlsxRecords(Readable.from([bytes]))) lines.push(values);
  expect(lines.at(-1)![0]).toBe('合计');
  return lines.slice(3);
};

test('a sheet of reliefs as the authority files it: what is wrong is told row by row, the rest is stored once', async () => {
  const rows = [
    line('减免税收', '万州区', '2007-09-28', '22,021.50', '万州区国税局', '万国税〔2007〕1号'),
    line('行政事业收费', '500101', '2007-09-29', '1721.1', '万州区工商局', '万工商〔2007〕1号'),
    line('罚款', '万州区', '2007-09-29', '1', '局', '1'),
    line('税', '万洲', '2007-09-29', '1', '局', '2'),
    line('税', '万州区', '2007-12-29', '1', '局', '3'),
    line('税', '万州区', '2007-09-29', '1.234', '局', '4'),
    line('税', '涪陵区', '2007-09-29', '1', '局', '5'),
  ];
  const first = await send(rows, county('甲'));
  expect(first).toMatchObject({ status: 200, read: 7, stored: 2, repeated: 0 });
  expect(first.refused.map(({ field, code }: { field: string; code: string }) => [field.split('.').at(-1), code])).toEqual([
    ['kind', 'INVALID'],
    ['county', 'INVALID'],
    ['grantedOn', 'INVALID'],
    ['amount', 'INVALID'],
    ['county', 'NOT_FOUND'],
  ]);
  expect(await send(rows, county('甲'))).toMatchObject({ stored: 0, repeated: 2 });
  expect(await app.sql('select kind, amount::text, state from relief order by kind')).toEqual([
    { kind: 'FEE', amount: '172110', state: 'RECORDED' },
    { kind: 'TAX', amount: '2202150', state: 'RECORDED' },
  ]);
  expect(await sheet('reliefs.xlsx', CITY)).toEqual([
    ['万州区', '减免税收', '2007-09-28', '22021.50', '万州区国税局', '万国税〔2007〕1号', '已录入'],
    ['万州区', '减免行政事业收费', '2007-09-29', '1721.10', '万州区工商局', '万工商〔2007〕1号', '已录入'],
    ['合计', '2 条', '', '23742.60'],
  ]);
  expect(await send(rows, { role: 'RECRUITER' })).toMatchObject({ status: 403 });
});

test('claims and loans as an office files them, in the scope of the caller, persons masked', async () => {
  await aMinimumWage(app);
  const one = await anEmployed(app);
  await apply(app, claimText(await anInstitution(app, '500101017', 'GRASSROOTS_STATION'), one.employer, months(one.seeker)), one.recruiter);
  const [claim] = await sheet('subsidies.xlsx?state=APPLIED', CITY);
  expect(claim!.slice(0, 6)).toEqual(['2007年第3季度', '社保补贴', '一般岗位', expect.stringContaining('单位'), '2007-10-20', '960.00']);
  expect(await sheet('subsidies.xlsx', one.recruiter)).toHaveLength(2);
  await aLoan(app, 'DISBURSED');
  const [loan] = await sheet('loans.xlsx?state=DISBURSED', CITY);
  expect(loan!.slice(0, 5)).toEqual(['张**', '太白一社区', '个人', '1', '社区小吃店']);
  expect(loan!.slice(7, 9)).toEqual(['20000.00', '20000.00']);
  const none = await sheet('loans.xlsx', { role: 'OFFICE', region: '500102' });
  expect(none.map((row) => row.slice(0, 2))).toEqual([['合计', '0 条']]);
  const headers = { authorization: `Bearer ${await app.token(CITY)}` };
  expect((await fetch(`${app.server.url}/exports/loans.xlsx?state=GONE`, { headers })).status).toBe(400);
});

test('applications for loans by the sheet of a community: each refused row with its reason, the rest once', async () => {
  const as = community('接待');
  const people: Record<string, string>[] = [];
  for (let at = 0; at < 3; at++) {
    const idNumber = syntheticResidentId(45_000 + at, '1970-01-01', 'MALE');
    const { seeker } = await aWorker(app, await anInstitution(app), { idNumber, name: '覃某某', situation: 'UNEMPLOYED', region: '500101017001' });
    await unemployed(app, seeker);
    people.push({
      姓名: '覃某某',
      身份证号: idNumber,
      '社区（乡镇）': '500101017001',
      项目: '小吃店',
      '申请金额（元）': '20000',
      再就业优惠证: '是',
      复员退役军人: '否',
    });
  }
  const lines = [
    people[0]!,
    { ...people[1]!, '申请金额（元）': '20000.01' },
    { ...people[1]!, '申请金额（元）': '很多' },
    { ...people[2]!, 姓名: '别人' },
  ];
  const first = await sendSheet(app, 'loans', lines, as);
  expect(first).toMatchObject({ status: 200, read: 4, stored: 1, repeated: 0 });
  expect(first.refused.map(({ row, field, code }: { row: number; field: string; code: string }) => [row, field, code])).toEqual([
    [3, 'amount', 'NOT_ELIGIBLE'],
    [4, 'amount', 'INVALID'],
    [5, 'idNumber', 'NOT_FOUND'],
  ]);
  expect(await sendSheet(app, 'loans', lines, as)).toMatchObject({ stored: 0, repeated: 1 });
  expect(await app.sql("select requested::text, state from micro_loan where project = '小吃店'")).toEqual([
    { requested: '2000000', state: 'APPLIED' },
  ]);
  expect(await sendSheet(app, 'loans', lines, { role: 'RECRUITER', employers: [] })).toMatchObject({ status: 403 });
  // Partners are named with their numbers, each a person who is looked up as the borrower is.
  const joint = { ...people[1]!, 项目: '合伙面馆', '申请金额（元）': '40000', 帮助就业人数: '2', 合伙人再就业优惠证: '是' };
  const named = `覃某某 ${people[2]!['身份证号']}`;
  const partners = await sendSheet(
    app,
    'loans',
    [
      { ...joint, 合伙人: '' },
      { ...joint, 合伙人: named.replace('覃', '秦') },
      { ...joint, 合伙人: named },
    ],
    as,
  );
  expect(partners).toMatchObject({ read: 3, stored: 1, repeated: 0 });
  expect(partners.refused.map(({ row, field, code }: { row: number; field: string; code: string }) => [row, field, code])).toEqual([
    [2, 'partners', 'INVALID'],
    [3, 'idNumber', 'NOT_FOUND'],
  ]);
  expect(
    await app.sql(
      "select kind, heads, (select count(*)::int from loan_partner p where p.loan_id = l.id) as named from micro_loan l where project = '合伙面馆'",
    ),
  ).toEqual([{ kind: 'PARTNERSHIP', heads: 2, named: 1 }]);
});
