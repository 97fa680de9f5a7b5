import { expect, test } from '../support/jest.js';
import { places } from '../../src/modules/regions/region.queries.js';
import { SYSTEM } from '../../src/platform/access/viewer.js';
import { Reading } from '../../src/platform/database/reading.js';
import { sql } from '../../src/platform/database/sql.js';
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

test('a code that was given to another division since means the one of today, and with its year the one of then', async () => {
  const named = async (code: string): Promise<unknown> =>
    (await app.data('query ($code: String!) { region(code: $code) { name revision } }', { code })).region;
  expect(await named('500110')).toEqual({ name: '綦江区', revision: 'Y2023' });
  expect(await named('500110@2007')).toEqual({ name: '万盛区', revision: 'Y2007' });
});

test('the country is a division too, by what people call it', async () => {
  for (const name of ['全国', '中国', '100000']) {
    const { region } = await app.data('query ($name: String!) { region(code: $name) { code level } }', { name });
    expect(region).toEqual({ code: '100000', level: 'COUNTRY' });
  }
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

test('a county of today has the partners of the county of 2007 that it succeeds', async () => {
  const { region } = await app.data('{ region(code: "开州区") { partners { confidence partner { name } county { name } } } }');
  expect(region.partners).toEqual([{ confidence: 'UNVERIFIED', partner: { name: '四川省' }, county: { name: '开县' } }]);
});

test.each([
  ['{ under: "重庆", level: COUNTY, mainUrban: true }', 9],
  ['{ under: "重庆", level: COUNTY, pilot: true }', 2],
  ['{ under: "重庆", level: COUNTY, reservoir: true, revision: Y2007 }', 15],
  ['{ under: "重庆", level: COUNTY, revision: Y2007 }', 40],
  ['{ under: "重庆", level: COUNTY, revision: Y2023 }', 38],
  ['{ level: COUNTY, zone: NORTHEAST_WING, revision: Y2007 }', 11],
  ['{ level: COUNTY, zone: SOUTHEAST_WING, revision: Y2007 }', 6],
  ['{ level: COUNTY, zone: ONE_HOUR_CIRCLE, revision: Y2007 }', 23],
  ['{ under: "重庆", level: TOWNSHIP }', 1_031],
])('divisions by %s are %i', async (filter, count) => {
  expect((await app.data(`{ regions(filter: ${filter}, first: 1) { totalCount } }`)).regions.totalCount).toBe(count);
});

test('a street is found by its name, alone or behind its county; one that several counties have is asked for in full', async () => {
  for (const name of ['高笋塘街道', '万州区高笋塘街道', '重庆市万州区高笋塘街道', '500101001'])
    expect((await app.data('query ($name: String!) { region(code: $name) { code level } }', { name })).region).toEqual({
      code: '500101001',
      level: 'TOWNSHIP',
    });
  const { body } = await app.run('{ region(code: "江北区") { code } }');
  expect(body.errors?.[0]?.extensions['nearest']).toEqual([
    { code: '500105', name: '重庆市江北区' },
    { code: '330205', name: '浙江省宁波市江北区' },
  ]);
});

test('everyone reads divisions, and the application itself cannot change them', async () => {
  for (const role of ['KIOSK', 'ADMINISTRATOR', 'AUDITOR'] as const)
    expect((await app.data('{ region(code: "重庆") { name } }', {}, { role })).region.name).toBe('重庆市');
  await expect(app.application.platform.pool.query("update region set name = '别处' where code = '500101'")).rejects.toThrow('permission denied');
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

test('a subtree is one range of paths: each of its divisions, none beside it, codes of both editions included', async () => {
  const paths = (await app.sql<{ path: string }>('select path from region')).map((row) => row.path);
  const roots = paths.filter((path) => path.length < 30 && (path.includes('@') || paths.some((other) => other.startsWith(`${path}@`)))).slice(0, 60);
  const reading = new Reading(app.application.platform.pool, SYSTEM);
  for (const root of ['/100000', '/100000/500000', '/100000/500000/500154', ...roots]) {
    const found = await reading.rows(sql`select r.path from region r where ${places.within('r.path', root)}`);
    expect(found.map(([path]) => path).sort()).toEqual(paths.filter((path) => `${path}/`.startsWith(`${root}/`)).sort());
  }
  await reading.end();
});
