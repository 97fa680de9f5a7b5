import { beforeAll, expect, test } from '../support/jest.js';
import { testApp } from '../support/app.js';
import { aVacancy, anEmployer, anInstitution, CITY, step } from '../support/factories.js';
import { key } from '../support/app.js';

const app = testApp();
const TITLES = [
  ['船舶电焊工', '500101'],
  ['二保焊工', '310000'],
  ['焊接普工学徒', '500102'],
  ['待处理件分拣员', '500101'],
  ['电子厂普工', '440300'],
  ['住家保姆', '110000'],
  ['母婴护理员', '500103'],
  ['水电工', '500103'],
  ['餐厅服务员', '500105'],
  ['数控车工', '500107'],
  ['缝纫车工', '330400'],
  ['收银员', '500154'],
  ['python开发工程师', '330200'],
  ['爬虫工程师', '500112'],
  ['保洁员', '500101'],
  ['叉车司机', '500106'],
  ['养老护理员', '330100'],
  ['大货车司机', '500113'],
  ['家政服务员（钟点工）', '500114'],
  ['平车工', '500115'],
] as const;
const ids = new Map<string, string>();

beforeAll(async () => {
  const [employer, institution] = [await anEmployer(app), await anInstitution(app)];
  for (const [title, region] of TITLES) ids.set(title, await aVacancy(app, { employer, institution, input: { title, region } }));
  await app.application.relay.drain();
});

const SEARCH =
  'query ($query: String!, $filter: VacancySearchFilter, $first: Int, $after: String, $facets: [VacancySearchFacet!]) { vacancySearch(query: $query, filter: $filter, first: $first, after: $after, facets: $facets) { totalCount facets { facet counts { value label count } } edges { score node { title region { name } } } pageInfo { hasNextPage endCursor } } }';
const titles = async (query: string, filter?: object): Promise<string[]> =>
  (await app.data(SEARCH, { query, filter })).vacancySearch.edges.map((edge: { node: { title: string } }) => edge.node.title);

test.each([
  ['焊工', ['船舶电焊工', '二保焊工']],
  ['处理', ['待处理件分拣员']],
  ['hg', ['船舶电焊工']],
  ['hangong', ['船舶电焊工', '二保焊工']],
  ['diangong', ['水电工']],
  ['dhg', ['船舶电焊工']],
  ['打螺丝', ['电子厂普工']],
  ['保姆', ['住家保姆']],
  ['baomu', ['住家保姆']],
  ['月嫂', ['母婴护理员']],
  ['yuesao', ['母婴护理员']],
  ['电汗工', ['船舶电焊工']],
  ['餐厅服物员', ['餐厅服务员']],
  ['棒棒', []],
  ['车工', ['数控车工', '缝纫车工']],
  ['平车工', ['缝纫车工']],
  ['python 宁波', ['python开发工程师']],
  ['爬虫 重庆', ['爬虫工程师']],
  ['收银员 开县', ['收银员']],
  ['开县', ['收银员']],
  ['上海焊工', ['二保焊工']],
  ['宁波python', ['python开发工程师']],
  ['爬虫重庆', ['爬虫工程师']],
  ['重庆市万州区保洁', ['保洁员']],
  ['北京 保母', ['住家保姆']],
  ['大厂普工', ['电子厂普工']],
  ['开发区叉车司机', ['叉车司机']],
  ['阿姨', ['住家保姆']],
  ['程序员', ['python开发工程师']],
  ['清洁工', ['保洁员']],
  ['chache', ['叉车司机']],
  ['chā chē', ['叉车司机']],
  ['护工', []],
  ['司机', ['叉车司机', '大货车司机']],
  ['看大门', []],
  ['pyhton', ['python开发工程师']],
])('finds %s', async (query, wanted) => {
  const found = await titles(query);
  expect(found).toEqual(expect.arrayContaining([...wanted]));
  if (wanted.length === 0) expect(found.filter((title) => !/护理|搬运|保安/.test(title))).toEqual([]);
});

test.each([
  ['电工', ['水电工']],
  ['《电工》', ['水电工']],
  ['点工', ['住家保姆', '家政服务员（钟点工）']],
  ['水工', []],
  ['铣工', []],
  ['汗工', ['二保焊工', '船舶电焊工']],
])('%s finds %j and nothing that only sounds like it', async (query, wanted) => {
  expect((await titles(query)).sort()).toEqual([...wanted].sort());
});

