import { expect, test } from '../support/jest.js';
import { syntheticResidentId } from '../../src/platform/privacy/resident-id.js';
import { key, testApp, type Who } from '../support/app.js';
import { aVacancy, anEmployer, anInstitution, CITY, REGISTER, seekerInput } from '../support/factories.js';

const app = testApp();
let sexed = 0;
const ISSUE =
  'mutation ($input: ReferralIssueInput!) { referralIssue(input: $input) { referral { id number state expiresOn seeker { name } vacancy { hiredCount state } } userErrors { code path message } } }';
const STEPS: Record<string, string> = {
  referralAccept: 'StepInput',
  referralHire: 'StepInput',
  referralNoShow: 'StepInput',
  referralRefuse: 'ReferralRefuseInput',
  referralInterview: 'ReferralInterviewInput',
  referralNotHire: 'ReferralEndInput',
};
const move = async (name: string, id: string, more: object = {}, as: Who = CITY): Promise<any> =>
  // oxlint-disable-line typescript/no-explicit-any -- an answer
  (
    await app.data(
      `mutation ($id: ID!, $input: ${STEPS[name]}!) { ${name}(id: $id, input: $input) { referral { state reason refusedWithCause interviewOn vacancy { hiredCount state } } userErrors { code path } } }`,
      { id, input: { idempotencyKey: key(), ...more } },
      as,
    )
  )[name];

interface Scene {
  institution: string;
  employer: string;
  vacancy: string;
  registration: string;
  seeker: string;
}
async function aScene(more: { vacancy?: object; seeker?: object; headCount?: number } = {}): Promise<Scene> {
  const [institution, employer] = [await anInstitution(app), await anEmployer(app)];
  const vacancy = await aVacancy(app, { employer, institution, input: { headCount: more.headCount ?? 2, ...more.vacancy } });
  const { seekerRegister } = await app.data(REGISTER, { input: seekerInput(institution, more.seeker) }, CITY);
  return { institution, employer, vacancy, registration: seekerRegister.registration.id, seeker: seekerRegister.registration.seeker.id };
}
const issue = async ({ registration, vacancy }: Scene, as: Who = CITY): Promise<any> =>
  // oxlint-disable-line typescript/no-explicit-any -- an answer
  (await app.data(ISSUE, { input: { registration, vacancy, idempotencyKey: key() } }, as)).referralIssue;

test('from letter to hire: accepted, interviewed by the recruiter, hired, and the last head fills the vacancy', async () => {
  const scene = await aScene({ headCount: 1 });
  const { referral, userErrors } = await issue(scene);
  expect(userErrors).toEqual([]);
  expect(referral).toMatchObject({ state: 'ISSUED', seeker: { name: '张三丰' }, number: expect.stringMatching(/^TJ\d{8}-[0-9A-F]{10}$/) });
  expect(await move('referralAccept', referral.id)).toMatchObject({ referral: { state: 'ACCEPTED' } });
  const recruiter = { role: 'RECRUITER', employers: [scene.employer] } as const;
  const today = app.application.platform.clock.today();
  expect(await move('referralInterview', referral.id, { on: '2020-06-01' }, recruiter as never)).toMatchObject({
    userErrors: [{ code: 'INVALID', path: ['input', 'on'] }],
  });
  expect(await move('referralInterview', referral.id, { on: today }, recruiter as never)).toMatchObject({
    referral: { state: 'INTERVIEWED', interviewOn: today },
  });
  expect(await move('referralHire', referral.id, {}, recruiter as never)).toMatchObject({
    referral: { state: 'HIRED', vacancy: { hiredCount: 1, state: 'FILLED' } },
  });
  expect(await move('referralNotHire', referral.id, { reason: '变卦' })).toMatchObject({ userErrors: [{ code: 'ILLEGAL_TRANSITION' }] });
});

test.each([
  ['referralNotHire', { reason: '操作不熟练' }, { state: 'NOT_HIRED', reason: '操作不熟练' }],
  ['referralNoShow', {}, { state: 'NO_SHOW' }],
  ['referralRefuse', { reason: '太远' }, { state: 'REFUSED', reason: '太远', refusedWithCause: false }],
])('%s ends a referral with its reason, and no head is taken', async (name, more, ended) => {
  const scene = await aScene();
  const { referral } = await issue(scene);
  expect(await move(name, referral.id, more)).toMatchObject({ referral: { ...ended, vacancy: { hiredCount: 0, state: 'OPEN' } }, userErrors: [] });
  const today = app.application.platform.clock.today();
  expect((await app.data('query ($id: ID!) { referral(id: $id) { endedOn } }', { id: referral.id }, CITY)).referral.endedOn).toBe(today);
  expect(await move('referralAccept', referral.id)).toMatchObject({ userErrors: [{ code: 'ILLEGAL_TRANSITION' }] });
});

