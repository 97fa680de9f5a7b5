import { expect, test } from '../support/jest.js';
import { parse } from 'csv-parse/sync';
import { key, testApp, type Who } from '../support/app.js';
import { aVacancy, anEmployer, anInstitution, CITY, REGISTER, seekerInput } from '../support/factories.js';

const app = testApp();
const get = async (path: string, as: Who | null = CITY, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${app.server.url}/exports/${path}`, { headers: { ...(as ? { authorization: `Bearer ${await app.token(as)}` } : {}), ...headers } });
const sheet = async (path: string, as: Who = CITY): Promise<Record<string, string>[]> =>
  parse(await (await get(path, as)).text(), { columns: true, bom: true }) as Record<string, string>[];
const codeOf = async (answer: Response): Promise<[number, string]> => [
  answer.status,
  ((await answer.json()) as { errors: { extensions: { code: string } }[] }).errors[0]!.extensions.code,
];

test('vacancies are exported as a sheet of the viewer’s own scope, in words', async () => {
  const [employer, institution] = [await anEmployer(app), await anInstitution(app, '500102')];
  await aVacancy(app, {
    employer,
    institution,
    input: { title: '=养老护理员', conditions: { shift: 'TWO_SHIFT', lodging: true }, region: '500102' },
  });
  await aVacancy(app, { employer, institution, open: false, input: { title: '未发布的' } });
  expect(await sheet('vacancies.csv?region=涪陵')).toEqual([
    expect.objectContaining({
      岗位名称: "'=养老护理员",
      工作地点: '重庆市涪陵区',
      工资: '6000–8800 元/月',
      班次: '两班倒',
      包住: '是',
      包吃: '',
      状态: '招聘中',
    }),
  ]);
  const drafts = `vacancies.csv?state=DRAFT&institution=${institution}`;
  expect((await sheet(drafts)).map((row) => row['岗位名称'])).toEqual(['未发布的']);
  expect(await sheet(drafts, { role: 'OFFICE', region: '500103' })).toEqual([]);
});

test('an Excel file has its name and its type, headings in the language asked for', async () => {
  const answer = await get('vacancies.xlsx', CITY, { 'accept-language': 'en' });
  expect([answer.status, answer.headers.get('content-type'), answer.headers.get('content-disposition')]).toEqual([
    200,
    expect.stringContaining('spreadsheetml'),
    'attachment; filename="vacancies.xlsx"',
  ]);
  expect(
    Buffer.from(await answer.arrayBuffer())
      .subarray(0, 2)
      .toString(),
  ).toBe('PK');
});

test('referrals are exported with masked names, to a recruiter those of their own posts', async () => {
  const [employer, institution] = [await anEmployer(app), await anInstitution(app)];
  const vacancy = await aVacancy(app, { employer, institution });
  const { seekerRegister } = await app.data(REGISTER, { input: seekerInput(institution) }, CITY);
  await app.data(
    'mutation ($input: ReferralIssueInput!) { referralIssue(input: $input) { userErrors { code } } }',
    { input: { registration: seekerRegister.registration.id, vacancy, idempotencyKey: key() } },
    CITY,
  );
  const [row] = await sheet(`referrals.csv?vacancy=${vacancy}`);
  expect(row).toMatchObject({ 求职者: '张**', 岗位: '船舶电焊工', 状态: '已开出' });
  const own = await sheet(`referrals.csv?vacancy=${vacancy}`, { role: 'RECRUITER', employers: [employer] });
  expect(own).toMatchObject([{ 求职者: '张**', 岗位: '船舶电焊工' }]);
  expect(await sheet(`referrals.csv?vacancy=${vacancy}`, { role: 'RECRUITER', employers: [await anEmployer(app)] })).toEqual([]);
});

test('a list of any length is whole', async () => {
  const [employer, institution] = [await anEmployer(app), await anInstitution(app, '500107')];
  const id = await aVacancy(app, { employer, institution, input: { region: '500107' } });
  const columns = (
    await app.sql<{ name: string }>(
      "select column_name as name from information_schema.columns where table_name = 'vacancy' and is_generated = 'NEVER' and column_name not in ('id', 'source_key')",
    )
  ).map((one) => `"${one.name}"`);
  await app.sql(
    `insert into vacancy (id, ${columns.join(', ')}) select uuidv7(), ${columns.join(', ')} from vacancy, generate_series(1, 1500) where id = ?`,
    [id],
  );
  expect(await sheet('vacancies.csv?region=500107')).toHaveLength(1_501);
});

test('an export that there is not is answered with the names of all that the caller may have', async () => {
  const named = async (as: Who): Promise<string[]> => {
    const answer = await get('persons.xlsx', as);
    const [{ message, extensions }] = ((await answer.json()) as { errors: [{ message: string; extensions: { code: string; exports: string[] } }] })
      .errors;
    expect([answer.status, extensions.code]).toEqual([404, 'NOT_FOUND']);
    for (const name of extensions.exports) expect(message).toContain(name);
    return extensions.exports;
  };
  const office = await named(CITY);
  expect(office).toEqual([...new Set(office)].toSorted());
  expect(office).toEqual(
    expect.arrayContaining(['bulletin.xlsx', 'quota-progress.xlsx', 'subsidies.xlsx', 'targets.xlsx', 'vacancies.csv', 'vacancies.xlsx']),
  );
  const recruiter = await named({ role: 'RECRUITER', employers: [await anEmployer(app)] });
  expect(recruiter).toEqual(['referrals.csv', 'referrals.xlsx', 'subsidies.xlsx', 'vacancies.csv', 'vacancies.xlsx']);
  expect(await codeOf(await get('persons.xlsx', { role: 'KIOSK' }))).toEqual([403, 'FORBIDDEN']);
  expect(await codeOf(await get('persons.xlsx', null))).toEqual([401, 'UNAUTHENTICATED']);
});

test('who may not, and what is not there', async () => {
  expect(await codeOf(await get('vacancies.csv', null))).toEqual([401, 'UNAUTHENTICATED']);
  expect(await codeOf(await get('referrals.xlsx', { role: 'KIOSK' }))).toEqual([403, 'FORBIDDEN']);
  expect(await codeOf(await get('persons.csv'))).toEqual([404, 'NOT_FOUND']);
  expect(await codeOf(await get('vacancies.csv?state=GONE'))).toEqual([400, 'BAD_USER_INPUT']);
  expect(await codeOf(await get('vacancies.csv?region=火星'))).toEqual([400, 'BAD_USER_INPUT']);
});
