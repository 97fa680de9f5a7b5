import { expect, test } from '../support/jest.js';
import { key, testApp } from '../support/app.js';
import { aVacancy, anEmployer, anInstitution, CITY, DRAFT, draftInput, REGISTER, seekerInput, step } from '../support/factories.js';
import { latestDay, plusDays } from '../../src/platform/clock/clock.js';

const app = testApp();
const input = (): object => ({ idempotencyKey: key() });

test('a notice goes from draft through review to open, and anybody sees it then', async () => {
  const id = await aVacancy(app, { open: false });
  const seen = async (): Promise<unknown> =>
    (await app.data('query ($id: ID!) { vacancy(id: $id) { state occupationCode employer { state } institution { name } } }', { id })).vacancy;
  expect(await seen()).toBeNull();
  expect((await app.data(step('vacancySubmit'), { id, input: input() }, CITY)).vacancySubmit.vacancy.state).toBe('UNDER_REVIEW');
  expect(await seen()).toBeNull();
  expect((await app.data(step('vacancyApprove'), { id, input: input() }, CITY)).vacancyApprove.vacancy.state).toBe('OPEN');
  expect(await seen()).toMatchObject({ state: 'OPEN', occupationCode: '6-18-02-04', employer: { state: 'VERIFIED' } });
});

test('a review may refuse with a reason, and a draft cannot be approved', async () => {
  const id = await aVacancy(app, { open: false });
  const early = (await app.data(step('vacancyApprove'), { id, input: input() }, CITY)).vacancyApprove;
  expect(early).toMatchObject({ vacancy: null, userErrors: [{ code: 'ILLEGAL_TRANSITION', path: ['id'] }] });
  await app.data(step('vacancySubmit'), { id, input: input() }, CITY);
  const refused = (await app.data(step('vacancyReject'), { id, input: { reason: '缺少劳动条件', idempotencyKey: key() } }, CITY)).vacancyReject;
  expect(refused.vacancy).toMatchObject({ state: 'REJECTED', reason: '缺少劳动条件' });
});

test('an unverified employer keeps its notice from opening', async () => {
  const employer = await anEmployer(app, { verified: false });
  const id = await aVacancy(app, { employer, open: false });
  await app.data(step('vacancySubmit'), { id, input: input() }, CITY);
  expect((await app.data(step('vacancyApprove'), { id, input: input() }, CITY)).vacancyApprove.userErrors).toMatchObject([{ code: 'NOT_ELIGIBLE' }]);
  expect(await app.sql('select state from vacancy where id = ?', [id])).toEqual([{ state: 'UNDER_REVIEW' }]);
});

