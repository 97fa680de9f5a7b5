import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '../support/jest.js';
import { readSheet, type SheetRow } from '../../src/platform/sheets/read.js';
import { holdings } from '../../src/schema.js';
import { key, testApp, type Who } from '../support/app.js';
import { anEmployer, anInstitution, CITY } from '../support/factories.js';
import { aConsent, aPerson, aReferredPerson, EXPORT, type Person, reveal, self } from '../support/people.js';

const app = testApp();
const exported = async (person: Person, as: Who, idempotencyKey = key()): Promise<any> =>
  // oxlint-disable-line typescript/no-explicit-any -- an answer
  (await app.data(EXPORT, { id: person.id, input: { reason: '本人查询', idempotencyKey } }, as)).seekerExport;

/** Tables that hang on a person and are not among the holdings, each with the reason. */
const ELSEWHERE: Record<string, string> = {
  training_attendance: 'within training_enrolment',
  household_step: 'within household_member',
  api_key: 'of an account; the erasure of the account ends it',
  password: 'of an account: a hash; the erasure of the account ends it',
  session: 'of an account: hashes of a sign-in, deleted thirty days after it ran out',
  import_job: 'done by an account of the staff',
  import_refusal: 'of an import; rows without their cells',
  plan_revision: 'made by an account of the staff',
};

test('every table that hangs on a person, over however many others, is among the holdings', async () => {
  const tables = await app.sql<{ name: string }>(
    `with recursive link as (select distinct conrelid as child, confrelid as parent from pg_constraint where contype = 'f' and connamespace = 'public'::regnamespace),
       person(t) as (select attrelid from pg_attribute a join pg_class c on c.oid = a.attrelid
                      where a.attname = 'seeker_id' and not a.attisdropped and c.relkind in ('r', 'p') and not c.relispartition and c.relnamespace = 'public'::regnamespace
                     union select 'seeker'::regclass::oid
                     union select link.child from person join link on link.parent = person.t)
     select c.relname as name from person join pg_class c on c.oid = person.t where not c.relispartition order by 1`,
  );
  const names = tables.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(['follow_up', 'rights_case', ...Object.keys(ELSEWHERE)]));
  expect(holdings.map(({ table }) => table).sort()).toEqual(names.filter((name) => !(name in ELSEWHERE)).sort());
});

test('a person gets everything that is held about them: each table with its rows, ID number and phone in the clear', async () => {
  const { person, employer } = await aReferredPerson(app, {
    hired: true,
    input: { newTravelGroup: { name: '万州同行', kind: 'VILLAGE' }, workHistory: '焊接六年' },
  });
  await aConsent(app, person, employer);
  await reveal(app, person, 'PHONE', CITY, { reason: '通知上岗' });
  const { document, userErrors } = await exported(person, self(person));
  expect(userErrors).toEqual([]);
  const everything = JSON.parse(document);
  expect(Object.keys(everything).sort()).toEqual(['idNumber', 'phone', ...holdings.map(({ table }) => table)].sort());
  expect(everything).toMatchObject({
    idNumber: person.idNumber,
    phone: `+86${person.phone}`,
    seeker: [{ name: person.name, birth_on: '1979-04-05', work_history: '焊接六年', region: '万州区', travel_group: '万州同行' }],
    person_secret: [{ phone_on_file: true }],
    registration: [{ state: 'ACTIVE', institution: expect.stringContaining('机构') }],
    referral: [{ state: 'HIRED', vacancy: '船舶电焊工', employer: expect.stringContaining('单位') }],
    consent: [{ purpose: 'CONTACT', text: expect.stringContaining('联系电话'), evidence: expect.stringContaining('同意书') }],
    account: [{ role: 'SEEKER' }],
    audit_entry: [{ action: 'CONSENT_GIVEN' }, { action: 'REVEALED', reason: '通知上岗' }, { action: 'EXPORTED' }],
  });
});

test('every column of the person’s row is in the document', async () => {
  const person = await aPerson(app);
  const { document } = await exported(person, CITY);
  const columns = await app.sql<{ name: string }>("select column_name as name from information_schema.columns where table_name = 'seeker'");
  expect(Object.keys(JSON.parse(document).seeker[0])).toEqual(expect.arrayContaining(columns.map(({ name }) => name)));
});

test('the office that serves the person hands it out too, complete; others find nobody; a repeat is the same export', async () => {
  const person = await aPerson(app, { institution: await anInstitution(app, '500103'), input: { region: '500102' } });
  const office: Who = { role: 'OFFICE', region: '500102' };
  const same = key();
  const [first, second] = [await exported(person, office, same), await exported(person, office, same)];
  expect(JSON.parse(first.document).registration).toHaveLength(1);
  expect(JSON.parse(second.document).idNumber).toBe(person.idNumber);
  expect(await app.sql("select field from audit_entry where seeker_id = ? and action = 'EXPORTED'", [person.id])).toEqual([{ field: 'ALL' }]);
  for (const as of [{ role: 'OFFICE', region: '500104' }, self(await aPerson(app))] as Who[])
    expect(await exported(person, as)).toMatchObject({ document: null, userErrors: [{ code: 'NOT_FOUND' }] });
  const variables = { id: person.id, input: { reason: '查询', idempotencyKey: key() } };
  for (const role of ['RECRUITER', 'AUDITOR', 'ADMINISTRATOR'] as const) expect(await app.mistake(EXPORT, variables, { role })).toBe('FORBIDDEN');
  expect(JSON.stringify(await app.sql('select reply from idempotency_key'))).not.toContain(person.idNumber);
});

