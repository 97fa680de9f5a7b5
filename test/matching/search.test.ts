import { afterAll, beforeAll, describe, expect, test } from '../support/jest.js';
import type { Meilisearch } from 'meilisearch';
import { readAliases, readOccupations } from '../../seeds/reference/read.js';
import { type VacancyDocument, vacancyDocument, vacancySettings } from '../../src/modules/matching/search/document.js';
import { dayNumber, type Narrowing, type SearchFilter } from '../../src/modules/matching/search/filter.js';
import { searchVacancies, type SearchAnswer, type SearchRequest } from '../../src/modules/matching/search/search.js';
import { TermIndex } from '../../src/modules/matching/search/terms.js';
import { buildTradeIndex } from '../../src/modules/vacancies/trade-names.js';
import { connectSearch } from '../../src/platform/search/client.js';
import { type SearchServer, startMeili } from '../support/meili.js';

/** Each trade among others that share its characters, sounds or initials. */
const TRADES =
  '船舶电焊工 二保焊工 焊接普工学徒 焊机维修工 待处理件分拣员 热处理工 处方药师 电子厂普工 流水线操作工 住家保姆 保安员 夜班门卫 保洁员 保育员 保险业务员 母婴护理员 养老护理员 病房护理员 护士 水电工 维修电工 电梯安装工 餐厅服务员 客房服务员 数控车工 缝纫车工 汽车修理工 收银员 python开发工程师 java开发工程师 爬虫工程师 叉车司机 大货车司机 公交车驾驶员 港口装卸工 砌筑工 贴砖工 钢筋工 架子工 抹灰工 喷漆工 油漆工 混凝土工 外卖骑手 快递员 仓库管理员 质检员 包装工 注塑工 中式烹调师 面点师 营业员 摩托车装配工 船体装配工 数据分析师 行政专员 美工 货车跟车员 工程造价员 工艺员 员工食堂帮厨 打字员 螺丝机操作员'.split(
    ' ',
  );
const BEFORE = ['', '急聘', '高级', '初级', '长期'];
const AFTER = ['', '（包吃住）', '学徒', '（夜班）', '五名'];
const PLACES = ['/100000/500000/500101', '/100000/500000/500112', '/100000/330000/330200', '/100000/440000/440300'];
const NAMED: Record<string, string> = { 重庆: '500000', 万州: '500101', 宁波: '330200', 深圳: '440300' };
const SHIFTS = ['DAY', 'NIGHT', null];
const TODAY = dayNumber('2026-03-02');

const occupations = readOccupations();
const aliases = readAliases();
const trades = buildTradeIndex(occupations, aliases);
const words = {
  terms: new TermIndex([...occupations.map((one) => one.name), ...aliases.map((one) => one.term)]),
  place: (word: string): { code: string; rest: string } | null => (NAMED[word] ? { code: NAMED[word], rest: '' } : null),
  spelled: (): boolean => false,
  group: (word: string): string | null => trades.named(word)?.slice(0, 7) ?? null,
  wider: (word: string): { word: string; narrowed: Narrowing } => ({ word: trades.within(word) ?? word, narrowed: {} }),
};

const titles = TRADES.flatMap((trade) => BEFORE.flatMap((before) => AFTER.map((after) => before + trade + after)));
const documents: VacancyDocument[] = [...titles, ...titles].map((title, at) => {
  const code = trades.code(title);
  const pay = at % 7 === 0 ? null : 200_000 + (at % 11) * 90_000;
  const source = {
    id: String(at),
    title,
    employerName: `第${at % 90}商行`,
    occupationCode: code,
    tradeGroup: code?.slice(0, 7) ?? null,
    placePath: PLACES[(at * 13) % PLACES.length]!,
    monthlyFrom: pay === null ? null : String(pay),
    monthlyTo: pay === null ? null : String(pay + 100_000),
    headsLeft: 1 + (at % 5),
    ageMin: at % 3 === 0 ? null : 18,
    ageMax: at % 4 === 0 ? null : 45 + (at % 10),
    educationRank: at % 6,
    shift: SHIFTS[at % SHIFTS.length]!,
    board: at % 2 === 0,
    lodging: at % 5 === 0,
    openedAt: new Date(1_770_000_000_000 + at * 60_000),
    validFrom: at % 50 === 3 ? '2026-03-03' : '2026-01-01',
    validUntil: at % 50 === 7 ? '2026-03-01' : '2026-12-31',
  };
  return vacancyDocument(source, at, (text) => trades.aliasesOf(text));
});
const byId = new Map(documents.map((one) => [one.id, one]));
const current = documents.filter((one) => one.validFrom <= TODAY && one.validUntil >= TODAY);

