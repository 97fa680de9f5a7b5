import { expect, test } from '@jest/globals';
import { key, testApp } from '../support/app.js';
import { anEmployer, anInstitution, CITY } from '../support/factories.js';

const app = testApp();
const REGISTER =
  'mutation ($input: EmployerRegisterInput!) { employerRegister(input: $input) { employer { id state creditCode } userErrors { code path message } } }';
const VERIFY = 'mutation ($id: ID!, $input: StepInput!) { employerVerify(id: $id, input: $input) { employer { state } userErrors { code } } }';
const input = (more: object = {}): object => ({ name: '重庆江河机械有限公司', region: '500103', idempotencyKey: key(), ...more });

test('registers unverified, and an office verifies', async () => {
  const { employerRegister } = await app.data(REGISTER, { input: input({ creditCode: ' 91350100m000100y43 ' }) }, CITY);
  expect(employerRegister.employer).toMatchObject({ state: 'UNVERIFIED', creditCode: '91350100M000100Y43' });
  const verified = await app.data(VERIFY, { id: employerRegister.employer.id, input: { idempotencyKey: key() } }, CITY);
  expect(verified.employerVerify.employer.state).toBe('VERIFIED');
  const again = await app.data(REGISTER, { input: input({ creditCode: '91350100M000100Y43' }) }, CITY);
  expect(again.employerRegister.userErrors).toMatchObject([{ code: 'ALREADY_EXISTS', path: ['input', 'creditCode'] }]);
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

test('who may not: an intermediary registers but does not verify; visitors see no codes', async () => {
  const institution = await anInstitution(app);
  const as = { role: 'INTERMEDIARY', institution } as const;
  const { employerRegister } = await app.data(REGISTER, { input: input() }, as);
  expect(await app.mistake(VERIFY, { id: employerRegister.employer.id, input: { idempotencyKey: key() } }, as)).toBe('FORBIDDEN');
  const id = await anEmployer(app);
  expect((await app.data('query ($id: ID!) { employer(id: $id) { state } }', { id })).employer).toEqual({ state: 'VERIFIED' });
  expect(await app.mistake('query ($id: ID!) { employer(id: $id) { creditCode } }', { id })).toBe('UNAUTHENTICATED');
});
