import { expect, test } from '../support/jest.js';
import { under } from '../../src/platform/database/reading.js';
import { key, testApp, type Who } from '../support/app.js';
import { anEmployer, anInstitution, CITY } from '../support/factories.js';
import { ADMINISTRATOR, anAccount, anAgency, eventually, http, OPEN, PASSWORD, signedIn, viewerOf } from '../support/sessions.js';

const app = testApp();
const step = (name: string, more = ''): string =>
  `mutation ($id: ID!, $input: StepInput!) { ${name}(id: $id, input: $input) { account { id disabledAt } ${more} userErrors { code path message } } }`;
const act = async (name: string, id: string, as: Who = ADMINISTRATOR, more = '') =>
  (await app.data(step(name, more), { id, input: { idempotencyKey: key() } }, as))[name];
const ASSIGN =
  'mutation ($id: ID!, $input: AccountAssignInput!) { accountAssign(id: $id, input: $input) { account { region { code } institution { id } employers { id } } userErrors { code path } } }';
const open = async (input: object) =>
  (await app.data(OPEN, { input: { name: `用户${key().slice(0, 8)}`, idempotencyKey: key(), ...input } }, ADMINISTRATOR)).accountOpen;
const count = async (): Promise<number> => (await app.sql<{ count: number }>('select count(*)::int as count from account'))[0]!.count;

test('opens an account of each role that has one, and each signs in as what it is', async () => {
  const [institution, employers] = [await anAgency(app), [await anEmployer(app), await anEmployer(app)]];
  for (const [role, scope, viewer] of [
    ['ADMINISTRATOR', {}, { regionPath: null, level: null }],
    ['AUDITOR', {}, { regionPath: null, level: null }],
    ['OFFICE', { region: '万州区' }, { regionPath: '/100000/500000/500101', level: 'COUNTY' }],
    ['INTERMEDIARY', { institution }, { regionPath: null, level: null }],
    ['RECRUITER', { employers }, { regionPath: null, level: null }],
  ] as const) {
    const { token, name } = await signedIn(app, { role, ...scope });
    expect((await viewerOf(app, token)).viewer).toEqual({ role, name, ...viewer });
  }
});

test('an office is of the level of its division', async () => {
  const levels = await app.sql<{ level: string; code: string }>(
    "select distinct on (level) level, code from region where code like '50%' and revision <> 'Y2007' order by level, code",
  );
  const expected: Record<string, string> = { PROVINCE: 'CITY', PREFECTURE: 'CITY', COUNTY: 'COUNTY', TOWNSHIP: 'STREET', COMMUNITY: 'COMMUNITY' };
  const [town] = await app.sql<{ id: string; path: string }>("select id, path from region where level = 'TOWNSHIP' and code like '500101%' limit 1");
  await app.sql(
    "insert into region (id, code, revision, level, name, path, parent_id) values (uuidv7(), '500101999001', 'Y2023', 'COMMUNITY', '测试社区', ?, ?)",
    [`${town!.path}/500101999001`, town!.id],
  );
  expect(levels.map((one) => one.level)).toEqual(expect.arrayContaining(['PROVINCE', 'COUNTY', 'TOWNSHIP']));
  for (const { level, code } of levels) {
    const { token } = await signedIn(app, { role: 'OFFICE', region: code });
    expect((await viewerOf(app, token)).viewer).toMatchObject({ level: expected[level] });
  }
  const { id, token } = await signedIn(app);
  await app.sql("update account set region_id = (select id from region where code = '500101999001') where id = ?", [id]);
  await eventually(async () => (await viewerOf(app, token)).viewer?.['level'] === 'COMMUNITY');
});

