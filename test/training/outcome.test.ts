import { expect, test } from '../support/jest.js';
import { expire } from '../../src/application.js';
import { testApp } from '../support/app.js';
import { aVacancy, CITY } from '../support/factories.js';
import { later } from '../support/places.js';
import { aClass, aGraduate, dayOf, ELSEWHERE, enrolled, hire, outcome } from '../support/training.js';

const app = testApp();
const ROWS =
  'query ($from: LocalDate!, $to: LocalDate!) { trainingOutcomes(from: $from, to: $to, region: "500101") { kind trained passed employed started jobsCreated employmentRate } }';
const rows = async (kind: string): Promise<unknown> =>
  (await app.data(ROWS, { from: await dayOf(app, -400), to: await dayOf(app) }, CITY)).trainingOutcomes.find(
    (one: { kind: string }) => one.kind === kind,
  );

test('outcome: work counts only after the examination, by a confirmed placement within the window, once; a reversed one no more', async () => {
  const early = await aClass(app);
  const [someone] = await enrolled(app, early, 1);
  expect((await outcome(app, someone!.enrolment, { kind: 'EMPLOYED' }, early.as)).userErrors[0]).toMatchObject({ code: 'ILLEGAL_TRANSITION' });
  await aVacancy(app);
  const { one, enrolment, seeker } = await aGraduate(app);
  expect((await outcome(app, enrolment, { kind: 'EMPLOYED' }, one.as)).userErrors[0]).toMatchObject({
    code: 'NOT_ELIGIBLE',
    path: ['input', 'kind'],
  });
  expect((await outcome(app, enrolment, { kind: 'NONE' }, one.as)).userErrors[0]).toMatchObject({ code: 'NOT_ELIGIBLE' });
  const placement = await hire(app, seeker);
  expect(await outcome(app, enrolment, { kind: 'EMPLOYED' }, ELSEWHERE)).toMatchObject({ userErrors: [{ code: 'NOT_FOUND' }] });
  expect(await outcome(app, enrolment, { kind: 'EMPLOYED' }, one.as)).toMatchObject({
    enrolment: { outcome: { kind: 'EMPLOYED', on: await dayOf(app) } },
    userErrors: [],
  });
  expect((await outcome(app, enrolment, { kind: 'EMPLOYED' }, one.as)).userErrors[0]).toMatchObject({ code: 'ALREADY_EXISTS' });
  expect(await rows('RE_EMPLOYMENT')).toMatchObject({ trained: 1, passed: 1, employed: 1, employmentRate: 1 });
  await app.sql("update placement set state = 'REVERSED', reason = '未到岗' where id = ?", [placement]);
  expect(await rows('RE_EMPLOYMENT')).toMatchObject({ trained: 1, employed: 0, employmentRate: 0 });
});

test('start-ups: within the window, with a licence and the jobs they give', async () => {
  const { one, enrolment } = await aGraduate(app, { kind: 'START_UP', course: 'SYB', classHours: 70 });
  const started = { kind: 'STARTED', startedOn: await dayOf(app), licenceNumber: '500101600000001', jobsCreated: 5 };
  for (const [field, value] of [
    ['startedOn', await dayOf(app, -3)],
    ['startedOn', await dayOf(app, 1)],
    ['licenceNumber', ' '],
    ['jobsCreated', 0],
  ] as const)
    expect((await outcome(app, enrolment, { ...started, [field]: value }, one.as)).userErrors[0]).toMatchObject({
      code: 'INVALID',
      path: ['input', field],
    });
  expect(await outcome(app, enrolment, started, one.as)).toMatchObject({ enrolment: { outcome: { kind: 'STARTED', jobsCreated: 5 } } });
  expect(await rows('START_UP')).toMatchObject({ trained: 1, started: 1, employed: 1, jobsCreated: 5 });
});

test('post-training employment rate: when the window ends, what was confirmed within it is found, and the rest came to nothing', async () => {
  const [worked, idle] = [
    await aGraduate(app, { kind: 'RURAL' }, { agricultural: true }),
    await aGraduate(app, { kind: 'RURAL' }, { agricultural: true }),
  ];
  await hire(app, worked.seeker);
  await later(app, '5 months');
  await expire(app.application.platform);
  expect(await app.sql('select outcome_kind from training_enrolment where id = any(?::uuid[])', [`{${worked.enrolment},${idle.enrolment}}`])).toEqual(
    [{ outcome_kind: null }, { outcome_kind: null }],
  );
  await later(app, '2 months');
  await expire(app.application.platform);
  const kinds = await app.sql('select id, outcome_kind as kind from training_enrolment where id = any(?::uuid[])', [
    `{${worked.enrolment},${idle.enrolment}}`,
  ]);
  expect(Object.fromEntries(kinds.map(({ id, kind }) => [id, kind]))).toEqual({ [worked.enrolment]: 'EMPLOYED', [idle.enrolment]: 'NONE' });
  expect(await rows('RURAL')).toMatchObject({ trained: 2, employed: 1, employmentRate: 0.5 });
});

test('who may not read the outcomes: recruiters, and people themselves', async () => {
  const { seeker } = await aGraduate(app);
  for (const as of [{ role: 'RECRUITER' }, { role: 'SEEKER', seeker }] as const)
    expect(await app.mistake(ROWS, { from: '2000-01-01', to: '2000-01-02' }, as)).toBe('FORBIDDEN');
});
