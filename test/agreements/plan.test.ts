import { expect, test } from '../support/jest.js';
import { planTargets } from '../../src/modules/agreements/plan.queries.js';
import { completionRate } from '../../src/modules/agreements/plan.js';
import { regionByCode } from '../../src/modules/regions/region.queries.js';
import { ANONYMOUS } from '../../src/platform/access/viewer.js';
import { Context } from '../../src/platform/graphql/context.js';
import { testApp, type Who } from '../support/app.js';
import { anInstitution, CITY } from '../support/factories.js';
import { act } from '../support/places.js';

/* oxlint-disable typescript/no-explicit-any -- answers are looked into freely */
const app = testApp({ variables: { LIMIT_COST: '10000' } });
const KAI: Who = { role: 'OFFICE', region: '500154' };
const PLAN = 'plan { id state target partsTarget region { code } destinationKind parts { id target state region { code } destination { code } } }';
const HISTORY = 'query ($id: ID!) { plan(id: $id) { target revisions { fromTarget toTarget reason by createdAt } } }';

let year = 2030;
async function aPlan(target = 20_000, destinationKind: string | null = 'MAIN_URBAN'): Promise<string> {
  const { plan } = await act(app, 'planDraft', { input: { year: ++year, region: '500000', destinationKind, target } }, PLAN);
  await act(app, 'planIssue', { id: plan.id }, PLAN);
  return plan.id as string;
}
const allocate = (id: string, parts: object[], as: Who = CITY, more: object = {}) =>
  act(app, 'planAllocate', { id, input: { parts, ...more } }, PLAN, as);
const revise = (id: string, target: number, as: Who = CITY) => act(app, 'planRevise', { id, input: { target, reason: '市政府调整' } }, PLAN, as);
const counties = async (): Promise<string[]> =>
  (
    await app.sql<{ code: string }>(
      "select code || case revision when 'Y2007' then '@2007' else '' end as code from region where level = 'COUNTY' and revision <> 'Y2023' and code like '50%' order by code",
    )
  ).map((one) => one.code);
const partOf = (payload: any, code: string): any => payload.plan.parts.find((one: any) => one.region.code === code);

test('a city plan is divided over the forty counties of 2007, with a little more than it asks', async () => {
  const id = await aPlan();
  const codes = await counties();
  expect(codes).toHaveLength(40);
  const divided = await allocate(
    id,
    codes.map((region) => ({ region, target: 510 })),
  );
  expect(divided).toMatchObject({ plan: { state: 'ALLOCATED', target: 20_000, partsTarget: 20_400 }, userErrors: [] });
  expect(divided.plan.parts).toHaveLength(40);
  for (const part of divided.plan.parts) expect(part).toMatchObject({ state: 'ISSUED', target: 510 });
});

test('parts that are too few are refused with what is missing, and nothing is stored', async () => {
  const id = await aPlan();
  const short = await allocate(id, [
    { region: '500101', target: 12_000 },
    { region: '500102', target: 7_700 },
  ]);
  expect(short).toMatchObject({
    plan: null,
    userErrors: [{ code: 'INVALID', path: ['input', 'parts'], message: expect.stringContaining('还差 300 人') }],
  });
  const { plan } = await app.data(`query ($id: ID!) { plan(id: $id) { state partsTarget parts { id } } }`, { id }, CITY);
  expect(plan).toEqual({ state: 'ISSUED', partsTarget: 0, parts: [] });
});

