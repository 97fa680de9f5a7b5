import { Readable } from 'node:stream';
import { beforeAll, expect, test } from '../support/jest.js';
import { xlsxRecords } from '../../src/platform/sheets/xlsx.js';
import { testApp, type Who } from '../support/app.js';
import { assisted, K1, S1 } from '../support/households.js';
import { aPlacement, aResident, aStation, calendar, clerk, COMMUNITY, sendSheet } from '../support/programmes.js';

const app = testApp();
let station: string;
beforeAll(async () => {
  await calendar(app);
  station = await aStation(app, COMMUNITY);
});
const line = (number: string, relation: string, person: { name: string; idNumber: string }, standing = '劳动年龄内'): Record<string, string> => ({
  家庭编号: number,
  社区: COMMUNITY,
  家庭人口: '4',
  与户主关系: relation,
  姓名: person.name,
  身份证号: person.idNumber,
  劳动状态: standing,
});

test('a sheet of households is taken member by member, and the same sheet again stores nothing', async () => {
  const [head, wife, other, worker] = [
    await aResident(app, station),
    await aResident(app, station),
    await aResident(app, station),
    await aResident(app, station),
  ];
  await aPlacement(app, station, worker);
  const lines = [
    line('1', '户主', head),
    line('1', '配偶', wife),
    line('2', '户主', worker),
    line('2', '配偶', other),
    line('3', '子女', other),
    line('4', '户主', { ...other, name: '别人' }),
    line('1', '子女', other, '在校学生'),
  ];
  const first = await sendSheet(app, 'households', lines, K1);
  expect(first).toMatchObject({ status: 200, read: 7, stored: 2, repeated: 0 });
  expect(first.refused.map(({ row, code, field }: { row: number; code: string; field: string }) => [row, code, field])).toEqual([
    [4, 'NOT_ELIGIBLE', 'seeker'],
    [5, 'INVALID', 'number'],
    [6, 'INVALID', 'number'],
    [7, 'NOT_FOUND', 'idNumber'],
    [8, 'NOT_ELIGIBLE', 'standing'],
  ]);
  const rows = await app.sql(
    'select h.state, h.family_size, count(*)::int as members from household h join household_member m on m.household_id = h.id group by h.id',
  );
  expect(rows).toEqual([{ state: 'DECLARED', family_size: 4, members: 2 }]);
  expect(await sendSheet(app, 'households', lines, K1)).toMatchObject({ stored: 0, repeated: 2 });
});

test('the ledger as an office files it, in the scope of the caller, the head masked', async () => {
  await assisted(app);
  const sheet = async (as: Who): Promise<string[][]> => {
    const headers = { authorization: `Bearer ${await app.token(as)}` };
    const bytes = Buffer.from(await (await fetch(`${app.server.url}/exports/households.xlsx`, { headers })).arrayBuffer());
    const lines: string[][] = [];
    for await (const { values } of xlsxRecords(Readable.from([bytes]))) lines.push(values);
    return lines;
  };
  const lines = await sheet(K1);
  expect(lines[0]![0]).toBe('城镇零就业家庭台账');
  expect(lines[2]!.slice(0, 3)).toEqual(['零就业家庭卡号', '社区', '户主']);
  const row = lines.find((one) => one.includes('援助中'))!;
  expect(row[0]).toMatch(/^500101-\d{4}-\d{6}$/);
  expect(row[2]).toBe('冉*');
  expect(row).toContain(S1.name);
  expect((await sheet(clerk('500101001002', '别的社区'))).slice(3, -1)).toEqual([]);
});

test('who may not: recruiters, seekers; a community of somebody else is refused', async () => {
  const person = await aResident(app, station);
  const lines = [line('9', '户主', person)];
  for (const as of [
    { role: 'RECRUITER', employers: [] },
    { role: 'SEEKER', seeker: person.seeker },
  ] as Who[])
    expect(await sendSheet(app, 'households', lines, as)).toMatchObject({ status: 403 });
  expect(await sendSheet(app, 'households', lines, clerk('500101001002', '别的社区'))).toMatchObject({
    stored: 0,
    refused: [{ code: 'NOT_FOUND', field: 'community' }],
  });
});
