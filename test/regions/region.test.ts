import { expect, test } from '@jest/globals';
import { testApp } from '../support/app.js';

const app = testApp();

test('forty counties of 2007, fifteen of the reservoir, nine main urban, two pilots', async () => {
  const [counts] = await app.sql<Record<string, number>>(
    `select count(*)::int as counties, count(*) filter (where reservoir)::int as reservoir, count(*) filter (where main_urban)::int as main_urban,
            count(*) filter (where pilot)::int as pilots
       from region where code like '50%' and level = 'COUNTY' and revision <> 'Y2023'`,
  );
  expect(counts).toEqual({ counties: 40, reservoir: 15, main_urban: 9, pilots: 2 });
});

test('a county’s old name leads to its successor, whose subtree holds the old row', async () => {
  const { region } = await app.data('{ region(code: "开县") { code name reservoir parent { name parent { name } } } }');
  expect(region).toEqual({ code: '500154', name: '开州区', reservoir: true, parent: { name: '重庆市', parent: { name: '中国' } } });
  const { regions } = await app.data(
    '{ regions(filter: { under: "500154", level: COUNTY }, first: 10) { edges { node { code revision successor { code } } } } }',
  );
  expect(regions.edges.map((edge: { node: object }) => edge.node)).toEqual([
    { code: '500154', revision: 'Y2023', successor: null },
    { code: '500234', revision: 'Y2007', successor: { code: '500154' } },
  ]);
});

test('the tree reaches down to streets and synthetic communities', async () => {
  const { regions } = await app.data(
    '{ regions(filter: { under: "500103", level: COMMUNITY }, first: 1) { totalCount edges { node { synthetic parent { level synthetic parent { name } } } } } }',
  );
  expect(regions.edges[0].node).toEqual({ synthetic: true, parent: { level: 'TOWNSHIP', synthetic: false, parent: { name: '渝中区' } } });
});

test('partner regions carry their confidence and source', async () => {
  const { regions } = await app.data(
    '{ regions(filter: { under: "500101", level: COUNTY }, first: 1) { edges { node { name partners { confidence source partner { name } } } } } }',
  );
  expect(regions.edges[0].node.partners).toContainEqual({ confidence: 'VERIFIED', source: expect.any(String), partner: { name: '浙江省' } });
});

test.each(['渝中趣', '999999', '"; drop table region'])('an unknown region is a mistake with the nearest: %s', async (code) => {
  const { body } = await app.run('query ($code: String!) { region(code: $code) { id } }', { code });
  expect(body.errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', nearest: expect.any(Array) });
});

test('every parent and every successor stands in the same edition and nothing is below itself', async () => {
  expect(
    await app.sql(
      'select r.code from region r join region p on p.id = r.parent_id where p.path = r.path or not starts_with(r.path, case when r.successor_id is null then p.path else (select s.path from region s where s.id = r.successor_id) end)',
    ),
  ).toEqual([]);
});