const INDEX = 'vacancies';
let server: SearchServer;
let client: Meilisearch;

beforeAll(async () => {
  server = await startMeili();
  client = connectSearch(server);
  await client.createIndex(INDEX, { primaryKey: 'id' }).waitTask();
  await client.index(INDEX).updateSettings(vacancySettings).waitTask();
  await client.index(INDEX).addDocuments(documents).waitTask({ timeout: 60_000 });
}, 120_000);
afterAll(() => server.stop());

type Asked = Omit<Partial<SearchRequest>, 'filter'> & { filter?: Partial<SearchFilter> };
function ask(query: string, { filter, ...more }: Asked = {}): Promise<SearchAnswer> {
  const request: SearchRequest = {
    facets: [],
    sort: 'RELEVANCE',
    offset: 0,
    limit: 1_000,
    ...more,
    query,
    filter: { places: [], today: TODAY, ...filter },
  };
  return searchVacancies(client, INDEX, request, words);
}
const found = (answer: SearchAnswer): VacancyDocument[] => answer.hits.map((hit) => byId.get(hit.id)!);
const tradesOf = (list: readonly VacancyDocument[]): string[] =>
  [...new Set(list.map((one) => TRADES.find((trade) => one.title.includes(trade))!))].sort();

/** What is typed, and the trades that must come, all of them and before all others. */
const PROBES: [string, string][] = [
  // inside a longer word
  ['焊工', '船舶电焊工 二保焊工'],
  ['处理', '待处理件分拣员 热处理工'],
  ['漆工', '喷漆工 油漆工'],
  ['车工', '数控车工 缝纫车工'],
  ['司机', '叉车司机 大货车司机'],
  ['装配', '摩托车装配工 船体装配工'],
  ['服务', '餐厅服务员 客房服务员'],
  ['保', '二保焊工 住家保姆 保安员 保洁员 保育员 保险业务员'],
  ['货车', '大货车司机 货车跟车员'],
  ['python', 'python开发工程师'],
  ['开发', 'python开发工程师 java开发工程师'],
  // other names of a trade
  ['打螺丝', '电子厂普工 流水线操作工 焊接普工学徒'],
  ['保姆', '住家保姆'],
  ['月嫂', '母婴护理员'],
  ['门卫', '夜班门卫 保安员'],
  ['看大门', '夜班门卫 保安员'],
  ['清洁工', '保洁员'],
  ['阿姨', '住家保姆'],
  ['程序员', 'python开发工程师 java开发工程师 爬虫工程师'],
  ['棒棒', '港口装卸工'],
  ['瓦工', '砌筑工'],
  ['平车工', '缝纫车工'],
  ['跑外卖', '外卖骑手'],
  ['库管', '仓库管理员'],
  ['QC', '质检员'],
  ['厨师', '中式烹调师'],
  // spelled
  ['hangong', '船舶电焊工 二保焊工'],
  ['diangong', '水电工 维修电工'],
  ['dianhangong', '船舶电焊工'],
  ['baomu', '住家保姆'],
  ['yuesao', '母婴护理员'],
  ['chache', '叉车司机'],
  ['shouyinyuan', '收银员'],
  ['SIJI', '叉车司机 大货车司机'],
  ['gangjingong', '钢筋工'],
  // initials
  ['dg', '水电工 维修电工'],
  ['hg', '船舶电焊工 二保焊工 病房护理员'],
  ['dhg', '船舶电焊工'],
  ['syy', '收银员'],
  ['fwy', '餐厅服务员 客房服务员'],
  ['jzg', '架子工'],
  // confused sounds
  ['hanggong', '船舶电焊工 二保焊工'],
  ['souyinyuan', '收银员'],
  ['caceshiji', '叉车司机'],
  ['kuaidiyuang', '快递员'],
  // wrong characters, a letter astray
  ['电汗工', '船舶电焊工'],
  ['餐厅服物员', '餐厅服务员'],
  ['保暮', '住家保姆'],
  ['收引员', '收银员'],
  ['快弟员', '快递员'],
  ['叉车思机', '叉车司机'],
  ['pyhton', 'python开发工程师'],
  // long, and with a rank
  ['诚聘高级资深数控车工主管助理若干', '数控车工'],
  ['高级焊工', '船舶电焊工 二保焊工'],
  ['急招水电工', '水电工'],
  ['高级汗工', '船舶电焊工 二保焊工'],
  // typed with signs
  ['-焊工', '船舶电焊工 二保焊工'],
  ['"焊工', '船舶电焊工 二保焊工'],
  ['《电工》', '水电工 维修电工'],
];

