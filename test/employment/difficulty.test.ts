import { beforeAll, expect, test } from '../support/jest.js';
import { testApp, type Who } from '../support/app.js';
import { CITY } from '../support/factories.js';
import { aResident, aStation, calendar, clerk, COMMUNITY, COUNTY, later, type Resident, STREET, today } from '../support/programmes.js';
import { change, done } from '../support/transfers.js';

const app = testApp();
let community: string;
const [first, second, third] = [clerk(COMMUNITY, '甲'), clerk(COMMUNITY, '乙'), clerk(STREET, '丙')];
beforeAll(async () => {
  await calendar(app);
  community = await aStation(app, COMMUNITY);
});
const FIELDS = 'difficulty { id state category noticeUntil recognisedOn recheckOn exitedOn reason }';
const apply = (person: Resident, category = 'AGED_4050', as: Who = first): Promise<any> =>
  // oxlint-disable-line typescript/no-explicit-any -- an answer
  change(
    app,
    'difficultyApply',
    'DifficultyApplyInput',
    null,
    FIELDS,
    { seeker: person.seeker, category, evidence: '身份证和户口簿，2026-11-01 核对', institution: community },
    as,
  );
const move = (step: string, id: string, as: Who, values: object = {}): Promise<any> =>
  // oxlint-disable-line typescript/no-explicit-any -- an answer
  change(app, `difficulty${step}`, 'reason' in values ? 'ReasonInput' : 'StepInput', id, FIELDS, values, as);
const aged = (): Promise<Resident> => aResident(app, community, { born: '1972-02-03' });
const applied = async (): Promise<string> => (await apply(await aged())).difficulty.id as string;
const recognised = async (): Promise<string> => {
  const id = await applied();
  for (const [step, as] of [
    ['Review', second],
    ['Publicise', first],
  ] as const)
    await done(app, `difficulty${step}`, 'StepInput', id, FIELDS, {}, as);
  await later(app, 7);
  await done(app, 'difficultyRecognise', 'StepInput', id, FIELDS, {}, third);
  return id;
};

test('hard-to-employ persons: from application to exit, each step at its level and by another person', async () => {
  const id = await applied();
  expect((await move('Review', id, first)).userErrors).toMatchObject([{ code: 'NOT_ELIGIBLE' }]);
  expect((await move('Review', id, third)).userErrors).toMatchObject([{ code: 'NOT_ELIGIBLE' }]);
  expect((await move('Review', id, second)).difficulty.state).toBe('COMMUNITY_REVIEW');
  expect((await move('Publicise', id, first)).difficulty).toMatchObject({ state: 'PUBLICISED', noticeUntil: expect.any(String) });
  expect((await move('Recognise', id, third)).userErrors).toMatchObject([{ code: 'NOT_ELIGIBLE', path: ['id'] }]);
  await later(app, 7);
  expect((await move('Recognise', id, third)).difficulty).toMatchObject({ state: 'RECOGNISED', recognisedOn: await today(app) });
  expect((await move('Assist', id, second)).difficulty.state).toBe('ASSISTED');
  await later(app, 370);
  const due = '{ difficulties(toRecheck: true) { edges { node { id category } } } }';
  expect((await app.data(due, {}, third)).difficulties.edges).toContainEqual({ node: { id, category: 'AGED_4050' } });
  expect((await move('Recheck', id, third)).difficulty.recheckOn > (await today(app, 300))).toBe(true);
  expect((await move('Exit', id, clerk(COUNTY, '丁'), { reason: '已就业' })).difficulty).toMatchObject({
    state: 'EXITED',
    exitedOn: await today(app),
  });
  expect((await move('Recheck', id, second)).userErrors).toMatchObject([{ code: 'ILLEGAL_TRANSITION' }]);
});

test('what is on file must bear the category out; one of a category runs at a time, several categories may', async () => {
  const young = await aResident(app, community, { born: '1990-01-01' });
  for (const category of ['AGED_4050', 'RESETTLER', 'LONG_TERM_UNEMPLOYED_1Y'])
    expect(await apply(young, category)).toMatchObject({ difficulty: null, userErrors: [{ code: 'NOT_ELIGIBLE', path: ['input', 'category'] }] });
  const old = await aged();
  expect((await apply(old)).userErrors).toEqual([]);
  expect((await apply(old)).userErrors).toMatchObject([{ code: 'ALREADY_EXISTS', path: ['input', 'category'] }]);
  expect((await apply(old, 'DISABLED')).difficulty.category).toBe('DISABLED');
});

test('numbers of persons do not stay in the evidence', async () => {
  const person = await aged();
  const values = { seeker: person.seeker, category: 'DISABLED', evidence: `残疾人证 ${person.idNumber}43`, institution: community };
  const { difficulty } = await done(app, 'difficultyApply', 'DifficultyApplyInput', null, 'difficulty { evidence }', values, first);
  expect(difficulty.evidence).toBe('残疾人证 ***');
});

test('a rejection says why and is the end', async () => {
  const id = await applied();
  expect((await move('Reject', id, second, { reason: '不在本社区居住' })).difficulty).toMatchObject({ state: 'REJECTED', reason: '不在本社区居住' });
  expect((await move('Review', id, first)).userErrors).toMatchObject([{ code: 'ILLEGAL_TRANSITION' }]);
});

test('without a holiday table the end of the notice is not guessed', async () => {
  const id = await applied();
  await move('Review', id, second);
  await app.sql('delete from calendar_year where year <> 2007');
  expect((await move('Publicise', id, first)).userErrors).toMatchObject([{ code: 'NOT_ELIGIBLE' }]);
  await calendar(app);
  expect((await move('Publicise', id, first)).userErrors).toEqual([]);
});

test('who may not: another community, a foreign seeker; the person and the auditor see it', async () => {
  const person = await aged();
  const { difficulty } = await apply(person);
  expect((await move('Review', difficulty.id, clerk('500101001002', '戊'))).userErrors).toMatchObject([{ code: 'NOT_FOUND' }]);
  const seen = async (as: Who): Promise<unknown> =>
    (await app.data('query ($id: ID!) { difficulty(id: $id) { state } }', { id: difficulty.id }, as)).difficulty;
  for (const as of [{ role: 'SEEKER', seeker: person.seeker }, { role: 'AUDITOR' }] as Who[]) expect(await seen(as)).toEqual({ state: 'APPLIED' });
  expect(await seen({ role: 'SEEKER', seeker: (await aged()).seeker })).toBeNull();
  const list = '{ difficulties { totalCount } }';
  for (const as of [{ role: 'RECRUITER', employers: [] }, { role: 'KIOSK' }] as Who[]) expect(await app.mistake(list, {}, as)).toBe('FORBIDDEN');
});

test('the list takes the same statements for 3 and for 30', async () => {
  for (let at = 0; at < 3; at++) await recognised();
  const query = 'query ($first: Int!) { difficulties(first: $first) { edges { node { category seeker { name } institution { name } } } } }';
  const counted = (size: number): Promise<number> => app.statements(() => app.data(query, { first: size }, CITY));
  expect([await counted(3), await counted(30)]).toEqual([1, 1]);
});