test.each([
  ['a negative head count', { headCount: -1 }, ['input', 'headCount']],
  ['no head at all', { headCount: 0 }, ['input', 'headCount']],
  ['pay from above to', { pay: { from: '900000', to: '800000' } }, ['input', 'pay', 'to']],
  ['no pay and no word of it', { pay: {} }, ['input', 'pay']],
  ['pay in words that are not understood', { pay: { text: '很多钱' } }, ['input', 'pay', 'text']],
  ['words that say another amount', { pay: { from: '500000', text: '6000-8000元/月' } }, ['input', 'pay', 'from']],
  ['words that end elsewhere', { pay: { from: '600000', to: '900000', text: '6000-8000元/月' } }, ['input', 'pay', 'to']],
  ['words of another period', { pay: { from: '17000', to: '17000', period: 'HOUR', text: '170元/天' } }, ['input', 'pay', 'period']],
  ['words of another basis', { pay: { text: '计件，6000以上', basis: 'BASE_PLUS_OVERTIME' } }, ['input', 'pay', 'basis']],
  ['words that leave to be agreed what is not', { pay: { from: '600000', negotiable: false, text: '面议' } }, ['input', 'pay', 'negotiable']],
  ['a last day beyond five years', { validUntil: '9999-12-31' }, ['input', 'validUntil']],
  ['a first day beyond them', { validFrom: '9999-01-01', validUntil: '9999-12-31' }, ['input', 'validFrom']],
  ['a first day of another century', { validFrom: '1999-12-31' }, ['input', 'validFrom']],
  ['closing before opening', { validFrom: '2026-06-02', validUntil: '2026-06-01' }, ['input', 'validUntil']],
  ['a child', { requirements: { ageMin: 15 } }, ['input', 'requirements', 'ageMin']],
  ['ages upside down', { requirements: { ageMin: 40, ageMax: 30 } }, ['input', 'requirements', 'ageMax']],
  ['a limit to one sex without a ground', { requirements: { maleCount: 3 } }, ['input', 'requirements', 'sexLimitGround']],
  ['probation too long for the contract', { conditions: { contractMonths: 12, probationMonths: 3 } }, ['input', 'conditions', 'probationMonths']],
  [
    'the same under a first day before the law',
    { validFrom: '2007-01-01', conditions: { contractMonths: 12, probationMonths: 3 } },
    ['input', 'conditions', 'probationMonths'],
  ],
  [
    'too little pay in probation',
    { conditions: { contractMonths: 36, probationMonths: 3, probationPay: '400000' } },
    ['input', 'conditions', 'probationPay'],
  ],
  ['a probation without a contract term', { conditions: { probationMonths: 1 } }, ['input', 'conditions', 'contractMonths']],
  [
    'a probation in part-time work',
    { employmentKind: 'PART_TIME', conditions: { contractMonths: 12, probationMonths: 1 } },
    ['input', 'conditions', 'probationMonths'],
  ],
  ['twelve hours a day without an approval', { conditions: { hoursPerDay: 12 } }, ['input', 'conditions', 'hoursPerDay']],
  ['more than 36 hours of overtime a month', { conditions: { hoursPerDay: 8, restDaysPerMonth: 4 } }, ['input', 'conditions', 'restDaysPerMonth']],
  ['six hours a day of part-time work', { employmentKind: 'PART_TIME', conditions: { hoursPerDay: 6 } }, ['input', 'conditions', 'hoursPerDay']],
  ['special operations at seventeen', { requirements: { ageMin: 17, certificates: ['特种作业操作证'] } }, ['input', 'requirements', 'ageMin']],
  ['a title for one sex', { title: '男普工' }, ['input', 'title']],
  ['a preference for one sex in the remarks', { remarks: '女士优先' }, ['input', 'remarks']],
  ['a preference for an ethnicity', { duties: '只招汉族' }, ['input', 'duties']],
  ['a bar to rural workers', { remarks: '限城镇户口' }, ['input', 'remarks']],
  ['a bar to carriers', { requirements: { physicalConditions: '两对半、乙肝表面抗原阴性' } }, ['input', 'requirements', 'physicalConditions']],
  ['a bar to believers', { remarks: '无宗教信仰' }, ['input', 'remarks']],
  ['a deposit', { benefits: '入职收取服装费 200 元' }, ['input', 'benefits']],
  ['a title for men in brackets', { title: '操作工（男）' }, ['input', 'title']],
  ['a title for women in brackets', { title: '操作工（女）' }, ['input', 'title']],
  ['a title for men in narrow brackets', { title: '操作工(男)' }, ['input', 'title']],
  ['a title for women after a dash', { title: '操作工-女' }, ['input', 'title']],
  ['a deposit by its amount', { remarks: '押金200元' }, ['input', 'remarks']],
  ['a deposit in characters', { benefits: '包住，押金：两百元' }, ['input', 'benefits']],
  ['a last day that is over', { validFrom: '2020-01-01', validUntil: '2020-02-01' }, ['input', 'validUntil']],
  ['kept identity cards', { remarks: '扣押身份证' }, ['input', 'remarks']],
])('refuses %s, and stores nothing', async (_, wrong, path) => {
  const [employer, institution] = [await anEmployer(app), await anInstitution(app)];
  const { vacancyDraft } = await app.data(DRAFT, { input: draftInput(employer, institution, wrong) }, CITY);
  expect(vacancyDraft).toMatchObject({ vacancy: null, userErrors: [{ code: 'INVALID', path }] });
  expect(await app.sql('select count(*)::int as count from vacancy where employer_id = ?', [employer])).toEqual([{ count: 0 }]);
});