test('a divided plan is locked: not revised, not divided again, until it is opened again with a reason', async () => {
  const id = await aPlan();
  await allocate(id, [{ region: '500101', target: 20_000 }]);
  expect(await revise(id, 19_000)).toMatchObject({ plan: null, userErrors: [{ code: 'ILLEGAL_TRANSITION', path: ['id'] }] });
  expect(await allocate(id, [{ region: '500102', target: 1 }])).toMatchObject({ plan: null, userErrors: [{ code: 'ILLEGAL_TRANSITION' }] });
  expect(await act(app, 'planIssue', { id }, PLAN)).toMatchObject({ userErrors: [{ code: 'ILLEGAL_TRANSITION' }] });
  expect(await act(app, 'planReopen', { id, input: { reason: '追加任务' } }, PLAN)).toMatchObject({
    plan: { state: 'ISSUED', partsTarget: 20_000 },
    userErrors: [],
  });
  expect(await act(app, 'planReopen', { id, input: { reason: '再来' } }, PLAN)).toMatchObject({ userErrors: [{ code: 'ILLEGAL_TRANSITION' }] });
  expect(await revise(id, 25_000)).toMatchObject({ plan: { target: 25_000 }, userErrors: [] });
  expect(await allocate(id, [])).toMatchObject({ userErrors: [{ code: 'INVALID', message: expect.stringContaining('5000') }] });
  expect(await allocate(id, [{ region: '500102', target: 5_000 }])).toMatchObject({ plan: { state: 'ALLOCATED', partsTarget: 25_000 } });
  const { revisions } = (await app.data(HISTORY, { id }, { role: 'AUDITOR' })).plan;
  expect(revisions).toMatchObject([
    { fromTarget: 20_000, toTarget: 25_000, reason: '市政府调整', by: expect.stringContaining('OFFICE') },
    { fromTarget: 20_000, toTarget: 20_000, reason: '追加任务' },
  ]);
});

test('a part is revised by whoever issued it, and never below what the plan above needs', async () => {
  const id = await aPlan(100);
  const divided = await allocate(id, [
    { region: '500154', target: 60 },
    { region: '500101', target: 50 },
  ]);
  const part = partOf(divided, '500154').id as string;
  expect(await revise(part, 49)).toMatchObject({
    plan: null,
    userErrors: [{ code: 'INVALID', path: ['input', 'target'], message: expect.stringContaining('还差 1 人') }],
  });
  expect(await revise(part, 50, KAI)).toMatchObject({ plan: null, userErrors: [{ code: 'NOT_FOUND' }] });
  expect(await revise(part, 50)).toMatchObject({ plan: { target: 50 }, userErrors: [] });
  for (const target of [0, -5, 1_000_001]) expect(await revise(part, target)).toMatchObject({ userErrors: [{ code: 'INVALID' }] });
});

test('two revisions at once cannot both take what only one may', async () => {
  for (let round = 0; round < 8; round++) {
    const id = await aPlan(100);
    const divided = await allocate(id, [
      { region: '500154', target: 55 },
      { region: '500101', target: 55 },
    ]);
    const blocker = app.owner.em.fork();
    await blocker.begin();
    await blocker.execute('select id from plan where parent_id = ? for update', [id]);
    const revisions = divided.plan.parts.map((one: { id: string }) => revise(one.id, 45));
    while (Number((await app.sql('select count(*)::int as count from pg_locks where not granted'))[0]!['count']) < 2);
    await blocker.rollback();
    const answers = await Promise.all(revisions);
    expect(answers.map((one: any) => one.userErrors.length).sort()).toEqual([0, 1]);
    expect((await app.data('query ($id: ID!) { plan(id: $id) { partsTarget } }', { id }, CITY)).plan.partsTarget).toBe(100);
  }
}, 30_000);

test('a county divides its own plan further: by partner region, by district, by agency', async () => {
  const agency = await anInstitution(app, '500101', 'LICENSED_AGENCY');
  const id = await aPlan(1_000, null);
  const divided = await allocate(id, [{ region: '500101', target: 1_000 }]);
  const wanzhou: Who = { role: 'OFFICE', region: '500101' };
  const county = partOf(divided, '500101').id as string;
  const further = await allocate(
    county,
    [
      { destinationKind: 'PARTNER', destination: '浙江', target: 500 },
      { destinationKind: 'MAIN_URBAN', destination: '渝中', target: 300 },
      { destinationKind: 'MAIN_URBAN', target: 200 },
    ],
    wanzhou,
  );
  expect(further).toMatchObject({ plan: { state: 'ALLOCATED', partsTarget: 1_000 }, userErrors: [] });
  const toZhejiang = further.plan.parts.find((one: any) => one.destination?.code === '330000').id as string;
  expect(await allocate(toZhejiang, [{ institution: agency, target: 500 }], wanzhou)).toMatchObject({ plan: { state: 'ALLOCATED' }, userErrors: [] });
  const own = await app.data(
    '{ plans(first: 100) { edges { node { target institution { id } } } } }',
    {},
    { role: 'INTERMEDIARY', institution: agency },
  );
  expect(own.plans.edges.map((edge: any) => edge.node)).toEqual([{ target: 500, institution: { id: agency } }]);
});

