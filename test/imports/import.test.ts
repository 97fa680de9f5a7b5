import { readdirSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { Readable } from 'node:stream';
import { expect, test } from '../support/jest.js';
import { createClient } from 'graphql-ws';
import { syntheticResidentId } from '../../src/platform/privacy/resident-id.js';
import { writeXlsx } from '../../src/platform/sheets/write.js';
import { key, testApp, type Who } from '../support/app.js';
import { anInstitution, CITY, nextYear, anEmployer } from '../support/factories.js';

const app = testApp();
const START =
  'mutation ($id: ID!, $input: ImportStartInput!) { importStart(id: $id, input: $input) { importJob { id state } userErrors { code path } } }';
type Body = string | Uint8Array;
const JOB = '{ state readCount storedCount repeatedCount refusedCount problem dryRun }';

async function post(body: Body | Readable, kind = 'vacancies', as: Who | null = CITY, headers: Record<string, string> = {}): Promise<Response> {
  const authorization = as ? { authorization: `Bearer ${await app.token(as)}` } : {};
  return fetch(`${app.server.url}/imports?kind=${kind}&name=sheet`, {
    method: 'POST',
    body: body as never,
    headers: { 'content-type': 'application/octet-stream', ...authorization, ...headers },
    duplex: 'half',
  } as RequestInit);
}

interface Progress {
  state: string;
  readCount: number;
  storedCount: number;
  repeatedCount: number;
  refusedCount: number;
  problem: string | null;
}

/** Every event of the subscription, over a real socket, to its end. */
async function follow(id: string, as: Who = CITY): Promise<Progress[]> {
  const client = createClient({
    url: `${app.server.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: app.socket,
    connectionParams: { authorization: `Bearer ${await app.token(as)}` },
    retryAttempts: 0,
  });
  const events: Progress[] = [];
  try {
    for await (const { data, errors } of client.iterate<{ importProgress: Progress }>({
      query: `subscription ($id: ID!) { importProgress(importId: $id) ${JOB} }`,
      variables: { id },
    })) {
      if (errors) throw new Error(JSON.stringify(errors));
      events.push(data!.importProgress);
    }
  } finally {
    await client.dispose();
  }
  return events;
}

async function taken(
  body: Body,
  institution: string,
  more: { kind?: string; input?: object; as?: Who } = {},
): Promise<{ id: string; last: Progress }> {
  const as = more.as ?? CITY;
  const { id } = (await (await post(body, more.kind, as)).json()) as { id: string };
  const started = await app.data(START, { id, input: { institution, idempotencyKey: key(), ...more.input } }, as);
  expect(started.importStart.userErrors).toEqual([]);
  return { id, last: (await follow(id, as)).at(-1)! };
}

const SHEET = [
  '岗位名称,用人单位,工作地点,工资,招聘人数,学历',
  '焊工,甲公司,重庆万州,6千-1.2万·13薪,3,初中',
  'python开发,乙公司,浙江省宁波,1-1.5万,,本科',
  '保安,丙公司,万州区,面议,2,',
  ',丁公司,万州区,1千,1,',
  '保洁,戊公司,火星,1千,1,',
  '厨师,己公司,万州区,很多,1,',
  '司机,庚公司,万州区,800-1200元/月,0,',
  '电工,辛公司,万州区,170元/天,1,天才',
].join('\n');

test('takes what is right, refuses each other row with its reason, marks what was assumed', async () => {
  const institution = await anInstitution(app);
  const { id, last } = await taken(SHEET, institution, { input: { openUntil: nextYear('12-31') } });
  expect(last).toMatchObject({ state: 'DONE', readCount: 8, storedCount: 3, repeatedCount: 0, refusedCount: 5, problem: null });
  const { importRefusals } = await app.data(
    'query ($id: ID!) { importRefusals(importId: $id) { edges { node { rowNumber code field zh } } } }',
    { id },
    CITY,
  );
  expect(importRefusals.edges.map((edge: { node: { rowNumber: number; field: string } }) => [edge.node.rowNumber, edge.node.field])).toEqual([
    [5, 'title'],
    [6, 'region'],
    [7, 'pay'],
    [8, 'headCount'],
    [9, 'education'],
  ]);
  const { vacancies } = await app.data(
    'query ($institution: ID!) { vacancies(filter: { institution: $institution }, first: 10) { edges { node { title state assumed headCount pay { negotiable monthlyTo { amountMinor } } employer { name state } } } } }',
    { institution },
  );
  const byTitle = new Map(vacancies.edges.map((edge: { node: { title: string } }) => [edge.node.title, edge.node]));
  expect(byTitle.get('焊工')).toMatchObject({
    state: 'OPEN',
    assumed: [],
    headCount: 3,
    pay: { monthlyTo: { amountMinor: '1200000' } },
    employer: { name: '甲公司', state: 'UNVERIFIED' },
  });
  expect(byTitle.get('python开发')).toMatchObject({ assumed: ['headCount'], headCount: 1 });
  expect(byTitle.get('保安')).toMatchObject({ pay: { negotiable: true, monthlyTo: null } });
  await app.application.relay.drain();
  const found = await app.data('{ vacancySearch(query: "python 宁波") { edges { node { title } } } }');
  expect(found.vacancySearch.edges[0].node.title).toBe('python开发');
});

test('says how much it understood, whatever became of the rows', async () => {
  const { id } = await taken(SHEET, await anInstitution(app), { input: { dryRun: true } });
  const ask = 'query ($id: ID!) { importJob(id: $id) { recognition { payStatedCount payReadCount placeStatedCount placedCount codedCount } } }';
  expect((await app.data(ask, { id }, CITY)).importJob.recognition).toEqual({
    payStatedCount: 8,
    payReadCount: 7,
    placeStatedCount: 8,
    placedCount: 7,
    codedCount: 7,
  });
});

test('lost characters, dates, ages and words that are not understood refuse a row and name its column', async () => {
  const sheet = [
    '职位,公司名称,地区,薪资,截止日期,年龄要求,性别,食宿,社保,试用期,合同期限,联系电话',
    '电\ufffd工,甲公司,万州,面议,,,,,,,,',
    '电工,甲\ufffd公司,万州,面议,,,,,,,,',
    '电工,甲公司,万州,9\ufffd-1.5万,,,,,,,,',
    '电工,甲公司,万州,面议,后天,,,,,,,',
    '电工,甲公司,万州,面议,,壮年,,,,,,',
    '电工,甲公司,万州,面议,,,男,,,,,',
    '电工,甲公司,万州,面议,,,,,,一阵子,1年,',
    '电工,甲公司,万州,面议,,,,,,3个月,1年,',
    '电工,甲公司,万州,面议,2020-01-01,,,,,,,',
    '电工,甲公司,万州,面议,9999-12-31,,,,,,,',
    '电工,甲公司,万州,面议,,,,,,,,12345',
    `电工甲,甲公司,万州,5千-7千,${nextYear('3月31日').replace('-', '年')},18-45岁,不限,包吃住,五险一金,2个月,1年,13800138000`,
  ].join('\n');
  const institution = await anInstitution(app);
  const { id, last } = await taken(sheet, institution);
  expect(last).toMatchObject({ state: 'DONE', storedCount: 1, refusedCount: 11 });
  const { importRefusals } = await app.data(
    'query ($id: ID!) { importRefusals(importId: $id) { edges { node { rowNumber code field heading } } } }',
    { id },
    CITY,
  );
  expect(importRefusals.edges.map(({ node }: { node: { field: string; heading: string } }) => [node.field, node.heading])).toEqual([
    ['title', '职位'],
    ['employer', '公司名称'],
    ['pay', '薪资'],
    ['validUntil', '截止日期'],
    ['age', '年龄要求'],
    ['sexLimitGround', null],
    ['probationMonths', '试用期'],
    ['probationMonths', '试用期'],
    ['validUntil', '截止日期'],
    ['validUntil', '截止日期'],
    ['contactPhone', '联系电话'],
  ]);
  const { vacancies } = await app.data(
    'query ($institution: ID!) { vacancies(filter: { institution: $institution, state: UNDER_REVIEW }) { edges { node { title validUntil requirements { ageMin ageMax } conditions { board lodging insurances probationMonths contractMonths } contact { phone } } } } }',
    { institution },
    CITY,
  );
  expect(vacancies.edges.map((edge: { node: object }) => edge.node)).toEqual([
    {
      title: '电工甲',
      validUntil: nextYear('03-31'),
      requirements: { ageMin: 18, ageMax: 45 },
      conditions: {
        board: true,
        lodging: true,
        insurances: ['PENSION', 'MEDICAL', 'UNEMPLOYMENT', 'WORK_INJURY', 'MATERNITY', 'HOUSING_FUND'],
        probationMonths: 2,
        contractMonths: 12,
      },
      contact: { phone: '+8613800138000' },
    },
  ]);
});

test('a number with a sign, a decimal or a unit that multiplies refuses its row; as offices write numbers they are read', async () => {
  const columns = {
    headCount: '招聘人数',
    ageMin: '最低年龄',
    ageMax: '最高年龄',
    hoursPerDay: '每日工时',
    restDaysPerMonth: '月休天数',
    payDay: '发薪日',
  };
  const keys = Object.keys(columns);
  const sheet = (rows: Record<string, string>[]): string =>
    [
      ['岗位名称,用人单位,工作地点,工资,年龄', ...Object.values(columns)].join(','),
      ...rows.map((row) => ['电工,甲公司,万州,面议', row['age'] ?? '', ...keys.map((name) => row[name] ?? '')].join(',')),
    ].join('\n');
  const wrong: [string, string][] = [
    ...['-3', '－3', '−3人', '负3', '3万', '3万人', '3百', '2千人', '3%', '3％', '3.5', '.5', '3-', '3k', '3对', '3半'].map(
      (text) => ['headCount', text] as [string, string],
    ),
    ...keys.slice(1).flatMap((name) => ['-18', '1.8', '.8', '1百'].map((text) => [name, text] as [string, string])),
    ['age', '-18岁以上'],
    ['age', '160岁以下'],
    ['hoursPerDay', '8小时半'],
  ];
  const institution = await anInstitution(app);
  const refused = await taken(sheet(wrong.map(([name, text]) => ({ [name]: text }))), institution);
  expect(refused.last).toMatchObject({ state: 'DONE', storedCount: 0, refusedCount: wrong.length });
  const fields = await app.sql<{ field: string }>('select field from import_refusal where job_id = ? order by row_number', [refused.id]);
  expect(fields.map(({ field }, at) => [field, wrong[at]![1]])).toEqual(wrong);
  const right: Record<string, string>[] = [
    { headCount: '3人', ageMin: '18周岁', ageMax: '45', hoursPerDay: '每天8小时', restDaysPerMonth: '8天', payDay: '15日' },
    { headCount: '约3人', ageMin: '满18岁', ageMax: '45岁', hoursPerDay: '8小时/天', restDaysPerMonth: '8', payDay: '每月15号' },
    { headCount: '3 名', ageMin: '18', ageMax: '45周岁', hoursPerDay: '8h', restDaysPerMonth: '8 天', payDay: '次月15日前' },
    { headCount: '３', age: '18-45岁', hoursPerDay: '8小时', restDaysPerMonth: '月休8天', payDay: '15' },
  ];
  const read = await taken(sheet(right), institution);
  expect(read.last).toMatchObject({ storedCount: right.length, refusedCount: 0 });
  const rows = await app.sql(
    `select head_count, requirements_age_min, requirements_age_max, conditions_hours_per_day, conditions_rest_days_per_month, conditions_pay_day
       from vacancy where institution_id = ?`,
    [institution],
  );
  expect(rows.map((row) => Object.values(row))).toEqual(right.map(() => [3, 18, 45, 8, 8, 15]));
});

test('a place whose name several divisions share is refused with those it may mean, in both kinds of sheet', async () => {
  const posts = ['岗位名称,用人单位,工作地点,工资', '电工,甲公司,朝阳区,面议', '电工,甲公司,北京朝阳,面议', '电工,甲公司,火星,面议'].join('\n');
  const person = (at: number, place: string, wished: string): string =>
    `张三,${syntheticResidentId(7_000 + at, '1990-01-01', 'MALE')},${place},焊工,${wished}`;
  const people = [
    '姓名,身份证号,居住地,求职工种,意向地区',
    person(1, '朝阳区', '上海'),
    person(2, '万州', '重庆、朝阳区'),
    person(3, '万州', '上海'),
  ].join('\n');
  for (const [kind, sheet, refusals] of [
    [
      'vacancies',
      posts,
      [
        ['region', /北京市朝阳区/],
        ['region', /工作地点无法识别/],
      ],
    ],
    [
      'seekers',
      people,
      [
        ['region', /北京市朝阳区/],
        ['places', /北京市朝阳区/],
      ],
    ],
  ] as const) {
    const { id, last } = await taken(sheet, await anInstitution(app), { kind });
    expect(last).toMatchObject({ storedCount: 1, refusedCount: 2 });
    const rows = await app.sql<{ field: string; zh: string; en: string }>(
      'select field, zh, en from import_refusal where job_id = ? order by row_number',
      [id],
    );
    expect(rows).toMatchObject(refusals.map(([field, zh]) => ({ field, zh: expect.stringMatching(zh) })));
    expect([rows[0]!.zh, rows[0]!.en]).toEqual([expect.stringMatching(/写全.*朝阳区、.*朝阳区/), expect.stringMatching(/in full.*朝阳区, .*朝阳区/)]);
  }
});

test('every column of the template is read', async () => {
  const institution = await anInstitution(app);
  const template = await (await fetch(`${app.server.url}/imports/templates/vacancies.csv`)).text();
  const values: Record<string, string> = {
    岗位名称: '叉车司机',
    用人单位: '壬公司',
    工作地点: '重庆市沙坪坝区',
    工资: '4200-6000元/月',
    招聘人数: '3人',
    统一社会信用代码: '91350100M000100Y43',
    营业执照号: '5001031234567',
    行业代码: 'C3912',
    用工形式: '劳务派遣',
    学历: '初中及以上',
    工作经验: '一年以上',
    年龄: '20-50岁',
    健康证: '需要',
    班次: '两班倒',
    每日工时: '8小时',
    月休天数: '8',
    发薪日: '15日',
    合同期限: '3年',
    试用期: '1个月',
    试用期工资: '3500元/月',
    社会保险: '养老、工伤',
    食宿: '包住不包吃',
    报销路费: '是',
    岗前培训天数: '3天',
    应聘方式: '凭推荐信',
    有效期至: nextYear('12-31'),
    证书: '"叉车证、特种作业操作证 (焊接,切割)、特种作业操作证（焊接，切割）"',
    联系电话: '023-67889900',
    起始日期: '2026-01-01',
    最低年龄: '',
    最高年龄: '',
    性别: '',
    性别限制依据: '',
    包吃: '',
    包住: '',
    职业代码: '6-30-05-01',
  };
  const headings = template.replace('\ufeff', '').trim().split(',');
  const { last } = await taken(`${headings.join(',')}\n${headings.map((heading) => values[heading] ?? `${heading}的内容`).join(',')}`, institution);
  expect(last).toMatchObject({ storedCount: 1, refusedCount: 0 });
  const [row] = await app.sql(
    'select v.*, e.industry, e.profile, e.licence_number from vacancy v join employer e on e.id = v.employer_id where v.institution_id = ?',
    [institution],
  );
  expect(row).toMatchObject({
    employment_kind: 'DISPATCH',
    duties: '工作内容的内容',
    requirements_certificates: ['叉车证', '特种作业操作证（焊接,切割）', '健康证'],
    requirements_experience_months: 12,
    requirements_physical_conditions: '身体条件的内容',
    conditions_shift: 'TWO_SHIFT',
    conditions_hours_per_day: 8,
    conditions_rest_days_per_month: 8,
    conditions_contract_months: 36,
    conditions_probation_pay: '350000',
    conditions_insurances: ['PENSION', 'WORK_INJURY'],
    conditions_board: false,
    conditions_lodging: true,
    conditions_training_days: 3,
    labour_protection: '劳动保护的内容',
    contact_name: '联系人的内容',
    referral_route: 'LETTER',
    industry: 'C3912',
    profile: '单位简介的内容',
    licence_number: '5001031234567',
  });
});

test('requirements and conditions in the words of real notices are read as they are meant, and what says more is kept', async () => {
  const institution = await anInstitution(app);
  const columns = '岗位名称,用人单位,工作地点,工资,年龄,班次,社会保险,食宿,包吃,包住,工作经验,性别,学历';
  const rows = [
    '保安,甲公司,万州,面议,18周岁以上45周岁以下,"长白班，无夜班",不缴纳社保,,"包吃，每天两餐","否，每月补贴300元",3～5年,男/女,初中及以上',
    '保洁,甲公司,万州,面议,年满18周岁、不超过50周岁,三班两倒,5险1金,"包吃住，每月扣水电费50元",,,三至五年,男、女均可,高中及以下',
    '厨师,甲公司,万州,面议,18-60周岁,四班三倒,五险无公积金,,10元/天餐补,需自理,一年半,不限,高中/中专',
    '司机,甲公司,万州,面议,16周岁以上,不上夜班,社保自理,,,,"1年以上经验优先",,',
    '电工,甲公司,万州,面议,男18-60岁 女18-50岁,,,,,,,,',
  ];
  const { last } = await taken([columns, ...rows].join('\n'), institution);
  expect(last).toMatchObject({ storedCount: 4, refusedCount: 1 });
  const { vacancies } = await app.data(
    'query ($institution: ID!) { vacancies(filter: { institution: $institution, state: UNDER_REVIEW }) { edges { node { title requirements { ageMin ageMax education experienceMonths } conditions { shift insurances board boardNote lodging lodgingNote } } } } }',
    { institution },
    CITY,
  );
  const five = ['PENSION', 'MEDICAL', 'UNEMPLOYMENT', 'WORK_INJURY', 'MATERNITY'];
  const stored = new Map(vacancies.edges.map(({ node: { title, ...said } }: { node: { title: string } }) => [title, said]));
  expect(stored.get('保安')).toEqual({
    requirements: { ageMin: 18, ageMax: 45, education: 'JUNIOR_HIGH', experienceMonths: 36 },
    conditions: { shift: 'DAY', insurances: [], board: true, boardNote: '包吃，每天两餐', lodging: false, lodgingNote: '否，每月补贴300元' },
  });
  expect(stored.get('保洁')).toEqual({
    requirements: { ageMin: 18, ageMax: 50, education: 'NONE', experienceMonths: 36 },
    conditions: {
      shift: 'TWO_SHIFT',
      insurances: [...five, 'HOUSING_FUND'],
      board: true,
      boardNote: null,
      lodging: true,
      lodgingNote: '包吃住，每月扣水电费50元',
    },
  });
  expect(stored.get('厨师')).toEqual({
    requirements: { ageMin: 18, ageMax: 60, education: 'SENIOR_HIGH', experienceMonths: 18 },
    conditions: { shift: 'THREE_SHIFT', insurances: five, board: false, boardNote: '10元/天餐补', lodging: false, lodgingNote: '需自理' },
  });
  expect(stored.get('司机')).toMatchObject({
    requirements: { ageMin: 16, ageMax: null, experienceMonths: null },
    conditions: { shift: 'DAY', insurances: [] },
  });
});

test('what a seeker’s sheet denies is not taken for what it names', async () => {
  const institution = await anInstitution(app);
  const people = [
    ['1990-06-05', '良好，无残疾', '离校未就业毕业生', '农村居民', '愿意'],
    ['1991-06-05', '无慢性病，身体健康', '未就业', '居民', '不愿意'],
    ['2005-06-05', '健康', '在校学生', '非农业', '可以'],
    ['1992-06-05', '肢体残疾', '在岗农民工', '农业', '否'],
  ].map(([born, ...cells], at) => `向小${'甲乙丙丁'[at]},${syntheticResidentId(90 + at, born!, 'FEMALE')},开县,焊工,开县,"${cells.join('","')}"`);
  const { last } = await taken(['姓名,身份证号,居住地,求职工种,意向地区,健康状况,当前状况,户口性质,愿意出区县', ...people].join('\n'), institution, {
    kind: 'seekers',
  });
  expect(last).toMatchObject({ storedCount: 4, refusedCount: 0 });
  const rows = await app.sql(
    'select s.circumstances_health as health, s.situation, s.agricultural, s.wish_may_leave_county as leaves from seeker s join registration r on r.seeker_id = s.id where r.institution_id = ? order by s.name collate "C"',
    [institution],
  );
  expect(rows).toEqual([
    { health: 'DISABLED', situation: 'EMPLOYED', agricultural: true, leaves: false },
    { health: 'GOOD', situation: 'STUDENT', agricultural: false, leaves: true },
    { health: 'GOOD', situation: 'UNEMPLOYED', agricultural: false, leaves: false },
    { health: 'GOOD', situation: 'GRADUATE', agricultural: true, leaves: true },
  ]);
});

test('the same file twice, or twice at once, and in another encoding or format, stores nothing more', async () => {
  const institution = await anInstitution(app);
  const rows = Array.from({ length: 450 }, (_, at) => ({ title: `焊工${at}`, employer: `单位${at % 7}`, region: '万州区', pay: '面议' }));
  const csv = ['岗位名称,用人单位,工作地点,工资', ...rows.map((row) => Object.values(row).join(','))].join('\r\n');
  const both = await Promise.all([taken(csv, institution), taken(csv, institution)]);
  expect(both.map(({ last }) => last.storedCount).reduce((a, b) => a + b)).toBe(450);
  expect(both.map(({ last }) => last.repeatedCount).reduce((a, b) => a + b)).toBe(450);
  const columns = [
    { key: 'title', title: '岗位名称' },
    { key: 'employer', title: '用人单位' },
    { key: 'region', title: '工作地点' },
    { key: 'pay', title: '工资' },
  ];
  const again = await taken(new Uint8Array(await writeXlsx(columns, rows)), institution);
  expect(again.last).toMatchObject({ storedCount: 0, repeatedCount: 450 });
  expect(await app.sql('select count(*)::int as count from vacancy where institution_id = ?', [institution])).toEqual([{ count: 450 }]);
}, 60_000);

test('GB18030 is read like UTF-8', async () => {
  const gb = Uint8Array.from([
    0xb8, 0xda, 0xce, 0xbb, 0xc3, 0xfb, 0xb3, 0xc6, 0x2c, 0xd3, 0xc3, 0xc8, 0xcb, 0xb5, 0xa5, 0xce, 0xbb, 0x2c, 0xb9, 0xa4, 0xd7, 0xf7, 0xb5, 0xd8,
    0xb5, 0xe3, 0x0a, 0xba, 0xb8, 0xb9, 0xa4, 0x2c, 0xbc, 0xd7, 0xb9, 0xab, 0xcb, 0xbe, 0x2c, 0xd6, 0xd8, 0xc7, 0xec, 0x0a,
  ]);
  const { last } = await taken(gb, await anInstitution(app));
  expect(last).toMatchObject({ state: 'DONE', storedCount: 1 });
});

test('a trial stores nothing and says the same', async () => {
  const institution = await anInstitution(app);
  const { last } = await taken(SHEET, institution, { input: { dryRun: true } });
  expect(last).toMatchObject({ state: 'DONE', storedCount: 3, refusedCount: 5, dryRun: true });
  expect(await app.sql('select 1 from vacancy where institution_id = ?', [institution])).toEqual([]);
});

test('seekers come in sealed; who is registered there already counts as repeated', async () => {
  const institution = await anInstitution(app);
  const id = syntheticResidentId(77, '1987-06-05', 'FEMALE');
  const csv = `姓名,身份证号,联系电话,居住地,求职工种,意向地区,最低工资,学历\n冉小红,${id},13800138000,开县,焊工、保安,上海,3000元/月,初中\n冉小红,${id},13800138000,开县,焊工,上海,,\n向国平,509900199001010000,,开县,焊工,上海,,\n田玉兰,${syntheticResidentId(78, '2015-06-05', 'FEMALE')},,开县,焊工,上海,,`;
  const { id: job, last } = await taken(csv, institution, { kind: 'seekers' });
  expect(last).toMatchObject({ state: 'DONE', storedCount: 1, repeatedCount: 1, refusedCount: 2 });
  const refused = await app.sql('select row_number, code, field, zh, en from import_refusal where job_id = ? order by 1', [job]);
  expect(refused).toMatchObject([
    { row_number: 4, code: 'INVALID', field: 'idNumber' },
    { row_number: 5, code: 'NOT_ELIGIBLE', field: 'idNumber' },
  ]);
  expect(JSON.stringify([refused, await app.sql('select * from seeker')])).not.toContain(id.slice(6));
});

test('employers of a sheet are those that stand: by code whatever the name, without one by name wherever the work is', async () => {
  const institution = await anInstitution(app);
  const coded = await anEmployer(app);
  const [{ code }] = (await app.sql('select credit_code as code from employer where id = ?', [coded])) as [{ code: string }];
  const name = `同名${key().slice(0, 8)}公司`;
  const sheet = [
    '职位,公司名称,地区,统一社会信用代码,营业执照号',
    `焊工甲,另写的名称,万州区,${code},`,
    `焊工乙,${name},万州区,,`,
    `焊工丙,${name},涪陵区,,`,
    `焊工丁,${name},万州区,,5001031234569`,
    `焊工戊,又一名称,万州区,,5001031234569`,
  ].join('\n');
  expect((await taken(sheet, institution)).last).toMatchObject({ state: 'DONE', storedCount: 5 });
  const employers = (await app.sql('select title, employer_id as id from vacancy where institution_id = ? order by source_key', [institution])) as {
    title: string;
    id: string;
  }[];
  const of = new Map(employers.map((one) => [one.title, one.id]));
  expect(of.get('焊工甲')).toBe(coded);
  expect(of.get('焊工丙')).toBe(of.get('焊工乙'));
  expect(of.get('焊工戊')).toBe(of.get('焊工丁'));
  expect(new Set(of.values()).size).toBe(3);
});

test('columns whose headings are not known are named by the one who starts the import', async () => {
  const institution = await anInstitution(app);
  const sheet = '甲,乙,丙\n焊工,一号公司,万州区\n';
  expect((await taken(sheet, institution)).last).toMatchObject({ state: 'FAILED', problem: expect.stringContaining('岗位名称（title）') });
  const headers = [
    { field: 'title', header: '甲' },
    { field: 'employer', header: '乙' },
    { field: 'region', header: '丙' },
  ];
  expect((await taken(sheet, institution, { input: { headers } })).last).toMatchObject({ state: 'DONE', storedCount: 1 });
});

test.each([
  ['a day that is over', { openUntil: '2020-01-01' }, { code: 'INVALID', path: ['input', 'openUntil'] }],
  ['a day beyond five years', { openUntil: '9999-12-31' }, { code: 'INVALID', path: ['input', 'openUntil'] }],
  ['an institution whose id is none', { institution: 'x' }, { code: 'NOT_FOUND', path: ['input', 'institution'] }],
  ['an institution that nobody has', { institution: key() }, { code: 'NOT_FOUND', path: ['input', 'institution'] }],
])('an import does not begin with %s', async (_, more, refused) => {
  const institution = await anInstitution(app);
  const { id } = (await (await post(SHEET)).json()) as { id: string };
  const { importStart } = await app.data(START, { id, input: { institution, idempotencyKey: key(), ...more } }, CITY);
  expect(importStart).toMatchObject({ importJob: null, userErrors: [refused] });
  expect(await app.sql('select state from import_job where id = ?', [id])).toEqual([{ state: 'UPLOADED' }]);
});

const WITHDRAW =
  'mutation ($id: ID!, $input: ReasonInput!) { importWithdraw(id: $id, input: $input) { importJob { withdrawnCount } userErrors { code path } } }';

test('an import is found again in one’s list, and withdrawn as a whole and taken in anew, but for posts that somebody was hired for', async () => {
  const institution = await anInstitution(app);
  const { id } = await taken(SHEET, institution, { input: { openUntil: nextYear('12-31') } });
  await app.sql("update vacancy set head_count = 2, hired_count = 1 where institution_id = ? and title = '保安'", [institution]);
  const mine = (await app.data('{ importJobs(first: 1) { edges { node { id fileName state } } } }', {}, CITY)).importJobs.edges;
  expect(mine).toEqual([{ node: { id, fileName: 'sheet', state: 'DONE' } }]);
  const withdraw = async (job: string, as: Who = CITY): Promise<unknown> =>
    (await app.data(WITHDRAW, { id: job, input: { reason: '导错了文件', idempotencyKey: key() } }, as)).importWithdraw;
  expect(await withdraw(id, { role: 'OFFICE', region: '500102' })).toMatchObject({
    importJob: null,
    userErrors: [{ code: 'NOT_FOUND', path: ['id'] }],
  });
  expect(await withdraw(id)).toEqual({ importJob: { withdrawnCount: 2 }, userErrors: [] });
  expect(await app.sql('select title, state, reason from vacancy where institution_id = ? order by 1', [institution])).toEqual([
    { title: 'python开发', state: 'CLOSED', reason: '导错了文件' },
    { title: '保安', state: 'OPEN', reason: null },
    { title: '焊工', state: 'CLOSED', reason: '导错了文件' },
  ]);
  expect((await taken(SHEET, institution)).last).toMatchObject({ storedCount: 2, repeatedCount: 1 });
  const people = await taken('姓名,身份证号,居住地,求职工种,意向地区\n', institution, { kind: 'seekers' });
  expect(await withdraw(people.id)).toMatchObject({ userErrors: [{ code: 'NOT_ELIGIBLE' }] });
  expect(await app.mistake(WITHDRAW, { id, input: { reason: '试', idempotencyKey: key() } }, { role: 'KIOSK' })).toBe('FORBIDDEN');
});

test('every column of the seeker form is read', async () => {
  const institution = await anInstitution(app);
  const idNumber = syntheticResidentId(80, '1985-06-05', 'FEMALE');
  const sheet = [
    '姓名,身份证号,民族,居住地,户籍地,户口性质,移民类别,婚姻状况,健康状况,身高,学历,专业,技能等级,持有证书,工作经历,当前状况,就业困难类别,家庭编号,求职工种,意向地区,最低工资,需要住宿,可接受班次,可上岗日期,愿意出区县,愿意出省,培训意愿',
    `田秀英,${idNumber},土家族,重庆市石柱县,石柱,农业,农村移民,已婚,良好,160厘米,高中,服装,中级工,健康证 特种作业操作证 (焊接),在厂八年,农村富余劳动力,低保、4050,SZ-1,平车工、不限,浙江、重庆,4000元/月,是,白班、两班倒,2026年12月1日,是,是,否`,
    `田秀兰,${syntheticResidentId(81, '1986-06-05', 'FEMALE')},火星族,石柱,,,,,,,,,,,,,,,保洁,重庆,,,,,,,`,
  ].join('\n');
  const { last } = await taken(sheet, institution, { kind: 'seekers' });
  expect(last).toMatchObject({ storedCount: 1, refusedCount: 1 });
  const [row] = await app.sql('select s.* from seeker s join registration r on r.seeker_id = s.id where r.institution_id = ?', [institution]);
  expect(row).toMatchObject({
    circumstances_ethnicity: 'TUJIA',
    circumstances_marital_status: 'MARRIED',
    circumstances_health: 'GOOD',
    circumstances_hardships: ['MLA_RECIPIENT', 'AGED_4050'],
    circumstances_household_number: 'SZ-1',
    agricultural: true,
    resettler: 'RURAL',
    situation: 'RURAL_SURPLUS',
    height_cm: 160,
    education: 'SENIOR_HIGH',
    skill_level: 4,
    certificates: ['健康证', '特种作业操作证（焊接）'],
    wish_any_trade: true,
    wish_occupations: ['6-05-01-03'],
    wish_places: ['330000', '500000'],
    wish_wage_floor: '400000',
    wish_lodging: true,
    wish_shifts: ['DAY', 'TWO_SHIFT'],
    wish_available_from: '2026-12-01',
    wish_may_leave_province: true,
    wish_training: false,
  });
});

test.each([
  ['a broken workbook', new Uint8Array([0x50, 0x4b, 3, 4, 1, 2, 3]), /另存为/],
  ['an unknown encoding', new Uint8Array([0xff, 0x00, 0x81, 0x0a, 0xff, 0xff, 0x80, 0x2c, 0xff]), /编码|读取/],
  ['columns that are missing', '甲,乙\n1,2\n', /缺少必填列/],
  ['an empty file', '', /列名/],
])('%s ends the import with a clear problem', async (_, body, words) => {
  const { last } = await taken(body, await anInstitution(app));
  expect(last).toMatchObject({ state: 'FAILED', storedCount: 0, problem: expect.stringMatching(words) });
});

/** Sends 251 MB as long as the server takes them; its answer may come long before the end. */
function oversized(headers: Record<string, string>, megabyte: Buffer): Promise<{ status: number | undefined; code: string }> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(`${app.server.url}/imports?kind=vacancies&name=big`, { method: 'POST', headers }, (response) => {
      let text = '';
      response.on('data', (part: Buffer) => (text += part.toString()));
      response.on('end', () => {
        request.destroy();
        resolve({
          status: response.statusCode,
          code: (JSON.parse(text) as { errors: { extensions: { code: string } }[] }).errors[0]!.extensions.code,
        });
      });
    });
    request.on('error', (error: NodeJS.ErrnoException) => (error.code === 'EPIPE' || error.code === 'ECONNRESET' ? undefined : reject(error)));
    const body = Readable.from(Array.from({ length: 251 }, () => megabyte));
    body.pipe(request);
  });
}

test('251 MB are refused, said beforehand or found on the way', async () => {
  const megabyte = Buffer.alloc(1_024 * 1_024, 'a');
  const before = readdirSync(app.application.platform.uploads).length;
  const authorization = `Bearer ${await app.token(CITY)}`;
  const ways: Record<string, string>[] = [{ 'content-length': String(251 * megabyte.length) }, { 'transfer-encoding': 'chunked' }];
  for (const headers of ways) expect(await oversized({ authorization, ...headers }, megabyte)).toEqual({ status: 413, code: 'TOO_LARGE' });
  expect(await app.sql('select 1 from import_job where size > 250000000')).toEqual([]);
  expect(readdirSync(app.application.platform.uploads)).toHaveLength(before);
}, 60_000);

test('who may not: visitors, kiosks, and whoever did not upload it', async () => {
  expect((await post(SHEET, 'vacancies', null)).status).toBe(401);
  expect((await post(SHEET, 'vacancies', { role: 'KIOSK' })).status).toBe(403);
  const { id } = (await (await post(SHEET)).json()) as { id: string };
  const institution = await anInstitution(app, '500102');
  const other = { role: 'OFFICE', region: '500102' } as const;
  expect((await app.data(START, { id, input: { institution, idempotencyKey: key() } }, other)).importStart.userErrors).toMatchObject([
    { code: 'NOT_FOUND' },
  ]);
  await expect(follow(id, other)).rejects.toThrow('NOT_FOUND');
  expect((await app.data('query ($id: ID!) { importJob(id: $id) { id } }', { id }, other)).importJob).toBeNull();
});

test('templates and result sheets are downloaded', async () => {
  const template = await fetch(`${app.server.url}/imports/templates/vacancies.csv`);
  expect(await template.text()).toMatch(/^\ufeff?岗位名称,用人单位,工作地点/);
  expect((await fetch(`${app.server.url}/imports/templates/seekers.xlsx`)).headers.get('content-type')).toContain('spreadsheetml');
  const { id } = await taken(SHEET, await anInstitution(app));
  const headers = { authorization: `Bearer ${await app.token(CITY)}` };
  expect(await (await fetch(`${app.server.url}/imports/${id}/result.csv`, { headers })).text()).toContain('工作地点无法识别');
  expect((await fetch(`${app.server.url}/imports/${id}/result.csv`)).status).toBe(401);
});

test('a row with several faults names all of them; pay from more to less is told as that', async () => {
  const sheet = [
    '职位,公司名称,地区,薪资,截止日期,试用期,合同期限',
    '电工,甲公司,万州,8千-6千,后天,一阵子,1年',
    '电工,,无此地,8千-6千,,,',
    '电工,甲公司,万州,8000-6000元/月,,,',
  ].join('\n');
  const { id, last } = await taken(sheet, await anInstitution(app));
  expect(last).toMatchObject({ storedCount: 0, refusedCount: 3 });
  const rows = await app.sql<{ zh: string; en: string; heading: string }>(
    'select zh, en, heading from import_refusal where job_id = ? order by row_number',
    [id],
  );
  const [first, second, third] = rows as [(typeof rows)[0], (typeof rows)[0], (typeof rows)[0]];
  expect(first.zh.split('；').map((one) => one.split('：')[0])).toEqual(['工资', '试用期', '有效期至']);
  expect(first.zh).toContain('工资下限高于上限');
  expect(second.zh.split('；')).toHaveLength(3);
  expect(third).toMatchObject({ heading: '薪资', zh: expect.stringContaining('工资下限高于上限'), en: expect.stringContaining('from more to less') });
});

test('a recruiter brings vacancies of the own employers alone, which wait for review; another recruiter sees and withdraws none of it', async () => {
  const institution = await anInstitution(app);
  const [own, other] = [await anEmployer(app), await anEmployer(app)];
  const names = await app.sql<{ id: string; name: string }>('select id, name from employer where id in (?, ?)', [own, other]);
  const [mine, theirs] = [own, other].map((id) => names.find((one) => one.id === id)!.name);
  const [as, rival]: [Who, Who] = [
    { role: 'RECRUITER', employers: [own] },
    { role: 'RECRUITER', employers: [other] },
  ];
  const sheet = [
    '岗位名称,用人单位,工作地点,工资,招聘人数',
    `焊工,${mine},万州区,4000元/月,2`,
    `电工,${theirs},万州区,4000元/月,2`,
    '保洁,无此单位,万州区,3000元/月,1',
  ].join('\n');
  const tried = await taken(sheet, institution, { as, input: { dryRun: true } });
  expect(tried.last).toMatchObject({ state: 'DONE', dryRun: true, readCount: 3, storedCount: 1, refusedCount: 2 });
  const count = async (): Promise<number> => (await app.sql('select 1 from vacancy where institution_id = ?', [institution])).length;
  expect(await count()).toBe(0);
  const started = await app.data(START, { id: tried.id, input: { institution, idempotencyKey: key() } }, as);
  expect(started.importStart.userErrors).toEqual([]);
  expect((await follow(tried.id, as)).at(-1)).toMatchObject({ state: 'DONE', storedCount: 1, refusedCount: 2 });
  const rows = await app.sql('select title, employer_id as employer, state from vacancy where institution_id = ?', [institution]);
  expect(rows).toEqual([{ title: '焊工', employer: own, state: 'UNDER_REVIEW' }]);
  const REFUSALS = 'query ($id: ID!) { importRefusals(importId: $id) { edges { node { rowNumber code field } } } }';
  const { importRefusals } = await app.data(REFUSALS, { id: tried.id }, as);
  expect(importRefusals.edges.map((edge: { node: object }) => edge.node)).toEqual([
    { rowNumber: 3, code: 'NOT_ELIGIBLE', field: 'employer' },
    { rowNumber: 4, code: 'NOT_ELIGIBLE', field: 'employer' },
  ]);
  const again = await taken(sheet, institution, { as });
  expect(again.last).toMatchObject({ storedCount: 0, repeatedCount: 1, refusedCount: 2 });

  expect((await app.data(REFUSALS, { id: tried.id }, rival)).importRefusals.edges).toEqual([]);
  const WITHDRAW =
    'mutation ($id: ID!, $input: ReasonInput!) { importWithdraw(id: $id, input: $input) { importJob { withdrawnCount } userErrors { code } } }';
  const withdraw = (who: Who): Promise<{ importWithdraw: object }> =>
    app.data(WITHDRAW, { id: tried.id, input: { reason: '写错了', idempotencyKey: key() } }, who);
  expect((await withdraw(rival)).importWithdraw).toEqual({ importJob: null, userErrors: [{ code: 'NOT_FOUND' }] });
  expect((await withdraw(as)).importWithdraw).toEqual({ importJob: { withdrawnCount: 1 }, userErrors: [] });
});

test('a recruiter uploads no seekers and opens nothing without review; who may import nothing uploads nothing', async () => {
  const as: Who = { role: 'RECRUITER', employers: [await anEmployer(app)] };
  const refused = await post(SHEET, 'seekers', as);
  expect([refused.status, ((await refused.json()) as { errors: { extensions: { code: string } }[] }).errors[0]!.extensions.code]).toEqual([
    403,
    'FORBIDDEN',
  ]);
  const { id } = (await (await post(SHEET, 'vacancies', as)).json()) as { id: string };
  const input = { institution: await anInstitution(app), openUntil: nextYear('12-31'), idempotencyKey: key() };
  expect(await app.mistake(START, { id, input }, as)).toBe('FORBIDDEN');
  for (const who of [{ role: 'AUDITOR' }, { role: 'ADMINISTRATOR' }] as Who[])
    expect([who.role, (await post(SHEET, 'vacancies', who)).status]).toEqual([who.role, 403]);
});
