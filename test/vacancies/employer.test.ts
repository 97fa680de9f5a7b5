import { expect, test } from '../support/jest.js';
import { key, testApp } from '../support/app.js';
import { anEmployer, anInstitution, CITY } from '../support/factories.js';

const app = testApp();
const REGISTER =
  'mutation ($input: EmployerRegisterInput!) { employerRegister(input: $input) { employer { id state creditCode } userErrors { code path message } } }';
const VERIFY = 'mutation ($id: ID!, $input: StepInput!) { employerVerify(id: $id, input: $input) { employer { state } userErrors { code } } }';
const input = (more: object = {}): object => ({ name: `重庆江河${key().slice(0, 8)}机械有限公司`, region: '500103', idempotencyKey: key(), ...more });

test('registers unverified, and an office verifies', async () => {
  const { employerRegister } = await app.data(REGISTER, { input: input({ creditCode: ' 91350100m000100y43 ' }) }, CITY);
  expect(employerRegister.employer).toMatchObject({ state: 'UNVERIFIED', creditCode: '91350100M000100Y43' });
  const verified = await app.data(VERIFY, { id: employerRegister.employer.id, input: { idempotencyKey: key() } }, CITY);
  expect(verified.employerVerify.employer.state).toBe('VERIFIED');
  const again = await app.data(REGISTER, { input: input({ creditCode: '91350100M000100Y43' }) }, CITY);
  expect(again.employerRegister.userErrors).toMatchObject([{ code: 'ALREADY_EXISTS', path: ['input', 'creditCode'] }]);
});

test('a name without a code stands once in a county, and what stands is named; a code tells employers of one name apart', async () => {
  const name = '重庆同名餐饮店';
  const register = async (more: object = {}): Promise<any> => (await app.data(REGISTER, { input: input({ name, ...more }) }, CITY)).employerRegister; // oxlint-disable-line typescript/no-explicit-any -- an answer
  const both = await Promise.all([register(), register()]);
  const [first] = both.flatMap((one) => one.employer?.id ?? []);
  const refused = [{ code: 'ALREADY_EXISTS', path: ['input', 'name'], message: expect.stringContaining(first) }];
  expect(both.flatMap((one) => one.userErrors)).toMatchObject(refused);
  expect((await register({ name: ` ${name}`, region: '500103001' })).userErrors).toMatchObject(refused);
  expect((await register({ region: '500101' })).userErrors).toEqual([]);
  const coded = await register({ licenceNumber: '5001031234568' });
  expect(coded.userErrors).toEqual([]);
  const other = await register({ name: '重庆异名餐饮店' });
  const renamed = await app.data(AMEND, { id: other.employer.id, input: { name, idempotencyKey: key() } }, CITY);
  expect(renamed.employerAmend).toMatchObject({ employer: null, userErrors: [{ code: 'ALREADY_EXISTS', path: ['input', 'name'] }] });
  const same = await app.data(AMEND, { id: first, input: { name, region: '500103', idempotencyKey: key() } }, CITY);
  expect(same.employerAmend.userErrors).toEqual([]);
  expect(await app.sql('select count(*)::int as count from employer where name = ?', [name])).toEqual([{ count: 3 }]);
});

test('takes the older licence number instead of a credit code', async () => {
  const { employerRegister } = await app.data(REGISTER, { input: input({ licenceNumber: '5001031234567' }) }, CITY);
  expect(employerRegister.userErrors).toEqual([]);
});

test('refuses a wrong check digit and echoes nothing of it', async () => {
  const { employerRegister } = await app.data(REGISTER, { input: input({ creditCode: '91350100M000100Y44' }) }, CITY);
  expect(employerRegister).toMatchObject({ employer: null, userErrors: [{ code: 'INVALID', path: ['input', 'creditCode'] }] });
  expect(JSON.stringify(employerRegister)).not.toContain('Y44');
});

test('does not verify without any number', async () => {
  const { employerRegister } = await app.data(REGISTER, { input: input() }, CITY);
  const refused = await app.data(VERIFY, { id: employerRegister.employer.id, input: { idempotencyKey: key() } }, CITY);
  expect(refused.employerVerify.userErrors).toEqual([{ code: 'NOT_ELIGIBLE' }]);
});

const AMEND =
  'mutation ($id: ID!, $input: EmployerAmendInput!) { employerAmend(id: $id, input: $input) { employer { name state creditCode industry reason verifiedAt } userErrors { code path } } }';
const REJECT =
  'mutation ($id: ID!, $input: ReasonInput!) { employerReject(id: $id, input: $input) { employer { state reason } userErrors { code } } }';

