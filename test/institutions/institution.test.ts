import { expect, test } from '@jest/globals';
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
