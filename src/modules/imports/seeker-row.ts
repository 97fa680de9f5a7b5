import type { KnownRegion } from '../regions/region.queries.js';
import { HardshipCategory, Health, MaritalStatus } from '../seekers/circumstances.js';
import { Ethnicity } from '../seekers/ethnicity.js';
import { CircumstancesInput, SeekerRegisterInput } from '../seekers/seeker.inputs.js';
import type { Resettler, SeekerSituation } from '../seekers/seeker.js';
import { WishInput } from '../seekers/wish.inputs.js';
import { certificatesIn } from '../vacancies/certificates.js';
import { monthlyFen, parsePay } from '../vacancies/pay-text.js';
import { trades } from '../vacancies/trades.js';
import { labelOf } from '../../platform/graphql/enum.js';
import { type Cells, ImportRow } from './row.js';
import * as words from './words.js';

const ANY = /不限|均可|任意/;

const SITUATIONS: words.Words<SeekerSituation> = [
  [/下岗/, 'LAID_OFF'],
  [/毕业/, 'GRADUATE'],
  [/学生|在校|在读/, 'STUDENT'],
  [/失业|待业|无业|[未无没](?:有)?就业/, 'UNEMPLOYED'],
  [/在职|在岗|已就业/, 'EMPLOYED'],
  [/农村|农民|务农|富余/, 'RURAL_SURPLUS'],
  [/就业/, 'EMPLOYED'],
];
const RESETTLERS: words.Words<Resettler> = [
  [/^(否|无|不|非)/, 'NONE'],
  [/农村/, 'RURAL'],
  [/城镇|城市/, 'URBAN'],
];
const HOUSEHOLDS: words.Words<boolean> = [
  [/非农|城镇|城市/, false],
  [/农/, true],
  [/居民/, false],
];
const SKILL_LEVELS: words.Words<number> = [
  [/高级技师|一级/, 1],
  [/技师|二级/, 2],
  [/高级|三级/, 3],
  [/中级|四级/, 4],
  [/初级|五级/, 5],
];

/** The value whose Chinese label stands in a cell. */
const labelled =
  <V extends string>(members: { readonly [value in V]: value }) =>
  (text: string): V | null => {
    const labels = (Object.keys(members) as V[]).map((value) => [value, labelOf(members, value).zh] as const);
    const whole = labels.find(([, label]) => label === text || label === `${text}族`);
    const part = labels.find(([, label]) => text.includes(label) || (text.length > 1 && label.startsWith(text)));
    return (whole ?? part)?.[0] ?? null;
  };

/** The registration form from the cells of one row; what it does not say is left open. */
export function registrationOf(cells: Cells, institution: string): SeekerRegisterInput {
  const row = new ImportRow(cells, 'SEEKERS');
  const phone = row.value('phone');
  const education = row.read(
    'education',
    (text) => words.educationOf(text, 'most'),
    '学历无法识别，请写“初中”“高中”“中专”“大专”或“本科”',
    'The education is not understood; write 初中, 高中, 中专, 大专 or 本科',
  );
  const origin = row.value('householdRegion');
  const household =
    origin &&
    row.division(
      'householdRegion',
      origin,
      '户籍地无法识别，请写到区县',
      'The place of the household is not recognised; write it down to the county',
    );
  const input = Object.assign(new SeekerRegisterInput(), {
    name: row.needed('name', '姓名', 'name'),
    idNumber: cells['idNumber'] ?? '',
    ...stated({
      phone,
      householdRegion: household ? household.code : null,
      agricultural: row.oneOf('agricultural', HOUSEHOLDS, '户口性质无法识别：农业或非农业', 'The kind of household is not understood'),
      resettler: row.oneOf('resettler', RESETTLERS, '移民类别无法识别：农村移民、城镇移民或否', 'The kind of resettlement is not understood'),
      situation: row.oneOf(
        'situation',
        SITUATIONS,
        '当前状况无法识别：失业、下岗、农村富余劳动力、在职、应届毕业或在校学生',
        'The situation is not understood',
      ),
      education,
      major: row.text('major'),
      skillLevel: row.oneOf('skillLevel', SKILL_LEVELS, '技能等级无法识别：初级、中级、高级、技师或高级技师', 'The skill level is not understood'),
      heightCm: row.whole('heightCm', '身高', 'height'),
      workHistory: row.text('workHistory'),
      validUntil: row.day('validUntil'),
    }),
    region: home(row)?.code ?? '',
    certificates: certificatesIn(row.value('certificates') ?? ''),
    circumstances: circumstancesOf(row),
    wish: wishOf(row),
    institution,
  });
  row.done();
  return input;
}

