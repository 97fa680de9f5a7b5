import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '../support/jest.js';
import type { EntityManager } from '@mikro-orm/postgresql';
import pg from 'pg';
import { expire } from '../../src/application.js';
import { replayErasures } from '../../src/modules/seekers/erasure.journal.js';
import { key, testApp, type Who } from '../support/app.js';
import { anEmployer, anInstitution, CITY, REGISTER, seekerInput } from '../support/factories.js';
import { until } from '../support/server-process.js';
import { aConsent, aPerson, aReferredPerson, ERASE, erase, FIND, type Person, reveal, self } from '../support/people.js';

const app = testApp();
const job = (): Promise<void> => expire(app.application.platform);

/** Every table, every column of every row as text, and the tables where one of the values stands. */
async function tablesWith(values: readonly string[]): Promise<string[]> {
  const tables = await app.sql<{ name: string }>("select table_name as name from information_schema.tables where table_schema = 'public'");
  const found: string[] = [];
  for (const { name } of tables) {
    const { rows } = await app.application.relayPool
      .query(`select 1 from "${name}" t where exists (select from unnest($1::text[]) v where strpos(t::text, v) > 0) limit 1`, [values])
      .catch(async () => ({ rows: await app.sql(`select 1 from "${name}" t where t::text ~ ?`, [values.join('|')]) }));
    if (rows.length > 0) found.push(name);
  }
  return found;
}

function filesWith(folder: string, values: readonly string[]): string[] {
  const found: string[] = [];
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const content = readFileSync(join(entry.parentPath, entry.name), 'utf8');
    if (values.some((value) => content.includes(value))) found.push(entry.name);
  }
  return found;
}

const valuesOf = (people: readonly Person[]): string[] => people.flatMap(({ name, idNumber, phone }) => [name, idNumber, phone]);
const stateOf = async (id: string): Promise<unknown> => (await app.sql<{ state: string }>('select state from seeker where id = ?', [id]))[0]?.state;

/** Uploads a sheet with these people and leaves it waiting. */
async function aWaitingSheet(people: readonly Person[]): Promise<string> {
  const lines = people.map(({ name, idNumber, phone }) => `${name},${idNumber},${phone},万州区,焊工,重庆`);
  const response = await fetch(`${app.server.url}/imports?kind=seekers&name=list`, {
    method: 'POST',
    headers: { authorization: `Bearer ${await app.token(CITY)}`, 'content-type': 'application/octet-stream' },
    body: `姓名,身份证号,联系电话,居住地,求职工种,意向地区\n${lines.join('\n')}`,
  });
  return ((await response.json()) as { id: string }).id;
}

test('a hundred people are erased: within a minute nothing of them stands anywhere, and what was counted still is', async () => {
  const institution = await anInstitution(app);
  const employer = await anEmployer(app);
  const people: Person[] = [];
  for (let at = 0; at < 100; at++) {
    const input =
      at % 2 === 0
        ? {
            newTravelGroup: { name: `结伴覃${at}`, kind: 'VILLAGE' },
            workHistory: `在渝打工${at}年`,
            householdRegion: '500236',
            circumstances: { ethnicity: 'TUJIA', health: 'CHRONIC', hardships: ['SINGLE_PARENT'], householdNumber: `户号覃${at}` },
          }
        : {};
    people.push(await aPerson(app, { institution, input }));
  }
  for (const person of people.slice(0, 10)) await aConsent(app, person, employer);
  for (const person of people.slice(0, 5)) await app.token(self(person));
  const sheet = await aWaitingSheet(people);
  const { uploads, vault } = app.application.platform;
  const values = valuesOf(people);
  expect(await tablesWith(values)).toEqual(['seeker']);
  expect(filesWith(vault.folder, values)).toEqual([]); // sealed while it waits
  expect(existsSync(join(uploads, sheet))).toBe(true);
  const counted = (): Promise<unknown> => app.sql('select count(*)::int as count from registration where institution_id = ?', [institution]);
  expect(await counted()).toEqual([{ count: 100 }]);

  const began = performance.now();
  for (const person of people) expect(await erase(app, person.id, CITY)).toMatchObject({ erasure: { until: null }, userErrors: [] });
  await job();
  const took = (performance.now() - began) / 1_000;

  console.info(`100 people erased in ${took.toFixed(1)} s`);
  expect(took).toBeLessThan(60);
  expect(await tablesWith([...values, ...people.map((_, at) => `结伴覃${at}`), '在渝打工', '户号覃', 'CHRONIC', 'SINGLE_PARENT'])).toEqual([]);
  expect(await app.sql('select 1 from seeker where household_region_id is not null or circumstances_ethnicity is not null')).toEqual([]);
  expect(filesWith(vault.folder, values)).toEqual([]);
  expect(existsSync(join(uploads, sheet))).toBe(false);
  expect(await app.sql('select 1 from import_job where id = ? and state = ?', [sheet, 'FAILED'])).toHaveLength(1);
  const ids = people.map(({ id }) => `'${id}'`).join(', ');
  expect(
    await app.sql(`select 1 from person_key where seeker_id in (${ids}) union all select 1 from person_secret where seeker_id in (${ids})`),
  ).toEqual([]);
  expect(await counted()).toEqual([{ count: 100 }]);
  expect(await app.sql(`select distinct state from registration where seeker_id in (${ids})`)).toEqual([{ state: 'WITHDRAWN' }]);
  expect(await app.sql(`select count(*)::int as count from account where seeker_id in (${ids}) and disabled_at is null`)).toEqual([{ count: 0 }]);
  for (const as of [CITY, { role: 'AUDITOR' }, { role: 'RECRUITER', employers: [employer] }] as Who[])
    expect((await app.data('query ($id: ID!) { seeker(id: $id) { id } }', { id: people[0]!.id }, as)).seeker).toBeNull();
  expect((await app.data(FIND, { input: { idNumber: people[0]!.idNumber, idempotencyKey: key() } }, CITY)).seekerFind.seeker).toBeNull();
  const { seekers } = await app.data('{ seekers { totalCount } }', {}, CITY);
  expect(seekers.totalCount).toBe(0);
  expect(await app.sql("select count(*)::int as count from audit_entry where action = 'ERASED' and reason = '本人申请删除'")).toEqual([
    { count: 100 },
  ]);
}, 120_000);

