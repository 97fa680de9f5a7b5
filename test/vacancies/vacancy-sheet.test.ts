import { expect, test } from '../support/jest.js';
import { key, testApp } from '../support/app.js';
import { aVacancy, anEmployer, anInstitution, CITY, DRAFT, draftInput, step, nextYear } from '../support/factories.js';

const app = testApp();

/** The vacancy sheet (招聘会用工需求表), every field of it. */
const SHEET = {
  title: '注塑工',
  occupation: '注塑工',
  region: '500101',
  workAddress: '万州区高笋塘街道 1 号',
  employmentKind: 'FULL_TIME',
  duties: '操作注塑机，检查产品外观',
  headCount: 6,
  pay: { from: '450000', to: '620000', period: 'MONTH', basis: 'BASE_PLUS_OVERTIME', negotiable: true },
  requirements: {
    ageMin: 18,
    ageMax: 45,
    education: 'JUNIOR_HIGH',
    certificates: ['叉车证'],
    experienceMonths: 12,
    healthCertificate: true,
    physicalConditions: '视力良好',
  },
  conditions: {
    shift: 'THREE_SHIFT',
    hoursPerDay: 8,
    restDaysPerMonth: 8,
    hoursApproval: '渝人社审〔2026〕1号',
    contractMonths: 36,
    probationMonths: 3,
    probationPay: '400000',
    insurances: ['PENSION', 'WORK_INJURY', 'HOUSING_FUND'],
    board: false,
    boardNote: '餐补每天 15 元',
    lodging: true,
    lodgingNote: '四人间，有空调',
    travelRefund: true,
    trainingDays: 5,
    payDay: 15,
  },
  benefits: '节日慰问',
  labourProtection: '配发防护手套、耳塞',
  contact: { name: '王经理', phone: '023-67889900' },
  referralRoute: 'DIRECT',
  validFrom: '2026-01-05',
  validUntil: nextYear('12-31'),
  remarks: '可先参观车间',
};
const READ = `title occupationCode workAddress employmentKind duties headCount benefits labourProtection referralRoute validFrom validUntil remarks
  region { code } contact { name phone }
  pay { from { amountMinor } to { amountMinor } period basis negotiable }
  requirements { ageMin ageMax education certificates experienceMonths healthCertificate physicalConditions sexLimit sexLimitGround }
  conditions { shift hoursPerDay restDaysPerMonth hoursApproval contractMonths probationMonths probationPay { amountMinor } insurances board boardNote lodging lodgingNote travelRefund trainingDays payDay }`;
const REVISE =
  'mutation ($id: ID!, $input: VacancyReviseInput!) { vacancyRevise(id: $id, input: $input) { vacancy { state title reason headCount } userErrors { code path } } }';

test('every field of the vacancy sheet is kept and read back', async () => {
  const [employer, institution] = [await anEmployer(app), await anInstitution(app)];
  const { vacancyDraft } = await app.data(DRAFT, { input: { ...SHEET, employer, institution, idempotencyKey: key() } }, CITY);
  expect(vacancyDraft.userErrors).toEqual([]);
  const { vacancy } = await app.data(`query ($id: ID!) { vacancy(id: $id) { ${READ} } }`, { id: vacancyDraft.vacancy.id }, CITY);
  const { occupation: _, region, pay, requirements, conditions, contact, ...rest } = SHEET;
  expect(vacancy).toMatchObject({
    ...rest,
    occupationCode: '6-14-02-00',
    region: { code: region },
    contact: { ...contact, phone: '+862367889900' },
    pay: { ...pay, from: { amountMinor: pay.from }, to: { amountMinor: pay.to } },
    requirements: { ...requirements, certificates: ['叉车证', '健康证'], sexLimit: null, sexLimitGround: null },
    conditions: { ...conditions, probationPay: { amountMinor: conditions.probationPay } },
  });
});

test('whom to ask at the employer is told to seekers and staff, not to visitors and kiosks', async () => {
  const id = await aVacancy(app, { input: { contact: { name: '王经理', phone: '13800138000' } } });
  const ask = 'query ($id: ID!) { vacancy(id: $id) { contact { name } } }';
  expect((await app.data(ask, { id }, CITY)).vacancy).toEqual({ contact: { name: '王经理' } });
  expect(await app.mistake(ask, { id })).toBe('UNAUTHENTICATED');
  expect(await app.mistake(ask, { id }, { role: 'KIOSK' })).toBe('FORBIDDEN');
});

