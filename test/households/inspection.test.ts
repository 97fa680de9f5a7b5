import { expect, test } from '../support/jest.js';
import { testApp, type Who } from '../support/app.js';
import { CITY } from '../support/factories.js';
import { assisted, C1, K1, recognised, S1 } from '../support/households.js';
import { clerk, later, today } from '../support/programmes.js';
import { change } from '../support/transfers.js';

/* oxlint-disable typescript/no-explicit-any -- answers are looked into freely */
const app = testApp();
const record = async (households: string[], as: Who = C1, more: object = {}): Promise<any> =>
  change(
    app,
    'inspectionRecord',
    'InspectionRecordInput',
    null,
    'inspection { id inspectedOn summary findings { id problem household { id } } }',
    {
      region: '500101',
      inspectedOn: await today(app),
      summary: '抽查两个社区，台账与实际相符',
      findings: await Promise.all(households.map(async (household) => ({ household, problem: '援助方案未落实', dueOn: await today(app, 10) }))),
      ...more,
    },
    as,
  );
const remedy = (id: string, as: Who = S1): Promise<any> =>
  change(app, 'findingRemedy', 'FindingRemedyInput', id, 'finding { remediedOn remedy }', { remedy: '已推荐两个岗位' }, as);

test('inspection: the county inspects, the street puts right what was found, and what is overdue is listed', async () => {
  const households = [(await assisted(app)).id, (await recognised(app)).id];
  const { inspection } = await record(households);
  expect(inspection.findings.map((one: any) => one.household.id)).toEqual(households);
  const [first, second] = inspection.findings.map((one: any) => one.id) as [string, string];
  expect((await remedy(first)).finding).toEqual({ remediedOn: await today(app), remedy: '已推荐两个岗位' });
  expect((await remedy(first)).userErrors).toMatchObject([{ code: 'ILLEGAL_TRANSITION' }]);
  const overdue = async (): Promise<unknown> =>
    (await app.data('{ inspectionFindings(overdue: true) { edges { node { id inspection { summary } } } } }', {}, S1)).inspectionFindings.edges;
  expect(await overdue()).toEqual([]);
  await later(app, 11);
  expect(await overdue()).toEqual([{ node: { id: second, inspection: null } }]);
});

test('refuses a household of another division, a day ahead, a deadline before it; nothing is stored', async () => {
  const { id } = await assisted(app);
  const count = async (): Promise<unknown> => (await app.sql('select count(*)::int as count from inspection'))[0]!['count'];
  const before = await count();
  expect((await record([id], CITY, { region: '500102' })).userErrors).toMatchObject([
    { code: 'NOT_FOUND', path: ['input', 'findings', '0', 'household'] },
  ]);
  expect((await record([id], C1, { inspectedOn: await today(app, 1) })).userErrors).toMatchObject([
    { code: 'INVALID', path: ['input', 'inspectedOn'] },
  ]);
  const early = { findings: [{ household: id, problem: '迟', dueOn: '2020-01-01' }] };
  expect((await record([], C1, early)).userErrors).toMatchObject([{ code: 'INVALID', path: ['input', 'findings', '0', 'dueOn'] }]);
  expect(await count()).toBe(before);
});

test('who may not: a street inspects nobody, the county does not put right, other counties see nothing', async () => {
  const { id } = await assisted(app);
  expect((await record([id], S1, { region: '500101001' })).userErrors).toMatchObject([{ code: 'NOT_ELIGIBLE' }]);
  const { inspection } = await record([id]);
  expect((await remedy(inspection.findings[0].id, C1)).userErrors).toMatchObject([{ code: 'NOT_ELIGIBLE' }]);
  expect((await remedy(inspection.findings[0].id, clerk('500101001002', '别的社区'))).userErrors).toMatchObject([{ code: 'NOT_FOUND' }]);
  const seen = async (as: Who): Promise<number> =>
    (await app.data('{ inspections(first: 100) { edges { node { id } } } }', {}, as)).inspections.edges.length;
  expect(await seen({ role: 'OFFICE', region: '500102' })).toBe(0);
  expect(await seen({ role: 'AUDITOR' })).toBeGreaterThan(0);
  expect(await app.mistake('{ inspections { totalCount } }', {}, { role: 'SEEKER', seeker: id })).toBe('FORBIDDEN');
  expect((await app.data('{ inspectionFindings(first: 100) { edges { node { id } } } }', {}, K1)).inspectionFindings.edges.length).toBeGreaterThan(0);
});

test('inspections with their findings take the same statements for 3 and for 30', async () => {
  const { id } = await assisted(app);
  for (let at = 0; at < 3; at++) await record([id]);
  const query = 'query ($first: Int!) { inspections(first: $first) { edges { node { region { name } findings { problem household { state } } } } } }';
  const counted = (first: number): Promise<number> => app.statements(() => app.data(query, { first }, C1));
  expect([await counted(2), await counted(20)]).toEqual([2, 2]);
});