test.each([
  ['an office without a division', { role: 'OFFICE' }, 'INVALID', 'region'],
  ['an intermediary without an institution', { role: 'INTERMEDIARY' }, 'INVALID', 'institution'],
  ['a recruiter without an employer', { role: 'RECRUITER', employers: [] }, 'INVALID', 'employers'],
  ['an administrator with a division', { role: 'ADMINISTRATOR', region: '500101' }, 'INVALID', 'region'],
  ['an office with employers', { role: 'OFFICE', region: '500101', employers: [key()] }, 'INVALID', 'employers'],
  ['a recruiter of an employer that is none', { role: 'RECRUITER', employers: [key()] }, 'NOT_FOUND', 'employers'],
  ['a recruiter of what is no id', { role: 'RECRUITER', employers: ["' or true --"] }, 'INVALID', 'employers'],
  ['an intermediary of an institution that is none', { role: 'INTERMEDIARY', institution: key() }, 'NOT_FOUND', 'institution'],
  ['a kiosk', { role: 'KIOSK' }, 'INVALID', 'role'],
  ['a seeker', { role: 'SEEKER' }, 'INVALID', 'role'],
])('refuses to open %s, and stores nothing', async (_, input, code, path) => {
  const before = await count();
  const { account, oneTimePassword, userErrors } = await open(input);
  expect([account, oneTimePassword, userErrors]).toEqual([null, null, [{ code, path: ['input', path], message: expect.any(String) }]]);
  expect(await count()).toBe(before);
});

test('refuses an institution outside the office’s division, one that is closed, and a name that is taken', async () => {
  const [inside, outside] = [await anInstitution(app, '500101'), await anInstitution(app, '500102')];
  const region = '500101';
  expect((await open({ role: 'OFFICE', region, institution: outside })).userErrors).toMatchObject([{ code: 'INVALID' }]);
  const { account } = await open({ role: 'OFFICE', region, institution: inside, name: '一个名字' });
  expect((await open({ role: 'AUDITOR', name: '一个名字' })).userErrors).toMatchObject([{ code: 'ALREADY_EXISTS', path: ['input', 'name'] }]);
  await app.sql("update institution set state = 'CLOSED' where id = ?", [inside]);
  const input = { region, institution: inside, idempotencyKey: key() };
  expect((await app.data(ASSIGN, { id: account.id, input }, ADMINISTRATOR)).accountAssign.userErrors).toMatchObject([{ code: 'NOT_FOUND' }]);
});

test('the one-time password is in the first answer only; a repeat has the account and null, and nothing of it is stored', async () => {
  const input = { role: 'AUDITOR', name: `审计${key().slice(0, 8)}`, idempotencyKey: key() };
  const first = (await app.data(OPEN, { input }, ADMINISTRATOR)).accountOpen;
  const repeats = await Promise.all(Array.from({ length: 5 }, () => app.data(OPEN, { input }, ADMINISTRATOR)));
  for (const { accountOpen } of repeats) expect(accountOpen).toEqual({ ...first, oneTimePassword: null });
  expect(first.oneTimePassword).toMatch(/^[0-9A-Z]{5}-[0-9A-Z]{5}$/);
  const stored = JSON.stringify([await app.sql('select * from idempotency_key'), await app.sql('select * from password')]);
  expect(stored).not.toContain(first.oneTimePassword);
  expect((await http(app, 'PUT', '/session/password', { name: input.name, password: first.oneTimePassword, newPassword: PASSWORD })).status).toBe(
    200,
  );
  expect(await app.sql('select hash from password where account_id = ?', [first.account.id])).toEqual([
    { hash: expect.stringMatching(/^\$argon2id\$v=19\$m=65536,t=3,p=1\$/) },
  ]);
});

test('sixty-four requests with one key at once open one account and show its password to one of them', async () => {
  const input = { role: 'AUDITOR', name: `审计${key().slice(0, 8)}`, idempotencyKey: key() };
  const answers = await Promise.all(Array.from({ length: 64 }, () => app.run(OPEN, { input }, ADMINISTRATOR)));
  const payloads = answers.filter(({ body }) => body.data).map(({ body }) => body.data.accountOpen);
  expect(payloads.filter((one) => one.oneTimePassword !== null)).toHaveLength(1);
  expect(await app.sql('select count(*)::int as count from account where name = ?', [input.name])).toEqual([{ count: 1 }]);
});

