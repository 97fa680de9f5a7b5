import { expect, test } from '../support/jest.js';
import { syntheticResidentId } from '../../src/platform/privacy/resident-id.js';
import { key, testApp } from '../support/app.js';
import { anInstitution, CITY, REGISTER, seekerInput } from '../support/factories.js';

const app = testApp();
const register = async (institution: string, more: object = {}, as: Parameters<typeof app.data>[2] = CITY): Promise<any> =>
  // oxlint-disable-line typescript/no-explicit-any -- an answer
  (await app.data(REGISTER, { input: seekerInput(institution, more) }, as)).seekerRegister;

test('registers a person, sealed and masked', async () => {
  const institution = await anInstitution(app);
  const idNumber = syntheticResidentId(7, '1985-03-12', 'FEMALE');
  const { registration, userErrors } = await register(institution, { idNumber, phone: '138 0013 8000' });
  expect(userErrors).toEqual([]);
  expect(registration).toMatchObject({
    state: 'ACTIVE',
    seeker: {
      sex: 'FEMALE',
      birthOn: '1985-03-12',
      nameMasked: '张**',
      phoneMasked: '138****8000',
      wish: { occupations: ['6-18-02-04'], places: ['310000', '500000'] },
    },
  });
  expect(registration.seeker.idNumberMasked).toMatch(/^5\*{15}..$/);
  const stored = JSON.stringify([
    await app.sql('select * from seeker'),
    await app.sql("select encode(id_number, 'hex'), encode(phone, 'hex'), encode(id_number_index, 'hex') from person_secret"),
    await app.sql('select reply from idempotency_key'),
  ]);
  expect(stored).not.toContain(idNumber);
  expect(stored).not.toContain('13800138000');
});

test('one person for each ID, an event for each institution, in every way of writing the ID', async () => {
  const [first, second] = [await anInstitution(app), await anInstitution(app)];
  const idNumber = syntheticResidentId(8, '1980-01-02', 'MALE');
  const wide = [...idNumber].map((sign) => (/\d/.test(sign) ? String.fromCharCode(sign.charCodeAt(0) + 0xfee0) : sign.toLowerCase())).join('');
  const one = await register(first, { idNumber });
  const two = await register(second, { idNumber: ` ${wide} ` });
  const three = await register(second, { idNumber });
  expect(two.registration.seeker.id).toBe(one.registration.seeker.id);
  expect(two.registration.id).not.toBe(one.registration.id);
  expect(three).toMatchObject({ registration: null, userErrors: [{ code: 'ALREADY_EXISTS', path: ['input', 'institution'] }] });
  const { seeker } = await app.data(
    'query ($id: ID!) { seeker(id: $id) { registrations { institution { name } } } }',
    { id: one.registration.seeker.id },
    CITY,
  );
  expect(seeker.registrations).toHaveLength(2);
});

test('two offices at once register one person', async () => {
  const institutions = await Promise.all(Array.from({ length: 4 }, () => anInstitution(app)));
  const idNumber = syntheticResidentId(9, '1990-05-05', 'MALE');
  const answers = await Promise.all(institutions.map((institution) => register(institution, { idNumber })));
  const people = await app.sql('select distinct seeker_id from registration where institution_id in (?, ?, ?, ?)', institutions);
  expect(people).toHaveLength(1);
  for (const { userErrors } of answers) expect(userErrors.length === 0 || userErrors[0].code === 'CONFLICT').toBe(true);
});

test('fifteen digits are converted', async () => {
  const { registration, userErrors } = await register(await anInstitution(app), { idNumber: '510212650304123' });
  expect(userErrors).toEqual([]);
  expect(registration.seeker).toMatchObject({ birthOn: '1965-03-04', sex: 'MALE' });
});

test.each([
  [
    'a wrong check digit',
    { idNumber: syntheticResidentId(1, '1980-01-02', 'MALE').replace(/.$/, (last) => (last === '1' ? '2' : '1')) },
    'INVALID',
    ['input', 'idNumber'],
  ],
  ['30 February', { idNumber: '509901198002301230' }, 'INVALID', ['input', 'idNumber']],
  ['letters', { idNumber: 'abcdefghijklmnopqr' }, 'INVALID', ['input', 'idNumber']],
  ['a child', { idNumber: syntheticResidentId(1, '2020-01-02', 'MALE') }, 'NOT_ELIGIBLE', ['input', 'idNumber']],
  ['somebody of more than a hundred years', { idNumber: syntheticResidentId(1, '1901-02-03', 'MALE') }, 'INVALID', ['input', 'idNumber']],
  ['somebody who is not born yet', { idNumber: syntheticResidentId(1, '2199-02-03', 'MALE') }, 'INVALID', ['input', 'idNumber']],
  ['a phone that is none', { phone: '12345' }, 'INVALID', ['input', 'phone']],
  ['no trade', { wish: { places: ['重庆'] } }, 'INVALID', ['input', 'wish', 'occupations']],
  ['no place', { wish: { places: [], anyTrade: true } }, 'INVALID', ['input', 'wish', 'places']],
  ['a day that is over', { validUntil: '2020-01-01' }, 'INVALID', ['input', 'validUntil']],
  ['a last day beyond five years', { validUntil: '9999-12-31' }, 'INVALID', ['input', 'validUntil']],
  ['an institution whose id is none', { institution: 'x' }, 'NOT_FOUND', ['input', 'institution']],
])('refuses %s, stores nothing and echoes nothing', async (_, wrong, code, path) => {
  const institution = await anInstitution(app);
  const answer = await register(institution, wrong);
  expect(answer).toMatchObject({ registration: null, userErrors: [{ code, path }] });
  for (const value of Object.values(wrong)) if (typeof value === 'string') expect(JSON.stringify(answer)).not.toContain(value);
  expect(await app.sql('select 1 from registration where institution_id = ?', [institution])).toEqual([]);
});