test.each(PROBES)('%s finds %s', async (query, wanted) => {
  const expected = wanted.split(' ').sort();
  const list = found(await ask(query));
  const right = list.filter((one) => expected.some((trade) => one.title.includes(trade)));
  expect({ trades: tradesOf(right), others: tradesOf(list.slice(0, right.length)).filter((trade) => !expected.includes(trade)) }).toEqual({
    trades: expected,
    others: [],
  });
});

test('what nobody offers is not found', async () => {
  for (const query of ['潜水员', '-潜水员', 'qsyxx', '直升机']) expect([query, tradesOf(found(await ask(query)))]).toEqual([query, []]);
});

describe('several words', () => {
  const both = (answer: SearchAnswer): [string[], string[]] => [
    tradesOf(found(answer)),
    [...new Set(found(answer).map((one) => one.places.at(-1)!))].sort(),
  ];

  test.each([
    ['收银 宁波', ['收银员'], '330200'],
    ['python 宁波', ['python开发工程师', 'java开发工程师', '爬虫工程师'], '330200'],
    ['宁波，焊工', ['二保焊工', '船舶电焊工'], '330200'],
    ['深圳 打螺丝', ['流水线操作工', '焊接普工学徒', '电子厂普工'], '440300'],
    ['hangong 万州', ['二保焊工', '船舶电焊工'], '500101'],
  ])('%s: the place narrows, the rest is searched', async (query, expected, place) => {
    expect(both(await ask(query))).toEqual([[...expected].sort(), [place]]);
  });

  test.each(['焊工 夜班', '夜班 焊工', 'hangong 夜班', '电汗工 夜班', '烧焊 夜班'])(
    '%s: all words must hold, each in any of its ways',
    async (query) => {
      const list = found(await ask(query));
      expect(list.length).toBeGreaterThan(0);
      expect(list.filter((one) => !/焊.*夜班/.test(one.title))).toEqual([]);
    },
  );

  test('a place alone browses it, newest first', async () => {
    const list = found(await ask('宁波'));
    expect(list.map((one) => one.id)).toEqual(
      current
        .filter((one) => one.places.includes('330200'))
        .sort((a, b) => b.openedAt - a.openedAt)
        .slice(0, 1_000)
        .map((one) => one.id),
    );
  });
});

const NARROWINGS: [string, Partial<SearchFilter>, (one: VacancyDocument) => boolean][] = [
  ['a place', { places: ['500000'] }, (one) => one.places.includes('500000')],
  ['trade groups', { tradeGroups: ['6-18-02', '4-10-01'] }, (one) => ['6-18-02', '4-10-01'].includes(one.tradeGroup ?? '')],
  ['pay', { payAtLeast: 6_000 }, (one) => (one.payTo ?? 0) >= 6_000],
  ['age', { age: 50 }, (one) => one.ageMin <= 50 && one.ageMax >= 50],
  ['education', { educationRank: 2 }, (one) => one.educationRank <= 2],
  ['shift', { shifts: ['NIGHT'] }, (one) => one.shift === 'NIGHT'],
  ['board and lodging', { board: true, lodging: true }, (one) => one.board === true && one.lodging === true],
  ['the day', { today: TODAY + 1 }, (one) => one.validFrom <= TODAY + 1],
];

