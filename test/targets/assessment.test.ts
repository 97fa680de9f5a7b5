import { beforeAll, expect, test } from '../support/jest.js';
import { pointsFor } from '../../src/modules/targets/assessment.service.js';
import { testApp, type Who } from '../support/app.js';
import { anInstitution, aVacancy } from '../support/factories.js';
import { act, later } from '../support/places.js';
import { allocate, aPlan, aUnit, CITY_A, CITY_B, must, office, partsOf, placements, planStep } from '../support/targets.js';

/* oxlint-disable typescript/no-explicit-any -- answers are looked into freely */

const app = testApp();
const refused = (answer: { userErrors: unknown[] }): unknown => answer.userErrors[0];
const COUNTIES = ['500101', '500102', '500103', '500104', '500105', '500106', '500107', '500108', '500109', '500110'];
const clerk = (county: string): Who => office(county, `${county} 填报`);
const head = (county: string): Who => office(county, `${county} 局长`);
let year: number;
let root: string;
/** Of each county its plan and its one target of ten placements. */
const parts = new Map<string, { plan: string; target: string }>();
const plan = (county: string): string => parts.get(county)!.plan;
const scores = (county: string, more: object = {}): object => ({
  scores: [{ target: parts.get(county)!.target, evidence: '名册与合同抽查记录', ...more }],
});
const report = (county: string, input: object = {}, as = clerk(county)): Promise<any> => planStep(app, 'Report', plan(county), as, input);

beforeAll(async () => {
  await aVacancy(app);
  year = Number(app.application.platform.clock.today().slice(0, 4));
  root = await aPlan(app, year, [{ indicator: 'PLACED', value: '100', weight: 100 }]);
  for (const county of COUNTIES) await anInstitution(app, county);
  must(
    await allocate(
      app,
      root,
      await Promise.all(COUNTIES.map(async (county) => ({ unit: await aUnit(app, county), targets: [{ indicator: 'PLACED', value: '10' }] }))),
    ),
  );
  for (const { id, plan: own } of await partsOf(app, root)) parts.set(own.unit.region.code, { plan: own.id, target: id });
}, 60_000);

test.each([
  [20, 100n, 100n, false, 2_000],
  [20, 100n, 150n, false, 2_000],
  [20, 3n, 2n, false, 1_333],
  [20, 3n, 1n, false, 667],
  [20, 100n, null, false, 0],
  [4, 398n, 398n, true, 400],
  [4, 398n, 399n, true, 0],
])('%i points for %s: %s of it, ceiling %s, make %i', (weight, value, actual, ceiling, points) => {
  expect(pointsFor(weight, value, actual, ceiling)).toBe(points);
});

test('reports and corrections: computed, they follow each other, and a number that falls says why; the one before stays', async () => {
  const day = app.application.platform.clock.today();
  await placements(app, '500101', 9, day);
  expect(refused(await report('500101', {}, CITY_A))).toMatchObject({ code: 'NOT_ELIGIBLE' });
  expect(refused(await report('500101', {}, clerk('500102')))).toMatchObject({ code: 'NOT_FOUND' });
  expect(refused(await report('500101', { through: `${year + 1}-01-01` }))).toMatchObject({ code: 'INVALID', path: ['input', 'through'] });
  expect(await report('500101')).toMatchObject({ plan: { state: 'REPORTING', reportedThrough: day } });
  expect(refused(await report('500101', { through: `${year}-01-01` }))).toMatchObject({ code: 'INVALID' });
  await app.sql(
    "update placement set state = 'REVERSED', reason = '重复申报' where id = (select id from placement where state = 'CONFIRMED' limit 1)",
  );
  expect(refused(await report('500101'))).toMatchObject({ code: 'NOT_ELIGIBLE', path: ['input', 'correction'] });
  expect(await report('500101', { correction: '核减重复申报 1 人' })).toMatchObject({ userErrors: [] });
  const query = 'query ($id: ID!) { targetPlan(id: $id) { targets { reports { actual correction by } } } }';
  expect((await app.data(query, { id: plan('500101') }, CITY_A)).targetPlan.targets[0].reports).toEqual([
    { actual: '8', correction: '核减重复申报 1 人', by: clerk('500101').name },
    { actual: '9', correction: null, by: clerk('500101').name },
  ]);
});

