import { expect, test } from '../support/jest.js';
import { testApp, type Who } from '../support/app.js';
import { anInstitution, aVacancy, CITY } from '../support/factories.js';
import { aPlace, household, officer, onTheList } from '../support/communities.js';
import { act, later } from '../support/places.js';
import { hire } from '../support/training.js';

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

test('ten ledgers, two of them official, all with rows of modules; one whose rows no module keeps is not clear', async () => {
  const list = '{ ledgers(region: "500230") { number official available clear entryCount } }';
  const { ledgers } = await app.data(list, {}, CITY);
  expect(ledgers.map((one: { number: number }) => one.number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  expect(ledgers.filter((one: { official: boolean }) => one.official).map((one: { number: number }) => one.number)).toEqual([1, 2]);
  expect(ledgers.every((one: { available: boolean }) => one.available)).toBe(true);
  await app.sql("update ledger set source = 'STARS' where number = 9");
  expect(await ledger('500230', 9)).toMatchObject({ available: false, clear: false });
  const { at } = await aPlace(app, '500230', 0);
  expect(refused(await verify('nobody', 9, at.resident))).toMatchObject({ code: 'NOT_ELIGIBLE', path: ['input', 'number'] });
  expect(await app.mistake(ENTRIES, { region: '500230', number: 9 }, CITY)).toBe('BAD_USER_INPUT');
  await app.sql("update ledger set source = 'TRAINED_PEOPLE' where number = 9");
});

test('ledger 3: the households on the list, with their officer, plan and measures; whoever leaves the list leaves the ledger', async () => {
  await aVacancy(app);
  const { community, at } = await aPlace(app, '500101', 14);
  const { id, head, member } = await onTheList(app, community);
  expect(await ledger(community, 3)).toMatchObject({ source: 'ZERO_EMPLOYMENT_HOUSEHOLDS', available: true, entryCount: 1, incompleteCount: 1 });
  const shown = async (): Promise<any> => (await entries(community, 3)).edges[0]?.node;
  expect(await shown()).toMatchObject({ id, missing: ['援助方案', '援助措施'], seeker: { id: head } });
  await app.sql("update household set state = 'ASSISTED', plan_aim = '一人上岗', plan_made_on = app_today() where id = ?", [id]);
  await app.sql(
    `insert into assistance_measure (id, household_id, region_path, seeker_id, kind, note, offered_on)
     select uuidv7(), id, region_path, ?::uuid, 'TRAINING', '电工', app_today() from household where id = ?`,
    [member, id],
  );
  expect(await shown()).toMatchObject({ id, missing: [], owner: null, overdue: true });
  expect(await verify(id, 3, at.street)).toMatchObject({ verification: { id }, userErrors: [] });
  expect(await ledger(community, 3)).toMatchObject({ clear: true });
  await hire(app, member);
  expect(await ledger(community, 3)).toMatchObject({ entryCount: 1, clear: true });
  await later(app, '31 days');
  expect(await ledger(community, 3)).toMatchObject({ overdueCount: 1, clear: false });
  await app.sql("update household set state = 'EXITED' where id = ?", [id]);
  expect(await ledger(community, 3)).toMatchObject({ entryCount: 0, clear: true });
  expect(refused(await verify(id, 3, at.street))).toMatchObject({ code: 'NOT_FOUND' });
});

test('ledger 10: who has a subsidy, a relief or a loan; what is taken back leaves it', async () => {
  const { community, at } = await aPlace(app, '500101', 15);
  const person = await household(app, community, null, [], { phone_masked: '138****8000' });
  expect(await ledger(community, 10)).toMatchObject({ source: 'POLICY_BENEFITS', available: true, entryCount: 0 });
  await app.sql("insert into subsidy_spell (id, seeker_id, kind, number, months_max, months_used) values (uuidv7(), ?, 'POST', 1, 36, 1)", [person]);
  await app.sql(
    `insert into micro_loan (id, seeker_id, kind, region_id, region_path, project, state, applied_on, requested, amount, contract_disbursed_on, contract_due_on)
     select uuidv7(), ?::uuid, 'INDIVIDUAL', r.id, r.path, '小吃店', 'REPAID', app_today(), 100, 100, app_today(), app_today() from region r where r.code = ?`,
    [person, community],
  );
  await app.sql(
    `insert into relief (id, kind, county_id, county_path, seeker_id, granted_on, amount, authority, number, state)
     select uuidv7(), 'TAX', r.id, r.path, ?::uuid, app_today(), 100, '税务所', '减免1', 'CONFIRMED' from region r where r.code = '500101'`,
    [person],
  );
  const of = async (as: Who): Promise<number> => (await ledger(community, 10, as)).entryCount;
  // A relief is the county's: the community does not see that one.
  expect([await of(CITY), await of(at.county), await of(at.resident)]).toEqual([3, 3, 2]);
  for (const { node } of (await entries(community, 10)).edges) {
    expect(node).toMatchObject({ seeker: { id: person }, missing: [], overdue: true });
    expect(await verify(node.id, 10, at.county)).toMatchObject({ userErrors: [] });
  }
  expect(await ledger(community, 10)).toMatchObject({ entryCount: 3, clear: true });
  await app.sql('update seeker set phone_masked = null where id = ?', [person]);
  expect(await ledger(community, 10)).toMatchObject({ incompleteCount: 3, clear: false });
  await app.sql("update relief set state = 'REVERSED', reason = '不符合条件' where seeker_id = ?", [person]);
  await app.sql('update subsidy_spell set months_used = 0 where seeker_id = ?', [person]);
  expect(await of(CITY)).toBe(1);
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

test('clear: false when the verification is overdue', async () => {
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

test('owner and verification: community, street and county, of their own division; the city does not', async () => {
  const { community, at } = await aPlace(app, '500101', 10);
  const person = await household(app, community, null, []);
  expect(refused(await verify(person, 1, at.city))).toMatchObject({ code: 'NOT_ELIGIBLE' });
  expect(refused(await verify(person, 1, officer('500102', '涪陵')))).toMatchObject({ code: 'NOT_FOUND' });
  expect(refused(await verify(person, 2, at.resident))).toMatchObject({ code: 'NOT_FOUND' });
  expect(refused(await verify('nobody', 1, at.resident))).toMatchObject({ code: 'NOT_FOUND' });
  expect(refused(await verify(person, 3, at.resident))).toMatchObject({ code: 'NOT_FOUND' });
  expect(await app.mistake(ENTRIES, { region: community, number: 1 }, officer('500102', '涪陵'))).toBe('BAD_USER_INPUT');
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
