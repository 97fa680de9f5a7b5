import { expect, test } from '@jest/globals';
import { testApp, type Who } from '../support/app.js';
import { anInstitution, CITY } from '../support/factories.js';
import { aPlace, household, officer } from '../support/communities.js';
import { act, later } from '../support/places.js';

const app = testApp();
const refused = (answer: { userErrors: unknown[] }): unknown => answer.userErrors[0];
/* oxlint-disable typescript/no-explicit-any -- answers are looked into freely */
const ledger = async (region: string, number: number, as: Who = CITY): Promise<any> =>
  (
    await app.data(
      'query ($region: String!) { ledgers(region: $region) { number title official source available intervalDays mandatory entryCount overdueCount incompleteCount clear } }',
      { region },
      as,
    )
  ).ledgers.find((one: { number: number }) => one.number === number);
const ENTRIES =
  'query ($region: String!, $number: Int!, $unclear: Boolean! = false, $first: Int! = 20, $after: String) { ledgerEntries(region: $region, number: $number, unclear: $unclear, first: $first, after: $after) { totalCount pageInfo { hasNextPage endCursor } edges { node { id verifiedOn dueOn overdue owner missing seeker { id name } } } } }';
const entries = async (region: string, number: number, more: object = {}, as: Who = CITY): Promise<any> =>
  (await app.data(ENTRIES, { region, number, ...more }, as)).ledgerEntries;
const verify = (id: string, number: number, as: Who): Promise<any> => act(app, 'ledgerVerify', { id, input: { number } }, 'verification { id }', as);