test('scores: a unit assesses itself after the year, by another person, with evidence; the level above checks and takes points off', async () => {
  expect(refused(await planStep(app, 'SelfAssess', plan('500101'), clerk('500101'), scores('500101')))).toMatchObject({ code: 'NOT_ELIGIBLE' });
  expect(refused(await planStep(app, 'SelfAssess', plan('500101'), head('500101'), scores('500101')))).toMatchObject({
    code: 'NOT_ELIGIBLE',
    message: expect.stringContaining('全年'),
  });
  for (const county of COUNTIES.slice(1)) await placements(app, county, 10, `${year}-03-01`);
  await placements(app, '500101', 2, `${year}-03-01`);
  await later(app, '400 days');
  for (const county of COUNTIES) must(await report(county));
  expect(refused(await planStep(app, 'SelfAssess', plan('500101'), head('500101'), { scores: [] }))).toMatchObject({
    code: 'INVALID',
    path: ['input', 'scores'],
  });
  expect(refused(await planStep(app, 'SelfAssess', plan('500101'), head('500101'), scores('500102')))).toMatchObject({
    code: 'NOT_FOUND',
    path: ['input', 'scores', '0', 'target'],
  });
  for (const county of COUNTIES)
    expect(await planStep(app, 'SelfAssess', plan(county), head(county), scores(county))).toMatchObject({ plan: { state: 'SELF_ASSESSED' } });
  expect(refused(await planStep(app, 'Check', plan('500101'), head('500101'), scores('500101')))).toMatchObject({ code: 'NOT_ELIGIBLE' });
  expect(await planStep(app, 'Check', plan('500101'), CITY_A, scores('500101', { unserved: 30 }))).toMatchObject({
    plan: { state: 'CHECKED', score: 7_000 },
  });
  for (const county of COUNTIES.slice(1))
    expect(await planStep(app, 'Check', plan(county), CITY_A, scores(county))).toMatchObject({ plan: { score: 10_000 } });
  const query = 'query ($id: ID!) { targetPlan(id: $id) { targets { scores { stage points deduction evidence by report { actual } } } } }';
  expect((await app.data(query, { id: plan('500101') }, CITY_A)).targetPlan.targets[0].scores).toEqual([
    { stage: 'SELF', points: 10_000, deduction: 0, evidence: '名册与合同抽查记录', by: head('500101').name, report: { actual: '10' } },
    { stage: 'CHECK', points: 7_000, deduction: 3_000, evidence: '名册与合同抽查记录', by: CITY_A.name, report: { actual: '10' } },
  ]);
}, 60_000);

