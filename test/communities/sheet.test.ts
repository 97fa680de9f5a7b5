import { Readable } from 'node:stream';
import { expect, test } from '../support/jest.js';
import { xlsxRecords } from '../../src/platform/sheets/xlsx.js';
import { testApp, type Who } from '../support/app.js';
import { aPlace, communityStep, household, officer } from '../support/communities.js';
import { aVacancy, CITY } from '../support/factories.js';
import { act } from '../support/places.js';
import { sendSheet } from '../support/programmes.js';

const app = testApp();

async function filed(name: string, as: Who): Promise<string[][]> {
  const headers = { authorization: `Bearer ${await app.token(as)}` };
  const response = await fetch(`${app.server.url}/exports/${name}`, { headers });
  expect(response.status).toBe(200);
  const lines: string[][] = [];
  for await (const { values } of xlsxRecords(Readable.from([Buffer.from(await response.arrayBuffer())]))) lines.push(values);
  return lines;
}

test('communities start by the sheet of a street, each refused row with its reason; out they go with their figures', async () => {
  await aVacancy(app);
  const [one, two] = [await aPlace(app), await aPlace(app, '500101', 1)];
  const foreign = await aPlace(app, '500102');
  const lines = [one.community, two.community, foreign.community, '不存在的社区甲乙丙'].map((社区) => ({ 社区 }));
  const first = await sendSheet(app, 'full-employment', lines, one.at.county);
  expect(first).toMatchObject({ status: 200, read: 4, stored: 2 });
  expect(first.refused.map(({ row, field, code }: { row: number; field: string; code: string }) => [row, field.split('.').at(-1), code])).toEqual([
    [4, 'community', 'NOT_FOUND'],
    [5, 'community', 'INVALID'],
  ]);
  expect(await sendSheet(app, 'full-employment', lines, one.at.county)).toMatchObject({ stored: 0, repeated: 2 });
  const [{ id }] = (await app.sql('select f.id from full_employment_community f join region r on r.id = f.region_id where r.code = ?', [
    one.community,
  ])) as [{ id: string }];
  await communityStep(app, 'SelfAssess', id, one.at.resident);
  const form = await filed('full-employment.xlsx?region=500101', CITY);
  expect([form[0]![0], form[1]![0]]).toEqual(['充分就业社区创建情况表', '填报单位：万州区']);
  expect(form.slice(3, -1).map((row) => [row[0], row[5], row[6]])).toEqual([
    [one.community, '1000', '960'],
    [two.community, undefined, undefined],
  ]);
  expect(form.at(-1)!.slice(0, 7)).toEqual(['合计', '2 条', '', '', '', '1000', '960']);
  expect((await filed('full-employment.xlsx', officer('500102', '涪陵'))).at(-1)!.slice(0, 2)).toEqual(['合计', '0 条']);
});

test('a ledger as a community files it: people masked, what is overdue and lacking, who answers for it', async () => {
  const { community, at } = await aPlace(app, '500101', 3);
  const person = await household(app, community, null, []);
  const rows = async (as: Who): Promise<string[][]> => (await filed(`ledgers.xlsx?number=1&region=${community}`, as)).slice(3);
  expect((await rows(at.resident))[0]!.slice(0, 7)).toEqual([
    '下岗失业人员台账',
    expect.any(String),
    '张*',
    '',
    '',
    '是',
    '技能（等级、证书或学历）',
  ]);
  await act(app, 'ledgerVerify', { id: person, input: { number: 1 } }, 'verification { id }', at.resident);
  expect((await rows(at.resident))[0]!.slice(5)).toEqual(['否', '技能（等级、证书或学历）', at.resident.name]);
  expect(await rows(officer('500102', '涪陵'))).toEqual([['合计', '0 条']]);
  for (const [path, as, status] of [
    ['ledgers.xlsx?number=11', CITY, 400],
    ['ledgers.xlsx', { role: 'RECRUITER' }, 403],
    ['full-employment.xlsx', { role: 'SEEKER', seeker: person }, 403],
  ] as [string, Who, number][]) {
    const headers = { authorization: `Bearer ${await app.token(as)}` };
    expect([path, (await fetch(`${app.server.url}/exports/${path}`, { headers })).status]).toEqual([path, status]);
  }
});
