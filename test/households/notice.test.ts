import { expect, test } from '../support/jest.js';
import { testApp } from '../support/app.js';
import { K1, K2, publicised, S1, take, taken } from '../support/households.js';
import { COMMUNITY, later, today } from '../support/programmes.js';
import { erase } from '../support/people.js';

const app = testApp();
const query =
  'query ($first: Int! = 20, $after: String) { householdNotices(region: "500101", first: $first, after: $after) { totalCount edges { cursor node { name idNumberMasked community from until } } pageInfo { hasNextPage } } }';
const notices = async (variables: object = {}): Promise<any> => (await app.data(query, variables)).householdNotices; // oxlint-disable-line typescript/no-explicit-any -- an answer

test('public notice: it shows the least, to everybody, and disappears after its period', async () => {
  const { id, head } = await publicised(app);
  const [{ until, community }] = (await app.sql(
    'select notice_until::text as until, r.name as community from household h join region r on r.id = h.region_id where h.id = ?',
    [id],
  )) as [{ until: string; community: string }];
  const shown = { name: head.name, idNumberMasked: expect.stringMatching(/^5\*+..$/), community, from: await today(app), until };
  expect((await notices()).edges.map((edge: { node: object }) => edge.node)).toEqual([shown]);
  const fields = (await app.data('{ __type(name: "HouseholdNotice") { fields { name } } }', {}, { role: 'AUDITOR' })).__type.fields;
  expect(fields.map((one: { name: string }) => one.name).sort()).toEqual(['community', 'from', 'idNumberMasked', 'name', 'until']);
  await later(app, 7);
  expect(await notices()).toMatchObject({ totalCount: 0, edges: [] });
  expect((await take(app, 'Forward', id, K2)).userErrors).toEqual([]);
});

test('it disappears at once with an objection, and when the person is erased', async () => {
  const first = await publicised(app);
  await taken(app, 'Object', first.id, S1, { note: '有异议' });
  const second = await publicised(app);
  expect((await notices()).edges.map((edge: { node: { name: string } }) => edge.node.name)).toEqual([second.head.name]);
  await erase(app, second.head.seeker, { role: 'OFFICE', region: COMMUNITY, name: K1.name! });
  expect((await notices()).edges).toEqual([]);
  const [step] = await app.sql('select count(*)::int as count from household_step where household_id = ? and note is not null', [second.id]);
  expect(step).toEqual({ count: 0 });
});

test('pages follow each other', async () => {
  for (let at = 0; at < 3; at++) await publicised(app);
  const first = await notices({ first: 2 });
  expect(first).toMatchObject({ totalCount: 3, pageInfo: { hasNextPage: true } });
  const rest = await notices({ first: 2, after: first.edges[1].cursor });
  expect(rest).toMatchObject({ edges: [{}], pageInfo: { hasNextPage: false } });
  expect(await app.mistake(query, { after: 'nonsense' })).toBe('BAD_USER_INPUT');
  expect([await app.statements(() => app.data(query, { first: 3 })), await app.statements(() => app.data(query, { first: 30 }))]).toEqual([2, 2]);
});