test('a notice that names no last day stays open thirty days from its first day or from today, within the five years', async () => {
  const [employer, institution] = [await anEmployer(app), await anInstitution(app)];
  const today = app.application.platform.clock.today();
  const lastDay = async (validFrom: string): Promise<string> => {
    const { vacancyDraft } = await app.data(
      `mutation ($input: VacancyDraftInput!) { vacancyDraft(input: $input) { vacancy { validUntil } userErrors { path } } }`,
      { input: draftInput(employer, institution, { validFrom, validUntil: undefined }) },
      CITY,
    );
    expect(vacancyDraft.userErrors).toEqual([]);
    return vacancyDraft.vacancy.validUntil as string;
  };
  expect(await lastDay('2007-01-01')).toBe(plusDays(today, 30));
  expect(await lastDay(plusDays(today, 10))).toBe(plusDays(today, 40));
  expect(await lastDay(latestDay(today))).toBe(latestDay(today));
});

test.each([
  ['women’s wear', { title: '女装缝纫工' }],
  ['men and women alike', { title: '包装工', remarks: '男女不限，不限民族' }],
  ['what limits neither rural workers nor carriers', { remarks: '公益性岗位，限本市户籍，不限城镇户口，农民工优先；不检查乙肝' }],
  ['no deposit', { remarks: '不收取任何押金、服装费' }],
  ['no deposit before an amount', { remarks: '不收押金，200元/天', benefits: '无押金 200元/天', duties: '免押金200元' }],
  ['either sex in brackets', { title: '操作工（男女不限）' }],
  ['both sexes by name', { title: '操作工 男/女' }],
  ['eight rest days of eight hours', { conditions: { hoursPerDay: 8, restDaysPerMonth: 8 } }],
  ['twelve hours with an approval', { conditions: { hoursPerDay: 12, hoursApproval: '渝人社审〔2026〕1号' } }],
  ['the longest probation of each term', { conditions: { contractMonths: 36, probationMonths: 6, probationPay: '480000' } }],
])('takes %s', async (_, right) => {
  const [employer, institution] = [await anEmployer(app), await anInstitution(app)];
  const { vacancyDraft } = await app.data(DRAFT, { input: draftInput(employer, institution, right) }, CITY);
  expect(vacancyDraft.userErrors).toEqual([]);
});

test('what several regions share is asked for in full', async () => {
  const [employer, institution] = [await anEmployer(app), await anInstitution(app)];
  const { body } = await app.run(DRAFT, { input: draftInput(employer, institution, { region: '江北区' }) }, CITY);
  expect(body.errors?.[0]?.extensions).toEqual({
    code: 'BAD_USER_INPUT',
    nearest: [
      { code: '500105', name: '重庆市江北区' },
      { code: '330205', name: '浙江省宁波市江北区' },
    ],
  });
  const named = await app.data(DRAFT, { input: draftInput(employer, institution, { region: '重庆江北区' }) }, CITY);
  expect(named.vacancyDraft.userErrors).toEqual([]);
});

test('an unknown region is a mistake with the nearest', async () => {
  const [employer, institution] = [await anEmployer(app), await anInstitution(app)];
  const { body } = await app.run(DRAFT, { input: draftInput(employer, institution, { region: '万洲区' }) }, CITY);
  expect(body.errors?.[0]?.extensions).toMatchObject({
    code: 'BAD_USER_INPUT',
    nearest: expect.arrayContaining([{ code: '500101', name: '重庆市万州区' }]),
  });
  expect(await app.sql('select 1 from vacancy where employer_id = ?', [employer])).toEqual([]);
});

