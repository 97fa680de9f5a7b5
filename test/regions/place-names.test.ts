import { expect, test } from '../support/jest.js';
import { readDivisions, readTownships } from '../../seeds/reference/read.js';
import { buildPlaceIndex } from '../../src/modules/regions/place-names.js';

const townships = readTownships().map(({ code, name, countyCode }) => ({
  code,
  name,
  parentCode: countyCode,
  revision: '2023' as const,
  level: 'TOWNSHIP' as const,
  successorCode: null,
  aliases: [],
}));
const index = buildPlaceIndex([...readDivisions(), ...townships]);

test.each([
  ['浙江省宁波', '330200'],
  ['深圳深圳宝安区宝安', '440306'],
  ['上海上海浦东新区张江', '310115'],
  ['天津天津南开区', '120104'],
  ['重庆重庆', '500000'],
  ['吉林省吉林', '220200'],
  ['辽宁省朝阳', '211300'],
  ['山东省青岛市北区', '370203'],
  ['山东省济南市中区', '370103'],
  ['山东省青岛市北区万达广场', '370203'],
  ['湖北省武汉市中心', '420100'],
  ['河北省雄安新区', '130600'],
  ['四川省成都高新区', '510100'],
  ['重庆市开县', '500154'],
  ['万州区高笋塘街道', '500101001'],
  ['广东省东莞长安镇', '441900'],
])('free text %s is placed at %s', (text, code) => {
  expect(index.resolve(text)?.code).toBe(code);
});

test.each([['火星'], ['朝阳区'], ['城关镇'], ['']])('%j names no one place', (text) => {
  expect(index.resolve(text)).toBeNull();
});

test.each([
  ['开县', '500154'],
  ['重庆市万州区', '500101'],
  ['重庆 渝中', '500103'],
  ['高笋塘街道', '500101001'],
  ['上海焊工', null],
  ['朝阳产业园', null],
])('the name %s, and nothing more, is %s', (name, code) => {
  expect(index.named(name)).toBe(code);
});

test.each([
  ['上海焊工', '310000', 2],
  ['重庆万州保姆', '500101', 4],
  ['开县会计', '500154', 2],
  ['重庆市', '500000', 3],
])('%s begins with the place %s of %i characters', (text, code, length) => {
  expect(index.leading(text)).toMatchObject({ code, length });
});

test('the nearest to a misspelt name are found by sight and by sound', () => {
  for (const [text, code] of [
    ['万洲', '500101'],
    ['渝忠区', '500103'],
    ['高笋塘街到', '500101001'],
  ] as const) {
    expect(index.nearest(text, 5).map((one) => one.code)).toContain(code);
  }
});
