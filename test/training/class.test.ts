import { expect, test } from '../support/jest.js';
import { testApp } from '../support/app.js';
import { anInstitution, CITY } from '../support/factories.js';
import { act } from '../support/places.js';
import { aClass, attended, CHIEF, CLASS, classStep, classText, COUNTY, dayOf, ELSEWHERE, enrolled, examine, school } from '../support/training.js';
import { anOrder, aWorker, done, register } from '../support/transfers.js';

const app = testApp();

test('class: it is planned by who teaches it, approved and closed by the county, each time by another person', async () => {
  const institution = await anInstitution(app, '500101', 'LICENSED_AGENCY');
  const planned = await act(app, 'trainingClassPlan', { input: await classText(app, { institution }) }, CLASS, COUNTY);
  const { id } = planned.class;
  expect(planned).toMatchObject({ class: { state: 'PLANNED', takenCount: 0 }, userErrors: [] });
  expect(await classStep(app, 'Open', id, COUNTY)).toMatchObject({ class: null, userErrors: [{ code: 'NOT_ELIGIBLE', path: ['id'] }] });
  expect(await classStep(app, 'Open', id, { role: 'OFFICE', region: '500101001' })).toMatchObject({ userErrors: [{ code: 'NOT_FOUND' }] });
  expect(await classStep(app, 'Open', id, CHIEF)).toMatchObject({ class: { state: 'ENROLLING' } });
  const one = { id, institution, as: school(institution) };
  expect(await classStep(app, 'Begin', id, one.as)).toMatchObject({ userErrors: [{ code: 'NOT_ELIGIBLE' }] });
  const [first] = await enrolled(app, one, 1);
  await attended(app, one, [first!.enrolment]);
  expect(await examine(app, { ...one, as: COUNTY }, [{ enrolment: first!.enrolment, passed: true }])).toMatchObject({ class: { state: 'EXAMINED' } });
  expect(await classStep(app, 'Close', id, COUNTY)).toMatchObject({ userErrors: [{ code: 'NOT_ELIGIBLE' }] });
  expect(await classStep(app, 'Close', id, CHIEF)).toMatchObject({ class: { state: 'CLOSED' } });
  expect(await classStep(app, 'Begin', id, one.as)).toMatchObject({ userErrors: [{ code: 'ILLEGAL_TRANSITION' }] });
});

test.each([
  [{ kind: 'START_UP' }, 'INVALID', 'course'],
  [{ course: 'SYB' }, 'INVALID', 'course'],
  [{ kind: 'START_UP', course: 'SYB', classHours: 69 }, 'INVALID', 'classHours'],
  [{ seats: 0 }, 'INVALID', 'seats'],
  [{ endsOn: '2001-01-01' }, 'INVALID', 'endsOn'],
  [{ institution: '0198c0de-0000-7000-8000-000000000001' }, 'NOT_FOUND', 'institution'],
])('refuses a class with %j', async (more, code, field) => {
  const institution = await anInstitution(app, '500101', 'LICENSED_AGENCY');
  const before = await app.sql('select count(*) from training_class');
  expect(await act(app, 'trainingClassPlan', { input: await classText(app, more) }, CLASS, school(institution))).toMatchObject({
    class: null,
    userErrors: [{ code, path: ['input', field] }],
  });
  expect(await app.sql('select count(*) from training_class')).toEqual(before);
});

test('a number is given once, also to two who plan at the same moment; an unknown trade names the nearest', async () => {
  const institution = await anInstitution(app, '500101', 'LICENSED_AGENCY');
  const input = await classText(app);
  const answers = await Promise.all([1, 2].map(() => act(app, 'trainingClassPlan', { input }, CLASS, school(institution))));
  expect(answers.map((one) => one.userErrors[0]?.code ?? 'done').sort()).toEqual(['ALREADY_EXISTS', 'done']);
  const query = 'mutation ($input: TrainingClassPlanInput!) { trainingClassPlan(input: $input) { class { id } } }';
  const wrong = { ...(await classText(app, { occupation: '焊割工人' })), idempotencyKey: crypto.randomUUID() };
  expect(await app.mistake(query, { input: wrong }, school(institution))).toBe('BAD_USER_INPUT');
});