test('a limit to one sex is kept with the rule of the State, for all heads or not at all', async () => {
  const [employer, institution] = [await anEmployer(app), await anInstitution(app)];
  const draft = async (requirements: object, title = '矿工'): Promise<any> =>
    // oxlint-disable-line typescript/no-explicit-any -- an answer
    (await app.data(DRAFT, { input: draftInput(employer, institution, { title, headCount: 4, requirements }) }, CITY)).vacancyDraft;
  const ground = '《女职工劳动保护特别规定》附录第一条';
  const { vacancy, userErrors } = await draft({ maleCount: 4, sexLimitGround: ground });
  expect(userErrors).toEqual([]);
  expect((await app.data(`query ($id: ID!) { vacancy(id: $id) { ${READ} } }`, { id: vacancy.id }, CITY)).vacancy.requirements).toMatchObject({
    sexLimit: 'MALE',
    sexLimitGround: ground,
  });
  expect(await draft({ maleCount: 3, femaleCount: 1, sexLimitGround: ground })).toMatchObject({
    userErrors: [{ code: 'INVALID', path: ['input', 'requirements', 'maleCount'] }],
  });
});

test('a draft is revised whole, and a refused notice becomes a draft again', async () => {
  const [employer, institution] = [await anEmployer(app), await anInstitution(app)];
  const id = await aVacancy(app, { employer, institution, open: false });
  const revise = async (input: object, as = CITY): Promise<unknown> =>
    (
      await app.data(
        REVISE,
        { id, input: { title: '电焊工', region: '500101', headCount: 5, pay: { text: '面议' }, idempotencyKey: key(), ...input } },
        as,
      )
    ).vacancyRevise;
  expect(await revise({})).toMatchObject({ vacancy: { state: 'DRAFT', title: '电焊工', headCount: 5 } });
  expect(await revise({ headCount: 0 })).toMatchObject({ vacancy: null, userErrors: [{ code: 'INVALID', path: ['input', 'headCount'] }] });
  await app.data(step('vacancySubmit'), { id, input: { idempotencyKey: key() } }, CITY);
  expect(await revise({})).toMatchObject({ userErrors: [{ code: 'ILLEGAL_TRANSITION' }] });
  await app.data(step('vacancyReject'), { id, input: { reason: '缺工作地址', idempotencyKey: key() } }, CITY);
  expect(await revise({ workAddress: '一号路' })).toMatchObject({ vacancy: { state: 'DRAFT', reason: null } });
  expect(await revise({}, { role: 'OFFICE', region: '500102' })).toMatchObject({ userErrors: [{ code: 'NOT_FOUND', path: ['id'] }] });
});

test('an open notice is withdrawn, not rewritten', async () => {
  const id = await aVacancy(app);
  const input = { title: '焊工', region: '500101', headCount: 1, pay: { text: '面议' }, idempotencyKey: key() };
  expect((await app.data(REVISE, { id, input }, CITY)).vacancyRevise).toMatchObject({ userErrors: [{ code: 'ILLEGAL_TRANSITION' }] });
});

test('drafts are listed by when they were written down, page after page', async () => {
  const [employer, institution] = [await anEmployer(app), await anInstitution(app, '500106')];
  for (let at = 0; at < 5; at++) await aVacancy(app, { employer, institution, open: false });
  const list =
    'query ($institution: ID!, $after: String) { vacancies(filter: { institution: $institution, state: DRAFT }, first: 2, after: $after) { edges { node { id } } pageInfo { hasNextPage hasPreviousPage endCursor } } }';
  const seen = new Set<string>();
  for (let after: string | undefined, pages = 0; pages < 3; pages++) {
    const { edges, pageInfo } = (await app.data(list, { institution, after }, CITY)).vacancies;
    expect(pageInfo.hasPreviousPage).toBe(pages > 0);
    for (const { node } of edges) seen.add(node.id as string);
    after = pageInfo.endCursor as string;
  }
  expect(seen.size).toBe(5);
});

test.each([
  ['pay', { pay: { text: '长'.repeat(61) } }, 'pay.text'],
  ['requirements', { requirements: { physicalConditions: '长'.repeat(201) } }, 'requirements.physicalConditions'],
  ['conditions', { conditions: { lodgingNote: '长'.repeat(61) } }, 'conditions.lodgingNote'],
  ['contact', { contact: { name: '长'.repeat(41) } }, 'contact.name'],
])('limits hold inside %s too, and nothing is echoed', async (_, more, field) => {
  const { body } = await app.run(DRAFT, { input: draftInput(key(), key(), more) }, CITY);
  expect(body.errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT', fields: [field] });
  expect(JSON.stringify(body)).not.toContain('长长');
});