test('pay is read from words', async () => {
  const id = await aVacancy(app, { input: { pay: { text: '170元/天' } } });
  const { vacancy } = await app.data(
    'query ($id: ID!) { vacancy(id: $id) { pay { period from { amountMinor } monthlyTo { amountMinor currency } text } } }',
    { id },
  );
  expect(vacancy.pay).toEqual({
    period: 'DAY',
    from: { amountMinor: '17000' },
    monthlyTo: { amountMinor: '369750', currency: 'CNY' },
    text: '170元/天',
  });
});

test('amounts and words of pay complete each other; beside amounts, words that are not understood are a remark', async () => {
  const pay = async (input: object): Promise<unknown> => {
    const id = await aVacancy(app, { input: { pay: input }, open: false });
    const ask = 'query ($id: ID!) { vacancy(id: $id) { pay { from { amountMinor } to { amountMinor } period basis negotiable text } } }';
    const { from, to, ...rest } = (await app.data(ask, { id }, CITY)).vacancy.pay;
    return { from: from?.amountMinor, to: to?.amountMinor, ...rest };
  };
  const month = { period: 'MONTH', basis: 'TIME', negotiable: false };
  expect(await pay({ from: '600000', text: '6000-8000元/月' })).toEqual({ ...month, from: '600000', to: '800000', text: '6000-8000元/月' });
  expect(await pay({ to: '800000', text: '6000元起' })).toEqual({ ...month, from: '600000', to: '800000', text: '6000元起' });
  expect(await pay({ from: '17000', to: '20000', period: 'DAY', text: '面议' })).toMatchObject({ period: 'DAY', negotiable: true, from: '17000' });
  expect(await pay({ text: '170元', period: 'DAY', basis: 'PIECE' })).toMatchObject({ period: 'DAY', basis: 'PIECE', from: '17000' });
  expect(await pay({ from: '600000', to: '800000', text: '按公司标准' })).toEqual({ ...month, from: '600000', to: '800000', text: '按公司标准' });
});

test.each([
  ['an employer that nobody has', { employer: key() }, 'employer'],
  ['an employer whose id is none', { employer: 'x' }, 'employer'],
  ['an institution whose id is none', { institution: 'x' }, 'institution'],
])('%s is not found, and the path names the field', async (_, wrong, field) => {
  const [employer, institution] = [await anEmployer(app), await anInstitution(app)];
  const { vacancyDraft } = await app.data(DRAFT, { input: { ...draftInput(employer, institution), ...wrong } }, CITY);
  expect(vacancyDraft).toMatchObject({ vacancy: null, userErrors: [{ code: 'NOT_FOUND', path: ['input', field] }] });
});

test('a recruiter is told which field is wrong: an employer of others, or no institution', async () => {
  const [own, other, institution] = [await anEmployer(app), await anEmployer(app), await anInstitution(app)];
  const draft = async (employer: string, more: object): Promise<unknown> =>
    (await app.data(DRAFT, { input: { ...draftInput(employer, institution), ...more } }, { role: 'RECRUITER', employers: [own] })).vacancyDraft;
  expect(await draft(other, { institution: null })).toMatchObject({ userErrors: [{ code: 'NOT_FOUND', path: ['input', 'employer'] }] });
  expect(await draft(own, { institution: null })).toMatchObject({ userErrors: [{ code: 'INVALID', path: ['input', 'institution'] }] });
  expect(await draft(own, { institution: key() })).toMatchObject({ userErrors: [{ code: 'NOT_FOUND', path: ['input', 'institution'] }] });
});