test('a cancelled class lets its people go', async () => {
  const one = await aClass(app);
  const [first] = await enrolled(app, one, 1);
  expect(await classStep(app, 'Cancel', one.id, one.as, { reason: '师资不足' })).toMatchObject({ class: { state: 'CANCELLED', takenCount: 0 } });
  expect(await app.sql('select state from training_enrolment where id = ?', [first!.enrolment])).toEqual([{ state: 'WITHDRAWN' }]);
});

test('training for an order: its people are trained in its class, and the order with them', async () => {
  const scene = await anOrder(app, { heads: 2, more: { trainingDays: 5 } });
  await register(app, scene.order, [await aWorker(app, scene.institution, { situation: 'RURAL_SURPLUS' }), await aWorker(app, scene.institution)]);
  const as = { role: 'OFFICE', region: '500101', name: '带教' } as const;
  const text = await classText(app, { institution: scene.institution, order: scene.order });
  const { class: planned } = await act(app, 'trainingClassPlan', { input: text }, CLASS, as);
  await classStep(app, 'Open', planned.id, CHIEF);
  const enrolOrder = async (): Promise<any> => done(app, 'trainingEnrolOrder', 'StepInput', planned.id, CLASS, {}, as); // oxlint-disable-line typescript/no-explicit-any -- an answer
  await expect(enrolOrder()).rejects.toThrow('NOT_ELIGIBLE');
  await done(app, 'labourOrderSelect', 'StepInput', scene.order, 'order { id }', {});
  expect(await enrolOrder()).toMatchObject({ class: { takenCount: 2 } });
  await expect(enrolOrder()).rejects.toThrow('NOT_ELIGIBLE');
  const people = (await app.sql('select id from training_enrolment where class_id = ?', [planned.id])) as { id: string }[];
  const one = { id: planned.id, institution: scene.institution, as };
  await attended(
    app,
    one,
    people.map(({ id }) => id),
  );
  await examine(
    app,
    one,
    people.map(({ id }) => ({ enrolment: id, passed: true })),
  );
  expect((await app.data('query ($id: ID!) { labourOrder(id: $id) { state } }', { id: scene.order }, CITY)).labourOrder).toEqual({
    state: 'TRAINED',
  });
});

test('anybody reads classes; another county, a rival and a recruiter change none', async () => {
  const one = await aClass(app);
  const list =
    '{ trainingClasses(filter: { region: "500101", state: ENROLLING }, first: 100) { totalCount edges { node { id title institution { name } takenCount seats } } } }';
  const { edges } = (await app.data(list)).trainingClasses;
  expect(edges.map((edge: { node: { id: string } }) => edge.node.id)).toContain(one.id);
  for (const as of [ELSEWHERE, school(await anInstitution(app, '500101', 'LICENSED_AGENCY'))])
    expect(await act(app, 'trainingEnrol', { id: one.id, input: { seekers: [] } }, CLASS, as)).toMatchObject({ userErrors: [{ code: 'NOT_FOUND' }] });
  expect(await classStep(app, 'Open', one.id, CITY).then((answer) => answer.userErrors[0].code)).toBe('ILLEGAL_TRANSITION');
  const plan = 'mutation ($input: TrainingClassPlanInput!) { trainingClassPlan(input: $input) { class { id } } }';
  expect(await app.mistake(plan, { input: { ...(await classText(app)), idempotencyKey: crypto.randomUUID() } }, { role: 'RECRUITER' })).toBe(
    'FORBIDDEN',
  );
});

test('lists of 3 and of 30 classes take the same statements', async () => {
  const institution = await anInstitution(app, '500101', 'LICENSED_AGENCY');
  const startsOn = await dayOf(app);
  for (let at = 0; at < 30; at++)
    await act(
      app,
      'trainingClassPlan',
      { input: await classText(app, { startsOn, kind: 'START_UP', course: 'GYB', classHours: 24 }) },
      CLASS,
      school(institution),
    );
  const query =
    'query ($first: Int!) { trainingClasses(filter: { kind: START_UP }, first: $first) { edges { node { id takenCount institution { name region { name } } base { name } } } } }';
  const of = (first: number): Promise<number> => app.statements(() => app.data(query, { first }, CITY));
  expect([await of(3), await of(30)]).toEqual([1, 1]);
}, 60_000);
