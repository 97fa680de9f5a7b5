import { beforeAll, expect, test } from '../support/jest.js';
import { testApp } from '../support/app.js';
import { anInstitution, aVacancy, CITY } from '../support/factories.js';
import { act } from '../support/places.js';
import { allocate, aPlan, aUnit, CITY_A, CITY_B, freshYear, must, office, partsOf, placements, PLAN, planStep, PLACED } from '../support/targets.js';
import { change } from '../support/transfers.js';

const app = testApp();
let counties: { code: string }[];
beforeAll(async () => {
  await aVacancy(app);
  // Of two codes that were given to other divisions since, that of 2007 is named by its year.
  counties = await app.sql(
    "select code || case revision when 'Y2007' then '@2007' else '' end as code from region where level = 'COUNTY' and revision <> 'Y2023' and path like '/100000/500000/%' order by code",
  );
});
const draft = (input: object, as = CITY_A): Promise<any> => act(app, 'targetPlanDraft', { input }, PLAN, as); // oxlint-disable-line typescript/no-explicit-any -- an answer
const refused = (answer: { userErrors: unknown[] }): unknown => answer.userErrors[0];

test('yearly plan: it begins at the city, written by one and issued by another', async () => {
  const [year, unit] = [freshYear(), await aUnit(app, '500000')];
  const { plan } = must(await draft({ year, unit, targets: [PLACED] }));
  expect(plan.state).toBe('DRAFT');
  expect(refused(await draft({ year, unit, targets: [PLACED] }))).toMatchObject({ code: 'ALREADY_EXISTS' });
  expect(refused(await planStep(app, 'Issue', plan.id, CITY_A))).toMatchObject({ code: 'NOT_ELIGIBLE' });
  expect(await planStep(app, 'Issue', plan.id, CITY_B)).toMatchObject({ plan: { state: 'ISSUED' } });
  expect(refused(await planStep(app, 'Issue', plan.id, CITY_A))).toMatchObject({ code: 'ILLEGAL_TRANSITION' });
});

test.each([
  [[{ ...PLACED, indicator: 'HAPPINESS' }], ['0', 'indicator'], 'INVALID'],
  [[{ ...PLACED, value: '0' }], ['0', 'value'], 'INVALID'],
  [[{ ...PLACED, weight: 99 }], [], 'INVALID'],
  [[{ indicator: 'PLACED', value: '5' }], ['0', 'weight'], 'INVALID'],
  [
    [
      { ...PLACED, weight: 50 },
      { ...PLACED, weight: 50 },
    ],
    ['1', 'indicator'],
    'ALREADY_EXISTS',
  ],
  [[{ indicator: 'POST_TRAINING_EMPLOYMENT_RATE', value: '10001', weight: 100 }], ['0', 'value'], 'INVALID'],
])('refuses targets %j at %j', async (targets, path, code) => {
  expect(refused(await draft({ year: freshYear(), unit: await aUnit(app, '500000'), targets }))).toMatchObject({
    code,
    path: ['input', 'targets', ...path],
  });
});

test('pilot plan: a county begins none; a pilot’s plan is the city’s, for a pilot district', async () => {
  const county = await aUnit(app, '500101');
  expect(refused(await draft({ year: freshYear(), unit: county, targets: [PLACED] }))).toMatchObject({
    code: 'NOT_ELIGIBLE',
    path: ['input', 'unit'],
  });
  const pilot = { year: freshYear(), programme: 'PILOT', targets: [PLACED] };
  expect(refused(await draft({ ...pilot, unit: county }))).toMatchObject({ code: 'NOT_ELIGIBLE' });
  const shapingba = await aUnit(app, '500106');
  expect(refused(await draft({ ...pilot, unit: shapingba }, office('500106', '沙坪坝')))).toMatchObject({ code: 'NOT_ELIGIBLE' });
  for (const unit of [shapingba, await aUnit(app, '500112')]) {
    const { plan } = must(await draft({ ...pilot, unit }));
    expect(await planStep(app, 'Issue', plan.id, CITY_B)).toMatchObject({ plan: { state: 'ISSUED' } });
  }
  expect(
    (await app.data('query ($year: Int!) { targetPlans(filter: { year: $year, programme: PILOT }) { totalCount } }', { year: pilot.year }, CITY))
      .targetPlans.totalCount,
  ).toBe(2);
});