test('who answers for whom: a recruiter neither accepts nor refuses, a seeker hires nobody', async () => {
  const scene = await aScene();
  const { referral } = await issue(scene);
  const recruiter = { role: 'RECRUITER', employers: [scene.employer] } as const;
  for (const [name, input] of [
    ['referralAccept', 'StepInput'],
    ['referralRefuse', 'ReferralRefuseInput'],
  ]) {
    const document = `mutation ($id: ID!, $input: ${input}!) { ${name}(id: $id, input: $input) { userErrors { code } } }`;
    const more = name === 'referralRefuse' ? { reason: '不' } : {};
    expect(await app.mistake(document, { id: referral.id, input: { idempotencyKey: key(), ...more } }, recruiter as never)).toBe('FORBIDDEN');
  }
  expect((await app.data('query ($id: ID!) { referral(id: $id) { state } }', { id: referral.id }, CITY)).referral.state).toBe('ISSUED');
});

test.each([
  ['MALE', 'femaleCount', false],
  ['FEMALE', 'femaleCount', true],
  ['MALE', 'maleCount', true],
  ['FEMALE', 'maleCount', false],
] as const)('%s at a post of the State with %s: matched both ways and referred: %s', async (sex, count, fits) => {
  const ground = '《女职工劳动保护特别规定》附录第一条';
  const scene = await aScene({
    headCount: 2,
    seeker: { idNumber: syntheticResidentId(40_000 + ++sexed, '1988-08-08', sex) },
    vacancy: { requirements: { [count]: 2, sexLimitGround: ground } },
  });
  const { vacancyMatches, seekerMatches } = await app.data(
    'query ($s: ID!, $v: ID!) { vacancyMatches(seekerId: $s, first: 100) { edges { node { id } } } seekerMatches(vacancyId: $v, first: 100) { edges { node { id } } } }',
    { s: scene.seeker, v: scene.vacancy },
    CITY,
  );
  const has = ({ edges }: { edges: { node: { id: string } }[] }, id: string): boolean => edges.some((edge) => edge.node.id === id);
  expect([has(vacancyMatches, scene.vacancy), has(seekerMatches, scene.seeker)]).toEqual([fits, fits]);
  const { referral, userErrors } = await issue(scene);
  if (fits) expect([referral.state, userErrors]).toEqual(['ISSUED', []]);
  else
    expect({ referral, userErrors }).toMatchObject({
      referral: null,
      userErrors: [{ code: 'NOT_ELIGIBLE', path: ['input', 'vacancy'], message: expect.stringContaining('限定性别') }],
    });
});

test('referrals are found by state, post, person, institution and the number on the counterfoil', async () => {
  const scene = await aScene();
  const { referral } = await issue(scene);
  const find = async (filter: object): Promise<string[]> =>
    (
      await app.data('query ($filter: ReferralFilter) { referrals(filter: $filter) { edges { node { id } } } }', { filter }, CITY)
    ).referrals.edges.map((edge: { node: { id: string } }) => edge.node.id);
  const { vacancy, seeker, institution } = scene;
  for (const filter of [{ vacancy }, { seeker }, { institution }, { number: ` ${referral.number.toLowerCase()} ` }, { seeker, state: 'ISSUED' }])
    expect(await find(filter)).toEqual([referral.id]);
  for (const filter of [{ seeker, state: 'HIRED' }, { number: 'TJ' }, { vacancy: key() }]) expect(await find(filter)).toEqual([]);
});

test('a letter with its counterfoil is printed, and needs the person in sight', async () => {
  const scene = await aScene({ vacancy: { contact: { name: '王经理', phone: '13800138000' } } });
  const { referral } = await issue(scene);
  const ask = 'query ($id: ID!) { referral(id: $id) { letter } }';
  const { letter } = (await app.data(ask, { id: referral.id }, CITY)).referral;
  for (const words of [
    '推荐信',
    '回执',
    '张三丰',
    '男',
    '船舶电焊工',
    '6000–8800 元/月',
    '重庆市 万州区',
    '王经理 +8613800138000',
    referral.number,
    '<svg',
  ])
    expect(letter).toContain(words);
  expect(await app.mistake(ask, { id: referral.id }, { role: 'RECRUITER', employers: [scene.employer] })).toBe('FORBIDDEN');
});

test('a second open referral is refused, also when two are issued at once; after its end another may follow', async () => {
  const scene = await aScene();
  const answers = await Promise.all([issue(scene), issue(scene), issue(scene)]);
  expect(answers.filter((one) => one.userErrors.length === 0)).toHaveLength(1);
  for (const one of answers)
    if (one.userErrors.length > 0) expect(one.userErrors).toMatchObject([{ code: 'ALREADY_EXISTS', path: ['input', 'vacancy'] }]);
  const id = answers.find((one) => one.referral)!.referral.id;
  expect(await move('referralRefuse', id, { reason: '太远', withCause: true })).toMatchObject({
    referral: { state: 'REFUSED', reason: '太远', refusedWithCause: true },
  });
  expect((await issue(scene)).userErrors).toEqual([]);
});