test('ten ledgers, two of them official; one whose rows no module keeps is not clear', async () => {
  const { ledgers } = await app.data('{ ledgers(region: "500230") { number official available clear entryCount } }', {}, CITY);
  expect(ledgers.map((one: { number: number }) => one.number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  expect(ledgers.filter((one: { official: boolean }) => one.official).map((one: { number: number }) => one.number)).toEqual([1, 2]);
  expect(ledgers.filter((one: { available: boolean }) => !one.available).every((one: { clear: boolean }) => !one.clear)).toBe(true);
});

test('a ledger is a view: a row that changes where it stands changes its ledger, and no second copy exists', async () => {
  const { community, at } = await aPlace(app);
  const person = await household(app, community, 'H-9', ['DISABLED'], { education: 'PRIMARY' });
  expect(await ledger(community, 1)).toMatchObject({ title: '下岗失业人员台账', entryCount: 1, overdueCount: 1, incompleteCount: 0, clear: false });
  expect(await ledger(community, 2)).toMatchObject({ entryCount: 1 });
  expect(await verify(person, 1, at.resident)).toMatchObject({ verification: { id: person }, userErrors: [] });
  expect(await ledger(community, 1)).toMatchObject({ entryCount: 1, overdueCount: 0, clear: true });
  expect((await entries(community, 1)).edges[0].node).toMatchObject({
    id: person,
    overdue: false,
    owner: at.resident.name,
    missing: [],
    seeker: { id: person },
  });
  await app.sql("update seeker set education = 'NONE' where id = ?", [person]);
  expect(await ledger(community, 1)).toMatchObject({ incompleteCount: 1, clear: false });
  expect((await entries(community, 1, { unclear: true })).edges[0].node.missing).toEqual(['技能（等级、证书或学历）']);
  await app.sql("update seeker set situation = 'EMPLOYED' where id = ?", [person]);
  expect(await ledger(community, 1)).toMatchObject({ entryCount: 0, clear: true });
  const columns = await app.sql<{ name: string }>(
    "select column_name as name from information_schema.columns where table_name = 'ledger_check' order by 1",
  );
  expect(columns.map(({ name }) => name)).toEqual([
    'created_at',
    'entry',
    'id',
    'made_by',
    'path',
    'seeker_id',
    'source',
    'synthetic',
    'verified_on',
  ]);
  expect(
    await app.sql(
      "select table_name from information_schema.tables where table_schema = 'public' and table_name like '%ledger%' and table_name <> 'ledger_entry' order by 1",
    ), // that one is of money
  ).toEqual([{ table_name: 'ledger' }, { table_name: 'ledger_check' }]);
});

test('totals reconcile with the source at every level', async () => {
  const [one, other] = [await aPlace(app, '500101', 4), await aPlace(app, '500101', 5)];
  for (const { community } of [one, other, other]) await household(app, community, null, ['MLA_RECIPIENT']);
  const [{ count }] = (await app.sql(
    "select count(*)::int as count from seeker where situation in ('LAID_OFF', 'UNEMPLOYED') and region_path like '/100000/500000/500101/%'",
  )) as [{ count: number }];
  expect(await ledger('500101', 1)).toMatchObject({ entryCount: count });
  const [here, there] = [(await ledger(one.community, 5)).entryCount, (await ledger(other.community, 5)).entryCount];
  expect([here, there]).toEqual([1, 2]);
  expect((await ledger('500101', 5)).entryCount).toBe(here + there);
  const first = await entries('500101', 5, { first: 2 });
  const second = await entries('500101', 5, { first: 2, after: first.pageInfo.endCursor });
  expect(first.totalCount).toBe(3);
  expect(new Set([...first.edges, ...second.edges].map((edge: any) => edge.node.id)).size).toBe(3);
});

test('clear is false when the verification is overdue', async () => {
  const { community, at } = await aPlace(app, '500101', 8);
  const person = await household(app, community, 'H-8', [], { education: 'PRIMARY' });
  await verify(person, 1, at.street);
  expect(await ledger(community, 1)).toMatchObject({ clear: true });
  await later(app, '90 days');
  expect(await ledger(community, 1)).toMatchObject({ overdueCount: 0, clear: true });
  await later(app, '1 day');
  expect(await ledger(community, 1)).toMatchObject({ overdueCount: 1, clear: false });
  await verify(person, 1, at.resident);
  expect(await ledger(community, 1)).toMatchObject({ overdueCount: 0, clear: true });
});

test('who verifies: community, street and county, of their own division; the city does not', async () => {
  const { community, at } = await aPlace(app, '500101', 10);
  const person = await household(app, community, null, []);
  expect(refused(await verify(person, 1, at.city))).toMatchObject({ code: 'NOT_ELIGIBLE' });
  expect(refused(await verify(person, 1, officer('500102', '涪陵')))).toMatchObject({ code: 'NOT_FOUND' });
  expect(refused(await verify(person, 2, at.resident))).toMatchObject({ code: 'NOT_FOUND' });
  expect(refused(await verify('nobody', 1, at.resident))).toMatchObject({ code: 'NOT_FOUND' });
  expect(refused(await verify(person, 3, at.resident))).toMatchObject({ code: 'NOT_ELIGIBLE', path: ['input', 'number'] });
  expect(await app.mistake(ENTRIES, { region: community, number: 1 }, officer('500102', '涪陵'))).toBe('BAD_USER_INPUT');
  expect(await app.mistake(ENTRIES, { region: community, number: 3 }, CITY)).toBe('BAD_USER_INPUT');
  expect(await app.mistake(ENTRIES, { region: community, number: 1 }, { role: 'INTERMEDIARY', institution: await anInstitution(app) })).toBe(
    'FORBIDDEN',
  );
});

test('the set of ten is configurable by the city; the official two keep title and rows', async () => {
  const input = { number: 9, title: '空岗复核台账', source: 'OPEN_POSTS', intervalDays: 15, mandatory: ['duties'] };
  const set = (more: object, as: Who = CITY): Promise<any> =>
    act(app, 'ledgerSet', { input: { ...input, ...more } }, 'ledger { number title source intervalDays mandatory }', as);
  expect(refused(await set({}, officer('500101', '万州')))).toMatchObject({ code: 'NOT_ELIGIBLE' });
  expect(refused(await set({ source: 'STARS' }))).toMatchObject({ code: 'INVALID', path: ['input', 'source'] });
  expect(refused(await set({ mandatory: ['duties', 'luck'] }))).toMatchObject({ code: 'INVALID', path: ['input', 'mandatory', '1'] });
  expect(refused(await set({ number: 1 }))).toMatchObject({ code: 'NOT_ELIGIBLE' });
  expect(await set({})).toMatchObject({
    ledger: { number: 9, title: '空岗复核台账', source: 'OPEN_POSTS', intervalDays: 15, mandatory: ['工作内容'] },
  });
  const official = { number: 1, title: '下岗失业人员台账', source: 'LAID_OFF_AND_UNEMPLOYED', intervalDays: 60, mandatory: ['cause'] };
  expect(await set(official)).toMatchObject({ ledger: { intervalDays: 60, mandatory: ['失业原因（当前状况）'] } });
});

test('an erased person is in no ledger, and nothing tells that they were', async () => {
  const { community, at } = await aPlace(app, '500101', 12);
  const person = await household(app, community, null, [], { education: 'PRIMARY' });
  await verify(person, 1, at.resident);
  const erase = 'mutation ($id: ID!, $input: SeekerEraseInput!) { seekerErase(id: $id, input: $input) { userErrors { code } } }';
  expect(
    (await app.data(erase, { id: person, input: { reason: '本人要求', idempotencyKey: crypto.randomUUID() } }, CITY)).seekerErase.userErrors,
  ).toEqual([]);
  expect(await ledger(community, 1)).toMatchObject({ entryCount: 0 });
  expect(await app.sql('select 1 from ledger_check where entry = ?', [person])).toEqual([]);
});

test('ledgers of 3 and of 30 entries take the same statements', async () => {
  const { community } = await aPlace(app, '500106', 0);
  const few: string[] = [];
  for (let at = 0; at < 3; at++) few.push(await household(app, community, null, []));
  const count = (): Promise<number> => app.statements(() => entries(community, 1, { first: 50 }));
  const before = [await count(), await app.statements(() => ledger(community, 1))];
  for (let at = 0; at < 27; at++) await household(app, community, null, []);
  expect([await count(), await app.statements(() => ledger(community, 1))]).toEqual(before);
});