const post = async (body: unknown, as: Who | null = CITY): Promise<Response> =>
  fetch(`${app.server.url}/exports/seekers`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(as ? { authorization: `Bearer ${await app.token(as)}` } : {}) },
    body: JSON.stringify(body),
  });

async function sheetOf(response: Response): Promise<SheetRow['cells'][]> {
  const path = join(tmpdir(), `${key()}.xlsx`);
  writeFileSync(path, Buffer.from(await response.arrayBuffer()));
  const lines: SheetRow['cells'][] = [];
  for await (const { cells } of readSheet(path)) lines.push(cells);
  return lines;
}

test('a sheet for insurance carries ID numbers, with a row of the audit for each person, in the order asked for', async () => {
  const people = [await aPerson(app), await aPerson(app), await aPerson(app)];
  const response = await post({ seekers: people.map(({ id }) => id), clear: ['ID_NUMBER', 'PHONE'], reason: '统一购买意外险' });
  expect(response.status).toBe(200);
  expect(response.headers.get('cache-control')).toBe('no-store');
  const request = response.headers.get('x-request-id');
  const lines = await sheetOf(response);
  expect(lines.map((cells) => [cells['姓名'], cells['身份证号'], cells['联系电话']])).toEqual(
    people.map(({ name, idNumber, phone }) => [name, idNumber, `+86${phone}`]),
  );
  const entries = await app.sql('select seeker_id, field, reason from audit_entry where request = ? order by number', [request]);
  expect(entries).toEqual(people.map(({ id }) => ({ seeker_id: id, field: 'ID_NUMBER PHONE', reason: '统一购买意外险' })));
});

test('a sheet that needs no ID numbers has none', async () => {
  const person = await aPerson(app);
  const lines = await sheetOf(await post({ seekers: [person.id], reason: '名单公示' }));
  expect(lines).toMatchObject([{ 姓名: person.name, 身份证号: expect.stringMatching(/^5\*{15}/), 联系电话: expect.stringMatching(/^154\*{4}/) }]);
  expect(await app.sql('select field from audit_entry where seeker_id = ?', [person.id])).toEqual([{ field: null }]);
});

test('one person out of sight makes the whole sheet not found, and nothing is written down', async () => {
  const [near, far] = [await aPerson(app), await aPerson(app, { institution: await anInstitution(app, '500103'), input: { region: '500103' } })];
  const office: Who = { role: 'OFFICE', region: '500101' };
  for (const other of [far.id, key()]) {
    const response = await post({ seekers: [near.id, other], clear: ['ID_NUMBER'], reason: '购票' }, office);
    expect([response.status, ((await response.json()) as { errors: { extensions: { code: string } }[] }).errors[0]!.extensions.code]).toEqual([
      404,
      'NOT_FOUND',
    ]);
  }
  expect(await app.sql('select 1 from audit_entry where seeker_id in (?, ?)', [near.id, far.id])).toEqual([]);
});

test.each([
  ['nobody', { seekers: [], reason: '购票' }],
  ['a missing reason', { seekers: ['0198c0de-0000-7000-8000-000000000001'] }],
  ['a reason of blanks', { seekers: ['0198c0de-0000-7000-8000-000000000001'], reason: '   ' }],
  ['an unknown value', { seekers: ['0198c0de-0000-7000-8000-000000000001'], clear: ['NAME'], reason: '购票' }],
  ['the same person twice', { seekers: Array(2).fill('0198c0de-0000-7000-8000-000000000001'), reason: '购票' }],
  ['501 people', { seekers: Array.from({ length: 501 }, () => key()), reason: '购票' }],
  ['no object', 'x'],
])('refuses %s', async (_, body) => {
  const response = await post(body);
  expect(response.status).toBe(400);
  expect(((await response.json()) as { errors: { extensions: { code: string } }[] }).errors[0]!.extensions.code).toBe('BAD_USER_INPUT');
});

test('people in sheets are counted for each account; who may not export', async () => {
  const person = await aPerson(app);
  const employer = await anEmployer(app);
  expect((await post({ seekers: [person.id], reason: '购票' }, null)).status).toBe(401);
  for (const as of [{ role: 'RECRUITER', employers: [employer] }, { role: 'AUDITOR' }, self(person)] as Who[])
    expect((await post({ seekers: [person.id], reason: '购票' }, as)).status).toBe(403);
  const clerk: Who = { ...CITY, name: '保险专员' };
  await app.sql("insert into audit_limit (action, period, most, source) values ('EXPORTED', '1 minute', 3, 'test')");
  try {
    const people = [await aPerson(app), await aPerson(app)];
    const ids = [person.id, ...people.map(({ id }) => id)];
    expect((await post({ seekers: ids.slice(0, 2), reason: '购票' }, clerk)).status).toBe(200);
    const refused = await post({ seekers: ids.slice(1), reason: '购票' }, clerk);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(50);
    expect((await post({ seekers: ids.slice(2), reason: '购票' }, clerk)).status).toBe(200);
  } finally {
    await app.sql("delete from audit_limit where source = 'test'");
  }
});