test.each(NARROWINGS)('narrowed by %s, found and counted like one by one', async (_, filter, holds) => {
  const day = filter.today ?? TODAY;
  for (const [query, wanted] of [
    ['', /./],
    ['焊工', /焊工/],
    ['司机', /司机/],
  ] as const) {
    const expected = documents.filter((one) => one.validFrom <= day && one.validUntil >= day && holds(one) && wanted.test(one.title));
    const answer = await ask(query, { filter, facets: ['payBand', 'shift', 'county', 'tradeGroup'] });
    const right = found(answer).filter((one) => wanted.test(one.title));
    expect(right.length).toBe(Math.min(1_000, expected.length));
    expect(right.every(holds)).toBe(true);
    const naive: Record<string, Record<string, number>> = { payBand: {}, shift: {}, county: {}, tradeGroup: {} };
    const counted = query === '' ? expected : found(answer);
    for (const one of counted)
      for (const attribute of ['payBand', 'shift', 'county', 'tradeGroup'] as const) {
        const value = one[attribute];
        if (value !== null) naive[attribute]![value] = (naive[attribute]![value] ?? 0) + 1;
      }
    expect(answer.facets).toEqual(naive);
    expect(answer.total).toBe(counted.length);
  }
});

test.each([
  ['焊工', 'RELEVANCE'],
  ['焊工', 'PAY_HIGH'],
  ['hangong', 'NEWEST'],
  ['', 'NEWEST'],
] as const)('pages of %j by %s do not overlap and leave nothing out', async (query, sort) => {
  const whole = (await ask(query, { sort })).hits.map((hit) => hit.id);
  const pages: string[] = [];
  for (let offset = 0; offset < Math.min(whole.length, 200); offset += 20) {
    pages.push(...(await ask(query, { sort, offset, limit: 20 })).hits.map((hit) => hit.id));
  }
  expect(new Set(pages).size).toBe(pages.length);
  expect(pages).toEqual(whole.slice(0, pages.length));
});

test('sorted by pay or by age of the offer, whatever found it', async () => {
  const paid = found(await ask('司机', { sort: 'PAY_HIGH' })).map((one) => one.payTo ?? -1);
  expect(paid).toEqual([...paid].sort((a, b) => b - a));
  const opened = found(await ask('siji', { sort: 'NEWEST' })).map((one) => one.openedAt);
  expect(opened).toEqual([...opened].sort((a, b) => b - a));
});

const HOSTILE = [
  '" OR places EXISTS OR shift = "',
  '500101" OR "1" = "1',
  '\\',
  '\\" OR id EXISTS //',
  '] OR places IN ["500101"',
  "' OR 1=1 --",
  '\n\u0000"',
  'TO 9] OR NOT shift EXISTS',
];

test.each(HOSTILE)('a value that looks like a filter is a value, and is found as stored: %j', async (value) => {
  const stored = { ...documents[0]!, id: 'hostile', places: [value], tradeGroup: value, shift: value };
  await client.index(INDEX).addDocuments([stored]).waitTask();
  try {
    for (const filter of [{ places: [value] }, { tradeGroups: [value] }, { shifts: [value] }]) {
      expect((await ask('', { filter })).hits.map((hit) => hit.id)).toEqual(['hostile']);
      expect((await ask('', { filter: { ...filter, today: TODAY + 9_999 } })).hits).toEqual([]);
    }
  } finally {
    await client.index(INDEX).deleteDocument('hostile').waitTask();
  }
});

test.each(HOSTILE)('words that look like a filter do not widen it: %j', async (query) => {
  const list = found(await ask(query, { filter: { places: ['330200'] } }));
  expect(list.filter((one) => !one.places.includes('330200'))).toEqual([]);
});