test.each([
  ['a region outside', { region: '310000' }, 'region', 'INVALID'],
  ['nothing narrower', {}, 'region', 'INVALID'],
  ['another kind', { region: '500101', destinationKind: 'PARTNER' }, 'destinationKind', 'INVALID'],
  ['a destination that is not main urban', { region: '500101', destination: '500102' }, 'destination', 'NOT_ELIGIBLE'],
  ['the origin as destination', { region: '500112', destination: '500112' }, 'destination', 'INVALID'],
  ['nobody', { region: '500101', target: 0 }, 'target', 'INVALID'],
])('refuses a part that does not narrow its plan: %s', async (_, part, field, code) => {
  expect(await allocate(await aPlan(10), [{ target: 10, ...part }])).toMatchObject({
    plan: null,
    userErrors: [{ code, path: ['input', 'parts', '0', field] }],
  });
});

test('a partner region is one of the county; the same part twice is refused', async () => {
  const id = await aPlan(10, 'PARTNER');
  const part = { region: '500101', destination: '440000', target: 10 };
  expect(await allocate(id, [part])).toMatchObject({ userErrors: [{ code: 'NOT_ELIGIBLE', path: ['input', 'parts', '0', 'destination'] }] });
  const fine = { ...part, destination: '330000' };
  expect(await allocate(id, [fine, fine])).toMatchObject({ userErrors: [{ code: 'ALREADY_EXISTS', path: ['input', 'parts', '1'] }] });
  expect(await allocate(id, [fine])).toMatchObject({ plan: { state: 'ALLOCATED' } });
});

test('one plan a year for the municipality and a kind; none begins at a county', async () => {
  const draft = (more: object, as: Who = CITY) => act(app, 'planDraft', { input: { year: 2029, region: '500000', target: 5, ...more } }, PLAN, as);
  expect((await draft({ destinationKind: 'PARTNER' })).userErrors).toEqual([]);
  expect(await draft({ destinationKind: 'PARTNER' })).toMatchObject({ plan: null, userErrors: [{ code: 'ALREADY_EXISTS' }] });
  expect(await draft({ region: '500154' })).toMatchObject({ plan: null, userErrors: [{ code: 'INVALID', path: ['input', 'region'] }] });
  expect(await draft({}, KAI)).toMatchObject({ plan: null, userErrors: [{ code: 'NOT_FOUND', path: ['input', 'region'] }] });
  expect(await draft({ target: 0 })).toMatchObject({ userErrors: [{ code: 'INVALID', path: ['input', 'target'] }] });
});

test('who may not: a draft binds nobody; a county sees and divides only its own; recruiters and kiosks none', async () => {
  const { plan } = await act(app, 'planDraft', { input: { year: ++year, region: '500000', target: 100 } }, PLAN);
  expect(await allocate(plan.id, [{ region: '500154', target: 100 }])).toMatchObject({ plan: null, userErrors: [{ code: 'ILLEGAL_TRANSITION' }] });
  await act(app, 'planIssue', { id: plan.id }, PLAN);
  const divided = await allocate(plan.id, [
    { region: '500154', target: 60 },
    { region: '500101', target: 40 },
  ]);
  const [own, foreign] = [partOf(divided, '500154').id, partOf(divided, '500101').id];
  const ask = 'query ($id: ID!) { plan(id: $id) { target parent { id } } }';
  expect([
    (await app.data(ask, { id: own }, KAI)).plan,
    (await app.data(ask, { id: foreign }, KAI)).plan,
    (await app.data(ask, { id: plan.id }, KAI)).plan,
  ]).toEqual([{ target: 60, parent: null }, null, null]);
  for (const id of [foreign, plan.id]) {
    expect(await allocate(id, [], KAI)).toMatchObject({ plan: null, userErrors: [{ code: 'NOT_FOUND', path: ['id'] }] });
    expect(await act(app, 'planReopen', { id, input: { reason: '试' } }, PLAN, KAI)).toMatchObject({
      plan: null,
      userErrors: [{ code: 'NOT_FOUND' }],
    });
  }
  for (const role of ['RECRUITER', 'KIOSK', 'ADMINISTRATOR'] as const) expect(await app.mistake(ask, { id: own }, { role })).toBe('FORBIDDEN');
});