test('the same ID under another name is refused', async () => {
  const [first, second] = [await anInstitution(app), await anInstitution(app)];
  const idNumber = syntheticResidentId(10, '1977-07-07', 'MALE');
  await register(first, { idNumber });
  expect(await register(second, { idNumber, name: '李四' })).toMatchObject({ userErrors: [{ code: 'INVALID', path: ['input', 'name'] }] });
});

test('who may not: visitors, recruiters, another broker, another county', async () => {
  const institution = await anInstitution(app, '500101', 'LICENSED_AGENCY');
  const other = await anInstitution(app, '500102', 'LICENSED_AGENCY');
  const variables = { input: seekerInput(institution) };
  expect(await app.mistake(REGISTER, variables)).toBe('UNAUTHENTICATED');
  expect(await app.mistake(REGISTER, variables, { role: 'RECRUITER' })).toBe('FORBIDDEN');
  const foreign = { role: 'INTERMEDIARY', institution: other } as const;
  expect(await register(institution, {}, foreign)).toMatchObject({ userErrors: [{ code: 'NOT_FOUND' }] });
  const own = { role: 'INTERMEDIARY', institution } as const;
  const { registration } = await register(institution, { region: '500101' }, own);
  const ask = 'query ($id: ID!) { seeker(id: $id) { id name } seekers { totalCount } }';
  const id = registration.seeker.id;
  expect(await app.data(ask, { id }, own)).toMatchObject({ seeker: { id, name: '张三丰' }, seekers: { totalCount: 1 } });
  expect(await app.data(ask, { id }, foreign)).toEqual({ seeker: null, seekers: { totalCount: 0 } });
  expect((await app.data(ask, { id }, { role: 'OFFICE', region: '500102' })).seeker).toBeNull();
  expect((await app.data(ask, { id }, { role: 'OFFICE', region: '500101' })).seeker).toMatchObject({ id });
  expect(await app.mistake(ask, { id }, { role: 'ADMINISTRATOR' })).toBe('FORBIDDEN');
  expect(await app.mistake(ask, { id }, { role: 'AUDITOR' })).toBe('FORBIDDEN');
  expect((await app.data('query ($id: ID!) { seeker(id: $id) { nameMasked } }', { id }, { role: 'AUDITOR' })).seeker).toEqual({ nameMasked: '张**' });
});

test('a registration is suspended, resumed and withdrawn, and no step comes out of order', async () => {
  const { registration } = await register(await anInstitution(app));
  const step = async (name: string): Promise<unknown> =>
    (
      await app.data(
        `mutation ($id: ID!, $input: StepInput!) { ${name}(id: $id, input: $input) { registration { state } userErrors { code } } }`,
        { id: registration.id, input: { idempotencyKey: key() } },
        CITY,
      )
    )[name];
  expect(await step('registrationResume')).toMatchObject({ userErrors: [{ code: 'ILLEGAL_TRANSITION' }] });
  expect(await step('registrationSuspend')).toMatchObject({ registration: { state: 'SUSPENDED' } });
  expect(await step('registrationResume')).toMatchObject({ registration: { state: 'ACTIVE' } });
  expect(await step('registrationWithdraw')).toMatchObject({ registration: { state: 'WITHDRAWN' } });
  expect(await step('registrationResume')).toMatchObject({ userErrors: [{ code: 'ILLEGAL_TRANSITION' }] });
});

test('a roster of any size takes the same number of statements, registrations and groups included', async () => {
  const institution = await anInstitution(app, '500104');
  for (let at = 0; at < 12; at++) await register(institution, { region: '500104', newTravelGroup: { name: `结伴${at}`, kind: 'VILLAGE' } });
  const list =
    'query ($first: Int!) { seekers(filter: { region: "500104" }, first: $first) { edges { node { name region { name } travelGroup { name } registrations { state institution { name region { name } } } } } } }';
  const counted = (first: number): Promise<number> => app.statements(() => app.data(list, { first }, CITY));
  expect([await counted(3), await counted(12)]).toEqual([2, 2]);
});