test('disabling signs out, enabling lets in again with the same password and no session of before', async () => {
  const { id, name, token, cookie } = await signedIn(app);
  expect((await act('accountDisable', id)).account.disabledAt).toEqual(expect.any(String));
  await eventually(async () => (await viewerOf(app, token)).status === 401);
  expect((await act('accountDisable', id)).userErrors).toMatchObject([{ code: 'ILLEGAL_TRANSITION' }]);
  expect((await act('accountEnable', id)).account.disabledAt).toBeNull();
  expect((await act('accountEnable', id)).userErrors).toMatchObject([{ code: 'ILLEGAL_TRANSITION' }]);
  expect((await http(app, 'POST', '/session/refresh', undefined, { cookie })).status).toBe(401);
  expect((await viewerOf(app, token)).status).toBe(401);
  expect((await http(app, 'POST', '/session', { name, password: PASSWORD })).status).toBe(200);
});

test('the last administrator stays, also when two disable each other at once', async () => {
  const two = [await signedIn(app, { role: 'ADMINISTRATOR' }), await signedIn(app, { role: 'ADMINISTRATOR' })];
  await app.sql("update account set disabled_at = app_now() where role = 'ADMINISTRATOR' and disabled_at is null and id <> all(?::uuid[])", [
    `{${two.map((one) => one.id).join(',')}}`,
  ]);
  const disable = (at: number) =>
    app.run(step('accountDisable'), { id: two[1 - at]!.id, input: { idempotencyKey: key() } }, undefined, {
      authorization: `Bearer ${two[at]!.token}`,
    });
  const answers = await Promise.all([disable(0), disable(1)]);
  const refusals = answers.flatMap(({ body }) => body.data.accountDisable.userErrors);
  expect(refusals).toMatchObject([{ code: 'NOT_ELIGIBLE', path: ['id'] }]);
  expect(await app.sql("select count(*)::int as count from account where role = 'ADMINISTRATOR' and disabled_at is null")).toEqual([{ count: 1 }]);
  await app.sql('update account set disabled_at = null');
});

test('a reset password is a new one-time password, ends sessions and locks; not for a seeker', async () => {
  const { id, name, cookie } = await signedIn(app);
  const reset = await act('accountPasswordReset', id, ADMINISTRATOR, 'oneTimePassword');
  expect((await http(app, 'POST', '/session', { name, password: PASSWORD })).status).toBe(401);
  expect((await http(app, 'POST', '/session/refresh', undefined, { cookie })).status).toBe(401);
  expect((await http(app, 'PUT', '/session/password', { name, password: reset.oneTimePassword, newPassword: PASSWORD })).status).toBe(200);
  const [seeker] = await app.sql<{ id: string }>(
    "insert into account (id, role, name, seeker_id) values (uuidv7(), 'SEEKER', ?, uuidv7()) returning id",
    [`求职者${key()}`],
  );
  expect(await act('accountPasswordReset', seeker!.id, ADMINISTRATOR, 'oneTimePassword')).toMatchObject({
    oneTimePassword: null,
    userErrors: [{ code: 'NOT_ELIGIBLE' }],
  });
});

test('an account that is none is not found by any step, whatever is given as its id', async () => {
  for (const name of ['accountDisable', 'accountEnable', 'accountUnlock', 'accountPasswordReset']) {
    for (const id of [key(), 'x', "' or true --"]) expect((await act(name, id)).userErrors).toMatchObject([{ code: 'NOT_FOUND', path: ['id'] }]);
  }
});

test('a scope takes the place of the one before; the employers of a recruiter are shown', async () => {
  const employers = [await anEmployer(app), await anEmployer(app)];
  const { id } = await anAccount(app, { role: 'RECRUITER', employers: [await anEmployer(app)] });
  const { accountAssign } = await app.data(ASSIGN, { id, input: { employers, idempotencyKey: key() } }, ADMINISTRATOR);
  expect(accountAssign.userErrors).toEqual([]);
  expect(accountAssign.account.employers.map((one: { id: string }) => one.id).sort()).toEqual(employers.sort());
  const nothing = await app.data(ASSIGN, { id, input: { idempotencyKey: key() } }, ADMINISTRATOR);
  expect(nothing.accountAssign.userErrors).toEqual([{ code: 'INVALID', path: ['input', 'employers'] }]);
});

const LIST =
  'query ($filter: AccountFilter, $first: Int, $after: String) { accounts(filter: $filter, first: $first, after: $after) { totalCount edges { node { id name role lockedUntil region { name } institution { name } employers { name } } } pageInfo { hasNextPage endCursor } } }';
