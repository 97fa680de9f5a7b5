import { expect, test } from '../support/jest.js';
import { readAliases, readOccupations } from '../../seeds/reference/read.js';
import { buildTradeIndex } from '../../src/modules/vacancies/trade-names.js';

const trades = buildTradeIndex(readOccupations(), readAliases());

test.each([
  ['船舶电焊工', '焊工'],
  ['急聘 二保 焊工（包吃住）', '焊工'],
  ['缝纫车工', '缝纫工'],
  ['数控车工', '车工'],
  ['仓库管理员', '仓储管理员'],
  ['水电工', '电工'],
  ['病房护工', '医疗护理员'],
  ['住家保姆', '家政服务员'],
  ['中高级python开发工程师', '计算机软件工程技术人员'],
])('%s is coded as %s', (title, occupation) => {
  expect(trades.nameOf(trades.code(title)!)).toBe(occupation);
});

test.each(['数据库管理员DBA', '技术支持/维护工程师', '智能工厂架构师', '电源产品检测员', '强电工程师', '潜水员', ''])(
  '%j is left uncoded, never guessed at',
  (title) => {
    expect(trades.code(title)).toBeNull();
  },
);

test('a title is found by the other names of its trade and by no other trade', () => {
  expect(trades.aliasesOf('住家保姆')).toEqual(expect.arrayContaining(['家政服务员', '阿姨']));
  expect(trades.aliasesOf('数据库管理员')).toEqual([]);
});

test('what is no trade’s name has the nearest', () => {
  expect(trades.named('保安')).toBe('4-07-05-01');
  expect(trades.named('电寒工')).toBeNull();
  expect(trades.nearest('电寒工', 5).map((one) => one.name)).toContain('焊工');
  expect(trades.within('开发区叉车司机')).toBe('叉车司机');
});

test.each(['区块链', 'xyzzy', '????', '太空漫步'])('nothing is near to %j', (text) => {
  expect(trades.nearest(text, 5)).toEqual([]);
});