test('decomposition over the forty counties of 2007: the parts are at least the whole, each division once, departments not added; then it is locked', async () => {
  expect(counties).toHaveLength(40);
  expect(counties.map(({ code }) => code)).toEqual(expect.arrayContaining(['500110@2007', '500111@2007', '500222@2007', '500225@2007']));
  const id = await aPlan(app, freshYear(), [
    { indicator: 'PLACED', value: '4000', weight: 60 },
    { indicator: 'POST_TRAINING_EMPLOYMENT_RATE', value: '6500', weight: 40 },
  ]);
  const numbers = (value: string, rate = '6500'): { indicator: string; value: string }[] => [
    { indicator: 'PLACED', value },
    { indicator: 'POST_TRAINING_EMPLOYMENT_RATE', value: rate },
  ];
  const parts = await Promise.all(counties.map(async ({ code }) => ({ unit: await aUnit(app, code), targets: numbers('100') })));
  const [first, ...rest] = parts as [(typeof parts)[number], ...typeof parts];
  expect(refused(await allocate(app, id, [{ ...first, targets: numbers('99') }, ...rest]))).toMatchObject({
    code: 'INVALID',
    message: expect.stringContaining('还差 1'),
  });
  expect(refused(await allocate(app, id, [{ ...first, targets: numbers('100', '6499') }, ...rest]))).toMatchObject({
    code: 'INVALID',
    message: expect.stringContaining('不得低于'),
  });
  const department = { unit: await aUnit(app, '500000', 'DEPARTMENT'), targets: numbers('4000') };
  expect(refused(await allocate(app, id, [department, ...rest]))).toMatchObject({ code: 'INVALID', message: expect.stringContaining('还差 100') });
  const committee = { unit: await aUnit(app, counties[1]!.code, 'PARTY_COMMITTEE'), targets: numbers('100') };
  expect(refused(await allocate(app, id, [committee, ...rest]))).toMatchObject({ code: 'INVALID', message: expect.stringContaining('还差 100') });
  expect(refused(await allocate(app, id, [first, first]))).toMatchObject({ code: 'ALREADY_EXISTS', path: ['input', 'parts', '1', 'unit'] });
  expect(refused(await allocate(app, id, [{ ...first, unit: await aUnit(app, '500000') }]))).toMatchObject({
    code: 'INVALID',
    path: ['input', 'parts', '0', 'unit'],
  });
  expect(refused(await allocate(app, id, parts, office('500101', '万州')))).toMatchObject({ code: 'NOT_FOUND' });
  expect((await app.sql('select count(*)::int as count from target_plan where parent_id = ?', [id]))[0]).toEqual({ count: 0 });
  expect(await allocate(app, id, [department, committee, ...parts])).toMatchObject({ plan: { state: 'ALLOCATED' }, userErrors: [] });
  expect(refused(await allocate(app, id, parts))).toMatchObject({ code: 'ILLEGAL_TRANSITION' });
  const [own] = (await app.data('query ($id: ID!) { targetPlan(id: $id) { targets { id } } }', { id }, CITY)).targetPlan.targets;
  const revise = (target: string, value: string): Promise<{ userErrors: unknown[] }> =>
    change(
      app,
      'targetRevise',
      'TargetReviseInput',
      target,
      'target { value revisions { fromValue toValue reason by } }',
      { value, reason: '年中调整' },
      CITY_A,
    );
  expect(refused(await revise(own.id, '1'))).toMatchObject({ code: 'ILLEGAL_TRANSITION' });
  const placed = (await partsOf(app, id)).find((one) => one.plan.unit.region.code === counties[0]!.code && one.indicator.code === 'PLACED');
  expect(refused(await revise(placed.id, '99'))).toMatchObject({ code: 'INVALID', path: ['input', 'value'] });
  expect(await revise(placed.id, '120')).toMatchObject({
    target: { value: '120', revisions: [{ fromValue: '100', toValue: '120', reason: '年中调整', by: CITY_A.name }] },
  });
  expect(await planStep(app, 'Reopen', id, CITY_A, { reason: '市委会议要求' })).toMatchObject({ plan: { state: 'ISSUED' } });
  expect(await revise(own.id, '3810')).toMatchObject({ target: { value: '3810' } });
  expect(await allocate(app, id, [{ ...first, targets: numbers('130') }])).toMatchObject({ plan: { state: 'ALLOCATED' } });
}, 60_000);

test('parent lock: parts stay enough while the plan above is carried out; one that was opened again is divided before it reports', async () => {
  const id = await aPlan(app, freshYear(), [{ indicator: 'PLACED', value: '100', weight: 100 }]);
  const part = async (code: string, value: string): Promise<{ unit: string; targets: { indicator: string; value: string }[] }> => ({
    unit: await aUnit(app, code),
    targets: [{ indicator: 'PLACED', value }],
  });
  const [county, street] = [await part('500101', '60'), await part('500101001', '60')];
  // A street of a county that is among the parts is counted there already.
  expect(refused(await allocate(app, id, [county, street]))).toMatchObject({ code: 'INVALID', message: expect.stringContaining('还差 40') });
  must(await allocate(app, id, [county, await part('500102', '40')]));
  const revise = (target: string, value: string): Promise<{ userErrors: unknown[] }> =>
    change(app, 'targetRevise', 'TargetReviseInput', target, 'target { value }', { value, reason: '年中调整' }, CITY_A);
  await app.sql("update target_plan set state = 'REPORTING' where id = ?", [id]); // its year lies ahead: nothing can be reported yet
  const [{ id: target }] = await partsOf(app, id);
  expect(refused(await revise(target, '1'))).toMatchObject({ code: 'INVALID', path: ['input', 'value'] });
  await app.sql("update target_plan set state = 'ALLOCATED' where id = ?", [id]);
  must(await planStep(app, 'Reopen', id, CITY_A, { reason: '市委会议要求' }));
  expect(refused(await planStep(app, 'Report', id, CITY_A))).toMatchObject({ code: 'ILLEGAL_TRANSITION', path: ['id'] });
  expect(await app.sql('select state from target_plan where id = ?', [id])).toEqual([{ state: 'ISSUED' }]);
});