test('a certificate is one, however its brackets, blanks and letters are written, on both sides of a match', async () => {
  const [employer, institution] = [await anEmployer(app), await anInstitution(app)];
  const asked = ['特种作业操作证(焊接)', ' 特种作业操作证 （焊接） ', '特种作业操作证［焊接］', 'c1驾驶证', 'Ｃ１ 驾驶证'];
  const vacancy = await aVacancy(app, { employer, institution, input: { requirements: { certificates: asked } } });
  const { seekerRegister } = await app.data(
    REGISTER,
    { input: seekerInput(institution, { certificates: ['特种作业操作证（焊接）', '特种作业操作证( 焊接 )', 'C1驾驶证'] }) },
    CITY,
  );
  const { id } = seekerRegister.registration.seeker;
  const kept = ['特种作业操作证（焊接）', 'C1驾驶证'];
  expect(await app.sql('select requirements_certificates as names from vacancy where id = ?', [vacancy])).toEqual([{ names: kept }]);
  expect(await app.sql('select certificates as names from seeker where id = ?', [id])).toEqual([{ names: kept }]);
  const { vacancyMatches } = await app.data('query ($id: ID!) { vacancyMatches(seekerId: $id, first: 100) { edges { node { id } } } }', { id }, CITY);
  expect(vacancyMatches.edges.map((edge: { node: { id: string } }) => edge.node.id)).toContain(vacancy);
});

test('who may not: a visitor, a kiosk, a recruiter of another employer, an office of another county', async () => {
  const [employer, institution] = [await anEmployer(app), await anInstitution(app, '500101')];
  const variables = (): object => ({ input: draftInput(employer, institution) });
  expect(await app.mistake(DRAFT, variables())).toBe('UNAUTHENTICATED');
  expect(await app.mistake(DRAFT, variables(), { role: 'KIOSK' })).toBe('FORBIDDEN');
  const other = await anEmployer(app);
  for (const as of [
    { role: 'RECRUITER', employers: [other] },
    { role: 'OFFICE', region: '500102' },
  ] as const) {
    expect((await app.data(DRAFT, variables(), as as never)).vacancyDraft.userErrors).toMatchObject([{ code: 'NOT_FOUND' }]);
  }
  const own = (await app.data(DRAFT, variables(), { role: 'RECRUITER', employers: [employer] })).vacancyDraft;
  expect(own.vacancy.state).toBe('DRAFT');
  const hidden = await app.data('query ($id: ID!) { vacancy(id: $id) { id } }', { id: own.vacancy.id }, { role: 'OFFICE', region: '500102' });
  expect(hidden.vacancy).toBeNull();
});

test('the same key gives the same answer once, and refuses another request', async () => {
  const [employer, institution] = [await anEmployer(app), await anInstitution(app)];
  const request = draftInput(employer, institution);
  const answers = await Promise.all(Array.from({ length: 16 }, () => app.data(DRAFT, { input: request }, CITY)));
  expect(new Set(answers.map((one) => JSON.stringify(one))).size).toBe(1);
  expect(await app.sql('select count(*)::int as count from vacancy where employer_id = ?', [employer])).toEqual([{ count: 1 }]);
  const other = await app.data(DRAFT, { input: { ...request, headCount: 9 } }, CITY);
  expect(other.vacancyDraft.userErrors).toMatchObject([{ code: 'IDEMPOTENCY_KEY_REUSED' }]);
});

test('a refusal is remembered with its key', async () => {
  const [employer, institution] = [await anEmployer(app), await anInstitution(app)];
  const request = draftInput(employer, institution, { headCount: -5 });
  const first = await app.data(DRAFT, { input: request }, CITY);
  expect(await app.data(DRAFT, { input: request }, CITY)).toEqual(first);
});