test('targets by county and destination in one statement, however they are divided', async () => {
  const id = await aPlan(100, 'PARTNER');
  const divided = await allocate(id, [
    { region: '500101', target: 70 },
    { region: '500102', target: 40 },
  ]);
  await allocate(partOf(divided, '500101').id, [
    { destination: '330000', target: 50 },
    { destination: '310000', target: 20 },
  ]);
  const context = new Context(app.application.platform, { ...ANONYMOUS, role: 'auditor' }, 'zh');
  let rows: Awaited<ReturnType<typeof planTargets>> = [];
  expect(await app.statements(async () => (rows = await planTargets(context, year, regionByCode('500000').path)))).toBe(1);
  await context.reading.close();
  expect(
    rows.map(({ regionPath, kind, destinationPath, target }) => [regionPath.slice(-6), kind, destinationPath?.slice(-6) ?? null, target]),
  ).toEqual([
    ['500000', 'PARTNER', null, 100],
    ['500101', 'PARTNER', null, 70],
    ['500101', 'PARTNER', '310000', 20],
    ['500101', 'PARTNER', '330000', 50],
    ['500102', 'PARTNER', null, 40],
  ]);
});

test('what a county divides straight by region adds up in its kind; its own number of both kinds stands beside', async () => {
  const id = await aPlan(100, null);
  const divided = await allocate(id, [
    { region: '500101', target: 60 },
    { region: '500102', target: 40 },
  ]);
  await allocate(partOf(divided, '500101').id, [
    { destinationKind: 'PARTNER', destination: '330000', target: 30 },
    { destinationKind: 'MAIN_URBAN', destination: '500103', target: 20 },
    { destinationKind: 'MAIN_URBAN', target: 10 },
  ]);
  const context = new Context(app.application.platform, { ...ANONYMOUS, role: 'auditor' }, 'zh');
  const rows = await planTargets(context, year, regionByCode('500000').path);
  await context.reading.close();
  expect(
    rows.map(({ regionPath, kind, destinationPath, target }) => [regionPath.slice(-6), kind, destinationPath?.slice(-6) ?? null, target]),
  ).toEqual([
    ['500000', null, null, 100],
    ['500101', 'MAIN_URBAN', null, 30],
    ['500101', 'MAIN_URBAN', '500103', 20],
    ['500101', 'PARTNER', null, 30],
    ['500101', 'PARTNER', '330000', 30],
    ['500101', null, null, 60],
    ['500102', null, null, 40],
  ]);
});

test('plans of 3 and of 40 parts with their region and history take the same statements', async () => {
  const codes = await counties();
  const [few, many] = [await aPlan(30), await aPlan(400)];
  await allocate(
    few,
    codes.slice(0, 3).map((region) => ({ region, target: 10 })),
  );
  await allocate(
    many,
    codes.map((region) => ({ region, target: 10 })),
  );
  const ask = 'query ($id: ID!) { plan(id: $id) { partsTarget parts { target partsTarget region { name } revisions { reason by } } } }';
  const counted = (id: string) => app.statements(() => app.data(ask, { id }, CITY));
  expect(await counted(many)).toBe(await counted(few));
});

test.each([
  [20_880, 20_000, 1.044],
  [27_125, 25_000, 1.085],
  [20_869, 20_000, 1.043],
  [20_870, 20_000, 1.044],
  [1, 3, 0.333],
  [2, 3, 0.667],
  [1, 2_000, 0.001],
])('%d of %d is %d: rounded half up on whole numbers', (actual, target, rate) => {
  expect(completionRate(actual, target)).toBe(rate);
});