/** Without what the row does not say. */
const stated = (values: Record<string, unknown>): object => Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null));

const home = (row: ImportRow): KnownRegion | null =>
  row.division(
    'region',
    row.needed('region', '居住地', 'place of living'),
    '居住地无法识别，请写到区县，如“重庆市万州区”',
    'The place of living is not recognised; write it down to the county, like 重庆市万州区',
  );

function circumstancesOf(row: ImportRow): CircumstancesInput {
  const hardships = words.listOf(row.value('hardships') ?? '').filter((one) => !/^(无|否)$/.test(one));
  return Object.assign(
    new CircumstancesInput(),
    stated({
      ethnicity: row.read('ethnicity', labelled(Ethnicity), '民族无法识别，请写全称，如“土家族”', 'The ethnicity is not understood'),
      maritalStatus: row.read(
        'maritalStatus',
        labelled(MaritalStatus),
        '婚姻状况无法识别：未婚、已婚、丧偶或离婚',
        'The marital status is not understood',
      ),
      health: row.read('health', healthOf, '健康状况无法识别：良好、一般、慢性病或残疾', 'The state of health is not understood'),
      householdNumber: row.text('householdNumber'),
    }),
    {
      hardships: hardships.map(
        (one) => labelled(HardshipCategory)(one) ?? row.fault('hardships', '就业困难类别无法识别，请按模板说明填写', 'A hardship is not understood'),
      ),
    },
  );
}

/** `良好，无残疾` names no disability. */
const healthOf = (text: string): Health | null => {
  const has = text.replace(/(?:无|非|没有?|未患)[^,，、;；\s]*/g, '');
  return /残/.test(has) ? 'DISABLED' : /慢性|病/.test(has) ? 'CHRONIC' : /一般|较弱/.test(has) ? 'FAIR' : /健康|良好|好/.test(has) ? 'GOOD' : null;
};

function wishOf(row: ImportRow): WishInput {
  const trade = row.needed('occupations', '求职工种', 'trade that is sought');
  const occupations = words
    .listOf(trade)
    .filter((one) => !ANY.test(one))
    .map(
      (one) =>
        trades().named(one) ??
        trades().code(one) ??
        row.fault('occupations', '求职工种无法识别，请用常用名称，如“焊工”', 'A trade is not recognised; give a usual name'),
    );
  const places = words
    .listOf(row.needed('places', '意向地区', 'wished place'))
    .map((one) =>
      ANY.test(one)
        ? '100000'
        : row.division('places', one, '意向地区无法识别，请写省、市或区县名', 'A wished place is not recognised; name a province, city or county')
            ?.code,
    );
  const floor = row.read(
    'wageFloor',
    floorOf,
    '最低工资无法识别，请写成“4000元/月”或“面议”',
    'The least pay is not understood; write it like 4000元/月 or 面议',
  );
  const shifts = words.listOf(row.value('shifts') ?? '').filter((one) => !ANY.test(one));
  return Object.assign(
    new WishInput(),
    { occupations, places, anyTrade: ANY.test(trade) },
    stated({
      wageFloor: floor === 0n ? null : floor,
      lodging: row.yes('lodging'),
      board: row.yes('board'),
      shifts: shifts.map(
        (one) =>
          words.SHIFTS.find(([form]) => form.test(one))?.[1] ??
          row.fault('shifts', '班次无法识别：白班、两班倒、三班倒、夜班或弹性', 'A shift is not understood'),
      ),
      availableFrom: row.day('availableFrom'),
      mayLeaveCounty: row.yes('mayLeaveCounty'),
      mayLeaveProvince: row.yes('mayLeaveProvince'),
      training: row.yes('training'),
    }),
  );
}

/** Fen a month; 面议 sets no floor, which is 0. */
function floorOf(text: string): bigint | null {
  const terms = parsePay(text);
  if (terms === null) return null;
  const monthly = monthlyFen(terms);
  return monthly.from ?? monthly.to ?? (terms.negotiable ? 0n : null);
}
