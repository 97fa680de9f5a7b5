import { expect, test } from '../support/jest.js';
import { key, testApp } from '../support/app.js';
import { anInstitution, CITY } from '../support/factories.js';

const app = testApp();
const OPEN =
  'mutation ($input: InstitutionOpenInput!) { institutionOpen(input: $input) { institution { id name kind networkMember region { code } } userErrors { code path } } }';
const CLOSE =
  'mutation ($id: ID!, $input: StepInput!) { institutionClose(id: $id, input: $input) { institution { state } userErrors { code path } } }';
const input = (more: object = {}): object => ({
  name: '大坪街道社保站',
  kind: 'GRASSROOTS_STATION',
  region: '500103',
  idempotencyKey: key(),
  ...more,
});

test('an office opens an institution in its division and closes it for good', async () => {
  const { institutionOpen } = await app.data(OPEN, { input: input() }, { role: 'OFFICE', region: '500103' });
  expect(institutionOpen).toMatchObject({
    institution: { kind: 'GRASSROOTS_STATION', networkMember: true, region: { code: '500103' } },
    userErrors: [],
  });
  const { id } = institutionOpen.institution;
  expect((await app.data(CLOSE, { id, input: { idempotencyKey: key() } }, CITY)).institutionClose.institution.state).toBe('CLOSED');
  expect((await app.data(CLOSE, { id, input: { idempotencyKey: key() } }, CITY)).institutionClose.userErrors).toMatchObject([
    { code: 'ILLEGAL_TRANSITION' },
  ]);
});

test.each([
  ['500000', '城市', 'PUBLIC_EMPLOYMENT_SERVICE'],
  ['500101', '区县', 'PUBLIC_EMPLOYMENT_SERVICE'],
  ['500101001', '街道', 'GRASSROOTS_STATION'],
  ['500101001001', '社区', 'GRASSROOTS_STATION'],
])('there are institutions at every level: %s %s', async (region, name, kind) => {
  const more = { region, kind, name: `${name}机构`, address: '政务大厅 3 号窗口', phone: '023-67889900', networkMember: false };
  const { institutionOpen } = await app.data(OPEN, { input: input(more) }, CITY);
  expect(institutionOpen.userErrors).toEqual([]);
  const { institution } = await app.data(
    'query ($id: ID!) { institution(id: $id) { name kind address phone networkMember openedOn region { code } } }',
    { id: institutionOpen.institution.id },
  );
  expect(institution).toEqual({ ...more, region: { code: region }, phone: '+862367889900', openedOn: app.application.platform.clock.today() });
});

test('refuses a phone that is none', async () => {
  expect((await app.data(OPEN, { input: input({ name: '无电话', phone: '12' }) }, CITY)).institutionOpen.userErrors).toEqual([
    { code: 'INVALID', path: ['input', 'phone'] },
  ]);
});

test('closed ones are listed only when asked for', async () => {
  const id = await anInstitution(app, '500120');
  await app.data(CLOSE, { id, input: { idempotencyKey: key() } }, CITY);
  const listed = async (filter: string): Promise<number> =>
    (await app.data(`{ institutions(filter: { region: "500120"${filter} }) { totalCount } }`)).institutions.totalCount as number;
  expect([await listed(''), await listed(', state: CLOSED')]).toEqual([0, 1]);
});

test('refuses a name that is taken there', async () => {
  await app.data(OPEN, { input: input({ name: '同名机构' }) }, CITY);
  expect((await app.data(OPEN, { input: input({ name: '同名机构' }) }, CITY)).institutionOpen.userErrors).toEqual([
    { code: 'ALREADY_EXISTS', path: ['input', 'name'] },
  ]);
});

test('who may not: a visitor, an intermediary, an office of another county', async () => {
  expect(await app.mistake(OPEN, { input: input() })).toBe('UNAUTHENTICATED');
  const institution = await anInstitution(app);
  expect(await app.mistake(OPEN, { input: input() }, { role: 'INTERMEDIARY', institution })).toBe('FORBIDDEN');
  const elsewhere = await app.data(OPEN, { input: input({ name: '别处' }) }, { role: 'OFFICE', region: '500101' });
  expect(elsewhere.institutionOpen).toMatchObject({ institution: null, userErrors: [{ code: 'NOT_FOUND', path: ['input', 'region'] }] });
  expect(await app.sql("select 1 from institution where name = '别处'")).toEqual([]);
});

test('too long a name is a mistake that echoes nothing', async () => {
  const { body } = await app.run(OPEN, { input: input({ name: '长'.repeat(101) }) }, CITY);
  expect(body.errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT', fields: ['name'] });
  expect(JSON.stringify(body)).not.toContain('长长');
});

test('lists by region and kind, one statement', async () => {
  await anInstitution(app, '500104');
  const list = '{ institutions(filter: { region: "500104" }, first: 5) { totalCount edges { node { name region { name parent { name } } } } } }';
  expect((await app.data(list)).institutions.totalCount).toBe(1);
  expect(await app.statements(() => app.data(list.replace('totalCount ', '')))).toBe(1);
});