test('grades, publication and falsification: not above the score, within the share at publication, none where numbers were falsified', async () => {
  const grade = (county: string, wanted: string, as = CITY_B): Promise<any> =>
    planStep(app, 'Grade', plan(county), as, { grade: wanted, reason: '联席会议评定' });
  expect(refused(await grade('500102', 'PASS', CITY_A))).toMatchObject({ code: 'NOT_ELIGIBLE', path: ['id'] });
  expect(refused(await grade('500101', 'PASS'))).toMatchObject({ code: 'NOT_ELIGIBLE', path: ['input', 'grade'] });
  must(await grade('500101', 'FAIL'));
  expect(refused(await planStep(app, 'Publish', root, CITY_A))).toMatchObject({ code: 'ILLEGAL_TRANSITION' });
  expect(refused(await planStep(app, 'Falsify', plan('500102'), head('500102'), { reason: '自查' }))).toMatchObject({ code: 'NOT_ELIGIBLE' });
  expect(await planStep(app, 'Falsify', plan('500102'), CITY_A, { reason: '电话抽查 12 人，5 人从未就业' })).toMatchObject({ userErrors: [] });
  expect(refused(await planStep(app, 'Falsify', plan('500102'), CITY_A, { reason: '再次' }))).toMatchObject({ code: 'ALREADY_EXISTS' });
  for (const wanted of ['EXCELLENT', 'PASS'])
    expect(refused(await grade('500102', wanted))).toMatchObject({ code: 'NOT_ELIGIBLE', path: ['input', 'grade'] });
  must(await grade('500102', 'FAIL'));
  for (const county of COUNTIES.slice(2)) must(await grade(county, COUNTIES.indexOf(county) < 6 ? 'EXCELLENT' : 'PASS'));
  expect(refused(await planStep(app, 'Publish', root, CITY_A))).toMatchObject({ code: 'QUOTA_EXHAUSTED' });
  expect(refused(await planStep(app, 'Publish', root, CITY_B))).toMatchObject({ code: 'QUOTA_EXHAUSTED' });
  must(await grade('500105', 'PASS'));
  expect(refused(await planStep(app, 'Publish', root, CITY_B))).toMatchObject({ code: 'NOT_ELIGIBLE' });
  expect(await planStep(app, 'Publish', root, CITY_A)).toMatchObject({ userErrors: [] });
  const list =
    'query ($year: Int!) { targetPlans(filter: { year: $year, state: PUBLISHED }, first: 20) { edges { node { grade unit { region { code } } targets { value } } } } }';
  const seen = (await app.data(list, { year }, office('500230', '丰都'))).targetPlans.edges.map((edge: any) => edge.node);
  expect(seen).toHaveLength(10);
  expect(seen.every((one: any) => one.targets.length === 0)).toBe(true);
  expect(await planStep(app, 'Falsify', plan('500103'), CITY_A, { reason: '审计发现虚报' })).toMatchObject({
    plan: { grade: 'FAIL', state: 'PUBLISHED' },
  });
  // What was graded before stays on file, with who and why; not in the sight of other counties.
  const history = 'query ($id: ID!) { targetPlan(id: $id) { gradings { grade reason by } } }';
  const gradings = async (county: string, as: Who): Promise<unknown> => (await app.data(history, { id: plan(county) }, as)).targetPlan.gradings;
  const board = (wanted: string): object => ({ grade: wanted, reason: '联席会议评定', by: CITY_B.name });
  expect(await gradings('500105', CITY_A)).toEqual([board('PASS'), board('EXCELLENT')]);
  expect(await gradings('500103', head('500103'))).toEqual([{ grade: 'FAIL', reason: '审计发现虚报', by: CITY_A.name }, board('EXCELLENT')]);
  expect(await gradings('500103', office('500230', '丰都'))).toEqual([]);
});

test('the rule of grading is data: the city sets another from a year on', async () => {
  const rule = { fromYear: 2090, excellentFrom: 95, passFrom: 80, excellentShare: 20, deductionEach: 2, source: '市府办发〔2090〕1号' };
  const set = (more: object, as: Who = CITY_A): Promise<any> =>
    act(app, 'assessmentRuleSet', { input: { ...rule, ...more } }, 'rule { excellentFrom assumed }', as);
  expect(refused(await set({}, office('500101', '万州')))).toMatchObject({ code: 'NOT_ELIGIBLE' });
  for (const [field, value] of [
    ['excellentFrom', 70],
    ['excellentShare', 101],
    ['deductionEach', -1],
  ] as const)
    expect(refused(await set({ [field]: value }))).toMatchObject({ code: 'INVALID', path: ['input', field] });
  expect(await set({})).toMatchObject({ rule: { excellentFrom: 95, assumed: false } });
  expect(refused(await set({}))).toMatchObject({ code: 'ALREADY_EXISTS' });
});

test('assessed unit: it has one name in its division, and a county adds none elsewhere', async () => {
  const input = { name: '万州区人民政府', kind: 'GOVERNMENT', region: '500101' };
  const add = (as: Who): Promise<any> => act(app, 'assessedUnitAdd', { input }, 'unit { kind }', as);
  expect(refused(await add(office('500102', '涪陵')))).toMatchObject({ code: 'NOT_FOUND' });
  expect(await add(office('500101', '万州'))).toMatchObject({ unit: { kind: 'GOVERNMENT' } });
  expect(refused(await add(CITY_A))).toMatchObject({ code: 'ALREADY_EXISTS' });
});