test('refusals speak the language asked for', async () => {
  const [employer, institution] = [await anEmployer(app), await anInstitution(app)];
  const ask = async (language: string): Promise<string> => {
    const { body } = await app.run(DRAFT, { input: draftInput(employer, institution, { headCount: 0 }) }, CITY, { 'accept-language': language });
    return body.data.vacancyDraft.userErrors[0].message as string;
  };
  expect(await ask('en')).toMatch(/^Head count/);
  expect(await ask('zh-CN')).toMatch(/^招聘人数/);
});

test('lists of 3 and of 30 take the same number of statements, and page without overlap', async () => {
  const [employer, institution] = [await anEmployer(app), await anInstitution(app, '500102')];
  for (let at = 0; at < 32; at++) await aVacancy(app, { employer, institution, input: { region: '500102' } });
  const list =
    'query ($first: Int!, $after: String) { vacancies(filter: { region: "500102" }, first: $first, after: $after) { edges { node { id employer { name region { name parent { name } } } institution { name region { name } } region { name } } } pageInfo { hasNextPage endCursor } } }';
  const three = await app.statements(() => app.data(list, { first: 3 }));
  const thirty = await app.statements(() => app.data(list, { first: 30 }));
  expect([three, thirty]).toEqual([1, 1]);
  const seen = new Set<string>();
  let after: string | undefined;
  for (let pages = 0; pages < 10; pages++) {
    const { vacancies } = await app.data(list, { first: 5, after });
    for (const edge of vacancies.edges) seen.add(edge.node.id as string);
    after = vacancies.pageInfo.endCursor as string;
    if (!vacancies.pageInfo.hasNextPage) break;
  }
  expect(seen.size).toBe(32);
});

test('a division lists the posts of its subtree, on whatever level it stands', async () => {
  const [employer, institution] = [await anEmployer(app), await anInstitution(app)];
  const at = ['500000', '500117', '500117001', '330200', '330203', '330100'];
  const ids = new Map<string, string>();
  for (const region of at) ids.set(await aVacancy(app, { employer, institution, input: { region } }), region);
  const listed = async (region: string): Promise<string[]> => {
    const { vacancies } = await app.data(
      'query ($region: String!) { vacancies(filter: { region: $region }, first: 100) { edges { node { id } } } }',
      {
        region,
      },
    );
    return vacancies.edges.flatMap((edge: { node: { id: string } }) => ids.get(edge.node.id) ?? []).sort();
  };
  expect(await listed('100000')).toEqual([...at].sort());
  expect(await listed('500000')).toEqual(['500000', '500117', '500117001']);
  expect(await listed('500117')).toEqual(['500117', '500117001']);
  expect(await listed('500117001')).toEqual(['500117001']);
  expect(await listed('330000')).toEqual(['330100', '330200', '330203']);
  expect(await listed('330200')).toEqual(['330200', '330203']);
  expect(await listed('330203')).toEqual(['330203']);
  expect(await listed('500101001')).toEqual([]);
});

test.each(['x', Buffer.from('["newest","1; drop table vacancy","' + key() + '"]').toString('base64url'), 'a'.repeat(5_000)])(
  'refuses a forged cursor',
  async (after) => {
    expect(await app.mistake('query ($after: String) { vacancies(after: $after) { edges { cursor } } }', { after })).toBe('BAD_USER_INPUT');
  },
);

test.each(['abc', '../../etc/passwd', "' or 1=1 --", '00000000-0000-0000-0000-000000000000', '\u0000'])(
  'an id that nobody has is not found, whatever it looks like: %j',
  async (id) => {
    expect((await app.data('query ($id: ID!) { vacancy(id: $id) { id } }', { id: id.replace('\u0000', '') }, CITY)).vacancy).toBeNull();
    const moved = (await app.data(step('vacancyClose'), { id: id.replace('\u0000', ''), input: { reason: '试', idempotencyKey: key() } }, CITY))
      .vacancyClose;
    expect(moved).toMatchObject({ vacancy: null, userErrors: [{ code: 'NOT_FOUND', path: ['id'] }] });
  },
);