test.each([
  ['diangong', '水电工', '家政服务员（钟点工）'],
  ['dg', '水电工', '家政服务员（钟点工）'],
  ['车工', '数控车工', '平车工'],
  ['车工', '数控车工', '缝纫车工'],
  ['平车工', '平车工', '数控车工'],
])('%s: %s goes before %s', async (query, first, second) => {
  const found = (await titles(query)).filter((title) => title === first || title === second);
  expect(found[0]).toBe(first);
});

test.each([
  ['上海焊工', '上海市'],
  ['python 宁波', '宁波市'],
  ['爬虫 重庆', '渝北区'],
  ['收银员 开县', '开州区'],
  ['保洁 万州', '万州区'],
])('%s is looked for in %s only', async (query, place) => {
  const { vacancySearch } = await app.data(SEARCH, { query });
  expect(new Set(vacancySearch.edges.map((edge: { node: { region: { name: string } } }) => edge.node.region.name))).toEqual(new Set([place]));
});

test.each([
  ['上海焊接', '31'],
  ['北京保安', '11'],
  ['云阳保洁', '500235'],
  ['重庆市万州区司机', '500101'],
  ['上海 保洁', '31'],
  ['急招北京保洁', '11'],
  ['我想去上海做保洁', '31'],
  ['朝阳区保洁', null],
])('%s: the place holds, also where it leaves nothing', async (query, code) => {
  const { edges, totalCount, suggestions } = (
    await app.data('query ($query: String!) { vacancySearch(query: $query) { totalCount suggestions edges { node { title region { code } } } } }', {
      query,
    })
  ).vacancySearch;
  const outside = edges.filter((edge: { node: { region: { code: string } } }) => code === null || !edge.node.region.code.startsWith(code));
  expect([outside, totalCount]).toEqual([[], edges.length]);
  if (totalCount === 0) expect(suggestions.length).toBeGreaterThan(0);
});

test.each([
  ['上海大厂焊工', ['二保焊工']],
  ['万州急招保洁', ['保洁员']],
  ['我想去万州做保洁', ['保洁员']],
  ['保洁 主城', ['保洁工（短期）']],
  ['主城保洁', ['保洁工（短期）']],
  ['包吃住', ['保洁工（短期）']],
  ['包住 司机', []],
  ['保洁 包吃住', ['保洁工（短期）']],
  ['夜班', ['保洁工（短期）']],
  ['夜班保洁', ['保洁工（短期）']],
  ['白班保洁', []],
  ['不上夜班 保洁', []],
  ['保洁 无夜班', []],
])('%s finds only %j', async (query, wanted) => {
  const id = await aVacancy(app, {
    input: { title: '保洁工（短期）', region: '500112', conditions: { shift: 'NIGHT', board: true, lodging: true } },
  });
  await app.application.relay.drain();
  try {
    expect(await titles(query)).toEqual(wanted);
  } finally {
    await app.data(step('vacancyClose'), { id, input: { reason: '不再招聘', idempotencyKey: key() } }, CITY);
    await app.application.relay.drain();
  }
});

test.each([
  ['wanzhou', { region: '万州' }],
  ['wan zhou', { region: '万州' }],
  ['kaixian', { region: '开县' }],
  ['chongqing', { region: '重庆' }],
  ['', { shifts: [], occupations: [] }],
])('%j finds what is asked for by %j', async (query, filter) => {
  const asked = 'shifts' in filter ? {} : filter;
  const wanted = (await titles('', asked)).sort();
  expect(wanted.length).toBeGreaterThan(0);
  expect((await titles(query, 'shifts' in filter ? filter : {})).sort()).toEqual(wanted);
});

test('a trade and a place by their sounds, together and in syllables', async () => {
  const asked = (await titles('保洁', { region: '万州' })).sort();
  expect(asked.length).toBeGreaterThan(0);
  for (const query of ['baojie wanzhou', 'bao jie wan zhou', 'wanzhou 保洁']) expect((await titles(query)).sort()).toEqual(asked);
});

test('an age or a pay out of range is a mistake with its range', async () => {
  for (const [filter, words] of [
    [{ payAtLeast: '-5' }, /payAtLeast \(不小于 0\).*at least 0/],
    [{ age: -3 }, /age \(不小于 1\).*at least 1/],
    [{ age: 121 }, /age \(不大于 120\).*at most 120/],
  ] as const) {
    const { body } = await app.run(SEARCH, { query: '', filter });
    expect(body.errors).toMatchObject([{ message: expect.stringMatching(words), extensions: { code: 'BAD_USER_INPUT' } }]);
  }
  expect(await app.mistake(SEARCH, { query: '', filter: { age: 30, payAtLeast: '0' } })).toBeUndefined();
});