test('papers are put right and checked anew: a code that a sheet did not have, a reason why they were refused', async () => {
  const name = '重庆江河机械有限公司';
  const { employerRegister } = await app.data(REGISTER, { input: input({ name }) }, CITY);
  const { id } = employerRegister.employer;
  const amend = async (more: object): Promise<unknown> =>
    (await app.data(AMEND, { id, input: { idempotencyKey: key(), ...more } }, CITY)).employerAmend;
  const rejected = await app.data(REJECT, { id, input: { reason: '执照已过期', idempotencyKey: key() } }, CITY);
  expect(rejected.employerReject.employer).toEqual({ state: 'REJECTED', reason: '执照已过期' });
  expect(await amend({ creditCode: '9144030071526726XH' })).toMatchObject({ userErrors: [{ code: 'INVALID', path: ['input', 'creditCode'] }] });
  expect(await amend({ industry: 'Z99' })).toMatchObject({ userErrors: [{ code: 'INVALID', path: ['input', 'industry'] }] });
  expect(await amend({ creditCode: '9144030071526726XG', industry: 'C3912' })).toMatchObject({
    employer: { name, state: 'UNVERIFIED', creditCode: '9144030071526726XG', industry: 'C3912', reason: null },
  });
  const verified = await app.data(VERIFY, { id, input: { idempotencyKey: key() } }, CITY);
  expect(verified.employerVerify.employer.state).toBe('VERIFIED');
  expect(await amend({ name: '重庆江河重工有限公司' })).toMatchObject({ employer: { state: 'UNVERIFIED', verifiedAt: null } });
});

test('an employer is found by part of its name and by its code', async () => {
  const { employerRegister } = await app.data(REGISTER, { input: input({ name: '百分百%机械', creditCode: '91330100799655058B' }) }, CITY);
  const find = async (search: string): Promise<string[]> =>
    (
      await app.data('query ($search: String) { employers(filter: { search: $search }) { edges { node { id } } } }', { search }, CITY)
    ).employers.edges.map((edge: { node: { id: string } }) => edge.node.id);
  for (const search of ['百分百%', '91330100799655058B']) expect(await find(search)).toEqual([employerRegister.employer.id]);
  expect(await find('没有这家')).toEqual([]);
});

test('an intermediary amends no verified employer', async () => {
  const as = { role: 'INTERMEDIARY', institution: await anInstitution(app) } as const;
  const id = await anEmployer(app);
  const answer = await app.data(AMEND, { id, input: { name: '另一家', idempotencyKey: key() } }, as);
  expect(answer.employerAmend).toMatchObject({ employer: null, userErrors: [{ code: 'NOT_ELIGIBLE', path: ['id'] }] });
  expect(await app.mistake(AMEND, { id, input: { name: '另一家', idempotencyKey: key() } }, { role: 'RECRUITER', employers: [id] })).toBe(
    'FORBIDDEN',
  );
});

test('who may not: an intermediary registers but does not verify; visitors see no codes', async () => {
  const institution = await anInstitution(app);
  const as = { role: 'INTERMEDIARY', institution } as const;
  const { employerRegister } = await app.data(REGISTER, { input: input() }, as);
  expect(await app.mistake(VERIFY, { id: employerRegister.employer.id, input: { idempotencyKey: key() } }, as)).toBe('FORBIDDEN');
  const id = await anEmployer(app);
  expect((await app.data('query ($id: ID!) { employer(id: $id) { state } }', { id })).employer).toEqual({ state: 'VERIFIED' });
  expect(await app.mistake('query ($id: ID!) { employer(id: $id) { creditCode } }', { id })).toBe('UNAUTHENTICATED');
});

test('an office changes and verifies only the employers of its division', async () => {
  const as = { role: 'OFFICE', region: '500101' } as const;
  const [id, name] = [await anEmployer(app), '另一家'];
  for (const [query, more] of [
    [AMEND, { name }],
    [VERIFY, {}],
    [REJECT, { reason: '无' }],
  ] as const) {
    const answer = Object.values(await app.data<Record<string, object>>(query, { id, input: { idempotencyKey: key(), ...more } }, as))[0];
    expect(answer).toMatchObject({ employer: null, userErrors: [{ code: 'NOT_FOUND' }] });
  }
  const away = await app.data(AMEND, { id, input: { region: '500101', idempotencyKey: key() } }, { role: 'OFFICE', region: '500103' });
  expect(away.employerAmend).toMatchObject({ employer: null, userErrors: [{ code: 'NOT_FOUND', path: ['input', 'region'] }] });
  expect(await app.sql('select state from employer where id = ?', [id])).toEqual([{ state: 'VERIFIED' }]);
});