test('a person erases themself, and is a stranger when they come again', async () => {
  const person = await aPerson(app);
  expect(await erase(app, person.id, self(person))).toMatchObject({ erasure: { until: null }, userErrors: [] });
  await until('the account is closed', async () => (await app.run('{ viewer { role } }', {}, self(person))).status === 401);
  const { seekerRegister } = await app.data(
    REGISTER,
    { input: seekerInput(await anInstitution(app), { name: '别名', idNumber: person.idNumber }) },
    CITY,
  );
  expect(seekerRegister).toMatchObject({ userErrors: [], registration: { seeker: { name: '别名' } } });
  expect(seekerRegister.registration.seeker.id).not.toBe(person.id);
});

test('one key erases once; who may not finds nobody', async () => {
  const person = await aPerson(app, { institution: await anInstitution(app, '500102'), input: { region: '500102' } });
  const input = { reason: '本人申请', idempotencyKey: key() };
  for (const as of [{ role: 'OFFICE', region: '500103' }, self(await aPerson(app))] as Who[])
    expect((await app.data(ERASE, { id: person.id, input }, as)).seekerErase).toMatchObject({ erasure: null, userErrors: [{ code: 'NOT_FOUND' }] });
  for (const role of ['INTERMEDIARY', 'RECRUITER', 'AUDITOR', 'ADMINISTRATOR', 'KIOSK'] as const) {
    const as = role === 'INTERMEDIARY' ? { role, institution: person.institution } : { role };
    expect(await app.mistake(ERASE, { id: person.id, input }, as)).toBe('FORBIDDEN');
  }
  expect(await stateOf(person.id)).toBe('ACTIVE');
  const answers = await Promise.all([1, 2, 3].map(() => app.data(ERASE, { id: person.id, input }, CITY)));
  expect(new Set(answers.map(({ seekerErase }) => seekerErase.erasure.id)).size).toBe(1);
  expect(await erase(app, person.id)).toMatchObject({ userErrors: [{ code: 'NOT_FOUND' }] });
});

test('under a duty to keep a person is restricted: gone from use, sealed, read by the auditor alone and written down', async () => {
  const { person, employer, vacancy } = await aReferredPerson(app, { hired: true });
  const { erasure } = await erase(app, person.id);
  const [{ day }] = (await app.sql<{ day: string }>("select (app_today() + interval '3 years')::date::text as day")) as [{ day: string }];
  expect(erasure.until).toBe(day);
  expect(await stateOf(person.id)).toBe('RESTRICTED');
  expect(await tablesWith(valuesOf([person]))).toEqual([]);

  for (const as of [CITY, { role: 'RECRUITER', employers: [employer] }] as Who[])
    expect((await app.data('query ($id: ID!) { seeker(id: $id) { id } }', { id: person.id }, as)).seeker).toBeNull();
  const { seekerMatches } = await app.data('query ($id: ID!) { seekerMatches(vacancyId: $id) { edges { node { id } } } }', { id: vacancy }, CITY);
  expect(JSON.stringify(seekerMatches)).not.toContain(person.id);
  expect((await app.data(FIND, { input: { idNumber: person.idNumber, idempotencyKey: key() } }, CITY)).seekerFind.seeker).toBeNull();
  for (const field of ['PHONE', 'ID_NUMBER']) expect(await reveal(app, person, field, CITY)).toMatchObject({ userErrors: [{ code: 'NOT_FOUND' }] });

  const auditor: Who = { role: 'AUDITOR' };
  expect((await app.data('query ($id: ID!) { seeker(id: $id) { state nameMasked } }', { id: person.id }, auditor)).seeker).toEqual({
    state: 'RESTRICTED',
    nameMasked: '',
  });
  const { value } = await reveal(app, person, 'RECORD', auditor, { reason: '劳动监察' });
  expect(JSON.parse(value)).toMatchObject({
    idNumber: person.idNumber,
    phone: `+86${person.phone}`,
    seeker: [{ name: person.name }],
    referral: [{ state: 'HIRED' }],
  });
  expect(await app.sql('select action, field from audit_entry where seeker_id = ? order by day, number', [person.id])).toEqual([
    { action: 'RESTRICTED', field: null },
    { action: 'REVEALED', field: 'RECORD' },
  ]);
});

