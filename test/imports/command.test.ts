import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '../support/jest.js';
import { testApp } from '../support/app.js';
import { anInstitution, nextYear } from '../support/factories.js';

const app = testApp();
const folder = mkdtempSync(join(tmpdir(), 'jiangqiao-import-'));
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

/** `npm run import -- …` on the servers of this test; stdout is what a program reads, stderr what a person does. */
function command(...words: string[]): Promise<{ code: number | null; out: string; told: string }> {
  const { appUrl, ownerUrl, meiliUrl, meiliKey } = app.servers;
  const here = (url: string): string => url.replace('/jiangqiao?', `/${app.name}?`);
  const env = {
    ...process.env,
    DATABASE_URL: here(appUrl),
    DATABASE_OWNER_URL: here(ownerUrl),
    MEILI_URL: meiliUrl,
    MEILI_KEY: meiliKey,
    DATA_DIR: folder,
  };
  const child = spawn(process.execPath, ['dist/src/main.js', 'import', ...words], { env });
  let [out, told] = ['', ''];
  child.stdout.on('data', (part: Buffer) => (out += part.toString()));
  child.stderr.on('data', (part: Buffer) => (told += part.toString()));
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, out, told })));
}

const ROWS = `jobName,tags,area,salary,workYear,degree,companyName,companyType
Python 工程师,"五险一金,双休",浙江省宁波,1-1.5万·13薪,3-4年,本科,甲江信息公司,民营
数据标注员,,重庆重庆渝北区,4-6千,无需经验,大专,乙渝数据公司,国企
爬虫工程师,,重庆重庆,20-30万/年,1年,本科,丙山科技公司,民营
实习生,,深圳深圳宝安区宝安,170元/天,在校生/应届生,本科,丁海公司,合资
测试员,,,8千-1万,1年,本科,戊川公司,民营
算法工程师,,山东省青岛市北区,3\ufffd-4万,1年,硕士,己岛公司,民营
`;

test('the command counts what it took, what it understood and why it refused; a second run stores none', async () => {
  const institution = await anInstitution(app);
  const sheet = file('posts.csv', ROWS);
  const result = join(folder, 'refused.csv');
  const first = await command('vacancies', sheet, '--institution', institution, '--open-until', nextYear('12-31'), '--result', result);
  const counts = { payStated: 6, payRead: 5, placeStated: 5, placed: 5, coded: 2 };
  expect([first.code, JSON.parse(first.out)]).toEqual([0, { read: 6, stored: 4, repeated: 0, refused: 2, problem: null, ...counts }]);
  for (const words of ['工资读懂 5/6（83.33 %）', '地点至少到地级 5/5（100.00 %）', '拒绝 1 行：没有工作地点']) expect(first.told).toContain(words);
  const refused = readFileSync(result, 'utf8').trim().split('\r\n');
  expect(refused.map((line) => line.split(',').slice(0, 2))).toEqual([expect.anything(), ['6', 'area'], ['7', 'salary']]);
  const second = await command('vacancies', sheet, '--institution', institution, '--open-until', nextYear('12-31'));
  expect(JSON.parse(second.out)).toMatchObject({ read: 6, stored: 0, repeated: 4, refused: 2 });
  expect(await app.sql('select count(*)::int as count from vacancy where institution_id = ?', [institution])).toEqual([{ count: 4 }]);
}, 60_000);

test.each([
  ['a kind that is none', ['posts', 'x.csv'], 'vacancies'],
  ['a file that is not there', ['vacancies', join(folder, 'nowhere.csv')], '没有这个文件'],
  ['a day that is none', ['vacancies', file('a.csv', ROWS), '--open-until', 'tomorrow'], '2027-03-31'],
  ['a day that is over', ['vacancies', file('a.csv', ROWS), '--open-until', '2020-01-01'], '截止日期'],
  ['an institution that nobody has', ['vacancies', file('a.csv', ROWS), '--institution', 'x'], '--institution'],
  ['a map that is no JSON', ['vacancies', file('a.csv', ROWS), '--map', file('map.json', '{')], '--map'],
])('%s is told in a sentence, without a stack', async (_, words, told) => {
  await anInstitution(app, '500000');
  const answer = await command(...words);
  expect([answer.code, answer.out]).toEqual([1, '']);
  expect(answer.told).toContain(told);
  expect(answer.told).not.toMatch(/at \w+ \(|"level":/);
});