test.each([
  ['a wage floor out of reach', { seeker: { wish: { occupations: ['焊工'], places: ['重庆'], wageFloor: '2000000' } } }, /最低要求/],
  ['another trade', { seeker: { wish: { occupations: ['保安'], places: ['重庆'] } } }, /工种/],
  ['another place', { seeker: { wish: { occupations: ['焊工'], places: ['上海'] } } }, /地点/],
  ['a missing certificate', { vacancy: { requirements: { certificates: ['高压电工证'] } } }, /证书/],
  ['an age outside', { vacancy: { requirements: { ageMin: 50 } } }, /年龄/],
])('refuses to put forward against a hard rule: %s', async (_, more, words) => {
  const scene = await aScene(more);
  const { referral, userErrors } = await issue(scene);
  expect(referral).toBeNull();
  expect(userErrors).toMatchObject([{ code: 'NOT_ELIGIBLE', path: ['input', 'vacancy'], message: expect.stringMatching(words) }]);
  expect(await app.sql('select 1 from referral where vacancy_id = ?', [scene.vacancy])).toEqual([]);
});

test('an expired vacancy and a withdrawn registration are refused', async () => {
  const scene = await aScene();
  await app.sql("update vacancy set valid_from = '2020-01-01', valid_until = '2020-02-01' where id = ?", [scene.vacancy]);
  expect(await issue(scene)).toMatchObject({ referral: null, userErrors: [{ code: 'EXPIRED', path: ['input', 'vacancy'] }] });
  const other = await aScene();
  await app.data(
    'mutation ($id: ID!, $input: StepInput!) { registrationWithdraw(id: $id, input: $input) { userErrors { code } } }',
    { id: other.registration, input: { idempotencyKey: key() } },
    CITY,
  );
  expect(await issue(other)).toMatchObject({ referral: null, userErrors: [{ code: 'EXPIRED', path: ['input', 'registration'] }] });
});

test('two hires at once for the last head: one is hired, the other is told', async () => {
  const scene = await aScene({ headCount: 1 });
  const second = {
    ...scene,
    registration: (await app.data(REGISTER, { input: seekerInput(scene.institution) }, CITY)).seekerRegister.registration.id,
  };
  const ids = [(await issue(scene)).referral.id, (await issue(second)).referral.id];
  const answers = await Promise.all(ids.map((id) => move('referralHire', id)));
  expect(answers.filter((one) => one.referral !== null)).toHaveLength(1);
  expect(answers.find((one) => one.referral === null)).toMatchObject({ userErrors: [{ code: 'EXPIRED' }] });
  expect(await app.sql('select hired_count, state from vacancy where id = ?', [scene.vacancy])).toEqual([{ hired_count: 1, state: 'FILLED' }]);
});

test('who may not: another county, another broker, a recruiter of another employer, a kiosk', async () => {
  const scene = await aScene();
  const abroad = { role: 'OFFICE', region: '500102' } as const;
  expect(await issue(scene, abroad)).toMatchObject({ userErrors: [{ code: 'NOT_FOUND', path: ['input', 'registration'] }] });
  const { referral } = await issue(scene);
  const ask = 'query ($id: ID!) { referral(id: $id) { id seeker { id } } }';
  const other = { role: 'RECRUITER', employers: [await anEmployer(app)] } as const;
  for (const as of [abroad, other] as never[]) expect((await app.data(ask, { id: referral.id }, as)).referral).toBeNull();
  expect(await move('referralHire', referral.id, {}, other as never)).toMatchObject({ userErrors: [{ code: 'NOT_FOUND' }] });
  expect((await app.data(ask, { id: referral.id }, { role: 'RECRUITER', employers: [scene.employer] })).referral).toEqual({
    id: referral.id,
    seeker: { id: scene.seeker },
  });
  expect(await app.mistake(ask, { id: referral.id }, { role: 'KIOSK' })).toBe('FORBIDDEN');
});

test('silence is not a placement: a late counterfoil ends the referral', async () => {
  const { referral } = await issue(await aScene());
  await app.sql("update referral set issued_on = '2020-01-01', expires_on = '2020-01-08' where id = ?", [referral.id]);
  const { expireReferrals } = await import('../../src/modules/referrals/referral.service.js');
  await expireReferrals(app.owner.em.fork() as never);
  expect((await app.data('query ($id: ID!) { referral(id: $id) { state } }', { id: referral.id }, CITY)).referral.state).toBe('EXPIRED');
});

test('lists of 3 and of 30 with employer, region, institution and referral counts take the same statements', async () => {
  const [institution, employer] = [await anInstitution(app, '500105'), await anEmployer(app)];
  for (let at = 0; at < 31; at++) await aVacancy(app, { employer, institution, input: { region: '500105' } });
  const list =
    'query ($first: Int!) { vacancies(filter: { region: "500105" }, first: $first) { edges { node { title referralCount employer { name region { name } } institution { name } region { name } } } } }';
  const counted = (first: number): Promise<number> => app.statements(() => app.data(list, { first }, CITY));
  expect([await counted(3), await counted(30)]).toEqual([1, 1]);
});