test('ceilings: kept by each and not summed', async () => {
  const { assertEnough } = await import('../../src/modules/targets/allocation.service.js');
  const target = (unitPath: string, value: bigint): never => ({ indicator: 'RATE', unitPath, value }) as never;
  const ceiling = { code: 'RATE', unit: 'RATE', ceiling: true, name: { zh: '率', en: 'rate' } } as never;
  const check =
    (...values: bigint[]): (() => void) =>
    () =>
      assertEnough(
        ceiling,
        target('/a', 398n),
        values.map((value, at) => target(`/a/${at}`, value)),
        [],
      );
  expect(check(398n, 300n)).not.toThrow();
  expect(check(398n, 399n)).toThrow('INVALID');
});

test('actuals: one that changes in its source changes the progress at once; a city of counties in a constant number of statements', async () => {
  const year = Number(app.application.platform.clock.today().slice(0, 4));
  const id = await aPlan(app, year, [{ indicator: 'PLACED', value: '300', weight: 100 }]);
  const some = counties.slice(0, 30);
  must(
    await allocate(
      app,
      id,
      await Promise.all(some.map(async ({ code }) => ({ unit: await aUnit(app, code), targets: [{ indicator: 'PLACED', value: '10' }] }))),
    ),
  );
  await anInstitution(app, some[0]!.code);
  const day = app.application.platform.clock.today();
  await placements(app, some[0]!.code, 12, day);
  const first = async (): Promise<unknown> => (await partsOf(app, id)).find((one) => one.plan.unit.region.code === some[0]!.code).progress;
  expect(await first()).toMatchObject({ actual: '12', completionRate: 1.2, behindSchedule: false });
  await app.sql(
    "update placement set state = 'REVERSED', reason = '查实未到岗' where id in (select id from placement where state = 'CONFIRMED' limit 11)",
  );
  expect(await first()).toMatchObject({ actual: '1', completionRate: 0.1, behindSchedule: true });
  const all = await app.statements(() => partsOf(app, id));
  const three = await aPlan(app, freshYear(), [{ indicator: 'PLACED', value: '3', weight: 100 }]);
  must(
    await allocate(
      app,
      three,
      await Promise.all(some.slice(0, 3).map(async ({ code }) => ({ unit: await aUnit(app, code), targets: [{ indicator: 'PLACED', value: '1' }] }))),
    ),
  );
  expect(await app.statements(() => partsOf(app, three))).toBe(all);
  expect(all).toBeLessThanOrEqual(5);
}, 60_000);

test('indicators and progress, who sees: the division and those above it, auditors; not a neighbour, an intermediary, a recruiter', async () => {
  const id = await aPlan(app, freshYear(), [{ indicator: 'PLACED', value: '10', weight: 100 }]);
  must(await allocate(app, id, [{ unit: await aUnit(app, '500101'), targets: [{ indicator: 'PLACED', value: '10' }] }]));
  const [{ plan: part }] = await partsOf(app, id);
  const query = 'query ($id: ID!) { targetPlan(id: $id) { state parent { id } targets { value } } }';
  const seen = async (as: Parameters<typeof app.data>[2]): Promise<unknown> => (await app.data(query, { id: part.id }, as)).targetPlan;
  expect(await seen(office('500101', '万州'))).toEqual({ state: 'ISSUED', parent: null, targets: [{ value: '10' }] });
  expect(await seen({ role: 'AUDITOR' })).toEqual({ state: 'ISSUED', parent: { id }, targets: [{ value: '10' }] });
  expect(await seen(office('500102', '涪陵'))).toBeNull();
  for (const as of [{ role: 'RECRUITER' }, { role: 'INTERMEDIARY', institution: await anInstitution(app) }] as const)
    expect(await app.mistake(query, { id: part.id }, as)).toBe('FORBIDDEN');
  const { indicators } = await app.data('{ indicators { code name unit flow source } }', {}, CITY);
  expect(indicators.map((one: { code: string }) => one.code)).toEqual(
    expect.arrayContaining(['PLACED', 'REGISTRATIONS', 'TRAINED', 'TRANSFERRED_MAIN_URBAN', 'TRANSFERRED_PARTNER', 'VACANCY_NOTICES']),
  );
});