test('accounts are listed by role, state and part of the name, page by page', async () => {
  const mark = key().slice(0, 8);
  const made = [];
  for (let at = 0; at < 3; at++) made.push((await anAccount(app, { role: 'AUDITOR', name: `${mark} ${at}` })).id);
  await act('accountDisable', made[0]!);
  const names = async (filter: object): Promise<string[]> =>
    (await app.data(LIST, { filter }, ADMINISTRATOR)).accounts.edges.map((edge: { node: { name: string } }) => edge.node.name);
  expect(await names({ name: mark })).toEqual([`${mark} 2`, `${mark} 1`, `${mark} 0`]);
  expect(await names({ name: mark, disabled: true })).toEqual([`${mark} 0`]);
  expect(await names({ name: mark, role: 'OFFICE' })).toEqual([]);
  expect(await names({ name: '%' })).toEqual([]);
  const { accounts } = await app.data(LIST, { filter: { name: mark }, first: 2 }, ADMINISTRATOR);
  expect([accounts.totalCount, accounts.edges.length, accounts.pageInfo.hasNextPage]).toEqual([3, 2, true]);
  const next = await app.data(LIST, { filter: { name: mark }, first: 2, after: accounts.pageInfo.endCursor }, ADMINISTRATOR);
  expect(next.accounts.edges.map((edge: { node: { id: string } }) => edge.node.id)).toEqual([made[0]]);
});

test('three recruiters and thirty are read in the same number of statements', async () => {
  const employers = [await anEmployer(app), await anEmployer(app)];
  const list = (mark: string) => app.statements(() => app.data(LIST, { filter: { name: mark }, first: 50 }, ADMINISTRATOR));
  const make = async (mark: string, many: number): Promise<void> => {
    for (let at = 0; at < many; at++) {
      await app.sql("insert into account (id, role, name, employer_ids) values (uuidv7(), 'RECRUITER', ?, ?::text[])", [
        `${mark}${at}`,
        `{${employers.join(',')}}`,
      ]);
    }
  };
  await make('few-', 3);
  await make('many-', 30);
  expect(await list('many-')).toBe(await list('few-'));
});

test.each(['KIOSK', 'OFFICE', 'INTERMEDIARY', 'RECRUITER', 'AUDITOR', null] as const)('%s may administer nobody', async (role) => {
  const as: Who | undefined =
    role === null ? undefined : role === 'OFFICE' ? CITY : role === 'INTERMEDIARY' ? { role, institution: await anAgency(app) } : { role };
  const code = role === null ? 'UNAUTHENTICATED' : 'FORBIDDEN';
  const id = key();
  expect(await app.mistake(LIST, {}, as)).toBe(code);
  expect(await app.mistake('query ($id: ID!) { account(id: $id) { id } }', { id }, as)).toBe(code);
  expect(await app.mistake(OPEN, { input: { role: 'ADMINISTRATOR', name: 'x', idempotencyKey: key() } }, as)).toBe(code);
  expect(await app.mistake(ASSIGN, { id, input: { region: '500000', idempotencyKey: key() } }, as)).toBe(code);
  for (const name of ['accountDisable', 'accountEnable', 'accountUnlock', 'accountPasswordReset'])
    expect(await app.mistake(step(name), { id, input: { idempotencyKey: key() } }, as)).toBe(code);
});

test('the application’s role reads no secret from a table, and calls what it needs alone', async () => {
  const { pool } = app.application.platform;
  const refused = (text: string) => expect(pool.query(text)).rejects.toMatchObject({ code: '42501' });
  await refused('select * from password');
  await refused('select * from session');
  await refused('select * from live_credential');
  await refused('select hash from api_key');
  await refused('select * from api_key');
  await refused('select code_hash from device');
  await refused('select token_hash from device');
  await refused('update account set rights_epoch = 0 returning (select hash from password limit 1)');
  await refused('delete from account');
  await refused('delete from api_key');
  await refused("update password set hash = ''");
  await refused("insert into session (account_id, expires_at, family_hash, current_hash) values (uuidv7(), now(), '', '')");
  const administering = { 'app.role': 'administrator' };
  expect((await under(pool, administering, (client) => client.query('select id, prefix from api_key limit 1'))).rows).toHaveLength(1);
  expect((await pool.query('select id, prefix from api_key limit 1')).rows).toEqual([]);
});