test('焊工 does not find what only shares a character with it first', async () => {
  expect((await titles('焊工')).slice(0, 2).sort()).toEqual(['二保焊工', '船舶电焊工']);
  expect(await titles('焊工')).not.toContain('焊接普工学徒');
});

test('a region includes what lies below it, by any of its names', async () => {
  const inCity = await titles('', { region: '重庆' });
  expect(inCity.sort()).toEqual(
    TITLES.filter(([, region]) => region.startsWith('50'))
      .map(([title]) => title)
      .sort(),
  );
  expect(await titles('', { region: '开县' })).toEqual(['收银员']);
});

test('facets count what was found', async () => {
  const { vacancySearch } = await app.data(SEARCH, { query: '焊工', facets: ['PLACE'] });
  expect(vacancySearch.facets).toEqual([
    {
      facet: 'PLACE',
      counts: expect.arrayContaining([
        { value: '500101', label: '万州区', count: 1 },
        { value: '310000', label: '上海市', count: 1 },
      ]),
    },
  ]);
});

test('where nothing is found, the nearest trades are suggested; otherwise nothing', async () => {
  const suggested = async (query: string): Promise<string[]> =>
    (await app.data('query ($query: String!) { vacancySearch(query: $query) { totalCount suggestions } }', { query })).vacancySearch
      .suggestions as string[];
  expect(await suggested('铣公')).toContain('铣工');
  expect(await suggested('焊工')).toEqual([]);
  expect(await suggested('')).toEqual([]);
  expect(await suggested('区块链')).toEqual([]);
});

test('pinyin with its tone marks finds what it finds without them; signs alone find nothing', async () => {
  const titles = async (query: string): Promise<string[]> =>
    (await app.data(SEARCH, { query })).vacancySearch.edges.map((edge: { node: { title: string } }) => edge.node.title) as string[];
  const plain = await titles('hangong');
  expect(plain.length).toBeGreaterThan(0);
  expect(await titles('hàngōng')).toEqual(plain);
  expect(await titles('！？…')).toEqual([]);
});

test('pages do not overlap and end', async () => {
  const seen: string[] = [];
  let after: string | null = null;
  for (let page = 0; page < 10; page++) {
    const found: { edges: { node: { title: string } }[]; pageInfo: { hasNextPage: boolean; endCursor: string } } = (
      await app.data(SEARCH, { query: '', first: 4, after })
    ).vacancySearch;
    seen.push(...found.edges.map((edge) => edge.node.title));
    after = found.pageInfo.endCursor;
    if (!found.pageInfo.hasNextPage) break;
  }
  expect(seen.sort()).toEqual(TITLES.map(([title]) => title).sort());
});

test('an unknown region or trade is a mistake with the nearest, never an empty answer', async () => {
  for (const filter of [{ region: '万洲' }, { occupations: ['电寒工'] }]) {
    const { body } = await app.run(SEARCH, { query: '', filter });
    expect(body.errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', nearest: expect.any(Array) });
  }
});

test.each(['" OR places EXISTS', 'payTo >= 0 OR id EXISTS', '\\"', '_geoRadius(1,2,3)'])(
  'words that look like a filter are words: %j',
  async (query) => {
    expect(await app.mistake(SEARCH, { query })).toBeUndefined();
  },
);

test('a closed vacancy leaves the search, and is not shown even while the index lags', async () => {
  const id = await aVacancy(app, { input: { title: '架子工' } });
  await app.application.relay.drain();
  expect(await titles('架子工')).toEqual(['架子工']);
  await app.data(step('vacancyClose'), { id, input: { reason: '不再招聘', idempotencyKey: key() } }, CITY);
  expect(await titles('架子工')).toEqual([]);
  await app.application.relay.drain();
  expect((await app.data(SEARCH, { query: '架子工' })).vacancySearch.totalCount).toBe(0);
});

test('one statement however many are found', async () => {
  const counted = (first: number): Promise<number> => app.statements(() => app.data(SEARCH, { query: '', first }));
  expect([await counted(2), await counted(18)]).toEqual([1, 1]);
});