test('an open referral keeps a record until its counterfoil is due', async () => {
  const { person, referral } = await aReferredPerson(app);
  const [due] = await app.sql<{ due: string }>('select expires_on::text as due from referral where id = ?', [referral]);
  expect((await erase(app, person.id)).erasure.until).toBe(due!.due);
});

test('a registration at the same moment as the erasure brings nothing back', async () => {
  for (let round = 0; round < 5; round++) {
    const person = await aPerson(app);
    const input = seekerInput(await anInstitution(app), { name: person.name, idNumber: person.idNumber });
    const [{ seekerRegister }] = await Promise.all([app.data(REGISTER, { input }, CITY), erase(app, person.id)]);
    expect(seekerRegister.userErrors.every(({ code }: { code: string }) => code === 'CONFLICT')).toBe(true);
    expect(await app.sql("select 1 from seeker where id = ? and (name <> '' or state = 'ACTIVE')", [person.id])).toEqual([]);
  }
});

const PEOPLE = ['seeker', 'person_key', 'person_secret', 'registration', 'referral', 'consent', 'account', 'erasure'];

test('after a restore of older tables whoever was erased is erased again, under the same duty', async () => {
  const admin = new pg.Client({ connectionString: app.servers.adminUrl.replace('/postgres?', `/${app.name}?`) });
  await admin.connect();
  try {
    const erased = await aPerson(app);
    await aConsent(app, erased, await anEmployer(app));
    await app.token(self(erased));
    const restricted = (await aReferredPerson(app, { hired: true })).person;
    const spared = await aPerson(app);
    for (const table of PEOPLE) await admin.query(`create table older_${table} as select * from ${table}`);
    await erase(app, erased.id);
    const { until } = (await erase(app, restricted.id)).erasure;

    await admin.query("set session_replication_role = 'replica'");
    for (const table of PEOPLE) await admin.query(`delete from ${table}`);
    for (const table of PEOPLE) await admin.query(`insert into ${table} select * from older_${table}`);
    await admin.query("set session_replication_role = 'origin'");
    expect(await tablesWith(valuesOf([erased]))).toContain('seeker');
    expect(await reveal(app, erased, 'PHONE', CITY)).toMatchObject({ value: `+86${erased.phone}` });

    for (const table of PEOPLE) await admin.query(`drop table older_${table}`);
    expect(await replayErasures(app.application.platform.orm.em.fork() as EntityManager, app.application.platform)).toBeGreaterThanOrEqual(2);
    expect(await tablesWith(valuesOf([erased, restricted]))).toEqual([]);
    expect([await stateOf(erased.id), await stateOf(restricted.id), await stateOf(spared.id)]).toEqual(['ERASED', 'RESTRICTED', 'ACTIVE']);
    expect(await app.sql('select until::text as until from erasure where seeker_id = ?', [restricted.id])).toEqual([{ until }]);
    expect(await app.sql('select 1 from person_key where seeker_id = ?', [erased.id])).toEqual([]);
    expect(await replayErasures(app.application.platform.orm.em.fork() as EntityManager, app.application.platform)).toBe(0);
  } finally {
    await admin.end();
  }
});

test('when the last day of a duty is over the record goes with its key; who has not registered for years is erased too', async () => {
  const { person } = await aReferredPerson(app, { hired: true });
  await erase(app, person.id);
  const lapsed = await aPerson(app);
  await job();
  expect([await stateOf(person.id), await stateOf(lapsed.id)]).toEqual(['RESTRICTED', 'ACTIVE']);
  try {
    await app.sql("update app_clock set shift = interval '3 years'");
    await job();
    expect(await stateOf(person.id)).toBe('RESTRICTED');
    await app.sql("update app_clock set shift = interval '3 years 8 months'");
    while ((await app.sql("select 1 from seeker where state = 'ACTIVE'")).length > 0) await job();
    expect([await stateOf(person.id), await stateOf(lapsed.id)]).toEqual(['ERASED', 'ERASED']);
    expect(await app.sql('select 1 from person_key')).toEqual([]);
    expect(await app.sql('select 1 from erasure where kept is not null or until is not null')).toEqual([]);
    expect(await reveal(app, person, 'RECORD', { role: 'AUDITOR' })).toMatchObject({ value: null, userErrors: [{ code: 'NOT_FOUND' }] });
  } finally {
    await app.sql("update app_clock set shift = interval '0'");
  }
});
